/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a request, in process, with a small feature of its own. */
#include "test.h"

#include "base/fail.h"
#include "http_fixture.h"
#include "platform/config/settings.h"

static HttpFixture *site;
static int applied, prepared;
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

static void prepare_note(Request *request)
{
    prepared++;
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
    applied++;
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
    {POST, "/form/", guard_everyone, .prepare = prepare_note, .apply = apply_note, .again = show_form,
     .parameters = {NOTE}},
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

static int set_up(void **state)
{
    static const ServerHooks hooks = {find_login, NULL, show_error, "/sign-in/"};
    server_register_hooks(&hooks);
    site = http_fixture_open("http_service", all_features);
    return 0;
}
static int tear_down(void **state)
{
    http_fixture_close(site);
    return 0;
}

static void forget_reader(void)
{
    site->login_cookie = (Text){0};
    site->cookies.count = site->headers.count = 0;
}

static void send_header(const char *name, const char *value)
{
    *LIST_ADD(site->arena, &site->headers) = (HttpField){.name = text_of(name), .value = text_of(value)};
}

static int64_t notes(void)
{
    HttpAnswer answer = http_get(site, "/en/count/");
    int64_t count;
    Text rest = text_from(answer.body, strlen("notes: "));
    assert_true(text_to_int(text_next(&rest, ' '), &count));
    return count;
}

static void a_page_is_shown_with_its_headers(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/count/?q=a%20b&unknown=1");
    assert_int_equal(answer.status, 200);
    assert_true(http_has(&answer, "q=a b"));
    assert_text(answer.media, "text/html; charset=utf-8");
    Text policy = http_header(&answer, "Content-Security-Policy");
    assert_true(text_find(policy, TEXT("default-src 'none'")) == 0);
    assert_true(text_find(policy, TEXT("unsafe")) < 0);
    assert_text(http_header(&answer, "X-Content-Type-Options"), "nosniff");
    assert_text(http_header(&answer, "Strict-Transport-Security"), "");
    assert_text(http_header(&answer, "Cache-Control"), "private, no-cache");
}

static void a_page_that_is_held_is_not_sent_again(void **state)
{
    forget_reader();
    HttpAnswer first = http_get(site, "/en/long/");
    send_header("If-None-Match", text_c(site->arena, http_header(&first, "ETag")));
    HttpAnswer second = http_get(site, "/en/long/");
    assert_int_equal(second.status, 304);
    assert_int_equal(second.body.size, 0);
}

static void the_language_is_chosen_by_the_reader(void **state)
{
    forget_reader();
    send_header("Accept-Language", "fr;q=0.9, ko;q=0.8");
    HttpAnswer answer = http_get(site, "/");
    assert_int_equal(answer.status, 302);
    assert_text(http_header(&answer, "Location"), "/ko/");
    assert_true(text_find(http_header(&answer, "Vary"), TEXT("Accept-Language")) >= 0);
    answer = http_get(site, "/language/de/?then=/count/");
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/de/count/");
    assert_text(http_header(&(HttpAnswer){.headers = http_get(site, "/count/?q=1").headers}, "Location"),
                "/de/count/?q=1");
    answer = http_get(site, "/language/de/?then=//evil.example/");
    assert_text(http_header(&answer, "Location"), "/de/");
}

static void what_is_not_there_is_said_kindly(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/nothing/");
    assert_int_equal(answer.status, 404);
    assert_true(http_has(&answer, "error 3"));
    assert_int_equal(http_get(site, "/fr/count/").status, 404);
    assert_int_equal(http_get(site, "/en/hidden/").status, 404);
    assert_int_equal(http_get(site, "/en/denied/").status, 403);
    answer = http_get(site, "/en/later/");
    assert_int_equal(answer.status, 404);
    assert_true(http_has(&answer, "Not before noon."));
    assert_int_equal(http_get(site, "/en/%ff/").status, 400);
    assert_int_equal(http_get(site, "/en/count/?q=%ff").status, 400);
    assert_int_equal(http_get(site, "/en/count/?q=%00").status, 400);
    answer = http_get(site, "/en/count?q=1");
    assert_int_equal(answer.status, 308);
    assert_text(http_header(&answer, "Location"), "/en/count/?q=1");
}

static void another_method_is_refused_with_those_that_work(void **state)
{
    forget_reader();
    HttpAnswer answer = http_send(site, "DELETE", "/en/form/", (Text){0}, (Text){0});
    assert_int_equal(answer.status, 500); /* its page of errors fails, on purpose */
    answer = http_post(site, "/en/count/", FIELDS("a", "b"));
    assert_int_equal(answer.status, 500);
}

static void a_failure_shows_a_number_and_hides_the_cause(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/broken/");
    assert_int_equal(answer.status, 500);
    assert_true(http_has(&answer, "error 7"));
    assert_false(http_has(&answer, "purpose"));
    assert_text(http_header(&answer, "Cache-Control"), "no-store");
}

static void a_form_is_applied_once_and_redirects(void **state)
{
    forget_reader();
    int64_t before = notes();
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", "hello", "operation", "token-1"));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/count/");
    int count = applied;
    answer = http_post(site, "/en/form/", FIELDS("note", "hello", "operation", "token-1"));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/count/");
    assert_int_equal(applied, count);
    assert_int_equal(notes(), before + 1);
    http_post(site, "/en/form/", FIELDS("note", "hello", "operation", "token-2"));
    assert_int_equal(notes(), before + 2);
}

