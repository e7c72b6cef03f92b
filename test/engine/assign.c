/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "engine/assign.h"
#include "engine/assign_check.h"

#include <stdio.h>
#include <stdlib.h>

enum { SMALL_MAX = 8, PAIRS_MAX = 12, INSTANCES = 4000 };

typedef struct {
    AssignApplication applications[SMALL_MAX];
    AssignExpert experts[SMALL_MAX];
    AssignPair pairs[SMALL_MAX * SMALL_MAX];
    AssignProblem problem;
} Small;

static AssignPin any_pin(Chance *chance, bool with_pins)
{
    static const AssignPin pins[] = {ASSIGN_STAYING, ASSIGN_STAYING, ASSIGN_KEPT, ASSIGN_FORBIDDEN};
    return with_pins && chance_below(chance, 3) == 0 ? pins[chance_below(chance, 4)] : ASSIGN_FREE;
}

static void make_small(Small *small, Chance *chance, size_t pairs_max)
{
    size_t applications = 1 + (size_t)chance_below(chance, 5), experts = 1 + (size_t)chance_below(chance, 4);
    int64_t affinities = chance_below(chance, 2) ? 4 : ASSIGN_AFFINITY_MAX + 1,
            density = chance_below(chance, 4);
    bool with_pins = chance_below(chance, 2), with_least = chance_below(chance, 2);
    *small = (Small){0};
    for (size_t i = 0; i < applications; i++)
        small->applications[i] = (AssignApplication){100 + 7 * (int64_t)i, (int32_t)chance_below(chance, 4)};
    for (size_t i = 0; i < experts; i++) {
        int32_t most = (int32_t)chance_below(chance, 5);
        int32_t least = with_least ? (int32_t)chance_below(chance, most + 1) : 0;
        small->experts[i] = (AssignExpert){900 - 11 * (int64_t)i, least, most};
    }
    size_t count = 0;
    for (size_t p = 0; p < applications; p++)
        for (size_t r = 0; r < experts; r++)
            if (count < pairs_max && chance_below(chance, 4) <= density)
                small->pairs[count++] =
                    (AssignPair){(int32_t)p, (int32_t)r, (int32_t)chance_below(chance, affinities),
                                 any_pin(chance, with_pins)};
    small->problem = (AssignProblem){small->applications,
                                     applications,
                                     small->experts,
                                     experts,
                                     small->pairs,
                                     count,
                                     (uint64_t)chance_below(chance, 1000),
                                     chance_below(chance, 3) == 0,
                                     chance_below(chance, 2) * chance_below(chance, 3)};
}

/* What a choice is worth: less is better, the first difference decides. */
typedef struct {
    int64_t aims[5];
} Worth;

static bool is_better(const Worth *a, const Worth *b)
{
    for (int i = 0; i < 5; i++)
        if (a->aims[i] != b->aims[i]) return a->aims[i] < b->aims[i];
    return false;
}

/* By the definition in the header; false if the choice breaks a rule. */
static bool weigh(const AssignProblem *problem, uint32_t choice, Worth *worth)
{
    int32_t filled[SMALL_MAX] = {0}, kept[SMALL_MAX] = {0}, loads[SMALL_MAX] = {0},
            kept_loads[SMALL_MAX] = {0};
    int64_t squares = 0, affinity = 0;
    *worth = (Worth){0};
    for (size_t i = 0; i < problem->pair_count; i++) {
        const AssignPair *pair = &problem->pairs[i];
        bool is_chosen = choice >> i & 1;
        if (pair->pin == (is_chosen ? ASSIGN_FORBIDDEN : ASSIGN_KEPT)) return false;
        if (pair->pin == ASSIGN_STAYING && !is_chosen) worth->aims[2]++;
        if (!is_chosen) continue;
        affinity += pair->affinity;
        filled[pair->application]++, loads[pair->expert]++;
        if (pair->pin == ASSIGN_KEPT) kept[pair->application]++, kept_loads[pair->expert]++;
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
        if (loads[r] < expert->load_min) worth->aims[1] += expert->load_min - loads[r];
        squares += loads[r] * loads[r];
    }
    worth->aims[3] = problem->loads_first ? squares : 0;
    worth->aims[4] = (problem->loads_first ? 0 : problem->load_penalty * squares) - affinity;
    return true;
}

