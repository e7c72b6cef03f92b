/* SPDX-License-Identifier: Apache-2.0 */
/* madang prize fragility */
#include "feature/prize/application.h"
#include "feature/prize/feature.h"
#include "feature/prize/fragility_words.h"
#include "feature/prize/round.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"
#include "workbench/progress.h"

typedef struct {
    Text edition_code, round_code;
    bool json;
    /* what came of it */
    const Edition *edition;
    int64_t round;
    LineInput input;
    Fragility found;
    FragilityTelling telling;
} Task;

/* ---- finding */

static int64_t round_of_code(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->rounds.count; i++)
        if (text_is(edition->rounds.at[i].code, code) && edition->rounds.at[i].kind == ROUND_SCORING)
            return (int64_t)i + 1;
    return 0;
}

/* The last round that has scores. */
static int64_t newest_round(Snapshot *at, const Edition *edition)
{
    for (int64_t round = (int64_t)edition->rounds.count; round > 0; round--) {
        LineInput input = {0};
        if (edition_round(edition, round)->kind == ROUND_SCORING) input = round_input(at, edition, round);
        if (input.entrants.count && input.reviews.count) return round;
    }
    return 0;
}

static KeyNames all_numbers(Snapshot *at, const Edition *edition)
{
    KeyNames names = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT key, number FROM application WHERE edition = $1 AND version > 0"
                                " ORDER BY key"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 1)};
        *LIST_ADD(at->arena, &names) =
            (KeyName){row_int(rows, 0), application_number(at->arena, edition, &application)};
    }
    return names;
}

static void take_input(Snapshot *at, void *context)
{
    Task *task = context;
    task->edition = edition_find_by_code(at, task->edition_code);
    if (!task->edition) return;
    task->round = task->round_code.size ? round_of_code(task->edition, task->round_code)
                                        : newest_round(at, task->edition);
    if (!task->round) return;
    task->input = round_input(at, task->edition, task->round);
    task->telling = (FragilityTelling){.arena = at->arena,
                                       .language = LANGUAGE_EN,
                                       .edition = task->edition,
                                       .round = task->round,
                                       .input = &task->input,
                                       .found = &task->found,
                                       .applications = all_numbers(at, task->edition),
                                       .experts = fragility_expert_names(at, task->edition)};
}

/* ---- telling */

static int64_t count_rows(const Fragility *found, bool passed, bool is_safe)
{
    int64_t count = 0;
    for (size_t i = 0; i < found->rows.count; i++)
        count += found->rows.at[i].passed == passed && !found->rows.at[i].hangs_on.count == is_safe;
    return count;
}

static void tell_row(const Task *task, const FragilityRow *row)
{
    Messages words = fragility_words(&task->telling, row);
    if (!words.count) return;
    printf("\n%.*s %s. It would be otherwise:\n", TEXT_PRINT(key_name(&task->telling.applications, row->key)),
           row->passed ? "passes" : "does not pass");
    for (size_t i = 0; i < words.count; i++)
        printf("  - %.*s\n", TEXT_PRINT(message_english(task->telling.arena, &words.at[i])));
}

static void tell(const Task *task)
{
    const Fragility *found = &task->found;
    printf("%.*s, %.*s: %lld changes tried. Safely in: %lld, in by little: %lld, out by little: %lld, safely "
           "out: %lld.\n",
           TEXT_PRINT(task->edition_code), TEXT_PRINT(edition_round(task->edition, task->round)->code),
           (long long)found->tried, (long long)count_rows(found, true, true),
           (long long)count_rows(found, true, false), (long long)count_rows(found, false, false),
           (long long)count_rows(found, false, true));
    for (size_t i = 0; i < found->rows.count; i++) tell_row(task, &found->rows.at[i]);
}

