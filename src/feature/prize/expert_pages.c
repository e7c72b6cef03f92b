/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's pages of experts and of conflicts of interest. */
#include "feature/prize/desk_parts.h"
#include "feature/prize/evaluation_parts.h"
#include "feature/prize/feature.h"
#include "platform/account/account.h"
#include "prize_templates.h"

enum { LIST_MAX_BYTES = 200 * 1000, PAGE_SIZE = 50, INVITED_MOST = 500 };

/* ---- the list */

typedef struct {
    int64_t account, sent, begun, open, conflicts;
} Tally;
typedef LIST(Tally) Tallies;

static Tally *tally_of(Arena *arena, Tallies *list, int64_t account)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].account == account) return &list->at[i];
    }
    Tally *tally = LIST_ADD(arena, list);
    tally->account = account;
    return tally;
}

static Tallies tallies_of(Snapshot *at, const Edition *edition)
{
    Tallies list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT account, state, count(*) FROM assignment WHERE edition = $1"
                                " AND state IN ('open', 'begun', 'sent') GROUP BY account, state"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        Tally *tally = tally_of(at->arena, &list, row_int(rows, 0));
        *(text_is_c(row_text(rows, 1), "sent")    ? &tally->sent
          : text_is_c(row_text(rows, 1), "begun") ? &tally->begun
                                                  : &tally->open) = row_int(rows, 2);
    }
    rows = store_rows(at,
                      SQL("SELECT account, count(DISTINCT application) FROM conflict WHERE edition = $1"
                          " AND lifted_at IS NULL GROUP BY account"),
                      BIND(edition->id.key));
    while (rows_next(rows)) tally_of(at->arena, &list, row_int(rows, 0))->conflicts = row_int(rows, 1);
    return list;
}

static void experts_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeExperts view = {.shell = organiser_shell(request, at, edition, M("Experts")),
                         .edition = edition->code,
                         .tabs = organiser_tabs(request, edition, ORGANISER_EXPERTS)};
    Experts experts = expert_all(at, edition->id);
    Tallies tallies = tallies_of(at, edition);
    for (size_t i = 0; i < experts.count; i++) {
        const Expert *expert = &experts.at[i];
        const Tally *tally = tally_of(request->arena, &tallies, expert->account.key);
        *LIST_ADD(request->arena, &view.lines) =
            (ExpertLine){.name = expert->name,
                         .organisation = {expert->organisation, expert->tongue},
                         .city = {expert->city, expert->tongue},
                         .country = expert->country,
                         .url = evaluation_url(request, edition, "experts/{}/", expert->account.key),
                         .state = expert->state,
                         .sent = tally->sent,
                         .begun = tally->begun,
                         .open = tally->open,
                         .conflicts = tally->conflicts};
        view.invited += expert->state == EXPERT_INVITED;
        view.active += expert->state == EXPERT_ACTIVE;
        view.left += expert->state == EXPERT_LEFT;
    }
    Amounts amounts = {0};
    amount_add(request->arena, &amounts, SQUARE_FIRST, view.active, M("accepted"));
    amount_add(request->arena, &amounts, SQUARE_EMPTY, view.invited, M("invited"));
    amount_add(request->arena, &amounts, SQUARE_FAINT, view.left, M("left"));
    if (experts.count)
        view.progress =
            progress_make(request->arena, &amounts, experts.count < 40 ? (int64_t)experts.count : 40);
    if (text_is_c(request_text(request, "done"), "invited"))
        shell_add_notice(request->arena, &view.shell, NOTICE_GOOD, M("The invitations are on their way."));
    RESPOND(request, prize_experts_html, &view);
}

/* ---- inviting */

static ChoiceField language_field(const Request *request, const char *name)
{
    ChoiceField field = choice_field_make(&request->problems, text_of(name));
    Text chosen = evaluation_value(request, name, language_code(request->language));
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        choice_add(request->arena, &field, language_code((Language)language), (Message){0}, chosen)->text =
            language_own_name((Language)language);
    return field;
}

static Language typed_language(const Request *request, const char *name)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        if (text_is(request_text(request, name), language_code((Language)language)))
            return (Language)language;
    }
    return request->language;
}

