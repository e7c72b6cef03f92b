/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/calibrate.h"

#include "engine/calibrate_fit.h"

#include <assert.h>
#include <math.h>

/* ---- Faults */

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The least common denominator with one score more; 0: the score is none, too great or too fine. */
static int64_t unit_with(int64_t unit, Rational score)
{
    if (score.denominator <= 0 || score.denominator > RATIONAL_MAX / 2) return 0;
    if (score.numerator < -RATIONAL_MAX || score.numerator > RATIONAL_MAX) return 0;
    if (rational_compare(score, (Rational){CALIBRATE_SCORE_MAX, 1}) > 0) return 0;
    if (rational_compare(score, (Rational){-CALIBRATE_SCORE_MAX, 1}) < 0) return 0;
    int64_t denominator = rational_of(score.numerator, score.denominator).denominator;
    if (denominator > CALIBRATE_UNIT_MAX) return 0;
    unit *= denominator / common_divisor(unit, denominator);
    return unit <= CALIBRATE_UNIT_MAX ? unit : 0;
}

static bool is_sized(const CalibrateProblem *problem)
{
    return problem->count <= CALIBRATE_REVIEWS_MAX && problem->places >= 0 && problem->draws >= 0 &&
           problem->draws <= CALIBRATE_DRAWS_MAX && problem->ratio_application >= 0 &&
           problem->ratio_application <= CALIBRATE_RATIO_MAX && problem->ratio_expert >= 0 &&
           problem->ratio_expert <= CALIBRATE_RATIO_MAX;
}

static CalibrateFault fault_of_table(const ReviewTable *table, size_t *at)
{
    for (size_t i = 0; i < table->applications; i++)
        for (size_t r = table->first[i]; r < table->first[i + 1]; r++) {
            *at = table->place[r];
            if (r - table->first[i] >= MEAN_REVIEWS_MAX) return CALIBRATE_FAULT_SIZE;
            if (r > table->first[i] && table->expert[r - 1] == table->expert[r]) return CALIBRATE_FAULT_TWICE;
        }
    *at = 0;
    bool is_small =
        table->applications <= CALIBRATE_APPLICATIONS_MAX && table->experts <= CALIBRATE_EXPERTS_MAX;
    return is_small ? CALIBRATE_FAULTLESS : CALIBRATE_FAULT_SIZE;
}

CalibrateFault calibrate_find_fault(Arena *arena, const CalibrateProblem *problem, size_t *at)
{
    int64_t unit = 1;
    *at = 0;
    if (!is_sized(problem)) return CALIBRATE_FAULT_SIZE;
    for (; *at < problem->count; ++*at)
        if (!(unit = unit_with(unit, problem->reviews[*at].score))) return CALIBRATE_FAULT_SCORE;
    ReviewTable table = review_table(arena, problem->reviews, problem->count);
    return fault_of_table(&table, at);
}

/* ---- Numbered data */

typedef struct {
    Arena *arena;
    const CalibrateProblem *problem;
    ReviewTable table;
    CalibrateData data;
    Calibration *result;
    uint32_t *column;    /* of an expert, or CALIBRATE_NO_COLUMN */
    int64_t unit, least; /* a score is (least + data.score)/unit */
} Work;

static int64_t in_units(const Work *work, size_t review)
{
    Rational score = work->table.score[review];
    return (int64_t)((__int128)score.numerator * work->unit / score.denominator);
}

static void set_scores(Work *work)
{
    CalibrateData *data = &work->data;
    work->unit = 1;
    for (size_t r = 0; r < data->reviews; r++) work->unit = unit_with(work->unit, work->table.score[r]);
    for (size_t r = 0; r < data->reviews; r++) {
        data->score[r] = in_units(work, r);
        if (!r || data->score[r] < work->least) work->least = data->score[r];
    }
    for (size_t r = 0; r < data->reviews; r++) data->score[r] -= work->least;
}

static bool is_in_model(const Work *work, size_t expert)
{
    return work->table.comparable[expert] >= CALIBRATE_REVIEWS_LEAST;
}

