/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/loads.h"

#include "base/list.h"
#include "workbench/table.h"

enum { EXPERT, LOAD, LOAD_MIN, COLUMNS };

typedef struct {
    int64_t line; /* 0: not in the file */
    int32_t load_min, load_max;
} Load;

typedef struct {
    Arena *arena;
    Table *table;
    TableColumn columns[COLUMNS];
    AssignExpert other;
    Names *experts;
    LIST(Load) loads; /* by number of the expert */
} Reading;

/* False, with a fault, unless the cell is a whole number. An empty one leaves it as it was, if it may be
 * empty. */
static bool read_number(Reading *reading, int column, bool may_be_empty, int32_t *number)
{
    Text cell = table_cell(reading->table, reading->columns[column].at);
    int64_t value;
    if (!cell.size && may_be_empty) return true;
    if (text_to_int(cell, &value) && value >= 0 && value <= ASSIGN_COUNT_MAX) {
        *number = (int32_t)value;
        return true;
    }
    table_refuse(reading->table, reading->columns[column].at, reading->columns[column].name,
                 "is no whole number from 0 to 10,000,000");
    return false;
}

/* The load of the row's expert, with room made for it; NULL, with a fault, if there is none. */
static Load *load_of_row(Reading *reading)
{
    int column = reading->columns[EXPERT].at;
    uint32_t number = table_take_name(reading->table, column, "expert", reading->experts);
    if (number == NAMES_NONE) return NULL;
    while (reading->loads.count <= number) LIST_ADD(reading->arena, &reading->loads);
    Load *load = &reading->loads.at[number];
    if (!load->line) return load;
    table_fault(reading->table, column, "the expert “%s” stands in line %lld already",
                excerpt_of(reading->experts->at[number]).text, (long long)load->line);
    return NULL;
}

static void take_row(Reading *reading)
{
    Load *load = load_of_row(reading);
    if (!load) return;
    *load = (Load){reading->table->line, reading->other.load_min, 0};
    bool is_good = read_number(reading, LOAD, false, &load->load_max) &&
                   read_number(reading, LOAD_MIN, true, &load->load_min);
    if (is_good && load->load_min > load->load_max)
        table_fault(reading->table, reading->columns[LOAD].at, "the load %d is less than the least load %d",
                    load->load_max, load->load_min);
}

static void read_table(Reading *reading, Source *source, Faults *faults)
{
    reading->table = table_new(reading->arena, source, faults, NULL);
    if (!table_read_head(reading->table, reading->columns, COLUMNS, false)) return;
    while (table_next(reading->table)) take_row(reading);
}

static AssignExpert *experts_of(Arena *arena, const Reading *reading, Faults *faults)
{
    const Names *names = reading->experts;
    AssignExpert *experts = ARENA_MANY(arena, names->count + 1, AssignExpert);
    for (uint32_t i = 0; i < names->count; i++) {
        const Load *load = i < reading->loads.count ? &reading->loads.at[i] : NULL;
        bool has_own = load && load->line;
        experts[i] =
            has_own ? (AssignExpert){.load_min = load->load_min, .load_max = load->load_max} : reading->other;
        if (experts[i].load_max == LOADS_NONE)
            faults_add(faults, 0, 0, "the expert “%s” is not in it, and --load is not given for such ones",
                       excerpt_of(names->at[i]).text);
    }
    return experts;
}

AssignExpert *loads_read(Arena *arena, Source *source, AssignExpert other, Names *experts, Faults *faults)
{
    Reading reading = {.arena = arena_within(arena, ARENA_NO_CAP),
                       .columns = {{"expert", true}, {"load", true}, {"load_min", false}},
                       .other = other,
                       .experts = experts};
    int64_t before = faults->count;
    if (source) read_table(&reading, source, faults);
    AssignExpert *all = faults->count == before ? experts_of(arena, &reading, faults) : NULL;
    arena_reset(reading.arena);
    return faults->count == before ? all : NULL;
}
