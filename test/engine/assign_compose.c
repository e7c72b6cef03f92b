/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"
#include "edges.h"
#include "matrix.h"

#include "engine/assign_check.h"
#include "engine/assign_compose.h"
#include "engine/assign_compose_check.h"

#include <string.h>

enum {
    INSTANCES = 10000,
    SMALL_MAX = 8,
    EDGES_MAX = 11,
    GROUPS = 3,
    RULES_MAX = SMALL_MAX * (GROUPS + 1),
    AIMS = 6
};

typedef struct {
    AssignApplication applications[SMALL_MAX];
    AssignExpert experts[SMALL_MAX];
    Edge edges[EDGES_MAX];
    uint16_t groups[EDGES_MAX]; /* edges and groups in the order of the pairs */
    size_t edge_count;
    AssignRule rules[RULES_MAX];
    AssignProblem problem;
    AssignComposeProblem compose;
} Small;

static AssignPin any_pin(Chance *chance, bool with_pins)
{
    static const AssignPin pins[] = {ASSIGN_STAYING, ASSIGN_STAYING, ASSIGN_KEPT, ASSIGN_FORBIDDEN};
    return with_pins && chance_below(chance, 3) == 0 ? pins[chance_below(chance, 4)] : ASSIGN_FREE;
}

static void make_edges(Small *small, Chance *chance, size_t applications, size_t experts)
{
    int64_t affinities = chance_below(chance, 2) ? 4 : ASSIGN_AFFINITY_MAX + 1;
    int64_t density = 1 + chance_below(chance, 4);
    bool with_pins = chance_below(chance, 2), of_experts = chance_below(chance, 2);
    for (size_t p = 0; p < applications; p++)
        for (size_t r = 0; r < experts; r++) {
            if (small->edge_count == EDGES_MAX || chance_below(chance, 4) >= density) continue;
            small->groups[small->edge_count] =
                (uint16_t)(of_experts ? r % GROUPS : (size_t)chance_below(chance, GROUPS));
            small->edges[small->edge_count++] =
                (Edge){(int32_t)p, (int32_t)r, (int32_t)chance_below(chance, affinities),
                       any_pin(chance, with_pins)};
        }
}

static void make_rules(Small *small, Chance *chance, size_t applications)
{
    size_t count = 0;
    for (size_t p = 0; p < applications; p++)
        for (int32_t group = ASSIGN_EACH_GROUP; group < GROUPS; group++) {
            int32_t least = group < 0 ? 0 : (int32_t)chance_below(chance, 3);
            if (chance_below(chance, 3) == 0)
                small->rules[count++] =
                    (AssignRule){(int32_t)p, group, least, least + (int32_t)chance_below(chance, 2)};
        }
    chance_shuffle(chance, small->rules, count, sizeof *small->rules);
    small->compose = (AssignComposeProblem){&small->problem, small->groups, small->rules, count};
}

static void make_small(Arena *arena, Small *small, Chance *chance)
{
    size_t applications = 1 + (size_t)chance_below(chance, 4), experts = 1 + (size_t)chance_below(chance, 5);
    bool with_least = chance_below(chance, 2);
    *small = (Small){0};
    for (size_t i = 0; i < applications; i++)
        small->applications[i] = (AssignApplication){100 + 7 * (int64_t)i, (int32_t)chance_below(chance, 4)};
    for (size_t i = 0; i < experts; i++) {
        int32_t most = (int32_t)chance_below(chance, 5);
        int32_t least = with_least ? (int32_t)chance_below(chance, most + 1) : 0;
        small->experts[i] = (AssignExpert){900 - 11 * (int64_t)i, least, most};
    }
    make_edges(small, chance, applications, experts);
    small->problem =
        with_edges(arena,
                   (AssignProblem){.applications = small->applications,
                                   .application_count = applications,
                                   .experts = small->experts,
                                   .expert_count = experts,
                                   .seed = (uint64_t)chance_below(chance, 1000),
                                   .loads_first = chance_below(chance, 4) == 0,
                                   .load_penalty = chance_below(chance, 2) * chance_below(chance, 3)},
                   small->edges, small->edge_count);
    make_rules(small, chance, applications);
}

