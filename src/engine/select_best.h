/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of engine/select.h: the best set under floors and caps. */
#ifndef ENGINE_SELECT_BEST_H
#define ENGINE_SELECT_BEST_H

#include "engine/select.h"

/* One bound for one value. */
typedef struct {
    size_t bound; /* place in the rules */
    bool is_floor;
    int32_t attribute, value;
    int32_t count; /* of a floor at most as many as could count */
    Rational minimum;
} SelectLimit;

typedef struct {
    const SelectEntry *entries;
    const size_t
        *ranked; /* the entries that may pass, by rank; below, entries are named by their place here */
    size_t count;
    const SelectLimit *limits;
    size_t limit_count;
    int32_t places;
    const int64_t *scores; /* of the ranked, times a common denominator */
} SelectProblem;

enum { SELECT_SCALED_BITS = 45 };

static inline bool select_is_limited(const SelectLimit *limit, const SelectEntry *entry)
{
    return entry->attributes[limit->attribute] == limit->value;
}
/* Whether an entry counts for a limit: for a floor it must reach the floor's minimum. */
static inline bool select_counts(const SelectLimit *limit, const SelectEntry *entry)
{
    if (!select_is_limited(limit, entry)) return false;
    return !limit->is_floor || rational_is_none(limit->minimum) ||
           rational_compare(entry->score, limit->minimum) >= 0;
}

/* The best set by the aims 1–4: true for each ranked entry in it. */
bool *select_best(Arena *arena, const SelectProblem *problem);

#endif
