/* SPDX-License-Identifier: Apache-2.0 */
/* madang prize rehearse */
#include "base/fail.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/export.h"
#include "feature/prize/feature.h"
#include "feature/prize/rehearse.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"

#define MEMORY_BYTES ((size_t)8 << 30) /* of address space */

typedef struct {
    Arena *arena;
    const char *rules_path;
    Text source; /* a file of a record, or the code of an edition */
    bool json;
    Facts *facts;
    Rehearsal rehearsal;
    /* of an edition in the store */
    TextBuffer record;
    Text lots;
} Task;

/* ---- the record: a file, or made from the store and kept to ourselves */

static bool names_a_file(Text source)
{
    for (size_t i = 0; i < source.size; i++)
        if (source.at[i] == '.' || source.at[i] == '/') return true;
    return false;
}

static void add_line(void *context, Text line)
{
    buffer_add(context, line);
}

static void export_edition(Snapshot *at, void *context)
{
    Task *task = context;
    const Edition *edition = edition_find_by_code(at, task->source);
    if (!edition) return;
    Export export = {.is_sealed = true, .without_texts = true, .key = site_key_of_demonstrations(at->arena)};
    task->lots = text_copy(task->arena, edition->lots);
    export_record(at, edition, &export, add_line, &task->record);
}

static FILE *file_of_store(Task *task, const Place *place)
{
    Settings *settings = place_settings(task->arena, place);
    if (!settings) return NULL;
    Store *store = workplace_store(task->arena, settings, false);
    task->record.arena = task->arena;
    store_read(store, task->arena, (AccountId){0}, export_edition, task);
    store_close(store);
    if (!task->record.size) fail("there is no edition “%.*s”", TEXT_PRINT(task->source));
    Text bytes = buffer_text(&task->record);
    return fmemopen((char *)bytes.at, bytes.size, "r");
}

static FILE *file_of_record(Task *task)
{
    FILE *file = fopen(text_c(task->arena, task->source), "re");
    if (!file) fail("%.*s cannot be read: %m", TEXT_PRINT(task->source));
    return file;
}

static bool take_facts(Task *task, FILE *file)
{
    Verification *verification = ARENA_NEW(task->arena, Verification);
    task->facts = facts_read(task->arena, file, TEXT(""), verification);
    fclose(file);
    if (!task->facts->rules.lots.size) task->facts->rules.lots = task->lots;
    const Faults *faults = &verification->faults;
    if (!faults->list.count) return true;
    fprintf(stderr, "madang prize rehearse: this record does not prove its results. Line %lld: %.*s\n",
            (long long)faults->list.at[0].line, TEXT_PRINT(faults->list.at[0].what));
    return false;
}

/* ---- in words */

static const char *const part_words[REHEARSE_PARTS] = {[REHEARSE_ENTRANTS] = "who enters",
                                                       [REHEARSE_REGIONS] = "the regions",
                                                       [REHEARSE_WEIGHTS] = "the weights",
                                                       [REHEARSE_SCORE] = "which score decides",
                                                       [REHEARSE_EARLIER] = "whether earlier scores count",
                                                       [REHEARSE_PLACES] = "the places",
                                                       [REHEARSE_MINIMUM] = "the least score",
                                                       [REHEARSE_FLOORS] = "the floors",
                                                       [REHEARSE_CAPS] = "the caps",
                                                       [REHEARSE_TIE] = "the rule of ties"};
static const char *const part_codes[REHEARSE_PARTS] = {
    [REHEARSE_ENTRANTS] = "entrants", [REHEARSE_REGIONS] = "regions",
    [REHEARSE_WEIGHTS] = "weights",   [REHEARSE_SCORE] = "score",
    [REHEARSE_EARLIER] = "earlier",   [REHEARSE_PLACES] = "places",
    [REHEARSE_MINIMUM] = "minimum",   [REHEARSE_FLOORS] = "floors",
    [REHEARSE_CAPS] = "caps",         [REHEARSE_TIE] = "tie"};

static Text attribute_of(const FactApplication *application, Attribute by)
{
    switch (by) {
    case BY_CATEGORY:
        return application->category;
    case BY_REGION:
        return application->region;
    case BY_COUNTRY:
        return application->country;
    case BY_CITY:
        break;
    }
    return application->city;
}

/* "region africa", of a bound of the round; of one for each value the application's own. */
static Text bound_words(Arena *arena, const Round *round, const LineRow *row,
                        const FactApplication *application)
{
    static const char *const attributes[] = {"category", "region", "country", "city"};
    if (row->bound < 0) return TEXT("another");
    size_t at = (size_t)row->bound, floors = round->floors.count;
    const Bound *bound = at < floors ? &round->floors.at[at] : &round->caps.at[at - floors];
    Text value = bound->value.size ? bound->value : attribute_of(application, bound->by);
    return text_format(arena, "%s %.*s", attributes[bound->by], TEXT_PRINT(value));
}

