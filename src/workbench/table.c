/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/table.h"

#include "base/fail.h"
#include "platform/config/suggest.h"
#include "workbench/decimal.h"

enum { BUFFER_BYTES = 256 * 1024 };

/* ---- the buffer */

/* More bytes behind those of the row; false if the row fills the buffer. */
static bool refill(Table *table)
{
    memmove(table->bytes, table->bytes + table->row, table->end - table->row);
    table->end -= table->row;
    table->next -= table->row;
    table->row = 0;
    if (table->end == BUFFER_BYTES) return false;
    size_t size = source_read(table->source, table->bytes + table->end, BUFFER_BYTES - table->end);
    table->is_whole = size == 0;
    table->end += size;
    table->bytes[table->end] = '\n';
    watch_goes_on(table->watch, (int64_t)table->source->at, (int64_t)table->source->size + 1);
    return true;
}

static bool begins_with(const Table *table, Text beginning)
{
    return text_starts((Text){table->bytes, table->end}, beginning);
}

Table *table_new(Arena *arena, Source *source, Faults *faults, const Watch *watch)
{
    Table *table = ARENA_NEW(arena, Table);
    *table = (Table){.arena = arena, .source = source, .faults = faults, .watch = watch, .lines = 1};
    table->bytes = arena_take_blank(arena, BUFFER_BYTES + 1);
    source_rewind(source);
    refill(table);
    if (begins_with(table, TEXT("\xEF\xBB\xBF"))) table->next = 3;
    return table;
}

/* ---- places, for faults */

static bool ends_line(const Table *table, size_t at)
{
    char byte = table->bytes[at];
    return byte == '\n' || (byte == '\r' && table->bytes[at + 1] != '\n');
}

typedef struct {
    int64_t line, column;
} Place;

/* From the place of one byte to that of another one behind it, of a row in which nothing was changed. */
static Place advance(const Table *table, Place place, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (ends_line(table, i)) place = (Place){place.line + 1, 1};
        else place.column += ((unsigned char)table->bytes[i] & 0xc0) != 0x80;
    }
    return place;
}

static Place place_of(const Table *table, size_t at)
{
    return advance(table, (Place){table->line, 1}, table->row, at);
}

/* Beyond the row's end: where it ends. */
static Place place_of_cell(const Table *table, int column)
{
    if (column < 0) return (Place){table->line, 0};
    const TableField *field = &table->fields[column < table->count ? column : table->count - 1];
    if (table->is_changed) return (Place){field->line, field->column};
    return place_of(table,
                    column < table->count ? field->begin - field->is_quoted : field->end + field->is_quoted);
}

void table_fault(Table *table, int column, const char *format, ...)
{
    Place place = place_of_cell(table, column);
    va_list list;
    va_start(list, format);
    faults_add_list(table->faults, place.line, place.column, format, list);
    va_end(list);
}

void table_refuse(Table *table, int column, const char *what, const char *fault)
{
    Text cell = table_cell(table, column);
    if (cell.size) table_fault(table, column, "the %s “%s” %s", what, excerpt_of(cell).text, fault);
    else table_fault(table, column, "the %s is missing", what);
}

/* ---- a row: its fields from `row` on, the next row from `next` on */

typedef enum {
    ROW_READ,
    ROW_CUT,
    ROW_UNCLOSED,
    ROW_BEHIND_QUOTE,
    ROW_QUOTE_WITHIN,
    ROW_WIDE,
    ROW_LONG
} RowState;

/* Moves behind the closing quote of the field that begins at *at. */
static RowState pass_quoted(const Table *table, size_t *at)
{
    for (++*at;; *at += 2) {
        const char *quote = memchr(table->bytes + *at, '"', table->end - *at);
        if (!quote) return table->is_whole ? ROW_UNCLOSED : ROW_CUT;
        *at = (size_t)(quote - table->bytes);
        if (quote[1] != '"') break;
    }
    ++*at;
    return table->ends_field[(unsigned char)table->bytes[*at]] ? ROW_READ : ROW_BEHIND_QUOTE;
}

static RowState pass_plain(const Table *table, size_t *at)
{
    size_t end = *at;
    while (!table->ends_field[(unsigned char)table->bytes[end]]) end++;
    *at = end;
    return table->bytes[end] == '"' ? ROW_QUOTE_WITHIN : ROW_READ;
}

static RowState pass_line_end(Table *table, size_t at)
{
    bool is_pair = table->bytes[at] == '\r' && at + 1 < table->end && table->bytes[at + 1] == '\n';
    if (!table->is_whole && at + 1 >= table->end) return ROW_CUT;
    table->next = at < table->end ? at + 1 + is_pair : at;
    return table->next - table->row > TABLE_ROW_BYTES_MAX ? ROW_LONG : ROW_READ;
}

