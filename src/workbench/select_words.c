/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/select_words.h"

#include "workbench/decimal.h"
#include "workbench/file_out.h"

enum { RESERVES_TOLD = 10 };

static const char *const outcome_codes[] = {
    [SELECT_BY_RANK] = "rank", [SELECT_MOVED_UP] = "moved",  [SELECT_BY_FLOOR] = "floor",
    [SELECT_BY_TIE] = "tie",   [SELECT_CAPPED] = "capped",   [SELECT_DISPLACED] = "displaced",
    [SELECT_BELOW] = "below",  [SELECT_MINIMUM] = "minimum", [SELECT_UNSCORED] = "unscored"};

/* ---- numbers and names */

/* Scores and their sums are whole numbers of millionths. */
static __int128 millionths(Rational value)
{
    return (__int128)value.numerator * DECIMAL_MILLION / value.denominator;
}

static DecimalText difference(Rational a, Rational b)
{
    return decimal_text(millionths(a) - millionths(b), DECIMAL_PLACES);
}

static Text score_of(const SelectReport *report, size_t entry, DecimalText *room)
{
    Rational score = report->candidates->entries[entry].score;
    if (rational_is_none(score)) return TEXT("");
    *room = decimal_text(millionths(score), DECIMAL_PLACES);
    return text_of(room->text);
}

static const char *name_of(const SelectReport *report, size_t entry, Excerpt *room)
{
    *room = excerpt_of(report->candidates->names.at[entry]);
    return room->text;
}

/* "the floor region=Africa:2" */
static const char *bound_of(const SelectReport *report, size_t bound, Excerpt *room)
{
    *room = excerpt_of(report->columns->bounds[bound].typed);
    return room->text;
}

static const char *kind_of(const SelectReport *report, size_t bound)
{
    return report->columns->bounds[bound].bound.kind == SELECT_FLOOR ? "floor" : "cap";
}

/* What it costs in score that the counterpart doesn't stand there; "" if there is none. */
static Text cost_of(const SelectReport *report, const SelectRow *row, DecimalText *room)
{
    const SelectEntry *entries = report->candidates->entries;
    if (row->outcome != SELECT_BY_FLOOR || row->counterpart == SELECT_NOTHING) return TEXT("");
    *room = difference(entries[row->counterpart].score, entries[row->entry].score);
    return text_of(room->text);
}

/* ---- in words */

static void put_how(FILE *to, const SelectReport *report, const SelectRow *row)
{
    Excerpt bound, other;
    switch (row->outcome) {
    case SELECT_BY_FLOOR:
        fprintf(to, "for the floor %s", bound_of(report, row->bound, &bound));
        if (row->counterpart != SELECT_NOTHING)
            fprintf(to, ", where %s would stand", name_of(report, row->counterpart, &other));
        break;
    case SELECT_MOVED_UP:
        fputs("moved up into a place that a floor or cap freed", to);
        break;
    case SELECT_BY_TIE:
        fprintf(to, "as good as %s", name_of(report, row->counterpart, &other));
        break;
    case SELECT_CAPPED:
        fprintf(to, "the cap %s is full", bound_of(report, row->bound, &bound));
        break;
    case SELECT_DISPLACED:
        if (row->bound == SELECT_NOTHING) fputs("the floors need the place", to);
        else
            fprintf(to, "the floor %s needs the place for %s", bound_of(report, row->bound, &bound),
                    name_of(report, row->counterpart, &other));
        break;
    default:
        fputs("by rank", to);
    }
}

static void put_tie(FILE *to, const SelectReport *report, const SelectRow *row)
{
    Excerpt other;
    if (row->tie != SELECT_DECIDED_BY_LOT && row->tie != SELECT_DECIDED_BY_CRITERION) return;
    fprintf(to, "; as good as %s, ", name_of(report, row->tie_with, &other));
    if (row->tie == SELECT_DECIDED_BY_LOT) fputs("and the lot decided", to);
    else fprintf(to, "and %.*s decided", TEXT_PRINT(report->columns->criteria[row->criterion]));
}

static void put_row(FILE *to, const SelectReport *report, const SelectRow *row)
{
    DecimalText room;
    Excerpt name;
    fprintf(to, "  %6d  %12.*s  %-24s  ", row->rank, TEXT_PRINT(score_of(report, row->entry, &room)),
            name_of(report, row->entry, &name));
    put_how(to, report, row);
    put_tie(to, report, row);
    putc('\n', to);
}

