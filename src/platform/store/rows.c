/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/engine.h"

#include <assert.h>

typedef struct Row {
    struct Row *next;
    Cell cells[];
} Row;

struct Rows {
    Arena *arena;
    int columns, count;
    Row *first, *last;
    Row *reached; /* by rows_next; NULL: before the first */
};

Rows *rows_new(Arena *arena, int columns)
{
    Rows *rows = ARENA_NEW(arena, Rows);
    *rows = (Rows){.arena = arena, .columns = columns};
    return rows;
}

Cell *rows_add(Rows *rows)
{
    Row *row = arena_take(rows->arena, sizeof *row + (size_t)rows->columns * sizeof(Cell));
    if (rows->last) rows->last->next = row;
    else rows->first = row;
    rows->last = row;
    rows->count++;
    return row->cells;
}

bool rows_next(Rows *rows)
{
    Row *next = rows->reached ? rows->reached->next : rows->first;
    if (next) rows->reached = next;
    return next;
}

int rows_count(const Rows *rows)
{
    return rows->count;
}

static const Cell *cell_at(const Rows *rows, int column)
{
    assert(rows->reached && column >= 0 && column < rows->columns);
    return &rows->reached->cells[column];
}

int64_t row_int(const Rows *rows, int column)
{
    const Cell *cell = cell_at(rows, column);
    assert(cell->kind == VALUE_INT || cell->kind == VALUE_NULL);
    return cell->kind == VALUE_INT ? cell->number : 0;
}

double row_double(const Rows *rows, int column)
{
    const Cell *cell = cell_at(rows, column);
    if (cell->kind == VALUE_INT) return (double)cell->number;
    assert(cell->kind == VALUE_DOUBLE || cell->kind == VALUE_NULL);
    return cell->kind == VALUE_DOUBLE ? cell->real : 0;
}

Text row_text(const Rows *rows, int column)
{
    const Cell *cell = cell_at(rows, column);
    assert(cell->kind != VALUE_INT && cell->kind != VALUE_DOUBLE);
    return cell->kind == VALUE_NULL ? TEXT("") : cell->text;
}

Instant row_instant(const Rows *rows, int column)
{
    const Cell *cell = cell_at(rows, column);
    assert(cell->kind == VALUE_INT || cell->kind == VALUE_NULL);
    return cell->kind == VALUE_INT ? (Instant){cell->number} : INSTANT_NEVER;
}

bool row_is_null(const Rows *rows, int column)
{
    return cell_at(rows, column)->kind == VALUE_NULL;
}
