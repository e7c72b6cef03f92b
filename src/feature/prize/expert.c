/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/expert.h"

#include "feature/prize/sameness.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"

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

bool expert_invite(Change *change, const Edition *edition, Text name, Text address, Language language,
                   Problems *problems, AccountId *account)
{
    if (!text_trim(name).size) problems_add(problems, TEXT("name"), M("Enter the name of the expert."));
    if (text_find(address, TEXT("@")) < 1)
        problems_add(problems, TEXT("address"), M("Enter an e-mail address in the form name@example.org."));
    if (problems_any(problems)) return false;
    *account = account_ensure(change, name, address, language);
    Decided decided = DECIDE(change, edition->book, "expert.invited", "", SAYS_PERSON("person", *account));
    store_write(change, decided,
                SQL("INSERT INTO expert (edition, account, state, capacity, invited_at)"
                    " VALUES ($1, $2, 'invited', 0, $3) ON CONFLICT (edition, account) DO UPDATE"
                    " SET state = 'invited', left_at = NULL, invited_at = excluded.invited_at"
                    " WHERE expert.state <> 'active'"),
                BIND(edition->id.key, *account, change->at.now));
    send_invitation(change, edition, *account, name, address, language);
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
            " domain) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (edition, account) DO UPDATE"
            " SET organisation = excluded.organisation, city = excluded.city, country = excluded.country,"
            " organisation_key = excluded.organisation_key, city_key = excluded.city_key,"
            " domain = excluded.domain"),
        BIND(edition->id.key, account, text_normalise(arena, text_trim(organisation)),
             text_normalise(arena, text_trim(city)), country, organisation_key(arena, organisation),
             city_key(arena, city), mail_domain(arena, person.address)));
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

void expert_leave(Change *change, const Edition *edition, AccountId account, Text reason)
{
    Decided decided = DECIDE(change, edition->book, "expert.left", "", SAYS_PERSON("person", account),
                             SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("UPDATE expert SET state = 'left', left_at = $3 WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, account, change->at.now));
    store_write(
        change, decided,
        SQL("UPDATE assignment SET state = 'dropped', ended_at = $3 WHERE edition = $1 AND account = $2"
            " AND state IN ('open', 'begun')"),
        BIND(edition->id.key, account, change->at.now));
}

static ExpertState state_from(Text code)
{
    for (size_t i = 0; i < sizeof state_codes / sizeof *state_codes; i++) {
        if (text_is_c(code, state_codes[i])) return (ExpertState)i;
    }
    return EXPERT_LEFT;
}

static Codes read_codes(Snapshot *at, Rows *rows)
{
    Codes list = {0};
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = row_text(rows, 0);
    return list;
}

static Expert read_expert(Snapshot *at, EditionId edition, const Rows *row)
{
    AccountId account = {row_int(row, 0)};
    Bindings values = BIND(edition.key, account);
    return (Expert){
        .account = account,
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
        .topics =
            read_codes(at, store_rows(at,
                                      SQL("SELECT topic FROM expert_topic WHERE edition = $1 AND account = $2"
                                          " ORDER BY topic"),
                                      values)),
        .tongues = read_codes(at, store_rows(at,
                                             SQL("SELECT tongue FROM expert_tongue WHERE edition = $1"
                                                 " AND account = $2 ORDER BY tongue"),
                                             values)),
    };
}

#define EXPERT_COLUMNS                                                                                       \
    "SELECT expert.account, account.name, account.address, expert.state, "                                   \
    "coalesce(affiliation.organisation, ''),"                                                                \
    " coalesce(affiliation.city, ''), coalesce(affiliation.country, ''), expert.capacity, "                  \
    "expert.invited_at,"                                                                                     \
    " expert.accepted_at, expert.left_at FROM expert JOIN account ON account.key = expert.account"           \
    " LEFT JOIN affiliation ON affiliation.edition = expert.edition AND affiliation.account = "              \
    "expert.account"

bool expert_find(Snapshot *at, EditionId edition, AccountId account, Expert *expert)
{
    Rows *row = store_row(at, SQL(EXPERT_COLUMNS " WHERE expert.edition = $1 AND expert.account = $2"),
                          BIND(edition.key, account));
    if (row) *expert = read_expert(at, edition, row);
    return row != NULL;
}

Experts expert_all(Snapshot *at, EditionId edition)
{
    Experts list = {0};
    Rows *rows =
        store_rows(at, SQL(EXPERT_COLUMNS " WHERE expert.edition = $1 ORDER BY account.name, expert.account"),
                   BIND(edition.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_expert(at, edition, rows);
    return list;
}
