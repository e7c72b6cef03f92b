/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/language/icu.h"

#include <assert.h>
#include <math.h>
#include <unicode/ustring.h>

/* What ICU is asked to write; the rest of a date is put together here (glossary, 3 Formats). */
typedef enum {
    PATTERN_SHORT,
    PATTERN_LONG,
    PATTERN_FULL,
    PATTERN_CLOCK,
    PATTERN_SECONDS,
    PATTERN_CITY,
    PATTERN_MONTH,
    PATTERN_MONTH_YEAR
} Pattern;

static const char *const patterns[][LANGUAGE_COUNT] = {
    [PATTERN_SHORT] = {"d MMM y", "y. M. d.", "dd.MM.y"},
    [PATTERN_LONG] = {"d MMMM y", "y년 M월 d일", "d.\u00a0MMMM y"},
    [PATTERN_FULL] = {"EEEE d MMMM y", "y년 M월 d일 EEEE", "EEEE, dd.MM.y"},
    [PATTERN_CLOCK] = {"HH:mm", "HH:mm", "HH:mm"},
    [PATTERN_SECONDS] = {"HH:mm:ss", "HH:mm:ss", "HH:mm:ss"},
    [PATTERN_CITY] = {"VVV", "VVV", "VVV"},
    [PATTERN_MONTH] = {"LLL", "LLL", "MMM"},
    [PATTERN_MONTH_YEAR] = {"LLL y", "y년 LLL", "MMM y"},
};

enum { THIN_SPACE = 0x2009 }; /* ICU's round a dash; not every font has it */

/* The zone's name, terminated, in `name`; false if it is too long to be one. */
static bool zone_name(Text zone, char name[ICU_ZONE_MAX], UChar wide[ICU_ZONE_MAX])
{
    if (zone.size == 0 || zone.size >= ICU_ZONE_MAX) return false;
    memcpy(name, zone.at, zone.size);
    name[zone.size] = 0;
    for (size_t i = 0; i < zone.size; i++) {
        if ((unsigned char)zone.at[i] <= ' ' || (unsigned char)zone.at[i] > '~') return false;
    }
    u_charsToUChars(name, wide, (int32_t)zone.size + 1);
    return true;
}

bool zone_is_known(Text zone)
{
    char name[ICU_ZONE_MAX];
    UChar wide[ICU_ZONE_MAX], canonical[ICU_ZONE_MAX * 2];
    UBool is_system = false;
    UErrorCode status = U_ZERO_ERROR;
    if (!zone_name(zone, name, wide)) return false;
    ucal_getCanonicalTimeZoneID(wide, -1, canonical, ICU_ZONE_MAX * 2, &is_system, &status);
    return U_SUCCESS(status) && is_system && strcmp(name, "Etc/Unknown") != 0;
}

static void require_zone(Text zone, char name[ICU_ZONE_MAX], UChar wide[ICU_ZONE_MAX])
{
    if (!zone_name(zone, name, wide)) fail("language: “%.*s” is no time zone", TEXT_PRINT(zone));
}

static UDateFormat *open_format(Language language, Pattern pattern, const UChar *zone)
{
    UChar wide[64];
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8(wide, 64, NULL, patterns[pattern][language], -1, &status);
    UDateFormat *format =
        udat_open(UDAT_PATTERN, UDAT_PATTERN, icu_locale(language), zone, -1, wide, -1, &status);
    icu_check(status, "date format");
    ucal_setGregorianChange((UCalendar *)udat_getCalendar(format), -1e300, &status);
    return format;
}

static UDateFormat *format_of(Language language, Pattern pattern, Text zone)
{
    IcuThread *thread = icu_thread();
    for (size_t i = 0; i < ICU_FORMATS_MAX; i++) {
        IcuFormat *each = &thread->formats[i];
        if (each->format && each->language == language && each->pattern == (int)pattern &&
            text_is_c(zone, each->zone))
            return each->format;
    }
    char name[ICU_ZONE_MAX];
    UChar wide[ICU_ZONE_MAX];
    require_zone(zone, name, wide);
    UDateFormat *format = open_format(language, pattern, wide);
    IcuFormat *place = &thread->formats[thread->format_next++ % ICU_FORMATS_MAX];
    if (place->format) icu_forget(place->format); /* another may come to stand at its address */
    udat_close(place->format);
    *place = (IcuFormat){.language = language, .pattern = (int)pattern, .format = format};
    memcpy(place->zone, name, sizeof name);
    return format;
}

