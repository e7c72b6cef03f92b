/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/application.h"

#include "base/random.h"
#include "feature/prize/access.h"
#include "feature/prize/expert.h"

#define APPLICATION_COLUMNS                                                                                  \
    "application.key, application.edition, application.state, application.number, application.version,"      \
    " application.created_at, application.submitted_at, application.withdrawn_at, "                          \
    "application.extended_until"

ApplicationState application_state_from_code(Text code)
{
    if (text_is_c(code, "submitted")) return APPLICATION_SUBMITTED;
    return text_is_c(code, "withdrawn") ? APPLICATION_WITHDRAWN : APPLICATION_DRAFT;
}

static Application read_application(const Rows *row)
{
    return (Application){.id = {row_int(row, 0)},
                         .edition = {row_int(row, 1)},
                         .state = application_state_from_code(row_text(row, 2)),
                         .number = row_int(row, 3),
                         .version = row_int(row, 4),
                         .created = row_instant(row, 5),
                         .submitted = row_instant(row, 6),
                         .withdrawn = row_instant(row, 7),
                         .extended_until = row_instant(row, 8)};
}

const Application *application_find(Snapshot *at, ApplicationId id)
{
    Rows *row = store_row(at,
                          SQL("SELECT " APPLICATION_COLUMNS " FROM application"
                              " JOIN edition ON edition.key = application.edition"
                              " WHERE application.key = $3 AND " MAY_READ_APPLICATION),
                          BIND(at->viewer, at->now, id.key));
    if (!row) return NULL;
    Application *application = ARENA_NEW(at->arena, Application);
    *application = read_application(row);
    return application;
}

Applications application_of_viewer(Snapshot *at, EditionId edition)
{
    Applications list = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT " APPLICATION_COLUMNS " FROM application"
                       " WHERE application.edition = $2 AND " IS_ON_TEAM " ORDER BY application.key"),
                   BIND(at->viewer, edition.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_application(rows);
    return list;
}

static Partners read_partners(Snapshot *at, ApplicationId id, int64_t version)
{
    Partners list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT name, country FROM partner WHERE application = $1 AND version = $2"
                                " ORDER BY place"),
                            BIND(id.key, version));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = (Partner){row_text(rows, 0), row_text(rows, 1)};
    return list;
}

static Answers read_answers(Snapshot *at, ApplicationId id, int64_t version)
{
    Answers list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT question, text FROM answer WHERE application = $1 AND version = $2"
                                " ORDER BY question"),
                            BIND(id.key, version));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = (Answer){row_text(rows, 0), row_text(rows, 1)};
    return list;
}

static Attachments read_attachments(Snapshot *at, ApplicationId id, int64_t version)
{
    Attachments list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT key, slot, name, digest, size_bytes, pages FROM attachment"
                                " WHERE application = $1 AND version = $2 ORDER BY slot, key"),
                            BIND(id.key, version));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) = (Attachment){.key = row_int(rows, 0),
                                                   .slot = row_text(rows, 1),
                                                   .name = row_text(rows, 2),
                                                   .digest = row_text(rows, 3),
                                                   .size_bytes = row_int(rows, 4),
                                                   .pages = row_int(rows, 5)};
    return list;
}

static Codes read_topics(Snapshot *at, ApplicationId id, int64_t version)
{
    Codes list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT topic FROM application_topic WHERE application = $1 AND version = $2"
                                " ORDER BY topic"),
                            BIND(id.key, version));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = row_text(rows, 0);
    return list;
}

bool application_version(Snapshot *at, ApplicationId id, int64_t version, ApplicationText *text)
{
    Rows *row =
        store_row(at,
                  SQL("SELECT title, tongue, category, applicant_kind, organisation, city, country, region,"
                      " contact_name, contact_address, pledged, saved_at, submitted_at, digest"
                      " FROM application_version"
                      " WHERE application = $2 AND version = $3 AND (version > 0 OR EXISTS"
                      " (SELECT 1 FROM team_member WHERE team_member.application = $2"
                      " AND team_member.account = $1))"),
                  BIND(at->viewer, id.key, version));
    if (!row) return false;
    *text = (ApplicationText){.version = version,
                              .title = row_text(row, 0),
                              .tongue = row_text(row, 1),
                              .category = row_text(row, 2),
                              .applicant_kind = row_text(row, 3),
                              .organisation = row_text(row, 4),
                              .city = row_text(row, 5),
                              .country = row_text(row, 6),
                              .region = row_text(row, 7),
                              .contact_name = row_text(row, 8),
                              .contact_address = row_text(row, 9),
                              .pledged = row_int(row, 10) == 1,
                              .saved = row_instant(row, 11),
                              .submitted = row_instant(row, 12),
                              .digest = row_text(row, 13),
                              .topics = read_topics(at, id, version),
                              .partners = read_partners(at, id, version),
                              .answers = read_answers(at, id, version),
                              .attachments = read_attachments(at, id, version)};
    return true;
}

