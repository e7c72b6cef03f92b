/* SPDX-License-Identifier: Apache-2.0 */
/* The public pages of an edition, the organiser's rules and the announcements, through the router. */
#include "feature/prize/edition.h"
#include "feature/prize/edition_file.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"

#include "http_fixture.h"
#include "test.h"

#include <jansson.h>

static HttpFixture *site;
static AccountId anna, ben, carla, otto; /* two organisers, the chair, nobody */
static EditionId edition;

static Instant instant(const char *text)
{
    Instant at;
    assert_true(instant_read(text_of(text), &at));
    return at;
}

static bool make(Change *change, void *context)
{
    Edition rules;
    Problems problems = problems_none(change->at.arena);
    assert_true(edition_read(change->at.arena, edition_demo_file(), &rules, &problems));
    assert_true(edition_keep(change, &rules, TEXT(""), &problems, &edition));
    Text scope = edition_find(&change->at, edition)->scope;
    anna = account_ensure(change, TEXT("Anna"), TEXT("anna@example.org"), LANGUAGE_EN);
    ben = account_ensure(change, TEXT("Ben"), TEXT("ben@example.org"), LANGUAGE_EN);
    carla = account_ensure(change, TEXT("Carla"), TEXT("carla@example.org"), LANGUAGE_EN);
    otto = account_ensure(change, TEXT("Otto"), TEXT("otto@example.org"), LANGUAGE_EN);
    account_grant(change, anna, scope, "organiser");
    account_grant(change, ben, scope, "organiser");
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO committee_member (edition, account, role, joined_at) VALUES ($1, $2, 'chair', $3)"),
        BIND(edition.key, carla, change->at.now));
    return true;
}

static bool sign_in(Change *change, void *context)
{
    AccountId *who = context;
    site->login_cookie = login_open(change, *who, TEXT("test"), DAY_US);
    return true;
}

static void as(AccountId who)
{
    site->login_cookie = (Text){0};
    site->csrf = (Text){0};
    memset(&site->cookies, 0, sizeof site->cookies);
    if (who.key) store_change(site->store, site->arena, (AccountId){0}, sign_in, &who);
}

static HttpAnswer get_at(const char *now, const char *path)
{
    clock_stand_at(instant(now));
    return http_get(site, path);
}

static Text location(const HttpAnswer *answer)
{
    return http_header(answer, "Location");
}

/* ---- for everyone */

static void the_call_says_what_can_be_done_now(void **state)
{
    as((AccountId){0});
    HttpAnswer before = get_at("2026-02-12T00:00:00Z", "/en/prize/demo/");
    assert_int_equal(before.status, 200);
    assert_true(http_has(&before, "The call is not open yet"));
    assert_true(http_has(&before, "Friday 13 February 2026 at 09:00, Seoul time (UTC+9)"));
    HttpAnswer open = get_at("2026-05-19T00:00:00Z", "/en/prize/demo/");
    assert_true(http_has(&open, "The call is open"));
    assert_true(http_has(&open, "Whoever passed “Eligibility check” enters."));
    assert_true(http_has(&open, "Whoever passed “Assessment” enters."));
    assert_true(http_has(&open, "10 days left to apply"));
    assert_true(http_has(&open, "Friday 29 May 2026 at 18:00, Seoul time (UTC+9)"));
    HttpAnswer last = get_at("2026-05-29T09:00:00Z", "/en/prize/demo/");
    assert_true(http_has(&last, "The call is open"));
    HttpAnswer closed = get_at("2026-05-29T09:00:01Z", "/en/prize/demo/");
    assert_true(http_has(&closed, "The call is closed"));
    assert_true(http_has(&closed, "Friday 25 September 2026 at 14:00, Seoul time (UTC+9)"));
}

static void every_public_page_is_there_in_three_languages(void **state)
{
    static const char *const pages[] = {"", "prize/", "prize/demo/", "prize/demo/call.json"};
    static const char *const languages[] = {"en", "ko", "de"};
    static const char *const instants[] = {"2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z",
                                           "2026-07-01T00:00:00Z", "2026-10-01T00:00:00Z"};
    as((AccountId){0});
    for (size_t i = 0; i < 48; i++) {
        Text path = text_format(site->arena, "/%s/%s", languages[i % 3], pages[i / 3 % 4]);
        HttpAnswer answer = get_at(instants[i / 12], path.at);
        if (answer.status != 200) fail_msg("%s: %d", path.at, answer.status);
        assert_true(answer.body.size < 100000);
    }
    HttpAnswer korean = get_at("2026-03-01T00:00:00Z", "/ko/prize/demo/");
    assert_true(http_has(&korean, "마당 도시상 2026"));
    assert_true(http_has(&korean, "2026년 5월 29일 금요일 18:00, 서울 시간(UTC+9)"));
}

