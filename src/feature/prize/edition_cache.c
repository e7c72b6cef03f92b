/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_cache.h"

#include "base/fail.h"

#include <pthread.h>
#include <stdatomic.h>

enum { ENTRIES_MAX = 64, ENTRY_BYTES_MAX = 64 << 20 };

typedef struct {
    Arena *arena;
    Edition edition;
    atomic_int holders; /* requests, and the table */
    uint64_t used;
} Entry;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Entry *entries[ENTRIES_MAX];
static uint64_t uses;

static void entry_leave(Entry *entry)
{
    if (!entry || atomic_fetch_sub(&entry->holders, 1) != 1) return;
    arena_free(entry->arena);
    free(entry);
}

/* What a request holds; registered before it is filled, so that no failure can lose it. */
typedef struct {
    Entry *entry;
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

static bool is_same(const Edition *edition, EditionId id, int64_t version, Text digest)
{
    return edition->id.key == id.key && edition->version == version && text_is(edition->digest, digest);
}

static Entry *entry_take(EditionId id, int64_t version, Text digest)
{
    Entry *found = NULL;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < ENTRIES_MAX && !found; i++)
        if (entries[i] && is_same(&entries[i]->edition, id, version, digest)) found = entries[i];
    if (found) {
        found->used = ++uses;
        atomic_fetch_add(&found->holders, 1);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

const Edition *cache_find(Arena *arena, EditionId id, int64_t version, Text digest)
{
    Hold *hold = hold_new(arena);
    hold->entry = entry_take(id, version, digest);
    return hold->entry ? &hold->entry->edition : NULL;
}

static void table_put(Entry *entry)
{
    int oldest = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < ENTRIES_MAX; i++) {
        if (!entries[i] || (entries[oldest] && entries[i]->used < entries[oldest]->used)) oldest = i;
        if (!entries[i]) break;
    }
    Entry *leaving = entries[oldest];
    entries[oldest] = entry;
    entry->used = ++uses;
    atomic_fetch_add(&entry->holders, 1);
    pthread_mutex_unlock(&lock);
    entry_leave(leaving);
}

const Edition *cache_keep(Arena *arena, CacheFill *fill, void *context)
{
    Hold *hold = hold_new(arena);
    Entry *entry = calloc(1, sizeof *entry);
    if (!entry) fail("no memory for an edition");
    entry->arena = arena_new(ENTRY_BYTES_MAX);
    atomic_store(&entry->holders, 1);
    hold->entry = entry;
    if (!fill(entry->arena, &entry->edition, context)) return NULL;
    table_put(entry);
    return &entry->edition;
}
