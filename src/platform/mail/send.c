/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a mail out of the outbox: look and render (a snapshot), claim (a change), transfer
 * (no transaction), note the result (a change). */
#include "base/fail.h"
#include "base/log.h"
#include "base/random.h"
#include "platform/config/settings.h"
#include "platform/mail/message.h"
#include "platform/mail/outbox.h"

enum { TRIES_MOST = 30 };

typedef struct {
    Store *store;
    const Settings *settings;
    Arena *arena;
    MailConnection *connection;
    /* of the mail under way */
    Mail mail;
    MailText text;
    bool is_found, is_wanted;
    int64_t claim;
    Transfer transfer;
} Sender;

static void look(Snapshot *at, void *context)
{
    Sender *sender = context;
    sender->is_found = mail_next(at, &sender->mail);
    if (!sender->is_found) return;
    if (!mail_kind(sender->mail.kind)) fail("mail: a kind that this version does not know");
    sender->text = (MailText){0};
    sender->is_wanted = mail_read(at, sender->settings, &sender->mail, true, &sender->text);
}

static bool drop(Change *change, void *context)
{
    Sender *sender = context;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE outbox SET state = 'dropped', argument = '', finished = $2 WHERE key = $1"
                    " AND state = 'waiting'"),
                BIND(sender->mail.key, change->at.now));
    return true;
}

static Text new_message_id(Arena *arena, const Settings *settings)
{
    unsigned char chance[16];
    Text from = mail_box_read(settings->mail_from).address;
    random_secret(chance, sizeof chance);
    text_next(&from, '@');
    return text_format(arena, "%.*s@%.*s", TEXT_PRINT(text_hex(arena, chance, sizeof chance)),
                       TEXT_PRINT(from.size ? from : TEXT("madang.invalid")));
}

static bool claim(Change *change, void *context)
{
    Sender *sender = context;
    Text message_id = sender->mail.message_id.size ? sender->mail.message_id
                                                   : new_message_id(change->at.arena, sender->settings);
    int64_t key = random_key();
    bool is_ours = store_write(change, NOT_A_DECISION,
                               SQL("UPDATE outbox SET state = 'sending', message_id = $2, claim = $3,"
                                   " begun = $4, tries = outbox.tries + 1"
                                   " WHERE key = $1 AND state = 'waiting'"),
                               BIND(sender->mail.key, message_id, key, change->at.now)) == 1;
    sender->claim = key;
    sender->mail.message_id = message_id;
    return is_ours;
}

/* One minute, then twice as long each time, up to six hours: about a week in all. */
static int64_t pause_us(int64_t tries)
{
    int64_t pause = MINUTE_US;
    for (int64_t i = 1; i < tries && pause < 6 * HOUR_US; i++) pause *= 2;
    return pause < 6 * HOUR_US ? pause : 6 * HOUR_US;
}

static MailState state_after(const Sender *sender)
{
    switch (sender->transfer.result) {
    case TRANSFER_TAKEN:
        return MAIL_SENT;
    case TRANSFER_REFUSED:
        return MAIL_REFUSED;
    case TRANSFER_UNCERTAIN:
        return MAIL_UNCERTAIN;
    case TRANSFER_LATER:
        break;
    }
    return sender->mail.tries + 1 < TRIES_MOST ? MAIL_WAITING : MAIL_REFUSED;
}

static bool note_result(Change *change, void *context)
{
    Sender *sender = context;
    MailState state = state_after(sender);
    Instant now = change->at.now;
    int64_t pause = state == MAIL_WAITING ? pause_us(sender->mail.tries + 1) : 0;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE outbox SET state = $3, finished = $4, next = $5, reply = $6,"
                    " argument = CASE WHEN $3 = 'sent' THEN '' ELSE argument END"
                    " WHERE key = $1 AND claim = $2 AND state IN ('sending', 'uncertain')"),
                BIND(sender->mail.key, sender->claim, mail_state_code(state), now, instant_plus(now, pause),
                     sender->transfer.reply));
    return true;
}

static void transfer(Sender *sender)
{
    MailBox from = mail_box_read(sender->settings->mail_from);
    Text message = mail_compose(sender->arena, from, &sender->mail, &sender->text, clock_now());
    if (!sender->connection) sender->connection = mail_connect(sender->arena, sender->settings);
    sender->transfer =
        mail_transfer(sender->connection, sender->arena, from.address, sender->mail.to_address, message);
}

static void send_found(void *context)
{
    Sender *sender = context;
    if (!sender->is_wanted) {
        store_change(sender->store, sender->arena, (AccountId){0}, drop, sender);
        return;
    }
    if (!store_change(sender->store, sender->arena, (AccountId){0}, claim, sender)) return;
    transfer(sender);
    store_change(sender->store, sender->arena, (AccountId){0}, note_result, sender);
    LOG(LOG_INFO, "mail.tried", LOG_NUMBER("mail", sender->mail.key),
        LOG_TEXT("state", text_of(mail_state_code(state_after(sender)))));
}

static void look_and_send(void *context)
{
    Sender *sender = context;
    store_read(sender->store, sender->arena, (AccountId){0}, look, sender);
    if (sender->is_found) send_found(sender);
}

static bool postpone(Change *change, void *context)
{
    Sender *sender = context;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE outbox SET next = $2, reply = $3 WHERE key = $1 AND state = 'waiting'"),
                BIND(sender->mail.key, instant_plus(change->at.now, HOUR_US),
                     "This server could not write the mail."));
    return true;
}

/* One mail that cannot be written must not keep the others from being sent. */
static bool send_one(Sender *sender)
{
    Failure failure;
    sender->is_found = false;
    sender->mail = (Mail){0};
    if (boundary_run(look_and_send, sender, &failure)) return sender->is_found;
    if (failure.kind != FAILURE_BROKEN || !sender->mail.key) fail_again(&failure);
    LOG(LOG_ERROR, "mail.failed", LOG_NUMBER("mail", sender->mail.key),
        LOG_TEXT("cause", text_of(failure.cause)));
    store_change(sender->store, sender->arena, (AccountId){0}, postpone, sender);
    return true;
}

static bool give_up_lost(Change *change, void *context)
{
    (void)context;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE outbox SET state = 'uncertain', finished = $2, reply = '' WHERE state = 'sending'"
                    " AND begun <= $1"),
                BIND(instant_plus(change->at.now, -MAIL_LOST_US), change->at.now));
    return true;
}

static void count_lost(Snapshot *at, void *context)
{
    *(int64_t *)context = mail_count(at, MAIL_SENDING);
}

int64_t mail_send_due(Store *store, const Settings *settings, Arena *arena, int64_t most)
{
    Sender sender = {.store = store, .settings = settings, .arena = arena};
    int64_t tried = 0, under_way = 0;
    store_read(store, arena, (AccountId){0}, count_lost, &under_way);
    if (under_way) store_change(store, arena, (AccountId){0}, give_up_lost, NULL);
    if (!settings->mail_server.size) return 0;
    while (tried < most && send_one(&sender)) tried++;
    return tried;
}
