/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a file, told line by line as editors understand it: "FILE:12:3: what". The first ones in
 * words, the others by their number. */
#ifndef WORKBENCH_FAULTS_H
#define WORKBENCH_FAULTS_H

#include "base/text.h"

#include <stdio.h>

enum { FAULTS_TOLD_MAX = 20 };

typedef struct {
    const char *file; /* as its user named it */
    FILE *to;         /* NULL: they are only counted */
    int64_t count;
} Faults;

/* Line and column from 1; column 0: the whole line; line 0: the whole file. */
void faults_add(Faults *faults, int64_t line, int64_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void faults_add_list(Faults *faults, int64_t line, int64_t column, const char *format, va_list list)
    __attribute__((format(printf, 4, 0)));
/* Tells how many more there are. True if there is any. */
bool faults_end(const Faults *faults);

/* The beginning of what a stranger wrote, fit for a terminal: no control characters, all of it UTF-8. */
typedef struct {
    char text[200];
} Excerpt;
Excerpt excerpt_of(Text text);

/* "s" unless there is one. */
static inline const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

#endif
