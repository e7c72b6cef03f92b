/* SPDX-License-Identifier: Apache-2.0 */
/* The desk of the site: who sees it, and what nobody may see on it. */
#include "feature/admin/feature.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/mail/feature.h"
#include "platform/mail/mail.h"

#include "http_fixture.h"
#include "test.h"

#include <stdio.h>

extern const Migration prize_migrations[];
extern const size_t prize_migrations_count;

#define SECRET "Secret-Token-That-Opens"

static HttpFixture *site;
static AccountId operator_id, organiser_id, visitor_id, jury_id;
static Text operator_cookie, organiser_cookie, visitor_cookie, jury_cookie;
static int64_t plain_mail, sealed_mail;

static bool render(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                   Text argument, MailText *mail)
{
    mail->subject = TEXT("A new password");
    mail->body = text_format(at->arena, "https://prize.example/reset/%.*s/", TEXT_PRINT(argument));
    return true;
}
static const MailKind kinds[] = {{"test/reset", render}, {"test/sealed", render, .is_sealed = true}};

static int64_t queue(Change *change, const char *kind, const char *address)
{
    mail_queue(change, &(MailOrder){.kind = kind,
                                    .to_name = TEXT("Winner"),
                                    .to_address = text_of(address),
                                    .argument = TEXT(SECRET),
                                    .due = INSTANT_NEVER});
    return mail_list(&change->at, MAIL_STATES, 0, 1).at[0].key;
}

static AccountId person(Change *change, const char *name, Text *cookie)
{
    Text address = text_format(change->at.arena, "%s@stadt.example", name);
    AccountId id = account_ensure(change, text_of(name), address, LANGUAGE_EN);
    *cookie = text_copy(site->arena, login_open(change, id, TEXT(""), HOUR_US));
    return id;
}

static bool make(Change *change, void *context)
{
    (void)context;
    operator_id = person(change, "olga", &operator_cookie);
    organiser_id = person(change, "oskar", &organiser_cookie);
    visitor_id = person(change, "vera", &visitor_cookie);
    jury_id = person(change, "jana", &jury_cookie);
    account_grant(change, operator_id, TEXT("site"), "operator");
    account_grant(change, organiser_id, TEXT("site"), "organiser");
    account_grant(change, jury_id, TEXT("prize/7"), "organiser");
    plain_mail = queue(change, "test/reset", "anna@stadt.example");
    sealed_mail = queue(change, "test/sealed", "winner@stadt.example");
    return true;
}

static HttpAnswer get_as(Text cookie, const char *path)
{
    site->login_cookie = cookie;
    return http_get(site, path);
}

static const char *mail_path(int64_t key, const char *end)
{
    return text_c(site->arena, text_format(site->arena, "/en/desk/outbox/%lld/%s", (long long)key, end));
}

static const char *account_path(AccountId id, const char *end)
{
    return text_c(site->arena, text_format(site->arena, "/en/desk/accounts/%lld/%s", (long long)id.key, end));
}

static void each_role_reaches_its_pages_and_no_other(void **state)
{
    const struct {
        const char *path;
        int nobody, visitor, jury, organiser, operator;
    } table[] = {
        {"/en/desk/", 303, 404, 404, 200, 200},
        {"/en/desk/outbox/", 303, 404, 404, 200, 200},
        {"/en/desk/outbox/?state=waiting", 303, 404, 404, 200, 200},
        {mail_path(plain_mail, ""), 303, 404, 404, 200, 200},
        {"/en/desk/outbox/1/", 303, 404, 404, 404, 404},
        {"/en/desk/accounts/", 303, 404, 404, 404, 200},
        {"/en/desk/accounts/?part=vera", 303, 404, 404, 404, 200},
        {account_path(visitor_id, ""), 303, 404, 404, 404, 200},
        {"/en/desk/accounts/1/", 303, 404, 404, 404, 404},
        {"/en/desk/journal/", 303, 404, 404, 200, 200},
        {"/en/desk/journal/?book=prize%2F7", 303, 404, 200, 200, 404},
        {"/en/desk/journal/?book=prize%2F8", 303, 404, 404, 200, 404},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int got[5] = {get_as((Text){0}, table[i].path).status, get_as(visitor_cookie, table[i].path).status,
                      get_as(jury_cookie, table[i].path).status,
                      get_as(organiser_cookie, table[i].path).status,
                      get_as(operator_cookie, table[i].path).status};
        if (got[0] != table[i].nobody || got[1] != table[i].visitor || got[2] != table[i].jury ||
            got[3] != table[i].organiser || got[4] != table[i].operator)
            fail_msg("%s: %d %d %d %d %d", table[i].path, got[0], got[1], got[2], got[3], got[4]);
    }
}

