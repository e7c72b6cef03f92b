/* SPDX-License-Identifier: Apache-2.0 */
/* A mail server (aiosmtpd) on loopback, in a process of its own. */
#ifndef TEST_SMTP_H
#define TEST_SMTP_H

#include "base/text.h"

#include <sys/types.h>

typedef struct {
    pid_t process;
    int input; /* closing it ends the server */
    int port;
    char directory[32]; /* of the mails it took, and of certificate.pem */
} SmtpServer;

/* `manner`: plain, starttls, smtps, or login (starttls, and only for the user "prize" whose password is
 * "right horse"). Its certificate vouches for itself under `name`. Without aiosmtpd the test is skipped,
 * and says so. */
void smtp_start(SmtpServer *server, const char *manner, const char *name);
void smtp_stop(SmtpServer *server);
int smtp_count_mails(const SmtpServer *server);
Text smtp_read_a_mail(const SmtpServer *server, Arena *arena);
/* What the last client did: "plain" or "tls", and "user" behind it if it signed in. */
Text smtp_read_manner(const SmtpServer *server, Arena *arena);

#endif
