/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "engine/order.h"
#include "engine/tally.h"

#include <string.h>

enum { VOTERS_MAX = 100 };

/* The capital of Tennessee (Wikipedia, “Borda count”): 42 % prefer Memphis, then Nashville,
 * Chattanooga, Knoxville; and so on. Published points: Nashville 194, Chattanooga 173, Memphis 126,
 * Knoxville 107 (points 3, 2, 1, 0). */
enum { MEMPHIS, NASHVILLE, KNOXVILLE, CHATTANOOGA, CITIES };
static const struct {
    int32_t voters, order[CITIES];
} TENNESSEE[] = {{42, {MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE}},
                 {26, {NASHVILLE, CHATTANOOGA, KNOXVILLE, MEMPHIS}},
                 {15, {CHATTANOOGA, KNOXVILLE, NASHVILLE, MEMPHIS}},
                 {17, {KNOXVILLE, CHATTANOOGA, NASHVILLE, MEMPHIS}}};

static const TallyEntry FOUR[] = {{.key = 1}, {.key = 2}, {.key = 3}, {.key = 4}};
static bool everyone[VOTERS_MAX];

static TallyProblem problem_of(size_t entries, size_t members, const TallyMark *marks, size_t mark_count,
                               TallyForm form)
{
    for (size_t i = 0; i < VOTERS_MAX; i++) everyone[i] = true;
    return (TallyProblem){.entries = FOUR,
                          .entry_count = entries,
                          .has_voted = everyone,
                          .member_count = members,
                          .marks = marks,
                          .mark_count = mark_count,
                          .chair = TALLY_NOBODY,
                          .deputy = TALLY_NOBODY,
                          .form = form,
                          .quorum = {1, 2}};
}

static void borda_counts_tennessee(void **state)
{
    Arena *arena = arena_new(4 << 20);
    TallyMark marks[VOTERS_MAX * CITIES];
    size_t count = 0, member = 0;
    for (size_t group = 0; group < 4; group++)
        for (int32_t i = 0; i < TENNESSEE[group].voters; i++, member++)
            for (int32_t rank = 0; rank < CITIES; rank++)
                marks[count++] = (TallyMark){(int32_t)member, TENNESSEE[group].order[rank], rank + 1};
    TallyProblem problem = problem_of(CITIES, member, marks, count, TALLY_RANK);
    const Tally *tally = tally_count(arena, &problem);
    static const size_t order[] = {NASHVILLE, CHATTANOOGA, MEMPHIS, KNOXVILLE};
    static const int64_t points[] = {194, 173, 126, 107};
    for (size_t i = 0; i < CITIES; i++) {
        assert_int_equal(tally->rows[i].entry, order[i]);
        assert_int_equal(tally->rows[i].points, 2 * points[i]);
        assert_int_equal(tally->rows[i].of, 2 * 300);
        assert_int_equal(tally->rows[i].place, i + 1);
    }
    arena_free(arena);
}

/* Baumeister et al. 2012: of 4, a ballot that ranks only A gives A 3, and each other the average of
 * 2, 1 and 0. */
static void who_is_not_ranked_gets_the_average_of_the_rest(void **state)
{
    Arena *arena = arena_new(1 << 20);
    TallyMark marks[] = {{0, 0, 1}};
    TallyProblem problem = problem_of(4, 1, marks, 1, TALLY_RANK);
    const Tally *tally = tally_count(arena, &problem);
    assert_int_equal(tally->rows[0].points, 2 * 3);
    for (size_t i = 1; i < 4; i++) {
        assert_int_equal(tally->rows[i].points, 2 * 1);
        assert_int_equal(tally->rows[i].place, 2);
    }
    arena_free(arena);
}

static void approvals_are_shares_of_those_who_may(void **state)
{
    Arena *arena = arena_new(1 << 20);
    /* 3 members; entry 0 has 2 of 3; entry 1 has 2 of 2, since member 2 is recused from it */
    TallyMark marks[] = {{0, 0, 1}, {1, 0, 1}, {0, 1, 1}, {1, 1, 1}, {2, 1, 1}, {2, 2, 0}};
    TallyRecusal recusals[] = {{2, 1}};
    TallyProblem problem = problem_of(3, 3, marks, 6, TALLY_APPROVE);
    problem.recusals = recusals;
    problem.recusal_count = 1;
    const Tally *tally = tally_count(arena, &problem);
    assert_int_equal(tally->rows[0].entry, 1);
    assert_int_equal(tally->rows[0].points, 2); /* a recused member's mark counts for nothing */
    assert_int_equal(tally->rows[0].of, 2);
    assert_int_equal(tally->rows[0].recused, 1);
    assert_int_equal(tally->rows[1].support.numerator, 2);
    assert_int_equal(tally->rows[1].support.denominator, 3);
    assert_int_equal(tally->rows[2].points, 0);
    arena_free(arena);
}

