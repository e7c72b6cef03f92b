/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/login.h"

#include "store_fixture.h"

#define MAY_FIRST_US (INT64_C(1777593600) * SECOND_US)
#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

typedef struct {
    AccountId anna;
    Text cookie, other;
    bool is_loopback, is_found;
    Login login;
    Instant until;
    bool may;
    int refused;
} Work;

static bool sign_in_twice(Change *change, void *context)
{
    Work *work = context;
    work->anna = account_ensure(change, TEXT("Anna"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    work->cookie = login_open(change, work->anna, TEXT(FIREFOX), 12 * HOUR_US);
    work->other = login_open(change, work->anna, TEXT("<script>alert(1)</script>"), 12 * HOUR_US);
    return true;
}

static void find(Snapshot *at, void *context)
{
    Work *work = context;
    work->login = (Login){0};
    work->is_found = login_find(at, work->cookie, work->is_loopback, &work->login);
}

static bool is_signed_in(Fixture *fixture, Work *work, int64_t after_us)
{
    clock_stand_at((Instant){MAY_FIRST_US + after_us});
    store_read(fixture->store, fixture->arena, (AccountId){0}, find, work);
    return work->is_found;
}

static bool touch(Change *change, void *context)
{
    login_touch(change, ((Work *)context)->login.login);
    return true;
}

static void begin(Fixture *fixture, Work *work)
{
    clock_stand_at((Instant){MAY_FIRST_US});
    store_change(fixture->store, fixture->arena, (AccountId){0}, sign_in_twice, work);
}

static void a_login_ends_after_its_rest_unless_it_is_used(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    begin(fixture, &work);
    assert_true(is_signed_in(fixture, &work, 0));
    assert_text(work.login.name, "Anna");
    assert_int_equal(work.login.account.key, work.anna.key);
    assert_false(work.login.is_stale);
    assert_true(is_signed_in(fixture, &work, 11 * HOUR_US));
    assert_true(work.login.is_stale);
    store_change(fixture->store, fixture->arena, (AccountId){0}, touch, &work);
    assert_true(is_signed_in(fixture, &work, 23 * HOUR_US - 1));
    assert_false(is_signed_in(fixture, &work, 23 * HOUR_US));
}

static void a_login_ends_after_thirty_days_even_if_it_is_used(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    begin(fixture, &work);
    for (int64_t hours = 11; hours < 30 * 24; hours += 11) {
        assert_true(is_signed_in(fixture, &work, hours * HOUR_US));
        store_change(fixture->store, fixture->arena, (AccountId){0}, touch, &work);
    }
    assert_false(is_signed_in(fixture, &work, 30 * DAY_US));
}

static void the_table_holds_nothing_that_opens(Snapshot *at, void *context)
{
    Work *work = context;
    assert_int_equal(store_count(at, SQL("SELECT count(*) FROM login WHERE digest IN ($1, $2)"),
                                 BIND(work->cookie, work->other)),
                     0);
    LoginEntries entries = login_list(at, work->anna, work->login.login);
    assert_int_equal(entries.count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool is_first = entries.at[i].is_here;
        assert_text(entries.at[i].browser, is_first ? "Firefox" : "");
        assert_text(entries.at[i].machine, is_first ? "Linux" : "");
    }
}

static bool close_others(Change *change, void *context)
{
    Work *work = context;
    login_close_others(change, work->anna, work->login.login);
    return true;
}

static bool close_one_of_nobody(Change *change, void *context)
{
    Work *work = context;
    login_close(change, (AccountId){work->anna.key + 1}, work->login.login);
    return true;
}

static void logins_are_listed_and_revoked_by_their_owner_alone(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    begin(fixture, &work);
    assert_true(is_signed_in(fixture, &work, 0));
    assert_int_equal(work.login.csrf.size, 32);
    assert_true(text_find(work.cookie, work.login.csrf) < 0);
    store_read(fixture->store, fixture->arena, work.anna, the_table_holds_nothing_that_opens, &work);
    store_change(fixture->store, fixture->arena, (AccountId){0}, close_one_of_nobody, &work);
    assert_true(is_signed_in(fixture, &work, 1));
    store_change(fixture->store, fixture->arena, work.anna, close_others, &work);
    assert_true(is_signed_in(fixture, &work, 2));
    work.cookie = work.other;
    assert_false(is_signed_in(fixture, &work, 3));
}

static bool make_demonstration(Change *change, void *context)
{
    account_set_demonstration(change, ((Work *)context)->anna);
    return true;
}

static void an_account_of_the_demonstration_is_signed_in_on_loopback_only(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    begin(fixture, &work);
    assert_true(is_signed_in(fixture, &work, 0));
    store_change(fixture->store, fixture->arena, work.anna, make_demonstration, &work);
    assert_false(is_signed_in(fixture, &work, 0));
    assert_int_equal(work.login.account.key, 0);
    work.is_loopback = true;
    assert_true(is_signed_in(fixture, &work, 0));
}

static bool claim(Change *change, void *context)
{
    Work *work = context;
    work->may = attempt_claim(change, ATTEMPT_SIGN_IN_ACCOUNT, TEXT("anna@stadt.example"), &work->until);
    return work->may;
}

static bool forgive(Change *change, void *context)
{
    attempt_forgive(change, ATTEMPT_SIGN_IN_ACCOUNT, TEXT("anna@stadt.example"));
    return true;
}

static void guessing_slows_down_but_never_shuts_out(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    int64_t now = MAY_FIRST_US, waited = 0;
    for (int i = 0; i < 30; i++) {
        clock_stand_at((Instant){now});
        store_change(fixture->store, fixture->arena, (AccountId){0}, claim, &work);
        if (work.may) continue;
        assert_true(work.until.us > now && work.until.us - now <= MINUTE_US);
        waited += work.until.us - now;
        clock_stand_at((Instant){work.until.us - 1});
        store_change(fixture->store, fixture->arena, (AccountId){0}, claim, &work);
        assert_false(work.may);
        now = work.until.us;
        clock_stand_at((Instant){now});
        store_change(fixture->store, fixture->arena, (AccountId){0}, claim, &work);
        assert_true(work.may);
    }
    assert_true(waited > 10 * MINUTE_US);
    store_change(fixture->store, fixture->arena, (AccountId){0}, forgive, &work);
    store_change(fixture->store, fixture->arena, (AccountId){0}, claim, &work);
    assert_true(work.may);
    clock_stand_at(INSTANT_NEVER);
}

static void two_who_sign_in_at_once_do_not_hinder_each_other(void **state)
{
    Fixture *fixture = *state;
    Work work = {0};
    for (int64_t late_us = 0; late_us < 3; late_us++) {
        clock_stand_at((Instant){MAY_FIRST_US - late_us});
        store_change(fixture->store, fixture->arena, (AccountId){0}, claim, &work);
        assert_true(work.may);
    }
    clock_stand_at(INSTANT_NEVER);
}

static void a_browser_has_a_word_and_never_its_own_string(void **state)
{
    Device edge =
        device_of(TEXT("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                       " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"));
    Device phone =
        device_of(TEXT("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
                       " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"));
    Device samsung =
        device_of(TEXT("Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML,"
                       " like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"));
    Device unknown = device_of(TEXT("\"><img src=x>"));
    assert_string_equal(edge.browser, "Edge");
    assert_string_equal(edge.machine, "Windows");
    assert_string_equal(phone.browser, "Safari");
    assert_string_equal(phone.machine, "iPhone");
    assert_string_equal(samsung.browser, "Samsung Internet");
    assert_string_equal(samsung.machine, "Android");
    assert_string_equal(unknown.browser, "");
    assert_string_equal(unknown.machine, "");
}

RUN_TESTS(ON_BOTH(a_login_ends_after_its_rest_unless_it_is_used),
          ON_SQLITE(a_login_ends_after_thirty_days_even_if_it_is_used),
          ON_BOTH(logins_are_listed_and_revoked_by_their_owner_alone),
          ON_BOTH(an_account_of_the_demonstration_is_signed_in_on_loopback_only),
          ON_BOTH(guessing_slows_down_but_never_shuts_out),
          ON_BOTH(two_who_sign_in_at_once_do_not_hinder_each_other),
          TEST(a_browser_has_a_word_and_never_its_own_string))
