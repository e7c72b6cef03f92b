/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "base/fail.h"
#include "engine/mean.h"

static void assert_rational(Rational value, int64_t numerator, int64_t denominator)
{
    assert_int_equal(value.numerator, numerator);
    assert_int_equal(value.denominator, denominator);
}

static void a_mean_is_an_exact_fraction(void **state)
{
    const int32_t weights[] = {50, 30, 20}, grades[] = {4, 3, 5, 2, 3, 4, 5, 5, 5};
    /* 50·4 + 30·3 + 20·5 = 390; 50·2 + 30·3 + 20·4 = 270; 500: together 1160 of 300 */
    assert_rational(mean_of_reviews(weights, 3, grades, 3), 58, 15);
    assert_rational(mean_of_reviews(weights, 3, grades, 1), 39, 10);
    assert_true(rational_is_none(mean_of_reviews(weights, 3, grades, 0)));
    assert_rational(mean_of_criterion(0, 3, grades, 3), 11, 3);
    assert_true(rational_is_none(mean_of_criterion(0, 3, grades, 0)));
}

static void fractions_compare_exactly(void **state)
{
    /* as doubles these two are equal */
    Rational a = {INT64_C(4611686018427387903), INT64_C(4611686018427387904)};
    Rational b = {INT64_C(4611686018427387902), INT64_C(4611686018427387903)};
    assert_int_equal(rational_compare(a, b), 1);
    assert_int_equal(rational_compare(b, a), -1);
    assert_int_equal(rational_compare((Rational){1, 3}, (Rational){2, 6}), 0);
    assert_int_equal(rational_compare(RATIONAL_NONE, (Rational){-5, 1}), -1);
    assert_int_equal(rational_compare((Rational){-5, 1}, RATIONAL_NONE), 1);
    assert_int_equal(rational_compare(RATIONAL_NONE, RATIONAL_NONE), 0);
    assert_rational(rational_sum((Rational){1, 6}, (Rational){1, 10}), 4, 15);
    assert_rational(rational_of(-6, 4), -3, 2);
}

static void rounds_weigh_as_the_rules_say(void **state)
{
    const Rational values[] = {{7, 2}, {10, 3}, {1, 7}};
    const int32_t weights[] = {1, 2, 0};
    assert_rational(rational_weighted_mean(values, weights, 3), 61, 18);
    const Rational unfinished[] = {{7, 2}, RATIONAL_NONE};
    assert_true(rational_is_none(rational_weighted_mean(unfinished, weights, 2)));
}

/* IEEE 754, roundTiesToEven. */
static void halves_round_to_even(void **state)
{
    assert_int_equal(rational_round((Rational){5, 2}, 1), 2);
    assert_int_equal(rational_round((Rational){7, 2}, 1), 4);
    assert_int_equal(rational_round((Rational){-5, 2}, 1), -2);
    assert_int_equal(rational_round((Rational){-7, 2}, 1), -4);
    assert_int_equal(rational_round((Rational){58, 15}, 1000), 3867);
    assert_int_equal(rational_round((Rational){-58, 15}, 1000), -3867);
    assert_int_equal(rational_round((Rational){1, 2000}, 1000), 0);
    assert_int_equal(rational_round((Rational){3, 2000}, 1000), 2);
}

static void add_too_fine(void *sum)
{
    *(Rational *)sum = rational_sum((Rational){1, RATIONAL_MAX - 1}, (Rational){1, RATIONAL_MAX - 3});
}
static void a_sum_that_cannot_be_exact_fails(void **state)
{
    Failure failure;
    Rational sum;
    assert_false(boundary_run(add_too_fine, &sum, &failure));
}

/* Scores made exactly from qualities and offsets: the fit must find them again. */
static void offsets_are_found_again(void **state)
{
    enum { APPLICATIONS = 30, EXPERTS = 6 };
    static const int64_t offset[EXPERTS] = {-3, -1, 0, 0, 1, 3}; /* tenths; each expert judges equally many */
    Arena *arena = arena_new(1 << 20);
    ScoredReview reviews[APPLICATIONS * 3];
    size_t count = 0;
    for (int64_t p = 0; p < APPLICATIONS; p++)
        for (int64_t j = 0; j < 3; j++) {
            int64_t e = (p + j * (1 + p / 6 % 2)) % EXPERTS;
            reviews[count++] = (ScoredReview){p, 100 + e, {20 + p + offset[e], 10}};
        }
    Offsets offsets = mean_offsets(arena, reviews, count);
    assert_int_equal(offsets.application_count, APPLICATIONS);
    assert_int_equal(offsets.expert_count, EXPERTS);
    for (size_t e = 0; e < EXPERTS; e++) {
        assert_int_equal(offsets.experts[e].expert, 100 + (int64_t)e);
        assert_true(offsets.experts[e].is_known);
        assert_int_equal(offsets.experts[e].thousandths, offset[e] * 100);
    }
    for (size_t p = 0; p < APPLICATIONS; p++)
        assert_int_equal(offsets.applications[p].thousandths, 2000 + 100 * (int64_t)p);
    Chance chance = {9};
    chance_shuffle(&chance, reviews, count, sizeof *reviews);
    Offsets again = mean_offsets(arena, reviews, count);
    assert_memory_equal(offsets.applications, again.applications, APPLICATIONS * sizeof *again.applications);
    arena_free(arena);
}

static void too_few_reviews_give_no_offset(void **state)
{
    Arena *arena = arena_new(1 << 20);
    const ScoredReview reviews[] = {{1, 1, {5, 1}}, {1, 2, {3, 1}}, {2, 1, {4, 1}}};
    Offsets offsets = mean_offsets(arena, reviews, 3);
    assert_false(offsets.experts[0].is_known);
    assert_int_equal(offsets.experts[0].thousandths, 0);
    assert_int_equal(offsets.applications[0].thousandths, 4000);
    assert_int_equal(mean_offsets(arena, reviews, 0).application_count, 0);
    arena_free(arena);
}

RUN_TESTS(TEST(a_mean_is_an_exact_fraction), TEST(fractions_compare_exactly),
          TEST(rounds_weigh_as_the_rules_say), TEST(halves_round_to_even),
          TEST(a_sum_that_cannot_be_exact_fails), TEST(offsets_are_found_again),
          TEST(too_few_reviews_give_no_offset))
