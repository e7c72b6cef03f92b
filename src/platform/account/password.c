/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include "base/fail.h"
#include "platform/account/common.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>

/* Between libsodium's "interactive" and "moderate": three passes over 64 MiB. */
#define PASSES crypto_pwhash_argon2id_OPSLIMIT_MODERATE
#define MEMORY_BYTES crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE
enum { AT_ONCE = 2, WAIT_SECONDS = 10, CHARACTERS_LEAST = 10, CHARACTERS_MOST = 200 };

/* Of no password: what is verified where there is no account, so that it takes as long. */
static const char nobodys_hash[] = "$argon2id$v=19$m=65536,t=3,p=1$MTZieXRlc29mc2FsdC4uLg$"
                                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static sem_t places;
static pthread_once_t ready = PTHREAD_ONCE_INIT;

static void get_ready(void)
{
    if (sodium_init() < 0) fail("password: libsodium does not start");
    sem_init(&places, 0, AT_ONCE);
}

/* Takes one of the few places where hashes are computed: they need much memory each. */
static void take_place(void)
{
    struct timespec end;
    pthread_once(&ready, get_ready);
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += WAIT_SECONDS;
    while (sem_timedwait(&places, &end) != 0)
        if (errno != EINTR) fail_as(FAILURE_BUSY, "password: too many at once");
}

Text password_hash(Arena *arena, Text password)
{
    char *hash = arena_take(arena, crypto_pwhash_STRBYTES);
    take_place();
    int failed = crypto_pwhash_str_alg(hash, password.at, password.size, PASSES, MEMORY_BYTES,
                                       crypto_pwhash_ALG_ARGON2ID13);
    sem_post(&places);
    if (failed) fail_as(FAILURE_BUSY, "password: no memory for a hash");
    return text_of(hash);
}

bool password_verify(Text hash, Text password)
{
    char terminated[crypto_pwhash_STRBYTES] = {0};
    bool is_somebodys = hash.size > 0 && hash.size < sizeof terminated;
    if (is_somebodys) memcpy(terminated, hash.at, hash.size);
    else memcpy(terminated, nobodys_hash, sizeof nobodys_hash);
    take_place();
    bool fits = crypto_pwhash_str_verify(terminated, password.at ? password.at : "", password.size) == 0;
    sem_post(&places);
    return fits && is_somebodys;
}

bool password_is_outdated(Text hash)
{
    char terminated[crypto_pwhash_STRBYTES] = {0};
    if (!hash.size || hash.size >= sizeof terminated) return true;
    memcpy(terminated, hash.at, hash.size);
    return crypto_pwhash_str_needs_rehash(terminated, PASSES, MEMORY_BYTES) != 0;
}

static size_t different_bytes(Text text)
{
    bool seen[256] = {0};
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool *is_seen = &seen[(unsigned char)text.at[i]];
        count += !*is_seen;
        *is_seen = true;
    }
    return count;
}

/* True if the password is little more than one of the person's own words. */
static bool is_mostly(Text password, Text word)
{
    return word.size >= 4 && text_find(password, word) >= 0 && password.size < word.size + 5;
}

static bool is_about_person(Arena *arena, Text password, Text name, Text address)
{
    Text address_small = address_key(arena, address), name_small = address_key(arena, name);
    Text rest = address_small, local = text_next(&rest, '@');
    if (is_mostly(password, address_small) || is_mostly(password, local)) return true;
    if (is_mostly(password, name_small)) return true;
    TextBuffer joined = {.arena = arena};
    while (name_small.size) buffer_add(&joined, text_next(&name_small, ' '));
    return is_mostly(password, buffer_text(&joined));
}

void password_check(Text password, Text name, Text address, Problems *problems)
{
    Arena *arena = problems->arena;
    Text field = TEXT("password"), small = address_key(arena, password);
    size_t length = text_length(password);
    if (length < CHARACTERS_LEAST)
        problems_add(problems, field,
                     M("Choose a password of at least {n} characters.", WITH_NUMBER("n", CHARACTERS_LEAST)));
    else if (length > CHARACTERS_MOST)
        problems_add(problems, field,
                     M("Choose a password of at most {n} characters.", WITH_NUMBER("n", CHARACTERS_MOST)));
    else if (password_is_common(small) || different_bytes(small) < 4)
        problems_add(problems, field,
                     M("This password is easy to guess. Choose another one, three words for example."));
    else if (is_about_person(arena, small, name, address))
        problems_add(problems, field, M("The password must not be your name or address."));
}
