/* SPDX-License-Identifier: Apache-2.0 */
/* Starts madang-convert, talks with it, ends it. */
#ifndef PLATFORM_CHILD_H
#define PLATFORM_CHILD_H

#include "base/text.h"

#include <sys/types.h>

typedef struct {
    pid_t process;
    int socket; /* its standard output; its input too, unless it was given a file */
} Child;

/* Starts `madang-convert JOB` with `input` as its descriptor 0, or -1: the socket. No other
 * descriptor, no environment. Fails by fail() if there is no such program. */
Child child_start(const char *job, int input);
/* Both false if the child is gone or `deadline_us` (of clock_monotonic_us) has passed. */
bool child_write(const Child *child, const void *bytes, size_t size, int64_t deadline_us);
bool child_read(const Child *child, void *bytes, size_t size, int64_t deadline_us);
/* What it still says until it closes, at most `room` bytes. */
size_t child_read_all(const Child *child, char *bytes, size_t room, int64_t deadline_us);
/* Kills it, if it still runs, and takes its status, as of waitpid(); -1 if somebody else took it. */
int child_end(Child *child);

#endif
