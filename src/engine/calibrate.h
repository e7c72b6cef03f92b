/* SPDX-License-Identifier: Apache-2.0 */
/* What scores come to once severe and mild experts are made comparable, and how sure the ranking is.
 *
 * The model: y_ij = μ + q_i + b_j + ε_ij for application i and expert j, with q ~ N(0, σ_q²),
 * b ~ N(0, σ_b²), ε ~ N(0, σ²). b_j is counted from the mean of the experts whom shared applications
 * connect, so that nothing is corrected between those who cannot be compared. The variances are those
 * of greatest restricted likelihood (REML: Patterson, Thompson 1971); the rule takes from them
 *   λ_q = σ²/σ_q² and λ_b = σ²/σ_b², rounded to thousandths, 0.001 … 1000.
 *
 * "calibrated/1" decides by integers. With these λ, the μ, q and b are those with the least
 *   Σ (y_ij − μ − q_i − b_j)² + λ_q Σ q_i² + λ_b Σ b_j²,   Σ b_j = 0 in each connected part
 * (Henderson's mixed-model equations: Searle, Casella, McCulloch, Variance Components, 1992, ch. 7). That
 * is a system of linear equations with rational coefficients, so μ + q_i is a fraction, and the score is
 *   floor(10^6 (μ + q_i) + 1/2 + 2^−12) millionths:
 * the nearest one, halves upwards, and 2^−12 so that the edge is not where fractions of whole grades lie.
 * Equal data give equal scores.
 *
 * Why the integers are the same everywhere:
 * - Scores don't hang on the rounding of doubles. Doubles propose a solution; what it leaves of the
 *   equations is computed exactly in 128-bit integers and solved again, until a bound on the matrix proves
 *   the score within 2^−16 millionths (calibrate_exact.c).
 * - The λ do come from doubles: + − × ÷ √ in a fixed order, without contraction. IEEE 754 rounds each
 *   of them correctly, so they are the same bits under every compiler and optimisation; a compiler that
 *   doesn't keep to it is refused (calibrate_fit.h). As integers of a thousandth they belong into the record:
 *   whoever has them derives the scores by any exact method.
 * - Draws and standard errors are doubles of the same kind, and decide nothing.
 *
 * Where the data don't carry it, it says so (CalibrateReason) and corrects less: an expert with fewer
 * than CALIBRATE_REVIEWS_LEAST reviews of applications that others judged too counts as of average
 * severity; if severities differ no more than chance would have it, none is corrected; with too few reviews
 * for a model, or all scores equal, the score is the plain mean, rounded as above.
 *
 * Everything depends on keys, scores and seed alone, not on the order of the input. Adding a constant to
 * all scores adds it to the results. */
#ifndef ENGINE_CALIBRATE_H
#define ENGINE_CALIBRATE_H

#include "engine/mean.h"
#include "engine/reviews.h"
#include "engine/watch.h"

#define CALIBRATE_RULE "calibrated/1"

enum {
    CALIBRATE_SCORE_MAX = 1000000,    /* the greatest size of a score */
    CALIBRATE_UNIT_MAX = 1000000,     /* the greatest common denominator of all scores */
    CALIBRATE_REVIEWS_MAX = 10000000, /* and at most MEAN_REVIEWS_MAX of an application */
    CALIBRATE_APPLICATIONS_MAX = 65535,
    CALIBRATE_EXPERTS_MAX = 3000, /* the memory grows by 16 bytes × experts² */
    CALIBRATE_REVIEWS_LEAST = OFFSET_REVIEWS_LEAST,
    CALIBRATE_FREEDOM_LEAST = 6,   /* reviews beyond what q and b can explain: as in a 4 × 3 table */
    CALIBRATE_SCALE = 1000000,     /* of the scores that decide */
    CALIBRATE_RATIO_MAX = 1000000, /* thousandths: the greatest λ; the least is 1 */
    CALIBRATE_DRAWS = 4000,
    CALIBRATE_DRAWS_MAX = 100000,
    CALIBRATE_INTERVAL_PERCENT = 90
};

typedef struct {
    const ScoredReview *reviews;
    size_t count;
    int32_t places; /* the line: so many pass; >= 0 */
    int32_t draws;  /* of the posterior: CALIBRATE_DRAWS; 0: none, and nothing on ranks */
    uint64_t seed;  /* of the draws */
    int32_t ratio_application, ratio_expert; /* λ_q, λ_b as a calibration has them; λ_q = 0: to be found */
} CalibrateProblem;

typedef enum {
    CALIBRATE_KNOWN,
    CALIBRATE_TOO_FEW, /* reviews */
    CALIBRATE_APART,   /* an expert whom no chain of shared applications connects with the largest part: the
                          severity says how he stands to those of his own part */
    CALIBRATE_NO_VARIANCE /* severities, or applications, differ no more than chance would have it */
} CalibrateReason;

