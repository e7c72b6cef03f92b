/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/server.h"

#include "base/fail.h"
#include "base/log.h"
#include "platform/config/settings.h"
#include "platform/http/connection.h"
#include "platform/http/exchange.h"
#include "platform/http/push.h"
#include "platform/http/push_relay.h"
#include "platform/http/workers.h"

#include <assert.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY_BYTES = 32768, /* bounds a head */
    IDLE_SECONDS = 60,               /* MHD's: a connection on which nothing moves at all */
    BEAT_SECONDS = 15,
    PUSH_BLOCK_BYTES = 4096,
    GRACE_SECONDS = 25
};

struct Server {
    Service *service;
    struct MHD_Daemon *daemon;
    Workers *workers;
    Connections *connections;
    pthread_t watch;
    pthread_mutex_t mutex;
    pthread_cond_t ends_changed;
    bool ends;
    atomic_bool is_stopping;
    atomic_int under_way;
};

/* Where a request stands between two calls of the handler. */
typedef enum {
    STAGE_LINE,      /* its first line is there */
    STAGE_ADMITTING, /* a thread looks whether its body is wanted */
    STAGE_BODY,      /* pieces of the body come */
    STAGE_WRITING,   /* a thread writes a piece */
    STAGE_READY,     /* without a body: the handler is called once more */
    STAGE_WORKING,   /* a thread makes the answer */
    STAGE_DONE       /* the answer is there */
} Stage;

typedef struct {
    Server *server;
    struct MHD_Connection *connection;
    Connection *watched;
    Exchange *exchange; /* NULL until the head is there */
    Stage stage;
    bool body_begun;
    bool was_refused; /* its body goes on too long: drop it */
    const char *piece;
    size_t piece_size;
    Work work;
    atomic_int owners; /* the request, and its response */
    char *target;
} Call;

static void call_release(void *context)
{
    Call *call = context;
    if (atomic_fetch_sub(&call->owners, 1) > 1) return;
    if (call->exchange) exchange_end(call->exchange);
    free(call->target);
    free(call);
}

/* ---- The answer to libmicrohttpd ---- */

typedef struct {
    PushListener *listener;
    struct MHD_Connection *connection;
} Stream;

static void stream_wake(void *handle)
{
    MHD_resume_connection(((Stream *)handle)->connection);
}

static void stream_sleep(void *handle)
{
    MHD_suspend_connection(((Stream *)handle)->connection);
}

static ssize_t stream_read(void *context, uint64_t position, char *bytes, size_t room)
{
    Stream *stream = context;
    long size = push_read(stream->listener, bytes, room, stream_sleep);
    return size < 0 ? MHD_CONTENT_READER_END_OF_STREAM : size;
}

static void stream_end(void *context)
{
    Stream *stream = context;
    push_leave(stream->listener);
    free(stream);
}

static struct MHD_Response *respond_push(Call *call)
{
    Stream *stream = calloc(1, sizeof *stream);
    const Answer *answer = &call->exchange->own.answer;
    assert(stream);
    stream->connection = call->connection;
    stream->listener = push_listen(answer->topic, answer->last_event, stream_wake, stream);
    if (!stream->listener) { /* too many topics: as if it had ended at once; browsers come back */
        free(stream);
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    }
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PUSH_BLOCK_BYTES, stream_read, stream,
                                             stream_end);
}

static struct MHD_Response *respond_file(const Answer *answer)
{
    int descriptor = fcntl(answer->descriptor, F_DUPFD_CLOEXEC, 3);
    if (descriptor < 0) return NULL;
    return MHD_create_response_from_fd_at_offset64((uint64_t)answer->size_bytes, descriptor,
                                                   (uint64_t)answer->offset);
}

static struct MHD_Response *respond_bytes(Call *call)
{
    Text body = call->exchange->own.answer.body;
    if (body.size == 0) return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    atomic_fetch_add(&call->owners, 1); /* a response can outlive its request */
    struct MHD_Response *response =
        MHD_create_response_from_buffer_with_free_callback_cls(body.size, (void *)body.at, call_release,
                                                               call);
    if (!response) atomic_fetch_sub(&call->owners, 1);
    return response;
}

static struct MHD_Response *respond(Call *call)
{
    const Answer *answer = &call->exchange->own.answer;
    if (answer->kind == ANSWER_PUSH && !call->exchange->is_head) return respond_push(call);
    if (answer->kind == ANSWER_FILE) return respond_file(answer);
    return respond_bytes(call);
}

static void add_headers(Call *call, struct MHD_Response *response)
{
    const Headers *headers = &call->exchange->own.answer.headers;
    for (size_t i = 0; i < headers->count; i++)
        MHD_add_response_header(response, text_c(call->exchange->request.arena, headers->at[i].name),
                                text_c(call->exchange->request.arena, headers->at[i].value));
    bool closes = atomic_load(&call->server->is_stopping) && !call->exchange->own.answer.closes;
    if (closes) MHD_add_response_header(response, "Connection", "close");
}

