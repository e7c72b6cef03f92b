/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/picture.h"
#include "test.h"

#include <stdlib.h>

static Arena *arena;

/* What a browser would draw of "M10 4h18M…": counts squares, and holds each run to the view box. */
static int64_t count_run_squares(const Picture *picture, Text path)
{
    int64_t squares = 0;
    const char *at = path.at, *end = path.at + path.size;
    while (at < end) {
        char *rest;
        assert_int_equal(*at, 'M');
        int64_t x = strtoll(at + 1, &rest, 10);
        assert_int_equal(*rest, ' ');
        int64_t y = strtoll(rest + 1, &rest, 10);
        assert_int_equal(*rest, 'h');
        int64_t length = strtoll(rest + 1, &rest, 10);
        assert_true(x >= 0 && x % 10 == 0 && x + length <= picture->width);
        assert_true(y >= 4 && y % 10 == 4 && y + 4 <= picture->height);
        assert_true(length >= 8 && (length + 2) % 10 == 0);
        squares += (length + 2) / 10;
        at = rest;
    }
    return squares;
}

static int64_t squares_of(const Picture *picture, SquareKind kind)
{
    return count_run_squares(picture, picture->runs[kind]);
}

static int64_t squares_in(const Picture *picture)
{
    int64_t squares = 0;
    for (SquareKind kind = SQUARE_FIRST; kind < SQUARE_KINDS; kind++) squares += squares_of(picture, kind);
    return squares;
}

static Court court_of(int64_t count, int64_t places)
{
    static const Message labels[SQUARE_KINDS] = {[SQUARE_FIRST] = {.english = "application"},
                                                 [SQUARE_LIT] = {.english = "candidate"},
                                                 [SQUARE_EMPTY] = {.english = "place"}};
    SquareKind *kinds = ARENA_MANY(arena, (size_t)count + 1, SquareKind);
    for (int64_t i = 0; i < count; i++) kinds[i] = i % 6 == 0 ? SQUARE_LIT : SQUARE_FIRST;
    return court_make(arena, kinds, count, places, labels);
}

static void one_square_is_one_thing_up_to_a_thousand(void **state)
{
    assert_int_equal(picture_unit(0), 1);
    assert_int_equal(picture_unit(1000), 1);
    assert_int_equal(picture_unit(1001), 10);
    assert_int_equal(picture_unit(10000), 10);
    assert_int_equal(picture_unit(10001), 100);
    assert_int_equal(picture_squares(0, 10), 0);
    assert_int_equal(picture_squares(1, 10), 1);
    assert_int_equal(picture_squares(10, 10), 1);
    assert_int_equal(picture_squares(11, 10), 2);
}

static void a_run_of_equal_squares_is_one_stroke(void **state)
{
    Grid grid = grid_make(arena, 4, 2);
    grid_put(&grid, 0, 0, SQUARE_FIRST);
    grid_put(&grid, 1, 0, SQUARE_FIRST);
    grid_put(&grid, 3, 0, SQUARE_FIRST);
    grid_put(&grid, 3, 1, SQUARE_LIT);
    Picture picture = grid_draw(&grid, 10);
    assert_text(picture.runs[SQUARE_FIRST], "M0 4h18M30 4h8");
    assert_text(picture.runs[SQUARE_LIT], "M30 14h8");
    assert_int_equal(picture.width, 38);
    assert_int_equal(picture.height, 18);
}

static void the_ring_has_a_square_for_every_application(void **state)
{
    static const int64_t counts[] = {0, 1, 2, 37, 60, 61, 239, 240, 241, 540, 999, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        Court court = court_of(counts[i], 21);
        int64_t lit = (counts[i] + 5) / 6;
        assert_int_equal(court.unit, 1);
        assert_int_equal(squares_of(&court.ring, SQUARE_FIRST), counts[i] - lit);
        assert_int_equal(squares_of(&court.ring, SQUARE_LIT), lit);
        assert_int_equal(squares_of(&court.ring, SQUARE_EMPTY), 21);
        assert_int_equal(squares_in(&court.above) + squares_in(&court.below), counts[i]);
    }
}

static void above_a_thousand_kinds_keep_their_shares(void **state)
{
    Court court = court_of(10000, 0);
    assert_int_equal(court.unit, 10);
    assert_int_equal(squares_in(&court.ring), 1000);
    int64_t lit = squares_of(&court.ring, SQUARE_LIT);
    assert_in_range(lit, 165, 168);                 /* 1,667 of 10,000 */
    assert_int_equal(court.key.at[0].count, 10000); /* who went further is one of all */
}

/* 240 is the court of the design: 46 by 24, two deep, closed but for the gate. */
static void two_hundred_and_forty_close_the_ring(void **state)
{
    SquareKind kinds[240];
    for (size_t i = 0; i < 240; i++) kinds[i] = SQUARE_FIRST;
    static const Message labels[SQUARE_KINDS];
    Court court = court_make(arena, kinds, 240, 0, labels);
    assert_int_equal(court.ring.width, 458);
    assert_int_equal(court.ring.height, 238);
    assert_true(text_starts(court.ring.runs[SQUARE_FIRST], TEXT("M0 4h458M0 14h458M0 24h18M440 24h18")));
    assert_true(text_ends(court.ring.runs[SQUARE_FIRST], TEXT("M0 234h38M160 234h298")));
}

