/* SPDX-License-Identifier: Apache-2.0 */
/* What those see who may not see everything: who is recused, who writes an application themselves, who
 * has not accepted yet; and mails whose instant has moved. */
#include "feature/prize/announcement.h"
#include "feature/prize/motion.h"
#include "platform/account/account.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/config/settings.h"
#include "platform/http/shell.h"
#include "platform/mail/mail.h"

#include "http_fixture.h"
#include "town.h"

typedef struct {
    Town town;
    HttpFixture *site;
    ApplicationId own, other; /* `own` is what somebody is kept from */
    AccountId colleague, chair, member, expert;
} Scene;

static bool appoint(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    account_grant(change, scene->colleague, edition->scope, "organiser");
    return committee_seat(change, edition, scene->chair, SEAT_CHAIR, problems) &&
           committee_seat(change, edition, scene->member, SEAT_MEMBER, problems);
}

static Scene begin(void **state)
{
    static bool registered;
    Fixture *fixture = *state;
    Edition rules = town_rules(fixture->arena);
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    if (!registered) server_register_hooks(&hooks);
    registered = true;
    scene.site = http_fixture_on(fixture->store, fixture->arena, features);
    scene.own = town_application(&scene.town, (TownApplication){.title = "Lanterns of the Old Harbour"});
    scene.other = town_application(&scene.town, (TownApplication){.title = "Trams That Wait"});
    scene.colleague = town_account(&scene.town, "Oskar", "oskar@prize.example");
    scene.chair = town_account(&scene.town, "Kim", "kim@c.example");
    scene.member = town_account(&scene.town, "Becker", "becker@b.example");
    scene.expert = town_expert(&scene.town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    town_expert(&scene.town, (TownExpert){.name = "Ben", .address = "ben@ben.example"});
    town_expert(&scene.town, (TownExpert){.name = "Cem", .address = "cem@cem.example"});
    assert_true(town_change(&scene.town, scene.town.organiser, appoint, &scene));
    return scene;
}

static void finish(Scene *scene)
{
    service_free(scene->site->service);
}

static HttpAnswer get_as(Scene *scene, AccountId who, const char *path)
{
    http_sign_in(scene->site, who);
    return http_get(scene->site, path);
}

static int64_t times(Text body, const char *part)
{
    int64_t count = 0;
    for (ptrdiff_t at; (at = text_find(body, text_of(part))) >= 0; count++)
        body = text_from(body, (size_t)at + 1);
    return count;
}

static bool recuse(Change *change, const Edition *edition, void *context, Problems *problems)
{
    conflict_add(change, edition, ((Scene *)context)->own, change->at.viewer, CONFLICT_RECUSED,
                 TEXT("A cousin."));
    return true;
}

/* ---- the decision log */

#define LOG_PATH "/en/desk/journal/?book=prize%2Fdemo"
#define WITHHELD "Withheld: you are recused from what it is about."

static void the_log_withholds_what_its_reader_is_recused_from(void **state)
{
    Scene scene = begin(state);
    assert_true(town_confirm(&scene.town)); /* an entry that lists all applications */
    assert_true(town_change(&scene.town, scene.town.organiser, recuse, &scene));
    Text key = text_format(scene.town.arena, "%lld", (long long)scene.own.key), number = TEXT("26-001");
    HttpAnswer kept = get_as(&scene, scene.town.organiser, LOG_PATH);
    HttpAnswer whole = get_as(&scene, scene.colleague, LOG_PATH);
    assert_int_equal(kept.status, 200);
    assert_true(text_find(whole.body, number) >= 0);
    assert_true(text_find(kept.body, number) < 0 && text_find(kept.body, key) < 0);
    assert_true(times(kept.body, WITHHELD) >= 2); /* the recusal, and the assignment */
    assert_false(http_has(&kept, "conflict.recused"));
    assert_false(http_has(&kept, "assignment.confirmed"));
    assert_true(http_has(&whole, "conflict.recused"));
    assert_int_equal(times(whole.body, WITHHELD), 0);
    assert_int_equal(times(kept.body, "<li id=\"n"), times(whole.body, "<li id=\"n"));
    assert_true(http_has(&kept, "edition.loaded")); /* what is about nobody stays */
    assert_false(http_has(&kept, "Chain broken"));
    finish(&scene);
}

/* ---- experts who have not accepted */

static bool invite(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return expert_invite(change, edition, TEXT("Iris"), TEXT("iris@iris.example"), LANGUAGE_EN, problems,
                         context);
}
static bool accept(Change *change, const Edition *edition, void *context, Problems *problems)
{
    expert_accept(change, edition, *(AccountId *)context);
    return true;
}

static void whoever_is_invited_sees_the_slate_only_after_accepting(void **state)
{
    Scene scene = begin(state);
    AccountId invited;
    assert_true(town_change(&scene.town, scene.town.organiser, invite, &invited));
    static const char *const pages[] = {"/en/prize/demo/expert/", "/en/prize/demo/expert/conflicts/",
                                        "/en/prize/demo/expert/conflicts/?part=lanterns",
                                        "/en/prize/demo/reviews/", "/en/prize/demo/"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        HttpAnswer answer = get_as(&scene, invited, pages[i]);
        assert_false(http_has(&answer, "Lanterns of the Old Harbour"));
        if (answer.status == 200) assert_false(http_has(&answer, "expert/conflicts/"));
    }
    assert_int_equal(get_as(&scene, invited, "/en/prize/demo/expert/conflicts/").status, 404);
    assert_int_equal(http_post(scene.site, "/en/prize/demo/expert/conflicts/",
                               FIELDS("application", "1001", "note", "Mine."))
                         .status,
                     404);
    assert_int_equal(town_conflicts(&scene.town, invited).count, 0);
    assert_true(town_change(&scene.town, invited, accept, &invited));
    HttpAnswer answer = get_as(&scene, invited, "/en/prize/demo/expert/conflicts/");
    assert_true(http_has(&answer, "Lanterns of the Old Harbour"));
    finish(&scene);
}

/* ---- the reasons of a departure */

static bool shortlist(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    int64_t last = (int64_t)edition->rounds.count, keys[] = {scene->own.key, scene->other.key};
    for (int i = 0; i < 2; i++) {
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO round_result (edition, round, application, rank, numerator, denominator,"
                        " mean_numerator, mean_denominator, reviews, outcome, bound, counterpart, tie, "
                        "tie_with, reserve,"
                        " passed) VALUES ($1, $2, $3, $4, $5, 1, $5, 1, 3, 'rank', -1, 0, '', 0, 0, 1)"),
                    BIND(edition->id.key, last, keys[i], i + 1, 4 - i));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO candidate (edition, round, application) VALUES ($1, $2, $3)"),
                    BIND(edition->id.key, last, keys[i]));
    }
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO round_confirmation (edition, round, confirmed_at, confirmed_by, note)"
                    " VALUES ($1, $2, $3, $4, '')"),
                BIND(edition->id.key, last, change->at.now, change->at.viewer));
    return true;
}

