/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/calibrate_fit.h"

#include <assert.h>
#include <math.h>
#include <string.h>

CalibrateEffects calibrate_effects(Arena *arena, const CalibrateData *data)
{
    return (CalibrateEffects){.application = ARENA_MANY(arena, data->applications + 1, double),
                              .expert = ARENA_MANY(arena, data->columns + 1, double)};
}

CalibrateEquations *calibrate_equations(Arena *arena, const CalibrateData *data)
{
    size_t columns = data->columns;
    CalibrateEquations *equations = ARENA_NEW(arena, CalibrateEquations);
    *equations = (CalibrateEquations){.data = data,
                                      .share = ARENA_MANY(arena, data->applications + 1, double),
                                      .slope = ARENA_MANY(arena, columns + 1, double),
                                      .lean = ARENA_MANY(arena, columns + 1, double),
                                      .factor = ARENA_MANY(arena, columns * columns + 1, double),
                                      .inverse = ARENA_MANY(arena, columns * columns + 1, double)};
    return equations;
}

/* Each block's values less their mean; they stand `step` apart. */
static void center(const CalibrateData *data, double *of_columns, size_t step)
{
    for (size_t block = 0; block < data->blocks; block++) {
        size_t from = data->block[block], to = data->block[block + 1];
        double sum = 0;
        for (size_t j = from; j < to; j++) sum += of_columns[j * step];
        sum /= (double)(to - from);
        for (size_t j = from; j < to; j++) of_columns[j * step] -= sum;
    }
}

/* ---- S */

static void set_shares(CalibrateEquations *equations)
{
    const CalibrateData *data = equations->data;
    equations->total = 0;
    memset(equations->slope, 0, data->columns * sizeof *equations->slope);
    for (size_t i = 0; i < data->applications; i++) {
        double reviews = (double)calibrate_reviews_of(data, i);
        double share = equations->share[i] = 1 / (reviews + equations->ratio_application);
        double left = equations->ratio_application * share;
        equations->total += reviews * left;
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++)
            if (data->column[r] != CALIBRATE_NO_COLUMN) equations->slope[data->column[r]] += left;
    }
    center(data, equations->slope, 1);
}

/* Two reviews of one application tie their experts to each other. */
static void add_reviews(CalibrateEquations *equations)
{
    const CalibrateData *data = equations->data;
    double *matrix = equations->factor;
    memset(matrix, 0, data->columns * data->columns * sizeof *matrix);
    for (size_t i = 0; i < data->applications; i++)
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++) {
            if (data->column[r] == CALIBRATE_NO_COLUMN) continue;
            double *row = matrix + data->column[r] * data->columns;
            row[data->column[r]] += 1;
            for (size_t other = data->first[i]; other < data->first[i + 1]; other++)
                if (data->column[other] != CALIBRATE_NO_COLUMN)
                    row[data->column[other]] -= equations->share[i];
        }
}

static void set_matrix(CalibrateEquations *equations)
{
    const CalibrateData *data = equations->data;
    size_t columns = data->columns;
    double *matrix = equations->factor;
    add_reviews(equations);
    for (size_t j = 0; j < columns; j++) center(data, matrix + j * columns, 1);
    for (size_t k = 0; k < columns; k++) center(data, matrix + k, columns);
    for (size_t j = 0; j < columns; j++) {
        double part = equations->slope[j] / equations->total;
        for (size_t k = 0; k < columns; k++) matrix[j * columns + k] -= part * equations->slope[k];
        matrix[j * columns + j] += equations->ratio_expert;
    }
}

static void take_row(double *row, double factor, const double *other, size_t from, size_t to)
{
    for (size_t k = from; k < to; k++) row[k] -= factor * other[k];
}

