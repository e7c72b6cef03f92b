/* SPDX-License-Identifier: Apache-2.0 */
/* Files on their way in, and out again. */
#include "site.h"

static void a_file_is_kept_and_comes_back_whole_or_in_part(void **state)
{
    forget_reader();
    char content[2501];
    for (int i = 0; i < 2500; i++) content[i] = (char)('a' + i % 26);
    content[2500] = 0;
    assert_int_equal(http_post(site, "/en/file/", FIELDS("@plan", content, "q", "x")).status, 303);
    HttpAnswer answer = http_get(site, "/en/file/");
    assert_text(answer.body, content);
    assert_text(http_header(&answer, "Content-Disposition"),
                "inline; filename=\"Plan f_r __.pdf\"; "
                "filename*=UTF-8''Plan%20f%C3%BCr%20%EC%84%9C%EC%9A%B8.pdf");
    send_header("Range", "bytes=2490-");
    answer = http_get(site, "/en/file/");
    assert_int_equal(answer.status, 206);
    assert_text(answer.body, content + 2490);
    assert_text(http_header(&answer, "Content-Range"), "bytes 2490-2499/2500");
    site->headers.count = 0;
    send_header("Range", "bytes=9999-");
    assert_int_equal(http_get(site, "/en/file/").status, 416);
}

static void a_file_that_is_too_large_is_cut_and_said_so(void **state)
{
    forget_reader();
    char content[3502];
    memset(content, 'a', sizeof content - 1);
    content[3501] = 0;
    HttpAnswer answer = http_post(site, "/en/file/", FIELDS("@plan", content, "q", "x"));
    assert_int_equal(answer.status, 422);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_file_is_kept_and_comes_back_whole_or_in_part),
        TEST(a_file_that_is_too_large_is_cut_and_said_so),
    };
    return cmocka_run_group_tests(all, site_open, site_close) != 0;
}
