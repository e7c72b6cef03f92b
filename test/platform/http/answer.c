/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as they are sent: headers, what a reader holds already, compression. */
#include "site.h"

static void a_page_is_shown_with_its_headers(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/count/?q=a%20b&unknown=1");
    assert_int_equal(answer.status, 200);
    assert_true(http_has(&answer, "q=a b"));
    assert_text(answer.media, "text/html; charset=utf-8");
    Text policy = http_header(&answer, "Content-Security-Policy");
    assert_true(text_find(policy, TEXT("default-src 'none'")) == 0);
    assert_true(text_find(policy, TEXT("unsafe")) < 0);
    assert_text(http_header(&answer, "X-Content-Type-Options"), "nosniff");
    assert_text(http_header(&answer, "Strict-Transport-Security"), "");
    assert_text(http_header(&answer, "Cache-Control"), "private, no-cache");
}

static void a_page_that_is_held_is_not_sent_again(void **state)
{
    forget_reader();
    HttpAnswer first = http_get(site, "/en/long/");
    send_header("If-None-Match", text_c(site->arena, http_header(&first, "ETag")));
    HttpAnswer second = http_get(site, "/en/long/");
    assert_int_equal(second.status, 304);
    assert_int_equal(second.body.size, 0);
}

static void long_public_pages_are_compressed_and_private_ones_never(void **state)
{
    forget_reader();
    send_header("Accept-Encoding", "br, gzip");
    HttpAnswer answer = http_get(site, "/en/long/");
    assert_text(http_header(&answer, "Content-Encoding"), "gzip");
    assert_true(answer.body.size < 1000);
    assert_memory_equal(answer.body.at, "\x1f\x8b", 2);
    site->login_cookie = TEXT("anna");
    answer = http_get(site, "/en/long/");
    assert_text(http_header(&answer, "Content-Encoding"), "");
    assert_int_equal(answer.body.size, 10000);
}

static void assets_are_served_for_ever_under_their_digest(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/assets/0000/madang.css");
    assert_int_equal(answer.status, 200);
    assert_text(answer.media, "text/css; charset=utf-8");
    assert_text(http_header(&answer, "Cache-Control"), "no-cache");
    Text etag = http_header(&answer, "ETag");
    Text path = text_format(site->arena, "/assets/%.*s/madang.css", TEXT_PRINT(text_slice(etag, 1, 16)));
    answer = http_get(site, text_c(site->arena, path));
    assert_text(http_header(&answer, "Cache-Control"), "public, max-age=31536000, immutable");
    assert_int_equal(http_get(site, "/assets/0000/none.css").status, 404);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_page_is_shown_with_its_headers),
        TEST(a_page_that_is_held_is_not_sent_again),
        TEST(long_public_pages_are_compressed_and_private_ones_never),
        TEST(assets_are_served_for_ever_under_their_digest),
    };
    return cmocka_run_group_tests(all, site_open, site_close) != 0;
}
