/* SPDX-License-Identifier: Apache-2.0 */
/* A list of reviews in its canonical order, so that nothing depends on the order in which it came. */
#ifndef ENGINE_REVIEWS_H
#define ENGINE_REVIEWS_H

#include "base/arena.h"
#include "engine/rational.h"

typedef struct {
    int64_t application, expert; /* keys; a pair at most once */
    Rational score;              /* of this one review: mean_of_reviews with one review */
} ScoredReview;

/* Applications and experts are numbered by key; reviews are in the order of application, then expert. */
typedef struct {
    size_t count, applications, experts;
    Rational *score; /* of a review */
    size_t *place;   /* of a review: where it stands in the list given */
    size_t *expert;  /* of a review */
    size_t *first;   /* the reviews of application i: first[i] … first[i + 1] − 1 */
    int64_t *application_key, *expert_key;
    int64_t *given;      /* by an expert */
    int64_t *comparable; /* of these: of applications that others judged too */
} ReviewTable;

ReviewTable review_table(Arena *arena, const ScoredReview *reviews, size_t count);

static inline size_t reviews_of(const ReviewTable *table, size_t application)
{
    return table->first[application + 1] - table->first[application];
}

#endif