static json_t *change_json(const Task *task, const FragilityChange *change)
{
    static const char *const kinds[] = {"grade", "expert", "weight"};
    const Round *round = edition_round(task->edition, task->round);
    const Rubric *rubric = edition_rubric(task->edition, round->rubric);
    json_t *json = json_pack("{s:s, s:I, s:I}", "kind", kinds[change->kind], "in", (json_int_t)change->in,
                             "out", (json_int_t)change->out);
    if (change->kind != FRAGILITY_EXPERT)
        json_object_set_new(json, "criterion", json_from_text(rubric->criteria.at[change->criterion].code));
    if (change->kind != FRAGILITY_WEIGHT)
        json_object_set_new(json, "expert", json_from_text(key_name(&task->telling.experts, change->person)));
    if (change->kind == FRAGILITY_GRADE) {
        json_object_set_new(json, "application",
                            json_from_text(key_name(&task->telling.applications, change->application)));
        json_object_set_new(json, "from", json_integer(change->from));
        json_object_set_new(json, "to", json_integer(change->to));
    }
    if (change->kind == FRAGILITY_WEIGHT) {
        json_object_set_new(json, "from_hundredths", json_integer(change->from_hundredths));
        json_object_set_new(json, "to_hundredths", json_integer(change->to_hundredths));
    }
    return json;
}

static json_t *row_json(const Task *task, const FragilityRow *row)
{
    json_t *hangs_on = json_array();
    for (size_t i = 0; i < row->hangs_on.count; i++)
        json_array_append_new(hangs_on, json_integer((json_int_t)row->hangs_on.at[i]));
    return json_pack("{s:o, s:b, s:o}", "application",
                     json_from_text(key_name(&task->telling.applications, row->key)), "passes", row->passed,
                     "hangs_on", hangs_on);
}

static void tell_json(const Task *task)
{
    const Fragility *found = &task->found;
    json_t *changes = json_array(), *rows = json_array();
    for (size_t i = 0; i < found->changes.count; i++)
        json_array_append_new(changes, change_json(task, &found->changes.at[i]));
    for (size_t i = 0; i < found->rows.count; i++)
        json_array_append_new(rows, row_json(task, &found->rows.at[i]));
    json_print(stdout,
               json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "edition",
                         json_from_text(task->edition_code), "round",
                         json_from_text(edition_round(task->edition, task->round)->code), "tried",
                         (json_int_t)found->tried, "safe_in", (json_int_t)count_rows(found, true, true),
                         "hanging_in", (json_int_t)count_rows(found, true, false), "hanging_out",
                         (json_int_t)count_rows(found, false, false), "safe_out",
                         (json_int_t)count_rows(found, false, true), "changes", changes, "applications",
                         rows));
}

/* ---- the command */

static int refuse(const Task *task)
{
    if (!task->edition)
        fprintf(stderr, "madang prize fragility: there is no edition “%.*s”\n",
                TEXT_PRINT(task->edition_code));
    else if (task->round_code.size)
        fprintf(stderr, "madang prize fragility: %.*s has no round “%.*s” with scores\n",
                TEXT_PRINT(task->edition_code), TEXT_PRINT(task->round_code));
    else
        fprintf(stderr, "madang prize fragility: no round of %.*s has scores yet\n",
                TEXT_PRINT(task->edition_code));
    return 1;
}

static void find(Arena *arena, Task *task)
{
    Progress progress;
    progress_begin(&progress, "trying changes");
    fragility_find(arena, task->edition, task->round, &task->input, &progress.watch, &task->found);
    progress_end_us(&progress);
}

static int fragility_run(int count, char **arguments)
{
    Place place = {0};
    Task task = {0};
    Workplace here;
    const Option options[] = {PLACE_OPTIONS(&place),
                              {"round", "CODE", "of this round, else of the last one that has scores",
                               .text = &task.round_code},
                              JSON_OPTION(&task.json)};
    const CommandSyntax syntax = {"prize fragility", "EDITION", 1, 1, OPTIONS(options)};
    if (!workplace_begin(&here, &syntax, &place, &count, arguments)) return workplace_end(&here);
    task.edition_code = text_of(arguments[0]);
    store_read(here.store, here.arena, (AccountId){0}, take_input, &task);
    if (task.round) {
        find(here.arena, &task);
        (task.json ? tell_json : tell)(&task);
    } else {
        here.status = refuse(&task);
    }
    return workplace_end(&here);
}

static const Command commands[] = {
    {"prize fragility", "EDITION [--round CODE] [--json]",
     "Says which results of a round hang on a single grade, an expert or the weight of a criterion.",
     fragility_run},
};

const Feature prize_fragility_feature = {.name = "prize/fragility",
                                         .commands = commands,
                                         .command_count = sizeof commands / sizeof *commands};
