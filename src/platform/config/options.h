/* SPDX-License-Identifier: Apache-2.0 */
/* The options of a command: declared in a table, typed, `--name value` or `--name=value`, in any
 * order among the operands; `--` ends them. What isn't declared doesn't exist.
 *
 *     Place place = {0};
 *     bool dry_run = false;
 *     const Option options[] = {PLACE_OPTIONS(&place), {"dry-run", .flag = &dry_run, .help = "…"}};
 *     const CommandSyntax syntax = {"prize load", "EDITION.yaml", 1, 1, OPTIONS(options)};
 *     int status = options_read(&syntax, &count, arguments);
 *     if (status != OPTIONS_READ) return status;
 *     Settings *settings = place_settings(arena, &place);
 *     if (!settings) return 2; */
#ifndef PLATFORM_OPTIONS_H
#define PLATFORM_OPTIONS_H

#include "platform/config/settings.h"

/* The values of an option that may be given several times. */
enum { OPTION_TEXTS_MAX = 64 };
typedef struct {
    Text at[OPTION_TEXTS_MAX];
    int count;
} OptionTexts;

typedef struct {
    const char *name;  /* "port", without the hyphens */
    const char *value; /* what the help calls its value: "N" */
    const char *help;
    bool *flag; /* exactly one of these four is where it goes */
    Text *text;
    OptionTexts *texts;
    int64_t *number; /* from least to greatest */
    int64_t least, greatest;
} Option;

typedef struct {
    const char *command;  /* as typed behind madang: "prize load" */
    const char *operands; /* for the usage: "EDITION.yaml" */
    int operands_min, operands_max;
    const Option *options;
    size_t option_count;
} CommandSyntax;
#define OPTIONS(array) (array), sizeof(array) / sizeof((array)[0])

enum { OPTIONS_READ = -1 };
/* Reads the options and moves the operands to the front of `arguments`, their number into *count.
 * OPTIONS_READ, or the status to exit with: 0 after --help (told on stdout), 2 after a mistake
 * (told on stderr with the usage). */
int options_read(const CommandSyntax *syntax, int *count, char **arguments);

/* Where a command works: what every command that opens a store takes. */
typedef struct {
    Text data, store, config;
    bool begins_store; /* of a command that makes the store where there is none */
} Place;
#define PLACE_OPTIONS(place)                                                                                 \
    {"data", "DIR", "directory of the data (default: data)", .text = &(place)->data},                        \
        {"store", "URL", "a directory, or postgresql://…", .text = &(place)->store},                         \
    {                                                                                                        \
        "config", "FILE", "settings (see madang check-config)", .text = &(place)->config                     \
    }
/* Of a command that needs no store: so that a script may give every command the same place. */
#define UNREAD_PLACE_OPTIONS(place)                                                                          \
    {"data", "DIR", "as of every command; this one opens no store", .text = &(place)->data},                 \
    {                                                                                                        \
        "store", "URL", "likewise", .text = &(place)->store                                                  \
    }
#define JSON_OPTION(variable)                                                                                \
    {                                                                                                        \
        "json", NULL, "print data as JSON", .flag = (variable)                                               \
    }

/* The settings of --config, and over them --store or --data. NULL after a mistake was told on stderr. */
Settings *place_settings(Arena *arena, const Place *place);

/* Writes problems to stderr in plain English, a line each: "FILE:12:3: message". */
void problems_tell(const char *file, const Problems *problems);

#endif
