/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "base/fail.h"
#include "engine/calibrate.h"
#include "engine/normal.h"

#include <math.h>
#include <string.h>

enum { MANY = 2000 };

static CalibrateProblem problem_of(const ScoredReview *reviews, size_t count, int32_t draws)
{
    return (CalibrateProblem){.reviews = reviews, .count = count, .places = 5, .draws = draws, .seed = 3};
}

static const Calibration *calibrated(Arena *arena, const ScoredReview *reviews, size_t count)
{
    CalibrateProblem problem = problem_of(reviews, count, 0);
    return calibrate_scores(arena, &problem, NULL);
}

static void assert_near(double actual, double expected, double within)
{
    if (!(fabs(actual - expected) <= within)) fail_msg("%.9g is not %.9g", actual, expected);
}

/* ---- The normal distribution */

/* Abramowitz, Stegun, table 26.1. */
static void the_share_of_deviates_is_that_of_the_tables(void **state)
{
    static const double table[][2] = {{0, 0.5},          {0.5, 0.6914624613},
                                      {1, 0.8413447461}, {1.96, 0.975002105},
                                      {3, 0.9986501020}, {4.5, 0.9999966023}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_near(normal_share_below(table[i][0]), table[i][1], 1.5e-7);
        assert_near(normal_share_below(-table[i][0]), 1 - table[i][1], 1.5e-7);
    }
    assert_true(normal_share_below(1e300) == 1 && normal_share_below(-1e300) == 0);
}

static void deviates_have_the_moments_and_shares_of_the_normal(void **state)
{
    enum { DEVIATES = 200000 };
    static const double edges[] = {-2, -1, -0.25, 0, 0.5, 1.5, 2.5};
    NormalStream stream = {12, 0};
    double below[7] = {0}, powers[5] = {0};
    for (int i = 0; i < DEVIATES; i++) {
        double deviate = normal_deviate(&stream), power = 1;
        for (int k = 1; k < 5; k++) powers[k] += power *= deviate;
        for (int k = 0; k < 7; k++) below[k] += deviate < edges[k];
    }
    static const double moments[] = {1, 0, 1, 0, 3}, of_squares[] = {0, 1, 3, 15, 105};
    for (int k = 1; k < 5; k++)
        assert_near(powers[k] / DEVIATES, moments[k], 4 * sqrt(of_squares[k] / DEVIATES));
    for (int k = 0; k < 7; k++)
        assert_near(below[k] / DEVIATES, normal_share_below(edges[k]), 4 * 0.5 / sqrt(DEVIATES));
}

/* ---- Balanced tables: closed forms (Searle, Casella, McCulloch 1992, ch. 4.7 and 7.4) */

enum { PLATES = 24, SAMPLES = 6 };

/* Diameters in Davies, Goldsmith, Statistical Methods in Research and Production, 1972, table 6.6, as in R's
 * lme4. */
static const int64_t penicillin[PLATES * SAMPLES] = {
    27, 23, 26, 23, 23, 21, 27, 23, 26, 23, 23, 21, 25, 21, 25, 24, 24, 20, 26, 23, 25, 23, 23, 20,
    25, 22, 26, 22, 23, 20, 24, 22, 25, 23, 22, 19, 24, 20, 23, 21, 22, 19, 26, 22, 26, 24, 24, 21,
    24, 21, 24, 22, 22, 20, 24, 21, 24, 23, 22, 19, 26, 23, 26, 24, 24, 21, 25, 22, 26, 24, 24, 20,
    26, 24, 26, 24, 25, 22, 26, 23, 26, 23, 23, 20, 26, 23, 25, 24, 24, 22, 25, 22, 25, 23, 23, 20,
    25, 21, 24, 23, 23, 20, 25, 22, 24, 23, 23, 19, 24, 21, 23, 21, 21, 19, 26, 23, 26, 24, 24, 21,
    25, 21, 24, 22, 22, 18, 25, 22, 25, 22, 22, 20, 24, 21, 24, 22, 24, 19, 24, 21, 24, 22, 21, 18};

static ScoredReview *complete(Arena *arena, const int64_t *scores, int64_t applications, int64_t experts)
{
    ScoredReview *reviews = ARENA_MANY(arena, (size_t)(applications * experts), ScoredReview);
    for (int64_t i = 0; i < applications * experts; i++)
        reviews[i] = (ScoredReview){i / experts, i % experts, {scores[i], 1}};
    return reviews;
}

/* Sums of a complete table. */
typedef struct {
    int64_t rows, columns, row[64], column[64], all;
    double of_rows, of_columns, of_rest; /* mean squares */
} Table;

static Table table_of(const int64_t *scores, int64_t rows, int64_t columns)
{
    Table table = {.rows = rows, .columns = columns};
    int64_t count = rows * columns, squares = 0, row_squares = 0, column_squares = 0;
    for (int64_t i = 0; i < count; i++) {
        table.row[i / columns] += scores[i], table.column[i % columns] += scores[i], table.all += scores[i];
        squares += scores[i] * scores[i];
    }
    for (int64_t i = 0; i < rows; i++) row_squares += table.row[i] * table.row[i];
    for (int64_t j = 0; j < columns; j++) column_squares += table.column[j] * table.column[j];
    double correction = (double)(table.all * table.all) / (double)count;
    double by_row = (double)row_squares / (double)columns - correction;
    double by_column = (double)column_squares / (double)rows - correction;
    table.of_rows = by_row / (double)(rows - 1);
    table.of_columns = by_column / (double)(columns - 1);
    table.of_rest =
        ((double)squares - correction - by_row - by_column) / (double)((rows - 1) * (columns - 1));
    return table;
}

