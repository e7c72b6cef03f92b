/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/router.h"

#include "base/fail.h"
#include "platform/http/percent.h"

typedef enum { SEGMENT_LITERAL, SEGMENT_KEY, SEGMENT_TEXT, SEGMENT_KINDS } SegmentKind;

typedef struct Node Node;
struct Node {
    SegmentKind kind;
    Text literal;
    LIST(Node *) children; /* literals first, then {name:key}, then {name}: the order of preference */
    const Route *routes[2];
};

struct Router {
    Node *below_language, *neutral;
};

enum { SEGMENTS_MAX = 24 };

typedef struct {
    Text at[SEGMENTS_MAX];
    size_t count;
} Segments;

/* "/a/b/" is "a", "b", ""; "/a" is "a". */
static bool split(Text path, Segments *segments)
{
    segments->count = 0;
    if (path.size == 0 || path.at[0] != '/') return false;
    size_t start = 1;
    for (size_t i = 1; i <= path.size; i++) {
        if (i < path.size && path.at[i] != '/') continue;
        if (segments->count == SEGMENTS_MAX) return false;
        segments->at[segments->count++] = text_slice(path, start, i - start);
        start = i + 1;
    }
    return true;
}

static SegmentKind segment_kind(Text segment)
{
    if (!text_starts(segment, TEXT("{"))) return SEGMENT_LITERAL;
    return text_ends(segment, TEXT(":key}")) ? SEGMENT_KEY : SEGMENT_TEXT;
}

static Text segment_name(Text segment)
{
    Text inner = text_slice(segment, 1, segment.size - 2);
    return text_next(&inner, ':');
}

static Node *child_like(Arena *arena, Node *node, Text segment)
{
    SegmentKind kind = segment_kind(segment);
    for (size_t i = 0; i < node->children.count; i++) {
        Node *child = node->children.at[i];
        if (child->kind == kind && (kind != SEGMENT_LITERAL || text_is(child->literal, segment)))
            return child;
    }
    Node *child = ARENA_NEW(arena, Node);
    *child = (Node){.kind = kind, .literal = segment};
    *LIST_ADD(arena, &node->children) = child;
    for (size_t i = node->children.count - 1; i > 0 && node->children.at[i - 1]->kind > kind; i--) {
        node->children.at[i] = node->children.at[i - 1];
        node->children.at[i - 1] = child;
    }
    return child;
}

static void check_segment(const Route *route, Text segment)
{
    bool opens = text_find(segment, TEXT("{")) >= 0 || text_find(segment, TEXT("}")) >= 0;
    bool whole = text_starts(segment, TEXT("{")) && text_ends(segment, TEXT("}")) && segment.size > 2;
    if (opens && !whole) fail("route %s: a parameter is a whole segment", route->path);
}

static void check_route(const Route *route)
{
    if (!route->path || route->path[0] != '/') fail("route %s: a path begins with /", route->path);
    if (!route->guard) fail("route %s has no guard", route->path);
    if (route->method == GET ? !route->show : !route->apply) fail("route %s has no handler", route->path);
}

static void add_route(Router *router, Arena *arena, const Route *route)
{
    Segments segments;
    size_t names = 0;
    check_route(route);
    if (!split(text_of(route->path), &segments)) fail("route %s has too many segments", route->path);
    Node *node = route->neutral ? router->neutral : router->below_language;
    for (size_t i = 0; i < segments.count; i++) {
        check_segment(route, segments.at[i]);
        names += segment_kind(segments.at[i]) != SEGMENT_LITERAL;
        node = child_like(arena, node, segments.at[i]);
    }
    if (names > PATH_PARAMETERS_MAX) fail("route %s has too many parameters", route->path);
    if (node->routes[route->method])
        fail("routes %s and %s answer the same", node->routes[route->method]->path, route->path);
    node->routes[route->method] = route;
}

Router *router_new(Arena *arena, const Feature *const *all)
{
    Router *router = ARENA_NEW(arena, Router);
    router->below_language = ARENA_NEW(arena, Node);
    router->neutral = ARENA_NEW(arena, Node);
    for (; *all; all++)
        for (size_t i = 0; i < (*all)->route_count; i++) add_route(router, arena, &(*all)->routes[i]);
    return router;
}

static bool segment_fits(const Node *node, Text segment)
{
    int64_t number;
    if (node->kind == SEGMENT_LITERAL) return text_is(node->literal, segment);
    if (node->kind == SEGMENT_KEY) return text_to_int(segment, &number);
    return segment.size > 0;
}

/* The best node for the segments from `i` on that has a route for the method; notes what others allow. */
static const Route *walk(const Node *node, const Segments *segments, size_t i, Method method,
                         RouteMatch *match)
{
    if (i == segments->count) {
        match->allows_get |= node->routes[GET] != NULL;
        match->allows_post |= node->routes[POST] != NULL;
        return node->routes[method];
    }
    for (size_t c = 0; c < node->children.count; c++) {
        const Node *child = node->children.at[c];
        if (!segment_fits(child, segments->at[i])) continue;
        const Route *route = walk(child, segments, i + 1, method, match);
        if (route) return route;
    }
    return NULL;
}

