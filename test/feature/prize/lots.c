/* SPDX-License-Identifier: Apache-2.0 */
/* An assignment by lot: planned, repeated, confirmed, proven by its record, and its record forged. */
#include "base/random.h"
#include "feature/prize/import.h"
#include "feature/prize/round.h"
#include "forge.h"
#include "town.h"

#include <string.h>

enum { SEED = 1, APPLICATIONS = 8, EXPERTS = 8, EACH = 2, PERCENT = 40 };

/* Half of the applications and of the experts have one topic, half another; one pair is in conflict. */
typedef struct {
    Town town;
    ApplicationId applications[APPLICATIONS];
    AccountId experts[EXPERTS];
} Place;

static const char *topic_of(int number)
{
    return number % 2 ? "water" : "heat";
}

static void read_applications(Snapshot *at, void *context)
{
    Place *place = context;
    Rows *rows = store_rows(at, SQL("SELECT key FROM application ORDER BY number"), BIND());
    for (int i = 0; rows_next(rows); i++) place->applications[i].key = row_int(rows, 0);
}

/* By an import, for the record to have them. */
static void apply(Place *place)
{
    TextBuffer sheet = {.arena = place->town.arena};
    buffer_add(&sheet, TEXT("Key,Title,Category,Topics,Organisation,City,Country,Contact,E-mail\n"));
    for (int i = 0; i < APPLICATIONS; i++)
        buffer_add_format(&sheet, "%d,Drains,people,%s,Office %d,%s,ID,Sari,sari@office%d.example\n", i,
                          topic_of(i), i, i ? "Semarang" : "Wien", i);
    Import it = {.edition = TEXT("demo"), .applications = {"applications.csv", buffer_text(&sheet)}};
    assert_true(store_change(place->town.store, place->town.arena, (AccountId){0}, import_apply, &it));
    store_read(place->town.store, place->town.arena, (AccountId){0}, read_applications, place);
}

static Place settle(Fixture *fixture)
{
    random_record_seed(SEED);
    Edition rules = town_rules(fixture->arena);
    rules.rounds.count = 1;
    rules.rounds.at[0].tie = TIE_ALL_PASS;
    Place place = {.town = town_make(fixture->store, fixture->arena, &rules)};
    apply(&place);
    for (int i = 0; i < EXPERTS; i++) {
        const char *name = text_c(fixture->arena, text_format(fixture->arena, "expert%d", i));
        const char *address =
            text_c(fixture->arena, text_format(fixture->arena, "%s@%s.example", name, name));
        TownExpert expert = {.name = name, .address = address, .topic = topic_of(i), .country = "ID"};
        if (!i) expert.city = "Wien";
        place.experts[i] = town_expert(&place.town, expert);
    }
    town_wish = (AssignmentWish){.aim = AIM_RANDOM, .cap = cap_of_percent(PERCENT)};
    return place;
}

/* The chance of a pair in 1024ths, as a plan says it. */
static int64_t chance_of(const Place *place, const AssignmentPlan *plan, int application, int expert)
{
    json_t *rows = json_loadb(plan->chances.at, plan->chances.size, 0, NULL);
    const json_t *row;
    size_t i;
    int64_t chance = 0;
    Text key = text_of_int(place->town.arena, place->applications[application].key);
    json_array_foreach(rows, i, row)
    {
        if (!text_is(key, text_of(json_string_value(json_array_get(row, 0))))) continue;
        Text words = text_of(json_string_value(json_array_get(row, 1)));
        while (words.size) {
            Text word = text_next(&words, ' ');
            int64_t at;
            assert_true(text_to_int(text_next(&word, ':'), &at));
            if (at == expert + 1) assert_true(text_to_int(word, &chance));
        }
    }
    json_decref(rows);
    return chance;
}

static bool has(const Place *place, const AssignmentPlan *plan, int application, int expert)
{
    return plan_has(plan, place->applications[application].key, place->experts[expert].key);
}

/* ---- planning */

