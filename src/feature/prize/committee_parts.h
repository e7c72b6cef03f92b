/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the committee's pages, and by them alone. Whoever is recused from a candidate meets it on
 * none of them. */
#ifndef PRIZE_COMMITTEE_PARTS_H
#define PRIZE_COMMITTEE_PARTS_H

#include "feature/prize/committee_views.h"
#include "feature/prize/guard.h"
#include "feature/prize/viewer.h"
#include "platform/http/shell.h"

/* The candidates that the viewer may see, with scores and what stands for each. */
typedef LIST(DossierRow) DossierRows;
DossierRows committee_dossier(Request *request, Snapshot *at, const Edition *edition);
const DossierRow *committee_entry(const DossierRows *dossier, int64_t application); /* NULL: not for them */

CommitteeHead committee_head(Request *request, Snapshot *at, const Edition *edition, Message here);
Url committee_url(Request *request, const Edition *edition);
Url committee_motion_url(Request *request, const Edition *edition, MotionId motion);
/* Pages of the room that are open anywhere load themselves anew once this change is committed. */
void committee_tell_room(Request *request, const Edition *edition);
MotionRow committee_motion_row(Request *request, const Edition *edition, const Motion *motion);
Seats committee_seats(Request *request, Snapshot *at, const Edition *edition, const Motion *open);
Message committee_seat_word(CommitteeSeat seat);
Text committee_tier(const Edition *edition, Text award, Text tier, Language language);
MotionShown committee_motion_shown(Request *request, Snapshot *at, const Edition *edition,
                                   const Motion *motion, const DossierRows *dossier);

ShowFunction committee_room_page, committee_motion_page, committee_departure_page, committee_minutes_page,
    committee_recuse_page, committee_go, committee_live;
ApplyFunction committee_seat_apply, committee_leave_apply, committee_recuse_apply, committee_propose_apply,
    committee_contest_apply, committee_open_apply, committee_departure_apply, committee_cast_apply,
    committee_close_apply, committee_decide_apply;

#endif
