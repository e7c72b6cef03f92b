/* SPDX-License-Identifier: Apache-2.0 */
/* Reviews: an expert's grades, comment and feedback on an assigned application; and screening. */
#ifndef PRIZE_REVIEW_H
#define PRIZE_REVIEW_H

#include "feature/prize/assignment.h"
#include "platform/page/page.h"

typedef enum { REVIEW_OPEN, REVIEW_BEGUN, REVIEW_SENT, REVIEW_RECUSED, REVIEW_DROPPED } ReviewState;

typedef struct {
    Text criterion;
    int64_t grade; /* a value of the rubric */
} Score;
typedef LIST(Score) Scores;

typedef struct {
    AssignmentId assignment;
    int64_t round;
    ApplicationId application;
    AccountId expert;
    ReviewState state;
    Scores scores;
    Text comment;                         /* for the organiser */
    Text feedback;                        /* for the applicant, once released */
    Text comment_tongue, feedback_tongue; /* which they are written in */
    Instant saved, sent;
    bool is_imported; /* by an organiser, from elsewhere: nobody sent it here */
    bool is_changed;  /* sent, and a change of it is drafted: review_draft() */
} Review;
typedef LIST(Review) Reviews;

/* The viewer's reviews in an edition, and one of them; experts see their own, organisers all. */
Reviews review_of_viewer(Snapshot *at, EditionId edition);
/* The same for a list: with what an expert sees of an application at a glance. */
typedef struct {
    Review review; /* without its grades */
    Text title, tongue, city, country;
    int64_t number;
} ReviewRow;
typedef LIST(ReviewRow) ReviewRows;
ReviewRows review_rows_of_viewer(Snapshot *at, EditionId edition); /* by round and number */
bool review_find(Snapshot *at, AssignmentId assignment, Review *review);
/* Their own review as they last typed it: the change that is drafted, else the review itself. */
Review review_draft(Snapshot *at, const Review *review);
/* What the viewer and others have sent of this application in earlier rounds, where this round shows it
 * (EARLIER_SHOWN); grades by the criteria of the earlier round's rubric, without names. */
Reviews review_earlier(Snapshot *at, const Edition *edition, const Review *review);
Reviews review_of_round(Snapshot *at, const Edition *edition, int64_t round); /* organisers */

/* Keeps a draft: any part may be missing, but a grade must be one of the rubric's. Of a review that was
 * sent, the sent version stands until it is sent again. */
bool review_save(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems);
/* May be written to at this instant: begun, not over, not confirmed. */
bool review_is_open(Snapshot *at, const Edition *edition, int64_t round);
/* Sends it: every criterion graded, within the round's time. May be changed and sent again until the
 * round ends; each sending is journalled with its grades. */
bool review_send(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems);

/* An organiser brings reviews from elsewhere, once the round has begun and until it is confirmed; after its
 * end too: the record claims neither that its expert sent it here, nor when. */
bool review_may_import(Snapshot *at, const Edition *edition, int64_t round, Problems *problems);
/* One of them, of review->round, application and expert, in a round where that may be: every criterion
 * graded. Counts as sent; replaces an imported one, never one that the expert sent. Journalled. */
bool review_import(Change *change, const Edition *edition, const Review *review, Problems *problems);

/* Where the round is a screening by experts: the assigned expert's own decision ends their review. */
typedef struct {
    bool is_decided, eligible;
    Written reason;
    Instant decided;
    AccountId by;
} ScreeningDecision;
bool screening_find(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application,
                    ScreeningDecision *screening);
/* In or out, with a reason for out: by an organiser who isn't in conflict, or by an expert to whom it is
 * assigned in this round; the last one stands. Journalled. */
bool screening_decide(Change *change, const Edition *edition, int64_t round, ApplicationId application,
                      bool eligible, Text reason, Problems *problems);

#endif
