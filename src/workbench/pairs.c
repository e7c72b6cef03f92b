/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/pairs.h"

#include "base/fail.h"
#include "workbench/decimal.h"
#include "workbench/pairs_reader.h"

void pairs_take_application(PairsReader *reader, uint32_t application)
{
    while (reader->counts.count <= application) LIST_ADD(reader->scratch, &reader->counts);
}

const char *pairs_take(PairsReader *reader, uint32_t application, uint32_t expert, Text text, char mark)
{
    int64_t affinity;
    const char *fault = decimal_read(text, mark, &affinity);
    if (fault) return fault;
    if (affinity < 0) return "is negative, which no affinity can be";
    if (affinity || !reader->zero_is_conflict) reader->take(reader, application, expert, affinity);
    return NULL;
}

/* ---- the first time: how many, how great, how fine */

static void count_pair(PairsReader *reader, uint32_t application, uint32_t expert, int64_t affinity)
{
    reader->counts.at[application]++;
    reader->count++;
    if (affinity > reader->greatest) reader->greatest = affinity, reader->greatest_line = reader->line;
    for (; affinity % reader->unit; reader->unit /= 10) reader->finest_line = reader->line;
}

static void check_steps(PairsReader *reader)
{
    int places = 0;
    for (int64_t unit = DECIMAL_MILLION; unit > reader->unit; unit /= 10) places++;
    reader->pairs->places = places;
    if (reader->greatest / reader->unit <= ASSIGN_AFFINITY_MAX) return;
    faults_add(reader->faults, 0, 0,
               "the greatest affinity is %s (line %lld) and the finest has %d decimal places (line %lld): "
               "that makes "
               "more than 1,000,000 steps; round to fewer places",
               decimal_text(reader->greatest, DECIMAL_PLACES).text, (long long)reader->greatest_line, places,
               (long long)reader->finest_line);
    reader->unit = DECIMAL_MILLION; /* the others are still to be told */
}

/* ---- the second time: each pair to its place */

static void make_room(PairsReader *reader)
{
    Pairs *pairs = reader->pairs;
    size_t applications = reader->applications = reader->counts.count, sum = 0;
    pairs->first_pair = ARENA_MANY(reader->arena, applications + 1, size_t);
    reader->next = reader->counts.at;
    for (size_t i = 0; i < applications; i++) {
        size_t count = reader->counts.at[i];
        pairs->first_pair[i] = reader->next[i] = sum;
        sum += count;
    }
    pairs->first_pair[applications] = sum;
    pairs->pairs = arena_take_blank(reader->arena, (sum + 1) * sizeof *pairs->pairs);
    if (reader->has_caps) pairs->caps = ARENA_MANY(reader->arena, sum + 1, uint16_t);
}

static _Noreturn void fail_changed(const PairsReader *reader)
{
    fail("%s was changed while it was read", reader->source->name);
}

/* A file that another program writes into may have other pairs now: none is put outside of the list, and
 * check_places() sees it in the end. */
static void place_pair(PairsReader *reader, uint32_t application, uint32_t expert, int64_t affinity)
{
    if (application >= reader->applications || affinity > reader->greatest) fail_changed(reader);
    size_t place = reader->next[application]++;
    if (place >= reader->count) fail_changed(reader);
    reader->pairs->pairs[place] =
        assign_pair((int32_t)expert, (int32_t)(affinity / reader->unit), ASSIGN_FREE);
    if (reader->pairs->caps) reader->pairs->caps[place] = reader->cap;
}

static void check_places(const PairsReader *reader)
{
    if (reader->pairs->applications.count != reader->applications) fail_changed(reader);
    for (size_t i = 0; i < reader->applications; i++)
        if (reader->next[i] != reader->pairs->first_pair[i + 1]) fail_changed(reader);
}

/* ---- the third time, only if pairs stand there twice: where */

static PairsTwice *twice_of(PairsReader *reader, uint32_t application, uint32_t expert)
{
    for (size_t i = 0; i < reader->twice.count; i++) {
        PairsTwice *twice = &reader->twice.at[i];
        if (twice->application == application && twice->expert == expert) return twice;
    }
    return NULL;
}

/* How many are too many; the first of them in the list. */
static int64_t find_twice(PairsReader *reader)
{
    const Pairs *pairs = reader->pairs;
    uint32_t *seen = ARENA_MANY(reader->scratch, pairs->experts.count + 1, uint32_t);
    int64_t surplus = 0;
    for (uint32_t p = 0; p < pairs->applications.count; p++)
        for (size_t i = pairs->first_pair[p]; i < pairs->first_pair[p + 1]; i++) {
            uint32_t expert = (uint32_t)assign_pair_expert(pairs->pairs[i]), before = seen[expert];
            seen[expert] = p + 1;
            if (before != p + 1) continue;
            if (surplus++ < FAULTS_TOLD_MAX && !twice_of(reader, p, expert))
                *LIST_ADD(reader->scratch, &reader->twice) = (PairsTwice){p, expert};
        }
    return surplus;
}

static void tell_twice(PairsReader *reader, uint32_t application, uint32_t expert, int64_t affinity)
{
    const Pairs *pairs = reader->pairs;
    PairsTwice *twice = twice_of(reader, application, expert);
    if (twice && twice->line)
        faults_add(reader->faults, reader->line, 0, "“%s” and “%s” stand in line %lld already",
                   excerpt_of(pairs->applications.at[application]).text,
                   excerpt_of(pairs->experts.at[expert]).text, (long long)twice->line);
    else if (twice) twice->line = reader->line;
}

/* The other faults of these lines have been told. */
static void check_twice(PairsReader *reader)
{
    int64_t surplus = find_twice(reader), before = reader->faults->count;
    if (!surplus) return;
    reader->take = tell_twice;
    pairs_go_over_table(reader);
    reader->faults->count = before + surplus;
}

static void read_all(PairsReader *reader)
{
    bool is_matrix = pairs_is_matrix(reader->source);
    void (*go_over)(PairsReader *) = is_matrix ? pairs_go_over_matrix : pairs_go_over_table;
    Faults told = {.file = reader->faults->file};
    reader->take = count_pair;
    go_over(reader);
    check_steps(reader);
    reader->line_faults = &told;
    reader->take = place_pair;
    make_room(reader);
    go_over(reader);
    check_places(reader);
    if (!is_matrix) check_twice(reader);
}

bool pairs_read(Arena *arena, Source *source, bool zero_is_conflict, Pairs *pairs, Faults *faults,
                const Watch *watch)
{
    PairsReader reader = {.arena = arena,
                          .scratch = arena_within(arena, ARENA_NO_CAP),
                          .source = source,
                          .pairs = pairs,
                          .faults = faults,
                          .line_faults = faults,
                          .watch = watch,
                          .zero_is_conflict = zero_is_conflict,
                          .unit = DECIMAL_MILLION};
    int64_t before = faults->count;
    *pairs = (Pairs){.applications = names_new(arena), .experts = names_new(arena)};
    read_all(&reader);
    arena_reset(reader.scratch);
    if (faults->count == before && !pairs->applications.count)
        faults_add(faults, 0, 0, "the file has no application in it");
    return faults->count == before;
}
