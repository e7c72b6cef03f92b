/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_graph.h"

#include <assert.h>

/* Measured on real and made instances: a finer step bids longer, a coarser one leaves more to repair. */
enum {
    STEPS_OF_RANGE = 50000,
    COARSE_STEPS = 300,
    BIDS_PER_SLOT = 15,
    BULK_SLOTS = 1000,
    BIDS_BETWEEN_LOOKS = 1 << 14
};

typedef struct {
    int64_t amount;
    uint32_t slot, application; /* whose slot it is */
} Bid;

/* The bids that an expert holds: a heap with the least on top. */
typedef struct {
    Bid *bids;
    int32_t count, room;
} Held;

typedef struct {
    Arena *arena;
    AssignGraph *graph;
    int64_t *prices;
    const int64_t *floors; /* of an expert: no place goes for less */
    int64_t price_least;   /* of all at the beginning */
    Held *held;            /* of an expert */
    uint32_t *arc_of_slot;
    uint32_t *waiting; /* a ring of applications with an empty slot */
    bool *is_waiting;  /* of an application */
    size_t waiting_from, waiting_count;
    int64_t *best_net; /* scratch of one application */
    uint32_t *best_arc;
    int64_t step;
} Auction;

static void heap_up(Bid *heap, size_t at)
{
    Bid bid = heap[at];
    for (; at && heap[(at - 1) / 2].amount > bid.amount; at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = bid;
}

static void heap_down(Bid *heap, size_t count)
{
    Bid bid = heap[0];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1].amount < heap[child].amount) child++;
        if (heap[child].amount >= bid.amount) break;
        heap[at] = heap[child];
    }
    heap[at] = bid;
}

static void wait(Auction *auction, uint32_t application)
{
    size_t all = auction->graph->applications, at = auction->waiting_from + auction->waiting_count;
    if (auction->is_waiting[application]) return;
    auction->is_waiting[application] = true;
    auction->waiting[at < all ? at : at - all] = application;
    auction->waiting_count++;
}

/* Memory is slow to come: it is sent for before the turn of those that wait. */
static void send_for(const Auction *auction, size_t ahead, bool is_near)
{
    const AssignGraph *graph = auction->graph;
    size_t at = auction->waiting_from + ahead;
    if (ahead >= auction->waiting_count) return;
    uint32_t application = auction->waiting[at < graph->applications ? at : at - graph->applications];
    if (!is_near) {
        __builtin_prefetch(&graph->rows[application]);
        __builtin_prefetch(&graph->first_slot[application]);
        return;
    }
    __builtin_prefetch(&graph->arcs[graph->rows[application].first]);
    __builtin_prefetch(&graph->arcs[graph->rows[application].first + 8]);
    __builtin_prefetch(&auction->arc_of_slot[graph->first_slot[application]]);
}

static uint32_t next_waiting(Auction *auction)
{
    send_for(auction, 8, false);
    send_for(auction, 4, true);
    uint32_t application = auction->waiting[auction->waiting_from];
    if (++auction->waiting_from == auction->graph->applications) auction->waiting_from = 0;
    auction->waiting_count--;
    auction->is_waiting[application] = false;
    return application;
}

/* Room for some bids of each expert, in one piece. */
static void make_first_room(Auction *auction)
{
    enum { ROOM_FIRST = 32 };
    const AssignGraph *graph = auction->graph;
    size_t all = 0;
    for (size_t i = 0; i < graph->experts; i++) {
        auction->held[i].room = graph->room[i] < ROOM_FIRST ? graph->room[i] : ROOM_FIRST;
        all += (size_t)auction->held[i].room;
    }
    Bid *bids = arena_take_blank(auction->arena, (all + 1) * sizeof *bids);
    for (size_t i = 0; i < graph->experts; bids += auction->held[i++].room) auction->held[i].bids = bids;
}

static void make_room(Auction *auction, Held *held, int32_t room)
{
    if (held->count < held->room) return;
    held->room = 2 * held->room < room ? 2 * held->room : room;
    Bid *more = arena_take_blank(auction->arena, (size_t)held->room * sizeof *more);
    for (int32_t i = 0; i < held->count; i++) more[i] = held->bids[i];
    held->bids = more;
}

/* Of a further place. */
static int64_t fresh_price(const Auction *auction, size_t expert, int32_t unit)
{
    int64_t cost = assign_marginal_cost(auction->graph, expert, unit);
    return cost > auction->floors[expert] ? cost : auction->floors[expert];
}

