/* SPDX-License-Identifier: Apache-2.0 */
/* A round in which the calibrated score decides: kept, shown to organisers, and explained to applicants. */
#include "feature/prize/calibration.h"

#include "feature/prize/announcement.h"
#include "feature/prize/round.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/http/shell.h"

#include "http_fixture.h"
#include "town.h"

/* All five experts judge all eight projects. Mira gives one grade less than the others, whatever she reads.
 */
enum { PROJECTS = 8, EXPERTS = 5, PLACES = 3, MIRA = 0 };
static const char *const names[EXPERTS] = {"Mira", "Noor", "Olga", "Pau", "Rui"};
static const int qualities[PROJECTS] = {5, 4, 4, 4, 3, 3, 3, 2};

typedef struct {
    Town town;
    HttpFixture *site;
    ApplicationId projects[PROJECTS];
    AccountId experts[EXPERTS], applicant;
    RoundResult result;
    OwnResults own;
} Scene;

static Edition rules_of(Arena *arena, RoundScore score)
{
    Edition rules = town_rules(arena);
    Round *round = &rules.rounds.at[0];
    round->score = score;
    round->experts_each = EXPERTS;
    round->load_max = 0;
    round->places = rules.rounds.at[1].places = PLACES;
    round->minimum = (Ratio){0, 1};
    round->tie = TIE_BY_LOT;
    round->publish_line = true;
    rules.rounds.at[1].caps.count = 0;
    rules.awards.count = 1;
    rules.awards.at[0].places = 1;
    rules.awards.at[0].tiers.count = 0;
    rules.awards.at[0].draws_on.count = 0;
    return rules;
}

/* The judgement of a pair: a little luck, and Mira's severity. */
static int64_t grade_of(int project, int expert)
{
    int64_t grade = qualities[project] + (project * 3 + expert * 2) % 3 - 1 - (expert == MIRA);
    return grade < 1 ? 1 : grade > 5 ? 5 : grade;
}

static bool join_team(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO team_member (application, account, is_lead, joined_at) VALUES ($1, $2, 1, $3)"),
        BIND(scene->projects[1].key, scene->applicant, change->at.now));
    return true;
}

static Scene begin(void **state, const Edition *rules)
{
    static bool registered;
    Fixture *fixture = *state;
    Scene scene = {.town = town_make(fixture->store, fixture->arena, rules)};
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    if (!registered) server_register_hooks(&hooks), prize_announcement_register();
    registered = true;
    scene.site = http_fixture_on(fixture->store, fixture->arena, features);
    for (int i = 0; i < PROJECTS; i++)
        scene.projects[i] = town_application(
            &scene.town, (TownApplication){.title = text_format(fixture->arena, "Project number %d", i).at});
    for (int k = 0; k < EXPERTS; k++)
        scene.experts[k] =
            town_expert(&scene.town,
                        (TownExpert){.name = names[k],
                                     .address = text_format(fixture->arena, "e%d@jury%d.example", k, k).at});
    scene.applicant = town_account(&scene.town, "Sari", "sari@semarang.example");
    assert_true(town_change(&scene.town, (AccountId){0}, join_team, &scene));
    assert_true(town_confirm(&scene.town));
    for (int i = 0; i < PROJECTS; i++)
        for (int k = 0; k < EXPERTS; k++)
            assert_true(town_send(&scene.town, scene.experts[k],
                                  town_assignment(&scene.town, scene.projects[i], scene.experts[k]),
                                  grade_of(i, k)));
    return scene;
}

static bool confirm(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_confirm(change, edition, 1, TEXT(""), false, problems);
}

static void look(Snapshot *at, void *context)
{
    Scene *scene = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    round_result(at, edition, 1, &scene->result);
    scene->own = announcement_own(at, edition, scene->projects[1]);
}

static const Scene *looked(Scene *scene)
{
    store_read(scene->town.store, scene->town.arena, scene->town.organiser, look, scene);
    return scene;
}

static HttpAnswer get(Scene *scene, AccountId who, const char *path)
{
    http_sign_in(scene->site, who);
    return http_get(scene->site, path);
}

static void end(Scene *scene)
{
    service_free(scene->site->service);
}

/* ---- what decides */

