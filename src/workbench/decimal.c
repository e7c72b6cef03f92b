/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/decimal.h"

enum { EXPONENT_MAX = 1000000 }; /* beyond it nothing changes: no field is that long */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static Text take_digits(Text *rest)
{
    size_t size = 0;
    while (size < rest->size && is_digit(rest->at[size])) size++;
    Text digits = {rest->at, size};
    *rest = (Text){rest->at + size, rest->size - size};
    return digits;
}

static bool take(Text *rest, char byte)
{
    if (!rest->size || rest->at[0] != byte) return false;
    *rest = text_from(*rest, 1);
    return true;
}

/* False where an exponent begins and none follows. */
static bool take_exponent(Text *rest, int64_t *exponent)
{
    *exponent = 0;
    if (!take(rest, 'e') && !take(rest, 'E')) return true;
    bool is_negative = take(rest, '-');
    if (!is_negative) take(rest, '+');
    Text digits = take_digits(rest);
    for (size_t i = 0; i < digits.size; i++)
        if (*exponent < EXPONENT_MAX) *exponent = *exponent * 10 + digits.at[i] - '0';
    if (is_negative) *exponent = -*exponent;
    return digits.size > 0;
}

/* Adds digits, the first of which counts 10^place. */
static const char *add_digits(Text digits, int64_t place, int64_t *millionths)
{
    static const int64_t powers[] = {1,           10,           100,          1000,      10000,
                                     100000,      1000000,      10000000,     100000000, 1000000000,
                                     10000000000, 100000000000, 1000000000000};
    for (size_t i = 0; i < digits.size; i++, place--) {
        if (digits.at[i] == '0') continue;
        if (place > DECIMAL_PLACES) return "is greater than 1,000,000";
        if (place < -DECIMAL_PLACES) return "has more than six decimal places";
        *millionths += (digits.at[i] - '0') * powers[place + DECIMAL_PLACES];
    }
    return *millionths > DECIMAL_MAX ? "is greater than 1,000,000" : NULL;
}

const char *decimal_read(Text text, char mark, int64_t *millionths)
{
    int64_t exponent;
    Text rest = text, fraction = {0};
    bool is_negative = take(&rest, '-');
    Text whole = take_digits(&rest);
    if (take(&rest, mark)) fraction = take_digits(&rest);
    if (whole.size + fraction.size == 0 || !take_exponent(&rest, &exponent) || rest.size)
        return "is not a number";
    *millionths = 0;
    const char *fault = add_digits(whole, (int64_t)whole.size - 1 + exponent, millionths);
    if (!fault) fault = add_digits(fraction, exponent - 1, millionths);
    if (is_negative) *millionths = -*millionths;
    return fault;
}

DecimalText decimal_text(__int128 value, int places)
{
    DecimalText text = {0};
    char reversed[sizeof text.text], *to = text.text;
    unsigned __int128 left = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
    int size = 0;
    for (; places && left % 10 == 0; places--) left /= 10;
    for (; left || size <= places; left /= 10) {
        if (places && size == places) reversed[size++] = '.', places = -1;
        reversed[size++] = (char)('0' + (int)(left % 10));
    }
    if (value < 0) *to++ = '-';
    while (size) *to++ = reversed[--size];
    return text;
}
