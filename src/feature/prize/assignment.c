/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/assignment.h"

#include "base/random.h"
#include "feature/prize/assignment_input.h"
#include "feature/prize/fit.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"
#include "platform/store/json.h"

#include <assert.h>

/* ---- confirming */

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
    Arena *arena = assignment_arena(change->at.arena);
    AssignProblem problem = assignment_problem(arena, edition_round(edition, round), input);
    Text *people = ARENA_MANY(arena, problem.expert_count + 1, Text);
    for (size_t i = 0; i < problem.expert_count; i++)
        people[i] = journal_pseudonym(change, edition->book, (AccountId){problem.experts[i].key});
    return fit_write(arena, &problem, people);
}

static Text keys_as_text(Change *change, Text weights)
{
    json_t *list = json_loadb(weights.at, weights.size, 0, NULL), *row;
    assert(list);
    size_t i;
    json_array_foreach(list, i, row)
        json_array_set_new(row, 0, json_from_key(json_integer_value(json_array_get(row, 0))));
    return canonical_json(change->at.arena, list);
}

static Decided decide_plan(Change *change, const Edition *edition, int64_t round, const AssignmentPlan *plan,
                           const PlannedPairs *released, Text fit)
{
    return DECIDE(
        change, edition->book, "assignment.confirmed", aim_rule(plan->wish.aim), SAYS_NUMBER("round", round),
        SAYS_TEXT("aim", text_of(aim_code(plan->wish.aim))), SAYS_NUMBER("anew", plan->wish.anew),
        SAYS_JSON("pairs", pairs_json(change, edition, &plan->pairs, true)),
        SAYS_JSON("released", pairs_json(change, edition, released, false)), SAYS_JSON("fit", fit),
        SAYS_NUMBER("sum", plan->sum_millionths), SAYS_NUMBER("worst", plan->worst_millionths),
        SAYS_JSON("worst_application", canonical_json(change->at.arena, json_from_key(plan->worst.key))),
        SAYS_NUMBER("moved", plan->moved), SAYS_NUMBER("load_missing", plan->load_missing),
        SAYS_NUMBER("load_least", plan->load_least), SAYS_NUMBER("load_greatest", plan->load_greatest),
        SAYS_NUMBER("load_penalty", plan->load_penalty), SAYS_NUMBER("stay_bonus", plan->stay_bonus),
        SAYS_NUMBER("load_missing_cost", plan->load_missing_cost),
        SAYS_NUMBER("missing_cost", plan->missing_cost), SAYS_NUMBER("bound", plan->bound_millionths),
        SAYS_NUMBER("cap", plan->wish.cap), SAYS_NUMBER("previews", plan->previews),
        SAYS_JSON("chances", plan->chances), SAYS_TEXT("seed", plan->seed),
        SAYS_JSON("weights", keys_as_text(change, plan->weights)),
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