static void an_organiser_cannot_steal_a_link_out_of_the_outbox(void **state)
{
    HttpAnswer answer = get_as(organiser_cookie, mail_path(plain_mail, ""));
    assert_true(http_has(&answer, "https://prize.example/reset/HIDDEN/"));
    assert_false(http_has(&answer, SECRET));
    answer = get_as(organiser_cookie, "/en/desk/outbox/");
    assert_false(http_has(&answer, SECRET));
}

static void the_operator_sees_it_on_the_machine_itself_only(void **state)
{
    HttpAnswer answer = get_as(operator_cookie, mail_path(plain_mail, ""));
    assert_true(http_has(&answer, SECRET));
    site->client = TEXT("192.0.2.7");
    answer = get_as(operator_cookie, mail_path(plain_mail, ""));
    site->client = TEXT("127.0.0.1");
    assert_int_equal(answer.status, 200);
    assert_false(http_has(&answer, SECRET));
}

static void who_gets_a_sealed_mail_is_shown_to_nobody(void **state)
{
    HttpAnswer one = get_as(operator_cookie, mail_path(sealed_mail, "")),
               list = get_as(operator_cookie, "/en/desk/outbox/");
    assert_int_equal(one.status, 200);
    assert_false(http_has(&one, "winner@stadt.example"));
    assert_false(http_has(&one, "A new password"));
    assert_false(http_has(&one, SECRET));
    assert_false(http_has(&list, "winner@stadt.example"));
    assert_true(http_has(&list, "anna@stadt.example"));
}

static void look_at_roles(Snapshot *at, void *context)
{
    int *roles = context;
    *roles = account_has_role(at, visitor_id, TEXT("site"), "organiser") +
             2 * account_has_role(at, operator_id, TEXT("site"), "operator") +
             4 * account_has_role(at, visitor_id, TEXT("site"), "chair");
}

static int roles(void)
{
    int found;
    store_read(site->store, site->arena, (AccountId){0}, look_at_roles, &found);
    return found;
}

static void roles_are_given_by_the_operator_and_stand_in_the_log(void **state)
{
    const char *path = account_path(visitor_id, "roles/");
    site->login_cookie = visitor_cookie;
    assert_int_equal(http_post(site, path, FIELDS("role", "organiser", "what", "grant")).status, 404);
    site->login_cookie = organiser_cookie;
    assert_int_equal(http_post(site, path, FIELDS("role", "organiser", "what", "grant")).status, 404);
    assert_int_equal(roles(), 2);
    site->login_cookie = operator_cookie;
    assert_int_equal(http_post(site, path, FIELDS("role", "chair", "what", "grant")).status, 422);
    assert_int_equal(http_post(site, path, FIELDS("role", "organiser", "what", "grant")).status, 303);
    assert_int_equal(roles(), 3);
    assert_int_equal(http_post(site, path, FIELDS("role", "organiser", "what", "revoke")).status, 303);
    assert_int_equal(roles(), 2);
    HttpAnswer answer = get_as(operator_cookie, "/en/desk/journal/?book=site");
    assert_true(http_has(&answer, "Role revoked"));
    assert_true(http_has(&answer, "role.revoked"));
    assert_true(http_has(&answer, "Every entry on this page names the digest of the one before."));
    assert_false(http_has(&answer, "vera"));
}

