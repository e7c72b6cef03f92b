/* SPDX-License-Identifier: Apache-2.0 */
/* Raw sockets against a real server: what the protocol promises, and what attackers send. */
#include "test.h"

#include "http_fixture.h"
#include "platform/config/settings.h"
#include "platform/http/parent.h"
#include "platform/http/push.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static HttpFixture *site;
static Server *server;
static int listening;
static atomic_bool held; /* slow handlers wait while it is set */
static atomic_int slow_running;

static void show_slow(Request *request, Snapshot *at)
{
    slow_running++;
    for (int i = 0; i < 2000 && held; i++) usleep(5000);
    slow_running--;
    response_bytes(request, "text/plain", TEXT("slow"));
}
static void show_path(Request *request, Snapshot *at)
{
    response_bytes(request, "text/plain",
                   text_format(request->arena, "path %.*s", TEXT_PRINT(request->path)));
}
static void show_stream(Request *request, Snapshot *at)
{
    response_push(request, TEXT("news"));
}
static void show_large(Request *request, Snapshot *at)
{
    size_t size = 300000;
    char *bytes = arena_take(request->arena, size);
    memset(bytes, 'x', size);
    response_bytes(request, "application/octet-stream", (Text){bytes, size});
}
static bool apply_upload(Request *request, Change *change)
{
    Upload *upload = request_upload(request, "file");
    Text text = request_text(request, "text");
    int64_t size = upload ? upload->size_bytes : (int64_t)text.size;
    response_redirect(request, (Url){text_format(request->arena, "/en/size-%lld/", (long long)size)});
    request_publish(request, TEXT("news"), text_format(request->arena, "%lld", (long long)size));
    return true;
}

static const Route routes[] = {
    {GET, "/path/", guard_everyone, .show = show_path},
    {GET, "/slow/", guard_everyone, .show = show_slow},
    {GET, "/large/", guard_everyone, .show = show_large},
    {GET, "/stream/", guard_everyone, .show = show_stream},
    {POST, "/text/", guard_everyone, .apply = apply_upload,
     .parameters = {{"text", PARAMETER_TEXT}, {"file", PARAMETER_FILE, 1}}},
    {POST, "/upload/", guard_everyone, .apply = apply_upload,
     .parameters = {{"file", PARAMETER_FILE, 1 << 30}, {"text", PARAMETER_TEXT}}},
    {POST, "/plain/", guard_everyone, .apply = apply_upload,
     .parameters = {{"text", PARAMETER_TEXT}, {"file", PARAMETER_TEXT}}},
};
static const Feature feature = {.name = "test",
                                .routes = routes,
                                .route_count = sizeof routes / sizeof *routes};
static const Feature *const all[] = {&http_feature, &feature, NULL};

static int set_up(void **state)
{
    site = http_fixture_open("http_server", all);
    site->settings->threads_events = 2;
    site->settings->threads_work = 2;
    site->settings->queue_max = 2;
    site->settings->connections_max = 200;
    site->settings->head_seconds = 2;
    site->settings->body_seconds_min = 2;
    site->settings->body_bytes_per_second_min = 1000;
    site->settings->upload_bytes_max = 400 << 20;
    listening = listen_at(TEXT("127.0.0.1"), 0);
    server = server_start(site->service, listening);
    return 0;
}

static int tear_down(void **state)
{
    bool is_clean = server_stop(server, 5);
    close(listening);
    http_fixture_close(site);
    return is_clean ? 0 : -1;
}

static int dial(void)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)listen_port(listening))};
    struct timeval limit = {.tv_sec = 15};
    int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    assert_int_equal(connect(line, (struct sockaddr *)&place, sizeof place), 0);
    return line;
}

static void say(int line, const char *text)
{
    size_t size = strlen(text);
    while (size > 0) {
        ssize_t sent = send(line, text, size, MSG_NOSIGNAL);
        if (sent < 0) return; /* the other side may hang up early, and that is what is looked at */
        text += sent;
        size -= (size_t)sent;
    }
}

