/* SPDX-License-Identifier: Apache-2.0 */
/* A spreadsheet's file, row by row (RFC 4180): UTF-8 with or without mark; comma, semicolon or tab, whichever
 * stands first in the first line; lines end in LF, CRLF or CR; a field in quotes may hold anything. The first
 * row names the columns. Rows without anything in them are passed over.
 *
 *     Table *table = table_new(arena, source, &faults, watch);
 *     TableColumn columns[] = {{"application", true}, {"note", false}};
 *     if (table_read_head(table, columns, 2, false))
 *         while (table_next(table)) … table_cell(table, columns[0].at) …
 *
 * What is no row is told as a fault and passed over. Memory: a buffer, whatever the size of the file. */
#ifndef WORKBENCH_TABLE_H
#define WORKBENCH_TABLE_H

#include "engine/watch.h"
#include "workbench/faults.h"
#include "workbench/names.h"
#include "workbench/source.h"

enum { TABLE_COLUMNS_MAX = 256, TABLE_ROW_BYTES_MAX = 64 * 1024 };

typedef struct {
    size_t begin, end; /* in the buffer, within its quotes */
    bool is_quoted;
    int64_t line, column; /* of a row that was changed: where it began */
} TableField;

typedef struct {
    Arena *arena;
    Source *source;
    Faults *faults;
    const Watch *watch;
    char *bytes;           /* the buffer; a line's end stands behind its end */
    size_t row, next, end; /* where the row begins, what follows it, what is read */
    bool is_whole;         /* nothing follows */
    char separator;
    bool ends_field[256]; /* of a byte outside of quotes */
    int64_t line, lines;  /* where the row begins, from 1; how many lines it has */
    TableField fields[TABLE_COLUMNS_MAX];
    int count;
    bool has_quotes; /* the row */
    bool is_changed; /* something was taken out of the row: its fields know where they began */
    Text *names;     /* of the columns, in small letters */
    int name_count;
} Table;

typedef struct {
    const char *name;
    bool is_needed;
    int at; /* where it stands, from 0; −1: nowhere */
} TableColumn;

/* Reads from the source's beginning. The watch is told how many of its bytes are read. */
Table *table_new(Arena *arena, Source *source, Faults *faults, const Watch *watch);

/* Reads the first row and finds the columns: by name, in any order, in capitals or not. False, with faults,
 * if one that is needed isn't there, or if one is there twice or has another name (unless `takes_others`). */
bool table_read_head(Table *table, TableColumn *columns, size_t count, bool takes_others);
/* Where the column of that name stands; −1: nowhere. */
int table_column(const Table *table, Text name);

/* The next row; false at the end. Its cells live until the next call. */
bool table_next(Table *table);
/* Without white space around it; "" beyond the row's end, or if column is negative. */
static inline Text table_cell(const Table *table, int column)
{
    if (column < 0 || column >= table->count) return TEXT("");
    TableField field = table->fields[column];
    Text cell = {table->bytes + field.begin, field.end - field.begin};
    bool is_tight =
        cell.size && (unsigned char)cell.at[0] > ' ' && (unsigned char)cell.at[cell.size - 1] > ' ';
    return is_tight ? cell : text_trim(cell);
}

/* The decimal mark of a number: a point where commas separate the fields, and elsewhere either. */
char table_mark(const Table *table, Text number);

/* A fault at a cell of this row (column −1: of the whole row). */
void table_fault(Table *table, int column, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same about what stands there: "the expert “R1” is …", or "the expert is missing". */
void table_refuse(Table *table, int column, const char *what, const char *fault);

/* The number of the name that stands there, which may be a new one; NAMES_NONE, with a fault, if it is none.
 */
uint32_t table_take_name(Table *table, int column, const char *what, Names *names);
/* A decimal in millionths; false, with a fault, if none stands there. */
bool table_take_decimal(Table *table, int column, const char *what, int64_t *millionths);

#endif