#define CALIBRATE_NO_AGREEMENT INT32_MIN

typedef struct {
    int64_t application;
    int64_t reviews;
    Rational mean;                 /* "mean/1" */
    int64_t corrected_thousandths; /* the mean of the scores plus the severities of who gave them */
    int64_t calibrated_millionths; /* μ + q, which decides: the corrected one, drawn towards μ, to
                                      μ + (corrected − μ) · reviews ÷ (reviews + λ_q) */
    int64_t error_thousandths;     /* standard error of the calibrated score */
    int32_t rank_from, rank_to;    /* 1 is best: CALIBRATE_INTERVAL_PERCENT of the draws lie within */
    int32_t above;                 /* in so many draws it is among the best `places` */
    int32_t part;                  /* of those that experts in the model connect; 0 has the most reviews */
} CalibrateApplication;

typedef struct {
    int64_t expert;
    int64_t reviews;
    int64_t comparable;           /* of those, how many are of applications that others judged too */
    int64_t severity_thousandths; /* −b: > 0 where the others would have given more; 0 if not corrected */
    int64_t error_thousandths;    /* standard error of it */
    int64_t spread_thousandths;   /* standard deviation of the scores given; 0 of a single one */
    /* Correlation, −1000 … 1000, of the scores given with the mean of the others' corrected scores of the
     * same applications; CALIBRATE_NO_AGREEMENT: fewer than CALIBRATE_REVIEWS_LEAST of these, or all equal.
     */
    int32_t agreement_thousandths;
    int32_t part; /* −1: not in the model, for too few reviews */
    CalibrateReason reason;
} CalibrateExpert;

typedef struct {
    CalibrateReason reason;             /* of the whole: CALIBRATE_KNOWN, _TOO_FEW or _NO_VARIANCE */
    CalibrateApplication *applications; /* by key */
    size_t application_count;
    CalibrateExpert *experts; /* by key */
    size_t expert_count;
    int32_t parts, places, draws;
    /* λ_q, λ_b in thousandths. λ_q = 0: there is no model, scores are means, and nothing is known of ranks.
     * λ_b = 0: no severities. */
    int32_t ratio_application, ratio_expert;
    int64_t mean_thousandths;                                    /* μ */
    double variance_application, variance_expert, variance_rest; /* σ_q², σ_b², σ²: squared points of score */
    int32_t rounds;                                              /* that REML took; 0: λ were given */
} Calibration;

typedef enum {
    CALIBRATE_FAULTLESS,
    CALIBRATE_FAULT_SIZE,  /* too many reviews, applications or experts; or numbers out of range */
    CALIBRATE_FAULT_SCORE, /* none, too great, or too fine for the common denominator */
    CALIBRATE_FAULT_TWICE  /* the pair was there before */
} CalibrateFault;

/* The first thing in the input that breaks the ranges above, with its place in *at. */
CalibrateFault calibrate_find_fault(Arena *arena, const CalibrateProblem *problem, size_t *at);

/* Calibrates. The result lives in the arena. Asserts that the input is faultless; fails (base/fail.h) where a
 * score can't be proven. NULL: the watch ended it. 240 applications × 60 experts take some milliseconds, and
 * a quarter of a second with 4,000 draws; 10,000 × 2,000 some 15 and 35 seconds, and 150 MB. */
const Calibration *calibrate_scores(Arena *arena, const CalibrateProblem *problem, const Watch *watch);

/* Where one more review pays. */

typedef struct {
    size_t application;       /* place in the calibration's list */
    int64_t saved_millionths; /* of an application missed, expected, a review */
} CalibrateStep;

typedef struct {
    CalibrateStep *steps; /* the best first; an application may come several times */
    size_t count;
    int64_t misses_millionths, misses_after_millionths; /* applications missed, expected, before and after */
} CalibratePlan;

/* Which applications to have judged once more, if `further` reviews can still be made and an application can
 * have at most `each_max` of them. The line lies halfway between the last above it and the first below;
 * an application is missed if its posterior mean and its true score are on two sides of it. Further reviews,
 * each of variance w = σ² + the mean error² of severities, turn the posterior variance v into v' = 1/(1/v +
 * m/w) and move the posterior mean by N(0, v − v'): so the misses that will be left are known before
 * (preposterior analysis: Raiffa, Schlaifer 1961). What saves most a review goes first, where one review may
 * tell nothing without a second. What saves nothing is left out; without a model that is everything. */
const CalibratePlan *calibrate_plan(Arena *arena, const Calibration *calibration, int32_t further,
                                    int32_t each_max);

#endif
