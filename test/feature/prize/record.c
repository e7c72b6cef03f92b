/* SPDX-License-Identifier: Apache-2.0 */
/* The organiser's page of the record, through router, guards and handlers. */
#include "feature/prize/record.h"

#include "feature/prize/feature.h"
#include "feature/prize/verify.h"
#include "http_fixture.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/mail/feature.h"
#include "town.h"

static HttpFixture *site;
static Town town;
static AccountId second, visitor;

typedef struct {
    AccountId account;
    Text cookie;
} Opening;
static bool open_login(Change *change, void *context)
{
    Opening *it = context;
    it->cookie = login_open(change, it->account, TEXT("test"), 400 * DAY_US);
    return true;
}
static void sign_in(AccountId account)
{
    Opening it = {.account = account};
    assert_true(store_change(site->store, site->arena, account, open_login, &it));
    site->login_cookie = it.cookie;
}

static bool make_organiser(Change *change, const Edition *edition, void *context, Problems *problems)
{
    account_grant(change, *(AccountId *)context, edition->scope, "organiser");
    return true;
}

static bool add_conflict(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Rows *row = store_row(&change->at, SQL("SELECT key FROM application"), BIND());
    conflict_add(change, edition, (ApplicationId){row_int(row, 0)}, *(AccountId *)context, CONFLICT_SET,
                 TEXT("cousins"));
    return true;
}

static void begin(void **state)
{
    static bool registered;
    Fixture *fixture = *state;
    if (!registered) server_register_hooks(&account_server_hooks);
    registered = true;
    Edition rules = town_rules(fixture->arena);
    town = town_make(fixture->store, fixture->arena, &rules);
    site = http_fixture_on(fixture->store, fixture->arena, features);
    second = town_account(&town, "Second", "second@prize.example");
    visitor = town_account(&town, "Vera", "vera@prize.example");
    assert_true(town_change(&town, (AccountId){0}, make_organiser, &second));
}
static void finish(void)
{
    service_free(site->service);
}

#define PLACE "/en/prize/demo/record/"

static const char *take(const char *sealed)
{
    HttpAnswer answer = http_post(site, PLACE, FIELDS("sealed", sealed));
    assert_int_equal(answer.status, 303);
    return text_c(site->arena, http_header(&answer, "Location"));
}

static void organisers_alone_have_the_page(void **state)
{
    begin(state);
    sign_in(town.organiser);
    HttpAnswer page = http_get(site, PLACE);
    assert_int_equal(page.status, 200);
    assert_true(http_has(&page, "It tells who has won before that is announced."));
    sign_in(visitor);
    assert_int_equal(http_get(site, PLACE).status, 404);
    assert_int_equal(http_post(site, PLACE, FIELDS("sealed", "1")).status, 404);
    finish();
}

static void before_the_announcement_one_promises_to_keep_it(void **state)
{
    begin(state);
    sign_in(town.organiser);
    HttpAnswer answer = http_post(site, PLACE, FIELDS("without_texts", "1"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "Confirm that you keep it to yourself until the announcement."));
    finish();
}

static void the_file_is_the_record_and_verifies_as_sealed(void **state)
{
    begin(state);
    sign_in(town.organiser);
    HttpAnswer file = http_get(site, take("1"));
    assert_int_equal(file.status, 200);
    assert_text(file.media, "application/jsonl");
    assert_text(http_header(&file, "Cache-Control"), "no-store");
    assert_true(text_find(http_header(&file, "Content-Disposition"),
                          TEXT("attachment; filename=\"demo-sealed.jsonl\"")) >= 0);
    Verification verification;
    FILE *stream = fmemopen((void *)file.body.at, file.body.size, "r");
    record_verify(site->arena, stream, TEXT(""), &verification);
    fclose(stream);
    assert_int_equal(verification.faults.list.count, 0);
    assert_true(verification.end.is_sealed);
    finish();
}

static void the_file_is_for_who_asked_and_for_an_hour(void **state)
{
    begin(state);
    sign_in(town.organiser);
    const char *file = take("1");
    sign_in(second);
    assert_int_equal(http_get(site, file).status, 404);
    sign_in(town.organiser);
    Instant now = clock_now();
    clock_stand_at(instant_plus(now, HOUR_US - SECOND_US));
    assert_int_equal(http_get(site, file).status, 200);
    clock_stand_at(instant_plus(now, HOUR_US));
    assert_int_equal(http_get(site, file).status, 404);
    clock_stand_at(now);
    finish();
}

static void count_taken(Snapshot *at, void *context)
{
    JournalEntries entries = journal_entries(at, TEXT("site"), 1, 1000);
    for (size_t i = 0; i < entries.count; i++)
        *(int *)context += text_is_c(entries.at[i].kind, "record.taken");
}

static void who_took_it_is_noted(void **state)
{
    begin(state);
    int before = 0, after = 0;
    store_read(site->store, site->arena, (AccountId){0}, count_taken, &before);
    sign_in(second);
    take("1");
    store_read(site->store, site->arena, (AccountId){0}, count_taken, &after);
    assert_int_equal(after, before + 1);
    sign_in(town.organiser);
    HttpAnswer page = http_get(site, PLACE);
    assert_true(http_has(&page, "<b>Second</b>"));
    finish();
}

static void an_organiser_in_conflict_does_not_get_it(void **state)
{
    begin(state);
    sign_in(second);
    const char *file = take("1");
    town_application(&town, (TownApplication){0});
    assert_true(town_change(&town, town.organiser, add_conflict, &second));
    HttpAnswer page = http_get(site, PLACE);
    assert_int_equal(page.status, 200);
    assert_true(http_has(&page, "You have a conflict of interest with an application of this edition"));
    assert_int_equal(http_post(site, PLACE, FIELDS("sealed", "1")).status, 404);
    assert_int_equal(http_get(site, file).status, 404);
    finish();
}

RUN_TESTS(ON_BOTH(organisers_alone_have_the_page), ON_BOTH(before_the_announcement_one_promises_to_keep_it),
          ON_BOTH(the_file_is_the_record_and_verifies_as_sealed),
          ON_BOTH(the_file_is_for_who_asked_and_for_an_hour), ON_BOTH(who_took_it_is_noted),
          ON_BOTH(an_organiser_in_conflict_does_not_get_it))
