/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's pages of an edition's rules: reading them, changing them by a file or by dates,
 * comparing, confirming. */
#include "base/fail.h"
#include "base/random.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/edition_change.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/edition_json.h"
#include "feature/prize/feature.h"
#include "feature/prize/ground.h"
#include "feature/prize/guard.h"
#include "feature/prize/rules_words.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

#include <stdio.h>

enum { RULES_BYTES_MAX = 2000000 };

/* ---- drafts */

static int64_t draft_add(Change *change, const Edition *edition, Text rules)
{
    int64_t key = random_key();
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM edition_draft WHERE edition = $1 AND made_by = $2"),
                BIND(edition->id.key, change->at.viewer));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO edition_draft (key, edition, based_on, rules, made_by, made_at)"
                    " VALUES ($1, $2, $3, $4, $5, $6)"),
                BIND(key, edition->id.key, edition->version, rules, change->at.viewer, change->at.now));
    return key;
}

typedef struct {
    int64_t key, based_on;
    Edition edition;
} Draft;

static bool draft_find(Snapshot *at, const Request *request, const Edition *edition, Draft *draft)
{
    if (!request_int(request, "draft", &draft->key)) return false;
    Rows *row =
        store_row(at, SQL("SELECT based_on, rules FROM edition_draft WHERE key = $1 AND edition = $2"),
                  BIND(draft->key, edition->id.key));
    if (!row) return false;
    draft->based_on = row_int(row, 0);
    if (!edition_from_json(at->arena, row_text(row, 1), &draft->edition)) fail("a draft of rules is broken");
    return true;
}

static void draft_go(Request *request, const Edition *edition, int64_t key)
{
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/organise/rules/{}/",
                                   edition->code, text_format(request->arena, "%lld", (long long)key)));
}

/* ---- the rules as they stand */

static const struct {
    const char *field;
    size_t offset;
    Message label;
} dates[] = {
    {"opens", offsetof(Edition, opens), M("The call opens")},
    {"closes", offsetof(Edition, closes), M("The call closes")},
    {"winners_publish_at", offsetof(Edition, winners_publish_at), M("Announcement of the winners")},
};
enum { DATES = sizeof dates / sizeof *dates };

static Instant date_of(const Edition *edition, size_t date)
{
    return *(const Instant *)((const char *)edition + dates[date].offset);
}

static Text publish_name(Arena *arena, const Round *round)
{
    return text_format(arena, "publish-%.*s", TEXT_PRINT(round->code));
}

static Text date_sent(const Request *request, Text name)
{
    NamedTexts sent = request_prefixed(request, "publish-");
    for (size_t i = 0; i < sent.count; i++) {
        if (text_is(sent.at[i].name, name)) return sent.at[i].value;
    }
    return text_starts(name, TEXT("publish-")) ? TEXT("")
                                               : request_text(request, text_c(request->arena, name));
}

/* In one spelling, whichever way the browser writes it. */
static void add_date(Request *request, Ground *ground, const Edition *edition, Text name, Instant now)
{
    Arena *arena = request->arena;
    bool is_typed = (request->is_again || request->route->method == POST) && request_has(request, "opens");
    Text stored = instant_is_set(now) ? instant_to_civil(arena, now, edition->zone) : TEXT("");
    Text typed = is_typed ? text_trim(date_sent(request, name)) : stored;
    Instant instant;
    if (typed.size && civil_read(arena, typed, edition->zone, &instant))
        typed = instant_to_civil(arena, instant, edition->zone);
    ground_add(request, ground, name, stored, typed);
}

static Ground dates_ground(Request *request, const Edition *edition)
{
    Ground ground = {.subject = edition->id.key};
    for (size_t i = 0; i < DATES; i++)
        add_date(request, &ground, edition, text_of(dates[i].field), date_of(edition, i));
    for (size_t i = 0; i < edition->rounds.count; i++)
        add_date(request, &ground, edition, publish_name(request->arena, &edition->rounds.at[i]),
                 edition->rounds.at[i].publish_at);
    return ground;
}

/* Who changed which date, for those whose page is older. */
static void keep_dates(Request *request, Change *change, const Edition *before, const Edition *after)
{
    Ground old = dates_ground(request, before), new = dates_ground(request, after);
    old.subject = before->id.key;
    for (size_t i = 0; i < old.fields.count && i < new.fields.count; i++)
        old.fields.at[i].keeps_stored = text_is(old.fields.at[i].stored, new.fields.at[i].stored);
    ground_keep(request, change, &old);
}

