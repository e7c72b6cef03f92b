/* SPDX-License-Identifier: Apache-2.0 */
/* How sure the ranking of a round is, how severe its experts are, and where one more review pays: for
 * organisers. Everything is computed without the applications that the viewer is in conflict with. */
#include "feature/prize/calibration.h"

#include "engine/order.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/expert.h"
#include "feature/prize/guard.h"
#include "feature/prize/round_parts.h"
#include "prize_templates.h"

#include <stdlib.h>

enum {
    NEAR_MOST = 40,
    PLAN_MOST = 40,
    EXPERTS_A_PAGE = 60,
    FURTHER_MOST = 1000,
    MARGIN_THOUSANDTHS = 50 /* of the scale, on both sides of the outermost mark */
};

/* ---- what the viewer may see of it */

static const RoundRow *row_of(const RoundResult *result, int64_t key)
{
    size_t i = 0;
    while (result->rows.at[i].line.key != key) i++;
    return &result->rows.at[i];
}

static Url application_url(Request *request, const Edition *edition, int64_t key)
{
    return URL(request->arena, request->language, "/prize/{}/application/{}/", edition->code,
               text_of_int(request->arena, key));
}

static Decimal thousandths(int64_t value)
{
    return (Decimal){value, 2};
}

/* ---- the grey zone */

static int by_score(const void *a, const void *b)
{
    const CalibrateApplication *left = *(const CalibrateApplication *const *)a,
                               *right = *(const CalibrateApplication *const *)b;
    int order = order_of(right->calibrated_millionths, left->calibrated_millionths);
    return order ? order : order_of(left->application, right->application);
}

typedef LIST(const CalibrateApplication *) Ordered;

static Ordered in_order(Arena *arena, const Calibration *calibration)
{
    Ordered list = {0};
    for (size_t i = 0; i < calibration->application_count; i++)
        *LIST_ADD(arena, &list) = &calibration->applications[i];
    if (list.count) qsort(list.at, list.count, sizeof *list.at, by_score);
    return list;
}

/* Of the grey ones those whose places in the order are nearest to the line. */
static bool is_near(size_t place, int64_t places)
{
    int64_t beyond = (int64_t)place - places; /* 0: the first below the line */
    return -NEAR_MOST / 2 <= beyond && beyond < NEAR_MOST / 2;
}

static void widen(PrizeCalibration *view, int64_t value)
{
    if (value < view->from.thousandths) view->from.thousandths = value;
    if (value > view->to.thousandths) view->to.thousandths = value;
}

static void add_near(Request *request, const Edition *edition, const RoundResult *result,
                     const Calibration *calibration, const CalibrateApplication *application,
                     PrizeCalibration *view)
{
    const RoundRow *row = row_of(result, application->application);
    int64_t score = calibration_thousandths(application),
            half = calibration_half_width(application->error_thousandths);
    GreyRow *near = LIST_ADD(request->arena, &view->near);
    *near = (GreyRow){.number = row->number,
                      .country = row->country,
                      .title = {row->title, row->tongue},
                      .city = {row->city, row->tongue},
                      .url = application_url(request, edition, row->line.key),
                      .mean = thousandths(rational_round(application->mean, 1000)),
                      .calibrated = thousandths(score),
                      .error = thousandths(application->error_thousandths),
                      .reviews = application->reviews,
                      .rank_from = application->rank_from,
                      .rank_to = application->rank_to,
                      .above_percent = calibration_above_percent(calibration, application)};
    widen(view, near->mean.thousandths);
    widen(view, score - half);
    widen(view, score + half);
}

static void draw_near(PrizeCalibration *view, Decimal line)
{
    view->from.thousandths -= MARGIN_THOUSANDTHS;
    view->to.thousandths += MARGIN_THOUSANDTHS;
    for (size_t i = 0; i < view->near.count; i++) {
        GreyRow *row = &view->near.at[i];
        int64_t half = calibration_half_width(row->error.thousandths);
        row->mark = mark_make(row->calibrated, view->from, view->to, &line);
        mark_add_span(&row->mark, thousandths(row->calibrated.thousandths - half),
                      thousandths(row->calibrated.thousandths + half));
        mark_add_other(&row->mark, row->mean);
    }
}

/* Halfway between the last score above the line and the first below it. */
static Decimal line_between(const Ordered *ordered, int64_t places)
{
    size_t last = (size_t)places - 1;
    return thousandths(
        (calibration_thousandths(ordered->at[last]) + calibration_thousandths(ordered->at[last + 1])) / 2);
}

static void show_grey_zone(Request *request, const Edition *edition, const RoundResult *result,
                           const Calibration *calibration, PrizeCalibration *view)
{
    Ordered ordered = in_order(request->arena, calibration);
    if (!view->places || (size_t)view->places >= ordered.count || !view->head.has_model) return;
    view->from = thousandths(INT64_MAX / 2);
    view->to = thousandths(INT64_MIN / 2);
    for (size_t i = 0; i < ordered.count; i++) {
        if (!calibration_is_grey(calibration, ordered.at[i])) continue;
        view->grey++;
        if (!is_near(i, view->places)) continue;
        add_near(request, edition, result, calibration, ordered.at[i], view);
        if ((int64_t)i < view->places) view->above = view->near.count;
    }
    if (view->near.count) draw_near(view, line_between(&ordered, view->places));
}

