/* SPDX-License-Identifier: Apache-2.0 */
/* The passwords that are tried first. */
#ifndef PLATFORM_ACCOUNT_COMMON_H
#define PLATFORM_ACCOUNT_COMMON_H

#include "base/text.h"

/* True for one of the list, for a run along the keyboard or the alphabet, and for either with
 * digits or signs before or after it. In lower case. */
bool password_is_common(Text password);

#endif
