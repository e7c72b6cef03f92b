/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"
#include "edges.h"
#include "matrix.h"

#include "engine/assign_fair.h"

enum { SMALL_MAX = 6, EDGES_MAX = 11, INSTANCES = 3000 };

typedef struct {
    AssignApplication applications[SMALL_MAX];
    AssignExpert experts[SMALL_MAX];
    Edge edges[SMALL_MAX * SMALL_MAX];
    size_t edge_count;
    AssignProblem problem;
} Small;

static void make_small(Arena *arena, Small *small, Chance *chance)
{
    size_t applications = 1 + (size_t)chance_below(chance, 5), experts = 1 + (size_t)chance_below(chance, 4);
    int64_t affinities = chance_below(chance, 2) ? 5 : ASSIGN_AFFINITY_MAX + 1;
    bool with_least = chance_below(chance, 3) == 0, with_pins = chance_below(chance, 3) == 0;
    static const AssignPin pins[] = {ASSIGN_FREE, ASSIGN_STAYING, ASSIGN_KEPT, ASSIGN_FORBIDDEN};
    *small = (Small){0};
    for (size_t i = 0; i < applications; i++)
        small->applications[i] = (AssignApplication){40 + 3 * (int64_t)i, (int32_t)chance_below(chance, 4)};
    for (size_t i = 0; i < experts; i++) {
        int32_t most = (int32_t)chance_below(chance, 5);
        small->experts[i] = (AssignExpert){70 - 5 * (int64_t)i,
                                           with_least ? (int32_t)chance_below(chance, most + 1) : 0, most};
    }
    for (size_t p = 0; p < applications; p++)
        for (size_t r = 0; r < experts; r++)
            if (small->edge_count < EDGES_MAX && chance_below(chance, 5))
                small->edges[small->edge_count++] =
                    (Edge){(int32_t)p, (int32_t)r, (int32_t)chance_below(chance, affinities),
                           with_pins ? pins[chance_below(chance, 4)] : ASSIGN_FREE};
    AssignProblem problem = {small->applications, applications, small->experts, experts,
                             .seed = (uint64_t)chance_below(chance, 99)};
    small->problem = with_edges(arena, problem, small->edges, small->edge_count);
}

/* What a choice is worth, by the definition in the header. */
typedef struct {
    int64_t missing, load_missing, sums[SMALL_MAX], all;
} Worth;

static void sort(int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            if (values[j] < values[i]) {
                int64_t kept = values[i];
                values[i] = values[j];
                values[j] = kept;
            }
}

static bool weigh(const Small *small, uint32_t choice, Worth *worth)
{
    int32_t filled[SMALL_MAX] = {0}, kept[SMALL_MAX] = {0}, loads[SMALL_MAX] = {0},
            kept_loads[SMALL_MAX] = {0};
    *worth = (Worth){0};
    for (size_t i = 0; i < small->edge_count; i++) {
        const Edge *edge = &small->edges[i];
        bool is_chosen = choice >> i & 1;
        if (edge->pin == (is_chosen ? ASSIGN_FORBIDDEN : ASSIGN_KEPT)) return false;
        if (!is_chosen) continue;
        filled[edge->application]++, loads[edge->expert]++;
        if (edge->pin == ASSIGN_KEPT) kept[edge->application]++, kept_loads[edge->expert]++;
        worth->sums[edge->application] += edge->affinity;
        worth->all += edge->affinity;
    }
    for (size_t p = 0; p < small->problem.application_count; p++) {
        int32_t demand = small->applications[p].demand > kept[p] ? small->applications[p].demand : kept[p];
        if (filled[p] > demand) return false;
        worth->missing += demand - filled[p];
    }
    for (size_t r = 0; r < small->problem.expert_count; r++) {
        if (loads[r] > small->experts[r].load_max && loads[r] > kept_loads[r]) return false;
        if (loads[r] < small->experts[r].load_min)
            worth->load_missing += small->experts[r].load_min - loads[r];
    }
    sort(worth->sums, small->problem.application_count);
    return true;
}

static bool is_fairer(const Small *small, AssignAim aim, const Worth *a, const Worth *b)
{
    if (a->missing != b->missing) return a->missing < b->missing;
    if (a->load_missing != b->load_missing) return a->load_missing < b->load_missing;
    size_t looked_at = aim == ASSIGN_WORST ? 1 : small->problem.application_count;
    for (size_t i = 0; i < looked_at; i++)
        if (a->sums[i] != b->sums[i]) return a->sums[i] > b->sums[i];
    return a->all > b->all;
}

