/* SPDX-License-Identifier: Apache-2.0 */
/* Expectations: CLDR 42, the glossary's rows on sorting, Unicode's NFC examples (UAX 15). */
#include "platform/language/language.h"

#include "test.h"

static Arena *arena;

static void countries_and_languages_have_names(void **state)
{
    (void)state;
    assert_text(country_name(arena, LANGUAGE_EN, TEXT("KR")), "South Korea");
    assert_text(country_name(arena, LANGUAGE_KO, TEXT("KR")), "대한민국");
    assert_text(country_name(arena, LANGUAGE_DE, TEXT("KR")), "Südkorea");
    assert_text(country_name(arena, LANGUAGE_DE, TEXT("AT")), "Österreich");
    assert_text(country_name(arena, LANGUAGE_EN, TEXT("US")), "United States");
    assert_text(tongue_name(arena, LANGUAGE_EN, TEXT("ko")), "Korean");
    assert_text(tongue_name(arena, LANGUAGE_DE, TEXT("ko")), "Koreanisch");
    assert_text(tongue_name(arena, LANGUAGE_KO, TEXT("de")), "독일어");
}

static void unknown_codes_stay_as_they_are(void **state)
{
    (void)state;
    assert_true(country_is_known(TEXT("DE")));
    assert_false(country_is_known(TEXT("XX")));
    assert_false(country_is_known(TEXT("de")));
    assert_false(country_is_known(TEXT("DEU")));
    assert_text(country_name(arena, LANGUAGE_EN, TEXT("XX")), "XX");
    assert_text(tongue_name(arena, LANGUAGE_EN, TEXT("not a tag")), "not a tag");
    assert_text(tongue_name(arena, LANGUAGE_EN, TEXT("")), "");
}

static void names_are_sorted_as_readers_expect(void **state)
{
    (void)state;
    assert_true(collate(LANGUAGE_KO, TEXT("서울"), TEXT("Aachen")) < 0);
    assert_true(collate(LANGUAGE_EN, TEXT("서울"), TEXT("Aachen")) > 0);
    assert_true(collate(LANGUAGE_DE, TEXT("Äpfel"), TEXT("Apfelbaum")) < 0);
    assert_true(collate(LANGUAGE_DE, TEXT("Äpfel"), TEXT("Azur")) < 0);
    assert_true(collate(LANGUAGE_KO, TEXT("가나"), TEXT("나라")) < 0);
    assert_int_equal(collate(LANGUAGE_EN, TEXT("Medellín"), TEXT("Medelli\u0301n")), 0);
    assert_int_equal(collate(LANGUAGE_EN, (Text){0}, TEXT("")), 0);
}

static void equal_letters_become_equal_bytes(void **state)
{
    (void)state;
    assert_text(text_normalise(arena, TEXT("Medelli\u0301n")), "Medellín");
    assert_text(text_normalise(arena, TEXT("\u1112\u1161\u11ab\u1100\u1173\u11af")), "한글");
    assert_text(text_normalise(arena, TEXT("\u212b")), "Å");
    assert_text(text_normalise(arena, TEXT("plain")), "plain");
    assert_text(text_normalise(arena, TEXT("")), "");
    /* The greatest growth of NFC in UTF-8: U+1D160 becomes three characters of four bytes. */
    assert_text(text_normalise(arena, TEXT("\U0001D160")), "\U0001D158\U0001D165\U0001D16E");
}

static void what_no_reader_sees_is_left_out(void **state)
{
    (void)state;
    assert_text(text_normalise(arena, TEXT("Ho\x07"
                                           "f\x1b[31m\x7f")),
                "Hof[31m");
    assert_text(text_normalise(arena, TEXT("\xc2\x85H\xc2\x9böfe")), "Höfe");
    assert_text(text_normalise(arena, TEXT("one\ttwo\r\nthree\x0b")), "one\ttwo\r\nthree");
    assert_text(text_normalise(arena, TEXT("\x01\x02")), "");
    assert_text(text_normalise(arena, TEXT("\u00a0\u200d\u00ad")),
                "\u00a0\u200d\u00ad"); /* no control characters */
}

int main(void)
{
    arena = arena_new(64 << 20);
    const struct CMUnitTest all[] = {TEST(countries_and_languages_have_names),
                                     TEST(unknown_codes_stay_as_they_are),
                                     TEST(names_are_sorted_as_readers_expect),
                                     TEST(equal_letters_become_equal_bytes),
                                     TEST(what_no_reader_sees_is_left_out)};
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
