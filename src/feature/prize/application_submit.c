/* SPDX-License-Identifier: Apache-2.0 */
/* Submitting, withdrawing, extending: the decisions about an application. */
#include "feature/prize/application.h"
#include "feature/prize/committee.h"
#include "feature/prize/expert.h"
#include "feature/prize/submitted.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"

#include "base/random.h"

#include "platform/store/json.h"
#include <assert.h>

/* ---- the canonical text and its digest */

static json_t *json_partners(const Partners *partners)
{
    json_t *list = json_array();
    for (size_t i = 0; i < partners->count; i++)
        json_array_append_new(list, json_pack("{s:o, s:o}", "name", json_from_text(partners->at[i].name),
                                              "country", json_from_text(partners->at[i].country)));
    return list;
}

static json_t *json_answers(const Answers *answers)
{
    json_t *map = json_object();
    for (size_t i = 0; i < answers->count; i++)
        json_object_setn_new(map, answers->at[i].question.at, answers->at[i].question.size,
                             json_from_text(answers->at[i].text));
    return map;
}

static json_t *json_files(const Attachments *files)
{
    json_t *list = json_array();
    for (size_t i = 0; i < files->count; i++) {
        const Attachment *file = &files->at[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:I}", "slot", json_from_text(file->slot), "name",
                                        json_from_text(file->name), "digest", json_from_text(file->digest),
                                        "size", (json_int_t)file->size_bytes));
    }
    return list;
}

static json_t *json_codes(const Codes *codes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < codes->count; i++) json_array_append_new(list, json_from_text(codes->at[i]));
    return list;
}

