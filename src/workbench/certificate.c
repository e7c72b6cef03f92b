/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/certificate.h"

#include "base/list.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
#include "workbench/table.h"

#define CERTIFICATE_RULE ASSIGN_RULE

/* ---- the items that are one number */

typedef struct {
    const char *name;
    size_t at; /* in a Certificate */
    int64_t least, greatest;
} Item;

static const Item items[] = {
    {"zero_is_conflict", offsetof(Certificate, zero_is_conflict), 0, 1},
    {"places", offsetof(Certificate, places), 0, DECIMAL_PLACES},
    {"demand", offsetof(Certificate, demand), 0, ASSIGN_DEMAND_MAX},
    {"sum", offsetof(Certificate, outcome.sum), 0, INT64_MAX},
    {"worst", offsetof(Certificate, outcome.worst), 0, INT64_MAX},
    {"missing", offsetof(Certificate, outcome.missing), 0, INT64_MAX},
    {"load_missing", offsetof(Certificate, outcome.load_missing), 0, INT64_MAX},
    {"missing_cost", offsetof(Certificate, outcome.missing_cost), 0, INT64_MAX},
    {"load_missing_cost", offsetof(Certificate, outcome.load_missing_cost), 0, INT64_MAX},
    {"short_demand", offsetof(Certificate, outcome.hall_whole.demand), 0, INT64_MAX},
    {"short_capacity", offsetof(Certificate, outcome.hall_whole.capacity), 0, INT64_MAX},
};
enum { ITEM_COUNT = sizeof items / sizeof *items };

static int64_t *number_at(const Certificate *certificate, const Item *item)
{
    return (int64_t *)((char *)certificate + item->at);
}

/* ---- writing */

static void put_line(FILE *to, const char *item, Text name, const int64_t *value)
{
    fprintf(to, "%s,", item);
    file_put_field(to, name);
    if (value) fprintf(to, ",%lld,,\n", (long long)*value);
    else fputs(",,,\n", to);
}

static void put_experts(FILE *to, const NamedProblem *named, const Outcome *outcome)
{
    for (size_t i = 0; i < named->problem.expert_count; i++) {
        fputs("expert,", to);
        file_put_field(to, named->pairs.experts.at[i]);
        fprintf(to, ",%lld,%d,%d\n", (long long)outcome->prices[i], named->problem.experts[i].load_min,
                named->problem.experts[i].load_max);
    }
}

void certificate_write(FILE *to, const NamedProblem *named, const ProblemFiles *files,
                       const Objective *objective, const Outcome *outcome)
{
    const Text *applications = named->pairs.applications.at;
    const AssignHall *hall = &outcome->hall_whole;
    const Certificate certificate = {.zero_is_conflict = files->zero_is_conflict,
                                     .places = named->pairs.places,
                                     .demand = files->demand,
                                     .outcome = *outcome,
                                     .worst = applications[outcome->worst_application]};
    fputs("item,name,value,load_min,load_max\n", to);
    put_line(to, "rule", TEXT(CERTIFICATE_RULE), NULL);
    put_line(to, "objective", text_of(objective->name), NULL);
    for (int i = 0; i < ITEM_COUNT; i++) {
        bool is_worst = number_at(&certificate, &items[i]) == &certificate.outcome.worst;
        put_line(to, items[i].name, is_worst ? certificate.worst : TEXT(""),
                 number_at(&certificate, &items[i]));
    }
    for (size_t i = 0; i < hall->application_count; i++)
        put_line(to, "short", applications[hall->applications[i]], NULL);
    put_experts(to, named, outcome);
}

/* ---- reading */

enum { ITEM, NAME, VALUE, LOAD_MIN, LOAD_MAX, COLUMNS };

typedef struct {
    Table *table;
    TableColumn columns[COLUMNS];
    Certificate *certificate;
    bool has_rule, has[ITEM_COUNT];
    LIST(int64_t) prices;
    LIST(AssignExpert) loads;
} Reading;

static bool read_number(Reading *reading, int column, int64_t least, int64_t greatest, int64_t *value)
{
    Text cell = table_cell(reading->table, reading->columns[column].at);
    if (text_to_int(cell, value) && *value >= least && *value <= greatest) return true;
    table_fault(reading->table, reading->columns[column].at, "“%s” is no whole number from %lld to %lld",
                excerpt_of(cell).text, (long long)least, (long long)greatest);
    return false;
}

