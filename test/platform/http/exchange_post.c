/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: applied once, from our pages alone, or shown again. */
#include "site.h"

static void a_form_is_applied_once_and_redirects(void **state)
{
    forget_reader();
    int64_t before = count_notes();
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", "hello", "operation", "token-1"));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/count/");
    int count = notes_applied;
    answer = http_post(site, "/en/form/", FIELDS("note", "hello", "operation", "token-1"));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/count/");
    assert_int_equal(notes_applied, count);
    assert_int_equal(count_notes(), before + 1);
    http_post(site, "/en/form/", FIELDS("note", "hello", "operation", "token-2"));
    assert_int_equal(count_notes(), before + 2);
    http_post(site, "/en/form/", FIELDS("note", "after going back", "operation", "token-2"));
    assert_int_equal(count_notes(), before + 3);
}

static void a_form_with_problems_changes_nothing_and_is_shown_again(void **state)
{
    forget_reader();
    int64_t before = count_notes();
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", ""));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "problems: 1"));
    answer = http_post(site, "/en/form/", FIELDS("note", "longer than twenty bytes"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "[longer than twenty bytes] problems: 1"));
    assert_int_equal(count_notes(), before);
}

static void a_failure_in_a_change_changes_nothing(void **state)
{
    forget_reader();
    int64_t before = count_notes();
    assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "break")).status, 500);
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", "busy"));
    assert_int_equal(answer.status, 503);
    assert_text(http_header(&answer, "Retry-After"), "5");
    assert_int_equal(count_notes(), before);
}

static void a_form_from_elsewhere_is_refused(void **state)
{
    static const char *const elsewhere[][2] = {{"Origin", "https://evil.example"},
                                               {"Origin", "null"},
                                               {"Sec-Fetch-Site", "cross-site"},
                                               {"Sec-Fetch-Site", "same-site"},
                                               {"Referer", "https://evil.example/127.0.0.1:8080/"}};
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        forget_reader();
        int64_t before = count_notes();
        send_header(elsewhere[i][0], elsewhere[i][1]);
        assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "evil")).status, 403);
        assert_int_equal(count_notes(), before);
    }
    forget_reader();
    send_header("Origin", "http://127.0.0.1:8080");
    send_header("Sec-Fetch-Site", "same-origin");
    assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "ours")).status, 303);
}

static void a_wrong_token_shows_the_form_again_with_all_that_was_typed(void **state)
{
    forget_reader();
    int64_t before = count_notes();
    site->login_cookie = TEXT("anna");
    site->csrf = TEXT("token-of-berta");
    HttpAnswer answer = http_post(site, "/en/own/", FIELDS("note", "typed"));
    site->csrf = (Text){0};
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "form token-of-anna [typed] problems: 1"));
    assert_int_equal(count_notes(), before);
    assert_int_equal(http_post(site, "/en/own/", FIELDS("note", "typed")).status, 303);
}

static void a_page_shown_again_may_ask_for_the_fields_of_its_other_forms(void **state)
{
    forget_reader();
    HttpAnswer answer = http_post(site, "/en/form/part/", FIELDS("note", "not its own"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "[] problems: 1"));
}

static void visitors_have_a_token_of_their_own(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/form/");
    Text cookie = http_header(&answer, "Set-Cookie");
    assert_true(text_starts(cookie, TEXT("form=")));
    assert_true(text_find(cookie, TEXT("HttpOnly; SameSite=Lax")) > 0);
    assert_true(text_find(answer.body, text_slice(cookie, 5, 24)) > 0);
    answer = http_get(site, "/en/form/");
    assert_text(http_header(&answer, "Set-Cookie"), "");
    assert_text(http_header(&answer, "Cache-Control"), "no-store");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_form_is_applied_once_and_redirects),
        TEST(a_form_with_problems_changes_nothing_and_is_shown_again),
        TEST(a_failure_in_a_change_changes_nothing),
        TEST(a_form_from_elsewhere_is_refused),
        TEST(a_wrong_token_shows_the_form_again_with_all_that_was_typed),
        TEST(a_page_shown_again_may_ask_for_the_fields_of_its_other_forms),
        TEST(visitors_have_a_token_of_their_own),
    };
    return cmocka_run_group_tests(all, site_open, site_close) != 0;
}
