/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes part: organisers, experts, the committee; and the sign-ins that are printed. */
#include "demo/demo.h"
#include "demo/sign_in.h"
#include "feature/prize/committee.h"
#include "feature/prize/edition_file.h"
#include "platform/account/account.h"

enum { COMMITTEE_SIZE = 11, EXPERTS_ON_COMMITTEE = 2, LOAD_ROOM_PERCENT = 130 };

const DemoSignIn demo_sign_ins[] = {
    {"organiser@madang.example", "Choi Seo-yeon", "Organiser"},
    {"applicant@madang.example", "Lucía Arango", "Applicant"},
    {"expert@madang.example", "Ingrid Solheim", "Expert"},
    {"chair@madang.example", "Kwame Mensah", "Committee chair"},
};
const size_t demo_sign_in_count = sizeof demo_sign_ins / sizeof *demo_sign_ins;

/* ---- the edition and those who sign in */

typedef struct {
    Text name, address, hash;
    AccountId account;
} Person;

static bool make_person(Change *change, Demo *demo, void *context, Problems *problems)
{
    Person *person = context;
    person->account = account_ensure(change, person->name, person->address, LANGUAGE_EN);
    if (person->hash.size) {
        account_set_password(change, person->account, person->hash);
        account_confirm_address(change, person->account, person->address);
    }
    account_set_demonstration(change, person->account);
    return true;
}

static AccountId new_person(Demo *demo, Text name, Text address, Text hash)
{
    Person person = {.name = name, .address = address, .hash = hash};
    demo_change(demo, (AccountId){0}, make_person, &person);
    return person.account;
}

/* Where many applications meet few experts, each may be given more than the file says. */
static void lift_loads(const Demo *demo, Edition *edition)
{
    int64_t entrants = demo->application_count;
    for (size_t i = 0; i < edition->rounds.count; i++) {
        Round *round = &edition->rounds.at[i];
        int64_t needed = entrants * round->experts_each * LOAD_ROOM_PERCENT / 100 / demo->expert_count + 1;
        if (round->load_max && round->load_max < needed) round->load_max = needed;
        if (round->places && round->places < entrants) entrants = round->places;
    }
}

static void set_scores(const Demo *demo, Edition *edition)
{
    for (size_t i = 0; i < edition->rounds.count; i++)
        if (edition->rounds.at[i].kind == ROUND_SCORING) edition->rounds.at[i].score = demo->score;
}

static bool load_edition(Change *change, Demo *demo, void *context, Problems *problems)
{
    Edition edition;
    EditionId id;
    if (!edition_read(change->at.arena, edition_demo_file(), &edition, problems)) return false;
    lift_loads(demo, &edition);
    set_scores(demo, &edition);
    if (!edition_keep(change, &edition, TEXT(""), problems, &id)) return false;
    const Edition *kept = edition_find(&change->at, id);
    account_grant(change, demo->organiser, kept->scope, "organiser");
    account_grant(change, demo->second_organiser, kept->scope, "organiser");
    return true;
}

static void read_edition(Snapshot *at, void *context)
{
    Demo *demo = context;
    demo->edition = edition_find_by_code(at, TEXT("demo"));
}

/* The opening of the call, read from the file before there is an edition. */
static Instant opening(Demo *demo)
{
    Edition edition;
    Problems problems = problems_none(demo->arena);
    edition_read(demo->arena, edition_demo_file(), &edition, &problems);
    return edition.opens;
}

static void make_signers(Demo *demo)
{
    Text hash = password_hash(demo->arena, TEXT(DEMO_PASSWORD));
    AccountId *accounts[] = {&demo->organiser, &demo->applicant, &demo->expert, &demo->chair};
    for (size_t i = 0; i < demo_sign_in_count; i++)
        *accounts[i] =
            new_person(demo, text_of(demo_sign_ins[i].name), text_of(demo_sign_ins[i].address), hash);
    demo->second_organiser =
        new_person(demo, TEXT("Park Joon-ho"), TEXT("second-organiser@madang.example"), hash);
    demo->deputy = new_person(demo, TEXT("Beatriz Nogueira"), TEXT("deputy@madang.example"), hash);
}

/* ---- experts */

typedef struct {
    size_t number;
    AccountId account;
    Text name, address;
} Invitation;

static bool invite(Change *change, Demo *demo, void *context, Problems *problems)
{
    Invitation *invitation = context;
    return expert_invite(change, demo->edition, invitation->name, invitation->address, LANGUAGE_EN, problems,
                         &invitation->account);
}

