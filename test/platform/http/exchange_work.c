/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that are not there, and those that fail. */
#include "site.h"

static void what_is_not_there_is_said_kindly(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/nothing/");
    assert_int_equal(answer.status, 404);
    assert_true(http_has(&answer, "error 3"));
    assert_int_equal(http_get(site, "/fr/count/").status, 404);
    assert_int_equal(http_get(site, "/en/hidden/").status, 404);
    assert_int_equal(http_get(site, "/en/denied/").status, 403);
    answer = http_get(site, "/en/later/");
    assert_int_equal(answer.status, 404);
    assert_true(http_has(&answer, "Not before noon."));
    assert_int_equal(http_get(site, "/en/%ff/").status, 400);
    assert_int_equal(http_get(site, "/en/count/?q=%ff").status, 400);
    assert_int_equal(http_get(site, "/en/count/?q=%00").status, 400);
    answer = http_get(site, "/en/count?q=1");
    assert_int_equal(answer.status, 308);
    assert_text(http_header(&answer, "Location"), "/en/count/?q=1");
}

static void a_failure_shows_a_number_and_hides_the_cause(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/broken/");
    assert_int_equal(answer.status, 500);
    assert_true(http_has(&answer, "error 7"));
    assert_false(http_has(&answer, "purpose"));
    assert_text(http_header(&answer, "Cache-Control"), "no-store");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(what_is_not_there_is_said_kindly),
        TEST(a_failure_shows_a_number_and_hides_the_cause),
    };
    return cmocka_run_group_tests(all, site_open, site_close) != 0;
}
