/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"
#include "cheapest.h"
#include "edges.h"
#include "matrix.h"

#include "engine/assign_check.h"
#include "engine/assign_random.h"
#include "engine/assign_random_check.h"

#include <string.h>

enum { INSTANCES = 10000, SMALL_MAX = 8, EDGES_MAX = 20, EDGES_TRIED = 7, DRAWS = 20000 };

typedef struct {
    AssignApplication applications[SMALL_MAX];
    AssignExpert experts[SMALL_MAX];
    Edge edges[EDGES_MAX];
    uint16_t caps[EDGES_MAX]; /* edges and caps in the order of the pairs */
    size_t edge_count;
    AssignProblem problem;
    AssignRandomProblem random;
} Small;

static AssignPin any_pin(Chance *chance, bool with_pins)
{
    static const AssignPin pins[] = {ASSIGN_STAYING, ASSIGN_KEPT, ASSIGN_KEPT, ASSIGN_FORBIDDEN};
    return with_pins && chance_below(chance, 4) == 0 ? pins[chance_below(chance, 4)] : ASSIGN_FREE;
}

/* Caps are multiples of `grain`. */
static void make_small(Arena *arena, Small *small, Chance *chance, size_t edges_max, int32_t grain)
{
    size_t applications = 1 + (size_t)chance_below(chance, 5), experts = 1 + (size_t)chance_below(chance, 5);
    int64_t affinities = chance_below(chance, 2) ? 4 : ASSIGN_AFFINITY_MAX + 1;
    int64_t density = 1 + chance_below(chance, 4), grains = ASSIGN_CERTAIN / grain;
    bool with_pins = chance_below(chance, 2), with_least = chance_below(chance, 2);
    *small = (Small){0};
    for (size_t i = 0; i < applications; i++)
        small->applications[i] = (AssignApplication){100 + 7 * (int64_t)i, (int32_t)chance_below(chance, 4)};
    for (size_t i = 0; i < experts; i++) {
        int32_t most = (int32_t)chance_below(chance, 5);
        int32_t least = with_least ? (int32_t)chance_below(chance, most + 1) : 0;
        small->experts[i] = (AssignExpert){900 - 11 * (int64_t)i, least, most};
    }
    for (size_t p = 0; p < applications; p++)
        for (size_t r = 0; r < experts; r++) {
            if (small->edge_count == edges_max || chance_below(chance, 4) >= density) continue;
            small->caps[small->edge_count] = (uint16_t)(grain * chance_below(chance, grains + 1));
            small->edges[small->edge_count++] =
                (Edge){(int32_t)p, (int32_t)r, (int32_t)chance_below(chance, affinities),
                       any_pin(chance, with_pins)};
        }
    small->problem = with_edges(arena,
                                (AssignProblem){.applications = small->applications,
                                                .application_count = applications,
                                                .experts = small->experts,
                                                .expert_count = experts,
                                                .seed = (uint64_t)chance_below(chance, 1000),
                                                .loads_first = chance_below(chance, 3) == 0},
                                small->edges, small->edge_count);
    small->random =
        (AssignRandomProblem){&small->problem, grain * (int32_t)(1 + chance_below(chance, grains)),
                              chance_below(chance, 2) ? small->caps : NULL};
}

static int32_t cap_of(const Small *small, size_t edge)
{
    int32_t cap = small->random.cap;
    if (small->edges[edge].pin == ASSIGN_KEPT) return ASSIGN_CERTAIN;
    if (small->edges[edge].pin == ASSIGN_FORBIDDEN) return 0;
    return small->random.caps && small->random.caps[edge] < cap ? small->random.caps[edge] : cap;
}

/* What chances are worth, by the definition in the header: less is better, the first difference decides. */
typedef struct {
    int64_t missing, load_missing, lost; /* lost: the affinity, negative */
} Worth;

static bool is_better(const Worth *a, const Worth *b)
{
    if (a->missing != b->missing) return a->missing < b->missing;
    if (a->load_missing != b->load_missing) return a->load_missing < b->load_missing;
    return a->lost < b->lost;
}

