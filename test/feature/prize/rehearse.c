/* SPDX-License-Identifier: Apache-2.0 */
/* Other rules over a small edition, with what is expected from a table made by hand; and over a kept record.
 */
#include "feature/prize/rehearse.h"

#include "feature/prize/edition_file.h"
#include "test.h"

/* Two places, and a floor of one for Japan. The grades are the same at all criteria:
 *      country  grade  result
 *   1    ID       5    by rank
 *   2    KR       4    gives way to the floor
 *   3    ID       3    below the line
 *   4    KR       2    below the line
 *   5    JP       1    by the floor */
enum { FIRST, SECOND, THIRD, FOURTH, FIFTH, ALL };
static const char *const numbers[ALL] = {"26-001", "26-002", "26-003", "26-004", "26-005"};

enum { MEMORY_BYTES = 256 << 20 };

typedef struct {
    Arena *arena;
    Facts *facts;
    Rehearsal rehearsal;
} Scene;

/* The demonstration's rules without its screening. */
static Edition table_rules(Arena *arena)
{
    Edition rules;
    Problems problems = problems_none(arena);
    assert_true(edition_read(arena, edition_demo_file(), &rules, &problems));
    rules.lots = TEXT("00ff");
    rules.rounds.at++;
    rules.rounds.count--;
    Round *round = &rules.rounds.at[0];
    round->places = 2;
    round->minimum = (Ratio){0, 1};
    round->floors.count = 0;
    *LIST_ADD(arena, &round->floors) = (Bound){BY_COUNTRY, TEXT("JP"), 1, {0, 1}};
    return rules;
}

static Scores scores_of(Arena *arena, const Rubric *rubric, int64_t grade)
{
    Scores scores = {0};
    for (size_t i = 0; i < rubric->criteria.count; i++)
        *LIST_ADD(arena, &scores) = (Score){rubric->criteria.at[i].code, grade};
    return scores;
}

/* What a record of the table would say: the first round is confirmed. */
static Scene begin(void)
{
    static const char *const countries[ALL] = {"ID", "KR", "ID", "KR", "JP"};
    Arena *arena = arena_new(MEMORY_BYTES);
    Scene scene = {.arena = arena, .facts = ARENA_NEW(arena, Facts)};
    *scene.facts = (Facts){.arena = arena, .rules = table_rules(arena), .confirmed = 1};
    for (int i = 0; i < ALL; i++) {
        *LIST_ADD(arena, &scene.facts->applications) =
            (FactApplication){.key = 10 - i,
                              .version = 1,
                              .number = text_of(numbers[i]),
                              .category = TEXT("people"),
                              .region = TEXT("asia"),
                              .country = text_of(countries[i]),
                              .city = TEXT("x"),
                              .passed = {true, i == FIRST || i == FIFTH}};
        *LIST_ADD(arena, &scene.facts->pairs) =
            (FactPair){.round = 1,
                       .application = 10 - i,
                       .person = 1,
                       .state = PAIR_SENT,
                       .scores = scores_of(arena, &scene.facts->rules.rubrics.at[0], 5 - i)};
    }
    return scene;
}

/* Rules like those of the record, whose first round may be changed. */
static Edition like_the_record(Scene *scene)
{
    Edition other = scene->facts->rules;
    other.rounds.at = ARENA_MANY(scene->arena, other.rounds.count, Round);
    memcpy(other.rounds.at, scene->facts->rules.rounds.at, other.rounds.count * sizeof(Round));
    return other;
}

static const RehearseRound *rehearsed(Scene *scene, const Edition *other)
{
    assert_true(rehearse_rules(scene->arena, scene->facts, other, &scene->rehearsal));
    assert_int_equal(scene->rehearsal.rounds.count, 1); /* the second is not judged */
    return &scene->rehearsal.rounds.at[0];
}

/* The change of one application; the causes are given as bits, lowest part first. */
static void assert_change(const RehearseRound *round, size_t at, int which, bool would_pass, unsigned causes)
{
    assert_true(at < round->changes.count);
    const RehearseChange *change = &round->changes.at[at];
    unsigned found = 0;
    for (int part = 0; part < REHEARSE_PARTS; part++) found |= (unsigned)change->causes[part] << part;
    assert_text(change->application->number, numbers[which]);
    assert_int_equal(change->passed, !would_pass);
    assert_int_equal(found, causes);
}
#define BECAUSE(part) (1u << REHEARSE_##part)

static void the_same_rules_change_nothing(void **state)
{
    Scene scene = begin();
    Edition other = like_the_record(&scene);
    const RehearseRound *round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 0);
    assert_int_equal(round->entrants, ALL);
    assert_int_equal(round->would_enter, ALL);
    assert_int_equal(round->passed, 2);
    assert_int_equal(round->would_pass, 2);
    assert_true(round->is_confirmed);
    arena_free(scene.arena);
}

