/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/yaml.h"

#include "problems.h"
#include "test.h"

#include <string.h>

static YamlNode *read(Arena *arena, const char *text, Problems *problems)
{
    *problems = problems_none(arena);
    return yaml_read(arena, text_of(text), problems);
}

static void a_tree_is_read_with_its_places(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems;
    YamlNode *root =
        read(arena, "name: 'Madang 마당'\nrounds:\n  - kind: screening\n    pass: 40\n  - {kind: panel}\n",
             &problems);
    assert_text(problems_written(&problems), "");
    assert_text(yaml_get(root, "name")->text, "Madang 마당");
    YamlNode *rounds = yaml_get(root, "rounds");
    assert_int_equal(rounds->kind, YAML_LIST);
    assert_int_equal(rounds->count, 2);
    assert_int_equal(yaml_get(rounds->items[0], "pass")->line, 4);
    assert_int_equal(yaml_get(rounds->items[0], "pass")->column, 11);
    assert_text(yaml_get(rounds->items[1], "kind")->text, "panel");
    assert_null(yaml_get(rounds->items[1], "pass"));
    arena_free(arena);
}

static void a_file_of_nothing_is_an_empty_map(void **state)
{
    const char *files[] = {"", "\n\n", "# only a comment\n", "---\n", "\xef\xbb\xbf"};
    Arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Problems problems;
        YamlNode *root = read(arena, files[i], &problems);
        assert_text(problems_written(&problems), "");
        assert_int_equal(root->kind, YAML_MAP);
        assert_int_equal(root->count, 0);
    }
    arena_free(arena);
}

static void block_scalars_and_quotes_give_their_text(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems;
    YamlNode *root =
        read(arena, "a: |\n  one\n  two\nb: >\n  one\n  two\nc: \"x\\ty\"\nd: 'it''s'\ne: yes\nf:\n",
             &problems);
    assert_text(yaml_get(root, "a")->text, "one\ntwo\n");
    assert_text(yaml_get(root, "b")->text, "one two\n");
    assert_text(yaml_get(root, "c")->text, "x\ty");
    assert_text(yaml_get(root, "d")->text, "it's");
    assert_text(yaml_get(root, "e")->text, "yes");
    assert_text(yaml_get(root, "f")->text, "");
    arena_free(arena);
}

static void what_is_not_allowed_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *file, *problems;
    } cases[] = {
        {"a: 1\nb: 2\na: 3\n", "line 3, column 1: “a” stands here a second time."},
        {"x:\n  가: 1\n  가: 2\n", "line 3, column 3: “가” stands here a second time."},
        {"a: &x 1\nb: *x\n", "line 1, column 7: Anchors (&), aliases (*) and tags (!) are not allowed here."},
        {"b: *x\n", "line 1, column 5: Anchors (&), aliases (*) and tags (!) are not allowed here."},
        {"a: !!int 1\n", "line 1, column 10: Anchors (&), aliases (*) and tags (!) are not allowed here."},
        {"a: 1\n---\nb: 2\n", "line 2, column 1: A second document begins here; only one is allowed."},
        {"? [1, 2]\n: 3\n", "line 1, column 3: A key must be a plain word."},
        {"a: \"Pre\\0mio\"\n", "line 1, column 5: The character NUL is not allowed here."},
        {"a\xff: 1\n", "line 1, column 1: The file must be text in UTF-8."},
    };
    Arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Problems problems;
        assert_null(read(arena, cases[i].file, &problems));
        assert_text(problems_written(&problems), cases[i].problems);
    }
    arena_free(arena);
}

/* The reason is the library's; the place and the beginning are ours. */
static void what_is_not_yaml_is_refused(void **state)
{
    const char *files[] = {"a: [1, 2\n", "a: \"open\n", "a: 1\n  b: 2\n", "\tx: 1\n",
                           "a: 1\n]\n",  "@",           "a: b: c"};
    Arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Problems problems;
        assert_null(read(arena, files[i], &problems));
        assert_int_equal(problems.count, 1);
        assert_true(text_find(problems_written(&problems), TEXT("This is not YAML")) > 0);
    }
    arena_free(arena);
}

/* `piece` so many times, its # replaced by the number. */
static Text repeated(Arena *arena, const char *beginning, const char *piece, int count)
{
    TextBuffer all = {.arena = arena};
    buffer_add(&all, text_of(beginning));
    for (int i = 0; i < count; i++) {
        Text rest = text_of(piece);
        buffer_add(&all, text_next(&rest, '#'));
        if (strchr(piece, '#')) buffer_add_format(&all, "%05d", i);
        buffer_add(&all, rest);
    }
    return buffer_text(&all);
}

