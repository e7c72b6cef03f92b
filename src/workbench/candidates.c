/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/candidates.h"

#include "base/list.h"
#include "platform/config/suggest.h"
#include "workbench/decimal.h"
#include "workbench/table.h"

enum { APPLICATION, SCORE, COLUMNS };

typedef struct {
    Arena *arena;
    Table *table;
    TableColumn columns[COLUMNS];
    CandidateColumns *wanted;
    int attribute_at[SELECT_ATTRIBUTES], *criterion_at; /* columns */
    Candidates *candidates;
    LIST(SelectEntry) entries;
    LIST(int64_t) lines;
} Reading;

/* ---- floors and caps */

/* Where the last one stands, or −1. */
static ptrdiff_t find_last(Text text, char byte)
{
    const char *found = text.size ? memrchr(text.at, byte, text.size) : NULL;
    return found ? found - text.at : -1;
}

static const char *read_minimum(Text *count, Rational *minimum)
{
    ptrdiff_t at = find_last(*count, '@');
    int64_t millionths;
    if (at < 0) return NULL;
    if (decimal_read(text_from(*count, (size_t)at + 1), '.', &millionths))
        return "has no number behind its @";
    *minimum = rational_of(millionths, DECIMAL_MILLION);
    count->size = (size_t)at;
    return NULL;
}

const char *candidates_read_bound(Text typed, SelectBoundKind kind, CandidateBound *bound)
{
    Text rest = typed, attribute = text_next(&rest, '=');
    ptrdiff_t colon = find_last(rest, ':');
    int64_t number;
    *bound = (CandidateBound){.typed = typed, .attribute = attribute, .bound = {.kind = kind}};
    if (!attribute.size || colon <= 0) return "is not like region=Africa:2";
    bound->value = text_slice(rest, 0, (size_t)colon);
    Text count = text_from(rest, (size_t)colon + 1);
    const char *fault = kind == SELECT_FLOOR ? read_minimum(&count, &bound->bound.minimum) : NULL;
    if (fault) return fault;
    if (!text_to_int(count, &number) || number < 0 || number > SELECT_ENTRIES_MAX)
        return "does not end in a whole number from 0 to 100,000";
    bound->bound.count = (int32_t)number;
    return NULL;
}

/* ---- columns */

/* Where a column that an option names stands; −1, with a fault: nowhere. */
static int column_of(Reading *reading, Text name, const char *option)
{
    int at = table_column(reading->table, text_lower_ascii(reading->arena, name));
    if (at >= 0) return at;
    Suggestion meant = suggest_begin(name);
    for (int i = 0; i < reading->table->name_count; i++) suggest_offer(&meant, reading->table->names[i]);
    if (meant.best.size)
        table_fault(reading->table, -1, "there is no column “%s”, which --%s names; did you mean “%.*s”?",
                    excerpt_of(name).text, option, TEXT_PRINT(meant.best));
    else
        table_fault(reading->table, -1, "there is no column “%s”, which --%s names", excerpt_of(name).text,
                    option);
    return -1;
}

/* The number of the attribute in a column, which may be new. */
static size_t attribute_of(Reading *reading, int column, Text name)
{
    Candidates *candidates = reading->candidates;
    for (size_t i = 0; i < candidates->attribute_count; i++)
        if (reading->attribute_at[i] == column) return i;
    size_t number = candidates->attribute_count;
    if (number == SELECT_ATTRIBUTES) {
        table_fault(reading->table, -1, "floors and caps may be about at most four columns; “%s” is one more",
                    excerpt_of(name).text);
        return 0;
    }
    candidates->values[number] = names_new(reading->arena);
    candidates->attributes[number] = name;
    reading->attribute_at[number] = column;
    return candidates->attribute_count++;
}

static void find_columns(Reading *reading)
{
    CandidateColumns *wanted = reading->wanted;
    for (size_t i = 0; i < wanted->bound_count; i++) {
        CandidateBound *bound = &wanted->bounds[i];
        int at = column_of(reading, bound->attribute, bound->bound.kind == SELECT_FLOOR ? "floor" : "cap");
        if (at >= 0) bound->bound.attribute = (int32_t)attribute_of(reading, at, bound->attribute);
    }
    reading->criterion_at = ARENA_MANY(reading->arena, wanted->criteria_count + 1, int);
    for (size_t i = 0; i < wanted->criteria_count; i++)
        reading->criterion_at[i] = column_of(reading, wanted->criteria[i], "criteria");
}