static Worth fairest(const Small *small, AssignAim aim)
{
    Worth best = {.missing = INT64_MAX}, worth;
    for (uint32_t choice = 0; choice < UINT32_C(1) << small->edge_count; choice++)
        if (weigh(small, choice, &worth) && is_fairer(small, aim, &worth, &best)) best = worth;
    return best;
}

static void equals_the_fairest_of_all_choices(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {1971};
    int infeasible = 0, differ = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance);
        for (AssignAim aim = ASSIGN_WORST; aim <= ASSIGN_LEXIMIN; aim++) {
            const AssignFair *fair = assign_fair(arena, &small.problem, aim, NULL);
            Worth best = fairest(&small, aim);
            int64_t sums[SMALL_MAX];
            for (size_t p = 0; p < small.problem.application_count; p++) sums[p] = fair->sums[p];
            sort(sums, small.problem.application_count);
            assert_int_equal(assign_fair_check(arena, &small.problem, fair), ASSIGN_FAIR_CHECKED);
            assert_true(fair->is_proven && fair->is_worst_proven);
            assert_int_equal(fair->missing, best.missing);
            assert_int_equal(fair->load_missing, best.load_missing);
            assert_int_equal(fair->affinity_sum, best.all);
            size_t looked_at = aim == ASSIGN_WORST ? 1 : small.problem.application_count;
            for (size_t p = 0; p < looked_at; p++) assert_int_equal(sums[p], best.sums[p]);
            assert_true(fair->bound >= best.sums[0]);
            infeasible += best.missing > 0;
            differ += aim == ASSIGN_LEXIMIN && best.all < fairest(&small, ASSIGN_WORST).all;
        }
    }
    assert_true(infeasible > INSTANCES / 5 && differ > INSTANCES / 100);
    arena_free(arena);
}

enum { APPLICATIONS = 50, EXPERTS = 15 };
static const AssignFair *solve_shuffled(Arena *arena, uint64_t order, int64_t pairs[][2])
{
    AssignApplication *applications = ARENA_MANY(arena, APPLICATIONS, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, EXPERTS, AssignExpert);
    Edge *edges = ARENA_MANY(arena, APPLICATIONS * EXPERTS, Edge);
    Chance chance = {order};
    size_t count = 0;
    for (int i = 0; i < APPLICATIONS; i++) applications[i] = (AssignApplication){i, 3};
    for (int i = 0; i < EXPERTS; i++) experts[i] = (AssignExpert){i, 2, 11};
    chance_shuffle(&chance, applications, APPLICATIONS, sizeof *applications);
    chance_shuffle(&chance, experts, EXPERTS, sizeof *experts);
    for (int32_t p = 0; p < APPLICATIONS; p++)
        for (int32_t r = 0; r < EXPERTS; r++) {
            int64_t both = applications[p].key * 31 + experts[r].key * 17;
            if (both % 7) edges[count++] = (Edge){p, r, (int32_t)(both % 9) * 100000, ASSIGN_FREE};
        }
    chance_shuffle(&chance, edges, count, sizeof *edges);
    AssignProblem problem = {applications, APPLICATIONS, experts, EXPERTS, .seed = 5};
    problem = with_edges(arena, problem, edges, count);
    const AssignFair *fair = assign_fair(arena, &problem, ASSIGN_LEXIMIN, NULL);
    assert_int_equal(assign_fair_check(arena, &problem, fair), ASSIGN_FAIR_CHECKED);
    for (size_t i = 0; i < fair->choice_count; i++) {
        pairs[i][0] = applications[fair->choices[i].application].key;
        pairs[i][1] = experts[fair->choices[i].expert].key;
    }
    return fair;
}

static void the_order_of_the_input_changes_nothing(void **state)
{
    Arena *arena = arena_new(256 << 20);
    int64_t first[APPLICATIONS * 3][2], other[APPLICATIONS * 3][2];
    assert_int_equal(solve_shuffled(arena, 1, first)->choice_count, APPLICATIONS * 3);
    for (uint64_t order = 2; order < 12; order++) {
        solve_shuffled(arena, order, other);
        assert_memory_equal(first, other, sizeof first);
    }
    arena_free(arena);
}

