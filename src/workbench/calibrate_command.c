/* SPDX-License-Identifier: Apache-2.0 */
/* madang engine calibrate */
#include "engine/order.h"
#include "platform/config/options.h"
#include "workbench/calibrate_words.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
#include "workbench/progress.h"
#include "workbench/run.h"
#include "workbench/workbench.h"

enum { NOT_GIVEN = -1, FURTHER_MAX = 10000, HOUR_MINUTES = 60, EACH_MOST = 3 };

typedef struct {
    Place place;
    int64_t places, draws, seed, further, hours, minutes, each;
    Text out, experts;
    bool json;
    const char *file;
} Wanted;

/* ---- scores */

static const Scores *read_scores(Arena *arena, const Wanted *wanted, int64_t *took_us)
{
    Faults faults = {.file = wanted->file, .to = stderr};
    Progress progress;
    progress_begin(&progress, "reading");
    const Scores *scores = scores_read(arena, source_open(arena, wanted->file), &faults, &progress.watch);
    *took_us = progress_end_us(&progress);
    faults_end(&faults);
    return scores;
}

static const ScoredReview *reviews_of_scores(Arena *arena, const Scores *scores)
{
    ScoredReview *reviews = ARENA_MANY(arena, scores->count, ScoredReview);
    const uint32_t *applications = names_ranks(arena, &scores->applications);
    const uint32_t *experts = names_ranks(arena, &scores->experts);
    for (size_t i = 0; i < scores->count; i++) {
        const Score *score = &scores->scores[i];
        reviews[i] = (ScoredReview){applications[score->application], experts[score->expert],
                                    rational_of(score->millionths, DECIMAL_MILLION)};
    }
    return reviews;
}

/* False after it was told that there are too many. */
static bool is_sized(Arena *arena, const Wanted *wanted, const Scores *scores,
                     const CalibrateProblem *problem)
{
    size_t at;
    bool is_small = scores->applications.count <= CALIBRATE_APPLICATIONS_MAX &&
                    scores->experts.count <= CALIBRATE_EXPERTS_MAX;
    if (is_small && calibrate_find_fault(arena, problem, &at) == CALIBRATE_FAULTLESS) return true;
    fprintf(stderr,
            "%s: %u applications, %u experts and %zu scores are more than can be calibrated: at most %d "
            "applications, %d experts, %d scores, and %d of one application\n",
            wanted->file, scores->applications.count, scores->experts.count, scores->count,
            CALIBRATE_APPLICATIONS_MAX, CALIBRATE_EXPERTS_MAX, CALIBRATE_REVIEWS_MAX, MEAN_REVIEWS_MAX);
    return false;
}

/* ---- what is told */

static const Text *names_by_key(Arena *arena, const Names *names)
{
    const uint32_t *ranks = names_ranks(arena, names);
    Text *sorted = ARENA_MANY(arena, names->count + 1, Text);
    for (uint32_t i = 0; i < names->count; i++) sorted[ranks[i]] = names->at[i];
    return sorted;
}

static int compare_scores(const void *a, const void *b, const void *context)
{
    const CalibrateApplication *applications = context;
    return order_of(applications[*(const size_t *)b].calibrated_millionths,
                    applications[*(const size_t *)a].calibrated_millionths);
}

static void rank(Arena *arena, CalibrateReport *report)
{
    const CalibrateApplication *applications = report->calibration->applications;
    size_t count = report->calibration->application_count;
    int32_t *ranks = ARENA_MANY(arena, count + 1, int32_t);
    const size_t *sorted = order_positions(arena, count, compare_scores, applications);
    for (size_t i = 0; i < count; i++)
        ranks[i] =
            i && !compare_scores(&sorted[i - 1], &sorted[i], applications) ? ranks[i - 1] : (int32_t)i + 1;
    report->best_first = sorted;
    report->ranks = ranks;
}

static int64_t further_of(const Wanted *wanted)
{
    if (wanted->further != NOT_GIVEN) return wanted->further;
    return wanted->hours == NOT_GIVEN ? NOT_GIVEN : wanted->hours * HOUR_MINUTES / wanted->minutes;
}

/* The steps of each application together, where the first of them stands. */
static void gather_steps(Arena *arena, CalibrateReport *report)
{
    const CalibratePlan *plan = report->plan;
    CalibratePlanned **of = ARENA_MANY(arena, report->calibration->application_count + 1, CalibratePlanned *);
    report->planned = ARENA_MANY(arena, plan->count + 1, CalibratePlanned);
    for (size_t i = 0; i < plan->count; i++) {
        size_t application = plan->steps[i].application;
        CalibratePlanned **planned = &of[application];
        if (!*planned) *planned = &report->planned[report->planned_count++];
        (*planned)->application = application;
        (*planned)->reviews++;
    }
}

