/* SPDX-License-Identifier: Apache-2.0 */
/* A request as a handler sees it: declared parameters in, one response out.
 *
 * Only parameters that the route declares exist; asking for another one is a programmer's error.
 * What reached the handler is well-formed UTF-8 without NUL, within its size. */
#ifndef PLATFORM_REQUEST_H
#define PLATFORM_REQUEST_H

#include "base/problems.h"
#include "platform/page/page.h"
#include "platform/store/files.h"
#include "platform/store/store.h"

typedef struct Route Route;
typedef struct Settings Settings;

typedef struct {
    AccountId account; /* zero: nobody is signed in */
    Text name;         /* how to greet them */
    Text zone;         /* IANA, as their account has it; "" unknown */
    int64_t login;     /* the key of the login (session) */
    Text csrf;         /* what their forms carry: see request_csrf() */
    bool is_stale;     /* its use is to be noted */
} Login;

typedef struct Upload {
    Text field;
    Text name;        /* as the browser gave it, cut to its last path segment */
    FileDraft *draft; /* on disk already; gone with the request unless kept */
    int64_t size_bytes;
    bool too_large; /* more than the route allows: the draft is cut */
} Upload;

typedef struct Request {
    Arena *arena;
    Store *store;
    const Settings *settings;
    const Route *route;
    Language language; /* of the path */
    Text path;         /* without query */
    Text path_neutral; /* the path behind the language, for the switch: "/prize/demo/" */
    Text query;
    Instant received; /* when the head of the request arrived: what deadlines count */
    Login login;
    Problems problems; /* what apply found wrong */
    bool is_again;     /* a form is shown again: fields show what was typed */
    void *prepared;    /* from prepare to apply */
    struct RequestPrivate *own;
} Request;

/* A parameter's value: of the path, of the query of a GET, of the body of a POST. Empty if the
 * client sent none. */
Text request_text(const Request *request, const char *name);
bool request_has(const Request *request, const char *name);
/* False if it is not a decimal integer. */
bool request_int(const Request *request, const char *name, int64_t *value);
/* All values of a repeated field (checkboxes), in order. */
typedef LIST(Text) Texts;
Texts request_texts(const Request *request, const char *name);
/* Fields whose names begin with a declared prefix ("score-*" is declared as such). */
typedef struct {
    Text name, value;
} NamedText;
typedef LIST(NamedText) NamedTexts;
NamedTexts request_prefixed(const Request *request, const char *prefix);
Upload *request_upload(const Request *request, const char *name); /* NULL: none was sent */
Text request_header(const Request *request, const char *name);
Text request_cookie(const Request *request, const char *name); /* as response_cookie set it */

/* Who sends, for rules of rates and for what is open on this machine only. Behind a trusted proxy
 * it is the address that the proxy forwards. Neither is ever logged or stored. */
bool request_client_is_loopback(const Request *request);
uint64_t request_client_key(const Request *request); /* a keyed hash of the address (IPv6: of its /64) */
bool request_is_https(const Request *request);       /* as far as the browser is concerned */
int64_t request_number(const Request *request);      /* as in the log and on the page of a failure */

/* Response: the last call counts. */
typedef void TemplateFunction(Page *page, const void *view);
#define RESPOND(request, template, view) /* template(Page *, const View *): types are checked */             \
    do {                                                                                                     \
        Page *page_ = response_begin((request), TEMPLATE_MEDIA(template));                                   \
        template(page_, (view));                                                                             \
        response_end((request), page_);                                                                      \
    } while (0)
/* A template's media type follows from its name's ending: …_html, …_json, …_csv, …_xml, …_svg, …_txt. */
#define TEMPLATE_MEDIA(template) #template
Page *response_begin(Request *request, const char *template_name);
void response_end(Request *request, Page *page);
void response_status(Request *request, int status);
void response_header(Request *request, const char *name, Text value);
void response_redirect(Request *request, Url to); /* 303 See Other */
/* A kept file, streamed; `name` as the download is called, `media` its type. */
void response_file(Request *request, Text digest, Text name, Text media);
/* One that was made for this answer alone, streamed; it is gone afterwards. */
void response_draft(Request *request, FileDraft *draft, Text name, Text media);
void response_bytes(Request *request, const char *media, Text bytes);
/* Kind error pages with what to do: the page "not found", the sign-in. They end the
 * handler's work but return to it. */
void response_not_found(Request *request);
/* A 404 with a reason that may be said ("The winners are announced on …"). */
void response_not_yet(Request *request, Message reason);

/* A cookie of ours: HttpOnly, SameSite=Lax, Path=/, Secure on https. Empty value: removed. */
void response_cookie(Request *request, const char *name, Text value, int64_t max_age_seconds);

/* Every form carries two hidden fields, which the server checks itself and no route declares:
 * "csrf" with request_csrf(), and "operation" with request_operation_token().
 * The first proves that the form came from us: the login's token, or for visitors that of a cookie
 * (set with this answer). A form that comes back with an old one is shown again, nothing lost.
 * The second is new each time: a repeated submission with it gets the first answer. */
#define CSRF_FIELD "csrf"
#define OPERATION_FIELD "operation"
Text request_csrf(Request *request);
Text request_operation_token(Request *request);

/* A form that was sent after its login had expired is not lost. Its typed text (no files, no field
 * whose name begins with "password") is kept for an hour for this browser alone; the reader signs in
 * and comes back to the form's page by GET, where request_text() and its kin answer with what was typed
 * and is_again is true. So a page with a form fills its fields from the request where is_again is
 * set, and from the model otherwise. It ends when the form is sent, or with the hour. */

/* Tells those who listen to the topic (push.h), once the change that is under way is committed; from
 * a GET at once. */
void request_publish(Request *request, Text topic, Text data);
/* The answer to this GET is a stream of server-sent events of the topic. */
void response_push(Request *request, Text topic);

/* An absolute address from settings.public_url and a Url of ours, for mails and feeds. */
Url url_absolute(Arena *arena, const Settings *settings, Url url);

#endif
