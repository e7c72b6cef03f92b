/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include "feature/prize/edition_file.h"
#include "feature/prize/edition_json.h"
#include "feature/prize/evaluation.h"
#include "feature/prize/sameness.h"
#include "platform/account/account.h"

Problems town_problems;

Edition town_rules(Arena *arena)
{
    Edition edition, copy;
    Problems problems = problems_none(arena);
    assert_true(edition_read(arena, edition_demo_file(), &edition, &problems));
    assert_true(edition_from_json(arena, edition_to_json(arena, &edition), &copy));
    copy.rounds.at++; /* without the eligibility check */
    copy.rounds.count--;
    copy.rounds.at[0].experts_each = 2;
    copy.rounds.at[0].load_min = 0;
    copy.rounds.at[0].floors.count = 0;
    copy.rounds.at[1].floors.count = 0;
    return copy;
}

typedef struct {
    const Edition *rules;
    EditionId id;
    AccountId organiser;
} Founding;

static bool found(Change *change, void *context)
{
    Founding *it = context;
    town_problems = problems_none(change->at.arena);
    if (!edition_keep(change, it->rules, TEXT(""), &town_problems, &it->id)) return false;
    it->organiser = account_ensure(change, TEXT("Olga Organiser"), TEXT("olga@prize.example"), LANGUAGE_EN);
    account_grant(change, it->organiser, edition_find(&change->at, it->id)->scope, "organiser");
    return true;
}

Town town_make(Store *store, Arena *arena, const Edition *rules)
{
    static bool is_registered;
    Founding founding = {.rules = rules};
    if (!is_registered) prize_evaluation_register();
    is_registered = true;
    Instant before;
    assert_true(instant_read(TEXT("2026-01-10T00:00:00Z"), &before));
    clock_stand_at(before);
    bool kept = store_change(store, arena, (AccountId){0}, found, &founding);
    for (size_t i = 0; i < town_problems.count; i++)
        print_error("%.*s: %s\n", TEXT_PRINT(town_problems.at[i].field), town_problems.at[i].message.english);
    assert_true(kept);
    clock_stand_at(instant_plus(rules->rounds.at[0].begins, DAY_US));
    return (Town){.store = store, .arena = arena, .organiser = founding.organiser};
}

static void find_edition(Snapshot *at, void *context)
{
    *(const Edition **)context = edition_find_by_code(at, TEXT("demo"));
}

const Edition *town_edition(Town *town)
{
    const Edition *edition = NULL;
    store_read(town->store, town->arena, (AccountId){0}, find_edition, &edition);
    assert_non_null(edition);
    return edition;
}

typedef struct {
    TownWork *work;
    void *context;
    Text tongue;
} Work;

static bool run(Change *change, void *context)
{
    Work *it = context;
    change->at.tongue = it->tongue;
    town_problems = problems_none(change->at.arena);
    return it->work(change, edition_find_by_code(&change->at, TEXT("demo")), it->context, &town_problems);
}

bool town_change(Town *town, AccountId who, TownWork *work, void *context)
{
    return town_change_in(town, who, TEXT(""), work, context);
}

bool town_change_in(Town *town, AccountId who, Text tongue, TownWork *work, void *context)
{
    Work it = {work, context, tongue};
    return store_change(town->store, town->arena, who, run, &it);
}

bool town_had(const char *field, const char *english)
{
    for (size_t i = 0; i < town_problems.count; i++)
        if (text_is_c(town_problems.at[i].field, field) &&
            !strcmp(town_problems.at[i].message.english, english))
            return true;
    for (size_t i = 0; i < town_problems.count; i++)
        print_error("%.*s: %s\n", TEXT_PRINT(town_problems.at[i].field), town_problems.at[i].message.english);
    return false;
}

/* ---- applications, as submitted: their own model is tested elsewhere */

static Text or_else(const char *text, const char *other)
{
    return text_of(text ? text : other);
}