static void the_calibrated_score_is_kept_as_it_was_calculated(void **state)
{
    Fixture *fixture = *state;
    Edition rules = rules_of(fixture->arena, SCORE_CALIBRATED);
    Scene scene = begin(state, &rules);
    RoundResult before = looked(&scene)->result;
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    RoundResult after = looked(&scene)->result;
    assert_int_equal(after.rows.count, PROJECTS);
    int different = 0;
    for (size_t i = 0; i < PROJECTS; i++) {
        const LineRow *row = &after.rows.at[i].line;
        assert_int_equal(rational_compare(row->score, before.rows.at[i].line.score), 0);
        assert_int_equal(rational_compare(row->mean, before.rows.at[i].line.mean), 0);
        different += rational_compare(row->score, row->mean) != 0;
    }
    assert_true(different > 0);
    assert_int_equal(after.passed, PLACES);
    end(&scene);
}

/* ---- the organiser's pages */

static void organisers_see_both_scores_the_grey_zone_and_who_is_severe(void **state)
{
    Fixture *fixture = *state;
    Edition rules = rules_of(fixture->arena, SCORE_MEAN);
    Scene scene = begin(state, &rules);
    HttpAnswer ranking = get(&scene, scene.town.organiser, "/en/prize/demo/rounds/1/");
    assert_int_equal(ranking.status, 200);
    assert_true(http_has(&ranking, "The mean of the weighted grades decides."));
    assert_true(http_has(&ranking, "/en/prize/demo/rounds/1/calibration/"));
    HttpAnswer grey = get(&scene, scene.town.organiser, "/en/prize/demo/rounds/1/calibration/?further=4");
    assert_int_equal(grey.status, 200);
    assert_true(http_has(&grey, "The grey zone"));
    assert_true(http_has(&grey, "class=\"span\""));
    assert_true(http_has(&grey, "now "));
    HttpAnswer severity = get(&scene, scene.town.organiser, "/en/prize/demo/rounds/1/severity/");
    assert_true(http_has(&severity, "class=\"span\""));
    Text first = text_from(severity.body, (size_t)text_find(severity.body, TEXT("<tbody")));
    assert_true(text_find(first, TEXT("Mira")) < text_find(first, TEXT("Noor")));
    HttpAnswer csv = get(&scene, scene.town.organiser, "/en/prize/demo/rounds/1/result.csv");
    assert_true(http_has(&csv, "mean,calibrated,error,rank_from,rank_to,above_percent,reviews"));
    end(&scene);
}

static void a_number_that_is_none_is_asked_for_again(void **state)
{
    Fixture *fixture = *state;
    Edition rules = rules_of(fixture->arena, SCORE_CALIBRATED);
    Scene scene = begin(state, &rules);
    static const char *const typed[] = {"many", "0", "1001", "-3"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        Text path = text_format(fixture->arena, "/en/prize/demo/rounds/1/calibration/?further=%s", typed[i]);
        HttpAnswer page = get(&scene, scene.town.organiser, path.at);
        assert_int_equal(page.status, 200);
        assert_true(http_has(&page, "Type a whole number from 1 to 1,000."));
    }
    end(&scene);
}

static bool set_conflict(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    conflict_add(change, edition, scene->projects[2], scene->town.organiser, CONFLICT_SET,
                 TEXT("My street."));
    return true;
}

static bool regrade(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE score SET grade = 1 WHERE assignment IN"
                    " (SELECT key FROM assignment WHERE application = $1)"),
                BIND(scene->projects[2].key));
    return true;
}

