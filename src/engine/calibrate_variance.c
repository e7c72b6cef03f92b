/* SPDX-License-Identifier: Apache-2.0 */
/* REML by average information (Gilmour, Thompson, Cullis, Biometrics 51, 1995), with σ² profiled out, on the
 * logarithms of σ_q²/σ² and σ_b²/σ², from 1 and 1. The information is positive definite, so its step goes
 * uphill; it is at most a factor of 3, and is halved until the slope along it is not less than −1/2 of what
 * it was. A ratio at its bound stays there while the slope points outwards. It stops when no step would
 * change a ratio by more than a part in 10^8, or after ROUNDS_MAX: of 46,000 small random tables half took 9
 * rounds, the slowest 276. */
#include "engine/calibrate_fit.h"

enum { Q = CALIBRATE_OF_APPLICATIONS, B = CALIBRATE_OF_EXPERTS, SIDES = CALIBRATE_SIDES };
enum { ROUNDS_USUAL = 8, ROUNDS_MAX = 1000, HALVINGS_MAX = 30 };
static const double STRENGTH_LEAST = 1.0 / 1000, STRENGTH_MOST = 1000, STEP_LEAST = 1e-8;

CalibrateFit *calibrate_fit(Arena *arena, const CalibrateData *data)
{
    CalibrateFit *fit = ARENA_NEW(arena, CalibrateFit);
    *fit = (CalibrateFit){.equations = calibrate_equations(arena, data),
                          .effects = calibrate_effects(arena, data)};
    return fit;
}

static double of_column(const CalibrateData *data, const double *of_columns, size_t review)
{
    return data->column[review] == CALIBRATE_NO_COLUMN ? 0 : of_columns[data->column[review]];
}

/* ---- Projections: what the model leaves unexplained */

typedef struct {
    CalibrateFit *fit;
    CalibrateEffects spare;
    double *scores, *rest;                      /* y, P y; of a review */
    double *pulled[SIDES], *pulled_rest[SIDES]; /* Z u and P Z u of each side */
    double strength[SIDES], slope[SIDES], step[SIDES], information[SIDES][SIDES];
} Search;

static void add_up(const CalibrateData *data, const double *of_reviews, CalibrateEffects *sums)
{
    sums->mean = 0;
    for (size_t j = 0; j < data->columns; j++) sums->expert[j] = 0;
    for (size_t i = 0; i < data->applications; i++) {
        sums->application[i] = 0;
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++) {
            sums->application[i] += of_reviews[r];
            if (data->column[r] != CALIBRATE_NO_COLUMN) sums->expert[data->column[r]] += of_reviews[r];
        }
        sums->mean += sums->application[i];
    }
}

static void project(const CalibrateEquations *equations, const double *of_reviews, CalibrateEffects *effects,
                    double *rest)
{
    const CalibrateData *data = equations->data;
    add_up(data, of_reviews, effects);
    calibrate_equations_solve(equations, effects);
    for (size_t i = 0; i < data->applications; i++)
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++)
            rest[r] =
                of_reviews[r] - effects->mean - effects->application[i] - of_column(data, effects->expert, r);
}

static double product(const CalibrateData *data, const double *a, const double *b)
{
    double sum = 0;
    for (size_t r = 0; r < data->reviews; r++) sum += a[r] * b[r];
    return sum;
}

static void fit_scores(CalibrateFit *fit, const double *scores, double *rest)
{
    const CalibrateData *data = fit->equations->data;
    project(fit->equations, scores, &fit->effects, rest);
    fit->variance = product(data, scores, rest) / (double)(data->reviews - 1);
}

static double *scores_of(Arena *arena, const CalibrateData *data)
{
    double *scores = ARENA_MANY(arena, data->reviews + 1, double);
    for (size_t r = 0; r < data->reviews; r++) scores[r] = (double)data->score[r];
    return scores;
}

void calibrate_fit_at(Arena *arena, CalibrateFit *fit, double ratio_application, double ratio_expert)
{
    const CalibrateData *data = fit->equations->data;
    calibrate_equations_set(fit->equations, ratio_application, ratio_expert);
    calibrate_equations_invert(fit->equations);
    fit_scores(fit, scores_of(arena, data), ARENA_MANY(arena, data->reviews + 1, double));
}

/* ---- The slope and the information at given ratios */

static double squares(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i] * values[i];
    return sum;
}

/* Twice the slope is λ u'u/σ² − (levels − λ tr C), C the variance that the equations leave to u. */
static void set_slopes(Search *search)
{
    const CalibrateFit *fit = search->fit;
    const CalibrateEquations *equations = fit->equations;
    const CalibrateData *data = equations->data;
    double left[SIDES] = {0};
    for (size_t i = 0; i < data->applications; i++) left[Q] += calibrate_variance_of_effect(equations, i);
    for (size_t j = 0; j < data->columns; j++) left[B] += calibrate_variance_of_expert(equations, j);
    double squared[SIDES] = {squares(fit->effects.application, data->applications),
                             squares(fit->effects.expert, data->columns)};
    double levels[SIDES] = {(double)data->applications, (double)(data->columns - data->blocks)};
    for (int side = 0; side < SIDES; side++) {
        double ratio = 1 / search->strength[side];
        search->slope[side] = (ratio * squared[side] / fit->variance - levels[side] + ratio * left[side]) / 2;
    }
}

