/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/admin/pages.h"

Shell desk_shell(Request *request, Snapshot *at, Message label, Text text)
{
    Shell shell = shell_for(request, at, M("Site"));
    bool is_desk = !label.english && !text.size;
    if (is_desk) return shell;
    if (guard_site(at, request) == ADMITTED) /* organisers of an edition read its log alone */
        shell_add_crumb(request->arena, &shell, M("Desk of the site"), TEXT(""),
                        URL(request->arena, request->language, "/desk/"));
    shell_add_crumb(request->arena, &shell, label, text, (Url){0});
    return shell;
}

bool viewer_is_operator(Snapshot *at, const Request *request)
{
    return account_has_role(at, request->login.account, TEXT("site"), "operator");
}

OutboxCounts outbox_counts(Request *request, Snapshot *at)
{
    OutboxCounts counts = {0};
    for (MailState state = 0; state < MAIL_STATES; state++) {
        int64_t count = mail_count(at, state);
        if (!count) continue;
        *LIST_ADD(request->arena, &counts) =
            (OutboxCount){state, count,
                          URL(request->arena, request->language, "/desk/outbox/?state={}",
                              text_of(mail_state_code(state)))};
    }
    return counts;
}

void note_no_server(const Request *request, Shell *shell)
{
    if (!request->settings->mail_server.size)
        shell_add_notice(request->arena, shell, NOTICE_WARNING,
                         M("No mail server is set. Mails wait in the outbox, where they can be read."));
}

static void add_jobs(DeskPage *view, Arena *arena)
{
    for (size_t f = 0; features[f]; f++)
        for (size_t i = 0; i < features[f]->job_count; i++)
            *LIST_ADD(arena, &view->jobs) =
                (JobRow){features[f]->jobs[i].name, features[f]->jobs[i].every_us / SECOND_US};
}

void desk_show(Request *request, Snapshot *at)
{
    Arena *arena = request->arena;
    DeskPage view = {
        .shell = desk_shell(request, at, (Message){0}, TEXT("")),
        .version = MADANG_VERSION,
        .engine = store_engine(request->store),
        .is_ready = store_is_ready(request->store),
        .is_operator = viewer_is_operator(at, request),
        .accounts = account_count(at),
        .decisions = journal_count(at, TEXT("site")),
        .mails = outbox_counts(request, at),
        .outbox = URL(arena, request->language, "/desk/outbox/"),
        .people = URL(arena, request->language, "/desk/accounts/"),
        .journal = URL(arena, request->language, "/desk/journal/?book=site"),
    };
    note_no_server(request, &view.shell);
    if (view.is_operator) add_jobs(&view, arena);
    RESPOND(request, admin_desk_html, &view);
}
