/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "engine/flow.h"

#include "base/fail.h"

enum { INSTANCES = 20000, NODES_MAX = 5, ARCS_MAX = 7, SPAN_MAX = 3 };

typedef struct {
    int64_t supply[NODES_MAX], guess[NODES_MAX];
    FlowArc arcs[ARCS_MAX];
    FlowProblem problem;
} Small;

static int64_t any_cost(Chance *chance)
{
    static const int64_t greatest[] = {1, 4, 1000000, INT64_C(1) << 50};
    int64_t most = greatest[chance_below(chance, 4)];
    return most > 4000000 ? chance_below(chance, 1 << 30) * (1 << 20) - most / 2
                          : chance_below(chance, 2 * most + 1) - most;
}

/* Loops and parallel arcs among them. Mostly one that has a flow: the supplies are those of one. */
static void make_small(Small *small, Chance *chance)
{
    size_t nodes = 1 + (size_t)chance_below(chance, NODES_MAX);
    size_t arcs = (size_t)chance_below(chance, ARCS_MAX + 1);
    *small = (Small){.problem = {nodes, arcs, small->supply, small->arcs, NULL}};
    for (size_t i = 0; i < arcs; i++) {
        int64_t lower = chance_below(chance, 3) - 1, span = chance_below(chance, SPAN_MAX);
        FlowArc arc = {(uint32_t)chance_below(chance, (int64_t)nodes),
                       (uint32_t)chance_below(chance, (int64_t)nodes), lower, lower + span, any_cost(chance)};
        int64_t carried = lower + chance_below(chance, span + 1);
        small->arcs[i] = arc;
        small->supply[arc.from] += carried;
        small->supply[arc.to] -= carried;
    }
    if (chance_below(chance, 3) == 0) {
        int64_t more = 1 + chance_below(chance, 3);
        small->supply[chance_below(chance, (int64_t)nodes)] += more;
        small->supply[chance_below(chance, (int64_t)nodes)] -= more;
    }
    if (chance_below(chance, 2)) small->problem.guess = small->guess;
    for (size_t i = 0; i < nodes; i++) small->guess[i] = any_cost(chance);
}

static int64_t cost_of(const FlowProblem *problem, const int64_t *flows)
{
    int64_t cost = 0;
    for (size_t i = 0; i < problem->arc_count; i++) cost += problem->arcs[i].cost * flows[i];
    return cost;
}

/* Half of what the nodes have too much or too little. */
static int64_t unshipped_by(const FlowProblem *problem, const int64_t *flows)
{
    int64_t left[NODES_MAX] = {0}, sum = 0;
    for (size_t i = 0; i < problem->node_count; i++) left[i] = problem->supply[i];
    for (size_t i = 0; i < problem->arc_count; i++) {
        left[problem->arcs[i].from] -= flows[i];
        left[problem->arcs[i].to] += flows[i];
    }
    for (size_t i = 0; i < problem->node_count; i++) sum += left[i] > 0 ? left[i] : -left[i];
    return sum / 2;
}

/* Tries every flow: the least unshipped, and the least cost of those that leave no more. */
static void find_best(const FlowProblem *problem, int64_t *unshipped, int64_t *cost)
{
    int64_t flows[ARCS_MAX];
    for (size_t i = 0; i < problem->arc_count; i++) flows[i] = problem->arcs[i].lower;
    *unshipped = INT64_MAX;
    for (size_t i = 0; i < problem->arc_count || !problem->arc_count;) {
        int64_t left = unshipped_by(problem, flows), price = cost_of(problem, flows);
        if (left < *unshipped || (left == *unshipped && price < *cost)) *unshipped = left, *cost = price;
        for (i = 0; i < problem->arc_count && flows[i] == problem->arcs[i].upper; i++)
            flows[i] = problem->arcs[i].lower;
        if (i == problem->arc_count) break;
        flows[i]++;
    }
}

static void assert_proven(const FlowProblem *problem, const FlowResult *result)
{
    int64_t stays = 0;
    for (size_t i = 0; i < problem->arc_count; i++) {
        const FlowArc *arc = &problem->arcs[i];
        int64_t reduced = arc->cost + result->potentials[arc->from] - result->potentials[arc->to];
        int64_t flow = result->flows[i];
        assert_true(flow >= arc->lower && flow <= arc->upper);
        assert_true(reduced <= 0 || flow == arc->lower);
        assert_true(reduced >= 0 || flow == arc->upper);
        if (!result->cut) continue;
        if (!result->cut[arc->from] && result->cut[arc->to]) stays += arc->lower;
        if (result->cut[arc->from] && !result->cut[arc->to]) stays -= arc->upper;
    }
    if (!result->cut) return;
    for (size_t i = 0; i < problem->node_count; i++) stays += result->cut[i] ? problem->supply[i] : 0;
    assert_true(stays > 0 && stays == result->unshipped);
}

static void equals_the_best_of_all_flows(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Chance chance = {20260301};
    int impossible = 0, several = 0, guessed = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(&small, &chance);
        const FlowResult *result = flow_solve(arena, &small.problem, NULL);
        int64_t unshipped, cost = 0;
        find_best(&small.problem, &unshipped, &cost);
        assert_int_equal(result->unshipped, unshipped);
        assert_int_equal(unshipped_by(&small.problem, result->flows), unshipped);
        if (!unshipped) assert_int_equal(cost_of(&small.problem, result->flows), cost);
        assert_true(!result->cut == !unshipped);
        assert_proven(&small.problem, result);
        impossible += unshipped > 0, several += unshipped > 1, guessed += small.problem.guess != NULL;
    }
    assert_true(impossible > INSTANCES / 20 && impossible < INSTANCES / 2 && several > INSTANCES / 100);
    assert_true(guessed > INSTANCES / 4);
    arena_free(arena);
}