static void plan(Arena *arena, const Wanted *wanted, CalibrateReport *report)
{
    int64_t further = further_of(wanted);
    if (further == NOT_GIVEN) return;
    report->further = (int32_t)(further < FURTHER_MAX ? further : FURTHER_MAX);
    report->plan = calibrate_plan(arena, report->calibration, report->further, (int32_t)wanted->each);
    gather_steps(arena, report);
}

static void write_files(Arena *arena, const Wanted *wanted, const CalibrateReport *report)
{
    FileOut *applications = wanted->out.size ? file_out_open(arena, wanted->out.at) : NULL;
    FileOut *experts = wanted->experts.size ? file_out_open(arena, wanted->experts.at) : NULL;
    if (applications) calibrate_put_applications(applications->to, report);
    if (experts) calibrate_put_experts(experts->to, report);
    if (applications) file_out_finish(applications);
    if (experts) file_out_finish(experts);
}

static int calibrate(Arena *arena, void *context)
{
    const Wanted *wanted = context;
    CalibrateReport report = {.seed = (uint64_t)wanted->seed};
    Progress progress;
    const Scores *scores = report.scores = read_scores(arena, wanted, &report.read_us);
    if (!scores) return 1;
    const CalibrateProblem problem = {.reviews = reviews_of_scores(arena, scores),
                                      .count = scores->count,
                                      .places = (int32_t)wanted->places,
                                      .draws = (int32_t)wanted->draws,
                                      .seed = report.seed};
    if (!is_sized(arena, wanted, scores, &problem)) return 1;
    progress_begin(&progress, "calibrating");
    report.calibration = calibrate_scores(arena, &problem, &progress.watch);
    report.solved_us = progress_end_us(&progress);
    report.applications = names_by_key(arena, &scores->applications);
    report.experts = names_by_key(arena, &scores->experts);
    rank(arena, &report);
    plan(arena, wanted, &report);
    write_files(arena, wanted, &report);
    bool is_piped = text_is_c(wanted->out, "-") || text_is_c(wanted->experts, "-");
    (wanted->json ? calibrate_put_json : calibrate_put_words)(is_piped ? stderr : stdout, &report);
    return report.calibration->ratio_application ? 0 : 1;
}

/* ---- the command line */

/* NULL, or what is wrong with the options together. */
static const char *fault_of(const Wanted *wanted)
{
    const Text file = text_of(wanted->file);
    if (further_of(wanted) != NOT_GIVEN && !wanted->places)
        return "--further and --hours need --places: how many pass, which is where the line is";
    if (wanted->further != NOT_GIVEN && wanted->hours != NOT_GIVEN)
        return "--further and --hours say the same: one of them";
    bool is_same = text_is(wanted->out, file) || text_is(wanted->experts, file) ||
                   (wanted->out.size && text_is(wanted->out, wanted->experts));
    return is_same ? "a file that is written is the one that is read, or the other one" : NULL;
}

int workbench_calibrate(int count, char **arguments)
{
    Wanted wanted = {.draws = CALIBRATE_DRAWS,
                     .further = NOT_GIVEN,
                     .hours = NOT_GIVEN,
                     .minutes = HOUR_MINUTES,
                     .each = EACH_MOST};
    const Option options[] = {
        {"places", "N", "how many pass: tells how probably each does", .number = &wanted.places,
         .greatest = CALIBRATE_APPLICATIONS_MAX},
        {"draws", "N", "draws for ranks and probabilities (default: 4000; 0: none)", .number = &wanted.draws,
         .greatest = CALIBRATE_DRAWS_MAX},
        {"seed", "N", "of the draws (default: 0)", .number = &wanted.seed, .greatest = INT64_MAX},
        {"further", "N", "so many more reviews can be made: tells of which applications",
         .number = &wanted.further, .greatest = FURTHER_MAX},
        {"hours", "N", "the same, by the hours left", .number = &wanted.hours, .greatest = FURTHER_MAX},
        {"minutes", "N", "of --hours: how long a review takes (default: 60)", .number = &wanted.minutes,
         .least = 1, .greatest = FURTHER_MAX},
        {"each", "N", "at most so many further reviews of one application (default: 3)",
         .number = &wanted.each, .least = 1, .greatest = MEAN_REVIEWS_MAX},
        {"out", "FILE", "write the applications, the best first", .text = &wanted.out},
        {"experts", "FILE", "write the experts", .text = &wanted.experts},
        JSON_OPTION(&wanted.json),
        UNREAD_PLACE_OPTIONS(&wanted.place),
    };
    const CommandSyntax syntax = {"engine calibrate", "FILE", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    wanted.file = arguments[0];
    const char *fault = fault_of(&wanted);
    if (!fault) return run_in_arena(calibrate, &wanted);
    fprintf(stderr, "madang engine calibrate: %s\n", fault);
    return 2;
}