static void on_the_day_the_places_light_up(void **state)
{
    Court court = court_of(240, 21);
    int64_t lit = squares_of(&court.ring, SQUARE_LIT);
    court_light(arena, &court);
    assert_int_equal(squares_of(&court.ring, SQUARE_LIT), lit + 21);
    assert_int_equal(squares_of(&court.ring, SQUARE_EMPTY), 0);
    for (size_t i = 0; i < court.key.count; i++) assert_int_not_equal(court.key.at[i].kind, SQUARE_EMPTY);
}

static void the_first_arrival_stands_left_of_the_gate(void **state)
{
    SquareKind kinds[60];
    for (size_t i = 0; i < 60; i++) kinds[i] = i == 0 ? SQUARE_LIT : SQUARE_FIRST;
    static const Message labels[SQUARE_KINDS];
    Court court = court_make(arena, kinds, 60, 0, labels);
    assert_text(court.ring.runs[SQUARE_LIT], "M10 114h8");
}

static void a_funnel_keeps_one_scale(void **state)
{
    static const int64_t counts[][4] = {{240, 209, 40, 21}, {1, 1, 1, 1}, {10000, 400, 40, 3}, {5, 0, 0, 0}};
    for (size_t i = 0; i < 4; i++) {
        Funnel funnel = {0};
        for (size_t s = 0; s < 4; s++) funnel_add(arena, &funnel, SQUARE_FIRST, counts[i][s], (Message){0});
        funnel_draw(arena, &funnel);
        for (size_t s = 0; s < 4; s++) {
            const Picture *picture = &funnel.stages.at[s].picture;
            assert_int_equal(picture->width, funnel.stages.at[0].picture.width);
            assert_int_equal(squares_in(picture), picture_squares(counts[i][s], funnel.unit));
        }
    }
}

static Instant day(int64_t number)
{
    return (Instant){number * DAY_US};
}

static void a_step_shows_its_weeks_and_where_we_are(void **state)
{
    Steps steps = {0};
    Step *call = steps_add(arena, &steps, (Message){0}, day(0), day(106), day(120));
    assert_int_equal(call->state, STEP_PAST);
    assert_int_equal(squares_of(&call->picture, SQUARE_FIRST), 16); /* 106 days */
    Step *now = steps_add(arena, &steps, (Message){0}, day(110), day(152), day(120));
    assert_int_equal(now->state, STEP_NOW);
    assert_int_equal(squares_of(&now->picture, SQUARE_FIRST), 1);
    assert_int_equal(squares_of(&now->picture, SQUARE_LIT), 1);
    assert_int_equal(squares_of(&now->picture, SQUARE_EMPTY), 4);
    Step *moment = steps_add(arena, &steps, (Message){0}, day(200), day(200), day(120));
    assert_int_equal(moment->state, STEP_NEXT);
    assert_int_equal(squares_of(&moment->picture, SQUARE_EMPTY), 1);
}

/* At its first instant a step is under way; at its end it is over. */
static void a_step_begins_and_ends_on_its_instants(void **state)
{
    Steps steps = {0};
    assert_int_equal(steps_add(arena, &steps, (Message){0}, day(1), day(8), day(1))->state, STEP_NOW);
    assert_int_equal(steps_add(arena, &steps, (Message){0}, day(1), day(8), day(8))->state, STEP_PAST);
}

static Chart chart_of(int64_t columns, int64_t in_each)
{
    Chart chart = {0};
    amount_add(arena, &chart.key, SQUARE_FIRST, 0, (Message){0});
    amount_add(arena, &chart.key, SQUARE_SECOND, 0, (Message){0});
    for (int64_t i = 0; i < columns; i++) {
        Column *column = chart_add(arena, &chart);
        amount_add(arena, &column->amounts, SQUARE_FIRST, in_each, (Message){0});
        amount_add(arena, &column->amounts, SQUARE_SECOND, 1, (Message){0});
    }
    chart_draw(arena, &chart);
    return chart;
}

static void a_chart_stacks_its_amounts_and_sums_them(void **state)
{
    Chart chart = chart_of(48, 9);
    assert_int_equal(chart.unit, 1);
    assert_int_equal(chart.total, 480);
    assert_int_equal(squares_of(&chart.picture, SQUARE_FIRST), 48 * 9);
    assert_int_equal(squares_of(&chart.picture, SQUARE_SECOND), 48);
    assert_int_equal(chart.key.at[0].count, 432);
    Chart high = chart_of(1, 900);
    assert_int_equal(high.unit, 100);
    assert_int_equal(squares_of(&high.picture, SQUARE_FIRST), 9);
    Chart none = chart_of(0, 0);
    assert_int_equal(squares_in(&none.picture), 0);
}

