/* SPDX-License-Identifier: Apache-2.0 */
/* Editions that were read from the store, kept in the process. A version never changes and is named
 * by its digest, so that what a transaction wrote and lost is never taken for what stands. Bounded:
 * the one that was used longest ago goes. */
#ifndef PRIZE_EDITION_CACHE_H
#define PRIZE_EDITION_CACHE_H

#include "feature/prize/edition.h"

/* The edition of this key, version and digest, held until the arena ends; NULL: not there. */
const Edition *cache_find(Arena *arena, EditionId id, int64_t version, Text digest);
/* Fills an edition in an arena of its own; false if it cannot be made. */
typedef bool CacheFill(Arena *own, Edition *edition, void *context);
/* Makes, keeps and holds one. NULL if `fill` says no. */
const Edition *cache_keep(Arena *arena, CacheFill *fill, void *context);

#endif
