/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/chances.h"

/* ---- writing */

Text chances_write(Arena *arena, const AssignProblem *problem, const AssignRandom *random)
{
    TextBuffer text = {.arena = arena};
    int32_t row = -1;
    buffer_add_char(&text, '[');
    for (size_t i = 0; i < random->chance_count; i++) {
        const AssignChance *chance = &random->chances[i];
        if (chance->application != row)
            buffer_add_format(&text, "%s[\"%lld\",\"", i ? "\"]," : "",
                              (long long)problem->applications[chance->application].key);
        buffer_add_format(&text, "%s%d:%d", chance->application == row ? " " : "", chance->expert + 1,
                          chance->chance);
        row = chance->application;
    }
    buffer_add(&text, random->chance_count ? TEXT("\"]]") : TEXT("]"));
    return buffer_text(&text);
}

/* ---- reading */

typedef struct {
    const AssignProblem *problem;
    AssignRandom *random;
    size_t row;  /* behind the last one */
    size_t pair; /* likewise */
} Reading;

static bool read_word(Reading *reading, Text word)
{
    int64_t place, chance;
    size_t end = reading->problem->first_pair[reading->row];
    const AssignPair *pairs = reading->problem->pairs;
    Text number = text_next(&word, ':');
    if (!text_to_int(number, &place) || !text_to_int(word, &chance) || place < 1) return false;
    while (reading->pair < end && assign_pair_expert(pairs[reading->pair]) < place - 1) reading->pair++;
    if (reading->pair == end || assign_pair_expert(pairs[reading->pair]) != place - 1) return false;
    int32_t affinity = assign_pair_affinity(pairs[reading->pair++]);
    reading->random->chances[reading->random->chance_count++] =
        (AssignChance){(int32_t)reading->row - 1, (int32_t)place - 1, affinity, (int32_t)chance};
    return chance >= 1 && chance <= ASSIGN_CERTAIN;
}

static bool read_row(Reading *reading, const json_t *json)
{
    const AssignProblem *problem = reading->problem;
    const json_t *words = json_array_get(json, 1);
    int64_t key;
    if (!json_to_key(json_array_get(json, 0), &key) || !json_is_string(words)) return false;
    while (reading->row < problem->application_count && problem->applications[reading->row].key < key)
        reading->row++;
    if (reading->row == problem->application_count || problem->applications[reading->row].key != key)
        return false;
    reading->pair = problem->first_pair[reading->row++];
    Text rest = {json_string_value(words), json_string_length(words)};
    while (rest.size)
        if (!read_word(reading, text_next(&rest, ' '))) return false;
    return true;
}

static void sum_applications(Arena *arena, const AssignProblem *problem, AssignRandom *random)
{
    int64_t *sums = ARENA_MANY(arena, problem->application_count + 1, int64_t);
    for (size_t i = 0; i < random->chance_count; i++) {
        const AssignChance *chance = &random->chances[i];
        sums[chance->application] += (int64_t)chance->affinity * chance->chance;
        random->affinity_sum += (int64_t)chance->affinity * chance->chance;
        random->missing_of[chance->application] -= chance->chance;
    }
    for (size_t i = 0; i < problem->application_count; i++) {
        int64_t demand = problem->applications[i].demand, kept = 0;
        for (size_t pair = problem->first_pair[i]; pair < problem->first_pair[i + 1]; pair++)
            kept += assign_pair_pin(problem->pairs[pair]) == ASSIGN_KEPT;
        random->missing_of[i] += (demand > kept ? demand : kept) * ASSIGN_CERTAIN;
        random->missing += random->missing_of[i];
        if (sums[i] < sums[random->worst_application]) random->worst_application = i;
    }
    random->worst_affinity = sums[random->worst_application];
}

static void sum_loads(const AssignProblem *problem, AssignRandom *random)
{
    for (size_t i = 0; i < random->chance_count; i++)
        random->loads[random->chances[i].expert] += random->chances[i].chance;
    for (size_t i = 0; i < problem->expert_count; i++) {
        int64_t lacking = (int64_t)problem->experts[i].load_min * ASSIGN_CERTAIN - random->loads[i];
        if (lacking > 0) random->load_missing += lacking;
    }
}

bool chances_read(Arena *arena, const json_t *json, const AssignProblem *problem, AssignRandom *random)
{
    Reading reading = {.problem = problem, .random = random};
    const json_t *row;
    size_t i, room = 1;
    json_array_foreach(json, i, row) room += json_string_length(json_array_get(row, 1)) / 3;
    random->chances = ARENA_MANY(arena, room, AssignChance);
    random->missing_of = ARENA_MANY(arena, problem->application_count + 1, int64_t);
    random->loads = ARENA_MANY(arena, problem->expert_count + 1, int64_t);
    json_array_foreach(json, i, row) if (!read_row(&reading, row)) return false;
    sum_applications(arena, problem, random);
    sum_loads(problem, random);
    return true;
}