static void add_dates(Request *request, Snapshot *at, PrizeRules *view)
{
    const Edition *edition = view->edition;
    Arena *arena = request->arena;
    view->ground = dates_ground(request, edition);
    if (request->is_again && request_has(request, "opens"))
        ground_merge(request, at, edition->zone, &view->ground);
    if (ground_is_torn(&view->ground) && request->route->method == POST) response_status(request, 409);
    ground_put(request, &view->ground, &view->token_dates);
    view->problems = request->problems;
    for (size_t i = 0; i < DATES; i++) {
        Text civil = ground_text(&view->ground, dates[i].field);
        DateField field =
            date_time_field_make(&request->problems, text_of(dates[i].field), civil, edition->zone);
        field.label = message_write(arena, request->language, &dates[i].label);
        *LIST_ADD(arena, &view->dates) = field;
    }
    for (size_t i = 0; i < edition->rounds.count; i++) {
        const Round *round = &edition->rounds.at[i];
        Text name = publish_name(arena, round), civil = ground_text(&view->ground, text_c(arena, name));
        DateField field = date_time_field_make(&request->problems, name, civil, edition->zone);
        Message label =
            M("Result of “{name}” is known", WITH_TEXT("name", words_in(&round->name, request->language)));
        field.label = message_write(arena, request->language, &label);
        field.is_optional = true;
        *LIST_ADD(arena, &view->dates) = field;
    }
}

static void add_versions(Snapshot *at, PrizeRules *view)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT edition_rules.version, edition_rules.kept_at, account.name,"
                                " edition_rules.reason, edition_rules.tongue FROM edition_rules LEFT JOIN "
                                "account ON account.key ="
                                " edition_rules.kept_by WHERE edition_rules.edition = $1"
                                " ORDER BY edition_rules.version DESC"),
                            BIND(view->edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &view->versions) = (RulesVersion){row_int(rows, 0),
                                                               row_instant(rows, 1),
                                                               row_text(rows, 2),
                                                               {row_text(rows, 3), row_text(rows, 4)}};
}

/* "line 12, column 3" as numbers, for a sentence in the reader's language. */
static RulesProblem rules_problem(const Problem *problem)
{
    RulesProblem wrong = {.part = problem->field, .message = problem->message};
    if (!text_starts(problem->field, TEXT("line "))) return wrong;
    Text rest = text_from(problem->field, 5);
    Text line = text_next(&rest, ',');
    bool is_place = text_starts(rest, TEXT(" column ")) && text_to_int(line, &wrong.line) &&
                    text_to_int(text_from(rest, 8), &wrong.column);
    if (!is_place) wrong.line = wrong.column = 0;
    else wrong.part = TEXT("");
    return wrong;
}

typedef struct {
    bool is_good;
    Edition edition;
    RulesProblems wrong;
} Given; /* what was uploaded or pasted */

static void rules_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    const Given *given = request->prepared;
    PrizeRules view = {
        .shell = organiser_shell(request, at, edition, M("Rules")),
        .token = form_token_for(request),
        .token_dates = form_token_for(request),
        .edition = edition,
        .yaml = edition_write(request->arena, edition),
        .problems = request->problems,
        .text = field_make(NULL, TEXT("rules"),
                           request->is_again && given ? request_text(request, "rules") : TEXT("")),
        .file = file_field_make(NULL, TEXT("file"), RULES_BYTES_MAX),
    };
    if (given) view.wrong = given->wrong;
    view.shell.has_problems = view.wrong.count || problems_any(&request->problems);
    view.text.rows = 12;
    view.text.is_optional = view.file.is_optional = true;
    view.file.accept = ".yaml,.yml,text/plain";
    if (request_has(request, "kept"))
        shell_add_notice(request->arena, &view.shell, NOTICE_GOOD, M("The changed rules count from now on."));
    *LIST_ADD(request->arena, &view.token.fields) =
        (HiddenField){"based_on", text_of_int(request->arena, edition->version)};
    add_dates(request, at, &view);
    add_versions(at, &view);
    RESPOND(request, prize_rules_html, &view);
}

static void rules_yaml_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Text name = text_format(request->arena, "attachment; filename=\"%.*s.yaml\"", TEXT_PRINT(edition->code));
    response_header(request, "Content-Disposition", name);
    response_bytes(request, "application/yaml; charset=utf-8", edition_write(request->arena, edition));
}

