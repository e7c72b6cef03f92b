/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with what a user gave: a list of places and messages, filled by a model, shown by
 * a page beside the fields and by the JSON face as it is. An empty list means all is well. */
#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

#include "base/list.h"
#include "base/message.h"

typedef struct {
    Text field; /* the name of the form's field; for a file "line 12, column 3"; "" for the whole */
    Message message;
} Problem;

typedef struct {
    Arena *arena;
    Problem *at;
    size_t count, room;
} Problems;

static inline Problems problems_none(Arena *arena)
{
    return (Problems){.arena = arena};
}
static inline bool problems_any(const Problems *problems)
{
    return problems->count > 0;
}
void problems_add(Problems *problems, Text field, Message message);
/* Sentences for a user beside what they show. */
typedef LIST(Message) Messages;

/* The first problem of a field, or NULL. */
const Problem *problems_of(const Problems *problems, Text field);

#endif
