/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a file, piece by piece, and again from the beginning: a reader that goes over its input twice
 * keeps little of it. What can't be read twice, as a pipe, is first put into a file without a name. */
#ifndef WORKBENCH_SOURCE_H
#define WORKBENCH_SOURCE_H

#include "base/text.h"

typedef struct {
    const char *name; /* for people */
    int file;         /* −1: the bytes are in memory */
    Text memory;
    size_t size, at; /* bytes; how many are read */
} Source;

/* Opens a file, or standard input for "-". It is closed when the arena ends. Fails (base/fail.h) where there
 * is nothing to read. */
Source *source_open(Arena *arena, const char *path);
Source *source_of_text(Arena *arena, const char *name, Text text);

/* The next bytes, as many as there is room for; 0 at the end. */
size_t source_read(Source *source, char *to, size_t room);
void source_rewind(Source *source);

#endif
