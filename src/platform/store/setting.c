/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/setting.h"

#include <time.h>

#define CLOCK_OFFSET "clock/offset_us"
enum { MEMORY_BYTES = 1 << 20 };

Text setting_find(Snapshot *at, const char *name)
{
    Rows *row = store_row(at, SQL("SELECT value FROM setting WHERE name = $1"), BIND(name));
    return row ? row_text(row, 0) : TEXT("");
}

void setting_set(Change *change, const char *name, Text value)
{
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE"
                    " SET value = excluded.value"),
                BIND(name, value));
}

static void read_offset(Snapshot *at, void *context)
{
    int64_t offset_us;
    if (text_to_int(setting_find(at, CLOCK_OFFSET), &offset_us)) *(int64_t *)context = offset_us;
}

void setting_apply_clock(Store *store)
{
    int64_t offset_us = 0;
    Arena *arena = arena_new(MEMORY_BYTES);
    store_read(store, arena, (AccountId){0}, read_offset, &offset_us);
    arena_free(arena);
    clock_set_offset(offset_us);
}

void setting_keep_clock(Change *change, Instant now)
{
    struct timespec spec;
    clock_gettime(CLOCK_REALTIME, &spec);
    int64_t real_us = spec.tv_sec * SECOND_US + spec.tv_nsec / 1000;
    setting_set(change, CLOCK_OFFSET, text_format(change->at.arena, "%lld", (long long)(now.us - real_us)));
}
