/* SPDX-License-Identifier: Apache-2.0 */
/* When two names mean the same city, organisation or house of mail: keys to compare by. */
#ifndef PRIZE_SAMENESS_H
#define PRIZE_SAMENESS_H

#include "base/text.h"

/* Letters only, case and accents folded: "São Paulo" and "SAO PAULO" are one. Of a city, words for
 * "city" around the name are left out: "City of Busan", "부산시", "Stadt Köln". "" of "". */
Text city_key(Arena *arena, Text city);
/* The same without legal forms: "Grüne Netze GmbH", "grune netze". */
Text organisation_key(Arena *arena, Text organisation);
/* The domain of a mail address in lower case; "" if it is a public provider's, which says nothing
 * about where somebody works, or if there is none. */
Text mail_domain(Arena *arena, Text address);

#endif
