/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/review.h"

#include "town.h"

typedef struct {
    Town town;
    ApplicationId application;
    AccountId ada, ben;
    AssignmentId assignment;
} Scene;

static Scene begin(Fixture *fixture)
{
    Edition rules = town_rules(fixture->arena);
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    scene.application = town_application(&scene.town, (TownApplication){0});
    scene.ada = town_expert(&scene.town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    scene.ben = town_expert(&scene.town, (TownExpert){.name = "Ben", .address = "ben@ben.example"});
    assert_true(town_confirm(&scene.town));
    scene.assignment = town_assignment(&scene.town, scene.application, scene.ada);
    assert_true(scene.assignment.key != 0);
    return scene;
}

typedef struct {
    AssignmentId assignment;
    Review review, draft;
    bool found, may_read;
    ApplicationId application;
    Reviews all, own;
} Look;

static void look(Snapshot *at, void *context)
{
    Look *it = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    it->found = review_find(at, it->assignment, &it->review);
    if (it->found) it->draft = review_draft(at, &it->review);
    it->may_read = application_find(at, it->application) != NULL;
    it->all = review_of_round(at, edition, 1);
    it->own = review_of_viewer(at, edition->id);
}

static Look looked(Scene *scene, AccountId viewer)
{
    Look it = {.assignment = scene->assignment, .application = scene->application};
    store_read(scene->town.store, scene->town.arena, viewer, look, &it);
    return it;
}

typedef struct {
    AssignmentId assignment;
    Review typed;
} Typing;
static bool save(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Typing *it = context;
    return review_save(change, edition, it->assignment, &it->typed, problems);
}
static bool send(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Typing *it = context;
    return review_send(change, edition, it->assignment, &it->typed, problems);
}

static void a_draft_may_miss_grades_a_sending_may_not(void **state)
{
    Scene scene = begin(*state);
    Typing typing = {scene.assignment, town_grades(&scene.town, 4)};
    typing.typed.scores.count = 1;
    assert_true(town_change(&scene.town, scene.ada, save, &typing));
    Look seen = looked(&scene, scene.ada);
    assert_int_equal(seen.review.state, REVIEW_BEGUN);
    assert_int_equal(seen.review.scores.count, 1);
    assert_text(seen.review.comment, "For the organiser.");
    assert_false(town_change(&scene.town, scene.ada, send, &typing));
    assert_true(town_problems.count >= 2);
    assert_true(town_send(&scene.town, scene.ada, scene.assignment, 4));
    assert_int_equal(looked(&scene, scene.ada).review.state, REVIEW_SENT);
    assert_int_equal(town_count(&scene.town, "review.sent"), 1);
}

static void a_grade_outside_of_the_rubric_is_refused(void **state)
{
    Scene scene = begin(*state);
    static const int64_t wrong[] = {0, 6, -1, 100, INT64_MIN};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Typing typing = {scene.assignment, town_grades(&scene.town, wrong[i])};
        assert_false(town_change(&scene.town, scene.ada, save, &typing));
        assert_true(town_had("grade-problem", "Choose one of the grades."));
        assert_false(town_change(&scene.town, scene.ada, send, &typing));
    }
    assert_int_equal(looked(&scene, scene.ada).review.state, REVIEW_OPEN);
}

static void what_was_sent_stands_until_it_is_sent_again(void **state)
{
    Scene scene = begin(*state);
    assert_true(town_send(&scene.town, scene.ada, scene.assignment, 4));
    Typing typing = {scene.assignment, town_grades(&scene.town, 2)};
    typing.typed.feedback = TEXT("On second thoughts.");
    assert_true(town_change(&scene.town, scene.ada, save, &typing));
    Look seen = looked(&scene, scene.ada);
    assert_int_equal(seen.review.state, REVIEW_SENT);
    assert_true(seen.review.is_changed);
    assert_int_equal(seen.review.scores.at[0].grade, 4);
    assert_text(seen.review.feedback, "For the city.");
    assert_int_equal(seen.draft.scores.at[0].grade, 2);
    assert_text(seen.draft.feedback, "On second thoughts.");
    assert_true(town_change(&scene.town, scene.ada, send, &typing));
    seen = looked(&scene, scene.ada);
    assert_false(seen.review.is_changed);
    assert_int_equal(seen.review.scores.at[0].grade, 2);
    assert_int_equal(town_count(&scene.town, "review.sent"), 2);
}

static void nobody_else_sees_or_writes_a_review(void **state)
{
    Scene scene = begin(*state);
    assert_false(looked(&scene, scene.ben).found);
    assert_false(looked(&scene, (AccountId){0}).found);
    assert_true(looked(&scene, scene.town.organiser).found);
    Typing typing = {scene.assignment, town_grades(&scene.town, 4)};
    assert_false(town_change(&scene.town, scene.ben, send, &typing));
    assert_false(town_change(&scene.town, scene.town.organiser, send, &typing));
    assert_true(town_had("", "This review is no longer assigned to you. Nothing was changed."));
}

static bool recuse(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    conflict_add(change, edition, scene->application, scene->ada, CONFLICT_RECUSED,
                 TEXT("A former colleague."));
    return true;
}
static bool set_for_organiser(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    conflict_add(change, edition, scene->application, scene->town.organiser, CONFLICT_RECUSED,
                 TEXT("My street."));
    return true;
}

