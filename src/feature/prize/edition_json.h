/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of an edition as canonical JSON (keys in byte order, no spaces): what is kept, what the
 * journal says and what a record is verified with. Writing and reading are exact inverses. What is
 * not a rule (id, version, scope, book, digest) is not in it. */
#ifndef PRIZE_EDITION_JSON_H
#define PRIZE_EDITION_JSON_H

#include "feature/prize/edition.h"

Text edition_to_json(Arena *arena, const Edition *edition);
/* The same for the journal and for everyone: who sits in a group is left out, the number stays. */
Text edition_to_public_json(Arena *arena, const Edition *edition);
/* Fills the rules, book, json and digest; everything in the arena. False if the text is no edition's
 * rules: it was not written by edition_to_json. */
bool edition_from_json(Arena *arena, Text json, Edition *edition);

#endif
