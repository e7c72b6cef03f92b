/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/job/job.h"
#include "base/fail.h"
#include "platform/config/settings.h"
#include "store_fixture.h"

#include <stdatomic.h>
#include <unistd.h>

static atomic_int quick, rare, breaking;

static void run_quick(Store *store, const Settings *settings, Arena *arena)
{
    quick++;
}
static void run_rare(Store *store, const Settings *settings, Arena *arena)
{
    rare++;
}
static void run_breaking(Store *store, const Settings *settings, Arena *arena)
{
    breaking++;
    fail("broken on purpose");
}

static const Job jobs[] = {{"test/quick", 50000, run_quick},
                           {"test/rare", HOUR_US, run_rare},
                           {"test/breaking", 50000, run_breaking}};
static const Feature feature = {.name = "test", .jobs = jobs, .job_count = 3};
static const Feature *const test_features[] = {&feature, NULL};

static void begin(void)
{
    quick = rare = breaking = 0;
}

/* Waits, at most five seconds, until the counter is at least `least`. */
static bool reaches(atomic_int *counter, int least)
{
    for (int i = 0; i < 500 && *counter < least; i++) usleep(10000);
    return *counter >= least;
}

static void jobs_run_when_they_are_due_and_when_they_are_woken(void **state)
{
    Fixture *fixture = *state;
    begin();
    Jobs *running = jobs_start(test_features, fixture->store, settings_default(fixture->arena));
    assert_true(reaches(&quick, 3));
    assert_int_equal(rare, 1);
    job_wake("test/rare");
    assert_true(reaches(&rare, 2));
    jobs_stop(running);
    job_wake("test/rare");
    assert_int_equal(rare, 2);
    assert_int_equal(breaking, 1); /* the second attempt waits at least two seconds */
}

static void two_processes_share_the_jobs(void **state)
{
    Fixture *fixture = *state;
    begin();
    Settings *settings = settings_default(fixture->arena);
    Jobs *first = jobs_start(test_features, fixture->store, settings);
    assert_true(reaches(&rare, 1));
    Jobs *second = jobs_start(test_features, fixture->store, settings);
    usleep(300000);
    assert_int_equal(rare, 1);
    jobs_stop(first);
    jobs_stop(second);
    assert_int_equal(jobs_run_all(test_features, fixture->store, settings), 1);
    assert_int_equal(rare, 2); /* what was claimed is free again */
}

RUN_TESTS(ON_BOTH(jobs_run_when_they_are_due_and_when_they_are_woken),
          ON_POSTGRES(two_processes_share_the_jobs))
