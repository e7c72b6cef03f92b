/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_random.h"

#include "engine/assign_graph.h"
#include "engine/assign_network.h"
#include "engine/order.h"

#include <assert.h>

enum { PARTS = 3 }; /* of the work: without caps, a guess, the flow */

static int32_t cap_of(const AssignRandomProblem *problem, size_t pair)
{
    assert(problem->cap >= 1 && problem->cap <= ASSIGN_CERTAIN);
    if (!problem->caps || problem->caps[pair] > problem->cap) return problem->cap;
    return problem->caps[pair];
}

/* Nothing but the pairs, with other pins. */
static AssignProblem plain(Arena *arena, const AssignProblem *problem, AssignPin kept)
{
    AssignProblem same = *problem;
    same.loads_first = false;
    same.load_penalty = 0;
    same.pairs = assign_pairs_copy(arena, problem);
    for (size_t i = 0; i < assign_count_pairs(problem); i++) {
        AssignPair *pair = &same.pairs[i];
        AssignPin pin = assign_pair_pin(*pair);
        if (pin == ASSIGN_STAYING) pin = ASSIGN_FREE;
        *pair = assign_pair(assign_pair_expert(*pair), assign_pair_affinity(*pair),
                            pin == ASSIGN_KEPT ? kept : pin);
    }
    return same;
}

/* ---- A guess. Where a pair can be had to one half, twice as many are wanted, and twice as many have room:
 * the prices of that assignment are near. */

static int32_t scaled(int64_t count, int32_t cap, int64_t most)
{
    int64_t times = (count * ASSIGN_CERTAIN + cap / 2) / cap;
    return (int32_t)(times < most ? times : most);
}

static const int64_t *guess_prices(Arena *arena, const AssignNetwork *network, int32_t cap, int32_t *rank,
                                   const Watch *watch)
{
    AssignProblem problem = plain(arena, network->problem, ASSIGN_FORBIDDEN);
    AssignApplication *applications = ARENA_MANY(arena, network->applications + 1, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, network->experts + 1, AssignExpert);
    for (size_t a = 0; a < network->applications; a++) {
        size_t place = network->application_at[a];
        rank[a] = scaled(network->wanted[a], cap, ASSIGN_DEMAND_MAX);
        applications[place] = (AssignApplication){problem.applications[place].key, rank[a]};
    }
    for (size_t e = 0; e < network->experts; e++) {
        size_t place = network->expert_at[e];
        experts[place] =
            (AssignExpert){problem.experts[place].key, 0, scaled(network->room[e], cap, ASSIGN_COUNT_MAX)};
    }
    problem.applications = applications;
    problem.experts = experts;
    const Assignment *found = assign_experts(arena, &problem, watch);
    return found ? found->prices : NULL;
}

/* ---- The flow */

static void put_arcs(AssignNetwork *network, const AssignRandomProblem *problem)
{
    assign_network_put_empty(network, ASSIGN_CERTAIN);
    for (uint32_t a = 0; a < network->applications; a++)
        for (size_t i = network->first_pair[a]; i < network->first_pair[a + 1]; i++)
            assign_network_put_pair(network, i, a, cap_of(problem, network->pair_at[i]));
    assign_network_put_loads(network, ASSIGN_CERTAIN);
}

static const FlowResult *solve(Arena *arena, AssignNetwork *network, const AssignRandomProblem *problem,
                               const Watch *watch)
{
    AssignPart guessing = {watch, 1, PARTS}, flowing = {watch, 2, PARTS};
    Watch watch_guess = assign_watch_of(&guessing), watch_flow = assign_watch_of(&flowing);
    int32_t *rank = ARENA_MANY(arena, network->applications + 1, int32_t);
    const int64_t *prices = guess_prices(arena, network, problem->cap, rank, &watch_guess);
    if (!prices) return NULL;
    put_arcs(network, problem);
    const int64_t *guess = assign_network_guess(arena, network, prices, rank);
    return assign_network_solve(arena, network, ASSIGN_CERTAIN, guess, &watch_flow);
}

/* ---- The answer */

static int compare_chances(const void *a, const void *b, const void *problem)
{
    const AssignChance *one = a, *other = b;
    return assign_compare_keys(problem, one->application, one->expert, other->application, other->expert);
}