static RowState split(Table *table)
{
    size_t at = table->row;
    table->has_quotes = table->is_changed = false;
    for (table->count = 0; table->count < TABLE_COLUMNS_MAX; at++) {
        TableField *field = &table->fields[table->count++];
        field->begin = at;
        field->is_quoted = table->bytes[at] == '"';
        table->has_quotes |= field->is_quoted;
        RowState state = field->is_quoted ? pass_quoted(table, &at) : pass_plain(table, &at);
        field->end = at;
        if (state) return state;
        if (table->bytes[at] != table->separator) return pass_line_end(table, at);
    }
    return ROW_WIDE;
}

static void keep_places(Table *table)
{
    Place place = {table->line, 1};
    size_t from = table->row;
    for (int i = 0; i < table->count; i++) {
        TableField *field = &table->fields[i];
        place = advance(table, place, from, field->begin);
        from = field->begin;
        field->line = place.line;
        field->column = place.column;
    }
    table->is_changed = true;
}

/* Two quotes within a field stand for one. */
static void join_quotes(Table *table, TableField *field)
{
    char *to = table->bytes + field->begin, *from = to, *end = table->bytes + field->end;
    while (from < end) {
        from += *from == '"';
        *to++ = *from++;
    }
    field->end = (size_t)(to - table->bytes);
}

static bool has_quote_within(const Table *table, const TableField *field)
{
    return field->is_quoted && memchr(table->bytes + field->begin + 1, '"', field->end - field->begin - 2);
}

static void take_quotes_off(Table *table)
{
    bool is_to_change = false;
    for (int i = 0; i < table->count; i++) is_to_change |= has_quote_within(table, &table->fields[i]);
    if (is_to_change) keep_places(table);
    for (int i = 0; i < table->count; i++) {
        TableField *field = &table->fields[i];
        if (!field->is_quoted) continue;
        field->begin++;
        field->end--;
        for (size_t at = field->begin; at < field->end; at++) table->lines += ends_line(table, at);
        if (is_to_change) join_quotes(table, field);
    }
}

/* ---- what is no row */

static void tell(Table *table, RowState state)
{
    static const char *const words[] = {
        [ROW_UNCLOSED] = "a quotation mark is opened here, and not closed within 64 KiB",
        [ROW_BEHIND_QUOTE] =
            "something stands behind the closing quotation mark of this field; within quotation "
            "marks, write two of them for one",
        [ROW_QUOTE_WITHIN] = "a quotation mark stands within this field, but does not begin it",
        [ROW_WIDE] = "the line has more than 256 fields",
        [ROW_LONG] = "the line is longer than 64 KiB"};
    Place place = {.line = table->line};
    if (state == ROW_CUT) state = table->has_quotes ? ROW_UNCLOSED : ROW_LONG;
    if (state < ROW_WIDE) place = place_of(table, table->fields[table->count - 1].begin);
    faults_add(table->faults, place.line, place.column, "%s", words[state]);
}

/* Where the first line of the row ends, or NULL. */
static const char *find_line_end(const Table *table)
{
    for (size_t i = table->row; i < table->end; i++)
        if (ends_line(table, i)) return table->bytes + i;
    return NULL;
}

static void pass_line(Table *table)
{
    const char *end = find_line_end(table);
    while (!end && !table->is_whole) {
        table->row = table->end;
        refill(table);
        end = find_line_end(table);
    }
    table->next = end ? (size_t)(end - table->bytes) + 1 : table->end;
    table->lines = 1;
}

static bool has_something(const Table *table)
{
    for (int i = 0; i < table->count; i++)
        if (table_cell(table, i).size) return true;
    return false;
}

/* Whether the first line, once it is read, names all fields that have something in them. */
static bool has_heads(Table *table)
{
    for (int i = table->name_count; table->name_count && i < table->count; i++) {
        if (!table_cell(table, i).size) continue;
        table_fault(table, i, "the line has %d fields, and the first line names %d", table->count,
                    table->name_count);
        return false;
    }
    return true;
}

/* Reads the row at `row`, if it is one; otherwise tells. */
static bool read_row(Table *table)
{
    RowState state = split(table);
    while (state == ROW_CUT && refill(table)) state = split(table);
    table->lines = 1;
    if (state == ROW_READ) {
        if (table->has_quotes) take_quotes_off(table);
        return true;
    }
    tell(table, state);
    pass_line(table);
    return false;
}

bool table_next(Table *table)
{
    for (;;) {
        table->line += table->lines;
        table->row = table->next;
        if (table->row == table->end && !table->is_whole) refill(table);
        if (table->row == table->end) return false;
        if (read_row(table) && has_something(table) && has_heads(table)) return true;
    }
}

