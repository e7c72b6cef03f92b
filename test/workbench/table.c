/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/table.h"

#include "test.h"

#include <stdlib.h>

/* All rows of a file with the columns a and b as "a|b" lines, and its faults as they are told. */
typedef struct {
    Arena *arena;
    Text rows, faults;
    int64_t fault_count;
} Reading;

static Reading read_table(Text text, bool takes_others)
{
    Reading reading = {.arena = arena_new(64 << 20)};
    char *told = NULL;
    size_t told_size = 0;
    Faults faults = {.file = "f", .to = open_memstream(&told, &told_size)};
    TextBuffer rows = {.arena = reading.arena};
    TableColumn columns[] = {{"a", true}, {"b", false}};
    Table *table = table_new(reading.arena, source_of_text(reading.arena, "f", text), &faults, NULL);
    if (table_read_head(table, columns, 2, takes_others))
        while (table_next(table)) {
            buffer_add_format(&rows, "%lld:%.*s", (long long)table->line,
                              TEXT_PRINT(table_cell(table, columns[0].at)));
            buffer_add_format(&rows, "|%.*s\n", TEXT_PRINT(table_cell(table, columns[1].at)));
        }
    faults_end(&faults);
    fclose(faults.to);
    reading.rows = buffer_text(&rows);
    reading.faults = text_copy(reading.arena, (Text){told, told_size});
    reading.fault_count = faults.count;
    free(told);
    return reading;
}

static void assert_table(Text text, const char *rows, const char *faults)
{
    Reading reading = read_table(text, false);
    assert_text(reading.rows, rows);
    assert_text(reading.faults, faults);
    arena_free(reading.arena);
}

static void rows_are_read_with_their_lines(void **state)
{
    assert_table(TEXT("a,b\n1,2\n3,4\n"), "2:1|2\n3:3|4\n", "");
    assert_table(TEXT("a,b\n1,2\n3,4"), "2:1|2\n3:3|4\n", "");
    assert_table(TEXT("B,A\n1,2\n"), "2:2|1\n", "");
    assert_table(TEXT("a\n1\n2\n"), "2:1|\n3:2|\n", "");
    assert_table(TEXT("a,b\n1\n"), "2:1|\n", "");
    assert_table(TEXT("a,b\n 1 ,\t2 \n"), "2:1|2\n", "");
    assert_table(TEXT("a,b,\n1,2,\n3,4,,,\n"), "2:1|2\n3:3|4\n", "");
}

static void lines_end_in_every_way(void **state)
{
    assert_table(TEXT("\xEF\xBB\xBF"
                      "a,b\r\n1,2\r\n\r\n3,4\r\n"),
                 "2:1|2\n4:3|4\n", "");
    assert_table(TEXT("a,b\r1,2\r\r3,4\r"), "2:1|2\n4:3|4\n", "");
    assert_table(TEXT("a,b\n1,2\r\n3,4\r5,6"), "2:1|2\n3:3|4\n4:5|6\n", "");
}

static void empty_rows_are_passed_over(void **state)
{
    assert_table(TEXT("\n\na,b\n\n,,\n \t\n1,2\n\n"), "7:1|2\n", "");
}

static void fields_may_be_separated_otherwise(void **state)
{
    assert_table(TEXT("a;b\n1,5;2\n"), "2:1,5|2\n", "");
    assert_table(TEXT("a\tb\n1;5\t2,3\n"), "2:1;5|2,3\n", "");
    assert_table(TEXT("\"a\";b\n\"x;y\";2\n"), "2:x;y|2\n", "");
}

static void quotes_hold_anything(void **state)
{
    assert_table(TEXT("\"a\",\"b\"\n\"1\",\"2\"\n"), "2:1|2\n", "");
    assert_table(TEXT("a,b\n\"x, \"\"y\"\"\",\"\"\n"), "2:x, \"y\"|\n", "");
    assert_table(TEXT("a,b\n\"1\n2\",3\n4,5\n"), "2:1\n2|3\n4:4|5\n", "");
    assert_table(TEXT("a,b\n\"1\r\n2\",\"3\r4\"\n5,6\n"), "2:1\r\n2|3\r4\n5:5|6\n", "");
    assert_table(TEXT("a,b\n\"\"\"\",\"\"\"\"\"\"\n"), "2:\"|\"\"\n", "");
    assert_table(TEXT("a,b\n1,\"2\""), "2:1|2\n", "");
}

static void what_is_no_row_is_told_and_passed_over(void **state)
{
    assert_table(TEXT("a,b\n1,\"2\n3,4\n"), "3:3|4\n",
                 "f:2:3: a quotation mark is opened here, and not closed within 64 KiB\n");
    assert_table(
        TEXT("a,b\n1,\"2\"x\n3,4\n"), "3:3|4\n",
        "f:2:3: something stands behind the closing quotation mark of this field; within quotation marks, "
        "write two of them for one\n");
    assert_table(TEXT("a,b\n서울,x \"2\"\n3,4\n"), "3:3|4\n",
                 "f:2:4: a quotation mark stands within this field, but does not begin it\n");
    assert_table(TEXT("a,b\n1,2,3\n4,5\n"), "3:4|5\n",
                 "f:2:5: the line has 3 fields, and the first line names 2\n");
    assert_table(TEXT("a,b\n\"1\n2\",3,4\n5,6\n"), "4:5|6\n",
                 "f:3:6: the line has 3 fields, and the first line names 2\n");
    assert_table(TEXT("a,b\n\"x\"\"y\",\"2\",3\n5,6\n"), "3:5|6\n",
                 "f:2:12: the line has 3 fields, and the first line names 2\n");
}