/* floor(scale · numerator/denominator + 1/2 + 2^−12) */
static int64_t rounded(__int128 numerator, __int128 denominator, int64_t scale)
{
    __int128 above = 4096 * scale * numerator + 2049 * denominator, below = 4096 * denominator;
    return (int64_t)(above >= 0 ? above / below : -((-above + below - 1) / below));
}

/* q_i = J (mean of the row − mean) ÷ (J + λ_q), b_j likewise. */
static void assert_closed_form(const Calibration *calibration, const Table *table)
{
    int64_t rows = table->rows, columns = table->columns, count = rows * columns;
    int64_t of_rows = calibration->ratio_application, of_columns = calibration->ratio_expert;
    for (int64_t i = 0; i < rows; i++) {
        __int128 denominator = (__int128)count * (1000 * columns + of_rows);
        __int128 effect = (__int128)1000 * columns * (table->row[i] * rows - table->all);
        assert_int_equal(calibration->applications[i].calibrated_millionths,
                         rounded(effect + (__int128)table->all * (1000 * columns + of_rows), denominator,
                                 CALIBRATE_SCALE));
    }
    for (int64_t j = 0; j < columns; j++) {
        __int128 denominator = (__int128)count * (1000 * rows + of_columns);
        __int128 effect = (__int128)1000 * rows * (table->column[j] * columns - table->all);
        assert_int_equal(calibration->experts[j].severity_thousandths,
                         of_columns ? rounded(-effect, denominator, 1000) : 0);
    }
    assert_int_equal(calibration->mean_thousandths, rounded(table->all, count, 1000));
}

/* lme4 1.1-31: σ_q² 0.71690514, σ_b² 3.73113184, σ² 0.30241496; Bates, lme4, 2010, ch. 2, has the same. */
static void a_published_table_gives_the_published_variances(void **state)
{
    Arena *arena = arena_new(1 << 22);
    Table table = table_of(penicillin, PLATES, SAMPLES);
    const Calibration *calibration =
        calibrated(arena, complete(arena, penicillin, PLATES, SAMPLES), PLATES * SAMPLES);
    assert_int_equal(calibration->reason, CALIBRATE_KNOWN);
    assert_int_equal(calibration->ratio_application, 422); /* 0.30241496 ÷ 0.71690514 */
    assert_int_equal(calibration->ratio_expert, 81);       /* 0.30241496 ÷ 3.73113184 */
    assert_near(calibration->variance_rest, 0.30241496, 1e-4);
    assert_near(calibration->variance_application, 0.71690514, 1e-3);
    assert_near(calibration->variance_expert, 3.73113184, 2e-2);
    assert_closed_form(calibration, &table);
    assert_near((double)calibration->applications[0].calibrated_millionths, 1e6 * (22.97222 + 0.80454691),
                50);
    assert_near((double)calibration->experts[5].severity_thousandths, 3003.74, 1);
    /* equal data, equal scores: plates a and b have the same diameters */
    assert_int_equal(calibration->applications[0].calibrated_millionths,
                     calibration->applications[1].calibrated_millionths);
    arena_free(arena);
}

static double ratio_of(double of_rest, double of_effect, double count)
{
    return of_effect > of_rest ? 1000 * count * of_rest / (of_effect - of_rest) : 1e9;
}

/* Where no variance is at a bound, REML is the analysis of variance. */
static void balanced_tables_give_the_analysis_of_variance(void **state)
{
    enum { TABLES = 300 };
    Chance chance = {5};
    int compared = 0;
    for (int i = 0; i < TABLES; i++) {
        Arena *arena = arena_new(1 << 22);
        int64_t rows = 4 + chance_below(&chance, 20), columns = 3 + chance_below(&chance, 6), scores[24 * 9];
        int64_t by_row[24], by_column[9], spread = 1 + chance_below(&chance, 60);
        for (int64_t r = 0; r < rows; r++) by_row[r] = chance_below(&chance, 100);
        for (int64_t c = 0; c < columns; c++) by_column[c] = chance_below(&chance, 1 + spread);
        for (int64_t r = 0; r < rows * columns; r++)
            scores[r] = by_row[r / columns] + by_column[r % columns] + chance_below(&chance, 40) - 50;
        Table table = table_of(scores, rows, columns);
        size_t count = (size_t)(rows * columns);
        const Calibration *calibration = calibrated(arena, complete(arena, scores, rows, columns), count);
        double of_rows = ratio_of(table.of_rest, table.of_rows, (double)columns);
        double of_columns = ratio_of(table.of_rest, table.of_columns, (double)rows);
        if (of_rows < 9e5 && of_columns < 9e5) {
            assert_near(calibration->ratio_application, of_rows, 0.5 + 1e-4 * of_rows);
            assert_near(calibration->ratio_expert, of_columns, 0.5 + 1e-4 * of_columns);
            compared++;
        }
        if (of_columns > 1e6) assert_int_equal(calibration->ratio_expert, 0);
        assert_closed_form(calibration, &table);
        arena_free(arena);
    }
    assert_true(compared > TABLES / 2);
}

/* Found among 60,000 random tables: the search's step goes past the top of the likelihood, and against a
 * wall. */
