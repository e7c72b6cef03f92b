/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/expert.h"

#include "platform/account/account.h"
#include "town.h"

static Town begin(Fixture *fixture)
{
    Edition rules = town_rules(fixture->arena);
    return town_make(fixture->store, fixture->arena, &rules);
}

/* ---- detection */

typedef struct {
    const char *why;
    TownApplication application;
    TownExpert expert;
    int cause; /* -1: none */
} Case;

static void conflicts_are_detected_by_place_organisation_partner_and_mail(void **state)
{
    static const Case cases[] = {
        {"the same city",
         {.city = "São Paulo", .country = "BR"},
         {.city = "SAO PAULO", .country = "BR"},
         CONFLICT_CITY},
        {"with a Korean suffix",
         {.city = "부산광역시", .country = "KR"},
         {.city = "부산", .country = "KR"},
         CONFLICT_CITY},
        {"the same name elsewhere",
         {.city = "Cambridge", .country = "GB"},
         {.city = "Cambridge", .country = "US"},
         -1},
        {"the same organisation",
         {.organisation = "Grüne Netze GmbH"},
         {.organisation = "grune netze"},
         CONFLICT_ORGANISATION},
        {"no organisation on both sides", {.organisation = "none"}, {.organisation = "none"}, -1},
        {"a partner", {.partner = "Acme Co., Ltd."}, {.organisation = "ACME"}, CONFLICT_PARTNER},
        {"the same house of mail",
         {.address = "a@water.example"},
         {.address = "b@WATER.example"},
         CONFLICT_DOMAIN},
        {"a public provider", {.address = "a@naver.com"}, {.address = "b@naver.com"}, -1},
        {"strangers", {.address = "a@one.example"}, {.address = "b@two.example"}, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Fixture *fixture = *state;
        static Town town;
        if (!i) town = begin(fixture);
        TownExpert expert = cases[i].expert;
        expert.name = "Ingrid Solheim";
        if (!expert.address)
            expert.address =
                text_c(fixture->arena, text_format(fixture->arena, "e%zu@expert%zu.example", i, i));
        bool expert_first = i % 2 == 0;
        ApplicationId application = {0};
        if (!expert_first) application = town_application(&town, cases[i].application);
        AccountId person = town_expert(&town, expert);
        if (expert_first) application = town_application(&town, cases[i].application);
        Conflicts found = town_conflicts(&town, person);
        int cause = -1;
        for (size_t k = 0; k < found.count; k++)
            if (found.at[k].application.key == application.key) cause = (int)found.at[k].cause;
        if (cause != cases[i].cause) fail_msg("%s: %d", cases[i].why, cause);
    }
}

static bool lift(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return conflict_lift(change, edition, *(int64_t *)context, TEXT("Another Vienna."), problems);
}
static bool lift_silently(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return conflict_lift(change, edition, *(int64_t *)context, TEXT(" "), problems);
}
static bool detect_again(Change *change, const Edition *edition, void *context, Problems *problems)
{
    conflict_detect_of_person(change, edition, *(AccountId *)context);
    return true;
}

typedef struct {
    ApplicationId application;
    AccountId person;
    ConflictCause cause;
} Adding;
static bool add(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Adding *it = context;
    conflict_add(change, edition, it->application, it->person, it->cause, TEXT("I know them."));
    return true;
}

static void a_detected_conflict_is_lifted_with_a_reason_and_stays_lifted(void **state)
{
    Town town = begin(*state);
    town_application(&town, (TownApplication){.city = "Vienna", .country = "AT"});
    AccountId person = town_expert(&town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    Conflicts found = town_conflicts(&town, person);
    assert_int_equal(found.count, 1);
    int64_t key = found.at[0].key;
    assert_false(town_change(&town, town.organiser, lift_silently, &key));
    assert_true(town_had("reason", "Give the reason. It stands in the decision log."));
    assert_false(town_change(&town, person, lift, &key)); /* not by the person themselves */
    assert_true(town_change(&town, town.organiser, lift, &key));
    assert_true(town_change(&town, town.organiser, detect_again, &person));
    found = town_conflicts(&town, person);
    assert_int_equal(found.count, 1);
    assert_true(instant_is_set(found.at[0].lifted));
    assert_int_equal(town_count(&town, "conflict.lifted"), 1);
}

static void what_a_person_declared_is_never_lifted_what_was_set_can_be_set_again(void **state)
{
    Town town = begin(*state);
    ApplicationId application = town_application(&town, (TownApplication){0});
    AccountId person = town_expert(&town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    Adding set = {application, person, CONFLICT_SET};
    assert_true(town_change(&town, town.organiser, add, &set));
    int64_t key = town_conflicts(&town, person).at[0].key;
    assert_true(town_change(&town, town.organiser, lift, &key));
    assert_true(town_change(&town, town.organiser, add, &set));
    assert_false(instant_is_set(town_conflicts(&town, person).at[0].lifted));
    Adding declared = {application, person, CONFLICT_DECLARED};
    assert_true(town_change(&town, person, add, &declared));
    Conflicts both = town_conflicts(&town, person);
    assert_int_equal(both.count, 2);
    for (size_t i = 0; i < both.count; i++)
        if (both.at[i].cause == CONFLICT_DECLARED) key = both.at[i].key;
    assert_false(town_change(&town, town.organiser, lift, &key));
    assert_true(town_had("", "What a person has declared stays: only a detected conflict can be lifted."));
}

/* ---- invitations, profiles, leaving */

typedef struct {
    const char *name, *address;
    AccountId account, by;
} Inviting;
static bool invite(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Inviting *it = context;
    return expert_invite(change, edition, text_of(it->name), text_of(it->address), LANGUAGE_DE, problems,
                         &it->account);
}
static bool claim(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Inviting *it = context;
    expert_claim(change, edition, it->account, it->by);
    return true;
}
typedef struct {
    AccountId account;
    Expert expert;
    bool found;
    Experts all;
    bool has_role;
} Looking;
static void look(Snapshot *at, void *context)
{
    Looking *it = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    it->found = expert_find(at, edition->id, it->account, &it->expert);
    it->all = expert_all(at, edition->id);
    it->has_role = account_has_role(at, it->account, edition->scope, "expert");
}
static Looking looked(Town *town, AccountId account)
{
    Looking it = {.account = account};
    store_read(town->store, town->arena, town->organiser, look, &it);
    return it;
}

static void an_invitation_wants_a_name_and_an_address_and_no_active_expert(void **state)
{
    Town town = begin(*state);
    Inviting bad = {" ", "not an address"};
    assert_false(town_change(&town, town.organiser, invite, &bad));
    assert_true(town_had("name", "Enter the name of the expert."));
    assert_true(town_had("address", "Enter an e-mail address in the form name@example.org."));
    Inviting good = {"Ingrid Solheim", "ingrid@expert.example"};
    assert_true(town_change(&town, town.organiser, invite, &good));
    assert_int_equal(looked(&town, good.account).expert.state, EXPERT_INVITED);
    assert_true(town_change(&town, town.organiser, invite, &good)); /* again: they did not answer */
    good.by = good.account;
    assert_true(town_change(&town, good.account, claim, &good));
    assert_true(looked(&town, good.account).has_role);
    assert_false(town_change(&town, town.organiser, invite, &good));
    assert_true(town_had("address", "This person is an expert of this edition already."));
}

static void whoever_claims_an_invitation_is_the_expert_and_keeps_what_was_known(void **state)
{
    Town town = begin(*state);
    ApplicationId application = town_application(&town, (TownApplication){0});
    Inviting invited = {"Ingrid Solheim", "work@expert.example"};
    assert_true(town_change(&town, town.organiser, invite, &invited));
    Adding set = {application, invited.account, CONFLICT_SET};
    assert_true(town_change(&town, town.organiser, add, &set));
    invited.by = town_account(&town, "Ingrid Solheim", "home@home.example");
    assert_true(town_change(&town, invited.by, claim, &invited));
    assert_int_equal(looked(&town, invited.by).expert.state, EXPERT_ACTIVE);
    assert_int_equal(looked(&town, invited.account).expert.state, EXPERT_LEFT);
    assert_int_equal(town_conflicts(&town, invited.by).count, 1);
    assert_int_equal(looked(&town, invited.by).all.count, 2);
}

static bool empty_profile(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Expert profile = {.account = *(AccountId *)context, .capacity = -1, .country = TEXT("XX")};
    return expert_save_profile(change, edition, &profile, problems);
}

static void a_profile_says_where_one_comes_from_and_what_one_reads(void **state)
{
    Town town = begin(*state);
    AccountId person = town_expert(
        &town, (TownExpert){.name = "Ada", .address = "ada@ada.example", .capacity = 5, .topic = "heat"});
    Expert kept = looked(&town, person).all.at[0];
    assert_text(kept.city, "Vienna");
    assert_text(kept.topics.at[0], "heat");
    assert_text(kept.tongues.at[0], "en");
    assert_int_equal(kept.capacity, 5);
    assert_false(town_change(&town, person, empty_profile, &person));
    static const char *const fields[] = {"organisation", "city", "country", "capacity", "tongues", "topics"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        assert_non_null(problems_of(&town_problems, text_of(fields[i])));
    assert_int_equal(looked(&town, person).expert.capacity, 5);
}

static bool leave(Change *change, const Edition *edition, void *context, Problems *problems)
{
    expert_leave(change, edition, *(AccountId *)context, TEXT("Ill until autumn."));
    return true;
}

static void who_leaves_keeps_what_was_sent_and_drops_what_is_open(void **state)
{
    Town town = begin(*state);
    ApplicationId one = town_application(&town, (TownApplication){0}),
                  two = town_application(&town, (TownApplication){0});
    AccountId ada = town_expert(&town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    town_expert(&town, (TownExpert){.name = "Ben", .address = "ben@ben.example"});
    assert_true(town_confirm(&town));
    AssignmentId sent = town_assignment(&town, one, ada), open = town_assignment(&town, two, ada);
    assert_true(town_send(&town, ada, sent, 4));
    assert_true(town_change(&town, town.organiser, leave, &ada));
    assert_text(town_state(&town, sent), "sent");
    assert_text(town_state(&town, open), "dropped");
    assert_int_equal(town_count(&town, "assignment.released"), 1);
    assert_false(looked(&town, ada).has_role);
    assert_false(town_send(&town, ada, open, 4));
}

RUN_TESTS(ON_BOTH(conflicts_are_detected_by_place_organisation_partner_and_mail),
          ON_BOTH(a_detected_conflict_is_lifted_with_a_reason_and_stays_lifted),
          ON_BOTH(what_a_person_declared_is_never_lifted_what_was_set_can_be_set_again),
          ON_BOTH(an_invitation_wants_a_name_and_an_address_and_no_active_expert),
          ON_BOTH(whoever_claims_an_invitation_is_the_expert_and_keeps_what_was_known),
          ON_BOTH(a_profile_says_where_one_comes_from_and_what_one_reads),
          ON_BOTH(who_leaves_keeps_what_was_sent_and_drops_what_is_open))