static void heads_that_are_not_in_order_are_told(void **state)
{
    assert_table(TEXT(""), "", "f: the file is empty\n");
    assert_table(TEXT("\n\r\n,,\n"), "", "f: the file has nothing in it\n");
    assert_table(TEXT("1,2\n3,4\n"), "", "f:1: the first line must name the columns: a[,b]\n");
    assert_table(TEXT("a,a\n"), "", "f:1:3: the column “a” stands here twice\n");
    assert_table(TEXT("a,c\n"), "", "f:1:3: there is no column “c”; did you mean “a”?\n");
    assert_table(TEXT("a,bee\n"), "", "f:1:3: there is no column “bee”\n");
    assert_table(TEXT("PK\x03\x04..."), "",
                 "f: the file is a workbook, not a file of lines: save it as “CSV UTF-8”\n");
    assert_table(TEXT("\xFF\xFE\x61\0"), "", "f: the file is UTF-16: save it as “CSV UTF-8”\n");
    assert_table(TEXT("\0\0\0"), "", "f: the file begins with a NUL byte: it is damaged, or no text\n");
    Reading reading = read_table(TEXT("a,c\n1,2\n"), true);
    assert_text(reading.rows, "2:1|\n");
    arena_free(reading.arena);
}

static void many_faults_are_counted(void **state)
{
    Arena *arena = arena_new(1 << 20);
    TextBuffer buffer = {.arena = arena};
    buffer_add(&buffer, TEXT("a,b\n"));
    for (int i = 0; i < 50; i++) buffer_add(&buffer, TEXT("1,2,3\n"));
    Reading reading = read_table(buffer_text(&buffer), false);
    assert_int_equal(reading.fault_count, 50);
    assert_true(text_ends(reading.faults, TEXT("f:21:5: the line has 3 fields, and the first line names 2\n"
                                               "f: and 30 more like these\n")));
    arena_free(reading.arena);
    arena_free(arena);
}

/* Rows that end, or are quoted, across every border of the buffer. */
static void rows_may_lie_across_the_buffer(void **state)
{
    Arena *arena = arena_new(64 << 20);
    TextBuffer text = {.arena = arena}, expected = {.arena = arena};
    buffer_add(&text, TEXT("a,b\r\n"));
    for (int i = 0, line = 2; i < 60000; i++, line += 2) {
        buffer_add_format(&text, "%d,\"x\"\"\r\n%0*d\"\r\n", i, i % 17, i);
        buffer_add_format(&expected, "%d:%d|x\"\r\n%0*d\n", line, i, i % 17, i);
    }
    Reading reading = read_table(buffer_text(&text), false);
    assert_int_equal(reading.fault_count, 0);
    assert_true(text_is(reading.rows, buffer_text(&expected)));
    arena_free(reading.arena);
    arena_free(arena);
}

static void lines_that_are_too_long_are_passed_over(void **state)
{
    enum { SIZE = 10 << 20 };
    Arena *arena = arena_new(256 << 20);
    TextBuffer text = {.arena = arena};
    char *name = arena_take_blank(arena, SIZE);
    memset(name, 'x', SIZE);
    buffer_add(&text, TEXT("a,b\n1,"));
    buffer_add(&text, (Text){name, SIZE});
    buffer_add(&text, TEXT("\n2,3\n4,\""));
    buffer_add(&text, (Text){name, SIZE});
    buffer_add(&text, TEXT("\"\n5,"));
    buffer_add(&text, (Text){name, TABLE_ROW_BYTES_MAX});
    buffer_add(&text, TEXT("\n6,7\n"));
    Reading reading = read_table(buffer_text(&text), false);
    assert_text(reading.rows, "3:2|3\n6:6|7\n");
    assert_text(reading.faults, "f:2: the line is longer than 64 KiB\n"
                                "f:4:3: a quotation mark is opened here, and not closed within 64 KiB\n"
                                "f:5: the line is longer than 64 KiB\n");
    arena_free(reading.arena);
    arena_free(arena);
}

static void excerpts_are_fit_for_a_terminal(void **state)
{
    assert_string_equal(excerpt_of(TEXT("서울\x1b[31m")).text, "서울\uFFFD[31m");
    assert_string_equal(excerpt_of(TEXT("a\0\xff\xc2\x9b\xe2\x82")).text,
                        "a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    char name[100];
    memset(name, 'x', sizeof name);
    assert_string_equal(excerpt_of((Text){name, sizeof name}).text,
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…");
    assert_int_equal(strlen(excerpt_of((Text){name, 40}).text), 40);
}

RUN_TESTS(TEST(rows_are_read_with_their_lines), TEST(lines_end_in_every_way),
          TEST(empty_rows_are_passed_over), TEST(fields_may_be_separated_otherwise),
          TEST(quotes_hold_anything), TEST(what_is_no_row_is_told_and_passed_over),
          TEST(heads_that_are_not_in_order_are_told), TEST(many_faults_are_counted),
          TEST(rows_may_lie_across_the_buffer), TEST(lines_that_are_too_long_are_passed_over),
          TEST(excerpts_are_fit_for_a_terminal))
