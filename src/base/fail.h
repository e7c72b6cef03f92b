/* SPDX-License-Identifier: Apache-2.0 */
/* Failures of the system (disk, database, memory): they leave by one door.
 *
 * fail() does not return: control goes back to the nearest boundary_run() of this thread, which
 * says so to its caller. What the work held belongs to its arena and is released there, so code
 * between needs no plumbing. Where no boundary stands, the process ends with the message.
 *
 * No jump may cross a foreign library's frames. A callback that a library calls back runs its
 * body by foreign_body(): a failure in it is kept, the callback tells the library to stop, and
 * foreign_end(), called after the library returned, raises it. */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include <stdbool.h>

typedef enum {
    FAILURE_BROKEN,  /* something does not work: 500 */
    FAILURE_BUSY,    /* too much to do, nothing was changed: 503 */
    FAILURE_CONFLICT /* a transaction lost against another one and may be tried again */
} FailureKind;

typedef struct {
    FailureKind kind;
    char cause[500]; /* for the log, in English; never shown to a user */
} Failure;

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2), cold));
_Noreturn void fail_as(FailureKind kind, const char *format, ...) __attribute__((format(printf, 2, 3), cold));

/* Raises a failure again that a boundary has caught. */
_Noreturn void fail_again(const Failure *failure);

/* Runs work(context). True if it returned; false if it failed, with the cause in *failure. */
bool boundary_run(void (*work)(void *), void *context, Failure *failure);

/* For the body of a library's callback: false if it failed. */
bool foreign_body(void (*body)(void *), void *context);
void foreign_end(void);

#endif
