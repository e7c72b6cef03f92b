/* SPDX-License-Identifier: Apache-2.0 */
/* What the organisers' page of a round's calibration is given. */
#ifndef PRIZE_CALIBRATION_VIEWS_H
#define PRIZE_CALIBRATION_VIEWS_H

#include "feature/prize/calibration.h"
#include "platform/page/views.h"

/* An application whose interval of ranks crosses the line. */
typedef struct {
    Text number, country;
    Written title, city;
    Url url;
    Decimal mean, calibrated, error;
    Mark mark;
    int64_t reviews, rank_from, rank_to, above_percent;
} GreyRow;

typedef struct {
    Text name;
    int64_t reviews;
    Decimal severity, error, spread, agreement;
    bool is_known, has_spread, has_agreement;
    Mark mark;
    CalibrateReason reason; /* why it is not known, or not comparable with all */
} SeverityRow;

/* Where one more review pays. */
typedef struct {
    Text number, country;
    Written title, city;
    Url url;
    int64_t reviews, further;
    Decimal saved;
} PlanRow;

/* What both pages say first. */
typedef struct {
    Shell shell;
    Text edition, name;
    int64_t round;
    bool decides; /* the calibrated score does */
    CalibrationState state;
    CalibrateReason reason; /* of the whole */
    bool has_model, has_severities;
    int64_t hidden, applications;
    Url action; /* this page */
} CalibrationHead;

typedef struct {
    CalibrationHead head;
    int64_t places, grey, draws;
    Decimal from, to;   /* of the marks near the line */
    LIST(GreyRow) near; /* the nearest of the grey ones, best first */
    size_t above;       /* the line is under so many of them */
    Problems problems;
    Field further;
    bool has_plan, is_plan_cut;
    Decimal misses, misses_after;
    LIST(PlanRow) plan;
} PrizeCalibration;

typedef struct {
    CalibrationHead head;
    int64_t parts;
    LIST(SeverityRow) experts; /* the most severe first */
    Pages pages;
} PrizeSeverity;

#endif