static bool is_passed_over(const SelectRow *row)
{
    bool is_lost = row->tie == SELECT_DECIDED_BY_LOT || row->tie == SELECT_DECIDED_BY_CRITERION;
    return !row->passed && (row->outcome == SELECT_CAPPED || row->outcome == SELECT_DISPLACED || is_lost);
}

static void put_passed(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    fprintf(to, "  %6s  %12s  %-24s  %s\n", "rank", "score", "application", "passes");
    for (size_t i = 0; i < selection->count; i++)
        if (selection->rows[i].passed) put_row(to, report, &selection->rows[i]);
}

static void put_passed_over(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    bool any = false;
    for (size_t i = 0; i < selection->count; i++) {
        if (!is_passed_over(&selection->rows[i])) continue;
        if (!any) fputs("\nHigh enough, and passed over:\n", to);
        any = true;
        put_row(to, report, &selection->rows[i]);
    }
}

static void put_reserves(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    int32_t count = 0;
    DecimalText room;
    Excerpt name, bound;
    for (size_t i = 0; i < selection->count; i++) {
        const SelectRow *row = &selection->rows[i];
        if (!row->reserve || ++count > RESERVES_TOLD) continue;
        if (count == 1) fputs("\nReserve:\n", to);
        fprintf(to, "  %6d  %12.*s  %-24s  ", row->reserve, TEXT_PRINT(score_of(report, row->entry, &room)),
                name_of(report, row->entry, &name));
        if (row->blocked_by != SELECT_NOTHING)
            fprintf(to, "once the cap %s has room", bound_of(report, row->blocked_by, &bound));
        putc('\n', to);
    }
    if (count > RESERVES_TOLD) fprintf(to, "  … and %d more (--out lists them)\n", count - RESERVES_TOLD);
}

/* The swaps that floors force; what they cost together, in millionths. */
static __int128 put_swaps(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    const SelectEntry *entries = report->candidates->entries;
    __int128 sum = 0;
    DecimalText room;
    Excerpt bound, in, out;
    for (size_t i = 0; i < selection->count; i++) {
        const SelectRow *row = &selection->rows[i];
        Text cost = cost_of(report, row, &room);
        if (!cost.size) continue;
        fprintf(to, "\nWithout the floor %s, %s would stand where %s stands: that costs %.*s.",
                bound_of(report, row->bound, &bound), name_of(report, row->counterpart, &out),
                name_of(report, row->entry, &in), TEXT_PRINT(cost));
        sum += millionths(entries[row->counterpart].score) - millionths(entries[row->entry].score);
    }
    return sum;
}

static void put_costs(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    Excerpt bound;
    __int128 rest =
        millionths(selection->score_sum_free) - millionths(selection->score_sum) - put_swaps(to, report);
    if (rest) fprintf(to, "\nThe caps that are full cost %s.", decimal_text(rest, DECIMAL_PLACES).text);
    fprintf(to,
            "\nFloors and caps together cost %s: the sum of scores is %s, and would be %s without them.\n",
            difference(selection->score_sum_free, selection->score_sum).text,
            decimal_text(millionths(selection->score_sum), DECIMAL_PLACES).text,
            decimal_text(millionths(selection->score_sum_free), DECIMAL_PLACES).text);
    for (size_t i = 0; i < report->columns->bound_count; i++)
        if (selection->lacking[i])
            fprintf(to, "The floor %s cannot be met: %d lacking.\n", bound_of(report, i, &bound),
                    selection->lacking[i]);
}

void select_put_words(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    fprintf(to, "%zu application%s, %d place%s: %zu pass%s.\n\n", selection->count,
            plural((int64_t)selection->count), report->rules->places, plural(report->rules->places),
            selection->passed, selection->passed == 1 ? "es" : "");
    put_passed(to, report);
    put_passed_over(to, report);
    put_reserves(to, report);
    if (report->columns->bound_count) put_costs(to, report);
}

/* ---- as JSON */

static void put_json_bound(FILE *to, const SelectReport *report, const char *key, size_t bound)
{
    if (bound == SELECT_NOTHING) return;
    fprintf(to, ", \"%s\": {\"kind\": \"%s\", \"text\": ", key, kind_of(report, bound));
    file_put_json(to, report->columns->bounds[bound].typed);
    putc('}', to);
}

