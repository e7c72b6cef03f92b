/* SPDX-License-Identifier: Apache-2.0 */
/* A spreadsheet's file: UTF-8 with or without mark, or CP949 (as Korean office programs save it);
 * comma, semicolon or tab, whichever the first line has most of; fields in quotes may hold anything. */
#ifndef PRIZE_SHEET_H
#define PRIZE_SHEET_H

#include "base/list.h"
#include "base/text.h"

typedef struct {
    int64_t line; /* of the file, where the row begins */
    LIST(Text) cells;
} SheetRow;
typedef struct {
    SheetRow head;
    LIST(SheetRow) rows; /* without empty ones */
} Sheet;

/* False, with a sentence in *what, where the file is no table. Everything in the arena. */
bool sheet_read(Arena *arena, Text bytes, Sheet *sheet, const char **what);
/* A cell, trimmed; "" beyond the row's end, or if column is negative. */
Text sheet_cell(const SheetRow *row, int column);

#endif
