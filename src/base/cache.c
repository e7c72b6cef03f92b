/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cache.h"

#include "base/fail.h"

#include <stdatomic.h>
#include <stdlib.h>

struct CacheEntry {
    Arena *arena;
    Text name;
    const void *value;
    atomic_int holders; /* arenas, and the table */
    uint64_t used;
};

static void entry_leave(CacheEntry *entry)
{
    if (!entry || atomic_fetch_sub(&entry->holders, 1) != 1) return;
    arena_free(entry->arena);
    free(entry);
}

/* What an arena holds; registered before it is filled, so that no failure can lose it. */
typedef struct {
    CacheEntry *entry;
} Hold;

static void hold_end(void *hold)
{
    entry_leave(((Hold *)hold)->entry);
}

static Hold *hold_new(Arena *arena)
{
    Hold *hold = ARENA_NEW(arena, Hold);
    arena_at_end(arena, hold_end, hold);
    return hold;
}

static CacheEntry *entry_take(Cache *cache, Text name)
{
    CacheEntry *found = NULL;
    pthread_mutex_lock(&cache->lock);
    for (int i = 0; i < CACHE_ENTRIES_MAX && !found; i++)
        if (cache->entries[i] && text_is(cache->entries[i]->name, name)) found = cache->entries[i];
    if (found) {
        found->used = ++cache->uses;
        atomic_fetch_add(&found->holders, 1);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

const void *cache_find(Cache *cache, Arena *arena, Text name)
{
    Hold *hold = hold_new(arena);
    hold->entry = entry_take(cache, name);
    return hold->entry ? hold->entry->value : NULL;
}

static void table_put(Cache *cache, CacheEntry *entry)
{
    int oldest = 0;
    pthread_mutex_lock(&cache->lock);
    CacheEntry **entries = cache->entries;
    for (int i = 0; i < CACHE_ENTRIES_MAX; i++) {
        if (!entries[i] || (entries[oldest] && entries[i]->used < entries[oldest]->used)) oldest = i;
        if (!entries[i]) break;
    }
    CacheEntry *leaving = entries[oldest];
    entries[oldest] = entry;
    entry->used = ++cache->uses;
    atomic_fetch_add(&entry->holders, 1);
    pthread_mutex_unlock(&cache->lock);
    entry_leave(leaving);
}

const void *cache_keep(Cache *cache, Arena *arena, Text name, CacheFill *fill, void *context)
{
    Hold *hold = hold_new(arena);
    CacheEntry *entry = calloc(1, sizeof *entry);
    if (!entry) fail("no memory for what is kept");
    entry->arena = arena_new(cache->bytes_max);
    atomic_store(&entry->holders, 1);
    hold->entry = entry;
    entry->name = text_copy(entry->arena, name);
    entry->value = fill(entry->arena, context);
    if (!entry->value) return NULL;
    table_put(cache, entry);
    return entry->value;
}
