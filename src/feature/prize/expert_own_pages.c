/* SPDX-License-Identifier: Apache-2.0 */
/* The expert's own pages: accepting, the profile, conflicts that they declare beforehand. */
#include "feature/prize/evaluation_parts.h"
#include "feature/prize/feature.h"
#include "platform/http/route.h"
#include "prize_templates.h"

enum { SLATE_MOST = 40 };

/* ---- accepting */

static Verdict guard_of_key(Snapshot *at, const Request *request)
{
    int64_t key;
    if (!at->viewer.key) return SIGN_IN;
    return request_int(request, "key", &key) && edition_find(at, (EditionId){key}) ? ADMITTED : HIDDEN;
}

/* An invitation that was claimed leads here by the edition's key. */
static void joined_show(Request *request, Snapshot *at)
{
    int64_t key = 0;
    request_int(request, "key", &key);
    const Edition *edition = edition_find(at, (EditionId){key});
    response_redirect(request, evaluation_url(request, edition, "expert/", 0));
}

static bool accept_it(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    expert_accept(change, edition, change->at.viewer);
    response_redirect(request, evaluation_url(request, edition, "expert/", 0));
    return true;
}

static void again_show(Request *request, Snapshot *at)
{
    response_redirect(request, evaluation_url(request, edition_of(at, request), "reviews/", 0));
}

/* ---- the profile */

static bool has(const Codes *codes, Text code)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (text_is(codes->at[i], code)) return true;
    }
    return false;
}

static ChoiceField topics_field(const Request *request, const Edition *edition, const Codes *stored)
{
    Codes chosen = request->is_again ? evaluation_codes(request, "topics") : *stored;
    ChoiceField field = choice_field_make(&request->problems, TEXT("topics"));
    for (size_t i = 0; i < edition->topics.count; i++)
        evaluation_named(request->arena, &field, &edition->topics.at[i], request->language,
                         has(&chosen, edition->topics.at[i].code));
    return field;
}

static ChoiceField tongues_field(const Request *request, const Edition *edition, const Codes *stored)
{
    Codes chosen = request->is_again ? evaluation_codes(request, "tongues") : *stored;
    ChoiceField field = choice_field_make(&request->problems, TEXT("tongues"));
    for (size_t i = 0; i < edition->tongues.count; i++) {
        Text code = edition->tongues.at[i];
        choice_add(request->arena, &field, code, (Message){0}, has(&chosen, code) ? code : TEXT(""))->text =
            tongue_name(request->arena, request->language, code);
    }
    return field;
}

static Field field_of(const Request *request, const char *name, Text stored, FieldWidth width)
{
    Field field = field_make(&request->problems, text_of(name), evaluation_value(request, name, stored));
    field.width = width;
    return field;
}

static void profile_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Expert expert;
    if (!expert_find(at, edition->id, at->viewer, &expert)) {
        response_not_found(request);
        return;
    }
    Text capacity =
        expert.capacity ? text_format(request->arena, "%lld", (long long)expert.capacity) : TEXT("");
    PrizeExpertProfile view = {.shell = shell_for(request, at, M("Expert")),
                               .edition = edition->code,
                               .edition_name = words_in(&edition->name, request->language),
                               .tabs = expert_tabs(request, at, edition, EXPERT_PROFILE),
                               .is_invited = expert.state == EXPERT_INVITED,
                               .organisation =
                                   field_of(request, "organisation", expert.organisation, WIDTH_FULL),
                               .city = field_of(request, "city", expert.city, WIDTH_MIDDLE),
                               .country =
                                   evaluation_countries(request, &request->problems, TEXT("country"),
                                                        evaluation_value(request, "country", expert.country)),
                               .capacity = field_of(request, "capacity", capacity, WIDTH_SHORT),
                               .topics = topics_field(request, edition, &expert.topics),
                               .tongues = tongues_field(request, edition, &expert.tongues),
                               .token = form_token_for(request),
                               .problems = request->problems};
    view.organisation.autocomplete = "organization";
    view.capacity.inputmode = "numeric";
    view.capacity.is_optional = true;
    view.shell.has_problems = problems_any(&view.problems);
    if (text_is_c(request_text(request, "done"), "saved"))
        shell_add_notice(request->arena, &view.shell, NOTICE_GOOD, M("Your profile is saved."));
    RESPOND(request, prize_expert_profile_html, &view);
}

