/* SPDX-License-Identifier: Apache-2.0 */
/* What is calibrated of a round's reviews, and that nothing hangs on who the experts are or on any order. */
#include "feature/prize/line_scores.h"

#include "feature/prize/calibration.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/edition_json.h"
#include "test.h"

#include <unistd.h>

enum { ASSESSMENT = 2, PANEL = 3, APPLICATIONS = 40, EXPERTS = 9, EACH = 3, CRITERIA_MAX = 8 };

static Arena *arena;

static Edition demo_rules(RoundScore score)
{
    Edition edition;
    Problems problems = problems_none(arena);
    assert_true(edition_read(arena, edition_demo_file(), &edition, &problems));
    for (size_t i = 1; i < edition.rounds.count; i++) edition.rounds.at[i].score = score;
    return edition;
}

/* All criteria of a review have one grade, so that its score is that grade. */
static void add_review(LineInput *input, int64_t application, int64_t person, int32_t grade)
{
    int32_t *grades = ARENA_MANY(arena, CRITERIA_MAX, int32_t);
    for (int i = 0; i < CRITERIA_MAX; i++) grades[i] = grade;
    *LIST_ADD(arena, &input->reviews) = (LineReview){application, person, grades};
}

static void add_entrants(LineInput *input, int64_t count)
{
    for (int64_t key = 1; key <= count; key++)
        *LIST_ADD(arena, &input->entrants) =
            (LineEntrant){key, TEXT("people"), TEXT("asia"), TEXT("KR"), TEXT("seoul")};
}

/* Good and bad applications, severe and mild experts, by a fixed rule. */
static LineInput some_reviews(void)
{
    LineInput input = {0};
    add_entrants(&input, APPLICATIONS);
    for (int64_t key = 1; key <= APPLICATIONS; key++)
        for (int64_t nth = 0; nth < EACH; nth++) {
            int64_t person = (key * 5 + nth * (2 + key % 3)) % EXPERTS;
            int64_t grade = 3 + (key * 7 % 5 - 2) / 2 - (person % 3 - 1) + (key * person + nth) % 3 - 1;
            add_review(&input, key, person + 1, (int32_t)(grade < 1 ? 1 : grade > 5 ? 5 : grade));
        }
    return input;
}

/* Other people, in another order. */
static LineInput mirrored(const LineInput *input)
{
    LineInput other = {.entrants.at = input->entrants.at, .entrants.count = input->entrants.count};
    for (size_t i = input->reviews.count; i--;) {
        LineReview review = input->reviews.at[i];
        review.person = 1000 - review.person * 17;
        *LIST_ADD(arena, &other.reviews) = review;
    }
    return other;
}

static void the_line_hangs_on_no_order_and_no_name(void **state)
{
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = some_reviews(), other = mirrored(&input);
    LineResult line = line_compute(arena, &rules, ASSESSMENT, &input);
    LineResult again = line_compute(arena, &rules, ASSESSMENT, &other);
    assert_true(line.ratio_application > 0 && line.ratio_expert > 0 && !line.is_beyond);
    assert_int_equal(line.ratio_application, again.ratio_application);
    assert_int_equal(line.ratio_expert, again.ratio_expert);
    for (size_t i = 0; i < APPLICATIONS; i++) {
        assert_int_equal(line.rows.at[i].key, again.rows.at[i].key);
        assert_int_equal(rational_compare(line.rows.at[i].score, again.rows.at[i].score), 0);
    }
}

static void the_score_that_decides_is_the_one_the_rules_name(void **state)
{
    Edition by_mean = demo_rules(SCORE_MEAN), by_calibration = demo_rules(SCORE_CALIBRATED);
    LineInput input = some_reviews();
    LineResult means = line_compute(arena, &by_mean, ASSESSMENT, &input);
    LineResult line = line_compute(arena, &by_calibration, ASSESSMENT, &input);
    int different = 0;
    for (size_t i = 0; i < APPLICATIONS; i++) {
        const LineRow *row = &means.rows.at[i];
        assert_int_equal(rational_compare(row->score, row->mean), 0);
        different += rational_compare(line.rows.at[i].score, line.rows.at[i].mean) != 0;
        if (i) assert_true(rational_compare(line.rows.at[i - 1].score, line.rows.at[i].score) >= 0);
    }
    assert_true(different > APPLICATIONS / 2);
    assert_int_equal(means.ratio_application, 0);
}

