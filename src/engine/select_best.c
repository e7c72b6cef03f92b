/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/select_best.h"

#include "base/list.h"
#include "engine/order.h"

#include <assert.h>

typedef __int128 Wide;

/* Each aim outweighs all that follow: with at most 2^17 entries and scores below 2^45, sums stay
 * below 2^120. */
#define WORTH_OF_ENTRY ((Wide)1 << 64)
#define WORTH_OF_FLOOR ((Wide)1 << 82)
#define WORTH_OF_FORCE ((Wide)1 << 100)
#define FAR ((Wide)1 << 125)

enum { SOURCE, SINK, FIRST_NODE, TREES = 2, NO_TREE = TREES };

typedef enum { FREE, IN, OUT } State;

/* An edge of the flow whose j-th unit has its own worth, never rising with j: the node of a tree
 * (its floors), or a group of entries that no limit tells apart (their scores). */
typedef struct {
    size_t from, to;
    int32_t flow, capacity;
    size_t first, count; /* of a group: in `grouped`; of a node: in `floors` */
    bool is_group;
} Edge;

typedef struct {
    int tree, attribute;
    int32_t value;
    size_t node;
} Node;

typedef struct {
    Arena *arena;
    const SelectProblem *problem;
    int tree_of[SELECT_ATTRIBUTES];     /* or NO_TREE */
    int depth_order[SELECT_ATTRIBUTES]; /* attributes, the coarsest first */
    bool is_used[SELECT_ATTRIBUTES];    /* has a limit */
    LIST(Node) nodes;
    LIST(Edge) edges;
    LIST(int32_t) floors;
    size_t node_count;
    size_t *leaf[TREES]; /* of an entry */
    size_t *grouped;     /* entries, group by group; within a group the forced, then by rank */
    size_t *by_group;    /* the same by rank alone */
    size_t first_group;  /* edge */
    State *state;        /* of an entry */
    int64_t flows;       /* that were run */
    bool *chosen;        /* by the last flow */
    Wide flow_worth;     /* of it */
    size_t *at_node;     /* edges: node n's are at_node[first_at[n]] … */
    size_t *first_at;
    Wide *distance;
    size_t *reached_by; /* edge × 2, + 1 backwards */
    size_t *waiting;    /* a ring of nodes, each once at most, that were reached anew */
    size_t waiting_first, waiting_count;
    bool *is_waiting;
    bool any_best;
    Wide best_worth;
    bool *best;
    Wide *most; /* of an entry: no set that has it is worth more */
} Search;

static const SelectEntry *entry_at(const Search *search, size_t entry)
{
    return &search->problem->entries[search->problem->ranked[entry]];
}
static int32_t value_at(const Search *search, size_t entry, int attribute)
{
    return entry_at(search, entry)->attributes[attribute];
}

/* Which attributes nest. */

typedef struct {
    const Search *search;
    int attribute, other;
} Nesting;

static int compare_nesting(const void *a, const void *b, const void *context)
{
    const Nesting *nesting = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    int order = order_of(value_at(nesting->search, left, nesting->attribute),
                         value_at(nesting->search, right, nesting->attribute));
    return order ? order
                 : order_of(value_at(nesting->search, left, nesting->other),
                            value_at(nesting->search, right, nesting->other));
}

/* Whether entries with the same value of `fine` have the same value of `coarse`. */
static bool refines(const Search *search, int fine, int coarse)
{
    Nesting nesting = {search, fine, coarse};
    size_t count = search->problem->count;
    size_t *sorted = order_positions(search->arena, count, compare_nesting, &nesting);
    for (size_t i = 1; i < count; i++)
        if (value_at(search, sorted[i - 1], fine) == value_at(search, sorted[i], fine) &&
            value_at(search, sorted[i - 1], coarse) != value_at(search, sorted[i], coarse))
            return false;
    return true;
}

static bool fits_tree(const Search *search, int attribute, int tree)
{
    for (int other = 0; other < SELECT_ATTRIBUTES; other++)
        if (search->tree_of[other] == tree && !refines(search, attribute, other) &&
            !refines(search, other, attribute))
            return false;
    return true;
}

static void plant_trees(Search *search)
{
    for (size_t i = 0; i < search->problem->limit_count; i++)
        search->is_used[search->problem->limits[i].attribute] = true;
    for (int attribute = 0; attribute < SELECT_ATTRIBUTES; attribute++) search->tree_of[attribute] = NO_TREE;
    for (int attribute = 0; attribute < SELECT_ATTRIBUTES; attribute++)
        for (int tree = 0; tree < TREES && search->is_used[attribute]; tree++)
            if (search->tree_of[attribute] == NO_TREE && fits_tree(search, attribute, tree))
                search->tree_of[attribute] = tree;
}

