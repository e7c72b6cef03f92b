/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/scores.h"

#include "base/list.h"
#include "engine/order.h"
#include "workbench/table.h"

enum { APPLICATION, EXPERT, SCORE, COLUMNS };

typedef struct {
    Arena *arena;
    Table *table;
    TableColumn columns[COLUMNS];
    Scores *scores;
    LIST(Score) list;
} Reading;

static void take_row(Reading *reading)
{
    Table *table = reading->table;
    Score score = {.line = table->line};
    score.application = table_take_name(table, reading->columns[APPLICATION].at, "application",
                                        &reading->scores->applications);
    score.expert = table_take_name(table, reading->columns[EXPERT].at, "expert", &reading->scores->experts);
    bool is_good = table_take_decimal(table, reading->columns[SCORE].at, "score", &score.millionths);
    if (is_good && score.application != NAMES_NONE && score.expert != NAMES_NONE)
        *LIST_ADD(reading->arena, &reading->list) = score;
}

static int compare_pairs(const void *a, const void *b, const void *context)
{
    const Scores *scores = context;
    const Score *left = &scores->scores[*(const size_t *)a], *right = &scores->scores[*(const size_t *)b];
    int order = order_of(left->application, right->application);
    return order ? order : order_of(left->expert, right->expert);
}

static void check_twice(Arena *arena, const Scores *scores, Faults *faults)
{
    const size_t *sorted = order_positions(arena, scores->count, compare_pairs, scores);
    for (size_t i = 1; i < scores->count; i++) {
        const Score *score = &scores->scores[sorted[i]];
        if (compare_pairs(&sorted[i - 1], &sorted[i], scores) == 0)
            faults_add(faults, score->line, 0, "“%s” and “%s” stand in line %lld already",
                       excerpt_of(scores->applications.at[score->application]).text,
                       excerpt_of(scores->experts.at[score->expert]).text,
                       (long long)scores->scores[sorted[i - 1]].line);
    }
}

const Scores *scores_read(Arena *arena, Source *source, Faults *faults, const Watch *watch)
{
    Scores *scores = ARENA_NEW(arena, Scores);
    Reading reading = {.arena = arena,
                       .table = table_new(arena, source, faults, watch),
                       .columns = {{"application", true}, {"expert", true}, {"score", true}},
                       .scores = scores};
    int64_t before = faults->count;
    *scores = (Scores){.applications = names_new(arena), .experts = names_new(arena)};
    if (!table_read_head(reading.table, reading.columns, COLUMNS, true)) return NULL;
    while (table_next(reading.table)) take_row(&reading);
    scores->scores = reading.list.at;
    scores->count = reading.list.count;
    check_twice(arena, scores, faults);
    if (faults->count == before && !scores->count) faults_add(faults, 0, 0, "the file has no score in it");
    return faults->count == before ? scores : NULL;
}
