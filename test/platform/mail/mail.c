/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/mail/mail.h"
#include "platform/config/settings.h"
#include "platform/mail/message.h"

#include "store_fixture.h"

#define MAY_FIRST_US (INT64_C(1777593600) * SECOND_US)

static bool render(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,
                   Text argument, MailText *mail)
{
    if (subject_key == 404) return false;
    mail->subject = TEXT("A link");
    mail->body = text_format(at->arena, "https://prize.example/reset/%.*s/", TEXT_PRINT(argument));
    return true;
}

static const MailKind kinds[] = {{"test/link", render}, {"test/sealed", render, .is_sealed = true}};

static MailOrder order_to(const char *address)
{
    return (MailOrder){.kind = "test/link",
                       .to_name = TEXT("Anna"),
                       .to_address = text_of(address),
                       .language = LANGUAGE_EN,
                       .argument = TEXT("Secret-Token"),
                       .due = INSTANT_NEVER};
}

static bool queue_once_and_again(Change *change, void *context)
{
    MailOrder order = order_to("anna@stadt.example");
    order.once = TEXT("receipt 7");
    mail_queue(change, &order);
    mail_queue(change, &order);
    order.once = TEXT("");
    order.kind = "test/sealed";
    mail_queue(change, &order);
    mail_queue(change, &order);
    return true;
}

static void look_at_list(Snapshot *at, void *context)
{
    Mails all = mail_list(at, MAIL_STATES, 0, 100), first = mail_list(at, MAIL_WAITING, 0, 2),
          rest = mail_list(at, MAIL_WAITING, first.at[1].key, 100);
    assert_int_equal(all.count, 3);
    assert_int_equal(first.count, 2);
    assert_int_equal(rest.count, 1);
    assert_true(first.at[0].is_sealed);
    assert_false(rest.at[0].is_sealed);
    assert_int_equal(mail_count(at, MAIL_WAITING), 3);
    assert_int_equal(mail_count(at, MAIL_SENT), 0);
}

static void a_mail_with_the_same_reason_is_queued_once(void **state)
{
    Fixture *fixture = *state;
    mail_register(kinds, 2);
    store_change(fixture->store, fixture->arena, (AccountId){0}, queue_once_and_again, NULL);
    store_read(fixture->store, fixture->arena, (AccountId){0}, look_at_list, NULL);
}

static bool queue_for_tomorrow(Change *change, void *context)
{
    MailOrder order = order_to("anna@stadt.example");
    order.due = (Instant){MAY_FIRST_US + DAY_US};
    mail_queue(change, &order);
    return true;
}

static void read_the_one(Snapshot *at, void *context)
{
    MailText shown = {0}, whole = {0};
    Settings *settings = settings_default(at->arena);
    Mail mail = mail_list(at, MAIL_WAITING, 0, 1).at[0];
    bool is_due = mail_read(at, settings, &mail, false, &shown);
    assert_int_equal(is_due, *(bool *)context);
    assert_int_equal(mail_read(at, settings, &mail, true, &whole), is_due);
    if (!is_due) return;
    assert_text(shown.body, "https://prize.example/reset/HIDDEN/");
    assert_text(whole.body, "https://prize.example/reset/Secret-Token/");
}

static void a_mail_has_no_text_before_its_instant_and_no_secret_for_readers(void **state)
{
    Fixture *fixture = *state;
    bool is_due = false;
    mail_register(kinds, 2);
    clock_stand_at((Instant){MAY_FIRST_US});
    store_change(fixture->store, fixture->arena, (AccountId){0}, queue_for_tomorrow, NULL);
    clock_stand_at((Instant){MAY_FIRST_US + DAY_US - 1});
    store_read(fixture->store, fixture->arena, (AccountId){0}, read_the_one, &is_due);
    clock_stand_at((Instant){MAY_FIRST_US + DAY_US});
    is_due = true;
    store_read(fixture->store, fixture->arena, (AccountId){0}, read_the_one, &is_due);
    clock_stand_at(INSTANT_NEVER);
}

