/* SPDX-License-Identifier: Apache-2.0 */
/* The outbox on a page. Secrets of mails (links that open accounts) are shown to the operator alone,
 * and only on the machine itself, where the command line shows them too; an organiser who could read
 * a link to a new password could become anybody. */
#include "feature/admin/pages.h"

enum { ROWS_A_PAGE = 50 };

static MailState state_typed(const Request *request)
{
    for (MailState state = 0; state < MAIL_STATES; state++)
        if (text_is_c(request_text(request, "state"), mail_state_code(state))) return state;
    return MAIL_STATES;
}

static Url next_url(const Request *request, int64_t before)
{
    return URL(request->arena, request->language, "/desk/outbox/?state={}&before={}",
               request_text(request, "state"), text_format(request->arena, "%lld", (long long)before));
}

void outbox_show(Request *request, Snapshot *at)
{
    int64_t before = 0;
    OutboxPage view = {
        .shell = desk_shell(request, at, M("Outbox"), TEXT("")),
        .states = outbox_counts(request, at),
    };
    note_no_server(request, &view.shell);
    if (!request_int(request, "before", &before)) before = 0;
    Mails mails = mail_list(at, state_typed(request), before, ROWS_A_PAGE + 1);
    for (size_t i = 0; i < mails.count && i < ROWS_A_PAGE; i++)
        *LIST_ADD(request->arena, &view.mails) =
            (OutboxRow){mails.at[i], URL(request->arena, request->language, "/desk/outbox/{}/",
                                         text_format(request->arena, "%lld", (long long)mails.at[i].key))};
    if (mails.count > ROWS_A_PAGE) view.next = next_url(request, mails.at[ROWS_A_PAGE - 1].key);
    RESPOND(request, admin_outbox_html, &view);
}

static bool find_mail(Snapshot *at, const Request *request, Mail *mail)
{
    int64_t key;
    return request_int(request, "mail", &key) && mail_find(at, key, mail);
}

void mail_show(Request *request, Snapshot *at)
{
    Mail mail;
    if (!find_mail(at, request, &mail)) {
        response_not_found(request);
        return;
    }
    bool sees_secrets = viewer_is_operator(at, request) && request_client_is_loopback(request);
    MailPage view = {
        .shell = desk_shell(request, at, M("Mail"), TEXT("")),
        .token = form_token_for(request),
        .mail = mail,
        .is_masked = mail.argument.size > 0 && !sees_secrets,
        .may_retry = mail.state == MAIL_REFUSED || mail.state == MAIL_UNCERTAIN,
        .retry = URL(request->arena, request->language, "/desk/outbox/{}/retry/",
                     text_format(request->arena, "%lld", (long long)mail.key)),
    };
    if (!mail.is_sealed) view.has_text = mail_read(at, request->settings, &mail, sees_secrets, &view.text);
    for (size_t i = 0; i < request->problems.count; i++)
        shell_add_notice(request->arena, &view.shell, NOTICE_BAD, request->problems.at[i].message);
    RESPOND(request, admin_mail_html, &view);
}

bool mail_retry_apply(Request *request, Change *change)
{
    Mail mail;
    if (!find_mail(&change->at, request, &mail)) return false;
    if (!mail_retry(change, mail.key)) {
        problems_add(&request->problems, TEXT(""), M("This mail is neither refused nor uncertain any more."));
        return false;
    }
    response_redirect(request, URL(request->arena, request->language, "/desk/outbox/{}/",
                                   text_format(request->arena, "%lld", (long long)mail.key)));
    return true;
}
