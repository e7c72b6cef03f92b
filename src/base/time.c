/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t offset;
static _Atomic int64_t standing = INT64_MIN;

static int64_t read_clock(clockid_t clock)
{
    struct timespec spec;
    clock_gettime(clock, &spec);
    return spec.tv_sec * SECOND_US + spec.tv_nsec / 1000;
}

Instant clock_now(void)
{
    int64_t stands = atomic_load(&standing);
    if (stands != INT64_MIN) return (Instant){stands};
    return (Instant){read_clock(CLOCK_REALTIME) + atomic_load(&offset)};
}

void clock_set_offset(int64_t offset_us)
{
    atomic_store(&offset, offset_us);
}

int64_t clock_offset_us(void)
{
    return atomic_load(&offset);
}

void clock_stand_at(Instant instant)
{
    atomic_store(&standing, instant.us);
}

int64_t clock_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_thread_us(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar, counted in eras of 400
 * years that begin on 1 March. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static char *write_digits(char *at, int64_t number, int count, char after)
{
    for (int i = count - 1; i >= 0; i--, number /= 10) at[i] = (char)('0' + number % 10);
    at[count] = after;
    return at + count + 1;
}

Text instant_write(Arena *arena, Instant instant)
{
    enum { SIZE = sizeof "2026-11-22T18:00:00.000000Z" - 1 };
    int64_t seconds = instant.us / SECOND_US - (instant.us % SECOND_US < 0);
    struct tm tm;
    time_t time = seconds;
    gmtime_r(&time, &tm);
    int year = tm.tm_year + 1900;
    if (year < 0 || year > 9999)
        return text_format(arena, "%d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, tm.tm_mon + 1, tm.tm_mday,
                           tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(instant.us - seconds * SECOND_US));
    char *text = arena_take(arena, SIZE + 1), *at = text;
    at = write_digits(at, year, 4, '-');
    at = write_digits(at, tm.tm_mon + 1, 2, '-');
    at = write_digits(at, tm.tm_mday, 2, 'T');
    at = write_digits(at, tm.tm_hour, 2, ':');
    at = write_digits(at, tm.tm_min, 2, ':');
    at = write_digits(at, tm.tm_sec, 2, '.');
    write_digits(at, instant.us - seconds * SECOND_US, 6, 'Z');
    return (Text){text, SIZE};
}

static bool read_digits(Text *rest, size_t count, int64_t min, int64_t max, int64_t *value)
{
    Text digits = text_slice(*rest, 0, count);
    if (digits.size != count || digits.at[0] == '-' || !text_to_int(digits, value)) return false;
    *rest = text_from(*rest, count);
    return *value >= min && *value <= max;
}

static bool read_char(Text *rest, const char *allowed)
{
    if (!rest->size) return false;
    for (; *allowed; allowed++) {
        if (rest->at[0] != *allowed) continue;
        *rest = text_from(*rest, 1);
        return true;
    }
    return false;
}

static bool read_fraction(Text *rest, int64_t *us)
{
    *us = 0;
    if (!read_char(rest, ".")) return true;
    int64_t unit = SECOND_US / 10;
    size_t count = 0;
    while (rest->size && rest->at[0] >= '0' && rest->at[0] <= '9') {
        *us += unit * (rest->at[0] - '0');
        unit /= 10;
        count++;
        *rest = text_from(*rest, 1);
    }
    return count >= 1 && count <= 6;
}

static bool read_offset(Text *rest, int64_t *us)
{
    int64_t hours, minutes;
    *us = 0;
    if (read_char(rest, "Zz")) return true;
    bool negative = rest->size && rest->at[0] == '-';
    if (!read_char(rest, "+-") || !read_digits(rest, 2, 0, 14, &hours) || !read_char(rest, ":") ||
        !read_digits(rest, 2, 0, 59, &minutes))
        return false;
    *us = (hours * HOUR_US + minutes * MINUTE_US) * (negative ? -1 : 1);
    return true;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    return days_of(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - days_of(year, month, 1);
}

bool instant_read(Text text, Instant *instant)
{
    int64_t year, month, day, hour, minute, second, fraction, zone;
    Text rest = text;
    if (!read_digits(&rest, 4, 0, 9999, &year) || !read_char(&rest, "-") ||
        !read_digits(&rest, 2, 1, 12, &month) || !read_char(&rest, "-") ||
        !read_digits(&rest, 2, 1, 31, &day) || !read_char(&rest, "Tt ") ||
        !read_digits(&rest, 2, 0, 23, &hour) || !read_char(&rest, ":") ||
        !read_digits(&rest, 2, 0, 59, &minute) || !read_char(&rest, ":") ||
        !read_digits(&rest, 2, 0, 59, &second) || !read_fraction(&rest, &fraction) ||
        !read_offset(&rest, &zone) || rest.size || day > days_in_month(year, month))
        return false;
    instant->us = days_of(year, month, day) * DAY_US + hour * HOUR_US + minute * MINUTE_US +
                  second * SECOND_US + fraction - zone;
    return true;
}
