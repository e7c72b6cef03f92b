/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_compose_check.h"

#include "engine/order.h"

typedef __int128 Wide;

typedef struct {
    const AssignComposeProblem *whole;
    const AssignProblem *problem;
    const AssignComposed *composed;
    const Assignment *said;
    size_t *first_choice, *choices;  /* the places of each application's choices */
    uint32_t *mark;                  /* of an expert: the application in turn + 1, if it has it */
    bool *is_chosen;                 /* of a pair */
    size_t *application_of;          /* of a pair */
    int64_t *chosen_of, *kept_of;    /* numbers, of an application */
    int64_t *load_of, *kept_load_of; /* of an expert */
    int64_t *affinity_of;            /* of an application */
    int64_t moved, affinity_max, least_missing;
    bool stays;
    Wide value;                           /* Σ w of the chosen free pairs */
    const size_t *pairs, *rules;          /* by application, then group; pairs then by what they net */
    int64_t *worths;                      /* of the application in turn: what it could take, and what for */
    size_t worth_count, pair_at, rule_at; /* in these lists: where the turn is */
    Wide bound;
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
static int32_t group_of(const Check *check, size_t pair)
{
    return check->whole->groups ? check->whole->groups[pair] : 0;
}
static int64_t weight_of(const Check *check, AssignPair pair)
{
    bool stays = assign_pair_pin(pair) == ASSIGN_STAYING;
    return assign_pair_affinity(pair) + (stays ? check->said->stay_bonus : 0);
}

/* Numbers beyond this could leave 64 bits in a difference. */
static bool is_sane(const Check *check)
{
    const int64_t bound = INT64_C(1) << 60;
    const Assignment *said = check->said;
    for (size_t i = 0; i < check->problem->expert_count; i++)
        if (said->prices[i] > bound || said->prices[i] < -bound) return false;
    return said->missing_cost <= bound && said->load_penalty <= bound && said->load_penalty >= 0 &&
           said->stay_bonus <= bound && said->stay_bonus >= 0 && said->load_missing_cost >= 0 &&
           check->composed->least_missing_cost >= 0;
}

/* ---- The choices */

static bool list_choices(Arena *arena, Check *check)
{
    const AssignProblem *problem = check->problem;
    size_t count = check->said->choice_count, *end;
    check->first_choice = end = ARENA_MANY(arena, problem->application_count + 2, size_t);
    check->choices = ARENA_MANY(arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) {
        const AssignChoice *choice = &check->said->choices[i];
        if ((uint32_t)choice->application >= problem->application_count) return false;
        if ((uint32_t)choice->expert >= problem->expert_count) return false;
        end[choice->application + 2]++;
    }
    for (size_t i = 2; i < problem->application_count + 2; i++) end[i] += end[i - 1];
    for (size_t i = 0; i < count; i++) check->choices[end[check->said->choices[i].application + 1]++] = i;
    return true;
}

static AssignComposeVerdict take_pair(Check *check, size_t application, size_t place)
{
    AssignPair pair = check->problem->pairs[place];
    size_t expert = (size_t)assign_pair_expert(pair);
    AssignPin pin = assign_pair_pin(pair);
    bool is_chosen = check->mark[expert] == application + 1;
    check->application_of[place] = application;
    check->is_chosen[place] = is_chosen;
    if (is_free(pair)) check->affinity_max = greater(check->affinity_max, assign_pair_affinity(pair));
    check->stays |= pin == ASSIGN_STAYING;
    check->moved += pin == ASSIGN_STAYING && !is_chosen;
    if (!is_chosen) return pin == ASSIGN_KEPT ? ASSIGN_COMPOSE_KEPT_LOST : ASSIGN_COMPOSE_CHECKED;
    if (pin == ASSIGN_FORBIDDEN) return ASSIGN_COMPOSE_PAIR_WRONG;
    check->chosen_of[application]++;
    check->load_of[expert]++;
    check->affinity_of[application] += assign_pair_affinity(pair);
    if (pin == ASSIGN_KEPT) check->kept_of[application]++, check->kept_load_of[expert]++;
    else check->value += weight_of(check, pair);
    return ASSIGN_COMPOSE_CHECKED;
}

/* As many pairs are found as were chosen: so each is in the list, and none is chosen twice. */
static AssignComposeVerdict take_row(Check *check, size_t application)
{
    const AssignProblem *problem = check->problem;
    size_t first = check->first_choice[application], end = check->first_choice[application + 1];
    for (size_t i = first; i < end; i++)
        check->mark[check->said->choices[check->choices[i]].expert] = (uint32_t)application + 1;
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++) {
        AssignComposeVerdict verdict = take_pair(check, application, i);
        if (verdict) return verdict;
    }
    bool is_all = check->chosen_of[application] == (int64_t)(end - first);
    return is_all ? ASSIGN_COMPOSE_CHECKED : ASSIGN_COMPOSE_PAIR_WRONG;
}

