/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/tally.h"

#include "engine/order.h"

#include <assert.h>

typedef struct {
    Arena *arena;
    const TallyProblem *problem;
    bool *is_recused; /* member × entries + entry */
    int32_t *value;   /* the same; UNMARKED without a mark */
    TallyRow *rows;   /* by place in the list, then sorted */
} Count;

enum { UNMARKED = -1 };

static size_t cell(const Count *count, size_t member, size_t entry)
{
    return member * count->problem->entry_count + entry;
}

static bool has_say(const Count *count, size_t member, size_t entry)
{
    return count->problem->has_voted[member] && !count->is_recused[cell(count, member, entry)];
}

static void lay_out(Count *count)
{
    const TallyProblem *problem = count->problem;
    size_t cells = problem->member_count * problem->entry_count;
    count->is_recused = ARENA_MANY(count->arena, cells + 1, bool);
    count->value = ARENA_MANY(count->arena, cells + 1, int32_t);
    for (size_t i = 0; i < cells; i++) count->value[i] = UNMARKED;
    for (size_t i = 0; i < problem->recusal_count; i++) {
        const TallyRecusal *recusal = &problem->recusals[i];
        assert((size_t)recusal->member < problem->member_count &&
               (size_t)recusal->entry < problem->entry_count);
        count->is_recused[cell(count, (size_t)recusal->member, (size_t)recusal->entry)] = true;
    }
    for (size_t i = 0; i < problem->mark_count; i++) {
        const TallyMark *mark = &problem->marks[i];
        assert((size_t)mark->member < problem->member_count && (size_t)mark->entry < problem->entry_count);
        assert(mark->value >= 0 && mark->value <= TALLY_GRADE_MAX);
        int32_t *value = &count->value[cell(count, (size_t)mark->member, (size_t)mark->entry)];
        assert(*value == UNMARKED); /* a pair at most once */
        *value = mark->value;
    }
}

/* Supports. */

/* A rank as a number that rises with being preferred less; the unranked come last, alike. */
static int32_t rank_of(const Count *count, size_t member, size_t entry)
{
    int32_t value = count->value[cell(count, member, entry)];
    return value > 0 ? value : INT32_MAX;
}

/* Twice the comparisons that an entry wins on a member's ballot; *of gets twice their number. */
static int64_t comparisons_won(const Count *count, size_t member, size_t entry, int64_t *of)
{
    int64_t won = 0;
    int32_t own = rank_of(count, member, entry);
    for (size_t other = 0; other < count->problem->entry_count; other++) {
        if (other == entry || !has_say(count, member, other)) continue;
        int32_t its = rank_of(count, member, other);
        won += own < its ? 2 : own == its;
        *of += 2;
    }
    return won;
}

static void add_ballot(const Count *count, size_t member, TallyRow *row)
{
    int32_t value = count->value[cell(count, member, row->entry)];
    row->voters++;
    switch (count->problem->form) {
    case TALLY_APPROVE:
        row->points += value > 0;
        row->of++;
        break;
    case TALLY_RANK:
        row->points += comparisons_won(count, member, row->entry, &row->of);
        break;
    case TALLY_SCORE:
        row->points += value == UNMARKED ? 0 : value;
        row->of += value != UNMARKED;
        break;
    }
}

int64_t tally_needed(Rational quorum, bool strict, int64_t members)
{
    assert(quorum.denominator > 0 && quorum.numerator >= 0);
    __int128 share = (__int128)quorum.numerator * members;
    if (strict) return (int64_t)(share / quorum.denominator) + 1;
    return (int64_t)((share + quorum.denominator - 1) / quorum.denominator);
}

static void count_entry(const Count *count, size_t entry)
{
    const TallyProblem *problem = count->problem;
    TallyRow *row = &count->rows[entry];
    row->entry = entry;
    for (size_t member = 0; member < problem->member_count; member++) {
        row->recused += count->is_recused[cell(count, member, entry)];
        if (has_say(count, member, entry)) add_ballot(count, member, row);
    }
    row->support = row->of ? rational_of(row->points, row->of) : RATIONAL_NONE;
    row->needed = tally_needed(problem->quorum, problem->quorum_strict, (int64_t)problem->member_count);
    row->quorate = row->voters + (problem->recused_count ? row->recused : 0) >= row->needed;
}

