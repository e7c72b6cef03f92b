/* SPDX-License-Identifier: Apache-2.0 */
/* What the organisers' pages of rounds are given. */
#ifndef PRIZE_ROUND_VIEWS_H
#define PRIZE_ROUND_VIEWS_H

#include "feature/prize/round.h"
#include "platform/page/views.h"

typedef struct {
    Text name;
    int64_t number, entrants, places, passed;
    Instant begins, ends, publish_at; /* publish_at: not set while it is held */
    bool is_confirmed, is_screening;
    Url url;
} RoundLine;
typedef struct {
    Shell shell;
    Text edition, zone;
    LIST(RoundLine) rounds;
} PrizeRounds;

/* An entrant in the ranking. */
typedef struct {
    Text number, country, category;
    Written title, city;
    Url url;
    int64_t rank, reviews, reserve;
    bool is_scored, passed, is_withdrawn, is_by_rank; /* by rank: nothing to remark */
    Decimal mean, calibrated;
    bool has_calibrated, has_ranks, is_grey; /* grey: its interval of ranks crosses the line */
    int64_t rank_from, rank_to, above_percent;
    Decimal error; /* of the calibrated score */
    Mark mark;
    Message outcome, tie;
    Text outcome_code, tie_code; /* for the CSV */
    bool line_follows;           /* the line is drawn under this row */
    Text place_of;               /* into whose place it moved up; "" */
} RankingRow;

/* What every page of a round says. */
typedef struct {
    Shell shell;
    Text edition, name, zone;
    int64_t round, entrants, places, passed, missing;
    bool is_confirmed, is_over, is_released, can_release;
    bool is_coming; /* the result takes a while to calculate */
    Instant confirmed, publish_at, ends;
    bool can_miss; /* reviews may be missing; a screening must be complete */
    Url fragility;
    ShellLinks filters;
    Pages pages;
    Url line_page, csv;
    Messages remarks; /* floors that lack, places gone by floors and caps */
    FormToken token;
    Problems problems;
    Field note;
    ChoiceField with_missing;
} RoundHead;

/* A free place, and who may take it. */
typedef struct {
    int64_t key;
    Text number;
    Written title;
    Url url;
    Message why; /* passed over */
} ReserveLine;
typedef struct {
    bool is_there, has_first, is_last; /* is_last: the committee follows */
    ReserveLine left, first;
    LIST(ReserveLine) passed_over;
    Message closed; /* why nobody may move up now */
    Field reason;
    FormToken token;
    Url action;
} RoundMoveView;

typedef struct {
    RoundHead head;
    RoundMoveView move;
    int64_t by_rank, by_floor, hidden; /* hidden: rows the viewer is in conflict with */
    bool decides;                      /* the calibrated score does */
    bool is_coming, has_model;         /* of the calibration */
    Url calibration;
    Decimal from, to;
    LIST(RankingRow) rows;
} PrizeRanking;

/* An entrant that one small change would move across the line. */
typedef struct {
    Text number, country, category;
    Written title, city;
    Url url;
    int64_t rank;
    bool passed;
    Messages hangs_on;
} FragilityLine;
typedef struct {
    RoundHead head;
    bool is_computed; /* else the round is too large for a page, and the command says how */
    bool is_other;    /* what stands now no longer gives the confirmed result */
    Text command;
    int64_t hidden, tried, safe_in, hanging_in, hanging_out, safe_out;
    Progress progress;
    LIST(FragilityLine) rows;
} PrizeFragility;

/* An entrant of a screening, with its form. */
typedef struct {
    int64_t key;
    Text number, country, category;
    Written title, city;
    Url url;
    bool is_decided, is_eligible;
    bool chosen_in, chosen_out;
    Written reason;
    Message error;
} ScreeningRow;
typedef struct {
    RoundHead head;
    int64_t eligible, ineligible, hidden;
    Progress progress;
    LIST(ScreeningRow) rows;
    Url action;
} PrizeScreening;

#endif