static char heard[1 << 20];

/* All that comes until the line is closed, or until `end` was heard. */
static const char *hear(int line, const char *end)
{
    size_t size = 0;
    heard[0] = 0;
    while (size < sizeof heard - 1 && !(end && strstr(heard, end))) {
        ssize_t count = recv(line, heard + size, sizeof heard - 1 - size, 0);
        if (count <= 0) break;
        size += (size_t)count;
        heard[size] = 0;
    }
    return heard;
}

/* What is answered, until the line is closed or silent. (It is not half closed: libmicrohttpd may take
 * that for a reader who went away.) */
static const char *ask(const char *request)
{
    enum { FIRST_MS = 10000, SILENT_MS = 300 };
    int line = dial();
    size_t size = 0;
    struct pollfd wait = {.fd = line, .events = POLLIN};
    heard[0] = 0;
    say(line, request);
    while (poll(&wait, 1, size ? SILENT_MS : FIRST_MS) > 0) {
        ssize_t count = recv(line, heard + size, sizeof heard - 1 - size, 0);
        if (count <= 0) break;
        size += (size_t)count;
        heard[size] = 0;
    }
    close(line);
    return heard;
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part)) count++;
    return count;
}

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

#define HEAD "Host: x\r\n"
#define COOKIE "Cookie: form=t\r\n"
#define FORM COOKIE "Content-Type: application/x-www-form-urlencoded\r\n"

