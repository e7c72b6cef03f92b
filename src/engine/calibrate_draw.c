/* SPDX-License-Identifier: Apache-2.0 */
/* Draws of all applications at once from what the scores leave unknown of them: μ, q and b are normal with
 * the inverse of the mixed-model matrix as their covariance (times σ²), and its factor colours independent
 * deviates. Each draw has a stream of its own. */
#include "engine/calibrate_fit.h"

#include "engine/normal.h"
#include "engine/order.h"

#include <math.h>
#include <string.h>

enum { LANES = CALIBRATE_LANES };

typedef struct {
    double score;
    uint32_t application;
} Drawn;

typedef struct {
    const CalibrateFit *fit;
    const CalibrateData *data;
    const CalibrateProblem *problem;
    Arena *scratch;  /* for one sort */
    double *experts; /* of a column, × LANES */
    Drawn *drawn;    /* of an application */
    uint16_t *ranks; /* of an application, × draws */
    CalibrateApplication *applications;
} Drawing;

static int compare_drawn(const void *a, const void *b, const void *context)
{
    double left = ((const Drawn *)a)->score, right = ((const Drawn *)b)->score;
    return (left < right) - (left > right);
}

/* The experts and μ are known; what is left of an application is its own. */
static void draw_applications(Drawing *drawing, size_t lane, NormalStream *stream)
{
    const CalibrateData *data = drawing->data;
    const CalibrateEquations *equations = drawing->fit->equations;
    double deviation = sqrt(drawing->fit->variance), mean = normal_deviate(stream) / sqrt(equations->total);
    for (size_t j = 0; j < data->columns; j++)
        mean -= equations->slope[j] * drawing->experts[j * LANES + lane] / equations->total;
    for (size_t i = 0; i < data->applications; i++) {
        double sum = mean * (double)calibrate_reviews_of(data, i);
        for (size_t r = data->first[i]; r < data->first[i + 1]; r++)
            if (data->column[r] != CALIBRATE_NO_COLUMN)
                sum += drawing->experts[data->column[r] * LANES + lane];
        double own = normal_deviate(stream) * sqrt(equations->share[i]) - sum * equations->share[i];
        drawing->drawn[i] = (Drawn){drawing->fit->effects.application[i] + deviation * own, (uint32_t)i};
    }
}

static void rank(Drawing *drawing, size_t draw)
{
    size_t draws = (size_t)drawing->problem->draws, count = drawing->data->applications;
    order_sort(drawing->scratch, drawing->drawn, count, sizeof *drawing->drawn, compare_drawn, NULL);
    arena_reset(drawing->scratch);
    for (size_t place = 0; place < count; place++) {
        size_t application = drawing->drawn[place].application;
        drawing->ranks[application * draws + draw] = (uint16_t)place;
        drawing->applications[application].above += place < (size_t)drawing->problem->places;
    }
}

static void draw_some(Drawing *drawing, size_t draw)
{
    size_t columns = drawing->data->columns, draws = (size_t)drawing->problem->draws;
    NormalStream streams[LANES];
    for (size_t lane = 0; lane < LANES; lane++) {
        streams[lane] = (NormalStream){order_lot(drawing->problem->seed, (int64_t)(draw + lane)), 0};
        for (size_t j = 0; j < columns; j++)
            drawing->experts[j * LANES + lane] = normal_deviate(&streams[lane]);
    }
    calibrate_equations_colour(drawing->fit->equations, drawing->experts);
    for (size_t lane = 0; lane < LANES && draw + lane < draws; lane++) {
        draw_applications(drawing, lane, &streams[lane]);
        rank(drawing, draw + lane);
    }
}

/* The rank that so many of the draws are better than. */
static int32_t rank_beyond(const uint32_t *counts, size_t draws)
{
    int32_t rank = 1;
    for (size_t before = counts[0]; before <= draws; before += counts[rank++]) {
    }
    return rank;
}

/* As many draws on either side may lie outside. */
static void set_interval(const Drawing *drawing, size_t application, uint32_t *counts)
{
    size_t draws = (size_t)drawing->problem->draws,
           outside = draws * (100 - CALIBRATE_INTERVAL_PERCENT) / 200;
    CalibrateApplication *out = &drawing->applications[application];
    memset(counts, 0, drawing->data->applications * sizeof *counts);
    for (size_t draw = 0; draw < draws; draw++) counts[drawing->ranks[application * draws + draw]]++;
    out->rank_from = rank_beyond(counts, outside);
    out->rank_to = rank_beyond(counts, draws - 1 - outside);
}

bool calibrate_draw(Arena *arena, const CalibrateFit *fit, const CalibrateProblem *problem,
                    const Watch *watch, CalibrateApplication *applications)
{
    const CalibrateData *data = fit->equations->data;
    size_t draws = (size_t)problem->draws;
    uint32_t *counts = ARENA_MANY(arena, data->applications + 1, uint32_t);
    Drawing drawing = {.fit = fit,
                       .data = data,
                       .problem = problem,
                       .scratch = arena_within(arena, ARENA_NO_CAP),
                       .experts = ARENA_MANY(arena, data->columns * LANES + 1, double),
                       .drawn = ARENA_MANY(arena, data->applications + 1, Drawn),
                       .ranks = ARENA_MANY(arena, data->applications * draws + 1, uint16_t),
                       .applications = applications};
    for (size_t draw = 0; draw < draws; draw += LANES) {
        if (!watch_goes_on(watch, (int64_t)(draws + draw), (int64_t)(2 * draws))) return false;
        draw_some(&drawing, draw);
    }
    for (size_t i = 0; i < data->applications && draws; i++) set_interval(&drawing, i, counts);
    return true;
}
