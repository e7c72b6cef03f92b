/* SPDX-License-Identifier: Apache-2.0 */
/* A ranking with its line, for organisers: in words who passed by what. */
#include "feature/prize/calibration.h"
#include "feature/prize/guard.h"
#include "feature/prize/round_parts.h"
#include "prize_templates.h"

enum { ROWS_A_PAGE = 40 };

/* ---- bounds in words */

static const Bound *bound_at(const Round *round, int64_t bound)
{
    if (bound < 0) return NULL;
    size_t floors = round->floors.count;
    return (size_t)bound < floors ? &round->floors.at[bound] : &round->caps.at[(size_t)bound - floors];
}

/* What a bound is of: "Africa", "Leadership"; of one for each value, the row's own. */
static Text row_bound_name(Request *request, const Edition *edition, const Bound *bound, const RoundRow *row)
{
    Arena *arena = request->arena;
    Language language = request->language;
    bool own = !bound->value.size;
    switch (bound->by) {
    case BY_CATEGORY:
        return edition_category_name(edition, own ? row->category : bound->value, language);
    case BY_REGION:
        return edition_region_name(edition, own ? row->region : bound->value, language);
    case BY_COUNTRY:
        return country_name(arena, language, own ? row->country : bound->value);
    case BY_CITY:
        break;
    }
    return own ? row->city : bound->value;
}

static Text number_of(const RoundResult *result, int64_t key)
{
    for (size_t i = 0; key && i < result->rows.count; i++) {
        if (result->rows.at[i].line.key == key) return result->rows.at[i].number;
    }
    return TEXT("");
}

static Message outcome_words(Request *request, const Edition *edition, const Round *round,
                             const RoundRow *row)
{
    const Bound *bound = bound_at(round, row->line.bound);
    Text name = bound ? row_bound_name(request, edition, bound, row) : TEXT("");
    switch (row->line.outcome) {
    case OUTCOME_RANK:
        return M("By rank");
    case OUTCOME_MOVED:
        return M("By rank, into a place that became free");
    case OUTCOME_FLOOR:
        return M("By floor: {name}", WITH_TEXT("name", name));
    case OUTCOME_TIE:
        return M("Tied with the last place");
    case OUTCOME_ELIGIBLE:
        return M("Eligible");
    case OUTCOME_CAPPED:
        return M("Over the cap: {name}", WITH_TEXT("name", name));
    case OUTCOME_DISPLACED:
        return M("Gave way to a floor: {name}", WITH_TEXT("name", name));
    case OUTCOME_BELOW:
        return M("Not passed");
    case OUTCOME_MINIMUM:
        return M("Below the least score");
    case OUTCOME_UNSCORED:
        return M("No score yet");
    case OUTCOME_INELIGIBLE:
        break;
    }
    return M("Not eligible");
}

static Message moved_words(const RoundResult *result, const RoundRow *row)
{
    Text other = number_of(result, row->place_of);
    return other.size ? M("Moved up into the place of {number}", WITH_TEXT("number", other))
                      : M("Moved up from the reserve list");
}

static Message tie_words(const RoundResult *result, const LineRow *row)
{
    Text other = number_of(result, row->tie_with);
    switch (row->tie) {
    case TIE_NONE:
    case TIE_PASSED:
        return (Message){0};
    case TIE_CRITERION:
        return other.size ? M("A tie with {number}: a criterion decided", WITH_TEXT("number", other))
                          : M("A tie: a criterion decided");
    case TIE_LOT:
        break;
    }
    return other.size ? M("A tie with {number}: the lot decided", WITH_TEXT("number", other))
                      : M("A tie: the lot decided");
}

/* ---- the ranking */

static Decimal thousandths(int64_t value)
{
    return (Decimal){value, 2};
}

static void set_scale(const Edition *edition, const Round *round, PrizeRanking *view)
{
    const Rubric *rubric = edition_rubric(edition, round->rubric);
    int64_t from = INT64_MAX, to = INT64_MIN;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        int64_t first = criterion->grades.at[0].value;
        int64_t last = criterion->grades.at[criterion->grades.count - 1].value;
        if (first < from) from = first;
        if (last > to) to = last;
    }
    view->from = (Decimal){from * 1000, 0};
    view->to = (Decimal){to * 1000, 0};
}