static void two_lengths_are_refused_and_nothing_is_smuggled(void **state)
{
    const char *answer = ask("POST /en/plain/ HTTP/1.1\r\n" HEAD FORM "Content-Length: 4\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                             "GET /en/path/?smuggled HTTP/1.1\r\n" HEAD "\r\n");
    assert_true(begins(answer, "HTTP/1.1 400"));
    assert_int_equal(count_of(answer, "HTTP/1.1 "), 1);
    answer = ask("GET /en/path/ HTTP/1.1\r\n" HEAD "Content-Length: 30\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "GET /en/path/?s HTTP/1.1\r\n" HEAD "\r\n");
    assert_true(begins(answer, "HTTP/1.1 400"));
    assert_int_equal(count_of(answer, "HTTP/1.1 "), 1);
}

static void requests_in_a_row_are_answered_in_order(void **state)
{
    const char *answer = ask("GET /en/path/ HTTP/1.1\r\n" HEAD "\r\nGET /healthz HTTP/1.1\r\n" HEAD "\r\n"
                             "HEAD /en/path/ HTTP/1.1\r\n" HEAD "\r\nGET /ko/path/ HTTP/1.1\r\n" HEAD "\r\n");
    assert_int_equal(count_of(answer, "HTTP/1.1 200"), 4);
    const char *first = strstr(answer, "path /en/path/"), *second = strstr(answer, "ok\n");
    const char *third = strstr(answer, "path /ko/path/");
    assert_true(first && second && third && first < second && second < third);
    assert_int_equal(count_of(answer, "path /en/path/"), 1); /* HEAD has no body */
    assert_int_equal(count_of(answer, "Content-Length: 14"), 3);
}

static void methods_and_paths_that_are_not_there_are_refused(void **state)
{
    const char *answer =
        ask("POST /en/path/ HTTP/1.1\r\n" HEAD "Content-Length: 0\r\nConnection: close\r\n\r\n");
    assert_true(begins(answer, "HTTP/1.1 405"));
    assert_non_null(strstr(answer, "Allow: GET, HEAD\r\n"));
    static const char *const unknown[] = {"TRACE /",         "OPTIONS /",  "PURGE /",
                                          "DELETE /en/path", "PUT /path/", "TRACE /en/path/"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        char request[100];
        snprintf(request, sizeof request, "%s HTTP/1.1\r\n" HEAD "Connection: close\r\n\r\n", unknown[i]);
        answer = ask(request);
        if (!begins(answer, "HTTP/1.1 405")) fail_msg("%s: %.60s", unknown[i], answer);
        assert_null(strstr(answer, "Location: "));
        assert_non_null(strstr(answer, "Allow: GET, HEAD\r\n"));
    }
    assert_true(begins(ask("GET /en/%zz/ HTTP/1.1\r\n" HEAD "\r\n"), "HTTP/1.1 400"));
    assert_true(begins(ask("GET /en/%00/ HTTP/1.1\r\n" HEAD "\r\n"), "HTTP/1.1 400"));
    assert_true(begins(ask("GET /en/path%2F/ HTTP/1.1\r\n" HEAD "\r\n"), "HTTP/1.1 404"));
    assert_true(begins(ask("GET /en/path/ HTTP/1.1\r\n\r\n"), "HTTP/1.1 400")); /* no Host */
}

static void a_head_that_is_too_large_is_refused(void **state)
{
    static char request[100000];
    int size = snprintf(request, sizeof request, "GET /en/path/ HTTP/1.1\r\n" HEAD "X: ");
    memset(request + size, 'a', 60000);
    memcpy(request + size + 60000, "\r\n\r\n", 5);
    const char *answer = ask(request);
    assert_true(begins(answer, "HTTP/1.1 431") || begins(answer, "HTTP/1.1 413") || *answer == 0);
}

static void a_body_in_chunks_is_read(void **state)
{
    const char *answer = ask("POST /en/plain/ HTTP/1.1\r\n" HEAD FORM "Transfer-Encoding: chunked\r\n\r\n"
                             "6\r\ncsrf=t\r\n1\r\n&\r\n9\r\ntext=abcd\r\n0\r\n\r\n");
    assert_true(begins(answer, "HTTP/1.1 303"));
    assert_non_null(strstr(answer, "Location: /en/size-4/"));
}

static void a_body_that_ends_early_changes_nothing(void **state)
{
    assert_true(
        !strstr(ask("POST /en/plain/ HTTP/1.1\r\n" HEAD FORM "Content-Length: 90\r\n\r\ncsrf=t&text=abcd"),
                "303"));
}

static int64_t seconds_until_closed(int line, const char *drip)
{
    int64_t began_us = clock_monotonic_us();
    struct pollfd wait = {.fd = line, .events = POLLIN};
    while (clock_monotonic_us() - began_us < 10 * SECOND_US) {
        say(line, drip);
        if (poll(&wait, 1, 200) > 0 && recv(line, heard, sizeof heard, 0) <= 0) break;
    }
    close(line);
    return (clock_monotonic_us() - began_us) / SECOND_US;
}

static void clients_that_drip_are_cut_off(void **state)
{
    int line = dial();
    say(line, "GET /en/path/ HTTP/1.1\r\n" HEAD "X: ");
    assert_in_range(seconds_until_closed(line, "a"), 1, 5);
    line = dial();
    say(line, "POST /en/plain/ HTTP/1.1\r\n" HEAD FORM "Content-Length: 90000\r\n\r\ncsrf=t&text=");
    assert_in_range(seconds_until_closed(line, "a"), 1, 6);
}

/* A line that was answered is kept; from the first byte on the next head has as long as the first had. */
static void a_second_head_that_drips_is_cut_off_like_the_first(void **state)
{
    int line = dial();
    say(line, "GET /healthz HTTP/1.1\r\n" HEAD "\r\n");
    hear(line, "ok\n");
    sleep(4);
    say(line, "GET /healthz HTTP/1.1\r\n" HEAD "\r\n");
    assert_true(begins(hear(line, "ok\n"), "HTTP/1.1 200"));
    say(line, "GET /en/");
    assert_in_range(seconds_until_closed(line, "a"), 1, 5);
}

/* Anonymous pages of this process, in kB: what its allocations hold. */
static long resident_kb(void)
{
    char line[200];
    long kb = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, status)) sscanf(line, "RssAnon: %ld", &kb);
    fclose(status);
    return kb;
}

