/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical JSON, as the journal carries it: jansson's values, written into an arena. */
#ifndef PLATFORM_JSON_H
#define PLATFORM_JSON_H

#include "base/problems.h"

#include <jansson.h>
#include <stdio.h>

/* Keys in byte order, no spaces. Takes the reference. */
Text canonical_json(Arena *arena, json_t *json);

/* As canonical_json(), of a value that stays the caller's. */
Text canonical_json_of(Arena *arena, const json_t *json);
/* The text is this value's canonical JSON, and has no fraction: how one is written would depend on who
 * writes it. */
bool json_is_canonical(Text text, const json_t *json);
bool json_has_fraction(const json_t *json);

/* What a command prints for --json. Takes the reference. */
void json_print(FILE *to, json_t *json);

json_t *json_from_text(Text text);
/* [{"at": the place, "message": in English}] */
json_t *json_from_problems(const Problems *problems);
/* A key as the record writes it: a decimal string, since it exceeds 2^53. */
json_t *json_from_key(int64_t key);
/* False unless it is such a string. */
bool json_to_key(const json_t *json, int64_t *key);

#endif