static bool is_by_rank(Outcome outcome)
{
    return outcome == OUTCOME_RANK || outcome == OUTCOME_MOVED || outcome == OUTCOME_TIE;
}

/* The last row, by rank, that passes without a floor: the line is under it. SIZE_MAX: there is none. */
static size_t line_index(const RoundResult *result)
{
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < result->rows.count; i++) {
        if (is_by_rank(result->rows.at[i].line.outcome)) last = i;
    }
    return last;
}

/* What the calibration says of a row; the score itself as it decided, where it did. */
static void set_calibration(const PrizeRanking *view, const RoundRow *row, const Calibration *calibration,
                            RankingRow *shown)
{
    const CalibrateApplication *found = calibration ? calibration_find(calibration, row->line.key) : NULL;
    shown->has_calibrated = view->decides || found;
    if (view->decides) shown->calibrated = thousandths(rational_round(row->line.score, 1000));
    else if (found) shown->calibrated = thousandths(calibration_thousandths(found));
    shown->has_ranks = found && calibration->ratio_application > 0;
    if (!shown->has_ranks) return;
    shown->error = thousandths(found->error_thousandths);
    shown->rank_from = found->rank_from;
    shown->rank_to = found->rank_to;
    shown->above_percent = calibration_above_percent(calibration, found);
    shown->is_grey = calibration_is_grey(calibration, found);
}

/* The score that decides, with what is sure of it, and the other one. */
static Mark mark_of(const PrizeRanking *view, const RankingRow *shown, const Decimal *line)
{
    Mark mark = mark_make(view->decides ? shown->calibrated : shown->mean, view->from, view->to, line);
    int64_t half = calibration_half_width(shown->error.thousandths), at = shown->calibrated.thousandths;
    if (view->decides && shown->has_ranks)
        mark_add_span(&mark, thousandths(at - half), thousandths(at + half));
    if (shown->has_calibrated) mark_add_other(&mark, view->decides ? shown->mean : shown->calibrated);
    return mark;
}

static RankingRow ranking_row(Request *request, const Edition *edition, const RoundResult *result,
                              const PrizeRanking *view, const Calibration *calibration, size_t index,
                              size_t line)
{
    const Round *round = edition_round(edition, result->round);
    const RoundRow *row = &result->rows.at[index];
    RankingRow shown = {.number = row->number,
                        .country = row->country,
                        .category = edition_category_name(edition, row->category, request->language),
                        .title = {row->title, row->tongue},
                        .city = {row->city, row->tongue},
                        .url = URL(request->arena, request->language, "/prize/{}/application/{}/",
                                   edition->code, text_of_int(request->arena, row->application.key)),
                        .rank = row->line.rank,
                        .reviews = row->line.reviews,
                        .reserve = row->line.reserve,
                        .is_scored = !rational_is_none(row->line.mean),
                        .passed = row->line.passed,
                        .is_by_rank = row->line.outcome == OUTCOME_RANK,
                        .outcome = row->has_moved_up ? moved_words(result, row)
                                                     : outcome_words(request, edition, round, row),
                        .is_withdrawn = row->is_withdrawn,
                        .place_of = number_of(result, row->place_of),
                        .tie = tie_words(result, &row->line),
                        .outcome_code = text_of(outcome_code(row->line.outcome)),
                        .tie_code = text_of(tie_code(row->line.tie)),
                        .line_follows = index == line};
    if (!shown.is_scored) return shown;
    shown.mean = thousandths(rational_round(row->line.mean, 1000));
    set_calibration(view, row, calibration, &shown);
    Decimal at =
        line == SIZE_MAX ? (Decimal){0} : thousandths(rational_round(result->rows.at[line].line.score, 1000));
    shown.mark = mark_of(view, &shown, line == SIZE_MAX ? NULL : &at);
    return shown;
}

/* NULL: there is none, or the viewer is in conflict with it. */
static const RoundRow *row_of(const RoundResult *result, int64_t key)
{
    for (size_t i = 0; i < result->rows.count; i++) {
        if (result->rows.at[i].line.key == key) return &result->rows.at[i];
    }
    return NULL;
}

