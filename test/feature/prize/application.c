/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/application.h"

#include "feature/prize/edition_file.h"
#include "feature/prize/expert.h"
#include "feature/prize/submitted.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"
#include "store_fixture.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* The demonstration's call closes on 29 May 2026 at 18:00 in Seoul. */
#define CLOSES "2026-05-29T09:00:00Z"

static Instant instant(const char *text)
{
    Instant at;
    assert_true(instant_read(text_of(text), &at));
    return at;
}

/* ---- a scene: an edition in its call, two accounts, one complete draft */

typedef struct {
    Fixture *fixture;
    const Edition *edition;
    AccountId lead, other, organiser;
    ApplicationId id;
    Problems problems;
    Receipt receipt;
    Instant received, until;
    Text reason;
    const ApplicationText *typed;
    const Answers *answers;
    bool done;
    int64_t count;
} Scene;

static bool keep_edition(Change *change, void *context)
{
    Edition *edition = context;
    Problems problems = problems_none(change->at.arena);
    EditionId id;
    return edition_keep(change, edition, TEXT(""), &problems, &id);
}

static bool make_people(Change *change, void *context)
{
    Scene *scene = context;
    scene->edition = edition_find_by_code(&change->at, TEXT("demo"));
    scene->lead = account_ensure(change, TEXT("Anna Weber"), TEXT("anna@stadt.example"), LANGUAGE_DE);
    scene->other = account_ensure(change, TEXT("Ben Ode"), TEXT("ben@stadt.example"), LANGUAGE_EN);
    scene->organiser = account_ensure(change, TEXT("Han"), TEXT("han@madang.example"), LANGUAGE_KO);
    account_grant(change, scene->organiser, scene->edition->scope, "organiser");
    return true;
}

static const Text long_answer = {"We built cisterns under nine schools.", 37};

static bool fill_draft(Change *change, void *context)
{
    Scene *scene = context;
    const Edition *edition = scene->edition;
    Problems *problems = &scene->problems;
    *problems = problems_none(change->at.arena);
    Codes topics = {0};
    *LIST_ADD(change->at.arena, &topics) = TEXT("water");
    ApplicationText typed = {.title = TEXT("Rain under nine schools"),
                             .tongue = TEXT("en"),
                             .category = TEXT("people"),
                             .city = TEXT("Hamburg"),
                             .country = TEXT("DE"),
                             .topics = topics,
                             .applicant_kind = TEXT("city"),
                             .organisation = TEXT("City of Hamburg"),
                             .contact_name = TEXT("Carla Ruiz"),
                             .contact_address = TEXT("carla@stadt.example")};
    *LIST_ADD(change->at.arena, &typed.partners) = (Partner){TEXT("Grüne Netze GmbH"), TEXT("DE")};
    application_save_project(change, edition, scene->id, &typed, problems);
    application_save_applicant(change, edition, scene->id, &typed, problems);
    for (size_t i = 0; i < edition->sections.count; i++) {
        const Section *section = &edition->sections.at[i];
        Answers answers = {0};
        for (size_t k = 0; k < section->questions.count; k++) {
            const Question *question = &section->questions.at[k];
            Text answer = question->kind == QUESTION_CHOICE   ? question->choices.at[0].code
                          : question->kind == QUESTION_NUMBER ? TEXT("4100")
                          : question->kind == QUESTION_URL    ? TEXT("https://example.org/")
                                                              : long_answer;
            *LIST_ADD(change->at.arena, &answers) = (Answer){question->code, answer};
        }
        application_save_section(change, edition, scene->id, section->code, &answers, problems);
    }
    Attachment file = {.slot = TEXT("plan"),
                       .name = TEXT("plan.pdf"),
                       .size_bytes = 1000,
                       .pages = 3,
                       .digest = TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")};
    application_add_attachment(change, edition, scene->id, &file, problems);
    application_set_pledge(change, scene->id, true);
    return !problems_any(problems);
}

static bool begin_draft(Change *change, void *context)
{
    Scene *scene = context;
    scene->id = application_begin(change, scene->edition, scene->lead);
    return fill_draft(change, context);
}

static bool do_as(Scene *scene, AccountId who, ChangeFunction *work)
{
    return store_change(scene->fixture->store, scene->fixture->arena, who, work, scene);
}

static Scene *scene_open(Fixture *fixture)
{
    Scene *scene = ARENA_NEW(fixture->arena, Scene);
    *scene = (Scene){.fixture = fixture};
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    Edition edition;
    Problems problems = problems_none(fixture->arena);
    assert_true(edition_read(fixture->arena, edition_demo_file(), &edition, &problems));
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, keep_edition, &edition));
    assert_true(do_as(scene, (AccountId){0}, make_people));
    assert_true(do_as(scene, scene->lead, begin_draft));
    return scene;
}

