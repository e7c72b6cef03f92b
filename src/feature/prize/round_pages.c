/* SPDX-License-Identifier: Apache-2.0 */
/* The rounds for organisers: a screening decided in bulk, a ranking with its line, confirming it,
 * releasing the feedback. Applications on which the organiser is in conflict are left out. */
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "feature/prize/round_views.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

enum { ROWS_A_PAGE = 40, SCREENING_A_PAGE = 25, REASON_MAX_BYTES = 4000, PAGES_MAX = 1 << 20 };

#define ROUNDS "/prize/{edition}/rounds/"
#define ONE ROUNDS "{round:key}/"

static int64_t round_of(const Request *request)
{
    int64_t round = 0;
    request_int(request, "round", &round);
    return round;
}

static Text key_text(Arena *arena, int64_t key)
{
    return text_format(arena, "%lld", (long long)key);
}

static Url round_url(Request *request, const Edition *edition, int64_t round)
{
    return URL(request->arena, request->language, "/prize/{}/rounds/{}/", edition->code,
               key_text(request->arena, round));
}

/* ---- the list of rounds */

static void rounds_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeRounds view = {.shell = shell_for(request, at, M("Organiser")),
                        .edition = edition->code,
                        .edition_name = words_in(&edition->name, request->language),
                        .zone = edition->zone};
    for (int64_t number = 1; number <= (int64_t)edition->rounds.count; number++) {
        const Round *round = edition_round(edition, number);
        RoundResult result;
        round_result(at, edition, number, &result);
        *LIST_ADD(request->arena, &view.rounds) =
            (RoundLine){.name = words_in(&round->name, request->language),
                        .number = number,
                        .entrants = result.entrants,
                        .places = round->places,
                        .passed = result.passed,
                        .begins = round->begins,
                        .ends = round->ends,
                        .publish_at = publication_instant(at, edition, number),
                        .is_confirmed = result.is_confirmed,
                        .is_screening = round->kind == ROUND_SCREENING,
                        .url = round_url(request, edition, number)};
    }
    shell_add_crumb(request->arena, &view.shell, (Message){0}, view.edition_name,
                    URL(request->arena, request->language, "/prize/{}/", edition->code));
    shell_add_crumb(request->arena, &view.shell, M("Rounds"), TEXT(""), (Url){0});
    RESPOND(request, prize_rounds_html, &view);
}

/* ---- what the pages of a round share */

static ApplyFunction screening_apply, confirm_apply;

static bool comes_back_from(const Request *request, ApplyFunction *apply)
{
    return request->is_again && request->route->apply == apply;
}

static bool is_released(Snapshot *at, const Edition *edition, int64_t round)
{
    return store_row(at,
                     SQL("SELECT 1 FROM round_confirmation WHERE edition = $1 AND round = $2"
                         " AND feedback_released_at IS NOT NULL"),
                     BIND(edition->id.key, round)) != NULL;
}

static void fill_confirmation(Request *request, const RoundResult *result, RoundHead *head)
{
    head->note = field_make(&request->problems, TEXT("note"), TEXT(""));
    if (comes_back_from(request, confirm_apply)) head->note.value = request_text(request, "note");
    head->note.is_optional = !result->missing;
    head->note.rows = 2;
    head->with_missing = choice_field_make(&request->problems, TEXT("with_missing"));
    choice_add(request->arena, &head->with_missing, TEXT("yes"), M("Confirm without the missing reviews"),
               TEXT(""));
}