static void a_file_of_200_mb_is_streamed_in_little_memory(void **state)
{
    enum { PIECE = 1 << 16, PIECES = 3200, ALLOWED_KB = 20000 };
    static char piece[PIECE + 1];
    char head[400];
    const char *before = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nt\r\n--b\r\n"
                         "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    const char *after = "\r\n--b--\r\n";
    int line = dial();
    long began_kb = resident_kb(), most_kb = 0;
    memset(piece, 'f', PIECE);
    snprintf(head, sizeof head,
             "POST /en/upload/ HTTP/1.1\r\n" HEAD COOKIE "Content-Type: multipart/form-data; boundary=b\r\n"
             "Content-Length: %zu\r\n\r\n",
             strlen(before) + strlen(after) + (size_t)PIECE * PIECES);
    say(line, head);
    say(line, before);
    for (int i = 0; i < PIECES; i++) {
        say(line, piece);
        long now_kb = i % 100 == 0 ? resident_kb() : 0;
        if (now_kb > most_kb) most_kb = now_kb;
    }
    say(line, after);
    const char *answer = hear(line, "\r\n\r\n");
    close(line);
    assert_true(begins(answer, "HTTP/1.1 303"));
    assert_non_null(strstr(answer, "Location: /en/size-209715200/"));
    assert_in_range(most_kb - began_kb + ALLOWED_KB, 0, 2 * ALLOWED_KB);
}

static void a_declared_body_beyond_all_limits_is_refused_unread(void **state)
{
    int line = dial();
    say(line,
        "POST /en/plain/ HTTP/1.1\r\n" HEAD FORM "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
    const char *answer = hear(line, "\r\n\r\n");
    assert_true(begins(answer, "HTTP/1.1 413"));
    close(line);
}

static void wait_for(atomic_int *counter, int wanted)
{
    for (int i = 0; i < 1000 && *counter != wanted; i++) usleep(5000);
    assert_int_equal(*counter, wanted);
}

static void when_all_are_busy_the_next_is_told_at_once(void **state)
{
    int lines[4];
    held = true;
    for (int i = 0; i < 4; i++) { /* two run, two wait */
        lines[i] = dial();
        say(lines[i], "GET /en/slow/ HTTP/1.1\r\n" HEAD "\r\n");
        if (i == 1) wait_for(&slow_running, 2);
    }
    usleep(200000);
    const char *answer = ask("GET /en/path/ HTTP/1.1\r\n" HEAD "Connection: close\r\n\r\n");
    assert_true(begins(answer, "HTTP/1.1 503"));
    assert_non_null(strstr(answer, "Retry-After: "));
    assert_true(begins(ask("GET /healthz HTTP/1.1\r\n" HEAD "Connection: close\r\n\r\n"), "HTTP/1.1 200"));
    held = false;
    for (int i = 0; i < 4; i++) {
        assert_true(begins(hear(lines[i], "slow"), "HTTP/1.1 200"));
        close(lines[i]);
    }
}

static void listeners_hear_what_is_published_and_what_they_missed(void **state)
{
    int line = dial();
    say(line, "GET /en/stream/ HTTP/1.1\r\n" HEAD "\r\n");
    const char *answer = hear(line, ": \n\n");
    assert_non_null(strstr(answer, "Content-Type: text/event-stream"));
    assert_true(begins(ask("POST /en/plain/ HTTP/1.1\r\n" HEAD FORM
                           "Content-Length: 15\r\nConnection: close\r\n\r\ncsrf=t&text=abc"),
                       "HTTP/1.1 303"));
    answer = hear(line, "data: 3\n\n");
    char id[40];
    assert_int_equal(sscanf(strstr(answer, "id: "), "id: %39s", id), 1);
    close(line);
    push_publish(TEXT("news"), TEXT("missed\nlines"));
    char request[200];
    snprintf(request, sizeof request, "GET /en/stream/ HTTP/1.1\r\n" HEAD "Last-Event-ID: %s\r\n\r\n", id);
    line = dial();
    say(line, request);
    assert_non_null(strstr(hear(line, "data: lines\n\n"), "data: missed\ndata: lines\n\n"));
    close(line);
    line = dial();
    say(line, "GET /en/stream/ HTTP/1.1\r\n" HEAD "Last-Event-ID: 00000000-1\r\n\r\n");
    assert_non_null(strstr(hear(line, "event: reset"), "event: reset"));
    close(line);
}

static void *release_later(void *context)
{
    usleep(500000);
    held = false;
    return NULL;
}

static void stopping_lets_a_request_finish_and_ends_streams(void **state)
{
    pthread_t later;
    int slow = dial(), stream = dial();
    say(stream, "GET /en/stream/ HTTP/1.1\r\n" HEAD "\r\n");
    hear(stream, ": \n\n");
    held = true;
    say(slow, "GET /en/slow/ HTTP/1.1\r\n" HEAD "\r\n");
    wait_for(&slow_running, 1);
    pthread_create(&later, NULL, release_later, NULL);
    assert_true(server_stop(server, 5));
    pthread_join(later, NULL);
    assert_non_null(strstr(hear(slow, NULL), "slow"));
    hear(stream, NULL); /* ends */
    close(slow);
    close(stream);
    server = server_start(site->service, listening); /* on the same socket */
    assert_true(begins(ask("GET /healthz HTTP/1.1\r\n" HEAD "\r\n"), "HTTP/1.1 200"));
}

/* The children of the test of the parent: a whole small server would need a store of its own, so they
 * answer with their process number. */
static _Noreturn void answer_for_ever(int socket)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (;;) {
        char number[24];
        struct pollfd wait = {.fd = socket, .events = POLLIN};
        poll(&wait, 1, -1);
        int line = accept(socket, NULL, NULL);
        if (line < 0) continue;
        snprintf(number, sizeof number, "%d", getpid());
        say(line, number);
        close(line);
    }
}