static void scores_are_means_of_the_grades_given(void **state)
{
    Arena *arena = arena_new(1 << 20);
    TallyMark marks[] = {{0, 0, 5}, {1, 0, 4}, {0, 1, 4}, {1, 1, 4}, {2, 1, 6}};
    TallyProblem problem = problem_of(3, 3, marks, 5, TALLY_SCORE);
    const Tally *tally = tally_count(arena, &problem);
    assert_int_equal(tally->rows[0].entry, 1); /* 14/3 before 9/2 */
    assert_int_equal(tally->rows[0].support.numerator, 14);
    assert_int_equal(tally->rows[1].support.numerator, 9);
    assert_true(rational_is_none(tally->rows[2].support));
    arena_free(arena);
}

static void a_quorum_counts_the_recused_if_the_rules_say_so(void **state)
{
    Arena *arena = arena_new(1 << 20);
    bool voted[] = {true, true, true, false};
    TallyRecusal recusals[] = {{0, 0}};
    TallyProblem problem = problem_of(2, 4, NULL, 0, TALLY_APPROVE);
    problem.has_voted = voted;
    problem.recusals = recusals;
    problem.recusal_count = 1;
    problem.quorum_strict = true; /* 3 of 4 */
    for (int counts = 0; counts < 2; counts++) {
        problem.recused_count = counts;
        const Tally *tally = tally_count(arena, &problem);
        const TallyRow *first = tally->rows[0].entry == 0 ? &tally->rows[0] : &tally->rows[1];
        assert_int_equal(first->needed, 3);
        assert_int_equal(first->voters, 2);
        assert_int_equal(first->quorate, counts);
        assert_int_equal(tally->quorate, counts);
        assert_int_equal(tally->voted, 3);
    }
    assert_int_equal(tally_needed((Rational){1, 2}, false, 7), 4);
    assert_int_equal(tally_needed((Rational){1, 2}, false, 8), 4);
    assert_int_equal(tally_needed((Rational){1, 2}, true, 8), 5);
    assert_int_equal(tally_needed((Rational){2, 3}, false, 9), 6);
    assert_int_equal(tally_needed((Rational){0, 1}, false, 9), 0);
    arena_free(arena);
}

static void equals_are_told_apart_step_by_step(void **state)
{
    Arena *arena = arena_new(1 << 20);
    const TallyEntry entries[] = {{1, {3, 1}}, {2, {4, 1}}, {3, {3, 1}}, {4, {9, 1}}};
    TallyMark marks[] = {{0, 0, 1}, {0, 1, 1}, {0, 2, 1}, {1, 3, 1}};
    const TallyTie steps[] = {TALLY_TIE_CASTING, TALLY_TIE_EARLIER, TALLY_TIE_LOT};
    TallyProblem problem = problem_of(4, 2, marks, 4, TALLY_APPROVE);
    problem.entries = entries;
    const Tally *tally = tally_count(arena, &problem);
    for (size_t i = 0; i < 4; i++) assert_int_equal(tally->rows[i].place, 1);
    problem.chair = 0;
    problem.ties = steps;
    problem.tie_count = 1;
    tally = tally_count(arena, &problem);
    assert_int_equal(tally->rows[3].entry, 3);
    assert_int_equal(tally->rows[3].decided_by, TALLY_TIE_CASTING);
    assert_int_equal(tally->rows[2].place, 1);
    problem.tie_count = 3;
    problem.seed = 4;
    tally = tally_count(arena, &problem);
    bool first_has_lot = order_lot(4, 1) < order_lot(4, 3);
    assert_int_equal(tally->rows[0].entry, 1);
    assert_int_equal(tally->rows[0].decided_by, TALLY_TIE_NONE);
    assert_int_equal(tally->rows[1].entry, first_has_lot ? 0 : 2);
    assert_int_equal(tally->rows[1].decided_by, TALLY_TIE_EARLIER);
    assert_int_equal(tally->rows[2].decided_by, TALLY_TIE_LOT);
    assert_int_equal(tally->rows[3].decided_by, TALLY_TIE_CASTING);
    for (size_t i = 0; i < 4; i++) assert_int_equal(tally->rows[i].place, i + 1);
    arena_free(arena);
}

static void the_deputy_casts_where_the_chair_is_recused(void **state)
{
    Arena *arena = arena_new(1 << 20);
    /* the chair is recused from entry 0; both others approve one each, so supports are equal */
    TallyMark marks[] = {{1, 0, 1}, {2, 1, 1}, {0, 1, 0}};
    TallyRecusal recusals[] = {{0, 0}, {3, 1}};
    const TallyTie steps[] = {TALLY_TIE_CASTING};
    TallyProblem problem = problem_of(2, 4, marks, 3, TALLY_APPROVE);
    problem.recusals = recusals;
    problem.recusal_count = 2;
    problem.ties = steps;
    problem.tie_count = 1;
    problem.chair = 0;
    problem.deputy = 1;
    const Tally *tally = tally_count(arena, &problem);
    assert_int_equal(tally->rows[0].entry, 0);
    assert_int_equal(tally->rows[1].decided_by, TALLY_TIE_CASTING);
    problem.deputy = 3; /* recused too: the step says nothing */
    tally = tally_count(arena, &problem);
    assert_int_equal(tally->rows[1].place, 1);
    arena_free(arena);
}

