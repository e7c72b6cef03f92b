/* SPDX-License-Identifier: Apache-2.0 */
/* The server: sockets, threads and time limits around a Service (service.h), which knows routes.
 *
 * `main` does:  hooks and features are registered, the store is opened, then
 *     int listening = listen_at(settings->listen, settings->port);
 *     server_serve(service, listening);       — returns after SIGTERM or SIGINT, all answered
 * and puts parent_run (parent.h) around it, so that the socket outlives a child that died.
 *
 * Event threads (settings.threads_events, libmicrohttpd with epoll) parse heads and forms and serve
 * assets; handlers run on settings.threads_work others. A full queue answers 503 at once. */
#ifndef PLATFORM_SERVER_H
#define PLATFORM_SERVER_H

#include "platform/http/feature.h"

/* What layers above know and the server calls; registered once, by features.c. */

/* The cookie that holds a login's token: response_cookie(request, LOGIN_COOKIE, token, seconds). */
#define LOGIN_COOKIE "login"
/* The time zone of a browser that is signed in, set by madang.js. */
#define ZONE_COOKIE "zone"
/* Finds whose login that cookie is. Called first in every snapshot and change; leaves *login alone if
 * it is nobody's or has expired. It must only read. The request tells whether the client is on loopback. */
typedef void LoginFunction(Snapshot *at, const Request *request, Text cookie, Login *login);
/* Notes that a login was used; in a change of its own after the answer, if the LoginFunction had set
 * login->is_stale. */
typedef void LoginTouchFunction(Change *change, const Login *login);

typedef enum {
    ERROR_BAD_REQUEST,  /* 400 */
    ERROR_FORBIDDEN,    /* 403: signed in, but not for them */
    ERROR_FORM_EXPIRED, /* 403: the form's token is not theirs, or it came from another site */
    ERROR_NOT_FOUND,    /* 404 */
    ERROR_NOT_YET,      /* 404, with a reason that may be said */
    ERROR_METHOD,       /* 405 */
    ERROR_TOO_LARGE,    /* 413: more than the form takes; nothing of it was kept */
    ERROR_BROKEN,       /* 500, with the request's number */
    ERROR_BUSY,         /* 503: nothing was changed; try again soon */
    ERROR_KINDS
} ErrorKind;
typedef struct {
    ErrorKind kind;
    int status;
    Message reason;         /* of NOT_YET; no message otherwise (.english is NULL) */
    int64_t request_number; /* of BROKEN: what to quote */
} ErrorPage;
/* Shows an error page by RESPOND; the status is set already. `at` is NULL where no snapshot can be had
 * (400, 413, 500, 503): then only the request may be looked at. Without this hook, and where it fails, a
 * bare page stands in. */
typedef void ErrorPageFunction(Request *request, Snapshot *at, const ErrorPage *error);

typedef struct {
    LoginFunction *login;
    LoginTouchFunction *touch; /* may be NULL */
    ErrorPageFunction *error_page;
    const char *sign_in; /* a path without language, "/account/sign-in/"; "?then=/en/…" is put behind it */
} ServerHooks;
void server_register_hooks(const ServerHooks *hooks);

/* For `then` parameters: the address if it is a path of ours, or "/" in the request's language. */
Url url_ours(const Request *request, Text address);

typedef struct Service Service;
typedef struct Server Server;

/* A bound, listening socket; port 0 takes a free one. Fails with the cause if it cannot be had. */
int listen_at(Text address, int64_t port);
int listen_port(int listening);

Server *server_start(Service *service, int listening);
/* Stops accepting, lets requests under way finish for at most `grace_seconds`, ends streams. False if
 * something was still under way then; the process should end without waiting for it. */
bool server_stop(Server *server, int grace_seconds);
/* start, wait for SIGTERM or SIGINT (which must be blocked in all threads: server_block_signals, before
 * any thread is made), stop. The exit status. */
void server_block_signals(void);
int server_serve(Service *service, int listening);

#endif
