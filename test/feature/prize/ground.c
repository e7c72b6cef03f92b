/* SPDX-License-Identifier: Apache-2.0 */
/* Two people, or two windows of one, at one form: nothing that was saved is overwritten unseen. */
#include "feature/prize/edition_json.h"
#include "feature/prize/feature.h"
#include "http_fixture.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/mail/feature.h"
#include "town.h"

static HttpFixture *site;
static Town town;
static AccountId anna, ben;
static Edition rules;

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

static void be(AccountId account)
{
    Opening it = {.account = account};
    assert_true(store_change(site->store, site->arena, account, open_login, &it));
    site->login_cookie = it.cookie;
}

static void begin(void **state)
{
    Fixture *fixture = *state;
    rules = town_rules(fixture->arena);
    town = town_make(fixture->store, fixture->arena, &rules);
    site = http_fixture_on(fixture->store, fixture->arena, features);
    anna = town_account(&town, "Anna", "anna@stadt.example");
    ben = town_account(&town, "Ben", "ben@stadt.example");
}

static void end(void)
{
    service_free(site->service);
}

/* ---- a form as a browser has it */

typedef struct {
    const char *path, *sheet, *ground;
} Form;

static Form form_in(const HttpAnswer *answer, const char *path)
{
    return (Form){path, http_hidden(site, answer, "sheet"), http_hidden(site, answer, "ground")};
}

static Form form_at(const char *path)
{
    HttpAnswer answer = http_get(site, path);
    assert_int_equal(answer.status, 200);
    return form_in(&answer, path);
}

#define SEND(form, ...)                                                                                      \
    http_post(site, (form).path, FIELDS("sheet", (form).sheet, "ground", (form).ground, __VA_ARGS__))

static bool join_ben(Change *change, void *context)
{
    application_join_team(change, *(ApplicationId *)context, ben);
    return true;
}

/* The call is open; Anna has begun, and Ben works on it too. */
static const char *project(void)
{
    clock_stand_at(instant_plus(rules.closes, -DAY_US));
    be(anna);
    HttpAnswer answer = http_post(site, "/en/prize/demo/apply/", FIELDS());
    assert_int_equal(answer.status, 303);
    Text place = http_header(&answer, "Location");
    Text key = text_slice(place, sizeof "/en/prize/demo/apply/" - 1, place.size);
    ApplicationId id;
    assert_true(text_to_int(text_next(&key, '/'), &id.key));
    assert_true(store_change(site->store, site->arena, anna, join_ben, &id));
    return text_c(site->arena, text_join(site->arena, place, TEXT("project/")));
}

static bool page_has(const char *path, const char *part)
{
    HttpAnswer answer = http_get(site, path);
    return http_has(&answer, part);
}

static void what_a_colleague_saved_is_not_overwritten_but_shown(void **state)
{
    begin(state);
    const char *path = project();
    be(ben);
    Form bens = form_at(path);
    be(anna);
    Form annas = form_at(path);
    assert_int_equal(SEND(annas, "title", "Trees", "city", "Wien").status, 303);
    be(ben);
    HttpAnswer answer = SEND(bens, "title", "Ponds", "city", "");
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "value=\"Ponds\""));
    assert_true(http_has(&answer, ">Trees<"));
    assert_true(http_has(&answer, "Something else was saved here by Anna:"));
    assert_true(http_has(&answer, "name=\"take-title\""));
    assert_false(http_has(&answer, "name=\"take-city\"")); /* Ben left it: Anna's stands there now */
    assert_true(http_has(&answer, "value=\"Wien\""));
    assert_false(http_has(&answer, "data-autosave"));
    assert_true(page_has(path, "value=\"Trees\"")); /* nothing was changed */
    Form again = form_in(&answer, path);
    answer = SEND(again, "title", "Ponds and trees", "city", "Wien", "take-title", "mine");
    assert_int_equal(answer.status, 303);
    assert_true(page_has(path, "value=\"Ponds and trees\""));
    assert_true(page_has(path, "value=\"Wien\""));
    end();
}

