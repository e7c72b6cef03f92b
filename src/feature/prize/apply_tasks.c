/* SPDX-License-Identifier: Apache-2.0 */
/* My applications, and the task list of one. */
#include "feature/prize/apply_parts.h"
#include "prize_templates.h"

State apply_state(ApplicationState state)
{
    switch (state) {
    case APPLICATION_SUBMITTED:
        return STATE_SUBMITTED;
    case APPLICATION_WITHDRAWN:
        return STATE_WITHDRAWN;
    case APPLICATION_DRAFT:
        break;
    }
    return STATE_DRAFT;
}

void apply_list_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeApplyList view = {.shell = shell_for(request, at, M("Applicant")),
                           .edition = edition->code,
                           .edition_name = words_in(&edition->name, request->language),
                           .deadline = {edition->closes, edition->zone},
                           .is_before = !instant_passed(edition->opens, at->now),
                           .is_open = edition_call_is_open(edition, at->now),
                           .opens = edition->opens,
                           .zone = edition->zone,
                           .token = form_token_for(request),
                           .problems = request->problems};
    Applications mine = application_of_viewer(at, edition->id);
    for (size_t i = 0; i < mine.count; i++) {
        ApplicationText draft = {0};
        application_version(at, mine.at[i].id, 0, &draft);
        Text key = text_format(request->arena, "%lld", (long long)mine.at[i].id.key);
        *LIST_ADD(request->arena, &view.rows) =
            (ApplyRow){.title = {draft.title, draft.tongue},
                       .number = application_number(request->arena, edition, &mine.at[i]),
                       .url =
                           URL(request->arena, request->language, "/prize/{}/apply/{}/", edition->code, key),
                       .state = apply_state(mine.at[i].state)};
    }
    RESPOND(request, prize_apply_list_html, &view);
}

bool apply_begin(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!edition_call_is_open(edition, request->received)) {
        problems_add(&request->problems, TEXT(""),
                     M("New applications can be begun while the call is open."));
        return false;
    }
    if (application_open_drafts(&change->at, edition->id) >= DRAFTS_MAX) {
        problems_add(&request->problems, TEXT(""),
                     M("You have many drafts already. Use one of them, or withdraw it first."));
        return false;
    }
    ApplicationId id = application_begin(change, edition, change->at.viewer);
    Text key = text_format(request->arena, "%lld", (long long)id.key);
    response_redirect(request,
                      URL(request->arena, request->language, "/prize/{}/apply/{}/", edition->code, key));
    return true;
}

/* ---- the task list */

static bool any_of(const Problems *problems, const char *const *fields)
{
    for (; *fields; fields++) {
        if (problems_of(problems, text_of(*fields))) return true;
    }
    return false;
}

static State progress(bool begun, bool wrong)
{
    if (!begun) return STATE_NOT_STARTED;
    return wrong ? STATE_IN_PROGRESS : STATE_COMPLETED;
}

static void add_task(Request *request, PrizeApplyTasks *view, Tasks *tasks, Message label, Text text,
                     const char *page, State state)
{
    Url url =
        URL(request->arena, request->language, "/prize/{}/apply/{}/", view->head.edition, apply_key(request));
    url.address = text_format(request->arena, "%.*s%s", TEXT_PRINT(url.address), page);
    bool open = state != STATE_CANNOT_START && !view->head.is_withdrawn;
    *LIST_ADD(request->arena, tasks) =
        (Task){.label = label, .text = text, .url = open ? url : (Url){.address = TEXT("")}, .state = state};
    view->total++;
    view->done += state == STATE_COMPLETED;
    view->begun += state == STATE_IN_PROGRESS;
}

static void add_sections(Request *request, PrizeApplyTasks *view, const ApplyPage *page,
                         const Problems *problems)
{
    for (size_t i = 0; i < page->edition->sections.count; i++) {
        const Section *section = &page->edition->sections.at[i];
        bool begun = false, wrong = false;
        for (size_t k = 0; k < section->questions.count; k++) {
            Text code = section->questions.at[k].code;
            begun |= apply_answer(&page->draft.answers, code).size > 0;
            wrong |= problems_of(problems, code) != NULL;
        }
        Text path = text_format(request->arena, "section/%.*s/", TEXT_PRINT(section->code));
        add_task(request, view, &view->questions, (Message){0}, words_in(&section->name, request->language),
                 text_c(request->arena, path), progress(begun, wrong));
    }
}

static void add_files(Request *request, PrizeApplyTasks *view, const ApplyPage *page,
                      const Problems *problems)
{
    bool required = false, wrong = false;
    for (size_t i = 0; i < page->edition->attachments.count; i++) {
        required |= page->edition->attachments.at[i].required;
        wrong |= problems_of(problems, page->edition->attachments.at[i].code) != NULL;
    }
    if (!page->edition->attachments.count) return;
    bool begun = page->draft.attachments.count > 0;
    add_task(request, view, &view->proof, M("Files"), TEXT(""), "files/",
             begun || required ? progress(begun, wrong) : STATE_OPTIONAL);
}

static void fill_tasks(Request *request, PrizeApplyTasks *view, const ApplyPage *page,
                       const Problems *problems)
{
    const ApplicationText *draft = &page->draft;
    add_task(request, view, &view->project, M("The project and its place"), TEXT(""), "project/",
             progress(draft->title.size || draft->city.size || draft->category.size,
                      any_of(problems, apply_project_fields)));
    add_task(request, view, &view->project, M("Who applies"), TEXT(""), "applicant/",
             progress(draft->organisation.size || draft->contact_name.size,
                      any_of(problems, apply_applicant_fields)));
    add_sections(request, view, page, problems);
    add_files(request, view, page, problems);
    bool only_pledge = problems->count == (draft->pledged ? 0 : 1);
    bool sent = view->has_submitted && !view->has_changed;
    add_task(request, view, &view->sending, M("Check your answers and submit"), TEXT(""), "check/",
             sent          ? STATE_COMPLETED
             : only_pledge ? STATE_NOT_STARTED
                           : STATE_CANNOT_START);
}

void apply_tasks_show(Request *request, Snapshot *at)
{
    ApplyPage page;
    if (!apply_find(request, at, &page)) return;
    Problems problems = application_check(at, page.edition, page.application->id);
    const Category *category = edition_category(page.edition, page.draft.category);
    PrizeApplyTasks view = {
        .head = apply_head(request, at, page.edition, page.application, &page.draft, (Message){0}),
        .category = category ? words_in(&category->name, request->language) : TEXT(""),
        .has_submitted = page.application->version > 0,
        .submitted = page.application->submitted,
        .has_changed = page.application->version > 0 && !apply_is_sent(at, &page),
        .team = application_team(at, page.application->id),
    };
    fill_tasks(request, &view, &page, &problems);
    Amounts amounts = {0};
    amount_add(request->arena, &amounts, SQUARE_FIRST, view.done, M("done"));
    amount_add(request->arena, &amounts, SQUARE_LIT, view.begun, M("begun"));
    amount_add(request->arena, &amounts, SQUARE_EMPTY, view.total - view.done - view.begun, M("open"));
    view.progress = progress_make(request->arena, &amounts, view.total);
    RESPOND(request, prize_apply_tasks_html, &view);
}
