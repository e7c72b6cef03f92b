/* SPDX-License-Identifier: Apache-2.0 */
/* The router: all route tables, compiled once to a tree of segments, and looked up by path. */
#ifndef PLATFORM_ROUTER_H
#define PLATFORM_ROUTER_H

#include "platform/http/feature.h"

typedef struct Router Router;

enum { PATH_PARAMETERS_MAX = 8 };

typedef enum {
    MATCH_FOUND,
    MATCH_NOT_FOUND,
    MATCH_METHOD,   /* the path is there, for other methods: see allowed */
    MATCH_REDIRECT, /* the same path with (or without) a slash at its end, or with a language */
    MATCH_BAD       /* the path is badly encoded */
} MatchKind;

typedef struct {
    MatchKind kind;
    const Route *route;
    bool has_language; /* the path begins with one */
    Language language;
    Text neutral; /* the path behind the language, as it was sent */
    NamedText values[PATH_PARAMETERS_MAX];
    size_t value_count;
    bool allows_get, allows_post;
    bool wants_language; /* of REDIRECT: put the reader's language in front */
    Text to;             /* of REDIRECT: the path, as it was sent, with the change */
} RouteMatch;

/* Fails, naming the route: two that answer the same, no guard, no handler, a badly written path. */
Router *router_new(Arena *arena, const Feature *const *all);
/* `path` as it was sent, without query. `is_post`: GET otherwise. */
RouteMatch router_match(const Router *router, Arena *arena, bool is_post, Text path);
/* The route of the same pattern with the other method, or NULL. */
const Route *router_other_method(const Router *router, const Route *route);

#endif
