/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition.h"

#include "feature/prize/edition_change.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/edition_json.h"
#include "feature/prize/line.h"
#include "platform/account/account.h"
#include "store_fixture.h"

static Instant instant(const char *text)
{
    Instant at;
    assert_true(instant_read(text_of(text), &at));
    return at;
}

static void stand_at(const char *text)
{
    clock_stand_at(instant(text));
}

static Edition demo_rules(Arena *arena)
{
    Edition edition;
    Problems problems = problems_none(arena);
    assert_true(edition_read(arena, edition_demo_file(), &edition, &problems));
    return edition;
}

/* A copy whose lists may be changed. */
static Edition copy_of(Arena *arena, const Edition *edition)
{
    Edition copy;
    assert_true(edition_from_json(arena, edition_to_json(arena, edition), &copy));
    return copy;
}

typedef struct {
    Edition edition;
    Text reason;
    Problems problems;
    EditionId id;
} Keep;

static bool keep(Change *change, void *context)
{
    Keep *it = context;
    it->problems = problems_none(change->at.arena);
    return edition_keep(change, &it->edition, it->reason, &it->problems, &it->id);
}

static bool kept(Fixture *fixture, Keep *it)
{
    return store_change(fixture->store, fixture->arena, (AccountId){0}, keep, it);
}

static bool has_problem(const Keep *it, const char *field, const char *english)
{
    for (size_t i = 0; i < it->problems.count; i++)
        if (text_is_c(it->problems.at[i].field, field) &&
            !strcmp(it->problems.at[i].message.english, english))
            return true;
    return false;
}

/* ---- looking */

/* What lots of rounds 1 to 4 are drawn from. */
typedef struct {
    uint64_t seeds[4];
    bool is_committed; /* the first line of the book says so */
} Lots;

static void find_lots(Snapshot *at, void *context)
{
    Lots *lots = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    JournalEntries first = journal_entries(at, edition->book, 1, 1);
    Text digest = journal_digest(at->arena, edition->lots);
    for (int64_t round = 1; round <= 4; round++)
        lots->seeds[round - 1] = line_seed(at->arena, edition, round);
    lots->is_committed = edition->lots.size == 64 && text_find(first.at[0].line, digest) >= 0 &&
                         text_find(first.at[0].line, edition->lots) < 0;
}

static Lots lots_of(Fixture *fixture)
{
    Lots lots;
    store_read(fixture->store, fixture->arena, (AccountId){0}, find_lots, &lots);
    return lots;
}

static void find(Snapshot *at, void *context)
{
    *(const Edition **)context = edition_find_by_code(at, TEXT("demo"));
}

static const Edition *found(Fixture *fixture)
{
    const Edition *edition = NULL;
    store_read(fixture->store, fixture->arena, (AccountId){0}, find, &edition);
    return edition;
}

typedef struct {
    int64_t step;
    Instant instant;
    bool passed;
    Standing standing;
} Look;

static void look(Snapshot *at, void *context)
{
    Look *it = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    it->instant = publication_instant(at, edition, it->step);
    it->passed = publication_passed(at, edition, it->step);
    it->standing = edition_standing(at, edition);
}

static Look looked(Fixture *fixture, int64_t step)
{
    Look it = {.step = step};
    store_read(fixture->store, fixture->arena, (AccountId){0}, look, &it);
    return it;
}

static void journal_tell(Snapshot *at, void *context)
{
    TextBuffer *out = context;
    JournalEntries entries = journal_entries(at, TEXT("prize/demo"), 1, 100);
    for (size_t i = 0; i < entries.count; i++) {
        if (i) buffer_add_char(out, ' ');
        buffer_add(out, entries.at[i].kind);
    }
}

static Text journal_kinds(Fixture *fixture)
{
    TextBuffer out = {.arena = fixture->arena};
    store_read(fixture->store, fixture->arena, (AccountId){0}, journal_tell, &out);
    return buffer_text(&out);
}

/* ---- keeping */

