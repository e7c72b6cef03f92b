/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's desk: where the edition stands, at a glance. */
#include "feature/prize/desk_parts.h"
#include "feature/prize/feature.h"
#include "platform/account/account.h"
#include "platform/config/settings.h"
#include "platform/mail/mail.h"
#include "prize_templates.h"

/* A longer chain is checked from its newest entries back; the page says so. */
enum { ENTRIES_CHECKED_MAX = 5000, ENTRIES_AT_ONCE = 1000 };

int64_t desk_round(const Edition *edition, Instant now)
{
    int64_t round = 0;
    for (size_t i = 0; i < edition->rounds.count; i++)
        if (instant_passed(edition->rounds.at[i].begins, now)) round = (int64_t)i + 1;
    return round;
}

/* ---- where it stands */

static Message heading_of(const Edition *edition, Standing standing, Language language)
{
    const Round *round = edition_round(edition, standing.round);
    Text name = round ? words_in(&round->name, language) : TEXT("");
    switch (standing.phase) {
    case PHASE_BEFORE:
        return M("The call has not opened yet");
    case PHASE_CALL:
        return M("The call is open");
    case PHASE_ROUND:
        return M("Under way: {round}", WITH_TEXT("round", name));
    case PHASE_BETWEEN:
        return M("Next: {round}", WITH_TEXT("round", name));
    case PHASE_COMMITTEE:
        return M("The final committee is at work");
    case PHASE_DECIDED:
        return M("The winners stand; they are not announced yet");
    case PHASE_ANNOUNCED:
        break;
    }
    return M("The winners are announced");
}

static Message until_of(Snapshot *at, const Edition *edition, Standing standing)
{
    const Round *round = edition_round(edition, standing.round);
    switch (standing.phase) {
    case PHASE_BEFORE:
        return M("It opens: {when}", WITH_DATE_TIME("when", edition->opens, edition->zone));
    case PHASE_CALL:
        return M("Applications close: {when}", WITH_DATE_TIME("when", edition->closes, edition->zone));
    case PHASE_ROUND:
        return M("It ends: {when}", WITH_DATE_TIME("when", round->ends, edition->zone));
    case PHASE_BETWEEN:
        if (round) return M("It begins: {when}", WITH_DATE_TIME("when", round->begins, edition->zone));
        return (Message){0};
    case PHASE_COMMITTEE:
        return M("It ends: {when}", WITH_DATE_TIME("when", edition->committee.ends, edition->zone));
    case PHASE_DECIDED:
    case PHASE_ANNOUNCED:
        break;
    }
    Instant announced = publication_instant(at, edition, STEP_WINNERS);
    if (!instant_is_set(announced)) return M("The announcement is held.");
    return M("Announcement: {when}", WITH_DATE_TIME("when", announced, edition->zone));
}

static Steps steps_of(Snapshot *at, const Edition *edition, Language language)
{
    Steps steps = {.zone = edition->zone};
    Instant announced = publication_instant(at, edition, STEP_WINNERS);
    steps_add(at->arena, &steps, M("Call"), edition->opens, edition->closes, at->now);
    for (size_t i = 0; i < edition->rounds.count; i++) {
        const Round *round = &edition->rounds.at[i];
        steps_add(at->arena, &steps, (Message){0}, round->begins, round->ends, at->now)->text =
            words_in(&round->name, language);
    }
    steps_add(at->arena, &steps, M("Committee"), edition->committee.begins, edition->committee.ends, at->now);
    if (instant_is_set(announced))
        steps_add(at->arena, &steps, M("Announcement"), announced, announced, at->now);
    return steps;
}

/* ---- figures */