/* Who stands where another would without the floor, and what that costs in score. */
static Message swap_words(Request *request, const Edition *edition, const RoundResult *result,
                          const RoundRow *row)
{
    const Bound *bound = bound_at(edition_round(edition, result->round), row->line.bound);
    const RoundRow *other = row_of(result, row->line.counterpart);
    Text name = row_bound_name(request, edition, bound, row);
    if (!other)
        return M("The floor for {name} lets in rank {rank}.", WITH_TEXT("name", name),
                 WITH_NUMBER("rank", row->line.rank));
    int64_t cost = rational_round(other->line.score, 1000) - rational_round(row->line.score, 1000);
    return M("The floor for {name} lets in {number}, rank {rank}. Without it {other}, rank {other_rank}, "
             "would have the place. Difference in score: {cost}",
             WITH_TEXT("name", name), WITH_TEXT("number", row->number), WITH_NUMBER("rank", row->line.rank),
             WITH_TEXT("other", other->number), WITH_NUMBER("other_rank", other->line.rank),
             WITH_TEXT("cost", decimal_write(request->arena, request->language, cost, 2)));
}

static void add_remarks(Request *request, const Edition *edition, const RoundResult *result, RoundHead *head)
{
    const Round *round = edition_round(edition, result->round);
    for (size_t i = 0; i < result->lacking.count; i++) {
        if (!result->lacking.at[i]) continue;
        const Bound *floor = &round->floors.at[i];
        Text name = floor->value.size ? row_bound_name(request, edition, floor, &(RoundRow){0}) : TEXT("");
        *LIST_ADD(request->arena, &head->remarks) =
            name.size ? MN("A floor lacks {n} place: {name}", "A floor lacks {n} places: {name}",
                           result->lacking.at[i], WITH_TEXT("name", name))
                      : MN("The floors of each group lack {n} place together",
                           "The floors of each group lack {n} places together", result->lacking.at[i]);
    }
    for (size_t i = 0; i < result->rows.count; i++)
        if (result->rows.at[i].line.outcome == OUTCOME_FLOOR &&
            bound_at(round, result->rows.at[i].line.bound))
            *LIST_ADD(request->arena, &head->remarks) =
                swap_words(request, edition, result, &result->rows.at[i]);
}

static void count_outcomes(const RoundResult *result, PrizeRanking *view)
{
    for (size_t i = 0; i < result->rows.count; i++) {
        view->by_rank += is_by_rank(result->rows.at[i].line.outcome);
        view->by_floor += result->rows.at[i].line.outcome == OUTCOME_FLOOR;
    }
    view->hidden = result->is_coming ? 0 : result->entrants - (int64_t)result->rows.count;
}

static void set_pages(Request *request, const Edition *edition, const RoundResult *result, int64_t shown,
                      int64_t line, RoundHead *head)
{
    Url base = round_filtered_url(request, edition, result->round, round_parameter(request, "category"));
    int64_t last = (shown + ROWS_A_PAGE - 1) / ROWS_A_PAGE;
    head->pages = pages_make(request->arena, base, round_page_asked(request), last);
    int64_t line_page = line < 0 ? 0 : line / ROWS_A_PAGE + 1;
    if (last > 1 && line_page && line_page != round_page_asked(request))
        head->line_page = pages_make(request->arena, base, line_page, last).links.at[0].url;
    for (size_t i = 0; head->line_page.address.size && i < head->pages.links.count; i++) {
        if (head->pages.links.at[i].number == line_page) head->line_page = head->pages.links.at[i].url;
    }
}

/* The rows of the category and page that were asked for. */
static void fill_ranking(Request *request, const Edition *edition, const RoundResult *result,
                         const Calibration *calibration, PrizeRanking *view)
{
    Text category = round_parameter(request, "category");
    size_t line = line_index(result);
    int64_t shown = 0, line_at = -1, first = (round_page_asked(request) - 1) * ROWS_A_PAGE;
    for (size_t i = 0; i < result->rows.count; i++) {
        if (category.size && !text_is(result->rows.at[i].category, category)) continue;
        if (line != SIZE_MAX && i <= line) line_at = shown;
        if (shown >= first && shown < first + ROWS_A_PAGE)
            *LIST_ADD(request->arena, &view->rows) =
                ranking_row(request, edition, result, view, calibration, i, line);
        shown++;
    }
    set_pages(request, edition, result, shown, line_at, &view->head);
}

/* ---- a free place */

