/* SPDX-License-Identifier: Apache-2.0 */
/* What took long to make, kept in the process under a name that says all that it follows from, so that what
 * is kept is never out of date. Each in an arena of its own; bounded: the one that was used longest ago
 * goes. From any thread. */
#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include "base/arena.h"
#include "base/text.h"

#include <pthread.h>

enum { CACHE_ENTRIES_MAX = 64 };

typedef struct CacheEntry CacheEntry;
typedef struct {
    size_t bytes_max; /* of one entry */
    pthread_mutex_t lock;
    CacheEntry *entries[CACHE_ENTRIES_MAX];
    uint64_t uses;
} Cache;
#define CACHE(bytes)                                                                                         \
    {                                                                                                        \
        .bytes_max = (bytes), .lock = PTHREAD_MUTEX_INITIALIZER                                              \
    }

/* What is kept under this name, held until the arena ends; NULL: nothing is. */
const void *cache_find(Cache *cache, Arena *arena, Text name);
/* Makes it in an arena of its own; NULL if it cannot be made. */
typedef const void *CacheFill(Arena *own, void *context);
/* Makes, keeps and holds it. NULL if `fill` says no. */
const void *cache_keep(Cache *cache, Arena *arena, Text name, CacheFill *fill, void *context);

#endif
