/* SPDX-License-Identifier: Apache-2.0 */
#include "tool.h"

#include "base/fail.h"

#include <stdio.h>

Text tool_read_file(Arena *arena, const char *file)
{
    FILE *stream = fopen(file, "rb");
    if (!stream) fail("%s:1: the file cannot be opened", file);
    TextBuffer buffer = {.arena = arena};
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof block, stream)) > 0;)
        buffer_add(&buffer, (Text){block, size});
    bool is_read = !ferror(stream);
    fclose(stream);
    if (!is_read) fail("%s:1: the file cannot be read", file);
    return buffer_text(&buffer);
}

void tool_write_file(const char *file, Text text)
{
    FILE *stream = fopen(file, "wb");
    bool is_written = stream && fwrite(text.at, 1, text.size, stream) == text.size;
    if (!stream || fclose(stream) != 0 || !is_written) fail("%s:1: the file cannot be written", file);
}

static uint64_t hash_text(uint64_t hash, Text text)
{
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

uint64_t tool_sentence_id(Text english, const Text *plural)
{
    uint64_t hash = hash_text(UINT64_C(0xcbf29ce484222325), english);
    return plural ? hash_text(hash_text(hash, TEXT("\0")), *plural) : hash;
}
