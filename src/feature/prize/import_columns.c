/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of an import, found by name or mapping; faults that name the file's own headings. */
#include "feature/prize/import_parts.h"

#include <stdlib.h>

enum { FAULTS_MAX = 200, ROWS_BETWEEN_REPORTS = 64 };

/* ---- names */

Text import_folded(const ImportWork *work, Text name)
{
    Arena *arena = work->change->at.arena;
    return text_lower_ascii(arena, text_normalise(arena, text_trim(name)));
}

static int64_t line_of(const Known *known)
{
    return known->row ? known->row->line : 0;
}

static int by_name(const void *a, const void *b)
{
    const Known *one = a, *other = b;
    int order = text_order(one->name, other->name);
    return order ? order : (line_of(one) > line_of(other)) - (line_of(one) < line_of(other));
}

void known_sort(KnownList *list)
{
    if (list->count) qsort(list->at, list->count, sizeof *list->at, by_name);
}

const Known *known_find(const KnownList *list, Text name)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (text_order(list->at[middle].name, name) < 0) low = middle + 1;
        else high = middle;
    }
    return low < list->count && text_is(list->at[low].name, name) ? &list->at[low] : NULL;
}

/* ---- faults */

/* As the file calls it; as we do, with what else it may be called, where the file has no such column. */
static Text heading(const ImportWork *work, int column)
{
    if (column < 0) return TEXT("");
    int place = work->places ? work->places[column] : -1;
    if (place >= 0) return sheet_cell(&work->sheet.head, place);
    return text_of(work->columns.at[column].names[0]);
}

void import_fault(ImportWork *work, int column, Text what)
{
    Import *import = work->import;
    if (import->faults.count >= FAULTS_MAX) {
        import->more_faults++;
        return;
    }
    *LIST_ADD(work->change->at.arena, &import->faults) =
        (ImportFault){work->file ? work->file->path : NULL, work->row ? work->row->line : work->file != NULL,
                      heading(work, column), what};
}

static int column_of_field(const ImportWork *work, Text field)
{
    for (size_t i = 0; i < work->columns.count; i++) {
        const Column *column = &work->columns.at[i];
        if (text_is_c(field, column->field ? column->field : column->names[0])) return (int)i;
    }
    return -1;
}

/* What is wrong with a cell is said once: where its name is not known, the model misses the code. */
static bool is_told(const ImportWork *work, int column)
{
    const Import *import = work->import;
    for (size_t i = import->faults.count; column >= 0 && i-- > 0;) {
        const ImportFault *fault = &import->faults.at[i];
        if (fault->path != work->file->path || fault->line != work->row->line) return false;
        if (text_is(fault->column, heading(work, column))) return true;
    }
    return false;
}

void import_problems(ImportWork *work, const Problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        int column = column_of_field(work, problems->at[i].field);
        if (!is_told(work, column))
            import_fault(work, column, message_english(work->change->at.arena, &problems->at[i].message));
    }
}

/* ---- cells */

/* What a spreadsheet writes where a formula failed. */
static bool is_failed_formula(Text cell)
{
    static const char *const errors[] = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#DIV/0!"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (text_is_c(cell, errors[i])) return true;
    }
    return false;
}

Text import_cell(ImportWork *work, int column)
{
    return sheet_cell(work->row, work->places[column]);
}

static void check_cells(ImportWork *work)
{
    for (size_t i = 0; i < work->columns.count; i++) {
        if (is_failed_formula(import_cell(work, (int)i)))
            import_fault(work, (int)i, TEXT("A formula failed here. Mend it in the spreadsheet."));
    }
    for (size_t i = work->sheet.head.cells.count; i < work->row->cells.count; i++) {
        if (!sheet_cell(work->row, (int)i).size) continue;
        IMPORT_FAULT(work, -1,
                     "This line has %zu cells, and the first line names %zu columns. Put texts with the "
                     "separator in quotation marks.",
                     work->row->cells.count, work->sheet.head.cells.count);
        return;
    }
}

/* ---- finding the columns */

static int find_in_head(ImportWork *work, Text name)
{
    int found = -1;
    Text wanted = import_folded(work, name);
    for (size_t i = 0; i < work->sheet.head.cells.count; i++) {
        if (!text_is(import_folded(work, work->sheet.head.cells.at[i]), wanted)) continue;
        if (found >= 0)
            IMPORT_FAULT(work, -1, "Two columns are called “%.*s”. Rename the one that is not meant.",
                         TEXT_PRINT(text_trim(name)));
        else found = (int)i;
    }
    return found;
}

static bool next_mapping(Text *rest, Text *column, Text *name)
{
    Text line = text_next(rest, '\n');
    *column = text_trim(text_next(&line, '='));
    *name = text_trim(line);
    return column->size && column->at[0] != '#';
}

/* What the mapping calls the column; "" if it doesn't. */
static Text mapped_name(const ImportWork *work, const char *wanted)
{
    Text rest = work->import->mapping.bytes, column, name;
    while (rest.size) {
        bool is_mapping = next_mapping(&rest, &column, &name);
        if (is_mapping && text_is(import_folded(work, column), import_folded(work, text_of(wanted))))
            return name;
    }
    return TEXT("");
}