static void a_forged_proof_is_refused(void **state)
{
    Arena *arena = arena_new(1 << 24);
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    AssignExpert experts[] = {{1, 0, 1}, {2, 0, 1}};
    Edge edges[] = {{0, 0, 9, ASSIGN_FREE},
                    {0, 1, 5, ASSIGN_FREE},
                    {1, 0, 8, ASSIGN_FREE},
                    {1, 1, 2, ASSIGN_FREE}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 2, experts, 2, .seed = 1}, edges, 4);
    const AssignFair *fair = assign_fair(arena, &problem, ASSIGN_WORST, NULL);
    assert_int_equal(fair->worst, 5); /* 5 and 8, though 9 and 2 … 11 < 13 anyway */
    AssignFair forged = *fair;
    forged.bound = 4;
    assert_int_equal(assign_fair_check(arena, &problem, &forged), ASSIGN_FAIR_BOUND_WRONG);
    forged = *fair;
    forged.worst = 6;
    assert_int_equal(assign_fair_check(arena, &problem, &forged), ASSIGN_FAIR_SUMS_WRONG);
    forged = *fair;
    forged.prices = ARENA_MANY(arena, 2, int64_t);
    forged.prices[0] = -1;
    assert_int_equal(assign_fair_check(arena, &problem, &forged), ASSIGN_FAIR_BOUND_WRONG);
    forged = *fair;
    forged.choice_count = 1;
    assert_int_not_equal(assign_fair_check(arena, &problem, &forged), ASSIGN_FAIR_CHECKED);
    arena_free(arena);
}

static void what_must_be_missing_is_proven(void **state)
{
    Arena *arena = arena_new(1 << 24);
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 1}};
    AssignExpert experts[] = {{1, 0, 1}, {2, 0, 1}};
    Edge edges[] = {{0, 0, 9, ASSIGN_FREE}, {1, 0, 8, ASSIGN_FREE}, {2, 1, 2, ASSIGN_FREE}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 3, experts, 2, .seed = 1}, edges, 3);
    AssignFair fair = *assign_fair(arena, &problem, ASSIGN_WORST, NULL);
    assert_int_equal(fair.missing, 1);
    assert_int_equal(fair.hall_whole.application_count, 2);
    assert_int_equal(assign_fair_check(arena, &problem, &fair), ASSIGN_FAIR_CHECKED);
    fair.hall_whole.application_count = 1;
    assert_int_equal(assign_fair_check(arena, &problem, &fair), ASSIGN_FAIR_HALL_WRONG);
    fair.hall_whole = (AssignHall){0};
    assert_int_equal(assign_fair_check(arena, &problem, &fair), ASSIGN_FAIR_HALL_WRONG);
    arena_free(arena);
}

/* The worst-off paper of the conference. With 12 papers a reviewer at most it can have 1.5, and no more: the
 * three best of paper 13 sum to that. With 10 at most it is 1.25, and the bound says that it is no more. */
static void a_real_conference_is_served_evenly(void **state)
{
    Arena *arena = arena_new((size_t)1 << 30);
    AssignProblem problem;
    if (!matrix_read(arena, "aamas2015.in", 3, 12, &problem)) skip_because("%s is not there", matrix_path);
    const AssignFair *fair = assign_fair(arena, &problem, ASSIGN_WORST, NULL);
    assert_int_equal(assign_fair_check(arena, &problem, fair), ASSIGN_FAIR_CHECKED);
    assert_int_equal(fair->worst, 1500000);
    assert_true(fair->is_worst_proven);
    assert_true(matrix_read(arena, "aamas2015.in", 3, 10, &problem));
    fair = assign_fair(arena, &problem, ASSIGN_WORST, NULL);
    assert_int_equal(assign_fair_check(arena, &problem, fair), ASSIGN_FAIR_CHECKED);
    assert_int_equal(fair->worst, 1250000);
    assert_true(fair->is_worst_proven);
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_fairest_of_all_choices), TEST(the_order_of_the_input_changes_nothing),
          TEST(a_forged_proof_is_refused), TEST(what_must_be_missing_is_proven),
          TEST(a_real_conference_is_served_evenly))
