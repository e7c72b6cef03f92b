/* SPDX-License-Identifier: Apache-2.0 */
/* Sending to a real server (aiosmtpd, on loopback), by several processes, and by one that is killed
 * between the data and the answer. */
#include "platform/config/settings.h"
#include "platform/mail/feature.h"
#include "platform/mail/mail.h"

#include "smtp.h"
#include "store_fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void features_register(void);

static bool render(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                   Text argument, MailText *mail)
{
    if (subject_key == 404) return false;
    mail->subject = TEXT("A link");
    mail->body = text_format(at->arena, "%.*s\n.\n. A line that begins with a dot.", TEXT_PRINT(argument));
    return true;
}
static const MailKind kinds[] = {{"test/link", render}};

static Settings *settings_for(Arena *arena, int port)
{
    Settings *settings = settings_default(arena);
    settings->mail_server = text_format(arena, "smtp://127.0.0.1:%d", port);
    settings->mail_from = TEXT("Madang <prize@prize.example>");
    return settings;
}

typedef struct {
    const char *address;
    int count;
    int64_t subject;
} Orders;

static bool queue(Change *change, void *context)
{
    const Orders *orders = context;
    for (int i = 0; i < orders->count; i++)
        mail_queue(change, &(MailOrder){.kind = "test/link",
                                        .to_name = TEXT("김민수"),
                                        .to_address = text_of(orders->address),
                                        .language = LANGUAGE_EN,
                                        .subject_key = orders->subject,
                                        .argument = TEXT("Secret-Token"),
                                        .due = INSTANT_NEVER});
    return true;
}

static void queue_mails(Fixture *fixture, const char *address, int count, int64_t subject)
{
    Orders orders = {address, count, subject};
    mail_register(kinds, 1);
    store_change(fixture->store, fixture->arena, (AccountId){0}, queue, &orders);
}

static void look(Snapshot *at, void *context)
{
    Mails all = mail_list(at, MAIL_STATES, 0, 1);
    if (all.count) *(Mail *)context = all.at[0];
}

/* The newest mail of the outbox. */
static Mail newest(Fixture *fixture)
{
    Mail mail = {0};
    store_read(fixture->store, fixture->arena, (AccountId){0}, look, &mail);
    return mail;
}

static bool retry(Change *change, void *context)
{
    return mail_retry(change, *(const int64_t *)context);
}

static void a_mail_arrives_whole_and_its_secret_leaves_the_outbox(void **state)
{
    Fixture *fixture = *state;
    SmtpServer server;
    smtp_start(&server, "plain", "localhost");
    queue_mails(fixture, "anna@stadt.example", 1, 1);
    Settings *settings = settings_for(fixture->arena, server.port);
    assert_int_equal(mail_send_due(fixture->store, settings, fixture->arena, 10), 1);
    assert_int_equal(mail_send_due(fixture->store, settings, fixture->arena, 10), 0);
    assert_int_equal(smtp_count_mails(&server), 1);
    Mail mail = newest(fixture);
    Text arrived = smtp_read_a_mail(&server, fixture->arena);
    assert_int_equal(mail.state, MAIL_SENT);
    assert_text(mail.argument, "");
    assert_true(text_find(arrived, TEXT("Secret-Token")) > 0);
    assert_true(text_find(arrived, TEXT("\r\n. A line that begins with a dot.")) > 0);
    assert_true(text_find(arrived, mail.message_id) > 0);
    smtp_stop(&server);
}

static Mail sent_to(Fixture *fixture, const char *address, int64_t subject)
{
    SmtpServer server;
    smtp_start(&server, "plain", "localhost");
    queue_mails(fixture, address, 1, subject);
    mail_send_due(fixture->store, settings_for(fixture->arena, server.port), fixture->arena, 10);
    smtp_stop(&server);
    return newest(fixture);
}

static void a_refused_recipient_is_refused_with_the_servers_words(void **state)
{
    Mail mail = sent_to(*state, "nobody@stadt.example", 1);
    assert_int_equal(mail.state, MAIL_REFUSED);
    assert_true(text_find(mail.reply, TEXT("550 5.1.1 no such person here")) >= 0);
    assert_text(mail.argument, "Secret-Token");
}

static void a_text_that_the_server_dislikes_is_refused(void **state)
{
    Mail mail = sent_to(*state, "spam@stadt.example", 1);
    assert_int_equal(mail.state, MAIL_REFUSED);
    assert_true(text_find(mail.reply, TEXT("554")) >= 0);
}

static void a_temporary_no_waits_and_tries_again(void **state)
{
    Mail mail = sent_to(*state, "later@stadt.example", 1);
    assert_int_equal(mail.state, MAIL_WAITING);
    assert_int_equal(mail.tries, 1);
    assert_true(mail.next.us >= mail.queued.us + MINUTE_US);
    assert_true(text_find(mail.reply, TEXT("451")) >= 0);
}

static void a_mail_whose_cause_is_gone_is_dropped(void **state)
{
    Mail mail = sent_to(*state, "anna@stadt.example", 404);
    assert_int_equal(mail.state, MAIL_DROPPED);
    assert_int_equal(mail.tries, 0);
}