/* From `row` take Σ factors[i · stride] × the i-th of `count` rows: one after another, four at a time. */
static void take_rows(double *row, const double *factors, size_t stride, const double *rows, size_t count,
                      size_t columns, size_t from, size_t to)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const double *a = rows + i * columns, *b = a + columns, *c = b + columns, *d = c + columns;
        const double *at = factors + i * stride;
        double of_a = at[0], of_b = at[stride], of_c = at[2 * stride], of_d = at[3 * stride];
        for (size_t k = from; k < to; k++)
            row[k] = row[k] - of_a * a[k] - of_b * b[k] - of_c * c[k] - of_d * d[k];
    }
    for (; i < count; i++) take_row(row, factors[i * stride], rows + i * columns, from, to);
}

/* Cholesky's factor, row by row; below its diagonal the matrix is not read. */
static void factorize(double *matrix, size_t columns)
{
    for (size_t j = 0; j < columns; j++) {
        double *row = matrix + j * columns;
        take_rows(row, matrix + j, columns, matrix, j, columns, j, columns);
        assert(row[j] > 0);
        double root = sqrt(row[j]);
        for (size_t k = j; k < columns; k++) row[k] /= root;
    }
}

/* ---- Solving */

static void solve_factor(const CalibrateEquations *equations, double *side)
{
    size_t columns = equations->data->columns;
    for (size_t j = 0; j < columns; j++) {
        const double *row = equations->factor + j * columns;
        side[j] /= row[j];
        take_row(side, side[j], row, j + 1, columns);
    }
    for (size_t j = columns; j--;) {
        const double *row = equations->factor + j * columns;
        for (size_t k = j + 1; k < columns; k++) side[j] -= row[k] * side[k];
        side[j] /= row[j];
    }
}

void calibrate_equations_set(CalibrateEquations *equations, double ratio_application, double ratio_expert)
{
    size_t columns = equations->data->columns;
    equations->ratio_application = ratio_application;
    equations->ratio_expert = ratio_expert;
    set_shares(equations);
    set_matrix(equations);
    factorize(equations->factor, columns);
    memcpy(equations->lean, equations->slope, columns * sizeof *equations->lean);
    solve_factor(equations, equations->lean);
    equations->lean_slope = 0;
    for (size_t j = 0; j < columns; j++) equations->lean_slope += equations->slope[j] * equations->lean[j];
}

/* The sum of what is said of the columns over the reviews of an application. */
static double sum_of_columns(const CalibrateData *data, size_t application, const double *of_columns)
{
    double sum = 0;
    for (size_t r = data->first[application]; r < data->first[application + 1]; r++)
        if (data->column[r] != CALIBRATE_NO_COLUMN) sum += of_columns[data->column[r]];
    return sum;
}

static void eliminate_applications(const CalibrateEquations *equations, CalibrateEffects *effects)
{
    const CalibrateData *data = equations->data;
    for (size_t i = 0; i < data->applications; i++) {
        double part = effects->application[i] * equations->share[i];
        effects->mean -= part * (double)calibrate_reviews_of(data, i);
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++)
            if (data->column[r] != CALIBRATE_NO_COLUMN) effects->expert[data->column[r]] -= part;
    }
    take_row(effects->expert, effects->mean / equations->total, equations->slope, 0, data->columns);
}

void calibrate_equations_solve(const CalibrateEquations *equations, CalibrateEffects *effects)
{
    const CalibrateData *data = equations->data;
    eliminate_applications(equations, effects);
    center(data, effects->expert, 1);
    solve_factor(equations, effects->expert);
    for (size_t j = 0; j < data->columns; j++) effects->mean -= equations->slope[j] * effects->expert[j];
    effects->mean /= equations->total;
    for (size_t i = 0; i < data->applications; i++) {
        double of_mean = (double)calibrate_reviews_of(data, i) * effects->mean;
        double left = effects->application[i] - of_mean - sum_of_columns(data, i, effects->expert);
        effects->application[i] = left * equations->share[i];
    }
}

