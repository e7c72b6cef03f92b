/* SPDX-License-Identifier: Apache-2.0 */
/* Names of applications, experts, values: each text once, by a number that counts up from 0. */
#ifndef WORKBENCH_NAMES_H
#define WORKBENCH_NAMES_H

#include "base/text.h"

#define NAMES_NONE UINT32_MAX
enum { NAME_BYTES_MAX = 1000, NAMES_MAX = 10000000 };

/* The beginning of a name stands in its slot, so that finding it touches memory once. */
typedef struct {
    uint32_t number_and_one; /* 0: free */
    uint16_t size;           /* of the name */
    char head[26];
} NameSlot;

typedef struct {
    Arena *arena, *of_slots;
    Text *at; /* by number */
    uint32_t count, room;
    NameSlot *slots;
    uint64_t seed;
} Names;

Names names_new(Arena *arena);
/* The names stay, but none can be found or added any more: what that needs is given back (or when the arena
 * ends). */
void names_close(Names *names);
/* The number of a name; NAMES_NONE: it is not there. */
uint32_t names_find(const Names *names, Text name);
/* The same, and a new name gets the next number. */
uint32_t names_add(Names *names, Text name);

/* NULL, or what is wrong with a name, or that there is no room for it, as the end of a sentence that begins
 * with it: "is not UTF-8 …". */
const char *names_fault(const Names *names, Text name);

/* The order in which people list names: numbers within them by their value (A2 before A10), the rest by
 * bytes. */
int names_order(Text a, Text b);
/* The place of each name in that order. */
uint32_t *names_ranks(Arena *arena, const Names *names);

#endif
