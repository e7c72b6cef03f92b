/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/calibration.h"

#include "base/sorted.h"

#include "base/cache.h"
#include "base/fail.h"
#include "base/log.h"
#include "engine/order.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What is made at once takes half a second at most. */
enum { AT_ONCE_REVIEWS_MAX = 2500, AT_ONCE_EXPERTS_MAX = 120, ENTRY_BYTES_MAX = 64 << 20 };
/* Up to so many experts the scores alone, without draws, take a quarter of a second. */
enum { LINE_EXPERTS_MAX = 500 };
static const size_t work_bytes_max = (size_t)2 << 30;

static Cache calibrations = CACHE(ENTRY_BYTES_MAX);

static Text name_of(Arena *arena, const CalibrateProblem *problem)
{
    Text reviews = {(const char *)problem->reviews, problem->count * sizeof *problem->reviews};
    return text_format(arena, "%d/%d/%llu/%.*s", problem->places, problem->draws,
                       (unsigned long long)problem->seed, TEXT_PRINT(journal_digest(arena, reviews)));
}

/* ---- making one */

static const void *copy_of(Arena *own, const Calibration *made)
{
    Calibration *kept = ARENA_NEW(own, Calibration);
    *kept = *made;
    kept->applications = ARENA_MANY(own, made->application_count + 1, CalibrateApplication);
    kept->experts = ARENA_MANY(own, made->expert_count + 1, CalibrateExpert);
    memcpy(kept->applications, made->applications, made->application_count * sizeof *made->applications);
    memcpy(kept->experts, made->experts, made->expert_count * sizeof *made->experts);
    return kept;
}

/* The work takes much more memory than what comes of it. */
typedef struct {
    Arena *arena;
    CalibrateProblem problem;
    Text name;
} Task;

static const void *make(Arena *own, void *context)
{
    Task *task = context;
    return copy_of(own, calibrate_scores(task->arena, &task->problem, NULL));
}

static const Calibration *keep(Task *task)
{
    return cache_keep(&calibrations, task->arena, task->name, make, task);
}

/* ---- one that takes longer */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_busy;

static void set_busy(bool busy)
{
    pthread_mutex_lock(&lock);
    is_busy = busy;
    pthread_mutex_unlock(&lock);
}

static void work(void *context)
{
    keep(context);
}

static void *serve(void *context)
{
    Task *task = context;
    Failure failure;
    if (!boundary_run(work, task, &failure))
        LOG(LOG_ERROR, "calibration.failed", LOG_TEXT("cause", text_of(failure.cause)));
    arena_free(task->arena);
    set_busy(false);
    return NULL;
}

static bool take_turn(void)
{
    pthread_mutex_lock(&lock);
    bool is_free = !is_busy;
    is_busy = true;
    pthread_mutex_unlock(&lock);
    return is_free;
}

static Task *task_of(const CalibrateProblem *problem, Text name)
{
    Arena *arena = arena_new(work_bytes_max);
    Task *task = ARENA_NEW(arena, Task);
    ScoredReview *reviews = ARENA_MANY(arena, problem->count + 1, ScoredReview);
    memcpy(reviews, problem->reviews, problem->count * sizeof *reviews);
    *task = (Task){arena, *problem, text_copy(arena, name)};
    task->problem.reviews = reviews;
    return task;
}

static void begin(const CalibrateProblem *problem, Text name)
{
    pthread_t thread;
    if (!take_turn()) return;
    Task *task = task_of(problem, name);
    if (!pthread_create(&thread, NULL, serve, task)) {
        pthread_detach(thread);
        return;
    }
    arena_free(task->arena);
    set_busy(false);
}

/* ---- finding one */

static bool is_made_at_once(const LineScores *scores)
{
    return scores->count <= AT_ONCE_REVIEWS_MAX && scores->experts <= AT_ONCE_EXPERTS_MAX;
}

RoundCalibration calibration_of(Arena *arena, const Edition *edition, int64_t round, const LineInput *input)
{
    RoundCalibration found = {.state = CALIBRATION_BEYOND,
                              .scores = line_scores(arena, edition, round, input)};
    Task task = {.arena = arena};
    if (!line_problem(arena, edition, round, &found.scores, CALIBRATE_DRAWS, &task.problem)) return found;
    task.name = name_of(arena, &task.problem);
    found.it = cache_find(&calibrations, arena, task.name);
    if (!found.it && is_made_at_once(&found.scores)) found.it = keep(&task);
    if (!found.it) begin(&task.problem, task.name);
    found.state = found.it ? CALIBRATION_READY : CALIBRATION_COMING;
    return found;
}

const Calibration *calibration_kept(Arena *arena, const Edition *edition, int64_t round,
                                    const LineInput *input)
{
    CalibrateProblem problem;
    LineScores scores = line_scores(arena, edition, round, input);
    if (!line_problem(arena, edition, round, &scores, CALIBRATE_DRAWS, &problem)) return NULL;
    return cache_find(&calibrations, arena, name_of(arena, &problem));
}

static int by_key(const void *a, const void *b)
{
    return order_of(*(const int64_t *)a, *(const int64_t *)b);
}

bool calibration_delays_line(Arena *arena, const Edition *edition, int64_t round, const LineInput *input)
{
    if (edition_round(edition, round)->score != SCORE_CALIBRATED || !input->reviews.count) return false;
    size_t count = input->reviews.count, experts = 0;
    int64_t *people = ARENA_MANY(arena, count, int64_t);
    for (size_t i = 0; i < count; i++) people[i] = input->reviews.at[i].person;
    qsort(people, count, sizeof *people, by_key);
    for (size_t i = 0; i < count; i++) experts += !i || people[i] != people[i - 1];
    return experts > LINE_EXPERTS_MAX;
}

int64_t calibration_half_width(int64_t error_thousandths)
{
    enum { DEVIATIONS_THOUSANDTHS = 1645 };
    return error_thousandths * DEVIATIONS_THOUSANDTHS / 1000;
}

int64_t calibration_thousandths(const CalibrateApplication *application)
{
    return rational_round(rational_of(application->calibrated_millionths, CALIBRATE_SCALE), 1000);
}

int64_t calibration_above_percent(const Calibration *calibration, const CalibrateApplication *application)
{
    return ((int64_t)application->above * 200 + calibration->draws) / (2 * calibration->draws);
}

bool calibration_is_grey(const Calibration *calibration, const CalibrateApplication *application)
{
    return application->rank_from <= calibration->places && calibration->places < application->rank_to;
}

const CalibrateApplication *calibration_find(const Calibration *calibration, int64_t application)
{
    return SORTED_FIND(calibration->applications, calibration->application_count, application, application);
}