static void a_table_made_by_hand_says_who_changes_places(void **state)
{
    Scene scene = begin();
    Arena *arena = scene.arena;
    Edition other = like_the_record(&scene);
    Round *rules = &other.rounds.at[0];

    rules->floors.count = 0; /* 1 and 2 pass */
    const RehearseRound *round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 2);
    assert_change(round, 0, SECOND, true, BECAUSE(FLOORS));
    assert_change(round, 1, FIFTH, false, BECAUSE(FLOORS));
    assert_int_equal(round->changes.at[0].before.outcome, OUTCOME_DISPLACED);
    assert_int_equal(round->changes.at[0].after.outcome, OUTCOME_RANK);
    assert_int_equal(round->changes.at[1].before.outcome, OUTCOME_FLOOR);
    assert_int_equal(round->changes.at[1].after.outcome, OUTCOME_BELOW);

    rules->places = 3; /* 1, 2 and 3: neither the places nor the floor alone let 3 in */
    round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 3);
    assert_change(round, 0, SECOND, true, BECAUSE(FLOORS) | BECAUSE(PLACES));
    assert_change(round, 1, THIRD, true, 0);
    assert_change(round, 2, FIFTH, false, BECAUSE(FLOORS));

    *LIST_ADD(arena, &rules->caps) = (Bound){BY_COUNTRY, TEXT(""), 1, {0, 1}}; /* 1, 2 and 5 */
    round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 1);
    assert_change(round, 0, SECOND, true, BECAUSE(FLOORS) | BECAUSE(PLACES));

    other = like_the_record(&scene);
    other.rounds.at[0].minimum = (Ratio){3, 2}; /* 5 is below: 1 and 2 */
    round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 2);
    assert_change(round, 0, SECOND, true, BECAUSE(MINIMUM));
    assert_change(round, 1, FIFTH, false, BECAUSE(MINIMUM));
    assert_int_equal(round->changes.at[1].after.outcome, OUTCOME_MINIMUM);
    arena_free(scene.arena);
}

/* Whoever withdrew after a round had passed it, and had its place; who did before was not there. */
static void who_withdrew_later_has_passed(void **state)
{
    Scene scene = begin();
    Edition other = like_the_record(&scene);
    scene.facts->applications.at[FIRST].is_withdrawn = true;
    scene.facts->applications.at[FIRST].withdrawn_after = 1;
    scene.facts->applications.at[THIRD].is_withdrawn = true;
    const RehearseRound *round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 0);
    assert_int_equal(round->passed, 2);
    assert_int_equal(round->entrants, ALL - 1);
    assert_int_equal(round->would_enter, ALL - 1);
    arena_free(scene.arena);
}

/* The second moved up into the place of the first. With the same rules it would again. */
static void who_moved_up_moves_up_again(void **state)
{
    Scene scene = begin();
    Edition other = like_the_record(&scene);
    scene.facts->applications.at[SECOND].passed[1] = true;
    assert_int_equal(rehearsed(&scene, &other)->changes.count, 0);
    other.rounds.at[0].floors.count = 0;
    const RehearseRound *round = rehearsed(&scene, &other);
    assert_int_equal(round->changes.count, 1);
    assert_change(round, 0, FIFTH, false, BECAUSE(FLOORS));
    arena_free(scene.arena);
}

/* The second round: 1 and 5 were judged again, 5 better; one passes. With the floor of the first gone 2
 * enters, whom nobody judged there, in place of 5: and so 1 passes. Were scores carried, 2 would have those
 * of the first. */
static void rounds_follow_each_other(void **state)
{
    Scene scene = begin();
    const Rubric *rubric = &scene.facts->rules.rubrics.at[0];
    scene.facts->rules.rounds.at[1] = scene.facts->rules.rounds.at[0];
    scene.facts->rules.rounds.at[1].code = TEXT("panel");
    scene.facts->rules.rounds.at[1].floors.count = 0;
    scene.facts->rules.rounds.at[1].places = 1;
    for (int i = FIRST; i <= FIFTH; i += FIFTH - FIRST)
        *LIST_ADD(scene.arena, &scene.facts->pairs) =
            (FactPair){.round = 2,
                       .application = 10 - i,
                       .person = 1,
                       .state = PAIR_SENT,
                       .scores = scores_of(scene.arena, rubric, i == FIFTH ? 3 : 2)};
    Edition other = like_the_record(&scene);
    other.rounds.at[0].floors.count = 0;
    assert_true(rehearse_rules(scene.arena, scene.facts, &other, &scene.rehearsal));
    assert_int_equal(scene.rehearsal.rounds.count, 2);
    const RehearseRound *round = &scene.rehearsal.rounds.at[1];
    assert_false(round->is_confirmed);
    assert_int_equal(round->unjudged, 1);
    assert_int_equal(round->changes.count, 2);
    assert_change(round, 0, FIRST, true, BECAUSE(ENTRANTS));
    assert_change(round, 1, FIFTH, false, BECAUSE(ENTRANTS));
    assert_int_equal(round->changes.at[1].after.key, 0);
    other.rounds.at[1].earlier = EARLIER_CARRIED; /* 1: 7/2, 2: 4 */
    assert_true(rehearse_rules(scene.arena, scene.facts, &other, &scene.rehearsal));
    round = &scene.rehearsal.rounds.at[1];
    assert_int_equal(round->unjudged, 0);
    assert_change(round, 0, SECOND, true, 0);
    arena_free(scene.arena);
}

