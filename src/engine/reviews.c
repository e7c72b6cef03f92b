/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reviews.h"

#include "engine/order.h"

static int compare_pairs(const void *a, const void *b, const void *context)
{
    const ScoredReview *reviews = context;
    const ScoredReview *left = &reviews[*(const size_t *)a], *right = &reviews[*(const size_t *)b];
    int order = order_of(left->application, right->application);
    return order ? order : order_of(left->expert, right->expert);
}
static int compare_experts(const void *a, const void *b, const void *context)
{
    const ScoredReview *reviews = context;
    return order_of(reviews[*(const size_t *)a].expert, reviews[*(const size_t *)b].expert);
}

static void number_applications(ReviewTable *table, const ScoredReview *reviews)
{
    for (size_t i = 0; i < table->count; i++) {
        const ScoredReview *review = &reviews[table->place[i]];
        table->score[i] = review->score;
        if (i && table->application_key[table->applications - 1] == review->application) continue;
        table->first[table->applications] = i;
        table->application_key[table->applications++] = review->application;
    }
    table->first[table->applications] = table->count;
}

static void number_experts(Arena *arena, ReviewTable *table, const ScoredReview *reviews)
{
    const size_t *by_expert = order_positions(arena, table->count, compare_experts, reviews);
    size_t *number = ARENA_MANY(arena, table->count + 1, size_t); /* of a review as it was given */
    for (size_t i = 0; i < table->count; i++) {
        int64_t key = reviews[by_expert[i]].expert;
        if (!i || table->expert_key[table->experts - 1] != key) table->expert_key[table->experts++] = key;
        number[by_expert[i]] = table->experts - 1;
    }
    for (size_t i = 0; i < table->count; i++) table->expert[i] = number[table->place[i]];
}

ReviewTable review_table(Arena *arena, const ScoredReview *reviews, size_t count)
{
    ReviewTable table = {.count = count,
                         .score = ARENA_MANY(arena, count + 1, Rational),
                         .place = order_positions(arena, count, compare_pairs, reviews),
                         .expert = ARENA_MANY(arena, count + 1, size_t),
                         .first = ARENA_MANY(arena, count + 2, size_t),
                         .application_key = ARENA_MANY(arena, count + 1, int64_t),
                         .expert_key = ARENA_MANY(arena, count + 1, int64_t),
                         .given = ARENA_MANY(arena, count + 1, int64_t),
                         .comparable = ARENA_MANY(arena, count + 1, int64_t)};
    number_applications(&table, reviews);
    number_experts(arena, &table, reviews);
    for (size_t i = 0; i < table.applications; i++)
        for (size_t r = table.first[i]; r < table.first[i + 1]; r++) {
            table.given[table.expert[r]]++;
            table.comparable[table.expert[r]] += reviews_of(&table, i) > 1;
        }
    return table;
}
