/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/announcement_views.h"

#include "base/random.h"
#include "feature/prize/access.h"
#include "feature/prize/viewer.h"
#include "platform/account/account.h"
#include "platform/config/settings.h"
#include "platform/http/shell.h"
#include "platform/mail/mail.h"
#include "prize_templates.h"

#define LINK_PURPOSE "winner/accept"

/* ---- the embargoed notice */

static WinnerNotice notice_of_row(const Rows *row)
{
    return (WinnerNotice){.key = row_int(row, 0),
                          .application = {row_int(row, 1)},
                          .name = row_text(row, 2),
                          .address = row_text(row, 3),
                          .told = row_instant(row, 4),
                          .accepted = row_instant(row, 5)};
}

#define NOTICE_COLUMNS                                                                                       \
    "SELECT notice.key, notice.application, notice.name, notice.address, notice.told_at,"                    \
    " notice.accepted_at FROM winner_notice AS notice "

static bool has_winner(const Winners *winners, ApplicationId application)
{
    for (size_t i = 0; i < winners->count; i++) {
        if (winners->at[i].application.key == application.key) return true;
    }
    return false;
}

WinnerNotices announcement_notices(Snapshot *at, const Edition *edition)
{
    WinnerNotices list = {0};
    Winners winners = winners_known(at, edition);
    Rows *rows = store_rows(at,
                            SQL(NOTICE_COLUMNS "JOIN winner ON winner.application = notice.application"
                                               " WHERE winner.edition = $1 ORDER BY notice.key"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        WinnerNotice notice = notice_of_row(rows);
        if (has_winner(&winners, notice.application)) *LIST_ADD(at->arena, &list) = notice;
    }
    return list;
}

static void keep_notice(Change *change, ApplicationId application, Text name, Text address)
{
    if (store_row(&change->at, SQL("SELECT 1 FROM winner_notice WHERE application = $1 AND address = $2"),
                  BIND(application.key, address)))
        return;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO winner_notice (key, application, name, address) VALUES ($1, $2, $3, $4)"),
                BIND(random_key(), application.key, name, address));
}

static bool may_tell(Change *change, const Edition *edition, Problems *problems)
{
    if (!viewer_is_organiser(&change->at, edition->id)) return false;
    if (!committee_has_decided(&change->at, edition))
        problems_add(problems, TEXT(""), M("The committee has not decided yet."));
    else if (publication_passed(&change->at, edition, STEP_WINNERS))
        problems_add(problems, TEXT(""),
                     M("The winners are announced. There is nothing left to tell ahead."));
    return !problems_any(problems);
}

bool announcement_add_contact(Change *change, const Edition *edition, ApplicationId application, Text name,
                              Text address, Problems *problems)
{
    AccountDraft draft = {.name = name, .address = address};
    if (!may_tell(change, edition, problems)) return false;
    Winners winners = winners_known(&change->at, edition);
    if (!has_winner(&winners, application))
        problems_add(problems, TEXT("application"), M("Choose an application."));
    account_check_draft(change->at.arena, &draft, problems);
    if (problems_any(problems)) return false;
    keep_notice(change, application, draft.name, draft.address);
    return true;
}

static Language language_of(Text tongue)
{
    Language language = LANGUAGE_EN;
    return language_from_code(tongue, &language) ? language : LANGUAGE_EN;
}

static void tell(Change *change, const Edition *edition, const WinnerNotice *notice, Text tongue)
{
    Instant until = publication_instant(&change->at, edition, STEP_WINNERS);
    Instant month = instant_plus(change->at.now, 30 * DAY_US);
    Text token = link_make(change, &(Link){.purpose = TEXT(LINK_PURPOSE),
                                           .scope = edition->scope,
                                           .subject_key = notice->key,
                                           .expires = instant_passed(month, until) ? until : month});
    Decided decided =
        DECIDE(change, edition->book, "winner.told", "",
               SAYS_TEXT("application", text_of_int(change->at.arena, notice->application.key)));
    store_write(change, decided, SQL("UPDATE winner_notice SET told_at = $2 WHERE key = $1"),
                BIND(notice->key, change->at.now));
    mail_queue(change, &(MailOrder){.kind = "prize/winner-embargo",
                                    .to_name = notice->name,
                                    .to_address = notice->address,
                                    .language = language_of(tongue),
                                    .subject_key = notice->key,
                                    .argument = token,
                                    .due = INSTANT_NEVER});
}

