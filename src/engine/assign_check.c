/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_check.h"

#include <string.h>

typedef __int128 Wide;

typedef struct {
    const AssignProblem *problem;
    const Assignment *assignment;
    size_t *first_choice, *choices;  /* the places of each application's choices */
    uint32_t *mark;                  /* of an expert: the application in turn + 1, if it has it */
    int64_t *chosen_of, *kept_of;    /* numbers, of an application */
    int64_t *load_of, *kept_load_of; /* of an expert */
    int64_t *affinity_of;            /* of an application */
    int64_t *best;                   /* scratch */
    int64_t moved, affinity_max;
    bool stays;
    Wide value; /* Σ w of the chosen free pairs */
} Check;

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}
static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}
static bool may_be_chosen(AssignPair pair)
{
    return assign_pair_pin(pair) == ASSIGN_FREE || assign_pair_pin(pair) == ASSIGN_STAYING;
}
static int64_t weight_of(const Check *check, AssignPair pair)
{
    bool stays = assign_pair_pin(pair) == ASSIGN_STAYING;
    return assign_pair_affinity(pair) + (stays ? check->assignment->stay_bonus : 0);
}

/* ---- The rules */

static bool list_choices(Arena *arena, Check *check)
{
    const AssignProblem *problem = check->problem;
    size_t count = check->assignment->choice_count, *end;
    check->first_choice = end = ARENA_MANY(arena, problem->application_count + 2, size_t);
    check->choices = ARENA_MANY(arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) {
        const AssignChoice *choice = &check->assignment->choices[i];
        if ((uint32_t)choice->application >= problem->application_count) return false;
        if ((uint32_t)choice->expert >= problem->expert_count) return false;
        end[choice->application + 2]++;
    }
    for (size_t i = 2; i < problem->application_count + 2; i++) end[i] += end[i - 1];
    for (size_t i = 0; i < count; i++)
        check->choices[end[check->assignment->choices[i].application + 1]++] = i;
    return true;
}

static void mark_row(const Check *check, size_t application)
{
    for (size_t i = check->first_choice[application]; i < check->first_choice[application + 1]; i++)
        check->mark[check->assignment->choices[check->choices[i]].expert] = (uint32_t)application + 1;
}

static AssignVerdict take_pair(Check *check, size_t application, AssignPair pair)
{
    size_t expert = (size_t)assign_pair_expert(pair);
    AssignPin pin = assign_pair_pin(pair);
    bool is_chosen = check->mark[expert] == application + 1;
    if (may_be_chosen(pair)) check->affinity_max = greater(check->affinity_max, assign_pair_affinity(pair));
    check->stays |= pin == ASSIGN_STAYING;
    check->moved += pin == ASSIGN_STAYING && !is_chosen;
    if (!is_chosen) return pin == ASSIGN_KEPT ? ASSIGN_KEPT_LOST : ASSIGN_CHECKED;
    if (pin == ASSIGN_FORBIDDEN) return ASSIGN_NO_PAIR;
    check->chosen_of[application]++;
    check->load_of[expert]++;
    check->affinity_of[application] += assign_pair_affinity(pair);
    if (pin == ASSIGN_KEPT) check->kept_of[application]++, check->kept_load_of[expert]++;
    else check->value += weight_of(check, pair);
    return ASSIGN_CHECKED;
}

/* As many pairs are found as were chosen: so each is in the list, and none is chosen twice. */
static AssignVerdict take_rows(Check *check)
{
    const AssignProblem *problem = check->problem;
    for (size_t p = 0; p < problem->application_count; p++) {
        mark_row(check, p);
        for (size_t i = problem->first_pair[p]; i < problem->first_pair[p + 1]; i++) {
            AssignVerdict verdict = take_pair(check, p, problem->pairs[i]);
            if (verdict) return verdict;
        }
        if (check->chosen_of[p] != (int64_t)(check->first_choice[p + 1] - check->first_choice[p]))
            return ASSIGN_NO_PAIR;
    }
    return ASSIGN_CHECKED;
}

static int64_t demand_of(const Check *check, size_t application)
{
    return greater(check->problem->applications[application].demand, check->kept_of[application]);
}
static int64_t load_max_of(const Check *check, size_t expert)
{
    return greater(check->problem->experts[expert].load_max, check->kept_load_of[expert]);
}

static AssignVerdict check_bounds(const Check *check)
{
    for (size_t i = 0; i < check->problem->application_count; i++)
        if (check->chosen_of[i] > demand_of(check, i)) return ASSIGN_DEMAND_WRONG;
    for (size_t i = 0; i < check->problem->expert_count; i++)
        if (check->load_of[i] > load_max_of(check, i)) return ASSIGN_LOAD_EXCEEDED;
    return ASSIGN_CHECKED;
}