static Codes topics_of(Arena *arena, const Edition *edition, size_t number)
{
    Codes topics = {0};
    size_t count = edition->topics.count;
    for (size_t i = 0; i < 4 && i < count; i++)
        *LIST_ADD(arena, &topics) = edition->topics.at[(number * 5 + i * 3) % count].code;
    return topics;
}

static Codes tongues_of(Arena *arena, size_t number)
{
    Codes tongues = {0};
    *LIST_ADD(arena, &tongues) = TEXT("en");
    if (number % 6 == 1) *LIST_ADD(arena, &tongues) = TEXT("ko");
    if (number % 6 == 4) *LIST_ADD(arena, &tongues) = TEXT("de");
    return tongues;
}

/* Every third comes from a city of the list, some from a partner of applications: conflicts will be found. */
static bool accept(Change *change, Demo *demo, void *context, Problems *problems)
{
    Invitation *invitation = context;
    Arena *arena = change->at.arena;
    const DemoCity *city = &demo_cities[invitation->number * 13 % demo_city_count];
    bool local = invitation->number % 3 == 0;
    DemoProject near = demo_project(arena, invitation->number * 5 + 2);
    Expert profile = {
        .account = invitation->account,
        .organisation = invitation->number % 7 == 3 && near.partner.size
                            ? near.partner
                            : text_format(arena, "Institute %zu for Cities", invitation->number + 1),
        .city = text_of(local ? city->name : "Genève"),
        .country = text_of(local ? city->country : "CH"),
        .capacity = invitation->number % 10 == 9 ? 8 : 0,
        .topics = topics_of(arena, demo->edition, invitation->number),
        .tongues = tongues_of(arena, invitation->number),
    };
    expert_accept(change, demo->edition, invitation->account);
    account_set_demonstration(change, invitation->account);
    return expert_save_profile(change, demo->edition, &profile, problems);
}

static void make_experts(Demo *demo)
{
    demo->experts = ARENA_MANY(demo->arena, (size_t)demo->expert_count + 1, DemoExpert);
    for (size_t i = 0; i < (size_t)demo->expert_count; i++) {
        Invitation invitation = {.number = i,
                                 .account = demo->expert,
                                 .name = text_of(demo_sign_ins[2].name),
                                 .address = text_of(demo_sign_ins[2].address)};
        if (i > 0) {
            invitation.name = demo_person(demo->arena, i);
            invitation.address = text_format(demo->arena, "expert%zu@institute%zu.example", i + 1, i + 1);
        }
        demo_change(demo, demo->organiser, invite, &invitation);
        demo_change(demo, invitation.account, accept, &invitation);
        demo->experts[i] = (DemoExpert){invitation.account, demo_draw_normal(demo, 350)};
    }
}

/* ---- the committee */

typedef struct {
    AccountId account;
    CommitteeSeat seat;
    size_t number;
} Seating;

static bool seat(Change *change, Demo *demo, void *context, Problems *problems)
{
    Seating *seating = context;
    const DemoCity *city = &demo_cities[(seating->number * 17 + 5) % demo_city_count];
    account_set_demonstration(change, seating->account);
    if (!committee_seat(change, demo->edition, seating->account, seating->seat, problems)) return false;
    if (seating->number < COMMITTEE_SIZE - EXPERTS_ON_COMMITTEE)
        affiliation_save(change, demo->edition, seating->account, TEXT("City Network"), text_of(city->name),
                         text_of(city->country));
    return true;
}

static void make_committee(Demo *demo)
{
    for (size_t i = 0; i < COMMITTEE_SIZE; i++) {
        Seating seating = {.number = i, .seat = i == 0 ? SEAT_CHAIR : i == 1 ? SEAT_DEPUTY : SEAT_MEMBER};
        if (i == 0) seating.account = demo->chair;
        else if (i == 1) seating.account = demo->deputy;
        else if (i >= COMMITTEE_SIZE - EXPERTS_ON_COMMITTEE)
            seating.account =
                demo->experts[(size_t)demo->expert_count - 1 - (i % EXPERTS_ON_COMMITTEE)].account;
        else
            seating.account = new_person(demo, demo_person(demo->arena, 300 + i),
                                         text_format(demo->arena, "member%zu@network.example", i), TEXT(""));
        demo_change(demo, demo->organiser, seat, &seating);
        *LIST_ADD(demo->arena, &demo->committee) = seating.account;
    }
}

void demo_people(Demo *demo)
{
    demo_move_to(demo, instant_plus(opening(demo), -30 * DAY_US));
    make_signers(demo);
    demo_change(demo, demo->organiser, load_edition, NULL);
    store_read(demo->store, demo->arena, demo->organiser, read_edition, demo);
    demo_move_to(demo, instant_plus(demo->edition->opens, -14 * DAY_US));
    make_experts(demo);
    make_committee(demo);
}
