/* SPDX-License-Identifier: Apache-2.0 */
/* What everyone may read of an edition: the front page, the list of editions, the call. */
#include "feature/prize/access.h"
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "feature/prize/submitted.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

enum { PICTURE_PLACES_MAX = 100, SQUARE_TENTHS = 18, PERCENT_A_SQUARE = 5 };

/* ---- words and numbers */

Written words_written(const Words *words, Language language)
{
    if (words->in[language].size) return (Written){words->in[language], TEXT("")};
    for (Language other = 0; other < LANGUAGE_COUNT; other++)
        if (words->in[other].size) return (Written){words->in[other], language_code(other)};
    return (Written){0};
}

Decimal ratio_decimal(Ratio ratio)
{
    int64_t thousandths = ratio.numerator * 1000 / ratio.denominator;
    int decimals = thousandths % 1000 == 0 ? 0 : thousandths % 100 == 0 ? 1 : thousandths % 10 == 0 ? 2 : 3;
    return (Decimal){thousandths, decimals};
}

Written bound_name(const Edition *edition, const Bound *bound, Language language)
{
    for (size_t i = 0; bound->by == BY_REGION && i < edition->regions.count; i++)
        if (text_is(edition->regions.at[i].code, bound->value))
            return words_written(&edition->regions.at[i].name, language);
    const Category *category = bound->by == BY_CATEGORY ? edition_category(edition, bound->value) : NULL;
    if (category) return words_written(&category->name, language);
    return (Written){bound->value, TEXT("")};
}

bool words_any(const Words *words)
{
    return words_in(words, LANGUAGE_EN).size > 0;
}

static const Words no_words;

const Words *kind_name(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->applicant_kinds.count; i++)
        if (text_is(edition->applicant_kinds.at[i].code, code)) return &edition->applicant_kinds.at[i].name;
    return &no_words;
}

const Words *criterion_name(const Edition *edition, const Round *round, Text code)
{
    const Rubric *rubric = edition_rubric(edition, round->rubric);
    for (size_t i = 0; rubric && i < rubric->criteria.count; i++)
        if (text_is(rubric->criteria.at[i].code, code)) return &rubric->criteria.at[i].name;
    return &no_words;
}

int64_t edition_days_left(const Edition *edition, Instant now)
{
    return days_between(now, edition->closes, edition->zone);
}

const char *phase_code(Phase phase)
{
    static const char *const codes[] = {"before",    "call",    "round",    "between",
                                        "committee", "decided", "announced"};
    return codes[phase];
}

Instant round_publish_at(const PrizeCall *view, size_t index)
{
    return view->state.publish_at.at[index + 1];
}

/* ---- where the edition stands, for everyone */

static Standing public_standing(Snapshot *at, const Edition *edition)
{
    Standing standing = edition_standing(at, edition);
    if (standing.phase != PHASE_DECIDED) return standing;
    if (!instant_passed(edition->committee.begins, at->now)) return (Standing){PHASE_BETWEEN, 0};
    return (Standing){.phase = PHASE_COMMITTEE};
}

static void count_submitted(Snapshot *at, CallState *state)
{
    Submitted submitted = submitted_count(at, state->edition->id);
    state->submitted = submitted.applications;
    state->cities = submitted.cities;
    state->countries = submitted.countries;
}

static void count_candidates(Snapshot *at, CallState *state)
{
    Rows *row =
        store_row(at,
                  SQL("SELECT (SELECT count(*) FROM candidate JOIN application ON application.key ="
                      " candidate.application WHERE candidate.edition = $3 AND " MAY_KNOW_CANDIDATE
                      "), (SELECT count(*) FROM winner JOIN application ON application.key ="
                      " winner.application WHERE winner.edition = $3 AND " MAY_KNOW_WINNER ") WHERE $1 = $1"),
                  BIND(at->viewer, at->now, state->edition->id.key));
    state->candidates = row_int(row, 0);
    state->winners = row_int(row, 1);
    state->has_candidates = state->candidates > 0;
    state->has_winners = state->winners > 0;
}

static CallState call_state(Request *request, Snapshot *at, const Edition *edition)
{
    CallState state = {
        .edition = edition,
        .standing = public_standing(at, edition),
        .is_signed_in = at->viewer.key != 0,
        .publish_at = publication_instants(at, edition),
    };
    state.winners_at = state.publish_at.at[STEP_WINNERS];
    if (edition_call_is_over(edition, at->now)) count_submitted(at, &state);
    count_candidates(at, &state);
    return state;
}

