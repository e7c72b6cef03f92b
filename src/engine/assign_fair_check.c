/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_check.h"
#include "engine/assign_fair.h"

typedef __int128 Wide;

typedef struct {
    const AssignProblem *problem;
    const AssignFair *fair;
    int32_t *mark; /* of an expert: the application in turn + 1, if it has it */
    int64_t *kept_loads, *loads;
    size_t *first_choice, *choices; /* the places of each application's choices */
    Wide value, weights;
    int64_t missing, unit;
} Check;

static bool list_choices(Arena *arena, Check *check)
{
    const AssignFair *fair = check->fair;
    size_t *end = check->first_choice = ARENA_MANY(arena, check->problem->application_count + 2, size_t);
    check->choices = ARENA_MANY(arena, fair->choice_count + 1, size_t);
    for (size_t i = 0; i < fair->choice_count; i++) {
        if ((uint32_t)fair->choices[i].application >= check->problem->application_count) return false;
        if ((uint32_t)fair->choices[i].expert >= check->problem->expert_count) return false;
        end[fair->choices[i].application + 2]++;
    }
    for (size_t i = 2; i < check->problem->application_count + 2; i++) end[i] += end[i - 1];
    for (size_t i = 0; i < fair->choice_count; i++)
        check->choices[end[fair->choices[i].application + 1]++] = i;
    return true;
}

static int64_t divisor(int64_t a, int64_t b)
{
    return b ? divisor(b, a % b) : a;
}

/* The greatest stand first. */
static void put_in(int64_t *best, int64_t count, int64_t value)
{
    int64_t at = count;
    while (at && best[at - 1] < value) at--;
    for (int64_t i = count - 1; i > at; i--) best[i] = best[i - 1];
    if (at < count) best[at] = value;
}

/* One row: its rules and its sum, and what it adds to the bound. */
static AssignFairVerdict check_row(Arena *scratch, Check *check, size_t p)
{
    const AssignProblem *problem = check->problem;
    size_t first = problem->first_pair[p], end = problem->first_pair[p + 1];
    int64_t kept = 0, chosen = 0, sum = 0, wanted = problem->applications[p].demand;
    for (size_t i = check->first_choice[p]; i < check->first_choice[p + 1]; i++)
        check->mark[check->fair->choices[check->choices[i]].expert] = (int32_t)p + 1;
    for (size_t i = first; i < end; i++) kept += assign_pair_pin(problem->pairs[i]) == ASSIGN_KEPT;
    if (wanted < kept) wanted = kept;
    int64_t most = (int64_t)(end - first) < wanted ? (int64_t)(end - first) : wanted;
    int64_t *best = ARENA_MANY(scratch, (size_t)most + 1, int64_t);
    for (size_t i = first; i < end; i++) {
        AssignPair pair = problem->pairs[i];
        int32_t expert = assign_pair_expert(pair);
        bool is_chosen = check->mark[expert] == (int32_t)p + 1,
             is_kept = assign_pair_pin(pair) == ASSIGN_KEPT;
        if (is_chosen ? assign_pair_pin(pair) == ASSIGN_FORBIDDEN : is_kept) return ASSIGN_FAIR_RULE_BROKEN;
        if (assign_pair_pin(pair) == ASSIGN_FORBIDDEN) continue;
        check->unit = divisor(check->unit, assign_pair_affinity(pair));
        put_in(best, most,
               check->fair->weights[p] * assign_pair_affinity(pair) - check->fair->prices[expert]);
        if (!is_chosen) continue;
        chosen++;
        sum += assign_pair_affinity(pair);
        check->loads[expert]++;
        check->kept_loads[expert] += is_kept;
    }
    if (chosen > wanted || chosen != (int64_t)(check->first_choice[p + 1] - check->first_choice[p]))
        return ASSIGN_FAIR_RULE_BROKEN;
    for (int64_t i = 0; i < most; i++) check->value += best[i] > 0 ? best[i] : 0;
    check->weights += check->fair->weights[p];
    check->missing += wanted - chosen;
    return sum == check->fair->sums[p] && sum >= check->fair->worst ? ASSIGN_FAIR_CHECKED
                                                                    : ASSIGN_FAIR_SUMS_WRONG;
}

static AssignFairVerdict check_loads(Check *check)
{
    int64_t lacking = 0;
    for (size_t r = 0; r < check->problem->expert_count; r++) {
        const AssignExpert *expert = &check->problem->experts[r];
        int64_t most = expert->load_max > check->kept_loads[r] ? expert->load_max : check->kept_loads[r];
        if (check->loads[r] > most) return ASSIGN_FAIR_RULE_BROKEN;
        if (check->loads[r] != check->fair->loads[r]) return ASSIGN_FAIR_SUMS_WRONG;
        if (check->loads[r] < expert->load_min) lacking += expert->load_min - check->loads[r];
        check->value += (Wide)most * check->fair->prices[r];
    }
    bool fits = lacking == check->fair->load_missing && check->missing == check->fair->missing;
    return fits ? ASSIGN_FAIR_CHECKED : ASSIGN_FAIR_SUMS_WRONG;
}

static bool missing_is_proven(Arena *arena, const Check *check)
{
    const AssignHall *hall = &check->fair->hall_whole;
    if (!check->missing) return true;
    return assign_check_hall(arena, check->problem, hall) && hall->demand - hall->capacity == check->missing;
}

static bool proof_is_sane(const Check *check)
{
    const int64_t bound = INT64_C(1) << 40;
    for (size_t p = 0; p < check->problem->application_count; p++)
        if (check->fair->weights[p] < 0 || check->fair->weights[p] > ASSIGN_AFFINITY_MAX) return false;
    for (size_t r = 0; r < check->problem->expert_count; r++)
        if (check->fair->prices[r] < 0 || check->fair->prices[r] > bound) return false;
    return true;
}

AssignFairVerdict assign_fair_check(Arena *arena, const AssignProblem *problem, const AssignFair *fair)
{
    Check check = {.problem = problem,
                   .fair = fair,
                   .mark = ARENA_MANY(arena, problem->expert_count + 1, int32_t),
                   .loads = ARENA_MANY(arena, problem->expert_count + 1, int64_t),
                   .kept_loads = ARENA_MANY(arena, problem->expert_count + 1, int64_t)};
    if (!list_choices(arena, &check)) return ASSIGN_FAIR_RULE_BROKEN;
    if (!proof_is_sane(&check)) return ASSIGN_FAIR_BOUND_WRONG;
    for (size_t p = 0; p < problem->application_count; p++) {
        AssignFairVerdict verdict = check_row(arena, &check, p);
        if (verdict) return verdict;
    }
    AssignFairVerdict verdict = check_loads(&check);
    if (verdict || !problem->application_count) return verdict;
    if (!missing_is_proven(arena, &check)) return ASSIGN_FAIR_HALL_WRONG;
    if (fair->sums[fair->worst_application] != fair->worst) return ASSIGN_FAIR_SUMS_WRONG;
    if (check.weights <= 0) return ASSIGN_FAIR_BOUND_WRONG;
    Wide bound = check.value / check.weights;
    if (check.unit) bound = bound / check.unit * check.unit;
    bool is_right = fair->bound >= bound && fair->worst <= fair->bound;
    return is_right ? ASSIGN_FAIR_CHECKED : ASSIGN_FAIR_BOUND_WRONG;
}