static void count_kept(const Small *small, int64_t *demands, int64_t *loads)
{
    int64_t kept[SMALL_MAX] = {0}, kept_loads[SMALL_MAX] = {0};
    for (size_t i = 0; i < small->edge_count; i++)
        if (small->edges[i].pin == ASSIGN_KEPT)
            kept[small->edges[i].application]++, kept_loads[small->edges[i].expert]++;
    for (size_t i = 0; i < SMALL_MAX; i++) {
        int64_t demand = small->applications[i].demand, load = small->experts[i].load_max;
        demands[i] = ASSIGN_CERTAIN * (kept[i] > demand ? kept[i] : demand);
        loads[i] = ASSIGN_CERTAIN * (kept_loads[i] > load ? kept_loads[i] : load);
    }
}

static bool weigh(const Small *small, const int32_t *chances, Worth *worth)
{
    int64_t demands[SMALL_MAX], loads[SMALL_MAX], load[SMALL_MAX] = {0};
    count_kept(small, demands, loads);
    *worth = (Worth){0};
    for (size_t i = 0; i < small->edge_count; i++) {
        const Edge *edge = &small->edges[i];
        if (chances[i] > cap_of(small, i)) return false;
        if (edge->pin == ASSIGN_KEPT && chances[i] != ASSIGN_CERTAIN) return false;
        demands[edge->application] -= chances[i];
        load[edge->expert] += chances[i];
        worth->lost -= (int64_t)edge->affinity * chances[i];
    }
    for (size_t p = 0; p < small->problem.application_count; p++) {
        if (demands[p] < 0) return false;
        worth->missing += demands[p];
    }
    for (size_t r = 0; r < small->problem.expert_count; r++) {
        int64_t lacking = ASSIGN_CERTAIN * (int64_t)small->experts[r].load_min - load[r];
        if (load[r] > loads[r]) return false;
        worth->load_missing += lacking > 0 ? lacking : 0;
    }
    return true;
}

/* Tries all chances that are multiples of grain: where all caps are, so is an optimum. */
static Worth best_of_all(const Small *small, int32_t grain)
{
    int32_t chances[EDGES_MAX] = {0};
    Worth best = {0}, worth;
    for (bool any = false, more = true; more;) {
        if (weigh(small, chances, &worth) && (!any || is_better(&worth, &best))) best = worth, any = true;
        size_t i = 0;
        for (; i < small->edge_count && chances[i] == ASSIGN_CERTAIN; i++) chances[i] = 0;
        more = i < small->edge_count;
        if (more) chances[i] += grain;
    }
    return best;
}

static const AssignChance *chance_at(const AssignRandom *random, int32_t application, int32_t expert)
{
    for (size_t i = 0; i < random->chance_count; i++)
        if (random->chances[i].application == application && random->chances[i].expert == expert)
            return &random->chances[i];
    return NULL;
}

/* The sums that were said are those of the chances, and the chances keep the rules. */
static Worth worth_of(const Small *small, const AssignRandom *random)
{
    int32_t chances[EDGES_MAX] = {0};
    size_t count = 0;
    Worth worth;
    for (size_t i = 0; i < small->edge_count; i++) {
        const AssignChance *it = chance_at(random, small->edges[i].application, small->edges[i].expert);
        if (!it) continue;
        assert_true(it->chance > 0 && it->affinity == small->edges[i].affinity);
        chances[i] = it->chance;
        count++;
    }
    assert_int_equal(count, random->chance_count);
    assert_true(weigh(small, chances, &worth));
    assert_int_equal(random->missing, worth.missing);
    assert_int_equal(random->load_missing, worth.load_missing);
    assert_int_equal(random->affinity_sum, -worth.lost);
    return worth;
}

static void assert_equal(Worth a, Worth b)
{
    assert_int_equal(a.missing, b.missing);
    assert_int_equal(a.load_missing, b.load_missing);
    assert_int_equal(a.lost, b.lost);
}

static void equals_the_best_of_all_chances(void **state)
{
    enum { HALF = ASSIGN_CERTAIN / 2 };
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260302};
    int missing = 0, least = 0, halves = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance, EDGES_TRIED, HALF);
        const AssignRandom *random = assign_random(arena, &small.random, NULL);
        assert_equal(worth_of(&small, random), best_of_all(&small, HALF));
        assert_int_equal(assign_random_check(arena, &small.random, random), ASSIGN_RANDOM_CHECKED);
        missing += random->missing > 0, least += random->load_missing > 0;
        halves += small.random.cap == HALF;
    }
    assert_true(missing > INSTANCES / 10 && missing < INSTANCES * 9 / 10);
    assert_true(least > INSTANCES / 20 && halves > INSTANCES / 4);
    arena_free(arena);
}

