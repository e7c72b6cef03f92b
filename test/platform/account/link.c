/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"
#include "platform/account/secret.h"

#include "store_fixture.h"

#define MAY_FIRST_US (INT64_C(1777593600) * SECOND_US)

typedef struct {
    AccountId anna, ben;
    Text token, other;
    int consumed;
} Work;

static Link invitation(const Work *work, Instant now)
{
    return (Link){.purpose = TEXT("invite/expert"),
                  .scope = TEXT("prize/7"),
                  .role = TEXT("expert"),
                  .account = work->anna,
                  .subject_key = 42,
                  .expires = instant_plus(now, DAY_US)};
}

static bool make_links(Change *change, void *context)
{
    Work *work = context;
    work->anna = account_ensure(change, TEXT("Anna"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    work->ben = account_ensure(change, TEXT("Ben"), TEXT("ben@stadt.example"), LANGUAGE_EN);
    Link link = invitation(work, change->at.now);
    work->token = link_make(change, &link);
    work->other = link_make(change, &link);
    return true;
}

static bool consume_twice(Change *change, void *context)
{
    Work *work = context;
    work->consumed = link_consume(change, work->token, work->ben);
    work->consumed += link_consume(change, work->token, work->anna);
    return true;
}

static void look(Snapshot *at, void *context)
{
    Work *work = context;
    Link link;
    assert_false(link_find(at, work->token, &link));
    assert_true(link_find(at, work->other, &link));
    assert_int_equal(link.subject_key, 42);
    assert_text(link.purpose, "invite/expert");
    assert_true(account_has_role(at, work->ben, TEXT("prize/7"), "expert"));
    assert_false(account_has_role(at, work->anna, TEXT("prize/7"), "expert"));
    assert_int_equal(store_count(at, SQL("SELECT count(*) FROM link WHERE digest = $1"), BIND(work->other)),
                     0);
}

static void a_link_is_consumed_once_and_gives_its_role_to_whoever_claims_it(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    store_change(fixture->store, fixture->arena, (AccountId){0}, make_links, &work);
    assert_int_equal(work.token.size, 43);
    assert_false(text_is(work.token, work.other));
    store_change(fixture->store, fixture->arena, (AccountId){0}, consume_twice, &work);
    assert_int_equal(work.consumed, 1);
    store_read(fixture->store, fixture->arena, work.ben, look, &work);
}

static bool consume_other(Change *change, void *context)
{
    Work *work = context;
    work->consumed = link_consume(change, work->other, work->ben);
    return true;
}

static void a_link_ends_with_its_instant(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    clock_stand_at((Instant){MAY_FIRST_US});
    store_change(fixture->store, fixture->arena, (AccountId){0}, make_links, &work);
    clock_stand_at((Instant){MAY_FIRST_US + DAY_US});
    store_change(fixture->store, fixture->arena, (AccountId){0}, consume_other, &work);
    assert_int_equal(work.consumed, 0);
    clock_stand_at((Instant){MAY_FIRST_US + DAY_US - 1});
    store_change(fixture->store, fixture->arena, (AccountId){0}, consume_other, &work);
    assert_int_equal(work.consumed, 1);
    clock_stand_at(INSTANT_NEVER);
}

static bool withdraw(Change *change, void *context)
{
    Work *work = context;
    link_withdraw(change, work->ben, TEXT("invite/expert"));
    work->consumed = link_consume(change, work->token, work->ben);
    link_withdraw(change, work->anna, TEXT("invite/expert"));
    work->consumed += 2 * link_consume(change, work->other, work->ben);
    return true;
}

static void a_withdrawn_link_is_dead_and_others_live(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    store_change(fixture->store, fixture->arena, (AccountId){0}, make_links, &work);
    store_change(fixture->store, fixture->arena, (AccountId){0}, withdraw, &work);
    assert_int_equal(work.consumed, 1);
}

static void look_for_rubbish(Snapshot *at, void *context)
{
    Link link;
    assert_false(link_find(at, TEXT(""), &link));
    assert_false(link_find(at, TEXT("../../../../../../../../../../../etc/passwd"), &link));
    assert_false(link_find(at, TEXT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &link));
    assert_false(token_is_one(TEXT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
}

static void what_is_no_token_finds_nothing(void **state)
{
    Fixture *fixture = *state;
    store_read(fixture->store, fixture->arena, (AccountId){0}, look_for_rubbish, NULL);
}

RUN_TESTS(ON_BOTH(a_link_is_consumed_once_and_gives_its_role_to_whoever_claims_it),
          ON_BOTH(a_link_ends_with_its_instant), ON_BOTH(a_withdrawn_link_is_dead_and_others_live),
          ON_BOTH(what_is_no_token_finds_nothing))
