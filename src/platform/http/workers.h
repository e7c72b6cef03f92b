/* SPDX-License-Identifier: Apache-2.0 */
/* A bounded pool of threads that may block. */
#ifndef PLATFORM_WORKERS_H
#define PLATFORM_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Workers Workers;

/* A piece of work, owned by its caller until run(context) was called. */
typedef struct Work {
    void (*run)(void *context);
    void *context;
    struct Work *next; /* of the workers */
} Work;

/* Fails if the threads cannot be had. */
Workers *workers_new(int threads, size_t waiting_max);
/* False, and nothing is done, if as many wait as may, or after the end. `is_under_way`: it belongs to
 * something that was taken on already, and is refused by the end alone. */
bool workers_add(Workers *workers, Work *work, bool is_under_way);
/* Work that waits or runs. */
size_t workers_size(Workers *workers);
/* Does what waits, takes nothing more, and returns when the threads have ended. */
void workers_end(Workers *workers);
/* To be called after the end, when nobody can add any more. */
void workers_free(Workers *workers);

#endif
