/* SPDX-License-Identifier: Apache-2.0 */
/* The applicant's pages through the router: what is typed is kept, what is foreign is not there, what
 * was sent twice happened once, what came late loses nothing. */
#include "feature/prize/application.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/feature.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/mail/feature.h"

#include "http_fixture.h"
#include "test.h"

static HttpFixture *site;
static AccountId anna, ben;
static Text anna_login, ben_login;

static Instant instant(const char *text)
{
    Instant at;
    assert_true(instant_read(text_of(text), &at));
    return at;
}

static bool make_scene(Change *change, void *context)
{
    Edition *edition = context;
    Problems problems = problems_none(change->at.arena);
    EditionId id;
    edition_keep(change, edition, TEXT(""), &problems, &id);
    anna = account_ensure(change, TEXT("Anna"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    ben = account_ensure(change, TEXT("Ben"), TEXT("ben@stadt.example"), LANGUAGE_EN);
    anna_login = login_open(change, anna, TEXT("test"), 40 * DAY_US);
    ben_login = login_open(change, ben, TEXT("test"), 40 * DAY_US);
    return true;
}

static Text begun(void)
{
    site->login_cookie = anna_login;
    HttpAnswer answer = http_post(site, "/en/prize/demo/apply/", FIELDS());
    assert_int_equal(answer.status, 303);
    assert_true(text_find(http_header(&answer, "Location"), TEXT("/prize/demo/apply/")) >= 0);
    return http_header(&answer, "Location");
}

static const char *below(Text task, const char *page)
{
    return text_c(site->arena, text_join(site->arena, task, text_of(page)));
}

static void what_is_typed_is_kept_though_something_is_missing(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    Text task = begun();
    HttpAnswer answer = http_post(site, below(task, "project/"), FIELDS("title", "Rain <b>barrels</b>"));
    assert_int_equal(answer.status, 303);
    assert_true(text_ends(http_header(&answer, "Location"), TEXT("/project/?check=1")));
    answer = http_get(site, below(task, "project/?check=1"));
    assert_true(http_has(&answer, "Rain &lt;b&gt;barrels&lt;/b&gt;"));
    assert_true(http_has(&answer, "Enter the name of the city."));
}

static void a_withdrawn_application_says_that_it_can_no_longer_be_changed(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    Text task = begun();
    assert_int_equal(http_post(site, below(task, "withdraw/"), FIELDS("reason", "")).status, 303);
    const char *const pages[] = {"project/", "applicant/", "section/project/"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        HttpAnswer answer = http_post(site, below(task, pages[i]), FIELDS("title", "Too late"));
        assert_int_equal(answer.status, 422);
        assert_true(http_has(&answer, "withdrawn and can no longer be changed"));
    }
}

static void a_foreign_application_is_not_there(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    Text task = begun();
    const char *const pages[] = {"", "project/", "applicant/", "files/", "check/", "withdraw/", "team/"};
    site->login_cookie = ben_login;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        assert_int_equal(http_get(site, below(task, pages[i])).status, 404);
    assert_int_equal(http_post(site, below(task, "project/"), FIELDS("title", "Mine now")).status, 404);
    assert_int_equal(http_post(site, below(task, "withdraw/"), FIELDS("reason", "x")).status, 404);
    site->login_cookie = anna_login;
    HttpAnswer answer = http_get(site, below(task, ""));
    assert_int_equal(answer.status, 200);
    assert_false(http_has(&answer, "Mine now"));
}

static void beginning_twice_with_one_form_begins_once(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    site->login_cookie = anna_login;
    const char *const *form = FIELDS("operation", "0123456789abcdef0123456789abcdef0123456789a");
    HttpAnswer first = http_post(site, "/en/prize/demo/apply/", form);
    HttpAnswer second = http_post(site, "/en/prize/demo/apply/", form);
    assert_int_equal(second.status, 303);
    assert_text(http_header(&second, "Location"), text_c(site->arena, http_header(&first, "Location")));
}

static void after_the_deadline_nothing_is_begun_and_a_draft_is_still_there(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-29T08:59:59Z"));
    Text task = begun();
    http_post(site, below(task, "project/"), FIELDS("title", "Late but kept"));
    clock_stand_at(instant("2026-05-29T09:00:01Z"));
    assert_int_equal(http_post(site, "/en/prize/demo/apply/", FIELDS()).status, 422);
    assert_int_equal(http_post(site, below(task, "check/"), FIELDS("pledge", "yes")).status, 422);
    HttpAnswer answer = http_get(site, below(task, ""));
    assert_true(http_has(&answer, "Late but kept"));
    assert_true(http_has(&answer, "can no longer be submitted"));
}

static void a_page_without_a_login_leads_to_the_sign_in(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    Text task = begun();
    site->login_cookie = (Text){0};
    HttpAnswer answer = http_get(site, below(task, "project/"));
    assert_int_equal(answer.status, 303);
    assert_true(text_find(http_header(&answer, "Location"), TEXT("/account/sign-in/")) >= 0);
}

static void the_desk_is_the_organisers_alone(void **state)
{
    (void)state;
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    site->login_cookie = anna_login;
    assert_int_equal(http_get(site, "/en/prize/demo/desk/").status, 404);
    assert_int_equal(http_get(site, "/en/prize/demo/desk/applications/").status, 404);
    assert_int_equal(http_get(site, "/en/prize/demo/desk/applications.csv").status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_typed_is_kept_though_something_is_missing),
        TEST(a_withdrawn_application_says_that_it_can_no_longer_be_changed),
        TEST(a_foreign_application_is_not_there),
        TEST(beginning_twice_with_one_form_begins_once),
        TEST(after_the_deadline_nothing_is_begun_and_a_draft_is_still_there),
        TEST(a_page_without_a_login_leads_to_the_sign_in),
        TEST(the_desk_is_the_organisers_alone),
    };
    clock_stand_at(instant("2026-05-01T00:00:00Z"));
    server_register_hooks(&account_server_hooks);
    account_register();
    application_contribute();
    site = http_fixture_open("apply", features);
    Edition edition;
    Problems problems = problems_none(site->arena);
    if (!edition_read(site->arena, edition_demo_file(), &edition, &problems)) return 1;
    store_change(site->store, site->arena, (AccountId){0}, make_scene, &edition);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_fixture_close(site);
    return failed != 0;
}