static UCalendar *calendar_of(Text zone)
{
    IcuThread *thread = icu_thread();
    for (size_t i = 0; i < ICU_CALENDARS_MAX; i++) {
        IcuCalendar *each = &thread->calendars[i];
        if (each->calendar && text_is_c(zone, each->zone)) return each->calendar;
    }
    char name[ICU_ZONE_MAX];
    UChar wide[ICU_ZONE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    require_zone(zone, name, wide);
    UCalendar *calendar = ucal_open(wide, -1, "en_GB", UCAL_GREGORIAN, &status);
    icu_check(status, "calendar");
    ucal_setGregorianChange(calendar, -1e300, &status);
    ucal_setAttribute(calendar, UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);
    ucal_setAttribute(calendar, UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_NEXT_VALID);
    IcuCalendar *place = &thread->calendars[thread->calendar_next++ % ICU_CALENDARS_MAX];
    if (place->calendar) icu_forget(place->calendar); /* as with formats */
    ucal_close(place->calendar);
    place->calendar = calendar;
    memcpy(place->zone, name, sizeof name);
    return calendar;
}

/* ICU counts milliseconds; what is finer than a second, which nothing here writes, is cut towards the past,
 * so that the clock is written once a second. */
static UDate milliseconds(Instant instant)
{
    int64_t rest = instant.us % SECOND_US;
    return (UDate)((instant.us - (rest < 0 ? rest + SECOND_US : rest)) / 1000);
}

static Text write_pattern(Arena *arena, Language language, Pattern pattern, Instant instant, Text zone)
{
    UChar wide[128];
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = format_of(language, pattern, zone);
    UDate at = milliseconds(instant);
    IcuKey key = {.format = format, .from = at};
    Text text;
    if (icu_recall(arena, &key, &text)) return text;
    int32_t size = udat_format(format, at, wide, 128, NULL, &status);
    icu_check(status, "date");
    text = icu_text(arena, wide, size);
    icu_remember(&key, text);
    return text;
}

static Text write_clock(Arena *arena, Language language, Instant instant, Text zone)
{
    int64_t rest = instant.us % MINUTE_US;
    bool has_seconds = (rest < 0 ? rest + MINUTE_US : rest) >= SECOND_US;
    return write_pattern(arena, language, has_seconds ? PATTERN_SECONDS : PATTERN_CLOCK, instant, zone);
}

static int32_t field_of(UCalendar *calendar, UCalendarDateFields field)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t value = ucal_get(calendar, field, &status);
    icu_check(status, "calendar field");
    return value;
}

static UCalendar *calendar_at(Instant instant, Text zone)
{
    UCalendar *calendar = calendar_of(zone);
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(calendar, milliseconds(instant), &status);
    icu_check(status, "calendar time");
    return calendar;
}

/* "UTC+9", "UTC−3:30", "UTC". */
static Text write_offset(Arena *arena, Instant instant, Text zone)
{
    UCalendar *calendar = calendar_at(instant, zone);
    int32_t minutes = (field_of(calendar, UCAL_ZONE_OFFSET) + field_of(calendar, UCAL_DST_OFFSET)) / 60000;
    if (minutes == 0) return TEXT("UTC");
    const char *sign = minutes < 0 ? "−" : "+";
    if (minutes < 0) minutes = -minutes;
    if (minutes % 60 == 0) return text_format(arena, "UTC%s%d", sign, minutes / 60);
    return text_format(arena, "UTC%s%d:%02d", sign, minutes / 60, minutes % 60);
}

static bool is_utc(Text zone)
{
    return text_is_c(zone, "UTC") || text_is_c(zone, "Etc/UTC");
}

Text zone_city(Arena *arena, Language language, Text zone)
{
    if (is_utc(zone)) return TEXT("UTC"); /* ICU: "Unknown City" */
    return write_pattern(arena, language, PATTERN_CITY, (Instant){0}, zone);
}

