/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that nobody can guess, and the digests that the tables keep of them. */
#ifndef PLATFORM_ACCOUNT_SECRET_H
#define PLATFORM_ACCOUNT_SECRET_H

#include "base/text.h"

enum { TOKEN_CHARACTERS = 43 }; /* 256 bits in base64 for addresses (RFC 4648, 5) */

Text token_make(Arena *arena);
bool token_is_one(Text text); /* has the form of a token */
/* BLAKE2b-256 in hex, keyed by what it is for, so that a digest serves one purpose only. */
Text token_digest(Arena *arena, const char *what_for, Text token);

#endif
