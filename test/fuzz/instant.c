/* SPDX-License-Identifier: Apache-2.0 */
/* An instant that was read is written so that it is read again as the same. */
#include "base/time.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Instant first, second;
    Arena *arena = arena_new(1 << 20);
    if (instant_read((Text){(const char *)bytes, size}, &first))
        assert(instant_read(instant_write(arena, first), &second) && first.us == second.us);
    arena_free(arena);
    return 0;
}
