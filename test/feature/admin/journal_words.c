/* SPDX-License-Identifier: Apache-2.0 */
/* The decision log speaks to readers: whatever doc/record.md lists has its word, and values are told. */
#include "feature/admin/journal_words.h"

#include "test.h"

#include <stdio.h>

enum { LINE_BYTES_MAX = 2000 };

static Arena *arena;

/* Each name in backticks of a table's cell, except in parentheses, which tell what a name holds. */
static int each_name(const char *cell, bool (*is_known)(const char *name))
{
    int depth = 0, found = 0;
    char name[LINE_BYTES_MAX];
    for (; *cell && *cell != '|'; cell++) {
        depth += (*cell == '(') - (*cell == ')');
        if (*cell != '`') continue;
        const char *end = strchr(cell + 1, '`');
        snprintf(name, sizeof name, "%.*s", (int)(end - cell - 1), cell + 1);
        cell = end;
        if (depth) continue;
        if (!is_known(name)) fail_msg("%s has no word", name);
        found++;
    }
    return found;
}

static bool is_known_kind(const char *name)
{
    return journal_kind_word(text_of(name)).english != NULL;
}

static bool is_known_field(const char *name)
{
    bool refers_to_a_kind = strchr(name, '.') != NULL; /* "as `review.sent`" */
    return refers_to_a_kind ? is_known_kind(name) : journal_field_word(name).english != NULL;
}

static void every_kind_and_field_of_the_record_has_its_word(void **state)
{
    char line[LINE_BYTES_MAX];
    int kinds = 0, fields = 0;
    FILE *file = fopen(SOURCE_ROOT "/doc/record.md", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "| `", 3) != 0) continue;
        const char *rule = strchr(line + 1, '|'), *says = strchr(rule + 1, '|');
        kinds += each_name(line + 1, is_known_kind);
        fields += each_name(says + 1, is_known_field);
    }
    fclose(file);
    assert_true(kinds > 30 && fields > 60);
    assert_true(is_known_kind("record.taken") && is_known_kind("role.granted") &&
                is_known_kind("role.revoked"));
    assert_false(is_known_kind("review.forgotten"));
}

static Text value_of(Language language, const char *name, const char *json)
{
    Snapshot at = {.arena = arena};
    JournalReader reader = {.at = &at, .language = language, .zone = TEXT("Asia/Seoul")};
    json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
    Text told = text_copy(arena, journal_value(&reader, name, value));
    json_decref(value);
    return told;
}

static void values_are_told_in_the_readers_language(void **state)
{
    assert_text(value_of(LANGUAGE_DE, "until", "\"2026-05-29T09:00:00.000000Z\""), "29.05.2026, 18:00 Uhr");
    assert_text(value_of(LANGUAGE_EN, "country", "\"KR\""), "South Korea");
    assert_text(value_of(LANGUAGE_KO, "seat", "\"chair\""), "위원장");
    assert_text(value_of(LANGUAGE_EN, "eligible", "0"), "Not eligible");
    assert_text(value_of(LANGUAGE_EN, "departs", "1"), "Yes");
    assert_text(value_of(LANGUAGE_EN, "pairs", "[[1,2],[3,4]]"), "2 entries");
    assert_text(value_of(LANGUAGE_EN, "reason", "{\"commitment\":\"0123456789abcdef\"}"), "#0123456789ab…");
    assert_text(value_of(LANGUAGE_EN, "scores", "{\"need\":4,\"plan\":2}"), "need 4 · plan 2");
}

static void a_code_without_a_word_stays_as_it_is(void **state)
{
    assert_text(value_of(LANGUAGE_KO, "cause", "\"forgotten\""), "forgotten");
    assert_text(value_of(LANGUAGE_DE, "application", "\"809936879618375680\""), "809936879618375680");
    assert_text(value_of(LANGUAGE_DE, "round", "1234"), "1.234");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_and_field_of_the_record_has_its_word),
        TEST(values_are_told_in_the_readers_language),
        TEST(a_code_without_a_word_stays_as_it_is),
    };
    arena = arena_new(16 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
