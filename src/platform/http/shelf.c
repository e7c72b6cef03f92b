/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/shelf.h"

#include <assert.h>
#include <pthread.h>

struct ArenaShelf {
    pthread_mutex_t mutex;
    size_t cap_bytes, count, count_max;
    Arena **at;
};

ArenaShelf *shelf_new(size_t count_max, size_t cap_bytes)
{
    ArenaShelf *shelf = calloc(1, sizeof *shelf);
    assert(shelf);
    *shelf = (ArenaShelf){.mutex = PTHREAD_MUTEX_INITIALIZER, .cap_bytes = cap_bytes, .count_max = count_max};
    shelf->at = calloc(count_max, sizeof *shelf->at);
    assert(shelf->at);
    return shelf;
}

void shelf_free(ArenaShelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++) arena_free(shelf->at[i]);
    free(shelf->at);
    free(shelf);
}

Arena *shelf_take(ArenaShelf *shelf)
{
    Arena *arena = NULL;
    pthread_mutex_lock(&shelf->mutex);
    if (shelf->count > 0) arena = shelf->at[--shelf->count];
    pthread_mutex_unlock(&shelf->mutex);
    return arena ? arena : arena_new(shelf->cap_bytes);
}

void shelf_return(ArenaShelf *shelf, Arena *arena)
{
    arena_reset(arena);
    pthread_mutex_lock(&shelf->mutex);
    bool has_room = shelf->count < shelf->count_max;
    if (has_room) shelf->at[shelf->count++] = arena;
    pthread_mutex_unlock(&shelf->mutex);
    if (!has_room) arena_free(arena);
}
