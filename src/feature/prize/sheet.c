/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sheet.h"

#include <iconv.h>

typedef struct {
    Arena *arena;
    Text text;
    size_t at;
    int64_t line;
    char separator;
    Sheet *sheet;
} Scan;

static bool refuse(Arena *arena, Sheet *sheet, int64_t line, Text what)
{
    *LIST_ADD(arena, &sheet->faults) = (SheetFault){line, what};
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

static bool decode(Arena *arena, Text bytes, Text *text, Sheet *sheet)
{
    bool has_mark = text_starts(bytes, TEXT("\xEF\xBB\xBF"));
    const char *nul = bytes.size ? memchr(bytes.at, 0, bytes.size) : NULL;
    *text = text_from(bytes, has_mark ? 3 : 0);
    if (text_starts(bytes, TEXT("PK\x03\x04")))
        return refuse(arena, sheet, 1,
                      TEXT("This is a workbook, not a file of lines. Save it as “CSV UTF-8”."));
    if (text_starts(bytes, TEXT("\xFF\xFE")) || text_starts(bytes, TEXT("\xFE\xFF")))
        return refuse(arena, sheet, 1, TEXT("The file is UTF-16. Save it as “CSV UTF-8”."));
    if (nul)
        return refuse(arena, sheet, line_at(bytes, (size_t)(nul - bytes.at)),
                      TEXT("There is a NUL byte in this line: the file is damaged, or no text."));
    if (text_is_utf8(*text) || (!has_mark && utf8_from_cp949(arena, bytes, text))) return true;
    return refuse(arena, sheet, first_line_not_utf8(bytes),
                  TEXT("This line is neither UTF-8 nor CP949. Save the file as “CSV UTF-8”."));
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

static void skip_line(Scan *scan)
{
    while (scan->at < scan->text.size && !is_end_of_line(scan->text.at[scan->at])) scan->at++;
}

/* A mark that does not close its cell spoils the line that it stands in: the next one is read again. */
static bool refuse_quote(Scan *scan, Scan opened)
{
    Text what = TEXT("A quotation mark is opened in this line and never closed.");
    if (scan->at < scan->text.size)
        what = text_format(
            scan->arena,
            "The quotation mark that is opened in this line is closed in line %lld, and something "
            "stands behind it. Within quotation marks, write two of them for one.",
            (long long)scan->line);
    *scan = opened;
    skip_line(scan);
    return refuse(scan->arena, scan->sheet, scan->line, what);
}

/* The text of a field in quotes; two of them stand for one. */
static bool quoted_cell(Scan *scan, Text *cell)
{
    TextBuffer buffer = {.arena = scan->arena};
    Scan opened = *scan;
    for (scan->at++; scan->at < scan->text.size; scan->at++) {
        char byte = scan->text.at[scan->at];
        bool is_double = byte == '"' && scan->at + 1 < scan->text.size && scan->text.at[scan->at + 1] == '"';
        if (byte == '"' && !is_double) break;
        scan->at += is_double;
        scan->line += byte == '\n';
        buffer_add_char(&buffer, byte);
    }
    *cell = buffer_text(&buffer);
    bool is_closed = scan->at < scan->text.size;
    scan->at += is_closed;
    return (is_closed && is_end_of_cell(scan)) || refuse_quote(scan, opened);
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

/* False if it cannot be read; the scan stands at the next one all the same. */
static bool next_row(Scan *scan, SheetRow *row)
{
    bool goes_on = true, is_read = true;
    *row = (SheetRow){.line = scan->line};
    while (goes_on && is_read) {
        is_read = next_cell(scan, LIST_ADD(scan->arena, &row->cells));
        goes_on = scan->at < scan->text.size && scan->text.at[scan->at] == scan->separator;
        scan->at += goes_on;
    }
    skip_end_of_line(scan);
    return is_read;
}

static bool is_empty(const SheetRow *row)
{
    for (size_t i = 0; i < row->cells.count; i++) {
        if (text_trim(row->cells.at[i]).size) return false;
    }
    return true;
}

bool sheet_read(Arena *arena, Text bytes, Sheet *sheet)
{
    Scan scan = {.arena = arena, .line = 1, .sheet = sheet};
    *sheet = (Sheet){0};
    if (!decode(arena, bytes, &scan.text, sheet)) return false;
    take_separator(&scan);
    while (scan.at < scan.text.size) {
        SheetRow row;
        bool is_read = next_row(&scan, &row);
        if (!sheet->head.line && !is_read) return false;
        if (!is_read || is_empty(&row)) continue;
        if (!sheet->head.line) sheet->head = row;
        else *LIST_ADD(arena, &sheet->rows) = row;
    }
    return sheet->head.line ||
           refuse(arena, sheet, 1, TEXT("The file is empty. Its first line names the columns."));
}

Text sheet_cell(const SheetRow *row, int column)
{
    bool is_there = column >= 0 && (size_t)column < row->cells.count;
    return is_there ? text_trim(row->cells.at[column]) : TEXT("");
}
