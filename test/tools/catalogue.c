/* SPDX-License-Identifier: Apache-2.0 */
/* Each refusal of the catalogue, by running it on small files as the build does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static char folder[] = "/tmp/catalogue.XXXXXX";
static Arena *arena;

static const char *write_file(const char *name, const char *text)
{
    const char *path = text_format(arena, "%s/%s", folder, name).at;
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    return path;
}

static Text read_file(const char *name)
{
    char *text = arena_take(arena, 65536);
    FILE *in = fopen(text_format(arena, "%s/%s", folder, name).at, "rb");
    if (!in) return TEXT("");
    size_t size = fread(text, 1, 65535, in);
    fclose(in);
    return (Text){text, size};
}

/* What the catalogue says of the files, and whether it agreed. */
static bool run(const char *pot, const char *ko, const char *de, bool is_strict, Text *said)
{
    const char *source = write_file("x.pot", pot), *korean = write_file("ko.po", ko),
               *german = write_file("de.po", de);
    const char *out = text_format(arena, "%s/out.c", folder).at,
               *log = text_format(arena, "%s/log", folder).at;
    unlink(out);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen(log, "wb", stderr)) _exit(9);
        execl(CATALOGUE_PROGRAM, "catalogue", "--out", out, "--source", source, "--ko", korean, "--de",
              german, is_strict ? "--strict" : (char *)NULL, (char *)NULL);
        _exit(9);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 9);
    *said = read_file("log");
    return WEXITSTATUS(status) == 0;
}

static const char *const one = "#: a.html:7\nmsgid \"Read {file}\"\nmsgstr \"\"\n";
static const char *const good_ko = "msgid \"Read {file}\"\nmsgstr \"{file} 파일을 읽기\"\n";
static const char *const good_de = "msgid \"Read {file}\"\nmsgstr \"{file} lesen\"\n";

static void accepts(const char *pot, const char *ko, const char *de)
{
    Text said;
    if (!run(pot, ko, de, true, &said)) fail_msg("refused: %.*s", TEXT_PRINT(said));
}

static void refuses(const char *pot, const char *ko, const char *de, const char *reason)
{
    Text said;
    if (run(pot, ko, de, true, &said)) fail_msg("not refused: %s", reason);
    if (text_find(said, text_of(reason)) < 0) fail_msg("“%.*s” does not say “%s”", TEXT_PRINT(said), reason);
    assert_int_equal(read_file("out.c").size, 0);
}

static void good_translations_become_a_table(void **state)
{
    (void)state;
    accepts(one, good_ko, good_de);
    assert_true(text_find(read_file("out.c"),
                          TEXT("{{{\"{file} lesen\", 12}, false}, {{\"{file} lesen\", 12}, false}}")) > 0);
}

static void a_missing_translation_is_refused_where_it_must_be(void **state)
{
    (void)state;
    refuses(one, "", good_de, "a.html:7: “Read {file}” has no Korean");
    refuses(one, good_ko, "", "a.html:7: “Read {file}” has no German");
    refuses(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"\"\n", "de.po:1: the translation is empty");
    Text said;
    assert_true(run(one, "", good_de, false, &said));
    assert_true(text_find(said, TEXT("1 translations are missing")) >= 0);
    assert_true(text_find(read_file("out.c"), TEXT("{{\"Read {file}\", 11}, false}}, {{{\"{file} lesen\"")) >
                0);
}

/* What is plain is copied into pages as it is: nothing that markup would take for its own may be. */
static void only_what_markup_leaves_alone_is_plain(void **state)
{
    (void)state;
    accepts("#: a.html:7\nmsgid \"Fish & chips\"\nmsgstr \"\"\n",
            "msgid \"Fish & chips\"\nmsgstr \"생선 튀김\"\n",
            "msgid \"Fish & chips\"\nmsgstr \"Fisch <und> Fritten\"\n");
    Text table = read_file("out.c");
    assert_true(text_find(table, TEXT("{{\"Fish & chips\", 12}, false}")) > 0);
    assert_true(text_find(table, TEXT("{{\"생선 튀김\", 13}, true}")) > 0);
    assert_true(text_find(table, TEXT("{{\"Fisch <und> Fritten\", 19}, false}")) > 0);
}

static void placeholders_are_the_same_in_all(void **state)
{
    (void)state;
    refuses(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"Lesen\"\n", "different {placeholders}");
    refuses(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"{datei} lesen\"\n", "different {placeholders}");
    refuses(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"{file} {file lesen\"\n", "does not end");
    const char *pot = "msgid \"{a}Read{/a} {b}now{/b}\"\nmsgstr \"\"\n";
    const char *ko = "msgid \"{a}Read{/a} {b}now{/b}\"\nmsgstr \"{b}지금{/b} {a}읽기{/a}\"\n";
    accepts(pot, ko, "msgid \"{a}Read{/a} {b}now{/b}\"\nmsgstr \"{b}Jetzt{/b} {a}lesen{/a}\"\n");
    refuses(pot, ko, "msgid \"{a}Read{/a} {b}now{/b}\"\nmsgstr \"{/b}Jetzt{b} {a}lesen{/a}\"\n", "in turn");
    refuses(pot, ko, "msgid \"{a}Read{/a} {b}now{/b}\"\nmsgstr \"{b}Jetzt {a}lesen{/b}{/a}\"\n", "in turn");
}

