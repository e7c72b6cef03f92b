/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/verify_fit.h"

enum { FIT_MEMORY_GIB = 8 };

/* ---- experts */

static int64_t load_most(const FitCheck *check)
{
    int64_t applications = (int64_t)check->fit.problem.application_count, most = check->rules->load_max;
    return check->rules->judges == JUDGES_GROUP || !most || most > applications ? applications : most;
}

static void check_expert(FitCheck *check, size_t i)
{
    Facts *facts = check->facts;
    const AssignExpert *expert = &check->fit.problem.experts[i];
    ptrdiff_t place = places_find(&facts->person_places, check->fit.people[i]);
    if (place == NO_PLACE || !facts->people.at[place].is_expert || check->expert_of[place]) {
        DISAGREE(facts, "The affinities name somebody who is no expert of the edition, or name one twice.");
        return;
    }
    check->expert_of[place] = i + 1;
    int64_t least = check->rules->load_min < expert->load_max ? check->rules->load_min : expert->load_max;
    if (expert->load_max > load_most(check) || expert->load_min != least)
        DISAGREE(facts, "The rules don't give %.*s between %d and %d applications.",
                 TEXT_PRINT(check->fit.people[i]), expert->load_min, expert->load_max);
}

static void check_experts(FitCheck *check)
{
    const Facts *facts = check->facts;
    for (size_t i = 0; i < check->fit.problem.expert_count; i++) check_expert(check, i);
    for (size_t i = 0; i < facts->people.count && check->rules->judges == JUDGES_ASSIGNED; i++)
        if (facts->people.at[i].is_expert && !check->expert_of[i])
            DISAGREE(check->facts, "%.*s is an expert, and was left out of the assignment.",
                     TEXT_PRINT(facts->people.at[i].pseudonym));
}

/* ---- applications */

static void take_mark(FitCheck *check, int64_t application, int64_t person, AssignPin pin)
{
    FactApplication *found = fact_application(check->facts, application);
    size_t expert = check->expert_of[person - 1];
    if (!found) return;
    size_t place = (size_t)(found - check->facts->applications.at);
    if (!expert) {
        check->done[place] += pin == ASSIGN_KEPT;
        return;
    }
    *LIST_ADD(check->arena, &check->marks) = (Mark){expert - 1, check->first_mark[place], pin};
    check->first_mark[place] = check->marks.count;
}

static void take_marks(FitCheck *check)
{
    const Facts *facts = check->facts;
    for (size_t i = 0; i < facts->conflicts.count; i++) {
        const FactConflict *conflict = &facts->conflicts.at[i];
        if (conflict->causes) take_mark(check, conflict->application, conflict->person, ASSIGN_FORBIDDEN);
    }
    for (size_t i = 0; i < facts->pairs.count; i++) {
        const FactPair *pair = &facts->pairs.at[i];
        if (pair->round != check->round || pair->state == PAIR_ENDED) continue;
        take_mark(check, pair->application, pair->person,
                  pair->state == PAIR_SENT ? ASSIGN_KEPT : ASSIGN_STAYING);
    }
}

static int64_t demand_of(const FitCheck *check, size_t row, int64_t done)
{
    const size_t *first = check->fit.problem.first_pair;
    int64_t pairs = (int64_t)(first[row + 1] - first[row]), demand = check->rules->experts_each - done;
    if (check->rules->judges == JUDGES_GROUP && pairs) return pairs;
    return demand > 0 ? demand : 0;
}

/* Begun, so kept: that is not in the record before the review is sent. */
static bool pin_agrees(AssignPin stood, AssignPin said)
{
    return said == stood || (stood == ASSIGN_STAYING && said == ASSIGN_KEPT);
}

static bool pairs_agree(const FitCheck *check, size_t row)
{
    const AssignProblem *problem = &check->fit.problem;
    size_t pair = problem->first_pair[row], end = problem->first_pair[row + 1];
    bool agree = true;
    for (size_t i = 0; i < problem->expert_count; i++) {
        bool is_there = pair < end && (size_t)assign_pair_expert(problem->pairs[pair]) == i;
        AssignPin said = is_there ? assign_pair_pin(problem->pairs[pair++]) : ASSIGN_FORBIDDEN;
        agree &= pin_agrees(check->pins[i], said);
    }
    return agree;
}

static void check_row(FitCheck *check, size_t place, size_t row)
{
    const AssignApplication *application = &check->fit.problem.applications[row];
    for (size_t i = check->first_mark[place]; i; i = check->marks.at[i - 1].next)
        check->pins[check->marks.at[i - 1].expert] = check->marks.at[i - 1].pin;
    if (!pairs_agree(check, row))
        DISAGREE(check->facts,
                 "The affinities of application %lld leave out somebody without a conflict of interest, "
                 "have somebody with one, or don't agree with what was assigned by then.",
                 (long long)application->key);
    if (application->demand != demand_of(check, row, check->done[place]))
        DISAGREE(check->facts, "The rules don't give application %lld %d experts.",
                 (long long)application->key, application->demand);
    for (size_t i = check->first_mark[place]; i; i = check->marks.at[i - 1].next)
        check->pins[check->marks.at[i - 1].expert] = ASSIGN_FREE;
}

static void check_rows(FitCheck *check)
{
    Facts *facts = check->facts;
    for (size_t row = 0; row < check->fit.problem.application_count; row++) {
        int64_t key = check->fit.problem.applications[row].key;
        const FactApplication *application = fact_application(facts, key);
        if (!application)
            DISAGREE(facts, "The affinities name application %lld, which the record does not know.",
                     (long long)key);
        else check->row_of[application - facts->applications.at] = row + 1;
    }
    for (size_t i = 0; i < facts->applications.count; i++) {
        const FactApplication *application = &facts->applications.at[i];
        if (fact_enters(facts, application, check->round) == (check->row_of[i] > 0)) continue;
        DISAGREE(facts, "Application %lld has affinities and no part in the round, or a part and none.",
                 (long long)application->key);
        return;
    }
    for (size_t i = 0; i < facts->applications.count; i++)
        if (check->row_of[i]) check_row(check, i, check->row_of[i] - 1);
}

static void check_fit(FitCheck *check, const json_t *json)
{
    size_t faults = check->facts->faults->list.count;
    size_t applications = check->facts->applications.count + 1, people = check->facts->people.count + 1;
    if (!fit_read(check->arena, json, &check->fit)) {
        DISAGREE(check->facts, "The affinities of this assignment cannot be read.");
        return;
    }
    check->expert_of = ARENA_MANY(check->arena, people, size_t);
    check->row_of = ARENA_MANY(check->arena, applications, size_t);
    check->first_mark = ARENA_MANY(check->arena, applications, size_t);
    check->done = ARENA_MANY(check->arena, applications, int64_t);
    check->pins = ARENA_MANY(check->arena, check->fit.problem.expert_count + 1, AssignPin);
    check_experts(check);
    take_marks(check);
    check_rows(check);
    if (check->facts->faults->list.count == faults) check_proof(check);
}

void fact_fit(Facts *facts, int64_t round, const Round *rules)
{
    const json_t *json = json_object_get(facts->line->says, "fit");
    facts->counts->plans++;
    if (!json && text_is_c(facts->line->rule, ASSIGN_RULE)) return; /* of before there was any */
    facts->counts->plans_proven++;
    FitCheck check = {.arena = arena_new((size_t)FIT_MEMORY_GIB << 30),
                      .facts = facts,
                      .rules = rules,
                      .round = round};
    check_fit(&check, json);
    arena_free(check.arena);
}
