/* SPDX-License-Identifier: Apache-2.0 */
/* What need not be computed. Let `best` be the set that passes but for those who pass as equals
 * (SELECT_TIE_ALL_PASS), A an application, x its score and y the score it would have. Sets are compared as
 * select.h has it: by what floors lack, by size, by sum, by ranking. A set without A is as good at y as at x.
 * 1. A is in best and y > x, with the same floors and minimum reached: sets with A gain y − x, all alike, and
 *    keep their order. Best stays.
 * 2. A is not in best and y < x: sets with A lose. Best stays.
 * 3. A is not in best, and was not at some z > y either: sets with A are worse at y than at z. Best stays.
 * 4. A is in best, and was at some z with z < y < x, and reaches the same floors and minimum at z as at x:
 *    by 1 the best at z is that at y. Best stays.
 * 5. The same floors and minimum are reached at x and y. Sets with A, and sets without A, lack and hold at y
 *    what they do at x, so that none is better than best in that; and sums are at most those of the head of
 *    the ranking. With m in best and S their sum: if A is not in best and y + the m − 1 greatest other scores
 *    < S, best stays; if A is in best and S − x + y > the m greatest other scores, best stays.
 * Best being the same, equals change only where A leaves or joins a score at which some are in best and some
 * not. */
#include "feature/prize/fragility.h"

#include "engine/mean.h"
#include "engine/order.h"

enum { TRIAL_MEMORY_BYTES = 1 << 30, WEIGHT_STEPS = 20 };

typedef struct {
    Arena *arena, *trial; /* trial: of one computation, reset after it */
    const Edition *edition;
    int64_t round;
    const Rubric *rubric;
    const LineInput *input;
    LineContest contest;
    const Selection *base;
    bool *passed, *best; /* of each entrant */
    size_t *first;       /* reviews of entrant i: by_entrant[first[i]] … */
    size_t *by_entrant;
    Rational *head; /* the sum of the first scores of the ranking */
    size_t scored;  /* how many have one */
    size_t best_count;
    Fragility *result;
    const Watch *watch;
    int64_t done, of; /* parts: criteria, experts, applications */
    bool is_ended;    /* by the watch */
    size_t *place;    /* of an entrant in the ranking, and so in result->rows */
} Work;

static bool is_best(const SelectRow *row)
{
    return row->passed && row->outcome != SELECT_BY_TIE;
}

/* ---- one computation more */

typedef LIST(size_t) Flips; /* entrants that pass and did not, or the other way round */

static Flips flips_of(const Work *work, const Selection *selection)
{
    Flips flips = {0};
    for (size_t i = 0; i < selection->count; i++) {
        const SelectRow *row = &selection->rows[i];
        if (row->passed != work->passed[row->entry]) *LIST_ADD(work->trial, &flips) = row->entry;
    }
    return flips;
}

static void keep_change(Work *work, FragilityChange change, const Flips *flips)
{
    size_t place = work->result->changes.count;
    for (size_t i = 0; i < flips->count; i++) {
        size_t entrant = flips->at[i];
        *(work->passed[entrant] ? &change.out : &change.in) += 1;
        *LIST_ADD(work->arena, &work->result->rows.at[work->place[entrant]].hangs_on) = place;
    }
    if (flips->count) *LIST_ADD(work->arena, &work->result->changes) = change;
}

static void ask_watch(Work *work)
{
    work->is_ended |= !watch_goes_on(work->watch, work->done, work->of);
}

static const Selection *select_contest(Work *work, const LineContest *contest)
{
    ask_watch(work);
    return select_entries(work->trial, contest->entries, contest->count, &contest->rules);
}

/* True if others pass. */
static bool try_input(Work *work, const Edition *edition, const LineInput *input, FragilityChange change)
{
    LineContest contest = line_contest(work->trial, edition, work->round, input);
    Flips flips = flips_of(work, select_contest(work, &contest));
    keep_change(work, change, &flips);
    work->result->tried++;
    bool changes = flips.count > 0;
    arena_reset(work->trial);
    return changes;
}

/* ---- weights */