static void say_missing(ImportWork *work, int column)
{
    const Column *it = &work->columns.at[column];
    TextBuffer names = {.arena = work->change->at.arena};
    for (int i = 1; i < COLUMN_NAMES_MAX && it->names[i]; i++)
        buffer_add_format(&names, "%s%s", i > 1 ? ", " : "", it->names[i]);
    if (names.size)
        IMPORT_FAULT(work, column,
                     "This column is missing. Call it so in the first line (or: %.*s), or map it with "
                     "--mapping.",
                     TEXT_PRINT(buffer_text(&names)));
    else import_fault(work, column, TEXT("This column is missing. Call it so, or map it with --mapping."));
}

static void find_column(ImportWork *work, int number)
{
    const Column *column = &work->columns.at[number];
    Text mapped = mapped_name(work, column->names[0]);
    int place = mapped.size ? find_in_head(work, mapped) : -1;
    for (int i = 0; place < 0 && i < COLUMN_NAMES_MAX && column->names[i]; i++)
        place = find_in_head(work, text_of(column->names[i]));
    work->places[number] = place;
    if (place < 0 && column->is_required) say_missing(work, number);
}

static bool read_sheet(ImportWork *work)
{
    bool is_read = sheet_read(work->change->at.arena, work->file->bytes, &work->sheet);
    for (size_t i = 0; i < work->sheet.faults.count; i++) {
        const SheetFault *fault = &work->sheet.faults.at[i];
        work->row = &(SheetRow){.line = fault->line};
        import_fault(work, -1, fault->what);
    }
    work->row = NULL;
    return is_read;
}

bool import_open(ImportWork *work, const ImportFile *file, Columns columns)
{
    work->file = file;
    work->columns = columns;
    work->row = NULL;
    work->places = NULL;
    work->pairs = (KnownList){0};
    if (!read_sheet(work)) return false;
    size_t before = work->import->faults.count;
    int *places = ARENA_MANY(work->change->at.arena, columns.count + 1, int);
    for (size_t i = 0; i < columns.count; i++) places[i] = -1;
    work->places = places;
    for (size_t i = 0; i < columns.count; i++) find_column(work, (int)i);
    return work->import->faults.count == before;
}

void import_each_row(ImportWork *work, ImportRow *take)
{
    int64_t all = (int64_t)work->sheet.rows.count;
    ImportProgress *progress = work->import->progress;
    for (int64_t i = 0; i < all; i++) {
        if (progress && i % ROWS_BETWEEN_REPORTS == 0) progress(work->file->path, i, all);
        work->row = &work->sheet.rows.at[i];
        check_cells(work);
        take(work);
    }
    work->row = NULL;
    if (progress) progress(work->file->path, all, all);
}

/* ---- what may stand once only */

static void check_list(ImportWork *work, KnownList *list, int column)
{
    known_sort(list);
    for (size_t i = 1; i < list->count; i++) {
        const Known *before = &list->at[i - 1], *it = &list->at[i];
        if (!text_is(it->name, before->name)) continue;
        work->row = it->row;
        IMPORT_FAULT(work, column, "The same stands in line %lld already. Leave one of them out.",
                     (long long)before->row->line);
    }
    work->row = NULL;
}

void import_check_once(ImportWork *work, int column)
{
    KnownList list = {0};
    for (size_t i = 0; i < work->sheet.rows.count; i++) {
        const SheetRow *row = &work->sheet.rows.at[i];
        Text name = import_folded(work, sheet_cell(row, work->places[column]));
        if (name.size) *LIST_ADD(work->change->at.arena, &list) = (Known){.name = name, .row = row};
    }
    check_list(work, &list, column);
}

void import_keep_pair(ImportWork *work, int64_t application, int64_t account)
{
    Arena *arena = work->change->at.arena;
    *LIST_ADD(arena, &work->pairs) =
        (Known){.name = text_format(arena, "%lld/%lld", (long long)application, (long long)account),
                .row = work->row};
}

void import_check_pairs(ImportWork *work)
{
    check_list(work, &work->pairs, -1);
}

/* ---- the mapping */

static bool is_column(ImportWork *work, Text name)
{
    const Columns tables[] = {application_columns, expert_columns, affinity_columns, score_columns};
    Text wanted = import_folded(work, name);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        for (size_t i = 0; i < tables[t].count; i++)
            if (text_is_c(wanted, tables[t].at[i].names[0])) return true;
    }
    for (size_t r = 0; r < work->edition->rubrics.count; r++) {
        const Rubric *rubric = &work->edition->rubrics.at[r];
        for (size_t i = 0; i < rubric->criteria.count; i++)
            if (text_is(wanted, import_folded(work, rubric->criteria.at[i].code))) return true;
    }
    return false;
}

void import_check_mapping(ImportWork *work)
{
    SheetRow row = {0};
    Text rest = work->import->mapping.bytes, column, name;
    work->file = &work->import->mapping;
    work->row = &row;
    while (rest.size) {
        bool is_mapping = next_mapping(&rest, &column, &name);
        row.line++;
        if (!is_mapping) continue;
        if (!name.size) import_fault(work, -1, TEXT("Write “column = its name in your file”."));
        else if (!is_column(work, column))
            IMPORT_FAULT(work, -1, "There is no column “%.*s”. doc/import.md lists them.",
                         TEXT_PRINT(column));
    }
    work->row = NULL;
    work->file = NULL;
}