static RoundHead head_of(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    const Round *round = edition_round(edition, result->round);
    RoundHead head = {.shell = shell_for(request, at, M("Organiser")),
                      .edition = edition->code,
                      .name = words_in(&round->name, request->language),
                      .zone = edition->zone,
                      .round = result->round,
                      .entrants = result->entrants,
                      .places = result->places,
                      .passed = result->passed,
                      .missing = result->missing,
                      .is_confirmed = result->is_confirmed,
                      .is_over = instant_passed(round->ends, at->now),
                      .is_released = is_released(at, edition, result->round),
                      .can_release = result->is_confirmed && round->kind == ROUND_SCORING,
                      .confirmed = result->confirmed,
                      .publish_at = publication_instant(at, edition, result->round),
                      .ends = round->ends,
                      .can_miss = round->kind == ROUND_SCORING,
                      .token = form_token_for(request),
                      .problems = request->problems};
    fill_confirmation(request, result, &head);
    shell_add_crumb(request->arena, &head.shell, (Message){0}, words_in(&edition->name, request->language),
                    URL(request->arena, request->language, "/prize/{}/", edition->code));
    shell_add_crumb(request->arena, &head.shell, M("Rounds"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/rounds/", edition->code));
    shell_add_crumb(request->arena, &head.shell, (Message){0}, head.name, (Url){0});
    head.shell.title = head.name;
    return head;
}

/* The value of a parameter that only the GET declares; "" where a form is shown again. */
static Text asked(const Request *request, const char *name)
{
    return request->route->method == GET ? request_text(request, name) : TEXT("");
}

static int64_t asked_page(const Request *request)
{
    int64_t page = 1;
    if (request->route->method == GET) request_int(request, "page", &page);
    if (page < 1) return 1;
    return page > PAGES_MAX ? PAGES_MAX : page;
}

static Url filtered(Request *request, const Edition *edition, int64_t round, Text category)
{
    if (!category.size) return round_url(request, edition, round);
    return URL(request->arena, request->language, "/prize/{}/rounds/{}/?category={}", edition->code,
               key_text(request->arena, round), category);
}

static void add_filters(Request *request, const Edition *edition, int64_t round, RoundHead *head)
{
    Text chosen = asked(request, "category");
    *LIST_ADD(request->arena, &head->filters) = (ShellLink){.label = M("All"),
                                                            .url = round_url(request, edition, round),
                                                            .is_current = chosen.size == 0};
    for (size_t i = 0; i < edition->categories.count; i++) {
        const Category *category = &edition->categories.at[i];
        *LIST_ADD(request->arena, &head->filters) =
            (ShellLink){.text = words_in(&category->name, request->language),
                        .url = filtered(request, edition, round, category->code),
                        .is_current = text_is(chosen, category->code)};
    }
}

static Text category_name(const Edition *edition, Text code, Language language)
{
    const Category *category = edition_category(edition, code);
    return category ? words_in(&category->name, language) : code;
}

static Text region_name(const Edition *edition, Text code, Language language)
{
    for (size_t i = 0; i < edition->regions.count; i++) {
        if (text_is(edition->regions.at[i].code, code))
            return words_in(&edition->regions.at[i].name, language);
    }
    return code;
}

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
        return category_name(edition, own ? row->category : bound->value, language);
    case BY_REGION:
        return region_name(edition, own ? row->region : bound->value, language);
    case BY_COUNTRY:
        return country_name(arena, language, own ? row->country : bound->value);
    case BY_CITY:
        break;
    }
    return own ? row->city : bound->value;
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

static Text number_of(const RoundResult *result, int64_t key)
{
    for (size_t i = 0; key && i < result->rows.count; i++) {
        if (result->rows.at[i].line.key == key) return result->rows.at[i].number;
    }
    return TEXT("");
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

static RankingRow ranking_row(Request *request, const Edition *edition, const RoundResult *result,
                              const PrizeRanking *view, size_t index, size_t line)
{
    const Round *round = edition_round(edition, result->round);
    const RoundRow *row = &result->rows.at[index];
    RankingRow shown = {.number = row->number,
                        .country = row->country,
                        .category = category_name(edition, row->category, request->language),
                        .title = {row->title, row->tongue},
                        .city = {row->city, row->tongue},
                        .url = URL(request->arena, request->language, "/prize/{}/application/{}/",
                                   edition->code, key_text(request->arena, row->application.key)),
                        .rank = row->line.rank,
                        .reviews = row->line.reviews,
                        .reserve = row->line.reserve,
                        .is_scored = !rational_is_none(row->line.mean),
                        .passed = row->line.passed,
                        .corrected = thousandths(row->line.offset_thousandths),
                        .outcome = outcome_words(request, edition, round, row),
                        .tie = tie_words(result, &row->line),
                        .outcome_code = text_of(outcome_code(row->line.outcome)),
                        .tie_code = text_of(tie_code(row->line.tie)),
                        .line_follows = index == line};
    if (!shown.is_scored) return shown;
    shown.mean = thousandths(rational_round(row->line.mean, 1000));
    Decimal at =
        line == SIZE_MAX ? (Decimal){0} : thousandths(rational_round(result->rows.at[line].line.mean, 1000));
    shown.mark = mark_make(shown.mean, view->from, view->to, line == SIZE_MAX ? NULL : &at);
    return shown;
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
    for (size_t i = 0; i < result->rows.count; i++) {
        const RoundRow *row = &result->rows.at[i];
        const Bound *bound = bound_at(round, row->line.bound);
        if (row->line.outcome != OUTCOME_FLOOR || !bound) continue;
        *LIST_ADD(request->arena, &head->remarks) =
            M("The floor for {name} lets in rank {rank}.",
              WITH_TEXT("name", row_bound_name(request, edition, bound, row)),
              WITH_NUMBER("rank", row->line.rank));
    }
}

static void count_outcomes(const RoundResult *result, PrizeRanking *view)
{
    for (size_t i = 0; i < result->rows.count; i++) {
        view->by_rank += is_by_rank(result->rows.at[i].line.outcome);
        view->by_floor += result->rows.at[i].line.outcome == OUTCOME_FLOOR;
    }
    view->hidden = result->entrants - (int64_t)result->rows.count;
}

static void set_pages(Request *request, const Edition *edition, const RoundResult *result, int64_t shown,
                      int64_t line, RoundHead *head)
{
    Url base = filtered(request, edition, result->round, asked(request, "category"));
    int64_t last = (shown + ROWS_A_PAGE - 1) / ROWS_A_PAGE;
    head->pages = pages_make(request->arena, base, asked_page(request), last);
    int64_t line_page = line < 0 ? 0 : line / ROWS_A_PAGE + 1;
    if (last > 1 && line_page && line_page != asked_page(request))
        head->line_page = pages_make(request->arena, base, line_page, last).links.at[0].url;
    for (size_t i = 0; head->line_page.address.size && i < head->pages.links.count; i++) {
        if (head->pages.links.at[i].number == line_page) head->line_page = head->pages.links.at[i].url;
    }
}

/* The rows of the category and page that were asked for. */
static void fill_ranking(Request *request, const Edition *edition, const RoundResult *result,
                         PrizeRanking *view)
{
    Text category = asked(request, "category");
    size_t line = line_index(result);
    int64_t shown = 0, line_at = -1, first = (asked_page(request) - 1) * ROWS_A_PAGE;
    for (size_t i = 0; i < result->rows.count; i++) {
        if (category.size && !text_is(result->rows.at[i].category, category)) continue;
        if (line != SIZE_MAX && i <= line) line_at = shown;
        if (shown >= first && shown < first + ROWS_A_PAGE)
            *LIST_ADD(request->arena, &view->rows) = ranking_row(request, edition, result, view, i, line);
        shown++;
    }
    set_pages(request, edition, result, shown, line_at, &view->head);
}

static void ranking_page(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    PrizeRanking view = {.head = head_of(request, at, edition, result)};
    set_scale(edition, edition_round(edition, result->round), &view);
    add_filters(request, edition, result->round, &view.head);
    add_remarks(request, edition, result, &view.head);
    count_outcomes(result, &view);
    view.head.csv = URL(request->arena, request->language, "/prize/{}/rounds/{}/result.csv", edition->code,
                        key_text(request->arena, result->round));
    fill_ranking(request, edition, result, &view);
    RESPOND(request, prize_ranking_html, &view);
}

static void ranking_csv(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    RoundResult result;
    if (!round_result(at, edition, round_of(request), &result)) {
        response_not_found(request);
        return;
    }
    PrizeRanking view = {0};
    bool scored = edition_round(edition, result.round)->kind == ROUND_SCORING;
    if (scored) set_scale(edition, edition_round(edition, result.round), &view);
    for (size_t i = 0; i < result.rows.count; i++)
        *LIST_ADD(request->arena, &view.rows) =
            ranking_row(request, edition, &result, &view, i, scored ? line_index(&result) : SIZE_MAX);
    RESPOND(request, prize_ranking_csv, &view);
}

/* ---- a screening */

typedef struct {
    bool is_decided, is_eligible;
    Text reason;
} Decision;

static Decision decision_of(Snapshot *at, int64_t round, int64_t application)
{
    Rows *row =
        store_row(at, SQL("SELECT eligible, reason FROM screening WHERE round = $1 AND application = $2"),
                  BIND(round, application));
    return row ? (Decision){true, row_int(row, 0) == 1, row_text(row, 1)} : (Decision){0};
}

static Text typed_for(const Request *request, const char *prefix, int64_t key)
{
    if (!comes_back_from(request, screening_apply)) return TEXT("");
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
    Text typed = typed_for(request, "why-", row->line.key);
    const Problem *problem =
        problems_of(&request->problems, text_format(arena, "why-%lld", (long long)row->line.key));
    return (ScreeningRow){.key = row->line.key,
                          .number = row->number,
                          .country = row->country,
                          .category = category_name(edition, row->category, request->language),
                          .title = {row->title, row->tongue},
                          .city = {row->city, row->tongue},
                          .url = URL(arena, request->language, "/prize/{}/application/{}/", edition->code,
                                     key_text(arena, row->line.key)),
                          .is_decided = decision.is_decided,
                          .is_eligible = decision.is_eligible,
                          .chosen_in = text_is_c(chosen, "1"),
                          .chosen_out = text_is_c(chosen, "0"),
                          .reason = comes_back_from(request, screening_apply) ? typed : decision.reason,
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
    if (comes_back_from(request, screening_apply)) return typed_for(request, "in-", row->line.key).size > 0;
    return !category.size || text_is(row->category, category);
}

static void fill_screening(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result,
                           PrizeScreening *view)
{
    Text category = asked(request, "category");
    int64_t shown = 0, first = (asked_page(request) - 1) * SCREENING_A_PAGE;
    for (size_t i = 0; i < result->rows.count; i++) {
        const RoundRow *row = &result->rows.at[i];
        if (!is_asked_for(request, row, category)) continue;
        if (shown >= first && shown < first + SCREENING_A_PAGE)
            *LIST_ADD(request->arena, &view->rows) = screening_row(request, at, edition, result, row);
        shown++;
    }
    view->head.pages = pages_make(request->arena, filtered(request, edition, result->round, category),
                                  asked_page(request), (shown + SCREENING_A_PAGE - 1) / SCREENING_A_PAGE);
}

static void screening_page(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    PrizeScreening view = {.head = head_of(request, at, edition, result),
                           .action = URL(request->arena, request->language, "/prize/{}/rounds/{}/screening/",
                                         edition->code, key_text(request->arena, result->round))};
    add_filters(request, edition, result->round, &view.head);
    fill_progress(request, result, &view);
    fill_screening(request, at, edition, result, &view);
    RESPOND(request, prize_screening_html, &view);
}

/* One decision of the form; a problem is of the row's reason. */
static void decide_one(Request *request, Change *change, const Edition *edition, int64_t round,
                       int64_t application, bool eligible, Text reason)
{
    Decision before = decision_of(&change->at, round, application);
    if (before.is_decided && before.is_eligible == eligible && text_is(before.reason, reason)) return;
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

static bool screening_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    NamedTexts chosen = request_prefixed(request, "in-"), reasons = request_prefixed(request, "why-");
    for (size_t i = 0; i < chosen.count; i++) {
        int64_t application;
        Text key = text_from(chosen.at[i].name, 3); /* behind "in-" */
        if (!text_to_int(key, &application)) continue;
        decide_one(request, change, edition, round_of(request), application,
                   text_is_c(chosen.at[i].value, "1"), reason_for(&reasons, key));
    }
    if (problems_any(&request->problems)) return false;
    response_redirect(request, round_url(request, edition, round_of(request)));
    return true;
}

/* ---- a round: shown, confirmed, released */

static void round_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    RoundResult result;
    if (!round_result(at, edition, round_of(request), &result)) {
        response_not_found(request);
        return;
    }
    bool screening = edition_round(edition, result.round)->kind == ROUND_SCREENING;
    if (screening) screening_page(request, at, edition, &result);
    else ranking_page(request, at, edition, &result);
}

static bool confirm_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!round_confirm(change, edition, round_of(request), request_text(request, "note"),
                       text_is_c(request_text(request, "with_missing"), "yes"), &request->problems))
        return false;
    response_redirect(request, round_url(request, edition, round_of(request)));
    return true;
}

