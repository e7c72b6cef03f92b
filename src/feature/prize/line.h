/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a round from plain facts: the same computation for the store's rows and for a record
 * that somebody verifies without a store.
 *
 * Rules: "mean/1" (engine/mean.h) over the reviews of the round, and of the earlier rounds with the
 * same rubric where the round carries them on, or "calibrated/1" (engine/calibrate.h) over the same reviews
 * where the round says so; "line/2" (engine/select.h) for who passes. The seed of
 * lots, "lot/2": the first 64 bits of BLAKE2b-256 over the edition's number for lots, "/" and the round's
 * number in decimal. The number is drawn and committed to when the edition is loaded, and opened with the
 * result of a round: nobody can know, choose or move it once there are applications. "lot/1", of records
 * that committed themselves to no number ("line/1"): the rules as they stand in the record, in its place. */
#ifndef PRIZE_LINE_H
#define PRIZE_LINE_H

#include "engine/calibrate.h"
#include "engine/select.h"
#include "feature/prize/edition.h"

typedef struct {
    int64_t key;
    Text category, region, country, city; /* city: as city_key() folds it */
} LineEntrant;
typedef struct {
    int64_t application, person;
    const int32_t *grades; /* one for each criterion of the round's rubric, in its order */
} LineReview;
typedef struct {
    int64_t application;
    bool eligible;
} LineScreening;

typedef struct {
    LIST(LineEntrant) entrants;     /* by key */
    LIST(LineReview) reviews;       /* of sent reviews that count */
    LIST(LineScreening) screenings; /* of ROUND_SCREENING: the last of each */
    const Calibration *calibration; /* of just these reviews, if somebody has it; else NULL */
} LineInput;

typedef enum {
    OUTCOME_RANK,     /* passed: would without floors and caps too */
    OUTCOME_MOVED,    /* passed: a cap or floor freed the place */
    OUTCOME_FLOOR,    /* passed for a floor, in place of the counterpart */
    OUTCOME_TIE,      /* passed: as good as one who passes */
    OUTCOME_ELIGIBLE, /* passed a screening */
    OUTCOME_CAPPED,
    OUTCOME_DISPLACED, /* high enough, but a floor needs the place for the counterpart */
    OUTCOME_BELOW,
    OUTCOME_MINIMUM,  /* below the least score */
    OUTCOME_UNSCORED, /* no review, or not yet screened */
    OUTCOME_INELIGIBLE
} Outcome;
typedef enum { TIE_NONE, TIE_PASSED, TIE_CRITERION, TIE_LOT } Tie;

typedef struct {
    int64_t key;
    int64_t rank;   /* 0 in a screening */
    Rational score; /* that decides: the mean, or the calibrated one; RATIONAL_NONE: no review */
    Rational mean;  /* RATIONAL_NONE: no review */
    int64_t reviews;
    Outcome outcome;
    bool passed;
    int64_t reserve;     /* place on the reserve list, 0: none */
    int64_t bound;       /* of the round's floors, then caps; -1: none */
    int64_t counterpart; /* an application; 0: none */
    Tie tie;
    int64_t tie_with; /* an application; 0: none */
} LineRow;
typedef struct {
    LIST(LineRow) rows; /* by rank; of a screening by key */
    int64_t passed;
    LIST(int64_t) lacking; /* of each floor: how many places it is short */
    bool is_beyond; /* more or finer scores than the engine calibrates: means stand in, and nothing may be
                       confirmed */
    int64_t ratio_application, ratio_expert; /* of SCORE_CALIBRATED: λ in thousandths, 0: none */
} LineResult;

void line_sort_entrants(LineInput *input); /* by key, as they are needed */

LineResult line_compute(Arena *arena, const Edition *edition, int64_t round, const LineInput *input);

/* What decides a round of scores, as line_compute() gives it to select_entries(): for who would compute many
 * lines that hardly differ. */
typedef struct {
    SelectEntry *entries; /* as the entrants stand in the input */
    size_t count;
    SelectRules rules;
    bool is_separate; /* a score hangs on the entrant's own reviews alone */
} LineContest;
LineContest line_contest(Arena *arena, const Edition *edition, int64_t round, const LineInput *input);

/* Whether the scores of an earlier round count in this one. */
bool line_carries(const Edition *edition, int64_t round, int64_t earlier);
/* "lot/2", or "lot/1" where the edition has no number for lots. */
uint64_t line_seed(Arena *arena, const Edition *edition, int64_t round);
/* What an assignment by lot is drawn with, in hex digits: as line_seed(), with "/assignment" behind the
 * round, so that it tells nothing of the round's own lots. */
enum { SEED_DIGITS = 16 };
Text assignment_seed(Arena *arena, const Edition *edition, int64_t round);
uint64_t seed_value(Text hex); /* of SEED_DIGITS lower-case digits */

const char *outcome_code(Outcome outcome);
const char *tie_code(Tie tie);
Outcome outcome_from_code(Text code);
Tie tie_from_code(Text code);

#endif
