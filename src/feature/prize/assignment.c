/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/assignment.h"

#include "base/random.h"
#include "engine/assign_check.h"
#include "feature/prize/assignment_input.h"
#include "feature/prize/fit.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"
#include "platform/store/json.h"

#include <assert.h>

enum { PLAN_MEMORY_GIB = 8 };

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

static Text prices_json(Arena *arena, const AssignProblem *problem, const Assignment *solved)
{
    json_t *list = json_array();
    for (size_t i = 0; i < problem->expert_count; i++)
        json_array_append_new(list, json_pack("[I, I]", (json_int_t)problem->experts[i].key,
                                              (json_int_t)solved->prices[i]));
    return canonical_json(arena, list);
}

static void take_all(Arena *arena, const AssignProblem *problem, const Assignment *solved,
                     AssignmentPlan *plan)
{
    plan->feasible = solved->missing == 0;
    plan->sum_millionths = solved->affinity_sum;
    plan->moved = solved->moved;
    plan->load_missing = solved->load_missing;
    if (problem->application_count) {
        plan->worst = (ApplicationId){problem->applications[solved->worst_application].key};
        plan->worst_millionths = solved->worst_affinity;
    }
    take_pairs(arena, problem, solved, plan);
    take_loads(problem, solved, plan);
    if (!plan->feasible) take_shortage(arena, problem, &solved->hall, plan);
    plan->prices = prices_json(arena, problem, solved);
    plan->load_penalty = solved->load_penalty;
    plan->stay_bonus = solved->stay_bonus;
    plan->load_missing_cost = solved->load_missing_cost;
    plan->missing_cost = solved->missing_cost;
}

static void release_arena(void *arena)
{
    arena_free(arena);
}

bool assignment_plan(Snapshot *at, const Edition *edition, int64_t round, Problems *problems,
                     AssignmentPlan *plan)
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
    *plan = (AssignmentPlan){.inputs = input.digest};
    const Assignment *solved = assign_experts(work, &problem, NULL);
    plan->certified = assign_check(work, &problem, solved) == ASSIGN_CHECKED;
    take_all(at->arena, &problem, solved, plan);
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
        "{s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s%, s:s%, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I}",
        "feasible", plan->feasible, "certified", plan->certified, "sum", (json_int_t)plan->sum_millionths,
        "worst", (json_int_t)plan->worst_millionths, "worst_application", (json_int_t)plan->worst.key,
        "load_least", (json_int_t)plan->load_least, "load_greatest", (json_int_t)plan->load_greatest, "moved",
        (json_int_t)plan->moved, "load_missing", (json_int_t)plan->load_missing, "inputs", plan->inputs.at,
        plan->inputs.size, "prices", plan->prices.at, plan->prices.size, "short_applications",
        keys_json((const int64_t *)plan->short_applications.at, plan->short_applications.count),
        "short_experts", keys_json((const int64_t *)plan->short_experts.at, plan->short_experts.count),
        "short_demand", (json_int_t)plan->short_demand, "short_capacity", (json_int_t)plan->short_capacity,
        "load_penalty", (json_int_t)plan->load_penalty, "stay_bonus", (json_int_t)plan->stay_bonus,
        "load_missing_cost", (json_int_t)plan->load_missing_cost, "missing_cost",
        (json_int_t)plan->missing_cost);
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

/* ---- confirming */

static bool plan_has(const AssignmentPlan *plan, int64_t application, int64_t account)
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

/* Open assignments that the plan no longer has. */
static PlannedPairs released_by(Snapshot *at, const Edition *edition, int64_t round,
                                const AssignmentPlan *plan)
{
    PlannedPairs list = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT application, account FROM assignment WHERE edition = $1 AND round = $2"
                       " AND state = 'open' ORDER BY application, account"),
                   BIND(edition->id.key, round));
    while (rows_next(rows)) {
        if (plan_has(plan, row_int(rows, 0), row_int(rows, 1))) continue;
        *LIST_ADD(at->arena, &list) = (PlannedPair){{row_int(rows, 0)}, {row_int(rows, 1)}, 0};
    }
    return list;
}