static int answer_with_number(int socket, void *context)
{
    answer_for_ever(socket);
}

static int number_of_child(int port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    char number[24] = "";
    int line = socket(AF_INET, SOCK_STREAM, 0);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(line, (struct sockaddr *)&place, sizeof place), 0); /* never refused */
    ssize_t size = recv(line, number, sizeof number - 1, 0);
    close(line);
    return size > 0 ? (int)strtol(number, NULL, 10) : 0;
}

static void the_parent_starts_a_killed_child_again_and_keeps_the_socket(void **state)
{
    int socket = listen_at(TEXT("127.0.0.1"), 0), port = listen_port(socket), status;
    pid_t parent = fork();
    if (parent == 0) _exit(parent_run(socket, answer_with_number, NULL));
    int first = number_of_child(port);
    kill(first, SIGKILL);
    int second = number_of_child(port);
    assert_true(second > 0 && second != first);
    kill(parent, SIGHUP);
    usleep(300000);
    int third = number_of_child(port);
    assert_true(third > 0 && third != second);
    kill(parent, SIGTERM);
    assert_int_equal(waitpid(parent, &status, 0), parent);
    assert_int_not_equal(kill(third, 0), 0); /* gone with its parent */
    close(socket);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_lengths_are_refused_and_nothing_is_smuggled),
        TEST(requests_in_a_row_are_answered_in_order),
        TEST(methods_and_paths_that_are_not_there_are_refused),
        TEST(a_head_that_is_too_large_is_refused),
        TEST(a_body_in_chunks_is_read),
        TEST(a_body_that_ends_early_changes_nothing),
        TEST(clients_that_drip_are_cut_off),
        TEST(a_second_head_that_drips_is_cut_off_like_the_first),
        TEST(a_file_of_200_mb_is_streamed_in_little_memory),
        TEST(a_declared_body_beyond_all_limits_is_refused_unread),
        TEST(when_all_are_busy_the_next_is_told_at_once),
        TEST(listeners_hear_what_is_published_and_what_they_missed),
        TEST(stopping_lets_a_request_finish_and_ends_streams),
        TEST(the_parent_starts_a_killed_child_again_and_keeps_the_socket),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down) != 0;
}