static void what_is_kept_is_found(void **state)
{
    Fixture *fixture = *state;
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_null(found(fixture));
    assert_true(kept(fixture, &it));
    const Edition *edition = found(fixture);
    assert_non_null(edition);
    assert_int_equal(edition->id.key, it.id.key);
    assert_int_equal(edition->version, 1);
    assert_text(edition->json, text_c(fixture->arena, it.edition.json));
    assert_text(journal_kinds(fixture), "edition.loaded");
}

static void the_same_again_is_no_change(void **state)
{
    Fixture *fixture = *state;
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    assert_true(kept(fixture, &it));
    assert_int_equal(found(fixture)->version, 1);
    assert_text(journal_kinds(fixture), "edition.loaded");
}

static bool keep_and_lose(Change *change, void *context)
{
    Keep *it = context;
    assert_true(keep(change, it));
    /* read within, so that the lost version has been seen */
    assert_int_equal(edition_find(&change->at, it->id)->version, 2);
    return false;
}

static void a_change_that_was_lost_is_not_remembered(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-02-01T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep lost = {.edition = copy_of(fixture->arena, &it.edition)};
    lost.edition.name.in[LANGUAGE_EN] = TEXT("Lost");
    assert_false(store_change(fixture->store, fixture->arena, (AccountId){0}, keep_and_lose, &lost));
    assert_text(found(fixture)->name.in[LANGUAGE_EN], "Madang City Prize 2026");
    Keep other = {.edition = copy_of(fixture->arena, &it.edition)};
    other.edition.name.in[LANGUAGE_EN] = TEXT("Other");
    assert_true(kept(fixture, &other));
    assert_text(found(fixture)->name.in[LANGUAGE_EN], "Other");
    assert_int_equal(found(fixture)->version, 2);
}

static void rules_that_contradict_are_not_kept(void **state)
{
    Fixture *fixture = *state;
    Keep it = {.edition = demo_rules(fixture->arena)};
    it.edition.closes = it.edition.opens;
    assert_false(kept(fixture, &it));
    assert_true(has_problem(&it, "closes", "The call must close after it opens."));
    assert_null(found(fixture));
}

/* ---- freezing */

static void before_the_call_all_may_change_without_a_reason(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-02-12T23:59:59Z"); /* the call opens on 13 February at 00:00 UTC */
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition)};
    change.edition.topics.count--;
    change.edition.closes = instant("2026-05-31T09:00:00Z");
    assert_true(kept(fixture, &change));
    assert_int_equal(found(fixture)->version, 2);
    assert_text(journal_kinds(fixture), "edition.loaded edition.changed");
}

static void once_the_call_is_open_a_change_of_it_needs_a_reason(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-02-13T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition), .reason = TEXT("  ")};
    change.edition.closes = instant("2026-05-31T09:00:00Z");
    assert_false(kept(fixture, &change));
    assert_true(has_problem(&change, "reason",
                            "This changes rules that are frozen. Give the reason; it is recorded."));
    change.reason = TEXT("The post was on strike.");
    assert_true(kept(fixture, &change));
    assert_int_equal(found(fixture)->closes.us, instant("2026-05-31T09:00:00Z").us);
}

static void names_and_later_rounds_stay_free(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-06-10T00:00:00Z"); /* screening is under way */
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition)};
    change.edition.name.in[LANGUAGE_EN] = TEXT("Another name");
    change.edition.rounds.at[2].reserves = 9;
    change.edition.rounds.at[2].entrants = TEXT("screening");
    change.edition.rubrics.at[0].criteria.at[0].weight = 25;
    assert_true(kept(fixture, &change));
    change.edition.rounds.at[0].ends = instant("2026-06-20T09:00:00Z");
    assert_false(kept(fixture, &change));
}

