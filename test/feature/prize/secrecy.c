/* SPDX-License-Identifier: Apache-2.0 */
/* Before its instant nothing tells who won: the same store answers the same bytes whoever has won, to
 * everyone but the jury. After it the answers differ, so that the comparison could have failed. */
#include "feature/prize/announcement.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/http/shell.h"

#include "http_fixture.h"
#include "town.h"

static HttpFixture *site;
static Town town;
static ApplicationId applications[4];
static AccountId applicant, expert, chair;
static Instant instant;

static bool shortlist(Change *change, const Edition *edition, void *context, Problems *problems)
{
    int64_t last = (int64_t)edition->rounds.count;
    for (int i = 0; i < 4; i++) {
        for (int64_t round = 1; round <= last; round++)
            store_write(change, NOT_A_DECISION,
                        SQL("INSERT INTO round_result (edition, round, application, rank, numerator,"
                            " denominator, mean_numerator, mean_denominator, reviews, outcome, bound, "
                            "counterpart, tie,"
                            " tie_with, reserve, passed)"
                            " VALUES ($1, $2, $3, $4, 4, 1, 4, 1, 3, 'rank', -1, 0, '', 0, 0, 1)"),
                        BIND(edition->id.key, round, applications[i].key, i + 1));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO candidate (edition, round, application) VALUES ($1, $2, $3)"),
                    BIND(edition->id.key, last, applications[i].key));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO team_member (application, account, is_lead, joined_at)"
                        " VALUES ($1, $2, 1, 0)"),
                    BIND(applications[i].key, applicant));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO application_version (application, version, title, tongue, category,"
                        " applicant_kind, organisation, city, country, region, contact_name, contact_address,"
                        " pledged, saved_at, digest, organisation_key, city_key, domain) SELECT application,"
                        " 0, title, tongue, category, applicant_kind, organisation, city, country, region,"
                        " contact_name, contact_address, pledged, saved_at, '', organisation_key, city_key,"
                        " domain FROM application_version WHERE application = $1 AND version = 1"),
                    BIND(applications[i].key));
    }
    for (int64_t round = 1; round <= last; round++)
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO round_confirmation (edition, round, confirmed_at, confirmed_by, note)"
                        " VALUES ($1, $2, $3, $4, '')"),
                    BIND(edition->id.key, round, change->at.now, change->at.viewer));
    store_write(
        change, NOT_A_DECISION,
        SQL("INSERT INTO motion (key, edition, kind, award, state, reason, contest, content, moved_by,"
            " opened_at, result, tongue) VALUES (1, $1, 'proposal', '', 'carried', '', '', '[]', $2, 0, '', "
            "'')"),
        BIND(edition->id.key, chair));
    return committee_seat(change, edition, chair, SEAT_CHAIR, problems);
}

/* Only this one has won; -1: nothing is decided. */
static bool make_winner(Change *change, const Edition *edition, void *context, Problems *problems)
{
    int who = *(int *)context;
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM winner WHERE edition = $1"), BIND(edition->id.key));
    if (who >= 0)
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO winner (edition, application, award, tier, place, share, motion,"
                        " decided_at) VALUES ($1, $2, $3, 'gold', 1, 0, 1, $4)"),
                    BIND(edition->id.key, applications[who].key, edition->awards.at[0].code, change->at.now));
    return true;
}

static bool sign_in(Change *change, void *context)
{
    site->login_cookie = login_open(change, *(AccountId *)context, TEXT("test"), DAY_US);
    return true;
}

static void as(AccountId who)
{
    site->login_cookie = (Text){0};
    site->csrf = (Text){0};
    memset(&site->cookies, 0, sizeof site->cookies);
    if (who.key) store_change(site->store, site->arena, (AccountId){0}, sign_in, &who);
}

/* Without what is new in every form. */
static Text without_tokens(Text body)
{
    TextBuffer out = {.arena = site->arena};
    Text mark = TEXT("name=\"operation\" value=\"");
    for (ptrdiff_t at; (at = text_find(body, mark)) >= 0;) {
        buffer_add(&out, text_slice(body, 0, (size_t)at));
        body = text_from(body, (size_t)at + mark.size);
        body = text_from(body, (size_t)text_find(body, TEXT("\"")));
    }
    buffer_add(&out, body);
    return buffer_text(&out);
}

