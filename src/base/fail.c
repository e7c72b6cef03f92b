/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Boundary {
    struct Boundary *outer;
    jmp_buf jump;
    Failure *failure;
} Boundary;

static _Thread_local Boundary *innermost;
static _Thread_local Failure kept; /* by foreign_body, for foreign_end */
static _Thread_local bool is_kept;

_Noreturn void fail_again(const Failure *failure)
{
    if (!innermost) {
        fprintf(stderr, "madang: %s\n", failure->cause);
        abort();
    }
    *innermost->failure = *failure;
    longjmp(innermost->jump, 1);
}

static _Noreturn void fail_with(FailureKind kind, const char *format, va_list arguments)
{
    Failure failure = {.kind = kind};
    vsnprintf(failure.cause, sizeof failure.cause, format, arguments);
    va_end(arguments);
    fail_again(&failure);
}

_Noreturn void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(FAILURE_BROKEN, format, arguments);
}

_Noreturn void fail_as(FailureKind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(kind, format, arguments);
}

bool boundary_run(void (*work)(void *), void *context, Failure *failure)
{
    Boundary boundary = {.outer = innermost, .failure = failure};
    innermost = &boundary;
    bool failed = setjmp(boundary.jump);
    if (!failed) work(context);
    innermost = boundary.outer;
    return !failed;
}

bool foreign_body(void (*body)(void *), void *context)
{
    Failure failure;
    if (is_kept) return false;
    if (boundary_run(body, context, &failure)) return true;
    kept = failure;
    is_kept = true;
    return false;
}

void foreign_end(void)
{
    if (!is_kept) return;
    is_kept = false;
    fail_again(&kept);
}