static int64_t demand_of(const Check *check, size_t application)
{
    return greater(check->problem->applications[application].demand, check->kept_of[application]);
}
static int64_t load_max_of(const Check *check, size_t expert)
{
    return greater(check->problem->experts[expert].load_max, check->kept_load_of[expert]);
}

static AssignComposeVerdict check_choices(Check *check)
{
    for (size_t i = 0; i < check->problem->application_count; i++) {
        AssignComposeVerdict verdict = take_row(check, i);
        if (verdict) return verdict;
        if (check->chosen_of[i] > demand_of(check, i)) return ASSIGN_COMPOSE_DEMAND_WRONG;
    }
    for (size_t i = 0; i < check->problem->expert_count; i++)
        if (check->load_of[i] > load_max_of(check, i)) return ASSIGN_COMPOSE_LOAD_EXCEEDED;
    return ASSIGN_COMPOSE_CHECKED;
}

static bool sums_of_applications_fit(const Check *check)
{
    const Assignment *said = check->said;
    size_t count = check->problem->application_count;
    int64_t sum = 0, missing = 0, worst = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        sum += check->affinity_of[i];
        missing += demand_of(check, i) - check->chosen_of[i];
        worst = lesser(worst, check->affinity_of[i]);
    }
    if (said->affinity_sum != sum || said->missing != missing || said->moved != check->moved) return false;
    if (!count) return true;
    return said->worst_application < count && said->worst_affinity == worst &&
           check->affinity_of[said->worst_application] == worst;
}

static bool sums_of_loads_fit(const Check *check)
{
    int64_t load_missing = 0;
    for (size_t i = 0; i < check->problem->expert_count; i++) {
        if (check->said->loads[i] != check->load_of[i]) return false;
        load_missing += greater(0, check->problem->experts[i].load_min - check->load_of[i]);
    }
    return check->said->load_missing == load_missing;
}

/* ---- The costs: each aim outweighs all that comes after it. A cycle of changes passes each expert once. */

static bool costs_are_ordered(const Check *check)
{
    const AssignProblem *problem = check->problem;
    const Assignment *said = check->said;
    int64_t load_greatest = 0, load_min = 0, least = 0, least_cost = check->composed->least_missing_cost;
    for (size_t i = 0; i < problem->expert_count; i++) {
        load_greatest = greater(load_greatest, check->load_of[i]);
        load_min = greater(load_min, problem->experts[i].load_min);
    }
    for (size_t i = 0; i < check->whole->rule_count; i++)
        least = greater(least, check->whole->rules[i].least);
    Wide turns = (Wide)problem->expert_count + 1, affinity = turns * check->affinity_max;
    Wide loads = affinity + 2 * (Wide)said->load_penalty * load_greatest;
    Wide moves = loads + turns * said->stay_bonus, all_loads = moves + said->load_missing_cost;
    if (problem->loads_first ? said->load_penalty <= affinity : said->load_penalty != problem->load_penalty)
        return false;
    if (check->stays && said->stay_bonus <= loads) return false;
    if (load_min && said->load_missing_cost <= moves) return false;
    if (least && least_cost <= all_loads) return false;
    return said->missing_cost > all_loads + turns * least_cost;
}

/* ---- Groups. Each application's pairs stand by group, and so do its rules: both are gone through together.
 */

static int64_t net_of(const Check *check, size_t pair)
{
    AssignPair it = check->problem->pairs[pair];
    return weight_of(check, it) - check->said->prices[assign_pair_expert(it)];
}

