/* SPDX-License-Identifier: Apache-2.0 */
/* The mails to those who write an application, and what an invitation to join them means. */
#include "feature/prize/apply_views.h"
#include "platform/account/account.h"
#include "platform/config/settings.h"
#include "platform/http/shell.h"
#include "platform/mail/mail.h"
#include "prize_templates.h"

static Url link_to(Snapshot *at, const Settings *settings, Language language, int64_t application)
{
    Text key = text_format(at->arena, "%lld", (long long)application);
    return url_absolute(at->arena, settings, URL(at->arena, language, "/apply/{}/", key));
}

static void fill_edition(Snapshot *at, const Settings *settings, Language language,
                         const Application *application, PrizeApplicationMail *view)
{
    const Edition *edition = edition_find(at, application->edition);
    view->site_name = shell_site_name(at->arena, settings, language);
    view->edition_name = words_in(&edition->name, language);
    view->zone = edition->zone;
    view->deadline = application_deadline(edition, application);
    view->is_open = !instant_passed(instant_plus(view->deadline, 1), at->now);
    view->number = application_number(at->arena, edition, application);
    view->link = link_to(at, settings, language, application->id.key);
}

/* As the program sees it: a mail has no viewer. */
static bool find(Snapshot *at, int64_t key, Application *application, Text *title)
{
    Rows *row = store_row(at,
                          SQL("SELECT application.edition, application.state, application.number,"
                              " application.version, application.extended_until, draft.title"
                              " FROM application JOIN application_version AS draft"
                              " ON draft.application = application.key AND draft.version = 0"
                              " WHERE application.key = $1"),
                          BIND(key));
    if (!row) return false;
    *application = (Application){.id = {key},
                                 .edition = {row_int(row, 0)},
                                 .state = application_state_from_code(row_text(row, 1)),
                                 .number = row_int(row, 2),
                                 .version = row_int(row, 3),
                                 .extended_until = row_instant(row, 4)};
    *title = row_text(row, 5);
    return true;
}

/* The receipt of one version: it is sent though a later one has come meanwhile. */
static bool render_receipt(Snapshot *at, const Settings *settings, Language language, int64_t receipt,
                           Text argument, MailText *mail)
{
    (void)argument;
    Application application;
    ApplicationText text;
    PrizeApplicationMail view = {0};
    Rows *row = store_row(at, SQL("SELECT application, version FROM application_version WHERE receipt = $1"),
                          BIND(receipt));
    if (!row || !find(at, row_int(row, 0), &application, &view.title) ||
        !application_version(at, application.id, row_int(row, 1), &text))
        return false;
    fill_edition(at, settings, language, &application, &view);
    view.title = text.title;
    view.version = text.version;
    view.submitted = text.submitted;
    view.digest = text.digest;
    view.files = text.attachments;
    MAIL_WRITE(at, settings, language, prize_mail_receipt_txt, &view, mail);
    return true;
}

static bool render_invitation(Snapshot *at, const Settings *settings, Language language, int64_t key,
                              Text argument, MailText *mail)
{
    Application application;
    PrizeApplicationMail view = {0};
    if (!find(at, key, &application, &view.title) || application.state == APPLICATION_WITHDRAWN) return false;
    fill_edition(at, settings, language, &application, &view);
    view.link =
        url_absolute(at->arena, settings, URL(at->arena, language, "/account/invitation/{}/", argument));
    MAIL_WRITE(at, settings, language, prize_mail_invite_team_txt, &view, mail);
    return true;
}

/* Not after the submission, the withdrawal or the deadline, however late the mail goes out. */
static bool render_reminder(Snapshot *at, const Settings *settings, Language language, int64_t key,
                            Text argument, MailText *mail)
{
    (void)argument;
    Application application;
    PrizeApplicationMail view = {0};
    if (!find(at, key, &application, &view.title) || application.state != APPLICATION_DRAFT) return false;
    fill_edition(at, settings, language, &application, &view);
    if (!view.is_open) return false;
    MAIL_WRITE(at, settings, language, prize_mail_reminder_txt, &view, mail);
    return true;
}

static const MailKind kinds[] = {
    {.name = "prize/receipt", .render = render_receipt, .label = M("Receipt")},
    {.name = "prize/invite-team", .render = render_invitation, .label = M("Invitation to a team")},
    {.name = "prize/reminder", .render = render_reminder, .label = M("Reminder of the deadline")},
};

/* ---- joining */

static void joined(Change *change, const Link *link, AccountId by)
{
    application_join_team(change, (ApplicationId){link->subject_key}, by);
}

static Message about(Snapshot *at, Language language, const Link *link)
{
    (void)language;
    Application application;
    Text title;
    if (!find(at, link->subject_key, &application, &title) || !title.size)
        return M("You are invited to work on an application.");
    return M("You are invited to work on the application “{title}”.", WITH_TEXT("title", title));
}

static const InvitationKind invitations[] = {
    {.purpose = "invite/team", .claimed = joined, .then = "/apply/{}/", .about = about}};

void application_contribute(void)
{
    mail_register(kinds, sizeof kinds / sizeof *kinds);
    account_register_invitations(invitations, sizeof invitations / sizeof *invitations);
}
