/* SPDX-License-Identifier: Apache-2.0 */
/* Problems as one text, "place: message" a line, to be compared whole. */
#ifndef TEST_PROBLEMS_H
#define TEST_PROBLEMS_H

#include "base/problems.h"

static inline Text problems_written(const Problems *problems)
{
    TextBuffer out = {.arena = problems->arena};
    for (size_t i = 0; i < problems->count; i++) {
        buffer_add_format(&out, "%s%.*s: ", i ? "\n" : "", TEXT_PRINT(problems->at[i].field));
        buffer_add(&out, message_english(problems->arena, &problems->at[i].message));
    }
    return buffer_text(&out);
}

#endif
