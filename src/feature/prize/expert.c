/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/expert.h"

#include "feature/prize/sameness.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"

#include <stdlib.h>

static const char *const state_codes[] = {
    [EXPERT_INVITED] = "invited", [EXPERT_ACTIVE] = "active", [EXPERT_LEFT] = "left"};

enum { INVITATION_DAYS = 30 };

static Text link_for(Change *change, const Edition *edition, AccountId account)
{
    return link_make(change, &(Link){.purpose = TEXT("invite/expert"),
                                     .scope = edition->scope,
                                     .role = TEXT("expert"),
                                     .account = account,
                                     .subject_key = edition->id.key,
                                     .expires = instant_plus(change->at.now, INVITATION_DAYS * DAY_US)});
}

static void send_invitation(Change *change, const Edition *edition, AccountId account, Text name,
                            Text address, Language language)
{
    mail_queue(change, &(MailOrder){.kind = "prize/invite-expert",
                                    .to_name = name,
                                    .to_address = address,
                                    .to_account = account,
                                    .language = language,
                                    .subject_key = edition->id.key,
                                    .argument = link_for(change, edition, account),
                                    .due = INSTANT_NEVER});
}

static bool is_active(Snapshot *at, const Edition *edition, Text address)
{
    Account account;
    return account_find_by_address(at, address, &account) &&
           store_row(at, SQL("SELECT 1 FROM expert WHERE edition = $1 AND account = $2 AND state = 'active'"),
                     BIND(edition->id.key, account.id));
}

/* Whoever has this name and address; false with problems, or if they are an expert already. */
static bool find_person(Change *change, const Edition *edition, Text name, Text address, Language language,
                        Problems *problems, AccountId *account)
{
    if (!text_trim(name).size) problems_add(problems, TEXT("name"), M("Enter the name of the expert."));
    if (!address_is_good(address))
        problems_add(problems, TEXT("address"), M("Enter an e-mail address in the form name@example.org."));
    else if (is_active(&change->at, edition, address))
        problems_add(problems, TEXT("address"), M("This person is an expert of this edition already."));
    if (problems_any(problems)) return false;
    *account = account_ensure(change, text_normalise(change->at.arena, text_trim(name)), address, language);
    link_withdraw(change, *account, TEXT("invite/expert"));
    return true;
}

bool expert_invite(Change *change, const Edition *edition, Text name, Text address, Language language,
                   Problems *problems, AccountId *account)
{
    address = text_trim(address);
    if (!find_person(change, edition, name, address, language, problems, account)) return false;
    Decided decided = DECIDE(change, edition->book, "expert.invited", "", SAYS_PERSON("person", *account));
    store_write(change, decided,
                SQL("INSERT INTO expert (edition, account, state, capacity, invited_at)"
                    " VALUES ($1, $2, 'invited', 0, $3) ON CONFLICT (edition, account) DO UPDATE"
                    " SET state = 'invited', left_at = NULL, invited_at = excluded.invited_at"
                    " WHERE expert.state <> 'active'"),
                BIND(edition->id.key, *account, change->at.now));
    send_invitation(change, edition, *account, text_normalise(change->at.arena, text_trim(name)), address,
                    language);
    return true;
}

bool expert_enter(Change *change, const Edition *edition, Text name, Text address, Language language,
                  Problems *problems, AccountId *account)
{
    if (!find_person(change, edition, name, text_trim(address), language, problems, account)) return false;
    expert_accept(change, edition, *account);
    return true;
}

void expert_accept(Change *change, const Edition *edition, AccountId account)
{
    Decided decided = DECIDE(change, edition->book, "expert.accepted", "", SAYS_PERSON("person", account));
    store_write(change, decided,
                SQL("INSERT INTO expert (edition, account, state, capacity, invited_at, accepted_at)"
                    " VALUES ($1, $2, 'active', 0, $3, $3) ON CONFLICT (edition, account) DO UPDATE"
                    " SET state = 'active', accepted_at = excluded.accepted_at, left_at = NULL"),
                BIND(edition->id.key, account, change->at.now));
    account_grant(change, account, edition->scope, "expert");
    conflict_detect_of_person(change, edition, account); /* what is known before there is a profile */
}

/* ---- claimed by another account */

static void move_profile(Change *change, const Edition *edition, AccountId from, AccountId to)
{
    Bindings moved = BIND(edition->id.key, from, to);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO expert_topic (edition, account, topic) SELECT edition, $3, topic"
                    " FROM expert_topic WHERE edition = $1 AND account = $2 ON CONFLICT DO NOTHING"),
                moved);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO expert_tongue (edition, account, tongue) SELECT edition, $3, tongue"
                    " FROM expert_tongue WHERE edition = $1 AND account = $2 ON CONFLICT DO NOTHING"),
                moved);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO affinity (edition, application, account, millionths) SELECT edition,"
                    " application, $3, millionths FROM affinity WHERE edition = $1 AND account = $2"
                    " ON CONFLICT DO NOTHING"),
                moved);
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE expert SET capacity = coalesce((SELECT invited.capacity FROM expert AS invited"
                    " WHERE invited.edition = $1 AND invited.account = $2), 0)"
                    " WHERE edition = $1 AND account = $3 AND capacity = 0"),
                moved);
}