/* The edition with all weights of the rubric times `scale`, and `by` more for one of them. */
static Edition reweighed(const Work *work, int64_t scale, size_t criterion, int64_t by)
{
    Edition edition = *work->edition;
    edition.rubrics.at = ARENA_MANY(work->trial, edition.rubrics.count, Rubric);
    memcpy(edition.rubrics.at, work->edition->rubrics.at, edition.rubrics.count * sizeof(Rubric));
    Rubric *rubric = &edition.rubrics.at[work->rubric - work->edition->rubrics.at];
    rubric->criteria.at = ARENA_MANY(work->trial, rubric->criteria.count, Criterion);
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        rubric->criteria.at[i] = work->rubric->criteria.at[i];
        rubric->criteria.at[i].weight = scale * rubric->criteria.at[i].weight + (i == criterion ? by : 0);
    }
    return edition;
}

static bool try_weight(Work *work, int64_t scale, size_t criterion, int64_t by)
{
    int64_t weight = work->rubric->criteria.at[criterion].weight;
    FragilityChange change = {.kind = FRAGILITY_WEIGHT,
                              .criterion = criterion,
                              .from_hundredths = 100 * weight,
                              .to_hundredths = 100 * weight + by * (100 / scale)};
    Edition edition = reweighed(work, scale, criterion, by);
    return try_input(work, &edition, work->input, change);
}

static int64_t weight_sum(const Rubric *rubric)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rubric->criteria.count; i++) sum += rubric->criteria.at[i].weight;
    return sum;
}

/* Into how many parts a step of a weight is divided: light ones are moved by less than 1. */
static int64_t weight_scale(const Work *work, int64_t weight)
{
    static const int64_t scales[] = {1, 2, 4, 5, 10, 20};
    size_t i = 0;
    while (scales[i] * weight < WEIGHT_STEPS) i++;
    return (scales[i] + 1) * weight_sum(work->rubric) <= MEAN_WEIGHTS_MAX ? scales[i] : 1;
}

/* The smallest change in one direction (1 or −1). */
static void find_weight(Work *work, size_t criterion, int64_t direction)
{
    int64_t weight = work->rubric->criteria.at[criterion].weight, scale = weight_scale(work, weight);
    int64_t most = scale * weight / 2, step = most / WEIGHT_STEPS ? most / WEIGHT_STEPS : 1;
    if (step > 1 && try_weight(work, scale, criterion, direction)) return;
    for (int64_t by = step; by <= most; by += step)
        if (work->is_ended || try_weight(work, scale, criterion, direction * by)) return;
    if (scale > most && weight + direction > 0) try_weight(work, scale, criterion, direction * scale);
}

static void find_weights(Work *work)
{
    for (size_t i = 0; i < work->rubric->criteria.count && !work->is_ended; i++, work->done++) {
        find_weight(work, i, 1);
        find_weight(work, i, -1);
    }
}

/* ---- experts */

static int compare_people(const void *a, const void *b, const void *context)
{
    const LineInput *input = context;
    return order_of(input->reviews.at[*(const size_t *)a].person,
                    input->reviews.at[*(const size_t *)b].person);
}

static void try_without(Work *work, int64_t person)
{
    LineInput input = {.entrants = work->input->entrants};
    for (size_t i = 0; i < work->input->reviews.count; i++)
        if (work->input->reviews.at[i].person != person)
            *LIST_ADD(work->trial, &input.reviews) = work->input->reviews.at[i];
    try_input(work, work->edition, &input, (FragilityChange){.kind = FRAGILITY_EXPERT, .person = person});
}

/* The reviews in the order of their experts. */
static size_t *by_expert(const Work *work)
{
    return order_positions(work->arena, work->input->reviews.count, compare_people, work->input);
}

static bool is_first_of_expert(const Work *work, const size_t *sorted, size_t at)
{
    return !at || compare_people(&sorted[at - 1], &sorted[at], work->input) != 0;
}

static void find_experts(Work *work)
{
    const size_t *sorted = by_expert(work);
    for (size_t i = 0; i < work->input->reviews.count && !work->is_ended; i++) {
        if (!is_first_of_expert(work, sorted, i)) continue;
        try_without(work, work->input->reviews.at[sorted[i]].person);
        work->done++;
    }
}

/* ---- grades */

/* What one grade moved makes of its application: the same for every review with that criterion and move. */
typedef struct {
    size_t criterion;
    int32_t by;
    size_t review;     /* the first that can be moved so */
    SelectEntry entry; /* of the application then */
} Move;
typedef LIST(Move) Moves;

