/* SPDX-License-Identifier: Apache-2.0 */
/* The route table: one row is one page or action; the router's only source and its documentation.
 *
 * GET: guard, then show, in one snapshot; the answer is written out after the snapshot ended.
 * POST: origin and form token are checked by the server; prepare (no transaction: hash, check
 * files), then guard and apply in one change, then the answer: apply returned true → the redirect
 * that it set, kept with the operation token; false → nothing was changed, and again shows the
 * form with request->problems (status 422).
 *
 * A path's segments: literal, or {name} (text without '/') or {name:key} (an integer). Every path
 * is below the language ("/prize/{edition}/" answers /en/…, /ko/…, /de/…) unless .neutral. */
#ifndef PLATFORM_ROUTE_H
#define PLATFORM_ROUTE_H

#include "platform/http/request.h"

typedef enum { GET, POST } Method;

typedef enum {
    DENIED = 0, /* 403: signed in, but not for them */
    HIDDEN,     /* 404: they may not even know that it is there */
    SIGN_IN,    /* to the sign-in, and back; typed text is kept */
    ADMITTED
} Verdict;

/* May the viewer of this request use this route? A route without a guard admits nobody. */
typedef Verdict GuardFunction(Snapshot *at, const Request *request);
GuardFunction guard_everyone;
GuardFunction guard_signed_in;

typedef enum { PARAMETER_TEXT, PARAMETER_INT, PARAMETER_FILE, PARAMETER_PREFIX } ParameterKind;
typedef struct {
    const char *name;
    ParameterKind kind;
    int64_t size_max_bytes; /* of a text (0: 1,000) or of a file; may exceed by none */
} Parameter;
#define PARAMETERS_MAX 40

typedef void ShowFunction(Request *request, Snapshot *at);
typedef void PrepareFunction(Request *request);
typedef bool ApplyFunction(Request *request, Change *change);

struct Route {
    Method method;
    const char *path;
    GuardFunction *guard;
    ShowFunction *show;                   /* GET */
    PrepareFunction *prepare;             /* POST; may be NULL */
    ApplyFunction *apply;                 /* POST */
    ShowFunction *again;                  /* POST: the form again */
    Parameter parameters[PARAMETERS_MAX]; /* of query or body; those of the path are in the path */
    const char *help;                     /* a sentence: what it is for */
    bool neutral;                         /* without a language in front: /healthz */
};

#endif
