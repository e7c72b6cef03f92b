/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_share.h"

#include "engine/order.h"

#include <string.h>

static AssignProblem copied(Arena *arena, const AssignProblem *problem)
{
    AssignProblem copy = *problem;
    size_t count = problem->application_count ? problem->first_pair[problem->application_count] : 0;
    copy.pairs = arena_take_blank(arena, (count + 1) * sizeof *copy.pairs);
    for (size_t i = 0; i < count; i++) {
        AssignPair pair = problem->pairs[i];
        bool stays = assign_pair_pin(pair) == ASSIGN_STAYING;
        copy.pairs[i] =
            stays ? assign_pair(assign_pair_expert(pair), assign_pair_affinity(pair), ASSIGN_FREE) : pair;
    }
    copy.loads_first = false;
    copy.load_penalty = 0;
    return copy;
}

static int64_t kept_sum(const AssignGraph *graph, size_t number)
{
    const AssignRow *row = &graph->rows[number];
    size_t end = graph->problem->first_pair[graph->application_at[number] + 1];
    int64_t sum = 0;
    for (size_t i = row->first + row->size; i < end; i++)
        if (assign_pair_pin(graph->arcs[i]) == ASSIGN_KEPT) sum += assign_pair_affinity(graph->arcs[i]);
    return sum;
}

AssignShare assign_share(Arena *arena, const AssignProblem *problem)
{
    AssignProblem *copy = ARENA_NEW(arena, AssignProblem);
    *copy = copied(arena, problem);
    AssignShare share = {.graph = assign_graph(arena, copy)};
    AssignGraph *graph = &share.graph;
    share.kept_sums = ARENA_MANY(arena, graph->applications + 1, int64_t);
    share.sums = ARENA_MANY(arena, graph->applications + 1, int64_t);
    share.loads = ARENA_MANY(arena, graph->experts + 1, int32_t);
    share.arc_of_slot = ARENA_MANY(arena, graph->slots + 1, uint32_t);
    share.application_of_slot = ARENA_MANY(arena, graph->slots + 1, uint32_t);
    share.first_held = ARENA_MANY(arena, graph->experts + 1, uint32_t);
    share.next = ARENA_MANY(arena, graph->slots + 1, uint32_t);
    share.before = ARENA_MANY(arena, graph->slots + 1, uint32_t);
    for (uint32_t p = 0; p < graph->applications; p++) {
        while (graph->rows[p].front < graph->rows[p].size) assign_row_sort(graph, &graph->rows[p]);
        share.kept_sums[p] = kept_sum(graph, p);
        for (uint32_t slot = graph->first_slot[p]; slot < graph->first_slot[p + 1]; slot++)
            share.application_of_slot[slot] = p;
    }
    assign_share_clear(&share);
    return share;
}

void assign_share_clear(AssignShare *share)
{
    const AssignGraph *graph = &share->graph;
    memcpy(share->sums, share->kept_sums, graph->applications * sizeof *share->sums);
    share->missing = (int64_t)graph->slots;
    share->load_missing = 0;
    for (size_t i = 0; i < graph->slots; i++) share->arc_of_slot[i] = ASSIGN_NONE;
    for (size_t i = 0; i < graph->experts; i++) {
        int32_t lacking = graph->load_min[i] - graph->kept[i];
        share->first_held[i] = ASSIGN_NONE;
        share->loads[i] = 0;
        share->load_missing += lacking > 0 ? lacking : 0;
    }
}

void assign_share_take(AssignShare *share, uint32_t slot, uint32_t arc)
{
    const AssignGraph *graph = &share->graph;
    uint32_t expert = (uint32_t)assign_arc_expert(graph, arc);
    share->arc_of_slot[slot] = arc;
    share->before[slot] = ASSIGN_NONE;
    share->next[slot] = share->first_held[expert];
    if (share->next[slot] != ASSIGN_NONE) share->before[share->next[slot]] = slot;
    share->first_held[expert] = slot;
    share->load_missing -= graph->kept[expert] + share->loads[expert] < graph->load_min[expert];
    share->loads[expert]++;
    share->missing--;
    share->sums[share->application_of_slot[slot]] += assign_share_affinity(share, arc);
}

