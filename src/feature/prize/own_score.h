/* SPDX-License-Identifier: Apache-2.0 */
/* How the score of an application came about, for those who wrote it: from their own reviews alone, summed
 * up so that no single review is seen, and nothing of other applications but the line, where the rules
 * publish it. */
#ifndef PRIZE_OWN_SCORE_H
#define PRIZE_OWN_SCORE_H

#include "feature/prize/application.h"
#include "feature/prize/line.h"

typedef struct {
    const Criterion *criterion;
    Rational mean; /* of its grades */
} OwnCriterion;
typedef struct {
    bool is_there;   /* false: a screening, no review, or one that counted was ended since */
    int64_t reviews; /* that counted, of earlier rounds too */
    int64_t weights; /* their sum */
    LIST(OwnCriterion) criteria;
    Rational mean;  /* Σ weight · mean ÷ Σ weight */
    Rational score; /* that decided: the mean, or the calibrated one */
    bool is_calibrated;
    Rational line; /* the score of the last who passed by rank; RATIONAL_NONE: not published */
} OwnScore;

/* Of a round whose result is out; the caller has looked. */
OwnScore own_score(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application);

#endif