/* The same as a network. Kept pairs are certain: their flow is fixed. */
static Worth best_by_cycles(const Small *small)
{
    const int64_t lack = 100000000, empty = 100 * lack;
    CheapestArc arcs[EDGES_MAX + 3 * SMALL_MAX];
    int64_t demands[SMALL_MAX], loads[SMALL_MAX], load[SMALL_MAX] = {0};
    size_t count = 0, applications = small->problem.application_count, experts = small->problem.expert_count,
           sink = applications + experts;
    Worth worth = {0};
    count_kept(small, demands, loads);
    for (size_t i = 0; i < small->edge_count; i++) {
        const Edge *edge = &small->edges[i];
        size_t expert = applications + (size_t)edge->expert;
        bool is_kept = edge->pin == ASSIGN_KEPT;
        arcs[count++] = (CheapestArc){(size_t)edge->application, expert, is_kept ? 0 : cap_of(small, i),
                                      -edge->affinity, 0};
        if (!is_kept) continue;
        worth.lost -= (int64_t)edge->affinity * ASSIGN_CERTAIN;
        demands[edge->application] -= ASSIGN_CERTAIN;
        load[edge->expert] += ASSIGN_CERTAIN;
    }
    for (size_t p = 0; p < applications; p++) arcs[count++] = (CheapestArc){p, sink, demands[p], empty, 0};
    for (size_t r = 0; r < experts; r++) {
        int64_t least = ASSIGN_CERTAIN * (int64_t)small->experts[r].load_min - load[r];
        int64_t lacking = least > 0 ? least : 0, room = loads[r] - load[r];
        arcs[count++] = (CheapestArc){applications + r, sink, lacking, -lack, 0};
        arcs[count++] = (CheapestArc){applications + r, sink, room - lacking, 0, 0};
        worth.load_missing += lacking;
    }
    Cheapest flow = {.arcs = arcs, .count = count, .nodes = sink + 1};
    for (size_t p = 0; p < applications; p++)
        while (demands[p]) demands[p] -= cheapest_send(&flow, p, sink, demands[p]);
    for (size_t i = 0; i < count; i++) {
        if (arcs[i].to != sink) worth.lost += arcs[i].cost * arcs[i].flow;
        if (arcs[i].cost == empty) worth.missing += arcs[i].flow;
        if (arcs[i].cost == -lack) worth.load_missing -= arcs[i].flow;
    }
    return worth;
}

static void equals_the_cheapest_flow_at_any_caps(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260303};
    int missing = 0, uneven = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance, EDGES_MAX, 1);
        const AssignRandom *random = assign_random(arena, &small.random, NULL);
        assert_equal(worth_of(&small, random), best_by_cycles(&small));
        assert_int_equal(assign_random_check(arena, &small.random, random), ASSIGN_RANDOM_CHECKED);
        missing += random->missing > 0, uneven += random->missing % ASSIGN_CERTAIN != 0;
    }
    assert_true(missing > INSTANCES / 10 && missing < INSTANCES * 9 / 10 && uneven > INSTANCES / 20);
    arena_free(arena);
}

/* At no cap it is the assignment of assign.h, and what is said of that is right at every cap. */
static void without_a_cap_it_is_worth_the_plain_optimum(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260304};
    for (int i = 0; i < INSTANCES / 5; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance, EDGES_MAX, 1);
        small.problem.loads_first = false;
        for (size_t j = 0; j < small.edge_count; j++)
            if (small.edges[j].pin == ASSIGN_STAYING) small.edges[j].pin = ASSIGN_FREE;
        small.problem = with_edges(arena, small.problem, small.edges, small.edge_count);
        const AssignRandom *capped = assign_random(arena, &small.random, NULL);
        small.random.cap = ASSIGN_CERTAIN;
        small.random.caps = NULL;
        const AssignRandom *random = assign_random(arena, &small.random, NULL);
        assert_int_equal(random->affinity_sum, capped->uncapped->affinity_sum * ASSIGN_CERTAIN);
        assert_int_equal(random->missing, capped->uncapped->missing * ASSIGN_CERTAIN);
        assert_int_equal(random->load_missing, capped->uncapped->load_missing * ASSIGN_CERTAIN);
        assert_int_equal(assign_check(arena, &small.problem, capped->uncapped), ASSIGN_CHECKED);
    }
    arena_free(arena);
}

