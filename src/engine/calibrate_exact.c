/* SPDX-License-Identifier: Apache-2.0 */
/* The solution of the mixed-model equations that "calibrated/1" rounds.
 *
 * Unknowns are integers in units of 2^−shift, SIZE_BITS long. What they leave of the equations is computed
 * exactly: all coefficients are integers, times 1000 for the λ. The doubles' factor solves for what is
 * left, which is added (iterative refinement: Wilkinson 1963), until a proof holds:
 *   With the error e = (e_μ, e_q, e_b) and what is left r = M e, the energy E = e'M e is
 *     Σ (e_μ + e_q + e_b)² + λ_q Σ e_q² + λ_b Σ e_b² = e'r.
 *   So |e_q| <= √(E/λ_q), |e_b| <= √(E/λ_b), and by the triangle's inequality over the N reviews
 *     |e_μ| <= √E k,  k = 1/√N + 1/√λ_q + 1/√λ_b.
 *   Put into e'r: √E <= |r_q|/√λ_q + |r_b|/√λ_b + |r_μ| k, and |e_μ + e_q| <= √E (k + 1/√λ_q).
 * The severities of a block sum to 0 exactly, so what is left of its equations counts less its mean. */
#include "engine/calibrate_fit.h"

#include "base/fail.h"

#include <math.h>

typedef __int128 Wide;

enum { SIZE_BITS = 90, PROVEN_BITS = 16, EDGE_BITS = 12, REFINEMENTS_MAX = 30 };

/* Unknowns; or what is left of their equations, times 1000. */
typedef struct {
    Wide mean, *application, *expert;
} Exact;

typedef struct {
    const CalibrateFit *fit;
    const CalibrateData *data;
    const int32_t *ratios;
    int shift;
    Exact found, left;
    CalibrateEffects step;
} Solving;

static Wide power_of_two(int exponent)
{
    return (Wide)1 << exponent;
}

static Wide floor_of(Wide numerator, Wide denominator)
{
    Wide quotient = numerator / denominator;
    return numerator % denominator < 0 ? quotient - 1 : quotient;
}

/* |value| < 2^92, unit · 2^shift <= 2^110, scale <= 2^20: within 2^126. What is whole of scale · least/unit
 * goes first. */
int64_t calibrate_round(int64_t least, int64_t unit, Wide value, int shift, int64_t scale)
{
    Wide whole = floor_of((Wide)least * scale, unit), one = unit * power_of_two(shift);
    Wide rest = value * scale + ((Wide)least * scale - whole * unit) * power_of_two(shift);
    Wide edge = one * (power_of_two(EDGE_BITS) + 2); /* 1/2 + 2^−12, times 2^13 */
    Wide finer = power_of_two(EDGE_BITS + 1);
    return (int64_t)(whole + floor_of(rest * finer + edge, one * finer));
}

/* ---- What is left */

static Wide effect_of_expert(const Solving *solving, size_t review)
{
    uint32_t column = solving->data->column[review];
    return column == CALIBRATE_NO_COLUMN ? 0 : solving->found.expert[column];
}

static void add_left_of(Solving *solving, size_t application)
{
    const CalibrateData *data = solving->data;
    Exact *found = &solving->found, *left = &solving->left;
    left->application[application] =
        -found->application[application] * solving->ratios[CALIBRATE_OF_APPLICATIONS];
    for (size_t r = data->first[application]; r < data->first[application + 1]; r++) {
        Wide explained = found->mean + found->application[application] + effect_of_expert(solving, r);
        Wide rest = 1000 * (data->score[r] * power_of_two(solving->shift) - explained);
        left->mean += rest;
        left->application[application] += rest;
        if (data->column[r] != CALIBRATE_NO_COLUMN) left->expert[data->column[r]] += rest;
    }
}

static void set_left(Solving *solving)
{
    const CalibrateData *data = solving->data;
    solving->left.mean = 0;
    for (size_t j = 0; j < data->columns; j++)
        solving->left.expert[j] = -solving->found.expert[j] * solving->ratios[CALIBRATE_OF_EXPERTS];
    for (size_t i = 0; i < data->applications; i++) add_left_of(solving, i);
    for (size_t block = 0; block < data->blocks; block++) {
        size_t from = data->block[block], to = data->block[block + 1];
        Wide sum = 0;
        for (size_t j = from; j < to; j++) sum += solving->left.expert[j];
        for (size_t j = from; j < to; j++) solving->left.expert[j] -= sum / (Wide)(to - from);
    }
}

static void copy_left(Solving *solving)
{
    solving->step.mean = (double)solving->left.mean / 1000;
    for (size_t i = 0; i < solving->data->applications; i++)
        solving->step.application[i] = (double)solving->left.application[i] / 1000;
    for (size_t j = 0; j < solving->data->columns; j++)
        solving->step.expert[j] = (double)solving->left.expert[j] / 1000;
}

/* ---- The proof */

static double length(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i] * values[i];
    return sqrt(sum);
}