static void a_calibration_that_is_known_is_not_made_again(void **state)
{
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = some_reviews();
    CalibrateProblem problem;
    LineScores scores = line_scores(arena, &rules, ASSESSMENT, &input);
    assert_true(line_problem(arena, &rules, ASSESSMENT, &scores, 40, &problem));
    LineResult line = line_compute(arena, &rules, ASSESSMENT, &input);
    input.calibration = calibrate_scores(arena, &problem, NULL);
    LineResult again = line_compute(arena, &rules, ASSESSMENT, &input);
    for (size_t i = 0; i < APPLICATIONS; i++)
        assert_int_equal(rational_compare(line.rows.at[i].score, again.rows.at[i].score), 0);
}

static void who_judged_in_two_rounds_has_said_the_mean(void **state)
{
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = {0};
    add_entrants(&input, 2);
    add_review(&input, 1, 7, 5);
    add_review(&input, 2, 7, 1);
    add_review(&input, 1, 7, 2);
    LineScores scores = line_scores(arena, &rules, PANEL, &input);
    assert_int_equal(scores.count, 2);
    assert_int_equal(scores.experts, 1);
    assert_int_equal(scores.people[0], 7);
    assert_int_equal(rational_compare(scores.reviews[0].score, rational_of(7, 2)), 0);
}

static void reviews_of_who_did_not_enter_stay_out(void **state)
{
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = {0};
    add_entrants(&input, 1);
    add_review(&input, 1, 7, 5);
    add_review(&input, 99, 7, 1);
    LineScores scores = line_scores(arena, &rules, ASSESSMENT, &input);
    assert_int_equal(scores.count, 1);
    assert_int_equal(scores.reviews[0].application, 1);
}

static void with_too_few_reviews_the_mean_stands_in(void **state)
{
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = {0};
    add_entrants(&input, 3);
    add_review(&input, 1, 7, 5);
    add_review(&input, 2, 8, 2);
    LineResult line = line_compute(arena, &rules, ASSESSMENT, &input);
    assert_int_equal(line.ratio_application, 0);
    assert_int_equal(rational_compare(line.rows.at[0].score, rational_of(5, 1)), 0);
    assert_int_equal(rational_compare(line.rows.at[1].score, rational_of(2, 1)), 0);
    assert_true(rational_is_none(line.rows.at[2].score));
    assert_int_equal(line.rows.at[2].outcome, OUTCOME_UNSCORED);
}

static void beyond_the_engine_s_ranges_nothing_is_calibrated(void **state)
{
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = {0};
    add_entrants(&input, 1);
    for (int64_t person = 1; person <= CALIBRATE_EXPERTS_MAX + 1; person++)
        add_review(&input, 1, person, (int32_t)(person % 5) + 1);
    assert_true(line_compute(arena, &rules, ASSESSMENT, &input).is_beyond);
}

