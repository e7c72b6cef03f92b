/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of who judges what: made by the engine, kept as the preview of their round. */
#include "feature/prize/assignment.h"

#include "base/random.h"
#include "engine/assign_check.h"
#include "engine/assign_fair.h"
#include "feature/prize/assignment_input.h"
#include "platform/store/json.h"

#include <assert.h>

enum { PLAN_MEMORY_GIB = 8 };

static const struct {
    const char *code, *rule;
} aims[AIM_COUNT] = {
    [AIM_EVEN] = {"even", ASSIGN_RULE},
    [AIM_SUM] = {"sum", ASSIGN_RULE},
    [AIM_WORST] = {"worst", ASSIGN_WORST_RULE},
    [AIM_LEXIMIN] = {"leximin", ASSIGN_LEXIMIN_RULE},
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

static void release_arena(void *arena)
{
    arena_free(arena);
}

bool assignment_plan(Snapshot *at, const Edition *edition, int64_t round, AssignmentWish wish,
                     Problems *problems, AssignmentPlan *plan)
{
    const Round *rules = edition_round(edition, round);
    if (!rules || rules->judges == JUDGES_SECRETARIAT) return false;
    AssignmentInput input = assignment_input(at, edition, round);
    if (!input.applications.count)
        problems_add(problems, TEXT(""), M("No application has reached this round yet."));
    if (!input.experts.count) problems_add(problems, TEXT(""), M("No expert has accepted yet."));
    if (problems_any(problems)) return false;
    Arena *work = arena_new((size_t)PLAN_MEMORY_GIB << 30); /* a large edition has millions of pairs */
    arena_at_end(at->arena, release_arena, work);
    AssignProblem problem = assignment_problem(work, rules, &input);
    *plan = (AssignmentPlan){.wish = wish, .inputs = input.digest, .weights = TEXT("[]")};
    if (wish.anew) assignment_free_staying(&problem);
    problem.loads_first = wish.aim == AIM_EVEN;
    if (aim_is_fair(wish.aim)) plan_fairly(at->arena, work, &problem, plan);
    else plan_sum(at->arena, work, &problem, plan);
    plan->moved = count_moved(&input, plan);
    arena_reset(work); /* at->arena may live for long */
    return true;
}

/* ---- keeping and finding */

static json_t *keys_json(const int64_t *keys, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(list, json_integer(keys[i]));
    return list;
}

static Text quality_json(Arena *arena, const AssignmentPlan *plan)
{
    /* ApplicationId and AccountId hold nothing but their key */
    json_t *json = json_pack(
        "{s:b, s:b, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
        "feasible", plan->feasible, "certified", plan->certified, "anew", plan->wish.anew, "aim",
        aim_code(plan->wish.aim), "sum", (json_int_t)plan->sum_millionths, "worst",
        (json_int_t)plan->worst_millionths, "worst_application", (json_int_t)plan->worst.key, "load_least",
        (json_int_t)plan->load_least, "load_greatest", (json_int_t)plan->load_greatest, "moved",
        (json_int_t)plan->moved, "load_missing", (json_int_t)plan->load_missing, "short_demand",
        (json_int_t)plan->short_demand, "short_capacity", (json_int_t)plan->short_capacity, "load_penalty",
        (json_int_t)plan->load_penalty, "stay_bonus", (json_int_t)plan->stay_bonus, "load_missing_cost",
        (json_int_t)plan->load_missing_cost, "missing_cost", (json_int_t)plan->missing_cost, "bound",
        (json_int_t)plan->bound_millionths);
    json_object_set_new(json, "inputs", json_from_text(plan->inputs));
    json_object_set_new(json, "prices", json_from_text(plan->prices));
    json_object_set_new(json, "weights", json_from_text(plan->weights));
    json_object_set_new(json, "short_applications",
                        keys_json((const int64_t *)plan->short_applications.at,
                                  plan->short_applications.count));
    json_object_set_new(json, "short_experts",
                        keys_json((const int64_t *)plan->short_experts.at, plan->short_experts.count));
    return canonical_json(arena, json);
}

void assignment_keep_plan(Change *change, const Edition *edition, int64_t round, AssignmentPlan *plan)
{
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE assignment_plan SET state = 'dropped' WHERE edition = $1 AND round = $2 AND "
                    "state = 'preview'"),
                BIND(edition->id.key, round));
    plan->plan = random_key();
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO assignment_plan (key, edition, round, state, made_at, made_by, quality)"
                    " VALUES ($1, $2, $3, 'preview', $4, $5, $6)"),
                BIND(plan->plan, edition->id.key, round, change->at.now, change->at.viewer,
                     quality_json(change->at.arena, plan)));
    for (size_t i = 0; i < plan->pairs.count; i++)
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO assignment_plan_pair (plan, application, account, millionths) VALUES "
                        "($1, $2, $3, $4)"),
                    BIND(plan->plan, plan->pairs.at[i].application.key, plan->pairs.at[i].account,
                         plan->pairs.at[i].millionths));
}