static void count_applications(Snapshot *at, const Edition *edition, PrizeDesk *view)
{
    Rows *rows =
        store_rows(at, SQL("SELECT state, count(*) FROM application WHERE edition = $1 GROUP BY state"),
                   BIND(edition->id.key));
    while (rows_next(rows)) {
        Text state = row_text(rows, 0);
        if (text_is_c(state, "draft")) view->drafts = row_int(rows, 1);
        else if (text_is_c(state, "submitted")) view->submitted = row_int(rows, 1);
        else view->withdrawn = row_int(rows, 1);
    }
    Rows *row =
        store_row(at,
                  SQL("SELECT count(DISTINCT v.country || '/' || v.city_key), count(DISTINCT v.country)"
                      " FROM application JOIN application_version AS v ON"
                      " v.application = application.key AND v.version = application.version"
                      " WHERE application.edition = $1 AND application.state = 'submitted'"),
                  BIND(edition->id.key));
    view->cities = row_int(row, 0);
    view->countries = row_int(row, 1);
}

static void count_experts(Snapshot *at, const Edition *edition, PrizeDesk *view)
{
    Rows *rows = store_rows(at, SQL("SELECT state, count(*) FROM expert WHERE edition = $1 GROUP BY state"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        Text state = row_text(rows, 0);
        if (text_is_c(state, "active")) view->experts_active = row_int(rows, 1);
        if (text_is_c(state, "invited")) view->experts_invited = row_int(rows, 1);
    }
    view->experts = view->experts_active + view->experts_invited;
}

/* ---- reviews, a column an expert */

static void add_expert(Arena *arena, PrizeDesk *view, Text name, int64_t sent, int64_t begun, int64_t open)
{
    Column *column = chart_add(arena, &view->by_expert);
    column->name = name;
    amount_add(arena, &column->amounts, SQUARE_FIRST, sent, M("sent"));
    amount_add(arena, &column->amounts, SQUARE_SECOND, begun, M("begun"));
    amount_add(arena, &column->amounts, SQUARE_EMPTY, open, M("not begun"));
    view->reviews_sent += sent;
    view->reviews_begun += begun;
    view->reviews_open += open;
}

static void fill_reviews(Snapshot *at, const Edition *edition, int64_t round, PrizeDesk *view)
{
    Rows *rows = store_rows(
        at,
        SQL("SELECT account.name, CAST(sum(CASE WHEN assignment.state = 'sent' THEN 1 ELSE 0 END) AS BIGINT)"
            " AS sent, CAST(sum(CASE WHEN assignment.state = 'begun' THEN 1 ELSE 0 END) AS BIGINT) AS begun,"
            " CAST(sum(CASE WHEN assignment.state = 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open_ones"
            " FROM assignment JOIN account ON account.key = assignment.account"
            " WHERE assignment.edition = $1 AND assignment.round = $2"
            " AND assignment.state IN ('open', 'begun', 'sent')"
            " GROUP BY account.key, account.name ORDER BY 2 DESC, 3 DESC, account.name"),
        BIND(edition->id.key, round));
    while (rows_next(rows))
        add_expert(at->arena, view, row_text(rows, 0), row_int(rows, 1), row_int(rows, 2), row_int(rows, 3));
    view->reviews = view->reviews_sent + view->reviews_begun + view->reviews_open;
    if (view->reviews) view->reviews_percent = view->reviews_sent * 100 / view->reviews;
    if (view->by_expert.columns.count) chart_draw(at->arena, &view->by_expert);
}

/* ---- arrivals: first submissions by the day of the edition's zone */

enum { DAYS_MAX = 400 };

static void fill_days(Snapshot *at, const Edition *edition, PrizeDesk *view)
{
    if (!instant_passed(edition->opens, at->now)) return;
    Instant end = instant_passed(edition->closes, at->now) ? edition->closes : at->now;
    int64_t days = days_between(edition->opens, end, edition->zone) + 1;
    if (days > DAYS_MAX) days = DAYS_MAX;
    int64_t counts[DAYS_MAX] = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT application_version.submitted_at FROM application_version"
                                " JOIN application ON application.key = application_version.application"
                                " WHERE application.edition = $1 AND application_version.version = 1"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        int64_t day = days_between(edition->opens, row_instant(rows, 0), edition->zone);
        counts[day < 0 ? 0 : day < days ? day : days - 1]++;
    }
    view->per_day.zone = edition->zone;
    for (int64_t i = 0; i < days; i++) {
        Column *column = chart_add(at->arena, &view->per_day);
        column->day = instant_plus(edition->opens, i * DAY_US);
        amount_add(at->arena, &column->amounts, SQUARE_FIRST, counts[i], M("Applications"));
    }
    chart_draw(at->arena, &view->per_day);
}