static bool submit(Change *change, void *context)
{
    Scene *scene = context;
    scene->problems = problems_none(change->at.arena);
    return application_submit(change, scene->edition, scene->id, scene->received, &scene->problems,
                              &scene->receipt);
}

static bool submitted(Scene *scene, const char *received)
{
    scene->received = instant(received);
    return do_as(scene, scene->lead, submit);
}

static bool retitle(Change *change, void *context)
{
    Scene *scene = context;
    ApplicationText draft;
    scene->problems = problems_none(change->at.arena);
    assert_true(application_version(&change->at, scene->id, 0, &draft));
    draft.title = TEXT("Rain under ten schools");
    return application_save_project(change, scene->edition, scene->id, &draft, &scene->problems);
}

typedef struct {
    ApplicationId id;
    int64_t version;
    const Application *application;
    ApplicationText text;
    bool has_text;
} Reading;

static void read_one(Snapshot *at, void *context)
{
    Reading *it = context;
    it->application = application_find(at, it->id);
    it->has_text = application_version(at, it->id, it->version, &it->text);
}

static Reading read_as(Scene *scene, AccountId who, int64_t version)
{
    Reading it = {.id = scene->id, .version = version};
    store_read(scene->fixture->store, scene->fixture->arena, who, read_one, &it);
    return it;
}

/* ---- what stands */

static void a_complete_draft_is_submitted_and_numbered(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_text(scene->receipt.number, "26-001");
    assert_int_equal(scene->receipt.version, 1);
    Reading it = read_as(scene, scene->lead, 1);
    assert_int_equal(it.application->state, APPLICATION_SUBMITTED);
    assert_int_equal(it.application->version, 1);
    assert_text(it.text.title, "Rain under nine schools");
    assert_int_equal(it.text.partners.count, 1);
    assert_int_equal(it.text.attachments.count, 1);
    assert_text(it.text.region, "europe");
}

static void what_was_submitted_stands_while_a_change_is_drafted(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_true(do_as(scene, scene->lead, retitle));
    Reading it = read_as(scene, scene->organiser, 1);
    assert_int_equal(it.application->version, 1);
    assert_text(it.text.title, "Rain under nine schools");
    assert_true(submitted(scene, "2026-05-02T00:00:00Z"));
    assert_int_equal(scene->receipt.version, 2);
    assert_text(scene->receipt.number, "26-001");
    assert_text(read_as(scene, scene->organiser, 2).text.title, "Rain under ten schools");
    assert_text(read_as(scene, scene->organiser, 1).text.title, "Rain under nine schools");
}

static void a_draft_is_its_team_s_alone(void **state)
{
    Scene *scene = scene_open(*state);
    Reading it = read_as(scene, scene->organiser, 0);
    assert_null(it.application);
    assert_false(it.has_text);
    assert_null(read_as(scene, scene->other, 0).application);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_non_null(read_as(scene, scene->organiser, 1).application);
    assert_false(read_as(scene, scene->organiser, 0).has_text);
    assert_null(read_as(scene, scene->other, 1).application);
}

static void compare_to_standing(Snapshot *at, void *context)
{
    Scene *scene = context;
    ApplicationText draft, standing;
    assert_true(application_version(at, scene->id, 0, &draft));
    assert_true(application_version(at, scene->id, 1, &standing));
    scene->done = application_is_changed(at->arena, scene->edition, &draft, &standing);
}