/* ---- Draws */

/* Each pair, each demand and each load as often as its chance allows: rounded down or up. */
static void assert_drawn(const Small *small, const AssignRandom *random, const Assignment *drawn)
{
    int64_t expected[2][SMALL_MAX] = {0}, got[2][SMALL_MAX] = {0}, sum = 0, places = 0, load_missing = 0;
    for (size_t i = 0; i < random->chance_count; i++) {
        expected[0][random->chances[i].application] += random->chances[i].chance;
        expected[1][random->chances[i].expert] += random->chances[i].chance;
    }
    for (size_t i = 0; i < drawn->choice_count; i++) {
        const AssignChoice *choice = &drawn->choices[i];
        assert_non_null(chance_at(random, choice->application, choice->expert));
        got[0][choice->application]++, got[1][choice->expert]++;
        sum += choice->affinity;
        if (!i) continue;
        assert_true(small->applications[choice[-1].application].key <
                        small->applications[choice->application].key ||
                    (choice[-1].application == choice->application &&
                     small->experts[choice[-1].expert].key < small->experts[choice->expert].key));
    }
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < SMALL_MAX; i++) {
            assert_true(got[side][i] >= expected[side][i] / ASSIGN_CERTAIN);
            assert_true(got[side][i] <= (expected[side][i] + ASSIGN_CERTAIN - 1) / ASSIGN_CERTAIN);
        }
    for (size_t r = 0; r < small->problem.expert_count; r++) {
        assert_int_equal(drawn->loads[r], got[1][r]);
        if (got[1][r] < small->experts[r].load_min) load_missing += small->experts[r].load_min - got[1][r];
    }
    int64_t demands[SMALL_MAX], loads[SMALL_MAX];
    count_kept(small, demands, loads);
    for (size_t p = 0; p < small->problem.application_count; p++) places += demands[p] / ASSIGN_CERTAIN;
    assert_int_equal(drawn->affinity_sum, sum);
    assert_int_equal(drawn->missing, places - (int64_t)drawn->choice_count);
    assert_int_equal(drawn->load_missing, load_missing);
}

static void each_draw_is_an_assignment(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260305};
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance, EDGES_MAX, 1);
        const AssignRandom *random = assign_random(arena, &small.random, NULL);
        for (uint64_t seed = 0; seed < 5; seed++) {
            const Assignment *drawn = assign_random_draw(arena, &small.problem, random, seed);
            assert_drawn(&small, random, drawn);
            assert_true(
                assign_random_check_draw(arena, &small.problem, random, drawn->choices, drawn->choice_count));
            if (!random->missing) assert_int_equal(drawn->missing, 0);
        }
    }
    arena_free(arena);
}

static void what_is_no_draw_is_found(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 1}};
    AssignExpert experts[] = {{1, 0, 2}, {2, 0, 2}, {3, 0, 1}};
    Edge edges[] = {{0, 0, 9}, {0, 1, 5}, {1, 0, 4}, {1, 1, 3}, {2, 2, 1}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 3, experts, 3, .seed = 1}, edges, 5);
    AssignChance chances[] = {
        {0, 0, 9, 512}, {0, 1, 5, 512}, {1, 0, 4, 512}, {1, 1, 3, 512}, {2, 2, 1, 1024}};
    const AssignRandom random = {.chances = chances, .chance_count = 5};
    const AssignChoice draw[] = {{2, 2, 1}, {1, 1, 3}, {0, 0, 9}}, both[] = {{0, 0, 9}, {1, 0, 4}, {2, 2, 1}},
                       twice[] = {{0, 0, 9}, {0, 0, 9}, {2, 2, 1}},
                       other[] = {{0, 2, 9}, {1, 1, 3}, {2, 2, 1}},
                       more[] = {{0, 0, 9}, {0, 1, 5}, {2, 2, 1}};
    assert_true(assign_random_check_draw(arena, &problem, &random, draw, 3)); /* in any order */
    assert_false(assign_random_check_draw(arena, &problem, &random, draw, 2));
    assert_false(assign_random_check_draw(arena, &problem, &random, draw + 1, 2)); /* what is certain lacks */
    assert_false(assign_random_check_draw(arena, &problem, &random, both, 3));
    assert_false(assign_random_check_draw(arena, &problem, &random, twice, 3));
    assert_false(assign_random_check_draw(arena, &problem, &random, other, 3));
    assert_false(assign_random_check_draw(arena, &problem, &random, more, 3));
    arena_free(arena);
}

