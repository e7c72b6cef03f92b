/* SPDX-License-Identifier: Apache-2.0 */
/* Encryption and sign-in at the mail server: what is taken, and that nothing leaves where it must not.
 * 0.0.0.0 leads to this machine, but the program takes it for another one. */
#include "platform/config/settings.h"
#include "platform/mail/message.h"

#include "smtp.h"
#include "test.h"

#include <stdio.h>

static Arena *arena;

static int begin(void **state)
{
    arena = arena_new(16 << 20);
    return 0;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

static Settings *settings_for(const SmtpServer *server, const char *scheme, const char *host)
{
    Settings *settings = settings_default(arena);
    settings->mail_server = text_format(arena, "%s://%s:%d", scheme, host, server->port);
    return settings;
}

static void trust_it(Settings *settings, const SmtpServer *server)
{
    settings->mail_certificates = text_format(arena, "%s/certificate.pem", server->directory);
}

static void sign_in_with(Settings *settings, const SmtpServer *server, const char *password)
{
    settings->mail_user = TEXT("prize");
    settings->mail_password_file = text_format(arena, "%s/password", server->directory);
    FILE *file = fopen(text_c(arena, settings->mail_password_file), "w");
    assert_non_null(file);
    fprintf(file, "%s\n", password);
    fclose(file);
}

static Transfer transfer(const Settings *settings)
{
    return mail_transfer(mail_connect(arena, settings), arena, TEXT("prize@prize.example"),
                         TEXT("anna@stadt.example"), TEXT("Subject: A link\r\n\r\nSecret-Token\r\n"));
}

/* Ends the server. `words`: a part of what is said. */
static void is_not_sent(SmtpServer *server, const Settings *settings, const char *words)
{
    Transfer result = transfer(settings);
    int taken = smtp_count_mails(server);
    smtp_stop(server);
    assert_int_equal(result.result, TRANSFER_LATER);
    assert_int_equal(taken, 0);
    if (text_find(result.reply, text_of(words)) < 0)
        fail_msg("“%.*s” without “%s”", TEXT_PRINT(result.reply), words);
}

static void is_sent(SmtpServer *server, const Settings *settings, const char *manner)
{
    Transfer result = transfer(settings);
    int taken = smtp_count_mails(server);
    Text came = smtp_read_manner(server, arena);
    smtp_stop(server);
    if (result.result != TRANSFER_TAKEN) fail_msg("not sent: %.*s", TEXT_PRINT(result.reply));
    assert_int_equal(taken, 1);
    assert_text(came, manner);
}

static void where_starttls_is_offered_the_mail_is_encrypted(void **state)
{
    SmtpServer server;
    smtp_start(&server, "starttls", "127.0.0.1");
    Settings *settings = settings_for(&server, "smtp", "127.0.0.1");
    is_sent(&server, settings, "tls");
}

static void where_none_is_offered_it_goes_plain_unless_encryption_is_required(void **state)
{
    SmtpServer server;
    smtp_start(&server, "plain", "-");
    is_sent(&server, settings_for(&server, "smtp", "0.0.0.0"), "plain");
    smtp_start(&server, "plain", "-");
    Settings *settings = settings_for(&server, "smtp", "127.0.0.1");
    settings->mail_encryption = TEXT("required");
    is_not_sent(&server, settings, "STARTTLS");
}

static void a_server_under_smtps_is_trusted_by_its_certificate(void **state)
{
    SmtpServer server;
    smtp_start(&server, "smtps", "127.0.0.1");
    Settings *settings = settings_for(&server, "smtps", "127.0.0.1");
    trust_it(settings, &server);
    is_sent(&server, settings, "tls");
}

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
    static const char *const manners[][2] = {{"smtps", "smtps"}, {"starttls", "smtp"}};
    for (int i = 0; i < 2; i++) {
        SmtpServer server;
        smtp_start(&server, manners[i][0], "0.0.0.0");
        is_not_sent(&server, settings_for(&server, manners[i][1], "0.0.0.0"), "certificate");
    }
}

static void a_certificate_of_another_name_is_refused(void **state)
{
    static const char *const manners[][2] = {{"smtps", "smtps"}, {"starttls", "smtp"}};
    for (int i = 0; i < 2; i++) {
        SmtpServer server;
        smtp_start(&server, manners[i][0], "mail.example");
        Settings *settings = settings_for(&server, manners[i][1], "127.0.0.1");
        trust_it(settings, &server);
        is_not_sent(&server, settings, "127.0.0.1");
    }
}

static void on_this_machine_own_certificates_are_demanded_once_they_are_named(void **state)
{
    SmtpServer other, server;
    smtp_start(&other, "smtps", "127.0.0.1");
    smtp_start(&server, "smtps", "127.0.0.1");
    Settings *settings = settings_for(&server, "smtps", "127.0.0.1");
    trust_it(settings, &other);
    is_not_sent(&server, settings, "certificate");
    smtp_stop(&other);
}

static void the_right_password_signs_in(void **state)
{
    SmtpServer server;
    smtp_start(&server, "login", "0.0.0.0");
    Settings *settings = settings_for(&server, "smtp", "0.0.0.0");
    trust_it(settings, &server);
    sign_in_with(settings, &server, "right horse");
    is_sent(&server, settings, "tls user");
}

static void a_wrong_password_waits_for_a_better_one(void **state)
{
    SmtpServer server;
    smtp_start(&server, "login", "127.0.0.1");
    Settings *settings = settings_for(&server, "smtp", "127.0.0.1");
    sign_in_with(settings, &server, "wrong horse");
    is_not_sent(&server, settings, "535");
}

static void a_password_never_goes_over_a_network_in_the_clear(void **state)
{
    SmtpServer server;
    smtp_start(&server, "plain", "-");
    Settings *settings = settings_for(&server, "smtp", "0.0.0.0");
    sign_in_with(settings, &server, "right horse");
    is_not_sent(&server, settings, "STARTTLS");
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(where_starttls_is_offered_the_mail_is_encrypted),
        TEST(where_none_is_offered_it_goes_plain_unless_encryption_is_required),
        TEST(a_server_under_smtps_is_trusted_by_its_certificate),
        TEST(a_certificate_that_nobody_vouches_for_is_refused),
        TEST(a_certificate_of_another_name_is_refused),
        TEST(on_this_machine_own_certificates_are_demanded_once_they_are_named),
        TEST(the_right_password_signs_in),
        TEST(a_wrong_password_waits_for_a_better_one),
        TEST(a_password_never_goes_over_a_network_in_the_clear),
    };
    return cmocka_run_group_tests(all, begin, end) != 0;
}
