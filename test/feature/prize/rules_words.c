/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/rules_words.h"

#include "feature/prize/edition_file.h"
#include "test.h"

static Edition demo_rules(Arena *arena)
{
    Edition edition;
    Problems problems = problems_none(arena);
    assert_true(edition_read(arena, edition_demo_file(), &edition, &problems));
    return edition;
}

static void every_key_of(const Shape *shape)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (!rule_word(shape->fields[i].name).english) fail_msg("no word for %s", shape->fields[i].name);
        if (shape->fields[i].shape) every_key_of(shape->fields[i].shape);
    }
}

static void every_rule_has_a_word(void **state)
{
    every_key_of(&edition_shape);
}

static void a_path_reads_as_words(void **state)
{
    Arena *arena = arena_new(16 << 20);
    Edition edition = demo_rules(arena);
    static const struct {
        const char *path, *words;
        Language language;
    } rows[] = {
        {"closes", "The call closes", LANGUAGE_EN},
        {"committee/quorum", "최종심사위원회 › 의사정족수", LANGUAGE_KO},
        {"rounds/panel/places", "Rounds › Panel › Places", LANGUAGE_EN},
        {"rounds/gone/places", "Runden › gone › Plätze", LANGUAGE_DE},
        {"rounds/panel/name/ko", "Rounds › Panel › Name › 한국어", LANGUAGE_EN},
        {"rounds/panel/floors/1/count", "Rounds › Panel › Floors › 1 › Number", LANGUAGE_EN},
        {"rounds", "Rounds", LANGUAGE_EN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(rule_path_words(arena, rows[i].language, &edition, &edition, text_of(rows[i].path)),
                    rows[i].words);
    arena_free(arena);
}

RUN_TESTS(TEST(every_rule_has_a_word), TEST(a_path_reads_as_words))
