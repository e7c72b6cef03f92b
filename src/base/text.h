/* SPDX-License-Identifier: Apache-2.0 */
/* Text: a view of UTF-8 bytes that somebody else owns, with its size. Not NUL-terminated. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *at;
    size_t size; /* bytes */
} Text;

#define TEXT(literal) ((Text){"" literal "", sizeof(literal) - 1})
#define TEXT_PRINT(text) (int)(text).size, (text).at /* for "%.*s" */

/* NULL gives the empty text. */
static inline Text text_of(const char *terminated)
{
    return terminated ? (Text){terminated, strlen(terminated)} : (Text){"", 0};
}
static inline bool text_is(Text a, Text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}
static inline bool text_is_c(Text a, const char *b)
{
    return text_is(a, text_of(b));
}
int text_order(Text a, Text b); /* by bytes: <0, 0, >0 */
bool text_starts(Text text, Text beginning);
bool text_ends(Text text, Text end);
/* Where `part` first stands in `text`, in bytes, or -1. */
ptrdiff_t text_find(Text text, Text part);
/* A start beyond the end gives "". */
static inline Text text_from(Text text, size_t start)
{
    if (start >= text.size) return TEXT("");
    return (Text){text.at + start, text.size - start};
}
/* Cut to what there is. */
static inline Text text_slice(Text text, size_t start, size_t size)
{
    Text rest = text_from(text, start);
    if (rest.size > size) rest.size = size;
    return rest;
}
Text text_trim(Text text); /* without ASCII white space around */
/* Takes what stands before `separator` off the front of *rest; all of it if there is none. */
Text text_next(Text *rest, char separator);
/* False unless the whole text is a decimal integer of that range. */
bool text_to_int(Text text, int64_t *value);
/* The place of a word in an array of words, as of an enumeration's codes; -1: it is not there. */
#define TEXT_INDEX(text, words) text_index((text), (words), sizeof(words) / sizeof *(words))
ptrdiff_t text_index(Text text, const char *const *words, size_t count);

bool text_is_utf8(Text text); /* well-formed, and without NUL */
/* Characters (code points) of a well-formed text. */
size_t text_length(Text text);

Text text_copy(Arena *arena, Text text);
const char *text_c(Arena *arena, Text text); /* a NUL-terminated copy */
Text text_lower_ascii(Arena *arena, Text text);
Text text_join(Arena *arena, Text a, Text b);
Text text_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Text text_format_list(Arena *arena, const char *format, va_list arguments);
Text text_of_int(Arena *arena, int64_t value);
Text text_hex(Arena *arena, const void *bytes, size_t size);

/* Grows in an arena. Zero, with the arena set, is empty. */
typedef struct {
    Arena *arena;
    char *at;
    size_t size, room;
} TextBuffer;

/* Makes room for that many bytes at once. */
void buffer_reserve(TextBuffer *buffer, size_t size);
void buffer_grow(TextBuffer *buffer, size_t size); /* the same, and as much again for what follows */
static inline void buffer_add(TextBuffer *buffer, Text text)
{
    if (!text.size) return;
    if (text.size > buffer->room - buffer->size) buffer_grow(buffer, text.size);
    memcpy(buffer->at + buffer->size, text.at, text.size);
    buffer->size += text.size;
}
static inline void buffer_add_char(TextBuffer *buffer, char byte)
{
    buffer_add(buffer, (Text){&byte, 1});
}
void buffer_add_int(TextBuffer *buffer, int64_t value);
void buffer_add_format(TextBuffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline Text buffer_text(const TextBuffer *buffer)
{
    return (Text){buffer->at, buffer->size};
}

#endif