static void each_language_has_its_plural_forms(void **state)
{
    (void)state;
    const char *pot = "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n";
    const char *ko = "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n}일\"\n";
    const char *de =
        "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"ein Tag\"\nmsgstr[1] \"{n} Tage\"\n";
    accepts(pot, ko, de);
    refuses(pot, ko, "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n} Tage\"\n",
            "German has 2 forms");
    refuses(pot, "msgid \"{n} day\"\nmsgid_plural \"{n} days\"\nmsgstr[0] \"{n}일\"\nmsgstr[1] \"{n}일\"\n",
            de, "Korean has 1 forms");
    refuses(pot, ko, "msgid \"{n} day\"\nmsgstr \"{n} Tag\"\n", "has no German");
}

static void doubtful_translations_are_refused(void **state)
{
    (void)state;
    refuses(one, good_ko, "#, fuzzy\nmsgid \"Read {file}\"\nmsgstr \"{file} lesen\"\n", "fuzzy");
    refuses(one, good_ko, "#~ msgid \"Read {file}\"\n#~ msgstr \"{file} lesen\"\n", "has no German");
    refuses(
        one, good_ko,
        "msgid \"Read {file}\"\nmsgstr \"{file} lesen\"\n\nmsgid \"Read {file}\"\nmsgstr \"Lies {file}\"\n",
        "translated otherwise in");
    refuses(one, good_ko, "msgid \"Read {file}\nmsgstr \"\"\n", "de.po:1: a text stands in double quotes");
    refuses(one, good_ko, "msgctxt \"x\"\n", "unknown");
    Text said;
    assert_true(run(one, good_ko,
                    "msgid \"Read {file}\"\nmsgstr \"{file} lesen\"\n\nmsgid \"Old\"\nmsgstr \"Alt\"\n", true,
                    &said));
    assert_true(text_find(said, TEXT("no page says “Old” any more")) >= 0);
}

static void korean_particles_keep_off_placeholders(void **state)
{
    (void)state;
    static const char *const bad[] = {"{file}을 읽기",  "{file}를 읽기",   "{file}이 있음",
                                      "{file}는, 읽기", "{file}로",        "“{file}”을 읽기",
                                      "{file}와 읽기",  "{file}으로 읽기", "{file}을(를) 읽기"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuses(one, text_format(arena, "msgid \"Read {file}\"\nmsgstr \"%s\"\n", bad[i]).at, good_de,
                "fixed noun");
    static const char *const good[] = {"{file}에 쓰기", "{file}의 읽기", "{file}도 읽기",
                                       "{file} 파일을 읽기", "{file}이상"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        accepts(one, text_format(arena, "msgid \"Read {file}\"\nmsgstr \"%s\"\n", good[i]).at, good_de);
}

static void quotes_are_typographic(void **state)
{
    (void)state;
    refuses(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"\\\"{file}\\\" lesen\"\n", "„ “");
    refuses(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"“{file}” lesen\"\n", "„ “");
    accepts(one, good_ko, "msgid \"Read {file}\"\nmsgstr \"„{file}“ lesen\"\n");
    refuses("msgid \"Don't\"\nmsgstr \"\"\n", "msgid \"Don't\"\nmsgstr \"금지\"\n",
            "msgid \"Don't\"\nmsgstr \"Nicht\"\n", "’");
}

static void long_texts_may_stand_in_several_lines(void **state)
{
    (void)state;
    accepts("msgid \"\"\n\"Read \"\n\"{file}\"\nmsgstr \"\"\n", good_ko,
            "msgid \"Read {file}\"\nmsgstr \"\"\n\"{file} \"\n\"lesen\"\n");
}

int main(void)
{
    arena = arena_new(64 << 20);
    if (!mkdtemp(folder)) return 1;
    const struct CMUnitTest all[] = {
        TEST(good_translations_become_a_table),       TEST(a_missing_translation_is_refused_where_it_must_be),
        TEST(only_what_markup_leaves_alone_is_plain), TEST(placeholders_are_the_same_in_all),
        TEST(each_language_has_its_plural_forms),     TEST(doubtful_translations_are_refused),
        TEST(korean_particles_keep_off_placeholders), TEST(quotes_are_typographic),
        TEST(long_texts_may_stand_in_several_lines),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
