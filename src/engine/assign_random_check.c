/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_random_check.h"

#include "engine/order.h"

typedef __int128 Wide;

typedef struct {
    const AssignRandomProblem *whole;
    const AssignProblem *problem;
    const AssignRandom *random;
    size_t *first_chance, *chances; /* the places of each application's chances */
    uint32_t *mark;                 /* of an expert: the application in turn + 1, if it has it */
    const AssignChance **marked;    /* of an expert: what it has of the application in turn */
    int64_t *sum_of, *kept_of;      /* of an application; kept: pairs */
    int64_t *load_of, *kept_load_of;
    int64_t *affinity_of;
    size_t *application_of; /* of a pair */
    int64_t affinity_max;
    Wide value; /* Σ affinity · chance over free pairs */
} Check;

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}
static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}
static bool is_free(AssignPair pair)
{
    return assign_pair_pin(pair) == ASSIGN_FREE || assign_pair_pin(pair) == ASSIGN_STAYING;
}
static int64_t cap_of(const Check *check, size_t pair)
{
    int64_t cap = check->whole->cap;
    return check->whole->caps ? lesser(cap, check->whole->caps[pair]) : cap;
}

/* ---- The rules */

static bool list_chances(Arena *arena, Check *check)
{
    const AssignProblem *problem = check->problem;
    size_t count = check->random->chance_count, *end;
    check->first_chance = end = ARENA_MANY(arena, problem->application_count + 2, size_t);
    check->chances = ARENA_MANY(arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) {
        const AssignChance *it = &check->random->chances[i];
        if ((uint32_t)it->application >= problem->application_count) return false;
        if ((uint32_t)it->expert >= problem->expert_count) return false;
        end[it->application + 2]++;
    }
    for (size_t i = 2; i < problem->application_count + 2; i++) end[i] += end[i - 1];
    for (size_t i = 0; i < count; i++) check->chances[end[check->random->chances[i].application + 1]++] = i;
    return true;
}

static bool mark_row(const Check *check, size_t application)
{
    for (size_t i = check->first_chance[application]; i < check->first_chance[application + 1]; i++) {
        const AssignChance *it = &check->random->chances[check->chances[i]];
        if (check->mark[it->expert] == application + 1) return false;
        check->mark[it->expert] = (uint32_t)application + 1;
        check->marked[it->expert] = it;
    }
    return true;
}

static AssignRandomVerdict take_chance(Check *check, size_t application, AssignPair pair, int64_t cap)
{
    size_t expert = (size_t)assign_pair_expert(pair);
    const AssignChance *it = check->mark[expert] == application + 1 ? check->marked[expert] : NULL;
    bool is_kept = assign_pair_pin(pair) == ASSIGN_KEPT;
    int64_t chance = it ? it->chance : 0;
    if (it && assign_pair_pin(pair) == ASSIGN_FORBIDDEN) return ASSIGN_RANDOM_PAIR_WRONG;
    if (it && it->affinity != assign_pair_affinity(pair)) return ASSIGN_RANDOM_PAIR_WRONG;
    if (it && chance <= 0) return ASSIGN_RANDOM_CHANCE_WRONG;
    if (is_kept ? chance != ASSIGN_CERTAIN : chance > cap) return ASSIGN_RANDOM_CHANCE_WRONG;
    check->sum_of[application] += chance;
    check->load_of[expert] += chance;
    check->affinity_of[application] += chance * assign_pair_affinity(pair);
    if (is_kept) check->kept_of[application]++, check->kept_load_of[expert]++;
    else check->value += (Wide)chance * assign_pair_affinity(pair);
    return ASSIGN_RANDOM_CHECKED;
}

/* As many chances are found in the row as the application has: so each is of a pair in the list. */
static AssignRandomVerdict take_row(Check *check, size_t application)
{
    const AssignProblem *problem = check->problem;
    size_t found = 0;
    if (!mark_row(check, application)) return ASSIGN_RANDOM_PAIR_WRONG;
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++) {
        AssignPair pair = problem->pairs[i];
        AssignRandomVerdict verdict = take_chance(check, application, pair, cap_of(check, i));
        if (verdict) return verdict;
        check->application_of[i] = application;
        found += check->mark[assign_pair_expert(pair)] == application + 1;
        if (is_free(pair)) check->affinity_max = greater(check->affinity_max, assign_pair_affinity(pair));
    }
    bool is_all = found == check->first_chance[application + 1] - check->first_chance[application];
    return is_all ? ASSIGN_RANDOM_CHECKED : ASSIGN_RANDOM_PAIR_WRONG;
}