static void the_other_s_text_can_be_taken(void **state)
{
    begin(state);
    const char *path = project();
    be(ben);
    Form bens = form_at(path);
    be(anna);
    assert_int_equal(SEND(form_at(path), "title", "Trees").status, 303);
    be(ben);
    HttpAnswer answer = SEND(bens, "title", "Ponds");
    answer = SEND(form_in(&answer, path), "title", "Ponds", "take-title", "theirs");
    assert_int_equal(answer.status, 303);
    assert_true(page_has(path, "value=\"Trees\""));
    end();
}

static void different_fields_are_merged_without_a_question(void **state)
{
    begin(state);
    const char *path = project();
    be(ben);
    Form bens = form_at(path);
    be(anna);
    assert_int_equal(SEND(form_at(path), "title", "Trees").status, 303);
    be(ben);
    assert_int_equal(SEND(bens, "title", "", "city", "Linz").status, 303);
    assert_true(page_has(path, "value=\"Trees\""));
    assert_true(page_has(path, "value=\"Linz\""));
    end();
}

static void one_window_saves_again_and_again_and_another_one_is_asked(void **state)
{
    begin(state);
    const char *path = project();
    Form first = form_at(path), second = form_at(path);
    assert_int_equal(SEND(first, "title", "T").status, 303);
    assert_int_equal(SEND(first, "title", "Tr").status, 303);
    assert_int_equal(SEND(first, "title", "Tree").status, 303);
    HttpAnswer answer = SEND(second, "title", "Pond");
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "You saved something else here in another window:"));
    assert_true(page_has(path, "value=\"Tree\""));
    end();
}

static void answers_and_partners_are_kept_apart_too(void **state)
{
    begin(state);
    Text base = text_of(project());
    base.size -= sizeof "project/" - 1;
    const char *section = text_c(site->arena, text_join(site->arena, base, TEXT("section/project/")));
    const char *applicant = text_c(site->arena, text_join(site->arena, base, TEXT("applicant/")));
    Text code = rules.sections.at[0].questions.at[0].code;
    const char *question = text_c(site->arena, text_join(site->arena, TEXT("q-"), code));
    Form answers = form_at(section), people = form_at(applicant);
    be(ben);
    assert_int_equal(SEND(form_at(section), question, "Ben's words").status, 303);
    assert_int_equal(SEND(form_at(applicant), "partner-name-1", "Ben's garden").status, 303);
    be(anna);
    HttpAnswer answer = SEND(answers, question, "Anna's words");
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "Ben&#39;s words") && http_has(&answer, "Anna&#39;s words"));
    answer = SEND(people, "partner-name-1", "Anna's garden", "organisation", "Stadt Wien");
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "Ben&#39;s garden") && http_has(&answer, "Anna&#39;s garden"));
    end();
}

static void what_was_saved_carries_the_language_of_the_application_and_our_words_do_not(void **state)
{
    begin(state);
    const char *path = project();
    assert_int_equal(SEND(form_at(path), "tongue", "ko").status, 303);
    Form mine = form_at(path);
    be(ben);
    assert_int_equal(SEND(form_at(path), "tongue", "ko", "title", "자전거 도서관", "country", "CL").status,
                     303);
    be(anna);
    HttpAnswer answer = SEND(mine, "tongue", "ko", "title", "Bikes", "country", "PE");
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "<p class=\"keep\"><span lang=\"ko\">자전거 도서관</span></p>"));
    assert_true(http_has(&answer, "<p class=\"keep\">Chile</p>"));
    end();
}

/* ---- reviews */

static void a_review_in_two_windows_keeps_what_was_sent(void **state)
{
    begin(state);
    ApplicationId application = town_application(&town, (TownApplication){0});
    AccountId ada = town_expert(&town, (TownExpert){.name = "Ada", .address = "ada@ada.example"});
    town_expert(&town, (TownExpert){.name = "Bea", .address = "bea@bea.example"});
    assert_true(town_confirm(&town));
    AssignmentId assignment = town_assignment(&town, application, ada);
    Text place = text_format(site->arena, "/en/prize/demo/reviews/%lld/", (long long)assignment.key);
    const char *page = text_c(site->arena, place);
    const char *draft = text_c(site->arena, text_join(site->arena, place, TEXT("draft/")));
    be(ada);
    Form first = form_at(page), second = form_at(page);
    first.path = second.path = draft;
    assert_int_equal(SEND(first, "grade-problem", "4", "feedback", "Clear").status, 303);
    assert_int_equal(SEND(first, "grade-problem", "4", "feedback", "Clear and brave").status, 303);
    assert_int_equal(SEND(second, "comment", "To be discussed").status, 303); /* another field: merged */
    assert_true(page_has(page, "Clear and brave") && page_has(page, "To be discussed"));
    HttpAnswer answer = SEND(second, "grade-problem", "2", "comment", "To be discussed");
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "name=\"take-grade-problem\""));
    answer = SEND(form_in(&answer, draft), "grade-problem", "2", "comment", "To be discussed", "feedback",
                  "Clear and brave");
    assert_int_equal(answer.status, 303);
    end();
}

