/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of who judges what, made by the engine. */
#include "feature/prize/assignment.h"

#include "engine/assign_check.h"
#include "engine/assign_fair.h"
#include "engine/assign_random_check.h"
#include "feature/prize/assignment_input.h"
#include "feature/prize/chances.h"
#include "feature/prize/line.h"

enum { PERCENT_MAX = 100 };

static const struct {
    const char *code, *rule;
} aims[AIM_COUNT] = {
    [AIM_EVEN] = {"even", ASSIGN_RULE},
    [AIM_SUM] = {"sum", ASSIGN_RULE},
    [AIM_WORST] = {"worst", ASSIGN_WORST_RULE},
    [AIM_LEXIMIN] = {"leximin", ASSIGN_LEXIMIN_RULE},
    [AIM_RANDOM] = {"random", ASSIGN_RANDOM_RULE},
};

const char *aim_code(AssignmentAim aim)
{
    return aims[aim].code;
}

const char *aim_rule(AssignmentAim aim)
{
    return aims[aim].rule;
}

bool aim_is_fair(AssignmentAim aim)
{
    return aim == AIM_WORST || aim == AIM_LEXIMIN;
}

AssignmentAim aim_from_code(Text code)
{
    for (size_t i = 0; i < AIM_COUNT; i++)
        if (text_is_c(code, aims[i].code)) return (AssignmentAim)i;
    return AIM_COUNT;
}

int32_t cap_of_percent(int64_t percent)
{
    return percent >= 1 && percent <= PERCENT_MAX ? (int32_t)(percent * ASSIGN_CERTAIN / PERCENT_MAX) : 0;
}

int64_t percent_of_cap(int32_t cap)
{
    return ((int64_t)cap * PERCENT_MAX + ASSIGN_CERTAIN / 2) / ASSIGN_CERTAIN;
}

/* ---- planning */

static void take_pairs(Arena *arena, const AssignProblem *problem, const Assignment *solved,
                       AssignmentPlan *plan)
{
    for (size_t i = 0; i < solved->choice_count; i++) {
        const AssignChoice *choice = &solved->choices[i];
        *LIST_ADD(arena, &plan->pairs) = (PlannedPair){{problem->applications[choice->application].key},
                                                       {problem->experts[choice->expert].key},
                                                       choice->affinity};
    }
}

static void take_loads(const AssignProblem *problem, const Assignment *solved, AssignmentPlan *plan)
{
    plan->load_least = problem->expert_count ? INT64_MAX : 0;
    for (size_t i = 0; i < problem->expert_count; i++) {
        if (solved->loads[i] < plan->load_least) plan->load_least = solved->loads[i];
        if (solved->loads[i] > plan->load_greatest) plan->load_greatest = solved->loads[i];
    }
}

static void take_shortage(Arena *arena, const AssignProblem *problem, const AssignHall *hall,
                          AssignmentPlan *plan)
{
    for (size_t i = 0; i < hall->application_count; i++)
        *LIST_ADD(arena, &plan->short_applications) =
            (ApplicationId){problem->applications[hall->applications[i]].key};
    for (size_t i = 0; i < hall->expert_count; i++)
        *LIST_ADD(arena, &plan->short_experts) = (AccountId){problem->experts[hall->experts[i]].key};
    plan->short_demand = hall->demand;
    plan->short_capacity = hall->capacity;
}

/* [[key, number], …]: what proves the plan. */
static json_t *number_json(int64_t key, int64_t number)
{
    return json_pack("[I, I]", (json_int_t)key, (json_int_t)number);
}

static Text prices_json(Arena *arena, const AssignProblem *problem, const int64_t *prices)
{
    json_t *list = json_array();
    for (size_t i = 0; i < problem->expert_count; i++)
        json_array_append_new(list, number_json(problem->experts[i].key, prices[i]));
    return canonical_json(arena, list);
}

static Text weights_json(Arena *arena, const AssignProblem *problem, const int64_t *weights)
{
    json_t *list = json_array();
    for (size_t i = 0; i < problem->application_count; i++)
        if (weights[i]) json_array_append_new(list, number_json(problem->applications[i].key, weights[i]));
    return canonical_json(arena, list);
}

static void take_all(Arena *arena, const AssignProblem *problem, const Assignment *solved,
                     AssignmentPlan *plan)
{
    plan->feasible = solved->missing == 0;
    plan->sum_millionths = solved->affinity_sum;
    plan->load_missing = solved->load_missing;
    if (problem->application_count) {
        plan->worst = (ApplicationId){problem->applications[solved->worst_application].key};
        plan->worst_millionths = solved->worst_affinity;
    }
    take_pairs(arena, problem, solved, plan);
    take_loads(problem, solved, plan);
    if (!plan->feasible) take_shortage(arena, problem, &solved->hall, plan);
    plan->prices = prices_json(arena, problem, solved->prices);
}

static void plan_sum(Arena *arena, Arena *work, const AssignProblem *problem, AssignmentPlan *plan)
{
    const Assignment *solved = assign_experts(work, problem, NULL);
    plan->certified = assign_check(work, problem, solved) == ASSIGN_CHECKED;
    plan->load_penalty = solved->load_penalty;
    plan->stay_bonus = solved->stay_bonus;
    plan->load_missing_cost = solved->load_missing_cost;
    plan->missing_cost = solved->missing_cost;
    take_all(arena, problem, solved, plan);
}

