/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include "store_fixture.h"

typedef struct {
    AccountId anna, again;
    Account found;
    bool is_found, is_confirmed;
    Problems problems;
} Work;

static bool make_anna_twice(Change *change, void *context)
{
    Work *work = context;
    work->anna = account_ensure(change, TEXT("Anna Weber"), TEXT("Anna.Weber@Stadt.example"), LANGUAGE_DE);
    work->again =
        account_ensure(change, TEXT("Somebody else"), TEXT(" anna.weber@STADT.example "), LANGUAGE_EN);
    work->is_found = account_find_by_address(&change->at, TEXT("ANNA.WEBER@stadt.example"), &work->found);
    return true;
}

static void an_address_has_one_account_however_it_is_written(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, make_anna_twice, &work));
    assert_int_equal(work.anna.key, work.again.key);
    assert_true(work.is_found);
    assert_text(work.found.name, "Anna Weber");
    assert_text(work.found.address, "Anna.Weber@Stadt.example");
    assert_int_equal(work.found.language, LANGUAGE_DE);
    assert_false(work.found.confirmed);
    assert_false(work.found.has_password);
}

static bool make_composed(Change *change, void *context)
{
    Work *work = context;
    work->anna = account_ensure(change, TEXT("A"), TEXT("J\xc3\x9cRGEN@stadt.example"), LANGUAGE_DE);
    work->again = account_ensure(change, TEXT("A"), TEXT("ju\xcc\x88rgen@stadt.example"), LANGUAGE_DE);
    return true;
}

static void composed_and_decomposed_letters_are_the_same_address(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    store_change(fixture->store, fixture->arena, (AccountId){0}, make_composed, &work);
    assert_int_equal(work.anna.key, work.again.key);
}

