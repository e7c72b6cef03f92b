/* SPDX-License-Identifier: Apache-2.0 */
/* The page of how firm a result is: what organisers read, and what those don't who are in conflict. */
#include "http_fixture.h"
#include "platform/account/account.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/http/shell.h"
#include "town.h"

/* One place; Ada gave the first two the same grades, and the third the least. A lot decided. */
enum { LANTERNS, TRAMS, WELLS, ALL };
typedef struct {
    Town town;
    HttpFixture *site;
    ApplicationId applications[ALL];
    AccountId colleague;
} Scene;

static bool appoint(Change *change, const Edition *edition, void *context, Problems *problems)
{
    account_grant(change, ((Scene *)context)->colleague, edition->scope, "organiser");
    return true;
}

static bool recuse(Change *change, const Edition *edition, void *context, Problems *problems)
{
    conflict_add(change, edition, ((Scene *)context)->applications[TRAMS], change->at.viewer,
                 CONFLICT_RECUSED, TEXT("A cousin."));
    return true;
}

static Edition one_place(Arena *arena)
{
    Edition rules = town_rules(arena);
    Round *round = &rules.rounds.at[0];
    round->experts_each = 1;
    round->places = rules.rounds.at[1].places = 1;
    round->tie = TIE_BY_LOT;
    round->minimum = (Ratio){0, 1};
    rules.awards.count = 1;
    rules.awards.at[0].places = 1;
    rules.awards.at[0].tiers.count = 0;
    rules.awards.at[0].draws_on.count = 0;
    return rules;
}

static Scene begin(void **state)
{
    static bool registered;
    static const char *const titles[ALL] = {"Lanterns of the Old Harbour", "Trams That Wait",
                                            "Wells for All"};
    Fixture *fixture = *state;
    Edition rules = one_place(fixture->arena);
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    if (!registered) server_register_hooks(&hooks);
    registered = true;
    scene.site = http_fixture_on(fixture->store, fixture->arena, features);
    for (int i = 0; i < ALL; i++)
        scene.applications[i] = town_application(&scene.town, (TownApplication){.title = titles[i]});
    scene.colleague = town_account(&scene.town, "Oskar", "oskar@prize.example");
    AccountId ada = town_expert(&scene.town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    assert_true(town_confirm(&scene.town));
    for (int i = 0; i < ALL; i++)
        assert_true(town_send(&scene.town, ada, town_assignment(&scene.town, scene.applications[i], ada),
                              i == WELLS ? 1 : 4));
    assert_true(town_change(&scene.town, scene.town.organiser, appoint, &scene));
    return scene;
}

static HttpAnswer get_as(Scene *scene, AccountId who, const char *path)
{
    http_sign_in(scene->site, who);
    return http_get(scene->site, path);
}

#define PAGE_PATH "/en/prize/demo/rounds/1/fragility/"
#define COUNTS(in, in_by_little, out, out_by_little)                                                         \
    "Passed</th><td class=\"n\">" in "</td><td class=\"n\">" in_by_little                                    \
    "</td></tr><tr><th scope=\"row\">Not "                                                                   \
    "passed</th><td class=\"n\">" out "</td><td class=\"n\">" out_by_little "</td>"

static void organisers_read_what_a_result_hangs_on(void **state)
{
    Scene scene = begin(state);
    HttpAnswer page = get_as(&scene, scene.colleague, PAGE_PATH);
    assert_int_equal(page.status, 200);
    assert_true(http_has(&page, "Trams That Wait") && http_has(&page, "Lanterns of the Old Harbour"));
    assert_false(http_has(&page, "Wells for All")); /* safely out */
    assert_true(http_has(&page, COUNTS("0", "1", "1", "1")));
    assert_true(http_has(&page, "Without the reviews of Ada"));
    assert_true(http_has(&page, "One grade more or less for 1 other application: 26-00"));
    assert_true(http_has(&page, "One grade less at any criterion: Ada"));
    assert_int_equal(get_as(&scene, scene.colleague, "/en/prize/demo/rounds/9/fragility/").status, 404);
    service_free(scene.site->service);
}

/* All of it follows from the grades of all. */
static void who_is_in_conflict_learns_nothing_of_it(void **state)
{
    Scene scene = begin(state);
    assert_true(town_change(&scene.town, scene.town.organiser, recuse, &scene));
    HttpAnswer page = get_as(&scene, scene.town.organiser, PAGE_PATH);
    assert_int_equal(page.status, 200);
    assert_true(http_has(&page, "You have a conflict of interest with 1 application of this round."));
    assert_false(http_has(&page, "Trams That Wait") || http_has(&page, "26-00") || http_has(&page, "<table"));
    service_free(scene.site->service);
}

RUN_TESTS(ON_BOTH(organisers_read_what_a_result_hangs_on), ON_BOTH(who_is_in_conflict_learns_nothing_of_it))