static int compare_pairs(const void *a, const void *b, const void *context)
{
    const Check *check = context;
    size_t one = *(const size_t *)a, other = *(const size_t *)b;
    int order = order_of((int64_t)check->application_of[one], (int64_t)check->application_of[other]);
    if (!order) order = order_of(group_of(check, one), group_of(check, other));
    return order ? order : order_of(net_of(check, other), net_of(check, one));
}

static int compare_rules(const void *a, const void *b, const void *context)
{
    const AssignRule *rules = context, *one = &rules[*(const size_t *)a], *other = &rules[*(const size_t *)b];
    int order = order_of(one->application, other->application);
    return order ? order : order_of(one->group, other->group);
}

static bool is_unmet(Check *check, const AssignRule *rule, int64_t chosen)
{
    int64_t lacking = greater(0, rule->least - chosen);
    check->least_missing += lacking;
    return check->composed->unmet[rule - check->whole->rules] == lacking;
}

/* The pairs of a group of the application: what its rule allows of them, and makes of them. */
static AssignComposeVerdict take_group(Check *check, size_t end, const AssignRule *rule)
{
    int64_t kept = 0, chosen = 0, taken = 0;
    for (size_t i = check->pair_at; i < end; i++) {
        kept += assign_pair_pin(check->problem->pairs[check->pairs[i]]) == ASSIGN_KEPT;
        chosen += check->is_chosen[check->pairs[i]];
    }
    int64_t least = rule ? greater(0, rule->least - kept) : 0;
    int64_t most = rule ? greater(0, rule->most - kept) : INT64_MAX;
    for (; check->pair_at < end; check->pair_at++) {
        size_t pair = check->pairs[check->pair_at];
        if (!is_free(check->problem->pairs[pair]) || taken == most) continue;
        int64_t more = taken++ < least ? check->composed->least_missing_cost : 0;
        check->worths[check->worth_count++] = net_of(check, pair) + more;
    }
    check->bound -= (Wide)least * check->composed->least_missing_cost;
    if (!rule) return ASSIGN_COMPOSE_CHECKED;
    if (chosen > greater(rule->most, kept)) return ASSIGN_COMPOSE_RULE_BROKEN;
    return is_unmet(check, rule, chosen) ? ASSIGN_COMPOSE_CHECKED : ASSIGN_COMPOSE_UNMET_WRONG;
}

/* The next rule of the application, or NULL. */
static const AssignRule *next_rule(const Check *check, size_t application)
{
    if (check->rule_at == check->whole->rule_count) return NULL;
    const AssignRule *rule = &check->whole->rules[check->rules[check->rule_at]];
    return rule->application == (int32_t)application ? rule : NULL;
}

/* The rules on groups before `group`, of which the application has no pairs at all. */
static AssignComposeVerdict pass_rules(Check *check, size_t application, int32_t group)
{
    const AssignRule *rule;
    for (; (rule = next_rule(check, application)) && rule->group < group; check->rule_at++) {
        check->bound -= (Wide)rule->least * check->composed->least_missing_cost;
        if (!is_unmet(check, rule, 0)) return ASSIGN_COMPOSE_UNMET_WRONG;
    }
    return ASSIGN_COMPOSE_CHECKED;
}

static size_t end_of_group(const Check *check, size_t application)
{
    size_t end = check->pair_at + 1;
    while (end < check->problem->first_pair[application + 1] &&
           group_of(check, check->pairs[end]) == group_of(check, check->pairs[check->pair_at]))
        end++;
    return end;
}

static AssignComposeVerdict take_groups(Check *check, size_t application)
{
    const AssignRule *first = next_rule(check, application);
    const AssignRule *of_each = first && first->group == ASSIGN_EACH_GROUP ? first : NULL;
    AssignComposeVerdict verdict = pass_rules(check, application, 0);
    while (!verdict && check->pair_at < check->problem->first_pair[application + 1]) {
        int32_t group = group_of(check, check->pairs[check->pair_at]);
        verdict = pass_rules(check, application, group);
        if (verdict) break;
        const AssignRule *rule = next_rule(check, application);
        bool is_named = rule && rule->group == group;
        if (is_named) check->rule_at++;
        verdict = take_group(check, end_of_group(check, application), is_named ? rule : of_each);
    }
    return verdict ? verdict : pass_rules(check, application, ASSIGN_GROUP_MAX + 1);
}