static bool profile_save(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Expert typed = {.account = change->at.viewer,
                    .organisation = request_text(request, "organisation"),
                    .city = request_text(request, "city"),
                    .country = request_text(request, "country"),
                    .topics = evaluation_codes(request, "topics"),
                    .tongues = evaluation_codes(request, "tongues")};
    Text capacity = text_trim(request_text(request, "capacity"));
    if (capacity.size && (!text_to_int(capacity, &typed.capacity) || typed.capacity > 10000))
        typed.capacity = -1;
    if (!expert_save_profile(change, edition, &typed, &request->problems)) return false;
    Url url = evaluation_url(request, edition, "expert/", 0);
    url.address = text_format(request->arena, "%.*s?done=saved", TEXT_PRINT(url.address));
    response_redirect(request, url);
    return true;
}

/* ---- conflicts that are said beforehand: of the slate a person sees title, organisation and city */

#define SLATE                                                                                                \
    "SELECT application.key, application.number, v.title, v.tongue, v.organisation, v.city, v.country"       \
    " FROM application JOIN application_version AS v ON v.application = application.key"                     \
    " AND v.version = application.version WHERE application.edition = $1"                                    \
    " AND application.state = 'submitted' ORDER BY coalesce(application.number, 0), application.key"

static bool matches(const Request *request, const SlateLine *line, Text part)
{
    Text all = text_format(request->arena, "%.*s %.*s %.*s %.*s", TEXT_PRINT(line->title.text),
                           TEXT_PRINT(line->organisation.text), TEXT_PRINT(line->city.text),
                           TEXT_PRINT(line->number));
    return !part.size || text_find(text_fold(request->arena, all), part) >= 0;
}

static const Conflict *conflict_on(const Conflicts *list, int64_t application)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].application.key == application && !instant_is_set(list->at[i].lifted))
            return &list->at[i];
    }
    return NULL;
}

static void fill_slate(Request *request, Snapshot *at, const Edition *edition, PrizeExpertConflicts *view)
{
    Conflicts mine = conflict_of_person(at, edition->id, at->viewer);
    Text part = text_fold(request->arena, text_trim(request_text(request, "part")));
    Rows *rows = store_rows(at, SQL(SLATE), BIND(edition->id.key));
    while (rows_next(rows)) {
        const Conflict *conflict = conflict_on(&mine, row_int(rows, 0));
        SlateLine line = {.application = row_int(rows, 0),
                          .number = evaluation_number(request->arena, edition, row_int(rows, 1)),
                          .title = {row_text(rows, 2), row_text(rows, 3)},
                          .organisation = {row_text(rows, 4), row_text(rows, 3)},
                          .city = {row_text(rows, 5), row_text(rows, 3)},
                          .country = row_text(rows, 6),
                          .is_known = conflict != NULL,
                          .cause = conflict ? conflict->cause : CONFLICT_DECLARED};
        view->total++;
        if (line.is_known) *LIST_ADD(request->arena, &view->known) = line;
        if (line.is_known || !matches(request, &line, part)) continue;
        view->found++;
        if (view->others.count < SLATE_MOST) *LIST_ADD(request->arena, &view->others) = line;
    }
}