static void a_step_too_far_is_taken_back(void **state)
{
    static const int64_t far[] = {-51005, -192432, 45920,  224036,  -48535, -191863,
                                  38537,  229806,  -46242, -186470, 41991,  232766};
    Arena *arena = arena_new(1 << 22);
    Table table = table_of(far, 3, 4);
    const Calibration *calibration = calibrated(arena, complete(arena, far, 3, 4), 12);
    assert_int_equal(calibration->ratio_expert, 1); /* experts differ a hundred times more than all else */
    assert_closed_form(calibration, &table);
    int64_t wall[16];
    for (int i = 0; i < 16; i++) wall[i] = i % 4 == 1 || i % 4 == 2 ? 200 : -200;
    calibration = calibrated(arena, complete(arena, wall, 4, 4), 16);
    assert_int_equal(calibration->reason, CALIBRATE_NO_VARIANCE);
    assert_int_equal(calibration->ratio_expert, 1);
    arena_free(arena);
}

/* ---- An unbalanced table in three parts */

static const ScoredReview panels[] = {{1, 1, {7, 2}},  {1, 2, {7, 2}},  {1, 3, {8, 2}},  {2, 1, {5, 2}},
                                      {2, 2, {3, 2}},  {2, 4, {5, 2}},  {3, 1, {6, 2}},  {3, 5, {6, 2}},
                                      {3, 2, {3, 2}},  {4, 2, {3, 2}},  {4, 5, {3, 2}},  {4, 1, {3, 2}},
                                      {5, 3, {6, 2}},  {5, 4, {7, 2}},  {5, 1, {6, 2}},  {6, 4, {7, 2}},
                                      {6, 2, {8, 2}},  {6, 1, {9, 2}},  {7, 5, {9, 2}},  {7, 4, {9, 2}},
                                      {7, 2, {9, 2}},  {8, 1, {5, 2}},  {8, 2, {3, 2}},  {8, 4, {6, 2}},
                                      {9, 7, {3, 2}},  {9, 6, {4, 2}},  {10, 8, {4, 2}}, {10, 7, {4, 2}},
                                      {11, 8, {1, 2}}, {11, 6, {1, 2}}, {12, 7, {6, 2}}, {12, 8, {9, 2}},
                                      {13, 6, {6, 2}}, {13, 8, {6, 2}}, {2, 9, {5, 2}},  {10, 9, {7, 2}},
                                      {14, 9, {6, 2}}};
enum { PANEL_REVIEWS = sizeof panels / sizeof *panels, PANEL_APPLICATIONS = 14, PANEL_EXPERTS = 9 };

/* Scores, corrected scores and severities: the equations solved in exact fractions by a program of its own
 * (Python's fractions, Gauss–Jordan on all unknowns and the multipliers of the parts). The λ of the first:
 * the restricted likelihood written down with dense matrices, and minimised by Nelder–Mead in R, has
 * 0.2415064 and 5.680996. */
static const struct {
    int32_t ratio_application, ratio_expert;
    int64_t mean, calibrated[PANEL_APPLICATIONS], corrected[PANEL_APPLICATIONS], severity[PANEL_EXPERTS];
} solved[] = {{242,
               5681,
               2752,
               {3641323, 2290791, 2545841, 1620486, 3083804, 3922743, 4394397, 2380486, 1889523, 2536415,
                686252, 3667734, 2916403, 2951676},
               {3713, 2263, 2529, 1529, 3111, 4017, 4527, 2351, 1785, 2519, 436, 3779, 2936, 3000},
               {-81, 220, 0, -88, -52, -57, 127, -70, 0}},
              {1,
               250000,
               2744,
               {3668265, 2250716, 2501197, 1501530, 3163876, 4000372, 4500950, 2334261, 1751650, 2500853,
                498812, 3750654, 2997562, 2999745},
               {3669, 2251, 2501, 1501, 3164, 4001, 4502, 2334, 1751, 2501, 498, 3751, 2998, 3000},
               {-5, 10, 0, -3, -2, -2, 5, -2, 0}},
              {777,
               1,
               2761,
               {3559390, 2349121, 2612400, 1818119, 2994351, 3765356, 4172150, 2441554, 2107441, 2581363,
                1020071, 3510914, 2820575, 2895313},
               {3766, 2269, 2574, 1574, 3055, 4026, 4538, 2359, 1854, 2535, 344, 3802, 2844, 3000},
               {-113, 412, 0, -222, -77, -105, 312, -207, 0}}};

static void scores_are_those_of_exact_fractions(void **state)
{
    Arena *arena = arena_new(1 << 22);
    for (size_t i = 0; i < sizeof solved / sizeof *solved; i++) {
        CalibrateProblem problem = problem_of(panels, PANEL_REVIEWS, 0);
        if (i) problem.ratio_application = solved[i].ratio_application;
        if (i) problem.ratio_expert = solved[i].ratio_expert;
        const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
        assert_int_equal(calibration->ratio_application, solved[i].ratio_application);
        assert_int_equal(calibration->ratio_expert, solved[i].ratio_expert);
        assert_int_equal(calibration->rounds > 0, i == 0);
        assert_int_equal(calibration->mean_thousandths, solved[i].mean);
        for (size_t a = 0; a < PANEL_APPLICATIONS; a++) {
            assert_int_equal(calibration->applications[a].calibrated_millionths, solved[i].calibrated[a]);
            assert_int_equal(calibration->applications[a].corrected_thousandths, solved[i].corrected[a]);
        }
        for (size_t e = 0; e < PANEL_EXPERTS; e++)
            assert_int_equal(calibration->experts[e].severity_thousandths, solved[i].severity[e]);
    }
    arena_free(arena);
}