static void who_enters_a_round_freezes_with_it(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-08-03T00:00:00Z"); /* 09:00 in Seoul: the panel begins */
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition)};
    change.edition.rounds.at[2].entrants = TEXT("screening");
    assert_false(kept(fixture, &change));
    assert_true(has_problem(&change, "reason",
                            "This changes rules that are frozen. Give the reason; it is recorded."));
    change.reason = TEXT("The panel wants to see all.");
    assert_true(kept(fixture, &change));
    assert_text(found(fixture)->rounds.at[2].entrants, "screening");
}

static void a_rubric_freezes_with_the_first_round_that_uses_it(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-06-22T00:00:00Z"); /* 09:00 in Seoul: the assessment begins */
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition)};
    change.edition.rubrics.at[0].criteria.at[0].weight = 25;
    assert_false(kept(fixture, &change));
    change.reason = TEXT("A misprint.");
    assert_true(kept(fixture, &change));
}

static void what_is_in_use_cannot_be_removed(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-03-01T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition), .reason = TEXT("Fewer topics.")};
    change.edition.topics.count--;
    assert_false(kept(fixture, &change));
    assert_true(has_problem(&change, "topics/participation", "This is in use and cannot be removed."));
}

static void a_round_that_has_begun_keeps_its_place(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-06-10T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition), .reason = TEXT("No screening.")};
    change.edition.rounds.at++;
    change.edition.rounds.count--;
    assert_false(kept(fixture, &change));
    assert_true(has_problem(&change, "rounds/screening", "A round that has begun keeps its place."));
}

static void a_demonstration_stays_one(void **state)
{
    Fixture *fixture = *state;
    stand_at("2026-01-01T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    Keep change = {.edition = copy_of(fixture->arena, &it.edition), .reason = TEXT("Serious now.")};
    change.edition.demonstration = false;
    assert_false(kept(fixture, &change));
    assert_true(has_problem(&change, "demonstration", "This stays as it was when the edition was loaded."));
}

/* ---- standing */

typedef struct {
    const char *now;
    Phase phase;
    int64_t round;
} StandingCase;

static void the_edition_stands_where_its_dates_say(void **state)
{
    Fixture *fixture = *state;
    static const StandingCase cases[] = {
        {"2026-02-12T23:59:59.999999Z", PHASE_BEFORE, 0}, {"2026-02-13T00:00:00Z", PHASE_CALL, 0},
        {"2026-05-29T09:00:00Z", PHASE_CALL, 0},          {"2026-05-29T09:00:00.000001Z", PHASE_BETWEEN, 1},
        {"2026-06-01T00:00:00Z", PHASE_ROUND, 1},         {"2026-06-20T00:00:00Z", PHASE_BETWEEN, 2},
        {"2026-06-22T00:00:00Z", PHASE_ROUND, 2},         {"2026-08-10T00:00:00Z", PHASE_ROUND, 3},
        {"2026-08-22T00:00:00Z", PHASE_BETWEEN, 4},       {"2026-08-24T01:00:00Z", PHASE_COMMITTEE, 0},
        {"2026-12-01T00:00:00Z", PHASE_COMMITTEE, 0},
    };
    stand_at("2026-01-01T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        stand_at(cases[i].now);
        Standing standing = looked(fixture, 1).standing;
        assert_int_equal(standing.phase, cases[i].phase);
        assert_int_equal(standing.round, cases[i].round);
    }
}

/* ---- publication */

typedef struct {
    AccountId chair, anna, ben, other;
    EditionId id;
} People;

static bool people_add(Change *change, void *context)
{
    People *people = context;
    people->anna = account_ensure(change, TEXT("Anna"), TEXT("anna@example.org"), LANGUAGE_EN);
    people->ben = account_ensure(change, TEXT("Ben"), TEXT("ben@example.org"), LANGUAGE_EN);
    people->chair = account_ensure(change, TEXT("Chae"), TEXT("chae@example.org"), LANGUAGE_KO);
    people->other = account_ensure(change, TEXT("Otto"), TEXT("otto@example.org"), LANGUAGE_DE);
    Text scope = edition_find(&change->at, people->id)->scope;
    account_grant(change, people->anna, scope, "organiser");
    account_grant(change, people->ben, scope, "organiser");
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO committee_member (edition, account, role, joined_at) VALUES ($1, $2, 'chair', $3)"),
        BIND(people->id.key, people->chair, change->at.now));
    return true;
}

