/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/order.h"

#include <string.h>

static uint64_t mixed(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t order_lot(uint64_t seed, int64_t key)
{
    return mixed((uint64_t)key + mixed(seed + UINT64_C(0x9e3779b97f4a7c15)));
}

typedef struct {
    char *at, *spare;
    size_t size;
    OrderCompare *compare;
    const void *context;
} Sort;

static void insert_from(const Sort *sort, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        size_t place = i;
        memcpy(sort->spare, sort->at + i * sort->size, sort->size);
        while (place > from &&
               sort->compare(sort->at + (place - 1) * sort->size, sort->spare, sort->context) > 0)
            place--;
        memmove(sort->at + (place + 1) * sort->size, sort->at + place * sort->size, (i - place) * sort->size);
        memcpy(sort->at + place * sort->size, sort->spare, sort->size);
    }
}

/* The left half is moved away, then both are merged into its place. */
static void merge(const Sort *sort, size_t from, size_t middle, size_t to)
{
    size_t size = sort->size, left_count = middle - from, left = 0, right = middle, place = from;
    if (sort->compare(sort->at + (middle - 1) * size, sort->at + middle * size, sort->context) <= 0) return;
    memcpy(sort->spare, sort->at + from * size, left_count * size);
    while (left < left_count) {
        bool takes_right = right < to && sort->compare(sort->spare + left * size, sort->at + right * size,
                                                       sort->context) > 0;
        const char *taken = takes_right ? sort->at + right++ * size : sort->spare + left++ * size;
        memcpy(sort->at + place++ * size, taken, size);
    }
}

static void sort_from(const Sort *sort, size_t from, size_t to)
{
    enum { SHORT = 12 };
    if (to - from <= SHORT) {
        insert_from(sort, from, to);
        return;
    }
    size_t middle = from + (to - from) / 2;
    sort_from(sort, from, middle);
    sort_from(sort, middle, to);
    merge(sort, from, middle, to);
}

void order_sort(Arena *arena, void *at, size_t count, size_t size, OrderCompare *compare, const void *context)
{
    if (count < 2) return;
    Sort sort = {at, arena_take_many(arena, count, size), size, compare, context};
    sort_from(&sort, 0, count);
}

size_t *order_positions(Arena *arena, size_t count, OrderCompare *compare, const void *context)
{
    size_t *positions = ARENA_MANY(arena, count ? count : 1, size_t);
    for (size_t i = 0; i < count; i++) positions[i] = i;
    order_sort(arena, positions, count, sizeof *positions, compare, context);
    return positions;
}

typedef struct {
    uint64_t lot;
    size_t position;
} Drawn;

/* Lots are spread evenly: by their head each finds its place but for a few steps. */
size_t *order_by_lot(Arena *arena, uint64_t seed, size_t count, int64_t (*key)(const void *list, size_t at),
                     const void *list)
{
    Drawn *drawn = ARENA_MANY(arena, count + 1, Drawn);
    size_t *positions = ARENA_MANY(arena, count + 1, size_t), *end = ARENA_MANY(arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) {
        drawn[i] = (Drawn){order_lot(seed, key(list, i)), i};
        end[(drawn[i].lot >> 32) * count >> 32]++;
    }
    for (size_t i = 1; i < count; i++) end[i] += end[i - 1];
    for (size_t i = count; i--;) positions[--end[(drawn[i].lot >> 32) * count >> 32]] = i;
    for (size_t i = 1; i < count; i++) {
        size_t moving = positions[i], at = i;
        for (; at && drawn[positions[at - 1]].lot > drawn[moving].lot; at--)
            positions[at] = positions[at - 1];
        positions[at] = moving;
    }
    return positions;
}