static bool save_as_it_is(Change *change, void *context)
{
    Scene *scene = context;
    ApplicationText draft;
    scene->problems = problems_none(change->at.arena);
    assert_true(application_version(&change->at, scene->id, 0, &draft));
    return application_save_project(change, scene->edition, scene->id, &draft, &scene->problems);
}

static void saving_the_same_again_is_no_change_but_another_word_is(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    clock_stand_at(instant("2026-05-01T01:00:00Z"));
    assert_true(do_as(scene, scene->lead, save_as_it_is));
    store_read(scene->fixture->store, scene->fixture->arena, scene->lead, compare_to_standing, scene);
    assert_false(scene->done);
    assert_true(do_as(scene, scene->lead, retitle));
    store_read(scene->fixture->store, scene->fixture->arena, scene->lead, compare_to_standing, scene);
    assert_true(scene->done);
}

static bool title_with_controls(Change *change, void *context)
{
    Scene *scene = context;
    ApplicationText draft;
    scene->problems = problems_none(change->at.arena);
    assert_true(application_version(&change->at, scene->id, 0, &draft));
    draft.title = scene->reason;
    application_save_project(change, scene->edition, scene->id, &draft, &scene->problems);
    assert_true(application_version(&change->at, scene->id, 0, &draft));
    scene->reason = draft.title;
    return true;
}

static void a_title_is_kept_without_control_characters(void **state)
{
    Scene *scene = scene_open(*state);
    scene->reason = TEXT(" \x0bRain\x1b under\x7f schools\x02 ");
    assert_true(do_as(scene, scene->lead, title_with_controls));
    assert_text(scene->reason, "Rain under schools");
    assert_false(problems_any(&scene->problems));
    scene->reason = TEXT("\x07\x08");
    assert_true(do_as(scene, scene->lead, title_with_controls));
    assert_text(scene->reason, "");
    assert_non_null(problems_of(&scene->problems, TEXT("title")));
}

/* ---- the deadline */

static void the_last_moment_counts_and_one_microsecond_later_does_not(void **state)
{
    Scene *scene = scene_open(*state);
    clock_stand_at(instant("2026-05-29T10:00:00Z"));
    assert_false(submitted(scene, "2026-05-29T09:00:00.000001Z"));
    assert_int_equal(read_as(scene, scene->lead, 0).application->version, 0);
    assert_text(read_as(scene, scene->lead, 0).text.title, "Rain under nine schools");
    assert_true(submitted(scene, CLOSES));
    assert_int_equal(scene->receipt.submitted.us, instant(CLOSES).us);
}

static void before_the_call_nothing_is_submitted(void **state)
{
    Scene *scene = scene_open(*state);
    assert_false(submitted(scene, "2026-02-12T23:59:59.999999Z"));
    assert_true(submitted(scene, "2026-02-13T00:00:00Z"));
}

static bool extend(Change *change, void *context)
{
    Scene *scene = context;
    scene->problems = problems_none(change->at.arena);
    return application_extend(change, scene->edition, scene->id, scene->until, scene->reason,
                              &scene->problems);
}

static void an_extension_for_one_moves_its_deadline_and_no_other(void **state)
{
    Scene *scene = scene_open(*state);
    ApplicationId extended = scene->id;
    assert_true(do_as(scene, scene->other, begin_draft)); /* a second draft, of the same lead */
    ApplicationId plain = scene->id;
    clock_stand_at(instant("2026-05-29T12:00:00Z"));
    scene->id = extended;
    scene->until = instant("2026-06-01T09:00:00Z");
    scene->reason = TEXT("");
    assert_false(do_as(scene, scene->organiser, extend));
    scene->reason = TEXT("The city's mail was down.");
    assert_true(do_as(scene, scene->organiser, extend));
    scene->id = plain;
    assert_false(submitted(scene, "2026-05-30T00:00:00Z"));
    scene->id = extended;
    assert_false(submitted(scene, "2026-06-01T09:00:00.000001Z"));
    assert_true(submitted(scene, "2026-06-01T09:00:00Z"));
}

/* ---- the receipt */

static Text hex_of_blake2b(Arena *arena, const char *text)
{
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, strlen(text), NULL, 0);
    return text_hex(arena, digest, sizeof digest);
}