static void put_json_name(FILE *to, const SelectReport *report, const char *key, size_t entry)
{
    if (entry == SELECT_NOTHING) return;
    fprintf(to, ", \"%s\": ", key);
    file_put_json(to, report->candidates->names.at[entry]);
}

static void put_json_row(FILE *to, const SelectReport *report, const SelectRow *row)
{
    DecimalText room;
    Text score = score_of(report, row->entry, &room);
    fprintf(to, "    {\"rank\": %d, \"application\": ", row->rank);
    file_put_json(to, report->candidates->names.at[row->entry]);
    fprintf(to, ", \"score\": %.*s, \"passed\": %s, \"how\": \"%s\"",
            TEXT_PRINT(score.size ? score : TEXT("null")), row->passed ? "true" : "false",
            outcome_codes[row->outcome]);
    put_json_bound(to, report, "bound", row->bound);
    put_json_name(to, report, "counterpart", row->counterpart);
    Text cost = cost_of(report, row, &room);
    if (cost.size) fprintf(to, ", \"cost\": %.*s", TEXT_PRINT(cost));
    if (row->reserve) fprintf(to, ", \"reserve\": %d", row->reserve);
    put_json_bound(to, report, "blocked_by", row->blocked_by);
    if (row->tie == SELECT_DECIDED_BY_LOT) put_json_name(to, report, "lot_with", row->tie_with);
    if (row->tie == SELECT_DECIDED_BY_CRITERION) put_json_name(to, report, "criterion_with", row->tie_with);
    putc('}', to);
}

static void put_json_lacking(FILE *to, const SelectReport *report)
{
    bool any = false;
    fputs("  \"lacking\": [", to);
    for (size_t i = 0; i < report->columns->bound_count; i++) {
        if (!report->selection->lacking[i]) continue;
        fputs(any ? ", {\"floor\": " : "{\"floor\": ", to);
        file_put_json(to, report->columns->bounds[i].typed);
        fprintf(to, ", \"count\": %d}", report->selection->lacking[i]);
        any = true;
    }
    fputs("],\n", to);
}

void select_put_json(FILE *to, const SelectReport *report)
{
    const Selection *selection = report->selection;
    fprintf(to, "{\n  \"places\": %d,\n  \"passed\": %zu,\n", report->rules->places, selection->passed);
    fprintf(to, "  \"score_sum\": %s,\n  \"score_sum_free\": %s,\n  \"cost\": %s,\n",
            decimal_text(millionths(selection->score_sum), DECIMAL_PLACES).text,
            decimal_text(millionths(selection->score_sum_free), DECIMAL_PLACES).text,
            difference(selection->score_sum_free, selection->score_sum).text);
    fprintf(to, "  \"seed\": %llu,\n", (unsigned long long)report->rules->seed);
    put_json_lacking(to, report);
    fputs("  \"rows\": [\n", to);
    for (size_t i = 0; i < selection->count; i++) {
        put_json_row(to, report, &selection->rows[i]);
        fputs(i + 1 < selection->count ? ",\n" : "\n", to);
    }
    fputs("  ]\n}\n", to);
}

/* ---- as a table */

static void put_field(FILE *to, Text field)
{
    file_put_field(to, field);
    putc(',', to);
}

void select_put_rows(FILE *to, const SelectReport *report)
{
    const Text *names = report->candidates->names.at;
    DecimalText room;
    fputs("rank,application,score,passed,how,bound,counterpart,cost,reserve\n", to);
    for (size_t i = 0; i < report->selection->count; i++) {
        const SelectRow *row = &report->selection->rows[i];
        fprintf(to, "%d,", row->rank);
        put_field(to, names[row->entry]);
        put_field(to, score_of(report, row->entry, &room));
        put_field(to, row->passed ? TEXT("yes") : TEXT("no"));
        put_field(to, text_of(outcome_codes[row->outcome]));
        put_field(to, row->bound == SELECT_NOTHING ? TEXT("") : report->columns->bounds[row->bound].typed);
        put_field(to, row->counterpart == SELECT_NOTHING ? TEXT("") : names[row->counterpart]);
        put_field(to, cost_of(report, row, &room));
        if (row->reserve) fprintf(to, "%d", row->reserve);
        putc('\n', to);
    }
}
