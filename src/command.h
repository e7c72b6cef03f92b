/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that the program has without any feature. */
#ifndef COMMAND_H
#define COMMAND_H

#include "platform/http/feature.h"

int command_check_config(int count, char **arguments);
int command_routes(int count, char **arguments);
int command_serve(int count, char **arguments);

#endif
