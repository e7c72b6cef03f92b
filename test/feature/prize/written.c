/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons, comments, feedback and notes carry the language of the page that they were written on, wherever
 * somebody reads them in another one. */
#include "feature/prize/announcement.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/motion.h"
#include "feature/prize/round.h"
#include "platform/account/account.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/http/shell.h"

#include "http_fixture.h"
#include "town.h"

#include <stdio.h>

typedef struct {
    Town town;
    HttpFixture *site;
    ApplicationId application;
    AccountId applicant, expert, chair, member;
    AssignmentId assignment;
} Scene;

static void as(Scene *scene, AccountId who)
{
    http_sign_in(scene->site, who);
}

static void post(Scene *scene, AccountId who, const char *path, const char *const *fields)
{
    as(scene, who);
    HttpAnswer answer = http_post(scene->site, path, fields);
    if (answer.status != 303) fail_msg("%s: %d\n%.*s", path, answer.status, TEXT_PRINT(answer.body));
}

/* The page has the text, so often marked as of this language, and never without a mark. */
static void assert_marked(Scene *scene, AccountId who, const char *path, const char *tongue, const char *text)
{
    as(scene, who);
    HttpAnswer page = http_get(scene->site, path);
    assert_int_equal(page.status, 200);
    Text marked = text_format(scene->town.arena, "<span lang=\"%s\">%s", tongue, text), rest = page.body;
    int all = 0, good = 0;
    for (ptrdiff_t at; (at = text_find(rest, text_of(text))) >= 0; all++)
        rest = text_from(rest, (size_t)at + 1);
    rest = page.body;
    for (ptrdiff_t at; (at = text_find(rest, marked)) >= 0; good++) rest = text_from(rest, (size_t)at + 1);
    if (!good || good != all) fail_msg("%s: %d of %d are marked: %s", path, good, all, text);
}

/* One project of the applicant's. */
static bool join_team(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO team_member (application, account, is_lead, joined_at) VALUES ($1, $2, 1, $3)"),
        BIND(scene->application.key, scene->applicant, change->at.now));
    return true;
}

static Scene begin(void **state, const Edition *rules)
{
    static bool registered;
    Fixture *fixture = *state;
    Scene scene = {.town = town_make(fixture->store, fixture->arena, rules)};
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    if (!registered) server_register_hooks(&hooks);
    if (!registered) prize_announcement_register();
    registered = true;
    scene.site = http_fixture_on(fixture->store, fixture->arena, features);
    scene.application = town_application(&scene.town, (TownApplication){.title = "Trams That Wait"});
    scene.applicant = town_account(&scene.town, "Sari", "sari@semarang.example");
    assert_true(town_change(&scene.town, (AccountId){0}, join_team, &scene));
    return scene;
}

static void finish(Scene *scene)
{
    service_free(scene->site->service);
}

static const char *format(Scene *scene, const char *pattern, int64_t key)
{
    char *path = arena_take(scene->town.arena, 200);
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(path, 200, pattern, (long long)key);
    return path;
}

/* ---- a screening */

static bool confirm(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_confirm(change, edition, 1, TEXT(""), false, problems);
}

static void screen_out(Scene *scene, const char *path, const char *decision)
{
    post(scene, scene->town.organiser, path,
         FIELDS(format(scene, "in-%lld", scene->application.key), decision,
                format(scene, "why-%lld", scene->application.key), "Noch kein Ergebnis."));
}

static void the_reason_of_a_screening(void **state)
{
    Fixture *fixture = *state;
    Edition rules;
    Problems problems = problems_none(fixture->arena);
    assert_true(edition_read(fixture->arena, edition_demo_file(), &rules, &problems));
    Scene scene = begin(state, &rules);
    screen_out(&scene, "/de/prize/demo/rounds/1/screening/", "0");
    screen_out(&scene, "/ko/prize/demo/rounds/1/screening/",
               "1"); /* the text stays as it is, and its language */
    screen_out(&scene, "/ko/prize/demo/rounds/1/screening/", "0");
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    assert_marked(&scene, scene.town.organiser, "/en/prize/demo/rounds/1/", "de", "Noch kein Ergebnis.");
    clock_stand_at(rules.rounds.at[0].publish_at);
    const char *result = format(&scene, "/en/prize/demo/apply/%lld/result/", scene.application.key);
    assert_marked(&scene, scene.applicant, result, "de", "Noch kein Ergebnis.");
    finish(&scene);
}

/* ---- reviews */

static bool release(Change *change, const Edition *edition, void *context, Problems *problems)
{
    round_release_feedback(change, edition, 1);
    return true;
}

