/* SPDX-License-Identifier: Apache-2.0 */
/* The views of the prize's templates. */
#ifndef PRIZE_VIEWS_H
#define PRIZE_VIEWS_H

#include "feature/prize/announcement_views.h"
#include "feature/prize/apply_views.h"
#include "feature/prize/calibration_views.h"
#include "feature/prize/call_views.h"
#include "feature/prize/committee_views.h"
#include "feature/prize/desk_views.h"
#include "feature/prize/evaluation_views.h"
#include "feature/prize/record_views.h"
#include "feature/prize/round_views.h"
#include "feature/prize/rules_views.h"
#include "feature/prize/winners_views.h"

#endif
