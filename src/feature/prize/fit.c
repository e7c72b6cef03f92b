/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/fit.h"

static const char mark_of[] = {[ASSIGN_STAYING] = 's', [ASSIGN_KEPT] = 'k'};

/* ---- writing */

static int32_t common_divisor(int32_t a, int32_t b)
{
    while (b) {
        int32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The greatest number of millionths that all affinities are multiples of. */
static int32_t unit_of(const AssignProblem *problem)
{
    int32_t unit = 0;
    size_t pairs = problem->first_pair[problem->application_count];
    for (size_t i = 0; i < pairs && unit != 1; i++)
        unit = common_divisor(assign_pair_affinity(problem->pairs[i]), unit);
    return unit ? unit : 1;
}

static void add_words(TextBuffer *text, const AssignProblem *problem, size_t application, int32_t unit)
{
    size_t pair = problem->first_pair[application], end = problem->first_pair[application + 1];
    for (size_t expert = 0; expert < problem->expert_count; expert++) {
        if (expert) buffer_add_char(text, ' ');
        if (pair == end || (size_t)assign_pair_expert(problem->pairs[pair]) != expert) {
            buffer_add_char(text, '-');
            continue;
        }
        AssignPair at = problem->pairs[pair++];
        buffer_add_int(text, assign_pair_affinity(at) / unit);
        if (assign_pair_pin(at) != ASSIGN_FREE) buffer_add_char(text, mark_of[assign_pair_pin(at)]);
    }
}

/* Written as text: a tree of values for twenty million pairs would take a gigabyte. */
Text fit_write(Arena *arena, const AssignProblem *problem, const Text *people)
{
    TextBuffer text = {.arena = arena};
    int32_t unit = unit_of(problem);
    buffer_add(&text, TEXT("{\"experts\":["));
    for (size_t i = 0; i < problem->expert_count; i++)
        buffer_add_format(&text, "%s[\"%.*s\",%d,%d]", i ? "," : "", TEXT_PRINT(people[i]),
                          problem->experts[i].load_min, problem->experts[i].load_max);
    buffer_add(&text, TEXT("],\"rows\":["));
    for (size_t i = 0; i < problem->application_count; i++) {
        buffer_add_format(&text, "%s[\"%lld\",%d,\"", i ? "," : "", (long long)problem->applications[i].key,
                          problem->applications[i].demand);
        add_words(&text, problem, i, unit);
        buffer_add(&text, TEXT("\"]"));
    }
    buffer_add_format(&text, "],\"unit\":%d}", unit);
    return buffer_text(&text);
}

/* ---- reading */

typedef struct {
    Arena *arena;
    Fit *fit;
    AssignApplication *applications;
    AssignExpert *experts;
    size_t *first_pair, pair_count;
    int64_t unit;
} Reading;

static bool int32_of(const json_t *json, int32_t *number)
{
    int64_t value = json_integer_value(json);
    *number = (int32_t)value;
    return json_is_integer(json) && value >= 0 && value <= INT32_MAX;
}

static bool read_expert(Reading *reading, size_t place, const json_t *row)
{
    AssignExpert *expert = &reading->experts[place];
    expert->key = (int64_t)place + 1;
    reading->fit->people[place] = text_of(json_string_value(json_array_get(row, 0)));
    return int32_of(json_array_get(row, 1), &expert->load_min) &&
           int32_of(json_array_get(row, 2), &expert->load_max);
}

static AssignPin pin_of(Text *word)
{
    if (text_ends(*word, TEXT("k"))) return word->size--, ASSIGN_KEPT;
    if (text_ends(*word, TEXT("s"))) return word->size--, ASSIGN_STAYING;
    return ASSIGN_FREE;
}

static bool read_words(Reading *reading, Text words)
{
    size_t experts = reading->fit->problem.expert_count;
    for (size_t expert = 0; expert < experts; expert++) {
        Text word = text_next(&words, ' ');
        if (text_is_c(word, "-")) continue;
        AssignPin pin = pin_of(&word);
        int64_t units;
        if (!text_to_int(word, &units) || units < 0 || units > ASSIGN_AFFINITY_MAX / reading->unit)
            return false;
        reading->fit->problem.pairs[reading->pair_count++] =
            assign_pair((int32_t)expert, (int32_t)(units * reading->unit), pin);
    }
    return !words.size;
}

static bool read_row(Reading *reading, size_t place, const json_t *row)
{
    AssignApplication *application = &reading->applications[place];
    const json_t *words = json_array_get(row, 2);
    if (!json_to_key(json_array_get(row, 0), &application->key) ||
        !int32_of(json_array_get(row, 1), &application->demand) || !json_is_string(words) ||
        !read_words(reading, (Text){json_string_value(words), json_string_length(words)}))
        return false;
    reading->first_pair[place + 1] = reading->pair_count;
    return true;
}

bool fit_read(Arena *arena, const json_t *json, Fit *fit)
{
    const json_t *experts = json_object_get(json, "experts"), *rows = json_object_get(json, "rows"), *row;
    size_t i, fault, expert_count = json_array_size(experts), count = json_array_size(rows), room = 1;
    json_array_foreach(rows, i, row) room += json_string_length(json_array_get(row, 2)) / 2 + 1;
    Reading it = {.arena = arena,
                  .fit = fit,
                  .applications = ARENA_MANY(arena, count + 1, AssignApplication),
                  .experts = ARENA_MANY(arena, expert_count + 1, AssignExpert),
                  .first_pair = ARENA_MANY(arena, count + 1, size_t),
                  .unit = json_integer_value(json_object_get(json, "unit"))};
    *fit = (Fit){.people = ARENA_MANY(arena, expert_count + 1, Text)};
    fit->problem = (AssignProblem){.applications = it.applications,
                                   .application_count = count,
                                   .experts = it.experts,
                                   .expert_count = expert_count,
                                   .pairs = ARENA_MANY(arena, room, AssignPair),
                                   .first_pair = it.first_pair};
    if (it.unit < 1 || it.unit > ASSIGN_AFFINITY_MAX) return false;
    json_array_foreach(experts, i, row) if (!read_expert(&it, i, row)) return false;
    json_array_foreach(rows, i, row) if (!read_row(&it, i, row)) return false;
    return assign_find_fault(arena, &fit->problem, &fault) == ASSIGN_FAULTLESS;
}
