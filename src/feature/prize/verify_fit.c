/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a better assignment was possible: what a record says of how well each expert fits each application
 * is held against what it said before, and then the proof is checked (engine/assign_check.h). */
#include "feature/prize/assignment_input.h"
#include "feature/prize/fit.h"
#include "feature/prize/verify_facts.h"

#include "engine/assign_check.h"
#include "engine/assign_fair.h"

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

/* ---- the proof */

static size_t row_of_key(const FitCheck *check, const json_t *key) /* and one; 0: none */
{
    int64_t number = 0;
    const FactApplication *application =
        json_to_key(key, &number) ? fact_application(check->facts, number) : NULL;
    return application ? check->row_of[application - check->facts->applications.at] : 0;
}

static size_t expert_of_name(const FitCheck *check, const json_t *name) /* likewise */
{
    ptrdiff_t person = places_find(&check->facts->person_places, text_of_value(name));
    return person == NO_PLACE ? 0 : check->expert_of[person];
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
        size_t row = row_of_key(check, json_array_get(pair, 0));
        size_t expert = expert_of_name(check, json_array_get(pair, 1));
        int64_t affinity = json_integer_value(json_array_get(pair, 2));
        if (!row || !expert || affinity > ASSIGN_AFFINITY_MAX) return false;
        said->choices[said->choice_count++] =
            (AssignChoice){(int32_t)row - 1, (int32_t)expert - 1, (int32_t)affinity};
        said->loads[expert - 1]++;
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
        size_t expert = expert_of_name(check, json_array_get(price, 0));
        if (!expert) return false;
        said->prices[expert - 1] = json_integer_value(json_array_get(price, 1));
        known++;
    }
    return known == check->fit.problem.expert_count;
}

static bool take_worst(FitCheck *check, Assignment *said)
{
    size_t row = row_of_key(check, json_object_get(check->facts->line->says, "worst_application"));
    said->worst_application = row - 1;
    return row > 0;
}

static bool take_said(FitCheck *check, Assignment *said)
{
    Facts *facts = check->facts;
    return take_choices(check, said) && take_prices(check, said) && take_worst(check, said) &&
           says_number(facts, "sum", &said->affinity_sum) &&
           says_number(facts, "worst", &said->worst_affinity) &&
           says_number(facts, "load_missing", &said->load_missing) &&
           says_number(facts, "moved", &said->moved) &&
           says_number(facts, "load_penalty", &said->load_penalty) &&
           says_number(facts, "stay_bonus", &said->stay_bonus) &&
           says_number(facts, "load_missing_cost", &said->load_missing_cost) &&
           says_number(facts, "missing_cost", &said->missing_cost);
}

static const AssignPair *find_pair(const FitCheck *check, const AssignChoice *choice) /* NULL: a conflict */
{
    const AssignProblem *problem = &check->fit.problem;
    size_t end = problem->first_pair[choice->application + 1];
    for (size_t i = problem->first_pair[choice->application]; i < end; i++)
        if (assign_pair_expert(problem->pairs[i]) == choice->expert) return &problem->pairs[i];
    return NULL;
}

/* The affinity of each pair is that of the rows, and those that don't stay are as many as is said. */
static bool pairs_are_of_rows(const FitCheck *check, const Assignment *said)
{
    const AssignProblem *problem = &check->fit.problem;
    int64_t moved = 0;
    for (size_t i = 0; i < problem->first_pair[problem->application_count]; i++)
        moved += assign_pair_pin(problem->pairs[i]) == ASSIGN_STAYING;
    for (size_t i = 0; i < said->choice_count; i++) {
        const AssignPair *pair = find_pair(check, &said->choices[i]);
        if (!pair || assign_pair_affinity(*pair) != said->choices[i].affinity) return false;
        moved -= assign_pair_pin(*pair) == ASSIGN_STAYING;
    }
    return moved == said->moved;
}

static bool sum_is_proven(FitCheck *check, Assignment *said)
{
    Text aim;
    int64_t anew;
    if (!says_text(check->facts, "aim", &aim) || !says_number(check->facts, "anew", &anew)) return false;
    if (anew) {
        assignment_free_staying(&check->fit.problem);
        said->moved = 0;
    }
    check->fit.problem.loads_first = text_is_c(aim, "even");
    return assign_check(check->arena, &check->fit.problem, said) == ASSIGN_CHECKED;
}

static bool take_weights(FitCheck *check, AssignFair *fair)
{
    const json_t *list, *weight;
    size_t i;
    if (!says_list(check->facts, "weights", &list) || !says_number(check->facts, "bound", &fair->bound))
        return false;
    fair->weights = ARENA_MANY(check->arena, check->fit.problem.application_count + 1, int64_t);
    json_array_foreach(list, i, weight)
    {
        size_t row = row_of_key(check, json_array_get(weight, 0));
        if (!row) return false;
        fair->weights[row - 1] = json_integer_value(json_array_get(weight, 1));
    }
    return true;
}

/* True if the bound is proven; that nobody could be served better than the worst-off is if it reaches it. */
static bool worst_is_proven(FitCheck *check, const Assignment *said)
{
    AssignFair fair = {.choices = said->choices,
                       .choice_count = said->choice_count,
                       .affinity_sum = said->affinity_sum,
                       .loads = said->loads,
                       .sums = ARENA_MANY(check->arena, check->fit.problem.application_count + 1, int64_t),
                       .worst = said->worst_affinity,
                       .worst_application = said->worst_application,
                       .load_missing = said->load_missing,
                       .prices = said->prices};
    for (size_t i = 0; i < said->choice_count; i++)
        fair.sums[said->choices[i].application] += said->choices[i].affinity;
    if (!take_weights(check, &fair)) return false;
    check->facts->counts->plans_open += fair.bound > fair.worst;
    return assign_fair_check(check->arena, &check->fit.problem, &fair) == ASSIGN_FAIR_CHECKED;
}

static void check_proof(FitCheck *check)
{
    Assignment said = {0};
    if (!take_said(check, &said) || !pairs_are_of_rows(check, &said))
        DISAGREE(check->facts, "The proof of the assignment does not agree with its affinities.");
    else if (text_is_c(check->facts->line->rule, ASSIGN_RULE) ? !sum_is_proven(check, &said)
                                                              : !worst_is_proven(check, &said))
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
    if (!json && text_is_c(facts->line->rule, ASSIGN_RULE)) return; /* of before there was any */
    facts->counts->plans_proven++;
    FitCheck check = {.arena = arena_new((size_t)FIT_MEMORY_GIB << 30),
                      .facts = facts,
                      .rules = rules,
                      .round = round};
    check_fit(&check, json);
    arena_free(check.arena);
}
