/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the committee are given. */
#ifndef PRIZE_COMMITTEE_VIEWS_H
#define PRIZE_COMMITTEE_VIEWS_H

#include "feature/prize/motion.h"
#include "platform/page/views.h"

/* A candidate as the committee's lists show it. */
typedef struct {
    int64_t key;
    Text number, country, category;
    Written title, city;
    Decimal score;                 /* of the last round: that decided */
    bool is_scored, is_calibrated; /* which one that was */
    Url url, recuse;
    Text award, tier; /* as it stands; "" none */
} DossierRow;
typedef struct {
    Text name;
    LIST(DossierRow) rows;
} DossierGroup;

typedef struct {
    Url url;
    MotionKind kind;
    MotionState state;
    Text award;
    Instant opened, closed;
    int64_t cast, entitled;
} MotionRow;

typedef struct {
    Text code, name;
    int64_t given, places;
    Picture picture;
    Url departure;
} AwardRow;

typedef struct {
    int64_t account;
    Text name;
    Message seat;
} SeatRow;

/* What every page of the committee says. */
typedef struct {
    Shell shell;
    Text edition, edition_name, zone;
    bool is_member, is_chairing, is_organiser, has_decided;
    FormToken token;
    Problems problems;
} CommitteeHead;

typedef struct {
    CommitteeHead head;
    Seats seats;
    int64_t members, candidates, given, places, recused;
    bool has_open, can_move;
    MotionRow open;
    LIST(MotionRow) motions;
    LIST(AwardRow) awards;
    LIST(DossierGroup) dossier;
    LIST(SeatRow) members_list; /* for organisers */
    Field name, address;
    ChoiceField seat;
} PrizeCommittee;

/* A line of a ballot. */
typedef struct {
    DossierRow entry;
    Text value;
    bool is_chosen;
    Choices ranks;
    Message error;
} BallotRow;
typedef struct {
    DossierRow entry;
    Text award, tier;
    int64_t place;
} PlacingRow;
typedef struct {
    DossierRow entry; /* of a departure: none */
    Message label;
    int64_t points, of;
    Message tie;
} TallyLine;
typedef struct {
    Text name, votes;
} NamedBallot;

/* A motion with what came of it. */
typedef struct {
    MotionRow row;
    Written reason, contest;
    LIST(PlacingRow) placings;
    LIST(TallyLine) tally;
    LIST(NamedBallot) ballots; /* where names stand in the minutes */
    bool by_casting_vote;
    int64_t voted, needed, hidden;
} MotionShown;

typedef struct {
    CommitteeHead head;
    int64_t motion_key;
    MotionShown motion;
    Seats seats;
    bool can_vote, has_voted, can_close;
    MotionQuorum quorum; /* where the viewer can close */
    int64_t places;      /* of the award */
    BallotForm form;
    int64_t score_max;
    LIST(BallotRow) ballot;
    ChoiceField vote; /* of a departure */
    Field reason;     /* of contesting */
} PrizeMotion;

typedef struct {
    CommitteeHead head;
    Text award_code, award;
    LIST(ChoiceField) places;
    Field reason;
} PrizeDeparture;

typedef struct {
    Written title;
    Text number;
    int64_t count;
    Text names;
} RecusalRow;
typedef struct {
    CommitteeHead head;
    bool names;
    Instant begins, ends;
    LIST(SeatRow) members;
    LIST(RecusalRow) recusals;
    LIST(MotionShown) motions;
    LIST(PlacingRow) winners;
    bool departs;
} PrizeMinutes;

typedef struct {
    CommitteeHead head;
    Written title;
    Text number;
    Field note;
    Url action, back;
} PrizeRecuse;

#endif
