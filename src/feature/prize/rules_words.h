/* SPDX-License-Identifier: Apache-2.0 */
/* The rules' names for readers. */
#ifndef PRIZE_RULES_WORDS_H
#define PRIZE_RULES_WORDS_H

#include "feature/prize/edition_shape.h"

/* A key of the file, such as "publish_at"; .english is NULL if it has no word, which a test forbids. */
Message rule_word(const char *key);
/* "Rounds › Panel › Places" for "rounds/panel/places"; entries go by their names in either of two versions.
 */
Text rule_path_words(Arena *arena, Language language, const Edition *before, const Edition *after, Text path);

#endif