static Worth best_of_all(const AssignProblem *problem)
{
    Worth best = {0}, worth;
    bool any = false;
    for (uint32_t choice = 0; choice < UINT32_C(1) << problem->pair_count; choice++) {
        if (!weigh(problem, choice, &worth) || (any && !is_better(&worth, &best))) continue;
        best = worth;
        any = true;
    }
    assert_true(any);
    return best;
}

/* Recounted: the set really asks for more than its experts can give. */
static void assert_violated(const AssignProblem *problem, const AssignHall *hall)
{
    int64_t demand = 0, capacity = 0;
    for (size_t i = 0; i < hall->application_count; i++) {
        demand += problem->applications[hall->applications[i]].demand;
        for (size_t j = 0; j < problem->pair_count; j++)
            demand -= problem->pairs[j].application == (int32_t)hall->applications[i] &&
                      problem->pairs[j].pin == ASSIGN_KEPT;
    }
    for (size_t r = 0; r < problem->expert_count; r++) {
        int64_t left = problem->experts[r].load_max, pairs = 0;
        for (size_t j = 0; j < problem->pair_count; j++) {
            const AssignPair *pair = &problem->pairs[j];
            if (pair->expert != (int32_t)r) continue;
            left -= pair->pin == ASSIGN_KEPT;
            for (size_t i = 0; i < hall->application_count; i++)
                pairs += (pair->pin == ASSIGN_FREE || pair->pin == ASSIGN_STAYING) &&
                         pair->application == (int32_t)hall->applications[i];
        }
        if (left < 0) left = 0;
        capacity += left < pairs ? left : pairs;
    }
    assert_int_equal(hall->demand, demand);
    assert_int_equal(hall->capacity, capacity);
    assert_true(demand > capacity);
}

static void equals_the_best_of_all_choices(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260211};
    int infeasible = 0, least_missed = 0, moved = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(&small, &chance, PAIRS_MAX);
        const Assignment *assignment = assign_experts(arena, &small.problem);
        Worth best = best_of_all(&small.problem), worth;
        uint32_t choice = 0;
        for (size_t j = 0; j < assignment->pair_count; j++) choice |= UINT32_C(1) << assignment->pairs[j];
        assert_true(weigh(&small.problem, choice, &worth));
        for (int aim = 0; aim < 5; aim++) assert_int_equal(worth.aims[aim], best.aims[aim]);
        assert_int_equal(assign_check(arena, &small.problem, assignment), ASSIGN_CHECKED);
        assert_int_equal(assignment->missing, best.aims[0]);
        if (assignment->missing) {
            assert_violated(&small.problem, &assignment->hall);
            assert_violated(&small.problem, &assignment->hall_whole);
            assert_true(assignment->hall.application_count <= assignment->hall_whole.application_count);
        }
        infeasible += best.aims[0] > 0, least_missed += best.aims[1] > 0, moved += best.aims[2] > 0;
    }
    /* the instances are of every kind */
    assert_true(infeasible > INSTANCES / 10 && infeasible < INSTANCES * 9 / 10);
    assert_true(least_missed > INSTANCES / 20 && moved > INSTANCES / 20);
    arena_free(arena);
}

