/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_compose.h"

#include "engine/assign_graph.h"
#include "engine/assign_network.h"
#include "engine/order.h"

#include <assert.h>

enum { PARTS = 2, GROUPS = ASSIGN_GROUP_MAX + 1 }; /* of the work: a guess, the flow */
#define NONE UINT32_MAX

/* Of the application in turn. */
typedef struct {
    uint32_t turn;          /* in which the rest was said */
    uint32_t node;          /* or NONE */
    const AssignRule *rule; /* or NULL */
    int32_t chosen;         /* kept, or chosen */
} Group;

typedef struct {
    const AssignComposeProblem *whole;
    AssignNetwork network;
    uint32_t first_node;      /* of groups */
    uint32_t *application_of; /* of nodes from there on */
    const AssignRule **rules; /* by number of the application, then by group */
    size_t *first_rule;       /* of application number a: first_rule[a] … first_rule[a + 1] − 1 */
    Group *groups;
    uint32_t turn;
    const AssignRule *rule_of_each; /* of the application in turn, or NULL */
} Composition;

/* ---- The input */

uint16_t *assign_groups_of(Arena *arena, const AssignProblem *problem, const uint16_t *attributes)
{
    size_t count = assign_count_pairs(problem);
    uint16_t *groups = ARENA_MANY(arena, count + 1, uint16_t);
    for (size_t i = 0; i < count; i++) groups[i] = attributes[assign_pair_expert(problem->pairs[i])];
    return groups;
}

static int compare_rules(const void *a, const void *b, const void *context)
{
    const AssignRule *rules = context, *one = &rules[*(const size_t *)a], *other = &rules[*(const size_t *)b];
    int order = order_of(one->application, other->application);
    return order ? order : order_of(one->group, other->group);
}

static bool is_in_range(const AssignComposeProblem *problem, const AssignRule *rule)
{
    bool is_each = rule->group == ASSIGN_EACH_GROUP;
    return rule->application >= 0 && (size_t)rule->application < problem->problem->application_count &&
           (is_each || (rule->group >= 0 && rule->group <= ASSIGN_GROUP_MAX)) && rule->least >= 0 &&
           rule->least <= rule->most && (!is_each || !rule->least);
}

bool assign_compose_find_fault(Arena *arena, const AssignComposeProblem *problem, size_t *at)
{
    for (*at = 0; *at < problem->rule_count; ++*at)
        if (!is_in_range(problem, &problem->rules[*at])) return true;
    const size_t *sorted = order_positions(arena, problem->rule_count, compare_rules, problem->rules);
    for (size_t i = 1; i < problem->rule_count; i++) {
        *at = sorted[i];
        if (compare_rules(&sorted[i - 1], &sorted[i], problem->rules) == 0) return true;
    }
    return false;
}

/* Sorted by application and group, then dealt out to the numbers. */
static void list_rules(Arena *arena, Composition *composition)
{
    const AssignComposeProblem *whole = composition->whole;
    const AssignNetwork *network = &composition->network;
    const size_t *sorted = order_positions(arena, whole->rule_count, compare_rules, whole->rules);
    size_t *first = ARENA_MANY(arena, network->applications + 1, size_t), listed = 0;
    composition->rules = ARENA_MANY(arena, whole->rule_count + 1, const AssignRule *);
    composition->first_rule = ARENA_MANY(arena, network->applications + 1, size_t);
    for (size_t i = 0; i < whole->rule_count; i++) first[whole->rules[i].application + 1]++;
    for (size_t i = 0; i < network->applications; i++) first[i + 1] += first[i];
    for (size_t a = 0; a < network->applications; a++) {
        size_t place = network->application_at[a];
        for (size_t i = first[place]; i < first[place + 1]; i++)
            composition->rules[listed++] = &whole->rules[sorted[i]];
        composition->first_rule[a + 1] = listed;
    }
}

static bool has_least(const AssignComposeProblem *problem)
{
    for (size_t i = 0; i < problem->rule_count; i++)
        if (problem->rules[i].least) return true;
    return false;
}