/* With chance c of 1024 the count of 20,000 draws is off by more than five deviations once in 1.7 million. */
static void assert_often(int64_t count, int64_t of_1024)
{
    int64_t off = count * ASSIGN_CERTAIN - DRAWS * of_1024; /* in 1024ths; its variance is the product */
    assert_true(off * off <= 25 * DRAWS * of_1024 * (ASSIGN_CERTAIN - of_1024));
}

static size_t count_undecided(const AssignRandom *random)
{
    size_t count = 0;
    for (size_t i = 0; i < random->chance_count; i++) count += random->chances[i].chance < ASSIGN_CERTAIN;
    return count;
}

static void draw_often(const Small *small, const AssignRandom *random)
{
    Arena *arena = arena_new(1 << 20);
    int64_t counts[EDGES_MAX] = {0};
    for (uint64_t seed = 0; seed < DRAWS; seed++, arena_reset(arena)) {
        const Assignment *drawn = assign_random_draw(arena, &small->problem, random, seed);
        for (size_t i = 0; i < drawn->choice_count; i++)
            counts[chance_at(random, drawn->choices[i].application, drawn->choices[i].expert) -
                   random->chances]++;
    }
    for (size_t i = 0; i < random->chance_count; i++) assert_often(counts[i], random->chances[i].chance);
    arena_free(arena);
}

/* Every other one fills all places. */
static void draws_keep_the_chances(void **state)
{
    enum { SOME = 8, OFTEN = 12 };
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260306};
    for (int i = 0; i < OFTEN; i++) {
        Small small;
        const AssignRandom *random;
        do {
            arena_reset(arena);
            make_small(arena, &small, &chance, EDGES_MAX, 1);
            random = assign_random(arena, &small.random, NULL);
        } while (count_undecided(random) < SOME || (random->missing > 0) == i % 2);
        draw_often(&small, random);
    }
    arena_free(arena);
}

static void one_seed_draws_one_assignment(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    AssignExpert experts[] = {{1, 1, 1}, {2, 1, 1}};
    Edge edges[] = {{0, 0, 9}, {0, 1, 5}, {1, 0, 4}, {1, 1, 3}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 2, experts, 2, .seed = 1}, edges, 4);
    AssignRandomProblem capped = {&problem, 256, NULL};
    assert_int_equal(assign_random(arena, &capped, NULL)->missing, 2 * ASSIGN_CERTAIN - 4 * 256);
    capped.cap = 768;
    const AssignRandom *random = assign_random(arena, &capped, NULL);
    assert_int_equal(random->affinity_sum, 768 * (9 + 3) + 256 * (5 + 4));
    assert_int_equal(random->uncapped->affinity_sum, 12);
    int firsts = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        const Assignment *one = assign_random_draw(arena, &problem, random, seed);
        const Assignment *same = assign_random_draw(arena, &problem, random, seed);
        assert_int_equal(one->choice_count, 2);
        assert_memory_equal(one->choices, same->choices, 2 * sizeof *one->choices);
        firsts += one->choices[0].expert == 0;
    }
    assert_in_range(firsts, 60, 90);
    arena_free(arena);
}

/* ---- Larger ones */

enum { APPLICATIONS = 60, EXPERTS = 20, PAIRS = APPLICATIONS * EXPERTS };

typedef struct {
    int64_t application, expert, chance;
} Said; /* by keys */

static uint16_t cap_by_key(int64_t application, int64_t expert)
{
    return (uint16_t)(200 + (application * 7 + expert * 13) % 600);
}