static int refined_by(const Search *search, int attribute)
{
    int count = 0;
    for (int other = 0; other < SELECT_ATTRIBUTES; other++)
        count += search->tree_of[other] == search->tree_of[attribute] && refines(search, other, attribute);
    return count;
}

static void sort_by_depth(Search *search)
{
    int refined[SELECT_ATTRIBUTES];
    for (int i = 0; i < SELECT_ATTRIBUTES; i++) {
        int at = i, own = refined_by(search, i);
        for (; at && refined[at - 1] < own; at--) {
            refined[at] = refined[at - 1];
            search->depth_order[at] = search->depth_order[at - 1];
        }
        refined[at] = own;
        search->depth_order[at] = i;
    }
}

/* The network. */

static void add_node_edge(Search *search, const Node *node, size_t parent)
{
    Edge edge = {.capacity = search->problem->places, .first = search->floors.count};
    for (size_t i = 0; i < search->problem->limit_count; i++) {
        const SelectLimit *limit = &search->problem->limits[i];
        if (limit->attribute != node->attribute || limit->value != node->value) continue;
        if (limit->is_floor) *LIST_ADD(search->arena, &search->floors) = limit->count;
        else if (limit->count < edge.capacity) edge.capacity = limit->count;
    }
    edge.count = search->floors.count - edge.first;
    edge.from = node->tree == 0 ? parent : node->node;
    edge.to = node->tree == 0 ? node->node : parent;
    *LIST_ADD(search->arena, &search->edges) = edge;
}

static size_t node_of(Search *search, int tree, int attribute, int32_t value, size_t parent)
{
    for (size_t i = 0; i < search->nodes.count; i++) {
        const Node *node = &search->nodes.at[i];
        if (node->tree == tree && node->attribute == attribute && node->value == value) return node->node;
    }
    Node *node = LIST_ADD(search->arena, &search->nodes);
    *node = (Node){tree, attribute, value, search->node_count++};
    add_node_edge(search, node, parent);
    return node->node;
}

static void grow_trees(Search *search)
{
    search->node_count = FIRST_NODE;
    for (size_t entry = 0; entry < search->problem->count; entry++) {
        for (int tree = 0; tree < TREES; tree++) {
            size_t node = tree == 0 ? SOURCE : SINK;
            for (int depth = 0; depth < SELECT_ATTRIBUTES; depth++) {
                int attribute = search->depth_order[depth];
                if (search->tree_of[attribute] == tree)
                    node = node_of(search, tree, attribute, value_at(search, entry, attribute), node);
            }
            search->leaf[tree][entry] = node;
        }
    }
}

static int compare_groups(const void *a, const void *b, const void *context)
{
    const Search *search = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    for (int attribute = 0; attribute < SELECT_ATTRIBUTES; attribute++) {
        int order = order_of(value_at(search, left, attribute), value_at(search, right, attribute));
        if (search->is_used[attribute] && order) return order;
    }
    return 0;
}

static void add_groups(Search *search)
{
    size_t count = search->problem->count;
    search->by_group = order_positions(search->arena, count, compare_groups, search);
    search->first_group = search->edges.count;
    for (size_t i = 0, end; i < count; i = end) {
        size_t entry = search->by_group[i];
        for (end = i + 1; end < count; end++)
            if (compare_groups(&entry, &search->by_group[end], search) != 0) break;
        *LIST_ADD(search->arena, &search->edges) = (Edge){.from = search->leaf[0][entry],
                                                          .to = search->leaf[1][entry],
                                                          .first = i,
                                                          .count = end - i,
                                                          .is_group = true};
    }
}

/* Which edges meet at each node. */
static void index_edges(Search *search)
{
    size_t count = search->edges.count, nodes = search->node_count;
    search->first_at = ARENA_MANY(search->arena, nodes + 1, size_t);
    search->at_node = ARENA_MANY(search->arena, 2 * count + 1, size_t);
    for (size_t e = 0; e < count; e++) {
        search->first_at[search->edges.at[e].from]++;
        search->first_at[search->edges.at[e].to]++;
    }
    for (size_t node = 0, sum = 0; node <= nodes; node++) {
        sum += search->first_at[node];
        search->first_at[node] = sum; /* the end: filled from behind */
    }
    for (size_t e = count; e--;) {
        search->at_node[--search->first_at[search->edges.at[e].from]] = e;
        search->at_node[--search->first_at[search->edges.at[e].to]] = e;
    }
}