/* By the dense inverse, in R: thousandths. */
static void standard_errors_are_those_of_the_dense_inverse(void **state)
{
    static const double applications[] = {287.614, 250.117, 286.561, 286.561, 287.637, 287.214, 286.045,
                                          287.214, 346.715, 286.859, 347.38,  347.28,  347.38,  459.858};
    static const double experts[] = {129.952, 128.591, 0, 139.532, 150.611, 145.901, 146.498, 140.196, 0};
    Arena *arena = arena_new(1 << 22);
    const Calibration *calibration = calibrated(arena, panels, PANEL_REVIEWS);
    assert_near(calibration->variance_rest, 0.2586739, 1e-7);
    for (size_t a = 0; a < PANEL_APPLICATIONS; a++)
        assert_near((double)calibration->applications[a].error_thousandths, applications[a], 0.501);
    for (size_t e = 0; e < PANEL_EXPERTS; e++)
        assert_near((double)calibration->experts[e].error_thousandths, experts[e], 0.501);
    arena_free(arena);
}

static void who_cannot_be_compared_is_told_apart(void **state)
{
    static const CalibrateReason reasons[] = {CALIBRATE_KNOWN, CALIBRATE_KNOWN, CALIBRATE_TOO_FEW,
                                              CALIBRATE_KNOWN, CALIBRATE_KNOWN, CALIBRATE_APART,
                                              CALIBRATE_APART, CALIBRATE_APART, CALIBRATE_TOO_FEW};
    static const int32_t parts[] = {0, 0, -1, 0, 0, 1, 1, 1, -1};
    Arena *arena = arena_new(1 << 22);
    const Calibration *calibration = calibrated(arena, panels, PANEL_REVIEWS);
    assert_int_equal(calibration->parts, 3);
    for (size_t a = 0; a < PANEL_APPLICATIONS; a++)
        assert_int_equal(calibration->applications[a].part, a < 8 ? 0 : a < 13 ? 1 : 2);
    for (size_t e = 0; e < PANEL_EXPERTS; e++) {
        assert_int_equal(calibration->experts[e].reason, reasons[e]);
        assert_int_equal(calibration->experts[e].part, parts[e]);
    }
    assert_int_equal(calibration->experts[8].reviews, 3);
    assert_int_equal(calibration->experts[8].comparable, 2);
    assert_int_equal(calibrate_plan(arena, calibration, 3, 3)->steps[0].application, 13); /* judged once */
    arena_free(arena);
}

/* Expert 6 gave 2, 0.5, 3; the others' corrected scores of the same: 1.5 + 0.127, 0.5 − 0.07, 3 − 0.07. */
static void spread_and_agreement_are_the_plain_ones(void **state)
{
    Arena *arena = arena_new(1 << 22);
    const Calibration *calibration = calibrated(arena, panels, PANEL_REVIEWS);
    const CalibrateExpert *expert = &calibration->experts[5];
    assert_int_equal(expert->spread_thousandths, 1258); /* √((1/6)² + (4/3)² + (7/6)²)/2 */
    assert_int_equal(expert->agreement_thousandths, 990);
    assert_int_equal(calibration->experts[2].spread_thousandths, 707);
    assert_int_equal(calibration->experts[2].agreement_thousandths, CALIBRATE_NO_AGREEMENT);
    arena_free(arena);
}

/* ---- Properties */

static size_t make_reviews(Chance *chance, ScoredReview *reviews, int64_t applications, int64_t experts,
                           int64_t each)
{
    size_t count = 0;
    int64_t lenience[64];
    for (int64_t e = 0; e < experts; e++) lenience[e] = chance_below(chance, 150);
    for (int64_t a = 0; a < applications; a++) {
        int64_t quality = chance_below(chance, 300), first = chance_below(chance, experts);
        for (int64_t i = 0; i < each; i++) {
            int64_t e = (first + i * (1 + a % 3)) % experts;
            int64_t score = quality + lenience[e] + chance_below(chance, 100);
            reviews[count++] = (ScoredReview){7 * a - 50, 1000 - 3 * e, {score, 100}};
        }
    }
    return count;
}

static void assert_same(const Calibration *a, const Calibration *b)
{
    assert_int_equal(a->application_count, b->application_count);
    assert_int_equal(a->expert_count, b->expert_count);
    assert_memory_equal(a->applications, b->applications, a->application_count * sizeof *a->applications);
    assert_memory_equal(a->experts, b->experts, a->expert_count * sizeof *a->experts);
    assert_int_equal(a->ratio_application, b->ratio_application);
    assert_int_equal(a->ratio_expert, b->ratio_expert);
    assert_true(a->variance_rest == b->variance_rest);
}

static void the_order_of_the_input_says_nothing(void **state)
{
    Chance chance = {3};
    for (int i = 0; i < 20; i++) {
        Arena *arena = arena_new(1 << 24);
        ScoredReview reviews[MANY];
        size_t count = make_reviews(&chance, reviews, 20 + chance_below(&chance, 40), 13, 3);
        CalibrateProblem problem = problem_of(reviews, count, 64);
        const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
        chance_shuffle(&chance, reviews, count, sizeof *reviews);
        assert_same(calibration, calibrate_scores(arena, &problem, NULL));
        arena_free(arena);
    }
}

