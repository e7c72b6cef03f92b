/* SPDX-License-Identifier: Apache-2.0 */
/* madang engine select */
#include "platform/config/options.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
#include "workbench/run.h"
#include "workbench/select_words.h"
#include "workbench/workbench.h"

enum { NOT_GIVEN = -1 };

typedef struct {
    Place place;
    int64_t places, seed;
    Text minimum, tie, criteria, out;
    OptionTexts floors, caps;
    bool json;
    const char *file;
} Wanted;

typedef struct {
    CandidateColumns columns;
    SelectRules rules;
} Rules;

static bool refuse(const char *option, Text value, const char *fault)
{
    fprintf(stderr, "madang engine select: --%s: “%s” %s\n", option, excerpt_of(value).text, fault);
    return false;
}

static bool read_bounds(const OptionTexts *texts, SelectBoundKind kind, CandidateColumns *columns)
{
    for (int i = 0; i < texts->count; i++) {
        const char *fault =
            candidates_read_bound(texts->at[i], kind, &columns->bounds[columns->bound_count++]);
        if (fault) return refuse(kind == SELECT_FLOOR ? "floor" : "cap", texts->at[i], fault);
    }
    return true;
}

static bool read_minimum(Text text, Rational *minimum)
{
    int64_t millionths;
    if (!text.size) return true;
    const char *fault = decimal_read(text, '.', &millionths);
    if (fault) return refuse("minimum", text, fault);
    *minimum = rational_of(millionths, DECIMAL_MILLION);
    return true;
}

static void read_criteria(Arena *arena, Text text, CandidateColumns *columns)
{
    columns->criteria = ARENA_MANY(arena, text.size + 1, Text);
    while (text.size) columns->criteria[columns->criteria_count++] = text_trim(text_next(&text, ','));
}

static bool read_tie(Text text, SelectTie *tie)
{
    static const char *const words[] = {
        [SELECT_TIE_ALL_PASS] = "all-pass", [SELECT_TIE_CRITERIA] = "criteria", [SELECT_TIE_LOT] = "lot"};
    ptrdiff_t found = text.size ? TEXT_INDEX(text, words) : SELECT_TIE_LOT;
    if (found < 0) return refuse("tie", text, "is none of lot, all-pass and criteria");
    *tie = (SelectTie)found;
    return true;
}

/* False after a mistake was told. */
static bool read_rules(Arena *arena, const Wanted *wanted, Rules *rules)
{
    CandidateColumns *columns = &rules->columns;
    columns->bounds =
        ARENA_MANY(arena, (size_t)wanted->floors.count + (size_t)wanted->caps.count + 1, CandidateBound);
    read_criteria(arena, wanted->criteria, columns);
    rules->rules = (SelectRules){.places = (int32_t)wanted->places,
                                 .criteria_count = columns->criteria_count,
                                 .seed = (uint64_t)wanted->seed};
    bool is_good = read_bounds(&wanted->floors, SELECT_FLOOR, columns) &&
                   read_bounds(&wanted->caps, SELECT_CAP, columns) &&
                   read_minimum(wanted->minimum, &rules->rules.minimum) &&
                   read_tie(wanted->tie, &rules->rules.tie);
    if (!is_good) return false;
    bool has_criteria = columns->criteria_count > 0, needs_criteria = rules->rules.tie == SELECT_TIE_CRITERIA;
    if (has_criteria == needs_criteria) return true;
    fputs("madang engine select: --tie criteria and --criteria go together\n", stderr);
    return false;
}

static const SelectBound *bounds_of(Arena *arena, const CandidateColumns *columns)
{
    SelectBound *bounds = ARENA_MANY(arena, columns->bound_count + 1, SelectBound);
    for (size_t i = 0; i < columns->bound_count; i++) bounds[i] = columns->bounds[i].bound;
    return bounds;
}

static void write_rows(Arena *arena, Text path, const SelectReport *report)
{
    if (!path.size) return;
    FileOut *file = file_out_open(arena, path.at);
    select_put_rows(file->to, report);
    file_out_finish(file);
}

/* 1: places stay empty, or a floor lacks. */
static int status_of(const SelectReport *report)
{
    for (size_t i = 0; i < report->columns->bound_count; i++)
        if (report->selection->lacking[i]) return 1;
    return 0;
}

static int choose(Arena *arena, void *context)
{
    const Wanted *wanted = context;
    Rules rules = {0};
    Faults faults = {.file = wanted->file, .to = stderr};
    if (!read_rules(arena, wanted, &rules)) return 2;
    const Candidates *candidates =
        candidates_read(arena, source_open(arena, wanted->file), &rules.columns, &faults);
    if (faults_end(&faults)) return 1;
    rules.rules.bounds = bounds_of(arena, &rules.columns);
    rules.rules.bound_count = rules.columns.bound_count;
    SelectReport report = {candidates, &rules.columns, &rules.rules,
                           select_entries(arena, candidates->entries, candidates->count, &rules.rules)};
    write_rows(arena, wanted->out, &report);
    (wanted->json ? select_put_json : select_put_words)(text_is_c(wanted->out, "-") ? stderr : stdout,
                                                        &report);
    return status_of(&report);
}

int workbench_select(int count, char **arguments)
{
    Wanted wanted = {.places = NOT_GIVEN};
    const Option options[] = {
        {"places", "N", "how many pass", .number = &wanted.places, .greatest = SELECT_ENTRIES_MAX},
        {"minimum", "SCORE", "the least score to pass with", .text = &wanted.minimum},
        {"floor", "COLUMN=VALUE:N",
         "at least so many; @SCORE behind it counts only from that score on; VALUE may be *",
         .texts = &wanted.floors},
        {"cap", "COLUMN=VALUE:N", "at most so many; “country=*:3” is three of each", .texts = &wanted.caps},
        {"tie", "RULE", "of equal scores at the line: lot (default), all-pass or criteria",
         .text = &wanted.tie},
        {"criteria", "COLUMNS", "of --tie criteria: the columns that decide, the first that differs",
         .text = &wanted.criteria},
        {"seed", "N", "of the lots (default: 0)", .number = &wanted.seed, .greatest = INT64_MAX},
        {"out", "FILE", "write all applications, with what became of each", .text = &wanted.out},
        JSON_OPTION(&wanted.json),
        UNREAD_PLACE_OPTIONS(&wanted.place),
    };
    const CommandSyntax syntax = {"engine select", "FILE", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    wanted.file = arguments[0];
    if (wanted.places != NOT_GIVEN) return run_in_arena(choose, &wanted);
    fputs("madang engine select: --places is missing: how many pass\n", stderr);
    return 2;
}
