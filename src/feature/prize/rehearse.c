/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/rehearse.h"

#include "engine/order.h"

typedef struct {
    Arena *arena;
    Facts *facts;
    const Edition *base;
    Edition other;
    bool *passes[ROUNDS_MAX + 1]; /* by the other rules, of each application; 0: it has applied */
    Rehearsal *rehearsal;
} Work;

/* ---- what cannot be compared */

#define REFUSE(work, ...)                                                                                    \
    (*LIST_ADD((work)->arena, &(work)->rehearsal->refusals) = text_format((work)->arena, __VA_ARGS__))

static const Criterion *criterion_of(const Rubric *rubric, Text code)
{
    for (size_t i = 0; i < rubric->criteria.count; i++)
        if (text_is(rubric->criteria.at[i].code, code)) return &rubric->criteria.at[i];
    return NULL;
}

static bool has_grade(const Criterion *criterion, int64_t grade)
{
    for (size_t i = 0; i < criterion->grades.count; i++)
        if (criterion->grades.at[i].value == grade) return true;
    return false;
}

static void compare_rubrics(Work *work, Text round, const Rubric *base, const Rubric *other)
{
    for (size_t i = 0; i < other->criteria.count; i++)
        if (!criterion_of(base, other->criteria.at[i].code))
            REFUSE(work, "Round %.*s: nobody has judged by the criterion %.*s.", TEXT_PRINT(round),
                   TEXT_PRINT(other->criteria.at[i].code));
    for (size_t i = 0; i < base->criteria.count; i++) {
        const Criterion *criterion = &base->criteria.at[i], *same = criterion_of(other, criterion->code);
        if (!same)
            REFUSE(work, "Round %.*s: the criterion %.*s, by which it was judged, is missing.",
                   TEXT_PRINT(round), TEXT_PRINT(criterion->code));
        for (size_t g = 0; same && g < criterion->grades.count; g++)
            if (!has_grade(same, criterion->grades.at[g].value))
                REFUSE(work, "Round %.*s: the criterion %.*s has no grade %lld.", TEXT_PRINT(round),
                       TEXT_PRINT(criterion->code), (long long)criterion->grades.at[g].value);
    }
}

static void compare_rounds(Work *work)
{
    const Edition *base = work->base, *other = &work->other;
    if (base->rounds.count != other->rounds.count)
        REFUSE(work, "There are %zu rounds instead of %zu.", other->rounds.count, base->rounds.count);
    for (size_t i = 0; i < base->rounds.count && i < other->rounds.count; i++) {
        const Round *was = &base->rounds.at[i], *is = &other->rounds.at[i];
        if (!text_is(was->code, is->code) || was->kind != is->kind)
            REFUSE(work, "Round %zu is another one: %.*s instead of %.*s, or of another kind.", i + 1,
                   TEXT_PRINT(is->code), TEXT_PRINT(was->code));
        else if (was->kind == ROUND_SCORING)
            compare_rubrics(work, was->code, edition_rubric(base, was->rubric),
                            edition_rubric(other, is->rubric));
    }
}

/* True the first time. */
static bool is_new(Places *seen, Text name)
{
    if (places_find(seen, name) != NO_PLACE) return false;
    places_add(seen, name, 0);
    return true;
}

static void compare_places(Work *work)
{
    Places categories = {.arena = work->arena}, countries = {.arena = work->arena};
    for (size_t i = 0; i < work->facts->applications.count; i++) {
        const FactApplication *application = &work->facts->applications.at[i];
        Text category = application->category, country = application->country;
        if (is_new(&categories, category) && !edition_category(&work->other, category))
            REFUSE(work, "There is no category %.*s, in which there are applications.", TEXT_PRINT(category));
        if (is_new(&countries, country) && !edition_region_of(&work->other, country))
            REFUSE(work, "The country %.*s, which applications come from, is in no region.",
                   TEXT_PRINT(country));
    }
}

/* ---- who enters */

/* Who withdrew before the round was confirmed did not enter it. */
static bool is_there(const FactApplication *application, int64_t round)
{
    return application->version && (!application->is_withdrawn || application->withdrawn_after >= round);
}

static bool has_passed(const FactApplication *application, int64_t round)
{
    return round == 0 || application->passed[round];
}

static int compare_entrants(const void *a, const void *b, const void *context)
{
    return order_of(((const LineEntrant *)a)->key, ((const LineEntrant *)b)->key);
}

