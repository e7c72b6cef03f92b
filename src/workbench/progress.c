/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/progress.h"

#include "base/time.h"

#include <stdio.h>
#include <unistd.h>

static bool show(void *context, int64_t done, int64_t of)
{
    Progress *progress = context;
    int64_t now_us = clock_monotonic_us();
    if (now_us - progress->began_us < SECOND_US || now_us - progress->told_us < SECOND_US / 10) return true;
    fprintf(stderr, "\r%s: %d %%\x1b[K", progress->what, (int)((__int128)100 * done / (of ? of : 1)));
    progress->told_us = now_us;
    progress->is_shown = true;
    return true;
}

static bool go_on(void *context, int64_t done, int64_t of)
{
    return true;
}

void progress_begin(Progress *progress, const char *what)
{
    *progress = (Progress){.watch = {isatty(STDERR_FILENO) ? show : go_on, progress},
                           .what = what,
                           .began_us = clock_monotonic_us()};
}

int64_t progress_end_us(Progress *progress)
{
    if (progress->is_shown) fputs("\r\x1b[K", stderr);
    return clock_monotonic_us() - progress->began_us;
}
