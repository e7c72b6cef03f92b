/* SPDX-License-Identifier: Apache-2.0 */
/* What a command of the command line works with: its options read, its store open.
 *
 *     Workplace here;
 *     if (!workplace_begin(&here, &syntax, &place, &count, arguments)) return workplace_end(&here);
 *     …
 *     return workplace_end(&here);     — closes all; here.status is what to exit with */
#ifndef PLATFORM_STORE_WORKPLACE_H
#define PLATFORM_STORE_WORKPLACE_H

#include "platform/config/options.h"
#include "platform/store/store.h"

typedef struct {
    Arena *arena;
    Settings *settings;
    Store *store;
    int status; /* 0, 1 (the answer is no) or 2 (usage) */
} Workplace;

/* Opens the store that the settings name; fails where there is none and the command does not begin one. */
Store *workplace_store(Arena *arena, const Settings *settings, bool begins_store);

bool workplace_begin(Workplace *here, const CommandSyntax *syntax, const Place *place, int *count,
                     char **arguments);
int workplace_end(Workplace *here);

#endif