static bool depart(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    Placings placings = {0};
    MotionId id;
    *LIST_ADD(change->at.arena, &placings) =
        (Placing){edition->awards.at[0].code, TEXT(""), 1, scene->other.key};
    return motion_depart(change, edition, &placings, TEXT("The lanterns were never lit."), problems, &id);
}

static void the_recused_do_not_read_the_reasons_about_their_entry(void **state)
{
    Scene scene = begin(state);
    assert_true(town_change(&scene.town, scene.town.organiser, shortlist, &scene));
    assert_true(town_change(&scene.town, scene.member, recuse, &scene)); /* who holds the place by rank */
    assert_true(town_change(&scene.town, scene.chair, depart, &scene));
    HttpAnswer chair = get_as(&scene, scene.chair, "/en/prize/demo/committee/minutes/");
    HttpAnswer member = get_as(&scene, scene.member, "/en/prize/demo/committee/minutes/");
    assert_int_equal(member.status, 200);
    assert_true(http_has(&chair, "The lanterns were never lit."));
    assert_false(http_has(&member, "The lanterns were never lit."));
    assert_false(http_has(&member, "Lanterns of the Old Harbour"));
    assert_true(http_has(&member, "What you are recused from is left out here."));
    finish(&scene);
}

/* ---- a candidate that has left */

static bool withdraw(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    application_join_team(change, scene->own, scene->colleague);
    return application_withdraw(change, edition, scene->own, TEXT("No money."), problems);
}
static bool publish_at(Change *change, const Edition *edition, void *context, Problems *problems);