/* Whatever the hidden one's grades are, these pages are the same to the byte. */
static void an_organiser_in_conflict_sees_nothing_that_hangs_on_it(void **state)
{
    static const char *const pages[] = {"/en/prize/demo/rounds/1/", "/en/prize/demo/rounds/1/result.csv",
                                        "/en/prize/demo/rounds/1/calibration/?further=9",
                                        "/en/prize/demo/rounds/1/severity/"};
    enum { PAGES = sizeof pages / sizeof *pages };
    Fixture *fixture = *state;
    Edition rules = rules_of(fixture->arena, SCORE_CALIBRATED);
    Scene scene = begin(state, &rules);
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    assert_true(town_change(&scene.town, scene.town.organiser, set_conflict, &scene));
    HttpAnswer before[PAGES];
    for (size_t i = 0; i < PAGES; i++) {
        before[i] = get(&scene, scene.town.organiser, pages[i]);
        assert_int_equal(before[i].status, 200);
        assert_false(http_has(&before[i], "Project number 2"));
    }
    assert_true(http_has(&before[2], "1 application is left out because of your conflict of interest"));
    assert_true(town_change(&scene.town, (AccountId){0}, regrade, &scene));
    for (size_t i = 0; i < PAGES; i++) {
        HttpAnswer after = get(&scene, scene.town.organiser, pages[i]);
        Text first = before[i].body, second = after.body;
        ptrdiff_t at = text_find(first, TEXT("<main")), other = text_find(second, TEXT("<main"));
        if (at >= 0) first = text_from(first, (size_t)at), second = text_from(second, (size_t)other);
        ptrdiff_t form = text_find(first, TEXT("<form")); /* its token is new each time */
        if (form >= 0)
            first = text_slice(first, 0, (size_t)form), second = text_slice(second, 0, (size_t)form);
        assert_true(text_is(first, second));
    }
    end(&scene);
}

/* ---- the applicant's own result */

static void an_applicant_can_follow_the_score_once_it_is_published(void **state)
{
    Fixture *fixture = *state;
    Edition rules = rules_of(fixture->arena, SCORE_CALIBRATED);
    Scene scene = begin(state, &rules);
    Text path =
        text_format(fixture->arena, "/en/prize/demo/apply/%lld/result/", (long long)scene.projects[1].key);
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    clock_stand_at(rules.rounds.at[0].ends);
    HttpAnswer early = get(&scene, scene.applicant, path.at);
    assert_false(http_has(&early, "How the score came about"));
    assert_int_equal(looked(&scene)->own.rounds.count, 0);
    clock_stand_at(rules.rounds.at[0].publish_at);
    HttpAnswer page = get(&scene, scene.applicant, path.at);
    assert_true(http_has(&page, "How the score came about"));
    assert_true(http_has(&page, "5 reviews of your application count."));
    assert_true(http_has(&page, "What decides is the calibrated score"));
    assert_true(http_has(&page, "The line was at"));
    assert_int_equal(looked(&scene)->own.rounds.count, 1);
    const OwnScore *own = &scene.own.rounds.at[0].score;
    int64_t sum = 0;
    for (int k = 0; k < EXPERTS; k++) sum += grade_of(1, k);
    assert_true(own->is_there && own->is_calibrated);
    assert_int_equal(rational_compare(own->mean, rational_of(sum, EXPERTS)), 0);
    assert_int_equal(rational_compare(own->criteria.at[0].mean, own->mean), 0); /* all grades are alike */
    assert_int_equal(rational_compare(own->line, scene.result.rows.at[PLACES - 1].line.score), 0);
    end(&scene);
}

static void the_line_is_told_only_where_the_rules_publish_it(void **state)
{
    Fixture *fixture = *state;
    Edition rules = rules_of(fixture->arena, SCORE_MEAN);
    rules.rounds.at[0].publish_line = false;
    Scene scene = begin(state, &rules);
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    clock_stand_at(rules.rounds.at[0].publish_at);
    const OwnScore *own = &looked(&scene)->own.rounds.at[0].score;
    assert_true(rational_is_none(own->line));
    assert_false(own->is_calibrated);
    Text path =
        text_format(fixture->arena, "/en/prize/demo/apply/%lld/result/", (long long)scene.projects[1].key);
    HttpAnswer page = get(&scene, scene.applicant, path.at);
    assert_true(http_has(&page, "The mean is the sum divided by the sum of the weights"));
    assert_false(http_has(&page, "The line was at"));
    assert_false(http_has(&page, "calibrated"));
    end(&scene);
}

RUN_TESTS(ON_BOTH(the_calibrated_score_is_kept_as_it_was_calculated),
          ON_BOTH(organisers_see_both_scores_the_grey_zone_and_who_is_severe),
          ON_SQLITE(a_number_that_is_none_is_asked_for_again),
          ON_BOTH(an_organiser_in_conflict_sees_nothing_that_hangs_on_it),
          ON_BOTH(an_applicant_can_follow_the_score_once_it_is_published),
          ON_BOTH(the_line_is_told_only_where_the_rules_publish_it))
