/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical JSON, as the journal carries it: jansson's values, written into an arena. */
#ifndef PLATFORM_JSON_H
#define PLATFORM_JSON_H

#include "base/text.h"

#include <jansson.h>

/* Keys in byte order, no spaces. Takes the reference. */
Text canonical_json(Arena *arena, json_t *json);

json_t *json_from_text(Text text);
/* A key as the record writes it: a decimal string, since it exceeds 2^53. */
json_t *json_from_key(int64_t key);
/* False unless it is such a string. */
bool json_to_key(const json_t *json, int64_t *key);

#endif