/* Its input in an order given by `order`, its answer said by keys; then one draw's. */
static size_t solve_shuffled(Arena *arena, uint64_t order, uint64_t seed, Said *chances, Said *choices)
{
    AssignApplication *applications = ARENA_MANY(arena, APPLICATIONS, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, EXPERTS, AssignExpert);
    Edge *edges = ARENA_MANY(arena, PAIRS, Edge);
    uint16_t *caps = ARENA_MANY(arena, PAIRS, uint16_t);
    Chance chance = {order};
    size_t count = 0;
    for (int i = 0; i < APPLICATIONS; i++) applications[i] = (AssignApplication){i, 3};
    for (int i = 0; i < EXPERTS; i++) experts[i] = (AssignExpert){i, 8, 10};
    chance_shuffle(&chance, applications, APPLICATIONS, sizeof *applications);
    chance_shuffle(&chance, experts, EXPERTS, sizeof *experts);
    for (int32_t p = 0; p < APPLICATIONS; p++)
        for (int32_t r = 0; r < EXPERTS; r++) {
            int64_t both = applications[p].key * 31 + experts[r].key * 17;
            if (both % 7) edges[count++] = (Edge){p, r, (int32_t)(both % 5) * 250000, ASSIGN_FREE};
        }
    chance_shuffle(&chance, edges, count, sizeof *edges);
    AssignProblem problem = with_edges(arena,
                                       (AssignProblem){.applications = applications,
                                                       .application_count = APPLICATIONS,
                                                       .experts = experts,
                                                       .expert_count = EXPERTS,
                                                       .seed = seed},
                                       edges, count);
    for (size_t p = 0; p < APPLICATIONS; p++)
        for (size_t i = problem.first_pair[p]; i < problem.first_pair[p + 1]; i++)
            caps[i] = cap_by_key(applications[p].key, experts[assign_pair_expert(problem.pairs[i])].key);
    AssignRandomProblem capped = {&problem, 700, caps};
    const AssignRandom *random = assign_random(arena, &capped, NULL);
    assert_int_equal(assign_random_check(arena, &capped, random), ASSIGN_RANDOM_CHECKED);
    const Assignment *drawn = assign_random_draw(arena, &problem, random, seed);
    for (size_t i = 0; i < random->chance_count; i++) {
        const AssignChance *it = &random->chances[i];
        chances[i] = (Said){applications[it->application].key, experts[it->expert].key, it->chance};
    }
    assert_int_equal(drawn->choice_count, 3 * APPLICATIONS);
    for (size_t i = 0; i < drawn->choice_count; i++) {
        const AssignChoice *it = &drawn->choices[i];
        choices[i] = (Said){applications[it->application].key, experts[it->expert].key, it->affinity};
    }
    return random->chance_count;
}

static void the_order_of_the_input_changes_nothing(void **state)
{
    Arena *arena = arena_new(64 << 20);
    static Said chances[PAIRS], same[PAIRS], choices[3 * APPLICATIONS], again[3 * APPLICATIONS];
    size_t count = solve_shuffled(arena, 1, 5, chances, choices);
    for (uint64_t order = 2; order < 30; order++, arena_reset(arena)) {
        assert_int_equal(solve_shuffled(arena, order, 5, same, again), count);
        assert_memory_equal(chances, same, count * sizeof *same);
        assert_memory_equal(choices, again, sizeof again);
    }
    solve_shuffled(arena, 1, 6, same, again);
    assert_memory_not_equal(chances, same, count * sizeof *same); /* among equal optima the seed decides */
    arena_free(arena);
}

/* Optima of another program, as parts of the optimum without a cap: shared data, capped.json. */
typedef struct {
    int32_t cap;
    double quality;
} Published;

enum { PUBLISHED_MAX = 16 };

