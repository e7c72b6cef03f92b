/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of accounts through the router, as a browser meets them, and as an attacker does. */
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/mail/feature.h"
#include "platform/mail/mail.h"

#include "http_fixture.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

extern const Migration prize_migrations[];
extern const size_t prize_migrations_count;

#define GOOD "brick lantern orchard"
#define BETTER "copper meadow violin"
#define FORGED "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static HttpFixture *site;
static AccountId anna, ben;
static Text invitation_token;
static int64_t claimed_subject;

static void note_claim(Change *change, const Link *link, AccountId by)
{
    (void)change;
    (void)by;
    claimed_subject = link->subject_key;
}
static const InvitationKind invitations[] = {{"invite/expert", note_claim, "/prize/{}/", NULL}};

static bool make_people(Change *change, void *context)
{
    const Text *hash = context;
    anna = account_ensure(change, TEXT("Anna <b>Weber</b>"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    ben = account_ensure(change, TEXT("Ben"), TEXT("ben@stadt.example"), LANGUAGE_EN);
    account_set_password(change, anna, *hash);
    Link link = {.purpose = TEXT("invite/expert"),
                 .scope = TEXT("prize/7"),
                 .role = TEXT("expert"),
                 .account = ben,
                 .subject_key = 42,
                 .expires = instant_plus(change->at.now, DAY_US)};
    invitation_token = link_make(change, &link);
    return true;
}

static void forget_browser(void)
{
    site->login_cookie = (Text){0};
    site->csrf = (Text){0};
    memset(&site->cookies, 0, sizeof site->cookies);
}

static int clean(void **state)
{
    (void)state;
    forget_browser();
    site->client = TEXT("127.0.0.1");
    return 0;
}

static bool empty(Change *change, void *context)
{
    (void)context;
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM attempt"), BIND());
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM outbox"), BIND());
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM login"), BIND());
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM link"), BIND());
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM role"), BIND());
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM account"), BIND());
    return true;
}

static int begin(void **state)
{
    static Text hash;
    if (!hash.size) hash = password_hash(site->arena, TEXT(GOOD));
    store_change(site->store, site->arena, (AccountId){0}, empty, NULL);
    store_change(site->store, site->arena, (AccountId){0}, make_people, &hash);
    return clean(state);
}

static HttpAnswer sign_in(const char *address, const char *password, const char *then)
{
    HttpAnswer answer = http_post(site, "/en/account/sign-in/",
                                  FIELDS("address", address, "password", password, "then", then));
    return answer;
}

static void find_newest(Snapshot *at, void *context)
{
    Mails mails = mail_list(at, MAIL_STATES, 0, 1);
    *(Mail *)context = mails.count ? mails.at[0] : (Mail){0};
}

static Mail newest_mail(void)
{
    Mail mail;
    store_read(site->store, site->arena, (AccountId){0}, find_newest, &mail);
    return mail;
}

static void count_all_mails(Snapshot *at, void *context)
{
    *(size_t *)context = mail_list(at, MAIL_STATES, 0, 1000).count;
}

static size_t mails(void)
{
    size_t count;
    store_read(site->store, site->arena, (AccountId){0}, count_all_mails, &count);
    return count;
}

#define path_of(pattern, token)                                                                              \
    text_c(site->arena, text_format(site->arena, "" pattern "", TEXT_PRINT(token)))

static bool is_signed_in(void)
{
    return http_get(site, "/en/account/").status == 200;
}

static void signing_in_leads_back_with_a_new_cookie(void **state)
{
    site->login_cookie = TEXT(FORGED);
    assert_false(is_signed_in());
    HttpAnswer answer = sign_in("Anna@Stadt.example", GOOD, "/en/account/devices/");
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/account/devices/");
    assert_int_equal(site->login_cookie.size, 43);
    assert_false(text_is_c(site->login_cookie, FORGED));
    assert_true(is_signed_in());
}

static void a_page_that_needs_a_login_leads_to_the_sign_in_and_back(void **state)
{
    HttpAnswer answer = http_get(site, "/de/account/devices/");
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/de/account/sign-in/?then=%2Fde%2Faccount%2Fdevices%2F");
    answer = http_get(site, "/de/account/sign-in/?then=%2Fde%2Faccount%2Fdevices%2F");
    assert_int_equal(answer.status, 200);
    assert_true(http_has(&answer, "name=\"then\" value=\"/de/account/devices/\""));
}

static void an_unknown_address_gets_the_answer_of_a_wrong_password(void **state)
{
    HttpAnswer wrong = sign_in("anna@stadt.example", BETTER, "");
    forget_browser();
    HttpAnswer unknown = sign_in("carl@stadt.example", BETTER, "");
    forget_browser();
    HttpAnswer without = sign_in("ben@stadt.example", BETTER, "");
    assert_int_equal(wrong.status, 422);
    assert_int_equal(unknown.status, 422);
    assert_int_equal(without.status, 422);
    assert_true(http_has(&wrong, "The e-mail address or password is not correct."));
    assert_true(http_has(&unknown, "The e-mail address or password is not correct."));
    assert_true(http_has(&without, "The e-mail address or password is not correct."));
    assert_false(http_has(&wrong, BETTER));
    assert_true(http_has(&wrong, "value=\"anna@stadt.example\""));
}

static void guessing_is_slowed_down_and_says_until_when(void **state)
{
    HttpAnswer answer = {0};
    for (int i = 0; i < 9; i++) answer = sign_in("nobody@stadt.example", BETTER, "");
    answer = sign_in("nobody@stadt.example", BETTER, "");
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "Too many attempts."));
    assert_int_equal(sign_in("anna@stadt.example", GOOD, "").status, 303);
}

