/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders of drafts that were not submitted. */
#include "feature/prize/application.h"
#include "platform/account/account.h"
#include "platform/mail/mail.h"

/* The longest first. A draft is reminded at the last of these that has passed, unless it was begun
 * after it; so one that was begun two days before the end is reminded twice, and none at once. */
static const struct {
    const char *code;
    int64_t before_us;
} steps[] = {{"7d", 7 * DAY_US}, {"1d", DAY_US}, {"3h", 3 * HOUR_US}};

static int step_due(Instant begun, Instant deadline, Instant now)
{
    int due = -1;
    if (instant_passed(deadline, now)) return due;
    for (int i = 0; i < (int)(sizeof steps / sizeof *steps); i++) {
        Instant from = instant_plus(deadline, -steps[i].before_us);
        if (instant_passed(from, now)) due = instant_passed(from, begun) ? -1 : i;
    }
    return due;
}

static int64_t remind_team(Change *change, int64_t application, Instant deadline, const char *step)
{
    int64_t count = 0;
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT account FROM team_member WHERE application = $1 ORDER BY account"),
                            BIND(application));
    while (rows_next(rows)) {
        Account person;
        if (!account_find(&change->at, (AccountId){row_int(rows, 0)}, &person)) continue;
        Text once = text_format(change->at.arena, "prize/reminder/%lld/%s/%lld/%lld", (long long)application,
                                step, (long long)deadline.us, (long long)person.id.key);
        mail_queue(change, &(MailOrder){.kind = "prize/reminder",
                                        .to_name = person.name,
                                        .to_address = person.address,
                                        .to_account = person.id,
                                        .language = person.language,
                                        .subject_key = application,
                                        .due = INSTANT_NEVER,
                                        .once = once});
        count++;
    }
    return count;
}

static int64_t remind_edition(Change *change, const Edition *edition)
{
    int64_t count = 0;
    Rows *rows = store_rows(&change->at,
                            SQL("SELECT key, created_at, extended_until FROM application"
                                " WHERE edition = $1 AND state = 'draft' ORDER BY key"),
                            BIND(edition->id.key));
    while (rows_next(rows)) {
        Application application = {.extended_until = row_instant(rows, 2)};
        Instant deadline = application_deadline(edition, &application);
        int step = step_due(row_instant(rows, 1), deadline, change->at.now);
        if (step >= 0) count += remind_team(change, row_int(rows, 0), deadline, steps[step].code);
    }
    return count;
}

int64_t application_remind_due(Change *change)
{
    int64_t count = 0;
    Editions all = edition_all(&change->at);
    for (size_t i = 0; i < all.count; i++)
        if (instant_passed(all.at[i]->opens, change->at.now)) count += remind_edition(change, all.at[i]);
    return count;
}

static bool remind(Change *change, void *context)
{
    (void)context;
    application_remind_due(change);
    return true;
}

void application_remind(Store *store, const Settings *settings, Arena *arena)
{
    (void)settings;
    store_change(store, arena, (AccountId){0}, remind, NULL);
}
