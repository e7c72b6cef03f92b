/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that have no place here; included by the build before every file. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof rand srand
#pragma GCC poison localtime gmtime ctime asctime mktemp tmpnam system popen

#endif