static void plan_fairly(Arena *arena, Arena *work, const AssignProblem *problem, AssignmentPlan *plan)
{
    const AssignFair *fair =
        assign_fair(work, problem, plan->wish.aim == AIM_LEXIMIN ? ASSIGN_LEXIMIN : ASSIGN_WORST, NULL);
    plan->certified = assign_fair_check(work, problem, fair) == ASSIGN_FAIR_CHECKED;
    plan->bound_millionths = fair->bound;
    plan->weights = weights_json(arena, problem, fair->weights);
    take_all(arena, problem,
             &(Assignment){.choices = fair->choices,
                           .choice_count = fair->choice_count,
                           .affinity_sum = fair->affinity_sum,
                           .loads = fair->loads,
                           .prices = fair->prices,
                           .missing = fair->missing,
                           .load_missing = fair->load_missing,
                           .worst_application = fair->worst_application,
                           .worst_affinity = fair->worst,
                           .hall = fair->hall},
             plan);
}

/* The optimum without lots has been found besides: it tells what is short, and what the lots cost. */
static bool lots_are_proven(Arena *work, const AssignRandomProblem *lots, const AssignRandom *random,
                            const Assignment *drawn)
{
    const AssignProblem *problem = lots->problem;
    return assign_check(work, problem, random->uncapped) == ASSIGN_CHECKED &&
           assign_random_check(work, lots, random) == ASSIGN_RANDOM_CHECKED &&
           assign_random_check_draw(work, problem, random, drawn->choices, drawn->choice_count);
}

static void plan_by_lot(Arena *arena, Arena *work, const AssignProblem *problem, Problems *problems,
                        AssignmentPlan *plan)
{
    AssignRandomProblem lots = {.problem = problem, .cap = plan->wish.cap};
    const AssignRandom *random = assign_random(work, &lots, NULL);
    Assignment shown = *random->uncapped;
    if (random->missing && !shown.missing)
        problems_add(problems, TEXT("cap"),
                     M("With this chance the experts are too few for all reviews. Enter a greater one."));
    if (!random->missing) shown = *assign_random_draw(work, problem, random, seed_value(plan->seed));
    plan->certified = lots_are_proven(work, &lots, random, &shown);
    plan->expected_millionths = random->affinity_sum / ASSIGN_CERTAIN;
    plan->most_millionths = random->uncapped->affinity_sum;
    plan->chances = chances_write(arena, problem, random);
    plan->load_missing_cost = random->load_missing_cost;
    plan->missing_cost = random->missing_cost;
    shown.prices = random->prices;
    take_all(arena, problem, &shown, plan);
}

bool plan_has(const AssignmentPlan *plan, int64_t application, int64_t account)
{
    size_t low = 0, high = plan->pairs.count; /* by application and account */
    while (low < high) {
        size_t middle = (low + high) / 2;
        const PlannedPair *pair = &plan->pairs.at[middle];
        if (pair->application.key < application ||
            (pair->application.key == application && pair->account.key < account))
            low = middle + 1;
        else high = middle;
    }
    return low < plan->pairs.count && plan->pairs.at[low].application.key == application &&
           plan->pairs.at[low].account.key == account;
}

static int64_t count_moved(const AssignmentInput *input, const AssignmentPlan *plan)
{
    int64_t moved = 0;
    for (size_t i = 0; i < input->pins.count; i++) {
        const PlannedMark *pin = &input->pins.at[i];
        moved += pin->number == ASSIGN_STAYING && !plan_has(plan, pin->application, pin->account);
    }
    return moved;
}

static void find_nothing_to_plan(const AssignmentInput *input, AssignmentWish wish, Problems *problems)
{
    if (!input->applications.count)
        problems_add(problems, TEXT(""), M("No application has reached this round yet."));
    if (!input->experts.count) problems_add(problems, TEXT(""), M("No expert has accepted yet."));
    if (wish.aim == AIM_RANDOM && (wish.cap < 1 || wish.cap > ASSIGN_CERTAIN))
        problems_add(problems, TEXT("cap"), M("Enter the greatest chance as a whole number from 1 to 100."));
}

bool assignment_plan(Snapshot *at, const Edition *edition, int64_t round, AssignmentWish wish,
                     Problems *problems, AssignmentPlan *plan)
{
    const Round *rules = edition_round(edition, round);
    if (!rules || rules->judges == JUDGES_SECRETARIAT) return false;
    AssignmentInput input = assignment_input(at, edition, round);
    find_nothing_to_plan(&input, wish, problems);
    if (problems_any(problems)) return false;
    Arena *work = assignment_arena(at->arena);
    AssignProblem problem = assignment_problem(work, rules, &input);
    *plan =
        (AssignmentPlan){.wish = wish, .inputs = input.digest, .weights = TEXT("[]"), .chances = TEXT("[]")};
    if (wish.anew || wish.aim == AIM_RANDOM) assignment_free_staying(&problem);
    if (wish.aim == AIM_RANDOM) plan->seed = assignment_seed(at->arena, edition, round);
    problem.loads_first = wish.aim == AIM_EVEN;
    if (wish.aim == AIM_RANDOM) plan_by_lot(at->arena, work, &problem, problems, plan);
    else if (aim_is_fair(wish.aim)) plan_fairly(at->arena, work, &problem, plan);
    else plan_sum(at->arena, work, &problem, plan);
    plan->moved = count_moved(&input, plan);
    arena_reset(work); /* at->arena may live for long */
    return !problems_any(problems);
}
