/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sheet.h"

#include <iconv.h>

typedef struct {
    Arena *arena;
    Text text;
    size_t at;
    int64_t line;
    char separator;
    SheetFault *fault;
} Scan;

static bool refuse(SheetFault *fault, int64_t line, const char *what)
{
    *fault = (SheetFault){line, what};
    return false;
}

/* ---- the encoding */

static int64_t line_at(Text text, size_t place)
{
    int64_t line = 1;
    for (size_t i = 0; i < place; i++) line += text.at[i] == '\n';
    return line;
}

static int64_t first_line_not_utf8(Text text)
{
    int64_t line = 1;
    for (Text rest = text; rest.size; line++) {
        if (!text_is_utf8(text_next(&rest, '\n'))) break;
    }
    return line;
}

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

static bool decode(Arena *arena, Text bytes, Text *text, SheetFault *fault)
{
    bool has_mark = text_starts(bytes, TEXT("\xEF\xBB\xBF"));
    const char *nul = bytes.size ? memchr(bytes.at, 0, bytes.size) : NULL;
    *text = text_from(bytes, has_mark ? 3 : 0);
    if (text_starts(bytes, TEXT("PK\x03\x04")))
        return refuse(fault, 1, "This is a workbook, not a file of lines. Save it as “CSV UTF-8”.");
    if (text_starts(bytes, TEXT("\xFF\xFE")) || text_starts(bytes, TEXT("\xFE\xFF")))
        return refuse(fault, 1, "The file is UTF-16. Save it as “CSV UTF-8”.");
    if (nul)
        return refuse(fault, line_at(bytes, (size_t)(nul - bytes.at)),
                      "There is a NUL byte in this line: the file is damaged, or no text.");
    if (text_is_utf8(*text) || (!has_mark && utf8_from_cp949(arena, bytes, text))) return true;
    return refuse(fault, first_line_not_utf8(bytes),
                  "This line is neither UTF-8 nor CP949. Save the file as “CSV UTF-8”.");
}

/* ---- lines and cells */

static bool is_separator(char byte)
{
    return byte == ',' || byte == ';' || byte == '\t';
}

static bool is_end_of_line(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* What stands most often in the first line that isn't empty, outside of quotes. */
static char separator_of(Text text)
{
    size_t counts[256] = {0}, at = 0;
    bool is_quoted = false;
    char best = ',';
    while (at < text.size && is_end_of_line(text.at[at])) at++;
    for (; at < text.size && (is_quoted || !is_end_of_line(text.at[at])); at++) {
        is_quoted ^= text.at[at] == '"';
        if (is_quoted || !is_separator(text.at[at])) continue;
        if (++counts[(unsigned char)text.at[at]] > counts[(unsigned char)best]) best = text.at[at];
    }
    return best;
}

/* Excel's own line before the first one. */
static void take_separator(Scan *scan)
{
    Text text = scan->text;
    bool is_said = text_starts(text, TEXT("sep=")) && text.size > 4 && is_separator(text.at[4]);
    scan->separator = is_said ? text.at[4] : separator_of(text);
    if (!is_said) return;
    text_next(&text, '\n');
    scan->text = text;
    scan->line++;
}

static bool is_end_of_cell(const Scan *scan)
{
    return scan->at >= scan->text.size || scan->text.at[scan->at] == scan->separator ||
           is_end_of_line(scan->text.at[scan->at]);
}

/* The text of a field in quotes; two of them stand for one. */
static bool quoted_cell(Scan *scan, Text *cell)
{
    TextBuffer buffer = {.arena = scan->arena};
    int64_t begins = scan->line;
    for (scan->at++; scan->at < scan->text.size; scan->at++) {
        char byte = scan->text.at[scan->at];
        bool is_double = byte == '"' && scan->at + 1 < scan->text.size && scan->text.at[scan->at + 1] == '"';
        if (byte == '"' && !is_double) break;
        scan->at += is_double;
        scan->line += byte == '\n';
        buffer_add_char(&buffer, byte);
    }
    *cell = buffer_text(&buffer);
    if (scan->at++ >= scan->text.size)
        return refuse(scan->fault, begins, "A quotation mark is opened in this line and never closed.");
    return is_end_of_cell(scan) ||
           refuse(scan->fault, scan->line,
                  "Something stands behind a closing quotation mark. Within quotation "
                  "marks, write two of them for one.");
}

static bool next_cell(Scan *scan, Text *cell)
{
    size_t start = scan->at;
    if (scan->at < scan->text.size && scan->text.at[scan->at] == '"') return quoted_cell(scan, cell);
    while (!is_end_of_cell(scan)) scan->at++;
    *cell = text_slice(scan->text, start, scan->at - start);
    return true;
}

static void skip_end_of_line(Scan *scan)
{
    if (scan->at < scan->text.size && scan->text.at[scan->at] == '\r') scan->at++;
    if (scan->at < scan->text.size && scan->text.at[scan->at] == '\n') scan->at++;
    scan->line++;
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
    skip_end_of_line(scan);
    return true;
}

static bool is_empty(const SheetRow *row)
{
    for (size_t i = 0; i < row->cells.count; i++) {
        if (text_trim(row->cells.at[i]).size) return false;
    }
    return true;
}

bool sheet_read(Arena *arena, Text bytes, Sheet *sheet, SheetFault *fault)
{
    Scan scan = {.arena = arena, .line = 1, .fault = fault};
    *sheet = (Sheet){0};
    if (!decode(arena, bytes, &scan.text, fault)) return false;
    take_separator(&scan);
    while (scan.at < scan.text.size) {
        SheetRow row;
        if (!next_row(&scan, &row)) return false;
        if (is_empty(&row)) continue;
        if (!sheet->head.line) sheet->head = row;
        else *LIST_ADD(arena, &sheet->rows) = row;
    }
    return sheet->head.line || refuse(fault, 1, "The file is empty. Its first line names the columns.");
}

Text sheet_cell(const SheetRow *row, int column)
{
    bool is_there = column >= 0 && (size_t)column < row->cells.count;
    return is_there ? text_trim(row->cells.at[column]) : TEXT("");
}
