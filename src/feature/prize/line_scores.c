/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/line_scores.h"

#include "base/sorted.h"

#include "engine/order.h"

#include <string.h>

/* ---- what each expert said of each application */

static int compare_reviews(const void *a, const void *b, const void *context)
{
    const LineReview *reviews = context;
    const LineReview *left = &reviews[*(const size_t *)a], *right = &reviews[*(const size_t *)b];
    int order = order_of(left->person, right->person);
    return order ? order : order_of(left->application, right->application);
}

typedef struct {
    Arena *arena;
    const LineInput *input;
    const Rubric *rubric;
    int32_t *weights, *grades;
    LineScores scores;
    size_t *first; /* of expert i, as people come: reviews[first[i]] … reviews[first[i + 1] − 1] */
} Work;

static bool is_entrant(const LineInput *input, int64_t application)
{
    return SORTED_FIND(input->entrants.at, input->entrants.count, key, application) != NULL;
}

static bool is_same_pair(const LineReview *a, const LineReview *b)
{
    return a->person == b->person && a->application == b->application;
}

/* The mean of reviews order[from] … order[to − 1], of one pair. */
static Rational mean_of_pair(Work *work, const size_t *order, size_t from, size_t to)
{
    size_t criteria = work->rubric->criteria.count;
    for (size_t i = from; i < to; i++)
        memcpy(work->grades + (i - from) * criteria, work->input->reviews.at[order[i]].grades,
               criteria * sizeof(int32_t));
    return mean_of_reviews(work->weights, criteria, work->grades, to - from);
}

static void add_pair(Work *work, const LineReview *review, Rational score)
{
    LineScores *scores = &work->scores;
    bool is_new = !scores->experts || scores->people[scores->experts - 1] != review->person;
    if (is_new) {
        work->first[scores->experts] = scores->count;
        scores->people[scores->experts++] = review->person;
    }
    scores->reviews[scores->count++] =
        (ScoredReview){review->application, (int64_t)scores->experts - 1, score};
    work->first[scores->experts] = scores->count;
}

static void add_pairs(Work *work)
{
    const LineReview *reviews = work->input->reviews.at;
    size_t count = work->input->reviews.count;
    size_t *order = order_positions(work->arena, count, compare_reviews, reviews);
    work->grades = ARENA_MANY(work->arena, count * work->rubric->criteria.count + 1, int32_t);
    for (size_t from = 0, to; from < count; from = to) {
        const LineReview *review = &reviews[order[from]];
        for (to = from + 1; to < count && is_same_pair(review, &reviews[order[to]]);) to++;
        if (is_entrant(work->input, review->application))
            add_pair(work, review, mean_of_pair(work, order, from, to));
    }
}

/* ---- experts in the order of what they said */

static int compare_experts(const void *a, const void *b, const void *context)
{
    const Work *work = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    size_t at = work->first[left], other = work->first[right];
    for (; at < work->first[left + 1] && other < work->first[right + 1]; at++, other++) {
        const ScoredReview *one = &work->scores.reviews[at], *two = &work->scores.reviews[other];
        int order = order_of(one->application, two->application);
        if (!order) order = rational_compare(one->score, two->score);
        if (order) return order;
    }
    return order_of((int64_t)(work->first[left + 1] - at), (int64_t)(work->first[right + 1] - other));
}

static void number_experts(Work *work)
{
    LineScores *scores = &work->scores;
    size_t *order = order_positions(work->arena, scores->experts, compare_experts, work), count = 0;
    ScoredReview *reviews = ARENA_MANY(work->arena, scores->count + 1, ScoredReview);
    int64_t *people = ARENA_MANY(work->arena, scores->experts + 1, int64_t);
    for (size_t i = 0; i < scores->experts; i++) {
        people[i] = scores->people[order[i]];
        for (size_t k = work->first[order[i]]; k < work->first[order[i] + 1]; k++) {
            reviews[count] = scores->reviews[k];
            reviews[count++].expert = (int64_t)i + 1;
        }
    }
    scores->reviews = reviews;
    scores->people = people;
}

LineScores line_scores(Arena *arena, const Edition *edition, int64_t round, const LineInput *input)
{
    size_t count = input->reviews.count;
    Work work = {.arena = arena,
                 .input = input,
                 .rubric = edition_rubric(edition, edition_round(edition, round)->rubric),
                 .scores = {.reviews = ARENA_MANY(arena, count + 1, ScoredReview),
                            .people = ARENA_MANY(arena, count + 1, int64_t)},
                 .first = ARENA_MANY(arena, count + 2, size_t)};
    work.weights = ARENA_MANY(arena, work.rubric->criteria.count, int32_t);
    for (size_t i = 0; i < work.rubric->criteria.count; i++)
        work.weights[i] = (int32_t)work.rubric->criteria.at[i].weight;
    add_pairs(&work);
    number_experts(&work);
    return work.scores;
}

/* ---- the engine's problem */

bool line_problem(Arena *arena, const Edition *edition, int64_t round, const LineScores *scores,
                  int32_t draws, CalibrateProblem *problem)
{
    size_t at;
    *problem = (CalibrateProblem){.reviews = scores->reviews,
                                  .count = scores->count,
                                  .places = (int32_t)edition_round(edition, round)->places,
                                  .draws = draws,
                                  .seed = line_seed(arena, edition, round)};
    return calibrate_find_fault(arena, problem, &at) == CALIBRATE_FAULTLESS;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

int64_t line_finest(const Edition *edition, int64_t round)
{
    const Rubric *rubric = edition_rubric(edition, edition_round(edition, round)->rubric);
    int64_t sum = 0, divisor = 0, rounds = 0, multiple = 1;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        sum += rubric->criteria.at[i].weight;
        divisor = common_divisor(rubric->criteria.at[i].weight, divisor);
    }
    for (int64_t earlier = 1; earlier <= round && multiple <= CALIBRATE_UNIT_MAX; earlier++)
        if (line_carries(edition, round, earlier) && ++rounds)
            multiple *= rounds / common_divisor(multiple, rounds);
    return sum / divisor * multiple;
}
