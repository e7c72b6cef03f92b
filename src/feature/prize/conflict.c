/* SPDX-License-Identifier: Apache-2.0 */
/* Conflicts of interest: said, detected, lifted. Every one is an entry of the record. */
#include "base/random.h"
#include "feature/prize/access.h"
#include "feature/prize/expert.h"
#include "feature/prize/sameness.h"

static const char *const cause_codes[] = {
    [CONFLICT_DECLARED] = "declared", [CONFLICT_RECUSED] = "recused",
    [CONFLICT_CITY] = "city",         [CONFLICT_ORGANISATION] = "organisation",
    [CONFLICT_PARTNER] = "partner",   [CONFLICT_DOMAIN] = "domain",
    [CONFLICT_TEAM] = "team",         [CONFLICT_SET] = "set",
};

static const char *kind_of(ConflictCause cause)
{
    switch (cause) {
    case CONFLICT_DECLARED:
        return "conflict.declared";
    case CONFLICT_RECUSED:
        return "conflict.recused";
    case CONFLICT_SET:
        return "conflict.set";
    default:
        return "conflict.found";
    }
}

/* Reviews end, with a recusal if the expert stepped back. A round that is confirmed stands as it is. */
static void release_reviews(Change *change, const Edition *edition, ApplicationId application,
                            AccountId account, ConflictCause cause)
{
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT key, round FROM assignment WHERE application = $1 AND account = $2"
                                " AND state IN ('open', 'begun', 'sent') AND NOT EXISTS (SELECT 1 FROM"
                                " round_confirmation AS c WHERE c.edition = assignment.edition"
                                " AND c.round = assignment.round) ORDER BY round"),
                            BIND(application.key, account));
    bool recused = cause == CONFLICT_RECUSED || cause == CONFLICT_DECLARED;
    while (rows_next(rows)) {
        Decided decided =
            DECIDE(change, edition->book, "assignment.released", "", SAYS_NUMBER("round", row_int(rows, 1)),
                   SAYS_TEXT("application", text_of_int(change->at.arena, application.key)),
                   SAYS_PERSON("person", account),
                   SAYS_TEXT("cause", text_of(recused ? "recused" : "conflict")));
        store_write(change, decided, SQL("UPDATE assignment SET state = $2, ended_at = $3 WHERE key = $1"),
                    BIND(row_int(rows, 0), recused ? "recused" : "dropped", change->at.now));
    }
}

static void write_conflict(Change *change, Decided decided, const Edition *edition, ApplicationId application,
                           AccountId account, ConflictCause cause, Text note)
{
    store_write(change, decided,
                SQL("INSERT INTO conflict (key, edition, application, account, cause, note, tongue, found_at)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (application, account, cause)"
                    " DO UPDATE SET note = excluded.note, tongue = excluded.tongue,"
                    " found_at = excluded.found_at, lifted_at = NULL"),
                BIND(random_key(), edition->id.key, application.key, account, cause_codes[cause],
                     text_normalise(change->at.arena, note), change->at.tongue, change->at.now));
}

void conflict_add(Change *change, const Edition *edition, ApplicationId application, AccountId account,
                  ConflictCause cause, Text note)
{
    Rows *known = store_row(
        &change->at,
        SQL("SELECT lifted_at FROM conflict WHERE application = $1 AND account = $2 AND cause = $3"),
        BIND(application.key, account, cause_codes[cause]));
    /* what a person lifted isn't detected again; a person may set it again */
    if (known && (cause != CONFLICT_SET || row_is_null(known, 0))) return;
    Decided decided = DECIDE(change, edition->book, kind_of(cause), "conflict/1",
                             SAYS_TEXT("application", text_of_int(change->at.arena, application.key)),
                             SAYS_PERSON("person", account), SAYS_TEXT("cause", text_of(cause_codes[cause])),
                             SAYS_SECRETLY("note", note));
    write_conflict(change, decided, edition, application, account, cause, note);
    release_reviews(change, edition, application, account, cause);
}

static bool was_detected(Text cause)
{
    return !text_is_c(cause, "declared") && !text_is_c(cause, "recused") && !text_is_c(cause, "team");
}

