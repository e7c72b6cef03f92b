/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sheet.h"

#include <iconv.h>

static bool utf8_from_cp949(Arena *arena, Text bytes, Text *text)
{
    iconv_t converter = iconv_open("UTF-8", "CP949");
    if (converter == (iconv_t)-1) return false;
    size_t room = bytes.size * 2 + 1, from_left = bytes.size, to_left = room;
    char *made = arena_take(arena, room), *to = made, *from = (char *)bytes.at;
    bool is_good = iconv(converter, &from, &from_left, &to, &to_left) == 0;
    iconv_close(converter);
    *text = (Text){made, room - to_left};
    return is_good && text_is_utf8(*text);
}

static char separator_of(Text text)
{
    static const char separators[] = {',', ';', '\t'};
    Text line = text_next(&text, '\n');
    size_t best = 0, most = 0;
    for (size_t i = 0; i < sizeof separators; i++) {
        size_t count = 0;
        for (size_t k = 0; k < line.size; k++) count += line.at[k] == separators[i];
        if (count > most) best = i;
        if (count > most) most = count;
    }
    return separators[best];
}

typedef struct {
    Arena *arena;
    Text text;
    size_t at;
    int64_t line;
    char separator;
} Scan;

/* The text of a field in quotes; two of them stand for one. False if it never ends. */
static bool quoted_cell(Scan *scan, Text *cell)
{
    TextBuffer buffer = {.arena = scan->arena};
    for (scan->at++; scan->at < scan->text.size; scan->at++) {
        char byte = scan->text.at[scan->at];
        bool is_double = byte == '"' && scan->at + 1 < scan->text.size && scan->text.at[scan->at + 1] == '"';
        if (byte == '"' && !is_double) break;
        scan->at += is_double;
        scan->line += byte == '\n';
        buffer_add_char(&buffer, byte);
    }
    *cell = buffer_text(&buffer);
    return scan->at++ < scan->text.size;
}

static bool is_end_of_cell(const Scan *scan)
{
    return scan->at >= scan->text.size || scan->text.at[scan->at] == scan->separator ||
           scan->text.at[scan->at] == '\n' || scan->text.at[scan->at] == '\r';
}

static bool next_cell(Scan *scan, Text *cell)
{
    bool is_good = true;
    size_t start = scan->at;
    if (scan->at < scan->text.size && scan->text.at[scan->at] == '"') {
        is_good = quoted_cell(scan, cell);
        while (!is_end_of_cell(scan)) scan->at++; /* what stands behind the quote */
        return is_good;
    }
    while (!is_end_of_cell(scan)) scan->at++;
    *cell = text_slice(scan->text, start, scan->at - start);
    return true;
}

static bool next_row(Scan *scan, SheetRow *row)
{
    *row = (SheetRow){.line = scan->line};
    for (;;) {
        if (!next_cell(scan, LIST_ADD(scan->arena, &row->cells))) return false;
        bool goes_on = scan->at < scan->text.size && scan->text.at[scan->at] == scan->separator;
        if (!goes_on) break;
        scan->at++;
    }
    if (scan->at < scan->text.size && scan->text.at[scan->at] == '\r') scan->at++;
    if (scan->at < scan->text.size && scan->text.at[scan->at] == '\n') scan->at++;
    scan->line++;
    return true;
}

static bool is_empty(const SheetRow *row)
{
    for (size_t i = 0; i < row->cells.count; i++) {
        if (text_trim(row->cells.at[i]).size) return false;
    }
    return true;
}

bool sheet_read(Arena *arena, Text bytes, Sheet *sheet, const char **what)
{
    Scan scan = {.arena = arena, .text = bytes, .line = 1};
    *sheet = (Sheet){0};
    if (text_starts(bytes, TEXT("\xEF\xBB\xBF"))) scan.text = text_from(bytes, 3);
    *what = "The file is neither UTF-8 nor CP949. Save it as “CSV UTF-8”.";
    if (!text_is_utf8(scan.text) && !utf8_from_cp949(arena, bytes, &scan.text)) return false;
    scan.separator = separator_of(scan.text);
    *what = "A quotation mark is opened and never closed.";
    while (scan.at < scan.text.size) {
        SheetRow row;
        if (!next_row(&scan, &row)) return false;
        if (is_empty(&row)) continue;
        if (!sheet->head.line) sheet->head = row;
        else *LIST_ADD(arena, &sheet->rows) = row;
    }
    *what = "The file is empty. Its first line names the columns.";
    return sheet->head.line;
}

Text sheet_cell(const SheetRow *row, int column)
{
    bool is_there = column >= 0 && (size_t)column < row->cells.count;
    return is_there ? text_trim(row->cells.at[column]) : TEXT("");
}
