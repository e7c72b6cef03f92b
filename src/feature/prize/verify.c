/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/verify.h"

#include "base/fail.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/edition_json.h"
#include "feature/prize/verify_facts.h"
#include "feature/prize/verify_report.h"
#include "platform/store/json.h"

void disagree_on_rule(Facts *facts)
{
    DISAGREE(facts, "This follows a rule that this program does not know: %.*s.",
             TEXT_PRINT(facts->line->rule));
}

/* ---- places */

static size_t slot_of(const Places *places, Text name)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < name.size; i++) hash = (hash ^ (unsigned char)name.at[i]) * 1099511628211u;
    size_t slot = (hash ^ hash >> 32) & (places->room - 1);
    while (places->slots[slot].name.at && !text_is(places->slots[slot].name, name))
        slot = (slot + 1) & (places->room - 1);
    return slot;
}

ptrdiff_t places_find(const Places *places, Text name)
{
    if (!places->room) return NO_PLACE;
    size_t slot = slot_of(places, name);
    return places->slots[slot].name.at ? (ptrdiff_t)places->slots[slot].place : NO_PLACE;
}

static void places_grow(Places *places)
{
    Places more = *places;
    more.room = places->room ? 2 * places->room : 64;
    more.slots = arena_take_many(places->arena, more.room, sizeof *more.slots);
    for (size_t i = 0; i < places->room; i++) {
        if (places->slots[i].name.at) more.slots[slot_of(&more, places->slots[i].name)] = places->slots[i];
    }
    *places = more;
}

void places_add(Places *places, Text name, size_t place)
{
    if (2 * places->count >= places->room) places_grow(places);
    size_t slot = slot_of(places, name);
    places->slots[slot].name = text_join(places->arena, name, TEXT(" ")); /* never without an address */
    places->slots[slot].name.size--;
    places->slots[slot].place = place;
    places->count++;
}

/* ---- what a line says */

Text text_of_value(const json_t *json)
{
    if (!json_is_string(json)) return TEXT("");
    return (Text){json_string_value(json), json_string_length(json)};
}

bool key_of_json(const json_t *json, int64_t *key)
{
    return text_to_int(text_of_value(json), key) && *key > 0;
}

static bool said(Facts *facts, const char *name, bool is_good)
{
    if (!is_good) DISAGREE(facts, "%.*s does not say its %s.", TEXT_PRINT(facts->line->kind), name);
    return is_good;
}

bool says_text(Facts *facts, const char *name, Text *text)
{
    const json_t *value = json_object_get(facts->line->says, name);
    *text = text_of_value(value);
    return said(facts, name, json_is_string(value));
}

bool says_number(Facts *facts, const char *name, int64_t *number)
{
    const json_t *value = json_object_get(facts->line->says, name);
    *number = json_integer_value(value);
    return said(facts, name, json_is_integer(value));
}

bool says_instant(Facts *facts, const char *name, Instant *instant)
{
    Text text;
    *instant = INSTANT_NEVER;
    if (!says_text(facts, name, &text)) return false;
    return !text.size || said(facts, name, instant_read(text, instant));
}

bool says_list(Facts *facts, const char *name, const json_t **list)
{
    *list = json_object_get(facts->line->says, name);
    return said(facts, name, json_is_array(*list));
}

FactApplication *says_application(Facts *facts)
{
    int64_t key;
    if (!said(facts, "application", key_of_json(json_object_get(facts->line->says, "application"), &key)))
        return NULL;
    FactApplication *application = fact_application(facts, key);
    if (!application) DISAGREE(facts, "It is about an application that was never submitted.");
    return application;
}

int64_t says_person(Facts *facts)
{
    Text person;
    if (!says_text(facts, "person", &person)) return 0;
    return said(facts, "person", person.size > 0) ? fact_person(facts, person) : 0;
}

bool says_round(Facts *facts, int64_t *round, const Round **rules)
{
    if (!says_number(facts, "round", round)) return false;
    *rules = edition_round(&facts->rules, *round);
    if (!*rules) DISAGREE(facts, "The rules have no round %lld.", (long long)*round);
    return *rules;
}

int64_t fact_person(Facts *facts, Text pseudonym)
{
    ptrdiff_t place = places_find(&facts->person_places, pseudonym);
    if (place != NO_PLACE) return place + 1;
    places_add(&facts->person_places, pseudonym, facts->people.count);
    *LIST_ADD(facts->arena, &facts->people) = (FactPerson){.pseudonym = text_copy(facts->arena, pseudonym)};
    return (int64_t)facts->people.count;
}

FactPerson *person_at(Facts *facts, int64_t person)
{
    return &facts->people.at[person - 1];
}

bool acts_oneself(Facts *facts, int64_t person)
{
    bool is_own = text_is(person_at(facts, person)->pseudonym, facts->line->who);
    if (!is_own) DISAGREE(facts, "Somebody else acted for the person of this line.");
    return is_own;
}