static size_t read_published(const char *name, Published *published)
{
    char path[4096], line[200], word[100];
    snprintf(path, sizeof path, "%.*scapped.json", (int)(strrchr(matrix_path, '/') + 1 - matrix_path),
             matrix_path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t count = 0;
    bool is_it = false;
    while (fgets(line, sizeof line, file) && count < PUBLISHED_MAX) {
        if (sscanf(line, " \"%99[a-z0-9]\": [", word) == 1 && strchr(line, '[')) is_it = !strcmp(word, name);
        sscanf(line, " \"cap_of_1024\": %d", &published[count].cap);
        count += is_it && sscanf(line, " \"relative_quality\": %lf", &published[count].quality) == 1;
    }
    fclose(file);
    return count;
}

static void assert_published(Arena *arena, AssignProblem *problem, const Published *published)
{
    AssignRandomProblem capped = {problem, published->cap, NULL};
    const AssignRandom *random = assign_random(arena, &capped, NULL);
    assert_int_equal(random->missing, 0);
    assert_int_equal(assign_random_check(arena, &capped, random), ASSIGN_RANDOM_CHECKED);
    assert_int_equal(assign_check(arena, problem, random->uncapped), ASSIGN_CHECKED);
    double quality = (double)random->affinity_sum / ((double)random->uncapped->affinity_sum * ASSIGN_CERTAIN);
    assert_true(quality - published->quality < 1e-9 && published->quality - quality < 1e-9);
    const Assignment *drawn = assign_random_draw(arena, problem, random, 1);
    assert_int_equal(drawn->choice_count, 3 * problem->application_count);
    for (size_t i = 0; i < problem->expert_count; i++)
        assert_true(drawn->loads[i] <= problem->experts[i].load_max);
}

static void published_optima_are_reached(void **state)
{
    static const char *const names[] = {"aamas2015", "preflib1", "preflib3"};
    static const int32_t loads[] = {12, 6, 6};
    Arena *arena = arena_new(256 << 20);
    for (int i = 0; i < 3; i++) {
        char file[100];
        AssignProblem problem;
        Published published[PUBLISHED_MAX];
        snprintf(file, sizeof file, "%s.in", names[i]);
        if (!matrix_read(arena, file, 3, loads[i], &problem)) skip_because("%s is not there", matrix_path);
        size_t count = read_published(names[i], published);
        assert_int_equal(count, 8);
        for (size_t j = 0; j < count; j++) assert_published(arena, &problem, &published[j]);
        arena_reset(arena);
    }
    arena_free(arena);
}

/* ---- The rest */

typedef struct {
    int64_t left, asked, done, of;
} Looks;

static bool look(void *context, int64_t done, int64_t of)
{
    Looks *looks = context;
    assert_true(of > 0 && done >= 0 && done <= of);
    looks->asked++;
    return --looks->left > 0;
}

static void a_watch_is_told_and_may_end_it(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {3};
    Small small;
    do make_small(arena, &small, &chance, EDGES_MAX, 1);
    while (!small.edge_count);
    Looks all = {.left = INT64_MAX};
    assert_non_null(assign_random(arena, &small.random, &(Watch){look, &all}));
    assert_true(all.asked >= 3);
    for (int64_t i = 1; i <= all.asked; i++) {
        Looks looks = {.left = i};
        assert_null(assign_random(arena, &small.random, &(Watch){look, &looks}));
        assert_int_equal(looks.asked, i);
    }
    arena_free(arena);
}

static void nothing_is_assigned_to_nothing(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignExpert experts[] = {{1, 2, 3}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){.experts = experts, .expert_count = 1}, NULL, 0);
    AssignRandomProblem capped = {&problem, 1, NULL};
    const AssignRandom *random = assign_random(arena, &capped, NULL);
    assert_int_equal(random->load_missing, 2 * ASSIGN_CERTAIN);
    assert_int_equal(assign_random_check(arena, &capped, random), ASSIGN_RANDOM_CHECKED);
    assert_int_equal(assign_random_draw(arena, &problem, random, 1)->choice_count, 0);
    arena_free(arena);
}

/* One thing after the other is falsified, and found. */
static void what_is_wrong_is_found(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    AssignExpert experts[] = {{1, 1, 1}, {2, 1, 1}};
    Edge edges[] = {{0, 0, 9}, {0, 1, 5}, {1, 0, 4}, {1, 1, 3}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 2, experts, 2, .seed = 1}, edges, 4);
    AssignRandomProblem capped = {&problem, 768, NULL};
    const AssignRandom good = *assign_random(arena, &capped, NULL);
    AssignChance kept[4], *chances = good.chances;
    memcpy(kept, chances, sizeof kept);
