/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/decimal.h"

#include "test.h"

static void assert_read(const char *text, int64_t expected)
{
    int64_t millionths = -77;
    const char *fault = decimal_read(text_of(text), '.', &millionths);
    if (fault) fail_msg("“%s” %s", text, fault);
    if (millionths != expected) fail_msg("“%s” is read as %lld", text, (long long)millionths);
}

static void assert_fault(const char *text, const char *expected)
{
    int64_t millionths;
    const char *fault = decimal_read(text_of(text), '.', &millionths);
    if (!fault || strcmp(fault, expected)) fail_msg("“%s”: %s", text, fault ? fault : "was read");
}

static void decimals_are_read_exactly(void **state)
{
    assert_read("0", 0);
    assert_read("1", 1000000);
    assert_read("0.25", 250000);
    assert_read(".5", 500000);
    assert_read("7.", 7000000);
    assert_read("0.000001", 1);
    assert_read("0.1234560000000000000000000000000", 123456);
    assert_read("000000000000000000000000000000001.5", 1500000);
    assert_read("1000000", DECIMAL_MAX);
    assert_read("999999.999999", 999999999999);
    assert_read("-2.5", -2500000);
    assert_read("-0", 0);
}

static void powers_of_ten_are_read_exactly(void **state)
{
    assert_read("1E-05", 10);
    assert_read("1e-6", 1);
    assert_read("2.5e+3", 2500000000);
    assert_read("0.00000000000025e12", 250000);
    assert_read("0e999999999999999999999", 0);
    assert_read("1000000000000e-6", DECIMAL_MAX);
}

static void what_is_no_number_is_refused(void **state)
{
    const char *const words[] = {"",     "-",  ".",     "+1",   "NaN", "nan", "inf",   "Infinity",
                                 "0x10", "1e", "1e+",   "e5",   "1 0", "1,5", "1.2.3", "--1",
                                 "1-",   "½",  "1e5.5", "1.0.", "$1",  "1%",  "１",    "1_0"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) assert_fault(words[i], "is not a number");
    int64_t millionths;
    assert_non_null(decimal_read((Text){"1\0", 2}, '.', &millionths));
}

static void what_does_not_fit_is_refused(void **state)
{
    const char *great = "is greater than 1,000,000", *fine = "has more than six decimal places";
    assert_fault("1000000.000001", great);
    assert_fault("1000001", great);
    assert_fault("9223372036854775808", great);
    assert_fault("18446744073709551616", great);
    assert_fault("1e400", great);
    assert_fault("1e99999999999999999999", great);
    assert_fault("0.0000001", fine);
    assert_fault("0.1234567", fine);
    assert_fault("0.30000000000000004", fine);
    assert_fault("1e-7", fine);
    assert_fault("1e-99999999999999999999", fine);
    assert_fault("-5e-324", fine);
}

static void the_mark_may_be_a_comma(void **state)
{
    int64_t millionths;
    assert_null(decimal_read(TEXT("0,5"), ',', &millionths));
    assert_int_equal(millionths, 500000);
    assert_non_null(decimal_read(TEXT("0.5"), ',', &millionths));
}

static void numbers_are_written_without_needless_zeros(void **state)
{
    assert_string_equal(decimal_text(0, 6).text, "0");
    assert_string_equal(decimal_text(140625, 2).text, "1406.25");
    assert_string_equal(decimal_text(140600, 2).text, "1406");
    assert_string_equal(decimal_text(5, 6).text, "0.000005");
    assert_string_equal(decimal_text(-2500000, 6).text, "-2.5");
    assert_string_equal(decimal_text(-1, 1).text, "-0.1");
    assert_string_equal(decimal_text(100, 0).text, "100");
    assert_string_equal(decimal_text((__int128)INT64_MAX * 1000000, 6).text, "9223372036854775807");
}

static void what_is_written_is_read_again(void **state)
{
    uint64_t chance = 1;
    for (int i = 0; i < 100000; i++) {
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        int64_t value = (int64_t)(chance >> 20) % (DECIMAL_MAX + 1);
        assert_read(decimal_text(value, DECIMAL_PLACES).text, value);
    }
}

RUN_TESTS(TEST(decimals_are_read_exactly), TEST(powers_of_ten_are_read_exactly),
          TEST(what_is_no_number_is_refused), TEST(what_does_not_fit_is_refused),
          TEST(the_mark_may_be_a_comma), TEST(numbers_are_written_without_needless_zeros),
          TEST(what_is_written_is_read_again))