static void put_chance(AssignRandom *random, size_t application, AssignPair pair, int64_t chance)
{
    if (!chance) return;
    random->chances[random->chance_count++] = (AssignChance){(int32_t)application, assign_pair_expert(pair),
                                                             assign_pair_affinity(pair), (int32_t)chance};
}

static void put_kept(AssignRandom *random, const AssignProblem *problem, size_t application)
{
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++)
        if (assign_pair_pin(problem->pairs[i]) == ASSIGN_KEPT)
            put_chance(random, application, problem->pairs[i], ASSIGN_CERTAIN);
}

static size_t count_chances(const AssignNetwork *network, const FlowResult *flow)
{
    size_t count = 0;
    for (size_t e = 0; e < network->experts; e++) count += (size_t)network->kept[e];
    for (size_t i = 0; i < network->pairs; i++) count += flow->flows[i] > 0;
    return count;
}

static void list_chances(Arena *arena, Arena *scratch, AssignRandom *random, const AssignNetwork *network,
                         const FlowResult *flow)
{
    random->chances = ARENA_MANY(arena, count_chances(network, flow) + 1, AssignChance);
    for (size_t a = 0; a < network->applications; a++) {
        size_t place = network->application_at[a];
        put_kept(random, network->problem, place);
        for (size_t i = network->first_pair[a]; i < network->first_pair[a + 1]; i++)
            put_chance(random, place, assign_network_pair(network, i), flow->flows[i]);
        random->missing_of[place] = flow->flows[network->pairs + a];
        random->missing += random->missing_of[place];
    }
    order_sort(scratch, random->chances, random->chance_count, sizeof *random->chances, compare_chances,
               network->problem);
}

static void sum_affinities(Arena *scratch, AssignRandom *random, const AssignProblem *problem)
{
    int64_t *sums = ARENA_MANY(scratch, problem->application_count + 1, int64_t);
    for (size_t i = 0; i < random->chance_count; i++) {
        const AssignChance *chance = &random->chances[i];
        int64_t expected = (int64_t)chance->affinity * chance->chance;
        random->affinity_sum += expected;
        sums[chance->application] += expected;
        random->loads[chance->expert] += chance->chance;
    }
    random->worst_application = assign_worst(problem, sums);
    if (problem->application_count) random->worst_affinity = sums[random->worst_application];
}

static void sum_loads(AssignRandom *random, const AssignProblem *problem)
{
    for (size_t i = 0; i < problem->expert_count; i++) {
        int64_t least = (int64_t)problem->experts[i].load_min * ASSIGN_CERTAIN;
        if (random->loads[i] < least) random->load_missing += least - random->loads[i];
    }
}

static const AssignRandom *answer(Arena *arena, Arena *scratch, const AssignNetwork *network,
                                  const FlowResult *flow, const Assignment *uncapped)
{
    AssignRandom *random = ARENA_NEW(arena, AssignRandom);
    *random = (AssignRandom){.loads = ARENA_MANY(arena, network->experts + 1, int64_t),
                             .missing_of = ARENA_MANY(arena, network->applications + 1, int64_t),
                             .prices = assign_network_prices(arena, network, flow),
                             .load_missing_cost = network->costs.load_missing,
                             .missing_cost = network->costs.missing,
                             .uncapped = uncapped};
    list_chances(arena, scratch, random, network, flow);
    sum_affinities(scratch, random, network->problem);
    sum_loads(random, network->problem);
    return random;
}

const AssignRandom *assign_random(Arena *arena, const AssignRandomProblem *problem, const Watch *watch)
{
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    const AssignRandom *random = NULL;
    AssignPart first = {watch, 0, PARTS};
    Watch watch_first = assign_watch_of(&first);
    AssignProblem same = plain(scratch, problem->problem, ASSIGN_KEPT);
    AssignProblem copy = plain(scratch, &same, ASSIGN_KEPT); /* solving changes the order of its pairs */
    const Assignment *uncapped = assign_experts(arena, &copy, &watch_first);
    if (uncapped) {
        AssignNetwork network = assign_network(scratch, &same, 0, false);
        const FlowResult *flow = solve(scratch, &network, problem, watch);
        if (flow) random = answer(arena, scratch, &network, flow, uncapped);
    }
    arena_reset(scratch);
    return random;
}
