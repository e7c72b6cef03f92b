/* SPDX-License-Identifier: Apache-2.0 */
/* What calibration finds, in editions whose truth is known.
 * Usage: bench_simulate [EDITIONS [SEED]]: EDITIONS of each kind, from SEED on.
 *
 * 240 applications of quality q ~ N(0, 1), 60 experts of lenience b ~ N(0, σ_b²), reviews q + b + N(0, σ²),
 * each application given to three experts whom the lot chooses among those with the fewest. The best 40 by q
 * are the true ones. Scores are either hundredths, or whole grades: 3 + the above, rounded, 1 to 5. */
#include "engine/calibrate.h"
#include "engine/normal.h"
#include "engine/order.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    APPLICATIONS = 240,
    EXPERTS = 60,
    PLACES = 40,
    EACH = 3,
    MORE_MAX = 2 * APPLICATIONS,
    REVIEWS_MAX = EACH * APPLICATIONS + MORE_MAX,
    BATCH = 24,
    BATCHES = MORE_MAX / BATCH
};

typedef struct {
    const char *name;
    double lenience, noise; /* standard deviations: σ_b, σ */
    bool has_grades;        /* whole ones, 1 … 5; else hundredths */
} Kind;

typedef struct {
    Kind kind;
    NormalStream stream;
    double quality[APPLICATIONS], lenience[EXPERTS];
    ScoredReview reviews[REVIEWS_MAX];
    size_t count;
    bool is_given[APPLICATIONS][EXPERTS];
    int32_t load[EXPERTS];
} Edition;

/* The mean of a figure over editions, and its standard error. */
typedef struct {
    double count, sum, squares;
} Figure;

static void add(Figure *figure, double value)
{
    figure->count += 1;
    figure->sum += value;
    figure->squares += value * value;
}
static double mean_of(Figure figure)
{
    return figure.sum / figure.count;
}
static double error_of(Figure figure)
{
    return sqrt((figure.squares / figure.count - mean_of(figure) * mean_of(figure)) / figure.count);
}

static void show_progress(const char *what, int64_t done, int64_t of)
{
    fprintf(stderr, "\r%s: %" PRId64 " of %" PRId64 " editions ", what, done, of);
    if (done == of) fprintf(stderr, "\n");
}

/* ---- Editions */

static Rational score_of(Edition *edition, size_t application, size_t expert)
{
    double opinion = edition->quality[application] + edition->lenience[expert] +
                     edition->kind.noise * normal_deviate(&edition->stream);
    if (!edition->kind.has_grades) return (Rational){(int64_t)floor(100 * opinion + 0.5), 100};
    double grade = floor(3 + opinion + 0.5);
    return (Rational){grade < 1 ? 1 : grade > 5 ? 5 : (int64_t)grade, 1};
}

static void judge(Edition *edition, size_t application)
{
    size_t expert = EXPERTS;
    uint64_t best = UINT64_MAX;
    for (size_t j = 0; j < EXPERTS; j++) {
        uint64_t lot = order_lot(edition->stream.seed, (int64_t)(edition->count * EXPERTS + j)) >> 16;
        lot |= (uint64_t)edition->load[j] << 48;
        if (edition->is_given[application][j] || lot >= best) continue;
        best = lot;
        expert = j;
    }
    edition->is_given[application][expert] = true;
    edition->load[expert]++;
    edition->reviews[edition->count++] =
        (ScoredReview){(int64_t)application, (int64_t)expert, score_of(edition, application, expert)};
}

static void judge_all(Edition *edition)
{
    for (size_t i = 0; i < APPLICATIONS; i++) judge(edition, i);
}

static Edition edition_of(Kind kind, uint64_t seed)
{
    Edition edition = {.kind = kind, .stream = {seed, 0}};
    for (size_t i = 0; i < APPLICATIONS; i++) edition.quality[i] = normal_deviate(&edition.stream);
    for (size_t j = 0; j < EXPERTS; j++)
        edition.lenience[j] = kind.lenience * normal_deviate(&edition.stream);
    for (int round = 0; round < EACH; round++) judge_all(&edition);
    return edition;
}

static const Calibration *calibrate(Arena *arena, const Edition *edition, int32_t draws)
{
    CalibrateProblem problem = {.reviews = edition->reviews,
                                .count = edition->count,
                                .places = PLACES,
                                .draws = draws,
                                .seed = edition->stream.seed};
    return calibrate_scores(arena, &problem, NULL);
}

