/* SPDX-License-Identifier: Apache-2.0 */
/* A place of a confirmed round that became free, and who moves up into it. */
#include "feature/prize/round.h"

#include "feature/prize/announcement.h"
#include "town.h"

/* Two places, at most one for a country. Ada's grades order them: the first (ID) and the second (KR) pass,
 * the others wait as reserves 1 (ID), 2 (KR) and 3 (JP). */
enum { FIRST, SECOND, CAPPED, NEXT, LAST, ALL };
typedef struct {
    Town town;
    ApplicationId applications[ALL];
    RoundMove move;
    bool is_there;
    RoundVacancy vacancy;
    RoundResult result;
    ApplicationIds entrants;
    int64_t mails;
} Scene;

static bool confirm(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_confirm(change, edition, 1, TEXT(""), false, problems);
}

static Edition small_rules(Arena *arena)
{
    Edition rules = town_rules(arena);
    Round *round = &rules.rounds.at[0];
    round->experts_each = 1;
    round->places = rules.rounds.at[1].places = 2;
    round->reserves = 3;
    round->minimum = (Ratio){0, 1};
    round->caps = (Bounds){0};
    *LIST_ADD(arena, &round->caps) = (Bound){.by = BY_COUNTRY, .count = 1, .minimum = {0, 1}};
    rules.rounds.at[1].caps = (Bounds){0};
    rules.awards.count = 1;
    rules.awards.at[0].places = 1;
    rules.awards.at[0].tiers.count = 0;
    rules.awards.at[0].draws_on.count = 0;
    return rules;
}

