/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/pairs_reader.h"
#include "workbench/table.h"

enum { APPLICATION, EXPERT, AFFINITY, CAP, COLUMNS };

typedef struct {
    PairsReader *reader;
    Table *table;
    TableColumn columns[COLUMNS];
    uint32_t application, expert; /* of the line before */
    char name[NAME_BYTES_MAX];
    size_t name_size; /* 0: none */
} Going;

/* Most lines have the application of the line before. */
static uint32_t application_of(Going *going)
{
    Text name = table_cell(going->table, going->columns[APPLICATION].at);
    if (going->name_size && text_is((Text){going->name, going->name_size}, name)) return going->application;
    going->application = table_take_name(going->table, going->columns[APPLICATION].at, "application",
                                         &going->reader->pairs->applications);
    going->name_size = going->application == NAMES_NONE ? 0 : name.size;
    memcpy(going->name, name.at, going->name_size);
    return going->application;
}

/* Many files list the experts of each application in one order. */
static uint32_t expert_of(Going *going)
{
    Names *names = &going->reader->pairs->experts;
    Text name = table_cell(going->table, going->columns[EXPERT].at);
    uint32_t next = going->expert + 1;
    bool is_next = next < names->count && text_is(names->at[next], name);
    going->expert =
        is_next ? next : table_take_name(going->table, going->columns[EXPERT].at, "expert", names);
    return going->expert;
}

static bool take_cap(Going *going)
{
    Text cap = table_cell(going->table, going->columns[CAP].at);
    int64_t value = PAIRS_CAP_WHOLE;
    if (!cap.size || (text_to_int(cap, &value) && value >= 0 && value <= PAIRS_CAP_WHOLE)) {
        going->reader->cap = (uint16_t)value;
        return true;
    }
    table_refuse(going->table, going->columns[CAP].at, "cap", "is no whole number from 0 to 1024 (1024ths)");
    return false;
}

static void take_pair(Going *going, uint32_t application, Text affinity)
{
    PairsReader *reader = going->reader;
    uint32_t expert = expert_of(going);
    if (application == NAMES_NONE || expert == NAMES_NONE || !take_cap(going)) return;
    const char *fault = pairs_take(reader, application, expert, affinity, table_mark(going->table, affinity));
    if (fault) table_refuse(going->table, going->columns[AFFINITY].at, "affinity", fault);
}

static void take_row(Going *going)
{
    Text affinity = table_cell(going->table, going->columns[AFFINITY].at);
    bool is_alone = !affinity.size && !table_cell(going->table, going->columns[EXPERT].at).size;
    uint32_t application = application_of(going);
    going->reader->line = going->table->line;
    if (application != NAMES_NONE) pairs_take_application(going->reader, application);
    if (!is_alone) take_pair(going, application, affinity);
}

void pairs_go_over_table(PairsReader *reader)
{
    Going going = {.reader = reader,
                   .expert = NAMES_NONE,
                   .table = table_new(reader->scratch, reader->source, reader->line_faults, reader->watch),
                   .columns = {{"application", true}, {"expert", true}, {"affinity", true}, {"cap", false}}};
    if (!table_read_head(going.table, going.columns, COLUMNS, false)) return;
    reader->has_caps = going.columns[CAP].at >= 0;
    while (table_next(going.table)) take_row(&going);
}
