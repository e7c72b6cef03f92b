/* SPDX-License-Identifier: Apache-2.0 */
/* What a round hangs on: an example by hand, and everything against the line computed again for each change.
 */
#include "feature/prize/fragility.h"

#include "../../engine/chance.h"
#include "feature/prize/edition_file.h"
#include "test.h"

enum { ENTRANTS_MAX = 14, EDITIONS = 800, MEMORY_BYTES = 1 << 28 };

/* ---- a small edition */

static Criterion criterion_of(Arena *arena, const char *code, int64_t weight, int64_t grades)
{
    Criterion criterion = {.code = text_of(code), .weight = weight};
    for (int64_t value = 1; value <= grades; value++)
        *LIST_ADD(arena, &criterion.grades) = (Grade){.value = value == 4 ? 5 : value}; /* an uneven step */
    return criterion;
}

/* One round with two criteria. */
static Edition small_edition(Arena *arena, int64_t places, TieRule tie)
{
    Edition edition = {.lots = TEXT("00ff")};
    Rubric *rubric = LIST_ADD(arena, &edition.rubrics);
    rubric->code = TEXT("project");
    *LIST_ADD(arena, &rubric->criteria) = criterion_of(arena, "impact", 3, 4);
    *LIST_ADD(arena, &rubric->criteria) = criterion_of(arena, "plan", 2, 4);
    Round *round = LIST_ADD(arena, &edition.rounds);
    *round = (Round){
        .kind = ROUND_SCORING, .rubric = rubric->code, .places = places, .tie = tie, .minimum = {0, 1}};
    *LIST_ADD(arena, &round->tie_criteria) = TEXT("plan");
    return edition;
}

static void add_entrant(Arena *arena, LineInput *input, int64_t key, int64_t city)
{
    static const char *const regions[] = {"asia", "europe"};
    *LIST_ADD(arena, &input->entrants) =
        (LineEntrant){.key = key,
                      .category = key % 2 ? TEXT("people") : TEXT("technology"),
                      .region = text_of(regions[city / 4]),
                      .country = text_format(arena, "c%lld", (long long)city / 2),
                      .city = text_format(arena, "t%lld", (long long)city)};
}

static void add_review(Arena *arena, LineInput *input, int64_t application, int64_t person, int32_t impact,
                       int32_t plan)
{
    int32_t *grades = ARENA_MANY(arena, 2, int32_t);
    grades[0] = impact;
    grades[1] = plan;
    *LIST_ADD(arena, &input->reviews) = (LineReview){application, person, grades};
}

/* ---- by hand */

static const FragilityRow *row_of(const Fragility *found, int64_t key)
{
    size_t i = 0;
    while (found->rows.at[i].key != key) i++;
    return &found->rows.at[i];
}

static const FragilityChange *change_of(const Fragility *found, int64_t key, size_t which)
{
    const FragilityRow *row = row_of(found, key);
    assert_true(which < row->hangs_on.count);
    return &found->changes.at[row->hangs_on.at[which]];
}

/* Impact weighs 3, plan 2; grades are 1, 2, 3, 5; one of two experts judged each of four.
 *      impact plan  score
 *   1    5     5     5
 *   2    3     2    13/5
 *   3    2     3    12/5
 *   4    1     1     1
 * Two places: 1 and 2 pass. Of 3 a grade of impact or of plan more (3, 3: 3; 2, 5: 16/5) passes, of 2 one
 * less at either (2, 2: 2; 3, 1: 11/5) does not. 1 falls to 3 5 (19/5) or 5 3 (21/5), 4 rises to 7/5:
 * nothing. Without expert 7, who judged 1 and 2, 3 and 4 pass; without expert 8 nobody else is there. At
 * equal weights 2 and 3 are equal, and plan decides for 3: with impact at 2, or plan at 3. */
