/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas of requests that ended, for those that come. */
#ifndef PLATFORM_SHELF_H
#define PLATFORM_SHELF_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct ArenaShelf ArenaShelf;

/* Keeps at most `count_max`; each arena holds at most `cap_bytes`. */
ArenaShelf *shelf_new(size_t count_max, size_t cap_bytes);
void shelf_free(ArenaShelf *shelf);
Arena *shelf_take(ArenaShelf *shelf);
void shelf_return(ArenaShelf *shelf, Arena *arena);

#endif
