/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include "test.h"

#include <dlfcn.h>
#include <sodium.h>
#include <string.h>

static bool is_taken(const char *password, const char *name, const char *address)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    password_check(text_of(password), text_of(name), text_of(address), &problems);
    bool taken = !problems_any(&problems);
    if (!taken) assert_text(problems.at[0].field, "password");
    arena_free(arena);
    return taken;
}

static void a_password_that_is_tried_first_is_refused(void **state)
{
    static const char *const bad[] = {"short",        "ninechars",    "Password123",    "password2026!",
                                      "1234567890",   "qwertyuiop",   "QWERTZUIOP",     "aaaaaaaaaaaa",
                                      "1q2w3e4r5t6y", "0987654321",   "abcdefghijkl",   "!!letmein!!",
                                      "Welcome12345", "121212121212", "iloveyousomuch", "!@#$%^&*()",
                                      "seoul2026!!!", "dkssudgktpdy"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (is_taken(bad[i], "Kim", "kim@seoul.example")) fail_msg("taken: %s", bad[i]);
}

static void a_password_is_not_the_persons_own_name_or_address(void **state)
{
    assert_false(is_taken("annaweber1", "Anna Weber", "info@stadt.example"));
    assert_false(is_taken("Anna Weber", "Anna Weber", "info@stadt.example"));
    assert_false(is_taken("info@stadt.example", "Anna Weber", "info@stadt.example"));
    assert_false(is_taken("m.mustermann", "X", "m.mustermann@stadt.example"));
    assert_true(is_taken("annaweber mag nur blaue Ziegel", "Anna Weber", "info@stadt.example"));
}

static void a_good_password_is_taken_in_any_script(void **state)
{
    assert_true(is_taken("brick lantern orchard", "Kim", "kim@seoul.example"));
    assert_true(is_taken("Tv7-xQpl02", "Kim", "kim@seoul.example"));
    assert_true(is_taken("푸른기와와작은우물셋", "Kim", "kim@seoul.example"));
    assert_false(is_taken("푸른기와", "Kim", "kim@seoul.example"));
}

static void a_hash_is_argon2id_salted_and_verifies_its_password_only(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Text one = password_hash(arena, TEXT("brick lantern orchard"));
    Text two = password_hash(arena, TEXT("brick lantern orchard"));
    assert_true(text_starts(one, TEXT("$argon2id$v=19$m=65536,t=3,p=1$")));
    assert_false(text_is(one, two));
    assert_true(password_verify(one, TEXT("brick lantern orchard")));
    assert_false(password_verify(one, TEXT("brick lantern orchard ")));
    assert_false(password_is_outdated(one));
    assert_true(password_is_outdated(TEXT("$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA")));
    arena_free(arena);
}

static char tried[crypto_pwhash_STRBYTES];
static int times_tried;

/* Stands before libsodium's, and tells what was verified. */
int crypto_pwhash_str_verify(const char hash[crypto_pwhash_STRBYTES], const char *password,
                             unsigned long long size)
{
    times_tried++;
    strcpy(tried, hash);
    return ((__typeof__(&crypto_pwhash_str_verify))dlsym(RTLD_NEXT, __func__))(hash, password, size);
}

/* The salt and the sum are as long, and the passes over the memory as many: one takes as long as the other.
 */
static void an_unknown_account_is_as_much_work_as_a_wrong_password(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Text known = password_hash(arena, TEXT("brick lantern orchard")),
         work = TEXT("$argon2id$v=19$m=65536,t=3,p=1$");
    times_tried = 0;
    assert_false(password_verify(TEXT(""), TEXT("not the password")));
    assert_int_equal(times_tried, 1);
    assert_true(text_starts(known, work) && text_starts(text_of(tried), work));
    assert_false(password_is_outdated(text_of(tried))); /* it can be read: else nothing would be computed */
    assert_int_equal(strlen(tried), known.size);
    assert_int_equal(strrchr(tried, '$') - tried, strrchr(known.at, '$') - known.at);
    arena_free(arena);
}

RUN_TESTS(TEST(a_password_that_is_tried_first_is_refused),
          TEST(a_password_is_not_the_persons_own_name_or_address),
          TEST(a_good_password_is_taken_in_any_script),
          TEST(a_hash_is_argon2id_salted_and_verifies_its_password_only),
          TEST(an_unknown_account_is_as_much_work_as_a_wrong_password))