/* ---- where one more review pays */

static PlanRow *plan_row(PrizeCalibration *view, Text number)
{
    for (size_t i = 0; i < view->plan.count; i++)
        if (text_is(view->plan.at[i].number, number)) return &view->plan.at[i];
    return NULL;
}

static void add_step(Request *request, const Edition *edition, const RoundResult *result,
                     const Calibration *calibration, const CalibrateStep *step, PrizeCalibration *view)
{
    const CalibrateApplication *application = &calibration->applications[step->application];
    const RoundRow *row = row_of(result, application->application);
    PlanRow *shown = plan_row(view, row->number);
    view->is_plan_cut |= !shown && view->plan.count == PLAN_MOST;
    if (!shown && view->is_plan_cut) return;
    if (!shown) {
        shown = LIST_ADD(request->arena, &view->plan);
        *shown = (PlanRow){.number = row->number,
                           .country = row->country,
                           .title = {row->title, row->tongue},
                           .city = {row->city, row->tongue},
                           .url = application_url(request, edition, row->line.key),
                           .reviews = application->reviews};
    }
    shown->further++;
    shown->saved = (Decimal){shown->saved.thousandths + step->saved_millionths / 1000, 3};
}

/* The number of further reviews that was typed; 0: none. */
static int64_t further_of(Request *request, PrizeCalibration *view)
{
    Text typed = text_trim(request_text(request, "further"));
    int64_t further = 0;
    bool is_number = text_to_int(typed, &further) && further >= 1 && further <= FURTHER_MOST;
    if (typed.size && !is_number)
        problems_add(&request->problems, TEXT("further"),
                     M("Type a whole number from 1 to {most}.", WITH_NUMBER("most", FURTHER_MOST)));
    view->further = field_make(&request->problems, TEXT("further"), typed);
    view->further.inputmode = "numeric";
    view->further.width = WIDTH_SHORT;
    view->problems = request->problems;
    return is_number ? further : 0;
}

static void show_plan(Request *request, const Edition *edition, const RoundResult *result,
                      const Calibration *calibration, PrizeCalibration *view)
{
    int64_t further = further_of(request, view);
    if (!further || !view->head.has_model || !view->places) return;
    const CalibratePlan *plan =
        calibrate_plan(request->arena, calibration, (int32_t)further, (int32_t)calibration->expert_count);
    view->has_plan = true;
    view->misses = (Decimal){plan->misses_millionths / 1000, 2};
    view->misses_after = (Decimal){plan->misses_after_millionths / 1000, 2};
    for (size_t i = 0; i < plan->count; i++)
        add_step(request, edition, result, calibration, &plan->steps[i], view);
}

/* ---- the experts */

static Text name_of(const Experts *experts, int64_t account)
{
    for (size_t i = 0; i < experts->count; i++)
        if (experts->at[i].account.key == account) return experts->at[i].name;
    return TEXT("");
}

static int by_severity(const void *a, const void *b)
{
    const SeverityRow *left = a, *right = b;
    int order = right->is_known - left->is_known;
    if (!order) order = order_of(right->severity.thousandths, left->severity.thousandths);
    return order ? order : text_order(left->name, right->name);
}

static SeverityRow severity_of(const Calibration *calibration, const CalibrateExpert *expert, Text name)
{
    bool has_agreement = expert->agreement_thousandths != CALIBRATE_NO_AGREEMENT;
    return (SeverityRow){.name = name,
                         .reviews = expert->reviews,
                         .severity = thousandths(expert->severity_thousandths),
                         .error = thousandths(expert->error_thousandths),
                         .spread = thousandths(expert->spread_thousandths),
                         .agreement = thousandths(has_agreement ? expert->agreement_thousandths : 0),
                         .is_known = calibration->ratio_expert > 0 && expert->part >= 0,
                         .has_spread = expert->reviews > 1,
                         .has_agreement = has_agreement,
                         .reason = expert->reason};
}

/* On one scale, whatever page is shown. */
static void draw_experts(PrizeSeverity *view)
{
    int64_t most = 0;
    for (size_t i = 0; i < view->experts.count; i++) {
        const SeverityRow *row = &view->experts.at[i];
        int64_t far = llabs(row->severity.thousandths) + calibration_half_width(row->error.thousandths);
        if (row->is_known && far > most) most = far;
    }
    Decimal least = thousandths(-most - MARGIN_THOUSANDTHS),
            greatest = thousandths(most + MARGIN_THOUSANDTHS), none = thousandths(0);
    for (size_t i = 0; i < view->experts.count; i++) {
        SeverityRow *row = &view->experts.at[i];
        int64_t at = row->severity.thousandths, half = calibration_half_width(row->error.thousandths);
        row->mark = mark_make(row->severity, least, greatest, &none);
        mark_add_span(&row->mark, thousandths(at - half), thousandths(at + half));
    }
}

