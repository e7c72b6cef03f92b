/* SPDX-License-Identifier: Apache-2.0 */
/* The expert's pages through router, guards and handlers. */
#include "feature/prize/feature.h"
#include "http_fixture.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/mail/feature.h"
#include "town.h"

static const Feature *const all_features[] = {&mail_feature,
                                              &account_feature,
                                              &prize_call_feature,
                                              &prize_edition_feature,
                                              &prize_apply_feature,
                                              &prize_expert_feature,
                                              &prize_expert_own_feature,
                                              &prize_review_feature,
                                              &prize_assignment_feature,
                                              NULL};
static HttpFixture *site;
static Town town;
static ApplicationId application;
static AccountId ada, ben;
static AssignmentId assignment;

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

static int begin(void **state)
{
    server_register_hooks(&account_server_hooks);
    account_register();
    site = http_fixture_open("review_pages", all_features);
    Edition rules = town_rules(site->arena);
    rules.rounds.at[1].earlier = EARLIER_SHOWN;
    town = town_make(site->store, site->arena, &rules);
    application = town_application(&town, (TownApplication){0});
    ada = town_expert(&town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    ben = town_expert(&town, (TownExpert){.name = "Ben", .address = "ben@ben.example"});
    assert_true(town_confirm(&town));
    assignment = town_assignment(&town, application, ada);
    return 0;
}
static int end(void **state)
{
    http_fixture_close(site);
    return 0;
}

static const char *path(const char *rest)
{
    return text_c(site->arena, text_format(site->arena, "/en/prize/demo/reviews/%lld/%s",
                                           (long long)assignment.key, rest));
}

static void an_expert_reads_and_scores_in_one_page(void **state)
{
    sign_in(ada);
    HttpAnswer list = http_get(site, "/en/prize/demo/reviews/");
    assert_int_equal(list.status, 200);
    assert_true(http_has(&list, "Drains That Count Rain"));
    HttpAnswer page = http_get(site, path(""));
    assert_int_equal(page.status, 200);
    assert_true(http_has(&page, "stands knee-deep"));
    assert_true(http_has(&page, "grade-problem"));
    assert_false(http_has(&page, "office@gmail.com")); /* the contact is not for experts */
}

static void what_an_applicant_wrote_carries_its_language(void **state)
{
    static const char *const written[] = {"<span lang=\"en\">Drains That Count Rain</span>",
                                          "<span lang=\"en\">Semarang</span>",
                                          "<span lang=\"en\">Office of the mayor</span>"};
    sign_in(ada);
    HttpAnswer list = http_get(site, "/ko/prize/demo/reviews/");
    Text review = text_format(site->arena, "/ko/prize/demo/reviews/%lld/", (long long)assignment.key);
    HttpAnswer page = http_get(site, text_c(site->arena, review));
    Text whole = text_format(site->arena, "/ko/prize/demo/application/%lld/", (long long)application.key);
    HttpAnswer read = http_get(site, text_c(site->arena, whole));
    for (size_t i = 0; i < 3; i++) {
        assert_true(i == 2 || http_has(&list, written[i]));
        assert_true(http_has(&page, written[i]));
        assert_true(i == 2 || http_has(&read, written[i]));
    }
}

static void a_missing_grade_is_asked_for_and_nothing_typed_is_lost(void **state)
{
    sign_in(ada);
    HttpAnswer answer =
        http_post(site, path(""), FIELDS("grade-problem", "4", "feedback", "The cup is the best part."));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "The cup is the best part."));
    assert_true(http_has(&answer, "checked"));
    answer = http_post(site, path("draft/"), FIELDS("grade-problem", "4", "feedback", "Kept."));
    assert_int_equal(answer.status, 303);
    assert_true(http_has(&(HttpAnswer){.body = http_get(site, path("")).body}, "Kept."));
}

static void what_comes_after_the_end_is_refused_kindly(void **state)
{
    sign_in(ada);
    Instant ends = edition_round(town_edition(&town), 1)->ends;
    clock_stand_at(ends);
    sign_in(ada);
    HttpAnswer answer =
        http_post(site, path(""), FIELDS("grade-problem", "4", "feedback", "Too late, but here."));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "Too late, but here."));
    assert_true(http_has(&answer, "The round closed:"));
    clock_stand_at(instant_plus(ends, -DAY_US));
}

static bool import_for_ben(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Review *review = context;
    return review_import(change, edition, review, problems);
}

static void what_an_organiser_entered_is_not_said_to_be_sent(void **state)
{
    static const char *const words[] = {
        "/en/", "An organiser entered this review for you on", "/ko/", "운영 담당자가 대신 입력한 심사 결과",
        "/de/", "Vom Organisationsteam für Sie eingetragen:",
    };
    Review review = town_grades(&town, 3);
    review.round = 1;
    review.application = application;
    review.expert = ben;
    assert_true(town_change(&town, town.organiser, import_for_ben, &review));
    Text rest = text_format(site->arena, "prize/demo/reviews/%lld/",
                            (long long)town_assignment(&town, application, ben).key);
    Instant middle = clock_now(), ends = edition_round(town_edition(&town), 1)->ends;
    for (int i = 0; i < 6; i++) {
        clock_stand_at(i % 2 ? ends : middle);
        sign_in(ben);
        const char *page = text_c(site->arena, text_join(site->arena, text_of(words[i - i % 2]), rest));
        HttpAnswer answer = http_get(site, page);
        assert_int_equal(answer.status, 200);
        assert_true(http_has(&answer, words[i | 1]));
        assert_false(http_has(&answer, "you sent"));
        assert_false(http_has(&answer, "Send again"));
    }
    clock_stand_at(middle);
    HttpAnswer list = http_get(site, "/en/prize/demo/reviews/");
    assert_true(http_has(&list, "Entered by an organiser"));
}