static Text json_text_of(Arena *arena, const json_t *json, const char *name)
{
    return text_copy(arena, text_of(json_string_value(json_object_get(json, name))));
}

static int64_t json_number_of(const json_t *json, const char *name)
{
    return json_integer_value(json_object_get(json, name));
}

static void read_quality(Arena *arena, Text quality, AssignmentPlan *plan)
{
    json_t *json = json_loadb(quality.at, quality.size, 0, NULL);
    assert(json); /* it is our own */
    plan->feasible = json_is_true(json_object_get(json, "feasible"));
    plan->certified = json_is_true(json_object_get(json, "certified"));
    plan->sum_millionths = json_number_of(json, "sum");
    plan->worst_millionths = json_number_of(json, "worst");
    plan->worst.key = json_number_of(json, "worst_application");
    plan->load_least = json_number_of(json, "load_least");
    plan->load_greatest = json_number_of(json, "load_greatest");
    plan->moved = json_number_of(json, "moved");
    plan->load_missing = json_number_of(json, "load_missing");
    plan->short_demand = json_number_of(json, "short_demand");
    plan->short_capacity = json_number_of(json, "short_capacity");
    plan->load_penalty = json_number_of(json, "load_penalty");
    plan->stay_bonus = json_number_of(json, "stay_bonus");
    plan->load_missing_cost = json_number_of(json, "load_missing_cost");
    plan->missing_cost = json_number_of(json, "missing_cost");
    plan->wish.aim = aim_from_code(json_text_of(arena, json, "aim"));
    plan->wish.anew = json_is_true(json_object_get(json, "anew"));
    plan->bound_millionths = json_number_of(json, "bound");
    plan->weights = json_text_of(arena, json, "weights");
    plan->inputs = json_text_of(arena, json, "inputs");
    plan->prices = json_text_of(arena, json, "prices");
    size_t i;
    json_t *key;
    json_array_foreach(json_object_get(json, "short_applications"), i, key) *
        LIST_ADD(arena, &plan->short_applications) = (ApplicationId){json_integer_value(key)};
    json_array_foreach(json_object_get(json, "short_experts"), i, key) *
        LIST_ADD(arena, &plan->short_experts) = (AccountId){json_integer_value(key)};
    json_decref(json);
}

static void read_pairs(Snapshot *at, AssignmentPlan *plan)
{
    Rows *rows =
        store_rows(at,
                   SQL("SELECT application, account, millionths FROM assignment_plan_pair WHERE plan = $1"
                       " ORDER BY application, account"),
                   BIND(plan->plan));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &plan->pairs) =
            (PlannedPair){{row_int(rows, 0)}, {row_int(rows, 1)}, row_int(rows, 2)};
}

bool assignment_find_plan(Snapshot *at, const Edition *edition, int64_t round, AssignmentPlan *plan)
{
    Rows *row = store_row(at,
                          SQL("SELECT key, quality FROM assignment_plan WHERE edition = $1 AND round = $2"
                              " AND state = 'preview'"),
                          BIND(edition->id.key, round));
    if (!row) return false;
    *plan = (AssignmentPlan){.plan = row_int(row, 0)};
    read_quality(at->arena, row_text(row, 1), plan);
    read_pairs(at, plan);
    return true;
}