Text application_text(Arena *arena, const Edition *edition, const ApplicationText *text)
{
    json_t *json = json_object();
    const struct {
        const char *name;
        Text value;
    } fields[] = {
        {"edition", edition->code},
        {"title", text->title},
        {"tongue", text->tongue},
        {"category", text->category},
        {"city", text->city},
        {"applicant_kind", text->applicant_kind},
        {"country", text->country},
        {"region", text->region},
        {"organisation", text->organisation},
        {"contact_name", text->contact_name},
        {"contact_address", text->contact_address},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        json_object_set_new(json, fields[i].name, json_from_text(fields[i].value));
    json_object_set_new(json, "topics", json_codes(&text->topics));
    json_object_set_new(json, "partners", json_partners(&text->partners));
    json_object_set_new(json, "answers", json_answers(&text->answers));
    json_object_set_new(json, "files", json_files(&text->attachments));
    return canonical_json(arena, json);
}

static Text file_digests(Arena *arena, const Attachments *files)
{
    json_t *list = json_array();
    for (size_t i = 0; i < files->count; i++)
        json_array_append_new(list, json_from_text(files->at[i].digest));
    return canonical_json(arena, list);
}

/* ---- submitting */

static bool is_in_time(const Edition *edition, const Application *application, Instant received,
                       Problems *problems)
{
    Instant deadline = application_deadline(edition, application);
    if (!instant_passed(edition->opens, received)) {
        problems_add(problems, TEXT(""),
                     M("The call opens: {when}. Your draft is saved.",
                       WITH_DATE_TIME("when", edition->opens, edition->zone)));
        return false;
    }
    if (!instant_passed(instant_plus(deadline, 1), received)) return true;
    problems_add(problems, TEXT(""),
                 M("The call closed: {when}. Your draft is saved, but can no longer be submitted.",
                   WITH_DATE_TIME("when", deadline, edition->zone)));
    return false;
}

static int64_t next_number(Change *change, const Edition *edition)
{
    return store_count(&change->at,
                       SQL("SELECT coalesce(max(number), 0) + 1 FROM application WHERE edition = $1"),
                       BIND(edition->id.key));
}

/* Copies the draft, row for row, to a version that never changes again. */
static void copy_draft(Change *change, Decided decided, ApplicationId id, const Receipt *receipt)
{
    int64_t version = receipt->version;
    store_write(
        change, decided,
        SQL("INSERT INTO application_version (application, version, title, tongue, category, applicant_kind,"
            " organisation, city, country, region, contact_name, contact_address, pledged, saved_at,"
            " submitted_at, digest, organisation_key, city_key, domain, receipt)"
            " SELECT application, $2, title, tongue, category, applicant_kind,"
            " organisation, city, country, region, contact_name, contact_address, pledged, saved_at, $3, $4,"
            " organisation_key, city_key, domain, $5"
            " FROM application_version WHERE application = $1 AND version = 0"),
        BIND(id.key, receipt->version, receipt->submitted, receipt->digest, receipt->key));
    store_write(
        change, decided,
        SQL("INSERT INTO answer (application, version, question, text) SELECT application, $2, question, text"
            " FROM answer WHERE application = $1 AND version = 0"),
        BIND(id.key, version));
    store_write(change, decided,
                SQL("INSERT INTO partner (application, version, place, name, country, name_key)"
                    " SELECT application, $2, place, name, country, name_key FROM partner WHERE application "
                    "= $1 AND version = 0"),
                BIND(id.key, version));
    store_write(
        change, decided,
        SQL("INSERT INTO application_topic (application, version, topic) SELECT application, $2, topic"
            " FROM application_topic WHERE application = $1 AND version = 0"),
        BIND(id.key, version));
}

static void copy_files(Change *change, Decided decided, ApplicationId id, int64_t version,
                       const Attachments *files)
{
    for (size_t i = 0; i < files->count; i++)
        store_write(
            change, decided,
            SQL("INSERT INTO attachment (key, application, version, slot, name, digest, size_bytes, pages,"
                " added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
            BIND(random_key(), id.key, version, files->at[i].slot, files->at[i].name, files->at[i].digest,
                 files->at[i].size_bytes, files->at[i].pages, change->at.now));
}

static Decided decide_submission(Change *change, const Edition *edition, const Application *application,
                                 const ApplicationText *draft, Instant received, const Receipt *receipt)
{
    Arena *arena = change->at.arena;
    return DECIDE(change, edition->book, "application.submitted", "deadline/1",
                  SAYS_TEXT("application", text_format(arena, "%lld", (long long)application->id.key)),
                  SAYS_TEXT("number", receipt->number), SAYS_NUMBER("version", receipt->version),
                  SAYS_TEXT("category", draft->category), SAYS_TEXT("applicant_kind", draft->applicant_kind),
                  SAYS_TEXT("city", draft->city), SAYS_TEXT("country", draft->country),
                  SAYS_TEXT("region", draft->region), SAYS_INSTANT("received", received),
                  SAYS_INSTANT("deadline", application_deadline(edition, application)),
                  SAYS_TEXT("digest", receipt->digest),
                  SAYS_JSON("files", file_digests(arena, &draft->attachments)),
                  SAYS_SECRETLY("title", draft->title));
}

/* To every account of the team and to the contact that the application names. */
static void send_receipts(Change *change, const Application *application, const ApplicationText *draft,
                          const Receipt *receipt)
{
    MailOrder order = {.kind = "prize/receipt", .subject_key = receipt->key, .due = INSTANT_NEVER};
    Text contact = address_key(change->at.arena, draft->contact_address);
    bool contact_told = false;
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT account FROM team_member WHERE application = $1 ORDER BY account"),
                            BIND(application->id.key));
    while (rows_next(rows)) {
        Account account;
        if (!account_find(&change->at, (AccountId){row_int(rows, 0)}, &account)) continue;
        order.to_account = account.id;
        order.to_name = account.name;
        order.to_address = account.address;
        order.language = account.language;
        mail_queue(change, &order);
        contact_told |= text_is(address_key(change->at.arena, account.address), contact);
    }
    if (contact_told) return;
    order.to_account = (AccountId){0};
    order.to_name = draft->contact_name;
    order.to_address = draft->contact_address;
    mail_queue(change, &order);
}

bool application_submit(Change *change, const Edition *edition, ApplicationId id, Instant received,
                        Problems *problems, Receipt *receipt)
{
    Arena *arena = change->at.arena;
    const Application *found = application_find(&change->at, id);
    ApplicationText draft;
    if (!found || !application_version(&change->at, id, 0, &draft)) return false;
    Application application = *found;
    if (application.state == APPLICATION_WITHDRAWN) {
        problems_add(problems, TEXT(""), M("This application was withdrawn and can no longer be changed."));
        return false;
    }
    if (!is_in_time(edition, &application, received, problems)) return false;
    Problems missing = application_check(&change->at, edition, id);
    for (size_t i = 0; i < missing.count; i++)
        problems_add(problems, missing.at[i].field, missing.at[i].message);
    if (problems_any(problems)) return false;

    if (!application.number) application.number = next_number(change, edition);
    *receipt = (Receipt){.number = application_number(arena, edition, &application),
                         .version = application.version + 1,
                         .submitted = received,
                         .key = random_key(),
                         .digest = journal_digest(arena, application_text(arena, edition, &draft)),
                         .files = draft.attachments};
    Decided decided = decide_submission(change, edition, &application, &draft, received, receipt);
    submitted_leave(change, decided, id);
    copy_draft(change, decided, id, receipt);
    copy_files(change, decided, id, receipt->version, &draft.attachments);
    store_write(change, decided,
                SQL("UPDATE application SET state = 'submitted', number = $2, version = $3, submitted_at = $4"
                    " WHERE key = $1"),
                BIND(id.key, application.number, receipt->version, received));
    submitted_enter(change, decided, id);
    conflict_detect_of_application(change, edition, id);
    send_receipts(change, &application, &draft, receipt);
    return true;
}

/* ---- importing */

/* As for a submission, but for the instants: no deadline is claimed to have been kept. */
static Decided decide_import(Change *change, const Edition *edition, ApplicationId id,
                             const ApplicationText *draft, const Receipt *receipt)
{
    Arena *arena = change->at.arena;
    return DECIDE(change, edition->book, "application.imported", "import/1",
                  SAYS_TEXT("application", text_format(arena, "%lld", (long long)id.key)),
                  SAYS_TEXT("number", receipt->number), SAYS_NUMBER("version", receipt->version),
                  SAYS_TEXT("category", draft->category), SAYS_TEXT("applicant_kind", draft->applicant_kind),
                  SAYS_TEXT("city", draft->city), SAYS_TEXT("country", draft->country),
                  SAYS_TEXT("region", draft->region), SAYS_TEXT("digest", receipt->digest),
                  SAYS_JSON("files", file_digests(arena, &draft->attachments)),
                  SAYS_SECRETLY("title", draft->title));
}

void application_import(Change *change, const Edition *edition, ApplicationId id, AccountId lead)
{
    Arena *arena = change->at.arena;
    ApplicationText draft;
    Application application = {.id = id, .number = next_number(change, edition)};
    Snapshot as_lead = change->at; /* drafts are read by their teams alone */
    as_lead.viewer = lead;
    bool is_there = application_version(&as_lead, id, 0, &draft);
    assert(is_there);
    Receipt receipt = {.number = application_number(arena, edition, &application),
                       .version = 1,
                       .submitted = change->at.now,
                       .key = random_key(),
                       .digest = journal_digest(arena, application_text(arena, edition, &draft))};
    Decided decided = decide_import(change, edition, id, &draft, &receipt);
    copy_draft(change, decided, id, &receipt);
    store_write(change, decided,
                SQL("UPDATE application SET state = 'submitted', number = $2, version = 1, submitted_at = $3"
                    " WHERE key = $1"),
                BIND(id.key, application.number, change->at.now));
    submitted_enter(change, decided, id);
    conflict_detect_of_application(change, edition, id);
}

/* ---- withdrawing and extending */

/* Reviews that were not sent end; those that were stay in the record, but judge nothing any more. */
static void release_reviews(Change *change, const Edition *edition, ApplicationId id)
{
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT key, round, account FROM assignment WHERE application = $1"
                                " AND state IN ('open', 'begun') ORDER BY key"),
                            BIND(id.key));
    while (rows_next(rows)) {
        Decided decided =
            DECIDE(change, edition->book, "assignment.released", "", SAYS_NUMBER("round", row_int(rows, 1)),
                   SAYS_TEXT("application", text_format(change->at.arena, "%lld", (long long)id.key)),
                   SAYS_PERSON("person", (AccountId){row_int(rows, 2)}),
                   SAYS_TEXT("cause", TEXT("withdrawn")));
        store_write(change, decided,
                    SQL("UPDATE assignment SET state = 'dropped', ended_at = $2 WHERE key = $1"),
                    BIND(row_int(rows, 0), change->at.now));
    }
}

