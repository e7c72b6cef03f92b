/* SPDX-License-Identifier: Apache-2.0 */
/* One request and its answer, between the socket and the handlers: private to platform/http.
 *
 * exchange_begin, then (as the head is there) exchange_head, which says what comes next; exchange_body
 * for each piece of a body; exchange_work on a thread that may block; then the answer is to be sent,
 * and exchange_end gives all of it back. One thread at a time. None of them fails: a failure becomes
 * the answer. */
#ifndef PLATFORM_EXCHANGE_H
#define PLATFORM_EXCHANGE_H

#include "platform/http/address.h"
#include "platform/http/form.h"
#include "platform/http/router.h"
#include "platform/http/service.h"

typedef LIST(NamedText) Headers;

typedef enum { ANSWER_NONE, ANSWER_BYTES, ANSWER_FILE, ANSWER_PUSH } AnswerKind;
typedef struct {
    AnswerKind kind;
    int status;
    Headers headers;
    Text media;
    Text body;
    bool is_lasting; /* body outlives the exchange: an asset */
    int descriptor;  /* of a file; closed by exchange_end */
    int64_t offset, size_bytes;
    Text topic; /* of a push */
    Text last_event;
    bool closes; /* the connection ends with it */
} Answer;

typedef struct {
    Text name, value;
    int64_t max_age_seconds;
} Cookie;

typedef struct {
    Text topic, data;
} Publication;

struct RequestPrivate {
    struct Exchange *exchange;
    NamedTexts values; /* of the path, and of the query or the body */
    NamedTexts kept;   /* typed before the login expired */
    LIST(Upload) uploads;
    Client client;
    bool is_https;
    /* What the handler answers: */
    Answer answer;
    LIST(Cookie) cookies;
    LIST(Publication) publications;
    Text location;   /* of a redirect */
    Snapshot *at;    /* while a handler runs: for its error pages */
    bool has_secret; /* a token stands in it: not compressed */
    bool is_error;
};

typedef enum {
    EXCHANGE_ANSWERED, /* send the answer */
    EXCHANGE_ADMIT,    /* exchange_admit on a thread that may block, before the body is read */
    EXCHANGE_BODY,     /* read the body */
    EXCHANGE_WORK      /* exchange_work, on a thread that may block */
} ExchangeNext;

typedef struct Exchange {
    Arena *arena;
    Arena *spare; /* for the page of a failure, when the arena may be full */
    Service *service;
    Text method, target; /* as they were sent; the target with its query */
    Headers headers;
    SocketAddress peer;
    int64_t number;
    int64_t started_us; /* monotonic */
    int64_t statements; /* that the store was asked for it */
    Request request;
    struct RequestPrivate own;
    RouteMatch match;
    const Route *form_route; /* of a GET: the POST of the same path, whose fields a kept form has */
    bool is_head, is_lost;   /* lost: its login had expired when the head was looked at */
    Form *form;              /* reads the body */
    ErrorKind refused;       /* found by exchange_head, shown by exchange_work … */
    bool is_refused;
    int64_t body_bytes;
    bool body_writes_files; /* exchange_body may block */
} Exchange;

struct Service {
    Store *store;
    const Settings *settings;
    Router *router;
    Arena *arena; /* of what lives as long as the service */
    Networks proxies;
    struct ArenaShelf *shelf;
    Text busy_page[LANGUAGE_COUNT];
};

Exchange *exchange_begin(Service *service, Text method, Text target, const SocketAddress *peer);
void exchange_add_header(Exchange *exchange, Text name, Text value);
ExchangeNext exchange_head(Exchange *exchange);
ExchangeNext exchange_admit(Exchange *exchange);
/* What is too much is read over and refused at the end; false: even for that it is too much, and the
 * connection is to be dropped. */
bool exchange_body(Exchange *exchange, const char *bytes, size_t size);
void exchange_work(Exchange *exchange);
/* Instead of exchange_work, at once: there are too many. */
void exchange_refuse_busy(Exchange *exchange);
/* The line in the log. */
void exchange_log(const Exchange *exchange, int64_t sent_bytes);
void exchange_end(Exchange *exchange);

/* The first header of that name, whatever its case, or "". */
Text exchange_header(const Exchange *exchange, const char *name);
int exchange_header_count(const Exchange *exchange, const char *name);

const ServerHooks *server_hooks(void);

/* request.c */
bool request_csrf_is_good(const Request *request);
Text request_own_field(const Request *request, const char *name); /* without a declaration */
Text request_secret(Request *request);

/* response.c */
void response_reset(Request *request);
void response_see(Request *request, int status, Text location); /* a redirect */
/* Error pages within a snapshot, or (at == NULL) without. */
void response_error(Request *request, Snapshot *at, ErrorKind kind, const Message *reason);
/* answer.c: the answer as it is sent, with all headers; after the snapshot ended. */
void answer_finish(Exchange *exchange);
void answer_header(Exchange *exchange, const char *name, Text value);
bool answer_has_header(const Exchange *exchange, const char *name);
/* Does the reader hold this already? Then the answer is 304. */
void answer_validate(Exchange *exchange, Text etag);
bool header_lists(Text list, const char *word); /* "gzip, br;q=0" */
Text gzip(Arena *arena, Text bytes, int level);

/* asset.c */
bool asset_answer(Exchange *exchange, Text path);
void asset_prepare(Arena *arena);

#endif