static void a_line_of_four_hangs_on_what_was_found_by_hand(void **state)
{
    Arena *arena = arena_new(MEMORY_BYTES);
    Edition edition = small_edition(arena, 2, TIE_BY_CRITERIA);
    LineInput input = {0};
    Fragility found;
    for (int64_t key = 1; key <= 4; key++) add_entrant(arena, &input, key, key);
    add_review(arena, &input, 1, 7, 5, 5);
    add_review(arena, &input, 2, 7, 3, 2);
    add_review(arena, &input, 3, 8, 2, 3);
    add_review(arena, &input, 4, 8, 1, 1);
    assert_true(fragility_find(arena, &edition, 1, &input, NULL, &found));
    assert_int_equal(row_of(&found, 1)->hangs_on.count, 1); /* on the expert who judged it */
    assert_int_equal(change_of(&found, 1, 0)->kind, FRAGILITY_EXPERT);
    assert_int_equal(change_of(&found, 1, 0)->person, 7);
    assert_int_equal(row_of(&found, 4)->hangs_on.count, 1);
    assert_int_equal(row_of(&found, 2)->hangs_on.count, 7);
    assert_int_equal(row_of(&found, 3)->hangs_on.count, 7);
    const FragilityChange *impact = change_of(&found, 3, 0), *plan = change_of(&found, 3, 1);
    assert_int_equal(impact->kind, FRAGILITY_WEIGHT);
    assert_int_equal(impact->from_hundredths, 300);
    assert_int_equal(impact->to_hundredths, 200);
    assert_int_equal(plan->kind, FRAGILITY_WEIGHT);
    assert_int_equal(plan->criterion, 1);
    assert_int_equal(plan->to_hundredths, 300);
    assert_int_equal(plan->in, 1);
    assert_int_equal(plan->out, 1);
    assert_int_equal(change_of(&found, 3, 2)->kind, FRAGILITY_EXPERT);
    const FragilityChange *less = change_of(&found, 2, 3), *more = change_of(&found, 2, 6);
    assert_int_equal(less->application, 2);
    assert_int_equal(less->criterion, 0); /* 3 → 2 takes more off than plan's 2 → 1: the farther first */
    assert_int_equal(more->application, 3);
    arena_free(arena);
}

/* Two places, one of them for Asia from 29/10 on, and at most one for people: 1 (Asia, people, 3), 2 (Asia,
 * technology), 3 (Europe, people, 5). Below 29/10 the second passes with the first, else with the third: what
 * moves it over that bound moves two others, and never itself. */
static void who_passes_may_move_others_across_a_floor(void **state)
{
    for (int32_t impact = 2; impact <= 3; impact++) {
        Arena *arena = arena_new(MEMORY_BYTES);
        Edition edition = small_edition(arena, 2, TIE_BY_LOT);
        LineInput input = {0};
        Fragility found;
        Bound floor = {BY_REGION, TEXT("asia"), 1, {29, 10}}, cap = {BY_CATEGORY, TEXT("people"), 1, {0, 1}};
        *LIST_ADD(arena, &edition.rounds.at[0].floors) = floor;
        *LIST_ADD(arena, &edition.rounds.at[0].caps) = cap;
        add_entrant(arena, &input, 1, 1);
        add_entrant(arena, &input, 2, 0);
        add_entrant(arena, &input, 3, 4);
        add_review(arena, &input, 1, 7, 3, 3);
        add_review(arena, &input, 2, 8, impact, 3); /* 12/5 or 3: to 3 and 16/5, or to 12/5 and 13/5 */
        add_review(arena, &input, 3, 9, 5, 5);
        assert_true(fragility_find(arena, &edition, 1, &input, NULL, &found));
        assert_true(row_of(&found, 2)->passed);
        assert_int_equal(row_of(&found, impact == 2 ? 1 : 3)->passed, true);
        int moves = 0;
        for (size_t i = 0; i < found.changes.count; i++) {
            const FragilityChange *change = &found.changes.at[i];
            if (change->kind != FRAGILITY_GRADE || change->application != 2) continue;
            assert_int_equal(change->in, 1);
            assert_int_equal(change->out, 1);
            moves++;
        }
        assert_int_equal(moves, 2);
        arena_free(arena);
    }
}

static bool stops(void *context, int64_t done, int64_t of)
{
    assert_true(done >= 0 && done <= of);
    return ++*(int *)context < 5;
}

