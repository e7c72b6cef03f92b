/* SPDX-License-Identifier: Apache-2.0 */
/* What memory a process takes that holds a problem and solves it, and nothing else: no peer is linked into
 * it. Usage: engine_memory FILE. The file: the number of applications and of experts, then the arrays of
 * AssignProblem as they stand in memory (applications, experts, first_pair, pairs). */
#include "engine/assign.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static void *take(FILE *file, size_t count, size_t size)
{
    void *at = malloc(count * size + 1);
    if (!at || fread(at, size, count, file) != count) exit(2);
    return at;
}

int main(int count, char **words)
{
    FILE *file = count == 2 ? fopen(words[1], "rb") : NULL;
    if (!file) return 2;
    size_t *counts = take(file, 2, sizeof *counts);
    AssignProblem problem = {.application_count = counts[0], .expert_count = counts[1], .seed = 1};
    problem.applications = take(file, counts[0], sizeof *problem.applications);
    problem.experts = take(file, counts[1], sizeof *problem.experts);
    problem.first_pair = take(file, counts[0] + 1, sizeof *problem.first_pair);
    size_t pairs = problem.first_pair[counts[0]];
    problem.pairs = take(file, pairs, sizeof *problem.pairs);
    fclose(file);
    const Assignment *assignment = assign_experts(arena_new((size_t)4 << 30), &problem, NULL);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double taken = (double)usage.ru_maxrss * 1024;
    printf("%-34s engine %10.1f MB for the whole process, its pairs (%.1f MB) among them  goal 100 MB%s\n",
           "memory, 100,000 x 20,000", taken / 1e6, (double)(pairs * sizeof(AssignPair)) / 1e6,
           taken <= 100e6 ? " met" : " MISSED");
    return assignment->missing || taken > 100e6;
}