static Composition new_composition(Arena *arena, const AssignComposeProblem *problem)
{
    size_t more = 2 * problem->rule_count + assign_count_pairs(problem->problem);
    Composition composition = {.whole = problem,
                               .network = assign_network(arena, problem->problem, more, has_least(problem)),
                               .application_of = arena_take_blank(arena, (more + 1) * sizeof(uint32_t)),
                               .groups = ARENA_MANY(arena, GROUPS, Group)};
    composition.first_node = composition.network.nodes;
    list_rules(arena, &composition);
    return composition;
}

/* ---- Groups */

static Group *group_at(Composition *composition, int32_t group)
{
    Group *it = &composition->groups[group];
    if (it->turn != composition->turn) *it = (Group){composition->turn, NONE, composition->rule_of_each, 0};
    return it;
}

static Group *group_of(Composition *composition, size_t pair)
{
    return group_at(composition, composition->whole->groups ? composition->whole->groups[pair] : 0);
}

static void begin_turn(Composition *composition, size_t application)
{
    composition->turn++;
    composition->rule_of_each = NULL;
    for (size_t i = composition->first_rule[application]; i < composition->first_rule[application + 1]; i++) {
        const AssignRule *rule = composition->rules[i];
        if (rule->group == ASSIGN_EACH_GROUP) composition->rule_of_each = rule; /* it comes first */
        else group_at(composition, rule->group)->rule = rule;
    }
}

static void count_kept(Composition *composition, size_t application)
{
    const AssignProblem *problem = composition->whole->problem;
    size_t place = composition->network.application_at[application];
    for (size_t i = problem->first_pair[place]; i < problem->first_pair[place + 1]; i++)
        if (assign_pair_pin(problem->pairs[i]) == ASSIGN_KEPT) group_of(composition, i)->chosen++;
}

/* ---- The flow */

static int32_t beyond(int32_t count, int32_t kept)
{
    return count > kept ? count - kept : 0;
}

/* From the application to a node of the group: the places up to `least` are worth more. */
static void put_group(Composition *composition, uint32_t application, Group *group)
{
    AssignNetwork *network = &composition->network;
    int32_t least = beyond(group->rule->least, group->chosen),
            most = beyond(group->rule->most, group->chosen);
    group->node = assign_network_node(network);
    composition->application_of[group->node - composition->first_node] = application;
    if (least) assign_network_put(network, application, group->node, least, -network->costs.least_missing);
    assign_network_put(network, application, group->node, most - least, 0);
}

static void put_pair(Composition *composition, uint32_t application, size_t pair)
{
    Group *group = group_of(composition, composition->network.pair_at[pair]);
    if (group->rule && group->node == NONE) put_group(composition, application, group);
    assign_network_put_pair(&composition->network, pair, group->rule ? group->node : application, 1);
}

static void put_arcs(Composition *composition)
{
    AssignNetwork *network = &composition->network;
    assign_network_put_empty(network, 1);
    for (uint32_t a = 0; a < network->applications; a++) {
        begin_turn(composition, a);
        count_kept(composition, a);
        for (size_t i = network->first_pair[a]; i < network->first_pair[a + 1]; i++)
            put_pair(composition, a, i);
    }
    assign_network_put_loads(network, 1);
}

/* The prices without any rule or least load are near; a group is worth what its application is. */
static const int64_t *guess(Arena *arena, const Composition *composition, const Watch *watch)
{
    const AssignNetwork *network = &composition->network;
    AssignProblem plain = *network->problem;
    AssignExpert *experts = ARENA_MANY(arena, network->experts + 1, AssignExpert);
    for (size_t i = 0; i < network->experts; i++)
        experts[i] = (AssignExpert){plain.experts[i].key, 0, plain.experts[i].load_max};
    plain.experts = experts;
    plain.pairs = assign_pairs_copy(arena, network->problem);
    const Assignment *found = assign_experts(arena, &plain, watch);
    if (!found) return NULL;
    int64_t *potentials = assign_network_guess(arena, network, found->prices, network->wanted);
    for (uint32_t node = composition->first_node; node < network->nodes; node++)
        potentials[node] = potentials[composition->application_of[node - composition->first_node]];
    return potentials;
}

static const FlowResult *solve(Arena *arena, Composition *composition, const Watch *watch)
{
    AssignPart guessing = {watch, 0, PARTS}, flowing = {watch, 1, PARTS};
    Watch watch_guess = assign_watch_of(&guessing), watch_flow = assign_watch_of(&flowing);
    put_arcs(composition);
    const int64_t *potentials = guess(arena, composition, &watch_guess);
    if (!potentials) return NULL;
    return assign_network_solve(arena, &composition->network, 1, potentials, &watch_flow);
}

