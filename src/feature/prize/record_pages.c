/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's page of the record: what it is, and the file. */
#include "feature/prize/desk_parts.h"
#include "feature/prize/export.h"
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

#define PLACE "/prize/{edition}/record/"
static const Text media = TEXT("application/jsonl");

static Verdict guard_record(Snapshot *at, const Request *request)
{
    Verdict verdict = guard_organiser(at, request);
    if (verdict != ADMITTED || record_may_be_taken(at, edition_of(at, request))) return verdict;
    return HIDDEN;
}

static void add_choices(Request *request, PrizeRecord *view)
{
    view->sealed = choice_field_make(&request->problems, TEXT("sealed"));
    choice_add(request->arena, &view->sealed, TEXT("1"),
               M("I keep it to myself until the announcement: it tells who has won"),
               request_text(request, "sealed"));
    view->without_texts = choice_field_make(&request->problems, TEXT("without_texts"));
    view->without_texts.is_optional = true;
    choice_add(request->arena, &view->without_texts, TEXT("1"),
               M("Leave out titles, comments and reasons: the decisions alone"),
               request_text(request, "without_texts"));
}

static void record_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    PrizeRecord view = {.shell = organiser_shell(request, at, edition, M("The record")),
                        .edition = edition->code,
                        .zone = edition->zone,
                        .token = {.csrf = request_csrf(request)}, /* each taking is one of its own */
                        .problems = request->problems,
                        .is_sealed = !export_is_open(at, edition),
                        .is_demonstration = edition->demonstration,
                        .may_take = record_may_be_taken(at, edition),
                        .decisions = journal_count(at, edition->book),
                        .takings = record_takings(at, edition)};
    add_choices(request, &view);
    RESPOND(request, prize_record_html, &view);
}

static bool take_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    int64_t key = record_take(change, edition, request_text(request, "without_texts").size > 0,
                              request_text(request, "sealed").size > 0, &request->problems);
    if (!key) return false;
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/record/{}/", edition->code,
                                   text_format(request->arena, "%lld", (long long)key)));
    return true;
}

static void add_part(void *draft, Text line)
{
    file_add(draft, line.at, line.size);
}

/* As it stands now: what was a sealed one may be open by now. */
static void file_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    int64_t key = 0;
    RecordTaking taking;
    request_int(request, "taking", &key);
    if (!record_taking_find(at, edition, key, &taking)) {
        response_not_found(request);
        return;
    }
    Export export = {.is_sealed = !export_is_open(at, edition),
                     .without_texts = taking.without_texts,
                     .key =
                         edition->demonstration ? site_key_of_demonstrations(at->arena) : site_key_found(at)};
    FileDraft *draft = file_begin(request->store, request->arena);
    export_record(at, edition, &export, add_part, draft);
    Text name = text_format(request->arena, "%.*s%s.jsonl", TEXT_PRINT(edition->code),
                            export.is_sealed ? "-sealed" : "");
    response_draft(request, draft, name, media);
    response_header(request, "Cache-Control", TEXT("no-store"));
}

static const Route routes[] = {
    {GET, PLACE, guard_organiser, .show = record_show, .parameters = {{"sealed"}, {"without_texts"}},
     .help = "The record of an edition: what it is, who took it."},
    {POST, PLACE, guard_record, .apply = take_apply, .again = record_show,
     .parameters = {{"sealed"}, {"without_texts"}}, .help = "Takes the record; noted in the decision log."},
    {GET, PLACE "{taking:key}/", guard_record, .show = file_show, .help = "The file that was asked for."},
};

const Feature prize_record_feature = {.name = "prize/record",
                                      .routes = routes,
                                      .route_count = sizeof routes / sizeof *routes};
