/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody who mistyped a word perhaps meant. */
#ifndef PLATFORM_SUGGEST_H
#define PLATFORM_SUGGEST_H

#include "base/text.h"

/* How many letters must be put in, left out, exchanged or swapped with their neighbour to make one
 * of the other (optimal string alignment); words longer than 40 bytes count as far apart. */
int suggest_distance(Text a, Text b);

/* Gathers the best: suggest_begin(word), suggest_offer(…) for each word there is, then .best is the
 * nearest one, or "" if none is near enough (a third of the letters, at least one). */
typedef struct {
    Text word, best;
    int distance;
} Suggestion;
Suggestion suggest_begin(Text word);
void suggest_offer(Suggestion *suggestion, Text candidate);

#endif