static void a_constant_added_to_all_is_added_to_the_results(void **state)
{
    Chance chance = {4};
    Arena *arena = arena_new(1 << 24);
    ScoredReview reviews[MANY];
    size_t count = make_reviews(&chance, reviews, 40, 11, 3);
    CalibrateProblem problem = problem_of(reviews, count, 64);
    const Calibration *before = calibrate_scores(arena, &problem, NULL);
    for (size_t i = 0; i < count; i++) reviews[i].score.numerator -= 123400;
    const Calibration *after = calibrate_scores(arena, &problem, NULL);
    for (size_t i = 0; i < before->application_count; i++) {
        const CalibrateApplication *a = &before->applications[i], *b = &after->applications[i];
        assert_int_equal(b->calibrated_millionths,
                         a->calibrated_millionths - 1234 * (int64_t)CALIBRATE_SCALE);
        assert_int_equal(b->corrected_thousandths, a->corrected_thousandths - 1234000);
        assert_int_equal(b->error_thousandths, a->error_thousandths);
        assert_int_equal(b->rank_from, a->rank_from);
        assert_int_equal(b->rank_to, a->rank_to);
        assert_int_equal(b->above, a->above);
    }
    assert_memory_equal(before->experts, after->experts, before->expert_count * sizeof *before->experts);
    arena_free(arena);
}

static void an_expert_more_lenient_by_a_grade_is_found(void **state)
{
    Chance chance = {8};
    for (int i = 0; i < 20; i++) {
        Arena *arena = arena_new(1 << 24);
        ScoredReview reviews[MANY];
        size_t count = make_reviews(&chance, reviews, 60, 9, 3);
        const Calibration *before = calibrated(arena, reviews, count);
        for (size_t r = 0; r < count; r++)
            if (reviews[r].expert == 1000) reviews[r].score.numerator += 200;
        const Calibration *after = calibrated(arena, reviews, count);
        int64_t moved = before->experts[8].severity_thousandths - after->experts[8].severity_thousandths;
        assert_int_equal(after->experts[8].expert, 1000);
        assert_near((double)moved, 2000 * (1 - 1.0 / 9), 100); /* the mean of the nine moves too */
        arena_free(arena);
    }
}

/* A grade more or less moves scores, but what is recorded derives them again. */
static void recorded_ratios_give_the_same_scores(void **state)
{
    Chance chance = {6};
    Arena *arena = arena_new(1 << 24);
    ScoredReview reviews[MANY];
    size_t count = make_reviews(&chance, reviews, 50, 12, 3);
    CalibrateProblem problem = problem_of(reviews, count, 64);
    const Calibration *found = calibrate_scores(arena, &problem, NULL);
    problem.ratio_application = found->ratio_application;
    problem.ratio_expert = found->ratio_expert;
    assert_same(found, calibrate_scores(arena, &problem, NULL));
    problem.ratio_expert = 0; /* a record without severities */
    const Calibration *without = calibrate_scores(arena, &problem, NULL);
    assert_int_equal(without->ratio_expert, 0);
    assert_int_equal(without->experts[0].reason, CALIBRATE_NO_VARIANCE);
    assert_int_equal(without->experts[0].severity_thousandths, 0);
    arena_free(arena);
}

/* ---- Draws */

/* Two applications that the same eight experts judged: severities and μ cancel out, and q_1 − q_2 is normal
 * with the variance 2σ²/(8 + λ_q). */
static void chances_are_those_of_the_closed_form(void **state)
{
    enum { DRAWS = 100000 };
    static const int64_t scores[16] = {52, 31, 40, 47, 36, 22, 61, 40, 48, 36, 30, 41, 39, 25, 50, 33};
    Arena *arena = arena_new(1 << 24);
    ScoredReview reviews[16];
    for (int64_t i = 0; i < 16; i++) reviews[i] = (ScoredReview){i / 8, i % 8, {scores[i], 10}};
    CalibrateProblem problem = problem_of(reviews, 16, DRAWS);
    problem.places = 1;
    problem.ratio_application = 1500;
    problem.ratio_expert = 400;
    const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
    const CalibrateApplication *first = calibration->applications, *second = first + 1;
    double apart = (double)(first->calibrated_millionths - second->calibrated_millionths) / CALIBRATE_SCALE;
    double chance = normal_share_below(apart / sqrt(2 * calibration->variance_rest / 9.5));
    assert_true(chance > 0.6 && chance < 0.95);
    assert_int_equal(first->above + second->above, DRAWS);
    assert_near((double)first->above / DRAWS, chance, 4 * sqrt(chance * (1 - chance) / DRAWS));
    arena_free(arena);
}

/* 90 of 100 draws: the fifth and the ninety-fifth rank. */
static void ranks_and_chances_belong_together(void **state)
{
    Chance chance = {9};
    Arena *arena = arena_new(1 << 24);
    ScoredReview reviews[MANY];
    size_t count = make_reviews(&chance, reviews, 40, 11, 3);
    CalibrateProblem problem = problem_of(reviews, count, CALIBRATE_DRAWS);
    const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
    int64_t above = 0;
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *application = &calibration->applications[i];
        above += application->above;
        assert_in_range(application->rank_from, 1, application->rank_to);
        assert_in_range(application->rank_to, application->rank_from, 40);
        if (application->rank_to <= 5) assert_true(application->above >= CALIBRATE_DRAWS * 95 / 100);
        if (application->rank_from > 5) assert_true(application->above <= CALIBRATE_DRAWS * 5 / 100);
    }
    assert_int_equal(above, 5 * CALIBRATE_DRAWS);
    problem.seed++;
    const Calibration *other = calibrate_scores(arena, &problem, NULL);
    bool differs = false;
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *a = &calibration->applications[i], *b = &other->applications[i];
        assert_int_equal(a->calibrated_millionths, b->calibrated_millionths);
        assert_near(a->above, b->above, 0.06 * CALIBRATE_DRAWS);
        differs |= a->above != b->above;
    }
    assert_true(differs);
    arena_free(arena);
}