static void name_contacts(Change *change, const Winners *winners)
{
    for (size_t i = 0; i < winners->count; i++) {
        Rows *row = store_row(&change->at,
                              SQL("SELECT v.contact_name, v.contact_address FROM application"
                                  " JOIN application_version AS v ON v.application = application.key"
                                  " AND v.version = application.version WHERE application.key = $1"),
                              BIND(winners->at[i].application.key));
        if (row && row_text(row, 1).size)
            keep_notice(change, winners->at[i].application, row_text(row, 0), row_text(row, 1));
    }
}

bool announcement_tell(Change *change, const Edition *edition, Problems *problems)
{
    if (!may_tell(change, edition, problems)) return false;
    Winners winners = winners_known(&change->at, edition);
    name_contacts(change, &winners);
    WinnerNotices notices = announcement_notices(&change->at, edition);
    for (size_t i = 0; i < notices.count; i++) {
        if (instant_is_set(notices.at[i].told)) continue;
        Text tongue = TEXT("");
        for (size_t k = 0; k < winners.count; k++) {
            if (winners.at[k].application.key == notices.at[i].application.key) tongue = winners.at[k].tongue;
        }
        tell(change, edition, &notices.at[i], tongue);
    }
    return true;
}

bool announcement_find(Snapshot *at, const Edition *edition, Text token, WinnerNotice *notice)
{
    Link link;
    if (!link_find(at, token, &link) || !text_is_c(link.purpose, LINK_PURPOSE) ||
        !text_is(link.scope, edition->scope))
        return false;
    Rows *row = store_row(at,
                          SQL(NOTICE_COLUMNS "JOIN winner ON winner.application = notice.application"
                                             " WHERE notice.key = $1 AND winner.edition = $2"),
                          BIND(link.subject_key, edition->id.key));
    if (row) *notice = notice_of_row(row);
    return row != NULL;
}

bool announcement_accept(Change *change, const Edition *edition, Text token, Problems *problems)
{
    WinnerNotice notice;
    if (!announcement_find(&change->at, edition, token, &notice) ||
        !link_consume(change, token, (AccountId){0})) {
        problems_add(problems, TEXT(""), M("This link was used already, or it is too old."));
        return false;
    }
    Decided decided = DECIDE(change, edition->book, "winner.accepted", "",
                             SAYS_TEXT("application", text_of_int(change->at.arena, notice.application.key)));
    store_write(change, decided, SQL("UPDATE winner_notice SET accepted_at = $2 WHERE key = $1"),
                BIND(notice.key, change->at.now));
    return true;
}

/* ---- an applicant's own results */

static bool round_is_out(Snapshot *at, const Edition *edition, int64_t round)
{
    return publication_passed(at, edition, round) && round_is_confirmed(at, edition, round);
}

static bool winners_are_out(Snapshot *at, const Edition *edition)
{
    return publication_passed(at, edition, STEP_WINNERS) && committee_has_decided(at, edition);
}

static void read_feedback(Snapshot *at, const Edition *edition, ApplicationId application, OwnResult *result)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT review.feedback, review.feedback_tongue FROM review JOIN assignment"
                                " ON assignment.key = review.assignment AND assignment.state = 'sent'"
                                " JOIN round_confirmation AS c ON c.edition = assignment.edition"
                                " AND c.round = assignment.round AND c.feedback_released_at IS NOT NULL"
                                " WHERE assignment.edition = $1 AND assignment.round = $2"
                                " AND assignment.application = $3 AND review.feedback <> ''"
                                " ORDER BY review.feedback"), /* an order that tells nothing of the experts */
                            BIND(edition->id.key, result->round, application.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &result->feedback) = (Written){row_text(rows, 0), row_text(rows, 1)};
}

static bool read_round(Snapshot *at, const Edition *edition, ApplicationId application, int64_t round,
                       OwnResult *result)
{
    Rows *row = store_row(
        at,
        SQL("SELECT r.passed, screening.reason, screening.tongue FROM round_result AS r LEFT JOIN screening"
            " ON screening.application = r.application AND screening.round = r.round"
            " WHERE r.edition = $1 AND r.round = $2 AND r.application = $3"),
        BIND(edition->id.key, round, application.key));
    if (!row) return false;
    *result = (OwnResult){.round = round, .passed = row_int(row, 0) == 1};
    result->score = own_score(at, edition, round, application);
    if (!result->passed) result->reason = (Written){row_text(row, 1), row_text(row, 2)};
    read_feedback(at, edition, application, result);
    return true;
}

