/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of this folder. */
#ifndef PLATFORM_MAIL_OUTBOX_H
#define PLATFORM_MAIL_OUTBOX_H

#include "platform/mail/mail.h"

const MailKind *mail_kind(Text name); /* NULL: nobody registered it */
/* The mail that is due first; false: none is. */
bool mail_next(Snapshot *at, Mail *mail);

#endif