static void anothers_review_is_not_there(void **state)
{
    sign_in(ben);
    assert_int_equal(http_get(site, path("")).status, 404);
    assert_int_equal(http_get(site, path("step-back/")).status, 404);
    sign_in(town.organiser);
    assert_int_equal(http_get(site, path("")).status, 404); /* experts' pages are not the organiser's */
}

static void organisers_have_their_pages_and_experts_have_not(void **state)
{
    static const char *const pages[] = {"/en/prize/demo/experts/", "/ko/prize/demo/experts/invite/",
                                        "/de/prize/demo/conflicts/", "/en/prize/demo/rounds/1/assignment/"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        sign_in(town.organiser);
        assert_int_equal(http_get(site, pages[i]).status, 200);
        sign_in(ben);
        assert_int_equal(http_get(site, pages[i]).status, 404);
    }
}

static void many_are_invited_at_once_or_none(void **state)
{
    sign_in(town.organiser);
    HttpAnswer answer =
        http_post(site, "/en/prize/demo/experts/invite/many/",
                  FIELDS("list", "Anna Weber, anna@example.org\nno address", "list-language", "de"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "Line 2:"));
    assert_false(
        http_has(&(HttpAnswer){.body = http_get(site, "/en/prize/demo/experts/").body}, "Anna Weber"));
    answer = http_post(site, "/en/prize/demo/experts/invite/many/",
                       FIELDS("list", "Anna Weber <anna@example.org>\r\n\r\n\"Kim Minsu\"\tminsu@example.org",
                              "list-language", "de"));
    assert_int_equal(answer.status, 303);
    answer = http_get(site, "/en/prize/demo/experts/");
    assert_true(http_has(&answer, "Anna Weber"));
    assert_true(http_has(&answer, "Kim Minsu"));
}

static void a_preview_is_made_confirmed_and_shown(void **state)
{
    sign_in(town.organiser);
    HttpAnswer answer = http_post(site, "/en/prize/demo/rounds/1/assignment/", FIELDS("done", ""));
    assert_int_equal(answer.status, 303);
    answer = http_get(site, "/en/prize/demo/rounds/1/assignment/");
    assert_true(http_has(&answer, "Confirm the assignment"));
    assert_true(http_has(&answer, "checked by a second calculation"));
}

static bool assign_second_round(Change *change, const Edition *edition, void *context, Problems *problems)
{
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO assignment (key, edition, round, application, account, state, assigned_at)"
                    " VALUES ($1, $2, 2, $3, $4, 'open', $5)"),
                BIND(*(int64_t *)context, edition->id.key, application.key, ben, change->at.now));
    return true;
}

static void where_the_rules_show_earlier_reviews_they_stand_there_without_names(void **state)
{
    int64_t second = 4711;
    Text address = text_format(site->arena, "/en/prize/demo/reviews/%lld/", (long long)second);
    assert_true(town_send(&town, ada, assignment, 4));
    assert_true(town_change(&town, town.organiser, assign_second_round, &second));
    Instant before = town_edition(&town)->rounds.at[0].begins;
    clock_stand_at(instant_plus(town_edition(&town)->rounds.at[1].begins, DAY_US));
    sign_in(ben);
    HttpAnswer page = http_get(site, text_c(site->arena, address));
    assert_int_equal(page.status, 200);
    assert_true(http_has(&page, "Earlier reviews"));
    assert_true(http_has(&page, "For the city."));
    assert_true(http_has(&page, "<b>4</b>"));
    assert_false(http_has(&page, "For the organiser."));
    assert_false(http_has(&page, "Ada"));
    clock_stand_at(instant_plus(before, DAY_US));
    sign_in(ada);
    assert_false(http_has(&(HttpAnswer){.body = http_get(site, path("")).body}, "Earlier reviews"));
}

static void after_stepping_back_the_application_is_gone(void **state)
{
    sign_in(ada);
    assert_int_equal(http_post(site, path("step-back/"), FIELDS("note", "")).status, 422);
    assert_int_equal(http_post(site, path("step-back/"), FIELDS("note", "A former colleague.")).status, 303);
    assert_int_equal(http_get(site, path("")).status, 404);
    Text read = text_format(site->arena, "/en/prize/demo/application/%lld/", (long long)application.key);
    assert_int_equal(http_get(site, text_c(site->arena, read)).status, 404);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(an_expert_reads_and_scores_in_one_page),
        TEST(what_an_applicant_wrote_carries_its_language),
        TEST(a_missing_grade_is_asked_for_and_nothing_typed_is_lost),
        TEST(what_comes_after_the_end_is_refused_kindly),
        TEST(what_an_organiser_entered_is_not_said_to_be_sent),
        TEST(anothers_review_is_not_there),
        TEST(organisers_have_their_pages_and_experts_have_not),
        TEST(many_are_invited_at_once_or_none),
        TEST(a_preview_is_made_confirmed_and_shown),
        TEST(where_the_rules_show_earlier_reviews_they_stand_there_without_names),
        TEST(after_stepping_back_the_application_is_gone),
    };
    return cmocka_run_group_tests(all, begin, end) != 0;
}
