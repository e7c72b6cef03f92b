/* SPDX-License-Identifier: Apache-2.0 */
/* An organiser's own spreadsheets become applications, experts, affinities and reviews of an edition: all
 * of them in one change, or none. doc/import.md lists the columns and their names in three languages. */
#ifndef PRIZE_IMPORT_H
#define PRIZE_IMPORT_H

#include "feature/prize/edition.h"

typedef struct {
    const char *path; /* NULL: of the whole import */
    int64_t line;     /* 0: of the whole import */
    Text column; /* as the file's first line calls it, or as we do where it is missing; "": the whole line */
    Text what;   /* and what to do */
} ImportFault;

typedef struct {
    const char *path; /* for faults; NULL: not given */
    Text bytes;
} ImportFile;

/* Called before every so many lines of a file, and with done = all at its end. */
typedef void ImportProgress(const char *path, int64_t done, int64_t all);

typedef struct {
    Text edition; /* code */
    ImportFile applications, experts, affinities, scores;
    ImportFile mapping; /* lines of "column = name in the file" */
    int64_t round;      /* of the scores; 0: the first that is not confirmed */
    bool are_accepted;  /* the experts have agreed already: no invitation is sent */
    bool is_dry;
    ImportProgress *progress; /* may be NULL */
    /* what came of it */
    LIST(ImportFault) faults; /* the first of them … */
    int64_t more_faults;      /* … and how many more there are */
    int64_t application_count, expert_count, invitation_count, affinity_count, score_count;
} Import;

/* A ChangeFunction with an Import as its context. */
bool import_apply(Change *change, void *context);

#endif
