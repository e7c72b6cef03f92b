/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"

#include "base/random.h"
#include "base/time.h"

static Arena *arena;

/* Expectations from GNU date: date -u -d '…' +%s. */
static void reads_and_writes_rfc_3339(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-09-25T14:00:00+09:00", 1790312400},
        {"2024-02-29T23:59:59Z", 1709251199},
        {"1969-12-31T23:59:59Z", -1},
        {"2000-02-29T00:00:00-03:30", 951795000},
        {"0001-01-01T00:00:00Z", -62135596800},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Instant instant, again;
        assert_true(instant_read(text_of(rows[i].text), &instant));
        assert_true(instant.us == rows[i].seconds * SECOND_US);
        assert_true(instant_read(instant_write(arena, instant), &again));
        assert_true(again.us == instant.us);
    }
    assert_text(instant_write(arena, (Instant){-1}), "1969-12-31T23:59:59.999999Z");
}

static void refuses_what_is_no_instant(void **state)
{
    static const char *const rows[] = {"",
                                       "2026-02-29T00:00:00Z",
                                       "2026-04-31T00:00:00Z",
                                       "2026-01-01T24:00:00Z",
                                       "2026-01-01T00:00:60Z",
                                       "2026-01-01T00:00:00",
                                       "2026-01-01T00:00:00.Z",
                                       "2026-01-01T00:00:00.1234567Z",
                                       "2026-1-01T00:00:00Z",
                                       "2026-01-01T00:00:00Zx"};
    Instant instant;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_false(instant_read(text_of(rows[i]), &instant));
}

static void an_instant_passes_when_it_comes(void **state)
{
    assert_false(instant_passed((Instant){10}, (Instant){9}));
    assert_true(instant_passed((Instant){10}, (Instant){10}));
    assert_false(instant_passed(INSTANT_NEVER, (Instant){INT64_MAX}));
}

static void the_clock_stands_and_runs(void **state)
{
    clock_stand_at((Instant){42});
    assert_true(clock_now().us == 42);
    clock_stand_at(INSTANT_NEVER);
    Instant before = clock_now();
    clock_set_offset(-DAY_US);
    assert_true(clock_now().us < before.us - DAY_US / 2);
    clock_set_offset(0);
}

static void keys_rise_and_follow_from_the_seed(void **state)
{
    int64_t first[5000];
    clock_stand_at((Instant){1790312400 * SECOND_US});
    for (int run = 0; run < 2; run++) {
        random_record_seed(7);
        int64_t before = 0;
        for (int i = 0; i < 5000; i++) {
            int64_t key = random_key();
            assert_true(key > before);
            if (run) assert_true(key == first[i]);
            first[i] = before = key;
        }
    }
    clock_stand_at(INSTANT_NEVER);
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
    const struct CMUnitTest all[] = {TEST(reads_and_writes_rfc_3339), TEST(refuses_what_is_no_instant),
                                     TEST(an_instant_passes_when_it_comes), TEST(the_clock_stands_and_runs),
                                     TEST(keys_rise_and_follow_from_the_seed)};
    return cmocka_run_group_tests_name("base/time", all, set_up, tear_down);
}
