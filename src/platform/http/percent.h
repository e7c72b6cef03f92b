/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding, as in addresses and forms. */
#ifndef PLATFORM_PERCENT_H
#define PLATFORM_PERCENT_H

#include "base/text.h"

/* False if the text is badly encoded, not UTF-8, or holds NUL. `plus`: '+' stands for a blank. */
bool percent_decode(Arena *arena, Text encoded, bool plus, Text *decoded);
/* Everything but A-Z a-z 0-9 - . _ ~ becomes %XX. */
Text percent_encode(Arena *arena, Text text);

#endif
