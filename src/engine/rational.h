/* SPDX-License-Identifier: Apache-2.0 */
/* Exact fractions: what decides is never rounded.
 *
 * The denominator is positive; numerator and denominator stay within ±2^62, which is asserted, so
 * that comparison by cross multiplication fits 128 bits. RATIONAL_NONE (0/0) stands for "no score":
 * it comes after every number, and no sum takes it. */
#ifndef ENGINE_RATIONAL_H
#define ENGINE_RATIONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t numerator, denominator;
} Rational;

#define RATIONAL_NONE ((Rational){0, 0})
#define RATIONAL_MAX (INT64_C(1) << 62)

static inline bool rational_is_none(Rational value)
{
    return value.denominator == 0;
}

/* In lowest terms. */
Rational rational_of(int64_t numerator, int64_t denominator);

/* −1, 0 or 1 as a is less than, equal to or greater than b; RATIONAL_NONE is less than every number. */
int rational_compare(Rational a, Rational b);

/* The sum in lowest terms. Fails (base/fail.h) where it leaves 2^62: sums of the means of any one
 * rubric do not. */
Rational rational_sum(Rational a, Rational b);

/* Σ weight · value ÷ Σ weight in lowest terms, e.g. of the rounds whose scores are carried on.
 * Weights 0 … 1,000,000, not all 0. RATIONAL_NONE if a value with a weight is none. */
Rational rational_weighted_mean(const Rational *values, const int32_t *weights, size_t count);

/* value × scale (1 … 1,000,000), rounded to the nearest whole, halves to the even one (IEEE 754,
 * roundTiesToEven): for display alone. 1000 gives thousandths. The value isn't none. */
int64_t rational_round(Rational value, int64_t scale);

/* The nearest whole, halves away from zero, of a double within ±9·10^15: for display alone. */
int64_t rational_nearest(double value);

#endif
