/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"

static Arena *arena;

static void reads_integers_whole_or_not_at_all(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-1", true, -1},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"1 ", false, 0},
        {"+1", false, 0},
        {"1e3", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = 0;
        assert_int_equal(text_to_int(text_of(rows[i].text), &value), rows[i].good);
        if (rows[i].good) assert_true(value == rows[i].value);
    }
}

static void finds_the_place_of_a_word_among_words(void **state)
{
    static const char *const words[] = {"open", "closed", ""};
    assert_int_equal(TEXT_INDEX(TEXT("open"), words), 0);
    assert_int_equal(TEXT_INDEX(TEXT(""), words), 2);
    assert_int_equal(TEXT_INDEX(TEXT("clos"), words), -1);
    assert_int_equal(TEXT_INDEX(TEXT("opened"), words), -1);
}

static void writes_the_greatest_and_the_least_integer(void **state)
{
    assert_text(text_of_int(arena, INT64_MIN), "-9223372036854775808");
    assert_text(text_of_int(arena, INT64_MAX), "9223372036854775807");
}

/* The ill-formed sequences of Unicode 15, tables 3-8 to 3-11. */
static void tells_utf8_from_what_is_not(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"마당", true},          {"\xf0\x9f\x98\x80", true},
        {"\xef\xbf\xbf", true},  {"", true},
        {"\xc0\xaf", false},     {"\xe0\x80\xbf", false},
        {"\xed\xa0\x80", false}, {"\xf4\x91\x92\x93", false},
        {"\xe1\x80\xe2", false}, {"\x80", false},
        {"\xff", false},         {"a\xf0\x9f\x98", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(text_is_utf8(text_of(rows[i].text)), rows[i].good);
    assert_false(text_is_utf8((Text){"a\0b", 3}));
    assert_int_equal(text_length(TEXT("마당 ㅁ")), 4);
}

static void takes_pieces_off_the_front(void **state)
{
    Text rest = TEXT("a,,b");
    assert_text(text_next(&rest, ','), "a");
    assert_text(text_next(&rest, ','), "");
    assert_text(text_next(&rest, ','), "b");
    assert_int_equal(rest.size, 0);
    assert_text(text_trim(TEXT(" \t a b \n")), "a b");
    assert_text(text_slice(TEXT("abc"), 1, 100), "bc");
    assert_text(text_slice(TEXT("abc"), 7, 1), "");
    assert_int_equal(text_find(TEXT("abcabc"), TEXT("ca")), 2);
    assert_int_equal(text_find(TEXT(""), TEXT("a")), -1);
}

static void a_buffer_keeps_every_byte(void **state)
{
    TextBuffer buffer = {.arena = arena};
    for (int i = 0; i < 1000; i++) buffer_add_format(&buffer, "%03d", i);
    assert_int_equal(buffer.size, 3000);
    assert_text(text_slice(buffer_text(&buffer), 2997, 3), "999");
    assert_text(text_hex(arena, "\x00\xff\x10", 3), "00ff10");
}

static int set_up(void **state)
{
    return !(arena = arena_new(1 << 20));
}
static int tear_down(void **state)
{
    return arena_free(arena), 0;
}

int main(void)
{
    const struct CMUnitTest all[] = {TEST(reads_integers_whole_or_not_at_all),
                                     TEST(finds_the_place_of_a_word_among_words),
                                     TEST(writes_the_greatest_and_the_least_integer),
                                     TEST(tells_utf8_from_what_is_not),
                                     TEST(takes_pieces_off_the_front),
                                     TEST(a_buffer_keeps_every_byte)};
    return cmocka_run_group_tests_name("base/text", all, set_up, tear_down);
}
