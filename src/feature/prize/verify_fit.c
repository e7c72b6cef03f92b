/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a better assignment was possible: what a record says of how well each expert fits each application
 * is held against what it said before, and then the proof is checked (engine/assign_check.h). */
#include "feature/prize/fit.h"
#include "feature/prize/verify_facts.h"

#include "engine/assign_check.h"

enum { FIT_MEMORY_GIB = 8 };

/* What stood between an application and an expert before this line. */
typedef struct {
    size_t expert, next; /* next: of the same application, and one; 0: the last */
    AssignPin pin;       /* STAYING: assigned, begun or not; KEPT: sent; FORBIDDEN: a conflict */
} Mark;

typedef struct {
    Arena *arena;
    Facts *facts;
    const Round *rules;
    int64_t round;
    Fit fit;
    size_t *expert_of; /* each person, by place: a place in the list, and one; 0: not in it */
    size_t *row_of;    /* each application, likewise */
    LIST(Mark) marks;
    size_t *first_mark; /* of each application: a place in marks, and one */
    int64_t *done;      /* of each application: reviews sent by people who aren't in the list */
    AssignPin *pins;    /* of each expert, for the application in hand */
} FitCheck;

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
        DISAGREE(check->facts, "The rules don't give application %lld %d experts.", (long long)application->key,
                 application->demand);
    for (size_t i = check->first_mark[place]; i; i = check->marks.at[i - 1].next)
        check->pins[check->marks.at[i - 1].expert] = ASSIGN_FREE;
}

static void check_rows(FitCheck *check)
{
    Facts *facts = check->facts;
    for (size_t row = 0; row < check->fit.problem.application_count; row++) {
        int64_t key = check->fit.problem.applications[row].key;
        const FactApplication *application = fact_application(facts, key);
        if (!application) DISAGREE(facts, "The affinities name application %lld, which the record does not know.",
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

/* ---- the proof */

static AssignChoice choice_of(const FitCheck *check, const json_t *pair)
{
    int64_t key = 0;
    json_to_key(json_array_get(pair, 0), &key);
    const FactApplication *application = fact_application(check->facts, key);
    ptrdiff_t person = places_find(&check->facts->person_places, text_of_value(json_array_get(pair, 1)));
    size_t row = application ? check->row_of[application - check->facts->applications.at] : 0;
    size_t expert = person == NO_PLACE ? 0 : check->expert_of[person];
    return (AssignChoice){(int32_t)row - 1, (int32_t)expert - 1,
                          (int32_t)json_integer_value(json_array_get(pair, 2))};
}

static bool take_choices(FitCheck *check, Assignment *said)
{
    const json_t *list, *pair;
    size_t i;
    if (!says_list(check->facts, "pairs", &list)) return false;
    said->choices = ARENA_MANY(check->arena, json_array_size(list) + 1, AssignChoice);
    said->loads = ARENA_MANY(check->arena, check->fit.problem.expert_count + 1, int32_t);
    json_array_foreach(list, i, pair)
    {
        AssignChoice choice = choice_of(check, pair);
        if (choice.application < 0 || choice.expert < 0) return false;
        said->choices[said->choice_count++] = choice;
        said->loads[choice.expert]++;
    }
    return true;
}

static bool take_prices(FitCheck *check, Assignment *said)
{
    const json_t *list, *price;
    size_t i, known = 0;
    if (!says_list(check->facts, "prices", &list)) return false;
    said->prices = ARENA_MANY(check->arena, check->fit.problem.expert_count + 1, int64_t);
    json_array_foreach(list, i, price)
    {
        ptrdiff_t person = places_find(&check->facts->person_places, text_of_value(json_array_get(price, 0)));
        size_t expert = person == NO_PLACE ? 0 : check->expert_of[person];
        if (!expert) return false;
        said->prices[expert - 1] = json_integer_value(json_array_get(price, 1));
        known++;
    }
    return known == check->fit.problem.expert_count;
}

static bool take_worst(FitCheck *check, Assignment *said)
{
    int64_t key = 0;
    if (!json_to_key(json_object_get(check->facts->line->says, "worst_application"), &key)) return false;
    const FactApplication *worst = fact_application(check->facts, key);
    size_t row = worst ? check->row_of[worst - check->facts->applications.at] : 0;
    said->worst_application = row - 1;
    return row > 0;
}

static bool take_said(FitCheck *check, Assignment *said)
{
    Facts *facts = check->facts;
    return take_choices(check, said) && take_prices(check, said) && take_worst(check, said) &&
           says_number(facts, "sum", &said->affinity_sum) && says_number(facts, "worst", &said->worst_affinity) &&
           says_number(facts, "load_missing", &said->load_missing) && says_number(facts, "moved", &said->moved) &&
           says_number(facts, "load_penalty", &said->load_penalty) &&
           says_number(facts, "stay_bonus", &said->stay_bonus) &&
           says_number(facts, "load_missing_cost", &said->load_missing_cost) &&
           says_number(facts, "missing_cost", &said->missing_cost);
}

static void check_proof(FitCheck *check)
{
    Assignment said = {0};
    check->fit.problem.loads_first = true;
    if (!take_said(check, &said))
        DISAGREE(check->facts, "The proof of the assignment names what its affinities don't know.");
    else if (assign_check(check->arena, &check->fit.problem, &said) != ASSIGN_CHECKED)
        DISAGREE(check->facts, "The proof does not show that this assignment was the best one.");
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
    if (!json) return; /* a record of before there were any */
    facts->counts->plans_proven++;
    FitCheck check = {.arena = arena_new((size_t)FIT_MEMORY_GIB << 30), .facts = facts, .rules = rules,
                      .round = round};
    check_fit(&check, json);
    arena_free(check.arena);
}