static bool sums_of_applications_fit(const Check *check)
{
    const AssignProblem *problem = check->problem;
    int64_t sum = 0, missing = 0, worst = INT64_MAX;
    for (size_t i = 0; i < problem->application_count; i++) {
        sum += check->affinity_of[i];
        missing += demand_of(check, i) - check->chosen_of[i];
        worst = lesser(worst, check->affinity_of[i]);
    }
    const Assignment *said = check->assignment;
    if (said->affinity_sum != sum || said->missing != missing) return false;
    if (!problem->application_count) return true;
    return said->worst_application < problem->application_count && said->worst_affinity == worst &&
           check->affinity_of[said->worst_application] == worst;
}

static bool sums_of_loads_fit(const Check *check)
{
    int64_t load_missing = 0;
    for (size_t i = 0; i < check->problem->expert_count; i++) {
        if (check->assignment->loads[i] != check->load_of[i]) return false;
        load_missing += greater(0, check->problem->experts[i].load_min - check->load_of[i]);
    }
    return check->assignment->load_missing == load_missing && check->assignment->moved == check->moved;
}

/* ---- The costs: each aim outweighs all that comes after it. Where an aim has nothing to say (no pair
 * stays, no least load, nothing missing) its cost may be anything that isn't negative. */

static bool costs_are_ordered(const Check *check)
{
    const AssignProblem *problem = check->problem;
    const Assignment *said = check->assignment;
    int64_t load_greatest = 0, load_min = 0;
    for (size_t i = 0; i < problem->expert_count; i++) {
        load_greatest = greater(load_greatest, check->load_of[i]);
        load_min = greater(load_min, problem->experts[i].load_min);
    }
    Wide turns = (Wide)lesser((int64_t)problem->application_count, (int64_t)problem->expert_count) + 1;
    Wide affinity = turns * check->affinity_max;
    Wide loads = affinity + 2 * (Wide)said->load_penalty * load_greatest;
    Wide moves = loads + turns * said->stay_bonus;
    if (problem->loads_first ? said->load_penalty <= affinity : said->load_penalty != problem->load_penalty)
        return false;
    if (said->stay_bonus < 0 || (check->stays && said->stay_bonus <= loads)) return false;
    if (said->load_missing_cost < 0 || (load_min && said->load_missing_cost <= moves)) return false;
    return said->missing_cost > moves + said->load_missing_cost;
}

/* ---- The violated set */

/* How many of an application's pairs are kept; those of each expert are counted too. */
static int64_t count_kept(const AssignProblem *problem, size_t application, int64_t *kept_of_expert)
{
    int64_t kept = 0;
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++) {
        if (assign_pair_pin(problem->pairs[i]) != ASSIGN_KEPT) continue;
        kept_of_expert[assign_pair_expert(problem->pairs[i])]++;
        kept++;
    }
    return kept;
}

bool assign_check_hall(Arena *arena, const AssignProblem *problem, const AssignHall *hall)
{
    bool *is_in = ARENA_MANY(arena, problem->application_count + 1, bool);
    int64_t *pairs_of = ARENA_MANY(arena, problem->expert_count + 1, int64_t), demand = 0, capacity = 0;
    int64_t *kept_of = ARENA_MANY(arena, problem->expert_count + 1, int64_t);
    for (size_t i = 0; i < hall->application_count; i++) {
        if (hall->applications[i] >= problem->application_count || is_in[hall->applications[i]]) return false;
        is_in[hall->applications[i]] = true;
    }
    for (size_t i = 0; i < problem->application_count; i++) {
        int64_t kept = count_kept(problem, i, kept_of);
        if (!is_in[i]) continue;
        demand += greater(problem->applications[i].demand - kept, 0);
        for (size_t j = problem->first_pair[i]; j < problem->first_pair[i + 1]; j++)
            pairs_of[assign_pair_expert(problem->pairs[j])] += may_be_chosen(problem->pairs[j]);
    }
    for (size_t i = 0; i < problem->expert_count; i++)
        capacity += lesser(pairs_of[i], greater(problem->experts[i].load_max - kept_of[i], 0));
    return hall->demand == demand && hall->capacity == capacity;
}

static bool hall_proves_missing(Arena *arena, const Check *check)
{
    const AssignHall *hall = &check->assignment->hall_whole;
    return assign_check_hall(arena, check->problem, hall) &&
           hall->demand - hall->capacity == check->assignment->missing;
}

