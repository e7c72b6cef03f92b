/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/page.h"

#include <assert.h>
#include <string.h>

static bool is_unreserved(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

/* RFC 3986, 2.1. A part of dots alone would be resolved away: it is encoded too. */
static void add_encoded(TextBuffer *out, Text part)
{
    static const char digits[] = "0123456789ABCDEF";
    bool is_dots = text_is_c(part, ".") || text_is_c(part, "..");
    for (size_t i = 0; i < part.size; i++) {
        unsigned char byte = (unsigned char)part.at[i];
        if (is_unreserved(byte) && !is_dots) buffer_add_char(out, (char)byte);
        else buffer_add(out, (Text){(char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3});
    }
}

Url url_make(Arena *arena, Language language, const char *pattern, const Text *parts)
{
    TextBuffer out = {.arena = arena};
    Text rest = text_of(pattern);
    if (text_starts(rest, TEXT("/"))) {
        buffer_add_char(&out, '/');
        buffer_add(&out, language_code(language));
    }
    for (size_t i = 0; rest.size; i++) {
        ptrdiff_t hole = text_find(rest, TEXT("{}"));
        buffer_add(&out, hole < 0 ? rest : text_slice(rest, 0, (size_t)hole));
        if (hole < 0) break;
        add_encoded(&out, parts[i]);
        rest = text_from(rest, (size_t)hole + 2);
    }
    return (Url){buffer_text(&out)};
}

Url url_foreign(Arena *arena, Text address)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:"};
    Text trimmed = text_trim(address);
    for (size_t i = 0; i < trimmed.size; i++) {
        if ((unsigned char)trimmed.at[i] <= ' ' || trimmed.at[i] == 0x7f) return (Url){TEXT("#")};
    }
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        Text scheme = text_of(schemes[i]);
        Text start = text_lower_ascii(arena, text_slice(trimmed, 0, scheme.size));
        if (text_is(start, scheme) && trimmed.size > scheme.size) return (Url){text_copy(arena, trimmed)};
    }
    return (Url){TEXT("#")};
}
