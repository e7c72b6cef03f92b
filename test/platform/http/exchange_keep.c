/* SPDX-License-Identifier: Apache-2.0 */
/* Readers who have to sign in, and what they had typed. */
#include "site.h"

static void a_page_for_members_leads_to_the_sign_in_and_back(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/ko/own/");
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/ko/sign-in/?then=%2Fko%2Fown%2F");
    site->login_cookie = TEXT("anna");
    answer = http_get(site, "/ko/own/");
    assert_int_equal(answer.status, 200);
    assert_text(http_header(&answer, "Cache-Control"), "no-store");
}

static void typed_text_outlives_a_login_that_expired(void **state)
{
    forget_reader();
    site->login_cookie = TEXT("expired");
    HttpAnswer answer = http_post(site, "/en/own/", FIELDS("note", "an hour's work", "password", "secret"));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/sign-in/?then=%2Fen%2Fown%2F");
    site->login_cookie = TEXT("anna");
    assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "signs in")).status, 303);
    answer = http_get(site, "/en/own/");
    assert_true(http_has(&answer, "[an hour's work]"));
    assert_int_equal(http_post(site, "/en/own/", FIELDS("note", "an hour's work")).status, 303);
    answer = http_get(site, "/en/own/");
    assert_true(http_has(&answer, "[(fresh)]"));
}

static void nothing_is_kept_for_strangers(void **state)
{
    forget_reader();
    HttpAnswer answer = http_post(site, "/en/own/", FIELDS("note", "spam"));
    assert_int_equal(answer.status, 303);
    for (size_t i = 0; i < answer.headers.count; i++)
        assert_false(text_starts(answer.headers.at[i].value, TEXT("kept=")));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_page_for_members_leads_to_the_sign_in_and_back),
        TEST(typed_text_outlives_a_login_that_expired),
        TEST(nothing_is_kept_for_strangers),
    };
    return cmocka_run_group_tests(all, site_open, site_close) != 0;
}