/* The next bid must beat the cheaper of a further place and of the least bid held. */
static int64_t price_now(const Auction *auction, size_t expert)
{
    const AssignGraph *graph = auction->graph;
    const Held *held = &auction->held[expert];
    int64_t least = held->count ? held->bids[0].amount : INT64_MAX;
    if (held->count == graph->room[expert]) return least;
    int64_t fresh = fresh_price(auction, expert, held->count + 1);
    return fresh < least ? fresh : least;
}

static void place_bid(Auction *auction, Bid bid, uint32_t arc)
{
    AssignGraph *graph = auction->graph;
    size_t expert = assign_arc_expert(graph, arc);
    Held *held = &auction->held[expert];
    bool has_place = held->count < graph->room[expert] &&
                     (!held->count || fresh_price(auction, expert, held->count + 1) <= held->bids[0].amount);
    if (has_place) {
        make_room(auction, held, graph->room[expert]);
        held->bids[held->count] = bid;
        heap_up(held->bids, (size_t)held->count++);
    } else {
        Bid loser = held->bids[0];
        auction->arc_of_slot[loser.slot] = ASSIGN_NONE;
        wait(auction, loser.application);
        held->bids[0] = bid;
        heap_down(held->bids, (size_t)held->count);
    }
    auction->arc_of_slot[bid.slot] = arc;
    auction->prices[expert] = price_now(auction, expert);
}

/* The best `wanted` arcs of an application that it doesn't hold, by net value, best first. */
static size_t find_best(Auction *auction, uint32_t application, size_t wanted)
{
    AssignGraph *graph = auction->graph;
    AssignRow *row = &graph->rows[application];
    int64_t *best = auction->best_net, least = -graph->missing_cost;
    size_t found = 0;
    for (uint32_t i = 0; i < row->size; i++) {
        if (i == row->front) assign_row_sort(graph, row);
        uint32_t arc = row->first + i;
        int64_t weight = assign_arc_weight(graph, arc);
        if (weight - auction->price_least <= least) break;
        int64_t net = weight - auction->prices[assign_arc_expert(graph, arc)];
        if (net <= least || assign_holds(graph, auction->arc_of_slot, application, arc)) continue;
        size_t at = found < wanted ? found++ : found - 1;
        for (; at && best[at - 1] < net; at--) {
            best[at] = best[at - 1];
            auction->best_arc[at] = auction->best_arc[at - 1];
        }
        best[at] = net;
        auction->best_arc[at] = arc;
        if (found == wanted) least = best[found - 1];
    }
    return found;
}

/* An application offers for each of its best experts what makes it indifferent to the next best. */
static size_t bid(Auction *auction, uint32_t application)
{
    const AssignGraph *graph = auction->graph;
    uint32_t slot = graph->first_slot[application], end = graph->first_slot[application + 1];
    size_t empty = 0, bids = 0;
    for (uint32_t s = slot; s < end; s++) empty += auction->arc_of_slot[s] == ASSIGN_NONE;
    size_t found = find_best(auction, application, empty + 1);
    int64_t next_net = found > empty ? auction->best_net[empty] : -graph->missing_cost;
    for (; bids < empty && bids < found; bids++) {
        while (auction->arc_of_slot[slot] != ASSIGN_NONE) slot++;
        uint32_t arc = auction->best_arc[bids];
        int64_t amount = assign_arc_weight(graph, arc) - next_net + auction->step;
        place_bid(auction, (Bid){amount, slot, application}, arc);
    }
    return bids;
}

static void set_up_experts(Auction *auction)
{
    const AssignGraph *graph = auction->graph;
    for (size_t expert = 0; expert < graph->experts; expert++) {
        /* who has no room asks more than anybody gives */
        auction->prices[expert] = graph->room[expert] ? fresh_price(auction, expert, 1) : INT64_MAX / 4;
        if (auction->prices[expert] < auction->price_least) auction->price_least = auction->prices[expert];
    }
}

static void set_up_applications(Auction *auction)
{
    const AssignGraph *graph = auction->graph;
    for (uint32_t application = 0; application < graph->applications; application++) {
        wait(auction, application);
        for (uint32_t s = graph->first_slot[application]; s < graph->first_slot[application + 1]; s++)
            auction->arc_of_slot[s] = ASSIGN_NONE;
    }
}