static int64_t demand_of(const Check *check, size_t application)
{
    return ASSIGN_CERTAIN *
           greater(check->problem->applications[application].demand, check->kept_of[application]);
}
static int64_t load_max_of(const Check *check, size_t expert)
{
    return ASSIGN_CERTAIN * greater(check->problem->experts[expert].load_max, check->kept_load_of[expert]);
}
static int64_t load_min_of(const Check *check, size_t expert)
{
    return ASSIGN_CERTAIN * (int64_t)check->problem->experts[expert].load_min;
}

static AssignRandomVerdict check_rules(Check *check)
{
    for (size_t i = 0; i < check->problem->application_count; i++) {
        AssignRandomVerdict verdict = take_row(check, i);
        if (verdict) return verdict;
        if (check->sum_of[i] > demand_of(check, i)) return ASSIGN_RANDOM_DEMAND_WRONG;
    }
    for (size_t i = 0; i < check->problem->expert_count; i++)
        if (check->load_of[i] > load_max_of(check, i)) return ASSIGN_RANDOM_LOAD_EXCEEDED;
    return ASSIGN_RANDOM_CHECKED;
}

static bool sums_of_applications_fit(const Check *check)
{
    const AssignRandom *said = check->random;
    size_t count = check->problem->application_count;
    int64_t sum = 0, missing = 0, worst = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        int64_t lacking = demand_of(check, i) - check->sum_of[i];
        if (said->missing_of[i] != lacking) return false;
        missing += lacking;
        sum += check->affinity_of[i];
        worst = lesser(worst, check->affinity_of[i]);
    }
    if (said->affinity_sum != sum || said->missing != missing) return false;
    if (!count) return true;
    return said->worst_application < count && said->worst_affinity == worst &&
           check->affinity_of[said->worst_application] == worst;
}

static bool sums_of_loads_fit(const Check *check)
{
    int64_t missing = 0;
    for (size_t i = 0; i < check->problem->expert_count; i++) {
        if (check->random->loads[i] != check->load_of[i]) return false;
        missing += greater(0, load_min_of(check, i) - check->load_of[i]);
    }
    return check->random->load_missing == missing;
}

/* ---- The costs: each aim outweighs all that comes after it. Prices beyond the bound could leave 64 bits in
 * a difference. */

static bool costs_are_right(const Check *check)
{
    const AssignProblem *problem = check->problem;
    const AssignRandom *said = check->random;
    const int64_t bound = INT64_C(1) << 61;
    bool has_load_min = false;
    for (size_t i = 0; i < problem->expert_count; i++) {
        has_load_min |= problem->experts[i].load_min > 0;
        if (said->prices[i] > bound || said->prices[i] < -bound) return false;
    }
    Wide turns = (Wide)lesser((int64_t)problem->application_count, (int64_t)problem->expert_count) + 1;
    Wide affinity = turns * check->affinity_max;
    if (said->load_missing_cost < 0 || (has_load_min && said->load_missing_cost <= affinity)) return false;
    return said->missing_cost > affinity + said->load_missing_cost && said->missing_cost <= bound;
}

/* ---- The proof: both sides of the equality in assign_random.h */

static int64_t net_of(const Check *check, size_t pair)
{
    AssignPair it = check->problem->pairs[pair];
    return assign_pair_affinity(it) - check->random->prices[assign_pair_expert(it)];
}

static int compare_nets(const void *a, const void *b, const void *context)
{
    const Check *check = context;
    size_t one = *(const size_t *)a, other = *(const size_t *)b;
    int order = order_of((int64_t)check->application_of[one], (int64_t)check->application_of[other]);
    return order ? order : order_of(net_of(check, other), net_of(check, one));
}

/* Each application in turn takes what nets the most; what is left is empty. */
static Wide best_of_applications(Arena *arena, const Check *check)
{
    const AssignProblem *problem = check->problem;
    size_t count = problem->application_count ? problem->first_pair[problem->application_count] : 0;
    const size_t *sorted = order_positions(arena, count, compare_nets, check);
    Wide best = 0;
    for (size_t p = 0, at = 0; p < problem->application_count; p++) {
        int64_t left = demand_of(check, p) - ASSIGN_CERTAIN * check->kept_of[p];
        for (; at < problem->first_pair[p + 1]; at++) {
            int64_t net = net_of(check, sorted[at]);
            if (!is_free(problem->pairs[sorted[at]]) || net <= -check->random->missing_cost) continue;
            int64_t taken = lesser(left, cap_of(check, sorted[at]));
            best += (Wide)taken * net;
            left -= taken;
        }
        best -= (Wide)left * check->random->missing_cost;
    }
    return best;
}

