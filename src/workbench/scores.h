/* SPDX-License-Identifier: Apache-2.0 */
/* What experts gave applications, from a table: application, expert, score, and any other columns; a pair at
 * most once. Scores are decimals of up to six places. */
#ifndef WORKBENCH_SCORES_H
#define WORKBENCH_SCORES_H

#include "engine/rational.h"
#include "engine/watch.h"
#include "workbench/faults.h"
#include "workbench/names.h"
#include "workbench/source.h"

typedef struct {
    uint32_t application, expert; /* places of their names */
    int64_t millionths;
    int64_t line;
} Score;

typedef struct {
    Names applications, experts;
    Score *scores; /* as they stand in the file */
    size_t count;
} Scores;

/* NULL, with faults, if the file is not in order. */
const Scores *scores_read(Arena *arena, Source *source, Faults *faults, const Watch *watch);

#endif
