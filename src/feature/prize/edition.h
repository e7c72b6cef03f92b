/* SPDX-License-Identifier: Apache-2.0 */
/* An edition of the prize: its rules as data.
 *
 * The rules are read from one YAML file (edition_file.h), checked, and kept as canonical JSON in
 * numbered versions; every reader works on the struct below, which never changes once it is made.
 * What a round rests upon freezes when the round begins: a later change is a decision with a
 * reason. Numbers of an edition stand here and nowhere in code. */
#ifndef PRIZE_EDITION_H
#define PRIZE_EDITION_H

#include "base/problems.h"
#include "platform/language/language.h"
#include "platform/store/journal.h"

typedef struct {
    int64_t key;
} EditionId;

/* A name or sentence in each language of the interface. */
typedef struct {
    Text in[LANGUAGE_COUNT];
} Words;

typedef struct {
    Text code; /* a-z, 0-9 and '-', at most 40 */
    Words name;
} Named;
typedef LIST(Named) NamedList;
typedef LIST(Text) Codes;

typedef struct {
    Text code;
    Words name;
    Codes countries;     /* ISO 3166-1 alpha-2 */
    Words country_names; /* follows from them: sorted as readers of the language expect, with commas */
} Region;

typedef struct {
    Text code;
    Words name, description;
    Codes applicant_kinds; /* who may apply in it; empty: every kind */
} Category;

/* The form: sections of questions. Title, place, category and applicant are asked of everyone and
 * stand in the application itself; these are the edition's own. */
typedef enum { QUESTION_LINE, QUESTION_TEXT, QUESTION_NUMBER, QUESTION_URL, QUESTION_CHOICE } QuestionKind;
typedef struct {
    Text code;
    QuestionKind kind;
    Words label, hint;
    bool required;
    int64_t length_max; /* characters */
    NamedList choices;
} Question;
typedef struct {
    Text code;
    Words name;
    LIST(Question) questions;
} Section;

typedef struct {
    Text code;
    Words name, hint;
    bool required;
    int64_t files_max, size_max_bytes;
} AttachmentSlot;

typedef struct {
    Text code;
    Words name; /* gold, silver, bronze */
    int64_t places;
} Tier;
typedef struct {
    Text code;
    Words name;
    int64_t places;
    LIST(Tier) tiers;    /* places of the tiers sum to `places`; empty: no tiers */
    Codes draws_on;      /* categories; empty: all */
    bool may_stay_empty; /* a place may be left without a winner */
    bool may_be_shared;  /* a place may go to several whose votes are equal */
} Award;

typedef struct {
    int64_t value;
    Words name, text; /* "4": "Strong": "It is shown well; a doubt remains." */
} Grade;
typedef struct {
    Text code;
    Words name, question;
    int64_t weight;
    LIST(Grade) grades; /* ascending by value */
} Criterion;
typedef struct {
    Text code;
    LIST(Criterion) criteria;
} Rubric;

/* An exact number that a rule names: 3.5 is 7/2. */
typedef struct {
    int64_t numerator, denominator; /* denominator > 0 */
} Ratio;

typedef enum { BY_CATEGORY, BY_REGION, BY_COUNTRY, BY_CITY } Attribute;
typedef struct {
    Attribute by;
    Text value; /* a code; "" : each value of the attribute by itself */
    int64_t count;
    Ratio minimum; /* of a floor: the least score that it lets in; 0/1: any */
} Bound;
typedef LIST(Bound) Bounds;

typedef enum { TIE_ALL_PASS, TIE_BY_CRITERIA, TIE_BY_LOT } TieRule;
typedef enum { ROUND_SCREENING, ROUND_SCORING } RoundKind; /* in or out, or a rubric */
typedef enum { JUDGES_SECRETARIAT, JUDGES_ASSIGNED, JUDGES_GROUP } Judges;
typedef enum { SCORE_MEAN, SCORE_CALIBRATED } RoundScore; /* which one decides */
typedef enum { EARLIER_AFRESH, EARLIER_SHOWN, EARLIER_CARRIED } EarlierScores;

typedef struct {
    Text code;
    Words name;
    RoundKind kind;
    Judges judges;
    Text entrants;                    /* code of an earlier round: who passed it enters; "": the one before */
    Text rubric;                      /* of ROUND_SCORING: code */
    RoundScore score;                 /* of ROUND_SCORING */
    Instant begins, ends, publish_at; /* publish_at of its result */
    int64_t experts_each;             /* JUDGES_ASSIGNED: how many for an application */
    int64_t load_max, load_min;       /* of an expert; an expert's own capacity may be less */
    Codes group;                      /* JUDGES_GROUP: e-mail addresses of those who see the whole slate */
    EarlierScores earlier;
    int64_t places; /* how many pass; 0: all that reach the minimum */
    Ratio minimum;  /* least score to pass at all */
    Bounds floors, caps;
    TieRule tie;
    Codes tie_criteria; /* of TIE_BY_CRITERIA, the first that differs decides; then the lot */
    int64_t reserves;   /* length of the reserve list */
    bool publish_line;  /* applicants learn the score at the line with their own result */
} Round;

typedef enum { BALLOT_APPROVE, BALLOT_RANK, BALLOT_SCORE } BallotForm;
typedef struct {
    BallotForm ballot;
    int64_t score_max; /* of BALLOT_SCORE */
    Ratio quorum;      /* share of the members who must have voted, e.g. 1/2; more than it if strict */
    bool quorum_strict;
    bool recused_count; /* whether the recused count for the quorum */
    bool casting_vote;  /* the chair's, when votes are equal; else the earlier score, then the lot */
    bool names_in_minutes;
    Instant begins, ends;
} CommitteeRules;

