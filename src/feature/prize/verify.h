/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies the record of an edition from its file alone: without a store, a server or trust in either.
 *
 * The reader (record_file.h) proves that the file is the one that was signed. Then everything that
 * was decided is computed again from what the lines before it say: who entered a round, which reviews
 * count, the line (line.h), the committee's votes (count.h), the winners. A record that hangs together
 * and is signed, but whose results do not follow from its scores and ballots, is refused. */
#ifndef PRIZE_VERIFY_H
#define PRIZE_VERIFY_H

#include "feature/prize/record_file.h"

typedef struct {
    int64_t applications, withdrawn, extended, imported;
    int64_t plans, plans_proven, plans_open; /* assignments; with a proof; whose proof leaves room above */
    int64_t plans_drawn, draws_open;         /* by lot; whose seed the record doesn't open */
    int64_t draws_unused;                    /* previews by lot that weren't confirmed */
    int64_t experts, conflicts, lifted, assignments, reviews, sent_again, reviews_imported, screenings;
    int64_t rounds, rounds_confirmed, candidates, moved_up;
    int64_t motions, ballots, departures_carried;
    int64_t winners;
    bool is_decided, departs;
    int64_t rules_version;
    int64_t rules_changed, rules_changed_line; /* how often after the call had opened; the last time */
    int64_t back_line, back_before;            /* of a line whose instant lies before another's: both */
    Instant winners_publish_at;                /* NEVER: held, or not known */
} VerifyCounts;

typedef struct {
    RecordEnd end;
    VerifyCounts counts;
    bool is_demonstration, is_demonstration_key;
    Faults faults;               /* none: the record is verified */
    LIST(Text) proved, unproved; /* sentences, in English */
} Verification;

/* `key`: the only one that may have signed; "": any, and then the report says so. */
void record_verify(Arena *arena, FILE *file, Text key, Verification *verification);

#endif