static void a_return_path_never_leaves_this_site(void **state)
{
    static const char *const bad[] = {"//evil.example/",  "https://evil.example/", "/\\evil.example/",
                                      "\\\\evil.example", "javascript:alert(1)",   "/\t/evil.example",
                                      "evil.example",     "/en/\r\nX-Evil: 1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        forget_browser();
        HttpAnswer answer = sign_in("anna@stadt.example", GOOD, bad[i]);
        assert_int_equal(answer.status, 303);
        assert_text(http_header(&answer, "Location"), "/en/");
    }
}

static void a_form_without_our_token_changes_nothing(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    site->csrf = TEXT("0123456789abcdef0123456789abcdef");
    HttpAnswer answer = http_post(site, "/en/account/sign-out/", FIELDS("then", ""));
    assert_true(answer.status != 303);
    site->csrf = TEXT("0123456789abcdef0123456789abcdef");
    answer = http_post(site, "/en/account/", FIELDS("name", "Evil", "language", "en", "zone", ""));
    assert_true(answer.status != 303);
    assert_true(is_signed_in());
    answer = http_get(site, "/en/account/");
    assert_false(http_has(&answer, "value=\"Evil\""));
}

static void what_a_user_is_called_cannot_break_a_page(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    HttpAnswer answer = http_get(site, "/en/account/");
    assert_false(http_has(&answer, "<b>Weber</b>"));
    assert_true(http_has(&answer, "Anna &lt;b&gt;Weber&lt;/b&gt;"));
}

static void signing_out_ends_the_login_and_not_only_the_cookie(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    Text cookie = site->login_cookie;
    HttpAnswer answer = http_post(site, "/en/account/sign-out/", FIELDS("then", ""));
    assert_int_equal(answer.status, 303);
    forget_browser();
    site->login_cookie = cookie;
    assert_false(is_signed_in());
}

