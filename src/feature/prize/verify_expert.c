/* SPDX-License-Identifier: Apache-2.0 */
/* Experts and their conflicts, as a record has them: who may judge what. */
#include "feature/prize/verify_facts.h"

/* ---- experts */

void fact_invited(Facts *facts)
{
    says_person(facts);
}

void fact_accepted(Facts *facts)
{
    int64_t person = says_person(facts);
    if (!person) return;
    facts->counts->experts += !person_at(facts, person)->is_expert;
    person_at(facts, person)->is_expert = true;
}

void fact_left(Facts *facts)
{
    int64_t person = says_person(facts);
    if (!person) return;
    person_at(facts, person)->is_expert = false;
    for (size_t i = 0; i < facts->pairs.count; i++) {
        FactPair *pair = &facts->pairs.at[i];
        if (pair->person == person && pair->state == PAIR_OPEN) pair->state = PAIR_ENDED;
    }
}

/* ---- conflicts */

static int64_t cause_bit(Facts *facts)
{
    static const char *const causes[CAUSES] = {"declared", "recused", "city", "organisation",
                                               "partner",  "domain",  "team", "set"};
    Text cause;
    if (!says_text(facts, "cause", &cause)) return 0;
    for (int i = 0; i < CAUSES; i++) {
        if (text_is_c(cause, causes[i])) return 1 << i;
    }
    DISAGREE(facts, "This program does not know the cause %.*s.", TEXT_PRINT(cause));
    return 0;
}

static FactConflict *conflict_of(Facts *facts, int64_t application, int64_t person)
{
    ptrdiff_t place = places_find(&facts->conflict_places, pair_name(facts->arena, application, person, 0));
    return place == NO_PLACE ? NULL : &facts->conflicts.at[place];
}

bool fact_in_conflict(Facts *facts, int64_t application, int64_t person)
{
    const FactConflict *conflict = conflict_of(facts, application, person);
    return conflict && conflict->causes;
}

/* A conflict may be found before the application is known to the book: its submission stands in the
 * same change. */
static FactConflict *says_conflict(Facts *facts)
{
    int64_t key, person = says_person(facts);
    if (!person || !key_of_json(json_object_get(facts->line->says, "application"), &key)) return NULL;
    FactConflict *found = conflict_of(facts, key, person);
    if (found) return found;
    places_add(&facts->conflict_places, pair_name(facts->arena, key, person, 0), facts->conflicts.count);
    FactConflict *made = LIST_ADD(facts->arena, &facts->conflicts);
    *made = (FactConflict){.application = key, .person = person};
    return made;
}

void fact_conflict(Facts *facts)
{
    FactConflict *conflict = says_conflict(facts);
    int64_t bit = cause_bit(facts);
    if (!conflict || !bit) return;
    conflict->causes |= bit;
    facts->counts->conflicts++;
}

void fact_lifted(Facts *facts)
{
    FactConflict *conflict = says_conflict(facts);
    int64_t bit = cause_bit(facts);
    if (!conflict || !bit) return;
    if (!(conflict->causes & bit)) DISAGREE(facts, "A conflict was lifted that did not stand.");
    if (text_is(person_at(facts, conflict->person)->pseudonym, facts->line->who))
        DISAGREE(facts, "Somebody lifted a conflict of their own.");
    conflict->causes &= ~bit;
    facts->counts->lifted++;
}