/* Ties: equal rows are told apart step by step. */

typedef struct {
    const Count *count;
    TallyTie step;
    size_t caster; /* of TALLY_TIE_CASTING */
} Step;

static int compare_support(const void *a, const void *b, const void *context)
{
    return rational_compare(((const TallyRow *)b)->support, ((const TallyRow *)a)->support);
}

static int compare_keys(const void *a, const void *b, const void *context)
{
    const TallyEntry *entries = context;
    return order_of(entries[((const TallyRow *)a)->entry].key, entries[((const TallyRow *)b)->entry].key);
}

/* What the chair's own ballot says of two. */
static int compare_cast(const Step *step, size_t a, size_t b)
{
    const Count *count = step->count;
    int32_t left = count->value[cell(count, step->caster, a)],
            right = count->value[cell(count, step->caster, b)];
    switch (count->problem->form) {
    case TALLY_APPROVE:
        return order_of(right > 0, left > 0);
    case TALLY_RANK:
        return order_of(rank_of(count, step->caster, a), rank_of(count, step->caster, b));
    default:
        return order_of(right, left);
    }
}

static int compare_step(const void *a, const void *b, const void *context)
{
    const Step *step = context;
    size_t left = ((const TallyRow *)a)->entry, right = ((const TallyRow *)b)->entry;
    const TallyEntry *entries = step->count->problem->entries;
    uint64_t seed = step->count->problem->seed;
    switch (step->step) {
    case TALLY_TIE_CASTING:
        return compare_cast(step, left, right);
    case TALLY_TIE_EARLIER:
        return rational_compare(entries[right].earlier, entries[left].earlier);
    case TALLY_TIE_LOT:
        return order_of_lots(order_lot(seed, entries[left].key), order_lot(seed, entries[right].key));
    default:
        return 0;
    }
}

static bool may_cast(const Count *count, size_t member, const TallyRow *rows, size_t row_count)
{
    if (member == TALLY_NOBODY) return false;
    for (size_t i = 0; i < row_count; i++)
        if (!has_say(count, member, rows[i].entry)) return false;
    return true;
}

/* Who gives the casting vote among equals: the chair, else the deputy, else nobody. */
static size_t caster_of(const Count *count, const TallyRow *rows, size_t row_count)
{
    const TallyProblem *problem = count->problem;
    assert(problem->chair == TALLY_NOBODY || problem->chair < problem->member_count);
    assert(problem->deputy == TALLY_NOBODY || problem->deputy < problem->member_count);
    if (may_cast(count, problem->chair, rows, row_count)) return problem->chair;
    return may_cast(count, problem->deputy, rows, row_count) ? problem->deputy : TALLY_NOBODY;
}

static void break_ties(const Count *count, size_t from, size_t end, size_t step_at)
{
    TallyRow *rows = count->rows;
    if (end - from < 2 || step_at == count->problem->tie_count) return;
    Step step = {count, count->problem->ties[step_at], TALLY_NOBODY};
    if (step.step == TALLY_TIE_CASTING) step.caster = caster_of(count, rows + from, end - from);
    bool is_idle = step.step == TALLY_TIE_CASTING && step.caster == TALLY_NOBODY;
    if (!is_idle) order_sort(count->arena, rows + from, end - from, sizeof *rows, compare_step, &step);
    for (size_t i = from, next; i < end; i = next) {
        for (next = i + 1; next < end; next++)
            if (!is_idle && compare_step(&rows[i], &rows[next], &step) != 0) break;
        for (size_t j = i; j < next; j++) rows[j].place = (int32_t)i + 1;
        break_ties(count, i, next, step_at + 1);
        if (i > from) rows[i].decided_by = step.step; /* only now: deeper steps move rows */
    }
}

