/* SPDX-License-Identifier: Apache-2.0 */
/* A record from nobody knows whom: it is verified, or refused with a reason. */
#include "feature/prize/verify.h"

#include "base/fail.h"

#include <assert.h>

typedef struct {
    Arena *arena;
    FILE *file;
    Verification verification;
} Input;

static void verify(void *context)
{
    Input *input = context;
    record_verify(input->arena, input->file, TEXT(""), &input->verification);
    assert(input->verification.faults.list.count || input->verification.end.is_whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Failure failure;
    if (!size) return 0;
    Input input = {.arena = arena_new(256 << 20), .file = fmemopen((void *)bytes, size, "r")};
    boundary_run(verify, &input, &failure);
    fclose(input.file);
    arena_free(input.arena);
    return 0;
}