static People edition_with_people(Fixture *fixture)
{
    stand_at("2026-01-01T00:00:00Z");
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_true(kept(fixture, &it));
    People people = {.id = it.id};
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, people_add, &people));
    return people;
}

typedef struct {
    EditionId id;
    PublicationMotion motion;
    enum { MOVE, SECOND, DROP } act;
    Problems problems;
} Act;

static bool act(Change *change, void *context)
{
    Act *it = context;
    it->problems = problems_none(change->at.arena);
    const Edition *edition = edition_find(&change->at, it->id);
    if (it->act == MOVE) return publication_move(change, edition, &it->motion, &it->problems);
    PublicationMotions motions = publication_motions(&change->at, edition);
    int64_t key = motions.at[0].key;
    return it->act == SECOND ? publication_second(change, edition, key, &it->problems)
                             : publication_drop(change, edition, key, &it->problems);
}

static bool does(Fixture *fixture, AccountId who, Act it)
{
    return store_change(fixture->store, fixture->arena, who, act, &it);
}

static void an_announcement_follows_the_rules(void **state)
{
    Fixture *fixture = *state;
    edition_with_people(fixture);
    stand_at("2026-09-25T04:59:59.999999Z");
    assert_false(looked(fixture, STEP_WINNERS).passed);
    stand_at("2026-09-25T05:00:00Z"); /* 14:00 in Seoul */
    assert_true(looked(fixture, STEP_WINNERS).passed);
    assert_false(looked(fixture, 4).passed); /* there is no such step */
}

static void two_people_hold_an_announcement(void **state)
{
    Fixture *fixture = *state;
    People people = edition_with_people(fixture);
    stand_at("2026-09-25T04:00:00Z");
    Act hold = {.id = people.id,
                .motion = {.step = STEP_WINNERS, .publish_at = INSTANT_NEVER, .reason = TEXT("A typhoon.")}};
    Act second = {.id = people.id, .act = SECOND};
    assert_true(does(fixture, people.anna, hold));
    assert_true(instant_is_set(looked(fixture, STEP_WINNERS).instant)); /* one alone holds nothing */
    assert_false(does(fixture, people.anna, second));
    assert_false(does(fixture, people.other, second));
    assert_true(does(fixture, people.chair, second));
    stand_at("2026-09-26T00:00:00Z");
    assert_false(looked(fixture, STEP_WINNERS).passed);
    assert_text(journal_kinds(fixture), "edition.loaded publication.set");
}

static void two_people_release_it_now_and_it_stays_out(void **state)
{
    Fixture *fixture = *state;
    People people = edition_with_people(fixture);
    stand_at("2026-09-20T00:00:00Z");
    Act release = {.id = people.id,
                   .motion = {.step = STEP_WINNERS, .at_once = true, .reason = TEXT("It leaked.")}};
    Act hold = {.id = people.id,
                .motion = {.step = STEP_WINNERS, .publish_at = INSTANT_NEVER, .reason = TEXT("Regret.")}};
    assert_true(does(fixture, people.anna, release));
    assert_true(does(fixture, people.ben, (Act){.id = people.id, .act = SECOND}));
    assert_true(looked(fixture, STEP_WINNERS).passed);
    assert_false(does(fixture, people.anna, hold));
}