/* ---- The proof: both sides of the equality in assign.h */

static Wide value_of_choice(const Check *check)
{
    const Assignment *said = check->assignment;
    Wide value = check->value;
    for (size_t i = 0; i < check->problem->expert_count; i++)
        value -= (Wide)said->load_penalty * check->load_of[i] * check->load_of[i];
    return value - (Wide)said->missing_cost * said->missing -
           (Wide)said->load_missing_cost * said->load_missing;
}

static Wide best_of_application(Check *check, size_t application)
{
    const AssignProblem *problem = check->problem;
    size_t wanted = (size_t)(demand_of(check, application) - check->kept_of[application]);
    Wide sum = 0;
    for (size_t i = 0; i < wanted; i++) check->best[i] = -check->assignment->missing_cost;
    for (size_t i = problem->first_pair[application]; wanted && i < problem->first_pair[application + 1];
         i++) {
        AssignPair pair = problem->pairs[i];
        if (!may_be_chosen(pair)) continue;
        int64_t net = weight_of(check, pair) - check->assignment->prices[assign_pair_expert(pair)];
        size_t at = wanted; /* the best stand in rising order */
        while (at && check->best[at - 1] >= net) at--;
        if (at) memmove(check->best, check->best + 1, (at - 1) * sizeof net), check->best[at - 1] = net;
    }
    for (size_t i = 0; i < wanted; i++) sum += check->best[i];
    return sum;
}

static Wide value_of_load(const Check *check, size_t expert, int64_t load)
{
    const Assignment *said = check->assignment;
    int64_t lacking = greater(0, check->problem->experts[expert].load_min - load);
    return (Wide)said->prices[expert] * (load - check->kept_load_of[expert]) -
           (Wide)said->load_penalty * load * load - (Wide)said->load_missing_cost * lacking;
}

/* The value is concave in the load: bisect for where it stops rising. */
static Wide best_of_expert(const Check *check, size_t expert)
{
    int64_t low = check->kept_load_of[expert], high = load_max_of(check, expert);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (value_of_load(check, expert, middle + 1) > value_of_load(check, expert, middle)) low = middle + 1;
        else high = middle;
    }
    return value_of_load(check, expert, low);
}

static bool is_proven(Check *check)
{
    Wide bound = 0;
    for (size_t i = 0; i < check->problem->application_count; i++) bound += best_of_application(check, i);
    for (size_t i = 0; i < check->problem->expert_count; i++) bound += best_of_expert(check, i);
    return bound == value_of_choice(check);
}

/* Prices beyond this could leave 64 bits in a difference. */
static bool prices_are_sane(const Check *check)
{
    const int64_t bound = INT64_C(1) << 61;
    for (size_t i = 0; i < check->problem->expert_count; i++)
        if (check->assignment->prices[i] > bound || check->assignment->prices[i] < -bound) return false;
    return check->assignment->missing_cost <= bound && check->assignment->stay_bonus <= bound &&
           check->assignment->load_penalty <= bound && check->assignment->load_missing_cost <= bound;
}

AssignVerdict assign_check(Arena *arena, const AssignProblem *problem, const Assignment *assignment)
{
    Check check = {.problem = problem,
                   .assignment = assignment,
                   .mark = ARENA_MANY(arena, problem->expert_count + 1, uint32_t),
                   .chosen_of = ARENA_MANY(arena, problem->application_count + 1, int64_t),
                   .kept_of = ARENA_MANY(arena, problem->application_count + 1, int64_t),
                   .affinity_of = ARENA_MANY(arena, problem->application_count + 1, int64_t),
                   .load_of = ARENA_MANY(arena, problem->expert_count + 1, int64_t),
                   .kept_load_of = ARENA_MANY(arena, problem->expert_count + 1, int64_t),
                   .best = ARENA_MANY(arena, ASSIGN_DEMAND_MAX + 1, int64_t)};
    if (!list_choices(arena, &check)) return ASSIGN_NO_PAIR;
    AssignVerdict verdict = take_rows(&check);
    if (!verdict) verdict = check_bounds(&check);
    if (verdict) return verdict;
    if (!sums_of_applications_fit(&check) || !sums_of_loads_fit(&check)) return ASSIGN_SUMS_WRONG;
    if (!prices_are_sane(&check) || !costs_are_ordered(&check)) return ASSIGN_COSTS_WRONG;
    if (assignment->missing && !hall_proves_missing(arena, &check)) return ASSIGN_HALL_WRONG;
    return is_proven(&check) ? ASSIGN_CHECKED : ASSIGN_NOT_PROVEN;
}