Text pair_name(Arena *arena, int64_t a, int64_t b, int64_t c)
{
    return text_format(arena, "%lld/%lld/%lld", (long long)a, (long long)b, (long long)c);
}

/* ---- the rules */

static Instant rules_publish(const Edition *rules, int64_t step)
{
    if (step == STEP_WINNERS) return rules->winners_publish_at;
    const Round *round = edition_round(rules, step);
    return round ? round->publish_at : INSTANT_NEVER;
}

/* Members of groups are left out of a record: names that pass for addresses stand for them. */
static bool rules_hold(Facts *facts, const Edition *rules)
{
    Problems problems = problems_none(facts->arena);
    Edition copy;
    if (!edition_from_json(facts->arena, rules->json, &copy)) return false;
    for (size_t i = 0; i < copy.rounds.count; i++) {
        Codes *group = &copy.rounds.at[i].group;
        for (size_t k = 0; k < group->count; k++)
            group->at[k] = text_format(facts->arena, "member-%zu@example.org", k + 1);
    }
    bool holds = edition_check(&copy, &problems) && copy.rounds.count <= ROUNDS_MAX;
    if (problems_any(&problems))
        DISAGREE(facts, "The rules contradict themselves: %.*s",
                 TEXT_PRINT(message_english(facts->arena, &problems.at[0].message)));
    return holds;
}

/* What stood fixed by then, its program would not have changed. */
static void check_change(Facts *facts, const Edition *rules)
{
    EditionFacts now = {facts->line->at, facts->confirmed, facts->moved};
    Differences differences = edition_differences(facts->arena, &now, &facts->rules, rules);
    for (size_t i = 0; i < differences.count; i++) {
        const Difference *difference = &differences.at[i];
        if (difference->refusal.english)
            DISAGREE(facts, "The change of %.*s is none that could be made then. %.*s",
                     TEXT_PRINT(difference->path),
                     TEXT_PRINT(message_english(facts->arena, &difference->refusal)));
    }
}

static void follow_publications(Facts *facts, const Edition *before, const Edition *after)
{
    for (int64_t step = 0; step <= (int64_t)after->rounds.count; step++) {
        Instant instant = rules_publish(after, step);
        bool is_new = !before || (step && step > (int64_t)before->rounds.count);
        if (is_new || rules_publish(before, step).us != instant.us) facts->publish_at[step] = instant;
    }
}

void fact_rules(Facts *facts)
{
    int64_t version;
    Edition rules;
    const json_t *said_rules = json_object_get(facts->line->says, "rules");
    bool is_first = text_is(facts->line->kind, TEXT("edition.loaded"));
    Text text = json_is_object(said_rules) ? canonical_json_of(facts->arena, said_rules) : TEXT("");
    if (!says_number(facts, "version", &version)) return;
    if (is_first != (facts->line->number == 1) || version != facts->rules.version + 1)
        DISAGREE(facts, "The versions of the rules do not follow each other.");
    if (!edition_from_json(facts->arena, text, &rules) || !rules_hold(facts, &rules)) {
        DISAGREE(facts, "The rules cannot be read.");
        return;
    }
    if (facts->has_rules) check_change(facts, &rules);
    if (!is_first && instant_passed(facts->rules.opens, facts->line->at)) {
        facts->counts->rules_changed++;
        facts->counts->rules_changed_line = facts->line->number;
    }
    follow_publications(facts, facts->has_rules ? &facts->rules : NULL, &rules);
    facts->rules = rules;
    facts->rules.version = version;
    facts->rules.lots = facts->lots;
    if (is_first)
        facts->lots_digest =
            text_copy(facts->arena, text_of_value(json_object_get(facts->line->says, "lots")));
    facts->has_rules = true;
    facts->counts->rules_version = version;
}

void fact_publication(Facts *facts)
{
    int64_t step;
    Instant publish_at;
    Text moved_by, seconded_by;
    if (!says_number(facts, "step", &step) || !says_instant(facts, "publish_at", &publish_at) ||
        !says_text(facts, "moved_by", &moved_by) || !says_text(facts, "seconded_by", &seconded_by))
        return;
    if (step < 0 || step > (int64_t)facts->rules.rounds.count) {
        DISAGREE(facts, "The rules have no round %lld.", (long long)step);
        return;
    }
    if (text_is(moved_by, seconded_by) || !moved_by.size || !text_is(seconded_by, facts->line->who))
        DISAGREE(facts, "An announcement was held or moved by one person alone.");
    if (instant_passed(facts->publish_at[step], facts->line->at))
        DISAGREE(facts, "An announcement was held or moved that was out already.");
    facts->publish_at[step] = publish_at;
    *LIST_ADD(facts->arena, &facts->moved) = step;
}

/* ---- the kinds of lines */

static void fact_nothing(Facts *facts) {}