/* ---- a changed file */

static Text upload_read(Request *request, const Upload *upload)
{
    FILE *file = fopen(file_path_of_draft(upload->draft), "re");
    if (!file) fail("an upload cannot be read");
    char *bytes = ARENA_MANY(request->arena, (size_t)upload->size_bytes + 1, char);
    size_t size = fread(bytes, 1, (size_t)upload->size_bytes, file);
    fclose(file);
    return (Text){bytes, size};
}

static void given_refuse(Request *request, Given *given, Message message)
{
    *LIST_ADD(request->arena, &given->wrong) = (RulesProblem){.message = message};
}

static void rules_prepare(Request *request)
{
    Given *given = request->prepared = ARENA_NEW(request->arena, Given);
    Upload *upload = request_upload(request, "file");
    bool has_file = upload && upload->size_bytes > 0;
    if (has_file && upload->too_large) {
        given_refuse(request, given,
                     M("“{file}” is too large. Choose a file of up to {size}.",
                       WITH_TEXT("file", upload->name), WITH_BYTES("size", RULES_BYTES_MAX)));
        return;
    }
    Text yaml = has_file ? upload_read(request, upload) : request_text(request, "rules");
    if (!text_trim(yaml).size) {
        given_refuse(request, given, M("Choose a file, or paste the changed rules."));
        return;
    }
    Problems problems = problems_none(request->arena);
    given->is_good = edition_read(request->arena, yaml, &given->edition, &problems);
    for (size_t i = 0; i < problems.count; i++)
        *LIST_ADD(request->arena, &given->wrong) = rules_problem(&problems.at[i]);
}

static bool rules_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Given *given = request->prepared;
    if (!given->is_good) return false;
    if (!text_is(given->edition.code, edition->code)) {
        given->is_good = false;
        given_refuse(request, given,
                     M("This file is for another edition: {code}", WITH_TEXT("code", given->edition.code)));
        return false;
    }
    int64_t based_on;
    if (request_int(request, "based_on", &based_on) && based_on != edition->version) {
        given->is_good = false;
        given_refuse(request, given,
                     M("The rules have changed since this page was shown. Download them again, and make "
                       "your changes there."));
        return false;
    }
    draft_go(request, edition, draft_add(change, edition, given->edition.json));
    return true;
}

/* ---- changed dates */

static void date_take(Request *request, const Edition *edition, const Ground *ground, Text name,
                      bool is_optional, Instant *instant)
{
    Text sent = ground_text(ground, text_c(request->arena, name));
    if (!sent.size && is_optional) *instant = INSTANT_NEVER;
    else if (!civil_read(request->arena, sent, edition->zone, instant))
        problems_add(&request->problems, name, M("Enter a date and a time."));
}

/* A problem of the whole names its part: "rounds/panel/publish_at". Here the field is "publish-panel"; and of
 * the dates that stand here only the closing of the call can meet the begin of a round. */
static Text date_field(Arena *arena, Text path)
{
    Text rest = path;
    if (!text_is_c(text_next(&rest, '/'), "rounds")) return path;
    Text code = text_next(&rest, '/');
    if (!text_is_c(rest, "publish_at")) return TEXT("closes");
    return text_format(arena, "publish-%.*s", TEXT_PRINT(code));
}

static void check_dates(Request *request, const Edition *changed)
{
    Problems problems = problems_none(request->arena);
    edition_check(changed, &problems);
    for (size_t i = 0; i < problems.count; i++)
        problems_add(&request->problems, date_field(request->arena, problems.at[i].field),
                     problems.at[i].message);
}

static bool dates_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Edition changed;
    Ground ground = dates_ground(request, edition);
    if (!ground_merge(request, &change->at, edition->zone, &ground)) return false;
    if (!edition_from_json(request->arena, edition->json, &changed)) fail("the rules cannot be read");
    for (size_t i = 0; i < DATES; i++)
        date_take(request, edition, &ground, text_of(dates[i].field), false,
                  (Instant *)((char *)&changed + dates[i].offset));
    for (size_t i = 0; i < changed.rounds.count; i++)
        date_take(request, edition, &ground, publish_name(request->arena, &changed.rounds.at[i]), true,
                  &changed.rounds.at[i].publish_at);
    if (!problems_any(&request->problems)) check_dates(request, &changed);
    if (problems_any(&request->problems)) return false;
    draft_go(request, edition, draft_add(change, edition, edition_to_json(request->arena, &changed)));
    return true;
}