bool conflict_lift(Change *change, const Edition *edition, int64_t conflict, Text reason, Problems *problems)
{
    Rows *row =
        store_row(&change->at,
                  SQL("SELECT application, account, cause FROM conflict WHERE key = $1 AND edition = $2"
                      " AND lifted_at IS NULL"),
                  BIND(conflict, edition->id.key));
    if (!row) return false;
    if (!was_detected(row_text(row, 2)))
        problems_add(problems, TEXT(""),
                     M("What a person has declared stays: only a detected conflict can be lifted."));
    if (row_int(row, 1) == change->at.viewer.key)
        problems_add(problems, TEXT(""), M("Your own conflict can only be lifted by another organiser."));
    if (!text_trim(reason).size)
        problems_add(problems, TEXT("reason"), M("Give the reason. It stands in the decision log."));
    if (problems_any(problems)) return false;
    Decided decided = DECIDE(change, edition->book, "conflict.lifted", "",
                             SAYS_TEXT("application", text_of_int(change->at.arena, row_int(row, 0))),
                             SAYS_PERSON("person", (AccountId){row_int(row, 1)}),
                             SAYS_TEXT("cause", row_text(row, 2)), SAYS_SECRETLY("note", reason));
    store_write(change, decided, SQL("UPDATE conflict SET lifted_at = $2 WHERE key = $1"),
                BIND(conflict, change->at.now));
    return true;
}

/* Adds what a query finds: rows of application, account. */
static void add_found(Change *change, const Edition *edition, Rows *rows, ConflictCause cause)
{
    while (rows_next(rows))
        conflict_add(change, edition, (ApplicationId){row_int(rows, 0)}, (AccountId){row_int(rows, 1)}, cause,
                     TEXT(""));
}

/* The version that stands, beside those who judge; $1 is the edition, $2 the one who or which is looked at.
 */
#define STANDING_VERSION                                                                                     \
    " FROM application JOIN application_version AS v ON v.application = application.key"                     \
    " AND v.version = application.version AND application.version > 0"
#define SAME_CITY                                                                                            \
    STANDING_VERSION " JOIN affiliation ON affiliation.edition = application.edition"                        \
                     " AND affiliation.country = v.country AND affiliation.city_key = v.city_key AND "       \
                     "affiliation.city_key <> ''"                                                            \
                     " WHERE application.edition = $1 AND "
#define SAME_ORGANISATION                                                                                    \
    STANDING_VERSION                                                                                         \
    " JOIN affiliation ON affiliation.edition = application.edition"                                         \
    " AND affiliation.organisation_key = v.organisation_key AND affiliation.organisation_key <> ''"          \
    " WHERE application.edition = $1 AND "
#define SAME_PARTNER                                                                                         \
    STANDING_VERSION                                                                                         \
    " JOIN partner ON partner.application = v.application"                                                   \
    " AND partner.version = v.version JOIN affiliation ON affiliation.edition = application.edition"         \
    " AND affiliation.organisation_key = partner.name_key AND affiliation.organisation_key <> ''"            \
    " WHERE application.edition = $1 AND "
#define SAME_DOMAIN                                                                                          \
    STANDING_VERSION " JOIN affiliation ON affiliation.edition = application.edition"                        \
                     " AND affiliation.domain = v.domain AND affiliation.domain <> '' WHERE "                \
                     "application.edition = $1 AND "
/* Who judges stands in any of three tables; the member of the team is looked up in each. */
#define SAME_PERSON                                                                                          \
    " FROM application JOIN team_member AS affiliation ON affiliation.application = application.key"         \
    " WHERE (EXISTS (SELECT 1 FROM affiliation AS a WHERE a.edition = application.edition AND"               \
    " a.account = affiliation.account) OR EXISTS (SELECT 1 FROM committee_member AS m WHERE"                 \
    " m.edition = application.edition AND m.account = affiliation.account AND m.left_at IS NULL)"            \
    " OR EXISTS (SELECT 1 FROM expert AS e WHERE e.edition = application.edition AND"                        \
    " e.account = affiliation.account AND e.left_at IS NULL)) AND application.edition = $1 AND "
#define PAIR "SELECT DISTINCT application.key, affiliation.account"
#define OF_PERSON "affiliation.account = $2 ORDER BY application.key, affiliation.account"
#define OF_APPLICATION "application.key = $2 ORDER BY application.key, affiliation.account"