/* ---- The share of the true ones among the best 40 */

static int compare_values(const void *a, const void *b, const void *context)
{
    const double *values = context;
    double left = values[*(const size_t *)a], right = values[*(const size_t *)b];
    return (left < right) - (left > right);
}

static void mark_best(Arena *arena, const double *values, bool *is_best)
{
    const size_t *order = order_positions(arena, APPLICATIONS, compare_values, values);
    for (size_t place = 0; place < APPLICATIONS; place++) is_best[order[place]] = place < PLACES;
}

static double share_found(Arena *arena, const Edition *edition, const double *values)
{
    bool is_true[APPLICATIONS], is_found[APPLICATIONS];
    double both = 0;
    mark_best(arena, edition->quality, is_true);
    mark_best(arena, values, is_found);
    for (size_t i = 0; i < APPLICATIONS; i++) both += is_true[i] && is_found[i];
    return both / PLACES;
}

static double found_by_model(Arena *arena, const Edition *edition)
{
    const Calibration *calibration = calibrate(arena, edition, 0);
    double values[APPLICATIONS];
    for (size_t i = 0; i < APPLICATIONS; i++)
        values[i] = (double)calibration->applications[i].calibrated_millionths;
    return share_found(arena, edition, values);
}

static double value_of(const ScoredReview *review)
{
    return (double)review->score.numerator / (double)review->score.denominator;
}

static double found_by_mean(Arena *arena, const Edition *edition)
{
    double sums[APPLICATIONS] = {0};
    for (size_t r = 0; r < edition->count; r++)
        sums[edition->reviews[r].application] += value_of(&edition->reviews[r]);
    return share_found(arena, edition, sums);
}

/* Each expert's scores less their mean, by their standard deviation. */
static double found_by_standard_scores(Arena *arena, const Edition *edition)
{
    Figure experts[EXPERTS] = {0};
    double sums[APPLICATIONS] = {0};
    for (size_t r = 0; r < edition->count; r++)
        add(&experts[edition->reviews[r].expert], value_of(&edition->reviews[r]));
    for (size_t r = 0; r < edition->count; r++) {
        const ScoredReview *review = &edition->reviews[r];
        Figure expert = experts[review->expert];
        double deviation = error_of(expert) * sqrt(expert.count);
        if (deviation > 0) sums[review->application] += (value_of(review) - mean_of(expert)) / deviation;
    }
    return share_found(arena, edition, sums);
}

/* ---- The tables */

static void compare_methods(Kind kind, int64_t editions, uint64_t seed)
{
    Figure figures[3] = {0};
    for (int64_t i = 0; i < editions; i++) {
        Arena *arena = arena_new(64 << 20);
        Edition edition = edition_of(kind, seed + (uint64_t)i);
        add(&figures[0], found_by_mean(arena, &edition));
        add(&figures[1], found_by_standard_scores(arena, &edition));
        add(&figures[2], found_by_model(arena, &edition));
        arena_free(arena);
        show_progress(kind.name, i + 1, editions);
    }
    printf("%-30s", kind.name);
    for (int i = 0; i < 3; i++)
        printf("  %5.1f ± %.1f", 100 * mean_of(figures[i]), 100 * error_of(figures[i]));
    printf("\n");
    fflush(stdout);
}

static void judge_planned(Arena *arena, Edition *edition)
{
    const Calibration *calibration = calibrate(arena, edition, 0);
    const CalibratePlan *plan = calibrate_plan(arena, calibration, BATCH, EACH);
    for (size_t i = 0; i < plan->count; i++)
        judge(edition, (size_t)calibration->applications[plan->steps[i].application].application);
}

static void follow_plan(Kind kind, uint64_t seed, Figure *planned)
{
    Edition edition = edition_of(kind, seed);
    for (int batch = 0; batch <= BATCHES; batch++) {
        Arena *arena = arena_new(64 << 20);
        if (batch) judge_planned(arena, &edition);
        add(&planned[batch], found_by_model(arena, &edition));
        arena_free(arena);
    }
}

static void give_all_more(Kind kind, uint64_t seed, Figure *fixed)
{
    Edition edition = edition_of(kind, seed);
    for (int more = 0; more <= MORE_MAX / APPLICATIONS; more++) {
        Arena *arena = arena_new(64 << 20);
        if (more) judge_all(&edition);
        add(&fixed[more], found_by_model(arena, &edition));
        arena_free(arena);
    }
}