/* A larger one, its input in an order given by `chance`, its pairs said by keys. */
enum { APPLICATIONS = 60, EXPERTS = 20 };
static const Assignment *solve_shuffled(Arena *arena, uint64_t order, uint64_t seed, int64_t pairs[][2])
{
    AssignApplication *applications = ARENA_MANY(arena, APPLICATIONS, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, EXPERTS, AssignExpert);
    AssignPair *list = ARENA_MANY(arena, APPLICATIONS * EXPERTS, AssignPair);
    Chance chance = {order};
    size_t count = 0;
    for (int i = 0; i < APPLICATIONS; i++) applications[i] = (AssignApplication){i, 3};
    for (int i = 0; i < EXPERTS; i++) experts[i] = (AssignExpert){i, 0, 10};
    chance_shuffle(&chance, applications, APPLICATIONS, sizeof *applications);
    chance_shuffle(&chance, experts, EXPERTS, sizeof *experts);
    for (int32_t p = 0; p < APPLICATIONS; p++)
        for (int32_t r = 0; r < EXPERTS; r++) {
            int64_t both = applications[p].key * 31 + experts[r].key * 17;
            if (both % 7 == 0) continue;
            list[count++] = (AssignPair){p, r, (int32_t)(both % 5) * 250000};
        }
    chance_shuffle(&chance, list, count, sizeof *list);
    AssignProblem *problem = ARENA_NEW(arena, AssignProblem);
    *problem = (AssignProblem){applications, APPLICATIONS, experts, EXPERTS, list, count, seed};
    const Assignment *assignment = assign_experts(arena, problem);
    assert_int_equal(assign_check(arena, problem, assignment), ASSIGN_CHECKED);
    for (size_t i = 0; i < assignment->pair_count; i++) {
        pairs[i][0] = applications[list[assignment->pairs[i]].application].key;
        pairs[i][1] = experts[list[assignment->pairs[i]].expert].key;
    }
    return assignment;
}

static void the_order_of_the_input_changes_nothing(void **state)
{
    Arena *arena = arena_new(64 << 20);
    int64_t first[APPLICATIONS * 3][2], other[APPLICATIONS * 3][2];
    int64_t sum = solve_shuffled(arena, 1, 5, first)->affinity_sum;
    for (uint64_t order = 2; order < 30; order++) {
        assert_int_equal(solve_shuffled(arena, order, 5, other)->affinity_sum, sum);
        assert_memory_equal(first, other, sizeof first);
    }
    assert_int_equal(solve_shuffled(arena, 1, 6, other)->affinity_sum, sum);
    assert_memory_not_equal(first, other, sizeof first); /* among equal optima the seed decides */
    arena_free(arena);
}

static void loads_are_even_if_they_come_first(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 1}, {4, 1}};
    AssignExpert experts[] = {{1, 0, 4}, {2, 0, 4}};
    AssignPair pairs[] = {{0, 0, 1000000}, {1, 0, 1000000}, {2, 0, 1000000}, {3, 0, 1000000},
                          {0, 1, 0},       {1, 1, 1},       {2, 1, 2},       {3, 1, 0}};
    AssignProblem problem = {applications, 4, experts, 2, pairs, 8, 1};
    assert_int_equal(assign_experts(arena, &problem)->loads[0], 4);
    problem.loads_first = true;
    const Assignment *even = assign_experts(arena, &problem);
    assert_int_equal(even->loads[0], 2);
    assert_int_equal(even->affinity_sum, 2000003);
    /* moving the second of four to the other saves 4² + 0² − 3² − 1² = 6, then 3² + 1² − 2² − 2² = 2 */
    problem.loads_first = false;
    problem.load_penalty = 200000;
    assert_int_equal(assign_experts(arena, &problem)->loads[0], 3);
    arena_free(arena);
}

static void a_repair_moves_only_what_must(void **state)
{
    Arena *arena = arena_new(1 << 20);
    /* expert 3 has left; 1 is full with what it keeps, so one of its own could go to 2 */
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 1}};
    AssignExpert experts[] = {{1, 0, 2}, {2, 0, 2}};
    AssignPair pairs[] = {{0, 0, 500000, ASSIGN_KEPT}, {1, 0, 0, ASSIGN_STAYING}, {1, 1, 1000000}, {2, 1, 1}};
    AssignProblem problem = {applications, 3, experts, 2, pairs, 4, 1};
    const Assignment *repaired = assign_experts(arena, &problem);
    assert_int_equal(repaired->moved, 0);
    assert_int_equal(repaired->missing, 0);
    assert_int_equal(repaired->pair_count, 3);
    assert_int_equal(repaired->pairs[1], 1);
    pairs[3] = (AssignPair){2, 0, 1}; /* now only 1 can take the third: the second must move */
    repaired = assign_experts(arena, &problem);
    assert_int_equal(repaired->moved, 1);
    assert_int_equal(repaired->missing, 0);
    arena_free(arena);
}

