/* SPDX-License-Identifier: Apache-2.0 */
/* Timed work: one thread of each process runs the features' jobs when they are due.
 *
 * Several processes may serve one store: a job is run by the one whose claim stands in the table `job`,
 * which it renews while it lives and which another one takes over when it has run out. A claim is no
 * lock (a process may be late), so a job must bear to be run twice, and side by side. A failure is logged
 * and tried again, after twice as long each time, at most an hour. When a job is due is real time; what
 * it does, it does at the store's. */
#ifndef PLATFORM_JOB_H
#define PLATFORM_JOB_H

#include "platform/http/feature.h"

typedef struct Jobs Jobs;

/* The features' list, store and settings must outlive it. Fails if no thread can be had. */
Jobs *jobs_start(const Feature *const *all, Store *store, const Settings *settings);
/* Waits for the job that runs. */
void jobs_stop(Jobs *jobs);
/* A job has something to do now; its name as in its Job. From any thread; does nothing where no jobs
 * run. To be called after the commit that made the work. */
void job_wake(const char *name);

/* Runs every job once that no other process has claimed, in the order of the features, on this thread:
 * for commands and tests. How many failed. */
int jobs_run_all(const Feature *const *all, Store *store, const Settings *settings);

#endif