static void whoever_steps_back_sees_nothing_more_at_once_even_after_sending(void **state)
{
    Scene scene = begin(*state);
    assert_true(town_send(&scene.town, scene.ada, scene.assignment, 4));
    assert_true(looked(&scene, scene.ada).may_read);
    assert_true(town_change(&scene.town, scene.ada, recuse, &scene));
    Look seen = looked(&scene, scene.ada);
    assert_false(seen.found);
    assert_false(seen.may_read);
    assert_int_equal(seen.own.count, 0);
    assert_text(town_state(&scene.town, scene.assignment), "recused");
    assert_int_equal(town_count(&scene.town, "assignment.released"), 1);
    Typing typing = {scene.assignment, town_grades(&scene.town, 4)};
    assert_false(town_change(&scene.town, scene.ada, save, &typing));
}

static void an_organiser_in_conflict_sees_neither_application_nor_reviews(void **state)
{
    Scene scene = begin(*state);
    assert_int_equal(looked(&scene, scene.town.organiser).all.count, 2);
    assert_true(town_change(&scene.town, scene.town.organiser, set_for_organiser, &scene));
    Look seen = looked(&scene, scene.town.organiser);
    assert_int_equal(seen.all.count, 0);
    assert_false(seen.found);
    assert_false(seen.may_read);
}

static void lists_have_the_grades_of_each(void **state)
{
    Scene scene = begin(*state);
    AssignmentId of_ben = town_assignment(&scene.town, scene.application, scene.ben);
    assert_true(town_send(&scene.town, scene.ben, of_ben, 2));
    assert_true(town_send(&scene.town, scene.ada, scene.assignment, 5));
    Reviews all = looked(&scene, scene.town.organiser).all;
    for (size_t i = 0; i < all.count; i++) {
        assert_true(all.at[i].scores.count > 2);
        for (size_t k = 0; k < all.at[i].scores.count; k++)
            assert_int_equal(all.at[i].scores.at[k].grade, all.at[i].expert.key == scene.ada.key ? 5 : 2);
    }
}

static void a_round_takes_reviews_between_its_beginning_and_its_end(void **state)
{
    Scene scene = begin(*state);
    const Round *round = edition_round(town_edition(&scene.town), 1);
    clock_stand_at((Instant){round->begins.us - 1});
    assert_false(town_send(&scene.town, scene.ada, scene.assignment, 4));
    assert_true(town_had("", "This round has not begun yet. It begins: {when}"));
    clock_stand_at((Instant){round->ends.us - 1});
    assert_true(town_send(&scene.town, scene.ada, scene.assignment, 4));
    clock_stand_at(round->ends);
    assert_false(town_send(&scene.town, scene.ada, scene.assignment, 3));
    assert_true(town_had("", "The round closed: {when}. Your review stands as you last sent it."));
    assert_int_equal(looked(&scene, scene.ada).review.scores.at[0].grade, 4);
}

/* ---- screening */

static bool screen_out(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    return screening_decide(change, edition, 1, scene->application, false, TEXT("Not built yet."), problems);
}
static bool screen_out_silently(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    return screening_decide(change, edition, 1, scene->application, false, TEXT(" "), problems);
}

static void an_eligibility_check_is_of_organisers_and_of_experts_to_whom_it_is_assigned(void **state)
{
    Fixture *fixture = *state;
    Edition rules = town_rules(fixture->arena);
    rules.rounds.at[0].kind = ROUND_SCREENING;
    rules.rounds.at[0].rubric = TEXT("");
    rules.rounds.at[0].experts_each = 1;
    rules.rounds.at[0].places = 0;
    rules.rounds.at[0].tie = TIE_ALL_PASS;
    rules.rounds.at[0].minimum = (Ratio){0, 1};
    rules.rounds.at[1].earlier = EARLIER_AFRESH;
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    scene.application = town_application(&scene.town, (TownApplication){0});
    scene.ada = town_expert(&scene.town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    assert_true(town_confirm(&scene.town));
    scene.ben = town_expert(&scene.town, (TownExpert){.name = "Ben", .address = "ben@ben.example"});
    scene.assignment = town_assignment(&scene.town, scene.application, scene.ada);
    assert_false(town_change(&scene.town, scene.ben, screen_out, &scene));
    assert_false(town_change(&scene.town, scene.ada, screen_out_silently, &scene));
    assert_true(town_had("reason", "Give the reason. The applicant reads it when the result is published."));
    assert_true(town_change(&scene.town, scene.ada, screen_out, &scene));
    assert_text(town_state(&scene.town, scene.assignment), "sent");
    assert_true(town_change(&scene.town, scene.town.organiser, screen_out, &scene));
    assert_int_equal(town_count(&scene.town, "screening.decided"), 2);
    assert_true(town_change(&scene.town, scene.town.organiser, set_for_organiser, &scene));
    assert_false(town_change(&scene.town, scene.town.organiser, screen_out, &scene));
}

RUN_TESTS(ON_BOTH(a_draft_may_miss_grades_a_sending_may_not),
          ON_BOTH(a_grade_outside_of_the_rubric_is_refused),
          ON_BOTH(what_was_sent_stands_until_it_is_sent_again), ON_BOTH(nobody_else_sees_or_writes_a_review),
          ON_BOTH(whoever_steps_back_sees_nothing_more_at_once_even_after_sending),
          ON_BOTH(an_organiser_in_conflict_sees_neither_application_nor_reviews),
          ON_BOTH(lists_have_the_grades_of_each),
          ON_BOTH(a_round_takes_reviews_between_its_beginning_and_its_end),
          ON_BOTH(an_eligibility_check_is_of_organisers_and_of_experts_to_whom_it_is_assigned))
