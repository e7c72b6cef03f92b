/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of engine/assign_fair.h: a choice that is passed from hand to hand. */
#ifndef ENGINE_ASSIGN_SHARE_H
#define ENGINE_ASSIGN_SHARE_H

#include "engine/assign_fair.h"
#include "engine/assign_graph.h"

typedef struct {
    AssignGraph graph;     /* rows sorted to their ends; all by canonical numbers */
    int64_t *kept_sums;    /* of each application, from its kept pairs */
    int64_t *sums;         /* of each application */
    int32_t *loads;        /* of each expert, beside its kept */
    uint32_t *arc_of_slot; /* or ASSIGN_NONE */
    uint32_t *application_of_slot;
    uint32_t *first_held, *next, *before; /* the slots of each expert, a list */
    int64_t missing, load_missing;
} AssignShare;

AssignShare assign_share(Arena *arena, const AssignProblem *problem);

/* Empties all slots, or gives them what was chosen. */
void assign_share_clear(AssignShare *share);
void assign_share_set(AssignShare *share, const AssignChoice *choices, size_t count, uint32_t *mark);
void assign_share_set_arcs(AssignShare *share, const uint32_t *arc_of_slot);

void assign_share_take(AssignShare *share, uint32_t slot, uint32_t arc);
void assign_share_leave(AssignShare *share, uint32_t slot);

static inline int64_t assign_share_affinity(const AssignShare *share, uint32_t arc)
{
    return arc == ASSIGN_NONE ? 0 : assign_pair_affinity(share->graph.arcs[arc]);
}

/* Passes experts along as long as that lifts somebody, and costs none of those it leaves at or below where
 * the lifted one was. Only who is at the least sum is lifted, or, with `all`, everybody. */
void assign_lift(Arena *arena, AssignShare *share, bool all);

/* Tries every choice that could be fairer than the present one, which it becomes; false: they are too many.
 */
bool assign_fair_exact(Arena *arena, AssignShare *share, AssignAim aim);

/* Negative: the sums a are less fair than b. `scratch` has room for both. */
int assign_fair_compare(AssignAim aim, const int64_t *sorted_a, const int64_t *sorted_b, size_t count);

#endif
