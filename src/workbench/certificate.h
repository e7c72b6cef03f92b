/* SPDX-License-Identifier: Apache-2.0 */
/* Why no assignment is better, as a table that people can read and `madang engine check` checks:
 *   item, name, value, load_min, load_max[, expert]
 * One line an item: which objective, for which demand and loads, what the assignment comes to, the price of
 * each expert, and, where places stay empty, the applications of which too many must share too few; of worst
 * and leximin, the weight of each application and the bound that weights and prices give; of random, the
 * chance of each pair. Affinities, prices and costs are whole steps of 10^−places, chances 1024ths, and so
 * are the sums of random. doc/engine.md says how they prove it. */
#ifndef WORKBENCH_CERTIFICATE_H
#define WORKBENCH_CERTIFICATE_H

#include "workbench/faults.h"
#include "workbench/objective.h"
#include "workbench/problem.h"

void certificate_write(FILE *to, const NamedProblem *named, const ProblemFiles *files,
                       const Objective *objective, const Outcome *outcome);

/* As read, with all items that its objective needs: what the certificate says, with names that are not yet
 * those of any file. */
typedef struct {
    const Objective *objective;
    int64_t zero_is_conflict, places, demand;
    int64_t bound;     /* of worst and leximin */
    int64_t cap, seed; /* of random */
    Outcome outcome;   /* its numbers alone */
    Text worst;        /* the name of the worst-off application */
    Names experts;
    int64_t *prices;     /* by number of the expert */
    AssignExpert *loads; /* likewise, without keys */
    Names shorts;        /* applications that prove what is missing */
    Names weighed;       /* of worst and leximin: applications */
    int64_t *weights;    /* by their number */
    Names lot_applications, lot_experts;
    AssignChance *chances; /* of random, by these names, without affinities */
    size_t chance_count;
} Certificate;

/* NULL, with faults, if the file is no certificate. */
const Certificate *certificate_read(Arena *arena, Source *source, Faults *faults);

#endif
