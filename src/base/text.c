/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/fail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int text_order(Text a, Text b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool text_starts(Text text, Text beginning)
{
    return text.size >= beginning.size && text_is(text_slice(text, 0, beginning.size), beginning);
}

bool text_ends(Text text, Text end)
{
    return text.size >= end.size && text_is(text_from(text, text.size - end.size), end);
}

ptrdiff_t text_find(Text text, Text part)
{
    if (part.size == 0) return 0;
    const char *found = text.size ? memmem(text.at, text.size, part.at, part.size) : NULL;
    return found ? found - text.at : -1;
}

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

Text text_trim(Text text)
{
    while (text.size && is_space(text.at[0])) text = text_from(text, 1);
    while (text.size && is_space(text.at[text.size - 1])) text.size--;
    return text;
}

Text text_next(Text *rest, char separator)
{
    const char *found = rest->size ? memchr(rest->at, separator, rest->size) : NULL;
    Text piece = found ? text_slice(*rest, 0, (size_t)(found - rest->at)) : *rest;
    *rest = found ? text_from(*rest, piece.size + 1) : TEXT("");
    return piece;
}

ptrdiff_t text_index(Text text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_c(text, words[i])) return (ptrdiff_t)i;
    }
    return -1;
}

bool text_to_int(Text text, int64_t *value)
{
    bool negative = text.size && text.at[0] == '-';
    int64_t sum = 0;
    if (text.size == (size_t)negative) return false;
    for (size_t i = negative; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') return false;
        int64_t digit = negative ? '0' - text.at[i] : text.at[i] - '0';
        if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_add_overflow(sum, digit, &sum)) return false;
    }
    *value = sum;
    return true;
}

/* The size of the well-formed character at the front (RFC 3629), or 0. */
static size_t character_size(const unsigned char *at, size_t size)
{
    static const struct {
        unsigned char first_min, first_max, second_min, second_max, size;
    } forms[] = {
        {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (at[0] < forms[i].first_min || at[0] > forms[i].first_max) continue;
        if (forms[i].size > size) return 0;
        if (forms[i].size > 1 && (at[1] < forms[i].second_min || at[1] > forms[i].second_max)) return 0;
        for (size_t k = 2; k < forms[i].size; k++) {
            if (at[k] < 0x80 || at[k] > 0xbf) return 0;
        }
        return forms[i].size;
    }
    return 0;
}

bool text_is_utf8(Text text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    for (size_t i = 0, step; i < text.size; i += step) {
        step = character_size(at + i, text.size - i);
        if (!step) return false;
    }
    return true;
}

size_t text_length(Text text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; i++) length += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return length;
}

Text text_copy(Arena *arena, Text text)
{
    return (Text){text_c(arena, text), text.size};
}

const char *text_c(Arena *arena, Text text)
{
    char *copy = arena_take(arena, text.size + 1);
    if (text.size) memcpy(copy, text.at, text.size);
    return copy;
}

Text text_lower_ascii(Arena *arena, Text text)
{
    char *copy = arena_take(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        copy[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
    }
    return (Text){copy, text.size};
}

Text text_join(Arena *arena, Text a, Text b)
{
    TextBuffer buffer = {.arena = arena};
    buffer_add(&buffer, a);
    buffer_add(&buffer, b);
    return buffer_text(&buffer);
}

Text text_format_list(Arena *arena, const char *format, va_list arguments)
{
    char small[200];
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(small, sizeof small, format, arguments);
    if (size < 0) fail("text: format %s", format);
    char *at = arena_take(arena, (size_t)size + 1);
    if ((size_t)size < sizeof small) memcpy(at, small, (size_t)size);
    else vsnprintf(at, (size_t)size + 1, format, again);
    va_end(again);
    return (Text){at, (size_t)size};
}

Text text_format(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Text text = text_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

enum { INT_SIZE_MAX = 20 }; /* with its sign */

/* At the end of `room`. */
static Text write_int(char room[static INT_SIZE_MAX], int64_t value)
{
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char *at = room + INT_SIZE_MAX;
    do *--at = (char)('0' + size % 10);
    while (size /= 10);
    if (value < 0) *--at = '-';
    return (Text){at, (size_t)(room + INT_SIZE_MAX - at)};
}

Text text_of_int(Arena *arena, int64_t value)
{
    char room[INT_SIZE_MAX];
    return text_copy(arena, write_int(room, value));
}

Text text_hex(Arena *arena, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *at = arena_take(arena, 2 * size + 1);
    for (size_t i = 0; i < size; i++) {
        at[2 * i] = digits[from[i] >> 4];
        at[2 * i + 1] = digits[from[i] & 15];
    }
    return (Text){at, 2 * size};
}

static void make_room(TextBuffer *buffer, size_t room)
{
    char *at = arena_take_blank(buffer->arena, room);
    if (buffer->size) memcpy(at, buffer->at, buffer->size);
    buffer->at = at;
    buffer->room = room;
}

void buffer_reserve(TextBuffer *buffer, size_t size)
{
    if (size > buffer->room - buffer->size) make_room(buffer, buffer->size + size);
}

void buffer_grow(TextBuffer *buffer, size_t size)
{
    make_room(buffer, 2 * (buffer->size + size) + 64);
}

void buffer_add_int(TextBuffer *buffer, int64_t value)
{
    char room[INT_SIZE_MAX];
    buffer_add(buffer, write_int(room, value));
}

void buffer_add_format(TextBuffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_add(buffer, text_format_list(buffer->arena, format, arguments));
    va_end(arguments);
}
