/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PLATFORM_MAIL_FEATURE_H
#define PLATFORM_MAIL_FEATURE_H

#include "platform/http/feature.h"

extern const Feature mail_feature;

int mail_command_list(int count, char **arguments);
int mail_command_show(int count, char **arguments);
int mail_command_retry(int count, char **arguments);
int mail_command_send(int count, char **arguments);

#endif
