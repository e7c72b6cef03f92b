/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a better assignment was possible: what a record says of how well each expert fits each application
 * is held against what it said before (verify_fit.c), and then the proof is checked (verify_proof.c). */
#ifndef PRIZE_VERIFY_FIT_H
#define PRIZE_VERIFY_FIT_H

#include "feature/prize/fit.h"
#include "feature/prize/verify_facts.h"

/* What stood between an application and an expert before this line. */
typedef struct {
    size_t expert, next; /* next: of the same application, and one; 0: the last */
    AssignPin pin;       /* STAYING: assigned, begun or not; KEPT: sent; FORBIDDEN: a conflict */
} Mark;

typedef struct {
    Arena *arena;
    Facts *facts;
    const Round *rules;
    int64_t round;
    Fit fit;
    size_t *expert_of; /* each person, by place: a place in the list, and one; 0: not in it */
    size_t *row_of;    /* each application, likewise */
    LIST(Mark) marks;
    size_t *first_mark; /* of each application: a place in marks, and one */
    int64_t *done;      /* of each application: reviews sent by people who aren't in the list */
    AssignPin *pins;    /* of each expert, for the application in hand */
} FitCheck;

/* The fit agrees with what was said before. */
void check_proof(FitCheck *check);

#endif
