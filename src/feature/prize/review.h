/* SPDX-License-Identifier: Apache-2.0 */
/* Reviews: an expert's grades, comment and feedback on an assigned application; and screening. */
#ifndef PRIZE_REVIEW_H
#define PRIZE_REVIEW_H

#include "feature/prize/assignment.h"

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
    Text comment;  /* for the organiser */
    Text feedback; /* for the applicant, once released */
    Instant saved, sent;
} Review;
typedef LIST(Review) Reviews;

/* The viewer's reviews in an edition, and one of them; experts see their own, organisers all. */
Reviews review_of_viewer(Snapshot *at, EditionId edition);
bool review_find(Snapshot *at, AssignmentId assignment, Review *review);
Reviews review_of_round(Snapshot *at, const Edition *edition, int64_t round); /* organisers */

/* Keeps a draft: any part may be missing. */
bool review_save(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems);
/* Sends it: every criterion graded, within the round's time. May be changed and sent again until the
 * round ends; each sending is journalled with its grades. */
bool review_send(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems);

/* Screening by the secretariat: in or out, with a reason for out. Journalled. */
bool screening_decide(Change *change, const Edition *edition, int64_t round, ApplicationId application,
                      bool eligible, Text reason, Problems *problems);

#endif
