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
#include "platform/store/store.h"

typedef struct Settings Settings;

typedef struct {
    Text subject;
    Text body; /* plain text, UTF-8 */
} MailText;

/* Renders a mail of this kind; false: it must not be sent any more (its cause is gone). */
typedef bool MailRender(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                        Text argument, MailText *mail);
typedef struct {
    const char *name; /* "prize/receipt" */
    MailRender *render;
} MailKind;
void mail_register(const MailKind *kinds, size_t count); /* once, by features.c */

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

#endif
