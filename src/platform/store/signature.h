/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of the site (Ed25519), so that what it gave out can be told from what others made.
 *
 * The key is made once and kept in the store. Keys and signatures are written as hex. A demonstration
 * has a key that everybody knows: its record is the same wherever it is played, and proves nothing. */
#ifndef PLATFORM_SIGNATURE_H
#define PLATFORM_SIGNATURE_H

#include "platform/store/store.h"

typedef struct {
    Text seed;       /* 64 hex digits; nobody's to see */
    Text public_key; /* 64 hex digits */
} SiteKey;

/* The site's key; made if there is none. */
SiteKey site_key(Change *change);
/* The same where it was made before. */
SiteKey site_key_found(Snapshot *at);
SiteKey site_key_of_demonstrations(Arena *arena);

/* 128 hex digits. `purpose` keeps a signature of one kind of text from being taken for another's. */
Text signature_make(Arena *arena, const SiteKey *key, Text purpose, Text text);
bool signature_is_good(Arena *arena, Text public_key, Text purpose, Text text, Text signature);

#endif