static void an_account_is_opened_by_its_link_once(void **state)
{
    HttpAnswer answer =
        http_post(site, "/en/account/register/",
                  FIELDS("name", "Carla", "address", "carla@stadt.example", "then", "/en/prize/demo/"));
    assert_text(http_header(&answer, "Location"), "/en/account/sent/?for=register");
    Mail mail = newest_mail();
    assert_text(mail.kind, "account/register");
    const char *path = path_of("/en/account/register/%.*s/", mail.argument);
    assert_int_equal(http_get(site, path).status, 200);
    answer = http_get(site, path);
    assert_int_equal(answer.status, 200);
    assert_true(http_has(&answer, "value=\"Carla\""));
    answer = http_post(site, path, FIELDS("name", "Carla", "password", "short"));
    assert_int_equal(answer.status, 422);
    answer = http_post(site, path, FIELDS("name", "Carla Stein", "password", GOOD));
    assert_int_equal(answer.status, 303);
    assert_text(http_header(&answer, "Location"), "/en/prize/demo/");
    assert_true(is_signed_in());
    forget_browser();
    assert_int_equal(http_get(site, path).status, 410);
    assert_int_equal(http_post(site, path, FIELDS("name", "Evil", "password", BETTER)).status, 410);
    assert_int_equal(sign_in("carla@stadt.example", GOOD, "").status, 303);
}

static void registering_a_known_address_looks_the_same_and_tells_its_owner(void **state)
{
    HttpAnswer answer = http_post(site, "/en/account/register/",
                                  FIELDS("name", "Mallory", "address", "ANNA@stadt.example", "then", ""));
    assert_text(http_header(&answer, "Location"), "/en/account/sent/?for=register");
    Mail mail = newest_mail();
    assert_text(mail.kind, "account/known");
    assert_text(mail.to_address, "anna@stadt.example");
    assert_int_equal(mail.argument.size, 0);
    assert_int_equal(sign_in("anna@stadt.example", GOOD, "").status, 303);
}

static void asking_for_a_new_password_never_tells_who_has_an_account(void **state)
{
    HttpAnswer known = http_post(site, "/en/account/forgot/", FIELDS("address", "anna@stadt.example"));
    assert_int_equal(mails(), 1);
    HttpAnswer unknown = http_post(site, "/en/account/forgot/", FIELDS("address", "zoe@stadt.example"));
    assert_int_equal(mails(), 1);
    assert_int_equal(known.status, unknown.status);
    assert_true(text_is(http_header(&known, "Location"), http_header(&unknown, "Location")));
    assert_true(text_is(known.body, unknown.body));
}

static void a_stranger_cannot_fill_a_mailbox(void **state)
{
    HttpAnswer answer = {0};
    for (int i = 0; i < 6; i++)
        answer = http_post(site, "/en/account/forgot/", FIELDS("address", "anna@stadt.example"));
    assert_int_equal(answer.status, 422);
    assert_true(mails() <= 4);
}

static void a_reset_ends_all_logins_and_its_link_and_tells_the_owner(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    Text old_cookie = site->login_cookie;
    forget_browser();
    http_post(site, "/en/account/forgot/", FIELDS("address", "anna@stadt.example"));
    Text token = newest_mail().argument;
    const char *path = path_of("/en/account/reset/%.*s/", token);
    assert_int_equal(http_get(site, path_of("/en/account/register/%.*s/", token)).status, 410);
    HttpAnswer answer = http_post(site, path, FIELDS("password", BETTER));
    assert_text(http_header(&answer, "Location"), "/en/account/sign-in/?done=password");
    assert_text(newest_mail().kind, "account/password-changed");
    assert_int_equal(http_post(site, path, FIELDS("password", GOOD)).status, 410);
    forget_browser();
    site->login_cookie = old_cookie;
    assert_false(is_signed_in());
    forget_browser();
    assert_int_equal(sign_in("anna@stadt.example", GOOD, "").status, 422);
    assert_int_equal(sign_in("anna@stadt.example", BETTER, "").status, 303);
}

static void look_at_claim(Snapshot *at, void *context)
{
    AccountId who = *(AccountId *)context;
    assert_true(account_has_role(at, who, TEXT("prize/7"), "expert"));
    assert_false(account_has_role(at, who.key == anna.key ? ben : anna, TEXT("prize/7"), "expert"));
}

