/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of engine/calibrate.h: numbered data, and the mixed-model equations.
 *
 * Applications are numbered by key. An expert whose severity is in the model has a column; the columns of
 * a connected part are a block, one after another, by key. With n_i the reviews of application i, N_ij
 * those of column j, d_i = n_i + λ_q, the applications are eliminated first (they are a diagonal), then μ:
 *   total   = Σ n_i λ_q/d_i
 *   slope_j = Σ_i N_ij λ_q/d_i, less its mean over the block
 *   S       = Π (N_jj − Σ_i N_ij N_ik/d_i − slope_j slope_k/total) Π + λ_b I,   Π: less the mean of the block
 * S is positive definite, of one row an expert; all else is sparse. */
#ifndef ENGINE_CALIBRATE_FIT_H
#define ENGINE_CALIBRATE_FIT_H

#include "engine/calibrate.h"

#include <float.h>

_Static_assert(FLT_EVAL_METHOD == 0 && FLT_RADIX == 2 && DBL_MANT_DIG == 53,
               "doubles are IEEE 754's, rounded after each operation");
#ifdef __FAST_MATH__
#error "the engine's arithmetic must stay as it is written"
#endif

#define CALIBRATE_NO_COLUMN UINT32_MAX

enum { CALIBRATE_OF_APPLICATIONS, CALIBRATE_OF_EXPERTS, CALIBRATE_SIDES };

typedef struct {
    size_t applications, reviews;
    size_t *first;    /* the reviews of application i: first[i] … first[i + 1] − 1 */
    int64_t *score;   /* of a review: in units, less the least of all */
    uint32_t *column; /* of a review: its expert's, or CALIBRATE_NO_COLUMN */
    size_t columns, blocks;
    size_t *block; /* the columns of block c: block[c] … block[c + 1] − 1 */
} CalibrateData;

typedef struct {
    double mean, *application, *expert; /* or the right sides of the equations */
} CalibrateEffects;

typedef struct {
    const CalibrateData *data;
    double ratio_application, ratio_expert; /* λ_q, λ_b */
    double *share;                          /* 1/d_i */
    double total, *slope;
    double *factor;           /* U, by rows: U'U = S */
    double *inverse;          /* Π S⁻¹ Π, on and below its diagonal */
    double *lean, lean_slope; /* S⁻¹ slope, slope' S⁻¹ slope */
} CalibrateEquations;

static inline size_t calibrate_reviews_of(const CalibrateData *data, size_t application)
{
    return data->first[application + 1] - data->first[application];
}

CalibrateEffects calibrate_effects(Arena *arena, const CalibrateData *data);
CalibrateEquations *calibrate_equations(Arena *arena, const CalibrateData *data);
/* For these λ: S and its factor. */
void calibrate_equations_set(CalibrateEquations *equations, double ratio_application, double ratio_expert);
/* From right sides to the solution, in their place; each block of experts less its mean, on both. */
void calibrate_equations_solve(const CalibrateEquations *equations, CalibrateEffects *effects);
/* U⁻¹ of LANES right sides at once, expert's number × LANES + lane, less each block's mean. */
enum { CALIBRATE_LANES = 8 };
void calibrate_equations_colour(const CalibrateEquations *equations, double *lanes);

/* Variances of what the equations leave unknown, in units of σ². Invert first. */
void calibrate_equations_invert(CalibrateEquations *equations);
double calibrate_variance_of_effect(const CalibrateEquations *equations, size_t application); /* q_i */
double calibrate_variance_of_score(const CalibrateEquations *equations, size_t application);  /* μ + q_i */
double calibrate_variance_of_expert(const CalibrateEquations *equations, size_t column);

/* The model at given λ: equations set and inverted, the effects of the scores, σ² by REML. */
typedef struct {
    CalibrateEquations *equations;
    CalibrateEffects effects;
    double variance;
} CalibrateFit;

/* Memory for it. The data may have fewer columns later, not more. */
CalibrateFit *calibrate_fit(Arena *arena, const CalibrateData *data);
void calibrate_fit_at(Arena *arena, CalibrateFit *fit, double ratio_application, double ratio_expert);

/* The λ of the greatest restricted likelihood, in thousandths; for CALIBRATE_RATIO_MAX the effect has no
 * variance. Returns the rounds it took; 0: the watch ended it. */
int32_t calibrate_find_ratios(Arena *arena, CalibrateFit *fit, const Watch *watch,
                              int32_t ratios[CALIBRATE_SIDES]);

/* ---- The decision */

/* Exactly as engine/calibrate.h says: scores in millionths, the others in thousandths. */
typedef struct {
    int64_t *calibrated, *corrected; /* of an application */
    int64_t *severity;               /* of a column */
    int64_t mean;
} CalibrateDecision;

/* At the λ (in thousandths) of the fit. A score s of the data stands for (least + s)/unit. */
CalibrateDecision calibrate_decide(Arena *arena, const CalibrateFit *fit,
                                   const int32_t ratios[CALIBRATE_SIDES], int64_t least, int64_t unit);

/* floor(scale · v + 1/2 + 2^−12) of v = (least + value/2^shift)/unit. */
int64_t calibrate_round(int64_t least, int64_t unit, __int128 value, int shift, int64_t scale);

/* ---- Draws */

/* Fills in ranks and what is above the line; false: the watch ended it. */
bool calibrate_draw(Arena *arena, const CalibrateFit *fit, const CalibrateProblem *problem,
                    const Watch *watch, CalibrateApplication *applications);

/* Fills in spread and agreement of the experts, whose severities are there. */
void calibrate_compare_experts(Arena *arena, const ReviewTable *table, Calibration *calibration);

#endif
