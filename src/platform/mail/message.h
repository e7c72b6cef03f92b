/* SPDX-License-Identifier: Apache-2.0 */
/* A mail as bytes (gmime), and its way to the server (libcurl). */
#ifndef PLATFORM_MAIL_MESSAGE_H
#define PLATFORM_MAIL_MESSAGE_H

#include "platform/mail/mail.h"

typedef struct {
    Text name, address;
} MailBox;

/* "Madang <prize@example.org>" or a bare address. */
MailBox mail_box_read(Text written);

/* RFC 5322 with CRLF. Control characters in names and the subject become spaces, so that nothing
 * gets into the head. */
Text mail_compose(Arena *arena, MailBox from, const Mail *mail, const MailText *text, Instant date);

typedef enum {
    TRANSFER_TAKEN,    /* the server said so */
    TRANSFER_LATER,    /* surely not taken, may go later: no connection, 4xx */
    TRANSFER_REFUSED,  /* surely not taken: 5xx */
    TRANSFER_UNCERTAIN /* the end of the data may have been sent, and no answer came */
} TransferResult;

typedef struct {
    TransferResult result;
    Text reply;
} Transfer;

/* A connection that several mails use, one after the other. Ends with the arena. */
typedef struct MailConnection MailConnection;
MailConnection *mail_connect(Arena *arena, const Settings *settings);
Transfer mail_transfer(MailConnection *connection, Arena *arena, Text from, Text to, Text message);

#endif