static void a_watch_ends_it(void **state)
{
    Arena *arena = arena_new(MEMORY_BYTES);
    Edition edition = small_edition(arena, 2, TIE_BY_LOT);
    LineInput input = {0};
    Fragility found;
    int calls = 0;
    for (int64_t key = 1; key <= 4; key++) {
        add_entrant(arena, &input, key, key);
        add_review(arena, &input, key, 7, 2, 2);
    }
    assert_false(fragility_find(arena, &edition, 1, &input, &(Watch){stops, &calls}, &found));
    assert_int_equal(calls, 5);
    arena_free(arena);
}

/* ---- against the line computed again */

static bool passes(const LineResult *line, int64_t key)
{
    for (size_t i = 0; i < line->rows.count; i++)
        if (line->rows.at[i].key == key) return line->rows.at[i].passed;
    return false;
}

typedef struct {
    Arena *arena, *trial;
    Edition edition;
    LineInput input;
    LineResult base;
    Fragility found;
    size_t expected; /* changes that change who passes */
} Case;

/* The found change of this kind; NULL. */
static const FragilityChange *find_change(const Case *of, const FragilityChange *change)
{
    for (size_t i = 0; i < of->found.changes.count; i++) {
        const FragilityChange *other = &of->found.changes.at[i];
        if (other->kind == change->kind && other->application == change->application &&
            other->person == change->person && other->criterion == change->criterion &&
            other->to == change->to && other->to_hundredths == change->to_hundredths)
            return other;
    }
    return NULL;
}

static bool hangs_on(const Case *of, int64_t key, const FragilityChange *change)
{
    const FragilityRow *row = row_of(&of->found, key);
    for (size_t i = 0; i < row->hangs_on.count; i++)
        if (&of->found.changes.at[row->hangs_on.at[i]] == change) return true;
    return false;
}

/* What is found of a change agrees with the line of the changed edition and input. True if others pass. */
static bool check_change(Case *of, const Edition *edition, const LineInput *input, FragilityChange change)
{
    LineResult line = line_compute(of->trial, edition, 1, input);
    const FragilityChange *found = find_change(of, &change);
    bool changes = false;
    for (size_t i = 0; i < of->input.entrants.count; i++) {
        int64_t key = of->input.entrants.at[i].key;
        bool is_other = passes(&line, key) != passes(&of->base, key);
        changes |= is_other;
        assert_int_equal(is_other, found && hangs_on(of, key, found));
    }
    of->expected += changes;
    return changes;
}

static void check_grades(Case *of)
{
    static const int32_t grades[] = {1, 2, 3, 5};
    for (size_t i = 0; i < of->input.reviews.count; i++)
        for (size_t c = 0; c < 2; c++)
            for (size_t g = 0; g < 4; g++) {
                LineReview *review = &of->input.reviews.at[i], kept = *review;
                int32_t moved[2] = {kept.grades[0], kept.grades[1]};
                bool is_next = (g > 0 && grades[g - 1] == moved[c]) || (g < 3 && grades[g + 1] == moved[c]);
                if (!is_next) continue;
                moved[c] = grades[g];
                review->grades = moved;
                check_change(of, &of->edition, &of->input,
                             (FragilityChange){.kind = FRAGILITY_GRADE,
                                               .application = kept.application,
                                               .person = kept.person,
                                               .criterion = c,
                                               .to = grades[g]});
                *review = kept;
            }
}

static void check_experts(Case *of)
{
    for (int64_t person = 1; person <= 5; person++) {
        LineInput input = {.entrants = of->input.entrants};
        bool has_any = false;
        for (size_t i = 0; i < of->input.reviews.count; i++) {
            bool is_own = of->input.reviews.at[i].person == person;
            has_any |= is_own;
            if (!is_own) *LIST_ADD(of->trial, &input.reviews) = of->input.reviews.at[i];
        }
        if (has_any)
            check_change(of, &of->edition, &input,
                         (FragilityChange){.kind = FRAGILITY_EXPERT, .person = person});
    }
}