/* More experts than are calibrated while a page waits. */
static void a_large_calibration_is_made_aside(void **state)
{
    enum { MANY_EXPERTS = 130, PATIENCE = 1000 };
    Edition rules = demo_rules(SCORE_CALIBRATED);
    LineInput input = {0};
    add_entrants(&input, MANY_EXPERTS);
    for (int64_t key = 1; key <= MANY_EXPERTS; key++)
        for (int64_t nth = 0; nth < 4; nth++) {
            int64_t person = (key * 3 + nth * nth * 7) % MANY_EXPERTS;
            add_review(&input, key, person, (int32_t)((key * 5 + person % 3 + nth) % 5) + 1);
        }
    assert_null(calibration_kept(arena, &rules, ASSESSMENT, &input));
    RoundCalibration found = calibration_of(arena, &rules, ASSESSMENT, &input);
    assert_int_equal(found.state, CALIBRATION_COMING);
    for (int i = 0; i < PATIENCE && found.state == CALIBRATION_COMING; i++) {
        usleep(10000);
        found = calibration_of(arena, &rules, ASSESSMENT, &input);
    }
    assert_int_equal(found.state, CALIBRATION_READY);
    LineResult line = line_compute(arena, &rules, ASSESSMENT, &input);
    input.calibration = calibration_kept(arena, &rules, ASSESSMENT, &input);
    assert_ptr_equal(input.calibration, found.it);
    LineResult again = line_compute(arena, &rules, ASSESSMENT, &input);
    for (size_t i = 0; i < line.rows.count; i++)
        assert_int_equal(rational_compare(line.rows.at[i].score, again.rows.at[i].score), 0);
}

/* Rules from before there was a choice keep their bytes, so their digest. */
static void rules_without_the_choice_are_written_as_before(void **state)
{
    Edition rules = demo_rules(SCORE_MEAN), again;
    Text json = edition_to_json(arena, &rules);
    assert_true(text_find(json, TEXT("\"score\"")) < 0);
    rules.rounds.at[1].score = SCORE_CALIBRATED;
    json = edition_to_json(arena, &rules);
    assert_true(text_find(json, TEXT("\"score\":\"calibrated\"")) >= 0);
    assert_true(edition_from_json(arena, json, &again));
    assert_int_equal(again.rounds.at[1].score, SCORE_CALIBRATED);
    assert_int_equal(again.rounds.at[2].score, SCORE_MEAN);
}

/* 9973, 9967, 9949, 9941, 9931 and 9929 have no common divisor; six rounds can give means of six. */
static void scores_finer_than_the_engine_s_are_refused(void **state)
{
    static const int64_t weights[] = {9973, 9967, 9949, 9941, 9931, 9929};
    Edition rules = demo_rules(SCORE_CALIBRATED);
    Rubric *rubric = (Rubric *)edition_rubric(&rules, rules.rounds.at[1].rubric);
    Round panel = rules.rounds.at[2];
    assert_true(rubric->criteria.count <= 6);
    int64_t sum = 0;
    for (size_t i = 0; i < rubric->criteria.count; i++) sum += rubric->criteria.at[i].weight = weights[i];
    assert_int_equal(line_finest(&rules, ASSESSMENT), sum);
    assert_int_equal(line_finest(&rules, PANEL), 2 * sum);
    for (int i = 0; i < 4; i++) *LIST_ADD(arena, &rules.rounds) = panel;
    assert_int_equal(line_finest(&rules, 7), 60 * sum);
    Problems problems = problems_none(arena);
    assert_false(edition_check(&rules, &problems));
    bool is_said = false;
    for (size_t i = 0; i < problems.count; i++)
        is_said |= !strncmp(problems.at[i].message.english, "The weights are too fine to be calibrated", 41);
    assert_true(is_said);
}

int main(void)
{
    const struct CMUnitTest all[] = {TEST(the_line_hangs_on_no_order_and_no_name),
                                     TEST(the_score_that_decides_is_the_one_the_rules_name),
                                     TEST(a_calibration_that_is_known_is_not_made_again),
                                     TEST(who_judged_in_two_rounds_has_said_the_mean),
                                     TEST(reviews_of_who_did_not_enter_stay_out),
                                     TEST(with_too_few_reviews_the_mean_stands_in),
                                     TEST(beyond_the_engine_s_ranges_nothing_is_calibrated),
                                     TEST(a_large_calibration_is_made_aside),
                                     TEST(rules_without_the_choice_are_written_as_before),
                                     TEST(scores_finer_than_the_engine_s_are_refused)};
    arena = arena_new((size_t)1 << 30);
    int failed = cmocka_run_group_tests(all, NULL, NULL);
    arena_free(arena);
    return failed;
}