/* ---- Refusals */

static void assert_means(const Calibration *calibration)
{
    assert_int_equal(calibration->ratio_application, 0);
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *application = &calibration->applications[i];
        assert_int_equal(application->calibrated_millionths,
                         rounded(application->mean.numerator, application->mean.denominator,
                                 CALIBRATE_SCALE));
        assert_int_equal(application->rank_from, 1);
        assert_int_equal(application->rank_to, calibration->application_count);
    }
}

static void too_few_reviews_give_means(void **state)
{
    Arena *arena = arena_new(1 << 22);
    const ScoredReview reviews[] = {{1, 1, {5, 1}}, {1, 2, {3, 1}}, {1, 3, {3, 1}}, {2, 1, {-10, 3}}};
    for (size_t count = 0; count <= 4; count++) {
        const Calibration *calibration = calibrated(arena, reviews, count);
        assert_int_equal(calibration->reason, CALIBRATE_TOO_FEW);
        assert_means(calibration);
        for (size_t e = 0; e < calibration->expert_count; e++)
            assert_int_equal(calibration->experts[e].reason, CALIBRATE_TOO_FEW);
        assert_int_equal(calibrate_plan(arena, calibration, 10, 10)->count, 0);
    }
    const Calibration *calibration = calibrated(arena, reviews, 4);
    assert_int_equal(calibration->applications[0].mean.numerator, 11);
    assert_int_equal(calibration->applications[0].mean.denominator, 3);
    assert_int_equal(calibration->applications[1].corrected_thousandths, -3333);
    arena_free(arena);
}

static void equal_scores_have_no_variance(void **state)
{
    Arena *arena = arena_new(1 << 22);
    int64_t scores[30];
    for (int i = 0; i < 30; i++) scores[i] = 4;
    const Calibration *calibration = calibrated(arena, complete(arena, scores, 10, 3), 30);
    assert_int_equal(calibration->reason, CALIBRATE_NO_VARIANCE);
    assert_means(calibration);
    assert_int_equal(calibration->experts[0].agreement_thousandths, CALIBRATE_NO_AGREEMENT);
    arena_free(arena);
}

/* Each row is the same three scores, turned: applications are all equal, and so are experts. */
static void what_differs_no_more_than_chance_is_said_so(void **state)
{
    Arena *arena = arena_new(1 << 22);
    int64_t scores[27];
    for (int i = 0; i < 27; i++) scores[i] = (i / 3 + i) % 3;
    const Calibration *calibration = calibrated(arena, complete(arena, scores, 9, 3), 27);
    assert_int_equal(calibration->reason, CALIBRATE_NO_VARIANCE);
    assert_int_equal(calibration->ratio_application, CALIBRATE_RATIO_MAX);
    assert_int_equal(calibration->ratio_expert, 0);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(calibration->applications[i].calibrated_millionths, CALIBRATE_SCALE);
    for (size_t e = 0; e < 3; e++) {
        assert_int_equal(calibration->experts[e].reason, CALIBRATE_NO_VARIANCE);
        assert_int_equal(calibration->experts[e].severity_thousandths, 0);
    }
    arena_free(arena);
}

/* Nothing is left to chance: the least λ, and the scores are those of least squares but for a thousandth. */
static void scores_without_noise_are_taken_apart(void **state)
{
    Arena *arena = arena_new(1 << 22);
    int64_t scores[40];
    for (int i = 0; i < 40; i++) scores[i] = 10 * (i / 4) + 23 * (i % 4);
    const Calibration *calibration = calibrated(arena, complete(arena, scores, 10, 4), 40);
    assert_int_equal(calibration->ratio_application, 1);
    for (int64_t i = 0; i < 10; i++)
        assert_near((double)calibration->applications[i].calibrated_millionths / CALIBRATE_SCALE,
                    (double)(10 * i) + 34.5, 0.02);
    for (int64_t e = 0; e < 4; e++)
        assert_near((double)calibration->experts[e].severity_thousandths, 34500 - 23000 * (double)e, 10);
    assert_int_equal(calibrate_plan(arena, calibration, 9, 9)->misses_millionths, 0);
    arena_free(arena);
}

/* Three times the same expert alone: no severity can be told. */
static void one_expert_alone_is_not_corrected(void **state)
{
    Arena *arena = arena_new(1 << 22);
    ScoredReview reviews[24];
    for (int64_t i = 0; i < 12; i++) {
        reviews[2 * i] = (ScoredReview){i, 1, {i % 5, 1}};
        reviews[2 * i + 1] = (ScoredReview){i, 100 + i, {(i + i / 7) % 5, 1}};
    }
    const Calibration *calibration = calibrated(arena, reviews, 24);
    assert_int_equal(calibration->reason, CALIBRATE_KNOWN);
    assert_int_equal(calibration->ratio_expert, 0);
    assert_int_equal(calibration->experts[0].severity_thousandths, 0);
    assert_int_equal(calibration->experts[0].reason, CALIBRATE_NO_VARIANCE);
    assert_int_equal(calibration->experts[1].reason, CALIBRATE_TOO_FEW);
    assert_true(calibrate_plan(arena, calibration, 9, 9)->count > 0);
    arena_free(arena);
}

