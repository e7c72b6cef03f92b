/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked, before anything is done for it. */
#include "site.h"

static void the_language_is_chosen_by_the_reader(void **state)
{
    forget_reader();
    send_header("Accept-Language", "fr;q=0.9, ko;q=0.8");
    HttpAnswer answer = http_get(site, "/");
    assert_int_equal(answer.status, 302);
    assert_text(http_header(&answer, "Location"), "/ko/");
    assert_true(text_find(http_header(&answer, "Vary"), TEXT("Accept-Language")) >= 0);
    answer = http_get(site, "/language/de/?then=/count/");
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/de/count/");
    assert_text(http_header(&(HttpAnswer){.headers = http_get(site, "/count/?q=1").headers}, "Location"),
                "/de/count/?q=1");
    answer = http_get(site, "/language/de/?then=//evil.example/");
    assert_text(http_header(&answer, "Location"), "/de/");
}

static void another_method_is_refused_with_those_that_work(void **state)
{
    forget_reader();
    HttpAnswer answer = http_send(site, "DELETE", "/en/form/", (Text){0}, (Text){0});
    assert_int_equal(answer.status, 500); /* its page of errors fails, on purpose */
    answer = http_post(site, "/en/count/", FIELDS("a", "b"));
    assert_int_equal(answer.status, 500);
}

static void ambiguous_requests_are_refused_before_anything_else(void **state)
{
    forget_reader();
    send_header("Transfer-Encoding", "chunked");
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", "smuggled"));
    assert_int_equal(answer.status, 400);
    assert_text(http_header(&answer, "Connection"), "close");
    forget_reader();
    send_header("Host", "other");
    assert_int_equal(http_get(site, "/en/count/").status, 400);
}

static void health_needs_no_store_and_readiness_does(void **state)
{
    forget_reader();
    assert_text(http_get(site, "/healthz").body, "ok\n");
    assert_text(http_get(site, "/readyz").body, "ready\n");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(the_language_is_chosen_by_the_reader),
        TEST(another_method_is_refused_with_those_that_work),
        TEST(ambiguous_requests_are_refused_before_anything_else),
        TEST(health_needs_no_store_and_readiness_does),
    };
    return cmocka_run_group_tests(all, site_open, site_close) != 0;
}