static void fill_regions(Snapshot *at, const Edition *edition, Language language, PrizeDesk *view)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT v.region, count(*) FROM application JOIN application_version AS v"
                                " ON v.application = application.key AND v.version = application.version"
                                " WHERE application.edition = $1 AND application.state = 'submitted'"
                                " GROUP BY v.region ORDER BY 2 DESC, v.region"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        Bar *bar = bars_add(at->arena, &view->regions, (Message){0}, row_int(rows, 1));
        bar->text = row_text(rows, 0);
        for (size_t i = 0; i < edition->regions.count; i++)
            if (text_is(edition->regions.at[i].code, row_text(rows, 0)))
                bar->text = words_in(&edition->regions.at[i].name, language);
    }
    if (view->regions.bars.count) bars_draw(at->arena, &view->regions);
}

/* ---- where the rest of the organiser's pages are */

static ShellLinks ways_of(const Request *request, const Edition *edition)
{
    const struct {
        Message label;
        const char *pattern;
    } pages[] = {
        {M("Experts"), "/prize/{}/experts/"},
        {M("Conflicts of interest"), "/prize/{}/conflicts/"},
        {M("Rounds"), "/prize/{}/rounds/"},
        {M("Final committee"), "/prize/{}/committee/"},
        {M("Announcements"), "/prize/{}/announcements/"},
        {M("Telling the winners"), "/prize/{}/told/"},
        {M("Rules"), "/prize/{}/organise/rules/"},
        {M("The record"), "/prize/{}/record/"},
    };
    ShellLinks ways = {0};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        *LIST_ADD(request->arena, &ways) = (ShellLink){
            .label = pages[i].label,
            .url =
                url_make(request->arena, request->language, pages[i].pattern, (const Text[]){edition->code}),
        };
    return ways;
}

/* ---- the decision log */

static bool is_chained(const JournalEntry *entry, int64_t number, Text before)
{
    ptrdiff_t at = text_find(entry->line, TEXT("\"prev\":\""));
    return entry->number == number && at > 0 &&
           (!before.size || text_is(text_slice(entry->line, (size_t)at + 8, 64), before));
}

static void check_chain(Snapshot *at, const Edition *edition, PrizeDesk *view)
{
    view->entries = journal_count(at, edition->book);
    view->entries_checked = view->entries < ENTRIES_CHECKED_MAX ? view->entries : ENTRIES_CHECKED_MAX;
    view->chain_is_whole = true;
    int64_t number = view->entries - view->entries_checked + 1;
    Text before =
        number == 1 ? TEXT("0000000000000000000000000000000000000000000000000000000000000000") : TEXT("");
    while (number <= view->entries) {
        JournalEntries some = journal_entries(at, edition->book, number, ENTRIES_AT_ONCE);
        if (!some.count) break;
        for (size_t i = 0; i < some.count; i++) {
            view->chain_is_whole &= is_chained(&some.at[i], number++, before);
            before = journal_digest(at->arena, some.at[i].line);
        }
    }
    view->chain_is_whole &= number == view->entries + 1;
}

static void fill_machinery(Request *request, Snapshot *at, const Edition *edition, PrizeDesk *view)
{
    view->mails_waiting = mail_count(at, MAIL_WAITING);
    view->mails_stuck = mail_count(at, MAIL_REFUSED) + mail_count(at, MAIL_UNCERTAIN);
    view->mails_leave = request->settings->mail_server.size > 0;
    view->has_outbox = account_has_role(at, at->viewer, TEXT("site"), "organiser") ||
                       account_has_role(at, at->viewer, TEXT("site"), "operator");
    view->outbox = URL(request->arena, request->language, "/desk/outbox/");
    view->journal = URL(request->arena, request->language, "/desk/journal/?book={}", edition->book);
    check_chain(at, edition, view);
}