static void read_award(Snapshot *at, const Edition *edition, ApplicationId application, OwnResults *results)
{
    results->next = -1;
    results->is_final = true;
    Rows *row = store_row(at, SQL("SELECT award, tier FROM winner WHERE edition = $1 AND application = $2"),
                          BIND(edition->id.key, application.key));
    if (!row) return;
    results->award = row_text(row, 0);
    results->tier = row_text(row, 1);
}

/* The results that are out, in order; false: there is none for it of a round that it entered. */
static bool read_rounds(Snapshot *at, const Edition *edition, ApplicationId application, OwnResults *results,
                        bool *is_candidate)
{
    int64_t last = (int64_t)edition->rounds.count;
    bool *has_passed = ARENA_MANY(at->arena, (size_t)last + 1, bool);
    has_passed[0] = true; /* it has applied */
    for (int64_t round = 1; round <= last; round++) {
        OwnResult result;
        if (!has_passed[edition_entrants_of(edition, round)]) continue;
        if (!round_is_out(at, edition, round)) {
            if (results->next < 0) results->next = round;
            continue;
        }
        if (!read_round(at, edition, application, round, &result)) return false;
        *LIST_ADD(at->arena, &results->rounds) = result;
        has_passed[round] = result.passed;
    }
    *is_candidate = has_passed[last];
    return true;
}

OwnResults announcement_own(Snapshot *at, const Edition *edition, ApplicationId application)
{
    OwnResults results = {.next = -1};
    bool is_candidate = false;
    if (!read_rounds(at, edition, application, &results, &is_candidate)) return (OwnResults){.next = -1};
    if (is_candidate && results.next < 0) results.next = STEP_WINNERS;
    if (is_candidate && winners_are_out(at, edition)) read_award(at, edition, application, &results);
    if (results.next >= 0) {
        Instant instant = publication_instant(at, edition, results.next);
        results.next_instant = instant_passed(instant, at->now) ? INSTANT_NEVER : instant;
    }
    return results;
}

/* ---- mails of results */

typedef struct {
    EditionId edition;
    int64_t step;
    bool has_moved_up; /* one of them, told another thing before */
} Due;
typedef struct {
    LIST(Due) list;
} DueList;

/* Published by now, there is a result, and nobody was told. */
static void find_due(Snapshot *at, void *context)
{
    DueList *due = context;
    Rows *rows = store_rows(at,
                            SQL("SELECT publication.edition, publication.step FROM publication"
                                " LEFT JOIN result_notice AS told ON told.edition = publication.edition"
                                " AND told.step = publication.step WHERE publication.publish_at <= $1"
                                " AND told.edition IS NULL AND (EXISTS (SELECT 1 FROM round_confirmation AS c"
                                " WHERE c.edition = publication.edition AND c.round = publication.step)"
                                " OR (publication.step = 0 AND EXISTS (SELECT 1 FROM winner"
                                " WHERE winner.edition = publication.edition)))"
                                " ORDER BY publication.edition, publication.step"),
                            BIND(at->now));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &due->list) = (Due){.edition = {row_int(rows, 0)}, .step = row_int(rows, 1)};
}

static Rows *concerned(Snapshot *at, const Due *due)
{
    if (due->step == STEP_WINNERS)
        return store_rows(at,
                          SQL("SELECT application.key, v.contact_name, v.contact_address, v.tongue"
                              " FROM candidate JOIN application ON application.key = candidate.application"
                              " AND application.state = 'submitted' JOIN application_version AS v"
                              " ON v.application = application.key AND v.version = application.version"
                              " WHERE candidate.edition = $1 ORDER BY application.key"),
                          BIND(due->edition.key));
    return store_rows(at,
                      SQL("SELECT application.key, v.contact_name, v.contact_address, v.tongue"
                          " FROM round_result AS r JOIN application ON application.key = r.application"
                          " AND application.state = 'submitted' JOIN application_version AS v"
                          " ON v.application = application.key AND v.version = application.version"
                          " WHERE r.edition = $1 AND r.round = $2 ORDER BY application.key"),
                      BIND(due->edition.key, due->step));
}

