/* SPDX-License-Identifier: Apache-2.0 */
/* The applicant's pages: their rows of the route table. */
#ifndef PRIZE_APPLY_H
#define PRIZE_APPLY_H

#include "feature/prize/apply_views.h"
#include "feature/prize/guard.h"

extern const Route apply_routes[];
extern const size_t apply_route_count;

/* The answers of a version, grouped by section, in the reader's language where words are the
 * edition's; `base` is where each can be changed, or no Url. */
AnswerGroups apply_answers(Snapshot *at, const Request *request, const Edition *edition,
                           const ApplicationText *text, bool can_change, int64_t application);

#endif
