/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sheet.h"

#include "test.h"

static Sheet read_sheet(Arena *arena, Text bytes)
{
    Sheet sheet;
    assert_true(sheet_read(arena, bytes, &sheet));
    if (sheet.faults.count)
        fail_msg("line %lld: %.*s", (long long)sheet.faults.at[0].line, TEXT_PRINT(sheet.faults.at[0].what));
    return sheet;
}

static void assert_refused(Text bytes, int64_t line, const char *what)
{
    Arena *arena = arena_new(1 << 20);
    Sheet sheet;
    sheet_read(arena, bytes, &sheet);
    assert_int_equal(sheet.faults.count, 1);
    assert_int_equal(sheet.faults.at[0].line, line);
    assert_true(text_find(sheet.faults.at[0].what, text_of(what)) >= 0);
    arena_free(arena);
}

static void cells_are_read_by_any_separator_and_end_of_line(void **state)
{
    static const char *const files[] = {"a,b\n1,2\n3,4\n", "a;b\r\n1;2\r\n3;4\r\n", "a\tb\r1\t2\r3\t4",
                                        "\xEF\xBB\xBF"
                                        "a;b\n1;2\n\n;\n3;4\n",
                                        "sep=;\r\na;b\r\n1;2\r\n3;4"};
    Arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        Sheet sheet = read_sheet(arena, text_of(files[i]));
        assert_int_equal(sheet.head.cells.count, 2);
        assert_text(sheet_cell(&sheet.head, 1), "b");
        assert_int_equal(sheet.rows.count, 2);
        assert_text(sheet_cell(&sheet.rows.at[0], 0), "1");
        assert_text(sheet_cell(&sheet.rows.at[1], 1), "4");
        assert_text(sheet_cell(&sheet.rows.at[1], 2), "");
        assert_text(sheet_cell(&sheet.rows.at[1], -1), "");
    }
    arena_free(arena);
}

static void quotes_hold_separators_newlines_and_quotes(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Sheet sheet = read_sheet(arena, TEXT("\"a;x\";b\r\n\"one;\r\n\"\"two\"\"\";2\r\n5\" pipe;\r\n"));
    assert_text(sheet_cell(&sheet.head, 0), "a;x");
    assert_text(sheet_cell(&sheet.rows.at[0], 0), "one;\r\n\"two\"");
    assert_text(sheet_cell(&sheet.rows.at[0], 1), "2");
    assert_int_equal(sheet.rows.at[0].line, 2);
    assert_text(sheet_cell(&sheet.rows.at[1], 0), "5\" pipe");
    assert_int_equal(sheet.rows.at[1].line, 4);
    arena_free(arena);
}

static void commas_within_the_heads_quotes_do_not_separate(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Sheet sheet = read_sheet(arena, TEXT("\"Name, first, middle, last\";b\n1;2\n"));
    assert_int_equal(sheet.head.cells.count, 2);
    arena_free(arena);
}

static void korean_office_files_are_read(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Sheet sheet = read_sheet(arena, TEXT("\xC1\xA6\xB8\xF1,b\n\xB8\xB6\xB4\xE7,2\n"));
    assert_text(sheet_cell(&sheet.head, 0), "제목");
    assert_text(sheet_cell(&sheet.rows.at[0], 0), "마당");
    arena_free(arena);
}

static void what_is_no_table_is_refused_with_its_line(void **state)
{
    assert_refused(TEXT(""), 1, "empty");
    assert_refused(TEXT("\n\n;;\n"), 1, "empty");
    assert_refused(TEXT("a;b\n1;2\n3;\0\n"), 3, "NUL");
    assert_refused(TEXT("PK\x03\x04 and so on"), 1, "workbook");
    assert_refused(TEXT("\xFF\xFE"
                        "a\0;\0"),
                   1, "UTF-16");
    assert_refused(TEXT("a;b\n1;2\nPr\xE4ger;4\n"), 3, "neither UTF-8 nor CP949"); /* Windows-1252 */
    assert_refused(TEXT("\xEF\xBB\xBF"
                        "a;b\n\xC1\xA6;2\n"),
                   2, "neither"); /* marked as UTF-8, and isn't */
    assert_refused(TEXT("a;b\n1;\"2\n3;4\n"), 2, "never closed");
    assert_refused(TEXT("a;b\n1;\"2\n3;4\" x\n5;6\n"), 2, "closed in line 3, and something stands behind it");
}

/* A mark that is closed by the next one's opening spoils its own line alone. */
static void every_open_quotation_mark_is_named_and_the_other_lines_are_read(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Sheet sheet;
    assert_true(sheet_read(arena, TEXT("a;b\n1;\"2\n3;\"4\"\n5;\"6\"x\n7;8\n9;\"10\n11;12\n"), &sheet));
    assert_int_equal(sheet.faults.count, 3);
    assert_int_equal(sheet.faults.at[0].line, 2);
    assert_int_equal(sheet.faults.at[1].line, 4);
    assert_int_equal(sheet.faults.at[2].line, 6);
    assert_int_equal(sheet.rows.count, 3);
    assert_int_equal(sheet.rows.at[0].line, 3);
    assert_text(sheet_cell(&sheet.rows.at[0], 1), "4");
    assert_text(sheet_cell(&sheet.rows.at[1], 1), "8");
    assert_text(sheet_cell(&sheet.rows.at[2], 1), "12");
    arena_free(arena);
}

static void a_hundred_thousand_lines_are_read(void **state)
{
    Arena *arena = arena_new((size_t)256 << 20);
    TextBuffer buffer = {.arena = arena};
    buffer_add(&buffer, TEXT("key;title\r\n"));
    for (int i = 0; i < 100000; i++) buffer_add_format(&buffer, "A%d;\"Hof;\r\n%d\"\r\n", i, i);
    Sheet sheet = read_sheet(arena, buffer_text(&buffer));
    assert_int_equal(sheet.rows.count, 100000);
    assert_int_equal(sheet.rows.at[99999].line, 2 + 2 * 99999);
    assert_text(sheet_cell(&sheet.rows.at[99999], 1), "Hof;\r\n99999");
    arena_free(arena);
}

RUN_TESTS(TEST(cells_are_read_by_any_separator_and_end_of_line),
          TEST(quotes_hold_separators_newlines_and_quotes),
          TEST(commas_within_the_heads_quotes_do_not_separate), TEST(korean_office_files_are_read),
          TEST(what_is_no_table_is_refused_with_its_line),
          TEST(every_open_quotation_mark_is_named_and_the_other_lines_are_read),
          TEST(a_hundred_thousand_lines_are_read))