static void cut_to_page(Request *request, PrizeSeverity *view)
{
    int64_t count = (int64_t)view->experts.count, last = (count + EXPERTS_A_PAGE - 1) / EXPERTS_A_PAGE;
    int64_t first = (round_page_asked(request) - 1) * EXPERTS_A_PAGE;
    view->pages = pages_make(request->arena, view->head.action, round_page_asked(request), last);
    if (first > count) first = count;
    view->experts.at += first;
    view->experts.count = (size_t)(count - first < EXPERTS_A_PAGE ? count - first : EXPERTS_A_PAGE);
}

static void show_experts(Request *request, Snapshot *at, const Edition *edition,
                         const RoundCalibration *calibration, PrizeSeverity *view)
{
    Experts experts = expert_all(at, edition->id);
    view->parts = calibration->it->parts;
    for (size_t i = 0; i < calibration->it->expert_count; i++) {
        const CalibrateExpert *expert = &calibration->it->experts[i];
        *LIST_ADD(request->arena, &view->experts) =
            severity_of(calibration->it, expert,
                        name_of(&experts, calibration->scores.people[expert->expert - 1]));
    }
    if (!view->experts.count) return;
    qsort(view->experts.at, view->experts.count, sizeof *view->experts.at, by_severity);
    draw_experts(view);
    cut_to_page(request, view);
}

/* ---- the pages */

static Url page_url(Request *request, const Edition *edition, int64_t round, const char *page)
{
    Url url = round_url(request, edition, round);
    url.address = text_format(request->arena, "%.*s%s/", TEXT_PRINT(url.address), page);
    return url;
}

/* A scoring round of the path, its result and its calibration; false: there is none, and so it was answered.
 */
static bool find(Request *request, Snapshot *at, const char *page, RoundResult *result,
                 RoundCalibration *calibration, CalibrationHead *head)
{
    const Edition *edition = edition_of(at, request);
    const Round *round = edition_round(edition, round_asked(request));
    if (!round || round->kind != ROUND_SCORING) {
        response_not_found(request);
        return false;
    }
    round_result(at, edition, round_asked(request), result);
    LineInput input = round_visible_input(at, edition, result);
    *calibration = calibration_of(request->arena, edition, result->round, &input);
    const Calibration *it = calibration->it;
    *head = (CalibrationHead){.shell = organiser_shell(request, at, edition, (Message){0}),
                              .edition = edition->code,
                              .name = words_in(&round->name, request->language),
                              .round = result->round,
                              .decides = round->score == SCORE_CALIBRATED,
                              .state = result->is_coming ? CALIBRATION_COMING : calibration->state,
                              .hidden = result->entrants - (int64_t)result->rows.count,
                              .action = page_url(request, edition, result->round, page)};
    if (result->is_coming) head->hidden = 0;
    if (head->state != CALIBRATION_READY) return true;
    head->reason = it->reason;
    head->has_model = it->ratio_application > 0;
    head->has_severities = it->ratio_expert > 0;
    head->applications = (int64_t)it->application_count;
    return true;
}

static void add_crumbs(Request *request, Message here, CalibrationHead *head)
{
    shell_add_crumb(request->arena, &head->shell, M("Rounds"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/rounds/", head->edition));
    shell_add_crumb(request->arena, &head->shell, (Message){0}, head->name,
                    URL(request->arena, request->language, "/prize/{}/rounds/{}/", head->edition,
                        text_of_int(request->arena, head->round)));
    shell_add_crumb(request->arena, &head->shell, here, TEXT(""), (Url){0});
}

void round_calibration_page(Request *request, Snapshot *at)
{
    PrizeCalibration view = {0};
    RoundResult result;
    RoundCalibration calibration;
    const Edition *edition = edition_of(at, request);
    if (!find(request, at, "calibration", &result, &calibration, &view.head)) return;
    add_crumbs(request, M("How sure the ranking is"), &view.head);
    view.places = result.places;
    if (view.head.state == CALIBRATION_READY) {
        view.draws = calibration.it->draws;
        show_grey_zone(request, edition, &result, calibration.it, &view);
        show_plan(request, edition, &result, calibration.it, &view);
    }
    RESPOND(request, prize_calibration_html, &view);
}

void round_severity_page(Request *request, Snapshot *at)
{
    PrizeSeverity view = {0};
    RoundResult result;
    RoundCalibration calibration;
    if (!find(request, at, "severity", &result, &calibration, &view.head)) return;
    add_crumbs(request, M("Severity of the experts"), &view.head);
    if (view.head.state == CALIBRATION_READY)
        show_experts(request, at, edition_of(at, request), &calibration, &view);
    RESPOND(request, prize_severity_html, &view);
}