/* ---- Faults */

static void assert_fault(ScoredReview wrong, CalibrateFault expected)
{
    Arena *arena = arena_new(1 << 22);
    ScoredReview reviews[] = {{1, 1, {1, 2}}, {1, 2, {1, 3}}, wrong, {3, 1, {1, 1}}};
    CalibrateProblem problem = problem_of(reviews, 4, 10);
    size_t at = 77;
    assert_int_equal(calibrate_find_fault(arena, &problem, &at), expected);
    if (expected) assert_int_equal(at, 2);
    arena_free(arena);
}

static void a_fault_is_named_with_its_place(void **state)
{
    assert_fault((ScoredReview){2, 1, {5, 1}}, CALIBRATE_FAULTLESS);
    assert_fault((ScoredReview){2, 1, {-1000000, 1}}, CALIBRATE_FAULTLESS);
    assert_fault((ScoredReview){2, 1, {RATIONAL_MAX, RATIONAL_MAX / 2}}, CALIBRATE_FAULTLESS);
    assert_fault((ScoredReview){INT64_MIN, INT64_MAX, {1, 100000}}, CALIBRATE_FAULTLESS);
    assert_fault((ScoredReview){1, 1, {5, 1}}, CALIBRATE_FAULT_TWICE);
    assert_fault((ScoredReview){2, 1, RATIONAL_NONE}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {1, -3}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {1, INT64_MAX}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {INT64_MIN, 1}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {INT64_MAX, 1}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {1000001, 1}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {-2000001, 2}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {1, 1000001}}, CALIBRATE_FAULT_SCORE);
    assert_fault((ScoredReview){2, 1, {1, 999983}}, CALIBRATE_FAULT_SCORE); /* common: 6 · 999,983 */
}

static void assert_size_fault(CalibrateProblem problem)
{
    Arena *arena = arena_new(1 << 28);
    size_t at;
    assert_int_equal(calibrate_find_fault(arena, &problem, &at), CALIBRATE_FAULT_SIZE);
    arena_free(arena);
}

