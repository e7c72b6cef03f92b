/* SPDX-License-Identifier: Apache-2.0 */
/* An assignment as figures and pictures, so that what counts now and a preview stand side by side. */
#ifndef PRIZE_ASSIGNMENT_SIDE_H
#define PRIZE_ASSIGNMENT_SIDE_H

#include "feature/prize/assignment_input.h"
#include "feature/prize/evaluation_views.h"

/* What is assigned now in the round to experts who judge in it: open, begun or sent. */
PlannedPairs assignment_now(Snapshot *at, const Edition *edition, int64_t round,
                            const AssignmentInput *input);

AssignmentSide assignment_side(Arena *arena, const Edition *edition, Language language,
                               const AssignmentInput *input, const PlannedPairs *pairs);

#endif
