/* SPDX-License-Identifier: Apache-2.0 */
/* How far a long computation is, on the last line of a terminal: from its second second on, and gone when it
 * ends. Where stderr is no terminal nothing is said. */
#ifndef WORKBENCH_PROGRESS_H
#define WORKBENCH_PROGRESS_H

#include "engine/watch.h"

typedef struct {
    Watch watch; /* to be given to what takes long */
    const char *what;
    int64_t began_us, told_us;
    bool is_shown;
} Progress;

/* What is done, as "reading pairs.csv". The progress must stay where it is until its end. */
void progress_begin(Progress *progress, const char *what);
/* How long it took. */
int64_t progress_end_us(Progress *progress);

#endif