static const struct {
    const char *kind, *rule; /* rule: NULL where it depends */
    FactFunction *look;
    const char *text; /* that it must have committed itself to: why; NULL where nobody need say */
} kinds[] = {
    {"edition.loaded", "", fact_rules},
    {"edition.changed", "", fact_rules, "reason"},
    {"publication.set", "", fact_publication, "reason"},
    {"application.submitted", "deadline/1", fact_submitted},
    {"application.imported", "import/1", fact_imported},
    {"application.withdrawn", "", fact_withdrawn},
    {"application.extended", "", fact_extended, "reason"},
    {"expert.invited", "", fact_invited},
    {"expert.accepted", "", fact_accepted},
    {"expert.left", "", fact_left},
    {"conflict.found", "conflict/1", fact_conflict},
    {"conflict.declared", "conflict/1", fact_conflict},
    {"conflict.recused", "conflict/1", fact_conflict},
    {"conflict.set", "conflict/1", fact_conflict},
    {"conflict.lifted", "", fact_lifted, "note"},
    {"assignment.confirmed", NULL, fact_assigned},
    {"assignment.released", "", fact_released},
    {"screening.decided", "", fact_screened},
    {"review.sent", "", fact_reviewed},
    {"review.imported", "import/1", fact_review_imported},
    {"round.confirmed", NULL, fact_confirmed},
    {"round.moved_up", NULL, fact_moved_up, "reason"},
    {"feedback.released", "", fact_nothing},
    {"committee.seated", "", fact_seated},
    {"committee.left", "", fact_unseated},
    {"motion.opened", "", fact_moved, "reason"},
    {"motion.contested", "", fact_contested, "reason"},
    {"ballot.cast", "", fact_cast},
    {"motion.closed", NULL, fact_closed},
    {"winners.decided", "award/1", fact_decided},
    {"winner.told", "", fact_winner},
    {"winner.accepted", "", fact_winner},
};

static void check_text(Facts *facts, const char *name)
{
    const json_t *text = json_object_get(facts->line->says, name);
    if (!json_is_string(json_object_get(text, "commitment")))
        DISAGREE(facts, "Nobody gave the reason of this %.*s.", TEXT_PRINT(facts->line->kind));
}

static void look_at(void *context)
{
    Facts *facts = context;
    Text kind = facts->line->kind;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!text_is_c(kind, kinds[i].kind)) continue;
        if (kinds[i].text) check_text(facts, kinds[i].text);
        if (kinds[i].rule && !text_is_c(facts->line->rule, kinds[i].rule)) disagree_on_rule(facts);
        else if (facts->has_rules || kinds[i].look == fact_rules) kinds[i].look(facts);
        else DISAGREE(facts, "A record begins with the rules of its edition.");
        return;
    }
    DISAGREE(facts, "This program does not know what %.*s is.", TEXT_PRINT(kind));
}

/* Changes that run side by side, and servers side by side, are not ordered to the second. */
static void follow_instants(Facts *facts)
{
    const RecordLine *line = facts->line;
    if (facts->latest_line && line->at.us < facts->latest.us - MINUTE_US) {
        facts->counts->back_line = line->number;
        facts->counts->back_before = facts->latest_line;
    }
    if (facts->latest_line && line->at.us <= facts->latest.us) return;
    facts->latest = line->at;
    facts->latest_line = line->number;
}

/* What cannot be computed (scores beyond all measure) is a fault of the record. */
static void look_at_line(void *context, const RecordLine *line)
{
    Facts *facts = context;
    Failure failure;
    facts->line = line;
    follow_instants(facts);
    if (!boundary_run(look_at, facts, &failure)) DISAGREE(facts, "It cannot be computed: %s.", failure.cause);
}

Facts *facts_read(Arena *arena, FILE *file, Text key, Verification *verification)
{
    *verification = (Verification){.faults = {.arena = arena}};
    verification->counts.winners_publish_at = INSTANT_NEVER;
    Facts *facts = ARENA_NEW(arena, Facts);
    *facts = (Facts){.arena = arena, .faults = &verification->faults, .counts = &verification->counts};
    Places *const all[] = {&facts->application_places, &facts->number_places, &facts->person_places,
                           &facts->conflict_places,    &facts->pair_places,   &facts->screening_places};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) all[i]->arena = arena;
    verification->end = record_read(arena, file, key, &verification->faults, look_at_line, facts);
    fact_draws_end(facts);
    verification->is_demonstration = facts->rules.demonstration;
    if (facts->has_rules && !text_is(facts->rules.book, verification->end.book))
        fault_add(&verification->faults, 1, "The rules are those of another edition than the book's.");
    return facts;
}

void record_verify(Arena *arena, FILE *file, Text key, Verification *verification)
{
    const Facts *facts = facts_read(arena, file, key, verification);
    verify_report(arena, facts, key, verification);
}