/* The bound on the error, in units of 2^−shift; twice what the formula gives, for the rounding of its
 * doubles. */
static double error_of(const Solving *solving)
{
    const CalibrateData *data = solving->data;
    double of_application = 1 / sqrt(solving->fit->equations->ratio_application);
    double of_expert = data->columns ? 1 / sqrt(solving->fit->equations->ratio_expert) : 0;
    double of_mean = 1 / sqrt((double)data->reviews) + of_application + of_expert;
    double mean = solving->step.mean < 0 ? -solving->step.mean : solving->step.mean;
    double energy = length(solving->step.application, data->applications) * of_application +
                    length(solving->step.expert, data->columns) * of_expert + mean * of_mean;
    return 2 * energy * (of_mean + of_application);
}

/* ---- Refinement */

static double greatest(double most, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double size = values[i] < 0 ? -values[i] : values[i];
        if (size > most) most = size;
    }
    return most;
}

/* As many bits as the greatest unknown leaves. */
static int shift_of(const CalibrateFit *fit)
{
    const CalibrateData *data = fit->equations->data;
    double most = 1;
    for (size_t r = 0; r < data->reviews; r++)
        if ((double)data->score[r] > most) most = (double)data->score[r];
    most = greatest(most, &fit->effects.mean, 1);
    most = greatest(most, fit->effects.application, data->applications);
    most = greatest(most, fit->effects.expert, data->columns);
    int shift = SIZE_BITS;
    for (; most > 1; most /= 2) shift--;
    return shift;
}

/* A block's severities sum to 0: what rounding leaves over goes to its first. */
static void add_step(Solving *solving)
{
    const CalibrateData *data = solving->data;
    solving->found.mean += (Wide)solving->step.mean;
    for (size_t i = 0; i < data->applications; i++)
        solving->found.application[i] += (Wide)solving->step.application[i];
    for (size_t j = 0; j < data->columns; j++) solving->found.expert[j] += (Wide)solving->step.expert[j];
    for (size_t block = 0; block < data->blocks; block++) {
        Wide sum = 0;
        for (size_t j = data->block[block]; j < data->block[block + 1]; j++) sum += solving->found.expert[j];
        solving->found.expert[data->block[block]] -= sum;
    }
}

static void solve(Solving *solving, int64_t unit)
{
    double allowed = (double)(unit * power_of_two(solving->shift)) / CALIBRATE_SCALE / (1 << PROVEN_BITS);
    for (int round = 0; round < REFINEMENTS_MAX; round++) {
        set_left(solving);
        copy_left(solving);
        if (error_of(solving) < allowed) return;
        calibrate_equations_solve(solving->fit->equations, &solving->step);
        add_step(solving);
    }
    fail("calibrate: the scores cannot be proven to a millionth");
}

static Exact exact_of(Arena *arena, const CalibrateData *data)
{
    return (Exact){.application = ARENA_MANY(arena, data->applications + 1, Wide),
                   .expert = ARENA_MANY(arena, data->columns + 1, Wide)};
}

/* ---- The integers */

static void decide_application(const Solving *solving, size_t application, int64_t least, int64_t unit,
                               CalibrateDecision *decision)
{
    const CalibrateData *data = solving->data;
    Wide score = solving->found.mean + solving->found.application[application], sum = 0;
    for (size_t r = data->first[application]; r < data->first[application + 1]; r++)
        sum += data->score[r] * power_of_two(solving->shift) - effect_of_expert(solving, r);
    Wide corrected = floor_of(sum, (Wide)calibrate_reviews_of(data, application));
    decision->calibrated[application] = calibrate_round(least, unit, score, solving->shift, CALIBRATE_SCALE);
    decision->corrected[application] = calibrate_round(least, unit, corrected, solving->shift, 1000);
}

CalibrateDecision calibrate_decide(Arena *arena, const CalibrateFit *fit,
                                   const int32_t ratios[CALIBRATE_SIDES], int64_t least, int64_t unit)
{
    const CalibrateData *data = fit->equations->data;
    Solving solving = {.fit = fit,
                       .data = data,
                       .ratios = ratios,
                       .shift = shift_of(fit),
                       .found = exact_of(arena, data),
                       .left = exact_of(arena, data),
                       .step = calibrate_effects(arena, data)};
    solve(&solving, unit);
    CalibrateDecision decision = {.calibrated = ARENA_MANY(arena, data->applications + 1, int64_t),
                                  .corrected = ARENA_MANY(arena, data->applications + 1, int64_t),
                                  .severity = ARENA_MANY(arena, data->columns + 1, int64_t),
                                  .mean =
                                      calibrate_round(least, unit, solving.found.mean, solving.shift, 1000)};
    for (size_t i = 0; i < data->applications; i++) decide_application(&solving, i, least, unit, &decision);
    for (size_t j = 0; j < data->columns; j++)
        decision.severity[j] = calibrate_round(0, unit, -solving.found.expert[j], solving.shift, 1000);
    return decision;
}
