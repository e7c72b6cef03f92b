/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two versions of an edition's rules, and whether it may change now.
 *
 * The call (window, categories, form, pledge, awards) freezes when it opens, a round and its rubric
 * when the round begins, the committee's rules when it begins. What is frozen changes with a reason;
 * what rows name by its code can then no more be removed; a round whose result is confirmed keeps
 * its rules; and a publication moves only by two people once its step has begun. The same computation for
 * the store's rows and for a record that somebody verifies without a store. */
#ifndef PRIZE_EDITION_CHANGE_H
#define PRIZE_EDITION_CHANGE_H

#include "feature/prize/edition.h"

typedef enum { DIFFERENCE_CHANGED, DIFFERENCE_ADDED, DIFFERENCE_REMOVED } DifferenceKind;
typedef struct {
    DifferenceKind kind;
    Text path;          /* "rounds/panel/places" */
    Text words;         /* for readers: set by the page */
    Text before, after; /* as the file writes them; "" of whole entries */
    bool is_frozen;     /* needs a reason */
    Instant since;      /* of is_frozen */
    Message refusal;    /* .english is set where it may not change at all */
} Difference;
typedef LIST(Difference) Differences;

typedef LIST(int64_t) StepNumbers;

/* What has happened so far that a change may no more touch. */
typedef struct {
    Instant now;
    int64_t confirmed; /* rounds 1 … confirmed have their results */
    StepNumbers moved; /* steps whose announcement two people have held or moved */
} EditionFacts;
Differences edition_differences(Arena *arena, const EditionFacts *facts, const Edition *before,
                                const Edition *after);
/* From the rules that stand to other ones, as the store has it at the snapshot's instant. */
Differences edition_compare(Snapshot *at, const Edition *before, const Edition *after);

#endif
