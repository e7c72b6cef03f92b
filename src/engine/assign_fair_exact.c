/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_share.h"
#include "engine/order.h"

#include <string.h>

/* Slot by slot, an application's experts in the order of its row; a branch that cannot become fairer than
 * the best, though everybody got the best of what is left, is cut. */
enum { ARCS_MAX = 200, NODES_MAX = 200000 };

typedef struct {
    AssignShare *share;
    AssignAim aim;
    int64_t missing, load_missing; /* the least of all, which the best has */
    int64_t *sums, *best_sorted;
    uint32_t *best_arcs;
    int64_t nodes;
} Exact;

static int compare_int64(const void *a, const void *b, const void *context)
{
    return order_of(*(const int64_t *)a, *(const int64_t *)b);
}

/* Few: sorted by insertion, without memory. */
static void sort_few(int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int64_t value = values[i];
        size_t at = i;
        for (; at && values[at - 1] > value; at--) values[at] = values[at - 1];
        values[at] = value;
    }
}

/* The arc from which a slot may choose: behind that of the slot before it; the row's end behind an empty one.
 */
static uint32_t first_choice(const AssignShare *share, uint32_t slot)
{
    uint32_t application = share->application_of_slot[slot];
    const AssignRow *row = &share->graph.rows[application];
    if (slot == share->graph.first_slot[application]) return row->first;
    uint32_t before = share->arc_of_slot[slot - 1];
    return before == ASSIGN_NONE ? row->first + row->size : before + 1;
}

static bool has_room(const AssignShare *share, uint32_t arc)
{
    size_t expert = assign_arc_expert(&share->graph, arc);
    return share->loads[expert] < share->graph.room[expert];
}

/* What an application whose slots from this one on are open could get at most. */
static int64_t best_from(const AssignShare *share, uint32_t slot)
{
    uint32_t application = share->application_of_slot[slot];
    const AssignRow *row = &share->graph.rows[application];
    uint32_t open = share->graph.first_slot[application + 1] - slot;
    int64_t sum = share->sums[application];
    for (uint32_t arc = first_choice(share, slot); open && arc < row->first + row->size; arc++) {
        if (!has_room(share, arc)) continue;
        sum += assign_share_affinity(share, arc);
        open--;
    }
    return sum;
}

static bool could_be_fairer(Exact *exact, uint32_t slot)
{
    const AssignShare *share = exact->share;
    const AssignGraph *graph = &share->graph;
    uint32_t from = slot < graph->slots ? share->application_of_slot[slot] : (uint32_t)graph->applications;
    for (uint32_t p = 0; p < graph->applications; p++) {
        uint32_t first = p == from ? slot : graph->first_slot[p];
        bool is_open = p >= from && first < graph->first_slot[p + 1];
        exact->sums[p] = is_open ? best_from(share, first) : share->sums[p];
    }
    sort_few(exact->sums, graph->applications);
    return assign_fair_compare(exact->aim, exact->sums, exact->best_sorted, graph->applications) > 0;
}

static void keep(Exact *exact)
{
    const AssignShare *share = exact->share;
    if (share->load_missing > exact->load_missing) return;
    memcpy(exact->best_sorted, exact->sums, share->graph.applications * sizeof *exact->sums);
    memcpy(exact->best_arcs, share->arc_of_slot, share->graph.slots * sizeof *exact->best_arcs);
}

/* False: there are too many. */
static bool try_from(Exact *exact, uint32_t slot, int64_t empty)
{
    AssignShare *share = exact->share;
    if (++exact->nodes > NODES_MAX) return false;
    if (!could_be_fairer(exact, slot)) return true;
    if (slot == share->graph.slots) {
        keep(exact);
        return true;
    }
    const AssignRow *row = &share->graph.rows[share->application_of_slot[slot]];
    bool is_done = true;
    for (uint32_t arc = first_choice(share, slot); is_done && arc < row->first + row->size; arc++) {
        if (!has_room(share, arc)) continue;
        assign_share_take(share, slot, arc);
        is_done = try_from(exact, slot + 1, empty);
        assign_share_leave(share, slot);
    }
    return is_done && (empty >= exact->missing || try_from(exact, slot + 1, empty + 1));
}

bool assign_fair_exact(Arena *arena, AssignShare *share, AssignAim aim)
{
    size_t arcs = 0, count = share->graph.applications, slots = share->graph.slots;
    for (size_t p = 0; p < count; p++) arcs += share->graph.rows[p].size;
    if (arcs > ARCS_MAX) return false;
    Exact exact = {.share = share,
                   .aim = aim,
                   .missing = share->missing,
                   .load_missing = share->load_missing,
                   .sums = ARENA_MANY(arena, count + 1, int64_t),
                   .best_sorted = ARENA_MANY(arena, count + 1, int64_t),
                   .best_arcs = ARENA_MANY(arena, slots + 1, uint32_t)};
    memcpy(exact.best_sorted, share->sums, count * sizeof *share->sums);
    order_sort(arena, exact.best_sorted, count, sizeof(int64_t), compare_int64, NULL);
    memcpy(exact.best_arcs, share->arc_of_slot, slots * sizeof *exact.best_arcs);
    assign_share_clear(share);
    bool is_done = try_from(&exact, 0, 0);
    assign_share_set_arcs(share, exact.best_arcs);
    return is_done;
}
