/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments, as a record has them: whether they keep the rules, and whether better ones were possible. */
#include "engine/assign_fair.h"
#include "engine/assign_random.h"
#include "feature/prize/verify_facts.h"

FactPair *fact_pair(Facts *facts, int64_t round, int64_t application, int64_t person)
{
    ptrdiff_t place = places_find(&facts->pair_places, pair_name(facts->arena, round, application, person));
    return place == NO_PLACE ? NULL : &facts->pairs.at[place];
}

static FactPair *take_pair(Facts *facts, int64_t round, int64_t application, int64_t person)
{
    FactPair *found = fact_pair(facts, round, application, person);
    if (found) return found;
    places_add(&facts->pair_places, pair_name(facts->arena, round, application, person), facts->pairs.count);
    FactPair *made = LIST_ADD(facts->arena, &facts->pairs);
    *made = (FactPair){.round = round, .application = application, .person = person, .state = PAIR_ENDED};
    return made;
}

typedef struct {
    const Round *rules;
    int64_t round, sum;
    int64_t *demands, *fresh_demands, *affinities; /* of each application, by place */
    int64_t *loads, *fresh_loads;                  /* of each person, by place */
} Plan;

static bool pair_of_json(Facts *facts, const json_t *row, FactApplication **application, int64_t *person)
{
    int64_t key;
    Text who = text_of_value(json_array_get(row, 1));
    bool is_good = key_of_json(json_array_get(row, 0), &key) && who.size &&
                   (*application = fact_application(facts, key)) != NULL &&
                   places_find(&facts->person_places, who) != NO_PLACE;
    if (is_good) *person = fact_person(facts, who);
    else DISAGREE(facts, "A pair names an application or a person that the record does not know.");
    return is_good;
}

static void release_pairs(Facts *facts, int64_t round)
{
    const json_t *list, *row;
    size_t i;
    if (!says_list(facts, "released", &list)) return;
    json_array_foreach(list, i, row)
    {
        FactApplication *application;
        int64_t person;
        if (!pair_of_json(facts, row, &application, &person)) continue;
        FactPair *pair = fact_pair(facts, round, application->key, person);
        if (!pair || pair->state != PAIR_OPEN)
            DISAGREE(facts, "A pair was released that was not assigned, or whose review was sent.");
        else pair->state = PAIR_ENDED;
    }
}

static void check_pair(Facts *facts, const Plan *plan, const FactApplication *application, int64_t person)
{
    long long key = (long long)application->key;
    Text who = person_at(facts, person)->pseudonym;
    if (!fact_enters(facts, application, plan->round))
        DISAGREE(facts, "Application %lld was assigned, and has not entered the round.", key);
    if (!person_at(facts, person)->is_expert)
        DISAGREE(facts, "%.*s was assigned an application, and is no expert of the edition.",
                 TEXT_PRINT(who));
    if (fact_in_conflict(facts, application->key, person))
        DISAGREE(facts, "%.*s was assigned application %lld in spite of a conflict of interest.",
                 TEXT_PRINT(who), key);
}

static void take_row(Facts *facts, Plan *plan, const json_t *row)
{
    FactApplication *application;
    int64_t person;
    if (!pair_of_json(facts, row, &application, &person)) return;
    check_pair(facts, plan, application, person);
    FactPair *pair = take_pair(facts, plan->round, application->key, person);
    if (pair->mark == facts->line->number) {
        DISAGREE(facts, "A pair is assigned twice.");
        return;
    }
    bool is_fresh = pair->state == PAIR_ENDED;
    size_t place = (size_t)(application - facts->applications.at);
    int64_t affinity = json_integer_value(json_array_get(row, 2));
    pair->mark = facts->line->number;
    if (is_fresh) pair->state = PAIR_OPEN;
    plan->sum += affinity;
    plan->affinities[place] += affinity;
    plan->demands[place]++;
    plan->fresh_demands[place] += is_fresh;
    plan->loads[person - 1]++;
    plan->fresh_loads[person - 1] += is_fresh;
    facts->counts->assignments += is_fresh;
}

/* Reviews that were sent by people who have left since count towards what an application needs. */
static void add_sent(Facts *facts, const Plan *plan, int64_t *had)
{
    for (size_t i = 0; i < facts->pairs.count; i++) {
        const FactPair *pair = &facts->pairs.at[i];
        if (pair->round != plan->round || pair->state != PAIR_SENT || pair->mark == facts->line->number)
            continue;
        had[fact_application(facts, pair->application) - facts->applications.at]++;
    }
}