static bool decode(Arena *arena, const Segments *raw, Segments *decoded)
{
    decoded->count = raw->count;
    for (size_t i = 0; i < raw->count; i++) {
        Text *segment = &decoded->at[i];
        if (!percent_decode(arena, raw->at[i], false, segment)) return false;
        if (text_is_c(*segment, ".") || text_is_c(*segment, "..")) return false;
    }
    return true;
}

static bool has_slash(const Segments *segments)
{
    for (size_t i = 0; i < segments->count; i++)
        if (text_find(segments->at[i], TEXT("/")) >= 0) return true;
    return false;
}

static void name_values(const Segments *segments, RouteMatch *match)
{
    Segments pattern;
    split(text_of(match->route->path), &pattern);
    for (size_t i = 0; i < pattern.count; i++)
        if (segment_kind(pattern.at[i]) != SEGMENT_LITERAL)
            match->values[match->value_count++] = (NamedText){segment_name(pattern.at[i]), segments->at[i]};
}

/* Would the path be there with its last slash the other way? */
static bool is_there_toggled(const Node *root, const Segments *segments)
{
    Segments other = *segments;
    RouteMatch ignored = {0};
    bool ends = other.at[other.count - 1].size == 0;
    if (ends && other.count == 1) return false;
    if (!ends && other.count == SEGMENTS_MAX) return false;
    if (ends) other.count--;
    else other.at[other.count++] = TEXT("");
    return walk(root, &other, 0, GET, &ignored) != NULL;
}

static Text toggled(Arena *arena, Text path)
{
    if (text_ends(path, TEXT("/"))) return text_slice(path, 0, path.size - 1);
    return text_join(arena, path, TEXT("/"));
}

static bool match_below(const Node *root, Arena *arena, Method method, Text path, const Segments *segments,
                        RouteMatch *match)
{
    match->route = walk(root, segments, 0, method, match);
    match->kind = MATCH_FOUND;
    if (match->route) return name_values(segments, match), true;
    match->kind = MATCH_METHOD;
    if (match->allows_get || match->allows_post) return true;
    match->kind = MATCH_REDIRECT;
    match->to = toggled(arena, path);
    if (method == GET && is_there_toggled(root, segments)) return true;
    match->kind = MATCH_NOT_FOUND;
    return false;
}

static void match_without_language(const Router *router, Arena *arena, Method method, Text path,
                                   const Segments *segments, RouteMatch *match)
{
    RouteMatch other = {0};
    match->neutral = path;
    if (match_below(router->neutral, arena, method, path, segments, match) || method != GET) return;
    bool is_root = segments->count == 1 && segments->at[0].size == 0;
    if (!is_root && !match_below(router->below_language, arena, GET, path, segments, &other)) return;
    if (other.kind == MATCH_METHOD) return;
    match->kind = MATCH_REDIRECT;
    match->wants_language = true;
    match->to = other.kind == MATCH_REDIRECT ? other.to : path;
}

RouteMatch router_match(const Router *router, Arena *arena, bool is_post, Text path)
{
    RouteMatch match = {.kind = MATCH_NOT_FOUND};
    Segments raw, segments;
    Method method = is_post ? POST : GET;
    if (!split(path, &raw)) return match;
    if (!decode(arena, &raw, &segments)) return (RouteMatch){.kind = MATCH_BAD};
    if (has_slash(&segments)) return match;
    match.has_language = language_from_code(segments.at[0], &match.language);
    if (!match.has_language) {
        match_without_language(router, arena, method, path, &segments, &match);
        return match;
    }
    match.neutral = text_from(path, 1 + raw.at[0].size);
    if (segments.count == 1) {
        match.kind = method == GET ? MATCH_REDIRECT : MATCH_NOT_FOUND;
        match.to = toggled(arena, path);
        match.neutral = TEXT("/");
        return match;
    }
    memmove(segments.at, segments.at + 1, --segments.count * sizeof *segments.at);
    match_below(router->below_language, arena, method, path, &segments, &match);
    return match;
}

static const Node *node_of(const Node *node, const Segments *pattern)
{
    for (size_t i = 0; node && i < pattern->count; i++) {
        const Node *next = NULL;
        for (size_t c = 0; c < node->children.count; c++) {
            const Node *child = node->children.at[c];
            if (child->kind != segment_kind(pattern->at[i])) continue;
            if (child->kind != SEGMENT_LITERAL || text_is(child->literal, pattern->at[i])) next = child;
        }
        node = next;
    }
    return node;
}

const Route *router_other_method(const Router *router, const Route *route)
{
    Segments pattern;
    split(text_of(route->path), &pattern);
    const Node *node = node_of(route->neutral ? router->neutral : router->below_language, &pattern);
    return node ? node->routes[route->method == GET ? POST : GET] : NULL;
}
