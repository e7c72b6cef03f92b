/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/rational.h"

#include "base/fail.h"

#include <assert.h>

typedef __int128 Wide;

static Wide common_divisor(Wide a, Wide b)
{
    if (a < 0) a = -a;
    while (b) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static Rational lowest(Wide numerator, Wide denominator)
{
    Wide divisor = common_divisor(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
    if (numerator > RATIONAL_MAX || numerator < -RATIONAL_MAX || denominator > RATIONAL_MAX)
        fail("rational: a sum of fractions is too fine to be exact");
    return (Rational){(int64_t)numerator, (int64_t)denominator};
}

static bool is_in_range(Rational value)
{
    return value.denominator > 0 && value.denominator <= RATIONAL_MAX && value.numerator <= RATIONAL_MAX &&
           value.numerator >= -RATIONAL_MAX;
}

Rational rational_of(int64_t numerator, int64_t denominator)
{
    assert(denominator > 0);
    return lowest(numerator, denominator);
}

int rational_compare(Rational a, Rational b)
{
    if (rational_is_none(a) || rational_is_none(b)) return rational_is_none(b) - rational_is_none(a);
    assert(is_in_range(a) && is_in_range(b));
    Wide left = (Wide)a.numerator * b.denominator, right = (Wide)b.numerator * a.denominator;
    return (left > right) - (left < right);
}

Rational rational_sum(Rational a, Rational b)
{
    assert(is_in_range(a) && is_in_range(b));
    Wide numerator = (Wide)a.numerator * b.denominator + (Wide)b.numerator * a.denominator;
    return lowest(numerator, (Wide)a.denominator * b.denominator);
}

Rational rational_weighted_mean(const Rational *values, const int32_t *weights, size_t count)
{
    Rational sum = {0, 1};
    int64_t weight_sum = 0;
    for (size_t i = 0; i < count; i++) {
        assert(weights[i] >= 0 && weights[i] <= 1000000);
        if (!weights[i]) continue;
        if (rational_is_none(values[i])) return RATIONAL_NONE;
        assert(is_in_range(values[i]));
        sum = rational_sum(sum, lowest((Wide)values[i].numerator * weights[i], values[i].denominator));
        weight_sum += weights[i];
    }
    assert(weight_sum > 0);
    return lowest(sum.numerator, (Wide)sum.denominator * weight_sum);
}

int64_t rational_round(Rational value, int64_t scale)
{
    assert(is_in_range(value) && scale >= 1 && scale <= 1000000);
    Wide scaled = (Wide)value.numerator * scale, quotient = scaled / value.denominator;
    Wide rest = scaled % value.denominator;
    if (rest < 0) quotient--, rest += value.denominator;
    Wide twice = 2 * rest;
    if (twice > value.denominator || (twice == value.denominator && quotient % 2 != 0)) quotient++;
    assert(quotient <= INT64_MAX && quotient >= INT64_MIN);
    return (int64_t)quotient;
}

int64_t rational_nearest(double value)
{
    assert(value > -9e15 && value < 9e15);
    return value < 0 ? -(int64_t)(0.5 - value) : (int64_t)(value + 0.5);
}