static void too_much_is_a_fault(void **state)
{
    static ScoredReview reviews[MEAN_REVIEWS_MAX + 1];
    static const CalibrateProblem wrong[] = {{.count = CALIBRATE_REVIEWS_MAX + 1},
                                             {.places = -1},
                                             {.draws = -1},
                                             {.draws = CALIBRATE_DRAWS_MAX + 1},
                                             {.ratio_application = -1},
                                             {.ratio_application = CALIBRATE_RATIO_MAX + 1},
                                             {.ratio_expert = -1},
                                             {.ratio_expert = CALIBRATE_RATIO_MAX + 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_size_fault(wrong[i]);
    for (int64_t i = 0; i <= CALIBRATE_APPLICATIONS_MAX; i++) reviews[i] = (ScoredReview){i, i % 9, {1, 1}};
    assert_size_fault(problem_of(reviews, CALIBRATE_APPLICATIONS_MAX + 1, 0));
    for (int64_t i = 0; i <= CALIBRATE_EXPERTS_MAX; i++) reviews[i] = (ScoredReview){i % 9, i, {1, 1}};
    assert_size_fault(problem_of(reviews, CALIBRATE_EXPERTS_MAX + 1, 0));
    for (int64_t i = 0; i <= MEAN_REVIEWS_MAX; i++) reviews[i] = (ScoredReview){1, i, {1, 1}};
    assert_size_fault(problem_of(reviews, MEAN_REVIEWS_MAX + 1, 0));
}

/* The greatest scores, the finest unit, the least and the greatest λ, chains where errors add up. */
static void the_widest_input_is_proven_too(void **state)
{
    static const int32_t ratios[] = {1, 1000, CALIBRATE_RATIO_MAX};
    enum { EXPERTS = 150 };
    Chance chance = {10};
    ScoredReview reviews[EXPERTS * 4];
    for (int64_t i = 0; i < EXPERTS * 4; i++) {
        int64_t score = chance_below(&chance, 2) ? 1000000 : -1000000;
        reviews[i] = (ScoredReview){i / 4 * 2 + i % 4, i / 4, {score * 1000000 + (score < 0) * i, 1000000}};
    }
    for (size_t i = 0; i < 9; i++) {
        Arena *arena = arena_new(1 << 24);
        CalibrateProblem problem = problem_of(reviews, EXPERTS * 4, 8);
        problem.ratio_application = ratios[i / 3];
        problem.ratio_expert = ratios[i % 3];
        const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
        assert_int_equal(calibration->ratio_expert, ratios[i % 3]);
        arena_free(arena);
    }
}

/* ---- Watching */

typedef struct {
    int calls, stop_at;
    double last;
} Counting;

static bool count_call(void *context, int64_t done, int64_t of)
{
    Counting *counting = context;
    assert_true(of > 0 && done >= 0 && done <= of);
    assert_true((double)done / (double)of >= counting->last);
    counting->last = (double)done / (double)of;
    return ++counting->calls != counting->stop_at;
}

static void a_watch_sees_progress_and_ends_it(void **state)
{
    Chance chance = {11};
    Arena *arena = arena_new(1 << 26);
    ScoredReview reviews[MANY];
    size_t count = make_reviews(&chance, reviews, 40, 11, 3);
    CalibrateProblem problem = problem_of(reviews, count, 400);
    Counting all = {0};
    assert_non_null(calibrate_scores(arena, &problem, &(Watch){count_call, &all}));
    assert_true(all.calls > 50 && all.last > 0.9);
    for (int stop_at = 1; stop_at <= all.calls; stop_at += 7) {
        Counting counting = {.stop_at = stop_at};
        assert_null(calibrate_scores(arena, &problem, &(Watch){count_call, &counting}));
        assert_int_equal(counting.calls, stop_at);
    }
    arena_free(arena);
}

/* ---- Where one more review pays */

/* Right on the line, half of what is decided is wrong, and after a review still arccos(ρ)/π, ρ² the share
 * of the variance that the review resolves (the orthants of two normals: Sheppard 1899). */
static void a_review_on_the_line_saves_what_the_closed_form_says(void **state)
{
    static const int64_t scores[20] = {7, 5, 8, 6, 4, 5, 7, 6, 8, 4, 4, 6, 5, 7, 5, 6, 5, 4, 7, 5};
    Arena *arena = arena_new(1 << 24);
    ScoredReview reviews[20];
    for (int64_t i = 0; i < 20; i++) reviews[i] = (ScoredReview){i / 5, i % 5, {scores[i], 1}};
    CalibrateProblem problem = problem_of(reviews, 20, 0);
    problem.places = 1; /* the first two have the same sum */
    problem.ratio_application = 1000;
    problem.ratio_expert = 5000;
    const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
    assert_int_equal(calibration->applications[0].calibrated_millionths,
                     calibration->applications[1].calibrated_millionths);
    const CalibratePlan *plan = calibrate_plan(arena, calibration, 2, 1);
    double own = pow((double)calibration->applications[0].error_thousandths, 2);
    double review = 1e6 * calibration->variance_rest, experts = 0;
    for (size_t e = 0; e < 5; e++) experts += pow((double)calibration->experts[e].error_thousandths, 2) / 5;
    double resolved = own / (own + review + experts);
    assert_int_equal(plan->count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(plan->steps[i].application, i);
        assert_near((double)plan->steps[i].saved_millionths, 1e6 * (0.5 - acos(sqrt(resolved)) / M_PI), 500);
    }
    assert_near((double)(plan->misses_millionths - plan->misses_after_millionths),
                (double)(plan->steps[0].saved_millionths + plan->steps[1].saved_millionths), 2);
    arena_free(arena);
}

static void a_plan_keeps_its_bounds(void **state)
{
    Chance chance = {13};
    Arena *arena = arena_new(1 << 24);
    ScoredReview reviews[MANY];
    size_t count = make_reviews(&chance, reviews, 40, 11, 3);
    CalibrateProblem problem = problem_of(reviews, count, 0);
    const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
    const CalibratePlan *plan = calibrate_plan(arena, calibration, 30, 2);
    int each[40] = {0};
    int64_t saved = 0;
    assert_in_range(plan->count, 10, 30);
    for (size_t i = 0; i < plan->count; i++) {
        each[plan->steps[i].application]++;
        saved += plan->steps[i].saved_millionths;
        assert_true(plan->steps[i].saved_millionths > 0);
    }
    for (size_t i = 0; i < 40; i++) assert_true(each[i] <= 2);
    assert_near((double)(plan->misses_millionths - plan->misses_after_millionths), (double)saved, 32);
    assert_int_equal(calibrate_plan(arena, calibration, 0, 2)->count, 0);
    assert_int_equal(calibrate_plan(arena, calibration, 5, 0)->count, 0);
    assert_true(calibrate_plan(arena, calibration, 100000, 1)->count <= 40);
    problem.places = 0;
    assert_int_equal(calibrate_plan(arena, calibrate_scores(arena, &problem, NULL), 5, 2)->count, 0);
    problem.places = 40;
    assert_int_equal(calibrate_plan(arena, calibrate_scores(arena, &problem, NULL), 5, 2)->count, 0);
    arena_free(arena);
}

RUN_TESTS(TEST(the_share_of_deviates_is_that_of_the_tables),
          TEST(deviates_have_the_moments_and_shares_of_the_normal),
          TEST(a_published_table_gives_the_published_variances),
          TEST(balanced_tables_give_the_analysis_of_variance), TEST(a_step_too_far_is_taken_back),
          TEST(scores_are_those_of_exact_fractions), TEST(standard_errors_are_those_of_the_dense_inverse),
          TEST(who_cannot_be_compared_is_told_apart), TEST(spread_and_agreement_are_the_plain_ones),
          TEST(the_order_of_the_input_says_nothing), TEST(a_constant_added_to_all_is_added_to_the_results),
          TEST(an_expert_more_lenient_by_a_grade_is_found), TEST(recorded_ratios_give_the_same_scores),
          TEST(chances_are_those_of_the_closed_form), TEST(ranks_and_chances_belong_together),
          TEST(too_few_reviews_give_means), TEST(equal_scores_have_no_variance),
          TEST(what_differs_no_more_than_chance_is_said_so), TEST(scores_without_noise_are_taken_apart),
          TEST(one_expert_alone_is_not_corrected), TEST(a_fault_is_named_with_its_place),
          TEST(too_much_is_a_fault), TEST(the_widest_input_is_proven_too),
          TEST(a_watch_sees_progress_and_ends_it), TEST(a_review_on_the_line_saves_what_the_closed_form_says),
          TEST(a_plan_keeps_its_bounds))
