/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/journal.h"

#include "base/fail.h"
#include "base/random.h"
#include "store_fixture.h"

#include <string.h>

static const AccountId author = {41}, expert = {42};

static bool decide(Change *change, void *context)
{
    DECIDE(change, TEXT("prize/demo"), "test.decided", "mean/1", SAYS_TEXT("text", TEXT("a\"b\\\n대구")),
           SAYS_NUMBER("number", -7), SAYS_INSTANT("until", ((Instant){1790312400000000})),
           SAYS_INSTANT("never", INSTANT_NEVER), SAYS_PERSON("person", expert),
           SAYS_SECRETLY("reason", TEXT("because")),
           SAYS_JSON("list", TEXT("[ 1, {\"b\" : \"x\", \"a\":null}, true ]")));
    return true;
}

static void change_by(Fixture *fixture, AccountId who, ChangeFunction *work)
{
    assert_true(store_change(fixture->store, fixture->arena, who, work, NULL));
}

typedef struct {
    const char *book;
    JournalEntries entries;
    JournalOpenings openings;
    int64_t count;
} Look;

static void look_at(Snapshot *at, void *context)
{
    Look *look = context;
    look->entries = journal_entries(at, text_of(look->book), 1, 1000);
    look->openings = journal_openings(at, text_of(look->book), 1, INT64_MAX);
    look->count = journal_count(at, text_of(look->book));
}

static Look look(Fixture *fixture, const char *book)
{
    Look look = {.book = book};
    store_read(fixture->store, fixture->arena, (AccountId){0}, look_at, &look);
    return look;
}

static Text part(Text line, const char *before, size_t size)
{
    ptrdiff_t at = text_find(line, text_of(before));
    assert_true(at >= 0);
    return text_slice(line, (size_t)at + strlen(before), size);
}

static void a_line_is_written_as_documented(void **state)
{
    Fixture *fixture = *state;
    clock_stand_at((Instant){1780045199000000}); /* 2026-05-29T08:59:59Z */
    change_by(fixture, author, decide);
    clock_stand_at(INSTANT_NEVER);
    Text line = look(fixture, "prize/demo").entries.at[0].line;
    Text commitment = part(line, "\"commitment\":\"", 64);
    Text person = part(line, "\"person\":\"", 18), who = part(line, "\"who\":\"", 18);
    assert_true(text_starts(person, TEXT("p-")) && text_starts(who, TEXT("p-")) && !text_is(person, who));
    Text expected = text_format(
        fixture->arena,
        "{\"at\":\"2026-05-29T08:59:59.000000Z\",\"book\":\"prize/demo\",\"kind\":\"test.decided\",\"n\":1,"
        "\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"rule\":\"mean/1\","
        "\"says\":{\"list\":[1,{\"a\":null,\"b\":\"x\"},true],\"never\":\"\",\"number\":-7,\"person\":\"%.*"
        "s\","
        "\"reason\":{\"commitment\":\"%.*s\"},\"text\":\"a\\\"b\\\\\\n대구\","
        "\"until\":\"2026-09-25T05:00:00.000000Z\"},\"who\":\"%.*s\"}",
        TEXT_PRINT(person), TEXT_PRINT(commitment), TEXT_PRINT(who));
    assert_text(line, expected.at);
}