/* What a choice is worth: less is better, the first difference decides. */
typedef struct {
    int64_t aims[AIMS];
} Worth;

static bool is_better(const Worth *a, const Worth *b)
{
    for (int i = 0; i < AIMS; i++)
        if (a->aims[i] != b->aims[i]) return a->aims[i] < b->aims[i];
    return false;
}

static const AssignRule *rule_on(const Small *small, int32_t application, int32_t group)
{
    for (size_t i = 0; i < small->compose.rule_count; i++)
        if (small->rules[i].application == application && small->rules[i].group == group)
            return &small->rules[i];
    return group == ASSIGN_EACH_GROUP ? NULL : rule_on(small, application, ASSIGN_EACH_GROUP);
}

/* By the definition in the header; false if the choice breaks a rule. */
static bool weigh_groups(const Small *small, uint32_t choice, Worth *worth)
{
    for (int32_t p = 0; p < (int32_t)small->problem.application_count; p++)
        for (int32_t group = 0; group < GROUPS; group++) {
            const AssignRule *rule = rule_on(small, p, group);
            int32_t chosen = 0, kept = 0;
            for (size_t i = 0; i < small->edge_count; i++) {
                if (small->edges[i].application != p || small->groups[i] != group) continue;
                chosen += (int32_t)(choice >> i & 1);
                kept += small->edges[i].pin == ASSIGN_KEPT;
            }
            if (rule && chosen > rule->most && chosen > kept) return false;
            if (rule && chosen < rule->least) worth->aims[1] += rule->least - chosen;
        }
    return true;
}

static bool weigh(const Small *small, uint32_t choice, Worth *worth)
{
    const AssignProblem *problem = &small->problem;
    int32_t filled[SMALL_MAX] = {0}, kept[SMALL_MAX] = {0}, loads[SMALL_MAX] = {0},
            kept_loads[SMALL_MAX] = {0};
    int64_t squares = 0, affinity = 0;
    *worth = (Worth){0};
    for (size_t i = 0; i < small->edge_count; i++) {
        const Edge *edge = &small->edges[i];
        bool is_chosen = choice >> i & 1;
        if (edge->pin == (is_chosen ? ASSIGN_FORBIDDEN : ASSIGN_KEPT)) return false;
        if (edge->pin == ASSIGN_STAYING && !is_chosen) worth->aims[3]++;
        if (!is_chosen) continue;
        affinity += edge->affinity;
        filled[edge->application]++, loads[edge->expert]++;
        if (edge->pin == ASSIGN_KEPT) kept[edge->application]++, kept_loads[edge->expert]++;
    }
    for (size_t p = 0; p < problem->application_count; p++) {
        int32_t demand = problem->applications[p].demand;
        if (demand < kept[p]) demand = kept[p];
        if (filled[p] > demand) return false;
        worth->aims[0] += demand - filled[p];
    }
    for (size_t r = 0; r < problem->expert_count; r++) {
        const AssignExpert *expert = &problem->experts[r];
        if (loads[r] > expert->load_max && loads[r] > kept_loads[r]) return false;
        if (loads[r] < expert->load_min) worth->aims[2] += expert->load_min - loads[r];
        squares += loads[r] * loads[r];
    }
    worth->aims[4] = problem->loads_first ? squares : 0;
    worth->aims[5] = (problem->loads_first ? 0 : problem->load_penalty * squares) - affinity;
    return weigh_groups(small, choice, worth);
}

static Worth best_of_all(const Small *small)
{
    Worth best = {0}, worth;
    bool any = false;
    for (uint32_t choice = 0; choice < UINT32_C(1) << small->edge_count; choice++) {
        if (!weigh(small, choice, &worth) || (any && !is_better(&worth, &best))) continue;
        best = worth;
        any = true;
    }
    assert_true(any);
    return best;
}

