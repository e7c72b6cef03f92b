/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_network.h"

#include "base/fail.h"
#include "engine/order.h"

#include <assert.h>
#include <string.h>

static int64_t application_key(const void *list, size_t at)
{
    return ((const AssignApplication *)list)[at].key;
}
static int64_t expert_key(const void *list, size_t at)
{
    return ((const AssignExpert *)list)[at].key;
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- Rows */

typedef struct {
    uint32_t application, pair;
} Place;

static void count_row(AssignNetwork *network, size_t application, size_t *end_of_expert)
{
    const AssignProblem *problem = network->problem;
    size_t place = network->application_at[application], usable = 0;
    int32_t kept = 0, demand = problem->applications[place].demand;
    for (size_t i = problem->first_pair[place]; i < problem->first_pair[place + 1]; i++) {
        AssignPair pair = problem->pairs[i];
        uint32_t expert = network->expert_number[assign_pair_expert(pair)];
        if (assign_pair_pin(pair) == ASSIGN_KEPT) kept++, network->kept[expert]++;
        if (assign_pair_pin(pair) <= ASSIGN_STAYING) usable++, end_of_expert[expert + 1]++;
    }
    network->first_pair[application + 1] = network->first_pair[application] + usable;
    network->wanted[application] = demand > kept ? demand - kept : 0;
}

/* All pairs by number of expert. */
static Place *places_by_expert(Arena *arena, const AssignNetwork *network, size_t *end)
{
    const AssignProblem *problem = network->problem;
    Place *places = arena_take_blank(arena, (network->pairs + 1) * sizeof *places);
    for (size_t i = 0; i < network->experts; i++) end[i + 1] += end[i];
    for (uint32_t a = 0; a < network->applications; a++) {
        size_t place = network->application_at[a];
        for (size_t i = problem->first_pair[place]; i < problem->first_pair[place + 1]; i++)
            if (assign_pair_pin(problem->pairs[i]) <= ASSIGN_STAYING)
                places[end[network->expert_number[assign_pair_expert(problem->pairs[i])]]++] =
                    (Place){a, (uint32_t)i};
    }
    return places;
}

static void list_rows(Arena *arena, AssignNetwork *network)
{
    size_t *end_of_expert = ARENA_MANY(arena, network->experts + 2, size_t);
    for (size_t a = 0; a < network->applications; a++) count_row(network, a, end_of_expert);
    for (size_t e = 0; e < network->experts; e++) {
        const AssignExpert *expert = &network->problem->experts[network->expert_at[e]];
        size_t left = expert->load_max > network->kept[e] ? (size_t)(expert->load_max - network->kept[e]) : 0;
        network->room[e] = (int32_t)lesser(left, end_of_expert[e + 1] + 1);
    }
    network->pairs = network->first_pair[network->applications];
    network->pair_at = arena_take_blank(arena, (network->pairs + 1) * sizeof *network->pair_at);
    size_t *next = ARENA_MANY(arena, network->applications + 1, size_t);
    memcpy(next, network->first_pair, network->applications * sizeof *next);
    const Place *places = places_by_expert(arena, network, end_of_expert);
    for (size_t i = 0; i < network->pairs; i++)
        network->pair_at[next[places[i].application]++] = places[i].pair;
}

/* ---- The costs that put one aim before the next. A flow is optimal if no simple cycle of changes is better.
 * Such a cycle passes each expert once, and the sink once. So it changes the affinity by at most `turns`
 * times the greatest, as many least ones, two loads by one, and one empty place. */

static bool has_staying(const AssignNetwork *network)
{
    for (size_t i = 0; i < network->pairs; i++)
        if (assign_pair_pin(assign_network_pair(network, i)) == ASSIGN_STAYING) return true;
    return false;
}

static bool has_load_min(const AssignNetwork *network)
{
    for (size_t i = 0; i < network->experts; i++)
        if (network->problem->experts[i].load_min > 0) return true;
    return false;
}

static int64_t greatest_load(const AssignNetwork *network)
{
    int64_t greatest = 0;
    for (size_t e = 0; e < network->experts; e++)
        if (network->kept[e] + (int64_t)network->room[e] > greatest)
            greatest = network->kept[e] + (int64_t)network->room[e];
    return greatest;
}

static AssignCosts costs_of(const AssignNetwork *network, bool has_least)
{
    const AssignProblem *problem = network->problem;
    __int128 turns = 2 + (__int128)network->experts, affinity = turns * (ASSIGN_AFFINITY_MAX + 1);
    __int128 penalty = problem->loads_first ? affinity + 1 : problem->load_penalty;
    __int128 loads = affinity + 2 * penalty * (greatest_load(network) + 1);
    __int128 stay = has_staying(network) ? loads + 1 : 0;
    __int128 moves = loads + turns * stay;
    __int128 load_missing = has_load_min(network) ? moves + 1 : 0;
    __int128 all_loads = moves + 2 * load_missing;
    __int128 least_missing = has_least ? all_loads + 1 : 0;
    __int128 missing = all_loads + turns * least_missing + 1;
    if (missing > FLOW_COST_MAX) fail("assign: loads and counts are too great for exact costs");
    return (AssignCosts){(int64_t)penalty, (int64_t)stay, (int64_t)load_missing, (int64_t)least_missing,
                         (int64_t)missing};
}

/* Without a penalty the places of an expert have at most two costs. */
static size_t count_load_arcs(const AssignNetwork *network)
{
    size_t count = 0;
    for (size_t e = 0; e < network->experts; e++) {
        size_t room = (size_t)network->room[e];
        count += network->costs.load_penalty ? room : lesser(room, 2);
    }
    return count;
}

AssignNetwork assign_network(Arena *arena, const AssignProblem *problem, size_t more, bool has_least)
{
    size_t applications = problem->application_count, experts = problem->expert_count;
    assert(applications <= ASSIGN_COUNT_MAX && experts <= ASSIGN_COUNT_MAX);
    assert(assign_count_pairs(problem) <= ASSIGN_PAIRS_MAX);
    AssignNetwork network = {.problem = problem,
                             .applications = applications,
                             .experts = experts,
                             .application_at = order_by_lot(arena, problem->seed, applications,
                                                            application_key, problem->applications),
                             .expert_at =
                                 order_by_lot(arena, problem->seed, experts, expert_key, problem->experts),
                             .expert_number = ARENA_MANY(arena, experts + 1, uint32_t),
                             .first_pair = ARENA_MANY(arena, applications + 1, size_t),
                             .wanted = ARENA_MANY(arena, applications + 1, int32_t),
                             .kept = ARENA_MANY(arena, experts + 1, int32_t),
                             .room = ARENA_MANY(arena, experts + 1, int32_t),
                             .nodes = (uint32_t)(applications + experts + 1)};
    for (size_t e = 0; e < experts; e++) network.expert_number[network.expert_at[e]] = (uint32_t)e;
    list_rows(arena, &network);
    network.costs = costs_of(&network, has_least);
    size_t arcs = network.pairs + applications + count_load_arcs(&network) + more;
    network.arcs = arena_take_blank(arena, (arcs + 1) * sizeof *network.arcs);
    network.arc_count = network.pairs;
    return network;
}

/* ---- Nodes and arcs */

static uint32_t sink_of(const AssignNetwork *network)
{
    return (uint32_t)(network->applications + network->experts);
}

uint32_t assign_network_node(AssignNetwork *network)
{
    return network->nodes++;
}

void assign_network_put(AssignNetwork *network, uint32_t from, uint32_t to, int64_t upper, int64_t cost)
{
    network->arcs[network->arc_count++] = (FlowArc){from, to, 0, upper, cost};
}

void assign_network_put_pair(AssignNetwork *network, size_t pair, uint32_t from, int64_t upper)
{
    uint32_t expert = network->expert_number[assign_pair_expert(assign_network_pair(network, pair))];
    network->arcs[pair] = (FlowArc){from, (uint32_t)network->applications + expert, 0, upper,
                                    -assign_network_weight(network, pair)};
}

void assign_network_put_empty(AssignNetwork *network, int64_t scale)
{
    for (uint32_t a = 0; a < network->applications; a++)
        assign_network_put(network, a, sink_of(network), network->wanted[a] * scale, network->costs.missing);
}

/* What the `unit`-th place beyond the kept costs; it never falls with `unit`. */
static int64_t cost_of_place(const AssignNetwork *network, size_t expert, int64_t unit)
{
    int64_t load = network->kept[expert] + unit;
    int64_t cost = network->costs.load_penalty * (2 * load - 1);
    bool is_lacking = load <= network->problem->experts[network->expert_at[expert]].load_min;
    return is_lacking ? cost - network->costs.load_missing : cost;
}

void assign_network_put_loads(AssignNetwork *network, int64_t scale)
{
    for (size_t e = 0; e < network->experts; e++) {
        int64_t first = 1;
        for (int64_t unit = 1; unit <= network->room[e]; unit++) {
            int64_t cost = cost_of_place(network, e, unit);
            if (unit < network->room[e] && cost_of_place(network, e, unit + 1) == cost) continue;
            assign_network_put(network, (uint32_t)(network->applications + e), sink_of(network),
                               (unit + 1 - first) * scale, cost);
            first = unit + 1;
        }
    }
}

/* ---- Solving */

AssignPair *assign_pairs_copy(Arena *arena, const AssignProblem *problem)
{
    size_t count = assign_count_pairs(problem);
    AssignPair *pairs = arena_take_blank(arena, (count + 1) * sizeof *pairs);
    if (count) memcpy(pairs, problem->pairs, count * sizeof *pairs);
    return pairs;
}

/* The rank-th greatest, from 1 (Hoare 1961). What is greater comes to stand before it. */
static int64_t select_greatest(int64_t *values, size_t count, size_t rank)
{
    for (size_t first = 0, end = count; end - first > 1;) {
        int64_t pivot = values[first + (end - first - 1) / 2]; /* never the last */
        size_t low = first, high = end - 1;
        for (;; low++, high--) {
            while (values[low] > pivot) low++;
            while (values[high] < pivot) high--;
            if (low >= high) break;
            int64_t kept = values[low];
            values[low] = values[high];
            values[high] = kept;
        }
        if (rank <= high + 1) end = high + 1;
        else first = high + 1;
    }
    return values[rank - 1];
}

/* The rank-th greatest net value of an application's pairs, or that of an empty place. */
static int64_t net_of_rank(const AssignNetwork *network, size_t application, const int64_t *prices,
                           size_t rank, int64_t *nets)
{
    size_t first = network->first_pair[application], count = network->first_pair[application + 1] - first;
    for (size_t i = 0; i < count; i++)
        nets[i] = assign_network_weight(network, first + i) -
                  prices[assign_pair_expert(assign_network_pair(network, first + i))];
    return rank <= count ? select_greatest(nets, count, rank) : -network->costs.missing;
}

static int64_t within(int64_t value, int64_t bound)
{
    return value < -bound ? -bound : value > bound ? bound : value;
}

int64_t *assign_network_guess(Arena *arena, const AssignNetwork *network, const int64_t *prices,
                              const int32_t *rank)
{
    int64_t *guess = ARENA_MANY(arena, network->nodes, int64_t), bound = network->costs.missing;
    int64_t *nets = ARENA_MANY(arena, network->experts + 1, int64_t);
    for (size_t a = 0; a < network->applications; a++)
        if (rank[a]) guess[a] = within(net_of_rank(network, a, prices, (size_t)rank[a], nets), bound);
    for (size_t e = 0; e < network->experts; e++)
        guess[network->applications + e] = within(-prices[network->expert_at[e]], bound);
    return guess;
}

const FlowResult *assign_network_solve(Arena *arena, const AssignNetwork *network, int64_t scale,
                                       const int64_t *guess, const Watch *watch)
{
    int64_t *supply = ARENA_MANY(arena, network->nodes, int64_t);
    for (size_t a = 0; a < network->applications; a++) {
        supply[a] = network->wanted[a] * scale;
        supply[sink_of(network)] -= supply[a];
    }
    FlowProblem problem = {network->nodes, network->arc_count, supply, network->arcs, guess};
    return flow_solve(arena, &problem, watch);
}

int64_t *assign_network_prices(Arena *arena, const AssignNetwork *network, const FlowResult *flow)
{
    int64_t *prices = ARENA_MANY(arena, network->experts + 1, int64_t);
    int64_t sink = flow->potentials[sink_of(network)];
    for (size_t e = 0; e < network->experts; e++)
        prices[network->expert_at[e]] = sink - flow->potentials[network->applications + e];
    return prices;
}

size_t assign_worst(const AssignProblem *problem, const int64_t *sums)
{
    size_t worst = 0;
    for (size_t i = 1; i < problem->application_count; i++) {
        bool is_first = problem->applications[i].key < problem->applications[worst].key;
        if (sums[i] < sums[worst] || (sums[i] == sums[worst] && is_first)) worst = i;
    }
    return worst;
}

int assign_compare_keys(const AssignProblem *problem, int32_t application, int32_t expert,
                        int32_t other_application, int32_t other_expert)
{
    int order =
        order_of(problem->applications[application].key, problem->applications[other_application].key);
    return order ? order : order_of(problem->experts[expert].key, problem->experts[other_expert].key);
}

void assign_sum_choices(Arena *arena, const AssignProblem *problem, Assignment *assignment)
{
    int64_t *sums = ARENA_MANY(arena, problem->application_count + 1, int64_t);
    assignment->loads = ARENA_MANY(arena, problem->expert_count + 1, int32_t);
    for (size_t i = 0; i < assignment->choice_count; i++) {
        const AssignChoice *choice = &assignment->choices[i];
        sums[choice->application] += choice->affinity;
        assignment->affinity_sum += choice->affinity;
        assignment->loads[choice->expert]++;
    }
    for (size_t i = 0; i < problem->expert_count; i++) {
        int32_t lacking = problem->experts[i].load_min - assignment->loads[i];
        if (lacking > 0) assignment->load_missing += lacking;
    }
    assignment->worst_application = assign_worst(problem, sums);
    if (problem->application_count) assignment->worst_affinity = sums[assignment->worst_application];
}

static bool tell_whole(void *context, int64_t done, int64_t of)
{
    const AssignPart *part = context;
    return watch_goes_on(part->whole, part->part * of + done, part->parts * of);
}

Watch assign_watch_of(const AssignPart *part)
{
    return (Watch){tell_whole, (void *)part};
}
