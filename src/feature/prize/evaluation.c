/* SPDX-License-Identifier: Apache-2.0 */
/* What the evaluation sends to experts, and what happens when an invitation is accepted. */
#include "feature/prize/evaluation.h"

#include "feature/prize/expert.h"
#include "platform/account/account.h"
#include "platform/config/settings.h"
#include "platform/http/shell.h"
#include "platform/mail/mail.h"
#include "prize_templates.h"

static Text address_of(Snapshot *at, const Settings *settings, Language language, const char *pattern,
                       Text part)
{
    Url url = url_make(at->arena, language, pattern, (const Text[]){part, TEXT("")});
    return url_absolute(at->arena, settings, url).address;
}

static bool render_invitation(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                              Text argument, MailText *mail)
{
    const Edition *edition = edition_find(at, (EditionId){subject_key});
    if (!edition) return false;
    ExpertMail view = {.edition = words_in(&edition->name, language),
                       .link = {address_of(at, settings, language, "/account/invitation/{}/", argument)},
                       .site_name = shell_site_name(at->arena, settings, language),
                       .begins = edition->rounds.count ? edition->rounds.at[0].begins : INSTANT_NEVER,
                       .zone = edition->zone};
    MAIL_WRITE(at, settings, language, prize_mail_invite_expert_txt, &view, mail);
    return true;
}

/* The argument is "<round> <account>". False: nothing of it is open any more. */
static bool fill(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                 Text argument, ExpertMail *view)
{
    const Edition *edition = edition_find(at, (EditionId){subject_key});
    Text rest = argument, round_text = text_next(&rest, ' ');
    int64_t number, account;
    if (!edition || !text_to_int(round_text, &number) || !text_to_int(rest, &account)) return false;
    const Round *round = edition_round(edition, number);
    if (!round || instant_passed(round->ends, at->now)) return false;
    int64_t open = store_count(at,
                               SQL("SELECT count(*) FROM assignment WHERE edition = $1 AND round = $2"
                                   " AND account = $3 AND state IN ('open', 'begun')"),
                               BIND(subject_key, number, account));
    *view = (ExpertMail){.edition = words_in(&edition->name, language),
                         .round = words_in(&round->name, language),
                         .link = {address_of(at, settings, language, "/prize/{}/reviews/", edition->code)},
                         .site_name = shell_site_name(at->arena, settings, language),
                         .open = open,
                         .begins = round->begins,
                         .ends = round->ends,
                         .zone = edition->zone};
    return open > 0;
}

static bool render_assigned(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                            Text argument, MailText *mail)
{
    ExpertMail view;
    if (!fill(at, settings, language, subject_key, argument, &view)) return false;
    MAIL_WRITE(at, settings, language, prize_mail_assigned_txt, &view, mail);
    return true;
}

static bool render_reminder(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                            Text argument, MailText *mail)
{
    ExpertMail view;
    if (!fill(at, settings, language, subject_key, argument, &view)) return false;
    MAIL_WRITE(at, settings, language, prize_mail_remind_expert_txt, &view, mail);
    return true;
}

static void claimed(Change *change, const Link *link, AccountId by)
{
    const Edition *edition = edition_find(&change->at, (EditionId){link->subject_key});
    if (edition) expert_claim(change, edition, link->account, by);
}

static Message about(Snapshot *at, Language language, const Link *link)
{
    const Edition *edition = edition_find(at, (EditionId){link->subject_key});
    if (!edition) return (Message){0};
    return M("You are invited to judge applications: {edition}",
             WITH_TEXT("edition", words_in(&edition->name, language)));
}

static const MailKind mails[] = {{"prize/invite-expert", render_invitation,
                                  .label = M("Invitation of an expert")},
                                 {"prize/assigned", render_assigned, .label = M("Reviews assigned")},
                                 {"prize/remind-expert", render_reminder, .label = M("Reminder of reviews")}};
static const InvitationKind invitations[] = {
    {.purpose = "invite/expert", .claimed = claimed, .then = "/prize/expert/{}/", .about = about}};

/* "prize/<key>": the edition's name. */
static Text scope_name(Snapshot *at, Language language, Text scope)
{
    int64_t key;
    if (!text_starts(scope, TEXT("prize/")) || !text_to_int(text_from(scope, 6), &key)) return TEXT("");
    const Edition *edition = edition_find(at, (EditionId){key});
    return edition ? words_in(&edition->name, language) : TEXT("");
}

void prize_evaluation_register(void)
{
    account_register_scope_name(scope_name);
    mail_register(mails, sizeof mails / sizeof *mails);
    account_register_invitations(invitations, sizeof invitations / sizeof *invitations);
}