static const char *outcome_words(Outcome outcome)
{
    static const char *const words[] = {[OUTCOME_RANK] = "by rank",
                                        [OUTCOME_MOVED] = "by rank, into a place that became free",
                                        [OUTCOME_FLOOR] = "by the floor for",
                                        [OUTCOME_TIE] = "tied with the last place",
                                        [OUTCOME_ELIGIBLE] = "eligible",
                                        [OUTCOME_CAPPED] = "over the cap for",
                                        [OUTCOME_DISPLACED] = "giving way to the floor for",
                                        [OUTCOME_BELOW] = "below the line",
                                        [OUTCOME_MINIMUM] = "below the least score",
                                        [OUTCOME_UNSCORED] = "without a score",
                                        [OUTCOME_INELIGIBLE] = "not eligible"};
    return words[outcome];
}

static Text row_words(Arena *arena, const Round *round, const LineRow *row,
                      const FactApplication *application)
{
    if (!row->key) return TEXT("not entering the round");
    bool is_bound =
        row->outcome == OUTCOME_FLOOR || row->outcome == OUTCOME_CAPPED || row->outcome == OUTCOME_DISPLACED;
    Text bound = is_bound ? bound_words(arena, round, row, application) : TEXT("");
    const char *tie = row->tie == TIE_LOT         ? ", a tie that the lot decided"
                      : row->tie == TIE_CRITERION ? ", a tie that a criterion decided"
                                                  : "";
    Text rank = row->rank ? text_format(arena, ", rank %lld", (long long)row->rank) : TEXT("");
    return text_format(arena, "%s%s%.*s%.*s%s", outcome_words(row->outcome), is_bound ? " " : "",
                       TEXT_PRINT(bound), TEXT_PRINT(rank), tie);
}

static Text causes_words(Arena *arena, const RehearseChange *change)
{
    TextBuffer words = {.arena = arena};
    for (RehearsePart part = 0; part < REHEARSE_PARTS; part++) {
        if (!change->causes[part]) continue;
        if (words.size) buffer_add(&words, TEXT("; "));
        buffer_add(&words, text_of(part_words[part]));
    }
    return words.size ? buffer_text(&words) : TEXT("several things together");
}

/* ---- telling */

static const Round *round_at(const Task *task, int64_t round)
{
    return edition_round(&task->facts->rules, round);
}

static void tell_change(const Task *task, const Edition *other, int64_t round, const RehearseChange *change)
{
    Arena *arena = task->arena;
    Text before = change->moved_up
                      ? TEXT("moved up from the reserve list")
                      : row_words(arena, round_at(task, round), &change->before, change->application);
    Text after = row_words(arena, edition_round(other, round), &change->after, change->application);
    printf("  %.*s would %spass: %.*s. Before: %.*s. Because of: %.*s.\n",
           TEXT_PRINT(change->application->number), change->passed ? "not " : "", TEXT_PRINT(after),
           TEXT_PRINT(before), TEXT_PRINT(causes_words(arena, change)));
}

static int64_t count_gone(const RehearseRound *round)
{
    int64_t gone = 0;
    for (size_t i = 0; i < round->changes.count; i++) gone += round->changes.at[i].passed;
    return gone;
}

static void tell_round(const Task *task, const Edition *other, const RehearseRound *round)
{
    int64_t gone = count_gone(round), come = (int64_t)round->changes.count - gone;
    printf("%.*s%s: %lld of %lld pass; %lld of %lld would: %lld more, %lld no longer.\n",
           TEXT_PRINT(round_at(task, round->round)->code),
           round->is_confirmed ? "" : " (as the scores stand)", (long long)round->passed,
           (long long)round->entrants, (long long)round->would_pass, (long long)round->would_enter,
           (long long)come, (long long)gone);
    if (round->unjudged)
        printf("  Would enter, and nobody judged it for this round: %lld.\n", (long long)round->unjudged);
    for (size_t i = 0; i < round->changes.count; i++)
        tell_change(task, other, round->round, &round->changes.at[i]);
}

static void tell(const Task *task, const Edition *other)
{
    const Rehearsal *rehearsal = &task->rehearsal;
    if (!rehearsal->rounds.count) puts("No round has been judged yet: there is nothing to compare.");
    for (size_t i = 0; i < rehearsal->rounds.count; i++) tell_round(task, other, &rehearsal->rounds.at[i]);
    if (!rehearsal->rounds.count || rehearsal->rounds.count < task->facts->rules.rounds.count) return;
    const RehearseRound *last = &rehearsal->rounds.at[rehearsal->rounds.count - 1];
    if (last->changes.count)
        printf("Candidates: %lld would be others.\n",
               (long long)last->would_pass - last->passed + count_gone(last));
    else puts("The candidates would be the same.");
}

