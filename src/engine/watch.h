/* SPDX-License-Identifier: Apache-2.0 */
/* Progress of a long computation, and its end before its time. */
#ifndef ENGINE_WATCH_H
#define ENGINE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* goes_on is told now and then how much of how much is done (0 … of, both > 0 but the first); false ends the
 * computation, which then returns nothing. */
typedef struct {
    bool (*goes_on)(void *context, int64_t done, int64_t of);
    void *context;
} Watch;

/* A NULL watch always goes on. */
static inline bool watch_goes_on(const Watch *watch, int64_t done, int64_t of)
{
    return !watch || watch->goes_on(watch->context, done, of);
}

#endif