/* The flow: the bound, and mostly the answer. */

static Wide worth_of_unit(const Search *search, const Edge *edge, int32_t unit)
{
    Wide worth = 0;
    if (edge->is_group) {
        size_t entry = search->grouped[edge->first + (size_t)unit - 1];
        worth = WORTH_OF_ENTRY + search->problem->scores[entry];
        return search->state[entry] == IN ? worth + WORTH_OF_FORCE : worth;
    }
    for (size_t i = 0; i < edge->count; i++)
        if (search->floors.at[edge->first + i] >= unit) worth += WORTH_OF_FLOOR;
    return worth;
}

static void prepare_groups(Search *search)
{
    for (size_t e = 0; e < search->edges.count; e++) {
        Edge *edge = &search->edges.at[e];
        edge->flow = 0;
        if (!edge->is_group) continue;
        size_t end = edge->first;
        for (State state = IN;; state = FREE) {
            for (size_t i = edge->first; i < edge->first + edge->count; i++)
                if (search->state[search->by_group[i]] == state) search->grouped[end++] = search->by_group[i];
            if (state == FREE) break;
        }
        edge->capacity = (int32_t)(end - edge->first);
    }
}

static void wait_for(Search *search, size_t node)
{
    if (search->is_waiting[node]) return;
    search->is_waiting[node] = true;
    search->waiting[(search->waiting_first + search->waiting_count++) % search->node_count] = node;
}

static size_t next_waiting(Search *search)
{
    size_t node = search->waiting[search->waiting_first];
    search->waiting_first = (search->waiting_first + 1) % search->node_count;
    search->waiting_count--;
    search->is_waiting[node] = false;
    return node;
}

static void relax(Search *search, size_t from, size_t to, Wide worth, size_t by)
{
    if (search->distance[from] + worth <= search->distance[to]) return;
    search->distance[to] = search->distance[from] + worth;
    search->reached_by[to] = by;
    wait_for(search, to);
}

/* The worthiest ways from a node to all (Bellman 1958, Ford 1956). */
static void find_ways(Search *search, size_t from)
{
    for (size_t i = 0; i < search->node_count; i++) search->distance[i] = -FAR;
    search->distance[from] = 0;
    wait_for(search, from);
    while (search->waiting_count) {
        size_t node = next_waiting(search);
        for (size_t i = search->first_at[node]; i < search->first_at[node + 1]; i++) {
            size_t e = search->at_node[i];
            const Edge *edge = &search->edges.at[e];
            if (edge->from == node && edge->flow < edge->capacity)
                relax(search, node, edge->to, worth_of_unit(search, edge, edge->flow + 1), 2 * e);
            if (edge->to == node && edge->flow > 0)
                relax(search, node, edge->from, -worth_of_unit(search, edge, edge->flow), 2 * e + 1);
        }
    }
}

static void push_way(Search *search)
{
    for (size_t node = SINK; node != SOURCE;) {
        bool is_back = search->reached_by[node] & 1;
        Edge *edge = &search->edges.at[search->reached_by[node] / 2];
        edge->flow += is_back ? -1 : 1;
        node = is_back ? edge->to : edge->from;
    }
}

/* The worth of the best set that keeps the trees' limits and what is forced. */
static Wide run_flow(Search *search)
{
    Wide worth = 0;
    prepare_groups(search);
    for (int32_t places = search->problem->places; places > 0; places--) {
        find_ways(search, SOURCE);
        Wide more = search->distance[SINK];
        if (more <= 0) break;
        worth += more;
        push_way(search);
    }
    for (size_t i = 0; i < search->problem->count; i++) search->chosen[i] = false;
    for (size_t e = search->first_group; e < search->edges.count; e++) {
        const Edge *edge = &search->edges.at[e];
        for (int32_t i = 0; i < edge->flow; i++)
            search->chosen[search->grouped[edge->first + (size_t)i]] = true;
    }
    search->flows++;
    return search->flow_worth = worth;
}

/* Branch and bound over what the flow doesn't see. */

static bool is_in_tree(const Search *search, const SelectLimit *limit)
{
    return search->tree_of[limit->attribute] != NO_TREE;
}