/* How many planned reviews find that share, between two batches in proportion. */
static double planned_for(const Figure *planned, double share)
{
    int batch = 1;
    while (batch < BATCHES && mean_of(planned[batch]) < share) batch++;
    double before = mean_of(planned[batch - 1]), after = mean_of(planned[batch]);
    return BATCH * (batch - 1 + (share - before) / (after - before));
}

static void compare_plans(Kind kind, int64_t editions, uint64_t seed)
{
    Figure planned[BATCHES + 1] = {0}, fixed[MORE_MAX / APPLICATIONS + 1] = {0};
    for (int64_t i = 0; i < editions; i++) {
        follow_plan(kind, seed + (uint64_t)i, planned);
        give_all_more(kind, seed + (uint64_t)i, fixed);
        show_progress("further reviews", i + 1, editions);
    }
    for (int batch = 0; batch <= BATCHES; batch++)
        printf("  %3d planned: %.1f ± %.1f %%\n", batch * BATCH, 100 * mean_of(planned[batch]),
               100 * error_of(planned[batch]));
    for (int more = 1; more <= MORE_MAX / APPLICATIONS; more++) {
        double share = mean_of(fixed[more]), as_good = planned_for(planned, share);
        printf("  %d more for each of all: %d reviews find %.1f ± %.1f %%; so do %.0f planned ones: %.0f %% "
               "saved\n",
               more, more * APPLICATIONS, 100 * share, 100 * error_of(fixed[more]), as_good,
               100 - 100 * as_good / (more * APPLICATIONS));
    }
}

/* Of applications that are above the line in so many draws of ten: how many truly are. */
static void check_chances(Kind kind, int64_t editions, uint64_t seed)
{
    Figure truly[10] = {0}, sure[3] = {0};
    for (int64_t i = 0; i < editions; i++) {
        Arena *arena = arena_new(64 << 20);
        Edition edition = edition_of(kind, seed + (uint64_t)i);
        const Calibration *calibration = calibrate(arena, &edition, CALIBRATE_DRAWS);
        bool is_true[APPLICATIONS];
        double in = 0, out = 0;
        mark_best(arena, edition.quality, is_true);
        for (size_t a = 0; a < APPLICATIONS; a++) {
            double chance = (double)calibration->applications[a].above / CALIBRATE_DRAWS;
            add(&truly[chance < 1 ? (int)(10 * chance) : 9], is_true[a]);
            in += chance > 0.9;
            out += chance < 0.1;
        }
        add(&sure[0], in), add(&sure[1], out), add(&sure[2], APPLICATIONS - in - out);
        arena_free(arena);
        show_progress("chances", i + 1, editions);
    }
    for (int tenth = 0; tenth < 10; tenth++)
        printf("  %2d … %3d %%: %6.0f applications, %5.1f %% truly above\n", 10 * tenth, 10 * tenth + 10,
               truly[tenth].count, 100 * mean_of(truly[tenth]));
    printf("  in an edition: %.0f above with more than 90 %%, %.0f with less than 10 %%, %.0f between\n",
           mean_of(sure[0]), mean_of(sure[1]), mean_of(sure[2]));
}

int main(int count, char **arguments)
{
    int64_t editions = count > 1 ? strtoll(arguments[1], NULL, 10) : 1000;
    uint64_t seed = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    const Kind kinds[] = {{"hundredths, no severity", 0, 1, false},
                          {"hundredths, severe experts", 1.2, 1, false},
                          {"whole grades, no severity", 0, 0.9, true},
                          {"whole grades, severe experts", 1.2, 0.9, true}};
    if (editions < 2) return 2;
    printf(
        "Share of the true top %d of %d that is found, %d experts, %d reviews each; %%, ± standard error.\n"
        "%" PRId64 " editions a line, seeds %" PRIu64 " … %" PRIu64 "\n%-30s  %-10s  %-10s  %s\n",
        PLACES, APPLICATIONS, EXPERTS, EACH, editions, seed, seed + (uint64_t)editions - 1, "", "plain mean",
        "z-scores", CALIBRATE_RULE);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) compare_methods(kinds[i], editions, seed);
    int64_t fewer = editions > 10 ? editions / 5 : 2;
    printf("\nFurther reviews, by plan in batches of %d; %" PRId64 " editions of: %s\n", BATCH, fewer,
           kinds[1].name);
    compare_plans(kinds[1], fewer, seed);
    printf("\nChances to be above the line; the same editions\n");
    check_chances(kinds[1], fewer, seed);
    return 0;
}
