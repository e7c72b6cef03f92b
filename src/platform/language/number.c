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
    return text_format(arena, "%.*s%c%0*llu", TEXT_PRINT(whole), language == LANGUAGE_DE ? ',' : '.',
                       decimals, (unsigned long long)(rounded % scale));
}

Text percent_write(Arena *arena, Language language, int64_t percent)
{
    return text_join(arena, number_write(arena, language, percent),
                     language == LANGUAGE_DE ? TEXT(NO_BREAK_SPACE "%") : TEXT("%"));
}

Text bytes_write(Arena *arena, Language language, int64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;
    int64_t scale = 1;
    while (bytes / scale >= 1000) {
        scale *= 1000;
        unit++;
    }
    /* One decimal below ten, if there is anything to say with it. */
    int64_t tenths = scale > 1 ? (bytes / (scale / 10) * 2 + 1) / 2 : bytes * 10;
    bool has_decimal = tenths < 100 && tenths % 10;
    Text number = decimal_write(arena, language, tenths * 100, has_decimal ? 1 : 0);
    return text_format(arena, "%.*s%s%s", TEXT_PRINT(number), language == LANGUAGE_KO ? "" : NO_BREAK_SPACE,
                       units[unit]);
}