typedef struct {
    TownApplication it;
    int64_t number;
    ApplicationId id;
} Arrival;

static bool arrive(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Arrival *arrival = context;
    const TownApplication *it = &arrival->it;
    Arena *arena = change->at.arena;
    int64_t key = arrival->id.key = 1000 + arrival->number;
    Text organisation = or_else(it->organisation, "Office of the mayor"),
         city = or_else(it->city, "Semarang");
    Text country = or_else(it->country, "ID"), address = or_else(it->address, "office@gmail.com");
    Instant now = change->at.now;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO application (key, edition, number, state, version, created_at, submitted_at)"
                    " VALUES ($1, $2, $3, 'submitted', 1, $4, $4)"),
                BIND(key, edition->id.key, arrival->number, now));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO application_version (application, version, title, tongue, category,"
                    " applicant_kind, organisation, city, country, region, contact_name, contact_address,"
                    " pledged, saved_at, submitted_at, digest, organisation_key, city_key, domain)"
                    " VALUES ($1, 1, $2, $3, 'people', 'city', $4, $5, $6, 'asia', 'Sari', $7, 1, $8, $8, '',"
                    " $9, $10, $11)"),
                BIND(key, or_else(it->title, "Drains That Count Rain"), or_else(it->tongue, "en"),
                     organisation, city, country, address, now, organisation_key(arena, organisation),
                     city_key(arena, city), mail_domain(arena, address)));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO application_topic (application, version, topic) VALUES ($1, 1, $2)"),
                BIND(key, or_else(it->topic, "water")));
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO answer (application, version, question, text) VALUES ($1, 1, 'problem', $2)"),
        BIND(key, TEXT("Every January the water stands knee-deep.")));
    if (it->partner)
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO partner (application, version, place, name, country, name_key)"
                        " VALUES ($1, 1, 1, $2, 'DE', $3)"),
                    BIND(key, text_of(it->partner), organisation_key(arena, text_of(it->partner))));
    conflict_detect_of_application(change, edition, arrival->id);
    return true;
}

ApplicationId town_application(Town *town, TownApplication application)
{
    Arrival arrival = {application, ++town->applications, {0}};
    assert_true(town_change(town, (AccountId){0}, arrive, &arrival));
    return arrival.id;
}

/* ---- people */

typedef struct {
    TownExpert it;
    AccountId account;
} Joining;

static bool join(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Joining *joining = context;
    const TownExpert *it = &joining->it;
    if (!expert_invite(change, edition, text_of(it->name), text_of(it->address), LANGUAGE_EN, problems,
                       &joining->account))
        return false;
    expert_accept(change, edition, joining->account);
    Expert profile = {.account = joining->account,
                      .organisation = or_else(it->organisation, "none"),
                      .city = or_else(it->city, "Vienna"),
                      .country = or_else(it->country, "AT"),
                      .capacity = it->capacity};
    *LIST_ADD(change->at.arena, &profile.topics) = or_else(it->topic, "water");
    *LIST_ADD(change->at.arena, &profile.tongues) = or_else(it->tongue, "en");
    return expert_save_profile(change, edition, &profile, problems);
}

AccountId town_expert(Town *town, TownExpert expert)
{
    Joining joining = {.it = expert};
    assert_true(town_change(town, town->organiser, join, &joining));
    return joining.account;
}

typedef struct {
    const char *name, *address;
    AccountId account;
} Newcomer;

static bool come(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Newcomer *it = context;
    it->account = account_ensure(change, text_of(it->name), text_of(it->address), LANGUAGE_EN);
    return true;
}

AccountId town_account(Town *town, const char *name, const char *address)
{
    Newcomer newcomer = {name, address, {0}};
    assert_true(town_change(town, (AccountId){0}, come, &newcomer));
    return newcomer.account;
}

/* ---- assignments and reviews */

AssignmentWish town_wish;