/* [application, pseudonym, millionths] of each pair; [application, pseudonym] without figures. */
static Text pairs_json(Change *change, const Edition *edition, const PlannedPairs *pairs, bool figures)
{
    json_t *list = json_array();
    for (size_t i = 0; i < pairs->count; i++) {
        const PlannedPair *pair = &pairs->at[i];
        Text person = journal_pseudonym(change, edition->book, pair->account);
        json_t *row = json_array();
        json_array_append_new(row, json_sprintf("%lld", (long long)pair->application.key));
        json_array_append_new(row, json_stringn(person.at, person.size));
        if (figures) json_array_append_new(row, json_integer(pair->millionths));
        json_array_append_new(list, row);
    }
    return canonical_json(change->at.arena, list);
}

static Text pseudonymous_prices(Change *change, const Edition *edition, Text prices)
{
    json_t *list = json_loadb(prices.at, prices.size, 0, NULL), *row;
    assert(list);
    size_t i;
    json_array_foreach(list, i, row)
    {
        AccountId account = {json_integer_value(json_array_get(row, 0))};
        Text person = journal_pseudonym(change, edition->book, account);
        json_array_set_new(row, 0, json_stringn(person.at, person.size));
    }
    return canonical_json(change->at.arena, list);
}

static void write_assignments(Change *change, Decided decided, const Edition *edition, int64_t round,
                              const AssignmentPlan *plan, const PlannedPairs *released)
{
    for (size_t i = 0; i < released->count; i++)
        store_write(
            change, decided,
            SQL("UPDATE assignment SET state = 'dropped', ended_at = $4 WHERE round = $1 AND application = $2"
                " AND account = $3"),
            BIND(round, released->at[i].application.key, released->at[i].account, change->at.now));
    for (size_t i = 0; i < plan->pairs.count; i++)
        store_write(
            change, decided,
            SQL("INSERT INTO assignment (key, edition, round, application, account, state, assigned_at)"
                " VALUES ($1, $2, $3, $4, $5, 'open', $6) ON CONFLICT (round, application, account)"
                " DO UPDATE SET state = 'open', assigned_at = excluded.assigned_at, ended_at = NULL"
                " WHERE assignment.state = 'dropped'"),
            BIND(random_key(), edition->id.key, round, plan->pairs.at[i].application.key,
                 plan->pairs.at[i].account, change->at.now));
}

static void tell(Change *change, const Edition *edition, const char *kind, AccountId account, int64_t round,
                 Text once)
{
    Account expert;
    if (!account_find(&change->at, account, &expert)) return;
    mail_queue(change, &(MailOrder){.kind = kind,
                                    .to_name = expert.name,
                                    .to_address = expert.address,
                                    .to_account = expert.id,
                                    .language = expert.language,
                                    .subject_key = edition->id.key,
                                    .argument = text_format(change->at.arena, "%lld %lld", (long long)round,
                                                            (long long)account.key),
                                    .due = INSTANT_NEVER,
                                    .once = once});
}

/* One mail to each expert who has something to do. */
static void tell_experts(Change *change, const Edition *edition, int64_t round, int64_t plan)
{
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT DISTINCT account FROM assignment WHERE edition = $1 AND round = $2"
                                " AND state = 'open' AND assigned_at = $3 ORDER BY account"),
                            BIND(edition->id.key, round, change->at.now));
    while (rows_next(rows))
        tell(change, edition, "prize/assigned", (AccountId){row_int(rows, 0)}, round,
             text_format(change->at.arena, "assigned/%lld/%lld", (long long)plan,
                         (long long)row_int(rows, 0)));
}

