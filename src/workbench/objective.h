/* SPDX-License-Identifier: Apache-2.0 */
/* What an assignment can aim at, as `--objective` names it: the solver of each aim and what checks its proof.
 */
#ifndef WORKBENCH_OBJECTIVE_H
#define WORKBENCH_OBJECTIVE_H

#include "base/text.h"
#include "engine/assign_fair.h"

/* What a solver found, with its proof: as in engine/assign.h, whose words these are. Affinities are steps of
 * the pairs' unit. */
typedef struct {
    AssignChoice *choices;
    size_t choice_count;
    int32_t *loads;  /* of each expert */
    int64_t *prices; /* of each expert */
    int64_t sum, worst, missing, load_missing;
    size_t worst_application;
    int64_t load_missing_cost, missing_cost;
    AssignHall hall, hall_whole; /* if something is missing */
    const AssignFair *fair;      /* of worst and leximin: the whole of it */
} Outcome;

typedef struct {
    const char *name;
    const char *greatest; /* what is as great as can be: "the sum of affinities" */
    /* False: the watch ended it. NULL: this program doesn't have it. */
    bool (*solve)(Arena *arena, const AssignProblem *problem, const Watch *watch, Outcome *outcome);
    /* NULL, or why the outcome is not proven, as a sentence. */
    const char *(*check)(Arena *arena, const AssignProblem *problem, const Outcome *outcome);
    bool has_certificate; /* one that can be written to a file */
} Objective;

/* NULL: there is none of that name. */
const Objective *objective_find(Text name);

#endif
