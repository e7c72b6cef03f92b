/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's page of a round's assignment: how far the reviews are, a preview with its quality,
 * what is short, the confirmation, reminders. */
#include "feature/prize/assignment_side.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/evaluation_parts.h"
#include "feature/prize/feature.h"
#include "feature/prize/round.h"
#include "platform/account/account.h"
#include "prize_templates.h"

enum {
    PROGRESS_COLUMNS = 60,
    SHORTAGE_COLUMNS = 40,
    SHORT_MOST = 12,
    PERCENT = 10 /* thousandths of a hundredth part: 1,000,000 millionths are 100 */
};

/* The round of the path, if experts judge in it; else NULL. */
static const Round *round_of(const Request *request, const Edition *edition, int64_t *number)
{
    *number = 0;
    request_int(request, "round", number);
    const Round *round = edition_round(edition, *number);
    return round && round->judges != JUDGES_SECRETARIAT ? round : NULL;
}

static Url page_of(const Request *request, const Edition *edition, int64_t round, const char *done)
{
    Url url = evaluation_url(request, edition, "rounds/{}/assignment/", round);
    if (done) url.address = text_format(request->arena, "%.*s?done=%s", TEXT_PRINT(url.address), done);
    return url;
}

/* ---- names */

static Text name_of(const Experts *experts, int64_t account)
{
    for (size_t i = 0; i < experts->count; i++) {
        if (experts->at[i].account.key == account) return experts->at[i].name;
    }
    return TEXT("");
}

/* An application by its title, unless the viewer is in conflict with it. */
static ShortLine line_of(const Request *request, Snapshot *at, const Edition *edition, int64_t application)
{
    Rows *row = store_row(at,
                          SQL("SELECT application.number, v.title, v.tongue FROM application"
                              " JOIN application_version AS v ON v.application = application.key"
                              " AND v.version = application.version WHERE application.key = $1"),
                          BIND(application));
    if (!row) return (ShortLine){0};
    ShortLine line = {.number = evaluation_number(request->arena, edition, row_int(row, 0))};
    if (!conflict_stands(at, (ApplicationId){application}, at->viewer))
        line.title = (Written){row_text(row, 1), row_text(row, 2)};
    return line;
}

/* ---- what counts now */

static void read_loads(Request *request, Snapshot *at, const Edition *edition, const Experts *experts,
                       PrizeAssignment *view)
{
    Rows *rows =
        store_rows(at,
                   SQL("SELECT account, CAST(sum(CASE WHEN state = 'sent' THEN 1 ELSE 0 END) AS BIGINT),"
                       " CAST(sum(CASE WHEN state = 'begun' THEN 1 ELSE 0 END) AS BIGINT),"
                       " CAST(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS BIGINT) FROM assignment"
                       " WHERE edition = $1 AND round = $2 AND state IN ('open', 'begun', 'sent')"
                       " GROUP BY account ORDER BY account"),
                   BIND(edition->id.key, view->round));
    while (rows_next(rows)) {
        AssignmentLoad load = {.name = name_of(experts, row_int(rows, 0)),
                               .url = evaluation_url(request, edition, "experts/{}/", row_int(rows, 0)),
                               .sent = row_int(rows, 1),
                               .begun = row_int(rows, 2),
                               .open = row_int(rows, 3)};
        view->sent += load.sent;
        view->begun += load.begun;
        view->open += load.open;
        view->idle += !load.sent && !load.begun;
        *LIST_ADD(request->arena, &view->loads) = load;
    }
}

static void draw_progress(Arena *arena, PrizeAssignment *view)
{
    int64_t total = view->sent + view->begun + view->open;
    if (!total) return;
    Amounts amounts = {0};
    amount_add(arena, &amounts, SQUARE_FIRST, view->sent, M("sent"));
    amount_add(arena, &amounts, SQUARE_SECOND, view->begun, M("begun"));
    amount_add(arena, &amounts, SQUARE_EMPTY, view->open, M("not begun"));
    view->progress = progress_make(arena, &amounts, total < PROGRESS_COLUMNS ? total : PROGRESS_COLUMNS);
    for (size_t i = 0; i < view->loads.count; i++) {
        Column *column = chart_add(arena, &view->progress_chart);
        column->name = view->loads.at[i].name;
        amount_add(arena, &column->amounts, SQUARE_FIRST, view->loads.at[i].sent, M("sent"));
        amount_add(arena, &column->amounts, SQUARE_SECOND, view->loads.at[i].begun, M("begun"));
        amount_add(arena, &column->amounts, SQUARE_EMPTY, view->loads.at[i].open, M("not begun"));
    }
    chart_draw(arena, &view->progress_chart);
}