static void plan(Snapshot *at, void *context)
{
    AssignmentPlan *it = context;
    town_problems = problems_none(at->arena);
    if (!assignment_plan(at, edition_find_by_code(at, TEXT("demo")), 1, town_wish, &town_problems, it))
        it->plan = -1;
}

bool town_plan(Town *town, AssignmentPlan *made)
{
    *made = (AssignmentPlan){0};
    store_read(town->store, town->arena, town->organiser, plan, made);
    return made->plan != -1;
}

static bool keep_plan(Change *change, const Edition *edition, void *context, Problems *problems)
{
    AssignmentPlan *made = context;
    assignment_keep_plan(change, edition, 1, made);
    return assignment_confirm(change, edition, made->plan, problems);
}

bool town_confirm(Town *town)
{
    AssignmentPlan made;
    return town_plan(town, &made) && town_change(town, town->organiser, keep_plan, &made);
}

typedef struct {
    int64_t application, account, key;
    Text state;
} Asked;

static void find_assignment(Snapshot *at, void *context)
{
    Asked *it = context;
    Rows *row = it->key
                    ? store_row(at, SQL("SELECT key, state FROM assignment WHERE key = $1"), BIND(it->key))
                    : store_row(at,
                                SQL("SELECT key, state FROM assignment WHERE application = $1"
                                    " AND account = $2 AND round = 1"),
                                BIND(it->application, it->account));
    it->key = row ? row_int(row, 0) : 0;
    it->state = row ? row_text(row, 1) : TEXT("none");
}

AssignmentId town_assignment(Town *town, ApplicationId application, AccountId expert)
{
    Asked it = {application.key, expert.key, 0, TEXT("")};
    store_read(town->store, town->arena, (AccountId){0}, find_assignment, &it);
    return (AssignmentId){it.key};
}

Text town_state(Town *town, AssignmentId assignment)
{
    if (!assignment.key) return TEXT("none");
    Asked it = {0, 0, assignment.key, TEXT("")};
    store_read(town->store, town->arena, (AccountId){0}, find_assignment, &it);
    return it.state;
}

typedef struct {
    const char *kind;
    int64_t count;
} Counting;

static void count(Snapshot *at, void *context)
{
    Counting *it = context;
    JournalEntries entries = journal_entries(at, TEXT("prize/demo"), 1, 10000);
    for (size_t i = 0; i < entries.count; i++) it->count += text_is_c(entries.at[i].kind, it->kind);
}

int64_t town_count(Town *town, const char *kind)
{
    Counting it = {kind, 0};
    store_read(town->store, town->arena, (AccountId){0}, count, &it);
    return it.count;
}

Review town_grades(Town *town, int64_t grade)
{
    Review review = {.comment = TEXT("For the organiser."), .feedback = TEXT("For the city.")};
    const Edition *edition = town_edition(town);
    const Rubric *rubric = edition_rubric(edition, edition->rounds.at[0].rubric);
    for (size_t i = 0; i < rubric->criteria.count; i++)
        *LIST_ADD(town->arena, &review.scores) = (Score){rubric->criteria.at[i].code, grade};
    return review;
}

typedef struct {
    AssignmentId assignment;
    Review typed;
} Sending;

static bool send(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Sending *it = context;
    return review_send(change, edition, it->assignment, &it->typed, problems);
}

bool town_send(Town *town, AccountId expert, AssignmentId assignment, int64_t grade)
{
    Sending it = {assignment, town_grades(town, grade)};
    return town_change(town, expert, send, &it);
}

typedef struct {
    AccountId person;
    Conflicts list;
} Asking;

static void ask_conflicts(Snapshot *at, void *context)
{
    Asking *it = context;
    it->list = conflict_of_person(at, edition_find_by_code(at, TEXT("demo"))->id, it->person);
}

Conflicts town_conflicts(Town *town, AccountId person)
{
    Asking it = {.person = person};
    store_read(town->store, town->arena, (AccountId){0}, ask_conflicts, &it);
    return it.list;
}