static json_t *row_json(const LineRow *row)
{
    if (!row->key) return json_null();
    return json_pack("{s:s, s:I, s:I, s:I, s:s}", "outcome", outcome_code(row->outcome), "rank",
                     (json_int_t)row->rank, "numerator", (json_int_t)row->mean.numerator, "denominator",
                     (json_int_t)row->mean.denominator, "tie", tie_code(row->tie));
}

static json_t *change_json(const RehearseChange *change)
{
    json_t *causes = json_array();
    for (RehearsePart part = 0; part < REHEARSE_PARTS; part++)
        if (change->causes[part]) json_array_append_new(causes, json_string(part_codes[part]));
    return json_pack("{s:o, s:b, s:b, s:b, s:o, s:o, s:o}", "application",
                     json_from_text(change->application->number), "passed", change->passed, "would_pass",
                     !change->passed, "moved_up", change->moved_up, "before", row_json(&change->before),
                     "after", row_json(&change->after), "causes", causes);
}

static json_t *round_json(const Task *task, const RehearseRound *round)
{
    json_t *changes = json_array();
    for (size_t i = 0; i < round->changes.count; i++)
        json_array_append_new(changes, change_json(&round->changes.at[i]));
    return json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:I, s:o}", "round",
                     json_from_text(round_at(task, round->round)->code), "confirmed", round->is_confirmed,
                     "entrants", (json_int_t)round->entrants, "would_enter", (json_int_t)round->would_enter,
                     "passed", (json_int_t)round->passed, "would_pass", (json_int_t)round->would_pass,
                     "unjudged", (json_int_t)round->unjudged, "changes", changes);
}

static void tell_json(const Task *task)
{
    json_t *rounds = json_array(), *refusals = json_array();
    for (size_t i = 0; i < task->rehearsal.rounds.count; i++)
        json_array_append_new(rounds, round_json(task, &task->rehearsal.rounds.at[i]));
    for (size_t i = 0; i < task->rehearsal.refusals.count; i++)
        json_array_append_new(refusals, json_from_text(task->rehearsal.refusals.at[i]));
    json_print(stdout, json_pack("{s:o, s:b, s:o, s:o}", "edition", json_from_text(task->facts->rules.code),
                                 "comparable", task->rehearsal.refusals.count == 0, "refusals", refusals,
                                 "rounds", rounds));
}

static void tell_refusals(const Rehearsal *rehearsal)
{
    fputs("madang prize rehearse: these rules cannot be compared with what was judged.\n", stderr);
    for (size_t i = 0; i < rehearsal->refusals.count; i++)
        fprintf(stderr, "  %.*s\n", TEXT_PRINT(rehearsal->refusals.at[i]));
}

/* ---- the command */

static bool read_rules(Task *task, Edition *other)
{
    Problems problems = problems_none(task->arena);
    if (edition_read(task->arena, edition_file_take(task->arena, task->rules_path), other, &problems))
        return true;
    problems_tell(task->rules_path, &problems);
    return false;
}

static int rehearse(Task *task, const Place *place)
{
    Edition other;
    if (!read_rules(task, &other)) return 1;
    FILE *file = names_a_file(task->source) ? file_of_record(task) : file_of_store(task, place);
    if (!file) return 2;
    if (!take_facts(task, file)) return 1;
    bool is_comparable = rehearse_rules(task->arena, task->facts, &other, &task->rehearsal);
    if (task->json) tell_json(task);
    else if (is_comparable) tell(task, &other);
    else tell_refusals(&task->rehearsal);
    return is_comparable ? 0 : 1;
}

static int rehearse_run(int count, char **arguments)
{
    Place place = {0};
    Task task = {0};
    const Option options[] = {PLACE_OPTIONS(&place), JSON_OPTION(&task.json)};
    const CommandSyntax syntax = {"prize rehearse", "RULES.yaml EDITION|FILE", 2, 2, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    task.arena = arena_new(MEMORY_BYTES);
    task.rules_path = arguments[0];
    task.source = text_of(arguments[1]);
    status = rehearse(&task, &place);
    arena_free(task.arena);
    return status;
}

static const Command commands[] = {
    {"prize rehearse", "RULES.yaml EDITION|FILE [--json]",
     "Runs other rules over what was judged, and says who would have changed places. Changes nothing.",
     rehearse_run},
};

const Feature prize_rehearse_feature = {.name = "prize/rehearse",
                                        .commands = commands,
                                        .command_count = sizeof commands / sizeof *commands};