static void a_form_with_problems_changes_nothing_and_is_shown_again(void **state)
{
    forget_reader();
    int64_t before = notes();
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", ""));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "problems: 1"));
    answer = http_post(site, "/en/form/", FIELDS("note", "longer than twenty bytes"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "[longer than twenty bytes] problems: 1"));
    assert_int_equal(notes(), before);
}

static void a_failure_in_a_change_changes_nothing(void **state)
{
    forget_reader();
    int64_t before = notes();
    assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "break")).status, 500);
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", "busy"));
    assert_int_equal(answer.status, 503);
    assert_text(http_header(&answer, "Retry-After"), "5");
    assert_int_equal(notes(), before);
}

static void a_form_from_elsewhere_is_refused(void **state)
{
    static const char *const elsewhere[][2] = {{"Origin", "https://evil.example"},
                                               {"Origin", "null"},
                                               {"Sec-Fetch-Site", "cross-site"},
                                               {"Sec-Fetch-Site", "same-site"},
                                               {"Referer", "https://evil.example/127.0.0.1:8080/"}};
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        forget_reader();
        int64_t before = notes();
        send_header(elsewhere[i][0], elsewhere[i][1]);
        assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "evil")).status, 403);
        assert_int_equal(notes(), before);
    }
    forget_reader();
    send_header("Origin", "http://127.0.0.1:8080");
    send_header("Sec-Fetch-Site", "same-origin");
    assert_int_equal(http_post(site, "/en/form/", FIELDS("note", "ours")).status, 303);
}

static void a_wrong_token_shows_the_form_again_with_all_that_was_typed(void **state)
{
    forget_reader();
    int64_t before = notes();
    site->login_cookie = TEXT("anna");
    site->csrf = TEXT("token-of-berta");
    HttpAnswer answer = http_post(site, "/en/own/", FIELDS("note", "typed"));
    site->csrf = (Text){0};
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "form token-of-anna [typed] problems: 1"));
    assert_int_equal(notes(), before);
    assert_int_equal(http_post(site, "/en/own/", FIELDS("note", "typed")).status, 303);
}

static void a_page_shown_again_may_ask_for_the_fields_of_its_other_forms(void **state)
{
    forget_reader();
    HttpAnswer answer = http_post(site, "/en/form/part/", FIELDS("note", "not its own"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "[] problems: 1"));
}

static void visitors_have_a_token_of_their_own(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/en/form/");
    Text cookie = http_header(&answer, "Set-Cookie");
    assert_true(text_starts(cookie, TEXT("form=")));
    assert_true(text_find(cookie, TEXT("HttpOnly; SameSite=Lax")) > 0);
    assert_true(text_find(answer.body, text_slice(cookie, 5, 24)) > 0);
    answer = http_get(site, "/en/form/");
    assert_text(http_header(&answer, "Set-Cookie"), "");
    assert_text(http_header(&answer, "Cache-Control"), "no-store");
}

static void a_page_for_members_leads_to_the_sign_in_and_back(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/ko/own/");
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/ko/sign-in/?then=%2Fko%2Fown%2F");
    site->login_cookie = TEXT("anna");
    answer = http_get(site, "/ko/own/");
    assert_int_equal(answer.status, 200);
    assert_text(http_header(&answer, "Cache-Control"), "no-store");
}

static void typed_text_outlives_a_login_that_expired(void **state)
{
    forget_reader();
    site->login_cookie = TEXT("expired");
    HttpAnswer answer = http_post(site, "/en/own/", FIELDS("note", "an hour's work", "password", "secret"));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/sign-in/?then=%2Fen%2Fown%2F");
    site->login_cookie = TEXT("anna");
    answer = http_get(site, "/en/own/");
    assert_true(http_has(&answer, "[an hour's work]"));
    assert_int_equal(http_post(site, "/en/own/", FIELDS("note", "an hour's work")).status, 303);
    answer = http_get(site, "/en/own/");
    assert_true(http_has(&answer, "[(fresh)]"));
}

static void nothing_is_kept_for_strangers(void **state)
{
    forget_reader();
    HttpAnswer answer = http_post(site, "/en/own/", FIELDS("note", "spam"));
    assert_int_equal(answer.status, 303);
    for (size_t i = 0; i < answer.headers.count; i++)
        assert_false(text_starts(answer.headers.at[i].value, TEXT("kept=")));
}

