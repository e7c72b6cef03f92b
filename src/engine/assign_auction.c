/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_flow.h"

#include <assert.h>
#include <string.h>

/* Measured on real and made instances: a finer step bids longer, a coarser one leaves more to repair. */
enum { STEPS_OF_RANGE = 5000, BIDS_PER_SLOT = 15, BULK_SLOTS = 1000 };

typedef struct {
    int64_t amount;
    size_t slot;
} Bid;

typedef struct {
    const AssignGraph *graph;
    int64_t *prices;
    int64_t price_least; /* of all at the beginning */
    Bid *bids;           /* of all experts, each a heap with the least bid on top */
    size_t *first_bid;   /* of an expert */
    int32_t *bid_count;
    int64_t *arc_of_slot;
    size_t *application_of_slot;
    bool *is_held;    /* of an arc */
    size_t *waiting;  /* a ring of applications with an empty slot */
    bool *is_waiting; /* of an application */
    size_t waiting_from, waiting_count;
    int64_t *best_net; /* scratch of one application */
    size_t *best_arc;
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

static void wait(Auction *auction, size_t application)
{
    size_t all = auction->graph->applications;
    if (auction->is_waiting[application]) return;
    auction->is_waiting[application] = true;
    auction->waiting[(auction->waiting_from + auction->waiting_count++) % all] = application;
}

/* The next bid must beat the cheaper of a further place and of the least bid held. */
static int64_t price_now(const Auction *auction, size_t expert)
{
    const AssignGraph *graph = auction->graph;
    int32_t count = auction->bid_count[expert];
    int64_t held = count ? auction->bids[auction->first_bid[expert]].amount : INT64_MAX;
    int64_t fresh = count < graph->room[expert] ? assign_marginal_cost(graph, expert, count + 1) : INT64_MAX;
    return fresh < held ? fresh : held;
}

static void place_bid(Auction *auction, size_t slot, size_t arc, int64_t amount)
{
    const AssignGraph *graph = auction->graph;
    size_t expert = (size_t)graph->expert[arc];
    Bid *heap = auction->bids + auction->first_bid[expert];
    int32_t *count = &auction->bid_count[expert];
    bool has_place = *count < graph->room[expert] &&
                     (!*count || assign_marginal_cost(graph, expert, *count + 1) <= heap[0].amount);
    if (has_place) {
        heap[*count] = (Bid){amount, slot};
        heap_up(heap, (size_t)(*count)++);
    } else {
        size_t loser = heap[0].slot;
        auction->is_held[auction->arc_of_slot[loser]] = false;
        auction->arc_of_slot[loser] = ARC_NOBODY;
        wait(auction, auction->application_of_slot[loser]);
        heap[0] = (Bid){amount, slot};
        heap_down(heap, (size_t)*count);
    }
    auction->arc_of_slot[slot] = (int64_t)arc;
    auction->is_held[arc] = true;
    auction->prices[expert] = price_now(auction, expert);
}

/* The best `wanted` arcs of an application that it doesn't hold, by net value, best first. */
static size_t find_best(Auction *auction, size_t application, size_t wanted)
{
    const AssignGraph *graph = auction->graph;
    size_t found = 0;
    for (size_t arc = graph->first[application]; arc < graph->first[application + 1]; arc++) {
        bool is_full = found == wanted;
        if (is_full && graph->weight[arc] - auction->price_least <= auction->best_net[found - 1]) break;
        size_t expert = (size_t)graph->expert[arc];
        int64_t net = graph->weight[arc] - auction->prices[expert];
        if (auction->is_held[arc] || !graph->room[expert] || net <= -graph->missing_cost) continue;
        if (is_full && net <= auction->best_net[found - 1]) continue;
        size_t at = is_full ? found - 1 : found++;
        for (; at && auction->best_net[at - 1] < net; at--) {
            auction->best_net[at] = auction->best_net[at - 1];
            auction->best_arc[at] = auction->best_arc[at - 1];
        }
        auction->best_net[at] = net;
        auction->best_arc[at] = arc;
    }
    return found;
}

/* An application offers for each of its best experts what makes it indifferent to the next best. */
static size_t bid(Auction *auction, size_t application)
{
    const AssignGraph *graph = auction->graph;
    size_t slot = graph->first_slot[application], end = graph->first_slot[application + 1], empty = 0,
           bids = 0;
    for (size_t s = slot; s < end; s++) empty += auction->arc_of_slot[s] == ARC_NOBODY;
    size_t found = find_best(auction, application, empty + 1);
    int64_t next_net = found > empty ? auction->best_net[empty] : -graph->missing_cost;
    for (; bids < empty && bids < found; bids++) {
        while (auction->arc_of_slot[slot] != ARC_NOBODY) slot++;
        size_t arc = auction->best_arc[bids];
        place_bid(auction, slot, arc, graph->weight[arc] - next_net + auction->step);
    }
    return bids;
}

static void set_up_experts(Arena *arena, Auction *auction)
{
    const AssignGraph *graph = auction->graph;
    size_t bids = 0;
    for (size_t expert = 0; expert < graph->experts; expert++) {
        auction->first_bid[expert] = bids;
        bids += (size_t)graph->room[expert];
        /* who has no room asks more than an empty place costs */
        auction->prices[expert] =
            graph->room[expert] ? assign_marginal_cost(graph, expert, 1) : 2 * graph->missing_cost;
        if (auction->prices[expert] < auction->price_least) auction->price_least = auction->prices[expert];
    }
    auction->bids = ARENA_MANY(arena, bids + 1, Bid);
}

static void set_up_applications(Auction *auction)
{
    const AssignGraph *graph = auction->graph;
    for (size_t application = 0; application < graph->applications; application++) {
        wait(auction, application);
        for (size_t s = graph->first_slot[application]; s < graph->first_slot[application + 1]; s++) {
            auction->application_of_slot[s] = application;
            auction->arc_of_slot[s] = ARC_NOBODY;
        }
    }
}

static Auction new_auction(Arena *arena, const AssignGraph *graph)
{
    return (Auction){
        .graph = graph,
        .prices = ARENA_MANY(arena, graph->experts + 1, int64_t),
        .first_bid = ARENA_MANY(arena, graph->experts + 1, size_t),
        .bid_count = ARENA_MANY(arena, graph->experts + 1, int32_t),
        .arc_of_slot = ARENA_MANY(arena, graph->slots + 1, int64_t),
        .application_of_slot = ARENA_MANY(arena, graph->slots + 1, size_t),
        .is_held = ARENA_MANY(arena, graph->arcs + 1, bool),
        .waiting = ARENA_MANY(arena, graph->applications + 1, size_t),
        .is_waiting = ARENA_MANY(arena, graph->applications + 1, bool),
        .best_net = ARENA_MANY(arena, ASSIGN_DEMAND_MAX + 2, int64_t),
        .best_arc = ARENA_MANY(arena, ASSIGN_DEMAND_MAX + 2, size_t),
        .price_least = INT64_MAX / 2,
        .step = graph->affinity_range / STEPS_OF_RANGE + 1,
    };
}

static int64_t *run_auction(Arena *arena, const AssignGraph *graph)
{
    Auction auction = new_auction(arena, graph);
    set_up_experts(arena, &auction);
    set_up_applications(&auction);
    for (size_t bids = 0, bids_max = BIDS_PER_SLOT * graph->slots;
         auction.waiting_count && bids < bids_max;) {
        size_t application = auction.waiting[auction.waiting_from];
        auction.waiting_from = (auction.waiting_from + 1) % graph->applications;
        auction.waiting_count--;
        auction.is_waiting[application] = false;
        bids += bid(&auction, application);
    }
    return auction.prices;
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
static int64_t *auction_for_even_loads(Arena *arena, const AssignGraph *graph)
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
    int64_t *prices = stays ? ARENA_MANY(arena, graph->experts + 1, int64_t) : run_auction(arena, &level);
    for (size_t i = 0; i < graph->experts; i++) {
        if (level.room[i]) prices[i] += graph->load_penalty * (2 * load - 1);
        else prices[i] = graph->room[i] ? assign_marginal_cost(graph, i, 1) : 2 * graph->missing_cost;
    }
    return prices;
}

int64_t *assign_auction(Arena *arena, const AssignGraph *graph)
{
    bool is_even = graph->load_penalty > graph->affinity_range;
    return is_even ? auction_for_even_loads(arena, graph) : run_auction(arena, graph);
}
