/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/normal.h"

#include "engine/order.h"

static double uniform(NormalStream *stream)
{
    return (double)(order_lot(stream->seed, stream->taken++) >> 11) * 0x1p-53;
}

/* True with probability e^−x, 0 <= x <= 1: numbers that fall from x on form a run of even length. */
static bool trial(NormalStream *stream, double x)
{
    bool is_even = true;
    for (double next = uniform(stream); next < x; next = uniform(stream)) {
        x = next;
        is_even = !is_even;
    }
    return is_even;
}

static bool trials(NormalStream *stream, int64_t count, double x)
{
    while (count && trial(stream, x)) count--;
    return count == 0;
}

double normal_deviate(NormalStream *stream)
{
    for (;;) {
        int64_t whole = 0;
        while (trial(stream, 0.5)) whole++;
        if (!trials(stream, whole * (whole - 1), 0.5)) continue;
        double rest = uniform(stream), twice = (double)(2 * whole);
        if (!trials(stream, whole + 1, rest * (twice + rest) / (twice + 2))) continue;
        double deviate = (double)whole + rest;
        return uniform(stream) < 0.5 ? -deviate : deviate;
    }
}

double normal_share_below(double x)
{
    static const double terms[] = {0.0000053830, 0.0000488906, 0.0000380036,
                                   0.0032776263, 0.0211410061, 0.0498673470};
    double size = x < 0 ? -x : x, sum = 0;
    for (int i = 0; i < 6; i++) sum = (sum + terms[i]) * size;
    double power = 1 + sum;
    for (int i = 0; i < 4; i++) power *= power;
    double above = 0.5 / power;
    return x < 0 ? above : 1 - above;
}