static int32_t count_chosen(const Search *search, const SelectLimit *limit, bool only_counting)
{
    int32_t count = 0;
    for (size_t i = 0; i < search->problem->count; i++)
        if (search->chosen[i])
            count += only_counting ? select_counts(limit, entry_at(search, i))
                                   : select_is_limited(limit, entry_at(search, i));
    return count;
}

/* By how much the flow was too hopeful about a floor. */
static int32_t overrated(const Search *search, const SelectLimit *limit)
{
    int32_t counting = count_chosen(search, limit, true), hoped = limit->count;
    if (is_in_tree(search, limit)) {
        int32_t chosen = count_chosen(search, limit, false);
        if (chosen < hoped) hoped = chosen;
    }
    return hoped > counting ? hoped - counting : 0;
}

typedef enum { KEEPS_ALL, BREAKS_CAP, LACKS_FLOOR } Finding;

/* Something that the flow's set breaks and that deciding *entry can mend (or count if none is left). */
static Finding find_broken(const Search *search, size_t *entry, Wide *loss)
{
    const SelectProblem *problem = search->problem;
    Finding finding = KEEPS_ALL;
    *loss = 0;
    *entry = SELECT_NOTHING;
    for (size_t l = 0; l < problem->limit_count; l++) {
        const SelectLimit *limit = &problem->limits[l];
        if (limit->is_floor || is_in_tree(search, limit)) continue;
        if (count_chosen(search, limit, true) <= limit->count) continue;
        for (size_t i = problem->count; i-- && *entry == SELECT_NOTHING;)
            if (search->chosen[i] && search->state[i] == FREE && select_counts(limit, entry_at(search, i)))
                *entry = i;
        return BREAKS_CAP;
    }
    for (size_t l = 0; l < problem->limit_count && finding == KEEPS_ALL; l++) {
        const SelectLimit *limit = &problem->limits[l];
        int32_t lacking = limit->is_floor ? overrated(search, limit) : 0;
        *loss += lacking * WORTH_OF_FLOOR;
        for (size_t i = 0; lacking && i < problem->count && *entry == SELECT_NOTHING; i++)
            if (!search->chosen[i] && search->state[i] == FREE && select_counts(limit, entry_at(search, i)))
                *entry = i;
        if (*entry != SELECT_NOTHING) finding = LACKS_FLOOR;
    }
    return finding;
}

static Wide worth_of_rest(const Search *search)
{
    Wide worth = 0;
    for (size_t l = 0; l < search->problem->limit_count; l++) {
        const SelectLimit *limit = &search->problem->limits[l];
        if (limit->is_floor && !is_in_tree(search, limit)) worth += limit->count * WORTH_OF_FLOOR;
    }
    return worth;
}

static bool forced_are_in(const Search *search)
{
    for (size_t i = 0; i < search->problem->count; i++)
        if (search->state[i] == IN && !search->chosen[i]) return false;
    return true;
}

static void branch(Search *search)
{
    Wide worth = run_flow(search) + worth_of_rest(search), loss;
    for (size_t i = 0; i < search->problem->count; i++)
        if (search->state[i] == IN) worth -= WORTH_OF_FORCE;
    if (!forced_are_in(search) || (search->any_best && worth <= search->best_worth)) return;
    size_t entry;
    Finding finding = find_broken(search, &entry, &loss);
    if (finding == BREAKS_CAP && entry == SELECT_NOTHING) return;
    if (finding != KEEPS_ALL) {
        search->state[entry] = finding == BREAKS_CAP ? OUT : IN;
        branch(search);
        search->state[entry] = finding == BREAKS_CAP ? IN : OUT;
        branch(search);
        search->state[entry] = FREE;
        return;
    }
    worth -= loss;
    if (search->any_best && worth <= search->best_worth) return;
    search->any_best = true;
    search->best_worth = worth;
    for (size_t i = 0; i < search->problem->count; i++) search->best[i] = search->chosen[i];
}

/* The fourth aim: one after the other, who can be in without loss, is. */

static Wide *ways_from(Search *search, size_t node)
{
    Wide *ways = ARENA_MANY(search->arena, search->node_count, Wide);
    find_ways(search, node);
    memcpy(ways, search->distance, search->node_count * sizeof *ways);
    return ways;
}

static Wide sum_of_ways(Wide a, Wide b)
{
    return a == -FAR || b == -FAR ? -FAR : a + b;
}

static Wide greater(Wide a, Wide b)
{
    return a > b ? a : b;
}