/* By the chair's ranks, and by the chair's grades. */
static void the_casting_vote_speaks_each_form(void **state)
{
    Arena *arena = arena_new(1 << 20);
    TallyMark marks[] = {{0, 0, 2}, {0, 1, 1}, {1, 0, 1}, {1, 1, 2}};
    const TallyTie steps[] = {TALLY_TIE_CASTING};
    TallyProblem problem = problem_of(2, 2, marks, 4, TALLY_RANK);
    problem.ties = steps;
    problem.tie_count = 1;
    problem.chair = 0;
    assert_int_equal(tally_count(arena, &problem)->rows[0].entry, 1);
    problem.form = TALLY_SCORE;
    assert_int_equal(tally_count(arena, &problem)->rows[0].entry, 0);
    arena_free(arena);
}

static void the_order_of_ballots_changes_nothing(void **state)
{
    Arena *arena = arena_new(16 << 20);
    Chance chance = {5};
    TallyMark marks[40];
    for (int32_t i = 0; i < 40; i++) marks[i] = (TallyMark){i / 4, i % 4, (int32_t)chance_below(&chance, 4)};
    const TallyTie steps[] = {TALLY_TIE_LOT};
    for (TallyForm form = TALLY_APPROVE; form <= TALLY_SCORE; form++) {
        TallyProblem problem = problem_of(4, 10, marks, 40, form);
        problem.ties = steps;
        problem.tie_count = 1;
        const Tally *first = tally_count(arena, &problem);
        for (int i = 0; i < 20; i++) {
            chance_shuffle(&chance, marks, 40, sizeof *marks);
            const Tally *again = tally_count(arena, &problem);
            assert_memory_equal(first->rows, again->rows, 4 * sizeof *first->rows);
        }
    }
    arena_free(arena);
}

static MotionTally motion_of(const char *votes, MajorityRule majority, bool casting)
{
    static const char codes[] = "+-0ra"; /* as in MotionVote */
    MotionVote list[16];
    size_t count = strlen(votes);
    for (size_t i = 0; i < count; i++) list[i] = (MotionVote)(strchr(codes, votes[i]) - codes);
    MotionProblem problem = {list, count, 0, 1, casting, majority, {1, 2}, false, false};
    return tally_motion(&problem);
}

static void motions_need_their_majority(void **state)
{
    static const struct {
        const char *votes;
        MajorityRule majority;
        bool casting;
        MotionOutcome outcome;
    } cases[] = {
        {"++-00", MAJORITY_OF_VOTES, false, MOTION_IS_CARRIED},
        {"++--", MAJORITY_OF_VOTES, false, MOTION_IS_LOST},
        {"+-+-", MAJORITY_OF_VOTES, true, MOTION_IS_CARRIED}, /* the chair is for it */
        {"-++-", MAJORITY_OF_VOTES, true, MOTION_IS_LOST},
        {"r+-", MAJORITY_OF_VOTES, true, MOTION_IS_CARRIED}, /* the deputy */
        {"00+-", MAJORITY_OF_VOTES, true, MOTION_IS_LOST},
        {"++-00", MAJORITY_OF_CAST, false, MOTION_IS_LOST},
        {"+++-0", MAJORITY_OF_CAST, false, MOTION_IS_CARRIED},
        {"++-aa", MAJORITY_OF_MEMBERS, false, MOTION_IS_LOST},
        {"+++aa", MAJORITY_OF_MEMBERS, false, MOTION_IS_CARRIED},
        {"++++--", MAJORITY_TWO_THIRDS, false, MOTION_IS_CARRIED},
        {"+++--", MAJORITY_TWO_THIRDS, false, MOTION_IS_LOST},
        {"0000", MAJORITY_TWO_THIRDS, false, MOTION_IS_LOST},
        {"++aaa", MAJORITY_OF_VOTES, false, MOTION_IS_INQUORATE},
        {"++rra", MAJORITY_OF_VOTES, false, MOTION_IS_INQUORATE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(motion_of(cases[i].votes, cases[i].majority, cases[i].casting).outcome,
                         cases[i].outcome);
    MotionTally tally = motion_of("+-0ra", MAJORITY_OF_VOTES, true);
    assert_int_equal(tally.in_favour + tally.against + tally.abstained + tally.recused + tally.absent, 5);
    assert_true(tally.by_casting_vote);
}

RUN_TESTS(TEST(borda_counts_tennessee), TEST(who_is_not_ranked_gets_the_average_of_the_rest),
          TEST(approvals_are_shares_of_those_who_may), TEST(scores_are_means_of_the_grades_given),
          TEST(a_quorum_counts_the_recused_if_the_rules_say_so), TEST(equals_are_told_apart_step_by_step),
          TEST(the_deputy_casts_where_the_chair_is_recused), TEST(the_casting_vote_speaks_each_form),
          TEST(the_order_of_ballots_changes_nothing), TEST(motions_need_their_majority))