static Chart chart_of_days(const char *first, int64_t days)
{
    Chart chart = {.zone = TEXT("Asia/Seoul")};
    Instant begin;
    assert_true(instant_from_civil(text_of(first), chart.zone, &begin));
    for (int64_t i = 0; i < days; i++) chart_add(arena, &chart)->day = instant_plus(begin, i * DAY_US);
    chart_draw(arena, &chart);
    return chart;
}

/* 13 February to 29 May: 16 days on, 47 and 77 of 106 the months begin; February is too short to be named. */
static void a_chart_of_days_names_the_months_where_they_begin(void **state)
{
    Chart chart = chart_of_days("2026-02-13 10:00", 106);
    static const int64_t tenths[] = {16 * 1000 / 106, 47 * 1000 / 106, 77 * 1000 / 106};
    assert_int_equal(chart.months.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(chart.months.at[i].tenths, tenths[i]);
        assert_int_equal(chart.months.at[i].has_year, i == 0);
    }
    assert_int_equal(chart_of_days("2025-12-10 10:00", 60).months.at[1].has_year, true);
    assert_in_range(chart_of_days("2025-01-01 10:00", 400).months.count, 4, 6);
    assert_int_equal(chart_of(48, 9).months.count, 0);
}

static void bars_have_a_square_for_each_thing(void **state)
{
    static const int64_t counts[] = {71, 66, 45, 26, 10, 2, 0};
    Bars bars = {0};
    for (size_t i = 0; i < 7; i++) bars_add(arena, &bars, (Message){0}, counts[i]);
    bars_draw(arena, &bars);
    assert_int_equal(bars.total, 220);
    for (size_t i = 0; i < 7; i++) assert_int_equal(squares_in(&bars.bars.at[i].picture), counts[i]);
}

static void progress_wraps_and_counts(void **state)
{
    Amounts amounts = {0};
    amount_add(arena, &amounts, SQUARE_FIRST, 4, (Message){0});
    amount_add(arena, &amounts, SQUARE_LIT, 1, (Message){0});
    amount_add(arena, &amounts, SQUARE_EMPTY, 6, (Message){0});
    Progress progress = progress_make(arena, &amounts, 8);
    assert_int_equal(progress.picture.width, 78);
    assert_int_equal(progress.picture.height, 18);
    assert_int_equal(squares_of(&progress.picture, SQUARE_EMPTY), 6);
    Amounts none = {0};
    progress = progress_make(arena, &none, 8);
    assert_int_equal(squares_in(&progress.picture), 0);
}

static void a_mark_stays_on_its_scale(void **state)
{
    const Decimal from = {1000, 1}, to = {5000, 1}, line = {3000, 1};
    assert_int_equal(mark_make((Decimal){1000, 2}, from, to, NULL).mark_x, 0);
    assert_int_equal(mark_make((Decimal){5000, 2}, from, to, NULL).mark_x, 192);
    assert_int_equal(mark_make((Decimal){9000, 2}, from, to, NULL).mark_x, 192);
    Mark middle = mark_make((Decimal){3000, 2}, from, to, &line);
    assert_int_equal(middle.line_x, 100); /* the line stands in the middle of the mark */
    assert_int_equal(middle.mark_x + 4, middle.line_x);
    assert_int_equal(mark_make(from, from, from, NULL).mark_x, 0);
}

static void a_span_and_another_measure_stand_on_the_scale_of_their_mark(void **state)
{
    const Decimal from = {1000, 1}, to = {5000, 1};
    Mark mark = mark_make((Decimal){3000, 2}, from, to, NULL);
    assert_false(mark.has_span || mark.has_other);
    mark_add_span(&mark, (Decimal){2000, 2}, (Decimal){9000, 2});
    mark_add_other(&mark, (Decimal){2000, 2});
    assert_int_equal(mark.low_x, 52);
    assert_int_equal(mark.high_x, 196);             /* not beyond the scale */
    assert_int_equal(mark.other_x + 3, mark.low_x); /* in the middle of its square */
}

int main(void)
{
    arena = arena_new(64 << 20);
    const struct CMUnitTest all[] = {
        TEST(a_span_and_another_measure_stand_on_the_scale_of_their_mark),
        TEST(one_square_is_one_thing_up_to_a_thousand),
        TEST(a_run_of_equal_squares_is_one_stroke),
        TEST(the_ring_has_a_square_for_every_application),
        TEST(above_a_thousand_kinds_keep_their_shares),
        TEST(two_hundred_and_forty_close_the_ring),
        TEST(on_the_day_the_places_light_up),
        TEST(the_first_arrival_stands_left_of_the_gate),
        TEST(a_funnel_keeps_one_scale),
        TEST(a_step_shows_its_weeks_and_where_we_are),
        TEST(a_step_begins_and_ends_on_its_instants),
        TEST(a_chart_stacks_its_amounts_and_sums_them),
        TEST(a_chart_of_days_names_the_months_where_they_begin),
        TEST(bars_have_a_square_for_each_thing),
        TEST(progress_wraps_and_counts),
        TEST(a_mark_stays_on_its_scale),
    };
    int failed = cmocka_run_group_tests(all, NULL, NULL);
    arena_free(arena);
    return failed != 0;
}