static void no_server_means_later_and_surely_not_taken(void **state)
{
    Fixture *fixture = *state;
    queue_mails(fixture, "anna@stadt.example", 1, 1);
    mail_send_due(fixture->store, settings_for(fixture->arena, 1), fixture->arena, 10);
    Mail mail = newest(fixture);
    assert_int_equal(mail.state, MAIL_WAITING);
    assert_int_equal(mail.tries, 1);
}

static void a_connection_cut_before_the_answer_is_uncertain_and_not_sent_again(void **state)
{
    Fixture *fixture = *state;
    SmtpServer server;
    smtp_start(&server, "plain", "localhost");
    queue_mails(fixture, "cut@stadt.example", 1, 1);
    Settings *settings = settings_for(fixture->arena, server.port);
    mail_send_due(fixture->store, settings, fixture->arena, 10);
    Mail first = newest(fixture);
    assert_int_equal(first.state, MAIL_UNCERTAIN);
    mail_send_due(fixture->store, settings, fixture->arena, 10);
    assert_int_equal(smtp_count_mails(&server), 1);
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, retry, &first.key));
    mail_send_due(fixture->store, settings, fixture->arena, 10);
    assert_int_equal(smtp_count_mails(&server), 2);
    Mail second = newest(fixture);
    assert_true(text_is(first.message_id, second.message_id));
    smtp_stop(&server);
}

/* This program again, as another process that sends what is due at a place. */
static pid_t spawn_sender(Fixture *fixture, int port)
{
    char port_text[16];
    snprintf(port_text, sizeof port_text, "%d", port);
    pid_t process = fork();
    if (process) return process;
    execl("/proc/self/exe", "send", fixture->place, fixture->files ? fixture->files : "", port_text, NULL);
    _exit(127);
}

static int send_as_other_process(char **arguments)
{
    Arena *arena = arena_new(64 << 20);
    features_register();
    mail_register(kinds, 1);
    Store *store = store_open(arguments[0], arguments[1][0] ? arguments[1] : NULL, 2);
    mail_send_due(store, settings_for(arena, (int)strtol(arguments[2], NULL, 10)), arena, 1000);
    store_close(store);
    arena_free(arena);
    return 0;
}

static void wait_for_mail(const SmtpServer *server)
{
    for (int i = 0; i < 200 && smtp_count_mails(server) == 0; i++) usleep(50000);
    assert_int_equal(smtp_count_mails(server), 1);
}

static void killed_between_data_and_answer_it_is_uncertain_and_never_sent_twice(void **state)
{
    Fixture *fixture = *state;
    SmtpServer server;
    smtp_start(&server, "plain", "localhost");
    queue_mails(fixture, "slow@stadt.example", 1, 1);
    pid_t sender = spawn_sender(fixture, server.port);
    wait_for_mail(&server);
    kill(sender, SIGKILL);
    waitpid(sender, NULL, 0);
    Settings *settings = settings_for(fixture->arena, server.port);
    assert_int_equal(newest(fixture).state, MAIL_SENDING);
    assert_int_equal(mail_send_due(fixture->store, settings, fixture->arena, 10), 0);
    assert_int_equal(newest(fixture).state, MAIL_SENDING);
    clock_set_offset(MAIL_LOST_US + MINUTE_US);
    assert_int_equal(mail_send_due(fixture->store, settings, fixture->arena, 10), 0);
    clock_set_offset(0);
    assert_int_equal(newest(fixture).state, MAIL_UNCERTAIN);
    assert_true(newest(fixture).message_id.size > 0);
    assert_int_equal(smtp_count_mails(&server), 1);
    smtp_stop(&server);
}

static void two_processes_send_each_mail_once(void **state)
{
    Fixture *fixture = *state;
    SmtpServer server;
    int status;
    smtp_start(&server, "plain", "localhost");
    queue_mails(fixture, "anna@stadt.example", 30, 1);
    pid_t one = spawn_sender(fixture, server.port), two = spawn_sender(fixture, server.port);
    waitpid(one, &status, 0);
    assert_int_equal(status, 0);
    waitpid(two, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(smtp_count_mails(&server), 30);
    smtp_stop(&server);
}

int main(int count, char **arguments)
{
    if (count == 4 && strcmp(arguments[0], "send") == 0) return send_as_other_process(arguments + 1);
    const struct CMUnitTest all[] = {
        ON_BOTH(a_mail_arrives_whole_and_its_secret_leaves_the_outbox),
        ON_SQLITE(a_refused_recipient_is_refused_with_the_servers_words),
        ON_SQLITE(a_text_that_the_server_dislikes_is_refused),
        ON_SQLITE(a_temporary_no_waits_and_tries_again),
        ON_SQLITE(a_mail_whose_cause_is_gone_is_dropped),
        ON_SQLITE(no_server_means_later_and_surely_not_taken),
        ON_SQLITE(a_connection_cut_before_the_answer_is_uncertain_and_not_sent_again),
        ON_BOTH(killed_between_data_and_answer_it_is_uncertain_and_never_sent_twice),
        ON_BOTH(two_processes_send_each_mail_once),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
