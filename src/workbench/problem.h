/* SPDX-License-Identifier: Apache-2.0 */
/* The problem of engine/assign.h from files. Keys are the places of the names in names_order(): so neither
 * the order of lines nor that of files counts. */
#ifndef WORKBENCH_PROBLEM_H
#define WORKBENCH_PROBLEM_H

#include "workbench/pairs.h"

typedef struct {
    const char *file, *loads; /* loads: NULL, or a file */
    bool zero_is_conflict;
    int32_t demand, cap; /* cap: of --objective random, in 1024ths */
    AssignExpert load;   /* of who isn't in `loads`; load_max is LOADS_NONE: nobody may be missing there */
    uint64_t seed;
} ProblemFiles;

typedef struct {
    Pairs pairs; /* and the names, by place in the problem's lists */
    AssignProblem problem;
    int32_t cap;
} NamedProblem;

/* NULL after what is wrong was told on stderr. */
const NamedProblem *problem_read(Arena *arena, const ProblemFiles *files, const Watch *watch);

#endif