/* The next grade of the criterion in a direction; the same one: there is none. */
static int32_t next_grade(const Criterion *criterion, int32_t grade, int direction)
{
    int32_t next = grade;
    for (size_t i = 0; i < criterion->grades.count; i++) {
        int32_t value = (int32_t)criterion->grades.at[i].value;
        if (direction > 0 && value > grade) return value;
        if (direction < 0 && value < grade) next = value;
    }
    return next;
}

static const int32_t *moved_grades(const Work *work, const LineReview *review, size_t criterion, int32_t by)
{
    size_t count = work->rubric->criteria.count;
    int32_t *grades = ARENA_MANY(work->trial, count, int32_t);
    memcpy(grades, review->grades, count * sizeof *grades);
    grades[criterion] += by;
    return grades;
}

/* The entrant's entry were a review of its own so: from its reviews alone. */
static SelectEntry moved_entry(Work *work, size_t entrant, const Move *move)
{
    LineInput own = {0};
    *LIST_ADD(work->trial, &own.entrants) = work->input->entrants.at[entrant];
    for (size_t i = work->first[entrant]; i < work->first[entrant + 1]; i++) {
        LineReview review = work->input->reviews.at[work->by_entrant[i]];
        if (work->by_entrant[i] == move->review)
            review.grades = moved_grades(work, &review, move->criterion, move->by);
        *LIST_ADD(work->trial, &own.reviews) = review;
    }
    SelectEntry entry = line_contest(work->trial, work->edition, work->round, &own).entries[0];
    memcpy(entry.attributes, work->contest.entries[entrant].attributes, sizeof entry.attributes);
    return entry;
}

static bool reaches_the_same(const Work *work, Rational x, Rational y)
{
    const SelectRules *rules = &work->contest.rules;
    if ((rational_compare(x, rules->minimum) >= 0) != (rational_compare(y, rules->minimum) >= 0))
        return false;
    for (size_t i = 0; i < rules->bound_count; i++) {
        Rational least = rules->bounds[i].minimum;
        if ((rational_compare(x, least) >= 0) != (rational_compare(y, least) >= 0)) return false;
    }
    return true;
}

static Rational difference(Rational a, Rational b)
{
    return rational_sum(a, (Rational){-b.numerator, b.denominator});
}

/* The sum of the `count` greatest scores but the entrant's own; there may be fewer. */
static Rational greatest_others(const Work *work, size_t entrant, size_t count)
{
    Rational own = work->contest.entries[entrant].score;
    if (count > work->scored - 1) count = work->scored - 1;
    bool is_among = work->place[entrant] < count;
    return is_among ? difference(work->head[count + 1], own) : work->head[count];
}

/* 5 above. */
static bool is_far(const Work *work, size_t entrant, Rational x, Rational y)
{
    bool is_in = work->best[entrant];
    if (!reaches_the_same(work, x, y)) return false;
    if (!is_in && !work->best_count) return true;
    Rational others = greatest_others(work, entrant, work->best_count - !is_in);
    if (is_in) return rational_compare(rational_sum(difference(work->base->score_sum, x), y), others) > 0;
    return rational_compare(rational_sum(others, y), work->base->score_sum) < 0;
}

/* Whether somebody with this score is in best, or (is_in false) is not: but for one entrant. */
static bool stands_at(const Work *work, Rational score, bool is_in, size_t but)
{
    size_t low = 0, high = work->base->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        size_t entry = work->base->rows[middle].entry;
        if (rational_compare(work->contest.entries[entry].score, score) > 0) low = middle + 1;
        else high = middle;
    }
    for (; low < work->base->count; low++) {
        size_t entry = work->base->rows[low].entry;
        if (rational_compare(work->contest.entries[entry].score, score) != 0) return false;
        if (entry != but && work->best[entry] == is_in) return true;
    }
    return false;
}

static bool equals_may_change(const Work *work, size_t entrant, Rational x, Rational y)
{
    if (work->contest.rules.tie != SELECT_TIE_ALL_PASS) return false;
    if (!work->best[entrant]) return work->passed[entrant] || stands_at(work, y, true, entrant);
    return stands_at(work, x, false, entrant) || stands_at(work, y, false, entrant);
}

