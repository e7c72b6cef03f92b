/* SPDX-License-Identifier: Apache-2.0 */
/* How many applications are submitted, from how many cities and countries. Every visitor of the call reads
 * these numbers, so they are kept, and follow in the same change that submits or withdraws. */
#ifndef PRIZE_SUBMITTED_H
#define PRIZE_SUBMITTED_H

#include "feature/prize/application.h"

typedef struct {
    int64_t applications, cities, countries;
} Submitted;

Submitted submitted_count(Snapshot *at, EditionId edition);

/* Around every change of an application's state or of the version that stands: it leaves the numbers before
 * and comes into them after, each time only if it is submitted. */
void submitted_leave(Change *change, Decided decided, ApplicationId id);
void submitted_enter(Change *change, Decided decided, ApplicationId id);

#endif
