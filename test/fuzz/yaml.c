/* SPDX-License-Identifier: Apache-2.0 */
/* A file of settings from nobody knows whom: it is read, or there is a problem. */
#include "platform/config/settings.h"

#include "base/fail.h"

#include <assert.h>

typedef struct {
    Text text;
    Arena *arena;
} Input;

static void read_settings(void *context)
{
    Input *input = context;
    Problems problems = problems_none(input->arena);
    Settings *settings = settings_read_text(input->arena, input->text, &problems);
    assert(settings->port >= 1 && settings->port <= 65535);
    for (size_t i = 0; i < problems.count; i++) message_english(input->arena, &problems.at[i].message);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Failure failure;
    Input input = {{(const char *)bytes, size}, arena_new(64 << 20)};
    boundary_run(read_settings, &input, &failure);
    arena_free(input.arena);
    return 0;
}