/* doc/record.md's canonical text, written out by hand: keys in byte order, no blanks. */
static const char canonical[] =
    "{\"answers\":{\"address\":\"https://example.org/\",\"cost\":\"We built cisterns under nine schools.\","
    "\"design\":\"We built cisterns under nine schools.\",\"effect\":\"We built cisterns under nine "
    "schools.\",\"learning\":\"We built cisterns under nine schools.\",\"officer\":\"We built cisterns under "
    "nine schools.\",\"people-served\":\"4100\",\"problem\":\"We built cisterns under nine schools.\","
    "\"stage\":\"pilot\"},\"applicant_kind\":\"city\",\"category\":\"people\",\"city\":\"Hamburg\","
    "\"contact_address\":\"carla@stadt.example\",\"contact_name\":\"Carla Ruiz\",\"country\":\"DE\","
    "\"edition\":\"demo\",\"files\":[{\"digest\":"
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"name\":\"plan.pdf\",\"size\":"
    "1000,"
    "\"slot\":\"plan\"}],\"organisation\":\"City of Hamburg\",\"partners\":[{\"country\":\"DE\",\"name\":"
    "\"Grüne Netze GmbH\"}],\"region\":\"europe\",\"title\":\"Rain under nine schools\",\"tongue\":\"en\","
    "\"topics\":[\"water\"]}";

static void the_receipt_s_digest_is_that_of_the_canonical_text(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    Text expected = hex_of_blake2b(scene->fixture->arena, canonical);
    assert_text(scene->receipt.digest, text_c(scene->fixture->arena, expected));
}

static void list_mails(Snapshot *at, void *context)
{
    Mails *mails = context;
    *mails = mail_list(at, MAIL_STATES, 0, 100);
}

static Mails mails_of(Scene *scene)
{
    Mails mails = {0};
    store_read(scene->fixture->store, scene->fixture->arena, (AccountId){0}, list_mails, &mails);
    return mails;
}

static bool join(Change *change, void *context)
{
    Scene *scene = context;
    application_join_team(change, scene->id, scene->other);
    return true;
}

static void the_receipt_goes_to_the_team_and_the_contact_once_each(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(do_as(scene, scene->other, join));
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    Mails mails = mails_of(scene);
    const char *const expected[] = {"anna@stadt.example", "ben@stadt.example", "carla@stadt.example"};
    assert_int_equal(mails.count, 3);
    for (size_t i = 0; i < 3; i++) {
        size_t found = 0;
        for (size_t k = 0; k < mails.count; k++) {
            assert_text(mails.at[k].kind, "prize/receipt");
            found += text_is_c(mails.at[k].to_address, expected[i]);
        }
        assert_int_equal(found, 1);
    }
}

/* ---- numbers */

typedef struct {
    Scene scene;
    Arena *arena;
    ApplicationId id;
    Text number;
} Applicant;

static bool submit_one(Change *change, void *context)
{
    Applicant *one = context;
    Problems problems = problems_none(change->at.arena);
    Receipt receipt;
    bool done = application_submit(change, one->scene.edition, one->id, instant("2026-05-01T00:00:00Z"),
                                   &problems, &receipt);
    if (done) one->number = receipt.number;
    return done;
}

static void *submit_in_thread(void *context)
{
    Applicant *one = context;
    store_change(one->scene.fixture->store, one->arena, one->scene.lead, submit_one, one);
    return NULL;
}

static void numbers_rise_without_gaps_when_many_submit_at_once(void **state)
{
    enum { MANY = 8 };
    Scene *scene = scene_open(*state);
    Applicant many[MANY] = {0};
    pthread_t threads[MANY];
    for (int i = 0; i < MANY; i++) {
        assert_true(do_as(scene, scene->lead, begin_draft));
        many[i] = (Applicant){.scene = *scene, .arena = arena_new(64 << 20), .id = scene->id};
    }
    for (int i = 0; i < MANY; i++) pthread_create(&threads[i], NULL, submit_in_thread, &many[i]);
    for (int i = 0; i < MANY; i++) pthread_join(threads[i], NULL);
    unsigned seen = 0;
    for (int i = 0; i < MANY; i++) {
        int64_t number = 0;
        assert_true(text_starts(many[i].number, TEXT("26-")));
        assert_true(text_to_int(text_from(many[i].number, 5), &number));
        seen |= 1U << number;
        arena_free(many[i].arena);
    }
    assert_int_equal(seen, ((1U << MANY) - 1) << 1); /* 1 … 8, each once */
}

