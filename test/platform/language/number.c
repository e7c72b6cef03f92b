/* SPDX-License-Identifier: Apache-2.0 */
/* Expectations: the glossary, 3 Formats, and ICU's own number formats. */
#include "platform/language/language.h"

#include <stdio.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "test.h"

static Arena *arena;

static void numbers_are_grouped_as_the_glossary_says(void **state)
{
    (void)state;
    assert_text(number_write(arena, LANGUAGE_EN, 39472125), "39,472,125");
    assert_text(number_write(arena, LANGUAGE_KO, 39472125), "39,472,125");
    assert_text(number_write(arena, LANGUAGE_DE, 39472125), "39.472.125");
    assert_text(number_write(arena, LANGUAGE_EN, INT64_MIN), "-9,223,372,036,854,775,808");
}

static void decimals_are_rounded_half_to_even(void **state)
{
    (void)state;
    assert_text(decimal_write(arena, LANGUAGE_EN, 3725, 3), "3.725");
    assert_text(decimal_write(arena, LANGUAGE_EN, 3725, 2), "3.72");
    assert_text(decimal_write(arena, LANGUAGE_EN, 3735, 2), "3.74");
    assert_text(decimal_write(arena, LANGUAGE_DE, 39472125500, 1), "39.472.125,5");
    assert_text(decimal_write(arena, LANGUAGE_DE, -4, 2), "0,00");
    assert_text(decimal_write(arena, LANGUAGE_EN, -2500, 0), "-2");
}

static void decimals_agree_with_icu(void **state)
{
    (void)state;
    static const char *const locales[] = {"en_GB", "ko_KR", "de_DE"};
    for (Language language = 0; language < LANGUAGE_COUNT; language++) {
        UErrorCode status = U_ZERO_ERROR;
        UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, locales[language], NULL, &status);
        unum_setAttribute(format, UNUM_ROUNDING_MODE, UNUM_ROUND_HALFEVEN);
        for (int64_t i = 0, value = 1; i < 400; i++, value = value * 7919 % 10000000019) {
            int decimals = (int)(i % 4);
            char plain[40], expected[80];
            UChar wide[80];
            snprintf(plain, sizeof plain, "%lld.%03lld", (long long)(value / 1000),
                     (long long)(value % 1000));
            unum_setAttribute(format, UNUM_FRACTION_DIGITS, decimals);
            unum_formatDecimal(format, plain, -1, wide, 80, NULL, &status);
            u_strToUTF8(expected, sizeof expected, NULL, wide, -1, &status);
            assert_true(U_SUCCESS(status));
            assert_text(decimal_write(arena, language, value, decimals), expected);
        }
        unum_close(format);
    }
}

static void units_stand_as_the_glossary_says(void **state)
{
    (void)state;
    assert_text(percent_write(arena, LANGUAGE_EN, 87), "87%");
    assert_text(percent_write(arena, LANGUAGE_KO, 87), "87%");
    assert_text(percent_write(arena, LANGUAGE_DE, 87), "87\u00a0%");
    assert_text(bytes_write(arena, LANGUAGE_EN, 20000000), "20\u00a0MB");
    assert_text(bytes_write(arena, LANGUAGE_KO, 20000000), "20MB");
    assert_text(bytes_write(arena, LANGUAGE_DE, 20000000), "20\u00a0MB");
    assert_text(bytes_write(arena, LANGUAGE_DE, 1500000), "1,5\u00a0MB");
    assert_text(bytes_write(arena, LANGUAGE_EN, 999), "999\u00a0B");
    assert_text(bytes_write(arena, LANGUAGE_EN, 0), "0\u00a0B");
    assert_text(bytes_write(arena, LANGUAGE_EN, 1040), "1\u00a0kB");
    assert_text(bytes_write(arena, LANGUAGE_EN, 999999), "1\u00a0MB");
    assert_text(bytes_write(arena, LANGUAGE_EN, 999499), "999\u00a0kB");
    assert_text(bytes_write(arena, LANGUAGE_EN, 9960), "10\u00a0kB");
    assert_text(bytes_write(arena, LANGUAGE_EN, INT64_MAX), "9.2\u00a0EB");
}

int main(void)
{
    arena = arena_new(64 << 20);
    const struct CMUnitTest all[] = {TEST(numbers_are_grouped_as_the_glossary_says),
                                     TEST(decimals_are_rounded_half_to_even), TEST(decimals_agree_with_icu),
                                     TEST(units_stand_as_the_glossary_says)};
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