static void add_moves(Work *work, size_t entrant, size_t review, size_t criterion, Moves *moves)
{
    const LineReview *of = &work->input->reviews.at[review];
    for (int direction = -1; direction <= 1; direction += 2) {
        int32_t grade = of->grades[criterion];
        int32_t next = next_grade(&work->rubric->criteria.at[criterion], grade, direction);
        if (next == grade) continue;
        Move move = {criterion, next - grade, review};
        size_t i = 0;
        while (i < moves->count && (moves->at[i].criterion != criterion || moves->at[i].by != move.by)) i++;
        work->result->tried++;
        if (i < moves->count) continue;
        move.entry = moved_entry(work, entrant, &move);
        *LIST_ADD(work->trial, moves) = move;
    }
}

static int compare_moves(const void *a, const void *b, const void *context)
{
    return rational_compare(((const Move *)a)->entry.score, ((const Move *)b)->entry.score);
}

static Moves moves_of(Work *work, size_t entrant)
{
    Moves moves = {0};
    for (size_t i = work->first[entrant]; i < work->first[entrant + 1]; i++)
        for (size_t c = 0; c < work->rubric->criteria.count; c++)
            add_moves(work, entrant, work->by_entrant[i], c, &moves);
    order_sort(work->trial, moves.at, moves.count, sizeof *moves.at, compare_moves, NULL);
    return moves;
}

/* One change for each review whose grade can be moved so. */
static void keep_move(Work *work, size_t entrant, const Move *move, const Flips *flips)
{
    for (size_t i = work->first[entrant]; i < work->first[entrant + 1]; i++) {
        const LineReview *review = &work->input->reviews.at[work->by_entrant[i]];
        int32_t grade = review->grades[move->criterion];
        int32_t next = next_grade(&work->rubric->criteria.at[move->criterion], grade, move->by > 0 ? 1 : -1);
        if (next - grade != move->by) continue;
        keep_change(work,
                    (FragilityChange){.kind = FRAGILITY_GRADE,
                                      .application = review->application,
                                      .person = review->person,
                                      .criterion = move->criterion,
                                      .from = grade,
                                      .to = next},
                    flips);
    }
}

/* Computes the line with the entrant moved. True if the entrant is then in best. */
static bool try_move(Work *work, size_t entrant, const Move *move)
{
    SelectEntry *entry = &work->contest.entries[entrant], kept = *entry;
    *entry = move->entry;
    const Selection *selection = select_contest(work, &work->contest);
    *entry = kept;
    Flips flips = flips_of(work, selection);
    keep_move(work, entrant, move, &flips);
    size_t i = 0;
    while (selection->rows[i].entry != entrant) i++;
    return is_best(&selection->rows[i]);
}

/* Tries a move unless it is proven to change nothing. *is_settled: 3 or 4 above hold of it. */
static void look_at_move(Work *work, size_t entrant, const Move *move, bool *is_settled)
{
    Rational x = work->contest.entries[entrant].score, y = move->entry.score;
    bool is_in = work->best[entrant];
    int order = rational_compare(y, x);
    bool keeps = *is_settled || (is_in && order > 0 && reaches_the_same(work, x, y)) ||
                 (!is_in && order < 0) || is_far(work, entrant, x, y);
    if (keeps && !equals_may_change(work, entrant, x, y)) return;
    bool is_in_then = try_move(work, entrant, move);
    *is_settled |= is_in_then == is_in && (!is_in || reaches_the_same(work, x, y));
}

/* The farthest moves first. */
static void find_moves(Work *work, size_t entrant)
{
    Moves moves = moves_of(work, entrant);
    Rational own = work->contest.entries[entrant].score;
    size_t at = 0;
    bool is_settled = false;
    for (; at < moves.count && rational_compare(moves.at[at].entry.score, own) <= 0; at++)
        look_at_move(work, entrant, &moves.at[at], &is_settled);
    is_settled = false;
    for (size_t i = moves.count; i-- > at && !work->is_ended;)
        look_at_move(work, entrant, &moves.at[i], &is_settled);
    arena_reset(work->trial);
}

/* Where scores hang on all reviews, every move is a computation of its own. */
static void try_grade(Work *work, size_t review, size_t criterion, int direction)
{
    LineInput input = {.entrants = work->input->entrants};
    for (size_t i = 0; i < work->input->reviews.count; i++)
        *LIST_ADD(work->trial, &input.reviews) = work->input->reviews.at[i];
    LineReview *moved = &input.reviews.at[review];
    int32_t grade = moved->grades[criterion];
    int32_t next = next_grade(&work->rubric->criteria.at[criterion], grade, direction);
    if (next == grade) return;
    moved->grades = moved_grades(work, moved, criterion, next - grade);
    try_input(work, work->edition, &input,
              (FragilityChange){.kind = FRAGILITY_GRADE,
                                .application = moved->application,
                                .person = moved->person,
                                .criterion = criterion,
                                .from = grade,
                                .to = next});
}

