/* SPDX-License-Identifier: Apache-2.0 */
/* A screening, decided in bulk by organisers. */
#include "feature/prize/guard.h"
#include "feature/prize/round_parts.h"
#include "prize_templates.h"

enum { SCREENING_A_PAGE = 25 };

typedef struct {
    bool is_decided, is_eligible;
    Written reason;
} Decision;

static Decision decision_of(Snapshot *at, int64_t round, int64_t application)
{
    Rows *row =
        store_row(at,
                  SQL("SELECT eligible, reason, tongue FROM screening WHERE round = $1 AND application = $2"),
                  BIND(round, application));
    return row ? (Decision){true, row_int(row, 0) == 1, {row_text(row, 1), row_text(row, 2)}} : (Decision){0};
}

static Text typed_for(const Request *request, const char *prefix, int64_t key)
{
    if (!round_form_returns(request, round_screening_apply)) return TEXT("");
    NamedTexts typed = request_prefixed(request, prefix);
    Text name = text_format(request->arena, "%s%lld", prefix, (long long)key);
    for (size_t i = 0; i < typed.count; i++) {
        if (text_is(typed.at[i].name, name)) return typed.at[i].value;
    }
    return TEXT("");
}

static ScreeningRow screening_row(Request *request, Snapshot *at, const Edition *edition,
                                  const RoundResult *result, const RoundRow *row)
{
    Arena *arena = request->arena;
    Decision decision = decision_of(at, result->round, row->line.key);
    Text chosen = typed_for(request, "in-", row->line.key);
    if (!chosen.size && decision.is_decided) chosen = decision.is_eligible ? TEXT("1") : TEXT("0");
    if (round_form_returns(request, round_screening_apply))
        decision.reason = (Written){typed_for(request, "why-", row->line.key), TEXT("")};
    const Problem *problem =
        problems_of(&request->problems, text_format(arena, "why-%lld", (long long)row->line.key));
    return (ScreeningRow){.key = row->line.key,
                          .number = row->number,
                          .country = row->country,
                          .category = edition_category_name(edition, row->category, request->language),
                          .title = {row->title, row->tongue},
                          .city = {row->city, row->tongue},
                          .url = URL(arena, request->language, "/prize/{}/application/{}/", edition->code,
                                     text_of_int(arena, row->line.key)),
                          .is_decided = decision.is_decided,
                          .is_eligible = decision.is_eligible,
                          .chosen_in = text_is_c(chosen, "1"),
                          .chosen_out = text_is_c(chosen, "0"),
                          .reason = decision.reason,
                          .error = problem ? problem->message : (Message){0}};
}

static void fill_progress(Request *request, const RoundResult *result, PrizeScreening *view)
{
    for (size_t i = 0; i < result->rows.count; i++) {
        view->eligible += result->rows.at[i].line.outcome == OUTCOME_ELIGIBLE;
        view->ineligible += result->rows.at[i].line.outcome == OUTCOME_INELIGIBLE;
    }
    view->hidden = result->entrants - (int64_t)result->rows.count;
    Amounts amounts = {0};
    amount_add(request->arena, &amounts, SQUARE_FIRST, view->eligible, M("eligible"));
    amount_add(request->arena, &amounts, SQUARE_FAINT, view->ineligible, M("not eligible"));
    amount_add(request->arena, &amounts, SQUARE_EMPTY, result->missing, M("to decide"));
    view->progress = progress_make(request->arena, &amounts, 40);
}

/* A form that comes back shows the rows that it had. */
static bool is_asked_for(const Request *request, const RoundRow *row, Text category)
{
    if (round_form_returns(request, round_screening_apply))
        return typed_for(request, "in-", row->line.key).size > 0;
    return !category.size || text_is(row->category, category);
}

static void fill_screening(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result,
                           PrizeScreening *view)
{
    Text category = round_parameter(request, "category");
    int64_t shown = 0, first = (round_page_asked(request) - 1) * SCREENING_A_PAGE;
    for (size_t i = 0; i < result->rows.count; i++) {
        const RoundRow *row = &result->rows.at[i];
        if (!is_asked_for(request, row, category)) continue;
        if (shown >= first && shown < first + SCREENING_A_PAGE)
            *LIST_ADD(request->arena, &view->rows) = screening_row(request, at, edition, result, row);
        shown++;
    }
    view->head.pages =
        pages_make(request->arena, round_filtered_url(request, edition, result->round, category),
                   round_page_asked(request), (shown + SCREENING_A_PAGE - 1) / SCREENING_A_PAGE);
}

void round_show_screening(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    PrizeScreening view = {.head = round_head(request, at, edition, result),
                           .action = URL(request->arena, request->language, "/prize/{}/rounds/{}/screening/",
                                         edition->code, text_of_int(request->arena, result->round))};
    round_add_filters(request, edition, result->round, &view.head);
    fill_progress(request, result, &view);
    fill_screening(request, at, edition, result, &view);
    RESPOND(request, prize_screening_html, &view);
}

/* One decision of the form; a problem is of the row's reason. */
static void decide_one(Request *request, Change *change, const Edition *edition, int64_t round,
                       int64_t application, bool eligible, Text reason)
{
    Decision before = decision_of(&change->at, round, application);
    if (before.is_decided && before.is_eligible == eligible && text_is(before.reason.text, reason)) return;
    Problems problems = problems_none(request->arena);
    screening_decide(change, edition, round, (ApplicationId){application}, eligible, reason, &problems);
    for (size_t i = 0; i < problems.count; i++) {
        bool own = problems.at[i].field.size > 0;
        Text field = own ? text_format(request->arena, "why-%lld", (long long)application) : TEXT("");
        problems_add(&request->problems, field, problems.at[i].message);
    }
}

static Text reason_for(const NamedTexts *reasons, Text key)
{
    for (size_t i = 0; i < reasons->count; i++) {
        if (text_is(text_from(reasons->at[i].name, 4), key)) return reasons->at[i].value; /* behind "why-" */
    }
    return TEXT("");
}

bool round_screening_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    NamedTexts chosen = request_prefixed(request, "in-"), reasons = request_prefixed(request, "why-");
    for (size_t i = 0; i < chosen.count; i++) {
        int64_t application;
        Text key = text_from(chosen.at[i].name, 3); /* behind "in-" */
        if (!text_to_int(key, &application)) continue;
        decide_one(request, change, edition, round_asked(request), application,
                   text_is_c(chosen.at[i].value, "1"), reason_for(&reasons, key));
    }
    if (problems_any(&request->problems)) return false;
    response_redirect(request, round_url(request, edition, round_asked(request)));
    return true;
}