static Text make_deadline(Arena *arena, Language language, Instant instant, Text zone)
{
    static const char *const forms[LANGUAGE_COUNT] = {"%.*s at %.*s, %.*s time (%.*s)",
                                                      "%.*s %.*s, %.*s 시간(%.*s)",
                                                      "%.*s, %.*s Uhr, Ortszeit %.*s (%.*s)"};
    static const char *const utc_forms[LANGUAGE_COUNT] = {"%.*s at %.*s UTC", "%.*s %.*s UTC",
                                                          "%.*s, %.*s Uhr UTC"};
    Text date = write_pattern(arena, language, PATTERN_FULL, instant, zone);
    Text clock = write_clock(arena, language, instant, zone);
    TextBuffer out = {.arena = arena};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (is_utc(zone)) {
        buffer_add_format(&out, utc_forms[language], TEXT_PRINT(date), TEXT_PRINT(clock));
    } else {
        Text city = zone_city(arena, language, zone), offset = write_offset(arena, instant, zone);
        buffer_add_format(&out, forms[language], TEXT_PRINT(date), TEXT_PRINT(clock), TEXT_PRINT(city),
                          TEXT_PRINT(offset));
    }
#pragma GCC diagnostic pop
    return buffer_text(&out);
}

/* It is put together from four parts; remembered as a whole, beside the date with which it begins. */
static Text write_deadline(Arena *arena, Language language, Instant instant, Text zone)
{
    IcuKey key = {.format = format_of(language, PATTERN_FULL, zone),
                  .from = milliseconds(instant),
                  .tag = "deadline"};
    Text text;
    if (icu_recall(arena, &key, &text)) return text;
    text = make_deadline(arena, language, instant, zone);
    icu_remember(&key, text);
    return text;
}

static Text write_date_time(Arena *arena, Language language, Instant instant, Text zone)
{
    Pattern pattern = language == LANGUAGE_DE ? PATTERN_SHORT : PATTERN_LONG;
    Text date = write_pattern(arena, language, pattern, instant, zone);
    Text clock = write_clock(arena, language, instant, zone);
    return text_format(arena, "%.*s%s%.*s%s", TEXT_PRINT(date), language == LANGUAGE_KO ? " " : ", ",
                       TEXT_PRINT(clock), language == LANGUAGE_DE ? " Uhr" : "");
}

Text instant_format(Arena *arena, Language language, Instant instant, Text zone, DateForm form)
{
    assert(instant_is_set(instant));
    switch (form) {
    case DATE_SHORT:
        return write_pattern(arena, language, PATTERN_SHORT, instant, zone);
    case DATE_LONG:
        return write_pattern(arena, language, PATTERN_LONG, instant, zone);
    case DATE_FULL:
        return write_pattern(arena, language, PATTERN_FULL, instant, zone);
    case DATE_TIME:
        return write_date_time(arena, language, instant, zone);
    case DATE_DEADLINE:
        return write_deadline(arena, language, instant, zone);
    case DATE_CLOCK:
        break;
    }
    return write_clock(arena, language, instant, zone);
}

Text month_format(Arena *arena, Language language, Instant instant, Text zone, bool with_year)
{
    return write_pattern(arena, language, with_year ? PATTERN_MONTH_YEAR : PATTERN_MONTH, instant, zone);
}

static UDateIntervalFormat *open_interval(Language language, bool is_long, const UChar *zone)
{
    UChar skeleton[8];
    UErrorCode status = U_ZERO_ERROR;
    bool has_numbers = !is_long && language == LANGUAGE_DE;
    u_strFromUTF8(skeleton, 8, NULL, is_long ? "yMMMMd" : has_numbers ? "yMd" : "yMMMd", -1, &status);
    UDateIntervalFormat *format = udtitvfmt_open(icu_locale(language), skeleton, -1, zone, -1, &status);
    icu_check(status, "interval format");
    return format;
}

static UDateIntervalFormat *interval_of(Language language, bool is_long, Text zone)
{
    IcuThread *thread = icu_thread();
    for (size_t i = 0; i < ICU_INTERVALS_MAX; i++) {
        IcuInterval *each = &thread->intervals[i];
        if (each->format && each->language == language && each->is_long == is_long &&
            text_is_c(zone, each->zone))
            return each->format;
    }
    char name[ICU_ZONE_MAX];
    UChar wide[ICU_ZONE_MAX];
    require_zone(zone, name, wide);
    UDateIntervalFormat *format = open_interval(language, is_long, wide);
    IcuInterval *place = &thread->intervals[thread->interval_next++ % ICU_INTERVALS_MAX];
    if (place->format) icu_forget(place->format);
    udtitvfmt_close(place->format);
    *place = (IcuInterval){.language = language, .is_long = is_long, .format = format};
    memcpy(place->zone, name, sizeof name);
    return format;
}