static uint32_t choice_of(const Small *small, const Assignment *assignment)
{
    uint32_t choice = 0;
    for (size_t j = 0; j < assignment->choice_count; j++) {
        size_t i = 0;
        while (small->edges[i].application != assignment->choices[j].application ||
               small->edges[i].expert != assignment->choices[j].expert)
            assert_true(++i < small->edge_count);
        assert_int_equal(assignment->choices[j].affinity, small->edges[i].affinity);
        assert_false(choice >> i & 1);
        choice |= UINT32_C(1) << i;
    }
    return choice;
}

static void assert_best(const Small *small, const AssignComposed *composed)
{
    const Assignment *assignment = &composed->assignment;
    Worth best = best_of_all(small), worth;
    assert_true(weigh(small, choice_of(small, assignment), &worth));
    for (int i = 0; i < AIMS; i++) assert_int_equal(worth.aims[i], best.aims[i]);
    assert_int_equal(assignment->missing, best.aims[0]);
    assert_int_equal(composed->least_missing, best.aims[1]);
    assert_int_equal(assignment->load_missing, best.aims[2]);
    assert_int_equal(assignment->moved, best.aims[3]);
    int64_t unmet = 0;
    for (size_t i = 0; i < small->compose.rule_count; i++) unmet += composed->unmet[i];
    assert_int_equal(unmet, best.aims[1]);
}

static void equals_the_best_of_all_choices(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260311};
    int infeasible = 0, unmet = 0, met = 0, binding = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        size_t at;
        make_small(arena, &small, &chance);
        assert_false(assign_compose_find_fault(arena, &small.compose, &at));
        const AssignComposed *composed = assign_compose(arena, &small.compose, NULL);
        assert_best(&small, composed);
        assert_int_equal(assign_compose_check(arena, &small.compose, composed), ASSIGN_COMPOSE_CHECKED);
        const Assignment *plain = assign_experts(arena, &small.problem, NULL);
        infeasible += composed->assignment.missing > 0, unmet += composed->least_missing > 0;
        met += !composed->least_missing && !composed->assignment.missing;
        binding += plain->missing == composed->assignment.missing &&
                   plain->affinity_sum != composed->assignment.affinity_sum;
    }
    /* the instances are of every kind */
    assert_true(infeasible > INSTANCES / 10 && unmet > INSTANCES / 10 && met > INSTANCES / 10);
    assert_true(binding > INSTANCES / 50);
    arena_free(arena);
}

static void without_rules_it_is_the_plain_optimum(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260312};
    for (int i = 0; i < INSTANCES / 5; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance);
        small.compose = (AssignComposeProblem){.problem = &small.problem};
        const AssignComposed *checked = assign_compose(arena, &small.compose, NULL);
        assert_int_equal(assign_compose_check(arena, &small.compose, checked), ASSIGN_COMPOSE_CHECKED);
        const Assignment *composed = &checked->assignment;
        const Assignment *plain = assign_experts(arena, &small.problem, NULL);
        assert_int_equal(composed->missing, plain->missing);
        assert_int_equal(composed->load_missing, plain->load_missing);
        assert_int_equal(composed->moved, plain->moved);
        if (!small.problem.load_penalty) assert_int_equal(composed->affinity_sum, plain->affinity_sum);
    }
    arena_free(arena);
}

/* Experts 1 and 2 speak Portuguese, and 1 has room for one application only; 3 and 4 are from the same place.
 */
