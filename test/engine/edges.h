/* SPDX-License-Identifier: Apache-2.0 */
/* An assignment's pairs as a plain list, for tests. */
#ifndef TEST_ENGINE_EDGES_H
#define TEST_ENGINE_EDGES_H

#include "engine/assign.h"

typedef struct {
    int32_t application, expert, affinity;
    AssignPin pin;
} Edge;

/* The problem with these pairs, each application's in the list's order. */
static inline AssignProblem with_edges(Arena *arena, AssignProblem problem, const Edge *edges, size_t count)
{
    size_t *first = ARENA_MANY(arena, problem.application_count + 2, size_t);
    problem.pairs = ARENA_MANY(arena, count + 1, AssignPair);
    for (size_t i = 0; i < count; i++) first[edges[i].application + 2]++;
    for (size_t i = 2; i < problem.application_count + 2; i++) first[i] += first[i - 1];
    for (size_t i = 0; i < count; i++)
        problem.pairs[first[edges[i].application + 1]++] =
            assign_pair(edges[i].expert, edges[i].affinity, edges[i].pin);
    problem.first_pair = first;
    return problem;
}

#endif