static void who_has_withdrawn_is_on_no_list(void **state)
{
    Scene scene = begin(state);
    Instant now = clock_now();
    static const char *const pages[] = {"/en/prize/demo/candidates/", "/en/prize/demo/candidates.json",
                                        "/en/prize/demo/candidates.csv"};
    assert_true(town_change(&scene.town, scene.town.organiser, shortlist, &scene));
    assert_true(town_change(&scene.town, (AccountId){0}, publish_at, &now));
    for (int i = 0; i < 3; i++) {
        HttpAnswer answer = get_as(&scene, scene.member, pages[i]);
        assert_true(http_has(&answer, "Lanterns of the Old Harbour"));
    }
    assert_true(town_change(&scene.town, scene.colleague, withdraw, &scene));
    for (int i = 0; i < 3; i++) {
        HttpAnswer answer = get_as(&scene, scene.member, pages[i]);
        assert_int_equal(answer.status, 200);
        assert_false(http_has(&answer, "Lanterns of the Old Harbour"));
        assert_true(http_has(&answer, "Trams That Wait"));
    }
    finish(&scene);
}

/* ---- who judges and applies */

static bool join_team(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    int64_t people[] = {scene->expert.key, scene->town.organiser.key, scene->member.key};
    for (int i = 0; i < 3; i++) application_join_team(change, scene->own, (AccountId){people[i]});
    return true;
}

typedef struct {
    ApplicationId own, other;
    EditionId edition;
    bool stands, stands_other;
    Codes sealed;
} Kept;
static void look_at_conflict(Snapshot *at, void *context)
{
    Kept *it = context;
    it->stands = conflict_stands(at, it->own, at->viewer);
    it->stands_other = conflict_stands(at, it->other, at->viewer);
    it->sealed = conflict_sealed(at, edition_find_by_code(at, TEXT("demo"))->id);
}

static void whoever_writes_an_application_is_in_conflict_with_it(void **state)
{
    Scene scene = begin(state);
    assert_true(town_change(&scene.town, (AccountId){0}, join_team, &scene));
    AccountId writers[] = {scene.expert, scene.town.organiser, scene.member};
    for (int i = 0; i < 3; i++) {
        Kept it = {.own = scene.own, .other = scene.other};
        store_read(scene.town.store, scene.town.arena, writers[i], look_at_conflict, &it);
        assert_true(it.stands);
        assert_false(it.stands_other);
        assert_int_equal(it.sealed.count, 1);
    }
    assert_true(town_confirm(&scene.town)); /* never to its own writer */
    assert_int_equal(town_assignment(&scene.town, scene.own, scene.expert).key, 0);
    Conflicts found = town_conflicts(&scene.town, scene.expert);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.at[0].cause, CONFLICT_TEAM);
    HttpAnswer list = get_as(&scene, scene.town.organiser, "/en/prize/demo/desk/applications/");
    assert_false(http_has(&list, "Lanterns of the Old Harbour"));
    assert_true(http_has(&list, "Trams That Wait"));
    assert_int_equal(get_as(&scene, scene.town.organiser, "/en/prize/demo/desk/applications/1001/").status,
                     404);
    HttpAnswer log = get_as(&scene, scene.town.organiser, LOG_PATH);
    assert_true(http_has(&log, WITHHELD));
    finish(&scene);
}

typedef struct {
    ApplicationId application;
    AccountId account;
} Pair;
static bool join_one(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Pair *pair = context;
    application_join_team(change, pair->application, pair->account);
    return expert_invite(change, edition, TEXT("Wen"), TEXT("wen@wen.example"), LANGUAGE_EN, problems,
                         &pair->account);
}

static void a_writer_who_becomes_an_expert_is_in_conflict_before_there_is_a_profile(void **state)
{
    Scene scene = begin(state);
    Pair pair = {scene.own, town_account(&scene.town, "Wen", "wen@wen.example")};
    assert_true(town_change(&scene.town, scene.town.organiser, join_one, &pair));
    assert_true(town_change(&scene.town, pair.account, accept, &pair.account));
    Conflicts found = town_conflicts(&scene.town, pair.account);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.at[0].cause, CONFLICT_TEAM);
    finish(&scene);
}

/* ---- a mail that waits while its instant moves */