/* Adds the name of this row, which may stand here but once. */
static bool take_name(Reading *reading, Names *names)
{
    uint32_t count = names->count,
             number = table_take_name(reading->table, reading->columns[NAME].at, "name", names);
    if (number < count) table_refuse(reading->table, reading->columns[NAME].at, "name", "stands here twice");
    return number == count;
}

static void take_expert(Reading *reading)
{
    Arena *arena = reading->table->arena;
    int64_t price, load_min, load_max;
    bool is_good = read_number(reading, VALUE, INT64_MIN, INT64_MAX, &price) &&
                   read_number(reading, LOAD_MAX, 0, ASSIGN_COUNT_MAX, &load_max) &&
                   read_number(reading, LOAD_MIN, 0, load_max, &load_min);
    if (!is_good || !take_name(reading, &reading->certificate->experts)) return;
    *LIST_ADD(arena, &reading->prices) = price;
    *LIST_ADD(arena, &reading->loads) =
        (AssignExpert){.load_min = (int32_t)load_min, .load_max = (int32_t)load_max};
}

static void take_objective(Reading *reading, Text name)
{
    reading->certificate->objective = objective_find(name);
    if (!reading->certificate->objective || !reading->certificate->objective->has_certificate)
        table_fault(reading->table, reading->columns[NAME].at,
                    "the objective “%s” cannot be checked by this program", excerpt_of(name).text);
}

static void take_rule(Reading *reading, Text name)
{
    reading->has_rule = true;
    if (!text_is_c(name, CERTIFICATE_RULE))
        table_fault(reading->table, reading->columns[NAME].at, "the rule “%s” is not known to this program",
                    excerpt_of(name).text);
}

static void take_number(Reading *reading, Text item, Text name)
{
    for (int i = 0; i < ITEM_COUNT; i++) {
        if (!text_is_c(item, items[i].name)) continue;
        int64_t *number = number_at(reading->certificate, &items[i]);
        reading->has[i] = read_number(reading, VALUE, items[i].least, items[i].greatest, number);
        if (number == &reading->certificate->outcome.worst)
            reading->certificate->worst = text_copy(reading->table->arena, name);
        return;
    }
    table_fault(reading->table, reading->columns[ITEM].at, "there is no item “%s”", excerpt_of(item).text);
}

static void take_row(Reading *reading)
{
    Text item = table_cell(reading->table, reading->columns[ITEM].at);
    Text name = table_cell(reading->table, reading->columns[NAME].at);
    if (text_is_c(item, "expert")) take_expert(reading);
    else if (text_is_c(item, "short")) take_name(reading, &reading->certificate->shorts);
    else if (text_is_c(item, "objective")) take_objective(reading, name);
    else if (text_is_c(item, "rule")) take_rule(reading, name);
    else take_number(reading, item, name);
}

static void check_items(const Reading *reading, Faults *faults)
{
    if (!reading->has_rule) faults_add(faults, 0, 0, "the item “rule” is missing");
    if (!reading->certificate->objective) faults_add(faults, 0, 0, "the item “objective” is missing");
    for (int i = 0; i < ITEM_COUNT; i++)
        if (!reading->has[i]) faults_add(faults, 0, 0, "the item “%s” is missing", items[i].name);
}

const Certificate *certificate_read(Arena *arena, Source *source, Faults *faults)
{
    Certificate *certificate = ARENA_NEW(arena, Certificate);
    *certificate = (Certificate){.experts = names_new(arena), .shorts = names_new(arena)};
    Reading reading = {
        .table = table_new(arena, source, faults, NULL),
        .columns = {{"item", true}, {"name", true}, {"value", true}, {"load_min", true}, {"load_max", true}},
        .certificate = certificate};
    int64_t before = faults->count;
    if (!table_read_head(reading.table, reading.columns, COLUMNS, false)) return NULL;
    while (table_next(reading.table)) take_row(&reading);
    if (faults->count == before) check_items(&reading, faults);
    certificate->prices = reading.prices.at;
    certificate->loads = reading.loads.at;
    return faults->count == before ? certificate : NULL;
}