static void queue_one(Change *change, const Due *due, ApplicationId application, MailOrder *order)
{
    order->kind = due->step == STEP_WINNERS ? "prize/result-final" : "prize/result";
    order->subject_key = application.key;
    order->due = INSTANT_NEVER;
    order->once =
        text_format(change->at.arena, "%s/%lld/%lld/%lld/%.*s", due->has_moved_up ? "moved-up" : "result",
                    (long long)due->edition.key, (long long)due->step, (long long)application.key,
                    TEXT_PRINT(address_key(change->at.arena, order->to_address)));
    mail_queue(change, order);
}

/* To everyone of the team, and to the contact; an address twice gets it once. */
static void queue_application(Change *change, const Due *due, const Rows *row)
{
    ApplicationId application = {row_int(row, 0)};
    Rows *team = store_rows(&change->at,
                            SQL("SELECT account FROM team_member WHERE application = $1 ORDER BY account"),
                            BIND(application.key));
    while (rows_next(team)) {
        Account account;
        if (!account_find(&change->at, (AccountId){row_int(team, 0)}, &account)) continue;
        queue_one(change, due, application,
                  &(MailOrder){.to_name = account.name,
                               .to_address = account.address,
                               .to_account = account.id,
                               .language = account.language});
    }
    if (row_text(row, 2).size)
        queue_one(change, due, application,
                  &(MailOrder){.to_name = row_text(row, 1),
                               .to_address = row_text(row, 2),
                               .language = language_of(row_text(row, 3))});
}

static bool was_told(Snapshot *at, const Due *due)
{
    return store_row(at, SQL("SELECT 1 FROM result_notice WHERE edition = $1 AND step = $2"),
                     BIND(due->edition.key, due->step)) != NULL;
}

static bool queue_due(Change *change, void *context)
{
    const Due *due = context;
    if (was_told(&change->at, due)) return false; /* another process was quicker */
    Rows *rows = concerned(&change->at, due);
    while (rows_next(rows)) queue_application(change, due, rows);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO result_notice (edition, step, queued_at) VALUES ($1, $2, $3)"),
                BIND(due->edition.key, due->step, change->at.now));
    return true;
}

void announcement_tell_moved_up(Change *change, const Edition *edition, int64_t round,
                                ApplicationId application)
{
    Due due = {.edition = edition->id, .step = round, .has_moved_up = true};
    if (!was_told(&change->at, &due)) return;
    Rows *rows = concerned(&change->at, &due);
    while (rows_next(rows)) {
        if (row_int(rows, 0) == application.key) queue_application(change, &due, rows);
    }
}

void announcement_send_due(Store *store, Arena *arena)
{
    DueList due = {0};
    store_read(store, arena, (AccountId){0}, find_due, &due);
    for (size_t i = 0; i < due.list.count; i++)
        store_change(store, arena, (AccountId){0}, queue_due, &due.list.at[i]);
}

/* ---- rendering, at the moment of sending */

static Url address_of(Snapshot *at, const Settings *settings, Language language, const char *pattern,
                      Text first, Text second)
{
    Url url = url_make(at->arena, language, pattern, (const Text[]){first, second, TEXT("")});
    return url_absolute(at->arena, settings, url);
}

static bool fill_application(Snapshot *at, const Settings *settings, int64_t application, Language language,
                             const Edition **edition, AnnouncementMail *mail)
{
    Rows *row = store_row(at,
                          SQL("SELECT application.edition, application.number, v.title FROM application"
                              " JOIN application_version AS v ON v.application = application.key"
                              " AND v.version = application.version WHERE application.key = $1"
                              " AND application.state = 'submitted'"),
                          BIND(application));
    if (!row || !(*edition = edition_find(at, (EditionId){row_int(row, 0)}))) return false;
    Application numbered = {.number = row_int(row, 1)};
    *mail = (AnnouncementMail){.edition = words_in(&(*edition)->name, language),
                               .site_name = shell_site_name(at->arena, settings, language),
                               .number = application_number(at->arena, *edition, &numbered),
                               .title = row_text(row, 2),
                               .zone = (*edition)->zone,
                               .publish_at = publication_instant(at, *edition, STEP_WINNERS),
                               .link = address_of(at, settings, language, "/prize/{}/apply/{}/result/",
                                                  (*edition)->code, text_of_int(at->arena, application))};
    return true;
}