/* ---- pictures */

static Steps call_steps(Request *request, Snapshot *at, const CallState *state)
{
    const Edition *edition = state->edition;
    Arena *arena = request->arena;
    Steps steps = {.zone = edition->zone};
    steps_add(arena, &steps, M("Call"), edition->opens, instant_plus(edition->closes, SECOND_US), at->now);
    for (size_t i = 0; i < edition->rounds.count; i++) {
        const Round *round = &edition->rounds.at[i];
        Step *step = steps_add(arena, &steps, (Message){0}, round->begins, round->ends, at->now);
        Written name = words_written(&round->name, request->language);
        step->text = name.text;
        step->tongue = name.tongue;
    }
    steps_add(arena, &steps, M("Committee"), edition->committee.begins, edition->committee.ends, at->now);
    Instant winners_at = state->winners_at;
    bool is_held = !instant_is_set(winners_at);
    if (is_held) winners_at = edition->committee.ends;
    Step *announcement = steps_add(arena, &steps, M("Announcement"), winners_at, winners_at, at->now);
    if (is_held) {
        announcement->state = STEP_NEXT;
        announcement->note = M("The date is not set yet");
    }
    return steps;
}

static Picture squares_row(Arena *arena, int64_t count, SquareKind kind)
{
    if (count < 1 || count > PICTURE_PLACES_MAX) return (Picture){0};
    Grid grid = grid_make(arena, count < 10 ? count : 10, (count + 9) / 10);
    for (int64_t i = 0; i < count; i++) grid_put(&grid, i % 10, i / 10, kind);
    return grid_draw(&grid, SQUARE_TENTHS);
}

static void add_awards(Request *request, PrizeCall *view)
{
    const Edition *edition = view->state.edition;
    SquareKind kind = view->state.standing.phase == PHASE_ANNOUNCED ? SQUARE_LIT : SQUARE_EMPTY;
    for (size_t i = 0; i < edition->awards.count; i++) {
        const Award *award = &edition->awards.at[i];
        *LIST_ADD(request->arena, &view->awards) =
            (CallAward){.award = award, .places = squares_row(request->arena, award->places, kind)};
    }
}

static CallRubric rubric_of(Arena *arena, const Rubric *rubric)
{
    CallRubric shown = {.code = rubric->code, .is_even = true};
    const Criterion *first = &rubric->criteria.at[0];
    int64_t sum = 0;
    shown.grade_least = first->grades.at[0].value;
    shown.grade_greatest = first->grades.at[first->grades.count - 1].value;
    for (size_t i = 0; i < rubric->criteria.count; i++) sum += rubric->criteria.at[i].weight;
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        int64_t percent = (200 * criterion->weight + sum) / (2 * sum);
        if (percent % PERCENT_A_SQUARE) shown.is_even = false;
        *LIST_ADD(arena, &shown.criteria) =
            (CallCriterion){criterion, percent, squares_row(arena, percent / PERCENT_A_SQUARE, SQUARE_FIRST)};
    }
    return shown;
}

static void add_rubrics(Request *request, PrizeCall *view)
{
    const Edition *edition = view->state.edition;
    for (size_t i = 0; i < edition->rubrics.count; i++)
        *LIST_ADD(request->arena, &view->rubrics) = rubric_of(request->arena, &edition->rubrics.at[i]);
}

/* ---- the call */

static PrizeCall call_view(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeCall view = {
        .shell = shell_for(request, at, (Message){0}),
        .state = call_state(request, at, edition),
        .is_organiser = viewer_is_organiser(at, edition->id),
        .is_expert = viewer_is_expert(at, edition->id),
        .is_committee = viewer_is_committee(at, edition->id),
    };
    view.steps = call_steps(request, at, &view.state);
    view.shell.title = words_in(&edition->name, request->language);
    shell_add_crumb(request->arena, &view.shell, M("Prize"), TEXT(""),
                    URL(request->arena, request->language, "/prize/"));
    shell_add_crumb(request->arena, &view.shell, (Message){0}, view.shell.title, (Url){0});
    add_awards(request, &view);
    add_rubrics(request, &view);
    return view;
}

static void call_show(Request *request, Snapshot *at)
{
    PrizeCall view = call_view(request, at);
    RESPOND(request, prize_call_html, &view);
}

static void call_json_show(Request *request, Snapshot *at)
{
    PrizeCall view = call_view(request, at);
    RESPOND(request, prize_call_json, &view);
}