static void put_in_order(const Count *count)
{
    TallyRow *rows = count->rows;
    size_t entries = count->problem->entry_count;
    order_sort(count->arena, rows, entries, sizeof *rows, compare_keys, count->problem->entries);
    order_sort(count->arena, rows, entries, sizeof *rows, compare_support, NULL);
    for (size_t i = 0, next; i < entries; i = next) {
        for (next = i; next < entries && compare_support(&rows[i], &rows[next], NULL) == 0; next++)
            rows[next].place = (int32_t)i + 1;
        break_ties(count, i, next, 0);
    }
}

const Tally *tally_count(Arena *arena, const TallyProblem *problem)
{
    assert(problem->entry_count <= TALLY_ENTRIES_MAX && problem->member_count <= TALLY_MEMBERS_MAX);
    Count count = {.arena = arena,
                   .problem = problem,
                   .rows = ARENA_MANY(arena, problem->entry_count + 1, TallyRow)};
    lay_out(&count);
    Tally *tally = ARENA_NEW(arena, Tally);
    *tally = (Tally){.rows = count.rows, .count = problem->entry_count, .quorate = true};
    for (size_t member = 0; member < problem->member_count; member++)
        tally->voted += problem->has_voted[member];
    for (size_t entry = 0; entry < problem->entry_count; entry++) {
        count_entry(&count, entry);
        tally->quorate &= count.rows[entry].quorate;
    }
    put_in_order(&count);
    return tally;
}

/* Motions. */

static void count_votes(const MotionProblem *problem, MotionTally *tally)
{
    for (size_t i = 0; i < problem->member_count; i++) {
        switch (problem->votes[i]) {
        case VOTE_FOR:
            tally->in_favour++;
            break;
        case VOTE_AGAINST:
            tally->against++;
            break;
        case VOTE_ABSTAIN:
            tally->abstained++;
            break;
        case VOTE_RECUSED:
            tally->recused++;
            break;
        case VOTE_ABSENT:
            tally->absent++;
            break;
        }
    }
}

static bool is_carried_by_votes(const MotionProblem *problem, const MotionTally *tally)
{
    switch (problem->majority) {
    case MAJORITY_OF_VOTES:
        return tally->in_favour > tally->against;
    case MAJORITY_OF_CAST:
        return tally->in_favour > tally->against + tally->abstained;
    case MAJORITY_OF_MEMBERS:
        return 2 * tally->in_favour > (int64_t)problem->member_count;
    case MAJORITY_TWO_THIRDS:
        return tally->in_favour > 0 && 3 * tally->in_favour >= 2 * (tally->in_favour + tally->against);
    }
    return false;
}

static bool has_side(const MotionProblem *problem, size_t member)
{
    return member != TALLY_NOBODY &&
           (problem->votes[member] == VOTE_FOR || problem->votes[member] == VOTE_AGAINST);
}

/* Whose vote counts double, or TALLY_NOBODY. */
static size_t motion_caster(const MotionProblem *problem, const MotionTally *tally)
{
    bool applies = problem->casting_vote && problem->majority == MAJORITY_OF_VOTES;
    if (!applies || tally->in_favour != tally->against) return TALLY_NOBODY;
    if (has_side(problem, problem->chair)) return problem->chair;
    return has_side(problem, problem->deputy) ? problem->deputy : TALLY_NOBODY;
}

MotionTally tally_motion(const MotionProblem *problem)
{
    MotionTally tally = {.outcome = MOTION_IS_LOST};
    count_votes(problem, &tally);
    tally.needed = tally_needed(problem->quorum, problem->quorum_strict, (int64_t)problem->member_count);
    int64_t present = tally.in_favour + tally.against + tally.abstained;
    if (present + (problem->recused_count ? tally.recused : 0) < tally.needed) {
        tally.outcome = MOTION_IS_INQUORATE;
        return tally;
    }
    size_t caster = motion_caster(problem, &tally);
    tally.by_casting_vote = caster != TALLY_NOBODY;
    bool is_carried =
        tally.by_casting_vote ? problem->votes[caster] == VOTE_FOR : is_carried_by_votes(problem, &tally);
    if (is_carried) tally.outcome = MOTION_IS_CARRIED;
    return tally;
}
