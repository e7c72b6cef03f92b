/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/workplace.h"

#include "platform/store/setting.h"

enum { MEMORY_BYTES = 256 * 1024 * 1024, CONNECTIONS = 2 };

bool workplace_begin(Workplace *here, const CommandSyntax *syntax, const Place *place, int *count,
                     char **arguments)
{
    *here = (Workplace){.status = options_read(syntax, count, arguments)};
    if (here->status != OPTIONS_READ) return false;
    here->arena = arena_new(MEMORY_BYTES);
    here->settings = place_settings(here->arena, place);
    here->status = here->settings ? 0 : 2;
    if (!here->settings) return false;
    const char *files = here->settings->files.size ? text_c(here->arena, here->settings->files) : NULL;
    here->store = store_open(text_c(here->arena, here->settings->store), files, CONNECTIONS);
    setting_apply_clock(here->store);
    return true;
}

int workplace_end(Workplace *here)
{
    if (here->store) store_close(here->store);
    if (here->arena) arena_free(here->arena);
    return here->status;
}