static void a_motion_needs_a_reason_a_right_and_a_time_to_come(void **state)
{
    Fixture *fixture = *state;
    People people = edition_with_people(fixture);
    stand_at("2026-09-20T00:00:00Z");
    Act good = {.id = people.id,
                .motion = {.step = STEP_WINNERS,
                           .publish_at = instant("2026-09-28T05:00:00Z"),
                           .reason = TEXT("The hall is taken.")}};
    Act silent = good, past = good;
    silent.motion.reason = TEXT(" ");
    past.motion.publish_at = instant("2026-09-19T05:00:00Z");
    assert_false(does(fixture, people.anna, silent));
    assert_false(does(fixture, people.anna, past));
    assert_false(does(fixture, people.other, good));
    assert_true(does(fixture, people.anna, good));
    assert_false(does(fixture, people.ben, good)); /* one at a time */
    assert_true(does(fixture, people.ben, (Act){.id = people.id, .act = DROP}));
    assert_true(does(fixture, people.ben, good));
    assert_true(does(fixture, people.anna, (Act){.id = people.id, .act = SECOND}));
    assert_int_equal(looked(fixture, STEP_WINNERS).instant.us, instant("2026-09-28T05:00:00Z").us);
}

static void one_person_cannot_move_it_by_the_rules(void **state)
{
    Fixture *fixture = *state;
    edition_with_people(fixture);
    stand_at("2026-08-24T01:00:00Z"); /* the committee begins */
    Keep it = {.edition = copy_of(fixture->arena, found(fixture)), .reason = TEXT("Sooner.")};
    it.edition.winners_publish_at = instant("2026-09-12T00:00:00Z");
    assert_false(kept(fixture, &it));
    assert_true(
        has_problem(&it, "winners_publish_at",
                    "This announcement is moved by two people: one proposes it, another one confirms it."));
}

static void publication_follows_the_rules_until_then(void **state)
{
    Fixture *fixture = *state;
    edition_with_people(fixture);
    stand_at("2026-08-01T00:00:00Z");
    Keep it = {.edition = copy_of(fixture->arena, found(fixture))};
    it.edition.winners_publish_at = instant("2026-10-01T00:00:00Z");
    assert_true(kept(fixture, &it));
    assert_int_equal(looked(fixture, STEP_WINNERS).instant.us, instant("2026-10-01T00:00:00Z").us);
    assert_int_equal(looked(fixture, 3).instant.us, instant("2026-08-24T01:00:00Z").us);
}

static void a_changed_word_draws_no_lots_anew(void **state)
{
    Fixture *fixture = *state;
    Edition rules = demo_rules(fixture->arena);
    assert_true(kept(fixture, &(Keep){.edition = rules}));
    Lots before = lots_of(fixture);
    rules.summary.in[LANGUAGE_EN] = TEXT("Another word.");
    assert_true(kept(fixture, &(Keep){.edition = rules, .reason = TEXT("a word")}));
    Lots after = lots_of(fixture);
    assert_true(before.is_committed && after.is_committed);
    assert_memory_equal(before.seeds, after.seeds, sizeof before.seeds);
    for (int i = 1; i < 4; i++) assert_true(before.seeds[i] != before.seeds[0]);
}

RUN_TESTS(ON_BOTH(a_changed_word_draws_no_lots_anew), ON_BOTH(what_is_kept_is_found),
          ON_BOTH(the_same_again_is_no_change), ON_BOTH(a_change_that_was_lost_is_not_remembered),
          ON_BOTH(rules_that_contradict_are_not_kept),
          ON_BOTH(before_the_call_all_may_change_without_a_reason),
          ON_BOTH(once_the_call_is_open_a_change_of_it_needs_a_reason),
          ON_BOTH(names_and_later_rounds_stay_free), ON_BOTH(who_enters_a_round_freezes_with_it),
          ON_BOTH(a_rubric_freezes_with_the_first_round_that_uses_it),
          ON_BOTH(what_is_in_use_cannot_be_removed), ON_BOTH(a_round_that_has_begun_keeps_its_place),
          ON_BOTH(a_demonstration_stays_one), ON_BOTH(the_edition_stands_where_its_dates_say),
          ON_BOTH(an_announcement_follows_the_rules), ON_BOTH(two_people_hold_an_announcement),
          ON_BOTH(two_people_release_it_now_and_it_stays_out),
          ON_BOTH(a_motion_needs_a_reason_a_right_and_a_time_to_come),
          ON_BOTH(one_person_cannot_move_it_by_the_rules), ON_BOTH(publication_follows_the_rules_until_then))
