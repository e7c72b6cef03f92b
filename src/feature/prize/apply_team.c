/* SPDX-License-Identifier: Apache-2.0 */
/* Colleagues: invited, joined, gone; and the short ways to one's applications. */
#include "feature/prize/apply_parts.h"
#include "platform/account/login.h"
#include "platform/config/settings.h"
#include "platform/mail/mail.h"
#include "prize_templates.h"

enum { INVITATION_DAYS = 14 };

static void fill_team(Snapshot *at, ApplicationId id, PrizeApplyTeam *view)
{
    TeamNames team = application_team(at, id);
    for (size_t i = 0; i < team.count; i++) {
        *LIST_ADD(at->arena, &view->team) = team.at[i];
        if (team.at[i].account.key == at->viewer.key) view->is_lead = team.at[i].is_lead;
    }
}

void apply_team_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    bool again = request->is_again;
    PrizeApplyTeam view = {.head = apply_head(request, at, page.edition, page.application, &page.draft,
                                              M("Working together")),
                           .name = field_make(&request->problems, TEXT("name"),
                                              again ? request_text(request, "name") : TEXT("")),
                           .address = field_make(&request->problems, TEXT("address"),
                                                 again ? request_text(request, "address") : TEXT(""))};
    view.name.width = view.address.width = WIDTH_MIDDLE;
    view.address.type = "email";
    if (text_find(request->query, TEXT("done=invited")) >= 0)
        shell_add_notice(request->arena, &view.head.shell, NOTICE_GOOD,
                         M("The invitation is on its way. The link in it works for 14 days."));
    fill_team(at, page.application->id, &view);
    RESPOND(request, prize_apply_team_html, &view);
}

static Url team_url(const Request *request, const Edition *edition)
{
    return URL(request->arena, request->language, "/prize/{}/apply/{}/team/", edition->code,
               apply_key(request));
}

/* Strangers' mailboxes are not ours to fill: mails to an address, and from a person, are counted. */
static bool may_write_to(Request *request, Change *change, Text address)
{
    Instant until;
    Text who = text_format(request->arena, "account/%lld", (long long)change->at.viewer.key);
    if (attempt_claim(change, ATTEMPT_MAIL_ADDRESS, address_key(request->arena, address), &until) &&
        attempt_claim(change, ATTEMPT_MAIL_CLIENT, who, &until))
        return true;
    problems_add(&request->problems, TEXT("address"),
                 M("Too many invitations at once. Try again at {time}.",
                   WITH_TIME("time", until, request->settings->zone)));
    return false;
}

static void invite(Request *request, Change *change, const Edition *edition, const AccountDraft *draft)
{
    ApplicationId id = apply_id(request);
    AccountId account = account_ensure(change, draft->name, draft->address, request->language);
    Text token =
        link_make(change, &(Link){.purpose = TEXT("invite/team"),
                                  .scope = edition->scope,
                                  .account = account,
                                  .subject_key = id.key,
                                  .expires = instant_plus(change->at.now, INVITATION_DAYS * DAY_US)});
    mail_queue(change, &(MailOrder){.kind = "prize/invite-team",
                                    .to_name = draft->name,
                                    .to_address = draft->address,
                                    .to_account = account,
                                    .language = request->language,
                                    .subject_key = id.key,
                                    .argument = token,
                                    .due = INSTANT_NEVER});
}

bool apply_invite(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    AccountDraft draft = {.name = request_text(request, "name"), .address = request_text(request, "address")};
    account_check_draft(request->arena, &draft, &request->problems);
    if (application_team(&change->at, apply_id(request)).count >= TEAM_MAX)
        problems_add(&request->problems, TEXT("address"),
                     MN("A team has at most {n} person.", "A team has at most {n} people.", TEAM_MAX));
    if (problems_any(&request->problems) || !may_write_to(request, change, draft.address)) return false;
    invite(request, change, edition, &draft);
    Url url = team_url(request, edition);
    url.address = text_join(request->arena, url.address, TEXT("?done=invited"));
    response_redirect(request, url);
    return true;
}

bool apply_leave(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!application_leave_team(change, apply_id(request), change->at.viewer)) {
        problems_add(&request->problems, TEXT(""), M("The lead cannot leave the application."));
        return false;
    }
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/apply/", edition->code));
    return true;
}

bool apply_remove_member(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    AccountId member = {0};
    request_int(request, "member", &member.key);
    if (!application_is_lead(&change->at, apply_id(request), change->at.viewer)) {
        problems_add(&request->problems, TEXT(""), M("Only the lead can take somebody off the application."));
        return false;
    }
    application_leave_team(change, apply_id(request), member); /* gone already is as good */
    response_redirect(request, team_url(request, edition));
    return true;
}

/* ---- short ways, for the navigation and for mails */

Verdict guard_applicant(Snapshot *at, const Request *request)
{
    (void)request;
    if (!at->viewer.key) return SIGN_IN;
    return store_row(at, SQL("SELECT 1 FROM team_member WHERE account = $1 LIMIT 1"), BIND(at->viewer))
               ? ADMITTED
               : HIDDEN;
}

static Rows *newest_of_viewer(Snapshot *at)
{
    return store_row(at,
                     SQL("SELECT edition.code FROM team_member"
                         " JOIN application ON application.key = team_member.application"
                         " JOIN edition ON edition.key = application.edition"
                         " WHERE team_member.account = $1 ORDER BY edition.opens_at DESC LIMIT 1"),
                     BIND(at->viewer));
}

void apply_any_show(Request *request, Snapshot *at)
{
    Rows *row = newest_of_viewer(at);
    const Edition *newest = row ? NULL : edition_newest(at);
    if (!row && !newest) response_not_found(request);
    else
        response_redirect(request, URL(request->arena, request->language, "/prize/{}/apply/",
                                       row ? row_text(row, 0) : newest->code));
}

void apply_one_show(Request *request, Snapshot *at)
{
    Rows *row = store_row(at,
                          SQL("SELECT edition.code FROM application"
                              " JOIN edition ON edition.key = application.edition"
                              " JOIN team_member ON team_member.application = application.key"
                              " AND team_member.account = $1 WHERE application.key = $2"),
                          BIND(at->viewer, apply_id(request).key));
    if (!row) response_not_found(request);
    else
        response_redirect(request, URL(request->arena, request->language, "/prize/{}/apply/{}/",
                                       row_text(row, 0), apply_key(request)));
}