/* The best flow, and the ways in what it leaves. */
typedef struct {
    Wide worth;
    Wide on, off; /* 0 where a unit may be added between source and sink, or taken away; else -FAR */
    const Wide *from_source, *from_sink;
} Around;

static Around around_flow(Search *search)
{
    size_t chosen = 0;
    if (search->flows > 1) run_flow(search); /* else the only one still stands */
    for (size_t i = 0; i < search->problem->count; i++) chosen += search->chosen[i];
    return (Around){.worth = search->flow_worth + worth_of_rest(search),
                    .on = (int64_t)chosen < search->problem->places ? 0 : -FAR,
                    .off = chosen ? 0 : -FAR,
                    .from_source = ways_from(search, SOURCE),
                    .from_sink = ways_from(search, SINK)};
}

/* What a flow with one more unit over the entry is worth at most: that unit, and the worthiest way back,
 * straight or round by sink and source. (No way round gains by itself, for the flow is the best.) The bound
 * is the flow's, and so one for all that is branched into. The ways from behind the entry are found already.
 */
static Wide most_with(const Search *search, const Around *around, size_t entry)
{
    size_t back = search->leaf[0][entry];
    Wide over_sink = sum_of_ways(sum_of_ways(search->distance[SINK], around->on), around->from_source[back]);
    Wide over_source =
        sum_of_ways(sum_of_ways(search->distance[SOURCE], around->off), around->from_sink[back]);
    Wide way = greater(search->distance[back], greater(over_sink, over_source));
    if (search->chosen[entry]) return around->worth;
    return way == -FAR ? -FAR : around->worth + way + WORTH_OF_ENTRY + search->problem->scores[entry];
}

/* The bound of each of the first entries that is not in. */
static void bound_each(Search *search, size_t count)
{
    Around around = around_flow(search);
    for (size_t i = 0; i < search->problem->count; i++) search->most[i] = FAR;
    for (size_t i = 0; i < count; i++) {
        if (search->most[i] != FAR || search->best[i]) continue;
        find_ways(search, search->leaf[1][i]);
        for (size_t k = i; k < count; k++)
            if (search->leaf[1][k] == search->leaf[1][i]) search->most[k] = most_with(search, &around, k);
    }
}

static bool is_first_out_of_group(const Search *search, size_t entry)
{
    for (size_t i = 0; i < entry; i++)
        if (!search->best[i] && compare_groups(&i, &entry, search) == 0) return false;
    return true;
}

static size_t last_in(const Search *search)
{
    size_t last = 0;
    for (size_t i = 0; i < search->problem->count; i++)
        if (search->best[i]) last = i;
    return last;
}

/* An equal set that is found on the way may reach further down than the one before. */
static void prefer_ranking(Search *search)
{
    size_t last = last_in(search);
    bound_each(search, last);
    for (size_t i = 0; i < last; i++) {
        if (!search->best[i] && search->most[i] >= search->best_worth && is_first_out_of_group(search, i)) {
            search->state[i] = IN;
            search->best_worth--; /* an equal one is accepted */
            branch(search);
            last = last_in(search);
        }
        if (!search->best[i] && search->state[i] == IN) search->best_worth++;
        search->state[i] = search->best[i] ? IN : OUT;
    }
}

bool *select_best(Arena *arena, const SelectProblem *problem)
{
    size_t room = problem->count + 1;
    Search search = {.arena = arena,
                     .problem = problem,
                     .leaf = {ARENA_MANY(arena, room, size_t), ARENA_MANY(arena, room, size_t)},
                     .grouped = ARENA_MANY(arena, room, size_t),
                     .state = ARENA_MANY(arena, room, State),
                     .chosen = ARENA_MANY(arena, room, bool),
                     .best = ARENA_MANY(arena, room, bool),
                     .most = ARENA_MANY(arena, room, Wide)};
    assert(problem->count <= SELECT_ENTRIES_MAX);
    plant_trees(&search);
    sort_by_depth(&search);
    grow_trees(&search);
    add_groups(&search);
    index_edges(&search);
    search.distance = ARENA_MANY(arena, search.node_count, Wide);
    search.waiting = ARENA_MANY(arena, search.node_count, size_t);
    search.is_waiting = ARENA_MANY(arena, search.node_count, bool);
    search.reached_by = ARENA_MANY(arena, search.node_count, size_t);
    branch(&search);
    prefer_ranking(&search);
    return search.best;
}