Text application_number(Arena *arena, const Edition *edition, const Application *application)
{
    if (!application->number) return TEXT("");
    Text opened = instant_to_civil(arena, edition->opens, edition->zone); /* "2026-…" */
    return text_format(arena, "%.*s-%03lld", 2, text_from(opened, 2).at, (long long)application->number);
}

Instant application_deadline(const Edition *edition, const Application *application)
{
    bool extended =
        instant_is_set(application->extended_until) && application->extended_until.us > edition->closes.us;
    return extended ? application->extended_until : edition->closes;
}

bool application_is_changed(Arena *arena, const Edition *edition, const ApplicationText *draft,
                            const ApplicationText *standing)
{
    return !text_is(journal_digest(arena, application_text(arena, edition, draft)), standing->digest);
}

void application_join_team(Change *change, ApplicationId id, AccountId account)
{
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO team_member (application, account, is_lead, joined_at) VALUES ($1, $2, 0, $3)"
            " ON CONFLICT (application, account) DO NOTHING"),
        BIND(id.key, account, change->at.now));
    Rows *row = store_row(&change->at, SQL("SELECT edition FROM application WHERE key = $1 AND version > 0"),
                          BIND(id.key));
    if (!row) return;
    /* whoever writes it may not judge it, though they joined after it was submitted */
    conflict_detect_of_application(change, edition_find(&change->at, (EditionId){row_int(row, 0)}), id);
}

TeamNames application_team(Snapshot *at, ApplicationId id)
{
    TeamNames team = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT account.key, account.name, team_member.is_lead FROM team_member"
                                " JOIN account ON account.key = team_member.account"
                                " WHERE team_member.application = $1"
                                " ORDER BY team_member.is_lead DESC, account.name, account.key"),
                            BIND(id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &team) =
            (TeamName){{row_int(rows, 0)}, row_text(rows, 1), row_int(rows, 2) == 1};
    return team;
}

bool application_is_lead(Snapshot *at, ApplicationId id, AccountId account)
{
    return store_row(at,
                     SQL("SELECT 1 FROM team_member WHERE application = $1 AND account = $2 AND is_lead = 1"),
                     BIND(id.key, account));
}

bool application_leave_team(Change *change, ApplicationId id, AccountId account)
{
    return store_write(change, NOT_A_DECISION,
                       SQL("DELETE FROM team_member WHERE application = $1 AND account = $2 AND is_lead = 0"),
                       BIND(id.key, account)) == 1;
}

int64_t application_open_drafts(Snapshot *at, EditionId edition)
{
    return store_count(at,
                       SQL("SELECT count(*) FROM application JOIN team_member"
                           " ON team_member.application = application.key AND team_member.account = $1"
                           " AND team_member.is_lead = 1"
                           " WHERE application.edition = $2 AND application.state = 'draft'"),
                       BIND(at->viewer, edition.key));
}

ApplicationId application_begin(Change *change, const Edition *edition, AccountId lead)
{
    ApplicationId id = {random_key()};
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO application (key, edition, state, version, created_at)"
                    " VALUES ($1, $2, 'draft', 0, $3)"),
                BIND(id.key, edition->id.key, change->at.now));
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO application_version (application, version, title, tongue, category, applicant_kind,"
            " organisation, city, country, region, contact_name, contact_address, pledged, saved_at, digest,"
            " organisation_key, city_key, domain)"
            " VALUES ($1, 0, '', '', '', '', '', '', '', '', '', '', 0, $2, '', '', '', '')"),
        BIND(id.key, change->at.now));
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO team_member (application, account, is_lead, joined_at) VALUES ($1, $2, 1, $3)"),
        BIND(id.key, lead, change->at.now));
    return id;
}
