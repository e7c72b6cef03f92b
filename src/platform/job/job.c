/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/job/job.h"

#include "base/fail.h"
#include "base/log.h"
#include "base/random.h"

#include <assert.h>
#include <pthread.h>

enum { JOB_MEMORY_BYTES = 256 << 20 };

#define CLAIM_US (2 * MINUTE_US)
#define RETRY_MAX_US HOUR_US
#define STAND_BY_US (10 * SECOND_US) /* how often one looks whether another one's claim has run out */
#define RUNNING INT64_MAX

typedef struct {
    const Job *job;
    int64_t due_us;     /* monotonic, or RUNNING */
    int64_t renewed_us; /* when our claim was last written; 0: it is not ours */
    int failures;
    bool is_woken; /* while it ran: it runs once more */
} Entry;

struct Jobs {
    Store *store;
    const Settings *settings;
    Arena *arena;
    char owner[33];
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool ends;
    size_t count;
    Entry at[];
};

static pthread_mutex_t current_mutex = PTHREAD_MUTEX_INITIALIZER;
static Jobs *current; /* whom job_wake() wakes */

typedef struct {
    Jobs *jobs;
    Entry *entry;
    bool is_ours;
} Claim;

static bool claim(Change *change, void *context)
{
    Claim *wanted = context;
    Text owner = text_of(wanted->jobs->owner), name = text_of(wanted->entry->job->name);
    Instant until = instant_plus(change->at.now, CLAIM_US);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO job (name, owner, claimed_until) VALUES ($1, '', 0)"
                    " ON CONFLICT (name) DO NOTHING"),
                BIND(name));
    wanted->is_ours =
        rows_count(store_write_rows(change, NOT_A_DECISION,
                                    SQL("UPDATE job SET owner = $1, claimed_until = $2"
                                        " WHERE name = $3 AND (owner = $1 OR claimed_until <= $4)"
                                        " RETURNING name"),
                                    BIND(owner, until, name, change->at.now))) == 1;
    return true;
}

static bool is_claimed(Jobs *jobs, Entry *entry)
{
    int64_t now_us = clock_monotonic_us();
    Claim wanted = {jobs, entry, false};
    if (entry->renewed_us > 0 && now_us - entry->renewed_us < CLAIM_US / 2) return true;
    store_change(jobs->store, jobs->arena, (AccountId){0}, claim, &wanted);
    entry->renewed_us = wanted.is_ours ? now_us : 0;
    return wanted.is_ours;
}

typedef struct {
    Jobs *jobs;
    Entry *entry;
    bool ran;
} Turn;

static void take_turn(void *context)
{
    Turn *turn = context;
    turn->ran = is_claimed(turn->jobs, turn->entry);
    if (turn->ran) turn->entry->job->run(turn->jobs->store, turn->jobs->settings, turn->jobs->arena);
}

static int64_t retry_us(const Entry *entry)
{
    int64_t pause_us = entry->job->every_us < SECOND_US ? SECOND_US : entry->job->every_us;
    for (int i = 0; i < entry->failures && pause_us < RETRY_MAX_US; i++) pause_us *= 2;
    return pause_us < RETRY_MAX_US ? pause_us : RETRY_MAX_US;
}

static void note_failure(Entry *entry, const Failure *failure)
{
    LOG(LOG_ERROR, "job.failed", LOG_TEXT("job", text_of(entry->job->name)),
        LOG_TEXT("cause", text_of(failure->cause)));
    entry->failures++;
    entry->renewed_us = 0;
}

static int64_t pause_after(const Entry *entry, bool ran)
{
    if (entry->failures > 0) return retry_us(entry);
    return !ran && entry->job->every_us < STAND_BY_US ? STAND_BY_US : entry->job->every_us;
}

static bool run_entry(Jobs *jobs, Entry *entry)
{
    Failure failure;
    Turn turn = {jobs, entry, false};
    bool is_good = boundary_run(take_turn, &turn, &failure);
    if (is_good) entry->failures = 0;
    else note_failure(entry, &failure);
    arena_reset(jobs->arena);
    pthread_mutex_lock(&jobs->mutex);
    bool again = entry->is_woken && is_good;
    entry->due_us = again ? 0 : clock_monotonic_us() + pause_after(entry, turn.ran);
    entry->is_woken = false;
    pthread_mutex_unlock(&jobs->mutex);
    return is_good;
}

static Entry *first_due(Jobs *jobs)
{
    Entry *first = NULL;
    for (size_t i = 0; i < jobs->count; i++)
        if (!first || jobs->at[i].due_us < first->due_us) first = &jobs->at[i];
    return first;
}

