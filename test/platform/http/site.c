/* SPDX-License-Identifier: Apache-2.0 */
#include "site.h"

#include "base/fail.h"
#include "platform/config/settings.h"

HttpFixture *site;
int notes_applied;
static Text published_file;

static const Migration migrations[] = {
    {"http_test/0001", "CREATE TABLE note (\n  note TEXT NOT NULL -- audience: public\n);\n"}};

static Verdict guard_hidden(Snapshot *at, const Request *request)
{
    return HIDDEN;
}
static Verdict guard_denied(Snapshot *at, const Request *request)
{
    return DENIED;
}

static void show_text(Request *request, Text text)
{
    response_bytes(request, "text/html; charset=utf-8", text);
}

static void show_count(Request *request, Snapshot *at)
{
    show_text(request, text_format(request->arena, "notes: %lld q=%.*s",
                                   (long long)store_count(at, SQL("SELECT count(*) FROM note"), BIND()),
                                   TEXT_PRINT(request_text(request, "q"))));
}

static void show_form(Request *request, Snapshot *at)
{
    Text typed = request->is_again ? request_text(request, "note") : TEXT("(fresh)");
    show_text(request,
              text_format(request->arena, "form %.*s [%.*s] problems: %zu", TEXT_PRINT(request_csrf(request)),
                          TEXT_PRINT(typed), request->problems.count));
}

static bool apply_nothing(Request *request, Change *change)
{
    (void)change;
    problems_add(&request->problems, TEXT(""), M("Enter a note."));
    return false;
}

static bool apply_note(Request *request, Change *change)
{
    Text note = request_text(request, "note");
    notes_applied++;
    store_write(change, NOT_A_DECISION, SQL("INSERT INTO note (note) VALUES ($1)"), BIND(note));
    if (note.size == 0) problems_add(&request->problems, TEXT("note"), M("Enter a note."));
    if (text_is_c(note, "break")) fail("broken on purpose");
    if (text_is_c(note, "busy")) fail_as(FAILURE_BUSY, "busy on purpose");
    response_redirect(request, URL(request->arena, request->language, "/count/"));
    return note.size > 0;
}

static bool apply_file(Request *request, Change *change)
{
    Upload *upload = request_upload(request, "plan");
    if (!upload || upload->too_large) {
        problems_add(&request->problems, TEXT("plan"), M("Choose a file."));
        return false;
    }
    published_file = file_digest(upload->draft);
    published_file = text_copy(site->arena, published_file);
    file_keep(upload->draft);
    response_redirect(request, URL(request->arena, request->language, "/file/"));
    return true;
}

static void show_file(Request *request, Snapshot *at)
{
    response_file(request, published_file, TEXT("Plan für 서울.pdf"), TEXT("application/pdf"));
}

static void show_broken(Request *request, Snapshot *at)
{
    fail("broken on purpose");
}

static void show_not_yet(Request *request, Snapshot *at)
{
    response_not_yet(request, M("Not before noon."));
}

static void show_long(Request *request, Snapshot *at)
{
    TextBuffer out = {.arena = request->arena};
    for (int i = 0; i < 1000; i++) buffer_add(&out, TEXT("0123456789"));
    show_text(request, buffer_text(&out));
}

#define NOTE                                                                                                 \
    {                                                                                                        \
        "note", PARAMETER_TEXT, 20                                                                           \
    }
static const Route routes[] = {
    {GET, "/", guard_everyone, .show = show_count, .parameters = {{"q", PARAMETER_TEXT}}},
    {GET, "/count/", guard_everyone, .show = show_count, .parameters = {{"q", PARAMETER_TEXT}}},
    {GET, "/form/", guard_everyone, .show = show_form},
    {POST, "/form/", guard_everyone, .apply = apply_note, .again = show_form, .parameters = {NOTE}},
    {POST, "/form/part/", guard_everyone, .apply = apply_nothing, .again = show_form},
    {GET, "/own/", guard_signed_in, .show = show_form},
    {POST, "/own/", guard_signed_in, .apply = apply_note, .again = show_form,
     .parameters = {NOTE, {"password", PARAMETER_TEXT}}},
    {POST, "/file/", guard_everyone, .apply = apply_file, .again = show_count,
     .parameters = {{"plan", PARAMETER_FILE, 3000}, {"q", PARAMETER_TEXT}}},
    {GET, "/file/", guard_everyone, .show = show_file},
    {GET, "/hidden/", guard_hidden, .show = show_count},
    {GET, "/denied/", guard_denied, .show = show_count},
    {GET, "/broken/", guard_everyone, .show = show_broken},
    {GET, "/later/", guard_everyone, .show = show_not_yet},
    {GET, "/long/", guard_everyone, .show = show_long},
};
static const Feature feature = {.name = "test",
                                .routes = routes,
                                .route_count = sizeof routes / sizeof *routes,
                                .migrations = migrations,
                                .migration_count = 1};
static const Feature *const all_features[] = {&http_feature, &feature, NULL};

static void find_login(Snapshot *at, const Request *request, Text cookie, Login *login)
{
    if (!text_is_c(cookie, "anna")) return;
    *login = (Login){.account = {7}, .name = TEXT("Anna"), .login = 1, .csrf = TEXT("token-of-anna")};
}

static void show_error(Request *request, Snapshot *at, const ErrorPage *error)
{
    if (error->kind == ERROR_METHOD) fail("a page of errors that fails");
    show_text(request, text_format(request->arena, "error %d %s", error->kind,
                                   error->reason.english ? error->reason.english : ""));
}

int site_open(void **state)
{
    static const ServerHooks hooks = {find_login, NULL, show_error, "/sign-in/"};
    server_register_hooks(&hooks);
    site = http_fixture_open("http_site", all_features);
    return 0;
}

int site_close(void **state)
{
    http_fixture_close(site);
    return 0;
}

void forget_reader(void)
{
    site->login_cookie = (Text){0};
    site->cookies.count = site->headers.count = 0;
}

void send_header(const char *name, const char *value)
{
    *LIST_ADD(site->arena, &site->headers) = (HttpField){.name = text_of(name), .value = text_of(value)};
}

int64_t count_notes(void)
{
    HttpAnswer answer = http_get(site, "/en/count/");
    int64_t count;
    Text rest = text_from(answer.body, strlen("notes: "));
    assert_true(text_to_int(text_next(&rest, ' '), &count));
    return count;
}