static const char *const pages[] = {"/en/",
                                    "/en/prize/",
                                    "/en/prize/demo/",
                                    "/ko/prize/demo/",
                                    "/en/prize/demo/candidates/",
                                    "/en/prize/demo/candidates.json",
                                    "/en/prize/demo/candidates.csv",
                                    "/en/prize/demo/candidates/26-001/",
                                    "/en/prize/demo/candidates/26-002/",
                                    "/en/prize/demo/winners/",
                                    "/de/prize/demo/winners/",
                                    "/en/prize/demo/winners.json",
                                    "/en/prize/demo/winners.csv",
                                    "/en/prize/demo/apply/",
                                    "/en/prize/demo/apply/1001/",
                                    "/en/prize/demo/apply/1001/withdraw/",
                                    "/en/prize/demo/apply/1001/result/",
                                    "/en/prize/demo/apply/1002/result/",
                                    "/en/prize/demo/application/1001/",
                                    "/en/prize/demo/application/1002/",
                                    "/en/prize/demo/reviews/",
                                    "/en/prize/demo/committee/",
                                    "/en/prize/demo/committee/minutes/",
                                    "/en/prize/demo/told/",
                                    "/en/prize/demo/embargo/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/",
                                    "/en/account/"};
enum { PAGES = sizeof pages / sizeof *pages };

static Text all_pages(int winner)
{
    TextBuffer out = {.arena = site->arena};
    assert_true(town_change(&town, town.organiser, make_winner, &winner));
    for (int i = 0; i < PAGES; i++) {
        HttpAnswer answer = http_get(site, pages[i]);
        assert_true(answer.status < 500);
        buffer_add_format(&out, "\n== %s %d\n", pages[i], answer.status);
        buffer_add(&out, without_tokens(answer.body));
    }
    return buffer_text(&out);
}

/* Names the first page that differs. */
static void assert_same(Text a, Text b)
{
    if (text_is(a, b)) return;
    size_t at = 0, head = 0;
    for (; at < a.size && at < b.size && a.at[at] == b.at[at]; at++) {
        if (a.at[at] == '=' && a.at[at - 1] == '=') head = at;
    }
    fail_msg("%.*s differs: %.*s", 60, a.at + head, 200, a.at + (at > 100 ? at - 100 : 0));
}

static void before_the_instant_no_byte_depends_on_who_has_won(void **state)
{
    AccountId readers[] = {{0}, applicant, expert};
    for (int i = 0; i < 3; i++) {
        as(readers[i]);
        clock_stand_at((Instant){instant.us - 1});
        Text nobody = all_pages(-1), first = all_pages(0), second = all_pages(1);
        assert_same(nobody, first);
        assert_same(first, second);
        clock_stand_at(instant);
        assert_false(text_is(all_pages(0), all_pages(1)));
    }
}

static void before_the_instant_the_answer_is_a_kind_no_for_the_jury_too(void **state)
{
    int winner = 0;
    assert_true(town_change(&town, town.organiser, make_winner, &winner));
    AccountId jury[] = {chair, town.organiser};
    for (int i = 0; i < 2; i++) {
        as(jury[i]);
        clock_stand_at((Instant){instant.us - 1});
        HttpAnswer answer = http_get(site, "/en/prize/demo/winners.json");
        assert_int_equal(answer.status, 404);
        assert_text(answer.media, "application/json; charset=utf-8");
        assert_true(http_has(&answer, "\"publish_at\":\"2026-09-25T05:00:00.000000Z\""));
        answer = http_get(site, "/en/prize/demo/winners/");
        assert_int_equal(answer.status, 404);
        assert_true(http_has(&answer, "The winners will be announced:"));
        clock_stand_at(instant);
        answer = http_get(site, "/en/prize/demo/winners.json");
        assert_int_equal(answer.status, 200);
        assert_true(http_has(&answer, "{\"edition\":\"demo\",\"winners\":[{\"application\":\"26-001\""));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(before_the_instant_no_byte_depends_on_who_has_won),
                                       TEST(before_the_instant_the_answer_is_a_kind_no_for_the_jury_too)};
    ServerHooks hooks = account_server_hooks;
    hooks.error_page = shell_error_page;
    server_register_hooks(&hooks);
    account_register();
    site = http_fixture_open("secrecy", features);
    Edition rules = town_rules(site->arena);
    town = town_make(site->store, site->arena, &rules);
    instant = rules.winners_publish_at;
    applicant = town_account(&town, "Sari", "sari@semarang.example");
    expert = town_expert(&town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    chair = town_account(&town, "Kim", "kim@c.example");
    for (int i = 0; i < 4; i++) applications[i] = town_application(&town, (TownApplication){0});
    assert_true(town_change(&town, town.organiser, shortlist, NULL));
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_fixture_close(site);
    return failed != 0;
}
