/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/signature.h"

#include "base/fail.h"
#include "base/random.h"
#include "platform/store/setting.h"

#include <sodium.h>

#define SEED_SETTING "key/seed"

static void start(void)
{
    if (sodium_init() < 0) fail("signature: libsodium does not start");
}

static bool bytes_of(Text hex, unsigned char *bytes, size_t size)
{
    size_t read;
    return hex.size == 2 * size && !sodium_hex2bin(bytes, size, hex.at, hex.size, NULL, &read, NULL) &&
           read == size;
}

static SiteKey key_of(Arena *arena, const unsigned char seed[crypto_sign_SEEDBYTES])
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    start();
    crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(secret, sizeof secret);
    return (SiteKey){text_hex(arena, seed, crypto_sign_SEEDBYTES),
                     text_hex(arena, public_key, sizeof public_key)};
}

SiteKey site_key_found(Snapshot *at)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    if (!bytes_of(setting_find(at, SEED_SETTING), seed, sizeof seed)) fail("the site's key is broken");
    return key_of(at->arena, seed);
}

SiteKey site_key(Change *change)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    if (setting_find(&change->at, SEED_SETTING).size) return site_key_found(&change->at);
    random_secret(seed, sizeof seed);
    SiteKey key = key_of(change->at.arena, seed);
    setting_set(change, SEED_SETTING, key.seed);
    return key;
}

SiteKey site_key_of_demonstrations(Arena *arena)
{
    static const char known[] = "The key of demonstrations, which is no secret.";
    unsigned char seed[crypto_sign_SEEDBYTES];
    crypto_generichash(seed, sizeof seed, (const unsigned char *)known, sizeof known - 1, NULL, 0);
    return key_of(arena, seed);
}

static Text signed_text(Arena *arena, Text purpose, Text text)
{
    return text_join(arena, text_join(arena, purpose, TEXT("\n")), text);
}

Text signature_make(Arena *arena, const SiteKey *key, Text purpose, Text text)
{
    unsigned char seed[crypto_sign_SEEDBYTES], signature[crypto_sign_BYTES];
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    start();
    if (!bytes_of(key->seed, seed, sizeof seed)) fail("signature: not a key");
    crypto_sign_seed_keypair(public_key, secret, seed);
    Text all = signed_text(arena, purpose, text);
    crypto_sign_detached(signature, NULL, (const unsigned char *)all.at, all.size, secret);
    sodium_memzero(secret, sizeof secret);
    return text_hex(arena, signature, sizeof signature);
}

bool signature_is_good(Arena *arena, Text public_key, Text purpose, Text text, Text signature)
{
    unsigned char key[crypto_sign_PUBLICKEYBYTES], bytes[crypto_sign_BYTES];
    start();
    if (!bytes_of(public_key, key, sizeof key) || !bytes_of(signature, bytes, sizeof bytes)) return false;
    Text all = signed_text(arena, purpose, text);
    return !crypto_sign_verify_detached(bytes, (const unsigned char *)all.at, all.size, key);
}