static void no_chance_is_beyond_its_cap(void **state)
{
    static char before[APPLICATIONS * EXPERTS + 1];
    char drawn[sizeof before] = {0};
    Place place = settle(*state);
    AssignmentPlan plan;
    assert_true(town_plan(&place.town, &plan));
    assert_true(plan.feasible && plan.certified);
    assert_int_equal(plan.pairs.count, APPLICATIONS * EACH);
    assert_true(plan.expected_millionths < plan.most_millionths);
    for (int i = 0; i < APPLICATIONS; i++) {
        int64_t sum = 0;
        for (int k = 0; k < EXPERTS; k++) {
            int64_t chance = chance_of(&place, &plan, i, k);
            assert_in_range(chance, 0, cap_of_percent(PERCENT));
            assert_true(chance || !has(&place, &plan, i, k));
            sum += chance;
            drawn[i * EXPERTS + k] = has(&place, &plan, i, k) ? 'x' : '-';
        }
        assert_int_equal(sum, EACH * 1024);
    }
    assert_int_equal(chance_of(&place, &plan, 0, 0), 0); /* in conflict */
    if (*before) assert_string_equal(drawn, before);     /* the other store drew the same */
    memcpy(before, drawn, sizeof before);
}

static void another_preview_draws_the_same(void **state)
{
    Place place = settle(*state);
    AssignmentPlan plan, again;
    assert_true(town_plan(&place.town, &plan));
    assert_true(town_plan(&place.town, &again));
    for (size_t i = 0; i < plan.pairs.count; i++)
        assert_true(plan_has(&again, plan.pairs.at[i].application.key, plan.pairs.at[i].account.key));
    assert_true(town_confirm(&place.town));
    assert_true(town_plan(&place.town, &again)); /* as if nothing had been assigned */
    assert_int_equal(again.moved, 0);
}

static void a_cap_that_cannot_be_is_named(void **state)
{
    Place place = settle(*state);
    AssignmentPlan plan;
    town_wish.cap = cap_of_percent(0);
    assert_false(town_plan(&place.town, &plan));
    assert_true(town_had("cap", "Enter the greatest chance as a whole number from 1 to 100."));
    town_wish.cap = cap_of_percent(101);
    assert_false(town_plan(&place.town, &plan));
    town_wish.cap = cap_of_percent(24); /* of eight experts for two places */
    assert_false(town_plan(&place.town, &plan));
    assert_true(
        town_had("cap", "With this chance the experts are too few for all reviews. Enter a greater one."));
    for (int64_t percent = 1; percent <= 100; percent++)
        assert_int_equal(percent_of_cap(cap_of_percent(percent)), percent);
}

/* The first pair that stands sends its review. */
static void send_one(Place *place, int *application, int *expert)
{
    for (*application = 0; *application < APPLICATIONS; ++*application)
        for (*expert = 0; *expert < EXPERTS; ++*expert) {
            AccountId who = place->experts[*expert];
            AssignmentId found = town_assignment(&place->town, place->applications[*application], who);
            if (!text_is_c(town_state(&place->town, found), "open")) continue;
            assert_true(town_send(&place->town, who, found, 3));
            return;
        }
    fail_msg("nobody has anything to review");
}

static void what_is_sent_is_certain(void **state)
{
    Place place = settle(*state);
    AssignmentPlan plan;
    int application, expert;
    assert_true(town_confirm(&place.town));
    send_one(&place, &application, &expert);
    assert_true(town_plan(&place.town, &plan));
    assert_true(plan.certified);
    assert_int_equal(chance_of(&place, &plan, application, expert), 1024);
    assert_true(has(&place, &plan, application, expert));
}

/* ---- the record */

static bool close_round(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_confirm(change, edition, 1, TEXT("Reviews are missing."), true, problems);
}

static bool keep(Change *change, const Edition *edition, void *context, Problems *problems)
{
    assignment_keep_plan(change, edition, 1, context);
    return true;
}

/* By lot, after a preview with another cap; then with certainty, so that no seed moves it; then a review is
 * sent, and it is by lot again. */
static void assign_thrice(Place *place)
{
    int application, expert;
    AssignmentPlan plan;
    town_wish.cap = cap_of_percent(60);
    assert_true(town_plan(&place->town, &plan));
    assert_true(town_change(&place->town, place->town.organiser, keep, &plan));
    town_wish.cap = cap_of_percent(PERCENT);
    assert_true(town_confirm(&place->town));
    town_wish.cap = cap_of_percent(100);
    assert_true(town_confirm(&place->town));
    send_one(place, &application, &expert);
    town_wish.cap = cap_of_percent(PERCENT);
    assert_true(town_confirm(&place->town));
}

