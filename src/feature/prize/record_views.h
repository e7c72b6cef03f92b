/* SPDX-License-Identifier: Apache-2.0 */
/* What the organiser's page of the record is given. */
#ifndef PRIZE_RECORD_VIEWS_H
#define PRIZE_RECORD_VIEWS_H

#include "feature/prize/record.h"
#include "platform/page/views.h"

typedef struct {
    Shell shell;
    Text edition, zone;
    FormToken token;
    Problems problems;
    bool is_sealed, is_demonstration;
    bool may_take; /* not in conflict with any application */
    int64_t decisions;
    ChoiceField sealed, without_texts;
    RecordTakings takings;
} PrizeRecord;

#endif