static Auction new_auction(Arena *arena, AssignGraph *graph, int64_t *prices, const int64_t *floors,
                           int64_t step)
{
    return (Auction){
        .arena = arena,
        .graph = graph,
        .prices = prices,
        .floors = floors,
        .held = ARENA_MANY(arena, graph->experts + 1, Held),
        .arc_of_slot = ARENA_MANY(arena, graph->slots + 1, uint32_t),
        .waiting = ARENA_MANY(arena, graph->applications + 1, uint32_t),
        .is_waiting = ARENA_MANY(arena, graph->applications + 1, bool),
        .best_net = ARENA_MANY(arena, ASSIGN_DEMAND_MAX + 2, int64_t),
        .best_arc = ARENA_MANY(arena, ASSIGN_DEMAND_MAX + 2, uint32_t),
        .price_least = INT64_MAX / 2,
        .step = step > graph->affinity_unit ? step : graph->affinity_unit,
    };
}

static bool run_auction(Auction *auction, const Watch *watch)
{
    const AssignGraph *graph = auction->graph;
    size_t bids = 0, bids_max = BIDS_PER_SLOT * graph->slots, next_look = 0;
    make_first_room(auction);
    set_up_experts(auction);
    set_up_applications(auction);
    while (auction->waiting_count && bids < bids_max) {
        bids += bid(auction, next_waiting(auction));
        if (bids < next_look) continue;
        if (!watch_goes_on(watch, (int64_t)bids, (int64_t)(4 * bids_max))) return false;
        next_look = bids + BIDS_BETWEEN_LOOKS;
    }
    return true;
}

/* A coarse auction finds about where the prices are; from a little below them a fine one has little left to
 * do. */
static bool run_auctions(Arena *arena, AssignGraph *graph, int64_t *prices, const Watch *watch)
{
    enum { BELOW = 3 };
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    int64_t *floors = ARENA_MANY(arena, graph->experts + 1, int64_t);
    int64_t coarse = graph->affinity_range / COARSE_STEPS + 1,
            fine = graph->affinity_range / STEPS_OF_RANGE + 1;
    for (size_t i = 0; i < graph->experts; i++) floors[i] = INT64_MIN;
    if (coarse > graph->affinity_unit) {
        Auction first = new_auction(scratch, graph, prices, floors, coarse);
        if (!run_auction(&first, watch)) return false;
        for (size_t i = 0; i < graph->experts; i++) floors[i] = prices[i] - BELOW * coarse;
        arena_reset(scratch);
    }
    Auction second = new_auction(scratch, graph, prices, floors, fine);
    bool goes_on = run_auction(&second, watch);
    arena_reset(scratch);
    for (size_t i = 0; i < graph->experts; i++)
        if (!graph->room[i]) prices[i] = 2 * graph->missing_cost;
    return goes_on;
}

/* The load up to which all experts must be filled, at least, to meet the demand: with even loads all
 * that can end there, or one below. */
static int32_t even_load(const AssignGraph *graph)
{
    for (int32_t load = 1;; load++) {
        size_t places = 0;
        bool is_all = true;
        for (size_t i = 0; i < graph->experts; i++) {
            int32_t below = load > graph->kept[i] ? load - graph->kept[i] : 0;
            places += (size_t)(below < graph->room[i] ? below : graph->room[i]);
            is_all &= below >= graph->room[i];
        }
        if (places >= graph->slots || is_all) return load;
    }
}

/* Where evenness outweighs all affinities, steps of load_penalty are too great to bid through: the
 * auction runs among loads up to the even one, without penalty, on top of that load's price. */
static bool auction_for_even_loads(Arena *arena, AssignGraph *graph, int64_t *prices, const Watch *watch)
{
    AssignGraph level = *graph;
    int32_t load = even_load(graph);
    level.room = ARENA_MANY(arena, graph->experts + 1, int32_t);
    level.load_penalty = 0;
    level.missing_cost = 2 * graph->load_penalty; /* what one more load costs */
    for (size_t i = 0; i < graph->experts; i++) {
        int32_t below = load > graph->kept[i] ? load - graph->kept[i] : 0;
        level.room[i] = below < graph->room[i] ? below : graph->room[i];
    }
    bool stays = graph->stay_bonus && graph->slots > BULK_SLOTS;
    if (!stays && !run_auctions(arena, &level, prices, watch)) return false;
    for (size_t i = 0; i < graph->experts; i++) {
        if (level.room[i]) prices[i] += graph->load_penalty * (2 * load - 1);
        else prices[i] = graph->room[i] ? assign_marginal_cost(graph, i, 1) : 2 * graph->missing_cost;
    }
    return true;
}

bool assign_auction(Arena *arena, AssignGraph *graph, int64_t *prices, const Watch *watch)
{
    if (assign_has_few_levels(graph)) return true;
    bool is_even = graph->load_penalty > graph->affinity_range;
    return is_even ? auction_for_even_loads(arena, graph, prices, watch)
                   : run_auctions(arena, graph, prices, watch);
}
