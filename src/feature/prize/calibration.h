/* SPDX-License-Identifier: Apache-2.0 */
/* Calibrations of rounds with their draws, for pages.
 *
 * They are kept in the process by the digest of what they follow from. One of a common size is made at once:
 * a quarter of a second for 240 applications and 60 experts. A larger one takes seconds, or half a minute for
 * 10,000 and 2,000; it is made by a thread of its own, one at a time, and until then there is none. */
#ifndef PRIZE_CALIBRATION_H
#define PRIZE_CALIBRATION_H

#include "feature/prize/line_scores.h"

typedef enum {
    CALIBRATION_READY,
    CALIBRATION_COMING, /* ask again in a while */
    CALIBRATION_BEYOND  /* the engine's ranges */
} CalibrationState;

typedef struct {
    CalibrationState state;
    const Calibration *it; /* of CALIBRATION_READY; lives as long as the arena */
    LineScores scores;
} RoundCalibration;

/* Of the entrants and reviews of the input. */
RoundCalibration calibration_of(Arena *arena, const Edition *edition, int64_t round, const LineInput *input);

/* NULL: it is not made yet, and nobody is asked to. */
const Calibration *calibration_kept(Arena *arena, const Edition *edition, int64_t round,
                                    const LineInput *input);
/* Whether the line of a round takes long, because calibrated scores decide it. */
bool calibration_delays_line(Arena *arena, const Edition *edition, int64_t round, const LineInput *input);

/* On both sides of a score or severity: CALIBRATE_INTERVAL_PERCENT of a normal variable lie within. */
int64_t calibration_half_width(int64_t error_thousandths);
int64_t calibration_thousandths(const CalibrateApplication *application); /* the calibrated score */
/* In how many percent of the draws it is above the line. */
int64_t calibration_above_percent(const Calibration *calibration, const CalibrateApplication *application);
/* Its interval of ranks crosses the line. */
bool calibration_is_grey(const Calibration *calibration, const CalibrateApplication *application);

/* Of an application; NULL: nobody has judged it. */
const CalibrateApplication *calibration_find(const Calibration *calibration, int64_t application);

#endif
