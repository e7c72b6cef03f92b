/* SPDX-License-Identifier: Apache-2.0 */
/* The rounds for organisers: the list of them, and one, confirmed and its feedback released.
 * Applications on which the organiser is in conflict are left out. */
#include "feature/prize/desk_parts.h"
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "feature/prize/round_parts.h"
#include "prize_templates.h"

enum { REASON_MAX_BYTES = 4000 };

#define ROUNDS "/prize/{edition}/rounds/"
#define ONE ROUNDS "{round:key}/"

/* ---- the list of rounds */

static void rounds_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeRounds view = {.shell = organiser_shell(request, at, edition, M("Rounds")),
                        .edition = edition->code,
                        .zone = edition->zone};
    for (int64_t number = 1; number <= (int64_t)edition->rounds.count; number++) {
        const Round *round = edition_round(edition, number);
        RoundCounts counts = round_counts(at, edition, number);
        *LIST_ADD(request->arena, &view.rounds) =
            (RoundLine){.name = words_in(&round->name, request->language),
                        .number = number,
                        .entrants = counts.entrants,
                        .places = round->places,
                        .passed = counts.passed,
                        .begins = round->begins,
                        .ends = round->ends,
                        .publish_at = publication_instant(at, edition, number),
                        .is_confirmed = counts.is_confirmed,
                        .is_screening = round->kind == ROUND_SCREENING,
                        .url = round_url(request, edition, number)};
    }
    RESPOND(request, prize_rounds_html, &view);
}

/* ---- a round: shown, confirmed, released */

static void round_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    RoundResult result;
    if (!round_result(at, edition, round_asked(request), &result)) {
        response_not_found(request);
        return;
    }
    bool screening = edition_round(edition, result.round)->kind == ROUND_SCREENING;
    if (screening) round_show_screening(request, at, edition, &result);
    else round_show_ranking(request, at, edition, &result);
}

bool round_confirm_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!round_confirm(change, edition, round_asked(request), request_text(request, "note"),
                       text_is_c(request_text(request, "with_missing"), "yes"), &request->problems))
        return false;
    response_redirect(request, round_url(request, edition, round_asked(request)));
    return true;
}

bool round_move_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    RoundMove move = {.reason = text_trim(request_text(request, "reason"))};
    request_int(request, "application", &move.application.key);
    request_int(request, "place_of", &move.place_of.key);
    if (!round_move_up(change, edition, round_asked(request), &move, &request->problems)) return false;
    response_redirect(request, round_url(request, edition, round_asked(request)));
    return true;
}

static bool release_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!round_is_confirmed(&change->at, edition, round_asked(request))) {
        problems_add(&request->problems, TEXT(""), M("Confirm the round before you release its feedback."));
        return false;
    }
    round_release_feedback(change, edition, round_asked(request));
    response_redirect(request, round_url(request, edition, round_asked(request)));
    return true;
}

static const Route routes[] = {
    {GET, ROUNDS, guard_organiser, rounds_page, .help = "The rounds of an edition"},
    {GET, ONE, guard_organiser, round_page, .parameters = {{"category"}, {"page"}},
     .help = "A round: its screening, or its ranking and line"},
    {GET, ONE "result.csv", guard_organiser, round_ranking_csv, .help = "The ranking as CSV"},
    {GET, ONE "fragility/", guard_organiser, round_fragility_page, .parameters = {{"page"}},
     .help = "What the result of a round hangs on"},
    {GET, ONE "calibration/", guard_organiser, round_calibration_page, .parameters = {{"further"}},
     .help = "How sure a ranking is, and where one more review pays"},
    {GET, ONE "severity/", guard_organiser, round_severity_page, .parameters = {{"page"}},
     .help = "How severe the experts of a round are"},
    {POST, ONE "screening/", guard_organiser, .apply = round_screening_apply, .again = round_page,
     .parameters = {{"in-", PARAMETER_PREFIX, 1}, {"why-", PARAMETER_PREFIX, REASON_MAX_BYTES}},
     .help = "Decides applications of a screening"},
    {POST, ONE "confirm/", guard_organiser, .apply = round_confirm_apply, .again = round_page,
     .parameters = {{"note", PARAMETER_TEXT, REASON_MAX_BYTES}, {"with_missing"}},
     .help = "Confirms the result of a round"},
    {POST, ONE "move/", guard_organiser, .apply = round_move_apply, .again = round_page,
     .parameters = {{"application"}, {"place_of"}, {"reason", PARAMETER_TEXT, REASON_MAX_BYTES}},
     .help = "Lets the first of the reserve list move up into a free place"},
    {POST, ONE "release/", guard_organiser, .apply = release_apply, .again = round_page,
     .help = "Releases the feedback of a round"},
};

const Feature prize_round_feature = {.name = "prize/round",
                                     .routes = routes,
                                     .route_count = sizeof routes / sizeof *routes};