static bool release_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!round_is_confirmed(&change->at, edition, round_of(request))) {
        problems_add(&request->problems, TEXT(""), M("Confirm the round before you release its feedback."));
        return false;
    }
    round_release_feedback(change, edition, round_of(request));
    response_redirect(request, round_url(request, edition, round_of(request)));
    return true;
}

static const Route routes[] = {
    {GET, ROUNDS, guard_organiser, rounds_page, .help = "The rounds of an edition"},
    {GET, ONE, guard_organiser, round_page, .parameters = {{"category"}, {"page"}},
     .help = "A round: its screening, or its ranking and line"},
    {GET, ONE "result.csv", guard_organiser, ranking_csv, .help = "The ranking as CSV"},
    {POST, ONE "screening/", guard_organiser, .apply = screening_apply, .again = round_page,
     .parameters = {{"in-", PARAMETER_PREFIX, 1}, {"why-", PARAMETER_PREFIX, REASON_MAX_BYTES}},
     .help = "Decides applications of a screening"},
    {POST, ONE "confirm/", guard_organiser, .apply = confirm_apply, .again = round_page,
     .parameters = {{"note", PARAMETER_TEXT, REASON_MAX_BYTES}, {"with_missing"}},
     .help = "Confirms the result of a round"},
    {POST, ONE "release/", guard_organiser, .apply = release_apply, .again = round_page,
     .help = "Releases the feedback of a round"},
};

const Feature prize_round_feature = {.name = "prize/round",
                                     .routes = routes,
                                     .route_count = sizeof routes / sizeof *routes};
