/* SPDX-License-Identifier: Apache-2.0 */
/* The final committee: its members, who of them is recused from what, and the candidates before it. */
#ifndef PRIZE_COMMITTEE_H
#define PRIZE_COMMITTEE_H

#include "feature/prize/count.h"
#include "feature/prize/round.h"

typedef struct {
    AccountId account;
    Text name;
    CommitteeSeat seat;
    bool has_voted; /* in the motion asked for */
} CommitteeMember;
typedef LIST(CommitteeMember) CommitteeMembers;

/* Seats a person, or changes their seat; one chair and one deputy at most. Journalled. */
bool committee_seat(Change *change, const Edition *edition, AccountId account, CommitteeSeat seat,
                    Problems *problems);
void committee_leave(Change *change, const Edition *edition, AccountId account);
/* Those who have not left: chair, deputy, members by name. */
CommitteeMembers committee_members(Snapshot *at, const Edition *edition, MotionId motion);
bool committee_has_member(Snapshot *at, const Edition *edition, AccountId account);
/* The chair or the deputy: they propose, open and close. */
bool committee_is_chairing(Snapshot *at, const Edition *edition, AccountId account);

/* What stands before the committee, with the last round's scores. */
CountCandidates committee_candidates(Snapshot *at, const Edition *edition);
/* The placings that the ranking alone gives: what the chair may propose without a vote. */
Placings committee_ranking(Snapshot *at, const Edition *edition);
/* The winners are decided: nothing more can be moved. */
bool committee_has_decided(Snapshot *at, const Edition *edition);

/* Who has stepped back from which candidate, or was kept from it. */
typedef struct {
    ApplicationId application;
    AccountId account;
    Text name;
} Recusal;
typedef LIST(Recusal) Recusals;
Recusals committee_recusals(Snapshot *at, const Edition *edition);

#endif
