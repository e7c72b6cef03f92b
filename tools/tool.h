/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs of the build share. */
#ifndef TOOL_H
#define TOOL_H

#include "base/text.h"

/* A whole file. Both fail with "FILE:1: " and the cause. */
Text tool_read_file(Arena *arena, const char *file);
void tool_write_file(const char *file, Text text);

/* The number of a sentence, as message_id() of platform/language computes it (FNV-1a 64). `plural` may
 * be NULL. */
uint64_t tool_sentence_id(Text english, const Text *plural);

#endif
