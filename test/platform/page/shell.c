/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/shell.h"
#include "platform/page/form.h"
#include "test.h"

static Arena *arena;

/* "1 2 [3] … 20": what a reader sees. */
static Text written(const Pages *pages)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < pages->links.count; i++) {
        const PageLink *link = &pages->links.at[i];
        if (link->follows_gap) buffer_add(&out, TEXT("… "));
        buffer_add_format(&out, link->is_current ? "[%lld] " : "%lld ", (long long)link->number);
    }
    return text_trim(buffer_text(&out));
}

static Pages pages_at(int64_t current, int64_t last)
{
    return pages_make(arena, (Url){TEXT("/en/news/")}, current, last);
}

static void one_page_needs_no_numbers(void **state)
{
    assert_int_equal(pages_at(1, 1).links.count, 0);
    assert_int_equal(pages_at(1, 0).links.count, 0);
}

static void far_numbers_are_left_out(void **state)
{
    Pages pages = pages_at(7, 20);
    assert_text(written(&pages), "1 … 5 6 [7] 8 9 … 20");
    pages = pages_at(1, 3);
    assert_text(written(&pages), "[1] 2 3");
    pages = pages_at(20, 20);
    assert_text(written(&pages), "1 … 18 19 [20]");
    pages = pages_at(4, 5);
    assert_text(written(&pages), "1 2 3 [4] 5");
}

static void the_ends_have_one_neighbour(void **state)
{
    Pages first = pages_at(1, 9), last = pages_at(9, 9);
    assert_int_equal(first.previous.address.size, 0);
    assert_text(first.next.address, "/en/news/?page=2");
    assert_int_equal(last.next.address.size, 0);
}

static void a_number_outside_is_brought_in(void **state)
{
    Pages pages = pages_at(99, 3);
    assert_text(written(&pages), "1 2 [3]");
}

static void a_query_is_kept(void **state)
{
    Pages pages = pages_make(arena, (Url){TEXT("/en/news/?q=rain")}, 1, 2);
    assert_text(pages.next.address, "/en/news/?q=rain&page=2");
}

static void a_field_takes_its_first_problem(void **state)
{
    Problems problems = problems_none(arena);
    problems_add(&problems, TEXT("city"), M("first"));
    problems_add(&problems, TEXT("city"), M("second"));
    assert_string_equal(field_make(&problems, TEXT("city"), TEXT("")).error.english, "first");
    assert_null(field_make(&problems, TEXT("name"), TEXT("")).error.english);
    assert_null(field_make(NULL, TEXT("city"), TEXT("")).error.english);
}

static void civil_times_go_to_the_browser_and_back(void **state)
{
    assert_text(civil_for_input(arena, TEXT("2026-05-29 18:00:00"), true), "2026-05-29T18:00");
    assert_text(civil_for_input(arena, TEXT("2026-05-29 18:00:30"), true), "2026-05-29T18:00:30");
    assert_text(civil_for_input(arena, TEXT("2026-05-29 18:00:00"), false), "2026-05-29");
    assert_text(civil_for_input(arena, TEXT("typed"), true), "typed");
    Instant instant;
    assert_true(civil_read(arena, TEXT("2026-05-29T18:00"), TEXT("Asia/Seoul"), &instant));
    assert_int_equal(instant.us, INT64_C(1780045200) * SECOND_US); /* 09:00 UTC */
    assert_true(civil_read(arena, TEXT(" 2026-05-29 "), TEXT("UTC"), &instant));
    assert_int_equal(instant.us, INT64_C(1780012800) * SECOND_US);
    assert_false(civil_read(arena, TEXT("29.05.2026"), TEXT("UTC"), &instant));
    assert_false(civil_read(arena, TEXT("2026-05-29X18:00"), TEXT("UTC"), &instant));
    assert_false(civil_read(arena, TEXT(""), TEXT("UTC"), &instant));
}

int main(void)
{
    arena = arena_new(16 << 20);
    const struct CMUnitTest all[] = {
        TEST(one_page_needs_no_numbers),
        TEST(far_numbers_are_left_out),
        TEST(the_ends_have_one_neighbour),
        TEST(a_number_outside_is_brought_in),
        TEST(a_query_is_kept),
        TEST(a_field_takes_its_first_problem),
        TEST(civil_times_go_to_the_browser_and_back),
    };
    int failed = cmocka_run_group_tests(all, NULL, NULL);
    arena_free(arena);
    return failed != 0;
}
