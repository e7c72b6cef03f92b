/* SPDX-License-Identifier: Apache-2.0 */
/* What a rubric's scores come to.
 *
 * "mean/1" decides: the weighted mean of an application's reviews,
 *   Σ over reviews and criteria of weight · grade  ÷  (reviews · Σ weight),  exactly.
 *
 * "offset/1" stands beside it for information: the same mean, had every expert been of average
 * severity. It is the two-way additive model y_pe = quality_p + offset_e, fitted by least squares
 * (Searle, Linear Models, 1971, ch. 7) through alternating means, OFFSET_ROUNDS times from zero:
 *   quality_p = mean over the experts of p of (y_pe − offset_e)
 *   offset_e  = mean over the applications of e of (y_pe − quality_p), then all offsets less their
 *               mean over the reviews, so that the mean of all scores stays what it is.
 * The first pass compares each expert with the others on the same applications. An expert with
 * fewer than OFFSET_REVIEWS_LEAST reviews of applications that others judged too has offset 0. The
 * arithmetic is + − × ÷ of doubles in a fixed order: the same on every machine. */
#ifndef ENGINE_MEAN_H
#define ENGINE_MEAN_H

#include "engine/reviews.h"

#define MEAN_RULE "mean/1"
#define OFFSET_RULE "offset/1"

enum {
    MEAN_WEIGHTS_MAX = 1000000, /* the greatest sum of a rubric's weights */
    MEAN_GRADE_MAX = 1000000,   /* the greatest size of a grade */
    MEAN_REVIEWS_MAX = 100000,  /* of one application */
    OFFSET_ROUNDS = 200,
    OFFSET_REVIEWS_LEAST = 3
};

/* weights[criterion] >= 0, not all 0; grades[review * criteria + criterion]. RATIONAL_NONE without a review.
 */
Rational mean_of_reviews(const int32_t *weights, size_t criteria, const int32_t *grades, size_t reviews);

/* The mean grade of one criterion alone, as ties are decided by. */
Rational mean_of_criterion(size_t criterion, size_t criteria, const int32_t *grades, size_t reviews);

typedef struct {
    int64_t application;
    int64_t thousandths; /* the corrected mean; halves away from zero */
    int64_t reviews;
} OffsetScore;

typedef struct {
    int64_t expert;
    int64_t thousandths; /* > 0: more lenient than the others */
    int64_t reviews;
    bool is_known; /* false: too few reviews that can be compared, so the offset is 0 */
} OffsetExpert;

typedef struct {
    OffsetScore *applications;
    size_t application_count; /* by key */
    OffsetExpert *experts;
    size_t expert_count; /* by key */
} Offsets;

Offsets mean_offsets(Arena *arena, const ScoredReview *reviews, size_t count);

#endif
