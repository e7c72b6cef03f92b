/* SPDX-License-Identifier: Apache-2.0 */
/* Expectations: the glossary, 3 Formats and 4 Example strings (measured with ICU 72), and the rules
 * of the time zones as their governments published them. */
#include "platform/language/language.h"

#include <pthread.h>

#include "test.h"

static Arena *arena;

static Instant at(const char *text)
{
    Instant instant;
    if (!instant_read(text_of(text), &instant)) fail_msg("%s is no instant", text);
    return instant;
}

static void assert_date(Language language, const char *instant, const char *zone, DateForm form,
                        const char *expected)
{
    assert_text(instant_format(arena, language, at(instant), text_of(zone), form), expected);
}

static void dates_are_written_as_the_glossary_says(void **state)
{
    (void)state;
    static const struct {
        Language language;
        DateForm form;
        const char *expected;
    } cases[] = {
        {LANGUAGE_EN, DATE_FULL, "Monday 15 July 2024"},
        {LANGUAGE_KO, DATE_FULL, "2024년 7월 15일 월요일"},
        {LANGUAGE_DE, DATE_FULL, "Montag, 15.07.2024"},
        {LANGUAGE_EN, DATE_LONG, "15 July 2024"},
        {LANGUAGE_KO, DATE_LONG, "2024년 7월 15일"},
        {LANGUAGE_DE, DATE_LONG, "15.\u00a0Juli 2024"},
        {LANGUAGE_EN, DATE_SHORT, "15 Jul 2024"},
        {LANGUAGE_KO, DATE_SHORT, "2024. 7. 15."},
        {LANGUAGE_DE, DATE_SHORT, "15.07.2024"},
        {LANGUAGE_EN, DATE_TIME, "15 July 2024, 23:59"},
        {LANGUAGE_KO, DATE_TIME, "2024년 7월 15일 23:59"},
        {LANGUAGE_DE, DATE_TIME, "15.07.2024, 23:59 Uhr"},
        {LANGUAGE_EN, DATE_CLOCK, "23:59"},
        {LANGUAGE_DE, DATE_CLOCK, "23:59"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_date(cases[i].language, "2024-07-15T14:59:00Z", "Asia/Seoul", cases[i].form,
                    cases[i].expected);
}

/* The glossary's ranges, as ICU writes intervals; a day alone is no interval. */
static void intervals_say_each_month_and_year_once(void **state)
{
    (void)state;
    static const struct {
        Language language;
        bool is_long;
        const char *to, *expected;
    } cases[] = {
        {LANGUAGE_EN, false, "2026-05-29T09:00:00Z", "13 Feb – 29 May 2026"},
        {LANGUAGE_KO, false, "2026-05-29T09:00:00Z", "2026년 2월 13일 ~ 5월 29일"},
        {LANGUAGE_DE, false, "2026-05-29T09:00:00Z", "13.02. – 29.05.2026"},
        {LANGUAGE_EN, true, "2026-05-29T09:00:00Z", "13 February – 29 May 2026"},
        {LANGUAGE_DE, true, "2026-05-29T09:00:00Z", "13. Februar – 29. Mai 2026"},
        {LANGUAGE_EN, false, "2026-02-20T14:59:59Z", "13–20 Feb 2026"},
        {LANGUAGE_EN, false, "2027-03-25T00:00:00Z", "13 Feb 2026 – 25 Mar 2027"},
        {LANGUAGE_DE, false, "2026-02-13T14:59:59Z", "13.02.2026"},
        {LANGUAGE_KO, true, "2026-02-13T14:59:59Z", "2026년 2월 13일"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(interval_format(arena, cases[i].language, at("2026-02-12T15:00:00Z"), at(cases[i].to),
                                    TEXT("Asia/Seoul"), cases[i].is_long),
                    cases[i].expected);
}

static void months_are_named_with_their_year_if_asked(void **state)
{
    (void)state;
    Instant march = at("2026-02-28T15:00:00Z");
    assert_text(month_format(arena, LANGUAGE_EN, march, TEXT("Asia/Seoul"), false), "Mar");
    assert_text(month_format(arena, LANGUAGE_KO, march, TEXT("Asia/Seoul"), false), "3월");
    assert_text(month_format(arena, LANGUAGE_KO, march, TEXT("Asia/Seoul"), true), "2026년 3월");
    assert_text(month_format(arena, LANGUAGE_DE, march, TEXT("Asia/Seoul"), true), "März 2026");
    assert_text(month_format(arena, LANGUAGE_EN, march, TEXT("America/Lima"), true), "Feb 2026");
}

static void deadlines_name_the_place_and_its_offset(void **state)
{
    (void)state;
    const char *closing = "2024-07-14T14:59:00Z";
    assert_date(LANGUAGE_EN, closing, "Asia/Seoul", DATE_DEADLINE,
                "Sunday 14 July 2024 at 23:59, Seoul time (UTC+9)");
    assert_date(LANGUAGE_KO, closing, "Asia/Seoul", DATE_DEADLINE,
                "2024년 7월 14일 일요일 23:59, 서울 시간(UTC+9)");
    assert_date(LANGUAGE_DE, closing, "Asia/Seoul", DATE_DEADLINE,
                "Sonntag, 14.07.2024, 23:59 Uhr, Ortszeit Seoul (UTC+9)");
    assert_date(LANGUAGE_EN, closing, "Europe/Berlin", DATE_DEADLINE,
                "Sunday 14 July 2024 at 16:59, Berlin time (UTC+2)");
    assert_date(LANGUAGE_EN, closing, "Asia/Kolkata", DATE_DEADLINE,
                "Sunday 14 July 2024 at 20:29, Kolkata time (UTC+5:30)");
    assert_date(LANGUAGE_EN, closing, "America/St_Johns", DATE_DEADLINE,
                "Sunday 14 July 2024 at 12:29, St John’s time (UTC−2:30)");
    assert_date(LANGUAGE_EN, closing, "UTC", DATE_DEADLINE, "Sunday 14 July 2024 at 14:59 UTC");
    assert_date(LANGUAGE_DE, closing, "Etc/UTC", DATE_DEADLINE, "Sonntag, 14.07.2024, 14:59 Uhr UTC");
}

static void seconds_are_written_unless_they_are_00(void **state)
{
    (void)state;
    assert_date(LANGUAGE_EN, "2024-07-15T14:59:59Z", "Asia/Seoul", DATE_TIME, "15 July 2024, 23:59:59");
    assert_date(LANGUAGE_EN, "2024-07-15T14:59:00.400000Z", "Asia/Seoul", DATE_CLOCK, "23:59");
    assert_date(LANGUAGE_EN, "1969-12-31T23:59:59.999999Z", "UTC", DATE_CLOCK, "23:59:59");
    assert_date(LANGUAGE_EN, "1969-12-31T23:59:59.999999Z", "UTC", DATE_LONG, "31 December 1969");
    assert_date(LANGUAGE_DE, "2024-03-31T01:00:00Z", "Europe/Berlin", DATE_CLOCK, "03:00");
}

static void cities_have_names(void **state)
{
    (void)state;
    assert_text(zone_city(arena, LANGUAGE_EN, TEXT("UTC")), "UTC");
    assert_text(zone_city(arena, LANGUAGE_EN, TEXT("Asia/Seoul")), "Seoul");
    assert_text(zone_city(arena, LANGUAGE_KO, TEXT("Asia/Seoul")), "서울");
    assert_text(zone_city(arena, LANGUAGE_KO, TEXT("Europe/Berlin")), "베를린");
    assert_text(zone_city(arena, LANGUAGE_DE, TEXT("Europe/Vienna")), "Wien");
}

static void assert_civil(const char *civil, const char *zone, const char *expected)
{
    Instant instant;
    assert_true(instant_from_civil(text_of(civil), text_of(zone), &instant));
    assert_text(instant_write(arena, instant), expected);
}

static void civil_times_become_instants(void **state)
{
    (void)state;
    assert_civil("2026-05-29 18:00", "Asia/Seoul", "2026-05-29T09:00:00.000000Z");
    assert_civil("2026-05-29T18:00:07", "Asia/Seoul", "2026-05-29T09:00:07.000000Z");
    assert_civil("2024-02-29 00:00", "UTC", "2024-02-29T00:00:00.000000Z");
    /* Berlin, 31 March 2024: 02:00 to 03:00 did not exist; the gap ends at 01:00Z. */
    assert_civil("2024-03-31 02:30", "Europe/Berlin", "2024-03-31T01:00:00.000000Z");
    assert_civil("2024-03-31 01:59", "Europe/Berlin", "2024-03-31T00:59:00.000000Z");
    /* Berlin, 27 October 2024: 02:30 came twice, first at UTC+2. */
    assert_civil("2024-10-27 02:30", "Europe/Berlin", "2024-10-27T00:30:00.000000Z");
    assert_civil("2024-10-27 03:00", "Europe/Berlin", "2024-10-27T02:00:00.000000Z");
    /* Korea had summer time in 1988 (UTC+10). */
    assert_civil("1988-09-17 10:00", "Asia/Seoul", "1988-09-17T00:00:00.000000Z");
    assert_text(instant_to_civil(arena, at("2026-05-29T09:00:00Z"), TEXT("Asia/Seoul")),
                "2026-05-29 18:00:00");
    assert_text(instant_to_civil(arena, at("1969-12-31T23:59:59.5Z"), TEXT("UTC")), "1969-12-31 23:59:59");
    assert_text(instant_to_civil(arena, at("0044-03-15T12:00:00Z"), TEXT("UTC")), "0044-03-15 12:00:00");
}

static void what_is_no_civil_time_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "2026-05-29",
                                      "2026-13-01 00:00",
                                      "2026-02-29 00:00",
                                      "2026-05-29 24:00",
                                      "2026-05-29 23:60",
                                      "2026-05-29 23:59:60",
                                      "2026-5-29 10:00",
                                      "2026-05-29 10:00:00Z",
                                      "2026-05-29 10:00 ",
                                      "x026-05-29 10:00"};
    Instant instant;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bool is_trimmed = i == 9; /* spaces around are forgiven */
        if (instant_from_civil(text_of(bad[i]), TEXT("UTC"), &instant) != is_trimmed)
            fail_msg("“%s”", bad[i]);
    }
    assert_false(instant_from_civil(TEXT("2026-05-29 10:00"), TEXT("Mars/Olympus"), &instant));
    assert_false(instant_from_civil(TEXT("2026-05-29 10:00"), TEXT(""), &instant));
}

static void zones_are_known_or_not(void **state)
{
    (void)state;
    assert_true(zone_is_known(TEXT("Asia/Seoul")));
    assert_true(zone_is_known(TEXT("UTC")));
    assert_false(zone_is_known(TEXT("Etc/Unknown")));
    assert_false(zone_is_known(TEXT("asia/seoul ")));
    assert_false(zone_is_known(TEXT("Asia/Seoul\n")));
    assert_false(zone_is_known(TEXT("서울")));
    assert_false(zone_is_known(TEXT("GMT+99")));
}

static void days_are_counted_by_the_calendar_of_the_place(void **state)
{
    (void)state;
    Instant evening = at("2024-07-14T14:59:00Z"), minutes_later = at("2024-07-14T15:01:00Z");
    assert_int_equal(days_between(evening, minutes_later, TEXT("Asia/Seoul")), 1);
    assert_int_equal(days_between(evening, minutes_later, TEXT("UTC")), 0);
    assert_int_equal(days_between(at("2024-03-30T12:00:00Z"), at("2024-04-01T10:00:00Z"),
                                  TEXT("Europe/Berlin")),
                     2);
    assert_int_equal(days_between(minutes_later, evening, TEXT("Asia/Seoul")), -1);
}

static void *write_in_a_thread(void *context)
{
    Arena *own = arena_new(8 << 20);
    Language language = (Language)(intptr_t)context;
    static const char *const expected[] = {"15 July 2024", "2024년 7월 15일", "15.\u00a0Juli 2024"};
    bool is_good = true;
    Instant instant = {INT64_C(1721055540000000)};
    for (int i = 0; i < 200; i++)
        is_good &= text_is_c(instant_format(own, language, instant, TEXT("Asia/Seoul"), DATE_LONG),
                             expected[language]);
    arena_free(own);
    return is_good ? context : (void *)-1;
}

static void languages_do_not_mix_between_threads(void **state)
{
    (void)state;
    pthread_t threads[LANGUAGE_COUNT];
    for (intptr_t i = 0; i < LANGUAGE_COUNT; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_in_a_thread, (void *)i), 0);
    for (intptr_t i = 0; i < LANGUAGE_COUNT; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_int_equal((intptr_t)result, i);
    }
}