/* ---- the preview */

static Progress draw_shortage(Arena *arena, int64_t demand, int64_t capacity)
{
    Amounts amounts = {0};
    amount_add(arena, &amounts, SQUARE_FIRST, capacity, M("possible: {n}", WITH_NUMBER("n", capacity)));
    amount_add(arena, &amounts, SQUARE_EMPTY, demand - capacity,
               M("missing: {n}", WITH_NUMBER("n", demand - capacity)));
    return progress_make(arena, &amounts, demand < SHORTAGE_COLUMNS ? demand : SHORTAGE_COLUMNS);
}

static void fill_shortage(const Request *request, Snapshot *at, const Edition *edition,
                          const Experts *experts, const AssignmentPlan *plan, PrizeAssignment *view)
{
    view->short_demand = plan->short_demand;
    view->short_capacity = plan->short_capacity;
    view->shortage = draw_shortage(request->arena, plan->short_demand, plan->short_capacity);
    if (plan->short_applications.count > SHORT_MOST)
        view->more_applications = (int64_t)plan->short_applications.count - SHORT_MOST;
    if (plan->short_experts.count > SHORT_MOST)
        view->more_experts = (int64_t)plan->short_experts.count - SHORT_MOST;
    for (size_t i = 0; i < plan->short_applications.count && i < SHORT_MOST; i++)
        *LIST_ADD(request->arena, &view->short_applications) =
            line_of(request, at, edition, plan->short_applications.at[i].key);
    for (size_t i = 0; i < plan->short_experts.count && i < SHORT_MOST; i++)
        *LIST_ADD(request->arena, &view->short_experts) = name_of(experts, plan->short_experts.at[i].key);
}

static void fill_preview(const Request *request, Snapshot *at, const Edition *edition, const Experts *experts,
                         const AssignmentInput *input, PrizeAssignment *view)
{
    AssignmentPlan plan;
    view->has_preview = assignment_find_plan(at, edition, view->round, &plan);
    if (!view->has_preview) return;
    view->plan = plan.plan;
    view->aim = plan.wish.aim;
    view->is_feasible = plan.feasible;
    view->is_certified = plan.certified;
    view->moved = plan.moved;
    view->is_best = plan.worst_millionths == plan.bound_millionths;
    if (view->each) view->bound = (Decimal){plan.bound_millionths / view->each / PERCENT, 0};
    view->cap_percent = percent_of_cap(plan.wish.cap);
    if (plan.most_millionths) view->expected_percent = plan.expected_millionths * 100 / plan.most_millionths;
    view->worst_off = line_of(request, at, edition, plan.worst.key);
    view->preview = assignment_side(request->arena, edition, request->language, input, &plan.pairs);
    if (!plan.feasible) fill_shortage(request, at, edition, experts, &plan, view);
}

static void fill_now(const Request *request, Snapshot *at, const Edition *edition,
                     const AssignmentInput *input, PrizeAssignment *view)
{
    PlannedPairs pairs = assignment_now(at, edition, view->round, input);
    view->now = assignment_side(request->arena, edition, request->language, input, &pairs);
}

static Text typed_or(const Request *request, const char *name, Text other)
{
    return request->is_again && request_has(request, name) ? request_text(request, name) : other;
}

