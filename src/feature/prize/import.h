/* SPDX-License-Identifier: Apache-2.0 */
/* An organiser's own spreadsheets become applications, experts and affinities of an edition: all of
 * them in one change, or none. doc/import.md lists the columns and their names in three languages. */
#ifndef PRIZE_IMPORT_H
#define PRIZE_IMPORT_H

#include "feature/prize/edition.h"

typedef struct {
    const char *path;
    int64_t line;
    Text column; /* as the first line names it; "" : of the whole line */
    Text what;   /* and what to do */
} ImportFault;

typedef struct {
    const char *path; /* for faults; NULL: not given */
    Text bytes;
} ImportFile;

typedef struct {
    Text edition; /* code */
    ImportFile applications, experts, affinities;
    Text mapping;      /* lines of "column = name in the file"; "" : none */
    bool are_accepted; /* the experts have agreed already: they are not asked again */
    bool is_dry;
    /* what came of it */
    LIST(ImportFault) faults;
    int64_t application_count, expert_count, affinity_count;
} Import;

/* A ChangeFunction with an Import as its context. */
bool import_apply(Change *change, void *context);

#endif