/* Between the ends and the least load the value is linear. */
static Wide best_of_expert(const Check *check, size_t expert)
{
    int64_t kept = ASSIGN_CERTAIN * check->kept_load_of[expert], room = load_max_of(check, expert) - kept;
    int64_t lacking = greater(0, load_min_of(check, expert) - kept);
    int64_t loads[] = {0, lesser(lacking, room), room};
    Wide best = 0;
    for (int i = 0; i < 3; i++) {
        Wide value = (Wide)check->random->prices[expert] * loads[i] -
                     (Wide)check->random->load_missing_cost * greater(0, lacking - loads[i]);
        if (!i || value > best) best = value;
    }
    return best;
}

static bool is_proven(Arena *arena, const Check *check)
{
    const AssignRandom *said = check->random;
    Wide bound = best_of_applications(arena, check);
    for (size_t i = 0; i < check->problem->expert_count; i++) bound += best_of_expert(check, i);
    return bound == check->value - (Wide)said->missing_cost * said->missing -
                        (Wide)said->load_missing_cost * said->load_missing;
}

AssignRandomVerdict assign_random_check(Arena *arena, const AssignRandomProblem *whole,
                                        const AssignRandom *random)
{
    const AssignProblem *problem = whole->problem;
    size_t applications = problem->application_count, experts = problem->expert_count;
    Check check = {.whole = whole,
                   .problem = problem,
                   .random = random,
                   .mark = ARENA_MANY(arena, experts + 1, uint32_t),
                   .marked = ARENA_MANY(arena, experts + 1, const AssignChance *),
                   .sum_of = ARENA_MANY(arena, applications + 1, int64_t),
                   .kept_of = ARENA_MANY(arena, applications + 1, int64_t),
                   .affinity_of = ARENA_MANY(arena, applications + 1, int64_t),
                   .load_of = ARENA_MANY(arena, experts + 1, int64_t),
                   .kept_load_of = ARENA_MANY(arena, experts + 1, int64_t),
                   .application_of =
                       ARENA_MANY(arena, applications ? problem->first_pair[applications] + 1 : 1, size_t)};
    if (!list_chances(arena, &check)) return ASSIGN_RANDOM_PAIR_WRONG;
    AssignRandomVerdict verdict = check_rules(&check);
    if (verdict) return verdict;
    if (!sums_of_applications_fit(&check) || !sums_of_loads_fit(&check)) return ASSIGN_RANDOM_SUMS_WRONG;
    if (!costs_are_right(&check)) return ASSIGN_RANDOM_COSTS_WRONG;
    return is_proven(arena, &check) ? ASSIGN_RANDOM_CHECKED : ASSIGN_RANDOM_NOT_PROVEN;
}

/* ---- A draw */

static int compare_chances(const void *a, const void *b, const void *context)
{
    const AssignChance *chances = context, *one = &chances[*(const size_t *)a],
                       *other = &chances[*(const size_t *)b];
    int order = order_of(one->application, other->application);
    return order ? order : order_of(one->expert, other->expert);
}

static int compare_choices(const void *a, const void *b, const void *context)
{
    const AssignChoice *choices = context, *one = &choices[*(const size_t *)a],
                       *other = &choices[*(const size_t *)b];
    int order = order_of(one->application, other->application);
    return order ? order : order_of(one->expert, other->expert);
}

/* What is drawn, less what is expected, in 1024ths; of each application, then of each expert. */
static bool subtract(Arena *arena, size_t applications, const AssignRandom *random,
                     const AssignChoice *choices, size_t count, int64_t *excess)
{
    const size_t *chance_at = order_positions(arena, random->chance_count, compare_chances, random->chances);
    const size_t *choice_at = order_positions(arena, count, compare_choices, choices);
    size_t met = 0;
    for (size_t i = 0; i < random->chance_count; i++) {
        const AssignChance *chance = &random->chances[chance_at[i]];
        const AssignChoice *choice = met < count ? &choices[choice_at[met]] : NULL;
        bool is_drawn =
            choice && choice->application == chance->application && choice->expert == chance->expert;
        int64_t more = (is_drawn ? ASSIGN_CERTAIN : 0) - chance->chance;
        if (!is_drawn && chance->chance == ASSIGN_CERTAIN) return false;
        met += is_drawn;
        excess[chance->application] += more;
        excess[applications + (size_t)chance->expert] += more;
    }
    return met == count;
}

bool assign_random_check_draw(Arena *arena, const AssignProblem *problem, const AssignRandom *random,
                              const AssignChoice *choices, size_t choice_count)
{
    size_t applications = problem->application_count, all = applications + problem->expert_count;
    int64_t *excess = ARENA_MANY(arena, all + 1, int64_t);
    if (!subtract(arena, applications, random, choices, choice_count, excess)) return false;
    for (size_t i = 0; i < all; i++)
        if (excess[i] <= -ASSIGN_CERTAIN || excess[i] >= ASSIGN_CERTAIN) return false;
    return true;
}