/* Of RFC 7693's function with 32 bytes, by another implementation. */
static void digests_are_blake2b_256(void **state)
{
    Arena *arena = arena_new(1 << 20);
    assert_text(journal_digest(arena, TEXT("")),
                "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    assert_text(journal_digest(arena, TEXT("abc")),
                "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    assert_text(journal_commitment(arena,
                                   TEXT("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                                   TEXT("대구")),
                "acd1d35c3feaf3042c6b996eb83697a9c8047c597c2d711fce22f7f23fc0482d");
    assert_text(journal_commitment(arena, TEXT("00"), TEXT("a")), "");
    arena_free(arena);
}

static void a_commitment_opens_with_its_salt_and_text(void **state)
{
    Fixture *fixture = *state;
    change_by(fixture, author, decide);
    Look at = look(fixture, "prize/demo");
    assert_int_equal(at.openings.count, 1);
    JournalOpening opening = at.openings.at[0];
    assert_int_equal(opening.number, 1);
    assert_text(opening.field, "reason");
    assert_text(opening.text, "because");
    assert_true(text_is(journal_commitment(fixture->arena, opening.salt, opening.text),
                        part(at.entries.at[0].line, "\"commitment\":\"", 64)));
}

static bool erase(Change *change, void *context)
{
    journal_erase_openings(change, TEXT("prize/demo"), 1);
    journal_forget(change, expert);
    return true;
}

static void what_is_erased_leaves_the_record_whole(void **state)
{
    Fixture *fixture = *state;
    change_by(fixture, author, decide);
    Text before = look(fixture, "prize/demo").entries.at[0].line;
    change_by(fixture, author, erase);
    change_by(fixture, author, decide);
    Look at = look(fixture, "prize/demo");
    assert_int_equal(at.count, 2);
    assert_true(text_is(at.entries.at[0].line, before));
    Text after = at.entries.at[1].line;
    assert_true(text_is(part(after, "\"prev\":\"", 64), journal_digest(fixture->arena, before)));
    assert_true(text_is(part(before, "\"who\":\"", 18), part(after, "\"who\":\"", 18)));
    assert_false(text_is(part(before, "\"person\":\"", 18), part(after, "\"person\":\"", 18)));
    assert_int_equal(at.openings.count, 1);
    assert_int_equal(at.openings.at[0].number, 2);
}

static bool decide_in_two_books(Change *change, void *context)
{
    for (int64_t i = 0; i < 3; i++) {
        DECIDE(change, TEXT("site"), "test.site", "", SAYS_NUMBER("i", i));
        Decided decided = DECIDE(change, TEXT("prize/demo"), "test.prize", "");
        assert_int_equal(decided.index, 2 * i + 1);
    }
    return true;
}

static void every_book_has_its_own_numbers_and_names(void **state)
{
    Fixture *fixture = *state;
    change_by(fixture, author, decide_in_two_books);
    Look site = look(fixture, "site"), prize = look(fixture, "prize/demo");
    assert_int_equal(site.count, 3);
    assert_int_equal(prize.count, 3);
    assert_int_equal(site.entries.at[2].number, 3);
    assert_text(prize.entries.at[2].kind, "test.prize");
    assert_false(text_is(part(site.entries.at[0].line, "\"who\":\"", 18),
                         part(prize.entries.at[0].line, "\"who\":\"", 18)));
}

static void nobody_acts_for_the_program(void **state)
{
    change_by(*state, (AccountId){0}, decide_in_two_books);
    Text line = look(*state, "site").entries.at[0].line;
    assert_true(text_ends(line, TEXT("\"says\":{\"i\":0},\"who\":\"\"}")));
}

static bool decide_a_fraction(Change *change, void *context)
{
    DECIDE(change, TEXT("site"), "test", "", SAYS_JSON("share", TEXT("[0.5]")));
    return true;
}

static void run_fraction(void *context)
{
    Fixture *fixture = context;
    store_change(fixture->store, fixture->arena, author, decide_a_fraction, NULL);
}

static void a_fraction_is_refused(void **state)
{
    Failure failure;
    assert_false(boundary_run(run_fraction, *state, &failure));
    assert_int_equal(look(*state, "site").count, 0);
}

static bool decide_and_regret(Change *change, void *context)
{
    decide(change, context);
    return false;
}

static void one_seed_gives_one_record_on_both_stores(void **state)
{
    Fixture *fixture = *state;
    clock_stand_at((Instant){1780045199000000});
    random_record_seed(1);
    change_by(fixture, author, decide);
    assert_false(store_change(fixture->store, fixture->arena, author, decide_and_regret, NULL));
    change_by(fixture, expert, decide);
    clock_stand_at(INSTANT_NEVER);
    assert_text(journal_digest(fixture->arena, look(fixture, "prize/demo").entries.at[1].line),
                "f1cfc741d045cdd35b09b5c815a1ce0e4318e2b7d7fb1cf3e458c69e835a74e4");
}

RUN_TESTS(ON_BOTH(a_line_is_written_as_documented), TEST(digests_are_blake2b_256),
          ON_BOTH(a_commitment_opens_with_its_salt_and_text), ON_BOTH(what_is_erased_leaves_the_record_whole),
          ON_BOTH(every_book_has_its_own_numbers_and_names), ON_BOTH(nobody_acts_for_the_program),
          ON_BOTH(a_fraction_is_refused), ON_BOTH(one_seed_gives_one_record_on_both_stores))