static void move_conflicts(Change *change, const Edition *edition, AccountId from, AccountId to)
{
    Conflicts known = conflict_of_person(&change->at, edition->id, from);
    for (size_t i = 0; i < known.count; i++) {
        const Conflict *conflict = &known.at[i];
        change->at.tongue = conflict->tongue;
        if (!instant_is_set(conflict->lifted))
            conflict_add(change, edition, conflict->application, to, conflict->cause, conflict->note);
    }
}

static void move_affiliation(Change *change, const Edition *edition, AccountId from, AccountId to)
{
    Expert there, here;
    if (!expert_find(&change->at, edition->id, from, &there) || !there.city.size) return;
    if (expert_find(&change->at, edition->id, to, &here) && here.city.size) return;
    change->at.tongue = there.tongue;
    affiliation_save(change, edition, to, there.organisation, there.city, there.country);
}

void expert_claim(Change *change, const Edition *edition, AccountId invited, AccountId by)
{
    expert_accept(change, edition, by);
    if (invited.key == by.key) return;
    move_profile(change, edition, invited, by);
    Text own = change->at.tongue; /* what is moved keeps its own */
    move_affiliation(change, edition, invited, by);
    move_conflicts(change, edition, invited, by);
    change->at.tongue = own;
    Decided decided = DECIDE(change, edition->book, "expert.left", "", SAYS_PERSON("person", invited),
                             SAYS_SECRETLY("reason", TEXT("")));
    store_write(change, decided,
                SQL("UPDATE expert SET state = 'left', left_at = $3 WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, invited, change->at.now));
}

void affiliation_save(Change *change, const Edition *edition, AccountId account, Text organisation, Text city,
                      Text country)
{
    Arena *arena = change->at.arena;
    Account person;
    if (!account_find(&change->at, account, &person)) return;
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO affiliation (edition, account, organisation, city, country, organisation_key, "
            "city_key,"
            " domain, tongue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (edition, account) DO "
            "UPDATE"
            " SET organisation = excluded.organisation, city = excluded.city, country = excluded.country,"
            " organisation_key = excluded.organisation_key, city_key = excluded.city_key,"
            " domain = excluded.domain, tongue = CASE WHEN affiliation.organisation = excluded.organisation"
            " AND affiliation.city = excluded.city THEN affiliation.tongue ELSE excluded.tongue END"),
        BIND(edition->id.key, account, text_normalise(arena, text_trim(organisation)),
             text_normalise(arena, text_trim(city)), country, organisation_key(arena, organisation),
             city_key(arena, city), mail_domain(arena, person.address), change->at.tongue));
    conflict_detect_of_person(change, edition, account);
}

static void save_codes(Change *change, const Edition *edition, const Expert *profile)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM expert_topic WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, profile->account));
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM expert_tongue WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, profile->account));
    for (size_t i = 0; i < profile->topics.count; i++)
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO expert_topic (edition, account, topic) VALUES ($1, $2, $3)"
                        " ON CONFLICT (edition, account, topic) DO NOTHING"),
                    BIND(edition->id.key, profile->account, profile->topics.at[i]));
    for (size_t i = 0; i < profile->tongues.count; i++)
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO expert_tongue (edition, account, tongue) VALUES ($1, $2, $3)"
                        " ON CONFLICT (edition, account, tongue) DO NOTHING"),
                    BIND(edition->id.key, profile->account, profile->tongues.at[i]));
}

static void check_profile(const Edition *edition, const Expert *profile, Problems *problems)
{
    if (!text_trim(profile->organisation).size)
        problems_add(problems, TEXT("organisation"),
                     M("Enter the organisation that you work for, or “none”."));
    if (!text_trim(profile->city).size)
        problems_add(problems, TEXT("city"), M("Enter the name of the city."));
    if (!country_is_known(profile->country)) problems_add(problems, TEXT("country"), M("Choose a country."));
    if (profile->capacity < 0)
        problems_add(problems, TEXT("capacity"), M("Enter how many reviews you can do, in digits only."));
    if (!profile->tongues.count)
        problems_add(problems, TEXT("tongues"), M("Choose at least one language that you read."));
    if (edition->topics.count && !profile->topics.count)
        problems_add(problems, TEXT("topics"), M("Choose at least one topic."));
}

bool expert_save_profile(Change *change, const Edition *edition, const Expert *profile, Problems *problems)
{
    check_profile(edition, profile, problems);
    if (problems_any(problems)) return false;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE expert SET capacity = $3 WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, profile->account, profile->capacity));
    save_codes(change, edition, profile);
    affiliation_save(change, edition, profile->account, profile->organisation, profile->city,
                     profile->country);
    return true;
}