/* Weights of 3 and 2 move by tenths up to half. */
static void check_weight(Case *of, size_t c, int64_t direction)
{
    Criterion *criteria = of->edition.rubrics.at[0].criteria.at;
    int64_t kept[2] = {criteria[0].weight, criteria[1].weight};
    bool is_found = false;
    for (int64_t by = 1; by <= 5 * kept[c] && !is_found; by++) {
        criteria[0].weight = 10 * kept[0];
        criteria[1].weight = 10 * kept[1];
        criteria[c].weight += direction * by;
        is_found = check_change(of, &of->edition, &of->input,
                                (FragilityChange){.kind = FRAGILITY_WEIGHT,
                                                  .criterion = c,
                                                  .to_hundredths = 100 * kept[c] + direction * 10 * by});
    }
    criteria[0].weight = kept[0];
    criteria[1].weight = kept[1];
}

static Bound bound_of(Chance *chance, bool is_floor)
{
    static const char *const values[] = {"people", "europe", "c1", "t2"};
    Attribute by = (Attribute)chance_below(chance, 4);
    return (Bound){.by = by,
                   .value = chance_below(chance, 2) ? text_of(values[by]) : TEXT(""),
                   .count = chance_below(chance, 3) + !is_floor,
                   .minimum = {is_floor ? chance_below(chance, 5) + 2 : 0, 2}};
}

static Case make_case(Chance *chance)
{
    Case of = {.arena = arena_new(MEMORY_BYTES), .trial = arena_new(MEMORY_BYTES)};
    static const int32_t grades[] = {1, 2, 3, 5};
    of.edition = small_edition(of.arena, chance_below(chance, 7), (TieRule)(chance_below(chance, 4) % 3));
    Round *round = &of.edition.rounds.at[0];
    round->minimum.numerator = chance_below(chance, 3);
    round->score = chance_below(chance, 4) ? SCORE_MEAN : SCORE_CALIBRATED;
    int64_t bounds = chance_below(chance, 3);
    for (int64_t i = chance_below(chance, 1 + bounds); i > 0; i--)
        *LIST_ADD(of.arena, &round->floors) = bound_of(chance, true);
    for (int64_t i = chance_below(chance, 1 + bounds); i > 0; i--)
        *LIST_ADD(of.arena, &round->caps) = bound_of(chance, false);
    int64_t entrants = 1 + chance_below(chance, ENTRANTS_MAX), reviews = 1 + chance_below(chance, 3);
    int64_t kinds = 2 + chance_below(chance, 3); /* of grades: with few of them many are equal */
    for (int64_t key = 1; key <= entrants; key++) {
        add_entrant(of.arena, &of.input, key, chance_below(chance, 8));
        int64_t own = chance_below(chance, 5) ? reviews : chance_below(chance, 4);
        for (int64_t person = 1; person <= own; person++)
            add_review(of.arena, &of.input, key, (key + person) % 5 + 1, grades[chance_below(chance, kinds)],
                       grades[chance_below(chance, kinds)]);
    }
    return of;
}

static void every_answer_is_that_of_the_line_computed_again(void **state)
{
    Chance chance = {1};
    size_t changes = 0, by_tie = 0;
    for (int i = 0; i < EDITIONS; i++) {
        Case of = make_case(&chance);
        of.base = line_compute(of.arena, &of.edition, 1, &of.input);
        assert_true(fragility_find(of.arena, &of.edition, 1, &of.input, NULL, &of.found));
        for (size_t k = 0; k < of.base.rows.count; k++) {
            assert_int_equal(of.found.rows.at[k].key, of.base.rows.at[k].key);
            assert_int_equal(of.found.rows.at[k].passed, of.base.rows.at[k].passed);
            by_tie += of.base.rows.at[k].outcome == OUTCOME_TIE;
        }
        check_grades(&of);
        check_experts(&of);
        for (size_t c = 0; c < 2; c++) check_weight(&of, c, 1), check_weight(&of, c, -1);
        assert_int_equal(of.found.changes.count, of.expected);
        changes += of.expected;
        arena_free(of.trial);
        arena_free(of.arena);
    }
    assert_true(changes > (size_t)10 * EDITIONS && by_tie > EDITIONS / 20);
}

RUN_TESTS(TEST(a_line_of_four_hangs_on_what_was_found_by_hand),
          TEST(who_passes_may_move_others_across_a_floor), TEST(a_watch_ends_it),
          TEST(every_answer_is_that_of_the_line_computed_again))