static void a_file_is_kept_and_comes_back_whole_or_in_part(void **state)
{
    forget_reader();
    char content[2501];
    for (int i = 0; i < 2500; i++) content[i] = (char)('a' + i % 26);
    content[2500] = 0;
    assert_int_equal(http_post(site, "/en/file/", FIELDS("@plan", content, "q", "x")).status, 303);
    HttpAnswer answer = http_get(site, "/en/file/");
    assert_text(answer.body, content);
    assert_text(http_header(&answer, "Content-Disposition"),
                "inline; filename=\"Plan f_r __.pdf\"; "
                "filename*=UTF-8''Plan%20f%C3%BCr%20%EC%84%9C%EC%9A%B8.pdf");
    send_header("Range", "bytes=2490-");
    answer = http_get(site, "/en/file/");
    assert_int_equal(answer.status, 206);
    assert_text(answer.body, content + 2490);
    assert_text(http_header(&answer, "Content-Range"), "bytes 2490-2499/2500");
    site->headers.count = 0;
    send_header("Range", "bytes=9999-");
    assert_int_equal(http_get(site, "/en/file/").status, 416);
}

static void a_file_that_is_too_large_is_cut_and_said_so(void **state)
{
    forget_reader();
    char content[3502];
    memset(content, 'a', sizeof content - 1);
    content[3501] = 0;
    HttpAnswer answer = http_post(site, "/en/file/", FIELDS("@plan", content, "q", "x"));
    assert_int_equal(answer.status, 422);
}

static void long_public_pages_are_compressed_and_private_ones_never(void **state)
{
    forget_reader();
    send_header("Accept-Encoding", "br, gzip");
    HttpAnswer answer = http_get(site, "/en/long/");
    assert_text(http_header(&answer, "Content-Encoding"), "gzip");
    assert_true(answer.body.size < 1000);
    assert_memory_equal(answer.body.at, "\x1f\x8b", 2);
    site->login_cookie = TEXT("anna");
    answer = http_get(site, "/en/long/");
    assert_text(http_header(&answer, "Content-Encoding"), "");
    assert_int_equal(answer.body.size, 10000);
}

static void ambiguous_requests_are_refused_before_anything_else(void **state)
{
    forget_reader();
    send_header("Transfer-Encoding", "chunked");
    HttpAnswer answer = http_post(site, "/en/form/", FIELDS("note", "smuggled"));
    assert_int_equal(answer.status, 400);
    assert_text(http_header(&answer, "Connection"), "close");
    forget_reader();
    send_header("Host", "other");
    assert_int_equal(http_get(site, "/en/count/").status, 400);
}

static void health_needs_no_store_and_readiness_does(void **state)
{
    forget_reader();
    assert_text(http_get(site, "/healthz").body, "ok\n");
    assert_text(http_get(site, "/readyz").body, "ready\n");
}

static void assets_are_served_for_ever_under_their_digest(void **state)
{
    forget_reader();
    HttpAnswer answer = http_get(site, "/assets/0000/madang.css");
    assert_int_equal(answer.status, 200);
    assert_text(answer.media, "text/css; charset=utf-8");
    assert_text(http_header(&answer, "Cache-Control"), "no-cache");
    Text etag = http_header(&answer, "ETag");
    Text path = text_format(site->arena, "/assets/%.*s/madang.css", TEXT_PRINT(text_slice(etag, 1, 16)));
    answer = http_get(site, text_c(site->arena, path));
    assert_text(http_header(&answer, "Cache-Control"), "public, max-age=31536000, immutable");
    assert_int_equal(http_get(site, "/assets/0000/none.css").status, 404);
}

static void the_tables_of_the_server_are_registered(void **state)
{
    extern const size_t http_migrations_count;
    assert_int_equal(http_feature.migration_count, http_migrations_count);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_page_is_shown_with_its_headers),
        TEST(a_page_that_is_held_is_not_sent_again),
        TEST(the_language_is_chosen_by_the_reader),
        TEST(what_is_not_there_is_said_kindly),
        TEST(another_method_is_refused_with_those_that_work),
        TEST(a_failure_shows_a_number_and_hides_the_cause),
        TEST(a_form_is_applied_once_and_redirects),
        TEST(a_form_with_problems_changes_nothing_and_is_shown_again),
        TEST(a_failure_in_a_change_changes_nothing),
        TEST(a_form_from_elsewhere_is_refused),
        TEST(a_wrong_token_shows_the_form_again_with_all_that_was_typed),
        TEST(a_page_shown_again_may_ask_for_the_fields_of_its_other_forms),
        TEST(visitors_have_a_token_of_their_own),
        TEST(a_page_for_members_leads_to_the_sign_in_and_back),
        TEST(typed_text_outlives_a_login_that_expired),
        TEST(nothing_is_kept_for_strangers),
        TEST(a_file_is_kept_and_comes_back_whole_or_in_part),
        TEST(a_file_that_is_too_large_is_cut_and_said_so),
        TEST(long_public_pages_are_compressed_and_private_ones_never),
        TEST(ambiguous_requests_are_refused_before_anything_else),
        TEST(health_needs_no_store_and_readiness_does),
        TEST(assets_are_served_for_ever_under_their_digest),
        TEST(the_tables_of_the_server_are_registered),
    };
    return cmocka_run_group_tests(all, set_up, tear_down) != 0;
}
