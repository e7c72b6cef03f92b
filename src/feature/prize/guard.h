/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use a page of the prize. Every route below /prize/{edition}/ has one of these.
 *
 * They find the edition by the path's {edition}: where there is none, the page is HIDDEN. A visitor
 * is sent to the sign-in; whoever is signed in without the right finds nothing there. */
#ifndef PRIZE_GUARD_H
#define PRIZE_GUARD_H

#include "feature/prize/viewer.h"
#include "platform/http/route.h"

GuardFunction guard_edition;   /* everyone, where the edition exists */
GuardFunction guard_account;   /* whoever is signed in */
GuardFunction guard_organiser; /* organisers of the edition */
GuardFunction guard_expert;    /* experts of the edition who have not left; the invited too */
GuardFunction guard_reviewer;  /* experts who have accepted: who may see what is to be judged */
GuardFunction guard_committee; /* members of its committee who have not left */
GuardFunction guard_chair;     /* its chair and deputy */
GuardFunction guard_announcer; /* organisers, chair and deputy: who may move announcements */
GuardFunction guard_jury;      /* organisers and committee members */
GuardFunction guard_team;      /* whoever writes the path's {application:key}, which belongs to the edition */

/* The edition of the path; only behind one of the guards (never NULL). */
const Edition *edition_of(Snapshot *at, const Request *request);

#endif