Shell organiser_shell(Request *request, Snapshot *at, const Edition *edition, Message here)
{
    Arena *arena = request->arena;
    Shell shell = shell_for(request, at, M("Organiser"));
    shell_add_crumb(arena, &shell, (Message){0}, words_in(&edition->name, request->language),
                    URL(arena, request->language, "/prize/{}/", edition->code));
    if (viewer_is_organiser(at, edition->id)) /* the chair moves announcements too */
        shell_add_crumb(arena, &shell, M("Desk"), TEXT(""),
                        URL(arena, request->language, "/prize/{}/desk/", edition->code));
    if (here.english) shell_add_crumb(arena, &shell, here, TEXT(""), (Url){0});
    return shell;
}

void prize_desk_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Standing standing = edition_standing(at, edition);
    int64_t round = desk_round(edition, at->now);
    const Round *shown = edition_round(edition, round);
    PrizeDesk view = {
        .shell = shell_for(request, at, M("Organiser")),
        .edition = edition->code,
        .edition_name = words_in(&edition->name, request->language),
        .zone = edition->zone,
        .heading = heading_of(edition, standing, request->language),
        .subheading = until_of(at, edition, standing),
        .steps = steps_of(at, edition, request->language),
        .ways = ways_of(request, edition),
        .next = desk_next_steps(request, at, edition),
        .round_name = shown ? words_in(&shown->name, request->language) : TEXT(""),
    };
    count_applications(at, edition, &view);
    count_experts(at, edition, &view);
    fill_reviews(at, edition, round, &view);
    fill_days(at, edition, &view);
    fill_regions(at, edition, request->language, &view);
    fill_machinery(request, at, edition, &view);
    RESPOND(request, prize_desk_html, &view);
}

/* ---- short ways, for the navigation: to the newest edition in which the reader has that part */

Verdict guard_organises(Snapshot *at, const Request *request)
{
    (void)request;
    if (!at->viewer.key) return SIGN_IN;
    return store_row(at,
                     SQL("SELECT 1 FROM role JOIN edition ON edition.scope = role.scope"
                         " WHERE role.account = $1 AND role.role = 'organiser' LIMIT 1"),
                     BIND(at->viewer))
               ? ADMITTED
               : HIDDEN;
}

Verdict guard_judges(Snapshot *at, const Request *request)
{
    (void)request;
    if (!at->viewer.key) return SIGN_IN;
    return store_row(at, SQL("SELECT 1 FROM expert WHERE account = $1 AND state <> 'left' LIMIT 1"),
                     BIND(at->viewer))
               ? ADMITTED
               : HIDDEN;
}

Verdict guard_sits(Snapshot *at, const Request *request)
{
    (void)request;
    if (!at->viewer.key) return SIGN_IN;
    return store_row(at, SQL("SELECT 1 FROM committee_member WHERE account = $1 AND left_at IS NULL LIMIT 1"),
                     BIND(at->viewer))
               ? ADMITTED
               : HIDDEN;
}

static void go(Request *request, Rows *row, const char *pattern)
{
    if (!row) response_not_found(request);
    else
        response_redirect(request, url_make(request->arena, request->language, pattern,
                                            (const Text[]){row_text(row, 0), TEXT("")}));
}

static Rows *newest_organised(Snapshot *at)
{
    return store_row(at,
                     SQL("SELECT edition.code FROM role JOIN edition ON edition.scope = role.scope"
                         " WHERE role.account = $1 AND role.role = 'organiser'"
                         " ORDER BY edition.opens_at DESC, edition.key DESC LIMIT 1"),
                     BIND(at->viewer));
}