char table_mark(const Table *table, Text number)
{
    return table->separator != ',' && number.size && memchr(number.at, ',', number.size) ? ',' : '.';
}

uint32_t table_take_name(Table *table, int column, const char *what, Names *names)
{
    Text name = table_cell(table, column);
    uint32_t number = names_find(names, name);
    if (number != NAMES_NONE) return number;
    const char *fault = names_fault(names, name);
    if (!fault) return names_add(names, name);
    table_refuse(table, column, what, fault);
    return NAMES_NONE;
}

bool table_take_decimal(Table *table, int column, const char *what, int64_t *millionths)
{
    Text cell = table_cell(table, column);
    const char *fault = decimal_read(cell, table_mark(table, cell), millionths);
    if (fault) table_refuse(table, column, what, fault);
    return !fault;
}

/* ---- the head */

/* The first one outside of quotes. */
static char separator_of(const Table *table)
{
    bool is_quoted = false;
    for (size_t i = table->next; i < table->end; i++) {
        char byte = table->bytes[i];
        is_quoted ^= byte == '"';
        if (is_quoted) continue;
        if (byte == ',' || byte == ';' || byte == '\t') return byte;
    }
    return ',';
}

static const char *fault_of_file(const Table *table)
{
    if (!table->end) return "is empty";
    if (!table->bytes[0]) return "begins with a NUL byte: it is damaged, or no text";
    if (begins_with(table, TEXT("PK\x03\x04")))
        return "is a workbook, not a file of lines: save it as “CSV UTF-8”";
    if (begins_with(table, TEXT("\xFF\xFE")) || begins_with(table, TEXT("\xFE\xFF")))
        return "is UTF-16: save it as “CSV UTF-8”";
    return NULL;
}

static void keep_names(Table *table)
{
    table->names = ARENA_MANY(table->arena, (size_t)table->count, Text);
    table->name_count = table->count;
    for (int i = 0; i < table->count; i++)
        table->names[i] = text_lower_ascii(table->arena, table_cell(table, i));
}

int table_column(const Table *table, Text name)
{
    for (int i = 0; i < table->name_count; i++)
        if (text_is(table->names[i], name)) return i;
    return -1;
}

static bool is_among(const TableColumn *columns, size_t count, Text name, Suggestion *meant)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is_c(name, columns[i].name)) return true;
        suggest_offer(meant, text_of(columns[i].name));
    }
    return false;
}

static void check_name(Table *table, int at, const TableColumn *columns, size_t count, bool takes_others)
{
    Text name = table->names[at];
    Suggestion meant = suggest_begin(name);
    bool is_known = !name.size || is_among(columns, count, name, &meant);
    if (name.size && table_column(table, name) < at)
        table_fault(table, at, "the column “%s” stands here twice", excerpt_of(name).text);
    else if (!is_known && !takes_others && meant.best.size)
        table_fault(table, at, "there is no column “%s”; did you mean “%.*s”?", excerpt_of(name).text,
                    TEXT_PRINT(meant.best));
    else if (!is_known && !takes_others)
        table_fault(table, at, "there is no column “%s”", excerpt_of(name).text);
}

/* As the first line should be. */
static Text head_of(Arena *arena, const TableColumn *columns, size_t count)
{
    TextBuffer buffer = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        buffer_add_format(&buffer, columns[i].is_needed ? "%s%s" : "[%s%s]", i ? "," : "", columns[i].name);
    return buffer_text(&buffer);
}

/* How many are there; in *has_all whether those are that are needed. */
static int find_columns(Table *table, TableColumn *columns, size_t count, bool *has_all)
{
    int found = 0;
    *has_all = true;
    for (size_t i = 0; i < count; i++) {
        columns[i].at = table_column(table, text_of(columns[i].name));
        found += columns[i].at >= 0;
        *has_all &= columns[i].at >= 0 || !columns[i].is_needed;
    }
    return found;
}

bool table_read_head(Table *table, TableColumn *columns, size_t count, bool takes_others)
{
    const char *fault = fault_of_file(table);
    int64_t before = table->faults->count;
    table->separator = separator_of(table);
    table->ends_field['\n'] = table->ends_field['\r'] = table->ends_field['"'] = true;
    table->ends_field[(unsigned char)table->separator] = true;
    if (!fault && !table_next(table)) fault = "has nothing in it";
    if (fault) {
        faults_add(table->faults, 0, 0, "the file %s", fault);
        return false;
    }
    keep_names(table);
    bool has_all;
    bool has_any = find_columns(table, columns, count, &has_all) > 0;
    if (!has_all)
        table_fault(table, -1, "the first line must name the columns: %.*s",
                    TEXT_PRINT(head_of(table->arena, columns, count)));
    for (int i = 0; has_any && i < table->count; i++) check_name(table, i, columns, count, takes_others);
    return table->faults->count == before;
}