bool application_withdraw(Change *change, const Edition *edition, ApplicationId id, Text reason,
                          Problems *problems)
{
    const Application *application = application_find(&change->at, id);
    if (!application || application->state == APPLICATION_WITHDRAWN) return false;
    /* the same for all of the edition: asking whether it has won would tell its team */
    if (instant_passed(edition->committee.ends, change->at.now) ||
        committee_has_decided(&change->at, edition)) {
        problems_add(problems, TEXT(""),
                     M("The time of the final decision is over. Write to the organisers to withdraw it."));
        return false;
    }
    Decided decided =
        DECIDE(change, edition->book, "application.withdrawn", "",
               SAYS_TEXT("application", text_format(change->at.arena, "%lld", (long long)id.key)),
               SAYS_SECRETLY("reason", reason));
    submitted_leave(change, decided, id);
    store_write(change, decided,
                SQL("UPDATE application SET state = 'withdrawn', withdrawn_at = $2 WHERE key = $1"),
                BIND(id.key, change->at.now));
    release_reviews(change, edition, id);
    store_write(change, decided, SQL("DELETE FROM candidate WHERE application = $1"), BIND(id.key));
    return true;
}

bool application_extend(Change *change, const Edition *edition, ApplicationId id, Instant until, Text reason,
                        Problems *problems)
{
    if (until.us <= edition->closes.us)
        problems_add(problems, TEXT("until"), M("Enter an instant after the end of the call."));
    if (!text_trim(reason).size)
        problems_add(problems, TEXT("reason"), M("Give the reason. It stands in the decision log."));
    if (problems_any(problems)) return false;
    if (!store_row(&change->at,
                   SQL("SELECT 1 FROM application WHERE key = $1 AND edition = $2 AND state <> 'withdrawn'"),
                   BIND(id.key, edition->id.key)))
        return false;
    Decided decided =
        DECIDE(change, edition->book, "application.extended", "",
               SAYS_TEXT("application", text_format(change->at.arena, "%lld", (long long)id.key)),
               SAYS_INSTANT("until", until), SAYS_SECRETLY("reason", reason));
    return store_write(change, decided, SQL("UPDATE application SET extended_until = $2 WHERE key = $1"),
                       BIND(id.key, until)) == 1;
}
