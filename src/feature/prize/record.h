/* SPDX-License-Identifier: Apache-2.0 */
/* The record of an edition, as an organiser takes it from its page: who took it, when and how stands in the
 * book "site" of the journal. doc/record.md describes the file; export.h writes it. */
#ifndef PRIZE_RECORD_H
#define PRIZE_RECORD_H

#include "feature/prize/edition.h"

typedef struct {
    int64_t key;
    Text name; /* of who took it */
    Instant taken;
    bool is_sealed;     /* before the announcement */
    bool without_texts; /* the decisions alone */
} RecordTaking;
typedef LIST(RecordTaking) RecordTakings;

/* By access.h's MAY_TAKE_RECORD. */
bool record_may_be_taken(Snapshot *at, const Edition *edition);
/* Notes it; the file may then be fetched for an hour, by the viewer alone. Before the announcement only
 * if `keeps_it` says that they keep it to themselves; else 0 with a problem at "sealed". */
int64_t record_take(Change *change, const Edition *edition, bool without_texts, bool keeps_it,
                    Problems *problems);
/* The viewer's own, within its hour. */
bool record_taking_find(Snapshot *at, const Edition *edition, int64_t key, RecordTaking *taking);
/* The newest fifty. For organisers. */
RecordTakings record_takings(Snapshot *at, const Edition *edition);

#endif