/* ---- withdrawing */

static bool assign_two(Change *change, void *context)
{
    Scene *scene = context;
    const char *const states[] = {"begun", "sent"};
    const AccountId who[] = {scene->other, scene->organiser};
    for (int i = 0; i < 2; i++)
        store_write(
            change, NOT_A_DECISION,
            SQL("INSERT INTO assignment (key, edition, round, application, account, state, assigned_at)"
                " VALUES ($1, $2, 2, $3, $4, $5, $6)"),
            BIND((int64_t)i + 1, scene->edition->id.key, scene->id.key, who[i], states[i], change->at.now));
    return true;
}

static bool withdraw(Change *change, void *context)
{
    Scene *scene = context;
    scene->problems = problems_none(change->at.arena);
    return application_withdraw(change, scene->edition, scene->id, TEXT("The project ended."),
                                &scene->problems);
}

static void count_states(Snapshot *at, void *context)
{
    Scene *scene = context;
    scene->count = store_count(at, SQL("SELECT count(*) FROM assignment WHERE state = 'dropped'"), BIND());
    JournalEntries all = journal_entries(at, scene->edition->book, 1, 100);
    scene->done = false;
    for (size_t i = 0; i < all.count; i++)
        scene->done |= text_is_c(all.at[i].kind, "assignment.released") &&
                       text_find(all.at[i].line, TEXT("\"cause\":\"withdrawn\"")) > 0;
}

static void withdrawal_releases_what_was_not_sent_and_is_final(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_true(do_as(scene, scene->lead, assign_two));
    assert_true(do_as(scene, scene->lead, withdraw));
    store_read(scene->fixture->store, scene->fixture->arena, scene->lead, count_states, scene);
    assert_int_equal(scene->count, 1);
    assert_true(scene->done);
    assert_int_equal(read_as(scene, scene->lead, 1).application->state, APPLICATION_WITHDRAWN);
    assert_false(do_as(scene, scene->lead, withdraw));
    assert_false(submitted(scene, "2026-05-02T00:00:00Z"));
    assert_false(do_as(scene, scene->lead, retitle));
}

static bool move_to_lyon(Change *change, void *context)
{
    Scene *scene = context;
    ApplicationText draft;
    scene->problems = problems_none(change->at.arena);
    assert_true(application_version(&change->at, scene->id, 0, &draft));
    draft.city = TEXT("Lyon");
    draft.country = TEXT("FR");
    return application_save_project(change, scene->edition, scene->id, &draft, &scene->problems);
}

typedef struct {
    EditionId edition;
    Submitted count;
} Counting;

static void read_submitted(Snapshot *at, void *context)
{
    Counting *counting = context;
    counting->count = submitted_count(at, counting->edition);
}

static void assert_submitted(Scene *scene, int64_t applications, int64_t cities, int64_t countries)
{
    Counting counting = {.edition = scene->edition->id};
    store_read(scene->fixture->store, scene->fixture->arena, (AccountId){0}, read_submitted, &counting);
    assert_int_equal(counting.count.applications, applications);
    assert_int_equal(counting.count.cities, cities);
    assert_int_equal(counting.count.countries, countries);
}

static void what_is_submitted_is_counted_with_its_places(void **state)
{
    Scene *scene = scene_open(*state);
    assert_submitted(scene, 0, 0, 0);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_submitted(scene, 1, 1, 1);
    assert_true(do_as(scene, scene->lead, begin_draft));
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_submitted(scene, 2, 1, 1);
    assert_true(do_as(scene, scene->lead, move_to_lyon));
    assert_submitted(scene, 2, 1, 1);
    assert_true(submitted(scene, "2026-05-02T00:00:00Z"));
    assert_submitted(scene, 2, 2, 2);
    assert_true(do_as(scene, scene->lead, withdraw));
    assert_submitted(scene, 1, 1, 1);
}