static void a_language_comes_before_affinity_and_one_of_a_region_is_enough(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 2}, {2, 2}};
    AssignExpert experts[] = {{1, 0, 1}, {2, 0, 2}, {3, 0, 2}, {4, 0, 2}};
    const uint16_t languages[] = {1, 1, 0, 0}, regions[] = {1, 2, 3, 3};
    Edge edges[] = {{0, 0, 100}, {0, 1, 10}, {0, 2, 900}, {0, 3, 800},
                    {1, 0, 300}, {1, 1, 20}, {1, 2, 700}, {1, 3, 600}};
    const AssignRule speaks[] = {{0, 1, 1, 2}, {1, 1, 1, 2}};
    const AssignRule one_of_each[] = {{0, ASSIGN_EACH_GROUP, 0, 1}, {1, ASSIGN_EACH_GROUP, 0, 1}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 2, experts, 4, .seed = 1}, edges, 8);
    AssignComposeProblem compose = {&problem, assign_groups_of(arena, &problem, languages)};
    assert_int_equal(assign_compose(arena, &compose, NULL)->assignment.affinity_sum, 3000);
    compose.rules = speaks;
    compose.rule_count = 2;
    assert_int_equal(assign_compose(arena, &compose, NULL)->assignment.affinity_sum, 10 + 900 + 300 + 700);
    compose.groups = assign_groups_of(arena, &problem, regions);
    compose.rules = one_of_each;
    assert_int_equal(assign_compose(arena, &compose, NULL)->assignment.affinity_sum, 10 + 900 + 300 + 700);
    arena_free(arena);
}

/* Who alone speaks the language has gone: the application gets others, and is told of. */
static void what_cannot_be_is_told(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 2}, {2, 1}};
    AssignExpert experts[] = {{1, 0, 2}, {2, 0, 2}};
    Edge edges[] = {{0, 0, 100}, {0, 1, 10}, {1, 0, 300}, {1, 1, 200}};
    const uint16_t groups[] = {0, 0, 0, 1};
    const AssignRule rules[] = {{1, 1, 1, 1}, {0, 7, 2, 2}, {0, 0, 0, 1}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 2, experts, 2, .seed = 1}, edges, 4);
    AssignComposeProblem compose = {&problem, groups, rules, 3};
    const AssignComposed *composed = assign_compose(arena, &compose, NULL);
    assert_int_equal(composed->assignment.missing, 1); /* both of the first's are of the group 0 */
    assert_int_equal(composed->assignment.affinity_sum, 100 + 200);
    assert_int_equal(composed->least_missing, 2);
    assert_int_equal(composed->unmet[0], 0);
    assert_int_equal(composed->unmet[1], 2);
    assert_int_equal(composed->unmet[2], 0);
    assert_int_equal(assign_compose_check(arena, &compose, composed), ASSIGN_COMPOSE_CHECKED);
    arena_free(arena);
}

/* ---- Larger ones */

enum { APPLICATIONS = 60, EXPERTS = 20, PAIRS = APPLICATIONS * EXPERTS, REGIONS = 6 };

static size_t make_shuffled(Arena *arena, Chance *chance, AssignComposeProblem *compose,
                            AssignProblem *problem)
{
    AssignApplication *applications = ARENA_MANY(arena, APPLICATIONS, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, EXPERTS, AssignExpert);
    Edge *edges = ARENA_MANY(arena, PAIRS, Edge);
    AssignRule *rules = ARENA_MANY(arena, 2 * APPLICATIONS, AssignRule);
    uint16_t *regions = ARENA_MANY(arena, EXPERTS, uint16_t);
    size_t count = 0;
    for (int i = 0; i < APPLICATIONS; i++) applications[i] = (AssignApplication){i, 3};
    for (int i = 0; i < EXPERTS; i++) experts[i] = (AssignExpert){i, 8, 10};
    chance_shuffle(chance, applications, APPLICATIONS, sizeof *applications);
    chance_shuffle(chance, experts, EXPERTS, sizeof *experts);
    for (int32_t p = 0; p < APPLICATIONS; p++) {
        int32_t region = (int32_t)applications[p].key % REGIONS;
        rules[2 * p] = (AssignRule){p, ASSIGN_EACH_GROUP, 0, 1};
        rules[2 * p + 1] = (AssignRule){p, region, 1, 2};
        for (int32_t r = 0; r < EXPERTS; r++) {
            int64_t both = applications[p].key * 31 + experts[r].key * 17;
            regions[r] = (uint16_t)(experts[r].key % REGIONS);
            if (both % 7) edges[count++] = (Edge){p, r, (int32_t)(both % 5) * 250000, ASSIGN_FREE};
        }
    }
    chance_shuffle(chance, edges, count, sizeof *edges);
    chance_shuffle(chance, rules, 2 * APPLICATIONS, sizeof *rules);
    *problem = with_edges(arena,
                          (AssignProblem){.applications = applications,
                                          .application_count = APPLICATIONS,
                                          .experts = experts,
                                          .expert_count = EXPERTS},
                          edges, count);
    *compose =
        (AssignComposeProblem){problem, assign_groups_of(arena, problem, regions), rules, 2 * APPLICATIONS};
    return count;
}