void calibrate_equations_colour(const CalibrateEquations *equations, double *lanes)
{
    const CalibrateData *data = equations->data;
    enum { LANES = CALIBRATE_LANES };
    for (size_t j = data->columns; j--;) {
        const double *row = equations->factor + j * data->columns;
        double *own = lanes + j * LANES;
        for (size_t k = j + 1; k < data->columns; k++)
            for (size_t lane = 0; lane < LANES; lane++) own[lane] -= row[k] * lanes[k * LANES + lane];
        for (size_t lane = 0; lane < LANES; lane++) own[lane] /= row[j];
    }
    for (size_t lane = 0; lane < LANES; lane++) center(data, lanes + lane, LANES);
}

/* ---- Variances */

/* U⁻ᵀ row by row, downwards. */
static void invert_factor(const double *factor, double *inverse, size_t columns)
{
    for (size_t j = 0; j < columns; j++) {
        double *row = inverse + j * columns, pivot = factor[j * columns + j];
        memset(row, 0, columns * sizeof *row);
        row[j] = 1;
        take_rows(row, factor + j, columns, inverse, j, columns, 0, j);
        for (size_t k = 0; k <= j; k++) row[k] /= pivot;
    }
}

/* U⁻¹ of that, upwards: a row needs those below it, and of them what stands on and below the diagonal. */
static void invert_rest(const double *factor, double *inverse, size_t columns)
{
    for (size_t j = columns; j--;) {
        double *row = inverse + j * columns, pivot = factor[j * columns + j];
        take_rows(row, factor + j * columns + j + 1, 1, row + columns, columns - j - 1, columns, 0, j + 1);
        for (size_t k = 0; k <= j; k++) row[k] /= pivot;
    }
}

/* In the direction of a block's mean S is λ_b; Π leaves nothing of it. */
void calibrate_equations_invert(CalibrateEquations *equations)
{
    const CalibrateData *data = equations->data;
    size_t columns = data->columns;
    invert_factor(equations->factor, equations->inverse, columns);
    invert_rest(equations->factor, equations->inverse, columns);
    for (size_t block = 0; block < data->blocks; block++) {
        size_t from = data->block[block], to = data->block[block + 1];
        double of_mean = 1 / (equations->ratio_expert * (double)(to - from));
        for (size_t j = from; j < to; j++)
            for (size_t k = from; k <= j; k++) equations->inverse[j * columns + k] -= of_mean;
    }
}

/* Of one alone nothing is unknown: what rounding leaves below 0 is 0. */
double calibrate_variance_of_expert(const CalibrateEquations *equations, size_t column)
{
    double variance = equations->inverse[column * equations->data->columns + column];
    return variance > 0 ? variance : 0;
}

/* Σ over pairs of the application's reviews of the covariance of their experts. */
static double covariance_of_experts(const CalibrateEquations *equations, size_t application)
{
    const CalibrateData *data = equations->data;
    double sum = 0;
    for (size_t r = data->first[application]; r < data->first[application + 1]; r++) {
        if (data->column[r] == CALIBRATE_NO_COLUMN) continue;
        for (size_t other = data->first[application]; other < data->first[application + 1]; other++) {
            uint32_t low = data->column[r], high = data->column[other];
            if (high == CALIBRATE_NO_COLUMN) continue;
            if (low > high) low = data->column[other], high = data->column[r];
            sum += equations->inverse[high * data->columns + low];
        }
    }
    return sum;
}

/* Of y-sums/d_i + weight μ − Σ b/d_i, with all of μ, b unknown. */
static double variance_with(const CalibrateEquations *equations, size_t application, double weight)
{
    double share = equations->share[application], tilt = weight / equations->total;
    double lean = sum_of_columns(equations->data, application, equations->lean);
    double experts =
        covariance_of_experts(equations, application) + 2 * tilt * lean + tilt * tilt * equations->lean_slope;
    return share + share * share * (weight * tilt + experts);
}

double calibrate_variance_of_effect(const CalibrateEquations *equations, size_t application)
{
    return variance_with(equations, application, -(double)calibrate_reviews_of(equations->data, application));
}

double calibrate_variance_of_score(const CalibrateEquations *equations, size_t application)
{
    return variance_with(equations, application, equations->ratio_application);
}
