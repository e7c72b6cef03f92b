/* SPDX-License-Identifier: Apache-2.0 */
/* What a committee's ballots come to.
 *
 * Every form gives an entry a support, an exact fraction, from the ballots of those who are not
 * recused from it. Without recusals it orders the entries as the plain counts do; with them nobody
 * gains or loses because a member had to leave the room.
 *   "approve/1"  approvals ÷ ballots that could approve it (approval voting: Brams, Fishburn 1978).
 *   "borda/1"    won comparisons ÷ comparisons it took part in: on each ballot, an entry is compared
 *                with every other that this member may judge; it wins against those ranked behind
 *                it and those not ranked, and two that are not ranked share the win. Without
 *                recusals that is Borda's count (1781) over its maximum, with truncated ballots
 *                counted by the average of the places left (Baumeister, Faliszewski, Lang, Rothe 2012).
 *   "score/1"    the mean of the grades given; who gives an entry no grade has no say on it.
 *
 * Equal supports are told apart by the rules' steps, in their order: the casting vote of the chair
 * (or of the deputy, where the chair is recused from one of the equals or has not voted), the
 * earlier score, the lot. What stays equal shares its place. */
#ifndef ENGINE_TALLY_H
#define ENGINE_TALLY_H

#include "base/arena.h"
#include "engine/rational.h"

#define TALLY_APPROVE_RULE "approve/1"
#define TALLY_BORDA_RULE "borda/1"
#define TALLY_SCORE_RULE "score/1"
#define TALLY_MOTION_RULE "majority/1"

enum { TALLY_ENTRIES_MAX = 10000, TALLY_MEMBERS_MAX = 10000, TALLY_GRADE_MAX = 1000000 };
#define TALLY_NOBODY SIZE_MAX

typedef enum { TALLY_APPROVE, TALLY_RANK, TALLY_SCORE } TallyForm;
typedef enum { TALLY_TIE_NONE, TALLY_TIE_CASTING, TALLY_TIE_EARLIER, TALLY_TIE_LOT } TallyTie;

typedef struct {
    int64_t key;      /* unique */
    Rational earlier; /* of the last round; RATIONAL_NONE comes last */
} TallyEntry;

/* What a member says of an entry. approve: any value > 0 approves. rank: 1 is the best; two
 * may share a rank, and gaps mean nothing; an entry without a mark or with 0 is not ranked. score: the grade.
 */
typedef struct {
    int32_t member, entry; /* places in the lists; a pair at most once */
    int32_t value;         /* 0 … TALLY_GRADE_MAX */
} TallyMark;
typedef struct {
    int32_t member, entry;
} TallyRecusal;

typedef struct {
    const TallyEntry *entries;
    size_t entry_count;
    const bool *has_voted;  /* of a member: a ballot was cast, even an empty one */
    size_t member_count;    /* who are entitled to vote, voted or not */
    const TallyMark *marks; /* marks of recused members, or of those who have not voted, count for nothing */
    size_t mark_count;
    const TallyRecusal *recusals;
    size_t recusal_count;
    size_t chair, deputy; /* members, or TALLY_NOBODY */
    TallyForm form;
    const TallyTie *ties; /* in the order of the rules */
    size_t tie_count;
    uint64_t seed;
    Rational quorum;    /* of the members entitled, who must have voted on an entry */
    bool quorum_strict; /* more than that share, not at least */
    bool recused_count; /* the recused count as present */
} TallyProblem;

typedef struct {
    size_t entry;
    int32_t place;    /* 1 + how many stand before it; equals share it */
    Rational support; /* RATIONAL_NONE: nobody could say anything on it; comes last */
    int64_t points;   /* approvals; twice the comparisons won; the sum of the grades */
    int64_t of;       /* ballots that could approve; twice the comparisons; the number of grades */
    int64_t voters;   /* who voted and are not recused from it */
    int64_t recused;
    int64_t needed; /* for the quorum */
    bool quorate;
    TallyTie
        decided_by; /* what told it apart from the one before it; TALLY_TIE_NONE: the support, or nothing */
} TallyRow;

typedef struct {
    TallyRow *rows; /* in order */
    size_t count;
    int64_t voted;
    bool quorate; /* of all entries */
} Tally;

const Tally *tally_count(Arena *arena, const TallyProblem *problem);

/* The least whole number that satisfies a quorum of a number of members. */
int64_t tally_needed(Rational quorum, bool strict, int64_t members);

/* A motion, such as a departure from the ranking: "majority/1". Abstentions count for the quorum;
 * the recused neither vote nor, unless recused_count, count for it. */
typedef enum {
    MAJORITY_OF_VOTES,   /* more for than against */
    MAJORITY_OF_CAST,    /* more than half of for, against and abstained */
    MAJORITY_OF_MEMBERS, /* more than half of the members entitled */
    MAJORITY_TWO_THIRDS  /* at least two thirds of for and against */
} MajorityRule;

typedef enum { VOTE_FOR, VOTE_AGAINST, VOTE_ABSTAIN, VOTE_RECUSED, VOTE_ABSENT } MotionVote;
typedef enum { MOTION_IS_CARRIED, MOTION_IS_LOST, MOTION_IS_INQUORATE } MotionOutcome;

typedef struct {
    const MotionVote *votes; /* of each member */
    size_t member_count;
    size_t chair, deputy; /* whose vote decides where for and against are equal, or TALLY_NOBODY */
    bool casting_vote;
    MajorityRule majority;
    Rational quorum;
    bool quorum_strict, recused_count;
} MotionProblem;

typedef struct {
    MotionOutcome outcome;
    int64_t in_favour, against, abstained, recused, absent, needed;
    bool by_casting_vote;
} MotionTally;

/* The casting vote applies to MAJORITY_OF_VOTES alone: the chair's own vote counts double where for
 * and against are equal; if the chair abstained, is recused or absent, the deputy's; else it is lost. */
MotionTally tally_motion(const MotionProblem *problem);

#endif