/* ---- The proof: both sides of the equality in assign_compose.h */

static int compare_worths(const void *a, const void *b, const void *context)
{
    return order_of(*(const int64_t *)b, *(const int64_t *)a);
}

/* What the application would take, or leave empty. */
static void add_best(Arena *arena, Check *check, size_t application)
{
    int64_t wanted = demand_of(check, application) - check->kept_of[application];
    int64_t empty = -check->said->missing_cost;
    order_sort(arena, check->worths, check->worth_count, sizeof *check->worths, compare_worths, NULL);
    for (int64_t i = 0; i < wanted; i++)
        check->bound += i < (int64_t)check->worth_count ? greater(check->worths[i], empty) : empty;
}

static AssignComposeVerdict add_applications(Arena *arena, Check *check)
{
    for (size_t i = 0; i < check->problem->application_count; i++) {
        check->worth_count = 0;
        AssignComposeVerdict verdict = take_groups(check, i);
        if (verdict) return verdict;
        add_best(arena, check, i);
    }
    return check->least_missing == check->composed->least_missing ? ASSIGN_COMPOSE_CHECKED
                                                                  : ASSIGN_COMPOSE_UNMET_WRONG;
}

static Wide value_of_load(const Check *check, size_t expert, int64_t load)
{
    const Assignment *said = check->said;
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

static bool is_proven(const Check *check)
{
    const Assignment *said = check->said;
    Wide value = check->value, bound = check->bound;
    for (size_t i = 0; i < check->problem->expert_count; i++) {
        bound += best_of_expert(check, i);
        value -= (Wide)said->load_penalty * check->load_of[i] * check->load_of[i];
    }
    return bound == value - (Wide)said->missing_cost * said->missing -
                        (Wide)said->load_missing_cost * said->load_missing -
                        (Wide)check->composed->least_missing_cost * check->least_missing;
}

static Check new_check(Arena *arena, const AssignComposeProblem *whole, const AssignComposed *composed)
{
    const AssignProblem *problem = whole->problem;
    size_t applications = problem->application_count, experts = problem->expert_count;
    size_t pairs = applications ? problem->first_pair[applications] : 0;
    return (Check){.whole = whole,
                   .problem = problem,
                   .composed = composed,
                   .said = &composed->assignment,
                   .mark = ARENA_MANY(arena, experts + 1, uint32_t),
                   .is_chosen = ARENA_MANY(arena, pairs + 1, bool),
                   .application_of = ARENA_MANY(arena, pairs + 1, size_t),
                   .chosen_of = ARENA_MANY(arena, applications + 1, int64_t),
                   .kept_of = ARENA_MANY(arena, applications + 1, int64_t),
                   .affinity_of = ARENA_MANY(arena, applications + 1, int64_t),
                   .load_of = ARENA_MANY(arena, experts + 1, int64_t),
                   .kept_load_of = ARENA_MANY(arena, experts + 1, int64_t),
                   .worths = ARENA_MANY(arena, experts + 1, int64_t)};
}

AssignComposeVerdict assign_compose_check(Arena *arena, const AssignComposeProblem *problem,
                                          const AssignComposed *composed)
{
    Check check = new_check(arena, problem, composed);
    if (!is_sane(&check)) return ASSIGN_COMPOSE_COSTS_WRONG;
    if (!list_choices(arena, &check)) return ASSIGN_COMPOSE_PAIR_WRONG;
    AssignComposeVerdict verdict = check_choices(&check);
    if (verdict) return verdict;
    if (!sums_of_applications_fit(&check) || !sums_of_loads_fit(&check)) return ASSIGN_COMPOSE_SUMS_WRONG;
    if (!costs_are_ordered(&check)) return ASSIGN_COMPOSE_COSTS_WRONG;
    size_t applications = problem->problem->application_count;
    size_t pairs = applications ? problem->problem->first_pair[applications] : 0;
    check.pairs = order_positions(arena, pairs, compare_pairs, &check);
    check.rules = order_positions(arena, problem->rule_count, compare_rules, problem->rules);
    verdict = add_applications(arena, &check);
    if (verdict) return verdict;
    return is_proven(&check) ? ASSIGN_COMPOSE_CHECKED : ASSIGN_COMPOSE_NOT_PROVEN;
}
