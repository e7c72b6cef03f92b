/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages and mails of the evaluation are given. */
#ifndef PRIZE_EVALUATION_VIEWS_H
#define PRIZE_EVALUATION_VIEWS_H

#include "feature/prize/apply_views.h"
#include "feature/prize/review.h"

typedef struct {
    Text edition, round, site_name;
    Url link; /* absolute */
    int64_t open;
    Instant begins, ends;
    Text zone;
} ExpertMail;

#endif
