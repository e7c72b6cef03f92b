/* SPDX-License-Identifier: Apache-2.0 */
/* A spreadsheet's file: UTF-8 with or without mark, or CP949 (as Korean office programs save it);
 * comma, semicolon or tab, whichever the first line has most of, or as Excel's line "sep=;" says; lines
 * end in LF, CRLF or CR; fields in quotes may hold anything. */
#ifndef PRIZE_SHEET_H
#define PRIZE_SHEET_H

#include "base/list.h"
#include "base/text.h"

typedef struct {
    int64_t line; /* of the file, where the row begins */
    LIST(Text) cells;
} SheetRow;
typedef struct {
    int64_t line;
    Text what; /* and what to do */
} SheetFault;
typedef struct {
    SheetRow head;
    LIST(SheetRow) rows; /* without empty ones, and without lines that cannot be read: */
    LIST(SheetFault) faults;
} Sheet;

/* False, with a fault, where the file is no table at all. Everything in the arena; cells may lie in `bytes`.
 */
bool sheet_read(Arena *arena, Text bytes, Sheet *sheet);
/* A cell, trimmed; "" beyond the row's end, or if column is negative. */
Text sheet_cell(const SheetRow *row, int column);

#endif
