/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/mail/outbox.h"
#include "base/random.h"
#include "platform/config/settings.h"
#include "platform/mail/mail.h"

#include <assert.h>

enum { KIND_LISTS_MAX = 16 };
static struct {
    const MailKind *kinds;
    size_t count;
} lists[KIND_LISTS_MAX];
static size_t list_count;

static const char *const states[MAIL_STATES] = {
    [MAIL_WAITING] = "waiting", [MAIL_SENDING] = "sending",     [MAIL_SENT] = "sent",
    [MAIL_REFUSED] = "refused", [MAIL_UNCERTAIN] = "uncertain", [MAIL_DROPPED] = "dropped",
};

void mail_register(const MailKind *kinds, size_t count)
{
    for (size_t i = 0; i < list_count; i++)
        if (lists[i].kinds == kinds) return;
    assert(list_count < KIND_LISTS_MAX);
    lists[list_count].kinds = kinds;
    lists[list_count++].count = count;
}

const MailKind *mail_kind(Text name)
{
    for (size_t i = 0; i < list_count; i++)
        for (size_t k = 0; k < lists[i].count; k++)
            if (text_is_c(name, lists[i].kinds[k].name)) return &lists[i].kinds[k];
    return NULL;
}

const char *mail_state_code(MailState state)
{
    assert(state >= 0 && state < MAIL_STATES);
    return states[state];
}

static MailState state_of(Text code)
{
    MailState state = MAIL_WAITING;
    while (state < MAIL_STATES - 1 && !text_is_c(code, states[state])) state++;
    return state;
}

void mail_queue(Change *change, const MailOrder *order)
{
    Instant now = change->at.now, due = instant_is_set(order->due) ? order->due : now;
    Value once = order->once.size ? value_text(order->once) : NULL_VALUE;
    assert(mail_kind(text_of(order->kind)));
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO outbox (key, state, kind, to_name, to_address, to_account, language, subject,"
            " argument, once, queued, next, tries, message_id, reply) VALUES ($1, 'waiting', $2, $3, $4,"
            " $5, $6, $7, $8, $9, $10, $11, 0, '', '') ON CONFLICT (once) DO NOTHING"),
        BIND(random_key(), order->kind, order->to_name, order->to_address, order->to_account,
             language_code(order->language), order->subject_key, order->argument, once, now, due));
}

/* The columns that mail_of_row reads, in its order. */
#define MAIL_COLUMNS                                                                                         \
    "key, state, kind, to_name, to_address, to_account, language, subject, argument, queued, next,"          \
    " finished, tries, message_id, reply"

static Mail mail_of_row(const Rows *row)
{
    Mail mail = {
        .key = row_int(row, 0),
        .state = state_of(row_text(row, 1)),
        .kind = row_text(row, 2),
        .to_name = row_text(row, 3),
        .to_address = row_text(row, 4),
        .to_account = {row_int(row, 5)},
        .subject_key = row_int(row, 7),
        .argument = row_text(row, 8),
        .queued = row_instant(row, 9),
        .next = row_instant(row, 10),
        .finished = row_instant(row, 11),
        .tries = row_int(row, 12),
        .message_id = row_text(row, 13),
        .reply = row_text(row, 14),
    };
    const MailKind *kind = mail_kind(mail.kind);
    mail.is_sealed = !kind || kind->is_sealed;
    if (kind) mail.label = kind->label;
    language_from_code(row_text(row, 6), &mail.language);
    return mail;
}

bool mail_find(Snapshot *at, int64_t key, Mail *mail)
{
    Rows *row = store_row(at, SQL("SELECT " MAIL_COLUMNS " FROM outbox WHERE key = $1"), BIND(key));
    if (row) *mail = mail_of_row(row);
    return row != NULL;
}

Mails mail_list(Snapshot *at, MailState state, int64_t before, int64_t most)
{
    Mails mails = {0};
    const char *code = state == MAIL_STATES ? "" : mail_state_code(state);
    Rows *rows = store_rows(at,
                            SQL("SELECT " MAIL_COLUMNS " FROM outbox WHERE ($1 = '' OR state = $1)"
                                " AND key < $2 ORDER BY key DESC LIMIT $3"),
                            BIND(code, before ? before : INT64_MAX, most));
    while (rows_next(rows)) *LIST_ADD(at->arena, &mails) = mail_of_row(rows);
    return mails;
}

int64_t mail_count(Snapshot *at, MailState state)
{
    return store_count(at, SQL("SELECT count(*) FROM outbox WHERE state = $1"), BIND(mail_state_code(state)));
}

bool mail_next(Snapshot *at, Mail *mail)
{
    Rows *row = store_row(at,
                          SQL("SELECT " MAIL_COLUMNS " FROM outbox WHERE state = 'waiting'"
                              " ORDER BY next, key LIMIT 1"),
                          BIND());
    if (!row || !instant_passed(row_instant(row, 10), at->now)) return false;
    *mail = mail_of_row(row);
    return true;
}

bool mail_read(Snapshot *at, const Settings *settings, const Mail *mail, bool show_secrets, MailText *text)
{
    const MailKind *kind = mail_kind(mail->kind);
    bool was_due = mail->tries > 0 || instant_passed(mail->next, at->now);
    if (!kind || !was_due || mail->state == MAIL_DROPPED) return false;
    Text argument = mail->argument;
    if (mail->state == MAIL_SENT) argument = TEXT("ERASED");
    else if (!show_secrets && argument.size) argument = TEXT("HIDDEN");
    return kind->render(at, settings, mail->language, mail->subject_key, argument, text);
}

bool mail_retry(Change *change, int64_t key)
{
    return store_write(change, NOT_A_DECISION,
                       SQL("UPDATE outbox SET state = 'waiting', next = $2, tries = 0 WHERE key = $1"
                           " AND state IN ('refused', 'uncertain')"),
                       BIND(key, change->at.now)) == 1;
}

Page mail_page(Snapshot *at, const Settings *settings, Language language)
{
    return (Page){.out = {.arena = at->arena}, .language = language, .zone = settings->zone, .now = at->now};
}

void mail_split(Text written, MailText *mail)
{
    Text rest = text_trim(written);
    mail->subject = text_trim(text_next(&rest, '\n'));
    mail->body = text_trim(rest);
}
