/* SPDX-License-Identifier: Apache-2.0 */
/* A feature: what it adds to the program, as one struct that features.c lists. */
#ifndef PLATFORM_FEATURE_H
#define PLATFORM_FEATURE_H

#include "platform/http/route.h"

/* A command of the command line: `madang prize load FILE`. */
typedef struct {
    const char *words;                       /* "prize load": as typed */
    const char *arguments;                   /* "EDITION.yaml [--dry-run]": for the help */
    const char *help;                        /* a sentence */
    int (*run)(int count, char **arguments); /* what stands behind the words; 0, 1 (no) or 2 (usage) */
} Command;

/* Timed work: run by one job thread of some process, whenever it is due. */
typedef struct {
    const char *name; /* "mail/send" */
    int64_t every_us; /* how often to look */
    void (*run)(Store *store, const Settings *settings, Arena *arena);
} Job;

/* An entry of the navigation, for those whom its guard admits (the guard gets a request whose path
 * has no parts: it may ask who the viewer is, no more). */
typedef struct {
    Message label;
    const char *pattern; /* of url_make, without parts */
    GuardFunction *guard;
    const char *here[10]; /* parts of the paths on which it is current, beside those below the pattern */
    bool is_foot;         /* stands at the foot of the page, not at its head */
} NavigationEntry;

typedef struct {
    const char *name; /* "prize" */
    const Route *routes;
    size_t route_count;
    const Command *commands;
    size_t command_count;
    const Job *jobs;
    size_t job_count;
    const Migration *migrations;
    size_t migration_count;
    const NavigationEntry *navigation;
    size_t navigation_count;
    void (*contribute)(void); /* registers its kinds of mails and of invitations; may be NULL */
} Feature;

extern const Feature *const features[]; /* features.c; lowest layer first; ends with NULL */
/* Registers the features' migrations, mails and what else they contribute; before store_open(). */
void features_register(void);

/* What the server itself brings: the switch of languages, its tables, their sweeping. */
extern const Feature http_feature;

#endif
