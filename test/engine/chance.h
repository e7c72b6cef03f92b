/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers for tests: the same on every run. */
#ifndef TEST_ENGINE_CHANCE_H
#define TEST_ENGINE_CHANCE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} Chance;

/* 0 … below − 1 (xorshift64*, Vigna 2016). */
static inline int64_t chance_below(Chance *chance, int64_t below)
{
    chance->state ^= chance->state >> 12;
    chance->state ^= chance->state << 25;
    chance->state ^= chance->state >> 27;
    return (int64_t)((chance->state * UINT64_C(2685821657736338717) >> 33) % (uint64_t)below);
}

/* Permutes `count` things of `size` bytes. */
static inline void chance_shuffle(Chance *chance, void *at, size_t count, size_t size)
{
    char *bytes = at;
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)chance_below(chance, (int64_t)i);
        for (size_t byte = 0; byte < size; byte++) {
            char kept = bytes[(i - 1) * size + byte];
            bytes[(i - 1) * size + byte] = bytes[other * size + byte];
            bytes[other * size + byte] = kept;
        }
    }
}

#endif
