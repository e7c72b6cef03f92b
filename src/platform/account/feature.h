/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_ACCOUNT_FEATURE_H
#define PLATFORM_ACCOUNT_FEATURE_H

#include "platform/http/feature.h"
#include "platform/http/server.h"

extern const Feature account_feature;
/* Logins for the server; features.c adds the page of errors. */
extern const ServerHooks account_server_hooks;
/* Its kinds of mails; once, by features.c. */
void account_register(void);

int account_command_add(int count, char **arguments);
int account_command_list(int count, char **arguments);
int account_command_password(int count, char **arguments);
int account_command_role(int count, char **arguments);

#endif
