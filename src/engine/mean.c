/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/mean.h"

#include "engine/order.h"

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
    const OffsetReview *reviews;
    size_t *sorted; /* by application, then expert */
    size_t count;
    double *score;                /* of a sorted review, from here on */
    size_t *application, *expert; /* its numbers */
    double *quality, *offset;     /* by number */
    int64_t *application_reviews, *expert_reviews, *comparable;
    Offsets *offsets;
} Fit;

static int compare_applications(const void *a, const void *b, const void *context)
{
    const OffsetReview *reviews = context;
    const OffsetReview *left = &reviews[*(const size_t *)a], *right = &reviews[*(const size_t *)b];
    int order = order_of(left->application, right->application);
    return order ? order : order_of(left->expert, right->expert);
}
static int compare_experts(const void *a, const void *b, const void *context)
{
    const OffsetReview *reviews = context;
    return order_of(reviews[*(const size_t *)a].expert, reviews[*(const size_t *)b].expert);
}

static void number_applications(Fit *fit)
{
    Offsets *offsets = fit->offsets;
    for (size_t i = 0; i < fit->count; i++) {
        const OffsetReview *review = &fit->reviews[fit->sorted[i]];
        size_t last = offsets->application_count - 1;
        if (!i || offsets->applications[last].application != review->application)
            offsets->applications[last = offsets->application_count++].application = review->application;
        fit->application[i] = last;
        fit->application_reviews[last]++;
        fit->score[i] = (double)review->score.numerator / (double)review->score.denominator;
    }
}

static void number_experts(Arena *arena, Fit *fit)
{
    Offsets *offsets = fit->offsets;
    size_t *by_expert = order_positions(arena, fit->count, compare_experts, fit->reviews);
    size_t *number = ARENA_MANY(arena, fit->count + 1, size_t); /* of a review as it was given */
    for (size_t i = 0; i < fit->count; i++) {
        int64_t key = fit->reviews[by_expert[i]].expert;
        size_t last = offsets->expert_count - 1;
        if (!i || offsets->experts[last].expert != key)
            offsets->experts[last = offsets->expert_count++].expert = key;
        number[by_expert[i]] = last;
        fit->expert_reviews[last]++;
    }
    for (size_t i = 0; i < fit->count; i++) {
        fit->expert[i] = number[fit->sorted[i]];
        fit->comparable[fit->expert[i]] += fit->application_reviews[fit->application[i]] > 1;
    }
}

static void fit_qualities(Fit *fit)
{
    size_t count = fit->offsets->application_count;
    for (size_t i = 0; i < count; i++) fit->quality[i] = 0;
    for (size_t i = 0; i < fit->count; i++)
        fit->quality[fit->application[i]] += fit->score[i] - fit->offset[fit->expert[i]];
    for (size_t i = 0; i < count; i++) fit->quality[i] /= (double)fit->application_reviews[i];
}

static void fit_offsets(Fit *fit)
{
    size_t count = fit->offsets->expert_count;
    double sum = 0, reviews = 0;
    for (size_t i = 0; i < count; i++) fit->offset[i] = 0;
    for (size_t i = 0; i < fit->count; i++)
        if (fit->comparable[fit->expert[i]] >= OFFSET_REVIEWS_LEAST)
            fit->offset[fit->expert[i]] += fit->score[i] - fit->quality[fit->application[i]];
    for (size_t i = 0; i < count; i++) {
        if (fit->comparable[i] < OFFSET_REVIEWS_LEAST) continue;
        sum += fit->offset[i];
        reviews += (double)fit->expert_reviews[i];
        fit->offset[i] /= (double)fit->expert_reviews[i];
    }
    for (size_t i = 0; i < count; i++)
        if (fit->comparable[i] >= OFFSET_REVIEWS_LEAST) fit->offset[i] -= sum / reviews;
}

static int64_t thousandths(double value)
{
    double scaled = value * 1000;
    assert(scaled > -9e15 && scaled < 9e15);
    return scaled < 0 ? -(int64_t)(0.5 - scaled) : (int64_t)(scaled + 0.5);
}

static void write_down(Fit *fit)
{
    Offsets *offsets = fit->offsets;
    for (size_t i = 0; i < offsets->application_count; i++) {
        offsets->applications[i].thousandths = thousandths(fit->quality[i]);
        offsets->applications[i].reviews = fit->application_reviews[i];
    }
    for (size_t i = 0; i < offsets->expert_count; i++) {
        offsets->experts[i].thousandths = thousandths(fit->offset[i]);
        offsets->experts[i].reviews = fit->expert_reviews[i];
        offsets->experts[i].is_known = fit->comparable[i] >= OFFSET_REVIEWS_LEAST;
    }
}

Offsets mean_offsets(Arena *arena, const OffsetReview *reviews, size_t count)
{
    Offsets offsets = {.applications = ARENA_MANY(arena, count + 1, OffsetScore),
                       .experts = ARENA_MANY(arena, count + 1, OffsetExpert)};
    Fit fit = {.reviews = reviews,
               .sorted = order_positions(arena, count, compare_applications, reviews),
               .count = count,
               .score = ARENA_MANY(arena, count + 1, double),
               .application = ARENA_MANY(arena, count + 1, size_t),
               .expert = ARENA_MANY(arena, count + 1, size_t),
               .quality = ARENA_MANY(arena, count + 1, double),
               .offset = ARENA_MANY(arena, count + 1, double),
               .application_reviews = ARENA_MANY(arena, count + 1, int64_t),
               .expert_reviews = ARENA_MANY(arena, count + 1, int64_t),
               .comparable = ARENA_MANY(arena, count + 1, int64_t),
               .offsets = &offsets};
    for (size_t i = 0; i < count; i++) assert(!rational_is_none(reviews[i].score));
    number_applications(&fit);
    number_experts(arena, &fit);
    for (int round = 0; round < OFFSET_ROUNDS; round++) {
        fit_qualities(&fit);
        fit_offsets(&fit);
    }
    fit_qualities(&fit);
    write_down(&fit);
    return offsets;
}