/* A place that nobody counted: it would show in numbers that are made from all places anew, as they once
 * were, which took most of the time of an import of thousands. */
static bool add_uncounted_place(Change *change, void *context)
{
    Scene *scene = context;
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO submitted_place (edition, country, city, applications) VALUES ($1, 'JP', 'x', 7)"),
        BIND(scene->edition->id.key));
    return true;
}

static void a_submission_asks_for_no_other_place_than_its_own(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(do_as(scene, scene->lead, add_uncounted_place));
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_submitted(scene, 1, 1, 1);
    assert_true(do_as(scene, scene->lead, withdraw));
    assert_submitted(scene, 0, 0, 0);
}

static void strangers_cannot_submit_or_withdraw(void **state)
{
    Scene *scene = scene_open(*state);
    scene->received = instant("2026-05-01T00:00:00Z");
    assert_false(do_as(scene, scene->other, submit));
    assert_false(do_as(scene, scene->other, withdraw));
    assert_int_equal(read_as(scene, scene->lead, 0).application->state, APPLICATION_DRAFT);
}

/* ---- caps, and input that means harm */

static bool add_third_evidence(Change *change, void *context)
{
    Scene *scene = context;
    scene->problems = problems_none(change->at.arena);
    scene->count = 0;
    for (int i = 0; i < 4; i++) {
        Attachment file = {.slot = TEXT("evidence"),
                           .name = TEXT("e.pdf"),
                           .size_bytes = 10,
                           .pages = 1,
                           .digest = TEXT("bb")};
        scene->count +=
            application_add_attachment(change, scene->edition, scene->id, &file, &scene->problems);
    }
    Attachment large = {.slot = TEXT("plan"),
                        .name = TEXT("e.pdf"),
                        .size_bytes = 10000001,
                        .pages = 1,
                        .digest = TEXT("bb")};
    scene->count += application_add_attachment(change, scene->edition, scene->id, &large, &scene->problems);
    Attachment nowhere = {
        .slot = TEXT("x' OR 1=1"), .name = TEXT("e.pdf"), .size_bytes = 1, .pages = 1, .digest = TEXT("bb")};
    scene->count += application_add_attachment(change, scene->edition, scene->id, &nowhere, &scene->problems);
    return true;
}

static void a_slot_takes_as_many_files_as_its_rules_say_and_no_larger_ones(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(do_as(scene, scene->lead, add_third_evidence));
    assert_int_equal(scene->count, 2); /* the edition's rules: files_max 2 */
}

static bool save_monsters(Change *change, void *context)
{
    Scene *scene = context;
    Arena *arena = change->at.arena;
    scene->problems = problems_none(arena);
    char *large = arena_take(arena, 200001);
    memset(large, 'x', 200000);
    ApplicationText typed = {.title = {large, 200000},
                             .tongue = TEXT("xx"),
                             .category = TEXT("<script>"),
                             .city = TEXT("'; DROP TABLE application; --"),
                             .country = TEXT("ZZ"),
                             .applicant_kind = TEXT("emperor"),
                             .organisation = {large, 200000},
                             .contact_name = TEXT("\"<b>&"),
                             .contact_address = TEXT("a\r\nBcc: b@c.example")};
    for (int i = 0; i < 100; i++)
        *LIST_ADD(arena, &typed.partners) = (Partner){TEXT("A partner"), TEXT("DE")};
    bool kept = application_save_project(change, scene->edition, scene->id, &typed, &scene->problems);
    return application_save_applicant(change, scene->edition, scene->id, &typed, &scene->problems) && kept;
}

static void monstrous_input_is_kept_named_and_never_submitted(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(do_as(scene, scene->lead, save_monsters));
    const char *const fields[] = {"title",        "tongue",          "category",
                                  "country",      "topics",          "applicant_kind",
                                  "organisation", "contact_address", "partner-name-1"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!problems_of(&scene->problems, text_of(fields[i]))) fail_msg("no problem of %s", fields[i]);
    Reading it = read_as(scene, scene->lead, 0);
    assert_int_equal(it.text.title.size, 200000);
    assert_text(it.text.city, "'; DROP TABLE application; --");
    assert_int_equal(it.text.partners.count, PARTNERS_MAX);
    assert_false(submitted(scene, "2026-05-01T00:00:00Z"));
}

