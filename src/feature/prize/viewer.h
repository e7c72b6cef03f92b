/* SPDX-License-Identifier: Apache-2.0 */
/* What the viewer of a snapshot is in an edition. */
#ifndef PRIZE_VIEWER_H
#define PRIZE_VIEWER_H

#include "feature/prize/edition.h"

bool viewer_is_organiser(Snapshot *at, EditionId edition);
bool viewer_is_expert(Snapshot *at, EditionId edition);    /* who has not left; the invited too */
bool viewer_has_accepted(Snapshot *at, EditionId edition); /* an expert who may see applications */
bool viewer_is_committee(Snapshot *at, EditionId edition);
bool viewer_is_chair(Snapshot *at, EditionId edition); /* or deputy */
bool viewer_is_team(Snapshot *at, EditionId edition, int64_t application);

#endif