static void release_open(Change *change, const Edition *edition, AccountId account)
{
    Rows *rows =
        store_rows(&change->at,
                   SQL("SELECT key, round, application FROM assignment WHERE edition = $1 AND account = $2"
                       " AND state IN ('open', 'begun') ORDER BY round, application"),
                   BIND(edition->id.key, account));
    while (rows_next(rows)) {
        Text application = text_format(change->at.arena, "%lld", (long long)row_int(rows, 2));
        Decided decided =
            DECIDE(change, edition->book, "assignment.released", "", SAYS_NUMBER("round", row_int(rows, 1)),
                   SAYS_TEXT("application", application), SAYS_PERSON("person", account),
                   SAYS_TEXT("cause", TEXT("left")));
        store_write(change, decided,
                    SQL("UPDATE assignment SET state = 'dropped', ended_at = $2 WHERE key = $1"),
                    BIND(row_int(rows, 0), change->at.now));
    }
}

void expert_leave(Change *change, const Edition *edition, AccountId account, Text reason)
{
    Decided decided = DECIDE(change, edition->book, "expert.left", "", SAYS_PERSON("person", account),
                             SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("UPDATE expert SET state = 'left', left_at = $3 WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, account, change->at.now));
    release_open(change, edition, account);
    link_withdraw(change, account, TEXT("invite/expert"));
    account_revoke(change, account, edition->scope, "expert");
}

static ExpertState state_from(Text code)
{
    for (size_t i = 0; i < sizeof state_codes / sizeof *state_codes; i++) {
        if (text_is_c(code, state_codes[i])) return (ExpertState)i;
    }
    return EXPERT_LEFT;
}

static Expert read_expert(const Rows *row)
{
    return (Expert){
        .account = {row_int(row, 0)},
        .name = row_text(row, 1),
        .address = row_text(row, 2),
        .state = state_from(row_text(row, 3)),
        .organisation = row_text(row, 4),
        .city = row_text(row, 5),
        .country = row_text(row, 6),
        .capacity = row_int(row, 7),
        .invited = row_instant(row, 8),
        .accepted = row_instant(row, 9),
        .left = row_instant(row, 10),
        .tongue = row_text(row, 11),
    };
}

#define EXPERT_COLUMNS                                                                                       \
    "SELECT expert.account, account.name, account.address, expert.state, "                                   \
    "coalesce(affiliation.organisation, ''),"                                                                \
    " coalesce(affiliation.city, ''), coalesce(affiliation.country, ''), expert.capacity, "                  \
    "expert.invited_at,"                                                                                     \
    " expert.accepted_at, expert.left_at, coalesce(affiliation.tongue, '') FROM expert JOIN account ON "     \
    "account.key = expert.account"                                                                           \
    " LEFT JOIN affiliation ON affiliation.edition = expert.edition AND affiliation.account = "              \
    "expert.account"

static Codes read_codes(Snapshot *at, Rows *rows)
{
    Codes list = {0};
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = row_text(rows, 0);
    return list;
}

bool expert_find(Snapshot *at, EditionId edition, AccountId account, Expert *expert)
{
    Bindings values = BIND(edition.key, account);
    Rows *row =
        store_row(at, SQL(EXPERT_COLUMNS " WHERE expert.edition = $1 AND expert.account = $2"), values);
    if (!row) return false;
    *expert = read_expert(row);
    expert->topics = read_codes(
        at,
        store_rows(at,
                   SQL("SELECT topic FROM expert_topic WHERE edition = $1 AND account = $2 ORDER BY topic"),
                   values));
    expert->tongues = read_codes(
        at,
        store_rows(
            at, SQL("SELECT tongue FROM expert_tongue WHERE edition = $1 AND account = $2 ORDER BY tongue"),
            values));
    return true;
}

/* ---- all of them, in three queries */

static Expert *with_key(const Experts *list, int64_t account)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list->at[middle].account.key < account) low = middle + 1;
        else high = middle;
    }
    return low < list->count && list->at[low].account.key == account ? &list->at[low] : NULL;
}

static int by_name(const void *a, const void *b)
{
    const Expert *one = a, *other = b;
    size_t size = one->name.size < other->name.size ? one->name.size : other->name.size;
    int order = size ? memcmp(one->name.at, other->name.at, size) : 0;
    if (order) return order;
    if (one->name.size != other->name.size) return one->name.size < other->name.size ? -1 : 1;
    return (one->account.key > other->account.key) - (one->account.key < other->account.key);
}

Experts expert_all(Snapshot *at, EditionId edition)
{
    Experts list = {0};
    Rows *rows = store_rows(at, SQL(EXPERT_COLUMNS " WHERE expert.edition = $1 ORDER BY expert.account"),
                            BIND(edition.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_expert(rows);
    rows =
        store_rows(at,
                   SQL("SELECT account, topic FROM expert_topic WHERE edition = $1 ORDER BY account, topic"),
                   BIND(edition.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &with_key(&list, row_int(rows, 0))->topics) = row_text(rows, 1);
    rows = store_rows(
        at, SQL("SELECT account, tongue FROM expert_tongue WHERE edition = $1 ORDER BY account, tongue"),
        BIND(edition.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &with_key(&list, row_int(rows, 0))->tongues) = row_text(rows, 1);
    if (list.count) qsort(list.at, list.count, sizeof *list.at, by_name);
    return list;
}