static Text ask_interval(Arena *arena, const UDateIntervalFormat *format, Instant from, Instant to)
{
    UChar wide[128];
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = udtitvfmt_format(format, milliseconds(from), milliseconds(to), wide, 128, NULL, &status);
    icu_check(status, "interval");
    for (int32_t i = 0; i < size; i++)
        if (wide[i] == THIN_SPACE) wide[i] = ' ';
    return icu_text(arena, wide, size);
}

Text interval_format(Arena *arena, Language language, Instant from, Instant to, Text zone, bool is_long)
{
    assert(instant_is_set(from) && instant_is_set(to));
    UDateIntervalFormat *format = interval_of(language, is_long, zone);
    IcuKey key = {.format = format, .from = milliseconds(from), .to = milliseconds(to)};
    Text text;
    if (icu_recall(arena, &key, &text)) return text;
    text = days_between(from, to, zone) == 0
               ? instant_format(arena, language, from, zone, is_long ? DATE_LONG : DATE_SHORT)
               : ask_interval(arena, format, from, to);
    icu_remember(&key, text);
    return text;
}

/* Civil time: "2026-05-29 18:00", a T for the space as browsers send it, seconds if given. */

static bool read_digits(Text *rest, size_t count, int *value)
{
    *value = 0;
    if (rest->size < count) return false;
    for (size_t i = 0; i < count; i++) {
        if (rest->at[i] < '0' || rest->at[i] > '9') return false;
        *value = *value * 10 + (rest->at[i] - '0');
    }
    *rest = text_from(*rest, count);
    return true;
}

static bool read_mark(Text *rest, const char *marks)
{
    if (!rest->size || !strchr(marks, rest->at[0])) return false;
    *rest = text_from(*rest, 1);
    return true;
}

typedef struct {
    int year, month, day, hour, minute, second;
} Civil;

static bool is_civil(const Civil *civil)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (civil->year < 1 || civil->month < 1 || civil->month > 12) return false;
    bool is_leap = civil->year % 4 == 0 && (civil->year % 100 != 0 || civil->year % 400 == 0);
    int last = days[civil->month - 1] + (civil->month == 2 && is_leap);
    return civil->day >= 1 && civil->day <= last && civil->hour <= 23 && civil->minute <= 59 &&
           civil->second <= 59;
}

static bool read_civil(Text text, Civil *civil)
{
    *civil = (Civil){0};
    bool is_read = read_digits(&text, 4, &civil->year) && read_mark(&text, "-") &&
                   read_digits(&text, 2, &civil->month) && read_mark(&text, "-") &&
                   read_digits(&text, 2, &civil->day) && read_mark(&text, " T") &&
                   read_digits(&text, 2, &civil->hour) && read_mark(&text, ":") &&
                   read_digits(&text, 2, &civil->minute);
    if (is_read && text.size) is_read = read_mark(&text, ":") && read_digits(&text, 2, &civil->second);
    return is_read && text.size == 0 && is_civil(civil);
}

bool instant_from_civil(Text civil, Text zone, Instant *instant)
{
    Civil parts;
    UErrorCode status = U_ZERO_ERROR;
    if (!read_civil(text_trim(civil), &parts) || !zone_is_known(zone)) return false;
    UCalendar *calendar = calendar_of(zone);
    ucal_clear(calendar);
    ucal_setDateTime(calendar, parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second,
                     &status);
    double found = ucal_getMillis(calendar, &status);
    icu_check(status, "civil time");
    instant->us = (int64_t)found * 1000;
    return true;
}

Text instant_to_civil(Arena *arena, Instant instant, Text zone)
{
    UCalendar *calendar = calendar_at(instant, zone);
    IcuKey key = {.format = calendar, .from = milliseconds(instant)};
    Text text;
    if (icu_recall(arena, &key, &text)) return text;
    text = text_format(arena, "%04d-%02d-%02d %02d:%02d:%02d", field_of(calendar, UCAL_EXTENDED_YEAR),
                       field_of(calendar, UCAL_MONTH) + 1, field_of(calendar, UCAL_DATE),
                       field_of(calendar, UCAL_HOUR_OF_DAY), field_of(calendar, UCAL_MINUTE),
                       field_of(calendar, UCAL_SECOND));
    icu_remember(&key, text);
    return text;
}

int64_t days_between(Instant from, Instant to, Text zone)
{
    int32_t first = field_of(calendar_at(from, zone), UCAL_JULIAN_DAY);
    return (int64_t)field_of(calendar_at(to, zone), UCAL_JULIAN_DAY) - first;
}
