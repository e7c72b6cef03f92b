/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/login.h"
#include "platform/account/secret.h"

#define FORGOTTEN_AFTER_US DAY_US

typedef struct {
    const char *name;
    int64_t free;              /* attempts without waiting */
    int64_t first_us, most_us; /* the first delay, and the greatest */
} AttemptRule;

/* An account's own delay stays short: who guesses at it from elsewhere must not keep its owner out. */
static const AttemptRule rules[] = {
    [ATTEMPT_SIGN_IN_ACCOUNT] = {"account", 8, SECOND_US, MINUTE_US},
    [ATTEMPT_SIGN_IN_CLIENT] = {"client", 20, SECOND_US, 15 * MINUTE_US},
    [ATTEMPT_MAIL_ADDRESS] = {"mail-address", 3, MINUTE_US, 2 * HOUR_US},
    [ATTEMPT_MAIL_CLIENT] = {"mail-client", 10, MINUTE_US, HOUR_US},
};

static Text subject_of(Arena *arena, AttemptKind kind, Text subject)
{
    return text_format(arena, "%s:%.*s", rules[kind].name,
                       TEXT_PRINT(token_digest(arena, "attempt", subject)));
}

static int64_t delay_us(const AttemptRule *rule, int64_t count)
{
    int64_t delay = rule->first_us;
    if (count < rule->free) return 0;
    for (int64_t i = rule->free; i < count && delay < rule->most_us; i++) delay *= 2;
    return delay < rule->most_us ? delay : rule->most_us;
}

bool attempt_claim(Change *change, AttemptKind kind, Text subject, Instant *until)
{
    Text key = subject_of(change->at.arena, kind, subject);
    Rows *row = store_row(&change->at, SQL("SELECT count, last FROM attempt WHERE subject = $1"), BIND(key));
    int64_t count = row ? row_int(row, 0) : 0;
    Instant last = row ? row_instant(row, 1) : INSTANT_NEVER, now = change->at.now;
    if (row && instant_passed(instant_plus(last, FORGOTTEN_AFTER_US), now)) count = 0;
    int64_t wait_us = delay_us(&rules[kind], count);
    *until = instant_plus(last, wait_us);
    /* without a wait nobody waits, not even who asked first and whose turn came second */
    if (wait_us && !instant_passed(*until, now)) return false;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO attempt (subject, count, last) VALUES ($1, $2, $3)"
                    " ON CONFLICT (subject) DO UPDATE SET count = excluded.count, last = excluded.last"),
                BIND(key, count + 1, now));
    return true;
}

void attempt_forgive(Change *change, AttemptKind kind, Text subject)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM attempt WHERE subject = $1"),
                BIND(subject_of(change->at.arena, kind, subject)));
}

void attempt_return(Change *change, AttemptKind kind, Text subject)
{
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE attempt SET count = attempt.count - 1 WHERE subject = $1 AND attempt.count > 0"),
                BIND(subject_of(change->at.arena, kind, subject)));
}

void account_tidy(Change *change)
{
    Instant now = change->at.now, attempts_before = instant_plus(now, -FORGOTTEN_AFTER_US),
            links_before = instant_plus(now, -90 * DAY_US);
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM attempt WHERE last < $1"), BIND(attempts_before));
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM login WHERE ends < $1 OR seen + idle < $1"),
                BIND(now));
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM link WHERE expires < $1"), BIND(links_before));
}