static Scene begin_review(void **state)
{
    Fixture *fixture = *state;
    Edition rules = town_rules(fixture->arena);
    rules.rounds.at[0].experts_each = 1;
    rules.rounds.at[1].earlier = EARLIER_SHOWN;
    Scene scene = begin(state, &rules);
    scene.expert = town_expert(&scene.town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    assert_true(town_confirm(&scene.town));
    scene.assignment = town_assignment(&scene.town, scene.application, scene.expert);
    return scene;
}

static void send(Scene *scene, const char *pattern, const char *comment, const char *feedback)
{
    const Rubric *rubric = &town_edition(&scene->town)->rubrics.at[0];
    const char *fields[40];
    size_t count = 0;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        fields[count++] =
            text_format(scene->town.arena, "grade-%.*s", TEXT_PRINT(rubric->criteria.at[i].code)).at;
        fields[count++] = "4";
    }
    memcpy(fields + count, FIELDS("comment", comment, "feedback", feedback), 5 * sizeof *fields);
    post(scene, scene->expert, format(scene, pattern, scene->assignment.key), fields);
}

static void comment_and_feedback_of_a_review(void **state)
{
    Scene scene = begin_review(state);
    const Edition *edition = town_edition(&scene.town);
    send(&scene, "/ko/prize/demo/reviews/%lld/", "예산을 물어보십시오.", "지도가 좋습니다.");
    send(&scene, "/de/prize/demo/reviews/%lld/", "Fragen Sie nach dem Unterhalt.", "지도가 좋습니다.");
    clock_stand_at(edition->rounds.at[0].ends);
    const char *review = format(&scene, "/en/prize/demo/reviews/%lld/", scene.assignment.key);
    assert_marked(&scene, scene.expert, review, "de", "Fragen Sie nach dem Unterhalt.");
    assert_marked(&scene, scene.expert, review, "ko", "지도가 좋습니다.");
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    assert_true(town_change(&scene.town, scene.town.organiser, release, NULL));
    clock_stand_at(edition->rounds.at[0].publish_at);
    const char *result = format(&scene, "/en/prize/demo/apply/%lld/result/", scene.application.key);
    assert_marked(&scene, scene.applicant, result, "ko", "지도가 좋습니다.");
    finish(&scene);
}

typedef struct {
    AssignmentPlan plan;
    int64_t assignment;
} Second;

static void plan_second(Snapshot *at, void *context)
{
    Problems problems = problems_none(at->arena);
    assert_true(assignment_plan(at, edition_find_by_code(at, TEXT("demo")), 2, (AssignmentWish){0}, &problems,
                                &((Second *)context)->plan));
}
static bool assign_second(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Second *second = context;
    assignment_keep_plan(change, edition, 2, &second->plan);
    if (!assignment_confirm(change, edition, second->plan.plan, problems)) return false;
    second->assignment =
        store_count(&change->at, SQL("SELECT key FROM assignment WHERE round = 2 LIMIT 1"), BIND());
    return true;
}

static void the_feedback_of_an_earlier_round(void **state)
{
    Scene scene = begin_review(state);
    Second second = {0};
    send(&scene, "/ko/prize/demo/reviews/%lld/", "", "지도가 좋습니다.");
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    for (int i = 0; i < 4; i++) /* the panel wants five */
        town_expert(&scene.town,
                    (TownExpert){.name = "Ben", .address = format(&scene, "ben%lld@ben.example", i)});
    store_read(scene.town.store, scene.town.arena, scene.town.organiser, plan_second, &second);
    assert_true(town_change(&scene.town, scene.town.organiser, assign_second, &second));
    as(&scene, scene.expert);
    HttpAnswer list = http_get(scene.site, "/en/prize/demo/reviews/");
    ptrdiff_t at = text_find(list.body, TEXT("/en/prize/demo/reviews/"));
    while (at >= 0 && list.body.at[at + 23] == '"')
        at += 1 + text_find(text_from(list.body, (size_t)at + 1), TEXT("/en/prize/demo/reviews/"));
    Text path = text_from(list.body, (size_t)at);
    path = text_next(&path, '"');
    assert_marked(&scene, scene.expert, text_c(scene.town.arena, path), "ko", "지도가 좋습니다.");
    finish(&scene);
}

/* ---- experts, conflicts, announcements, rules */

static void where_an_expert_comes_from(void **state)
{
    Scene scene = begin_review(state);
    post(&scene, scene.expert, "/de/prize/demo/expert/",
         FIELDS("organisation", "Freie Planungsgruppe", "city", "Mailand", "country", "IT", "topics", "water",
                "tongues", "en"));
    post(&scene, scene.expert, "/ko/prize/demo/expert/", /* no name changes */
         FIELDS("organisation", "Freie Planungsgruppe", "city", "Mailand", "country", "IT", "topics", "heat",
                "tongues", "en"));
    const char *expert = format(&scene, "/en/prize/demo/experts/%lld/", scene.expert.key);
    assert_marked(&scene, scene.town.organiser, "/en/prize/demo/experts/", "de", "Freie Planungsgruppe");
    assert_marked(&scene, scene.town.organiser, expert, "de", "Mailand");
    finish(&scene);
}

