/* SPDX-License-Identifier: Apache-2.0 */
/* Order in the engine: a stable sort and lots, both the same on every machine.
 *
 * Nothing in the engine may depend on the order in which its input comes. So input is sorted by
 * order_lot() of its keys first, and every tie is broken by it. */
#ifndef ENGINE_ORDER_H
#define ENGINE_ORDER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lot that a key draws from a seed: the finaliser of SplitMix64 (Steele, Lea, Flood 2014) over both.
 * The smaller lot comes first. For one seed different keys draw different lots. */
uint64_t order_lot(uint64_t seed, int64_t key);

/* Negative: the one at `a` comes first; positive: the one at `b`; 0: they stay as they are. */
typedef int OrderCompare(const void *a, const void *b, const void *context);

/* Sorts `count` things of `size` bytes in place, keeping equal ones in their order (merge sort).
 * Takes room for `count` of them from the arena. */
void order_sort(Arena *arena, void *at, size_t count, size_t size, OrderCompare *compare,
                const void *context);

/* The positions 0 … count − 1, sorted by what compare says of two size_t. */
size_t *order_positions(Arena *arena, size_t count, OrderCompare *compare, const void *context);

/* The positions 0 … count − 1 in the order of the lots that key(list, position) draws. */
size_t *order_by_lot(Arena *arena, uint64_t seed, size_t count, int64_t (*key)(const void *list, size_t at),
                     const void *list);

static inline int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}
static inline int order_of_lots(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

#endif
