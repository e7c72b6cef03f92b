/* SPDX-License-Identifier: Apache-2.0 */
/* Finds one of an array that is sorted by a key: SORTED_FIND(list.at, list.count, key, wanted). */
#ifndef BASE_SORTED_H
#define BASE_SORTED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline int64_t sorted_key(const void *at, size_t place, size_t size, size_t offset)
{
    int64_t key;
    memcpy(&key, (const char *)at + place * size + offset, sizeof key);
    return key;
}

static inline const void *sorted_find(const void *at, size_t count, size_t size, size_t offset, int64_t key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted_key(at, middle, size, offset) < key) low = middle + 1;
        else high = middle;
    }
    return low < count && sorted_key(at, low, size, offset) == key ? (const char *)at + low * size : NULL;
}

/* The address of the one whose `member`, an int64_t, is `wanted`; NULL: there is none. */
#define SORTED_FIND(array, count, member, wanted)                                                            \
    ((__typeof__(&(array)[0]))sorted_find((array), (count), sizeof *(array),                                 \
                                          offsetof(__typeof__(*(array)), member), (wanted)))

#endif
