/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's list of applications, and one of them. */
#include "feature/prize/apply.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/expert.h"
#include "prize_templates.h"

enum { ROWS_A_PAGE = 50 };

static const char *const state_codes[] = {[APPLICATION_DRAFT] = "draft",
                                          [APPLICATION_SUBMITTED] = "submitted",
                                          [APPLICATION_WITHDRAWN] = "withdrawn"};

static DeskRow row_of(const Request *request, const Edition *edition, const ApplicationEntry *entry)
{
    const Category *category = edition_category(edition, entry->category);
    Text key = text_format(request->arena, "%lld", (long long)entry->application.id.key);
    DeskRow row = {.entry = *entry,
                   .category = category ? words_in(&category->name, request->language) : TEXT(""),
                   .state = apply_state(entry->application.state),
                   .state_code = text_of(state_codes[entry->application.state]),
                   .url = URL(request->arena, request->language, "/prize/{}/desk/applications/{}/",
                              edition->code, key)};
    for (size_t i = 0; i < edition->regions.count; i++)
        if (text_is(edition->regions.at[i].code, entry->region))
            row.region = words_in(&edition->regions.at[i].name, request->language);
    return row;
}

/* ---- the filters, which are the page's address */

static ApplicationFilter filter_of(const Request *request)
{
    return (ApplicationFilter){.state = request_text(request, "state"),
                               .category = request_text(request, "category"),
                               .region = request_text(request, "region"),
                               .part = request_text(request, "part")};
}

static void fill_filters(const Request *request, const Edition *edition, const ApplicationFilter *filter,
                         PrizeDeskApplications *view)
{
    Arena *arena = request->arena;
    view->state = choice_field_make(NULL, TEXT("state"));
    choice_add(arena, &view->state, TEXT(""), M("All states"), filter->state);
    choice_add(arena, &view->state, TEXT("submitted"), M("Submitted"), filter->state);
    choice_add(arena, &view->state, TEXT("draft"), M("Draft"), filter->state);
    choice_add(arena, &view->state, TEXT("withdrawn"), M("Withdrawn"), filter->state);
    view->category = choice_field_make(NULL, TEXT("category"));
    choice_add(arena, &view->category, TEXT(""), M("All categories"), filter->category);
    for (size_t i = 0; i < edition->categories.count; i++)
        choice_add(arena, &view->category, edition->categories.at[i].code, (Message){0}, filter->category)
            ->text = words_in(&edition->categories.at[i].name, request->language);
    view->region = choice_field_make(NULL, TEXT("region"));
    choice_add(arena, &view->region, TEXT(""), M("All regions"), filter->region);
    for (size_t i = 0; i < edition->regions.count; i++)
        choice_add(arena, &view->region, edition->regions.at[i].code, (Message){0}, filter->region)->text =
            words_in(&edition->regions.at[i].name, request->language);
    view->part = field_make(NULL, TEXT("part"), filter->part);
    view->part.type = "search";
}

static int64_t page_of(const Request *request, int64_t last)
{
    int64_t page = 1;
    if (!request_int(request, "page", &page) || page < 1) page = 1;
    return page > last ? last : page;
}

static PrizeDeskApplications list_of(Request *request, Snapshot *at, const Edition *edition,
                                     ApplicationEntries *entries)
{
    ApplicationFilter filter = filter_of(request);
    PrizeDeskApplications view = {.edition = edition->code, .zone = edition->zone};
    fill_filters(request, edition, &filter, &view);
    *entries = application_list(at, edition, &filter);
    view.found = (int64_t)entries->count;
    return view;
}

void desk_applications_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    ApplicationEntries entries;
    ApplicationFilter filter = filter_of(request);
    PrizeDeskApplications view = list_of(request, at, edition, &entries);
    view.shell = organiser_shell(request, at, edition, M("Applications"));
    int64_t last = view.found ? (view.found - 1) / ROWS_A_PAGE + 1 : 1;
    int64_t page = page_of(request, last);
    for (int64_t i = (page - 1) * ROWS_A_PAGE; i < view.found && i < page * ROWS_A_PAGE; i++)
        *LIST_ADD(request->arena, &view.rows) = row_of(request, edition, &entries.at[i]);
    Url base = URL(request->arena, request->language,
                   "/prize/{}/desk/applications/?state={}&category={}&region={}&part={}", edition->code,
                   filter.state, filter.category, filter.region, filter.part);
    view.pages = pages_make(request->arena, base, page, last);
    view.csv = URL(request->arena, request->language,
                   "/prize/{}/desk/applications.csv?state={}&category={}&region={}&part={}", edition->code,
                   filter.state, filter.category, filter.region, filter.part);
    RESPOND(request, prize_desk_applications_html, &view);
}

void desk_applications_csv_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    ApplicationEntries entries;
    PrizeDeskApplications view = list_of(request, at, edition, &entries);
    for (size_t i = 0; i < entries.count; i++)
        *LIST_ADD(request->arena, &view.rows) = row_of(request, edition, &entries.at[i]);
    response_header(request, "Content-Disposition",
                    text_format(request->arena, "attachment; filename=\"applications-%.*s.csv\"",
                                TEXT_PRINT(edition->code)));
    RESPOND(request, prize_desk_applications_csv, &view);
}

/* ---- one application */