static void says_which_applications_have_too_few_experts(void **state)
{
    Arena *arena = arena_new(1 << 20);
    /* 3 and 4 need two each, and only expert 2 may judge them */
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 2}, {4, 2}};
    AssignExpert experts[] = {{1, 0, 5}, {2, 0, 5}};
    AssignPair pairs[] = {{0, 0, 1}, {1, 0, 1}, {2, 1, 1}, {3, 1, 1}};
    AssignProblem problem = {applications, 4, experts, 2, pairs, 4, 1};
    const Assignment *partial = assign_experts(arena, &problem);
    assert_int_equal(partial->missing, 2);
    assert_int_equal(partial->pair_count, 4);
    assert_int_equal(partial->hall.application_count, 1);
    assert_int_equal(partial->hall.expert_count, 1);
    assert_int_equal(partial->hall.experts[0], 1);
    assert_int_equal(partial->hall.demand, 2);
    assert_int_equal(partial->hall.capacity, 1);
    assert_int_equal(partial->hall_whole.application_count, 2);
    assert_int_equal(partial->hall_whole.demand - partial->hall_whole.capacity, 2);
    arena_free(arena);
}

static void faults_are_named(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    AssignExpert experts[] = {{1, 0, 5}, {2, 0, 5}};
    AssignPair pairs[] = {{0, 0, 1}, {1, 1, 1}};
    const AssignProblem good = {applications, 2, experts, 2, pairs, 2, 1};
    AssignProblem problem = good;
    size_t at;
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULTLESS);
    problem.load_penalty = -1;
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_SIZE);
    problem = good;
    pairs[1].affinity = ASSIGN_AFFINITY_MAX + 1;
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_AFFINITY);
    assert_int_equal(at, 1);
    pairs[1] = (AssignPair){0, 0, 1};
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_PAIR_TWICE);
    assert_int_equal(at, 1);
    pairs[1] = (AssignPair){2, 0, 1};
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_PAIR);
    pairs[1] = (AssignPair){0, -1, 1};
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_PAIR);
    experts[1] = (AssignExpert){2, 3, 2};
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_LOAD);
    applications[1].demand = -1;
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_DEMAND);
    applications[1] = applications[0];
    experts[1] = experts[0];
    pairs[1] = (AssignPair){1, 1, 1};
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_APPLICATION_KEY);
    applications[1].key = 5;
    assert_int_equal(assign_find_fault(arena, &problem, &at), ASSIGN_FAULT_EXPERT_KEY);
    arena_free(arena);
}

/* Bids of a real conference; the sum of the optimum is unknown to us, so the proof must close. */
/* Four affinities, as topics and tongues give them, for so many that they are moved in bulk. */
enum { CROWD = 700, JUDGES = 120 };

typedef struct {
    AssignApplication applications[CROWD];
    AssignExpert experts[JUDGES];
    AssignPair pairs[CROWD * JUDGES];
} Crowd;

static int32_t crowd_affinity(int32_t application, int32_t expert)
{
    int32_t affinity = application % 10 + expert % 7 < 9 ? 1000000 : 100000;
    return application % 9 == 1 && expert % 6 != 1 ? affinity / 2 : affinity;
}

static AssignProblem crowded(Crowd *crowd, int32_t load_max)
{
    size_t count = 0;
    for (int32_t i = 0; i < CROWD; i++) crowd->applications[i] = (AssignApplication){1000 + i, 3};
    for (int32_t k = 0; k < JUDGES; k++)
        crowd->experts[k] = (AssignExpert){9000 + k, 6, k % 10 == 9 ? 8 : load_max};
    for (int32_t i = 0; i < CROWD; i++)
        for (int32_t k = 0; k < JUDGES; k++)
            if ((i + k) % 37) crowd->pairs[count++] = (AssignPair){i, k, crowd_affinity(i, k), ASSIGN_FREE};
    return (AssignProblem){crowd->applications, CROWD, crowd->experts, JUDGES, crowd->pairs, count, 1,
                           .loads_first = true};
}