static void check_demands(Facts *facts, const Plan *plan)
{
    int64_t *had = ARENA_MANY(facts->arena, facts->applications.count + 1, int64_t);
    int64_t each = plan->rules->experts_each;
    add_sent(facts, plan, had);
    for (size_t i = 0; i < facts->applications.count; i++) {
        const FactApplication *application = &facts->applications.at[i];
        if (plan->demands[i] > each && plan->fresh_demands[i])
            DISAGREE(facts, "Application %lld has %lld experts; the rules give it %lld.",
                     (long long)application->key, (long long)plan->demands[i], (long long)each);
        if (fact_enters(facts, application, plan->round) && plan->demands[i] + had[i] < each)
            DISAGREE(facts, "Application %lld has only %lld experts; the rules give it %lld.",
                     (long long)application->key, (long long)plan->demands[i], (long long)each);
    }
}

static void check_loads(Facts *facts, const Plan *plan)
{
    int64_t least = INT64_MAX, greatest = 0, said_least, said_greatest, most = plan->rules->load_max;
    for (size_t i = 0; i < facts->people.count; i++) {
        const FactPerson *person = &facts->people.at[i];
        if (!person->is_expert) continue;
        if (plan->loads[i] < least) least = plan->loads[i];
        if (plan->loads[i] > greatest) greatest = plan->loads[i];
        if (most && plan->loads[i] > most && plan->fresh_loads[i])
            DISAGREE(facts, "%.*s has %lld applications; the rules allow %lld.",
                     TEXT_PRINT(person->pseudonym), (long long)plan->loads[i], (long long)most);
    }
    if (!says_number(facts, "load_least", &said_least) ||
        !says_number(facts, "load_greatest", &said_greatest))
        return;
    bool is_least = plan->rules->judges == JUDGES_GROUP || said_least == least;
    if (!is_least || said_greatest != greatest)
        DISAGREE(facts, "The loads that this line states are not those of its pairs.");
}

static void check_sums(Facts *facts, const Plan *plan)
{
    int64_t sum;
    if (says_number(facts, "sum", &sum) && sum != plan->sum)
        DISAGREE(facts, "The sum that this line states is not that of its pairs.");
}

/* ---- lots */

static void check_seed(Facts *facts, int64_t line, int64_t round, Text seed)
{
    if (!text_is(seed, assignment_seed(facts->arena, &facts->rules, round)))
        fault_add(facts->faults, line,
                  "The lot of this assignment was not drawn with what the number for lots gives.");
}

/* Records that committed themselves to no number draw from the rules as they stand. */
void fact_draw(Facts *facts, int64_t round, Text seed)
{
    facts->counts->plans_drawn++;
    if (facts->lots_digest.size)
        *LIST_ADD(facts->arena, &facts->draws) =
            (FactDraw){facts->line->number, round, text_copy(facts->arena, seed)};
    else check_seed(facts, facts->line->number, round, seed);
}

void fact_draws_end(Facts *facts)
{
    for (size_t i = 0; i < facts->draws.count; i++) {
        const FactDraw *draw = &facts->draws.at[i];
        if (facts->lots.size) check_seed(facts, draw->line, draw->round, draw->seed);
        else facts->counts->draws_open++;
    }
}

/* ---- the lines */

static const char *const assignment_rules[] = {ASSIGN_RULE, ASSIGN_WORST_RULE, ASSIGN_LEXIMIN_RULE,
                                               ASSIGN_RANDOM_RULE};

void fact_assigned(Facts *facts)
{
    Plan plan = {0};
    const json_t *list, *row;
    size_t i, applications = facts->applications.count + 1, people = facts->people.count + 1;
    if (TEXT_INDEX(facts->line->rule, assignment_rules) < 0) {
        disagree_on_rule(facts);
        return;
    }
    if (!says_round(facts, &plan.round, &plan.rules) || !says_list(facts, "pairs", &list)) return;
    if (plan.rules->kind != ROUND_SCORING || facts->confirmed != plan.round - 1)
        DISAGREE(facts, "Round %lld was not to be assigned at that time.", (long long)plan.round);
    plan.demands = ARENA_MANY(facts->arena, applications, int64_t);
    plan.fresh_demands = ARENA_MANY(facts->arena, applications, int64_t);
    plan.affinities = ARENA_MANY(facts->arena, applications, int64_t);
    plan.loads = ARENA_MANY(facts->arena, people, int64_t);
    plan.fresh_loads = ARENA_MANY(facts->arena, people, int64_t);
    fact_fit(facts, plan.round, plan.rules);
    release_pairs(facts, plan.round);
    json_array_foreach(list, i, row) take_row(facts, &plan, row);
    if (plan.rules->judges == JUDGES_ASSIGNED) check_demands(facts, &plan);
    check_loads(facts, &plan);
    check_sums(facts, &plan);
}

void fact_released(Facts *facts)
{
    int64_t round, person = says_person(facts);
    const Round *rules;
    FactApplication *application = says_application(facts);
    if (!person || !application || !says_round(facts, &round, &rules)) return;
    FactPair *pair = fact_pair(facts, round, application->key, person);
    if (!pair) DISAGREE(facts, "A pair was released that was never assigned.");
    else if (round <= facts->confirmed)
        DISAGREE(facts, "A review was taken out of a round after its result.");
    else pair->state = PAIR_ENDED;
}
