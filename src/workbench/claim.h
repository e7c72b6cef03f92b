/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate claims about the pairs of a file: the problem that it speaks of, and the outcome that it
 * says is the best. Nothing is solved, and nothing is believed: Objective.check judges it. */
#ifndef WORKBENCH_CLAIM_H
#define WORKBENCH_CLAIM_H

#include "workbench/certificate.h"

typedef struct {
    const char *file, *proof; /* names of the files */
    const Certificate *certificate;
    NamedProblem named;
    Outcome outcome;
    int64_t *weights;      /* of worst and leximin: of each application */
    AssignChance *chances; /* of random */
} Claim;

/* Reads both; false after what is wrong was told (`told` may be NULL). The outcome has neither choices nor
 * loads. */
bool claim_read(Arena *arena, Claim *claim, Source *file, Source *proof, FILE *told);
/* Once the outcome has choices and loads: gives it the rest. */
void claim_complete(Arena *arena, Claim *claim);

#endif
