/* SPDX-License-Identifier: Apache-2.0 */
#include "forge.h"

#include "feature/prize/export.h"

#include <stdlib.h>

static void add_line(void *context, Text line)
{
    buffer_add(context, line);
}

static void export_demo(Snapshot *at, void *context)
{
    TextBuffer *buffer = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    Export export = {.key = site_key_of_demonstrations(at->arena), .is_sealed = !export_is_open(at, edition)};
    export_record(at, edition, &export, add_line, buffer);
}

Text record_of(Store *store, Arena *arena)
{
    TextBuffer buffer = {.arena = arena};
    store_read(store, arena, (AccountId){0}, export_demo, &buffer);
    return buffer_text(&buffer);
}

void verify_bytes(Arena *arena, Text bytes, Text key, Verification *verification)
{
    char *copy = (char *)text_c(arena, bytes);
    FILE *file = fmemopen(copy, bytes.size ? bytes.size : 1, "r");
    assert_non_null(file);
    if (!bytes.size) fseek(file, 0, SEEK_END);
    record_verify(arena, file, key, verification);
    fclose(file);
}

void assert_verified(const Verification *verification)
{
    if (verification->faults.list.count)
        fail_msg("line %lld: %.*s", (long long)verification->faults.list.at[0].line,
                 TEXT_PRINT(verification->faults.list.at[0].what));
}

static void release(void *json)
{
    json_decref(json);
}

Forgery forgery_of(Arena *arena, Text rest)
{
    Forgery forgery = {.arena = arena, .lines = json_array()};
    arena_at_end(arena, release, forgery.lines);
    while (rest.size) {
        Text line = text_next(&rest, '\n');
        json_t *json = json_loadb(line.at, line.size, 0, NULL);
        assert_non_null(json);
        if (json_object_get(json, "prev")) json_array_append_new(forgery.lines, json);
        else if (text_is_c(text_of(json_string_value(json_object_get(json, "kind"))), "end"))
            forgery.end = json;
        else json_decref(json);
    }
    arena_at_end(arena, release, forgery.end);
    return forgery;
}

Text dump(Arena *arena, const json_t *json)
{
    char *written = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    Text text = text_copy(arena, text_of(written));
    free(written);
    return text;
}

Text forgery_end(Forgery *forgery)
{
    Arena *arena = forgery->arena;
    TextBuffer buffer = {.arena = arena};
    Text digest = TEXT("0000000000000000000000000000000000000000000000000000000000000000");
    size_t i;
    json_t *line;
    json_array_foreach(forgery->lines, i, line)
    {
        json_object_set_new(line, "n", json_integer((json_int_t)i + 1));
        json_object_set_new(line, "prev", json_stringn(digest.at, digest.size));
        Text written = dump(arena, line);
        digest = journal_digest(arena, written);
        buffer_add(&buffer, written);
        buffer_add_char(&buffer, '\n');
    }
    json_object_set_new(forgery->end, "count", json_integer((json_int_t)i));
    json_object_set_new(forgery->end, "openings", json_integer(0));
    json_object_set_new(forgery->end, "digest", json_stringn(digest.at, digest.size));
    json_object_del(forgery->end, "signature");
    SiteKey key = site_key_of_demonstrations(arena);
    Text signature = signature_make(arena, &key, RECORD_PURPOSE, dump(arena, forgery->end));
    json_object_set_new(forgery->end, "signature", json_stringn(signature.at, signature.size));
    buffer_add(&buffer, dump(arena, forgery->end));
    buffer_add_char(&buffer, '\n');
    return buffer_text(&buffer);
}

bool is_kind(const json_t *line, const char *kind)
{
    return !strcmp(json_string_value(json_object_get(line, "kind")), kind);
}

size_t place_of(const Forgery *forgery, const char *kind, int nth)
{
    size_t count = json_array_size(forgery->lines);
    for (size_t i = 0; i < count; i++) {
        size_t place = nth < 0 ? count - 1 - i : i;
        if (!is_kind(json_array_get(forgery->lines, place), kind)) continue;
        if (nth == 0 || nth == -1) return place;
        nth += nth < 0 ? 1 : -1;
    }
    fail_msg("the record has no %s", kind);
    return 0;
}

json_t *says_of(const Forgery *forgery, const char *kind, int nth)
{
    return json_object_get(json_array_get(forgery->lines, place_of(forgery, kind, nth)), "says");
}

bool names(const Faults *faults, const char *sentence)
{
    for (size_t i = 0; i < faults->list.count; i++) {
        if (text_find(faults->list.at[i].what, text_of(sentence)) >= 0) return true;
    }
    return false;
}

void assert_refused(Text base, const Forged *forged)
{
    Arena *arena = arena_new(year_memory);
    Verification verification;
    Forgery forgery = forgery_of(arena, base);
    forged->forge(&forgery);
    verify_bytes(arena, forgery_end(&forgery), TEXT(""), &verification);
    const Faults *faults = &verification.faults;
    if (!forged->sentence) assert_verified(&verification);
    else if (!names(faults, forged->sentence))
        fail_msg("%s: “%s” is not said, but “%.*s”", forged->name, forged->sentence,
                 faults->list.count ? (int)faults->list.at[0].what.size : 8,
                 faults->list.count ? faults->list.at[0].what.at : "verified");
    arena_free(arena);
}