static void the_last_operator_stays(void **state)
{
    site->login_cookie = operator_cookie;
    HttpAnswer answer =
        http_post(site, account_path(operator_id, "roles/"), FIELDS("role", "operator", "what", "revoke"));
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "This is the last operator."));
    assert_int_equal(roles(), 2);
}

static bool forge(Change *change, void *context)
{
    (void)context;
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE journal_entry SET line = $1 WHERE book = 'site' AND number = 1"),
                BIND(TEXT(
                    "{\"kind\":\"role.granted\",\"n\":1,\"prev\":\"x\",\"says\":{\"role\":\"chair\"}}")));
    return true;
}

static void a_changed_entry_is_seen(void **state)
{
    store_change(site->store, site->arena, (AccountId){0}, forge, NULL);
    HttpAnswer answer = get_as(operator_cookie, "/en/desk/journal/?book=site");
    assert_true(http_has(&answer, "The chain is broken on this page, at 2 entries."));
}

static bool make_uncertain(Change *change, void *context)
{
    (void)context;
    store_write(change, NOT_A_DECISION, SQL("UPDATE outbox SET state = 'uncertain' WHERE key = $1"),
                BIND(plain_mail));
    return true;
}

static void an_uncertain_mail_is_sent_again_by_a_person_once(void **state)
{
    site->login_cookie = organiser_cookie;
    assert_int_equal(http_post(site, mail_path(plain_mail, "retry/"), FIELDS()).status, 422);
    store_change(site->store, site->arena, (AccountId){0}, make_uncertain, NULL);
    HttpAnswer answer = get_as(organiser_cookie, mail_path(plain_mail, ""));
    assert_true(http_has(&answer, "It may have this mail already"));
    assert_int_equal(http_post(site, mail_path(plain_mail, "retry/"), FIELDS()).status, 303);
    assert_int_equal(http_post(site, mail_path(plain_mail, "retry/"), FIELDS()).status, 422);
}

static void the_desk_speaks_three_languages(void **state)
{
    static const char *const pages[] = {"", "outbox/", "accounts/", "journal/"};
    char path[60];
    for (size_t l = 0; l < 3; l++)
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            snprintf(path, sizeof path, "/%s/desk/%s", ((const char *[]){"en", "ko", "de"})[l], pages[i]);
            assert_int_equal(get_as(operator_cookie, path).status, 200);
        }
}

extern const Migration prize_migrations[];
extern const size_t prize_migrations_count;

int main(void)
{
    store_register_migrations(prize_migrations, prize_migrations_count); /* the navigation asks there */
    static const Feature *const all[] = {&http_feature, &mail_feature, &account_feature, &admin_feature,
                                         NULL};
    const struct CMUnitTest tests[] = {
        TEST(each_role_reaches_its_pages_and_no_other),
        TEST(an_organiser_cannot_steal_a_link_out_of_the_outbox),
        TEST(the_operator_sees_it_on_the_machine_itself_only),
        TEST(who_gets_a_sealed_mail_is_shown_to_nobody),
        TEST(roles_are_given_by_the_operator_and_stand_in_the_log),
        TEST(the_last_operator_stays),
        TEST(the_desk_speaks_three_languages),
        TEST(an_uncertain_mail_is_sent_again_by_a_person_once),
        TEST(a_changed_entry_is_seen),
    };
    server_register_hooks(&account_server_hooks);
    account_register();
    mail_register(kinds, 2);
    store_register_migrations(prize_migrations, prize_migrations_count); /* the navigation asks there */
    site = http_fixture_open("desk", all);
    store_change(site->store, site->arena, (AccountId){0}, make, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_fixture_close(site);
    return failed != 0;
}