/* What a preview can aim at: what was typed is chosen, else that of the last one, or the first. */
static void fill_aims(Request *request, PrizeAssignment *view)
{
    Text last = text_of(aim_code(view->has_preview ? view->aim : AIM_EVEN));
    Text chosen = typed_or(request, "aim", last);
    view->aims = choice_field_make(&view->problems, TEXT("aim"));
    choice_add(request->arena, &view->aims, TEXT("even"), M("The same number of reviews for everybody"),
               chosen)
        ->hint = M("then the best fit");
    choice_add(request->arena, &view->aims, TEXT("sum"), M("The best fit in all"), chosen)->hint =
        M("some may have many reviews, others few");
    choice_add(request->arena, &view->aims, TEXT("worst"), M("The lowest fit as high as possible"), chosen)
        ->hint = M("then the best fit in all");
    choice_add(request->arena, &view->aims, TEXT("leximin"),
               M("The lowest fits as high as possible, one after the other"), chosen)
        ->hint = M("first for the application with the lowest fit, then for the next, and so on");
    choice_add(request->arena, &view->aims, TEXT("random"), M("By lot"), chosen)->hint =
        M("the best fit on average; nobody can make sure of an application by asking for it");
    view->anew = choice_field_make(&view->problems, TEXT("anew"));
    choice_add(request->arena, &view->anew, TEXT("1"), M("Plan anew"), typed_or(request, "anew", TEXT("")))
        ->hint = M("Reviews that are not begun may all go to somebody else.");
}

static void fill_cap(Request *request, PrizeAssignment *view)
{
    Text last = view->cap_percent ? text_of_int(request->arena, view->cap_percent) : TEXT("");
    view->cap = field_make(&view->problems, TEXT("cap"), typed_or(request, "cap", last));
    view->cap.width = WIDTH_SHORT;
    view->cap.inputmode = "numeric";
}

static int64_t room_of(const Round *round, const AssignmentInput *input)
{
    int64_t room = 0, entrants = (int64_t)input->applications.count;
    for (size_t i = 0; i < input->experts.count; i++) {
        int64_t most = round->load_max && round->load_max < entrants ? round->load_max : entrants;
        int64_t own = input->experts.at[i].capacity;
        room += own && own < most ? own : most;
    }
    return room;
}

static void add_notice(Request *request, PrizeAssignment *view)
{
    Text done = request_text(request, "done");
    Message message = {0};
    if (text_is_c(done, "confirmed")) message = M("The assignment counts now. The experts are told by mail.");
    if (text_is_c(done, "reminded")) message = M("Whoever has not begun is reminded by mail.");
    if (message.english) shell_add_notice(request->arena, &view->shell, NOTICE_GOOD, message);
}

static void assignment_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    int64_t number;
    const Round *round = round_of(request, edition, &number);
    if (!round) {
        response_not_found(request);
        return;
    }
    AssignmentInput input = assignment_input(at, edition, number);
    Experts experts = expert_all(at, edition->id);
    PrizeAssignment view = {.shell = organiser_shell(request, at, edition, (Message){0}),
                            .edition = edition->code,
                            .name = words_in(&round->name, request->language),
                            .zone = edition->zone,
                            .tabs = organiser_tabs(request, edition, number),
                            .round = number,
                            .is_group = round->judges == JUDGES_GROUP,
                            .is_confirmed = round_is_confirmed(at, edition, number),
                            .is_over = instant_passed(round->ends, at->now),
                            .deadline = {round->ends, edition->zone},
                            .entrants = (int64_t)input.applications.count,
                            .experts = (int64_t)input.experts.count,
                            .each = round->experts_each,
                            .needed = round->experts_each * (int64_t)input.applications.count,
                            .room = room_of(round, &input),
                            .token = form_token_for(request),
                            .problems = request->problems};
    shell_add_crumb(request->arena, &view.shell, M("Assignment: {round}", WITH_TEXT("round", view.name)),
                    TEXT(""), (Url){0});
    read_loads(request, at, edition, &experts, &view);
    draw_progress(request->arena, &view);
    fill_now(request, at, edition, &input, &view);
    fill_preview(request, at, edition, &experts, &input, &view);
    fill_aims(request, &view);
    fill_cap(request, &view);
    view.shell.has_problems = problems_any(&view.problems);
    add_notice(request, &view);
    RESPOND(request, prize_assignment_html, &view);
}

/* ---- a new preview: computed outside of any change, kept in one */

