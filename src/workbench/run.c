/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/run.h"

#include "base/fail.h"

#include <stdint.h>

typedef struct {
    int (*work)(Arena *arena, void *context);
    Arena *arena;
    void *context;
    int status;
} Run;

static void run(void *context)
{
    Run *of = context;
    of->status = of->work(of->arena, of->context);
}

int run_in_arena(int (*work)(Arena *arena, void *context), void *context)
{
    Failure failure;
    Run of = {work, arena_new(SIZE_MAX / 4), context, 1};
    bool done = boundary_run(run, &of, &failure);
    arena_free(of.arena);
    if (!done) fail_again(&failure);
    return of.status;
}
