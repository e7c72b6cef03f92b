/* SPDX-License-Identifier: Apache-2.0 */
/* The record of the edition "demo" of a store, verified; and forged as somebody would who can rewrite every
 * digest and the signature. */
#ifndef FORGE_H
#define FORGE_H

#include "feature/prize/verify.h"
#include "store_fixture.h"

#include <jansson.h>

static const size_t year_memory = (size_t)1 << 30;

Text record_of(Store *store, Arena *arena);
void verify_bytes(Arena *arena, Text bytes, Text key, Verification *verification);
void assert_verified(const Verification *verification);

typedef struct {
    Arena *arena;
    json_t *lines; /* of the book */
    json_t *end;
} Forgery;
Forgery forgery_of(Arena *arena, Text record);
Text forgery_end(Forgery *forgery); /* all digests and the signature are made anew */

bool is_kind(const json_t *line, const char *kind);
/* The place of the nth (from 0) line of a kind; negative: from the last one (-1). */
size_t place_of(const Forgery *forgery, const char *kind, int nth);
json_t *says_of(const Forgery *forgery, const char *kind, int nth);
Text dump(Arena *arena, const json_t *json);

typedef struct {
    const char *name, *sentence; /* of the fault; NULL: it is no forgery */
    void (*forge)(Forgery *forgery);
} Forged;
bool names(const Faults *faults, const char *sentence);
void assert_refused(Text record, const Forged *forged); /* with its sentence */

#endif