static bool is_told(const Verification *verification, const char *sentence)
{
    bool is_told = false;
    for (size_t i = 0; i < verification->proved.count; i++)
        is_told |= text_find(verification->proved.at[i], text_of(sentence)) >= 0;
    for (size_t i = 0; i < verification->unproved.count; i++)
        is_told |= text_find(verification->unproved.at[i], text_of(sentence)) >= 0;
    return is_told;
}

static void the_record_proves_chances_and_draw(void **state)
{
    Place place = settle(*state);
    Arena *arena = place.town.arena;
    Verification verification;
    assign_thrice(&place);
    verify_bytes(arena, record_of(place.town.store, arena), TEXT(""), &verification);
    assert_verified(&verification);
    assert_int_equal(verification.counts.plans_proven, 3);
    assert_int_equal(verification.counts.plans_drawn, 3);
    assert_int_equal(verification.counts.draws_open, 3);
    assert_true(is_told(&verification, "That the lot of 3 assignments was not chosen"));
    assert_true(is_told(&verification, "before the assignments by lot 1 preview more had been looked at"));
    clock_stand_at(instant_plus(town_edition(&place.town)->rounds.at[0].ends, 1));
    assert_true(town_change(&place.town, place.town.organiser, close_round, NULL));
    verify_bytes(arena, record_of(place.town.store, arena), TEXT(""), &verification);
    assert_verified(&verification);
    assert_int_equal(verification.counts.draws_open, 0);
    assert_true(is_told(&verification, "These lots follow from the number that the first line"));
}

/* ---- forgeries */

enum { BY_LOT, CERTAIN }; /* the first assignment, and the second */

static json_t *plan_at(Forgery *forgery, int nth)
{
    return says_of(forgery, "assignment.confirmed", nth);
}

static void change_nothing(Forgery *forgery)
{
    (void)forgery;
}

static void set_cap(Forgery *forgery, int64_t cap)
{
    json_object_set_new(plan_at(forgery, BY_LOT), "cap", json_integer(cap));
}

static void lower_the_cap(Forgery *forgery)
{
    set_cap(forgery, cap_of_percent(PERCENT) - 1);
}

static void raise_the_cap(Forgery *forgery)
{
    set_cap(forgery, cap_of_percent(PERCENT) + 1);
}

static void cap_beyond_certainty(Forgery *forgery)
{
    set_cap(forgery, INT64_MAX);
}

/* The words of the first row of chances. */
static void put_words(Forgery *forgery, const char *words)
{
    json_t *row = json_array_get(json_object_get(plan_at(forgery, BY_LOT), "chances"), 0);
    json_array_set_new(row, 1, json_string(words));
}

static void chance_in_conflict(Forgery *forgery)
{
    put_words(forgery, "1:409 3:409 5:409 7:409 8:412");
}

static void chances_that_are_even(Forgery *forgery)
{
    put_words(forgery, "2:292 3:292 4:292 5:293 6:293 7:293 8:293");
}

static void chances_out_of_order(Forgery *forgery)
{
    json_t *chances = json_object_get(plan_at(forgery, BY_LOT), "chances");
    json_array_append(chances, json_array_get(chances, 0));
    json_array_remove(chances, 0);
}

static void chances_beyond_all_numbers(Forgery *forgery)
{
    put_words(forgery, "-9223372036854775808:1024 2:9223372036854775807");
}

static void put_seed(Forgery *forgery, int nth, const char *seed)
{
    json_object_set_new(plan_at(forgery, nth), "seed", json_string(seed));
}

static void draw_again(Forgery *forgery)
{
    put_seed(forgery, BY_LOT, "00000000000000aa");
}

static void a_seed_of_ones_own(Forgery *forgery)
{
    put_seed(forgery, CERTAIN, "00000000000000aa");
}

static void a_seed_that_is_none(Forgery *forgery)
{
    put_seed(forgery, CERTAIN, "lucky");
}

static bool is_between(const json_t *pairs, const json_t *application, const json_t *person)
{
    const json_t *pair;
    size_t i;
    json_array_foreach(pairs, i, pair) if (json_equal(json_array_get(pair, 0), application) &&
                                           json_equal(json_array_get(pair, 1), person)) return true;
    return false;
}