static void assert_refused(Scene *scene, const Edition *other, const char *sentence)
{
    assert_false(rehearse_rules(scene->arena, scene->facts, other, &scene->rehearsal));
    for (size_t i = 0; i < scene->rehearsal.refusals.count; i++)
        if (text_is_c(scene->rehearsal.refusals.at[i], sentence)) return;
    fail_msg("%.*s", TEXT_PRINT(scene->rehearsal.refusals.at[0]));
}

static void rules_that_judge_by_something_else_are_refused(void **state)
{
    Scene scene = begin();
    Edition other = like_the_record(&scene);
    other.rounds.count--;
    assert_refused(&scene, &other, "There are 1 rounds instead of 2.");
    other = like_the_record(&scene);
    other.rounds.at[1].code = TEXT("finale");
    assert_refused(&scene, &other, "Round 2 is another one: finale instead of panel, or of another kind.");
    other = like_the_record(&scene);
    other.categories.count = 0;
    assert_refused(&scene, &other, "There is no category people, in which there are applications.");
    other = like_the_record(&scene);
    other.regions.count = 0;
    assert_refused(&scene, &other, "The country JP, which applications come from, is in no region.");
    other = like_the_record(&scene);
    Rubric rubric = other.rubrics.at[0], kept = rubric;
    other.rubrics.at = &rubric;
    rubric.criteria.count--;
    assert_refused(&scene, &other,
                   "Round assessment: the criterion value, by which it was judged, is missing.");
    rubric = kept;
    rubric.criteria.at = ARENA_MANY(scene.arena, kept.criteria.count, Criterion);
    memcpy(rubric.criteria.at, kept.criteria.at, kept.criteria.count * sizeof(Criterion));
    rubric.criteria.at[0].code = TEXT("charm");
    assert_refused(&scene, &other, "Round assessment: nobody has judged by the criterion charm.");
    rubric.criteria.at[0] = kept.criteria.at[0];
    rubric.criteria.at[1].grades.count--;
    assert_refused(&scene, &other, "Round assessment: the criterion design has no grade 5.");
    arena_free(scene.arena);
}

/* ---- over a kept record */

static LineResult assessment_of(Scene *scene)
{
    LineInput input = {0};
    for (size_t i = 0; i < scene->facts->applications.count; i++) {
        const FactApplication *application = &scene->facts->applications.at[i];
        if (application->passed[1]) *LIST_ADD(scene->arena, &input.entrants) = fact_entrant(application);
    }
    fact_judgements(scene->facts, &scene->facts->rules, 2, &input);
    return line_compute(scene->arena, &scene->facts->rules, 2, &input);
}

/* Floors dropped: out go those, and only those, whom the ranking had “by floor”. */
static void dropped_floors_give_what_the_ranking_called_by_floor(void **state)
{
    Scene scene = {.arena = arena_new(MEMORY_BYTES)};
    Verification *verification = ARENA_NEW(scene.arena, Verification);
    FILE *file = fopen(SOURCE_ROOT "/test/records/demo-2026-11.jsonl", "re");
    assert_non_null(file);
    scene.facts = facts_read(scene.arena, file, TEXT(""), verification);
    fclose(file);
    assert_int_equal(verification->faults.list.count, 0);
    Edition other = like_the_record(&scene);
    assert_true(rehearse_rules(scene.arena, scene.facts, &other, &scene.rehearsal));
    assert_int_equal(scene.rehearsal.rounds.count, 3);
    for (size_t i = 0; i < 3; i++) assert_int_equal(scene.rehearsal.rounds.at[i].changes.count, 0);
    other.rounds.at[1].floors.count = 0;
    assert_true(rehearse_rules(scene.arena, scene.facts, &other, &scene.rehearsal));
    LineResult line = assessment_of(&scene);
    size_t by_floor = 0, gone = 0;
    for (size_t i = 0; i < line.rows.count; i++) by_floor += line.rows.at[i].outcome == OUTCOME_FLOOR;
    const RehearseRound *round = &scene.rehearsal.rounds.at[1];
    for (size_t i = 0; i < round->changes.count; i++) {
        const RehearseChange *change = &round->changes.at[i];
        gone += change->passed;
        assert_int_equal(change->before.outcome == OUTCOME_FLOOR, change->passed);
        assert_true(change->causes[REHEARSE_FLOORS]);
    }
    assert_int_equal(gone, by_floor);
    assert_true(by_floor > 0);
    arena_free(scene.arena);
}

RUN_TESTS(TEST(the_same_rules_change_nothing), TEST(a_table_made_by_hand_says_who_changes_places),
          TEST(who_withdrew_later_has_passed), TEST(who_moved_up_moves_up_again),
          TEST(rounds_follow_each_other), TEST(rules_that_judge_by_something_else_are_refused),
          TEST(dropped_floors_give_what_the_ranking_called_by_floor))