static int64_t answer_size(const Exchange *exchange)
{
    const Answer *answer = &exchange->own.answer;
    if (exchange->is_head) return 0;
    return answer->kind == ANSWER_FILE ? answer->size_bytes : (int64_t)answer->body.size;
}

static enum MHD_Result send_answer(Call *call)
{
    const Answer *answer = &call->exchange->own.answer;
    struct MHD_Response *response = respond(call);
    if (!response) return MHD_NO;
    add_headers(call, response);
    connection_sends(call->watched, answer->kind == ANSWER_PUSH ? -1 : answer_size(call->exchange));
    enum MHD_Result result = MHD_queue_response(call->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- Work on other threads ---- */

static void work_answer(void *context)
{
    Call *call = context;
    exchange_work(call->exchange);
    call->stage = STAGE_DONE;
    MHD_resume_connection(call->connection);
}

static void work_admit(void *context)
{
    Call *call = context;
    call->stage = exchange_admit(call->exchange) == EXCHANGE_ANSWERED ? STAGE_DONE : STAGE_BODY;
    MHD_resume_connection(call->connection);
}

static void work_piece(void *context)
{
    Call *call = context;
    call->was_refused = !exchange_body(call->exchange, call->piece, call->piece_size);
    call->stage = STAGE_WRITING;
    MHD_resume_connection(call->connection);
}

/* The connection sleeps until the work is done; then the handler is called again. */
static enum MHD_Result hand_over(Call *call, void (*run)(void *), Stage stage, bool is_under_way)
{
    call->work = (Work){.run = run, .context = call};
    call->stage = stage;
    MHD_suspend_connection(call->connection);
    if (workers_add(call->server->workers, &call->work, is_under_way)) return MHD_YES;
    exchange_refuse_busy(call->exchange);
    call->exchange->own.answer.closes = call->exchange->own.answer.closes || run == work_admit;
    call->stage = STAGE_DONE;
    MHD_resume_connection(call->connection);
    return MHD_YES;
}

/* ---- The handler ---- */

static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    exchange_add_header(context, (Text){name, name_size}, (Text){value, value ? value_size : 0});
    return MHD_YES;
}

static SocketAddress peer_of(struct MHD_Connection *connection)
{
    SocketAddress peer = {0};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info && info->client_addr) peer = connection_address(info->client_addr);
    return peer;
}

static bool declares_body(const Exchange *exchange)
{
    Text length = exchange_header(exchange, "Content-Length");
    return exchange_header_count(exchange, "Transfer-Encoding") > 0 ||
           (length.size > 0 && !text_is_c(length, "0"));
}

static enum MHD_Result on_head(Call *call, const char *method)
{
    SocketAddress peer = peer_of(call->connection);
    call->exchange = exchange_begin(call->server->service, text_of(method), text_of(call->target), &peer);
    MHD_get_connection_values_n(call->connection, MHD_HEADER_KIND, copy_header, call->exchange);
    atomic_fetch_add(&call->server->under_way, 1);
    ExchangeNext next = exchange_head(call->exchange);
    bool has_body = declares_body(call->exchange);
    connection_works(call->watched);
    if (next == EXCHANGE_ADMIT) return hand_over(call, work_admit, STAGE_ADMITTING, false);
    if (next == EXCHANGE_BODY) {
        call->body_begun = true;
        connection_reads_body(call->watched);
        call->stage = STAGE_BODY;
        return MHD_YES;
    }
    if (!has_body) {
        call->stage = next == EXCHANGE_ANSWERED ? STAGE_DONE : STAGE_READY;
        return MHD_YES;
    }
    call->exchange->own.answer.closes = true; /* refused before its body, which nobody reads */
    if (next == EXCHANGE_WORK) return hand_over(call, work_answer, STAGE_WORKING, false);
    return send_answer(call);
}

static enum MHD_Result on_piece(Call *call, const char *piece, size_t *size)
{
    connection_reads(call->watched, *size);
    if (call->exchange->body_writes_files) {
        call->piece = piece;
        call->piece_size = *size;
        return hand_over(call, work_piece, STAGE_WRITING, true);
    }
    bool goes_on = exchange_body(call->exchange, piece, *size);
    *size = 0;
    return goes_on ? MHD_YES : MHD_NO;
}

static enum MHD_Result on_call(Call *call, const char *method, const char *piece, size_t *size)
{
    switch (call->stage) {
    case STAGE_LINE:
        return on_head(call, method);
    case STAGE_WRITING: /* the piece is written */
        call->stage = STAGE_BODY;
        *size = 0;
        return call->was_refused ? MHD_NO : MHD_YES;
    case STAGE_BODY:
        if (*size > 0) return on_piece(call, piece, size);
        if (!call->body_begun) { /* admitted; the body comes now */
            call->body_begun = true;
            connection_reads_body(call->watched);
            return MHD_YES;
        }
        connection_works(call->watched);
        return hand_over(call, work_answer, STAGE_WORKING, false);
    case STAGE_READY:
        return hand_over(call, work_answer, STAGE_WORKING, false);
    case STAGE_DONE:
        return send_answer(call);
    case STAGE_ADMITTING:
    case STAGE_WORKING:
        break;
    }
    return MHD_NO; /* a sleeping connection is not called */
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *piece, size_t *size,
                              void **state)
{
    Call *call = *state;
    if (!call) return MHD_NO;
    return on_call(call, method, piece, size);
}