static void invite_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeExpertInvite view = {
        .shell = organiser_shell(request, at, edition, M("Invite experts")),
        .edition = edition->code,
        .tabs = organiser_tabs(request, edition, ORGANISER_EXPERTS),
        .name = field_make(&request->problems, TEXT("name"), request_text(request, "name")),
        .address = field_make(&request->problems, TEXT("address"), request_text(request, "address")),
        .list = field_make(&request->problems, TEXT("list"), request_text(request, "list")),
        .language = language_field(request, "language"),
        .list_language = language_field(request, "list-language"),
        .token = form_token_for(request),
        .problems = request->problems};
    view.address.type = "email";
    view.list.rows = 8;
    view.shell.has_problems = problems_any(&view.problems);
    RESPOND(request, prize_expert_invite_html, &view);
}

static void to_experts(Request *request, const Edition *edition)
{
    Url url = evaluation_url(request, edition, "experts/", 0);
    url.address = text_format(request->arena, "%.*s?done=invited", TEXT_PRINT(url.address));
    response_redirect(request, url);
}

static bool invite_one(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    AccountId account;
    if (!expert_invite(change, edition, request_text(request, "name"), request_text(request, "address"),
                       typed_language(request, "language"), &request->problems, &account))
        return false;
    to_experts(request, edition);
    return true;
}

/* "Anna Weber <anna@example.org>", "Anna Weber, anna@example.org", with a tabulator from a spreadsheet. */
static bool split_line(Text line, Text *name, Text *address)
{
    ptrdiff_t at_sign = text_find(line, TEXT("@"));
    if (at_sign < 1) return false;
    size_t start = (size_t)at_sign, end = (size_t)at_sign;
    while (start > 0 && !strchr(" \t,;<\"", line.at[start - 1])) start--;
    while (end < line.size && !strchr(" \t,;>\"", line.at[end])) end++;
    *address = text_slice(line, start, end - start);
    size_t name_end = start;
    while (name_end > 0 && strchr(" \t,;<\"", line.at[name_end - 1])) name_end--;
    size_t name_start = 0;
    while (name_start < name_end && strchr(" \t\"", line.at[name_start])) name_start++;
    *name = text_slice(line, name_start, name_end - name_start);
    return name->size > 0 && address_is_good(*address);
}

static void invite_line(Request *request, Change *change, const Edition *edition, Text line, int64_t number)
{
    Text name, address;
    AccountId account;
    Problems problems = problems_none(request->arena);
    if (!split_line(line, &name, &address))
        problems_add(&request->problems, TEXT("list"),
                     M("Line {n}: write a name and an e-mail address, as in “Anna Weber, anna@example.org”.",
                       WITH_NUMBER("n", number)));
    else if (!expert_invite(change, edition, name, address, typed_language(request, "list-language"),
                            &problems, &account))
        problems_add(&request->problems, TEXT("list"),
                     M("Line {n}: {problem}", WITH_NUMBER("n", number),
                       WITH_MESSAGE("problem", &problems.at[0].message)));
}

static bool invite_many(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Text rest = request_text(request, "list");
    int64_t number = 0, invited = 0;
    while (rest.size) {
        Text line = text_trim(text_next(&rest, '\n'));
        number++;
        if (!line.size) continue;
        if (++invited > INVITED_MOST) break;
        invite_line(request, change, edition, line, number);
    }
    if (!invited) problems_add(&request->problems, TEXT("list"), M("Write one expert a line."));
    if (invited > INVITED_MOST)
        problems_add(&request->problems, TEXT("list"),
                     M("Invite {n} experts at a time at most.", WITH_NUMBER("n", (int64_t)INVITED_MOST)));
    if (problems_any(&request->problems)) return false;
    to_experts(request, edition);
    return true;
}

/* ---- conflicts */

#define CONFLICTS                                                                                            \
    "SELECT conflict.key, conflict.application, conflict.account, conflict.cause, conflict.note,"            \
    " conflict.found_at, conflict.lifted_at, application.number, v.title, v.tongue, account.name,"           \
    " CASE WHEN EXISTS (SELECT 1 FROM conflict AS own WHERE own.application = conflict.application"          \
    " AND own.account = $1 AND own.lifted_at IS NULL) THEN 1 ELSE 0 END, conflict.tongue"                    \
    " FROM conflict JOIN application ON application.key = conflict.application"                              \
    " JOIN account ON account.key = conflict.account"                                                        \
    " LEFT JOIN application_version AS v ON v.application = application.key"                                 \
    " AND v.version = application.version WHERE conflict.edition = $2"