static Text composed(Arena *arena, const char *name, const char *subject, const char *body)
{
    Mail mail = {.to_name = text_of(name),
                 .to_address = TEXT("anna@stadt.example"),
                 .language = LANGUAGE_KO,
                 .message_id = TEXT("abc@prize.example")};
    MailText text = {.subject = text_of(subject),
                     .body = text_of(body),
                     .unsubscribe = TEXT("https://prize.example/u")};
    return mail_compose(arena, mail_box_read(TEXT("Madang <prize@prize.example>")), &mail, &text,
                        (Instant){MAY_FIRST_US});
}

static bool has_line(Text message, const char *line)
{
    while (message.size) {
        Text one = text_next(&message, '\n');
        if (text_ends(one, TEXT("\r"))) one.size--;
        if (text_is_c(one, line)) return true;
    }
    return false;
}

static void a_mail_has_the_heads_that_a_machine_owes(void **state)
{
    Arena *arena = arena_new(1 << 22);
    Text message = composed(arena, "Anna Weber", "Application received", "First paragraph.\n\nSecond.");
    assert_true(has_line(message, "From: Madang <prize@prize.example>"));
    assert_true(has_line(message, "To: Anna Weber <anna@stadt.example>"));
    assert_true(has_line(message, "Subject: Application received"));
    assert_true(has_line(message, "Message-Id: <abc@prize.example>") ||
                has_line(message, "Message-ID: <abc@prize.example>"));
    assert_true(has_line(message, "Date: Fri, 01 May 2026 00:00:00 +0000"));
    assert_true(has_line(message, "Auto-Submitted: auto-generated"));
    assert_true(has_line(message, "Content-Language: ko"));
    assert_true(has_line(message, "List-Unsubscribe: <https://prize.example/u>"));
    assert_true(has_line(message, "First paragraph."));
    arena_free(arena);
}

static void nothing_that_a_user_writes_gets_into_the_head(void **state)
{
    Arena *arena = arena_new(1 << 22);
    Text message = composed(arena, "Anna\r\nBcc: evil@evil.example\r\n\r\nHello",
                            "Hello\nX-Evil: yes\n\nbody", "Bcc: this is text.");
    Text head = text_slice(message, 0, (size_t)text_find(message, TEXT("\r\n\r\n")));
    assert_true(text_find(head, TEXT("\nBcc:")) < 0);
    assert_true(text_find(head, TEXT("\nX-Evil")) < 0);
    assert_true(text_find(message, TEXT("\n\nbody")) < 0);
    arena_free(arena);
}

static void words_in_any_script_are_ascii_on_the_wire(void **state)
{
    Arena *arena = arena_new(1 << 22);
    Text message = composed(arena, "김민수", "[신청 접수] 접수번호 7", "신청서가 접수되었습니다.");
    for (size_t i = 0; i < message.size; i++) assert_true((unsigned char)message.at[i] < 0x80);
    assert_true(text_find(message, TEXT("=?UTF-8?")) > 0 || text_find(message, TEXT("=?utf-8?")) > 0);
    arena_free(arena);
}

static void a_box_is_read_with_and_without_a_name(void **state)
{
    MailBox named = mail_box_read(TEXT("City Prize <prize@example.org>")),
            bare = mail_box_read(TEXT("a@example.org"));
    assert_text(named.name, "City Prize");
    assert_text(named.address, "prize@example.org");
    assert_text(bare.name, "");
    assert_text(bare.address, "a@example.org");
}

RUN_TESTS(ON_BOTH(a_mail_with_the_same_reason_is_queued_once),
          ON_BOTH(a_mail_has_no_text_before_its_instant_and_no_secret_for_readers),
          TEST(a_mail_has_the_heads_that_a_machine_owes), TEST(nothing_that_a_user_writes_gets_into_the_head),
          TEST(words_in_any_script_are_ascii_on_the_wire), TEST(a_box_is_read_with_and_without_a_name))