void assign_share_leave(AssignShare *share, uint32_t slot)
{
    const AssignGraph *graph = &share->graph;
    uint32_t arc = share->arc_of_slot[slot], next = share->next[slot], before = share->before[slot];
    uint32_t expert = (uint32_t)assign_arc_expert(graph, arc);
    if (next != ASSIGN_NONE) share->before[next] = before;
    if (before != ASSIGN_NONE) share->next[before] = next;
    else share->first_held[expert] = next;
    share->loads[expert]--;
    share->load_missing += graph->kept[expert] + share->loads[expert] < graph->load_min[expert];
    share->missing++;
    share->sums[share->application_of_slot[slot]] -= assign_share_affinity(share, arc);
    share->arc_of_slot[slot] = ASSIGN_NONE;
}

void assign_share_set_arcs(AssignShare *share, const uint32_t *arc_of_slot)
{
    assign_share_clear(share);
    for (uint32_t slot = 0; slot < share->graph.slots; slot++)
        if (arc_of_slot[slot] != ASSIGN_NONE) assign_share_take(share, slot, arc_of_slot[slot]);
}

/* mark[expert × …] would be large: choices come by application, so one row of marks is enough. */
void assign_share_set(AssignShare *share, const AssignChoice *choices, size_t count, uint32_t *mark)
{
    const AssignGraph *graph = &share->graph;
    assign_share_clear(share);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && choices[end].application == choices[i].application; end++)
            mark[graph->expert_number[choices[end].expert]] = (uint32_t)choices[i].application + 1;
        uint32_t number = share->graph.application_number[choices[i].application];
        uint32_t slot = graph->first_slot[number], last = graph->first_slot[number + 1];
        const AssignRow *row = &graph->rows[number];
        for (uint32_t arc = row->first; slot < last && arc < row->first + row->size; arc++)
            if (mark[assign_arc_expert(graph, arc)] == (uint32_t)choices[i].application + 1)
                assign_share_take(share, slot++, arc);
        for (size_t j = i; j < end; j++) mark[graph->expert_number[choices[j].expert]] = 0;
    }
}

/* ---- Lifting */

enum { CHAIN_MAX = 6, ROUNDS_MAX = 20 };

/* An expert that somebody would take: the slot that would have it, by which arc, and after whom. */
typedef struct {
    uint32_t expert, slot, arc;
    int32_t after, depth; /* −1: the first */
} Link;

typedef struct {
    AssignShare *share;
    Link *links;
    int32_t count;
    uint32_t *seen, search; /* of an expert */
    uint32_t lifted, given; /* the slot that gives up its expert; that expert, or ASSIGN_NONE */
    int64_t level;
} Lift;

static bool is_in_chain(const Lift *lift, int32_t link, uint32_t application)
{
    for (; link >= 0; link = lift->links[link].after)
        if (lift->share->application_of_slot[lift->links[link].slot] == application) return true;
    return false;
}

/* Whether the chain may end here: with the expert that was given up, or one with room; and no load falls
 * below its least for it. */
static bool may_end(const Lift *lift, uint32_t expert)
{
    const AssignShare *share = lift->share;
    const AssignGraph *graph = &share->graph;
    if (expert == lift->given) return true;
    if (share->loads[expert] >= graph->room[expert]) return false;
    bool gains = graph->kept[expert] + share->loads[expert] < graph->load_min[expert];
    bool loses = lift->given != ASSIGN_NONE &&
                 graph->kept[lift->given] + share->loads[lift->given] <= graph->load_min[lift->given];
    return gains || !loses;
}

/* Those that the slot's application would take instead, and be no worse off than it may: the link that ends
 * the chain, or −1. */