static void an_invitation_is_claimed_by_an_account_with_another_address(void **state)
{
    const char *path = path_of("/en/account/invitation/%.*s/", invitation_token);
    HttpAnswer answer = http_get(site, path);
    assert_int_equal(answer.status, 200);
    assert_true(http_has(&answer, "/en/account/sign-in/?then=%2Fen%2Faccount%2Finvitation%2F"));
    assert_text(http_header(&answer, "Referrer-Policy"), "same-origin"); /* the token leaves to nobody else */
    sign_in("anna@stadt.example", GOOD, path);
    assert_int_equal(http_get(site, path).status, 200);
    answer = http_post(site, path, FIELDS("name", ""));
    assert_text(http_header(&answer, "Location"), "/en/prize/42/");
    assert_int_equal(claimed_subject, 42);
    store_read(site->store, site->arena, anna, look_at_claim, &anna);
    assert_int_equal(http_get(site, path).status, 410);
}

static void an_invitation_is_claimed_by_the_invited_who_choose_a_password(void **state)
{
    const char *path = path_of("/en/account/invitation/%.*s/", invitation_token);
    HttpAnswer answer = http_post(site, path, FIELDS("name", "Ben Ali", "password", GOOD));
    assert_int_equal(answer.status, 303);
    assert_true(is_signed_in());
    store_read(site->store, site->arena, ben, look_at_claim, &ben);
    forget_browser();
    assert_int_equal(http_post(site, path, FIELDS("name", "Mallory", "password", BETTER)).status, 410);
    assert_int_equal(sign_in("ben@stadt.example", GOOD, "").status, 303);
}

static bool make_demonstration(Change *change, void *context)
{
    (void)context;
    account_set_demonstration(change, anna);
    return true;
}

static void an_account_of_the_demonstration_opens_on_this_machine_only(void **state)
{
    store_change(site->store, site->arena, anna, make_demonstration, NULL);
    site->client = TEXT("192.0.2.7");
    HttpAnswer answer = sign_in("anna@stadt.example", GOOD, "");
    assert_int_equal(answer.status, 422);
    assert_true(http_has(&answer, "This account belongs to the demonstration."));
    site->client = TEXT("127.0.0.1");
    assert_int_equal(sign_in("anna@stadt.example", GOOD, "").status, 303);
    assert_true(is_signed_in());
    site->client = TEXT("192.0.2.7");
    assert_false(is_signed_in());
}

static void a_password_is_changed_by_who_knows_it_and_ends_other_logins(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    Text elsewhere = site->login_cookie;
    forget_browser();
    sign_in("anna@stadt.example", GOOD, "");
    HttpAnswer answer = http_post(site, "/en/account/password/",
                                  FIELDS("password-current", BETTER, "password", "violet paper engine"));
    assert_int_equal(answer.status, 422);
    answer = http_post(site, "/en/account/password/", FIELDS("password-current", GOOD, "password", BETTER));
    assert_int_equal(answer.status, 303);
    assert_true(is_signed_in());
    forget_browser();
    site->login_cookie = elsewhere;
    assert_false(is_signed_in());
}

static void a_new_address_counts_once_it_is_confirmed_by_who_is_signed_in(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    HttpAnswer answer = http_post(site, "/en/account/address/",
                                  FIELDS("address", "anna@neu.example", "password-current", GOOD));
    assert_text(http_header(&answer, "Location"), "/en/account/sent/?for=address");
    Mail mail = newest_mail();
    assert_text(mail.to_address, "anna@neu.example");
    const char *path = path_of("/en/account/confirm/%.*s/", mail.argument);
    assert_int_equal(http_get(site, path).status, 200);
    Text cookie = site->login_cookie;
    forget_browser();
    assert_int_equal(http_get(site, path).status, 303);
    site->login_cookie = cookie;
    answer = http_post(site, path, FIELDS());
    assert_text(http_header(&answer, "Location"), "/en/account/?done=address");
    mail = newest_mail();
    assert_text(mail.kind, "account/address-changed");
    assert_text(mail.to_address, "anna@stadt.example");
    forget_browser();
    assert_int_equal(sign_in("anna@neu.example", GOOD, "").status, 303);
}

