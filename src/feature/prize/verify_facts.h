/* SPDX-License-Identifier: Apache-2.0 */
/* What the lines of a record have said so far, and how each kind of line is held against it. One file
 * a noun: verify_application.c, verify_expert.c, verify_round.c, verify_committee.c. */
#ifndef PRIZE_VERIFY_FACTS_H
#define PRIZE_VERIFY_FACTS_H

#include "feature/prize/count.h"
#include "feature/prize/edition_change.h"
#include "feature/prize/line.h"
#include "feature/prize/reserve.h"
#include "feature/prize/review.h"
#include "feature/prize/verify.h"

/* From a text to a place in some list: open addressing, in an arena. */
typedef struct {
    Arena *arena;
    struct {
        Text name;
        size_t place;
    } * slots;
    size_t count, room;
} Places;
enum { NO_PLACE = -1 };
ptrdiff_t places_find(const Places *places, Text name);
/* The name must not be in it. */
void places_add(Places *places, Text name, size_t place);

enum { ROUNDS_MAX = 64, CAUSES = 8 };

typedef struct {
    int64_t key, version;
    Text number, category, region, country, city; /* city: folded */
    Instant extended_until;
    bool is_withdrawn;
    int64_t withdrawn_after;     /* so many rounds were confirmed by then */
    bool passed[ROUNDS_MAX + 1]; /* which rounds it passed, or moved up in; 0: it has applied */
    int64_t replaced;            /* the last round in which another moved up into its place */
} FactApplication;

typedef struct {
    Text pseudonym;
    bool is_expert, is_seated;
    CommitteeSeat seat;
} FactPerson;

typedef struct {
    int64_t application, person, causes; /* person: place + 1; causes: a bit for each that stands */
} FactConflict;

typedef enum { PAIR_OPEN, PAIR_SENT, PAIR_ENDED } PairState;
typedef struct {
    int64_t round, application, person;
    PairState state;
    Scores scores;    /* of PAIR_SENT */
    bool is_imported; /* they are: nobody sent them */
    int64_t mark;     /* the line that named it last */
} FactPair;

typedef struct {
    int64_t line, round;
    Text seed;
} FactDraw;

typedef struct {
    int64_t round, application;
    bool eligible;
} FactScreening;

typedef struct {
    int64_t person, line;
    Text commitment;
} FactBallot;
typedef struct {
    Text key;
    MotionKind kind;
    MotionState state;
    Text award;
    Placings placings;
    LIST(FactBallot) ballots; /* the last of each person */
} FactMotion;

typedef struct {
    Arena *arena; /* of the facts */
    Faults *faults;
    const RecordLine *line; /* that is looked at */
    VerifyCounts *counts;
    Instant latest; /* of the lines so far, and the line that says it */
    int64_t latest_line;
    bool has_rules;
    Edition rules; /* in force */
    Text lots_digest,
        lots; /* what lots are drawn from: as the first line committed itself to it, once opened */
    LIST(FactApplication) applications;
    LIST(FactPerson) people;
    LIST(FactConflict) conflicts;
    LIST(FactPair) pairs;
    LIST(FactDraw) draws; /* of assignments, whose seeds wait for the number for lots to be opened */
    LIST(FactScreening) screenings;
    LIST(FactMotion) motions;
    Places application_places, number_places, person_places, conflict_places, pair_places, screening_places;
    StepNumbers moved;          /* steps whose announcement two people have held or moved */
    int64_t confirmed;          /* rounds 1 … confirmed are */
    LineResult result;          /* of the last of them */
    CountCandidates candidates; /* of it, by key, with those who moved up */
    Placings winners;
    Instant publish_at[ROUNDS_MAX + 1]; /* of each step */
} Facts;

/* ---- reading what a line says; false, with a fault, where it isn't there or not of that kind */
bool says_text(Facts *facts, const char *name, Text *text);
bool says_number(Facts *facts, const char *name, int64_t *number);
bool says_instant(Facts *facts, const char *name, Instant *instant);
bool says_list(Facts *facts, const char *name, const json_t **list);
/* Known ones only. */
FactApplication *says_application(Facts *facts);
/* The place + 1 of a person, known or new; 0 with a fault. */
int64_t says_person(Facts *facts);
bool says_round(Facts *facts, int64_t *round, const Round **rules);
/* "123" in a list. */
bool key_of_json(const json_t *json, int64_t *key);
Text text_of_value(const json_t *json); /* "" if it is no text */

/* A fault at the line that is looked at. */
#define DISAGREE(facts, ...) fault_add((facts)->faults, (facts)->line->number, __VA_ARGS__)

void disagree_on_rule(Facts *facts); /* that this program doesn't know */

FactApplication *fact_application(Facts *facts, int64_t key);
int64_t fact_person(Facts *facts, Text pseudonym); /* place + 1, made if it is new */
FactPerson *person_at(Facts *facts, int64_t person);
bool fact_in_conflict(Facts *facts, int64_t application, int64_t person);
FactPair *fact_pair(Facts *facts, int64_t round, int64_t application, int64_t person);
bool fact_enters(const Facts *facts, const FactApplication *application, int64_t round);
void fact_fit(Facts *facts, int64_t round, const Round *rules); /* before the line's pairs are taken */
void fact_draw(Facts *facts, int64_t round, Text seed);         /* of the line's lots */
void fact_draws_end(Facts *facts);                              /* no more lines come */
LineEntrant fact_entrant(const FactApplication *application);
/* The screenings and reviews of a round as they stand, by rules that may be others than its own. */
void fact_judgements(Facts *facts, const Edition *edition, int64_t round, LineInput *input);
/* The line says that whoever acts is this person. */
bool acts_oneself(Facts *facts, int64_t person);

/* What a whole record says. `verification`: its faults and counts, without what was proved. */
Facts *facts_read(Arena *arena, FILE *file, Text key, Verification *verification);

/* ---- the kinds */
typedef void FactFunction(Facts *facts);
FactFunction fact_rules, fact_publication;
FactFunction fact_submitted, fact_imported, fact_withdrawn, fact_extended;
FactFunction fact_invited, fact_accepted, fact_left, fact_conflict, fact_lifted, fact_assigned, fact_released;
FactFunction fact_screened, fact_reviewed, fact_review_imported, fact_confirmed, fact_moved_up;
FactFunction fact_seated, fact_unseated, fact_moved, fact_contested, fact_cast, fact_closed, fact_decided;
FactFunction fact_winner;

/* Places in names: "<round>/<application>/<person>". */
Text pair_name(Arena *arena, int64_t a, int64_t b, int64_t c);

#endif
