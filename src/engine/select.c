/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/select.h"

#include "base/fail.h"
#include "base/list.h"
#include "engine/order.h"
#include "engine/select_best.h"

#include <assert.h>

typedef LIST(SelectLimit) Limits;

typedef struct {
    Arena *arena;
    const SelectEntry *entries;
    size_t count;
    const SelectRules *rules;
    size_t *ranked;  /* all entries; those that may pass come first */
    size_t eligible; /* how many of them */
    int64_t *scores; /* of the eligible, times the common denominator */
    int64_t denominator;
    Limits limits;
    bool *free;   /* the head of the ranking; by place in the ranking, as all that follow */
    bool *capped; /* the best under caps alone */
    bool *best;   /* the best under all */
    bool *passed; /* best, and who is as good */
    int32_t *capped_counts, *best_counts, *passed_counts; /* how many of a set count for each limit */
    Selection *selection;
} Line;

static const SelectEntry *entry_at(const Line *line, size_t place)
{
    return &line->entries[line->ranked[place]];
}

/* The ranking. */

static int compare_standing(const SelectRules *rules, const SelectEntry *a, const SelectEntry *b,
                            int32_t *criterion)
{
    int order = rational_compare(b->score, a->score);
    if (order || rules->tie != SELECT_TIE_CRITERIA) return order;
    for (size_t i = 0; i < rules->criteria_count && !order; i++) {
        order = rational_compare(b->criteria[i], a->criteria[i]);
        *criterion = (int32_t)i;
    }
    return order;
}

static int compare_rank(const void *a, const void *b, const void *context)
{
    const Line *line = context;
    const SelectEntry *left = &line->entries[*(const size_t *)a], *right = &line->entries[*(const size_t *)b];
    int32_t criterion;
    int order = compare_standing(line->rules, left, right, &criterion);
    return order ? order
                 : order_of_lots(order_lot(line->rules->seed, left->key),
                                 order_lot(line->rules->seed, right->key));
}

static bool may_pass(const Line *line, const SelectEntry *entry)
{
    return !rational_is_none(entry->score) && rational_compare(entry->score, line->rules->minimum) >= 0;
}

static void rank(Line *line)
{
    line->ranked = order_positions(line->arena, line->count, compare_rank, line);
    while (line->eligible < line->count && may_pass(line, entry_at(line, line->eligible))) line->eligible++;
    for (size_t i = 1; i < line->count; i++)
        assert(compare_rank(&line->ranked[i - 1], &line->ranked[i], line) < 0);
}

/* Scores over one denominator. */