static void wait_until(Jobs *jobs, int64_t until_us)
{
    struct timespec until = {.tv_sec = until_us / SECOND_US, .tv_nsec = until_us % SECOND_US * 1000};
    pthread_cond_timedwait(&jobs->changed, &jobs->mutex, &until);
}

/* The next job whose time has come, or NULL at the end. */
static Entry *wait_for_due(Jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    Entry *entry = first_due(jobs);
    while (!jobs->ends && (!entry || entry->due_us > clock_monotonic_us())) {
        wait_until(jobs, entry ? entry->due_us : clock_monotonic_us() + HOUR_US);
        entry = first_due(jobs);
    }
    if (jobs->ends) entry = NULL;
    else entry->due_us = RUNNING;
    pthread_mutex_unlock(&jobs->mutex);
    return entry;
}

static void *serve(void *context)
{
    Jobs *jobs = context;
    for (Entry *entry; (entry = wait_for_due(jobs));) run_entry(jobs, entry);
    return NULL;
}

/* On SQLite one server serves a store, so an earlier one's claim is dead: its name is ours. */
static void name_owner(Jobs *jobs)
{
    unsigned char secret[16];
    if (text_is_c(text_of(store_engine(jobs->store)), "sqlite")) {
        snprintf(jobs->owner, sizeof jobs->owner, "server");
        return;
    }
    random_secret(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++) snprintf(jobs->owner + 2 * i, 3, "%02x", secret[i]);
}

static Jobs *jobs_new(const Feature *const *all, Store *store, const Settings *settings)
{
    size_t count = 0;
    for (size_t i = 0; all[i]; i++) count += all[i]->job_count;
    Jobs *jobs = calloc(1, sizeof *jobs + count * sizeof(Entry));
    assert(jobs);
    jobs->store = store;
    jobs->settings = settings;
    jobs->arena = arena_new(JOB_MEMORY_BYTES);
    for (size_t i = 0; all[i]; i++)
        for (size_t j = 0; j < all[i]->job_count; j++)
            jobs->at[jobs->count++] = (Entry){.job = &all[i]->jobs[j]};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&jobs->mutex, NULL);
    pthread_cond_init(&jobs->changed, &attributes);
    name_owner(jobs);
    return jobs;
}

static void set_current(Jobs *jobs)
{
    pthread_mutex_lock(&current_mutex);
    current = jobs;
    pthread_mutex_unlock(&current_mutex);
}

Jobs *jobs_start(const Feature *const *all, Store *store, const Settings *settings)
{
    Jobs *jobs = jobs_new(all, store, settings);
    if (pthread_create(&jobs->thread, NULL, serve, jobs) != 0) fail("no thread can be had");
    set_current(jobs);
    return jobs;
}

static bool release(Change *change, void *context)
{
    Jobs *jobs = context;
    store_write(change, NOT_A_DECISION, SQL("UPDATE job SET claimed_until = 0 WHERE owner = $1"),
                BIND(text_of(jobs->owner)));
    return true;
}

static void release_all(void *context)
{
    Jobs *jobs = context;
    store_change(jobs->store, jobs->arena, (AccountId){0}, release, jobs);
}

static void jobs_free(Jobs *jobs)
{
    Failure failure; /* the claims run out by themselves, then */
    if (!boundary_run(release_all, jobs, &failure))
        LOG(LOG_WARNING, "job.release", LOG_TEXT("cause", text_of(failure.cause)));
    arena_free(jobs->arena);
    free(jobs);
}

void jobs_stop(Jobs *jobs)
{
    set_current(NULL);
    pthread_mutex_lock(&jobs->mutex);
    jobs->ends = true;
    pthread_cond_signal(&jobs->changed);
    pthread_mutex_unlock(&jobs->mutex);
    pthread_join(jobs->thread, NULL);
    jobs_free(jobs);
}

static void wake_entry(Jobs *jobs, const char *name)
{
    pthread_mutex_lock(&jobs->mutex);
    for (size_t i = 0; i < jobs->count; i++) {
        if (strcmp(jobs->at[i].job->name, name) != 0) continue;
        if (jobs->at[i].due_us == RUNNING) jobs->at[i].is_woken = true;
        else jobs->at[i].due_us = 0;
    }
    pthread_cond_signal(&jobs->changed);
    pthread_mutex_unlock(&jobs->mutex);
}

void job_wake(const char *name)
{
    pthread_mutex_lock(&current_mutex);
    if (current) wake_entry(current, name);
    pthread_mutex_unlock(&current_mutex);
}

int jobs_run_all(const Feature *const *all, Store *store, const Settings *settings)
{
    Jobs *jobs = jobs_new(all, store, settings);
    int failed = 0;
    for (size_t i = 0; i < jobs->count; i++) failed += !run_entry(jobs, &jobs->at[i]);
    jobs_free(jobs);
    return failed;
}