static void fill_choices(const Request *request, PrizeExpertConflicts *view)
{
    Codes chosen = evaluation_codes(request, "application");
    view->applications = choice_field_make(&request->problems, TEXT("application"));
    for (size_t i = 0; i < view->others.count; i++) {
        const SlateLine *line = &view->others.at[i];
        Text key = text_format(request->arena, "%lld", (long long)line->application);
        Choice *choice = choice_add(request->arena, &view->applications, key, (Message){0},
                                    has(&chosen, key) ? key : TEXT(""));
        choice->text = line->title.text;
        choice->tongue = line->title.tongue;
        choice->hint_text =
            text_format(request->arena, "%.*s · %.*s · %.*s, %.*s", TEXT_PRINT(line->number),
                        TEXT_PRINT(line->organisation.text), TEXT_PRINT(line->city.text),
                        TEXT_PRINT(country_name(request->arena, request->language, line->country)));
    }
}

static void conflicts_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeExpertConflicts view = {.shell = shell_for(request, at, M("Expert")),
                                 .edition = edition->code,
                                 .edition_name = words_in(&edition->name, request->language),
                                 .tabs = expert_tabs(request, at, edition, EXPERT_CONFLICTS),
                                 .part = field_make(&request->problems, TEXT("part"),
                                                    request_text(request, "part")),
                                 .note = field_make(&request->problems, TEXT("note"),
                                                    request_text(request, "note")),
                                 .token = form_token_for(request),
                                 .problems = request->problems};
    view.part.type = "search";
    view.note.rows = 3;
    fill_slate(request, at, edition, &view);
    fill_choices(request, &view);
    view.shell.has_problems = problems_any(&view.problems);
    RESPOND(request, prize_expert_conflicts_html, &view);
}

static bool is_submitted(Snapshot *at, const Edition *edition, int64_t application)
{
    return store_row(at,
                     SQL("SELECT 1 FROM application WHERE key = $1 AND edition = $2 AND state = 'submitted'"),
                     BIND(application, edition->id.key)) != NULL;
}

static bool conflicts_declare(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Codes chosen = evaluation_codes(request, "application");
    Text note = text_trim(request_text(request, "note"));
    if (!chosen.count)
        problems_add(&request->problems, TEXT("application"), M("Choose at least one application."));
    if (!note.size)
        problems_add(&request->problems, TEXT("note"),
                     M("Say in a few words why. Only the organisers read it."));
    if (problems_any(&request->problems)) return false;
    for (size_t i = 0; i < chosen.count; i++) {
        int64_t key;
        if (text_to_int(chosen.at[i], &key) && is_submitted(&change->at, edition, key))
            conflict_add(change, edition, (ApplicationId){key}, change->at.viewer, CONFLICT_DECLARED, note);
    }
    response_redirect(request, evaluation_url(request, edition, "expert/conflicts/", 0));
    return true;
}

#define OWN "/prize/{edition}/expert/"
#define PROFILE                                                                                              \
    {                                                                                                        \
        {"organisation"}, {"city"}, {"country"}, {"capacity"}, {"topics"}, {"tongues"}, {"done"},            \
    }
#define DECLARED                                                                                             \
    {                                                                                                        \
        {"part"}, {"application"}, {"note", PARAMETER_TEXT, 4000},                                           \
    }

static const Route routes[] = {
    {GET, "/prize/expert/{key:key}/", guard_of_key, joined_show,
     .help = "Where an accepted invitation leads: to the expert’s profile"},
    {POST, OWN "accept/", guard_expert, .apply = accept_it, .again = again_show,
     .help = "Accepts an invitation that was made to this account"},
    {GET, OWN, guard_expert, profile_show, .parameters = PROFILE, .help = "The expert’s profile"},
    {POST, OWN, guard_expert, .apply = profile_save, .again = profile_show, .parameters = PROFILE,
     .help = "Saves it"},
    {GET, OWN "conflicts/", guard_reviewer, conflicts_show, .parameters = DECLARED,
     .help = "The expert’s conflicts of interest, and where more are declared"},
    {POST, OWN "conflicts/", guard_reviewer, .apply = conflicts_declare, .again = conflicts_show,
     .parameters = DECLARED, .help = "Declares conflicts of interest"},
};

const Feature prize_expert_own_feature = {.name = "prize/expert-own",
                                          .routes = routes,
                                          .route_count = sizeof routes / sizeof *routes};