/* Its input in an order given by `order`, its pairs said by keys. */
static void solve_shuffled(Arena *arena, uint64_t order, uint64_t seed, int64_t pairs[][2])
{
    Chance chance = {order};
    AssignProblem problem;
    AssignComposeProblem compose;
    make_shuffled(arena, &chance, &compose, &problem);
    problem.seed = seed;
    const AssignComposed *composed = assign_compose(arena, &compose, NULL);
    const Assignment *assignment = &composed->assignment;
    assert_int_equal(assign_compose_check(arena, &compose, composed), ASSIGN_COMPOSE_CHECKED);
    assert_int_equal(assignment->choice_count, 3 * APPLICATIONS);
    for (size_t i = 0; i < assignment->choice_count; i++) {
        pairs[i][0] = problem.applications[assignment->choices[i].application].key;
        pairs[i][1] = problem.experts[assignment->choices[i].expert].key;
    }
}

static void the_order_of_the_input_changes_nothing(void **state)
{
    Arena *arena = arena_new(64 << 20);
    int64_t first[APPLICATIONS * 3][2], other[APPLICATIONS * 3][2];
    solve_shuffled(arena, 1, 5, first);
    for (uint64_t order = 2; order < 30; order++, arena_reset(arena)) {
        solve_shuffled(arena, order, 5, other);
        assert_memory_equal(first, other, sizeof first);
    }
    solve_shuffled(arena, 1, 6, other);
    assert_memory_not_equal(first, other, sizeof first); /* among equal optima the seed decides */
    arena_free(arena);
}

/* Real bids, with regions made up: at least one of the paper's, at most one of any other. */
static void a_real_conference_is_composed(void **state)
{
    Arena *arena = arena_new(256 << 20);
    AssignProblem problem;
    if (!matrix_read(arena, "aamas2015.in", 3, 12, &problem)) skip_because("%s is not there", matrix_path);
    size_t count = problem.application_count;
    AssignRule *rules = ARENA_MANY(arena, 2 * count, AssignRule);
    uint16_t *regions = ARENA_MANY(arena, problem.expert_count, uint16_t);
    for (size_t r = 0; r < problem.expert_count; r++) regions[r] = (uint16_t)(r % REGIONS);
    for (size_t p = 0; p < count; p++) {
        rules[2 * p] = (AssignRule){(int32_t)p, (int32_t)(p % REGIONS), 1, 2};
        rules[2 * p + 1] = (AssignRule){(int32_t)p, ASSIGN_EACH_GROUP, 0, 1};
    }
    AssignComposeProblem compose = {&problem, assign_groups_of(arena, &problem, regions), rules, 2 * count};
    for (int loads_first = 0; loads_first < 2; loads_first++) {
        problem.loads_first = loads_first;
        const AssignComposed *composed = assign_compose(arena, &compose, NULL);
        assert_int_equal(assign_compose_check(arena, &compose, composed), ASSIGN_COMPOSE_CHECKED);
        assert_int_equal(composed->assignment.missing, 0);
        assert_int_equal(composed->least_missing, 0);
    }
    arena_free(arena);
}

/* ---- The rest */

