/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the organiser's pages, and by them alone; the decision log of an edition is one of them. */
#ifndef PRIZE_DESK_PARTS_H
#define PRIZE_DESK_PARTS_H

#include "feature/prize/desk_views.h"
#include "feature/prize/guard.h"
#include "platform/http/shell.h"

/* The shell of a page behind the desk: its crumbs are the edition, the desk and `here`; without here
 * the page adds its own. */
Shell organiser_shell(Request *request, Snapshot *at, const Edition *edition, Message here);

/* What is to be done next, the most urgent first. */
NextSteps desk_next_steps(Request *request, Snapshot *at, const Edition *edition);
/* The round whose reviews are shown: the one under way, or the last that began; 0 before the first. */
int64_t desk_round(const Edition *edition, Instant now);

ShowFunction prize_desk_show, desk_here_show, desk_applications_show, desk_applications_csv_show,
    desk_application_show, desk_way_show, desk_applications_way_show, reviews_way_show, committee_way_show;
ApplyFunction desk_extend, desk_withdraw;
GuardFunction guard_organises, guard_judges, guard_sits;

#endif
