/* SPDX-License-Identifier: Apache-2.0 */
/* The real instances of the shared data: a row of similarities for each paper. */
#ifndef TEST_ENGINE_MATRIX_H
#define TEST_ENGINE_MATRIX_H

#include "engine/assign.h"

#include <stdio.h>
#include <stdlib.h>

static char matrix_path[4096];

/* False: the data is not there. A similarity of 0 may be chosen as any other. */
static bool matrix_read(Arena *arena, const char *name, int32_t demand, int32_t load, AssignProblem *problem)
{
    const char *folder = getenv("MADANG_SHARED_DATA");
    snprintf(matrix_path, sizeof matrix_path, "%s/assignment/%s",
             folder ? folder : SOURCE_ROOT "/../shared/data", name);
    FILE *file = fopen(matrix_path, "r");
    if (!file) return false;
    int papers, reviewers;
    if (fscanf(file, "%d %d", &papers, &reviewers) != 2) abort();
    AssignApplication *applications = ARENA_MANY(arena, (size_t)papers, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, (size_t)reviewers, AssignExpert);
    AssignPair *pairs = ARENA_MANY(arena, (size_t)papers * (size_t)reviewers, AssignPair);
    size_t *first = ARENA_MANY(arena, (size_t)papers + 1, size_t), count = 0;
    for (int32_t r = 0; r < reviewers; r++) experts[r] = (AssignExpert){r, 0, load};
    for (int32_t p = 0; p < papers; p++) {
        applications[p] = (AssignApplication){p, demand};
        for (int32_t r = 0; r < reviewers; r++) {
            double similarity;
            if (fscanf(file, "%lf", &similarity) != 1) abort();
            pairs[count++] = assign_pair(r, (int32_t)(similarity * 1000000 + 0.5), ASSIGN_FREE);
        }
        first[p + 1] = count;
    }
    fclose(file);
    *problem =
        (AssignProblem){applications, (size_t)papers, experts, (size_t)reviewers, pairs, first, .seed = 1};
    return true;
}

#endif