/* ---- Connected parts */

static size_t root_of(size_t *parent, size_t application)
{
    while (parent[application] != application)
        application = parent[application] = parent[parent[application]];
    return application;
}

/* The root of a part is its first application. */
static void join(size_t *parent, size_t a, size_t b)
{
    a = root_of(parent, a), b = root_of(parent, b);
    if (a < b) parent[b] = a;
    else parent[a] = b;
}

static void join_by_experts(const Work *work, size_t *parent)
{
    const ReviewTable *table = &work->table;
    size_t *any = ARENA_MANY(work->arena, table->experts + 1, size_t); /* 1 + one of the expert's */
    for (size_t i = 0; i < table->applications; i++) parent[i] = i;
    for (size_t i = 0; i < table->applications; i++)
        for (size_t r = table->first[i]; r < table->first[i + 1]; r++) {
            size_t *other = &any[table->expert[r]];
            if (*other && is_in_model(work, table->expert[r])) join(parent, i, *other - 1);
            *other = i + 1;
        }
}

static size_t largest_part(const Work *work, size_t *parent)
{
    size_t count = work->table.applications, largest = 0;
    size_t *size = ARENA_MANY(work->arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) size[root_of(parent, i)] += reviews_of(&work->table, i);
    for (size_t i = 0; i < count; i++)
        if (size[i] > size[largest]) largest = i;
    return largest;
}

/* The largest is 0, the others follow by their least key. */
static void number_parts(Work *work)
{
    Calibration *result = work->result;
    size_t count = work->table.applications;
    size_t *parent = ARENA_MANY(work->arena, count + 1, size_t);
    join_by_experts(work, parent);
    size_t largest = largest_part(work, parent);
    result->parts = count > 0;
    for (size_t i = 0; i < count; i++) {
        size_t root = root_of(parent, i);
        if (root == largest) continue;
        result->applications[i].part = root == i ? result->parts++ : result->applications[root].part;
    }
    for (size_t j = 0; j < result->expert_count; j++) result->experts[j].part = -1;
    for (size_t i = 0; i < count; i++)
        for (size_t r = work->table.first[i]; r < work->table.first[i + 1]; r++)
            if (is_in_model(work, work->table.expert[r]))
                result->experts[work->table.expert[r]].part = result->applications[i].part;
}

/* ---- Columns */

static void set_columns_of_reviews(Work *work)
{
    for (size_t r = 0; r < work->data.reviews; r++)
        work->data.column[r] = work->column[work->table.expert[r]];
}

/* By part, then by key. */
static void number_columns(Work *work)
{
    CalibrateData *data = &work->data;
    const Calibration *result = work->result;
    size_t *next = ARENA_MANY(work->arena, (size_t)result->parts + 1, size_t);
    for (size_t j = 0; j < result->expert_count; j++)
        if (result->experts[j].part >= 0) next[result->experts[j].part + 1]++;
    for (int32_t part = 0; part < result->parts; part++) {
        if (next[part + 1]) data->block[data->blocks++] = next[part];
        next[part + 1] += next[part];
    }
    data->columns = data->block[data->blocks] = next[result->parts];
    for (size_t j = 0; j < result->expert_count; j++) {
        int32_t part = result->experts[j].part;
        work->column[j] = part < 0 ? CALIBRATE_NO_COLUMN : (uint32_t)next[part]++;
    }
    set_columns_of_reviews(work);
}

static void drop_columns(Work *work)
{
    work->data.columns = work->data.blocks = work->data.block[0] = 0;
    for (size_t j = 0; j < work->table.experts; j++) work->column[j] = CALIBRATE_NO_COLUMN;
    set_columns_of_reviews(work);
}

/* ---- What needs no model */

static int64_t rounded(Rational mean, int64_t scale)
{
    return calibrate_round(0, mean.denominator, mean.numerator, 0, scale);
}

