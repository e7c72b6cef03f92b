/* SPDX-License-Identifier: Apache-2.0 */
/* A growing list in an arena: typedef LIST(Expert) Experts; then Experts list = {0};
 * *LIST_ADD(arena, &list) = expert; for (size_t i = 0; i < list.count; i++) list.at[i] … */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"

#include <string.h>

#define LIST(Type)                                                                                           \
    struct {                                                                                                 \
        Type *at;                                                                                            \
        size_t count, room;                                                                                  \
    }

static inline void *list_grown(Arena *arena, void *at, size_t count, size_t room, size_t size)
{
    void *more = arena_take_many(arena, room, size);
    if (count) memcpy(more, at, count * size);
    return more;
}

/* The address of a new last element, all zeros. */
#define LIST_ADD(arena, list)                                                                                \
    ((list)->count == (list)->room                                                                           \
         ? ((list)->room = (list)->room ? 2 * (list)->room : 8,                                              \
            (list)->at = list_grown((arena), (list)->at, (list)->count, (list)->room, sizeof *(list)->at))   \
         : (list)->at,                                                                                       \
     &(list)->at[(list)->count++])

#endif