static void devices_are_shown_and_signed_out(void **state)
{
    sign_in("anna@stadt.example", GOOD, "");
    Text elsewhere = site->login_cookie;
    forget_browser();
    sign_in("anna@stadt.example", GOOD, "");
    HttpAnswer answer = http_get(site, "/en/account/devices/");
    assert_int_equal(answer.status, 200);
    assert_true(http_has(&answer, "This device"));
    assert_int_equal(http_post(site, "/en/account/devices/others/", FIELDS()).status, 303);
    assert_true(is_signed_in());
    forget_browser();
    site->login_cookie = elsewhere;
    assert_false(is_signed_in());
}

static void every_page_of_accounts_is_shown_in_three_languages(void **state)
{
    static const char *const paths[] = {"sign-in/",        "register/",          "forgot/",
                                        "sent/?for=reset", "sent/?for=register", "sent/?for=address"};
    static const char *const own[] = {"", "password/", "address/", "devices/"};
    for (size_t l = 0; l < 3; l++) {
        const char *language = ((const char *[]){"en", "ko", "de"})[l];
        char path[100];
        forget_browser();
        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
            snprintf(path, sizeof path, "/%s/account/%s", language, paths[i]);
            assert_int_equal(http_get(site, path).status, 200);
        }
        sign_in("anna@stadt.example", GOOD, "");
        for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
            snprintf(path, sizeof path, "/%s/account/%s", language, own[i]);
            assert_int_equal(http_get(site, path).status, 200);
        }
    }
}

#define PAGE(function) cmocka_unit_test_setup(function, begin)

int main(void)
{
    static const Feature *const all[] = {&http_feature, &mail_feature, &account_feature, NULL};
    const struct CMUnitTest tests[] = {
        PAGE(signing_in_leads_back_with_a_new_cookie),
        PAGE(a_page_that_needs_a_login_leads_to_the_sign_in_and_back),
        PAGE(an_unknown_address_gets_the_answer_of_a_wrong_password),
        PAGE(guessing_is_slowed_down_and_says_until_when),
        PAGE(a_return_path_never_leaves_this_site),
        PAGE(a_form_without_our_token_changes_nothing),
        PAGE(what_a_user_is_called_cannot_break_a_page),
        PAGE(signing_out_ends_the_login_and_not_only_the_cookie),
        PAGE(an_account_is_opened_by_its_link_once),
        PAGE(registering_a_known_address_looks_the_same_and_tells_its_owner),
        PAGE(asking_for_a_new_password_never_tells_who_has_an_account),
        PAGE(a_stranger_cannot_fill_a_mailbox),
        PAGE(a_reset_ends_all_logins_and_its_link_and_tells_the_owner),
        PAGE(an_invitation_is_claimed_by_an_account_with_another_address),
        PAGE(an_invitation_is_claimed_by_the_invited_who_choose_a_password),
        PAGE(an_account_of_the_demonstration_opens_on_this_machine_only),
        PAGE(a_password_is_changed_by_who_knows_it_and_ends_other_logins),
        PAGE(a_new_address_counts_once_it_is_confirmed_by_who_is_signed_in),
        PAGE(devices_are_shown_and_signed_out),
        PAGE(every_page_of_accounts_is_shown_in_three_languages),
    };
    server_register_hooks(&account_server_hooks);
    account_register();
    account_register_invitations(invitations, 1);
    store_register_migrations(prize_migrations, prize_migrations_count); /* the navigation asks there */
    site = http_fixture_open("account", all);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_fixture_close(site);
    return failed != 0;
}
