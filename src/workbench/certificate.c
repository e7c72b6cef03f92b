/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/certificate.h"

#include "base/list.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
#include "workbench/table.h"

/* ---- the items that are one number */

enum {
    OF_SUM = OBJECTIVE_SUM,
    OF_FAIR = OBJECTIVE_FAIR,
    OF_RANDOM = OBJECTIVE_RANDOM,
    OF_ALL = OF_SUM | OF_FAIR | OF_RANDOM
};

typedef struct {
    const char *name;
    size_t at; /* in a Certificate */
    int64_t least, greatest;
    int kinds; /* of objectives that have it */
} Item;

static const Item items[] = {
    {"zero_is_conflict", offsetof(Certificate, zero_is_conflict), 0, 1, OF_ALL},
    {"places", offsetof(Certificate, places), 0, DECIMAL_PLACES, OF_ALL},
    {"demand", offsetof(Certificate, demand), 0, ASSIGN_DEMAND_MAX, OF_ALL},
    {"cap", offsetof(Certificate, cap), 1, ASSIGN_CERTAIN, OF_RANDOM},
    {"seed", offsetof(Certificate, seed), 0, INT64_MAX, OF_RANDOM},
    {"sum", offsetof(Certificate, outcome.sum), 0, INT64_MAX, OF_ALL},
    {"worst", offsetof(Certificate, outcome.worst), 0, INT64_MAX, OF_ALL},
    {"bound", offsetof(Certificate, bound), 0, INT64_MAX, OF_FAIR},
    {"missing", offsetof(Certificate, outcome.missing), 0, INT64_MAX, OF_ALL},
    {"load_missing", offsetof(Certificate, outcome.load_missing), 0, INT64_MAX, OF_ALL},
    {"missing_cost", offsetof(Certificate, outcome.missing_cost), 0, INT64_MAX, OF_SUM | OF_RANDOM},
    {"load_missing_cost", offsetof(Certificate, outcome.load_missing_cost), 0, INT64_MAX, OF_SUM | OF_RANDOM},
    {"short_demand", offsetof(Certificate, outcome.hall_whole.demand), 0, INT64_MAX, OF_SUM | OF_FAIR},
    {"short_capacity", offsetof(Certificate, outcome.hall_whole.capacity), 0, INT64_MAX, OF_SUM | OF_FAIR},
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

static void put_items(FILE *to, const Certificate *certificate)
{
    for (int i = 0; i < ITEM_COUNT; i++) {
        const int64_t *number = number_at(certificate, &items[i]);
        if (!(items[i].kinds & (int)certificate->objective->kind)) continue;
        put_line(to, items[i].name, number == &certificate->outcome.worst ? certificate->worst : TEXT(""),
                 number);
    }
}

static void put_shorts(FILE *to, const NamedProblem *named, const AssignHall *hall)
{
    for (size_t i = 0; i < hall->application_count; i++)
        put_line(to, "short", named->pairs.applications.at[hall->applications[i]], NULL);
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

static void put_weights(FILE *to, const NamedProblem *named, const AssignFair *fair)
{
    for (size_t i = 0; fair && i < named->problem.application_count; i++)
        put_line(to, "weight", named->pairs.applications.at[i], &fair->weights[i]);
}

static void put_chances(FILE *to, const NamedProblem *named, const AssignRandom *random)
{
    for (size_t i = 0; random && i < random->chance_count; i++) {
        const AssignChance *chance = &random->chances[i];
        fputs("chance,", to);
        file_put_field(to, named->pairs.applications.at[chance->application]);
        fprintf(to, ",%d,,,", chance->chance);
        file_put_field(to, named->pairs.experts.at[chance->expert]);
        putc('\n', to);
    }
}

void certificate_write(FILE *to, const NamedProblem *named, const ProblemFiles *files,
                       const Objective *objective, const Outcome *outcome)
{
    const Certificate certificate = {.objective = objective,
                                     .zero_is_conflict = files->zero_is_conflict,
                                     .places = named->pairs.places,
                                     .demand = files->demand,
                                     .cap = named->cap,
                                     .seed = (int64_t)files->seed,
                                     .bound = outcome->fair ? outcome->fair->bound : 0,
                                     .outcome = *outcome,
                                     .worst = named->pairs.applications.at[outcome->worst_application]};
    fprintf(to, "item,name,value,load_min,load_max%s\n", outcome->random ? ",expert" : "");
    put_line(to, "rule", text_of(objective->rule), NULL);
    put_line(to, "objective", text_of(objective->name), NULL);
    put_items(to, &certificate);
    put_shorts(to, named, &outcome->hall_whole);
    put_experts(to, named, outcome);
    put_weights(to, named, outcome->fair);
    put_chances(to, named, outcome->random);
}

/* ---- reading */

enum { ITEM, NAME, VALUE, LOAD_MIN, LOAD_MAX, EXPERT, COLUMNS };

typedef struct {
    Table *table;
    TableColumn columns[COLUMNS];
    Certificate *certificate;
    Text rule;
    bool has[ITEM_COUNT];
    LIST(int64_t) prices;
    LIST(AssignExpert) loads;
    LIST(int64_t) weights;
    LIST(AssignChance) chances;
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

static void take_weight(Reading *reading)
{
    int64_t weight;
    bool is_good = read_number(reading, VALUE, 0, ASSIGN_AFFINITY_MAX, &weight);
    if (is_good && take_name(reading, &reading->certificate->weighed))
        *LIST_ADD(reading->table->arena, &reading->weights) = weight;
}

static void take_chance(Reading *reading)
{
    Certificate *certificate = reading->certificate;
    int64_t chance;
    if (!read_number(reading, VALUE, 1, ASSIGN_CERTAIN, &chance)) return;
    uint32_t application = table_take_name(reading->table, reading->columns[NAME].at, "name",
                                           &certificate->lot_applications),
             expert = table_take_name(reading->table, reading->columns[EXPERT].at, "expert",
                                      &certificate->lot_experts);
    if (application != NAMES_NONE && expert != NAMES_NONE)
        *LIST_ADD(reading->table->arena, &reading->chances) =
            (AssignChance){(int32_t)application, (int32_t)expert, 0, (int32_t)chance};
}

static void take_objective(Reading *reading, Text name)
{
    reading->certificate->objective = objective_find(name);
    if (!reading->certificate->objective)
        table_fault(reading->table, reading->columns[NAME].at,
                    "the objective “%s” is not known to this program", excerpt_of(name).text);
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
    else if (text_is_c(item, "weight")) take_weight(reading);
    else if (text_is_c(item, "chance")) take_chance(reading);
    else if (text_is_c(item, "short")) take_name(reading, &reading->certificate->shorts);
    else if (text_is_c(item, "objective")) take_objective(reading, name);
    else if (text_is_c(item, "rule")) reading->rule = text_copy(reading->table->arena, name);
    else take_number(reading, item, name);
}

static void check_items(const Reading *reading, Faults *faults)
{
    const Objective *objective = reading->certificate->objective;
    if (!objective) {
        faults_add(faults, 0, 0, "the item “objective” is missing");
        return;
    }
    if (!text_is_c(reading->rule, objective->rule))
        faults_add(faults, 0, 0, "the rule “%s” is not known to this program: of “%s” it knows “%s”",
                   excerpt_of(reading->rule).text, objective->name, objective->rule);
    for (int i = 0; i < ITEM_COUNT; i++)
        if ((items[i].kinds & (int)objective->kind) && !reading->has[i])
            faults_add(faults, 0, 0, "the item “%s” is missing", items[i].name);
}

const Certificate *certificate_read(Arena *arena, Source *source, Faults *faults)
{
    Certificate *certificate = ARENA_NEW(arena, Certificate);
    *certificate = (Certificate){.experts = names_new(arena),
                                 .shorts = names_new(arena),
                                 .weighed = names_new(arena),
                                 .lot_applications = names_new(arena),
                                 .lot_experts = names_new(arena)};
    Reading reading = {.table = table_new(arena, source, faults, NULL),
                       .columns = {{"item", true},
                                   {"name", true},
                                   {"value", true},
                                   {"load_min", true},
                                   {"load_max", true},
                                   {"expert", false}},
                       .certificate = certificate};
    int64_t before = faults->count;
    if (!table_read_head(reading.table, reading.columns, COLUMNS, false)) return NULL;
    while (table_next(reading.table)) take_row(&reading);
    if (faults->count == before) check_items(&reading, faults);
    certificate->prices = reading.prices.at;
    certificate->loads = reading.loads.at;
    certificate->weights = reading.weights.at;
    certificate->chances = reading.chances.at;
    certificate->chance_count = reading.chances.count;
    return faults->count == before ? certificate : NULL;
}
