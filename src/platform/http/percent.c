/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/percent.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool decode_byte(Text encoded, size_t *i, bool plus, char *byte)
{
    char c = encoded.at[*i];
    *byte = plus && c == '+' ? ' ' : c;
    if (c != '%') return true;
    if (*i + 2 >= encoded.size) return false;
    int high = hex_digit(encoded.at[*i + 1]), low = hex_digit(encoded.at[*i + 2]);
    *byte = (char)(high * 16 + low);
    *i += 2;
    return high >= 0 && low >= 0;
}

bool percent_decode(Arena *arena, Text encoded, bool plus, Text *decoded)
{
    char *bytes = arena_take(arena, encoded.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < encoded.size; i++)
        if (!decode_byte(encoded, &i, plus, &bytes[size++])) return false;
    *decoded = (Text){bytes, size};
    return text_is_utf8(*decoded);
}

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

Text percent_encode(Arena *arena, Text text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *bytes = arena_take(arena, 3 * text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (is_unreserved(text.at[i])) {
            bytes[size++] = text.at[i];
            continue;
        }
        bytes[size++] = '%';
        bytes[size++] = digits[byte >> 4];
        bytes[size++] = digits[byte & 15];
    }
    return (Text){bytes, size};
}