/* The input of a round by an edition's rules: its entrants those of the record, or of the other rules. */
static LineInput input_of(Work *work, int64_t round, const Edition *edition, bool is_others,
                          bool has_other_regions)
{
    LineInput input = {0};
    const Edition *entering = is_others ? &work->other : work->base;
    int64_t from = edition_entrants_of(entering, round);
    for (size_t i = 0; i < work->facts->applications.count; i++) {
        const FactApplication *application = &work->facts->applications.at[i];
        bool passes = is_others ? work->passes[from][i] : has_passed(application, from);
        if (!passes || !is_there(application, round)) continue;
        LineEntrant entrant = fact_entrant(application);
        if (has_other_regions) entrant.region = edition_region_of(&work->other, entrant.country)->code;
        *LIST_ADD(work->arena, &input.entrants) = entrant;
    }
    order_sort(work->arena, input.entrants.at, input.entrants.count, sizeof *input.entrants.at,
               compare_entrants, NULL);
    fact_judgements(work->facts, edition, round, &input);
    return input;
}

/* ---- lines */

/* One line: rows by application. */
typedef struct {
    LineResult line;
    const LineRow **row; /* of each application; NULL: not an entrant */
} Outcomes;

static int compare_keys(const void *a, const void *b, const void *context)
{
    const LineRow *const *left = a, *const *right = b;
    return order_of((*left)->key, (*right)->key);
}

static const LineRow *find_row(const LineRow **sorted, size_t count, int64_t key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle]->key < key) low = middle + 1;
        else high = middle;
    }
    return low < count && sorted[low]->key == key ? sorted[low] : NULL;
}

static Outcomes outcomes_of(Work *work, int64_t round, const Edition *edition, const LineInput *input)
{
    size_t applications = work->facts->applications.count;
    Outcomes outcomes = {.line = line_compute(work->arena, edition, round, input),
                         .row = ARENA_MANY(work->arena, applications + 1, const LineRow *)};
    size_t count = outcomes.line.rows.count;
    const LineRow **sorted = ARENA_MANY(work->arena, count + 1, const LineRow *);
    for (size_t i = 0; i < count; i++) sorted[i] = &outcomes.line.rows.at[i];
    order_sort(work->arena, sorted, count, sizeof *sorted, compare_keys, NULL);
    for (size_t i = 0; i < applications; i++)
        outcomes.row[i] = find_row(sorted, count, work->facts->applications.at[i].key);
    return outcomes;
}

/* ---- one part of the rules alone */

static void take_weights(Work *work, Edition *mixed, int64_t round)
{
    Text code = mixed->rounds.at[round - 1].rubric;
    Rubric *rubrics = ARENA_MANY(work->arena, mixed->rubrics.count, Rubric);
    for (size_t i = 0; i < mixed->rubrics.count; i++) {
        rubrics[i] = mixed->rubrics.at[i];
        if (text_is(rubrics[i].code, code))
            rubrics[i].criteria =
                edition_rubric(&work->other, edition_round(&work->other, round)->rubric)->criteria;
    }
    mixed->rubrics.at = rubrics;
}

static void take_part(Work *work, RehearsePart part, Round *mixed, const Round *other)
{
    if (part == REHEARSE_SCORE) mixed->score = other->score;
    if (part == REHEARSE_EARLIER) mixed->earlier = other->earlier;
    if (part == REHEARSE_PLACES) mixed->places = other->places;
    if (part == REHEARSE_MINIMUM) mixed->minimum = other->minimum;
    if (part == REHEARSE_FLOORS) mixed->floors = other->floors;
    if (part == REHEARSE_CAPS) mixed->caps = other->caps;
    if (part == REHEARSE_TIE) mixed->tie = other->tie, mixed->tie_criteria = other->tie_criteria;
}

/* The rules of the record with one part of a round's from the others. */
static Outcomes with_part(Work *work, int64_t round, RehearsePart part)
{
    Edition mixed = *work->base;
    mixed.lots = work->other.lots;
    mixed.rounds.at = ARENA_MANY(work->arena, mixed.rounds.count, Round);
    memcpy(mixed.rounds.at, work->base->rounds.at, mixed.rounds.count * sizeof(Round));
    take_part(work, part, &mixed.rounds.at[round - 1], edition_round(&work->other, round));
    if (part == REHEARSE_WEIGHTS && mixed.rounds.at[round - 1].kind == ROUND_SCORING)
        take_weights(work, &mixed, round);
    LineInput input = input_of(work, round, &mixed, part == REHEARSE_ENTRANTS, part == REHEARSE_REGIONS);
    return outcomes_of(work, round, &mixed, &input);
}

static bool passes_in(const Outcomes *outcomes, size_t application)
{
    return outcomes->row[application] && outcomes->row[application]->passed;
}

