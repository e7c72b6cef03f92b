/* SPDX-License-Identifier: Apache-2.0 */
/* Who passes and why: in words for people, as JSON for programs, and as a table of all applications. */
#ifndef WORKBENCH_SELECT_WORDS_H
#define WORKBENCH_SELECT_WORDS_H

#include "workbench/candidates.h"

typedef struct {
    const Candidates *candidates;
    const CandidateColumns *columns;
    const SelectRules *rules;
    const Selection *selection;
} SelectReport;

void select_put_words(FILE *to, const SelectReport *report);
void select_put_json(FILE *to, const SelectReport *report);
/* rank, application, score, passed, how, bound, counterpart, cost, reserve */
void select_put_rows(FILE *to, const SelectReport *report);

#endif