static ApplicationId id_of(const Request *request)
{
    ApplicationId id = {0};
    request_int(request, "application", &id.key);
    return id;
}

static Message cause_label(Text cause)
{
    if (text_is_c(cause, "declared")) return M("Declared");
    if (text_is_c(cause, "recused")) return M("Recused");
    if (text_is_c(cause, "city")) return M("Same city");
    if (text_is_c(cause, "organisation")) return M("Same organisation");
    if (text_is_c(cause, "partner")) return M("Partner of the application");
    if (text_is_c(cause, "domain")) return M("Same mail domain");
    if (text_is_c(cause, "team")) return M("Works on the application");
    return M("Set by an organiser");
}

static void fill_conflicts(Snapshot *at, ApplicationId id, PrizeDeskApplication *view)
{
    Rows *rows = store_rows(
        at,
        SQL("SELECT account.name, conflict.cause, conflict.found_at,"
            " CASE WHEN conflict.lifted_at IS NULL THEN 0 ELSE 1 END FROM conflict"
            " JOIN account ON account.key = conflict.account"
            " WHERE conflict.application = $1 ORDER BY account.name, conflict.found_at, conflict.key"),
        BIND(id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &view->conflicts) =
            (DeskConflict){row_text(rows, 0), cause_label(row_text(rows, 1)), row_instant(rows, 2),
                           row_int(rows, 3) == 1};
}

static void fill_forms(Request *request, const Edition *edition, const Application *application,
                       PrizeDeskApplication *view)
{
    Text path = text_of(request->route->path);
    bool typed_until = request->is_again && text_ends(path, TEXT("extend/"));
    bool typed_reason = request->is_again && text_ends(path, TEXT("withdraw/"));
    view->until =
        date_time_field_make(&request->problems, TEXT("until"),
                             typed_until ? request_text(request, "until") : TEXT(""), edition->zone);
    view->extend_reason = field_make(&request->problems, TEXT("extend-reason"),
                                     typed_until ? request_text(request, "extend-reason") : TEXT(""));
    view->withdraw_reason = field_make(&request->problems, TEXT("withdraw-reason"),
                                       typed_reason ? request_text(request, "withdraw-reason") : TEXT(""));
    view->extend_reason.rows = view->withdraw_reason.rows = 2;
    view->can_extend = application->state != APPLICATION_WITHDRAWN;
    view->can_withdraw = application->state == APPLICATION_SUBMITTED;
}

void desk_application_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    const ApplicationEntry *entry = application_entry(at, edition, id_of(request));
    if (!entry) {
        response_not_found(request);
        return;
    }
    const Application *application = &entry->application;
    Instant deadline = application_deadline(edition, application);
    PrizeDeskApplication view = {.shell = organiser_shell(request, at, edition, (Message){0}),
                                 .edition = edition->code,
                                 .zone = edition->zone,
                                 .row = row_of(request, edition, entry),
                                 .team = application_team(at, application->id),
                                 .versions = application_versions(at, application->id),
                                 .deadline = {deadline, edition->zone},
                                 .is_extended = deadline.us != edition->closes.us,
                                 .token = form_token_for(request),
                                 .problems = request->problems};
    fill_conflicts(at, application->id, &view);
    fill_forms(request, edition, application, &view);
    shell_add_crumb(request->arena, &view.shell, M("Applications"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/desk/applications/", edition->code));
    Text name = entry->number.size ? entry->number : entry->lead_name;
    shell_add_crumb(request->arena, &view.shell, (Message){0}, name, (Url){0});
    view.shell.title = name;
    RESPOND(request, prize_desk_application_html, &view);
}

static bool back(Request *request, const Edition *edition)
{
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/desk/applications/{}/",
                                   edition->code, request_text(request, "application")));
    return true;
}

/* The model names the fields of its own; the page has two reasons. */
static void rename_reason(Request *request, const char *field)
{
    for (size_t i = 0; i < request->problems.count; i++)
        if (text_is_c(request->problems.at[i].field, "reason"))
            request->problems.at[i].field = text_of(field);
}

bool desk_extend(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    const ApplicationEntry *entry = application_entry(&change->at, edition, id_of(request));
    Text reason = text_trim(request_text(request, "extend-reason"));
    Instant until;
    if (!entry) return false;
    if (!civil_read(request->arena, request_text(request, "until"), edition->zone, &until)) {
        problems_add(&request->problems, TEXT("until"), M("Enter a day and a time."));
        if (!reason.size)
            problems_add(&request->problems, TEXT("extend-reason"),
                         M("Give the reason. It stands in the decision log."));
        return false;
    }
    bool done = application_extend(change, edition, entry->application.id, until, reason, &request->problems);
    rename_reason(request, "extend-reason");
    return done && back(request, edition);
}

bool desk_withdraw(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    const ApplicationEntry *entry = application_entry(&change->at, edition, id_of(request));
    Text reason = text_trim(request_text(request, "withdraw-reason"));
    if (!entry) return false;
    if (!reason.size)
        problems_add(&request->problems, TEXT("withdraw-reason"),
                     M("Give the reason. It stands in the decision log."));
    if (problems_any(&request->problems)) return false;
    return application_withdraw(change, edition, entry->application.id, reason, &request->problems) &&
           back(request, edition);
}