static ReserveLine reserve_line(Request *request, const Edition *edition, const RoundRow *row)
{
    return (ReserveLine){.key = row->line.key,
                         .number = row->number,
                         .title = {row->title, row->tongue},
                         .url = URL(request->arena, request->language, "/prize/{}/application/{}/",
                                    edition->code, text_of_int(request->arena, row->line.key))};
}

static void add_passed_over(Request *request, const Edition *edition, const RoundResult *result,
                            const Vacancy *of, RoundMoveView *move)
{
    const Round *round = edition_round(edition, result->round);
    for (size_t i = 0; i < of->passed_over.count; i++) {
        const RoundRow *row = row_of(result, of->passed_over.at[i].application);
        if (!row) continue;
        const Bound *cap = &round->caps.at[of->passed_over.at[i].cap];
        ReserveLine *line = LIST_ADD(request->arena, &move->passed_over);
        *line = reserve_line(request, edition, row);
        line->why =
            M("The cap is full: {name}", WITH_TEXT("name", row_bound_name(request, edition, cap, row)));
    }
}

static RoundMoveView move_view(Request *request, Snapshot *at, const Edition *edition,
                               const RoundResult *result)
{
    RoundVacancy vacancy;
    RoundMoveView move = {.is_there = round_vacancy(at, edition, result->round, &vacancy)};
    if (!move.is_there) return move;
    move.left = reserve_line(request, edition, row_of(result, vacancy.of.place_of));
    move.has_first = vacancy.of.first != 0;
    if (move.has_first) move.first = reserve_line(request, edition, row_of(result, vacancy.of.first));
    add_passed_over(request, edition, result, &vacancy.of, &move);
    move.is_last = result->round == (int64_t)edition->rounds.count;
    move.closed = round_move_words(vacancy.state);
    move.reason = field_make(&request->problems, TEXT("reason"), TEXT(""));
    if (round_form_returns(request, round_move_apply)) move.reason.value = request_text(request, "reason");
    move.reason.rows = 2;
    move.token = form_token_for(request);
    move.action = URL(request->arena, request->language, "/prize/{}/rounds/{}/move/", edition->code,
                      text_of_int(request->arena, result->round));
    return move;
}

/* NULL: it is not there yet, or there is none. */
static const Calibration *find_calibration(Request *request, Snapshot *at, const Edition *edition,
                                           const RoundResult *result, PrizeRanking *view)
{
    LineInput input = round_visible_input(at, edition, result);
    RoundCalibration found = calibration_of(request->arena, edition, result->round, &input);
    view->decides = edition_round(edition, result->round)->score == SCORE_CALIBRATED;
    view->is_coming = found.state == CALIBRATION_COMING;
    view->has_model = found.it && found.it->ratio_application > 0;
    return found.it;
}

void round_show_ranking(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    PrizeRanking view = {.head = round_head(request, at, edition, result)};
    set_scale(edition, edition_round(edition, result->round), &view);
    round_add_filters(request, edition, result->round, &view.head);
    add_remarks(request, edition, result, &view.head);
    count_outcomes(result, &view);
    view.move = move_view(request, at, edition, result);
    view.head.csv = URL(request->arena, request->language, "/prize/{}/rounds/{}/result.csv", edition->code,
                        text_of_int(request->arena, result->round));
    view.calibration = URL(request->arena, request->language, "/prize/{}/rounds/{}/calibration/",
                           edition->code, text_of_int(request->arena, result->round));
    fill_ranking(request, edition, result, find_calibration(request, at, edition, result, &view), &view);
    RESPOND(request, prize_ranking_html, &view);
}

void round_ranking_csv(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    RoundResult result;
    if (!round_result(at, edition, round_asked(request), &result)) {
        response_not_found(request);
        return;
    }
    PrizeRanking view = {0};
    bool scored = edition_round(edition, result.round)->kind == ROUND_SCORING;
    const Calibration *calibration = NULL;
    if (scored) {
        set_scale(edition, edition_round(edition, result.round), &view);
        calibration = find_calibration(request, at, edition, &result, &view);
    }
    for (size_t i = 0; i < result.rows.count; i++)
        *LIST_ADD(request->arena, &view.rows) = ranking_row(request, edition, &result, &view, calibration, i,
                                                            scored ? line_index(&result) : SIZE_MAX);
    RESPOND(request, prize_ranking_csv, &view);
}
