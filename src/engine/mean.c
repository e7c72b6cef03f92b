/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/mean.h"

#include <assert.h>

Rational mean_of_reviews(const int32_t *weights, size_t criteria, const int32_t *grades, size_t reviews)
{
    int64_t weight_sum = 0, sum = 0;
    assert(reviews <= MEAN_REVIEWS_MAX);
    for (size_t i = 0; i < criteria; i++) {
        assert(weights[i] >= 0 && weights[i] <= MEAN_WEIGHTS_MAX);
        weight_sum += weights[i];
        assert(weight_sum <= MEAN_WEIGHTS_MAX);
    }
    assert(weight_sum > 0);
    if (!reviews) return RATIONAL_NONE;
    for (size_t i = 0; i < reviews * criteria; i++) {
        assert(grades[i] >= -MEAN_GRADE_MAX && grades[i] <= MEAN_GRADE_MAX);
        sum += (int64_t)weights[i % criteria] * grades[i];
    }
    return rational_of(sum, weight_sum * (int64_t)reviews);
}

Rational mean_of_criterion(size_t criterion, size_t criteria, const int32_t *grades, size_t reviews)
{
    int64_t sum = 0;
    assert(criterion < criteria && reviews <= MEAN_REVIEWS_MAX);
    if (!reviews) return RATIONAL_NONE;
    for (size_t i = 0; i < reviews; i++) sum += grades[i * criteria + criterion];
    return rational_of(sum, (int64_t)reviews);
}

/* Offsets. */

typedef struct {
    ReviewTable table;
    double *score;            /* of a review */
    double *quality, *offset; /* of an application, of an expert */
} Fit;

static bool is_known(const Fit *fit, size_t expert)
{
    return fit->table.comparable[expert] >= OFFSET_REVIEWS_LEAST;
}

static void fit_qualities(Fit *fit)
{
    const ReviewTable *table = &fit->table;
    for (size_t i = 0; i < table->applications; i++) {
        double sum = 0;
        for (size_t r = table->first[i]; r < table->first[i + 1]; r++)
            sum += fit->score[r] - fit->offset[table->expert[r]];
        fit->quality[i] = sum / (double)reviews_of(table, i);
    }
}

static void add_up_offsets(Fit *fit)
{
    const ReviewTable *table = &fit->table;
    for (size_t i = 0; i < table->experts; i++) fit->offset[i] = 0;
    for (size_t i = 0; i < table->applications; i++)
        for (size_t r = table->first[i]; r < table->first[i + 1]; r++)
            if (is_known(fit, table->expert[r]))
                fit->offset[table->expert[r]] += fit->score[r] - fit->quality[i];
}

static void fit_offsets(Fit *fit)
{
    const ReviewTable *table = &fit->table;
    double sum = 0, reviews = 0;
    add_up_offsets(fit);
    for (size_t i = 0; i < table->experts; i++) {
        if (!is_known(fit, i)) continue;
        sum += fit->offset[i];
        reviews += (double)table->given[i];
        fit->offset[i] /= (double)table->given[i];
    }
    for (size_t i = 0; i < table->experts; i++)
        if (is_known(fit, i)) fit->offset[i] -= sum / reviews;
}

static Offsets write_down(Arena *arena, const Fit *fit)
{
    const ReviewTable *table = &fit->table;
    Offsets offsets = {.applications = ARENA_MANY(arena, table->applications + 1, OffsetScore),
                       .application_count = table->applications,
                       .experts = ARENA_MANY(arena, table->experts + 1, OffsetExpert),
                       .expert_count = table->experts};
    for (size_t i = 0; i < table->applications; i++)
        offsets.applications[i] =
            (OffsetScore){table->application_key[i], rational_nearest(fit->quality[i] * 1000),
                          (int64_t)reviews_of(table, i)};
    for (size_t i = 0; i < table->experts; i++)
        offsets.experts[i] = (OffsetExpert){table->expert_key[i], rational_nearest(fit->offset[i] * 1000),
                                            table->given[i], is_known(fit, i)};
    return offsets;
}

Offsets mean_offsets(Arena *arena, const ScoredReview *reviews, size_t count)
{
    Fit fit = {.table = review_table(arena, reviews, count),
               .score = ARENA_MANY(arena, count + 1, double),
               .quality = ARENA_MANY(arena, count + 1, double),
               .offset = ARENA_MANY(arena, count + 1, double)};
    for (size_t i = 0; i < count; i++) {
        Rational score = fit.table.score[i];
        assert(!rational_is_none(score));
        fit.score[i] = (double)score.numerator / (double)score.denominator;
    }
    for (int round = 0; round < OFFSET_ROUNDS; round++) {
        fit_qualities(&fit);
        fit_offsets(&fit);
    }
    fit_qualities(&fit);
    return write_down(arena, &fit);
}
