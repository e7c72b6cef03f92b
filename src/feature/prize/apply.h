/* SPDX-License-Identifier: Apache-2.0 */
/* What other pages take from the applicant's. */
#ifndef PRIZE_APPLY_H
#define PRIZE_APPLY_H

#include "feature/prize/apply_views.h"
#include "feature/prize/guard.h"

/* The answers of a version, grouped by section, in the reader's language where words are the
 * edition's; `base` is where each can be changed, or no Url. */
AnswerGroups apply_answers(Snapshot *at, const Request *request, const Edition *edition,
                           const ApplicationText *text, bool can_change, int64_t application);

State apply_state(ApplicationState state);

#endif