static bool can_be_lifted(const Conflict *conflict, AccountId viewer)
{
    return !instant_is_set(conflict->lifted) && conflict->cause != CONFLICT_DECLARED &&
           conflict->cause != CONFLICT_RECUSED && conflict->cause != CONFLICT_TEAM &&
           conflict->account.key != viewer.key;
}

static ConflictLine conflict_line(const Request *request, Snapshot *at, const Edition *edition,
                                  const Rows *row)
{
    Conflict conflict = {.account = {row_int(row, 2)}, .lifted = row_instant(row, 6)};
    conflict.cause = conflict_cause_from(row_text(row, 3));
    ConflictLine line = {.key = row_int(row, 0),
                         .number = evaluation_number(request->arena, edition, row_int(row, 7)),
                         .person = row_text(row, 10),
                         .person_url = evaluation_url(request, edition, "experts/{}/", row_int(row, 2)),
                         .cause = conflict.cause,
                         .note = {row_text(row, 4), row_text(row, 12)},
                         .found = row_instant(row, 5),
                         .lifted = conflict.lifted};
    if (!row_int(row, 11)) line.title = (Written){row_text(row, 8), row_text(row, 9)};
    if (can_be_lifted(&conflict, at->viewer))
        line.lift = evaluation_url(request, edition, "conflicts/{}/lift/", line.key);
    return line;
}

static ChoiceField person_field(const Request *request, Snapshot *at, const Edition *edition)
{
    ChoiceField field = choice_field_make(&request->problems, TEXT("person"));
    field.empty = M("Choose a person");
    Experts experts = expert_all(at, edition->id);
    for (size_t i = 0; i < experts.count; i++) {
        if (experts.at[i].state == EXPERT_LEFT) continue;
        Text key = text_format(request->arena, "%lld", (long long)experts.at[i].account.key);
        choice_add(request->arena, &field, key, (Message){0}, request_text(request, "person"))->text =
            experts.at[i].name;
    }
    return field;
}

static void conflicts_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    int64_t page = 1, place = 0;
    request_int(request, "page", &page);
    PrizeConflicts view = {.shell = organiser_shell(request, at, edition, M("Conflicts of interest")),
                           .edition = edition->code,
                           .zone = edition->zone,
                           .tabs = organiser_tabs(request, edition, ORGANISER_CONFLICTS),
                           .person = person_field(request, at, edition),
                           .number = field_make(&request->problems, TEXT("number"),
                                                request_text(request, "number")),
                           .note =
                               field_make(&request->problems, TEXT("note"), request_text(request, "note")),
                           .token = form_token_for(request),
                           .problems = request->problems};
    Rows *rows =
        store_rows(at, SQL(CONFLICTS " ORDER BY account.name, coalesce(application.number, 0), conflict.key"),
                   BIND(at->viewer, edition->id.key));
    for (; rows_next(rows); place++) {
        view.standing += row_is_null(rows, 6);
        view.lifted += !row_is_null(rows, 6);
        if (place >= (page - 1) * PAGE_SIZE && place < page * PAGE_SIZE)
            *LIST_ADD(request->arena, &view.lines) = conflict_line(request, at, edition, rows);
    }
    view.pages = pages_make(request->arena, evaluation_url(request, edition, "conflicts/", 0), page,
                            place ? (place + PAGE_SIZE - 1) / PAGE_SIZE : 1);
    view.number.width = WIDTH_SHORT;
    view.note.rows = 3;
    view.shell.has_problems = problems_any(&view.problems);
    RESPOND(request, prize_conflicts_html, &view);
}

/* "26-117" or 117, of the edition; 0: there is none. */
static int64_t application_numbered(Snapshot *at, const Edition *edition, Text typed)
{
    int64_t number;
    ptrdiff_t dash = text_find(typed, TEXT("-"));
    if (!text_to_int(dash >= 0 ? text_from(typed, (size_t)dash + 1) : typed, &number)) return 0;
    Rows *row = store_row(at, SQL("SELECT key FROM application WHERE edition = $1 AND number = $2"),
                          BIND(edition->id.key, number));
    return row ? row_int(row, 0) : 0;
}