static Scene begin(Fixture *fixture)
{
    static const char *const countries[ALL] = {"ID", "KR", "ID", "KR", "JP"};
    Edition rules = small_rules(fixture->arena);
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    prize_announcement_register();
    for (int i = 0; i < ALL; i++)
        scene.applications[i] = town_application(&scene.town, (TownApplication){.country = countries[i]});
    AccountId ada = town_expert(&scene.town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    assert_true(town_confirm(&scene.town));
    for (int i = 0; i < ALL; i++)
        assert_true(
            town_send(&scene.town, ada, town_assignment(&scene.town, scene.applications[i], ada), 5 - i));
    assert_true(town_change(&scene.town, scene.town.organiser, confirm, NULL));
    return scene;
}

static void look(Snapshot *at, void *context)
{
    Scene *scene = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    scene->is_there = round_vacancy(at, edition, 1, &scene->vacancy);
    scene->entrants = round_entrants(at, edition, 2);
    round_result(at, edition, 1, &scene->result);
    scene->mails = store_count(at, SQL("SELECT count(*) FROM outbox WHERE kind = $1"), BIND("prize/result"));
}

static const Scene *looked(Scene *scene)
{
    store_read(scene->town.store, scene->town.arena, scene->town.organiser, look, scene);
    return scene;
}

static bool withdraw(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return application_withdraw(change, edition, *(ApplicationId *)context, TEXT("No funds."), problems);
}
static void let_go(Scene *scene, int which)
{
    assert_true(town_change(&scene->town, scene->town.organiser, withdraw, &scene->applications[which]));
}

static bool move_up(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_move_up(change, edition, 1, context, problems);
}
static bool moves(Scene *scene, int which, int into, const char *reason)
{
    RoundMove move = {scene->applications[which], scene->applications[into], text_of(reason)};
    return town_change(&scene->town, scene->town.organiser, move_up, &move);
}

static bool offers(Scene *scene, int which, int into)
{
    const Scene *seen = looked(scene);
    return seen->is_there && seen->vacancy.of.place_of == seen->applications[into].key &&
           seen->vacancy.of.first == seen->applications[which].key;
}

static const char *const changed = "The reserve list has changed meanwhile. Look at it once more.";

static void a_place_goes_to_the_first_whom_no_cap_keeps_out(void **state)
{
    Scene scene = begin(*state);
    assert_false(looked(&scene)->is_there);
    let_go(&scene, SECOND);
    assert_true(offers(&scene, NEXT, SECOND));
    assert_int_equal(scene.vacancy.of.passed_over.count, 1);
    assert_int_equal(scene.vacancy.of.passed_over.at[0].application, scene.applications[CAPPED].key);
    assert_int_equal(scene.vacancy.of.passed_over.at[0].cap, 0);
    assert_int_equal(scene.entrants.count, 1); /* nobody moves up by itself */
    assert_true(moves(&scene, NEXT, SECOND, "The second withdrew."));
    assert_false(looked(&scene)->is_there);
    assert_int_equal(scene.entrants.count, 2);
    assert_int_equal(scene.entrants.at[1].key, scene.applications[NEXT].key);
    assert_int_equal(scene.result.passed, 2);
    assert_int_equal(town_count(&scene.town, "round.moved_up"), 1);
    assert_false(moves(&scene, NEXT, SECOND, "Once more."));
    assert_true(town_had("", changed));
}

static void only_the_first_who_may_with_a_reason(void **state)
{
    Scene scene = begin(*state);
    assert_false(moves(&scene, CAPPED, SECOND, "Nobody has withdrawn."));
    let_go(&scene, SECOND);
    assert_false(moves(&scene, CAPPED, SECOND, "Its country has a place."));
    assert_true(town_had("", changed));
    assert_false(moves(&scene, LAST, SECOND, "The third of the list."));
    assert_false(moves(&scene, NEXT, FIRST, "The first has its place."));
    assert_false(moves(&scene, NEXT, SECOND, " "));
    assert_true(town_had("reason", "Give the reason. It stands in the decision log."));
    assert_int_equal(town_count(&scene.town, "round.moved_up"), 0);
    assert_int_equal(looked(&scene)->entrants.count, 1);
}

static void who_moved_up_and_withdraws_leaves_the_place_to_another(void **state)
{
    Scene scene = begin(*state);
    let_go(&scene, SECOND);
    assert_true(moves(&scene, NEXT, SECOND, "The second withdrew."));
    let_go(&scene, NEXT);
    assert_true(offers(&scene, LAST, NEXT));
    let_go(&scene, LAST); /* waits, and withdraws: is not asked */
    assert_int_equal(looked(&scene)->vacancy.of.first, 0);
    let_go(&scene, FIRST);
    assert_true(offers(&scene, CAPPED, FIRST)); /* its country's place is free now */
    assert_true(moves(&scene, CAPPED, FIRST, "The first withdrew."));
    assert_int_equal(looked(&scene)->entrants.count, 1);
    assert_int_equal(scene.vacancy.of.first, 0); /* a place is left, and nobody for it */
}

static void nobody_moves_up_once_the_next_round_is_over(void **state)
{
    Scene scene = begin(*state);
    let_go(&scene, SECOND);
    Instant ends = edition_round(town_edition(&scene.town), 2)->ends;
    clock_stand_at(ends);
    assert_false(moves(&scene, NEXT, SECOND, "Too late."));
    assert_true(town_had("", "The next round is over: nobody could judge an application that moves up now."));
    clock_stand_at((Instant){ends.us - 1});
    assert_true(moves(&scene, NEXT, SECOND, "In time."));
}

typedef struct {
    ApplicationId application;
    AccountId person;
} Conflicted;
static bool set_conflict(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Conflicted *it = context;
    conflict_add(change, edition, it->application, it->person, CONFLICT_SET, TEXT("My street."));
    return true;
}

static void in_conflict_with(Scene *scene, int which)
{
    Conflicted it = {scene->applications[which], scene->town.organiser};
    assert_true(town_change(&scene->town, scene->town.organiser, set_conflict, &it));
    assert_false(looked(scene)->is_there);
    assert_false(moves(scene, NEXT, SECOND, "Mine."));
    assert_true(town_had("", changed));
}

static void an_organiser_in_conflict_with_one_of_both_does_not_decide(void **state)
{
    Scene scene = begin(*state);
    let_go(&scene, SECOND);
    assert_true(offers(&scene, NEXT, SECOND));
    in_conflict_with(&scene, SECOND);
}

static void nor_one_in_conflict_with_the_one_who_would_move_up(void **state)
{
    Scene scene = begin(*state);
    let_go(&scene, SECOND);
    in_conflict_with(&scene, NEXT);
}

static void who_moves_up_after_the_publication_is_told_at_once_and_before_it_with_all(void **state)
{
    Scene scene = begin(*state);
    let_go(&scene, SECOND);
    let_go(&scene, FIRST);
    assert_true(moves(&scene, CAPPED, FIRST, "The first withdrew."));
    announcement_send_due(scene.town.store, scene.town.arena);
    assert_int_equal(looked(&scene)->mails, 0); /* the result is not published */
    clock_stand_at(edition_round(town_edition(&scene.town), 1)->publish_at);
    announcement_send_due(scene.town.store, scene.town.arena);
    int64_t all = looked(&scene)->mails;
    assert_int_equal(all, 3); /* to all who have not withdrawn */
    assert_true(moves(&scene, NEXT, SECOND, "The second withdrew."));
    announcement_send_due(scene.town.store, scene.town.arena);
    assert_int_equal(looked(&scene)->mails, all + 1);
}

/* ---- from plain facts */

static ReserveEntry entry(int64_t key, int64_t reserve, bool has_place, bool is_withdrawn)
{
    return (ReserveEntry){.entrant = {.key = key},
                          .reserve = reserve,
                          .has_place = has_place,
                          .is_withdrawn = is_withdrawn};
}

static void where_a_tie_let_in_more_the_first_to_leave_frees_no_place(void **state)
{
    Fixture *fixture = *state;
    Round rules = {.places = 2};
    ReserveEntries entries = {0};
    *LIST_ADD(fixture->arena, &entries) = entry(1, 0, true, false);
    *LIST_ADD(fixture->arena, &entries) = entry(2, 0, true, false);
    *LIST_ADD(fixture->arena, &entries) = entry(3, 0, true, true);
    *LIST_ADD(fixture->arena, &entries) = entry(4, 1, false, false);
    assert_int_equal(reserve_vacancy(fixture->arena, &rules, &entries).place_of, 0);
    entries.at[1].is_withdrawn = true;
    Vacancy vacancy = reserve_vacancy(fixture->arena, &rules, &entries);
    assert_int_equal(vacancy.place_of, 2);
    assert_int_equal(vacancy.first, 4);
}

static void before_the_committee_an_open_vote_on_the_category_and_the_decision_close_it(void **state)
{
    Fixture *fixture = *state;
    Edition rules = small_rules(fixture->arena);
    Award *award = &rules.awards.at[0];
    award->draws_on = (Codes){0};
    *LIST_ADD(fixture->arena, &award->draws_on) = TEXT("people");
    MoveFacts facts = {0};
    Instant now = rules.committee.begins;
    assert_int_equal(reserve_state(&rules, 2, &facts, TEXT("people"), now), MOVE_OPEN);
    *LIST_ADD(fixture->arena, &facts.voted) = award->code;
    assert_int_equal(reserve_state(&rules, 2, &facts, TEXT("people"), now), MOVE_VOTE_OPEN);
    assert_int_equal(reserve_state(&rules, 2, &facts, TEXT("technology"), now), MOVE_OPEN);
    facts.voted.at[0] = TEXT(""); /* on all awards */
    assert_int_equal(reserve_state(&rules, 2, &facts, TEXT("technology"), now), MOVE_VOTE_OPEN);
    facts.winners_are_decided = true;
    assert_int_equal(reserve_state(&rules, 2, &facts, TEXT("people"), now), MOVE_WINNERS_DECIDED);
    facts.next_is_confirmed = true;
    assert_int_equal(reserve_state(&rules, 1, &facts, TEXT("people"), rules.rounds.at[0].begins),
                     MOVE_NEXT_CONFIRMED);
}

RUN_TESTS(ON_BOTH(a_place_goes_to_the_first_whom_no_cap_keeps_out),
          ON_BOTH(only_the_first_who_may_with_a_reason),
          ON_BOTH(who_moved_up_and_withdraws_leaves_the_place_to_another),
          ON_BOTH(nobody_moves_up_once_the_next_round_is_over),
          ON_BOTH(an_organiser_in_conflict_with_one_of_both_does_not_decide),
          ON_BOTH(nor_one_in_conflict_with_the_one_who_would_move_up),
          ON_BOTH(who_moves_up_after_the_publication_is_told_at_once_and_before_it_with_all),
          ON_SQLITE(where_a_tie_let_in_more_the_first_to_leave_frees_no_place),
          ON_SQLITE(before_the_committee_an_open_vote_on_the_category_and_the_decision_close_it))
