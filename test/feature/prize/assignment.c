/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/assignment.h"

#include "town.h"

#include <jansson.h>

static Town begin(Fixture *fixture)
{
    Edition rules = town_rules(fixture->arena);
    return town_make(fixture->store, fixture->arena, &rules);
}

static AccountId expert(Town *town, const char *name, const char *city, int64_t capacity)
{
    const char *address = text_c(town->arena, text_format(town->arena, "%s@%s.example", name, name));
    return town_expert(
        town,
        (TownExpert){.name = name, .address = address, .city = city, .country = "AT", .capacity = capacity});
}

static int64_t load_of(const AssignmentPlan *plan, AccountId account)
{
    int64_t load = 0;
    for (size_t i = 0; i < plan->pairs.count; i++) load += plan->pairs.at[i].account.key == account.key;
    return load;
}

static void there_is_nothing_to_plan_without_applications_and_experts(void **state)
{
    Town town = begin(*state);
    AssignmentPlan plan;
    assert_false(town_plan(&town, &plan));
    assert_true(town_had("", "No application has reached this round yet."));
    assert_true(town_had("", "No expert has accepted yet."));
}

static void nobody_judges_their_own_city_and_no_one_more_than_they_can(void **state)
{
    Town town = begin(*state);
    ApplicationId graz = town_application(&town, (TownApplication){.city = "Graz", .country = "AT"});
    for (int i = 0; i < 5; i++) town_application(&town, (TownApplication){0});
    AccountId local = expert(&town, "lena", "Stadt Graz", 0), busy = expert(&town, "ben", "Wien", 2);
    expert(&town, "cho", "Wien", 0);
    AssignmentPlan plan;
    assert_true(town_plan(&town, &plan));
    assert_true(plan.feasible);
    assert_true(plan.certified);
    assert_int_equal(plan.pairs.count, 12);
    assert_true(load_of(&plan, busy) <= 2);
    for (size_t i = 0; i < plan.pairs.count; i++)
        assert_false(plan.pairs.at[i].application.key == graz.key &&
                     plan.pairs.at[i].account.key == local.key);
}

static bool confirm(Change *change, const Edition *edition, void *context, Problems *problems)
{
    AssignmentPlan *plan = context;
    return assignment_confirm(change, edition, plan->plan, problems);
}
static bool keep(Change *change, const Edition *edition, void *context, Problems *problems)
{
    assignment_keep_plan(change, edition, 1, context);
    return true;
}

static void what_is_short_is_named_and_not_confirmed(void **state)
{
    Town town = begin(*state);
    ApplicationId lonely = town_application(&town, (TownApplication){.city = "Graz", .country = "AT"});
    AccountId cho = expert(&town, "cho", "Wien", 0);
    expert(&town, "lena", "Graz", 0);
    AssignmentPlan plan;
    static const AssignmentAim wanted[] = {AIM_EVEN, AIM_RANDOM};
    for (size_t i = 0; i < 2; i++) {
        town_wish = (AssignmentWish){.aim = wanted[i], .cap = cap_of_percent(80)};
        assert_true(town_plan(&town, &plan));
        assert_false(plan.feasible);
        assert_int_equal(plan.short_applications.count, 1);
        assert_int_equal(plan.short_applications.at[0].key, lonely.key);
        assert_int_equal(plan.short_demand, 2);
        assert_int_equal(plan.short_capacity, 1);
        assert_int_equal(plan.short_experts.count, 1);
        assert_int_equal(plan.short_experts.at[0].key, cho.key);
    }
    town_wish = (AssignmentWish){0};
    assert_true(town_change(&town, town.organiser, keep, &plan));
    assert_false(town_change(&town, town.organiser, confirm, &plan));
    assert_true(
        town_had("",
                 "This preview leaves reviews without an expert. Mend what is short and make a new one."));
}

static void a_preview_falls_when_what_it_rests_on_changes(void **state)
{
    Town town = begin(*state);
    town_application(&town, (TownApplication){0});
    expert(&town, "ada", "Wien", 0);
    expert(&town, "ben", "Wien", 0);
    AssignmentPlan plan;
    assert_true(town_plan(&town, &plan));
    assert_true(town_change(&town, town.organiser, keep, &plan));
    expert(&town, "cho", "Wien", 0);
    assert_false(town_change(&town, town.organiser, confirm, &plan));
    assert_int_equal(town_count(&town, "assignment.confirmed"), 0);
}

