/* SPDX-License-Identifier: Apache-2.0 */
/* The preview of a round's assignment, as the store keeps it. */
#include "feature/prize/assignment.h"

#include "base/random.h"
#include "platform/store/json.h"

#include <assert.h>

/* ---- keeping */

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
    json_object_set_new(json, "cap", json_integer(plan->wish.cap));
    json_object_set_new(json, "previews", json_integer(plan->previews));
    json_object_set_new(json, "expected", json_integer(plan->expected_millionths));
    json_object_set_new(json, "most", json_integer(plan->most_millionths));
    json_object_set_new(json, "chances", json_from_text(plan->chances));
    json_object_set_new(json, "seed", json_from_text(plan->seed));
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
    AssignmentPlan before = {0};
    assignment_find_plan(&change->at, edition, round, &before);
    plan->previews = before.previews + (plan->wish.aim == AIM_RANDOM);
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

/* ---- finding */

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
    plan->wish.cap = (int32_t)json_number_of(json, "cap");
    plan->previews = json_number_of(json, "previews");
    plan->expected_millionths = json_number_of(json, "expected");
    plan->most_millionths = json_number_of(json, "most");
    plan->chances = json_text_of(arena, json, "chances");
    if (!plan->chances.size) plan->chances = TEXT("[]"); /* of a program that knew no lots */
    plan->seed = json_text_of(arena, json, "seed");
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