static void *on_line(void *context, const char *target, struct MHD_Connection *connection)
{
    Call *call = calloc(1, sizeof *call);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (!call) return NULL;
    *call = (Call){.server = context, .connection = connection, .target = strdup(target)};
    atomic_store(&call->owners, 1);
    call->watched = info->socket_context;
    connection_reads_head(call->watched);
    return call;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how)
{
    Call *call = *state;
    if (!call) return;
    connection_rests(call->watched);
    if (call->exchange) {
        exchange_log(call->exchange, answer_size(call->exchange));
        atomic_fetch_sub(&call->server->under_way, 1);
    }
    *state = NULL;
    call_release(call);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    Server *server = context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        connection_end(server->connections, *socket_context);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context = connection_begin(server->connections, info->connect_fd);
}

/* Addresses come to us as they were sent: the router decodes them, segment by segment. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    return strlen(text);
}

static void note_complaint(void *context, const char *format, va_list arguments)
{
    char line[300];
    int size = vsnprintf(line, sizeof line, format, arguments);
    if (size > 0) LOG(LOG_DEBUG, "http", LOG_TEXT("cause", text_trim(text_of(line))));
}

/* ---- Start and stop ---- */

static void *watch(void *context)
{
    Server *server = context;
    int64_t seconds = 0;
    pthread_mutex_lock(&server->mutex);
    while (!server->ends) {
        struct timespec next;
        clock_gettime(CLOCK_REALTIME, &next);
        next.tv_sec++;
        pthread_cond_timedwait(&server->ends_changed, &server->mutex, &next);
        pthread_mutex_unlock(&server->mutex);
        connections_reap(server->connections);
        if (++seconds % BEAT_SECONDS == 0) push_beat();
        pthread_mutex_lock(&server->mutex);
    }
    pthread_mutex_unlock(&server->mutex);
    return NULL;
}

static struct MHD_Daemon *start_daemon(Server *server, int listening)
{
    const Settings *settings = server->service->settings;
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                                MHD_USE_ERROR_LOG,
                            0, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER, note_complaint, NULL,
                            MHD_OPTION_LISTEN_SOCKET, listening, MHD_OPTION_THREAD_POOL_SIZE,
                            (unsigned)settings->threads_events, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)settings->connections_max, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
                            server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
                            MHD_OPTION_URI_LOG_CALLBACK, on_line, server, MHD_OPTION_UNESCAPE_CALLBACK,
                            leave_encoded, NULL, MHD_OPTION_END);
}

Server *server_start(Service *service, int listening)
{
    const Settings *settings = service->settings;
    Server *server = calloc(1, sizeof *server);
    assert(server);
    signal(SIGPIPE, SIG_IGN);
    push_close(false);
    push_relay_start(service->store);
    server->service = service;
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->ends_changed, NULL);
    server->connections = connections_new(settings);
    server->workers = workers_new((int)settings->threads_work, (size_t)settings->queue_max);
    server->daemon = start_daemon(server, listening);
    if (!server->daemon) fail("the server cannot start");
    if (pthread_create(&server->watch, NULL, watch, server) != 0) fail("no thread can be had");
    LOG(LOG_INFO, "server.started", LOG_NUMBER("port", listen_port(listening)));
    return server;
}

static bool wait_for_requests(Server *server, int grace_seconds)
{
    enum { STEP_US = 20000 };
    int64_t until_us = clock_monotonic_us() + grace_seconds * SECOND_US;
    while (atomic_load(&server->under_way) > 0 && clock_monotonic_us() < until_us) usleep(STEP_US);
    return atomic_load(&server->under_way) == 0;
}

static void end_watch(Server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->ends = true;
    pthread_cond_signal(&server->ends_changed);
    pthread_mutex_unlock(&server->mutex);
    pthread_join(server->watch, NULL);
}

bool server_stop(Server *server, int grace_seconds)
{
    atomic_store(&server->is_stopping, true);
    MHD_quiesce_daemon(server->daemon);
    push_close(true);
    bool is_done = wait_for_requests(server, grace_seconds);
    LOG(LOG_INFO, "server.stopping", LOG_NUMBER("left", atomic_load(&server->under_way)));
    if (!is_done && workers_size(server->workers) > 0)
        return false; /* a handler hangs: no memory may go yet */
    end_watch(server);
    push_relay_stop();
    workers_end(server->workers);
    MHD_stop_daemon(server->daemon); /* until now a line that was open already may have asked again */
    workers_free(server->workers);
    connections_free(server->connections);
    free(server);
    return is_done;
}

void server_block_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int server_serve(Service *service, int listening)
{
    sigset_t set;
    int signal_number;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    Server *server = server_start(service, listening);
    sigwait(&set, &signal_number);
    return server_stop(server, GRACE_SECONDS) ? 0 : 1;
}
