/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/application_list.h"

#include "feature/prize/access.h"

#define ENTRIES                                                                                              \
    "SELECT application.key, application.state, application.number, application.version,"                    \
    " application.created_at, application.submitted_at, application.withdrawn_at,"                           \
    " application.extended_until, v.title, v.tongue, v.category, v.region, v.city, v.country,"               \
    " v.organisation, v.applicant_kind, account.name, account.address FROM application"                      \
    " JOIN edition ON edition.key = application.edition"                                                     \
    " JOIN application_version AS v ON v.application = application.key AND v.version = application.version"  \
    " LEFT JOIN team_member ON team_member.application = application.key AND team_member.is_lead = 1"        \
    " LEFT JOIN account ON account.key = team_member.account"                                                \
    " WHERE application.edition = $2 AND " IS_ORGANISER " AND NOT " IS_IN_CONFLICT

static ApplicationEntry read_entry(Arena *arena, const Edition *edition, const Rows *row)
{
    ApplicationEntry entry = {.application = {.id = {row_int(row, 0)},
                                              .edition = edition->id,
                                              .state = application_state_from_code(row_text(row, 1)),
                                              .number = row_int(row, 2),
                                              .version = row_int(row, 3),
                                              .created = row_instant(row, 4),
                                              .submitted = row_instant(row, 5),
                                              .withdrawn = row_instant(row, 6),
                                              .extended_until = row_instant(row, 7)},
                              .lead_name = row_text(row, 16),
                              .lead_address = row_text(row, 17)};
    entry.number = application_number(arena, edition, &entry.application);
    if (!entry.application.version) return entry; /* a draft is its team's alone */
    entry.title = row_text(row, 8);
    entry.tongue = row_text(row, 9);
    entry.category = row_text(row, 10);
    entry.region = row_text(row, 11);
    entry.city = row_text(row, 12);
    entry.country = row_text(row, 13);
    entry.organisation = row_text(row, 14);
    entry.applicant_kind = row_text(row, 15);
    return entry;
}

static bool holds(Arena *arena, Text folded_part, const ApplicationEntry *entry)
{
    const Text places[] = {entry->number,    entry->title,        entry->city,
                           entry->lead_name, entry->organisation, entry->lead_address};
    if (!folded_part.size) return true;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (text_find(text_fold(arena, places[i]), folded_part) >= 0) return true;
    return false;
}

ApplicationEntries application_list(Snapshot *at, const Edition *edition, const ApplicationFilter *filter)
{
    ApplicationEntries list = {0};
    Text part = text_fold(at->arena, text_trim(filter->part));
    Rows *rows =
        store_rows(at,
                   SQL(ENTRIES " AND ($3 = '' OR application.state = $3)"
                               " AND ($4 = '' OR (application.version > 0 AND v.category = $4))"
                               " AND ($5 = '' OR (application.version > 0 AND v.region = $5))"
                               " ORDER BY application.number NULLS LAST, application.key"),
                   BIND(at->viewer, edition->id.key, filter->state, filter->category, filter->region));
    while (rows_next(rows)) {
        ApplicationEntry entry = read_entry(at->arena, edition, rows);
        if (holds(at->arena, part, &entry)) *LIST_ADD(at->arena, &list) = entry;
    }
    return list;
}

const ApplicationEntry *application_entry(Snapshot *at, const Edition *edition, ApplicationId id)
{
    Rows *row =
        store_row(at, SQL(ENTRIES " AND application.key = $3"), BIND(at->viewer, edition->id.key, id.key));
    if (!row) return NULL;
    ApplicationEntry *entry = ARENA_NEW(at->arena, ApplicationEntry);
    *entry = read_entry(at->arena, edition, row);
    return entry;
}

SubmittedVersions application_versions(Snapshot *at, ApplicationId id)
{
    SubmittedVersions list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT version, submitted_at, digest FROM application_version"
                                " WHERE application = $1 AND version > 0 ORDER BY version DESC"),
                            BIND(id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) =
            (SubmittedVersion){row_int(rows, 0), row_instant(rows, 1), row_text(rows, 2)};
    return list;
}
