/* SPDX-License-Identifier: Apache-2.0 */
/* What an assignment can aim at, as `--objective` names it: the solver of each aim and what checks its proof.
 */
#ifndef WORKBENCH_OBJECTIVE_H
#define WORKBENCH_OBJECTIVE_H

#include "engine/assign_fair.h"
#include "engine/assign_random.h"
#include "workbench/decimal.h"
#include "workbench/problem.h"

/* What a solver found, with its proof: as in engine/assign.h, whose words these are. Affinities are steps of
 * the pairs' unit. Of random, sum, worst, missing and load_missing are expected, in 1024ths of a step or a
 * place; choices and loads are those of the draw. */
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
    const AssignRandom *random;  /* of random: the whole of it */
    const Assignment *drawn;     /* of random, solved: the draw */
} Outcome;

typedef enum { OBJECTIVE_SUM = 1, OBJECTIVE_FAIR = 2, OBJECTIVE_RANDOM = 4 } ObjectiveKind;

typedef struct {
    const char *name;
    const char *rule; /* of its certificate */
    ObjectiveKind kind;
    const char *greatest; /* what is as great as can be: "The sum of affinities" */
    /* False: the watch ended it. */
    bool (*solve)(Arena *arena, const NamedProblem *named, const Watch *watch, Outcome *outcome);
    /* NULL, or what the outcome breaks or its proof doesn't prove, as a sentence. What holds may yet leave
     * room: outcome_is_open(). */
    const char *(*check)(Arena *arena, const NamedProblem *named, const Outcome *outcome);
} Objective;

/* NULL: there is none of that name. */
const Objective *objective_find(Text name);

/* The bound of worst and leximin is not reached: it is proven how much the worst-off can have at most, and
 * not that this is all. */
static inline bool outcome_is_open(const Outcome *outcome)
{
    return outcome->fair && outcome->worst < outcome->fair->bound;
}

/* A sum of the outcome in the unit of the file, exactly. */
DecimalText outcome_amount(const Outcome *outcome, int64_t sum, int places);
/* Empty places, of applications or of loads. */
DecimalText outcome_count(const Outcome *outcome, int64_t missing);

#endif
