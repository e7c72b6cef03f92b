/* SPDX-License-Identifier: Apache-2.0 */
/* Requests in process, through router, guards and handlers, without a socket.
 *
 *     static const Feature *const all[] = {&account_feature, &prize_feature, NULL};
 *     HttpFixture *site = http_fixture_open("http_test", all);  // a fresh SQLite store in /tmp
 *
 *     HttpAnswer answer = http_get(site, "/en/prize/demo/");
 *     assert_int_equal(answer.status, 200);
 *     assert_true(text_find(answer.body, TEXT("Demo")) >= 0);
 *
 *     site->login_cookie = token;   // signs in: the value that the LoginFunction understands
 *     answer = http_post(site, "/en/prize/demo/apply/", FIELDS("city", "Kyiv", "note", "…"));
 *     assert_text(http_header(&answer, "Location"), "/en/prize/demo/apply/1/");
 *
 *     http_fixture_close(site);
 *
 * http_post sends the right form token by itself (set site->csrf to send another one). Cookies that
 * answers set are kept and sent again. Everything an answer holds lives until the fixture is closed. */
#ifndef HTTP_FIXTURE_H
#define HTTP_FIXTURE_H

#include "platform/http/server.h"
#include "platform/http/service.h"

typedef struct {
    Text name, value;
    Text file_name; /* a file, if it has a name; value is its content */
} HttpField;
typedef LIST(HttpField) HttpFields;

typedef struct {
    Arena *arena;
    Store *store;
    Settings *settings; /* the defaults; may be changed before a request */
    Service *service;
    Text login_cookie;  /* "": nobody is signed in */
    Text csrf;          /* instead of the right one */
    Text client;        /* the address of the client; "127.0.0.1" at first */
    HttpFields headers; /* sent with every request; .value "" is left out */
    HttpFields cookies; /* as answers set them */
    const char *directory;
} HttpFixture;

typedef struct {
    int status;
    Text media; /* "text/html; charset=utf-8" */
    Text body;
    HttpFields headers;
} HttpAnswer;

/* Registers the features' migrations (which a program may do once) and opens a store in a new
 * directory of /tmp, or the PostgreSQL database of $MADANG_TEST_POSTGRES if it is set. */
HttpFixture *http_fixture_open(const char *name, const Feature *const *all);
void http_fixture_close(HttpFixture *site);
/* The same on a store that is open already (store_fixture.h: on both); end it by service_free(). */
HttpFixture *http_fixture_on(Store *store, Arena *arena, const Feature *const *all);

/* From now on requests come from this person, with a login that stands in the store. */
void http_sign_in(HttpFixture *site, AccountId who);

/* `target` is a path, and a query if there is one. */
HttpAnswer http_get(HttpFixture *site, const char *target);
HttpAnswer http_head(HttpFixture *site, const char *target);
/* FIELDS("name", "value", …), ending with NULL; a field "@name" holds a file's content ("@name" itself
 * is followed by the content; its file name is NAME.pdf). */
#define FIELDS(...) ((const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
HttpAnswer http_post(HttpFixture *site, const char *target, const char *const *fields);
/* A body as it is, with its media type. */
HttpAnswer http_send(HttpFixture *site, const char *method, const char *target, Text media, Text body);
Text http_header(const HttpAnswer *answer, const char *name); /* "" if there is none */
/* The value of the first hidden field of that name; it is there. */
const char *http_hidden(HttpFixture *site, const HttpAnswer *answer, const char *name);
bool http_has(const HttpAnswer *answer, const char *part); /* does the body contain it? */

#endif