static void assert_bound(const char *beginning, const char *piece, int count, const char *expected)
{
    Arena *arena = arena_new(64 << 20);
    Problems problems = problems_none(arena);
    assert_null(yaml_read(arena, repeated(arena, beginning, piece, count), &problems));
    assert_true(text_find(problems_written(&problems), text_of(expected)) >= 0);
    arena_free(arena);
}

static void every_bound_ends_the_reading(void **state)
{
    assert_bound("", "[", 40, "This lies deeper than 32 levels.");
    assert_bound("", "[", 100000, "");
    assert_bound("", "k#: 1\n", 1001, "line 1001, column 1: There are more than 1000 keys here.");
    assert_bound("a:\n", "- #\n", 100001, "The file has more than 100000 values.");
    assert_bound("a: ", "#", 800001, "The file is larger than 4000000 bytes.");
}

static void values_are_read_by_type_and_range(void **state)
{
    static const char *const words[] = {"mean", "median", NULL};
    Arena *arena = arena_new(1 << 20);
    Problems problems;
    YamlNode *root = read(arena,
                          "int: 40\nbig: 4000\nword: x\nyes: true\nno: false\nmaybe: yes\nrule: median\n"
                          "other: mode\nlist: [1]\nmap: {a: 1}\n",
                          &problems);
    assert_int_equal(yaml_int(yaml_get(root, "int"), 1, 100, 7, &problems), 40);
    assert_int_equal(yaml_int(NULL, 1, 100, 7, &problems), 7);
    assert_true(yaml_bool(yaml_get(root, "yes"), false, &problems));
    assert_false(yaml_bool(yaml_get(root, "no"), true, &problems));
    assert_int_equal(yaml_choice(yaml_get(root, "rule"), words, 0, &problems), 1);
    assert_text(problems_written(&problems), "");
    assert_int_equal(yaml_int(yaml_get(root, "big"), 1, 100, 7, &problems), 7);
    yaml_int(yaml_get(root, "word"), 1, 100, 7, &problems);
    yaml_bool(yaml_get(root, "maybe"), true, &problems);
    yaml_choice(yaml_get(root, "other"), words, 0, &problems);
    yaml_text(yaml_get(root, "list"), TEXT(""), &problems);
    assert_false(yaml_is(yaml_get(root, "list"), YAML_MAP, &problems));
    assert_false(yaml_is(yaml_get(root, "map"), YAML_LIST, &problems));
    assert_null(yaml_need(root, "absent", &problems));
    assert_text(problems_written(&problems), "line 2, column 6: This must be a whole number from 1 to 100.\n"
                                             "line 3, column 7: This must be a whole number from 1 to 100.\n"
                                             "line 6, column 8: This must be true or false.\n"
                                             "line 8, column 8: This must be one of: mean, median.\n"
                                             "line 9, column 7: This must be a single value.\n"
                                             "line 9, column 7: This must be a map of keys and values.\n"
                                             "line 10, column 6: This must be a list.\n"
                                             "line 1, column 1: “absent” is missing here.");
    arena_free(arena);
}

static void keys_that_nobody_asked_for_are_named_once(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems;
    YamlNode *root =
        read(arena, "name: x\nextra: {below: 1}\nlist:\n- {kinds: 1, kind: 2}\n- {knid: 1}\n", &problems);
    yaml_get(root, "name");
    YamlNode *list = yaml_get(root, "list");
    for (size_t i = 0; i < list->count; i++) yaml_get(list->items[i], "kind");
    yaml_check_asked(root, &problems);
    assert_text(problems_written(&problems),
                "line 2, column 1: “extra” is not known here.\n"
                "line 4, column 4: “kinds” is not known here.\n"
                "line 5, column 4: “knid” is not known here. Did you mean “kind”?");
    arena_free(arena);
}

RUN_TESTS(TEST(a_tree_is_read_with_its_places), TEST(a_file_of_nothing_is_an_empty_map),
          TEST(block_scalars_and_quotes_give_their_text), TEST(what_is_not_allowed_is_refused_with_its_place),
          TEST(what_is_not_yaml_is_refused), TEST(every_bound_ends_the_reading),
          TEST(values_are_read_by_type_and_range), TEST(keys_that_nobody_asked_for_are_named_once))