static bool conflict_set(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    int64_t person = 0, application;
    Expert expert;
    Text note = text_trim(request_text(request, "note"));
    application = application_numbered(&change->at, edition, text_trim(request_text(request, "number")));
    if (!request_int(request, "person", &person) ||
        !expert_find(&change->at, edition->id, (AccountId){person}, &expert))
        problems_add(&request->problems, TEXT("person"), M("Choose a person."));
    if (!application)
        problems_add(&request->problems, TEXT("number"),
                     M("Enter the number of an application, as in 26-117."));
    if (!note.size)
        problems_add(&request->problems, TEXT("note"), M("Give the reason. It stands in the decision log."));
    if (problems_any(&request->problems)) return false;
    conflict_add(change, edition, (ApplicationId){application}, (AccountId){person}, CONFLICT_SET, note);
    response_redirect(request, evaluation_url(request, edition, "conflicts/", 0));
    return true;
}

static int64_t conflict_of(const Request *request)
{
    int64_t key = 0;
    request_int(request, "conflict", &key);
    return key;
}

static void lift_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Rows *row = store_row(at, SQL(CONFLICTS " AND conflict.key = $3"),
                          BIND(at->viewer, edition->id.key, conflict_of(request)));
    PrizeConflictLift view = {.shell =
                                  organiser_shell(request, at, edition, M("Lift a conflict of interest")),
                              .edition = edition->code,
                              .reason = field_make(&request->problems, TEXT("reason"),
                                                   request_text(request, "reason")),
                              .token = form_token_for(request),
                              .problems = request->problems};
    if (row) view.line = conflict_line(request, at, edition, row);
    if (!view.line.lift.address.size) {
        response_not_found(request);
        return;
    }
    view.reason.rows = 3;
    view.shell.has_problems = problems_any(&view.problems);
    RESPOND(request, prize_conflict_lift_html, &view);
}

static bool lift(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    if (!conflict_lift(change, edition, conflict_of(request), request_text(request, "reason"),
                       &request->problems))
        return false;
    response_redirect(request, evaluation_url(request, edition, "conflicts/", 0));
    return true;
}

/* ---- one expert */

static Text names_of(const Request *request, const Edition *edition, const Codes *topics)
{
    TextBuffer line = {.arena = request->arena};
    for (size_t i = 0; i < edition->topics.count; i++) {
        for (size_t k = 0; k < topics->count; k++) {
            if (!text_is(topics->at[k], edition->topics.at[i].code)) continue;
            if (line.size) buffer_add(&line, TEXT(", "));
            buffer_add(&line, words_in(&edition->topics.at[i].name, request->language));
        }
    }
    return buffer_text(&line);
}

static Text tongues_of(const Request *request, const Codes *tongues)
{
    TextBuffer line = {.arena = request->arena};
    for (size_t i = 0; i < tongues->count; i++) {
        if (i) buffer_add(&line, TEXT(", "));
        buffer_add(&line, tongue_name(request->arena, request->language, tongues->at[i]));
    }
    return buffer_text(&line);
}

static void fill_loads(Request *request, Snapshot *at, const Edition *edition, AccountId account,
                       PrizeExpert *view)
{
    Rows *rows =
        store_rows(at,
                   SQL("SELECT round, CAST(sum(CASE WHEN state = 'sent' THEN 1 ELSE 0 END) AS BIGINT),"
                       " CAST(sum(CASE WHEN state = 'begun' THEN 1 ELSE 0 END) AS BIGINT),"
                       " CAST(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS BIGINT) FROM assignment"
                       " WHERE edition = $1 AND account = $2 AND state IN ('open', 'begun', 'sent')"
                       " GROUP BY round ORDER BY round"),
                   BIND(edition->id.key, account));
    while (rows_next(rows)) {
        const Round *round = edition_round(edition, row_int(rows, 0));
        *LIST_ADD(request->arena, &view->loads) =
            (LoadLine){round ? words_in(&round->name, request->language) : TEXT(""), row_int(rows, 1),
                       row_int(rows, 2), row_int(rows, 3)};
        view->open += row_int(rows, 2) + row_int(rows, 3);
    }
    rows = store_rows(at,
                      SQL(CONFLICTS " AND conflict.account = $3"
                                    " ORDER BY coalesce(application.number, 0), conflict.key"),
                      BIND(at->viewer, edition->id.key, account));
    while (rows_next(rows))
        *LIST_ADD(request->arena, &view->conflicts) = conflict_line(request, at, edition, rows);
}