static void find_causes(Work *work, int64_t round, RehearseRound *found)
{
    for (RehearsePart part = 0; found->changes.count && part < REHEARSE_PARTS; part++) {
        Outcomes outcomes = with_part(work, round, part);
        for (size_t i = 0; i < found->changes.count; i++) {
            RehearseChange *change = &found->changes.at[i];
            size_t application = (size_t)(change->application - work->facts->applications.at);
            change->causes[part] = passes_in(&outcomes, application) != change->passed;
        }
    }
}

/* ---- a round */

static int64_t after_rank(const RehearseChange *change)
{
    return change->after.key ? change->after.rank : INT64_MAX;
}

static int compare_changes(const void *a, const void *b, const void *context)
{
    const RehearseChange *left = a, *right = b;
    int order = order_of(left->passed, right->passed);
    if (!order) order = order_of(after_rank(left), after_rank(right));
    return order ? order : order_of(left->application->key, right->application->key);
}

/* A round that is not confirmed has its passers by the line alone. */
static bool passed_really(const Work *work, size_t application, int64_t round, const Outcomes *base)
{
    if (round > work->facts->confirmed) return passes_in(base, application);
    return work->facts->applications.at[application].passed[round];
}

static void compare_application(Work *work, size_t i, const Outcomes *base, const Outcomes *other,
                                RehearseRound *found)
{
    bool passed = passed_really(work, i, found->round, base);
    bool moved_up = passed && !passes_in(base, i);
    bool would_pass = passes_in(other, i) || (moved_up && other->row[i]);
    work->passes[found->round][i] = would_pass;
    found->entrants += base->row[i] != NULL;
    found->would_enter += other->row[i] != NULL;
    found->passed += passed;
    found->would_pass += would_pass;
    found->unjudged += !base->row[i] && other->row[i] && other->row[i]->outcome == OUTCOME_UNSCORED;
    if (passed == would_pass) return;
    *LIST_ADD(work->arena, &found->changes) =
        (RehearseChange){.application = &work->facts->applications.at[i],
                         .passed = passed,
                         .moved_up = moved_up,
                         .before = base->row[i] ? *base->row[i] : (LineRow){0},
                         .after = other->row[i] ? *other->row[i] : (LineRow){0}};
}

static void rehearse_round(Work *work, int64_t round)
{
    RehearseRound *found = LIST_ADD(work->arena, &work->rehearsal->rounds);
    *found = (RehearseRound){.round = round, .is_confirmed = round <= work->facts->confirmed};
    LineInput was = input_of(work, round, work->base, false, false);
    LineInput is = input_of(work, round, &work->other, true, true);
    Outcomes base = outcomes_of(work, round, work->base, &was);
    Outcomes other = outcomes_of(work, round, &work->other, &is);
    work->passes[round] = ARENA_MANY(work->arena, work->facts->applications.count + 1, bool);
    for (size_t i = 0; i < work->facts->applications.count; i++)
        compare_application(work, i, &base, &other, found);
    order_sort(work->arena, found->changes.at, found->changes.count, sizeof *found->changes.at,
               compare_changes, NULL);
    find_causes(work, round, found);
}

/* A round that is judged: confirmed, or the one after with something sent. */
static bool is_judged(const Facts *facts, int64_t round)
{
    bool is_any = round <= facts->confirmed;
    for (size_t i = 0; i < facts->pairs.count; i++)
        is_any |= facts->pairs.at[i].round == round && facts->pairs.at[i].state == PAIR_SENT;
    for (size_t i = 0; i < facts->screenings.count; i++) is_any |= facts->screenings.at[i].round == round;
    return is_any && round <= facts->confirmed + 1;
}

static bool can_be_compared(Work *work)
{
    compare_rounds(work);
    compare_places(work);
    return work->rehearsal->refusals.count == 0;
}

bool rehearse_rules(Arena *arena, Facts *facts, const Edition *other, Rehearsal *rehearsal)
{
    *rehearsal = (Rehearsal){0};
    Work work = {
        .arena = arena, .facts = facts, .base = &facts->rules, .other = *other, .rehearsal = rehearsal};
    work.other.lots =
        facts->rules.lots.size ? facts->rules.lots : facts->rules.json; /* the same lots for both */
    if (!can_be_compared(&work)) return false;
    work.passes[0] = ARENA_MANY(arena, facts->applications.count + 1, bool);
    for (size_t i = 0; i < facts->applications.count; i++) work.passes[0][i] = true;
    for (int64_t round = 1; round <= (int64_t)facts->rules.rounds.count && is_judged(facts, round); round++)
        rehearse_round(&work, round);
    return true;
}