static bool leave(Change *change, const Edition *edition, void *context, Problems *problems)
{
    expert_leave(change, edition, *(AccountId *)context, TEXT("Ill."));
    return true;
}

static void after_a_drop_out_what_is_sent_and_begun_stays(void **state)
{
    Town town = begin(*state);
    ApplicationId applications[6];
    for (int i = 0; i < 6; i++) applications[i] = town_application(&town, (TownApplication){0});
    AccountId ada = expert(&town, "ada", "Wien", 0), ben = expert(&town, "ben", "Wien", 0);
    expert(&town, "cho", "Wien", 0);
    assert_true(town_confirm(&town));
    AssignmentId sent = {0};
    for (int i = 0; i < 6 && !sent.key; i++) sent = town_assignment(&town, applications[i], ada);
    assert_true(town_send(&town, ada, sent, 5));
    AssignmentId of_ben = {0};
    for (int i = 0; i < 6 && !of_ben.key; i++) of_ben = town_assignment(&town, applications[i], ben);
    assert_true(town_send(&town, ben, of_ben, 2));
    assert_true(town_change(&town, town.organiser, leave, &ben));
    expert(&town, "eva", "Wien", 0);
    AssignmentPlan plan;
    assert_true(town_plan(&town, &plan));
    assert_true(plan.feasible);
    assert_int_equal(plan.pairs.count, 11); /* 12 less what ben sent, which counts */
    assert_int_equal(plan.moved, 0);        /* only the places that became free are filled */
    assert_true(town_confirm(&town));
    assert_text(town_state(&town, sent), "sent");
    assert_text(town_state(&town, of_ben), "sent");
    assert_int_equal(town_count(&town, "assignment.confirmed"), 2);
}

typedef struct {
    Text line;
} Found;
static void last_plan(Snapshot *at, void *context)
{
    JournalEntries entries = journal_entries(at, TEXT("prize/demo"), 1, 1000);
    for (size_t i = 0; i < entries.count; i++)
        if (text_is_c(entries.at[i].kind, "assignment.confirmed"))
            ((Found *)context)->line = entries.at[i].line;
}

static void the_record_has_what_proves_the_plan(void **state)
{
    Town town = begin(*state);
    town_application(&town, (TownApplication){0});
    expert(&town, "ada", "Wien", 0);
    expert(&town, "ben", "Wien", 0);
    assert_true(town_confirm(&town));
    Found found = {0};
    store_read(town.store, town.arena, town.organiser, last_plan, &found);
    json_t *line = json_loadb(found.line.at, found.line.size, 0, NULL), *says = json_object_get(line, "says");
    static const char *const names[] = {"load_penalty", "stay_bonus", "load_missing_cost", "missing_cost"};
    for (size_t i = 0; i < 4; i++) assert_true(json_is_integer(json_object_get(says, names[i])));
    assert_int_equal(json_array_size(json_object_get(says, "prices")), 2);
    assert_int_equal(json_array_size(json_object_get(says, "pairs")), 2);
    json_decref(line);
}

static void an_aim_is_kept_and_stands_in_the_record(void **state)
{
    Town town = begin(*state);
    for (int i = 0; i < 6; i++) town_application(&town, (TownApplication){0});
    expert(&town, "ada", "Wien", 0);
    expert(&town, "ben", "Wien", 0);
    expert(&town, "cho", "Wien", 0);
    for (AssignmentAim aim = AIM_EVEN; aim < AIM_COUNT; aim++) {
        AssignmentPlan plan;
        town_wish = (AssignmentWish){aim, true, aim == AIM_RANDOM ? cap_of_percent(80) : 0};
        assert_true(town_plan(&town, &plan));
        assert_true(plan.certified);
        assert_int_equal(plan.wish.aim, aim);
        assert_int_equal(aim_is_fair(aim) ? plan.bound_millionths : plan.worst_millionths,
                         plan.worst_millionths);
        assert_true(town_confirm(&town));
        Found found = {0};
        store_read(town.store, town.arena, town.organiser, last_plan, &found);
        assert_true(
            text_find(found.line, text_format(town.arena, "\"aim\":\"%s\",\"anew\":1", aim_code(aim))) > 0);
        assert_true(text_find(found.line, text_format(town.arena, "\"rule\":\"%s\"", aim_rule(aim))) > 0);
    }
    town_wish = (AssignmentWish){0};
    assert_int_equal(aim_from_code(TEXT("fastest")), AIM_COUNT);
}