typedef struct {
    int64_t left, asked;
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
    AssignProblem problem;
    AssignComposeProblem compose;
    make_shuffled(arena, &chance, &compose, &problem);
    Looks all = {.left = INT64_MAX};
    assert_non_null(assign_compose(arena, &compose, &(Watch){look, &all}));
    assert_true(all.asked > 0);
    for (int64_t i = 1; i <= all.asked; i++) {
        Looks looks = {.left = i};
        assert_null(assign_compose(arena, &compose, &(Watch){look, &looks}));
        assert_int_equal(looks.asked, i);
    }
    arena_free(arena);
}

static bool has_fault(const AssignProblem *problem, AssignRule rule, size_t *at)
{
    Arena *arena = arena_new(1 << 20);
    const AssignRule rules[] = {{0, 1, 0, 1}, rule};
    AssignComposeProblem compose = {problem, NULL, rules, 2};
    bool is_fault = assign_compose_find_fault(arena, &compose, at);
    arena_free(arena);
    return is_fault;
}

static void faults_are_named(void **state)
{
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    const AssignProblem problem = {.applications = applications, .application_count = 2};
    const AssignRule wrong[] = {{-1, 1, 0, 1}, {2, 1, 0, 1}, {1, -2, 0, 1}, {1, ASSIGN_GROUP_MAX + 1, 0, 1},
                                {1, 1, -1, 1}, {1, 1, 2, 1}, {0, 1, 0, 1},  {1, ASSIGN_EACH_GROUP, 1, 1}};
    size_t at;
    assert_false(has_fault(&problem, (AssignRule){1, 1, 1, 1}, &at));
    assert_false(has_fault(&problem, (AssignRule){0, ASSIGN_GROUP_MAX, 0, 0}, &at));
    assert_false(has_fault(&problem, (AssignRule){0, ASSIGN_EACH_GROUP, 0, 3}, &at));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_true(has_fault(&problem, wrong[i], &at));
        assert_int_equal(at, 1);
    }
}

static void nothing_is_assigned_to_nothing(void **state)
{
    Arena *arena = arena_new(4 << 20);
    AssignExpert experts[] = {{1, 2, 3}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){.experts = experts, .expert_count = 1}, NULL, 0);
    AssignComposeProblem compose = {.problem = &problem};
    const AssignComposed *composed = assign_compose(arena, &compose, NULL);
    assert_int_equal(composed->assignment.load_missing, 2);
    assert_int_equal(composed->assignment.choice_count, 0);
    assert_int_equal(assign_compose_check(arena, &compose, composed), ASSIGN_COMPOSE_CHECKED);
    arena_free(arena);
}

/* One thing after the other is falsified, and found. */
static void what_is_wrong_is_found(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    AssignExpert experts[] = {{1, 1, 1}, {2, 0, 1}, {3, 0, 1}};
    Edge edges[] = {{0, 0, 9}, {0, 1, 5}, {0, 2, 1, ASSIGN_STAYING}, {1, 0, 4}, {1, 1, 3}, {1, 2, 2}};
    const uint16_t attributes[] = {0, 1, 1};
    AssignRule rules[] = {{0, 1, 1, 1}, {1, 1, 0, 0}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 2, experts, 3, .seed = 1}, edges, 6);
    AssignComposeProblem compose = {&problem, assign_groups_of(arena, &problem, attributes), rules, 2};
    AssignComposed good = *assign_compose(arena, &compose, NULL);
    AssignChoice kept[2], *choices = good.assignment.choices;
    memcpy(kept, choices, sizeof kept);
    assert_int_equal(good.assignment.affinity_sum, 1 + 4);