static void describe_applications(Work *work)
{
    for (size_t i = 0; i < work->table.applications; i++) {
        CalibrateApplication *out = &work->result->applications[i];
        int64_t reviews = (int64_t)reviews_of(&work->table, i), sum = 0;
        for (size_t r = work->table.first[i]; r < work->table.first[i + 1]; r++)
            sum += work->least + work->data.score[r];
        *out = (CalibrateApplication){.application = work->table.application_key[i],
                                      .reviews = reviews,
                                      .mean = rational_of(sum, work->unit * reviews),
                                      .rank_from = 1,
                                      .rank_to = (int32_t)work->table.applications};
        out->calibrated_millionths = rounded(out->mean, CALIBRATE_SCALE);
        out->corrected_thousandths = rounded(out->mean, 1000);
    }
}

static void describe_experts(Work *work)
{
    for (size_t j = 0; j < work->table.experts; j++)
        work->result->experts[j] = (CalibrateExpert){.expert = work->table.expert_key[j],
                                                     .reviews = work->table.given[j],
                                                     .comparable = work->table.comparable[j]};
}

static Work work_of(Arena *arena, const CalibrateProblem *problem)
{
    Work work = {.arena = arena, .problem = problem, .result = ARENA_NEW(arena, Calibration)};
    ReviewTable table = work.table = review_table(arena, problem->reviews, problem->count);
    work.data = (CalibrateData){.applications = table.applications,
                                .reviews = table.count,
                                .first = table.first,
                                .score = ARENA_MANY(arena, table.count + 1, int64_t),
                                .column = ARENA_MANY(arena, table.count + 1, uint32_t),
                                .block = ARENA_MANY(arena, table.experts + 1, size_t)};
    work.column = ARENA_MANY(arena, table.experts + 1, uint32_t);
    *work.result =
        (Calibration){.applications = ARENA_MANY(arena, table.applications + 1, CalibrateApplication),
                      .application_count = table.applications,
                      .experts = ARENA_MANY(arena, table.experts + 1, CalibrateExpert),
                      .expert_count = table.experts,
                      .places = problem->places,
                      .draws = problem->draws};
    set_scores(&work);
    describe_applications(&work);
    describe_experts(&work);
    number_parts(&work);
    number_columns(&work);
    return work;
}

/* ---- Reasons */

static CalibrateReason reason_of_data(const Work *work)
{
    const CalibrateData *data = &work->data;
    size_t explained = data->applications + data->columns - data->blocks;
    if (data->applications < 2 || data->reviews < explained + CALIBRATE_FREEDOM_LEAST)
        return CALIBRATE_TOO_FEW;
    for (size_t r = 0; r < data->reviews; r++)
        if (data->score[r]) return CALIBRATE_KNOWN;
    return CALIBRATE_NO_VARIANCE;
}

static CalibrateReason reason_of_expert(const Work *work, size_t expert)
{
    if (!work->result->ratio_application) return work->result->reason;
    if (!is_in_model(work, expert)) return CALIBRATE_TOO_FEW;
    if (!work->result->ratio_expert) return CALIBRATE_NO_VARIANCE;
    return work->result->experts[expert].part ? CALIBRATE_APART : CALIBRATE_KNOWN;
}

/* ---- The model */

/* Where the likelihood is greatest without severities there are none, and λ_q is found again without. */
static bool find_ratios(Work *work, CalibrateFit *fit, int32_t ratios[CALIBRATE_SIDES], const Watch *watch)
{
    ratios[CALIBRATE_OF_APPLICATIONS] = work->problem->ratio_application;
    ratios[CALIBRATE_OF_EXPERTS] = work->problem->ratio_expert;
    if (ratios[CALIBRATE_OF_APPLICATIONS]) return true;
    work->result->rounds = calibrate_find_ratios(work->arena, fit, watch, ratios);
    if (work->result->rounds && ratios[CALIBRATE_OF_EXPERTS] == CALIBRATE_RATIO_MAX) {
        drop_columns(work);
        work->result->rounds = calibrate_find_ratios(work->arena, fit, watch, ratios);
    }
    if (work->data.columns == work->data.blocks) ratios[CALIBRATE_OF_EXPERTS] = 0;
    return work->result->rounds > 0;
}

