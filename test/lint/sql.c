/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "sources.h"
#include "sql_rules.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    Arena *arena;
    SqlColumns columns;
    int refused;
} Check;

static void read_schema(const char *path, Text text, void *context)
{
    Check *check = context;
    if (text_ends(text_of(path), TEXT(".sql"))) sql_read_columns(check->arena, text, &check->columns);
}

static void report(Check *check, const char *path, int line, SqlRefusals refusals)
{
    for (size_t i = 0; i < refusals.count; i++) {
        const SqlRefusal *refusal = &refusals.at[i];
        print_error("%s:%d: %s, near “%.*s”: %s\n", path, line + refusal->line - 1, refusal->rule,
                    TEXT_PRINT(refusal->near), refusal->why);
        check->refused++;
    }
}

static int lines_before(Text text, size_t end)
{
    int lines = 1;
    for (size_t i = 0; i < end; i++) lines += text.at[i] == '\n';
    return lines;
}

/* The string literals from `i` on, joined, with a line's end where there is one, up to the closing
 * parenthesis. What stands between them (a macro's name) becomes a condition that any rule admits. */
static Text joined_literals(Arena *arena, Text text, size_t i)
{
    TextBuffer sql = {.arena = arena};
    bool quoted = false, macro = false;
    for (int depth = 1; i < text.size && depth; i++) {
        char byte = text.at[i];
        if (byte == '"') quoted = !quoted;
        else if (quoted && byte == '\\') i++;
        else if (quoted) buffer_add_char(&sql, byte);
        else if (byte == '\n') buffer_add_char(&sql, byte);
        else if (byte == '\\') continue;
        else if (byte == '(') depth++;
        else if (byte == ')') depth--;
        else if (byte != ' ' && !macro) buffer_add(&sql, TEXT("(1 = 1)"));
        macro = !quoted && byte != '"' && byte != ' ' && byte != '\n';
    }
    return buffer_text(&sql);
}

static void check_statements(Check *check, const char *path, Text text)
{
    for (size_t i = 0; i + 4 < text.size; i++) {
        bool starts = text_starts(text_from(text, i), TEXT("SQL("));
        bool within = i && (text.at[i - 1] == '_' || (text.at[i - 1] >= 'A' && text.at[i - 1] <= 'Z'));
        if (!starts || within || text_starts(text_from(text, i), TEXT("SQL(text)"))) continue;
        Text sql = joined_literals(check->arena, text, i + 4);
        report(check, path, lines_before(text, i),
               sql_refusals(check->arena, sql, &check->columns, text_starts(sql, TEXT("CREATE"))));
    }
}

/* The size of a line with those that it goes on in. */
static size_t logical_line_size(Text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\\')) return i;
    }
    return text.size;
}

/* Rules of access are macros, "EXISTS (SELECT …)", that stand in statements elsewhere. */
static void check_macros(Check *check, const char *path, Text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!text_starts(text_from(text, i), TEXT("\n#define "))) continue;
        Text line = text_from(text, i + 1);
        line.size = logical_line_size(line);
        ptrdiff_t quote = text_find(line, TEXT("\"")), parenthesis = text_find(line, TEXT("("));
        if (quote < 0 || (parenthesis >= 0 && parenthesis < quote)) continue;
        Text sql = joined_literals(check->arena, line, (size_t)quote);
        if (text_find(sql, TEXT("SELECT ")) < 0) continue;
        report(check, path, lines_before(text, i) + 1,
               sql_refusals(check->arena, sql, &check->columns, false));
    }
}

static void check_file(const char *path, Text text, void *context)
{
    Check *check = context;
    Text name = text_of(path);
    if (text_ends(name, TEXT(".sql"))) {
        report(check, path, 1, sql_refusals(check->arena, text, &check->columns, true));
    } else if (text_ends(name, TEXT(".c")) || text_ends(name, TEXT(".h"))) {
        check_statements(check, path, text);
        check_macros(check, path, text);
    }
}

static void the_sources_say_nothing_that_differs(void **state)
{
    Check check = {.arena = arena_new(256 << 20)};
    sources_each(check.arena, "src", read_schema, &check);
    assert_true(check.columns.count > 0);
    sources_each(check.arena, "src", check_file, &check);
    assert_int_equal(check.refused, 0);
    arena_free(check.arena);
}

/* A line of the examples: the rule ("good" for none), a tab, the SQL. */
static void check_example(Check *check, Text line)
{
    Text rule = text_next(&line, '\t');
    bool is_schema = text_starts(line, TEXT("CREATE"));
    SqlRefusals refusals = sql_refusals(check->arena, line, &check->columns, is_schema);
    bool as_expected = text_is_c(rule, "good") ? refusals.count == 0
                                               : refusals.count == 1 && text_is_c(rule, refusals.at[0].rule);
    if (as_expected) return;
    print_error("%.*s: %.*s\n", TEXT_PRINT(rule), TEXT_PRINT(line));
    report(check, "example", 1, refusals);
    check->refused++;
}

static void read_examples(const char *path, Text text, void *context)
{
    Check *check = context;
    if (!text_ends(text_of(path), TEXT("examples.tsv"))) return;
    while (text.size) {
        Text line = text_next(&text, '\n');
        if (line.size) check_example(check, line);
    }
    check->refused += 1000; /* so that the test fails where there are no examples */
}

static void the_rules_refuse_what_differs_and_nothing_else(void **state)
{
    Check check = {.arena = arena_new(16 << 20)};
    sql_read_columns(check.arena,
                     TEXT("CREATE TABLE thing (key INT64 PRIMARY KEY, at INT64, name TEXT NOT NULL);"),
                     &check.columns);
    sources_each(check.arena, "test/lint", read_examples, &check);
    assert_int_equal(check.refused, 1000);
    arena_free(check.arena);
}

RUN_TESTS(TEST(the_rules_refuse_what_differs_and_nothing_else), TEST(the_sources_say_nothing_that_differs))
