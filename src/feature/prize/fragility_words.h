/* SPDX-License-Identifier: Apache-2.0 */
/* What an application hangs on, in words: the shortest list that says all of it. */
#ifndef PRIZE_FRAGILITY_WORDS_H
#define PRIZE_FRAGILITY_WORDS_H

#include "feature/prize/fragility.h"

typedef struct {
    int64_t key;
    Text text;
} KeyName;
typedef LIST(KeyName) KeyNames; /* by key */
/* "" if it has none. */
Text key_name(const KeyNames *names, int64_t key);

typedef struct {
    Arena *arena;
    Language language;
    const Edition *edition;
    int64_t round;
    const LineInput *input;
    const Fragility *found;
    KeyNames applications, experts; /* numbers, names */
} FragilityTelling;

/* None: it is safe. */
Messages fragility_words(const FragilityTelling *telling, const FragilityRow *row);

/* Names of all experts of the edition, by account. For organisers. */
KeyNames fragility_expert_names(Snapshot *at, const Edition *edition);

#endif
