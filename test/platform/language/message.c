/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/language/language.h"

#include "base/fail.h"

#include <string.h>

#include "test.h"

static Arena *arena;

static void assert_message(Message message, const char *english, const char *korean, const char *german)
{
    assert_text(message_write(arena, LANGUAGE_EN, &message), english);
    assert_text(message_write(arena, LANGUAGE_KO, &message), korean);
    assert_text(message_write(arena, LANGUAGE_DE, &message), german);
}

static void sentences_are_found_in_each_language(void **state)
{
    (void)state;
    assert_message(M("Enter the name of the city."), "Enter the name of the city.",
                   "도시 이름을 입력해 주십시오.", "Geben Sie den Namen der Stadt ein.");
    assert_message(M("“{file}” is not a PDF.", WITH_TEXT("file", TEXT("a{b}.doc"))),
                   "“a{b}.doc” is not a PDF.", "“a{b}.doc” 파일은 PDF 형식이 아닙니다.",
                   "„a{b}.doc“ ist keine PDF-Datei.");
}

static void plurals_follow_the_language(void **state)
{
    (void)state;
    assert_message(MN("{n} day left", "{n} days left", 1), "1 day left", "1일 남음", "Noch 1 Tag");
    assert_message(MN("{n} day left", "{n} days left", 0), "0 days left", "0일 남음", "Noch 0 Tage");
    assert_message(MN("{n} day left", "{n} days left", 1200), "1,200 days left", "1,200일 남음",
                   "Noch 1.200 Tage");
    assert_message(MN("{n} day left", "{n} days left", -1), "-1 days left", "-1일 남음", "Noch -1 Tage");
}

static void messages_and_dates_stand_in_sentences(void **state)
{
    (void)state;
    Message inner = M("Enter the name of the city.");
    assert_message(M("State: {state}", WITH_MESSAGE("state", &inner)), "State: Enter the name of the city.",
                   "상태: 도시 이름을 입력해 주십시오.", "Stand: Geben Sie den Namen der Stadt ein.");
    Instant instant = {INT64_C(1720969140000000)};
    assert_message(M("Due {when}", WITH_DATE_TIME("when", instant, TEXT("Asia/Seoul"))),
                   "Due Sunday 14 July 2024 at 23:59, Seoul time (UTC+9)",
                   "마감: 2024년 7월 14일 일요일 23:59, 서울 시간(UTC+9)",
                   "Fällig: Sonntag, 14.07.2024, 23:59 Uhr, Ortszeit Seoul (UTC+9)");
    assert_message(M("Due {when}", WITH_BYTES("when", 20000000)), "Due 20\u00a0MB", "마감: 20MB",
                   "Fällig: 20\u00a0MB");
}

static void markup_of_sentences_is_left_out_of_plain_text(void **state)
{
    (void)state;
    assert_message(M("Read {a}the rules{/a} {b}now{/b}.",
                     {.name = "a", .kind = ARGUMENT_ADDRESS, .text = TEXT("/en/")}),
                   "Read the rules now.", "지금 규정을 읽어 주십시오.", "Lesen Sie jetzt die Regeln.");
}

static void identities_are_fnv_1a(void **state)
{
    (void)state;
    /* draft-eastlake-fnv, appendix C: "" and "foobar" */
    assert_true(message_id("", NULL) == UINT64_C(0xcbf29ce484222325));
    assert_true(message_id("foobar", NULL) == UINT64_C(0x85944171f73967e8));
    assert_true(message_id("a", "b") != message_id("ab", NULL));
}

static void write_unknown(void *context)
{
    Message unknown = M("Nobody wrote this down.");
    *(Text *)context = message_write(arena, LANGUAGE_EN, &unknown);
}

static void a_sentence_that_no_catalogue_has_fails(void **state)
{
    (void)state;
    Failure failure;
    Text text;
    assert_false(boundary_run(write_unknown, &text, &failure));
    assert_non_null(strstr(failure.cause, "Nobody wrote this down."));
}

int main(void)
{
    arena = arena_new(64 << 20);
    const struct CMUnitTest all[] = {TEST(sentences_are_found_in_each_language),
                                     TEST(plurals_follow_the_language),
                                     TEST(messages_and_dates_stand_in_sentences),
                                     TEST(markup_of_sentences_is_left_out_of_plain_text),
                                     TEST(identities_are_fnv_1a),
                                     TEST(a_sentence_that_no_catalogue_has_fails)};
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