void desk_way_show(Request *request, Snapshot *at)
{
    go(request, newest_organised(at), "/prize/{}/desk/");
}

void desk_applications_way_show(Request *request, Snapshot *at)
{
    go(request, newest_organised(at), "/prize/{}/desk/applications/");
}

void reviews_way_show(Request *request, Snapshot *at)
{
    Rows *row = store_row(at,
                          SQL("SELECT edition.code FROM expert JOIN edition ON edition.key = expert.edition"
                              " WHERE expert.account = $1 AND expert.state <> 'left'"
                              " ORDER BY edition.opens_at DESC, edition.key DESC LIMIT 1"),
                          BIND(at->viewer));
    go(request, row, "/prize/{}/reviews/");
}

void committee_way_show(Request *request, Snapshot *at)
{
    Rows *row = store_row(at,
                          SQL("SELECT edition.code FROM committee_member"
                              " JOIN edition ON edition.key = committee_member.edition"
                              " WHERE committee_member.account = $1 AND committee_member.left_at IS NULL"
                              " ORDER BY edition.opens_at DESC, edition.key DESC LIMIT 1"),
                          BIND(at->viewer));
    go(request, row, "/prize/{}/committee/");
}

void desk_here_show(Request *request, Snapshot *at)
{
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/desk/",
                                   edition_of(at, request)->code));
}

#define DESK "/prize/{edition}/desk/"
#define ONE DESK "applications/{application:key}/"
#define FILTERS                                                                                              \
    {                                                                                                        \
        {"state"}, {"category"}, {"region"}, {"part"},                                                       \
        {                                                                                                    \
            "page", PARAMETER_INT                                                                            \
        }                                                                                                    \
    }

static const Route routes[] = {
    {GET, DESK, guard_organiser, prize_desk_show, .help = "The organiser's desk: where the edition stands"},
    {GET, DESK "applications/", guard_organiser, desk_applications_show, .parameters = FILTERS,
     .help = "The applications of an edition"},
    {GET, DESK "applications.csv", guard_organiser, desk_applications_csv_show, .parameters = FILTERS,
     .help = "The same as CSV"},
    {GET, ONE, guard_organiser, desk_application_show,
     .help = "An application: versions, conflicts, deadline"},
    {POST, ONE "extend/", guard_organiser, .apply = desk_extend, .again = desk_application_show,
     .parameters = {{"until"}, {"extend-reason", PARAMETER_TEXT, 4000}},
     .help = "Extends the deadline of one application"},
    {POST, ONE "withdraw/", guard_organiser, .apply = desk_withdraw, .again = desk_application_show,
     .parameters = {{"withdraw-reason", PARAMETER_TEXT, 4000}},
     .help = "Withdraws an application on behalf of its team"},
    {GET, "/prize/{edition}/organise/", guard_organiser, desk_here_show, .help = "To the desk"},
    {GET, "/organise/", guard_organises, desk_way_show, .help = "To the newest desk of the reader's"},
    {GET, "/organise/applications/", guard_organises, desk_applications_way_show,
     .help = "To the applications of it"},
    {GET, "/reviews/", guard_judges, reviews_way_show, .help = "To the reader's reviews"},
    {GET, "/committee/", guard_sits, committee_way_show, .help = "To the reader's committee"},
};

static const NavigationEntry navigation[] = {
    {M("Desk"), "/organise/", guard_organises,
     .here = {"/desk/", "/organise/", "/experts/", "/conflicts/", "/rounds/", "/committee/",
              "/announcements/", "/told/", "/record/"}},
    {M("Applications"), "/organise/applications/", guard_organises, .here = {"/desk/applications/"}},
    {M("My reviews"), "/reviews/", guard_judges, .here = {"/reviews/", "/expert/"}},
    {M("Committee"), "/committee/", guard_sits, .here = {"/committee/"}},
};

const Feature prize_desk_feature = {
    .name = "prize/desk",
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .navigation = navigation,
    .navigation_count = sizeof navigation / sizeof *navigation,
};