static void more_zones_than_are_kept_stay_right(void **state)
{
    (void)state;
    static const char *const zones[] = {
        "Asia/Seoul",      "Europe/Berlin",    "America/New_York", "Asia/Kolkata",  "Africa/Nairobi",
        "Asia/Tokyo",      "America/Bogota",   "Pacific/Auckland", "Europe/London", "Asia/Dubai",
        "America/Lima",    "Africa/Lagos",     "Asia/Kathmandu",   "Asia/Manila",   "Europe/Paris",
        "America/Toronto", "Australia/Sydney", "Asia/Taipei",      "Africa/Cairo",  "UTC"};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
            Instant instant;
            assert_true(instant_from_civil(TEXT("2024-01-15 08:30"), text_of(zones[i]), &instant));
            for (DateForm form = DATE_SHORT; form <= DATE_FULL; form++)
                instant_format(arena, LANGUAGE_EN, instant, text_of(zones[i]), form);
            assert_text(instant_format(arena, LANGUAGE_EN, instant, text_of(zones[i]), DATE_TIME),
                        "15 January 2024, 08:30");
            assert_text(instant_to_civil(arena, instant, text_of(zones[i])), "2024-01-15 08:30:00");
        }
    }
}

int main(void)
{
    arena = arena_new(64 << 20);
    const struct CMUnitTest all[] = {
        TEST(dates_are_written_as_the_glossary_says),
        TEST(intervals_say_each_month_and_year_once),
        TEST(months_are_named_with_their_year_if_asked),
        TEST(deadlines_name_the_place_and_its_offset),
        TEST(seconds_are_written_unless_they_are_00),
        TEST(cities_have_names),
        TEST(civil_times_become_instants),
        TEST(what_is_no_civil_time_is_refused),
        TEST(zones_are_known_or_not),
        TEST(days_are_counted_by_the_calendar_of_the_place),
        TEST(languages_do_not_mix_between_threads),
        TEST(more_zones_than_are_kept_stay_right),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