/* ---- rows */

/* A decimal; RATIONAL_NONE if the cell is empty, or, with a fault, is none. */
static Rational read_number(Reading *reading, int column, const char *what)
{
    int64_t millionths;
    bool is_number = table_cell(reading->table, column).size &&
                     table_take_decimal(reading->table, column, what, &millionths);
    return is_number ? rational_of(millionths, DECIMAL_MILLION) : RATIONAL_NONE;
}

static void read_attributes(Reading *reading, SelectEntry *entry)
{
    Candidates *candidates = reading->candidates;
    for (size_t i = 0; i < candidates->attribute_count; i++)
        entry->attributes[i] = (int32_t)table_take_name(reading->table, reading->attribute_at[i],
                                                        text_c(reading->arena, candidates->attributes[i]),
                                                        &candidates->values[i]);
}

static void read_criteria(Reading *reading, SelectEntry *entry)
{
    size_t count = reading->wanted->criteria_count;
    Rational *criteria = ARENA_MANY(reading->arena, count + 1, Rational);
    for (size_t i = 0; i < count; i++)
        criteria[i] = read_number(reading, reading->criterion_at[i], "criterion");
    entry->criteria = criteria;
}

/* False, with a fault, if the row's application is none or was there before. */
static bool take_name(Reading *reading)
{
    int column = reading->columns[APPLICATION].at;
    Names *names = &reading->candidates->names;
    uint32_t count = names->count, number = table_take_name(reading->table, column, "application", names);
    if (number < count)
        table_fault(reading->table, column, "the application “%s” stands in line %lld already",
                    excerpt_of(names->at[number]).text, (long long)reading->lines.at[number]);
    return number == count;
}

static void take_row(Reading *reading)
{
    if (!take_name(reading)) return;
    SelectEntry *entry = LIST_ADD(reading->arena, &reading->entries);
    *LIST_ADD(reading->arena, &reading->lines) = reading->table->line;
    entry->score = read_number(reading, reading->columns[SCORE].at, "score");
    read_attributes(reading, entry);
    read_criteria(reading, entry);
}

/* ---- all of it */

static void finish(Reading *reading, Faults *faults)
{
    Candidates *candidates = reading->candidates;
    const uint32_t *ranks = names_ranks(reading->arena, &candidates->names);
    candidates->entries = reading->entries.at;
    candidates->count = reading->entries.count;
    for (size_t i = 0; i < candidates->count; i++) candidates->entries[i].key = ranks[i];
    for (size_t i = 0; i < reading->wanted->bound_count; i++) {
        CandidateBound *bound = &reading->wanted->bounds[i];
        Names *values = &candidates->values[bound->bound.attribute];
        bound->bound.value =
            text_is_c(bound->value, "*") ? SELECT_EACH : (int32_t)names_add(values, bound->value);
    }
    if (!candidates->count) faults_add(faults, 0, 0, "the file has no application in it");
    if (candidates->count > SELECT_ENTRIES_MAX)
        faults_add(faults, 0, 0, "more than 100,000 applications are too many");
}

const Candidates *candidates_read(Arena *arena, Source *source, CandidateColumns *wanted, Faults *faults)
{
    Candidates *candidates = ARENA_NEW(arena, Candidates);
    Reading reading = {.arena = arena,
                       .table = table_new(arena, source, faults, NULL),
                       .columns = {{"application", true}, {"score", true}},
                       .wanted = wanted,
                       .candidates = candidates};
    int64_t before = faults->count;
    candidates->names = names_new(arena);
    if (!table_read_head(reading.table, reading.columns, COLUMNS, true)) return NULL;
    find_columns(&reading);
    if (faults->count > before) return NULL;
    while (table_next(reading.table)) take_row(&reading);
    if (faults->count == before) finish(&reading, faults);
    return faults->count == before ? candidates : NULL;
}