/* ---- The answer */

static int compare_choices(const void *a, const void *b, const void *problem)
{
    const AssignChoice *one = a, *other = b;
    return assign_compare_keys(problem, one->application, one->expert, other->application, other->expert);
}

static void put_choice(Assignment *assignment, size_t application, AssignPair pair)
{
    assignment->choices[assignment->choice_count++] =
        (AssignChoice){(int32_t)application, assign_pair_expert(pair), assign_pair_affinity(pair)};
}

static void list_kept(const AssignProblem *problem, size_t application, Assignment *assignment)
{
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++)
        if (assign_pair_pin(problem->pairs[i]) == ASSIGN_KEPT)
            put_choice(assignment, application, problem->pairs[i]);
}

static void list_choices_of(Composition *composition, const FlowResult *flow, size_t application,
                            Assignment *assignment)
{
    const AssignNetwork *network = &composition->network;
    list_kept(network->problem, network->application_at[application], assignment);
    for (size_t i = network->first_pair[application]; i < network->first_pair[application + 1]; i++) {
        AssignPair pair = assign_network_pair(network, i);
        if (!flow->flows[i]) {
            assignment->moved += assign_pair_pin(pair) == ASSIGN_STAYING;
            continue;
        }
        put_choice(assignment, network->application_at[application], pair);
        group_of(composition, network->pair_at[i])->chosen++;
    }
    assignment->missing += flow->flows[network->pairs + application];
}

static void find_unmet(Composition *composition, size_t application, AssignComposed *composed)
{
    for (size_t i = composition->first_rule[application]; i < composition->first_rule[application + 1]; i++) {
        const AssignRule *rule = composition->rules[i];
        if (rule->group == ASSIGN_EACH_GROUP) continue;
        int32_t unmet = beyond(rule->least, group_at(composition, rule->group)->chosen);
        composed->unmet[rule - composition->whole->rules] = unmet;
        composed->least_missing += unmet;
    }
}

static size_t count_choices(const AssignNetwork *network, const FlowResult *flow)
{
    size_t count = 0;
    for (size_t e = 0; e < network->experts; e++) count += (size_t)network->kept[e];
    for (size_t i = 0; i < network->pairs; i++) count += (size_t)flow->flows[i];
    return count;
}

static const AssignComposed *answer(Arena *arena, Arena *scratch, Composition *composition,
                                    const FlowResult *flow)
{
    const AssignNetwork *network = &composition->network;
    const AssignCosts *costs = &network->costs;
    AssignComposed *composed = ARENA_NEW(arena, AssignComposed);
    Assignment *assignment = &composed->assignment;
    *composed = (AssignComposed){.unmet = ARENA_MANY(arena, composition->whole->rule_count + 1, int32_t),
                                 .least_missing_cost = costs->least_missing};
    *assignment = (Assignment){.choices = ARENA_MANY(arena, count_choices(network, flow) + 1, AssignChoice),
                               .prices = assign_network_prices(arena, network, flow),
                               .load_penalty = costs->load_penalty,
                               .stay_bonus = costs->stay_bonus,
                               .load_missing_cost = costs->load_missing,
                               .missing_cost = costs->missing};
    for (size_t a = 0; a < network->applications; a++) {
        begin_turn(composition, a);
        count_kept(composition, a);
        list_choices_of(composition, flow, a, assignment);
        find_unmet(composition, a, composed);
    }
    order_sort(scratch, assignment->choices, assignment->choice_count, sizeof(AssignChoice), compare_choices,
               network->problem);
    assign_sum_choices(arena, network->problem, assignment);
    return composed;
}

const AssignComposed *assign_compose(Arena *arena, const AssignComposeProblem *problem, const Watch *watch)
{
    size_t at;
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    assert(!assign_compose_find_fault(scratch, problem, &at));
    Composition composition = new_composition(scratch, problem);
    const FlowResult *flow = solve(scratch, &composition, watch);
    const AssignComposed *composed = flow ? answer(arena, scratch, &composition, flow) : NULL;
    arena_reset(scratch);
    return composed;
}