static void write_applications(const Work *work, const CalibrateFit *fit, const CalibrateDecision *decision)
{
    double thousandths = 1000 / (double)work->unit;
    for (size_t i = 0; i < work->data.applications; i++) {
        CalibrateApplication *out = &work->result->applications[i];
        double error = sqrt(fit->variance * calibrate_variance_of_score(fit->equations, i));
        out->calibrated_millionths = decision->calibrated[i];
        out->corrected_thousandths = decision->corrected[i];
        out->error_thousandths = rational_nearest(error * thousandths);
    }
}

static void write_experts(const Work *work, const CalibrateFit *fit, const CalibrateDecision *decision)
{
    double thousandths = 1000 / (double)work->unit;
    for (size_t j = 0; j < work->table.experts; j++) {
        CalibrateExpert *out = &work->result->experts[j];
        uint32_t column = work->column[j];
        if (column == CALIBRATE_NO_COLUMN) continue;
        double variance = calibrate_variance_of_expert(fit->equations, column);
        out->severity_thousandths = decision->severity[column];
        out->error_thousandths = rational_nearest(sqrt(fit->variance * variance) * thousandths);
    }
}

static void write_variances(const Work *work, const CalibrateFit *fit, const int32_t ratios[CALIBRATE_SIDES])
{
    Calibration *result = work->result;
    result->ratio_application = ratios[CALIBRATE_OF_APPLICATIONS];
    result->ratio_expert = ratios[CALIBRATE_OF_EXPERTS];
    result->variance_rest = fit->variance / ((double)work->unit * (double)work->unit);
    result->variance_application = result->variance_rest * 1000 / result->ratio_application;
    if (result->ratio_expert) result->variance_expert = result->variance_rest * 1000 / result->ratio_expert;
}

static bool fit_model(Work *work, CalibrateFit *fit, const int32_t ratios[CALIBRATE_SIDES],
                      const Watch *watch)
{
    calibrate_fit_at(work->arena, fit, ratios[CALIBRATE_OF_APPLICATIONS] / 1000.0,
                     ratios[CALIBRATE_OF_EXPERTS] / 1000.0);
    CalibrateDecision decision = calibrate_decide(work->arena, fit, ratios, work->least, work->unit);
    work->result->mean_thousandths = decision.mean;
    write_applications(work, fit, &decision);
    write_experts(work, fit, &decision);
    write_variances(work, fit, ratios);
    return calibrate_draw(work->arena, fit, work->problem, watch, work->result->applications);
}

/* False: the watch ended it. */
static bool calibrate(Work *work, const Watch *watch)
{
    int32_t ratios[CALIBRATE_SIDES];
    work->result->reason = reason_of_data(work);
    if (work->result->reason) return true;
    CalibrateFit *fit = calibrate_fit(work->arena, &work->data);
    if (!find_ratios(work, fit, ratios, watch)) return false;
    if (!ratios[CALIBRATE_OF_EXPERTS]) drop_columns(work);
    if (ratios[CALIBRATE_OF_APPLICATIONS] == CALIBRATE_RATIO_MAX)
        work->result->reason = CALIBRATE_NO_VARIANCE;
    return fit_model(work, fit, ratios, watch);
}

const Calibration *calibrate_scores(Arena *arena, const CalibrateProblem *problem, const Watch *watch)
{
    size_t at;
    assert(calibrate_find_fault(arena, problem, &at) == CALIBRATE_FAULTLESS);
    Work work = work_of(arena, problem);
    if (!calibrate(&work, watch)) return NULL;
    for (size_t j = 0; j < work.table.experts; j++)
        work.result->experts[j].reason = reason_of_expert(&work, j);
    calibrate_compare_experts(arena, &work.table, work.result);
    return work.result;
}
