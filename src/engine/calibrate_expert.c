/* SPDX-License-Identifier: Apache-2.0 */
/* How widely an expert spreads the scores, and whether they go with what others say. */
#include "engine/calibrate_fit.h"

#include <math.h>
#include <string.h>

/* Of pairs (x, z): x a score that the expert gave, z the mean of the others' corrected ones. */
typedef struct {
    double count, mean_x, mean_z, xx, zz, xz;
} Moments;

typedef struct {
    const ReviewTable *table;
    const Calibration *calibration;
    double *score; /* of a review, less the least of all */
    double range;
    Moments *moments; /* of an expert */
} Comparing;

/* One pair more (Welford 1962): no squares that cancel out. */
static void add_pair(Moments *moments, double x, double z)
{
    moments->count += 1;
    double from_x = x - moments->mean_x, from_z = z - moments->mean_z;
    moments->mean_x += from_x / moments->count;
    moments->mean_z += from_z / moments->count;
    moments->xx += from_x * (x - moments->mean_x);
    moments->zz += from_z * (z - moments->mean_z);
    moments->xz += from_x * (z - moments->mean_z);
}

static double corrected(const Comparing *comparing, size_t review)
{
    size_t expert = comparing->table->expert[review];
    return comparing->score[review] +
           (double)comparing->calibration->experts[expert].severity_thousandths / 1000;
}

static void set_scores(Comparing *comparing)
{
    const ReviewTable *table = comparing->table;
    Rational least = RATIONAL_NONE;
    for (size_t r = 0; r < table->count; r++)
        if (!r || rational_compare(table->score[r], least) < 0) least = table->score[r];
    for (size_t r = 0; r < table->count; r++) {
        Rational beyond = rational_sum(table->score[r], (Rational){-least.numerator, least.denominator});
        comparing->score[r] = (double)beyond.numerator / (double)beyond.denominator;
        if (comparing->score[r] > comparing->range) comparing->range = comparing->score[r];
    }
}

static void add_scores(Comparing *comparing)
{
    const ReviewTable *table = comparing->table;
    for (size_t r = 0; r < table->count; r++)
        add_pair(&comparing->moments[table->expert[r]], comparing->score[r], 0);
}

static void add_comparisons(Comparing *comparing)
{
    const ReviewTable *table = comparing->table;
    for (size_t i = 0; i < table->applications; i++) {
        double sum = 0, others = (double)reviews_of(table, i) - 1;
        for (size_t r = table->first[i]; r < table->first[i + 1]; r++) sum += corrected(comparing, r);
        for (size_t r = table->first[i]; r < table->first[i + 1] && others > 0; r++)
            add_pair(&comparing->moments[table->expert[r]], comparing->score[r],
                     (sum - corrected(comparing, r)) / others);
    }
}

static int64_t spread_of(const Moments *moments)
{
    return moments->count < 2 ? 0 : rational_nearest(1000 * sqrt(moments->xx / (moments->count - 1)));
}

/* What is equal but for rounding doesn't vary. */
static int32_t agreement_of(const Comparing *comparing, const Moments *moments)
{
    double least = 1e-20 * comparing->range * comparing->range;
    if (moments->count < CALIBRATE_REVIEWS_LEAST || moments->xx <= least || moments->zz <= least)
        return CALIBRATE_NO_AGREEMENT;
    return (int32_t)rational_nearest(1000 * (moments->xz / (sqrt(moments->xx) * sqrt(moments->zz))));
}

void calibrate_compare_experts(Arena *arena, const ReviewTable *table, Calibration *calibration)
{
    size_t count = table->experts;
    Comparing comparing = {.table = table,
                           .calibration = calibration,
                           .score = ARENA_MANY(arena, table->count + 1, double),
                           .moments = ARENA_MANY(arena, count + 1, Moments)};
    set_scores(&comparing);
    add_scores(&comparing);
    for (size_t j = 0; j < count; j++)
        calibration->experts[j].spread_thousandths = spread_of(&comparing.moments[j]);
    memset(comparing.moments, 0, count * sizeof *comparing.moments);
    add_comparisons(&comparing);
    for (size_t j = 0; j < count; j++)
        calibration->experts[j].agreement_thousandths = agreement_of(&comparing, &comparing.moments[j]);
}