static bool take_the_address_of_another(Change *change, void *context)
{
    Work *work = context;
    work->anna = account_ensure(change, TEXT("Anna"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    work->again = account_ensure(change, TEXT("Ben"), TEXT("ben@stadt.example"), LANGUAGE_EN);
    work->is_confirmed = account_confirm_address(change, work->again, TEXT("Anna@stadt.example"));
    account_confirm_address(change, work->again, TEXT("Ben@Stadt.example"));
    account_find(&change->at, work->again, &work->found);
    return true;
}

static void an_address_of_another_account_cannot_be_taken(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    store_change(fixture->store, fixture->arena, (AccountId){0}, take_the_address_of_another, &work);
    assert_false(work.is_confirmed);
    assert_text(work.found.address, "Ben@Stadt.example");
    assert_true(work.found.confirmed);
}

static bool grant_and_revoke(Change *change, void *context)
{
    Work *work = context;
    AccountId anna = work->anna =
        account_ensure(change, TEXT("Anna"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    account_grant(change, anna, TEXT("site"), "organiser");
    account_grant(change, anna, TEXT("site"), "organiser");
    account_grant(change, anna, TEXT("prize/7"), "expert");
    account_revoke(change, anna, TEXT("prize/7"), "chair");
    return true;
}

static void look_at_roles(Snapshot *at, void *context)
{
    Work *work = context;
    assert_true(account_has_role(at, work->anna, TEXT("site"), "organiser"));
    assert_true(account_has_role(at, work->anna, TEXT("prize/7"), "expert"));
    assert_false(account_has_role(at, work->anna, TEXT("prize/8"), "expert"));
    assert_false(account_has_role(at, (AccountId){0}, TEXT("site"), "organiser"));
    assert_int_equal(account_roles(at, work->anna).count, 2);
    assert_int_equal(account_role_holders(at, TEXT("site"), "organiser").count, 1);
    assert_int_equal(journal_count(at, TEXT("site")), 1);
    JournalEntries entries = journal_entries(at, TEXT("prize/7"), 1, 10);
    assert_int_equal(entries.count, 1);
    assert_text(entries.at[0].kind, "role.granted");
    assert_true(text_find(entries.at[0].line, TEXT("anna")) < 0);
    assert_true(text_find(entries.at[0].line, TEXT("\"p-")) > 0);
}

static void a_role_counts_in_its_scope_and_is_journalled_once_by_pseudonym(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    store_change(fixture->store, fixture->arena, (AccountId){0}, grant_and_revoke, &work);
    store_read(fixture->store, fixture->arena, work.anna, look_at_roles, &work);
}

static void search_some(Snapshot *at, void *context)
{
    assert_int_equal(account_search(at, TEXT("WEBER"), 10).count, 1);
    assert_int_equal(account_search(at, TEXT("stadt.EXAMPLE"), 10).count, 1);
    assert_int_equal(account_search(at, TEXT("' OR 1 = 1 --"), 10).count, 0);
    assert_int_equal(account_search(at, TEXT(""), 0).count, 0);
}

static void accounts_are_found_by_a_part_of_name_or_address(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    store_change(fixture->store, fixture->arena, (AccountId){0}, make_anna_twice, &work);
    store_read(fixture->store, fixture->arena, (AccountId){0}, search_some, NULL);
}

static void an_address_must_be_one_that_cannot_reach_into_the_head_of_a_mail(void **state)
{
    static const char *const good[] = {"a@b.cd", "anna.weber+prize@stadt.example", "김민수@서울.한국",
                                       "o-connor@xn--bcher-kva.example"};
    static const char *const bad[] = {
        "",
        "anna",
        "anna@",
        "@stadt.example",
        "a@b",
        "a b@c.de",
        "a@c.de\r\nBcc: x@y.zz",
        "a@c.de\nX: y",
        "a@@c.de",
        "a@b@c.de",
        "<a@c.de>",
        "a@c.de>",
        "\"a\"@c.de",
        "a,b@c.de",
        "a@c.de,d@e.fr",
        "a@.de",
        "a@c..de",
        "a@-c.de",
        "a@c-.de",
        ".a@c.de",
        "a.@c.de",
        "a..b@c.de",
        "-oProxy=x@c.de",
        "a@c.de.",
        "a@\xff.de",
        "a;b@c.de",
        "a@c.de\t",
        "a(b)@c.de",
        "a\\@c.de",
        "`id`@c.de",
        "a|b@c.de",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!address_is_good(text_of(good[i]))) fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (address_is_good(text_of(bad[i]))) fail_msg("taken: %s", bad[i]);
}

static void a_draft_is_checked_and_normalised(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    AccountDraft good = {TEXT("  Kim\xc2\xa0Minsu "), TEXT(" kim@seoul.example "), TEXT("ko"),
                         TEXT("Asia/Seoul")};
    account_check_draft(arena, &good, &problems);
    assert_false(problems_any(&problems));
    assert_text(good.address, "kim@seoul.example");
    AccountDraft bad = {TEXT("A\nBcc: b@c.de"), TEXT("kim"), TEXT("fr"), TEXT("Mars/Olympus")};
    account_check_draft(arena, &bad, &problems);
    assert_non_null(problems_of(&problems, TEXT("name")));
    assert_non_null(problems_of(&problems, TEXT("address")));
    assert_non_null(problems_of(&problems, TEXT("language")));
    assert_non_null(problems_of(&problems, TEXT("zone")));
    arena_free(arena);
}

RUN_TESTS(ON_BOTH(an_address_has_one_account_however_it_is_written),
          ON_BOTH(composed_and_decomposed_letters_are_the_same_address),
          ON_BOTH(an_address_of_another_account_cannot_be_taken),
          ON_BOTH(a_role_counts_in_its_scope_and_is_journalled_once_by_pseudonym),
          ON_BOTH(accounts_are_found_by_a_part_of_name_or_address),
          TEST(an_address_must_be_one_that_cannot_reach_into_the_head_of_a_mail),
          TEST(a_draft_is_checked_and_normalised))