typedef struct {
    EditionId id;
    int64_t version; /* of the rules, from 1 */
    Text code;       /* in addresses: "demo" */
    Text scope;      /* of roles: "prize/<key>" */
    Text book;       /* of the journal: "prize/<code>" */
    bool demonstration;
    Words name, summary;
    Text zone;             /* IANA */
    Instant opens, closes; /* closes: the first instant at which it is too late is one µs after */
    Codes tongues;         /* accepted languages of application, BCP 47 */
    LIST(Region) regions;
    NamedList applicant_kinds;
    LIST(Category) categories;
    NamedList topics;
    LIST(Section) sections;
    LIST(AttachmentSlot) attachments;
    Words pledge;
    LIST(Rubric) rubrics;
    LIST(Round) rounds;
    LIST(Award) awards;
    CommitteeRules committee;
    Instant winners_publish_at;
    Words word_expert, word_experts, word_candidate, word_candidates; /* as this edition calls them */
    Text lots;   /* what lots are drawn from, 64 hex digits; nobody's until a round is confirmed: line.h */
    Text json;   /* the rules, canonical, as they stand in the journal: edition_json.h */
    Text digest; /* of json, BLAKE2b-256, hex: names the rules */
} Edition;

Text words_in(const Words *words, Language language); /* falls back to English, then to any */

/* The edition with its newest rules; NULL if there is none. The struct may come from a cache and
 * lives at least as long as the snapshot's arena. */
const Edition *edition_find(Snapshot *at, EditionId id);
const Edition *edition_find_by_code(Snapshot *at, Text code);
const Edition *edition_newest(Snapshot *at); /* whose call opened last or opens next */
typedef LIST(const Edition *) Editions;
Editions edition_all(Snapshot *at);

const Region *edition_region_of(const Edition *edition, Text country); /* NULL: not taking part */
const Category *edition_category(const Edition *edition, Text code);
/* The name of a code; the code itself where the rules do not know it. */
Text edition_category_name(const Edition *edition, Text code, Language language);
Text edition_region_name(const Edition *edition, Text code, Language language);
const Award *edition_award(const Edition *edition, Text code);
const Rubric *edition_rubric(const Edition *edition, Text code);
const Round *edition_round(const Edition *edition, int64_t number); /* from 1; NULL beyond the last */
/* The round whose passers enter this one; 0: whoever has applied. */
int64_t edition_entrants_of(const Edition *edition, int64_t round);

/* Keeps new rules. A first version makes the edition. A change of what has begun (a frozen part)
 * needs a reason, which is journalled; without one: a problem. False: problems, nothing changed. */
bool edition_keep(Change *change, const Edition *edition, Text reason, Problems *problems, EditionId *id);

/* May one apply at this instant (of a request: when its head arrived)? Extensions for one apart. */
bool edition_call_is_open(const Edition *edition, Instant at);
/* True from the last moment on: nothing more can be submitted. */
bool edition_call_is_over(const Edition *edition, Instant at);

/* Where the edition stands now. PHASE_DECIDED is for the committee and the organisers: whoever else
 * asks must see no difference to PHASE_COMMITTEE. */
typedef enum {
    PHASE_BEFORE,
    PHASE_CALL,
    PHASE_ROUND,
    PHASE_BETWEEN,
    PHASE_COMMITTEE,
    PHASE_DECIDED,
    PHASE_ANNOUNCED
} Phase;
typedef struct {
    Phase phase;
    int64_t round; /* of PHASE_ROUND, and of PHASE_BETWEEN the next one; from 1 */
} Standing;
Standing edition_standing(Snapshot *at, const Edition *edition);

/* Publication: the one answer to "may the world know this yet?". `step` is a round's number, or
 * STEP_WINNERS. Its instant is the rules' publish_at unless two people have held or moved it. */
enum { STEP_WINNERS = 0 };
Instant publication_instant(Snapshot *at, const Edition *edition, int64_t step); /* NEVER while held */
/* The same of all steps at once, by their numbers, STEP_WINNERS first. */
typedef LIST(Instant) Instants;
Instants publication_instants(Snapshot *at, const Edition *edition);
bool publication_passed(Snapshot *at, const Edition *edition, int64_t step);

/* To hold, move or release an announcement takes two: one moves it, another organiser or the chair
 * (or deputy) seconds it. What is out cannot be taken back. */
typedef enum { PUBLICATION_OPEN, PUBLICATION_CARRIED, PUBLICATION_DROPPED } PublicationState;
typedef struct {
    int64_t key, step;
    PublicationState state;
    Instant publish_at;  /* NEVER: to hold it until it is moved again */
    bool at_once;        /* from the moment of the second */
    Text reason, tongue; /* which it is written in */
    AccountId moved_by, seconded_by;
    Text moved_by_name, seconded_by_name;
    Instant moved, seconded;
} PublicationMotion;
typedef LIST(PublicationMotion) PublicationMotions;
PublicationMotions publication_motions(Snapshot *at, const Edition *edition); /* newest first */
/* By the change's viewer. One open motion a step: a second one is a problem. */
bool publication_move(Change *change, const Edition *edition, const PublicationMotion *motion,
                      Problems *problems);
bool publication_second(Change *change, const Edition *edition, int64_t motion, Problems *problems);
bool publication_drop(Change *change, const Edition *edition, int64_t motion, Problems *problems);

#endif
