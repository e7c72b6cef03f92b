/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/calibrate.h"

#include "engine/normal.h"
#include "engine/order.h"

#include <math.h>

enum {
    AHEAD_MAX = 4,
    CELLS = 64,
    CELLS_A_DEVIATION = 8
}; /* of the distribution of what a posterior mean may become */

typedef struct {
    double distance, variance; /* of the posterior mean from the line; of the score around it */
    int32_t further;           /* reviews planned */
    double misses;             /* the chance to be on the wrong side after them */
    double saved;              /* of it, by each of the next `ahead` reviews */
    int32_t ahead;
} Candidate;

static double squared(double value)
{
    return value * value;
}

/* The chance that the true score and a posterior mean of that distance lie on two sides of the line. */
static double misses_at(double distance, double variance)
{
    return normal_share_below(-(distance < 0 ? -distance : distance) / sqrt(variance));
}

/* Over what the posterior mean may become, if it moves by N(0, moves): cell by cell. */
static double misses_after(double distance, double moves, double variance)
{
    double deviation = sqrt(moves), sum = 0, below = 0;
    for (int cell = 0; cell < CELLS; cell++) {
        double from = (double)(cell - CELLS / 2) / CELLS_A_DEVIATION, middle = from + 0.5 / CELLS_A_DEVIATION;
        double up_to = cell + 1 < CELLS ? normal_share_below(from + 1.0 / CELLS_A_DEVIATION) : 1;
        sum += (up_to - below) * misses_at(distance + middle * deviation, variance);
        below = up_to;
    }
    return sum;
}

static double misses_with(const Candidate *candidate, int32_t further, double variance_of_review)
{
    double variance = 1 / (1 / candidate->variance + further / variance_of_review);
    if (!further) return misses_at(candidate->distance, variance);
    return misses_after(candidate->distance, candidate->variance - variance, variance);
}

/* A first review may tell nothing where a second one would: the best mean over the next few. */
static void look_ahead(Candidate *candidate, double variance_of_review, int32_t each_max)
{
    candidate->misses = misses_with(candidate, candidate->further, variance_of_review);
    candidate->saved = 0;
    for (int32_t ahead = 1; ahead <= AHEAD_MAX && candidate->further + ahead <= each_max; ahead++) {
        double after = misses_with(candidate, candidate->further + ahead, variance_of_review);
        double saved = (candidate->misses - after) / ahead;
        if (saved <= candidate->saved) continue;
        candidate->saved = saved;
        candidate->ahead = ahead;
    }
}

/* ---- The line, and what a review can tell */

static int compare_scores(const void *a, const void *b, const void *context)
{
    const CalibrateApplication *applications = context;
    return order_of(applications[*(const size_t *)b].calibrated_millionths,
                    applications[*(const size_t *)a].calibrated_millionths);
}

/* In thousandths. */
static double line_of(Arena *arena, const Calibration *calibration)
{
    const CalibrateApplication *applications = calibration->applications;
    const size_t *best = order_positions(arena, calibration->application_count, compare_scores, applications);
    size_t places = (size_t)calibration->places;
    return ((double)applications[best[places - 1]].calibrated_millionths +
            (double)applications[best[places]].calibrated_millionths) /
           2e3;
}

/* In squared thousandths, by an expert of average uncertainty. */
static double variance_of_review(const Calibration *calibration)
{
    double sum = 0, count = 0;
    for (size_t j = 0; j < calibration->expert_count; j++) {
        if (!calibration->experts[j].error_thousandths) continue;
        sum += squared((double)calibration->experts[j].error_thousandths);
        count += 1;
    }
    return calibration->variance_rest * 1e6 + (count > 0 ? sum / count : 0);
}

static bool can_plan(const Calibration *calibration)
{
    return calibration->ratio_application && calibration->places > 0 &&
           (size_t)calibration->places < calibration->application_count;
}

static Candidate *candidates_of(Arena *arena, const Calibration *calibration, double review, int32_t each_max)
{
    Candidate *candidates = ARENA_MANY(arena, calibration->application_count + 1, Candidate);
    double line = line_of(arena, calibration);
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *application = &calibration->applications[i];
        candidates[i].distance = (double)application->calibrated_millionths / 1e3 - line;
        candidates[i].variance = squared((double)application->error_thousandths);
        if (candidates[i].variance < 1) candidates[i].variance = 1;
        look_ahead(&candidates[i], review, each_max);
    }
    return candidates;
}

/* ---- The plan */

static size_t best_of(const Candidate *candidates, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (candidates[i].saved > candidates[best].saved) best = i;
    return best;
}

static int64_t misses_of(const Candidate *candidates, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += candidates[i].misses;
    return rational_nearest(sum * 1e6);
}

const CalibratePlan *calibrate_plan(Arena *arena, const Calibration *calibration, int32_t further,
                                    int32_t each_max)
{
    CalibratePlan *plan = ARENA_NEW(arena, CalibratePlan);
    if (!can_plan(calibration) || further <= 0) return plan;
    size_t count = calibration->application_count;
    double review = variance_of_review(calibration);
    Candidate *candidates = candidates_of(arena, calibration, review, each_max);
    plan->steps = ARENA_MANY(arena, (size_t)further, CalibrateStep);
    plan->misses_millionths = misses_of(candidates, count);
    while (plan->count < (size_t)further) {
        size_t best = best_of(candidates, count);
        int64_t saved = rational_nearest(candidates[best].saved * 1e6);
        if (saved <= 0) break;
        for (int32_t ahead = candidates[best].ahead; ahead-- && plan->count < (size_t)further;) {
            plan->steps[plan->count++] = (CalibrateStep){best, saved};
            candidates[best].further++;
        }
        look_ahead(&candidates[best], review, each_max);
    }
    plan->misses_after_millionths = misses_of(candidates, count);
    return plan;
}