static int64_t divisor_of(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void scale_scores(Line *line)
{
    const int64_t most = INT64_C(1) << SELECT_SCALED_BITS;
    line->denominator = 1;
    for (size_t i = 0; i < line->eligible; i++) {
        int64_t own = entry_at(line, i)->score.denominator;
        bool is_over = __builtin_mul_overflow(line->denominator / divisor_of(line->denominator, own), own,
                                              &line->denominator);
        if (is_over || line->denominator > most)
            fail("select: the scores have no common denominator within reach");
    }
    line->scores = ARENA_MANY(line->arena, line->eligible + 1, int64_t);
    for (size_t i = 0; i < line->eligible; i++) {
        Rational score = entry_at(line, i)->score;
        bool is_over =
            __builtin_mul_overflow(score.numerator, line->denominator / score.denominator, &line->scores[i]);
        if (is_over || line->scores[i] > most || line->scores[i] < -most)
            fail("select: the scores are too great");
    }
}

/* The limits. */

static void add_limit(Line *line, size_t bound_at, int32_t value)
{
    const SelectBound *bound = &line->rules->bounds[bound_at];
    SelectLimit limit = {bound_at,      bound->kind == SELECT_FLOOR, bound->attribute, value, bound->count,
                         bound->minimum};
    int32_t available = 0;
    for (size_t i = 0; limit.is_floor && i < line->eligible; i++)
        available += select_counts(&limit, entry_at(line, i));
    if (limit.is_floor && available < limit.count) {
        line->selection->lacking[bound_at] += limit.count - available;
        limit.count = available;
    }
    *LIST_ADD(line->arena, &line->limits) = limit;
}

typedef struct {
    const Line *line;
    int32_t attribute;
} ByValue;

static int compare_values(const void *a, const void *b, const void *context)
{
    const ByValue *by = context;
    return order_of(by->line->entries[*(const size_t *)a].attributes[by->attribute],
                    by->line->entries[*(const size_t *)b].attributes[by->attribute]);
}

static void add_limit_for_each(Line *line, size_t bound_at)
{
    ByValue by = {line, line->rules->bounds[bound_at].attribute};
    size_t *sorted = order_positions(line->arena, line->count, compare_values, &by);
    for (size_t i = 0; i < line->count; i++)
        if (i == 0 || compare_values(&sorted[i - 1], &sorted[i], &by) != 0)
            add_limit(line, bound_at, line->entries[sorted[i]].attributes[by.attribute]);
}

static void add_limits(Line *line)
{
    line->selection->lacking = ARENA_MANY(line->arena, line->rules->bound_count + 1, int32_t);
    for (size_t i = 0; i < line->rules->bound_count; i++) {
        const SelectBound *bound = &line->rules->bounds[i];
        assert(bound->attribute >= 0 && bound->attribute < SELECT_ATTRIBUTES && bound->count >= 0);
        if (bound->value == SELECT_EACH) add_limit_for_each(line, i);
        else add_limit(line, i, bound->value);
    }
}

/* The three sets: free, under caps, under all. */

static bool *best_under(const Line *line, const SelectLimit *limits, size_t limit_count)
{
    SelectProblem problem = {.entries = line->entries,
                             .ranked = line->ranked,
                             .count = line->eligible,
                             .limits = limits,
                             .limit_count = limit_count,
                             .places = line->rules->places,
                             .scores = line->scores};
    return select_best(line->arena, &problem);
}

static int32_t *counts_of(const Line *line, const bool *set)
{
    int32_t *counts = ARENA_MANY(line->arena, line->limits.count + 1, int32_t);
    for (size_t l = 0; l < line->limits.count; l++)
        for (size_t i = 0; i < line->eligible; i++)
            counts[l] += set[i] && select_counts(&line->limits.at[l], entry_at(line, i));
    return counts;
}

static void choose(Line *line)
{
    Limits caps = {0};
    line->free = ARENA_MANY(line->arena, line->count + 1, bool);
    for (size_t i = 0; i < line->eligible && (int64_t)i < line->rules->places; i++) line->free[i] = true;
    for (size_t i = 0; i < line->limits.count; i++)
        if (!line->limits.at[i].is_floor) *LIST_ADD(line->arena, &caps) = line->limits.at[i];
    line->capped = caps.count ? best_under(line, caps.at, caps.count) : line->free;
    line->best = line->limits.count > caps.count ? best_under(line, line->limits.at, line->limits.count)
                                                 : line->capped;
    line->passed = ARENA_MANY(line->arena, line->count + 1, bool);
    for (size_t i = 0; i < line->eligible; i++) line->passed[i] = line->best[i];
    line->capped_counts = counts_of(line, line->capped);
    line->best_counts = counts_of(line, line->best);
}

/* Ties. */

/* Whether `other` could take the place of `passer`, with no floor or cap the worse for it. */
static bool could_replace(const Line *line, size_t passer, size_t other)
{
    for (size_t i = 0; i < line->limits.count; i++) {
        const SelectLimit *limit = &line->limits.at[i];
        int32_t now = line->best_counts[i];
        int32_t after =
            now - select_counts(limit, entry_at(line, passer)) + select_counts(limit, entry_at(line, other));
        if (limit->is_floor ? after < limit->count && after < now : after > limit->count) return false;
    }
    return true;
}

static SelectTieStep step_between(const Line *line, size_t passer, size_t other, int32_t *criterion)
{
    if (line->rules->tie == SELECT_TIE_ALL_PASS) return SELECT_TIED_PASSED;
    int order = compare_standing(line->rules, entry_at(line, passer), entry_at(line, other), criterion);
    return order ? SELECT_DECIDED_BY_CRITERION : SELECT_DECIDED_BY_LOT;
}

static void note_tie(Line *line, size_t passer, size_t other)
{
    SelectRow *winner = &line->selection->rows[passer], *loser = &line->selection->rows[other];
    int32_t criterion = 0;
    SelectTieStep step = step_between(line, passer, other, &criterion);
    if (winner->tie == SELECT_NO_TIE) {
        winner->tie = step, winner->tie_with = line->ranked[other], winner->criterion = criterion;
    }
    loser->tie = step, loser->tie_with = line->ranked[passer], loser->criterion = criterion;
    if (step == SELECT_TIED_PASSED) {
        line->passed[other] = true;
        loser->outcome = SELECT_BY_TIE, loser->counterpart = line->ranked[passer];
    }
}

static void find_ties(Line *line)
{
    for (size_t from = 0, end; from < line->eligible; from = end) {
        for (end = from + 1; end < line->eligible; end++)
            if (rational_compare(entry_at(line, from)->score, entry_at(line, end)->score) != 0) break;
        for (size_t other = from; other < end; other++)
            for (size_t passer = end; !line->best[other] && passer-- > from;)
                if (line->best[passer] && could_replace(line, passer, other)) {
                    note_tie(line, passer, other);
                    break;
                }
    }
}

/* The explanation. */

/* The cap that is full for an entry, given how many count for each limit; or SELECT_NOTHING. */
static size_t full_cap(const Line *line, const int32_t *counts, size_t place)
{
    for (size_t i = 0; i < line->limits.count; i++) {
        const SelectLimit *limit = &line->limits.at[i];
        if (!limit->is_floor && counts[i] >= limit->count && select_counts(limit, entry_at(line, place)))
            return limit->bound;
    }
    return SELECT_NOTHING;
}

/* The floor for which an entry passes: it would lack without it. */
static size_t needed_floor(const Line *line, size_t place)
{
    for (size_t i = 0; i < line->limits.count; i++) {
        const SelectLimit *limit = &line->limits.at[i];
        if (limit->is_floor && line->best_counts[i] <= limit->count &&
            line->capped_counts[i] < limit->count && select_counts(limit, entry_at(line, place)))
            return limit->bound;
    }
    return SELECT_NOTHING;
}

static void explain_passed(Line *line, size_t place)
{
    SelectRow *row = &line->selection->rows[place];
    row->outcome = line->free[place] ? SELECT_BY_RANK : SELECT_MOVED_UP;
    if (line->free[place] || line->capped[place]) return;
    row->bound = needed_floor(line, place);
    if (row->bound != SELECT_NOTHING) row->outcome = SELECT_BY_FLOOR;
}

static void explain_not_passed(Line *line, size_t place, size_t last)
{
    SelectRow *row = &line->selection->rows[place];
    row->outcome = SELECT_BELOW;
    if (line->capped[place]) {
        row->outcome = SELECT_DISPLACED;
    } else if (line->free[place] || place < last) {
        row->bound = full_cap(line, line->best_counts, place);
        if (row->bound == SELECT_NOTHING) row->bound = full_cap(line, line->capped_counts, place);
        row->outcome = row->bound == SELECT_NOTHING ? SELECT_BELOW : SELECT_CAPPED;
    }
}

/* Who passes for a floor stands in the place of one whom the floors displaced: the first for the
 * first, in the ranking's order. */
static void pair_displaced(Line *line)
{
    size_t other = 0;
    for (size_t i = 0; i < line->eligible; i++) {
        SelectRow *row = &line->selection->rows[i];
        if (row->outcome != SELECT_BY_FLOOR) continue;
        while (other < line->eligible && line->selection->rows[other].outcome != SELECT_DISPLACED) other++;
        if (other == line->eligible) return;
        row->counterpart = line->ranked[other];
        line->selection->rows[other].counterpart = line->ranked[i];
        line->selection->rows[other++].bound = row->bound;
    }
}

static void explain(Line *line)
{
    size_t last = 0;
    for (size_t i = 0; i < line->eligible; i++)
        if (line->best[i]) last = i;
    for (size_t i = 0; i < line->eligible; i++) {
        if (line->best[i]) explain_passed(line, i);
        else explain_not_passed(line, i, last);
    }
    for (size_t i = line->eligible; i < line->count; i++)
        line->selection->rows[i].outcome =
            rational_is_none(entry_at(line, i)->score) ? SELECT_UNSCORED : SELECT_MINIMUM;
    pair_displaced(line);
    find_ties(line);
}

static void set_up_rows(Line *line)
{
    Selection *selection = line->selection;
    int32_t criterion;
    selection->rows = ARENA_MANY(line->arena, line->count + 1, SelectRow);
    selection->count = line->count;
    for (size_t i = 0; i < line->count; i++) {
        bool is_equal =
            i && compare_standing(line->rules, entry_at(line, i - 1), entry_at(line, i), &criterion) == 0;
        selection->rows[i] = (SelectRow){.entry = line->ranked[i],
                                         .rank = is_equal ? selection->rows[i - 1].rank : (int32_t)i + 1,
                                         .bound = SELECT_NOTHING,
                                         .counterpart = SELECT_NOTHING,
                                         .tie_with = SELECT_NOTHING,
                                         .blocked_by = SELECT_NOTHING};
    }
}

static void finish(Line *line)
{
    Selection *selection = line->selection;
    int32_t reserves = 0;
    int64_t sum = 0, sum_free = 0;
    line->passed_counts = counts_of(line, line->passed);
    for (size_t i = 0; i < line->eligible; i++) {
        SelectRow *row = &selection->rows[i];
        row->passed = line->passed[i];
        selection->passed += row->passed;
        if (line->best[i]) sum += line->scores[i];
        if (line->free[i]) sum_free += line->scores[i];
        if (row->passed) continue;
        row->reserve = ++reserves;
        row->blocked_by = full_cap(line, line->passed_counts, i);
    }
    selection->score_sum = rational_of(sum, line->denominator);
    selection->score_sum_free = rational_of(sum_free, line->denominator);
    for (size_t i = 0; i < line->limits.count; i++) {
        const SelectLimit *limit = &line->limits.at[i];
        int32_t lacking = limit->is_floor ? limit->count - line->best_counts[i] : 0;
        if (lacking > 0) selection->lacking[limit->bound] += lacking;
    }
}

const Selection *select_entries(Arena *arena, const SelectEntry *entries, size_t count,
                                const SelectRules *rules)
{
    assert(count <= SELECT_ENTRIES_MAX && rules->places >= 0);
    assert(rules->tie != SELECT_TIE_CRITERIA || rules->criteria_count > 0);
    Line line = {.arena = arena,
                 .entries = entries,
                 .count = count,
                 .rules = rules,
                 .selection = ARENA_NEW(arena, Selection)};
    rank(&line);
    scale_scores(&line);
    add_limits(&line);
    set_up_rows(&line);
    choose(&line);
    explain(&line);
    finish(&line);
    return line.selection;
}