static void a_reader_with_a_zone_sees_both_deadlines(void **state)
{
    as((AccountId){0});
    *LIST_ADD(site->arena, &site->cookies) =
        (HttpField){.name = TEXT("zone"), .value = TEXT("Europe/Berlin")};
    HttpAnswer open = get_at("2026-05-19T00:00:00Z", "/en/prize/demo/");
    assert_true(http_has(&open, "Friday 29 May 2026 at 18:00, Seoul time (UTC+9)"));
    assert_true(http_has(&open, "Friday 29 May 2026 at 11:00, Berlin time (UTC+2)"));
}

static void what_no_edition_is_called_is_not_found(void **state)
{
    as((AccountId){0});
    assert_int_equal(http_get(site, "/en/prize/other/").status, 404);
    as(anna);
    assert_int_equal(http_get(site, "/en/prize/other/organise/rules/").status, 404);
}

static void the_call_is_data_too(void **state)
{
    as((AccountId){0});
    HttpAnswer answer = get_at("2026-03-01T00:00:00Z", "/de/prize/demo/call.json");
    json_t *call = json_loadb(answer.body.at, answer.body.size, 0, NULL);
    assert_non_null(call);
    assert_string_equal(json_string_value(json_object_get(call, "edition")), "demo");
    assert_string_equal(json_string_value(json_object_get(call, "phase")), "call");
    assert_string_equal(json_string_value(json_object_get(call, "closes")), "2026-05-29T09:00:00.000000Z");
    assert_int_equal(json_array_size(json_object_get(call, "awards")), 4);
    assert_int_equal(json_array_size(json_object_get(call, "regions")), 6);
    json_decref(call);
}

/* ---- for organisers */

static void only_organisers_reach_the_rules(void **state)
{
    clock_stand_at(instant("2026-03-01T00:00:00Z"));
    static const char *const pages[] = {"/en/prize/demo/organise/rules/",
                                        "/en/prize/demo/organise/rules.yaml"};
    for (size_t i = 0; i < 2; i++) {
        as((AccountId){0});
        assert_int_equal(http_get(site, pages[i]).status, 303);
        as(otto);
        assert_int_equal(http_get(site, pages[i]).status, 404);
        as(carla);
        assert_int_equal(http_get(site, pages[i]).status, 404);
        as(anna);
        assert_int_equal(http_get(site, pages[i]).status, 200);
    }
}

static Text changed_rules(const char *before, const char *after)
{
    Text yaml = http_get(site, "/en/prize/demo/organise/rules.yaml").body;
    ptrdiff_t where = text_find(yaml, text_of(before));
    assert_true(where >= 0);
    return text_format(site->arena, "%.*s%s%.*s", (int)where, yaml.at, after,
                       TEXT_PRINT(text_from(yaml, (size_t)where + strlen(before))));
}

static void a_change_is_compared_reasoned_and_confirmed(void **state)
{
    as(anna);
    clock_stand_at(instant("2026-03-01T00:00:00Z"));
    Text rules = changed_rules("closes: 2026-05-29 18:00", "closes: 2026-05-30 18:00");
    HttpAnswer sent =
        http_post(site, "/en/prize/demo/organise/rules/", FIELDS("rules", text_c(site->arena, rules)));
    assert_int_equal(sent.status, 303);
    const char *draft = text_c(site->arena, location(&sent));
    HttpAnswer comparison = http_get(site, draft);
    assert_true(http_has(&comparison, "2026-05-29 18:00"));
    assert_true(http_has(&comparison, "2026-05-30 18:00"));
    assert_true(http_has(&comparison, "With a reason"));
    HttpAnswer silent = http_post(site, draft, FIELDS("reason", " "));
    assert_int_equal(silent.status, 422);
    HttpAnswer open = http_get(site, "/en/prize/demo/");
    assert_true(http_has(&open, "29 May 2026"));
    HttpAnswer done = http_post(site, draft, FIELDS("reason", "A public holiday."));
    assert_int_equal(done.status, 303);
    HttpAnswer after = http_get(site, "/en/prize/demo/");
    assert_true(http_has(&after, "Saturday 30 May 2026 at 18:00"));
    HttpAnswer history = http_get(site, "/en/prize/demo/organise/rules/");
    assert_true(http_has(&history, "A public holiday."));
    assert_int_equal(http_get(site, draft).status, 404);
}

