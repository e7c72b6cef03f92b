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
    NEAR_MOST = 60,
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
    return llabs((int64_t)place + 1 - places) <= NEAR_MOST / 2;
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
    int64_t score = calibration_thousandths(application), half = calibration_half_width(application->error_thousandths);
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
    return thousandths((calibration_thousandths(ordered->at[last]) + calibration_thousandths(ordered->at[last + 1])) / 2);
}

static void show_grey_zone(Request *request, const Edition *edition, const RoundResult *result,
                           const Calibration *calibration, PrizeCalibration *view)
{
    Ordered ordered = in_order(request->arena, calibration);
    if (!view->places || (size_t)view->places >= ordered.count || !view->has_model) return;
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

static SeverityRow severity_of(const CalibrateExpert *expert, Text name)
{
    bool has_agreement = expert->agreement_thousandths != CALIBRATE_NO_AGREEMENT;
    return (SeverityRow){.name = name,
                         .reviews = expert->reviews,
                         .severity = thousandths(expert->severity_thousandths),
                         .error = thousandths(expert->error_thousandths),
                         .spread = thousandths(expert->spread_thousandths),
                         .agreement = thousandths(has_agreement ? expert->agreement_thousandths : 0),
                         .is_known = expert->part >= 0 && expert->reason != CALIBRATE_TOO_FEW &&
                                     expert->reason != CALIBRATE_NO_VARIANCE,
                         .has_spread = expert->reviews > 1,
                         .has_agreement = has_agreement,
                         .reason = expert->reason};
}

static void draw_experts(PrizeCalibration *view)
{
    int64_t most = 0;
    for (size_t i = 0; i < view->experts.count; i++) {
        const SeverityRow *row = &view->experts.at[i];
        int64_t far = llabs(row->severity.thousandths) + calibration_half_width(row->error.thousandths);
        if (row->is_known && far > most) most = far;
    }
    view->severity_most = thousandths(most + MARGIN_THOUSANDTHS);
    Decimal least = thousandths(-view->severity_most.thousandths), none = thousandths(0);
    for (size_t i = 0; i < view->experts.count; i++) {
        SeverityRow *row = &view->experts.at[i];
        int64_t half = calibration_half_width(row->error.thousandths);
        row->mark = mark_make(row->severity, least, view->severity_most, &none);
        mark_add_span(&row->mark, thousandths(row->severity.thousandths - half),
                      thousandths(row->severity.thousandths + half));
    }
}

static void show_experts(Request *request, Snapshot *at, const Edition *edition,
                         const RoundCalibration *calibration, PrizeCalibration *view)
{
    Experts experts = expert_all(at, edition->id);
    for (size_t i = 0; i < calibration->it->expert_count; i++) {
        const CalibrateExpert *expert = &calibration->it->experts[i];
        *LIST_ADD(request->arena, &view->experts) =
            severity_of(expert, name_of(&experts, calibration->scores.people[expert->expert - 1]));
    }
    if (!view->experts.count) return;
    qsort(view->experts.at, view->experts.count, sizeof *view->experts.at, by_severity);
    draw_experts(view);
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
    if (!further || !view->has_model || !view->places) return;
    const CalibratePlan *plan = calibrate_plan(request->arena, calibration, (int32_t)further,
                                               (int32_t)calibration->expert_count);
    view->has_plan = true;
    view->misses = (Decimal){plan->misses_millionths / 1000, 2};
    view->misses_after = (Decimal){plan->misses_after_millionths / 1000, 2};
    for (size_t i = 0; i < plan->count; i++)
        add_step(request, edition, result, calibration, &plan->steps[i], view);
}

/* ---- the page */

static void show(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result,
                 const RoundCalibration *calibration, PrizeCalibration *view)
{
    const Calibration *it = calibration->it;
    view->reason = it->reason;
    view->has_model = it->ratio_application > 0;
    view->has_severities = it->ratio_expert > 0;
    view->parts = it->parts;
    view->draws = it->draws;
    view->applications = (int64_t)it->application_count;
    show_grey_zone(request, edition, result, it, view);
    show_experts(request, at, edition, calibration, view);
    show_plan(request, edition, result, it, view);
}

void round_calibration_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    RoundResult result;
    const Round *round = edition_round(edition, round_asked(request));
    if (!round || round->kind != ROUND_SCORING ||
        !round_result(at, edition, round_asked(request), &result)) {
        response_not_found(request);
        return;
    }
    PrizeCalibration view = {.shell = organiser_shell(request, at, edition, M("Calibration")),
                             .edition = edition->code,
                             .name = words_in(&round->name, request->language),
                             .round = result.round,
                             .decides = round->score == SCORE_CALIBRATED,
                             .places = round->places,
                             .hidden = result.entrants - (int64_t)result.rows.count,
                             .action = URL(request->arena, request->language,
                                           "/prize/{}/rounds/{}/calibration/", edition->code,
                                           text_of_int(request->arena, result.round))};
    LineInput input = round_visible_input(at, edition, &result);
    RoundCalibration calibration = calibration_of(request->arena, edition, result.round, &input);
    view.state = calibration.state;
    if (calibration.it) show(request, at, edition, &result, &calibration, &view);
    RESPOND(request, prize_calibration_html, &view);
}