/* ---- rules */

#define RULES "/en/prize/demo/organise/rules/"

static const char *closing(int hours_before)
{
    Instant at = instant_plus(rules.closes, -hours_before * 60 * MINUTE_US);
    return text_c(site->arena, instant_to_civil(site->arena, at, rules.zone));
}

static HttpAnswer send_dates(Form form, const char *closes)
{
    Arena *arena = site->arena;
    return SEND(form, "opens", text_c(arena, instant_to_civil(arena, rules.opens, rules.zone)), "closes",
                closes, "winners_publish_at",
                text_c(arena, instant_to_civil(arena, rules.winners_publish_at, rules.zone)));
}

static HttpAnswer confirm(const HttpAnswer *compared)
{
    assert_int_equal(compared->status, 303);
    return http_post(site, text_c(site->arena, http_header(compared, "Location")), FIELDS("reason", "Rain"));
}

static void a_date_that_a_colleague_changed_is_shown_and_not_changed_back(void **state)
{
    begin(state);
    clock_stand_at(instant_plus(rules.opens, -DAY_US));
    be(town.organiser);
    Form first = form_at(RULES), second = form_at(RULES);
    const char *based_on = "1";
    first.path = second.path = RULES "dates/";
    HttpAnswer answer = send_dates(first, closing(1));
    assert_int_equal(confirm(&answer).status, 303);
    answer = send_dates(second, closing(2));
    assert_int_equal(answer.status, 409);
    assert_true(http_has(&answer, "name=\"take-closes\""));
    assert_false(http_has(&answer, "name=\"take-opens\""));
    answer = send_dates(form_in(&answer, second.path), closing(2));
    assert_int_equal(confirm(&answer).status, 303);
    const char *yaml = text_c(site->arena, http_get(site, "/en/prize/demo/organise/rules.yaml").body);
    answer = http_post(site, RULES, FIELDS("based_on", based_on, "rules", yaml));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "The rules have changed since this page was shown."));
    end();
}

static bool close_earlier(Change *change, const Edition *edition, void *context, Problems *problems)
{
    (void)context;
    Edition changed;
    EditionId id;
    assert_true(edition_from_json(change->at.arena, edition->json, &changed));
    changed.closes = instant_plus(changed.closes, -DAY_US);
    changed.json = edition_to_json(change->at.arena, &changed);
    return edition_keep(change, &changed, TEXT(""), problems, &id);
}

static void a_comparison_is_not_confirmed_once_the_rules_are_others(void **state)
{
    begin(state);
    clock_stand_at(instant_plus(rules.opens, -DAY_US));
    be(town.organiser);
    Form form = form_at(RULES);
    form.path = RULES "dates/";
    HttpAnswer compared = send_dates(form, closing(1));
    assert_true(town_change(&town, (AccountId){0}, close_earlier, NULL));
    HttpAnswer answer = confirm(&compared);
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "The rules have changed since this comparison was made."));
    end();
}

RUN_TESTS(ON_BOTH(what_a_colleague_saved_is_not_overwritten_but_shown),
          ON_BOTH(the_other_s_text_can_be_taken), ON_BOTH(different_fields_are_merged_without_a_question),
          ON_BOTH(one_window_saves_again_and_again_and_another_one_is_asked),
          ON_BOTH(answers_and_partners_are_kept_apart_too),
          ON_BOTH(what_was_saved_carries_the_language_of_the_application_and_our_words_do_not),
          ON_BOTH(a_review_in_two_windows_keeps_what_was_sent),
          ON_BOTH(a_date_that_a_colleague_changed_is_shown_and_not_changed_back),
          ON_BOTH(a_comparison_is_not_confirmed_once_the_rules_are_others))