static void try_grades(Work *work, size_t entrant)
{
    for (size_t i = work->first[entrant]; i < work->first[entrant + 1]; i++)
        for (size_t c = 0; c < work->rubric->criteria.count && !work->is_ended; c++) {
            try_grade(work, work->by_entrant[i], c, -1);
            try_grade(work, work->by_entrant[i], c, 1);
        }
}

static void find_grades(Work *work)
{
    for (size_t i = 0; i < work->contest.count && !work->is_ended; i++, work->done++) {
        (work->contest.is_separate ? find_moves : try_grades)(work, i);
        ask_watch(work);
    }
}

/* ---- the round as it stands */

static int compare_applications(const void *a, const void *b, const void *context)
{
    const LineInput *input = context;
    return order_of(input->reviews.at[*(const size_t *)a].application,
                    input->reviews.at[*(const size_t *)b].application);
}

/* Entrants are in the order of their keys. */
static void gather_reviews(Work *work)
{
    const LineInput *input = work->input;
    size_t *sorted = order_positions(work->arena, input->reviews.count, compare_applications, input), at = 0;
    work->first = ARENA_MANY(work->arena, input->entrants.count + 1, size_t);
    work->by_entrant = ARENA_MANY(work->arena, input->reviews.count + 1, size_t);
    size_t filled = 0;
    for (size_t i = 0; i < input->entrants.count; i++) {
        int64_t key = input->entrants.at[i].key;
        while (at < input->reviews.count && input->reviews.at[sorted[at]].application < key) at++;
        work->first[i] = filled;
        for (; at < input->reviews.count && input->reviews.at[sorted[at]].application == key; at++)
            work->by_entrant[filled++] = sorted[at];
    }
    work->first[input->entrants.count] = filled;
}

static void compute_base(Work *work)
{
    size_t count = work->contest.count;
    const LineContest *contest = &work->contest;
    work->base = select_entries(work->arena, contest->entries, count, &contest->rules);
    work->passed = ARENA_MANY(work->arena, count + 1, bool);
    work->best = ARENA_MANY(work->arena, count + 1, bool);
    work->place = ARENA_MANY(work->arena, count + 1, size_t);
    work->head = ARENA_MANY(work->arena, count + 1, Rational);
    work->head[0] = (Rational){0, 1};
    for (size_t i = 0; i < count; i++) {
        const SelectRow *row = &work->base->rows[i];
        Rational score = contest->entries[row->entry].score;
        work->passed[row->entry] = row->passed;
        work->best[row->entry] = is_best(row);
        work->best_count += is_best(row);
        work->place[row->entry] = i;
        *LIST_ADD(work->arena, &work->result->rows) =
            (FragilityRow){.key = contest->entries[row->entry].key, .passed = row->passed};
        if (rational_is_none(score)) continue;
        work->head[++work->scored] = rational_sum(work->head[i], score);
    }
}

static int64_t count_parts(const Work *work)
{
    const size_t *sorted = by_expert(work);
    int64_t parts = (int64_t)(work->rubric->criteria.count + work->contest.count);
    for (size_t i = 0; i < work->input->reviews.count; i++) parts += is_first_of_expert(work, sorted, i);
    return parts;
}

bool fragility_find(Arena *arena, const Edition *edition, int64_t round, const LineInput *input,
                    const Watch *watch, Fragility *result)
{
    *result = (Fragility){0};
    Work work = {.arena = arena,
                 .trial = arena_within(arena, TRIAL_MEMORY_BYTES),
                 .edition = edition,
                 .round = round,
                 .rubric = edition_rubric(edition, edition_round(edition, round)->rubric),
                 .input = input,
                 .contest = line_contest(arena, edition, round, input),
                 .result = result,
                 .watch = watch};
    gather_reviews(&work);
    compute_base(&work);
    work.of = count_parts(&work);
    find_weights(&work);
    find_experts(&work);
    find_grades(&work);
    return !work.is_ended;
}
