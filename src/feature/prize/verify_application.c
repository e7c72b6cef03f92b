/* SPDX-License-Identifier: Apache-2.0 */
/* Applications, as a record has them: in time, in a category and region of the rules. */
#include "feature/prize/sameness.h"
#include "feature/prize/verify_facts.h"

FactApplication *fact_application(Facts *facts, int64_t key)
{
    ptrdiff_t place = places_find(&facts->application_places, pair_name(facts->arena, key, 0, 0));
    return place == NO_PLACE ? NULL : &facts->applications.at[place];
}

bool fact_enters(const Facts *facts, const FactApplication *application, int64_t round)
{
    return application->version && !application->is_withdrawn &&
           application->passed[edition_entrants_of(&facts->rules, round)];
}

static Instant deadline_of(const Facts *facts, const FactApplication *application)
{
    bool extended = application && instant_is_set(application->extended_until) &&
                    application->extended_until.us > facts->rules.closes.us;
    return extended ? application->extended_until : facts->rules.closes;
}

static void check_deadline(Facts *facts, const FactApplication *application)
{
    Instant received, deadline;
    if (!says_instant(facts, "received", &received) || !says_instant(facts, "deadline", &deadline)) return;
    if (deadline.us != deadline_of(facts, application).us)
        DISAGREE(facts, "The deadline of this line is neither the call's nor an extension's.");
    if (received.us > deadline.us) DISAGREE(facts, "This application came after its deadline.");
    if (received.us < facts->rules.opens.us) DISAGREE(facts, "This application came before the call opened.");
    if (received.us > facts->line->at.us)
        DISAGREE(facts, "This application was received after it was entered.");
}

/* New, or the one that there is. */
static FactApplication *take_application(Facts *facts, int64_t key)
{
    FactApplication *found = fact_application(facts, key);
    if (found) return found;
    places_add(&facts->application_places, pair_name(facts->arena, key, 0, 0), facts->applications.count);
    FactApplication *made = LIST_ADD(facts->arena, &facts->applications);
    *made = (FactApplication){.key = key, .extended_until = INSTANT_NEVER, .passed = {true}};
    return made;
}

static void check_number(Facts *facts, FactApplication *application, Text number)
{
    bool is_first = !application->number.size;
    if (is_first && places_find(&facts->number_places, number) != NO_PLACE)
        DISAGREE(facts, "Two applications have the number %.*s.", TEXT_PRINT(number));
    else if (is_first) places_add(&facts->number_places, number, 0);
    else if (!text_is(application->number, number))
        DISAGREE(facts, "The application's number changed from %.*s.", TEXT_PRINT(application->number));
}

static void check_places(Facts *facts, Text category, Text country, Text region)
{
    const Region *found = edition_region_of(&facts->rules, country);
    if (!edition_category(&facts->rules, category))
        DISAGREE(facts, "The rules have no category %.*s.", TEXT_PRINT(category));
    if (!found || !text_is(found->code, region))
        DISAGREE(facts, "By the rules %.*s is not in %.*s.", TEXT_PRINT(country), TEXT_PRINT(region));
}

static void keep_version(Facts *facts, int64_t key)
{
    Text number, category, city, country, region;
    int64_t version;
    Arena *arena = facts->arena;
    if (!says_text(facts, "number", &number) || !says_number(facts, "version", &version) ||
        !says_text(facts, "category", &category) || !says_text(facts, "city", &city) ||
        !says_text(facts, "country", &country) || !says_text(facts, "region", &region))
        return;
    check_places(facts, category, country, region);
    FactApplication *application = take_application(facts, key);
    if (application->is_withdrawn) DISAGREE(facts, "A withdrawn application was submitted again.");
    if (version != application->version + 1)
        DISAGREE(facts, "The versions of this application do not follow each other.");
    check_number(facts, application, number);
    facts->counts->applications += !application->version;
    application->version = version;
    application->number = text_copy(arena, number);
    application->category = text_copy(arena, category);
    application->region = text_copy(arena, region);
    application->country = text_copy(arena, country);
    application->city = city_key(arena, city);
}

static int64_t submitted_key(Facts *facts)
{
    int64_t key;
    if (key_of_json(json_object_get(facts->line->says, "application"), &key)) return key;
    DISAGREE(facts, "It does not say which application.");
    return 0;
}

void fact_submitted(Facts *facts)
{
    int64_t key = submitted_key(facts);
    if (!key) return;
    check_deadline(facts, fact_application(facts, key));
    keep_version(facts, key);
}

/* No deadline is claimed for it: an organiser entered it. */
void fact_imported(Facts *facts)
{
    int64_t key = submitted_key(facts);
    if (!key) return;
    keep_version(facts, key);
    facts->counts->imported++;
}

void fact_withdrawn(Facts *facts)
{
    FactApplication *application = says_application(facts);
    if (!application) return;
    if (application->is_withdrawn) DISAGREE(facts, "This application was withdrawn before.");
    application->is_withdrawn = true;
    application->withdrawn_after = facts->confirmed;
    facts->counts->withdrawn++;
    for (size_t i = 0; i < facts->pairs.count; i++) {
        FactPair *pair = &facts->pairs.at[i];
        if (pair->application == application->key && pair->state == PAIR_OPEN) pair->state = PAIR_ENDED;
    }
    for (size_t i = 0; i < facts->winners.count; i++) {
        if (facts->winners.at[i].application == application->key)
            DISAGREE(facts, "A winner was withdrawn after the decision.");
    }
}

/* It may come before the first submission: nobody has submitted it yet. */
void fact_extended(Facts *facts)
{
    Instant until;
    int64_t key = submitted_key(facts);
    if (!key || !says_instant(facts, "until", &until)) return;
    if (until.us <= facts->rules.closes.us) DISAGREE(facts, "An extension ends before the call does.");
    take_application(facts, key)->extended_until = until;
    facts->counts->extended++;
}
