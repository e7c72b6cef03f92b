/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/secret.h"

#include "base/random.h"

#include <assert.h>
#include <sodium.h>

enum { TOKEN_BYTES = 32, BASE64_FORM = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

Text token_make(Arena *arena)
{
    unsigned char bytes[TOKEN_BYTES];
    char *text = arena_take(arena, TOKEN_CHARACTERS + 1);
    random_secret(bytes, sizeof bytes);
    sodium_bin2base64(text, TOKEN_CHARACTERS + 1, bytes, sizeof bytes, BASE64_FORM);
    sodium_memzero(bytes, sizeof bytes);
    return (Text){text, TOKEN_CHARACTERS};
}

bool token_is_one(Text text)
{
    if (text.size != TOKEN_CHARACTERS) return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') return false;
    }
    return true;
}

Text token_digest(Arena *arena, const char *what_for, Text token)
{
    unsigned char digest[32];
    Text purpose = text_of(what_for);
    crypto_generichash_state state;
    assert(purpose.size <= crypto_generichash_KEYBYTES_MAX);
    crypto_generichash_init(&state, (const unsigned char *)purpose.at, purpose.size, sizeof digest);
    crypto_generichash_update(&state, (const unsigned char *)token.at, token.size);
    crypto_generichash_final(&state, digest, sizeof digest);
    return text_hex(arena, digest, sizeof digest);
}