static size_t place_in(const json_t *list, const json_t *name)
{
    size_t place = 0;
    while (!json_equal(json_array_get(json_array_get(list, place), 0), name)) place++;
    return place;
}

/* How well they fit, in the words of the record. */
static Text fit_between(Forgery *forgery, const json_t *application, const json_t *person)
{
    const json_t *fit = json_object_get(plan_at(forgery, BY_LOT), "fit"),
                 *rows = json_object_get(fit, "rows");
    size_t expert = place_in(json_object_get(fit, "experts"), person);
    const json_t *row = json_array_get(rows, place_in(rows, application));
    Text words = text_of(json_string_value(json_array_get(row, 2)));
    while (expert--) text_next(&words, ' ');
    return text_next(&words, ' ');
}

static bool may_have(Forgery *forgery, const json_t *pairs, const json_t *pair, const json_t *person)
{
    const json_t *application = json_array_get(pair, 0);
    return !is_between(pairs, application, person) &&
           text_is(fit_between(forgery, application, person),
                   fit_between(forgery, application, json_array_get(pair, 1)));
}

/* Two experts, who fit their applications equally well, change places. */
static void swap_two(Forgery *forgery)
{
    json_t *pairs = json_object_get(plan_at(forgery, BY_LOT), "pairs");
    for (size_t i = 0; i < json_array_size(pairs); i++)
        for (size_t k = 0; k < i; k++) {
            json_t *one = json_array_get(pairs, i), *other = json_array_get(pairs, k);
            json_t *first = json_array_get(one, 1), *second = json_array_get(other, 1);
            if (!may_have(forgery, pairs, one, second) || !may_have(forgery, pairs, other, first)) continue;
            json_incref(first);
            json_array_set(one, 1, second);
            json_array_set_new(other, 1, first);
            return;
        }
    fail_msg("nobody can change places");
}

static void another_price(Forgery *forgery)
{
    json_t *price = json_array_get(json_object_get(plan_at(forgery, BY_LOT), "prices"), 1);
    json_array_set_new(price, 1, json_integer(json_integer_value(json_array_get(price, 1)) + 1000000));
}

static void another_sum(Forgery *forgery)
{
    json_object_set_new(plan_at(forgery, BY_LOT), "load_missing", json_integer(1));
}

static const char do_not_agree[] = "The chances of the assignment do not agree",
                  no_proof[] = "does not show that these chances were the best",
                  not_drawn[] = "not those that the lot draws";

static const Forged forgeries[] = {
    {"nothing", NULL, change_nothing},
    {"a lower cap", no_proof, lower_the_cap},
    {"a higher cap", no_proof, raise_the_cap},
    {"a cap beyond certainty", do_not_agree, cap_beyond_certainty},
    {"a chance in conflict", do_not_agree, chance_in_conflict},
    {"worse chances", no_proof, chances_that_are_even},
    {"chances out of order", do_not_agree, chances_out_of_order},
    {"chances beyond all numbers", do_not_agree, chances_beyond_all_numbers},
    {"another draw", not_drawn, draw_again},
    {"a seed of one's own", "not drawn with what the number for lots gives", a_seed_of_ones_own},
    {"a seed that is none", do_not_agree, a_seed_that_is_none},
    {"two who change places", not_drawn, swap_two},
    {"another price", no_proof, another_price},
    {"another sum", not_drawn, another_sum},
};

static void a_forged_lot_is_refused_with_its_reason(void **state)
{
    Place place = settle(*state);
    assign_thrice(&place);
    clock_stand_at(instant_plus(town_edition(&place.town)->rounds.at[0].ends, 1));
    assert_true(town_change(&place.town, place.town.organiser, close_round, NULL));
    Text record = record_of(place.town.store, place.town.arena);
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) assert_refused(record, &forgeries[i]);
}

RUN_TESTS(ON_BOTH(no_chance_is_beyond_its_cap), ON_BOTH(another_preview_draws_the_same),
          ON_BOTH(a_cap_that_cannot_be_is_named), ON_BOTH(what_is_sent_is_certain),
          ON_BOTH(the_record_proves_chances_and_draw), ON_SQLITE(a_forged_lot_is_refused_with_its_reason))