/* ---- comparing and confirming */

static void draft_show(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    Draft draft;
    if (!draft_find(at, request, edition, &draft)) {
        response_not_found(request);
        return;
    }
    PrizeRulesDraft view = {
        .shell = organiser_shell(request, at, edition, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .edition = edition,
        .draft = draft.key,
        .differences = edition_compare(at, edition, &draft.edition),
        .is_stale = draft.based_on != edition->version,
        .reason = field_make(&request->problems, TEXT("reason"),
                             request->is_again ? request_text(request, "reason") : TEXT("")),
    };
    for (size_t i = 0; i < view.differences.count; i++) {
        Difference *one = &view.differences.at[i];
        one->words = rule_path_words(request->arena, request->language, edition, &draft.edition, one->path);
        if (one->is_frozen) view.needs_reason = true;
        if (one->refusal.english) view.is_refused = true;
    }
    view.reason.is_optional = !view.needs_reason;
    view.reason.rows = 3;
    shell_add_crumb(request->arena, &view.shell, M("Rules"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/organise/rules/", edition->code));
    shell_add_crumb(request->arena, &view.shell, M("Compare the changes"), TEXT(""), (Url){0});
    RESPOND(request, prize_rules_draft_html, &view);
}

static bool draft_apply(Request *request, Change *change)
{
    const Edition *edition = edition_of(&change->at, request);
    Draft draft;
    EditionId id;
    Problems *problems = &request->problems;
    if (!draft_find(&change->at, request, edition, &draft)) {
        problems_add(problems, TEXT(""), M("This change was confirmed or replaced already."));
        return false;
    }
    if (draft.based_on != edition->version) {
        problems_add(problems, TEXT(""),
                     M("The rules have changed since this comparison was made. Begin again."));
        return false;
    }
    if (!edition_keep(change, &draft.edition, text_trim(request_text(request, "reason")), problems, &id))
        return false;
    keep_dates(request, change, edition, &draft.edition);
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM edition_draft WHERE key = $1"), BIND(draft.key));
    response_redirect(request, URL(request->arena, request->language, "/prize/{}/organise/rules/?kept=1",
                                   edition->code));
    return true;
}

#define GIVEN_PARAMETERS                                                                                     \
    .parameters = {{"file", PARAMETER_FILE, RULES_BYTES_MAX},                                                \
                   {"rules", PARAMETER_TEXT, RULES_BYTES_MAX},                                               \
                   {"opens"},                                                                                \
                   {"closes"},                                                                               \
                   {"winners_publish_at"},                                                                   \
                   {"publish-", PARAMETER_PREFIX},                                                           \
                   {"kept"},                                                                                 \
                   {"based_on"},                                                                             \
                   GROUND_PARAMETERS}

#define DRAFT_PARAMETERS .parameters = {{"reason", PARAMETER_TEXT, 4000}, {"opens"}, GROUND_PARAMETERS}

static const Route routes[] = {
    {GET, "/prize/{edition}/organise/rules/", guard_organiser, .show = rules_show, GIVEN_PARAMETERS,
     .help = "The rules of the edition, and how to change them."},
    {GET, "/prize/{edition}/organise/rules.yaml", guard_organiser, .show = rules_yaml_show,
     .help = "The rules as a file."},
    {POST, "/prize/{edition}/organise/rules/", guard_organiser, .prepare = rules_prepare,
     .apply = rules_apply, .again = rules_show, GIVEN_PARAMETERS,
     .help = "Takes a changed file of rules, to be compared."},
    {POST, "/prize/{edition}/organise/rules/dates/", guard_organiser, .apply = dates_apply,
     .again = rules_show, GIVEN_PARAMETERS, .help = "Takes changed dates, to be compared."},
    {GET, "/prize/{edition}/organise/rules/{draft:key}/", guard_organiser, .show = draft_show,
     DRAFT_PARAMETERS, .help = "What a change of the rules would do."},
    {POST, "/prize/{edition}/organise/rules/{draft:key}/", guard_organiser, .apply = draft_apply,
     .again = draft_show, DRAFT_PARAMETERS, .help = "Confirms a change of the rules, with its reason."},
};

const Feature prize_rules_feature = {.name = "prize/rules",
                                     .routes = routes,
                                     .route_count = sizeof routes / sizeof *routes};