static bool queue_result(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    static const char *const kinds[] = {"prize/result", "prize/result-final"};
    for (int i = 0; i < 2; i++)
        mail_queue(change, &(MailOrder){.kind = kinds[i],
                                        .to_name = TEXT("Sari"),
                                        .to_address = TEXT("sari@semarang.example"),
                                        .subject_key = scene->own.key,
                                        .due = INSTANT_NEVER});
    return true;
}
static bool publish_at(Change *change, const Edition *edition, void *context, Problems *problems)
{
    store_write(change, NOT_A_DECISION, SQL("UPDATE publication SET publish_at = $2 WHERE edition = $1"),
                BIND(edition->id.key, *(Instant *)context));
    return true;
}
static bool win(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    for (int64_t round = 1; round < (int64_t)edition->rounds.count; round++) {
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO round_result (edition, round, application, rank, numerator, denominator,"
                        " mean_numerator, mean_denominator, reviews, outcome, bound, counterpart, tie, "
                        "tie_with, reserve,"
                        " passed) VALUES ($1, $2, $3, 1, 4, 1, 4, 1, 3, 'rank', -1, 0, '', 0, 0, 1)"),
                    BIND(edition->id.key, round, scene->own.key));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO round_confirmation (edition, round, confirmed_at, confirmed_by, note)"
                        " VALUES ($1, $2, 0, 1, '')"),
                    BIND(edition->id.key, round));
    }
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO motion (key, edition, kind, award, state, reason, contest, content, moved_by,"
            " opened_at, result, tongue) VALUES (1, $1, 'proposal', '', 'carried', '', '', '[]', $2, 0, '', "
            "'')"),
        BIND(edition->id.key, scene->chair));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO winner (edition, application, award, tier, place, share, motion, decided_at)"
                    " VALUES ($1, $2, $3, '', 1, 0, 1, 0)"),
                BIND(edition->id.key, scene->own.key, edition->awards.at[0].code));
    return true;
}

typedef struct {
    const Settings *settings;
    int64_t mails, readable;
} Outbox;
static void read_outbox(Snapshot *at, void *context)
{
    Outbox *it = context;
    Mails mails = mail_list(at, MAIL_WAITING, 0, 100);
    for (size_t i = 0; i < mails.count; i++) {
        MailText text = {0};
        if (!text_starts(mails.at[i].kind, TEXT("prize/result"))) continue;
        it->mails++;
        it->readable += mail_read(at, it->settings, &mails.at[i], true, &text);
    }
}

static int64_t readable(Scene *scene)
{
    Outbox it = {.settings = scene->site->settings};
    store_read(scene->town.store, scene->town.arena, (AccountId){0}, read_outbox, &it);
    assert_int_equal(it.mails, 2);
    return it.readable;
}

static void a_queued_result_waits_when_its_instant_is_moved(void **state)
{
    Scene scene = begin(state);
    assert_true(town_change(&scene.town, scene.town.organiser, shortlist, &scene));
    assert_true(town_change(&scene.town, scene.town.organiser, win, &scene));
    Instant now = clock_now(), later = instant_plus(now, DAY_US), never = INSTANT_NEVER;
    assert_true(town_change(&scene.town, (AccountId){0}, publish_at, &now));
    assert_true(town_change(&scene.town, (AccountId){0}, queue_result, &scene));
    assert_int_equal(readable(&scene), 2);
    assert_true(town_change(&scene.town, (AccountId){0}, publish_at, &later));
    assert_int_equal(readable(&scene), 0);
    assert_true(town_change(&scene.town, (AccountId){0}, publish_at, &never)); /* held */
    assert_int_equal(readable(&scene), 0);
    clock_stand_at(later);
    assert_true(town_change(&scene.town, (AccountId){0}, publish_at, &later));
    assert_int_equal(readable(&scene), 2);
    finish(&scene);
}

RUN_TESTS(ON_BOTH(the_log_withholds_what_its_reader_is_recused_from),
          ON_BOTH(whoever_is_invited_sees_the_slate_only_after_accepting),
          ON_BOTH(the_recused_do_not_read_the_reasons_about_their_entry),
          ON_BOTH(who_has_withdrawn_is_on_no_list),
          ON_BOTH(whoever_writes_an_application_is_in_conflict_with_it),
          ON_BOTH(a_writer_who_becomes_an_expert_is_in_conflict_before_there_is_a_profile),
          ON_BOTH(a_queued_result_waits_when_its_instant_is_moved))