#define FALSE_IF(change, verdict)                                                                            \
    do {                                                                                                     \
        AssignComposed composed = good;                                                                      \
        Assignment *said = &composed.assignment;                                                             \
        (void)said;                                                                                          \
        change;                                                                                              \
        assert_int_equal(assign_compose_check(arena, &compose, &composed), verdict);                         \
        memcpy(choices, kept, sizeof kept);                                                                  \
    } while (0)
    FALSE_IF(, ASSIGN_COMPOSE_CHECKED);
    FALSE_IF(choices[0].application = 2, ASSIGN_COMPOSE_PAIR_WRONG);
    FALSE_IF(choices[0].expert = 3, ASSIGN_COMPOSE_PAIR_WRONG);
    FALSE_IF(choices[1] = choices[0], ASSIGN_COMPOSE_PAIR_WRONG);
    FALSE_IF(choices[1].application = 0, ASSIGN_COMPOSE_DEMAND_WRONG);
    FALSE_IF(choices[1].expert = 2, ASSIGN_COMPOSE_LOAD_EXCEEDED);
    FALSE_IF(said->choice_count = 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->affinity_sum += 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->missing += 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->moved += 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->load_missing += 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->worst_application ^= 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->worst_application = 2, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->worst_affinity += 1, ASSIGN_COMPOSE_SUMS_WRONG);
    FALSE_IF(said->missing_cost = INT64_MAX, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->load_missing_cost = -1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->stay_bonus = -1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->stay_bonus = INT64_MAX, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->load_penalty = -1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->load_penalty = INT64_MAX, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(composed.least_missing_cost = -1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->missing_cost = 1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->load_missing_cost = 1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->stay_bonus = 1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(said->load_penalty = 1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(composed.least_missing_cost = 1, ASSIGN_COMPOSE_COSTS_WRONG);
    FALSE_IF(composed.least_missing += 1, ASSIGN_COMPOSE_UNMET_WRONG);
    rules[0] = (AssignRule){0, 0, 1, 1};
    FALSE_IF(, ASSIGN_COMPOSE_UNMET_WRONG);
    rules[0] = (AssignRule){0, 7, 1, 1};
    FALSE_IF(, ASSIGN_COMPOSE_UNMET_WRONG);
    rules[0] = (AssignRule){0, 1, 0, 0};
    FALSE_IF(, ASSIGN_COMPOSE_RULE_BROKEN);
    rules[0] = (AssignRule){0, ASSIGN_EACH_GROUP, 0, 0};
    FALSE_IF(, ASSIGN_COMPOSE_RULE_BROKEN);
    good.unmet[1] = 1;
    FALSE_IF(, ASSIGN_COMPOSE_RULE_BROKEN);
    rules[0] = (AssignRule){0, 1, 1, 1};
    FALSE_IF(, ASSIGN_COMPOSE_UNMET_WRONG);
    good.unmet[1] = 0;
    good.assignment.prices[0] += 1000000000;
    FALSE_IF(, ASSIGN_COMPOSE_NOT_PROVEN);
    good.assignment.prices[0] = INT64_MIN;
    FALSE_IF(, ASSIGN_COMPOSE_COSTS_WRONG);
    good.assignment.prices[0] = INT64_MAX;
    FALSE_IF(, ASSIGN_COMPOSE_COSTS_WRONG);
    good.assignment.prices[0] = 0;
    good.assignment.loads[1] += 1;
    FALSE_IF(, ASSIGN_COMPOSE_SUMS_WRONG);
    edges[2].pin = ASSIGN_FORBIDDEN;
    problem = with_edges(arena, problem, edges, 6);
    FALSE_IF(, ASSIGN_COMPOSE_PAIR_WRONG);
    edges[1].pin = ASSIGN_KEPT;
    problem = with_edges(arena, problem, edges, 6);
    FALSE_IF(, ASSIGN_COMPOSE_KEPT_LOST);
#undef FALSE_IF
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_best_of_all_choices), TEST(without_rules_it_is_the_plain_optimum),
          TEST(a_language_comes_before_affinity_and_one_of_a_region_is_enough), TEST(what_cannot_be_is_told),
          TEST(the_order_of_the_input_changes_nothing), TEST(a_real_conference_is_composed),
          TEST(a_watch_is_told_and_may_end_it), TEST(faults_are_named), TEST(nothing_is_assigned_to_nothing),
          TEST(what_is_wrong_is_found))
