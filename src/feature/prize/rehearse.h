/* SPDX-License-Identifier: Apache-2.0 */
/* Other rules over what was judged: who would have passed its rounds, and why. From the facts of a record,
 * with the lots, reviews and decisions that there are; nothing is changed.
 *
 * Rounds follow each other: who passes the first by the other rules enters the second. Who enters a round
 * that it did not enter is ranked by the scores that count there, which may be none: nobody judged it for
 * that. Who withdrew is gone from the same round on, and who moved up from a reserve list passes wherever it
 * enters. */
#ifndef PRIZE_REHEARSE_H
#define PRIZE_REHEARSE_H

#include "feature/prize/verify_facts.h"

/* What differs between the rules. */
typedef enum {
    REHEARSE_ENTRANTS, /* others enter, or pass the earlier round */
    REHEARSE_REGIONS,
    REHEARSE_WEIGHTS,
    REHEARSE_SCORE,   /* which score decides */
    REHEARSE_EARLIER, /* whether earlier scores count */
    REHEARSE_PLACES,
    REHEARSE_MINIMUM,
    REHEARSE_FLOORS,
    REHEARSE_CAPS,
    REHEARSE_TIE,
    REHEARSE_PARTS
} RehearsePart;

typedef struct {
    const FactApplication *application;
    bool passed;                 /* and would not; or the other way round */
    bool moved_up;               /* it passed from the reserve list */
    LineRow before, after;       /* .key 0: not an entrant */
    bool causes[REHEARSE_PARTS]; /* each of them alone would have this effect; none: only together */
} RehearseChange;
typedef struct {
    int64_t round;
    bool is_confirmed; /* else as the scores stand */
    int64_t entrants, would_enter, passed, would_pass,
        unjudged;                 /* unjudged: would enter, and have no score */
    LIST(RehearseChange) changes; /* who would pass, then who would not, by rank of the other rules */
} RehearseRound;
typedef struct {
    LIST(Text) refusals;        /* in English: why the rules cannot be compared */
    LIST(RehearseRound) rounds; /* that have begun to be judged */
} Rehearsal;

/* False, with refusals: the other rules judge by something else. */
bool rehearse_rules(Arena *arena, Facts *facts, const Edition *other, Rehearsal *rehearsal);

#endif
