/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a round: who passes, by which rule, and why ("line/2"; "line/1" had the same but for the seed).
 *
 * Entries are ranked by score, then, if the rules say so, by criteria, then by lot. An entry with a
 * score of at least `minimum` may pass. Among all sets of at most `places` of them in which no cap
 * is exceeded, that one passes which has, each only where those before are equal,
 *   1. the least number of places that floors lack, all floors together,
 *   2. the most entries,
 *   3. the greatest sum of scores,
 *   4. the best ranking: the first entry on which two sets differ is in it.
 * Without floors and caps this is the head of the ranking. A floor counts only entries that reach
 * its own minimum. If all floors can't be met, `lacking` says by how much each is short, and as many
 * places as possible are filled.
 *
 * Ties. SELECT_TIE_ALL_PASS: who could take the place of an equally scored one that passes, with no
 * floor or cap the worse for it, passes too; places and caps stretch for them. SELECT_TIE_CRITERIA:
 * the first criterion that differs decides, and where none does, the lot. SELECT_TIE_LOT: the lot.
 * The lot is order_lot() of the seed and the entry's key; the smaller comes first.
 *
 * Exact: attributes that nest (a city in a country in a region) form a tree, two trees (region and
 * category, say) a flow of least cost; what fits neither, and floors whose minimum some entries of
 * theirs miss, are decided by branch and bound with that flow as the bound. */
#ifndef ENGINE_SELECT_H
#define ENGINE_SELECT_H

#include "base/arena.h"
#include "engine/rational.h"

enum {
    SELECT_ATTRIBUTES = 4, /* e.g. category, region, country, city */
    SELECT_ENTRIES_MAX = 100000,
    SELECT_EACH = INT32_MIN /* as a bound's value: each value of the attribute by itself */
};
#define SELECT_NOTHING SIZE_MAX

typedef struct {
    int64_t key;    /* unique */
    Rational score; /* RATIONAL_NONE: not scored, cannot pass */
    const Rational
        *criteria; /* criteria_count of them, the first that differs decides; may be NULL otherwise */
    int32_t attributes[SELECT_ATTRIBUTES]; /* any numbers but SELECT_EACH */
} SelectEntry;

typedef enum { SELECT_FLOOR, SELECT_CAP } SelectBoundKind;
typedef struct {
    SelectBoundKind kind;
    int32_t attribute; /* 0 … SELECT_ATTRIBUTES − 1 */
    int32_t value;     /* or SELECT_EACH */
    int32_t count;     /* >= 0 */
    Rational minimum;  /* of a floor: the least score that counts; RATIONAL_NONE: any */
} SelectBound;

typedef enum { SELECT_TIE_ALL_PASS, SELECT_TIE_CRITERIA, SELECT_TIE_LOT } SelectTie;

typedef struct {
    int32_t places;   /* >= 0; SELECT_ENTRIES_MAX: all that reach the minimum */
    Rational minimum; /* RATIONAL_NONE: none */
    const SelectBound *bounds;
    size_t bound_count;
    SelectTie tie;
    size_t criteria_count; /* of SELECT_TIE_CRITERIA */
    uint64_t seed;
} SelectRules;

typedef enum {
    /* passed */
    SELECT_BY_RANK,  /* would pass without floors and caps too */
    SELECT_MOVED_UP, /* a cap or floor that held others back freed the place */
    SELECT_BY_FLOOR, /* passes for the floor `bound`, in place of `counterpart` (if there is one) */
    SELECT_BY_TIE,   /* SELECT_TIE_ALL_PASS: as good as `counterpart`, who passes */
    /* not passed */
    SELECT_CAPPED,    /* high enough, but the cap `bound` is full */
    SELECT_DISPLACED, /* high enough, but the floor `bound` needs the place for `counterpart` */
    SELECT_BELOW,     /* below the line */
    SELECT_MINIMUM,   /* below the least score */
    SELECT_UNSCORED
} SelectOutcome;

typedef enum {
    SELECT_NO_TIE,
    SELECT_TIED_PASSED,
    SELECT_DECIDED_BY_CRITERION,
    SELECT_DECIDED_BY_LOT
} SelectTieStep;

typedef struct {
    size_t entry; /* place in the list */
    int32_t rank; /* 1 + how many are better, by score and (SELECT_TIE_CRITERIA) criteria */
    bool passed;
    SelectOutcome outcome;
    size_t bound;       /* place in the rules, or SELECT_NOTHING */
    size_t counterpart; /* an entry, or SELECT_NOTHING */
    SelectTieStep tie;  /* whether an equally scored one stands on the other side of the line, and what told
                           them apart */
    size_t tie_with;    /* that one, the nearest in the ranking */
    int32_t criterion;  /* of SELECT_DECIDED_BY_CRITERION: which, from 0 */
    int32_t
        reserve; /* 1, 2, … among those not passed who reach the minimum, in the ranking's order; else 0 */
    size_t blocked_by; /* of a reserve: a cap that is full for it now; else SELECT_NOTHING */
} SelectRow;

typedef struct {
    SelectRow *rows; /* by rank; equal ones by lot */
    size_t count, passed;
    int32_t *lacking;        /* of each bound: by how much a floor is short (SELECT_EACH: all together) */
    Rational score_sum;      /* of those who pass but for SELECT_BY_TIE */
    Rational score_sum_free; /* what it would be without floors and caps: the difference is their cost */
} Selection;

/* Asserts the ranges above. Fails (base/fail.h) if the scores' common denominator × the greatest score
 * exceeds 2^45, which scores of one rubric do not. */
const Selection *select_entries(Arena *arena, const SelectEntry *entries, size_t count,
                                const SelectRules *rules);

#endif