static Text award_words(const Edition *edition, Text code, Language language)
{
    const Award *award = edition_award(edition, code);
    return award ? words_in(&award->name, language) : code;
}

/* The newest result that is out; a mail that was late says what is so now. */
static bool render_result(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                          Text argument, MailText *mail)
{
    const Edition *edition;
    AnnouncementMail view;
    if (!fill_application(at, settings, subject_key, language, &edition, &view)) return false;
    OwnResults results = announcement_own(at, edition, (ApplicationId){subject_key});
    if (!results.rounds.count) return false;
    const OwnResult *last = &results.rounds.at[results.rounds.count - 1];
    view.round = words_in(&edition_round(edition, last->round)->name, language);
    view.passed = last->passed;
    MAIL_WRITE(at, settings, language, prize_mail_result_txt, &view, mail);
    return true;
}

static bool render_final(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                         Text argument, MailText *mail)
{
    const Edition *edition;
    AnnouncementMail view;
    if (!fill_application(at, settings, subject_key, language, &edition, &view)) return false;
    OwnResults results = announcement_own(at, edition, (ApplicationId){subject_key});
    if (!results.is_final) return false;
    view.is_final = true;
    if (results.award.size) view.award = award_words(edition, results.award, language);
    MAIL_WRITE(at, settings, language, prize_mail_result_txt, &view, mail);
    return true;
}

static bool render_embargo(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                           Text argument, MailText *mail)
{
    const Edition *edition;
    AnnouncementMail view;
    Rows *row =
        store_row(at,
                  SQL("SELECT winner.application, winner.award FROM winner_notice AS notice"
                      " JOIN winner ON winner.application = notice.application WHERE notice.key = $1"),
                  BIND(subject_key));
    if (!row || !fill_application(at, settings, row_int(row, 0), language, &edition, &view)) return false;
    if (publication_passed(at, edition, STEP_WINNERS)) return false;
    view.award = award_words(edition, row_text(row, 1), language);
    view.link = address_of(at, settings, language, "/prize/{}/embargo/{}/", edition->code, argument);
    MAIL_WRITE(at, settings, language, prize_mail_embargo_txt, &view, mail);
    return true;
}

static bool render_invitation(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                              Text argument, MailText *mail)
{
    const Edition *edition = edition_find(at, (EditionId){subject_key});
    if (!edition) return false;
    AnnouncementMail view = {.edition = words_in(&edition->name, language),
                             .site_name = shell_site_name(at->arena, settings, language),
                             .link = address_of(at, settings, language, "/account/invitation/{}/", argument,
                                                TEXT(""))};
    MAIL_WRITE(at, settings, language, prize_mail_invite_committee_txt, &view, mail);
    return true;
}

/* The seat goes to whoever claims it. */
static void claimed(Change *change, const Link *link, AccountId by)
{
    const Edition *edition = edition_find(&change->at, (EditionId){link->subject_key});
    if (!edition || by.key == link->account.key) return;
    CommitteeMembers members = committee_members(&change->at, edition, (MotionId){0});
    for (size_t i = 0; i < members.count; i++) {
        if (members.at[i].account.key != link->account.key) continue;
        Problems problems = problems_none(change->at.arena);
        committee_leave(change, edition, link->account);
        committee_seat(change, edition, by, members.at[i].seat, &problems);
    }
}

static Message about(Snapshot *at, Language language, const Link *link)
{
    const Edition *edition = edition_find(at, (EditionId){link->subject_key});
    if (!edition) return (Message){0};
    return M("You are invited to the final committee: {edition}",
             WITH_TEXT("edition", words_in(&edition->name, language)));
}

static const MailKind mails[] = {{"prize/invite-committee", render_invitation,
                                  .label = M("Invitation to the committee")},
                                 {"prize/winner-embargo", render_embargo, .is_sealed = true,
                                  .label = M("Notice under embargo")},
                                 {"prize/result", render_result, .label = M("Result of a round")},
                                 {"prize/result-final", render_final, .label = M("Result of the prize")}};
static const InvitationKind invitations[] = {
    {.purpose = "invite/committee", .claimed = claimed, .then = "/prize/committee-room/{}/", .about = about}};

void prize_announcement_register(void)
{
    mail_register(mails, sizeof mails / sizeof *mails);
    account_register_invitations(invitations, sizeof invitations / sizeof *invitations);
}