static void a_group_sees_the_whole_slate_but_for_conflicts(void **state)
{
    Fixture *fixture = *state;
    Edition rules = town_rules(fixture->arena);
    Round *round = &rules.rounds.at[0];
    round->judges = JUDGES_GROUP;
    round->experts_each = 0;
    round->load_max = 0;
    *LIST_ADD(fixture->arena, &round->group) = TEXT("ADA@ada.example");
    *LIST_ADD(fixture->arena, &round->group) = TEXT("lena@lena.example");
    Town town = town_make(fixture->store, fixture->arena, &rules);
    town_application(&town, (TownApplication){.city = "Graz", .country = "AT"});
    for (int i = 0; i < 3; i++) town_application(&town, (TownApplication){0});
    AccountId ada = expert(&town, "ada", "Wien", 1), lena = expert(&town, "lena", "Graz", 0),
              stranger = expert(&town, "cho", "Wien", 0);
    AssignmentPlan plan;
    assert_true(town_plan(&town, &plan));
    assert_true(plan.feasible);
    assert_int_equal(load_of(&plan, ada), 4);
    assert_int_equal(load_of(&plan, lena), 3);
    assert_int_equal(load_of(&plan, stranger), 0);
}

static bool remind(Change *change, const Edition *edition, void *context, Problems *problems)
{
    *(int64_t *)context = assignment_remind(change, edition, 1);
    return true;
}

static void only_those_who_have_not_begun_are_reminded(void **state)
{
    Town town = begin(*state);
    ApplicationId one = town_application(&town, (TownApplication){0});
    AccountId ada = expert(&town, "ada", "Wien", 0);
    expert(&town, "ben", "Wien", 0);
    assert_true(town_confirm(&town));
    assert_true(town_send(&town, ada, town_assignment(&town, one, ada), 3));
    int64_t count = 0;
    assert_true(town_change(&town, town.organiser, remind, &count));
    assert_int_equal(count, 1);
}

static void affinity_is_of_topics_and_halved_without_the_language(void **state)
{
    Text water = TEXT("water"), heat = TEXT("heat"), english = TEXT("en"), korean = TEXT("ko");
    Codes two = {.at = (Text[]){water, heat}, .count = 2}, one = {.at = &water, .count = 1}, none = {0},
          reads = {.at = &english, .count = 1}, other = {.at = &korean, .count = 1};
    assert_int_equal(affinity_of(&two, english, &two, &reads), 1000000);
    assert_int_equal(affinity_of(&two, english, &one, &reads), 550000);
    assert_int_equal(affinity_of(&two, english, &one, &other), 275000);
    assert_int_equal(affinity_of(&two, english, &none, &reads), 100000);
    assert_int_equal(affinity_of(&none, english, &one, &reads), 100000);
}

RUN_TESTS(ON_BOTH(there_is_nothing_to_plan_without_applications_and_experts),
          ON_BOTH(nobody_judges_their_own_city_and_no_one_more_than_they_can),
          ON_BOTH(what_is_short_is_named_and_not_confirmed),
          ON_BOTH(a_preview_falls_when_what_it_rests_on_changes),
          ON_BOTH(after_a_drop_out_what_is_sent_and_begun_stays),
          ON_BOTH(the_record_has_what_proves_the_plan), ON_BOTH(an_aim_is_kept_and_stands_in_the_record),
          ON_BOTH(a_group_sees_the_whole_slate_but_for_conflicts),
          ON_BOTH(only_those_who_have_not_begun_are_reminded),
          TEST(affinity_is_of_topics_and_halved_without_the_language))