void conflict_detect_of_person(Change *change, const Edition *edition, AccountId account)
{
    Bindings values = BIND(edition->id.key, account);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_CITY OF_PERSON), values), CONFLICT_CITY);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_ORGANISATION OF_PERSON), values),
              CONFLICT_ORGANISATION);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_PARTNER OF_PERSON), values),
              CONFLICT_PARTNER);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_DOMAIN OF_PERSON), values),
              CONFLICT_DOMAIN);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_PERSON OF_PERSON), values),
              CONFLICT_TEAM);
}

void conflict_detect_of_application(Change *change, const Edition *edition, ApplicationId application)
{
    Bindings values = BIND(edition->id.key, application.key);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_CITY OF_APPLICATION), values),
              CONFLICT_CITY);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_ORGANISATION OF_APPLICATION), values),
              CONFLICT_ORGANISATION);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_PARTNER OF_APPLICATION), values),
              CONFLICT_PARTNER);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_DOMAIN OF_APPLICATION), values),
              CONFLICT_DOMAIN);
    add_found(change, edition, store_rows(&change->at, SQL(PAIR SAME_PERSON OF_APPLICATION), values),
              CONFLICT_TEAM);
}

ConflictCause conflict_cause_from(Text code)
{
    for (size_t i = 0; i < sizeof cause_codes / sizeof *cause_codes; i++) {
        if (text_is_c(code, cause_codes[i])) return (ConflictCause)i;
    }
    return CONFLICT_SET;
}

static Conflicts read_conflicts(Snapshot *at, Rows *rows)
{
    Conflicts list = {0};
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) = (Conflict){.key = row_int(rows, 0),
                                                 .application = {row_int(rows, 1)},
                                                 .account = {row_int(rows, 2)},
                                                 .cause = conflict_cause_from(row_text(rows, 3)),
                                                 .note = row_text(rows, 4),
                                                 .tongue = row_text(rows, 7),
                                                 .found = row_instant(rows, 5),
                                                 .lifted = row_instant(rows, 6)};
    return list;
}

#define CONFLICT_COLUMNS                                                                                     \
    "SELECT key, application, account, cause, note, found_at, lifted_at, tongue FROM conflict"

Conflicts conflict_all(Snapshot *at, EditionId edition)
{
    return read_conflicts(at, store_rows(at, SQL(CONFLICT_COLUMNS " WHERE edition = $1 ORDER BY key"),
                                         BIND(edition.key)));
}

Conflicts conflict_of_person(Snapshot *at, EditionId edition, AccountId account)
{
    return read_conflicts(
        at, store_rows(at, SQL(CONFLICT_COLUMNS " WHERE edition = $1 AND account = $2 ORDER BY key"),
                       BIND(edition.key, account)));
}

bool conflict_stands(Snapshot *at, ApplicationId application, AccountId account)
{
    return store_row(at,
                     SQL("SELECT 1 FROM application WHERE key = $1 AND (EXISTS (SELECT 1 FROM conflict"
                         " WHERE application = $1 AND account = $2 AND lifted_at IS NULL)"
                         " OR EXISTS (SELECT 1 FROM team_member WHERE application = $1 AND account = $2))"),
                     BIND(application.key, account)) != NULL;
}

Codes conflict_sealed(Snapshot *at, EditionId edition)
{
    Codes sealed = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT application.key FROM application WHERE application.edition = $2"
                                " AND " IS_IN_CONFLICT " ORDER BY application.key"),
                            BIND(at->viewer, edition.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &sealed) = text_format(at->arena, "\"%lld\"", (long long)row_int(rows, 0));
    return sealed;
}

/* A list of many tells by what is missing in it too. */
static bool lists_many(Text kind)
{
    static const char *const kinds[] = {"assignment.confirmed", "round.confirmed", "motion.opened",
                                        "motion.contested",     "motion.closed",   "winners.decided"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (text_is_c(kind, kinds[i])) return true;
    }
    return false;
}

bool conflict_seals(const Codes *sealed, Text kind, Text line)
{
    if (sealed->count && lists_many(kind)) return true;
    for (size_t i = 0; i < sealed->count; i++) {
        if (text_find(line, sealed->at[i]) >= 0) return true;
    }
    return false;
}