static void expert_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    AccountId account = {0};
    Expert expert;
    if (!request_int(request, "account", &account.key) || !expert_find(at, edition->id, account, &expert)) {
        response_not_found(request);
        return;
    }
    PrizeExpert view = {.shell = organiser_shell(request, at, edition, (Message){0}),
                        .edition = edition->code,
                        .tabs = organiser_tabs(request, edition, ORGANISER_EXPERTS),
                        .account = account.key,
                        .name = expert.name,
                        .address = expert.address,
                        .organisation = {expert.organisation, expert.tongue},
                        .city = {expert.city, expert.tongue},
                        .country = expert.country,
                        .topics = names_of(request, edition, &expert.topics),
                        .tongues = tongues_of(request, &expert.tongues),
                        .zone = edition->zone,
                        .capacity = expert.capacity,
                        .state = expert.state,
                        .invited = expert.invited,
                        .accepted = expert.accepted,
                        .left = expert.left,
                        .reason =
                            field_make(&request->problems, TEXT("reason"), request_text(request, "reason")),
                        .token = form_token_for(request),
                        .problems = request->problems};
    view.reason.rows = 3;
    fill_loads(request, at, edition, account, &view);
    shell_add_crumb(request->arena, &view.shell, (Message){0}, expert.name, (Url){0});
    view.shell.title = expert.name;
    view.shell.has_problems = problems_any(&view.problems);
    RESPOND(request, prize_expert_html, &view);
}

static bool leave(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    AccountId account = {0};
    Expert expert;
    Text reason = text_trim(request_text(request, "reason"));
    if (!request_int(request, "account", &account.key) ||
        !expert_find(&change->at, edition->id, account, &expert) || expert.state == EXPERT_LEFT)
        problems_add(&request->problems, TEXT(""), M("This person is not an expert of this edition."));
    else if (!reason.size)
        problems_add(&request->problems, TEXT("reason"),
                     M("Give the reason. It stands in the decision log."));
    if (problems_any(&request->problems)) return false;
    expert_leave(change, edition, account, reason);
    response_redirect(request, evaluation_url(request, edition, "experts/{}/", account.key));
    return true;
}

#define EXPERTS "/prize/{edition}/experts/"
#define CONFLICT_PAGES "/prize/{edition}/conflicts/"
#define INVITING                                                                                             \
    {                                                                                                        \
        {"name"}, {"address"}, {"language"}, {"list", PARAMETER_TEXT, LIST_MAX_BYTES}, {"list-language"},    \
    }
#define SETTING                                                                                              \
    {                                                                                                        \
        {"page", PARAMETER_INT}, {"person"}, {"number"}, {"note", PARAMETER_TEXT, 4000},                     \
    }
#define REASON                                                                                               \
    {                                                                                                        \
        {"reason", PARAMETER_TEXT, 4000},                                                                    \
    }

static const Route routes[] = {
    {GET, EXPERTS, guard_organiser, experts_show, .parameters = {{"done"}},
     .help = "The experts of an edition: state, reviews, conflicts"},
    {GET, EXPERTS "invite/", guard_organiser, invite_show, .parameters = INVITING, .help = "Invites experts"},
    {POST, EXPERTS "invite/", guard_organiser, .apply = invite_one, .again = invite_show,
     .parameters = INVITING, .help = "Invites one"},
    {POST, EXPERTS "invite/many/", guard_organiser, .apply = invite_many, .again = invite_show,
     .parameters = INVITING, .help = "Invites many, one a line"},
    {GET, EXPERTS "{account:key}/", guard_organiser, expert_show, .parameters = REASON,
     .help = "One expert: profile, reviews, conflicts"},
    {POST, EXPERTS "{account:key}/leave/", guard_organiser, .apply = leave, .again = expert_show,
     .parameters = REASON, .help = "An expert leaves; what is open is free for others"},
    {GET, CONFLICT_PAGES, guard_organiser, conflicts_show, .parameters = SETTING,
     .help = "All conflicts of interest"},
    {POST, CONFLICT_PAGES, guard_organiser, .apply = conflict_set, .again = conflicts_show,
     .parameters = SETTING, .help = "Sets a conflict of interest"},
    {GET, CONFLICT_PAGES "{conflict:key}/lift/", guard_organiser, lift_show, .parameters = REASON,
     .help = "Asks for the reason of lifting a conflict"},
    {POST, CONFLICT_PAGES "{conflict:key}/lift/", guard_organiser, .apply = lift, .again = lift_show,
     .parameters = REASON, .help = "Lifts a conflict that was detected or set"},
};

const Feature prize_expert_feature = {.name = "prize/expert",
                                      .routes = routes,
                                      .route_count = sizeof routes / sizeof *routes};
