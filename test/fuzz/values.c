/* SPDX-License-Identifier: Apache-2.0 */
/* Values in their places: whatever stands in them, no sign that a parser could act on comes out. */
#include "platform/page/put.h"

#include <assert.h>
#include <string.h>

static void check_markup(Text out, const char *forbidden)
{
    for (size_t i = 0; i < out.size; i++) assert(!memchr(forbidden, out.at[i], strlen(forbidden)));
}

static void check_csv(Text out)
{
    bool is_quoted = out.size && out.at[0] == '"';
    if (!is_quoted) check_markup(out, ",\"\r\n");
    Text inner = is_quoted ? text_slice(out, 1, out.size - 2) : out;
    for (size_t i = 0; i < inner.size; i++) {
        if (inner.at[i] == '"') assert(inner.at[++i] == '"');
    }
    if (inner.size) assert(!memchr("=+-@\t\r", inner.at[0], 6));
}

static void check_json(Text out)
{
    assert(out.size >= 2 && out.at[0] == '"' && out.at[out.size - 1] == '"');
    for (size_t i = 1; i < out.size - 1; i++) {
        assert((unsigned char)out.at[i] >= ' ' && out.at[i] != '"' && out.at[i] != '<');
        if (out.at[i] == '\\') i++;
        assert(i < out.size - 1);
    }
}

static Text put(Arena *arena, PutPlace place, Text text)
{
    Page page = {.out = {.arena = arena}, .language = LANGUAGE_EN};
    put_text(&page, place, text);
    return buffer_text(&page.out);
}

static void check_addresses(Arena *arena, Text text)
{
    Text path = URL(arena, LANGUAGE_EN, "/a/{}/b", text).address;
    for (size_t i = 6; i < path.size - 2; i++)
        assert(path.at[i] != '/' && path.at[i] != '?' && path.at[i] != '#');
    Text foreign = url_foreign(arena, text).address;
    assert(text_is_c(foreign, "#") || strchr("hHmM", foreign.at[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static Arena *arena;
    Text text = {(const char *)bytes, size};
    Instant instant;
    Language language;
    if (!text_is_utf8(text)) return 0;
    if (!arena) arena = arena_new(64 << 20);
    check_markup(put(arena, PLACE_HTML, text), "<>\"'`\r\x01\x1f\x7f");
    check_markup(put(arena, PLACE_ATTRIBUTE, text), "<>\"'`\r\n\t\x01\x1f\x7f");
    check_markup(put(arena, PLACE_PLAIN, text), "\r\t\x01\x1b\x1f\x7f");
    check_csv(put(arena, PLACE_CSV, text));
    check_json(put(arena, PLACE_JSON, text));
    check_addresses(arena, text);
    language_negotiate(text);
    language_from_code(text, &language);
    instant_from_civil(text, TEXT("Europe/Berlin"), &instant);
    zone_is_known(text);
    tongue_name(arena, LANGUAGE_KO, text);
    country_name(arena, LANGUAGE_DE, text);
    assert(text_is(text_normalise(arena, text_normalise(arena, text)), text_normalise(arena, text)));
    collate(LANGUAGE_KO, text, TEXT("서울"));
    arena_reset(arena);
    return 0;
}