static int32_t ask(Lift *lift, uint32_t slot, int32_t after, int32_t depth)
{
    AssignShare *share = lift->share;
    const AssignGraph *graph = &share->graph;
    uint32_t application = share->application_of_slot[slot];
    const AssignRow *row = &graph->rows[application];
    int64_t without = share->sums[application] - assign_share_affinity(share, share->arc_of_slot[slot]);
    bool is_lifted = slot == lift->lifted;
    for (uint32_t arc = row->first; arc < row->first + row->size; arc++) {
        int64_t sum = without + assign_share_affinity(share, arc);
        bool is_fair = sum > lift->level || (!is_lifted && sum >= share->sums[application]);
        if (!is_fair) break; /* the rest of the row is less */
        uint32_t expert = (uint32_t)assign_arc_expert(graph, arc);
        if (lift->seen[expert] == lift->search || assign_holds(graph, share->arc_of_slot, application, arc))
            continue;
        lift->seen[expert] = lift->search;
        lift->links[lift->count] = (Link){expert, slot, arc, after, depth};
        if (may_end(lift, expert)) return lift->count;
        lift->count++;
    }
    return -1;
}

static void pass_along(Lift *lift, int32_t link)
{
    for (; link >= 0; link = lift->links[link].after) {
        const Link *last = &lift->links[link];
        if (lift->share->arc_of_slot[last->slot] != ASSIGN_NONE) assign_share_leave(lift->share, last->slot);
        assign_share_take(lift->share, last->slot, last->arc);
    }
}

/* Gives up what this slot has for something better, if others can make room for it. */
static bool lift_slot(Lift *lift, uint32_t slot)
{
    AssignShare *share = lift->share;
    uint32_t arc = share->arc_of_slot[slot];
    lift->search++;
    lift->count = 0;
    lift->lifted = slot;
    lift->given = arc == ASSIGN_NONE ? ASSIGN_NONE : (uint32_t)assign_arc_expert(&share->graph, arc);
    lift->level = share->sums[share->application_of_slot[slot]];
    int32_t end = ask(lift, slot, -1, 1);
    for (int32_t i = 0; end < 0 && i < lift->count && lift->links[i].depth < CHAIN_MAX; i++) {
        uint32_t held = share->first_held[lift->links[i].expert];
        for (; end < 0 && held != ASSIGN_NONE; held = share->next[held])
            if (!is_in_chain(lift, i, share->application_of_slot[held]))
                end = ask(lift, held, i, lift->links[i].depth + 1);
    }
    if (end >= 0) pass_along(lift, end);
    return end >= 0;
}

static bool lift_application(Lift *lift, uint32_t application)
{
    const AssignGraph *graph = &lift->share->graph;
    bool any = false;
    for (uint32_t slot = graph->first_slot[application]; slot < graph->first_slot[application + 1]; slot++)
        while (lift_slot(lift, slot)) any = true;
    return any;
}

static int compare_sums(const void *a, const void *b, const void *context)
{
    const int64_t *sums = context;
    return order_of(sums[*(const size_t *)a], sums[*(const size_t *)b]);
}

static bool lift_once(Arena *scratch, Lift *lift, bool all)
{
    const AssignShare *share = lift->share;
    size_t count = share->graph.applications;
    const size_t *order = order_positions(scratch, count, compare_sums, share->sums);
    int64_t least = share->sums[order[0]];
    bool any = false;
    for (size_t i = 0; i < count && (all || share->sums[order[i]] <= least); i++)
        any |= lift_application(lift, (uint32_t)order[i]);
    arena_reset(scratch);
    return any;
}

void assign_lift(Arena *arena, AssignShare *share, bool all)
{
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    const AssignGraph *graph = &share->graph;
    if (!graph->applications) return;
    Lift lift = {.share = share,
                 .links = ARENA_MANY(arena, graph->experts + 1, Link),
                 .seen = ARENA_MANY(arena, graph->experts + 1, uint32_t)};
    for (int round = 0; round < ROUNDS_MAX && lift_once(scratch, &lift, all); round++) continue;
}