static void many_equal_affinities_are_proven_too(void **state)
{
    Arena *arena = arena_new(1 << 28);
    Crowd *crowd = ARENA_NEW(arena, Crowd);
    AssignProblem problem = crowded(crowd, 24);
    const Assignment *found = assign_experts(arena, &problem);
    assert_int_equal(assign_check(arena, &problem, found), ASSIGN_CHECKED);
    assert_int_equal(found->missing, 0);
    for (size_t i = 0; i < found->pair_count; i++)
        crowd->pairs[found->pairs[i]].pin = i % 10 < 3 ? ASSIGN_KEPT : ASSIGN_STAYING;
    for (size_t i = 0; i < problem.pair_count; i++)
        if (crowd->pairs[i].expert == 17 && crowd->pairs[i].pin != ASSIGN_KEPT)
            crowd->pairs[i].pin = ASSIGN_FORBIDDEN;
    found = assign_experts(arena, &problem); /* 17 has gone: what it had moves, and nothing is missing */
    assert_int_equal(assign_check(arena, &problem, found), ASSIGN_CHECKED);
    assert_int_equal(found->missing, 0);
    arena_free(arena);
}

static void too_many_for_all_experts_are_proven_too(void **state)
{
    Arena *arena = arena_new(1 << 28);
    AssignProblem problem = crowded(ARENA_NEW(arena, Crowd), 16);
    const Assignment *found = assign_experts(arena, &problem);
    assert_int_equal(assign_check(arena, &problem, found), ASSIGN_CHECKED);
    assert_int_equal(found->missing, 3 * CROWD - (108 * 16 + 12 * 8));
    arena_free(arena);
}

static void a_real_conference_is_assigned(void **state)
{
    const char *folder = getenv("MADANG_SHARED_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/assignment/aamas2015.in",
             folder ? folder : SOURCE_ROOT "/../shared/data");
    FILE *file = fopen(path, "r");
    if (!file) skip_because("%s is not there", path);
    Arena *arena = arena_new(256 << 20);
    int papers, reviewers;
    assert_int_equal(fscanf(file, "%d %d", &papers, &reviewers), 2);
    AssignApplication *applications = ARENA_MANY(arena, (size_t)papers, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, (size_t)reviewers, AssignExpert);
    AssignPair *pairs = ARENA_MANY(arena, (size_t)papers * (size_t)reviewers, AssignPair);
    size_t count = 0;
    for (int32_t p = 0; p < papers; p++) applications[p] = (AssignApplication){p, 3};
    for (int32_t r = 0; r < reviewers; r++) experts[r] = (AssignExpert){r, 0, 12};
    for (int32_t p = 0; p < papers; p++)
        for (int32_t r = 0; r < reviewers; r++) {
            double similarity;
            assert_int_equal(fscanf(file, "%lf", &similarity), 1);
            pairs[count++] = (AssignPair){p, r, (int32_t)(similarity * 1000000 + 0.5)};
        }
    fclose(file);
    AssignProblem problem = {applications, (size_t)papers, experts, (size_t)reviewers, pairs, count, 1};
    const Assignment *assignment = assign_experts(arena, &problem);
    assert_int_equal(assignment->missing, 0);
    assert_int_equal(assignment->pair_count, 613 * 3);
    assert_int_equal(assign_check(arena, &problem, assignment), ASSIGN_CHECKED);
    problem.loads_first = true; /* 1,839 reviews of 201: 9 or 10 each */
    assignment = assign_experts(arena, &problem);
    assert_int_equal(assign_check(arena, &problem, assignment), ASSIGN_CHECKED);
    for (int i = 0; i < reviewers; i++) assert_in_range(assignment->loads[i], 9, 10);
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_best_of_all_choices), TEST(the_order_of_the_input_changes_nothing),
          TEST(loads_are_even_if_they_come_first), TEST(a_repair_moves_only_what_must),
          TEST(says_which_applications_have_too_few_experts), TEST(faults_are_named),
          TEST(many_equal_affinities_are_proven_too), TEST(too_many_for_all_experts_are_proven_too),
          TEST(a_real_conference_is_assigned))