int64_t assignment_remind(Change *change, const Edition *edition, int64_t round)
{
    int64_t count = 0, day = change->at.now.us / DAY_US;
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT account FROM assignment WHERE edition = $1 AND round = $2"
                                " AND state IN ('open', 'begun', 'sent') GROUP BY account"
                                " HAVING min(CASE WHEN state = 'open' THEN 0 ELSE 1 END) = 0"
                                " AND max(CASE WHEN state = 'open' THEN 0 ELSE 1 END) = 0 ORDER BY account"),
                            BIND(edition->id.key, round));
    for (; rows_next(rows); count++)
        tell(change, edition, "prize/remind-expert", (AccountId){row_int(rows, 0)}, round,
             text_format(change->at.arena, "remind-expert/%lld/%lld/%lld/%lld", (long long)edition->id.key,
                         (long long)round, (long long)row_int(rows, 0), (long long)day));
    return count;
}

/* What it was chosen from: the input is still that of the plan. */
static Text fit_json(Change *change, const Edition *edition, int64_t round, const AssignmentInput *input)
{
    Arena *arena = change->at.arena;
    AssignProblem problem = assignment_problem(arena, edition_round(edition, round), input);
    Text *people = ARENA_MANY(arena, problem.expert_count + 1, Text);
    for (size_t i = 0; i < problem.expert_count; i++)
        people[i] = journal_pseudonym(change, edition->book, (AccountId){problem.experts[i].key});
    return fit_write(arena, &problem, people);
}

static Decided decide_plan(Change *change, const Edition *edition, int64_t round, const AssignmentPlan *plan,
                           const PlannedPairs *released, Text fit)
{
    return DECIDE(
        change, edition->book, "assignment.confirmed", "assign/1", SAYS_NUMBER("round", round),
        SAYS_JSON("pairs", pairs_json(change, edition, &plan->pairs, true)),
        SAYS_JSON("released", pairs_json(change, edition, released, false)), SAYS_JSON("fit", fit),
        SAYS_NUMBER("sum", plan->sum_millionths), SAYS_NUMBER("worst", plan->worst_millionths),
        SAYS_JSON("worst_application", canonical_json(change->at.arena, json_from_key(plan->worst.key))),
        SAYS_NUMBER("moved", plan->moved), SAYS_NUMBER("load_missing", plan->load_missing),
        SAYS_NUMBER("load_least", plan->load_least), SAYS_NUMBER("load_greatest", plan->load_greatest),
        SAYS_NUMBER("load_penalty", plan->load_penalty), SAYS_NUMBER("stay_bonus", plan->stay_bonus),
        SAYS_NUMBER("load_missing_cost", plan->load_missing_cost),
        SAYS_NUMBER("missing_cost", plan->missing_cost),
        SAYS_JSON("prices", pseudonymous_prices(change, edition, plan->prices)));
}

bool assignment_confirm(Change *change, const Edition *edition, int64_t plan, Problems *problems)
{
    Rows *row = store_row(
        &change->at,
        SQL("SELECT round FROM assignment_plan WHERE key = $1 AND edition = $2 AND state = 'preview'"),
        BIND(plan, edition->id.key));
    AssignmentPlan found;
    if (!row || !assignment_find_plan(&change->at, edition, row_int(row, 0), &found)) {
        problems_add(problems, TEXT(""), M("This preview no longer stands. Make a new one."));
        return false;
    }
    int64_t round = row_int(row, 0);
    AssignmentInput input = assignment_input(&change->at, edition, round);
    if (!text_is(input.digest, found.inputs)) {
        problems_add(problems, TEXT(""),
                     M("Rules, applications, experts or conflicts have changed since the preview was made. "
                       "Make a new one."));
        return false;
    }
    if (!found.feasible) {
        problems_add(
            problems, TEXT(""),
            M("This preview leaves reviews without an expert. Mend what is short and make a new one."));
        return false;
    }
    PlannedPairs released = released_by(&change->at, edition, round, &found);
    Decided decided =
        decide_plan(change, edition, round, &found, &released, fit_json(change, edition, round, &input));
    write_assignments(change, decided, edition, round, &found, &released);
    store_write(change, decided, SQL("UPDATE assignment_plan SET state = 'confirmed' WHERE key = $1"),
                BIND(plan));
    tell_experts(change, edition, round, plan);
    return true;
}
