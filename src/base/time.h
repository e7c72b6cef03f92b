/* SPDX-License-Identifier: Apache-2.0 */
/* Instants and the one clock.
 *
 * An instant is microseconds UTC since 1970-01-01, leap seconds ignored as POSIX does. Whether it
 * has passed is asked of instant_passed() alone. Time zones and how a date is written belong to
 * platform/language. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/text.h"

typedef struct {
    int64_t us; /* INSTANT_NEVER: none */
} Instant;

#define INSTANT_NEVER ((Instant){INT64_MIN})
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

static inline bool instant_is_set(Instant instant)
{
    return instant.us != INT64_MIN;
}
/* True from the instant itself on; one that is not set never passes. */
static inline bool instant_passed(Instant instant, Instant now)
{
    return instant_is_set(instant) && instant.us <= now.us;
}
static inline Instant instant_plus(Instant instant, int64_t us)
{
    return (Instant){instant.us + us};
}

/* The time that this program lives in: the system's, or a demonstration's. */
Instant clock_now(void);
/* From now on clock_now() is `offset_us` beside the system's clock. */
void clock_set_offset(int64_t offset_us);
int64_t clock_offset_us(void);
/* Stops the clock at an instant until it is set again (demonstrations and tests); INSTANT_NEVER
 * lets it run. */
void clock_stand_at(Instant instant);
/* For time-outs and measurements: real, monotonic, unaffected by the above. */
int64_t clock_monotonic_us(void);
/* How long this thread has computed: for bounds that hold however busy the machine is. */
int64_t clock_thread_us(void);

/* RFC 3339 in UTC, "2026-09-25T05:00:00.000000Z"; microseconds always written. */
Text instant_write(Arena *arena, Instant instant);
/* Reads RFC 3339 with Z or a numeric offset; fractions of up to six digits. */
bool instant_read(Text text, Instant *instant);

#endif
