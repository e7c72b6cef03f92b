/* SPDX-License-Identifier: Apache-2.0 */
/* Mail: queued in the transaction that causes it, rendered when it is sent, sent at most once
 * unless a person says so.
 *
 * A row of the outbox names a kind and its arguments, not a text: the text is rendered by the
 * kind's function when it is due, so that nothing stands in the outbox before its instant. States:
 * waiting → sending (committed before the first byte) → sent | refused | uncertain (the connection
 * died between; shown, and retried under the same Message-ID by a person or when the server surely
 * did not take it). */
#ifndef PLATFORM_MAIL_H
#define PLATFORM_MAIL_H

#include "platform/language/language.h"
#include "platform/page/page.h"
#include "platform/store/store.h"

typedef struct Settings Settings;

typedef struct {
    Text subject;
    Text body;        /* plain text, UTF-8; a paragraph is one line */
    Text unsubscribe; /* https address of List-Unsubscribe, for what nobody asked for; "" none */
} MailText;

/* Renders a mail of this kind; false: it must not be sent any more (its cause is gone). `argument`
 * may be a stand-in for a secret: put it into the text, never look anything up by it. */
typedef bool MailRender(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                        Text argument, MailText *mail);
typedef struct {
    const char *name; /* "prize/receipt" */
    MailRender *render;
    bool is_sealed; /* who gets it is itself news: pages show neither its recipient nor its text */
    Message label;  /* what readers call it */
} MailKind;
void mail_register(const MailKind *kinds, size_t count); /* by features.c; each feature's once */

/* For renderers: writes a .txt template whose first line is the subject, then an empty line, then
 * the body. MAIL_WRITE(at, settings, language, prize_receipt_txt, &view, mail) */
#define MAIL_WRITE(at, settings, language, template, view, mail)                                             \
    do {                                                                                                     \
        Page page_ = mail_page((at), (settings), (language));                                                \
        template(&page_, (view));                                                                            \
        mail_split(buffer_text(&page_.out), (mail));                                                         \
    } while (0)
Page mail_page(Snapshot *at, const Settings *settings, Language language);
void mail_split(Text written, MailText *mail);

typedef struct {
    const char *kind;
    Text to_name, to_address;
    AccountId to_account; /* zero if it has none */
    Language language;
    int64_t subject_key; /* what it is about, as its kind understands it */
    Text argument;       /* e.g. a single-use token; erased when sent */
    Instant due;         /* not before; INSTANT_NEVER: at once */
    Text once;           /* idempotency: a second mail with the same text is not queued; "": none */
} MailOrder;
/* Queues a mail in this change. */
void mail_queue(Change *change, const MailOrder *order);

typedef enum {
    MAIL_WAITING,   /* for its instant, or for the next attempt */
    MAIL_SENDING,   /* some process is at it, or died over it a moment ago */
    MAIL_SENT,      /* the server has taken it */
    MAIL_REFUSED,   /* the server does not want it: see reply */
    MAIL_UNCERTAIN, /* the server may have taken it: only a person sends it again */
    MAIL_DROPPED,   /* its cause was gone when it was due */
    MAIL_STATES
} MailState;
const char *mail_state_code(MailState state); /* "waiting" */

typedef struct {
    int64_t key;
    MailState state;
    Text kind;
    Message label; /* of the kind; none: nobody registered it */
    bool is_sealed;
    Text to_name, to_address;
    AccountId to_account;
    Language language;
    int64_t subject_key;
    Text argument;
    Instant queued, next, finished; /* next: the earliest attempt; finished: of the last one */
    int64_t tries;
    Text message_id; /* "" before the first attempt */
    Text reply;      /* the server's last words, or why there were none */
} Mail;
typedef LIST(Mail) Mails;

bool mail_find(Snapshot *at, int64_t key, Mail *mail);
/* Newest first: those of a state (MAIL_STATES: all), with keys below `before` (0: from the newest). */
Mails mail_list(Snapshot *at, MailState state, int64_t before, int64_t most);
int64_t mail_count(Snapshot *at, MailState state);
/* The text as it would go out now. Without `show_secrets` a
 * word stands for the argument. False: no
 * text any more, or none yet (not due, and not sent before). */
bool mail_read(Snapshot *at, const Settings *settings, const Mail *mail, bool show_secrets, MailText *text);
/* A person says: again, under the same Message-ID. False unless it is refused or uncertain. */
bool mail_retry(Change *change, int64_t key);

/* Sends what is due, at most `most`; how many were tried. Nothing where no server is set. Safe in
 * several processes at once. What a process died over becomes uncertain after MAIL_LOST_US. */
#define MAIL_LOST_US (5 * MINUTE_US)
int64_t mail_send_due(Store *store, const Settings *settings, Arena *arena, int64_t most);

#endif
