/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/problem.h"

#include "workbench/loads.h"

static AssignExpert *read_loads(Arena *arena, const ProblemFiles *files, Names *experts)
{
    Faults faults = {.file = files->loads, .to = stderr};
    Source *source = files->loads ? source_open(arena, files->loads) : NULL;
    AssignExpert *loads = loads_read(arena, source, files->load, experts, &faults);
    faults_end(&faults);
    return loads;
}

/* Room for no more places than can be counted. */
static bool is_countable(const ProblemFiles *files, const Pairs *pairs)
{
    int64_t places = (int64_t)files->demand * pairs->applications.count;
    if (places <= INT32_MAX && pairs_count(pairs) <= ASSIGN_PAIRS_MAX) return true;
    fprintf(
        stderr,
        "%s: %u applications with %d experts each, and %zu pairs, are more than can be assigned at once\n",
        files->file, pairs->applications.count, files->demand, pairs_count(pairs));
    return false;
}

static void give_keys(Arena *arena, const ProblemFiles *files, const Pairs *pairs,
                      AssignApplication *applications, AssignExpert *experts)
{
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    const uint32_t *ranks = names_ranks(scratch, &pairs->applications);
    for (uint32_t i = 0; i < pairs->applications.count; i++)
        applications[i] = (AssignApplication){ranks[i], files->demand};
    ranks = names_ranks(scratch, &pairs->experts);
    for (uint32_t i = 0; i < pairs->experts.count; i++) experts[i].key = ranks[i];
    arena_reset(scratch);
}

const NamedProblem *problem_read(Arena *arena, const ProblemFiles *files, const Watch *watch)
{
    NamedProblem *named = ARENA_NEW(arena, NamedProblem);
    Pairs *pairs = &named->pairs;
    Faults faults = {.file = files->file, .to = stderr};
    pairs_read(arena, source_open(arena, files->file), files->zero_is_conflict, pairs, &faults, watch);
    AssignExpert *experts = read_loads(arena, files, &pairs->experts);
    if (faults_end(&faults) || !experts || !is_countable(files, pairs)) return NULL;
    names_close(&pairs->applications);
    names_close(&pairs->experts);
    AssignApplication *applications = ARENA_MANY(arena, pairs->applications.count, AssignApplication);
    give_keys(arena, files, pairs, applications, experts);
    named->problem = (AssignProblem){.applications = applications,
                                     .application_count = pairs->applications.count,
                                     .experts = experts,
                                     .expert_count = pairs->experts.count,
                                     .pairs = pairs->pairs,
                                     .first_pair = pairs->first_pair,
                                     .seed = files->seed};
    named->cap = files->cap;
    return named;
}