/* ---- reminders */

static bool remind(Change *change, void *context)
{
    Scene *scene = context;
    scene->count = application_remind_due(change);
    return true;
}

static size_t reminders_at(Scene *scene, const char *now)
{
    clock_stand_at(instant(now));
    assert_true(do_as(scene, (AccountId){0}, remind));
    assert_true(do_as(scene, (AccountId){0}, remind)); /* twice is as good as once */
    size_t count = 0;
    Mails mails = mails_of(scene);
    for (size_t i = 0; i < mails.count; i++) count += text_is_c(mails.at[i].kind, "prize/reminder");
    return count;
}

static void a_draft_is_reminded_seven_days_one_day_and_three_hours_before(void **state)
{
    Scene *scene = scene_open(*state);
    assert_int_equal(reminders_at(scene, "2026-05-22T08:59:59Z"), 0);
    assert_int_equal(reminders_at(scene, "2026-05-22T09:00:00Z"), 1);
    assert_int_equal(reminders_at(scene, "2026-05-28T08:59:59Z"), 1);
    assert_int_equal(reminders_at(scene, "2026-05-28T09:00:00Z"), 2);
    assert_int_equal(reminders_at(scene, "2026-05-29T06:00:00Z"), 3);
    assert_int_equal(reminders_at(scene, "2026-05-29T09:00:00Z"), 3);
}

static void what_was_submitted_is_not_reminded(void **state)
{
    Scene *scene = scene_open(*state);
    assert_true(submitted(scene, "2026-05-01T00:00:00Z"));
    assert_int_equal(reminders_at(scene, "2026-05-28T10:00:00Z"), 0);
}

static void a_late_draft_is_not_reminded_of_days_that_it_never_had(void **state)
{
    Scene *scene = scene_open(*state);
    clock_stand_at(instant("2026-05-27T00:00:00Z"));
    scene->lead = scene->other;
    assert_true(do_as(scene, scene->other, begin_draft));
    assert_int_equal(reminders_at(scene, "2026-05-27T01:00:00Z"), 1); /* the old draft's only */
    assert_int_equal(reminders_at(scene, "2026-05-28T09:00:00Z"), 3);
}

RUN_TESTS(ON_BOTH(a_complete_draft_is_submitted_and_numbered),
          ON_BOTH(what_was_submitted_stands_while_a_change_is_drafted),
          ON_BOTH(a_title_is_kept_without_control_characters), ON_BOTH(a_draft_is_its_team_s_alone),
          ON_BOTH(saving_the_same_again_is_no_change_but_another_word_is),
          ON_BOTH(the_last_moment_counts_and_one_microsecond_later_does_not),
          ON_BOTH(before_the_call_nothing_is_submitted),
          ON_BOTH(an_extension_for_one_moves_its_deadline_and_no_other),
          ON_BOTH(the_receipt_s_digest_is_that_of_the_canonical_text),
          ON_BOTH(the_receipt_goes_to_the_team_and_the_contact_once_each),
          ON_BOTH(numbers_rise_without_gaps_when_many_submit_at_once),
          ON_BOTH(withdrawal_releases_what_was_not_sent_and_is_final),
          ON_BOTH(what_is_submitted_is_counted_with_its_places),
          ON_BOTH(a_submission_asks_for_no_other_place_than_its_own),
          ON_BOTH(strangers_cannot_submit_or_withdraw),
          ON_BOTH(a_slot_takes_as_many_files_as_its_rules_say_and_no_larger_ones),
          ON_BOTH(monstrous_input_is_kept_named_and_never_submitted),
          ON_BOTH(a_draft_is_reminded_seven_days_one_day_and_three_hours_before),
          ON_BOTH(what_was_submitted_is_not_reminded),
          ON_BOTH(a_late_draft_is_not_reminded_of_days_that_it_never_had))
