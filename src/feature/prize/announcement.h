/* SPDX-License-Identifier: Apache-2.0 */
/* Who is told what, and when: the winners' named contacts under embargo, all applicants after a
 * publication. Nothing here knows a result before its instant except the embargoed notice. */
#ifndef PRIZE_ANNOUNCEMENT_H
#define PRIZE_ANNOUNCEMENT_H

#include "feature/prize/own_score.h"
#include "feature/prize/winner.h"

/* A named contact of a winner. */
typedef struct {
    int64_t key;
    ApplicationId application;
    Text name, address;
    Instant told, accepted;
} WinnerNotice;
typedef LIST(WinnerNotice) WinnerNotices;

/* Those of the winners that the viewer may know of. */
WinnerNotices announcement_notices(Snapshot *at, const Edition *edition);
/* Another named contact of a winner. By an organiser; not after the announcement. */
bool announcement_add_contact(Change *change, const Edition *edition, ApplicationId application, Text name,
                              Text address, Problems *problems);
/* Tells every contact who has not been told: the contact of the application, and those added. Each gets
 * a mail with a link that only a POST consumes. Journalled. */
bool announcement_tell(Change *change, const Edition *edition, Problems *problems);
/* What an open link is about; false: unknown, used, expired. */
bool announcement_find(Snapshot *at, const Edition *edition, Text token, WinnerNotice *notice);
/* The contact has read it, keeps the embargo and accepts. Journalled. */
bool announcement_accept(Change *change, const Edition *edition, Text token, Problems *problems);

/* What an applicant may know of the application: one entry a published round. */
typedef struct {
    int64_t round;
    bool passed;
    Written reason;         /* of a screening that it did not pass */
    OwnScore score;         /* how it came about */
    LIST(Written) feedback; /* once released */
} OwnResult;
typedef struct {
    LIST(OwnResult) rounds;
    bool is_final;        /* the winners are announced, and it was before the committee */
    Text award, tier;     /* codes; "" it has not won */
    int64_t next;         /* the round whose result is not published; STEP_WINNERS; -1: none */
    Instant next_instant; /* not set: held, or late */
} OwnResults;
OwnResults announcement_own(Snapshot *at, const Edition *edition, ApplicationId application);

/* Tells one who moved up in a round whose result everyone was told already; the others are told with
 * announcement_send_due(). */
void announcement_tell_moved_up(Change *change, const Edition *edition, int64_t round,
                                ApplicationId application);
/* Queues the mails of results whose instant has come, once each; what is held sends nothing. */
void announcement_send_due(Store *store, Arena *arena);

void prize_announcement_register(void); /* kinds of mails and invitations; by features.c */

#endif