/* Places of a transport, many equally dear. */
enum { GIVERS = 150, TAKERS = 60, PLACES = GIVERS + TAKERS + 1, WAYS = GIVERS * TAKERS + TAKERS };

typedef struct {
    int64_t supply[PLACES];
    FlowArc arcs[WAYS];
} Transport;

static FlowProblem make_transport(Transport *transport, int64_t levels, int64_t units)
{
    Chance chance = {levels + 5};
    size_t count = 0;
    for (uint32_t g = 0; g < GIVERS; g++) {
        transport->supply[g] = 3 * units;
        transport->supply[PLACES - 1] -= 3 * units;
        for (uint32_t t = 0; t < TAKERS; t++)
            transport->arcs[count++] =
                (FlowArc){g, GIVERS + t, 0, units * 2 / 3 + 1, -chance_below(&chance, levels)};
    }
    for (uint32_t t = 0; t < TAKERS; t++)
        transport->arcs[count++] = (FlowArc){GIVERS + t, PLACES - 1, 2 * units, 8 * units, 0};
    return (FlowProblem){PLACES, count, transport->supply, transport->arcs, NULL};
}

static void a_transport_is_proven_whatever_is_guessed(void **state)
{
    static const int64_t levels[] = {2, 5, 1000000}, spreads[] = {1, 3, 500000, 1 << 30};
    Arena *arena = arena_new(16 << 20);
    Transport *transport = ARENA_NEW(arena, Transport);
    Chance chance = {9};
    for (int i = 0; i < 3; i++) {
        *transport = (Transport){0};
        FlowProblem problem = make_transport(transport, levels[i], 1024);
        const FlowResult *first = flow_solve(arena, &problem, NULL);
        int64_t guess[PLACES], cost = cost_of(&problem, first->flows);
        assert_int_equal(first->unshipped, 0);
        assert_proven(&problem, first);
        problem.guess = guess;
        for (int j = 0; j < 4; j++) {
            for (size_t node = 0; node < PLACES; node++)
                guess[node] = first->potentials[node] + chance_below(&chance, spreads[j]);
            const FlowResult *again = flow_solve(arena, &problem, NULL);
            assert_proven(&problem, again);
            assert_int_equal(cost_of(&problem, again->flows), cost);
        }
    }
    arena_free(arena);
}

typedef struct {
    int64_t left, asked, done, of;
} Looks;

static bool look(void *context, int64_t done, int64_t of)
{
    Looks *looks = context;
    assert_true(of > 0 && done >= 0 && done < of);
    assert_true(!looks->asked || (double)done / (double)of > (double)looks->done / (double)looks->of);
    looks->asked++;
    looks->done = done, looks->of = of;
    return --looks->left > 0;
}

static void a_watch_is_told_and_may_end_it(void **state)
{
    Arena *arena = arena_new(16 << 20);
    Transport *transport = ARENA_NEW(arena, Transport);
    FlowProblem problem = make_transport(transport, 1000000, 1024);
    Looks looks = {.left = INT64_MAX};
    assert_non_null(flow_solve(arena, &problem, &(Watch){look, &looks}));
    assert_true(looks.asked > 2);
    looks = (Looks){.left = 2};
    assert_null(flow_solve(arena, &problem, &(Watch){look, &looks}));
    assert_int_equal(looks.asked, 2);
    arena_free(arena);
}

/* One unit goes along a chain of arcs. */
enum { LINKS = 12 };

typedef struct {
    Arena *arena;
    uint32_t links;
    int64_t cost, unshipped;
} Chain;

static void solve_chain(void *context)
{
    Chain *chain = context;
    int64_t supply[LINKS + 1] = {1};
    FlowArc arcs[LINKS];
    supply[chain->links] = -1;
    for (uint32_t i = 0; i < chain->links; i++) arcs[i] = (FlowArc){i, i + 1, 0, 1, chain->cost};
    FlowProblem problem = {chain->links + 1, chain->links, supply, arcs, NULL};
    const FlowResult *result = flow_solve(chain->arena, &problem, NULL);
    assert_proven(&problem, result);
    chain->unshipped = result->unshipped;
}

static void ways_that_cost_too_much_are_refused(void **state)
{
    Arena *arena = arena_new(1 << 20);
    for (int sign = -1; sign <= 1; sign += 2) {
        Chain chain = {arena, 1, sign * FLOW_COST_MAX, 1};
        Failure failure;
        assert_true(boundary_run(solve_chain, &chain, &failure));
        assert_int_equal(chain.unshipped, 0);
        chain.links = LINKS;
        assert_false(boundary_run(solve_chain, &chain, &failure));
        assert_string_equal(failure.cause, "flow: the costs are too great");
    }
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_best_of_all_flows), TEST(a_transport_is_proven_whatever_is_guessed),
          TEST(a_watch_is_told_and_may_end_it), TEST(ways_that_cost_too_much_are_refused))
