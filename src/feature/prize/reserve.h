/* SPDX-License-Identifier: Apache-2.0 */
/* Who of a round's reserve list moves up, from plain facts: the same computation for the store's rows and
 * for a record that somebody verifies without a store.
 *
 * A place is free when one who passed, or moved up, has withdrawn since, nobody has moved up into it, and
 * fewer stand than the round has places (ties may have let in more). The first of the reserve list, in its
 * order, may take it who has not withdrawn and whom no cap of the round keeps out, filled as it is by those
 * who stand now. Floors are not asked again. Nothing of it happens by itself: an organiser decides. */
#ifndef PRIZE_RESERVE_H
#define PRIZE_RESERVE_H

#include "feature/prize/line.h"

/* An entrant of a confirmed round, as it stands now. */
typedef struct {
    LineEntrant entrant;
    int64_t reserve; /* place on the reserve list, 0: none */
    bool has_place;  /* passed, or moved up */
    bool is_withdrawn;
    bool is_replaced; /* somebody moved up into its place */
} ReserveEntry;
typedef LIST(ReserveEntry) ReserveEntries;

typedef struct {
    int64_t application;
    int64_t cap; /* that is full: which of the round's caps */
} PassedOver;
typedef struct {
    int64_t place_of; /* whose place is free; 0: none is */
    int64_t first;    /* who may take it; 0: nobody */
    LIST(PassedOver) passed_over;
} Vacancy;
Vacancy reserve_vacancy(Arena *arena, const Round *rules, const ReserveEntries *entries);
/* It had a place that nobody took after it. */
bool reserve_has_left(const ReserveEntries *entries, int64_t application);

/* Whether somebody may still move up: what follows the round must not be closed. */
typedef enum {
    MOVE_OPEN,
    MOVE_NEXT_CONFIRMED,  /* the next round has its result */
    MOVE_NEXT_OVER,       /* nobody could judge the one who moves up */
    MOVE_WINNERS_DECIDED, /* after the last round */
    MOVE_VOTE_OPEN        /* on an award that its category draws on: not before it is closed */
} MoveState;
typedef struct {
    bool next_is_confirmed, winners_are_decided;
    Codes voted; /* awards that a motion is open on; "": on all of them */
} MoveFacts;
MoveState reserve_state(const Edition *edition, int64_t round, const MoveFacts *facts, Text category,
                        Instant now);

#endif