static void set_information(Search *search)
{
    CalibrateFit *fit = search->fit;
    const CalibrateData *data = fit->equations->data;
    double whole = product(data, search->scores, search->rest), along[SIDES];
    for (size_t i = 0; i < data->applications; i++)
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++) {
            search->pulled[Q][r] = fit->effects.application[i];
            search->pulled[B][r] = of_column(data, fit->effects.expert, r);
        }
    for (int side = 0; side < SIDES; side++) {
        project(fit->equations, search->pulled[side], &search->spare, search->pulled_rest[side]);
        along[side] = product(data, search->pulled[side], search->rest);
    }
    for (int side = 0; side < SIDES; side++)
        for (int other = 0; other < SIDES; other++)
            search->information[side][other] =
                (product(data, search->pulled[side], search->pulled_rest[other]) -
                 along[side] * along[other] / whole) /
                (2 * fit->variance);
}

static void look(Search *search)
{
    CalibrateFit *fit = search->fit;
    calibrate_equations_set(fit->equations, 1 / search->strength[Q], 1 / search->strength[B]);
    calibrate_equations_invert(fit->equations);
    fit_scores(fit, search->scores, search->rest);
    set_slopes(search);
}

/* ---- Steps */

static bool is_free(const Search *search, int side)
{
    if (side == B && search->fit->equations->data->columns == search->fit->equations->data->blocks)
        return false;
    bool is_stopped = search->slope[side] < 0 ? search->strength[side] <= STRENGTH_LEAST
                                              : search->strength[side] >= STRENGTH_MOST;
    return !is_stopped;
}

static double along_step(const Search *search)
{
    return search->slope[Q] * search->step[Q] + search->slope[B] * search->step[B];
}

static double size_of_step(const Search *search)
{
    double size = 0;
    for (int side = 0; side < SIDES; side++) {
        double own = search->step[side] < 0 ? -search->step[side] : search->step[side];
        if (own > size) size = own;
    }
    return size;
}

/* Of one side alone; without information, all the way. */
static double step_of(const Search *search, int side)
{
    double slope = search->slope[side], information = search->information[side][side];
    if (information > 0) return slope / information;
    return slope < 0 ? -1 : 1;
}

/* Information⁻¹ slope of the free sides, at most 1. */
static void set_step(Search *search)
{
    double(*information)[SIDES] = search->information;
    for (int side = 0; side < SIDES; side++)
        search->step[side] = is_free(search, side) ? step_of(search, side) : 0;
    double determinant = information[Q][Q] * information[B][B] - information[Q][B] * information[Q][B];
    if (is_free(search, Q) && is_free(search, B) &&
        determinant > 1e-9 * information[Q][Q] * information[B][B]) {
        const double *slope = search->slope;
        search->step[Q] = (information[B][B] * slope[Q] - information[Q][B] * slope[B]) / determinant;
        search->step[B] = (information[Q][Q] * slope[B] - information[Q][B] * slope[Q]) / determinant;
    }
    double size = size_of_step(search);
    for (int side = 0; side < SIDES && size > 1; side++) search->step[side] /= size;
}

/* The first factors of the exponential's continued fraction: positive, and e^step but for step³/12. */
static double moved(double strength, double step)
{
    strength *= (2 + step) / (2 - step);
    if (strength < STRENGTH_LEAST) return STRENGTH_LEAST;
    return strength > STRENGTH_MOST ? STRENGTH_MOST : strength;
}

static void walk(Search *search)
{
    double from[SIDES] = {search->strength[Q], search->strength[B]}, uphill = along_step(search);
    for (int halvings = 0; halvings < HALVINGS_MAX; halvings++) {
        for (int side = 0; side < SIDES; side++)
            search->strength[side] = moved(from[side], search->step[side]);
        look(search);
        if (along_step(search) >= -uphill / 2) return;
        for (int side = 0; side < SIDES; side++) search->step[side] /= 2;
    }
}

static Search search_of(Arena *arena, CalibrateFit *fit)
{
    const CalibrateData *data = fit->equations->data;
    Search search = {.fit = fit,
                     .spare = calibrate_effects(arena, data),
                     .scores = scores_of(arena, data),
                     .rest = ARENA_MANY(arena, data->reviews + 1, double),
                     .strength = {1, 1}};
    for (int side = 0; side < SIDES; side++) {
        search.pulled[side] = ARENA_MANY(arena, data->reviews + 1, double);
        search.pulled_rest[side] = ARENA_MANY(arena, data->reviews + 1, double);
    }
    return search;
}

int32_t calibrate_find_ratios(Arena *arena, CalibrateFit *fit, const Watch *watch, int32_t ratios[SIDES])
{
    Search search = search_of(arena, fit);
    int32_t round = 0;
    look(&search);
    for (; round < ROUNDS_MAX; round++) {
        if (!watch_goes_on(watch, round, 2 * (round + ROUNDS_USUAL))) return 0;
        set_information(&search);
        set_step(&search);
        if (size_of_step(&search) <= STEP_LEAST) break;
        walk(&search);
    }
    for (int side = 0; side < SIDES; side++) ratios[side] = (int32_t)(1000 / search.strength[side] + 0.5);
    return round + 1;
}