/* Of a form that doesn't say: even loads, and what is assigned stays. */
static AssignmentWish wish_asked(const Request *request)
{
    AssignmentAim aim = aim_from_code(request_text(request, "aim"));
    int64_t percent = 0;
    request_int(request, "cap", &percent);
    return (AssignmentWish){.aim = aim == AIM_COUNT ? AIM_EVEN : aim,
                            .anew = text_is_c(request_text(request, "anew"), "1"),
                            .cap = aim == AIM_RANDOM ? cap_of_percent(percent) : 0};
}

typedef struct {
    Request *request;
    bool is_made;
    AssignmentPlan plan;
    Problems problems;
} Planning;

static void compute(Snapshot *at, void *context)
{
    Planning *it = context;
    it->problems = problems_none(it->request->arena);
    if (guard_organiser(at, it->request) != ADMITTED) return;
    int64_t number;
    const Edition *edition = edition_of(at, it->request);
    if (round_of(it->request, edition, &number))
        it->is_made = assignment_plan(at, edition, number, wish_asked(it->request), &it->problems, &it->plan);
}

static void plan_prepare(Request *request)
{
    Planning *it = request->prepared = ARENA_NEW(request->arena, Planning);
    it->request = request;
    store_read(request->store, request->arena, request->login.account, compute, it);
}

static bool plan_keep(Request *request, Change *change)
{
    Planning *it = request->prepared;
    const Edition *edition = edition_of(&change->at, request);
    int64_t number;
    if (!round_of(request, edition, &number)) return false;
    for (size_t i = 0; i < it->problems.count; i++)
        problems_add(&request->problems, it->problems.at[i].field, it->problems.at[i].message);
    if (round_is_confirmed(&change->at, edition, number))
        problems_add(&request->problems, TEXT(""),
                     M("This round is confirmed. Its result no longer changes."));
    if (!it->is_made || problems_any(&request->problems)) return false;
    assignment_keep_plan(change, edition, number, &it->plan);
    response_redirect(request, page_of(request, edition, number, NULL));
    return true;
}

static bool plan_confirm(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    int64_t number, plan = 0;
    if (!round_of(request, edition, &number)) return false;
    request_int(request, "plan", &plan);
    if (round_is_confirmed(&change->at, edition, number)) {
        problems_add(&request->problems, TEXT(""),
                     M("This round is confirmed. Its result no longer changes."));
        return false;
    }
    if (!assignment_confirm(change, edition, plan, &request->problems)) return false;
    response_redirect(request, page_of(request, edition, number, "confirmed"));
    return true;
}

static bool remind(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    int64_t number;
    const Round *round = round_of(request, edition, &number);
    if (!round || instant_passed(round->ends, change->at.now)) {
        problems_add(&request->problems, TEXT(""), M("The round is over. Nobody is reminded any more."));
        return false;
    }
    assignment_remind(change, edition, number);
    response_redirect(request, page_of(request, edition, number, "reminded"));
    return true;
}

#define ASSIGNMENT "/prize/{edition}/rounds/{round:key}/assignment/"
static const Route routes[] = {
    {GET, ASSIGNMENT, guard_organiser, assignment_show, .parameters = {{"aim"}, {"anew"}, {"cap"}, {"done"}},
     .help = "Who judges what in a round, how far they are, and the preview of a new assignment"},
    {POST, ASSIGNMENT, guard_organiser, .prepare = plan_prepare, .apply = plan_keep, .again = assignment_show,
     .parameters = {{"aim"}, {"anew"}, {"cap"}, {"done"}}, .help = "Makes a preview for an aim"},
    {POST, ASSIGNMENT "confirm/", guard_organiser, .apply = plan_confirm, .again = assignment_show,
     .parameters = {{"plan", PARAMETER_INT}, {"aim"}, {"anew"}, {"cap"}, {"done"}},
     .help = "The preview counts from now on"},
    {POST, ASSIGNMENT "remind/", guard_organiser, .apply = remind, .again = assignment_show,
     .parameters = {{"aim"}, {"anew"}, {"cap"}, {"done"}}, .help = "Writes to experts who have not begun"},
};

const Feature prize_assignment_feature = {.name = "prize/assignment",
                                          .routes = routes,
                                          .route_count = sizeof routes / sizeof *routes};