/* ---- the front page */

/* One square an application, in order of arrival; what is not yet known looks like the rest. */
static void add_court(Request *request, Snapshot *at, PrizeFront *view)
{
    const Edition *edition = view->state.edition;
    Rows *rows = store_rows(
        at,
        SQL("SELECT CASE WHEN EXISTS (SELECT 1 FROM winner WHERE winner.application = application.key"
            " AND " MAY_KNOW_WINNER ") THEN 2 WHEN " MAY_KNOW_CANDIDATE " THEN 1 ELSE 0 END FROM application"
            " WHERE application.edition = $3 AND application.state = 'submitted' AND $1 = $1"
            " ORDER BY application.number NULLS LAST, application.key"),
        BIND(at->viewer, at->now, edition->id.key));
    SquareKind *kinds = ARENA_MANY(request->arena, (size_t)rows_count(rows) + 1, SquareKind);
    int64_t count = 0, places = 0;
    bool is_announced = view->state.has_winners;
    while (rows_next(rows)) {
        const SquareKind known[] = {SQUARE_FIRST, is_announced ? SQUARE_SECOND : SQUARE_LIT, SQUARE_LIT};
        kinds[count++] = known[row_int(rows, 0)];
    }
    for (size_t i = 0; i < edition->awards.count; i++) places += edition->awards.at[i].places;
    Message labels[SQUARE_KINDS] = {
        [SQUARE_FIRST] = M("Applications"),
        [SQUARE_SECOND] = M("Candidates"),
        [SQUARE_LIT] = is_announced ? M("Winners") : M("Candidates"),
        [SQUARE_EMPTY] = M("Awards"),
    };
    if (count) view->court = court_make(request->arena, kinds, count, places, labels);
    if (count && is_announced) court_light(request->arena, &view->court);
}

static void add_funnel(Request *request, PrizeFront *view)
{
    const CallState *state = &view->state;
    if (!state->submitted) return;
    funnel_add(request->arena, &view->funnel, SQUARE_SECOND, state->submitted, M("Applications"));
    if (state->has_candidates)
        funnel_add(request->arena, &view->funnel, state->has_winners ? SQUARE_FIRST : SQUARE_LIT,
                   state->candidates, M("Candidates"));
    int64_t places = 0;
    for (size_t i = 0; i < state->edition->awards.count; i++) places += state->edition->awards.at[i].places;
    FunnelStage *last =
        state->has_winners
            ? funnel_add(request->arena, &view->funnel, SQUARE_LIT, state->winners, M("Winners"))
            : funnel_add(request->arena, &view->funnel, SQUARE_EMPTY, places, M("Awards"));
    if (!state->has_winners && instant_is_set(state->winners_at))
        last->note = M("Empty until {when}", WITH_DATE("when", state->winners_at, state->edition->zone));
    funnel_draw(request->arena, &view->funnel);
}

static void front_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_newest(at);
    PrizeFront view = {.shell = shell_for(request, at, (Message){0}), .has_edition = edition != NULL};
    if (edition) {
        view.state = call_state(request, at, edition);
        view.steps = call_steps(request, at, &view.state);
        if (view.state.submitted) add_court(request, at, &view);
        add_funnel(request, &view);
        view.shell.title = words_in(&edition->name, request->language);
    }
    RESPOND(request, prize_front_html, &view);
}

static void list_show(Request *request, Snapshot *at)
{
    PrizeList view = {.shell = shell_for(request, at, (Message){0})};
    Editions editions = edition_all(at);
    for (size_t i = 0; i < editions.count; i++)
        *LIST_ADD(request->arena, &view.editions) = call_state(request, at, editions.at[i]);
    RESPOND(request, prize_editions_html, &view);
}

static const Route routes[] = {
    {GET, "/", guard_everyone, .show = front_show, .help = "The front page: the newest edition."},
    {GET, "/prize/", guard_everyone, .show = list_show, .help = "All editions of the prize."},
    {GET, "/prize/{edition}/", guard_edition, .show = call_show,
     .help = "The call: what, who may apply, how it is judged, when."},
    {GET, "/prize/{edition}/call.json", guard_edition, .show = call_json_show, .help = "The call as data."},
};

static const NavigationEntry navigation[] = {{M("Prize"), "/prize/", guard_everyone}};

const Feature prize_call_feature = {
    .name = "prize/call",
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .navigation = navigation,
    .navigation_count = sizeof navigation / sizeof *navigation,
};