static void the_note_of_a_conflict(void **state)
{
    Scene scene = begin_review(state);
    post(&scene, scene.town.organiser, "/de/prize/demo/conflicts/",
         FIELDS("person", format(&scene, "%lld", scene.expert.key), "number", "26-001", "note",
                "Sie wohnt in der Straße."));
    assert_marked(&scene, scene.town.organiser, "/en/prize/demo/conflicts/", "de",
                  "Sie wohnt in der Straße.");
    assert_marked(&scene, scene.town.organiser,
                  format(&scene, "/ko/prize/demo/experts/%lld/", scene.expert.key), "de",
                  "Sie wohnt in der Straße.");
    finish(&scene);
}

static void the_reason_of_an_announcement_that_moves(void **state)
{
    Scene scene = begin_review(state);
    post(&scene, scene.town.organiser, "/ko/prize/demo/announcements/",
         FIELDS("step", "0", "what", "hold", "reason", "태풍이 옵니다."));
    assert_marked(&scene, scene.town.organiser, "/en/prize/demo/announcements/", "ko", "태풍이 옵니다.");
    finish(&scene);
}

static bool change_rules(Change *change, const Edition *edition, void *context, Problems *problems)
{
    EditionId id;
    Edition changed = *edition;
    changed.committee.casting_vote = !changed.committee.casting_vote;
    return edition_keep(change, &changed, TEXT("Wie im Vorjahr."), problems, &id);
}

static void the_reason_of_changed_rules(void **state)
{
    Scene scene = begin_review(state);
    assert_true(town_change_in(&scene.town, scene.town.organiser, TEXT("de"), change_rules, NULL));
    assert_marked(&scene, scene.town.organiser, "/en/prize/demo/organise/rules/", "de", "Wie im Vorjahr.");
    finish(&scene);
}

/* ---- the committee */

static bool come_together(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    int64_t last = (int64_t)edition->rounds.count;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO round_result (edition, round, application, rank, numerator, denominator,"
                    " mean_numerator, mean_denominator, reviews, outcome, bound, counterpart, tie, tie_with, "
                    "reserve, passed)"
                    " VALUES ($1, $2, $3, 1, 4, 1, 4, 1, 3, 'rank', -1, 0, '', 0, 0, 1)"),
                BIND(edition->id.key, last, scene->application.key));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO candidate (edition, round, application) VALUES ($1, $2, $3)"),
                BIND(edition->id.key, last, scene->application.key));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO round_confirmation (edition, round, confirmed_at, confirmed_by, note)"
                    " VALUES ($1, $2, $3, $4, '')"),
                BIND(edition->id.key, last, change->at.now, change->at.viewer));
    return committee_seat(change, edition, scene->chair, SEAT_CHAIR, problems) &&
           committee_seat(change, edition, scene->member, SEAT_MEMBER, problems);
}

static bool propose(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return motion_propose(change, edition, problems, context);
}

static void what_the_committee_contests(void **state)
{
    Scene scene = begin_review(state);
    MotionId motion;
    scene.chair = town_account(&scene.town, "Kim", "kim@c.example");
    scene.member = town_account(&scene.town, "Becker", "becker@b.example");
    assert_true(town_change(&scene.town, scene.town.organiser, come_together, &scene));
    assert_true(town_change(&scene.town, scene.chair, propose, &motion));
    post(&scene, scene.member, format(&scene, "/de/prize/demo/committee/motions/%lld/contest/", motion.key),
         FIELDS("reason", "Die Sonderpreise einzeln."));
    assert_marked(&scene, scene.chair, "/ko/prize/demo/committee/minutes/", "de",
                  "Die Sonderpreise einzeln.");
    finish(&scene);
}

static bool depart(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    MotionId motion;
    Placings placings = {0};
    *LIST_ADD(change->at.arena, &placings) = (Placing){.award = edition->awards.at[0].code,
                                                       .tier = edition->awards.at[0].tiers.at[0].code,
                                                       .place = 1,
                                                       .application = scene->application.key};
    return motion_depart(change, edition, &placings, TEXT("Eine kleinere Stadt."), problems, &motion);
}

static void why_a_motion_departs(void **state)
{
    Scene scene = begin_review(state);
    scene.chair = town_account(&scene.town, "Kim", "kim@c.example");
    scene.member = town_account(&scene.town, "Becker", "becker@b.example");
    assert_true(town_change(&scene.town, scene.town.organiser, come_together, &scene));
    assert_true(town_change_in(&scene.town, scene.chair, TEXT("de"), depart, &scene));
    assert_marked(&scene, scene.member, "/en/prize/demo/committee/minutes/", "de", "Eine kleinere Stadt.");
    finish(&scene);
}

RUN_TESTS(ON_BOTH(the_reason_of_a_screening), ON_BOTH(comment_and_feedback_of_a_review),
          ON_BOTH(the_feedback_of_an_earlier_round), ON_BOTH(where_an_expert_comes_from),
          ON_BOTH(the_note_of_a_conflict), ON_BOTH(the_reason_of_an_announcement_that_moves),
          ON_BOTH(the_reason_of_changed_rules), ON_BOTH(what_the_committee_contests),
          ON_BOTH(why_a_motion_departs))