#define FALSE_IF(change, verdict)                                                                            \
    do {                                                                                                     \
        AssignRandom random = good;                                                                          \
        change;                                                                                              \
        assert_int_equal(assign_random_check(arena, &capped, &random), verdict);                             \
        memcpy(chances, kept, sizeof kept);                                                                  \
    } while (0)
    FALSE_IF(, ASSIGN_RANDOM_CHECKED);
    FALSE_IF(chances[0].application = 2, ASSIGN_RANDOM_PAIR_WRONG);
    FALSE_IF(chances[0].expert = -1, ASSIGN_RANDOM_PAIR_WRONG);
    FALSE_IF(chances[1].expert = 0, ASSIGN_RANDOM_PAIR_WRONG);
    FALSE_IF(chances[0].affinity = 8, ASSIGN_RANDOM_PAIR_WRONG);
    FALSE_IF(chances[0].chance = 0, ASSIGN_RANDOM_CHANCE_WRONG);
    FALSE_IF(chances[0].chance = 769, ASSIGN_RANDOM_CHANCE_WRONG);
    FALSE_IF(chances[1].chance += 1, ASSIGN_RANDOM_DEMAND_WRONG);
    FALSE_IF((chances[2].chance += 1, chances[3].chance -= 1), ASSIGN_RANDOM_LOAD_EXCEEDED);
    FALSE_IF(random.chance_count = 3, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.affinity_sum += 1, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.missing += 1, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.load_missing += 1, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.worst_application ^= 1, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.worst_application = 2, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.worst_affinity += 1, ASSIGN_RANDOM_SUMS_WRONG);
    FALSE_IF(random.missing_cost = INT64_MAX, ASSIGN_RANDOM_COSTS_WRONG);
    FALSE_IF(random.load_missing_cost = -1, ASSIGN_RANDOM_COSTS_WRONG);
    FALSE_IF(random.missing_cost = 1, ASSIGN_RANDOM_COSTS_WRONG);
    FALSE_IF(random.load_missing_cost = 1, ASSIGN_RANDOM_COSTS_WRONG);
    /* half and half keeps every rule, and is worth less */
    FALSE_IF(
        {
            for (int i = 0; i < 4; i++) chances[i].chance = 512;
            random.affinity_sum = 512 * 21;
            random.worst_application = 1;
            random.worst_affinity = 512 * 7;
        },
        ASSIGN_RANDOM_NOT_PROVEN);
#undef FALSE_IF
    good.prices[0] += 1;
    assert_int_equal(assign_random_check(arena, &capped, &good), ASSIGN_RANDOM_NOT_PROVEN);
    good.prices[0] = INT64_MIN;
    assert_int_equal(assign_random_check(arena, &capped, &good), ASSIGN_RANDOM_COSTS_WRONG);
    good.prices[0] = INT64_MAX;
    assert_int_equal(assign_random_check(arena, &capped, &good), ASSIGN_RANDOM_COSTS_WRONG);
    good.loads[0] += 1;
    assert_int_equal(assign_random_check(arena, &capped, &good), ASSIGN_RANDOM_SUMS_WRONG);
    edges[0].pin = ASSIGN_FORBIDDEN;
    problem = with_edges(arena, problem, edges, 4);
    assert_int_equal(assign_random_check(arena, &capped, &good), ASSIGN_RANDOM_PAIR_WRONG);
    edges[0].pin = ASSIGN_KEPT;
    problem = with_edges(arena, problem, edges, 4);
    assert_int_equal(assign_random_check(arena, &capped, &good), ASSIGN_RANDOM_CHANCE_WRONG);
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_best_of_all_chances), TEST(equals_the_cheapest_flow_at_any_caps),
          TEST(without_a_cap_it_is_worth_the_plain_optimum), TEST(each_draw_is_an_assignment),
          TEST(what_is_no_draw_is_found), TEST(draws_keep_the_chances), TEST(one_seed_draws_one_assignment),
          TEST(the_order_of_the_input_changes_nothing), TEST(published_optima_are_reached),
          TEST(a_watch_is_told_and_may_end_it), TEST(nothing_is_assigned_to_nothing),
          TEST(what_is_wrong_is_found))
