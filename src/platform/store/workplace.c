/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/workplace.h"

#include "base/fail.h"
#include "platform/store/setting.h"

enum { MEMORY_BYTES = 256 * 1024 * 1024, CONNECTIONS = 2 };

Store *workplace_store(Arena *arena, const Settings *settings, bool begins_store)
{
    const char *place = text_c(arena, settings->store);
    const char *files = settings->files.size ? text_c(arena, settings->files) : NULL;
    bool is_server = text_starts(settings->store, TEXT("postgres"));
    if (!begins_store && !store_is_there(place))
        fail("there is no store in %s: madang serve, demo, user add or prize load begins one",
             is_server ? "this database" : place);
    Store *store = store_open(place, files, CONNECTIONS);
    setting_apply_clock(store);
    return store;
}

bool workplace_begin(Workplace *here, const CommandSyntax *syntax, const Place *place, int *count,
                     char **arguments)
{
    *here = (Workplace){.status = options_read(syntax, count, arguments)};
    if (here->status != OPTIONS_READ) return false;
    here->arena = arena_new(MEMORY_BYTES);
    here->settings = place_settings(here->arena, place);
    here->status = here->settings ? 0 : 2;
    if (!here->settings) return false;
    here->store = workplace_store(here->arena, here->settings, place->begins_store);
    return true;
}

int workplace_end(Workplace *here)
{
    if (here->store) store_close(here->store);
    if (here->arena) arena_free(here->arena);
    return here->status;
}
