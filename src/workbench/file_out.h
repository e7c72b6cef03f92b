/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is written: it is there as a whole, or as it was before. A device or a pipe is written into. */
#ifndef WORKBENCH_FILE_OUT_H
#define WORKBENCH_FILE_OUT_H

#include "base/text.h"

#include <stdio.h>

typedef struct {
    FILE *to;
    const char *path, *temporary; /* temporary: what becomes the file, until it is */
} FileOut;

/* "-" is standard output. Fails (base/fail.h) where nothing can be written; what isn't finished when the
 * arena ends is taken away. */
FileOut *file_out_open(Arena *arena, const char *path);
void file_out_finish(FileOut *file);

/* A field of a CSV line, in quotes if it needs them. */
void file_put_field(FILE *to, Text field);
/* A text of JSON, with its quotes. */
void file_put_json(FILE *to, Text text);

#endif