static void the_deadline_moves_by_a_form(void **state)
{
    as(anna);
    clock_stand_at(instant("2026-03-01T00:00:00Z"));
    HttpAnswer form = http_get(site, "/en/prize/demo/organise/rules/");
    const char *sheet = http_hidden(site, &form, "sheet"), *ground = http_hidden(site, &form, "ground");
    HttpAnswer sent = http_post(site, "/en/prize/demo/organise/rules/dates/",
                                FIELDS("sheet", sheet, "ground", ground, "opens", "2026-02-13T09:00",
                                       "closes", "2026-05-31T18:00", "winners_publish_at", "2026-09-25T14:00",
                                       "publish-panel", "2026-08-24T10:00"));
    assert_int_equal(sent.status, 303);
    HttpAnswer comparison = http_get(site, text_c(site->arena, location(&sent)));
    assert_true(
        http_has(&comparison, "<th role=\"rowheader\" scope=\"row\" class=\"a\">The call closes</th>"));
    assert_false(http_has(&comparison, "Announcement of the winners"));
    HttpAnswer wrong =
        http_post(site, "/en/prize/demo/organise/rules/dates/",
                  FIELDS("sheet", sheet, "ground", ground, "opens", "2026-02-13T09:00", "closes",
                         "2026-06-31T18:00", "winners_publish_at", "2026-09-25T14:00"));
    assert_int_equal(wrong.status, 422);
    HttpAnswer early = http_post(site, "/en/prize/demo/organise/rules/dates/",
                                 FIELDS("sheet", sheet, "ground", ground, "opens", "2026-02-13T09:00",
                                        "closes", "2026-05-31T18:00", "winners_publish_at",
                                        "2026-09-25T14:00", "publish-panel", "2026-06-24T10:00"));
    assert_int_equal(early.status, 422); /* before the round has ended: the problem leads to its field */
    assert_true(http_has(&early, "href=\"#f-publish-panel"));
}

static void a_broken_file_is_refused_with_its_line(void **state)
{
    as(anna);
    clock_stand_at(instant("2026-03-01T00:00:00Z"));
    Text rules = changed_rules("code: demo", "code: Demo");
    HttpAnswer answer =
        http_post(site, "/ko/prize/demo/organise/rules/", FIELDS("rules", text_c(site->arena, rules)));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "1행 7열"));
    Text other = changed_rules("code: demo", "code: other");
    answer = http_post(site, "/en/prize/demo/organise/rules/", FIELDS("rules", text_c(site->arena, other)));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "another edition"));
}

/* ---- announcements */

static Text action_of(const HttpAnswer *page, const char *word)
{
    ptrdiff_t end = text_find(page->body, text_of(word));
    assert_true(end >= 0);
    ptrdiff_t start = end;
    while (start > 0 && page->body.at[start - 1] != '"') start--;
    return text_slice(page->body, (size_t)start, (size_t)(end - start) + strlen(word));
}

static void two_people_hold_an_announcement_in_the_browser(void **state)
{
    clock_stand_at(instant("2026-09-20T00:00:00Z"));
    const char *page = "/en/prize/demo/announcements/";
    as(otto);
    assert_int_equal(http_get(site, page).status, 404);
    as(anna);
    HttpAnswer asked =
        http_post(site, page, FIELDS("step", "0", "what", "hold", "reason", "A <b>typhoon</b>."));
    assert_int_equal(asked.status, 303);
    HttpAnswer own = http_get(site, page);
    assert_true(http_has(&own, "A &lt;b&gt;typhoon"));
    assert_false(http_has(&own, "/second/"));
    as(carla);
    HttpAnswer seen = http_get(site, page);
    HttpAnswer seconded = http_post(site, text_c(site->arena, action_of(&seen, "/second/")), FIELDS());
    assert_int_equal(seconded.status, 303);
    as((AccountId){0});
    HttpAnswer call = get_at("2026-09-26T00:00:00Z", "/en/prize/demo/");
    assert_true(http_has(&call, "The date of the announcement is not set yet"));
    assert_false(http_has(&call, "25 Sept 2026"));
}

static void a_proposal_without_a_choice_comes_back(void **state)
{
    clock_stand_at(instant("2026-08-01T00:00:00Z"));
    as(ben);
    HttpAnswer answer = http_post(site, "/en/prize/demo/announcements/",
                                  FIELDS("step", "3", "what", "", "reason", "Kept text"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "Kept text"));
    assert_true(http_has(&answer, "Choose what is to happen."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_call_says_what_can_be_done_now),
        TEST(every_public_page_is_there_in_three_languages),
        TEST(a_reader_with_a_zone_sees_both_deadlines),
        TEST(what_no_edition_is_called_is_not_found),
        TEST(the_call_is_data_too),
        TEST(only_organisers_reach_the_rules),
        TEST(the_deadline_moves_by_a_form),
        TEST(a_broken_file_is_refused_with_its_line),
        TEST(a_change_is_compared_reasoned_and_confirmed),
        TEST(a_proposal_without_a_choice_comes_back),
        TEST(two_people_hold_an_announcement_in_the_browser),
    };
    server_register_hooks(&account_server_hooks);
    account_register();
    site = http_fixture_open("call", features);
    clock_stand_at(instant("2026-01-01T00:00:00Z"));
    store_change(site->store, site->arena, (AccountId){0}, make, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_fixture_close(site);
    return failed != 0;
}
