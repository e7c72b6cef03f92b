/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the file of a record, line by line, without a store: the form of every line, the chain, what
 * opens the commitments, the end line and its signature. What the lines say is the caller's business.
 * Nothing in the file is trusted. */
#ifndef PRIZE_RECORD_FILE_H
#define PRIZE_RECORD_FILE_H

#include "base/list.h"
#include "base/time.h"

#include <jansson.h>
#include <stdio.h>

/* What is wrong, and at which line of the file; 0: of the whole. */
typedef struct {
    int64_t line;
    Text what;
} Fault;
enum { FAULTS_MAX = 40 };
typedef struct {
    Arena *arena;
    LIST(Fault) list;
    bool is_cut; /* there are more than FAULTS_MAX */
} Faults;
void fault_add(Faults *faults, int64_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

typedef struct {
    int64_t number; /* n, and the line of the file */
    Text kind, rule, who;
    Instant at;
    const json_t *says; /* an object; all texts live until the function returns */
} RecordLine;
typedef void RecordLineFunction(void *context, const RecordLine *line);

typedef struct {
    Text book, digest, key, notice; /* copies */
    int64_t count;                  /* lines of the book */
    int64_t commitments, openings;
    bool is_sealed;
    bool is_whole; /* the form, the chain and the end are as they should be */
} RecordEnd;

/* Calls each(context, line) for every line of the book, until one is malformed: what comes after it
 * is looked at for its form alone. `key`: the only one that may have signed; "": any. */
RecordEnd record_read(Arena *arena, FILE *file, Text key, Faults *faults, RecordLineFunction *each,
                      void *context);

#endif
