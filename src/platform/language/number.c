/* SPDX-License-Identifier: Apache-2.0 */
/* CLDR 42 for en-GB, ko and de: groups of three from four digits on. */
#include "platform/language/language.h"

#include <assert.h>

#define NO_BREAK_SPACE "\xc2\xa0"

static Text grouped(Arena *arena, Language language, uint64_t size, bool is_negative)
{
    char digits[32];
    size_t at = sizeof digits;
    for (int count = 0; size || count == 0; count++, size /= 10) {
        if (count && count % 3 == 0) digits[--at] = language == LANGUAGE_DE ? '.' : ',';
        digits[--at] = (char)('0' + size % 10);
    }
    if (is_negative) digits[--at] = '-';
    return text_copy(arena, (Text){digits + at, sizeof digits - at});
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? -(uint64_t)number : (uint64_t)number;
}

Text number_write(Arena *arena, Language language, int64_t number)
{
    return grouped(arena, language, magnitude(number), number < 0);
}

Text decimal_write(Arena *arena, Language language, int64_t thousandths, int decimals)
{
    static const uint64_t units[] = {1000, 100, 10, 1};
    assert(decimals >= 0 && decimals <= 3);
    uint64_t unit = units[decimals], scale = 1000 / unit, size = magnitude(thousandths);
    uint64_t rounded = size / unit, twice = 2 * (size % unit);
    rounded += twice > unit || (twice == unit && rounded % 2);
    Text whole = grouped(arena, language, rounded / scale, thousandths < 0 && rounded);
    if (decimals == 0) return whole;
    char part[4] = {language == LANGUAGE_DE ? ',' : '.'};
    for (int i = decimals; i > 0; i--, rounded /= 10) part[i] = (char)('0' + rounded % 10);
    return text_join(arena, whole, (Text){part, (size_t)decimals + 1});
}

Text percent_write(Arena *arena, Language language, int64_t percent)
{
    return text_join(arena, number_write(arena, language, percent),
                     language == LANGUAGE_DE ? TEXT(NO_BREAK_SPACE "%") : TEXT("%"));
}

static uint64_t in_units(uint64_t number, uint64_t unit)
{
    return (number + unit / 2) / unit;
}

Text bytes_write(Arena *arena, Language language, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    assert(bytes >= 0);
    uint64_t size = (uint64_t)bytes, unit = 1, index = 0;
    for (; in_units(size, unit) >= 1000; index++) unit *= 1000;
    /* One decimal below ten, if it says something. */
    uint64_t tenths = unit > 1 ? in_units(size, unit / 10) : 10 * size;
    bool has_decimal = tenths < 100 && tenths % 10;
    Text number = has_decimal ? decimal_write(arena, language, (int64_t)tenths * 100, 1)
                              : number_write(arena, language, (int64_t)in_units(size, unit));
    return text_format(arena, "%.*s%s%s", TEXT_PRINT(number), language == LANGUAGE_KO ? "" : NO_BREAK_SPACE,
                       units[index]);
}
