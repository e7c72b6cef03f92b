/* SPDX-License-Identifier: Apache-2.0 */
/* What scores come to once experts are comparable: in words for people, as JSON for programs, and as tables
 * of applications and of experts. */
#ifndef WORKBENCH_CALIBRATE_WORDS_H
#define WORKBENCH_CALIBRATE_WORDS_H

#include "engine/calibrate.h"
#include "workbench/scores.h"

#include <stdio.h>

/* Further reviews of one application, by its place in the calibration's list. */
typedef struct {
    size_t application;
    int32_t reviews;
} CalibratePlanned;

/* Applications and experts have the places of their names in names_order() as keys. */
typedef struct {
    const Scores *scores;
    const Text *applications, *experts; /* their names, by key */
    const Calibration *calibration;
    const size_t *best_first;  /* the applications by calibrated score, then by key */
    const int32_t *ranks;      /* of each of these: 1, and as many as are better */
    const CalibratePlan *plan; /* NULL: not asked for */
    int32_t further;           /* reviews that the plan may make */
    CalibratePlanned *planned; /* the plan's steps by application, the most pressing first */
    size_t planned_count;
    uint64_t seed;
    int64_t read_us, solved_us;
} CalibrateReport;

void calibrate_put_words(FILE *to, const CalibrateReport *report);
void calibrate_put_json(FILE *to, const CalibrateReport *report);
/* rank, application, reviews, mean, corrected, calibrated, error, rank_from, rank_to, above */
void calibrate_put_applications(FILE *to, const CalibrateReport *report);
/* expert, reviews, comparable, severity, error, spread, agreement, part, reason */
void calibrate_put_experts(FILE *to, const CalibrateReport *report);

#endif
