/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/language/language.h"

#include "test.h"

static void the_best_language_of_a_header_is_chosen(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        Language expected;
    } cases[] = {
        {"", LANGUAGE_EN},
        {"ko", LANGUAGE_KO},
        {"ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", LANGUAGE_KO},
        {"fr-CH, fr;q=0.9, de;q=0.8, en;q=0.7, *;q=0.5", LANGUAGE_DE},
        {"DE-at", LANGUAGE_DE},
        {"en;q=0.1, ko;q=0.2", LANGUAGE_KO},
        {"de;q=0, *", LANGUAGE_EN},
        {"en;q=0, *;q=0.3", LANGUAGE_KO},
        {"de;q=0.5, ko;q=0.5", LANGUAGE_DE}, /* equal: the first named */
        {"ja, zh;q=0.5", LANGUAGE_EN},
        {"de;q=7, ko", LANGUAGE_KO}, /* malformed weights do not count */
        {"de;q=0.1234, ko;q=0.001", LANGUAGE_KO},
        {",,;;q=,ko ; q=0.4", LANGUAGE_KO},
        {"deu", LANGUAGE_EN},
        {"en;q=0, ko;q=0, de;q=0", LANGUAGE_EN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Language found = language_negotiate(text_of(cases[i].header));
        if (found != cases[i].expected) fail_msg("“%s” gave %d", cases[i].header, found);
    }
}

static void codes_and_languages_name_each_other(void **state)
{
    (void)state;
    Language found = LANGUAGE_COUNT;
    assert_true(language_from_code(TEXT("de"), &found));
    assert_int_equal(found, LANGUAGE_DE);
    assert_false(language_from_code(TEXT("fr"), &found));
    assert_false(language_from_code(TEXT(""), &found));
    assert_text(language_code(LANGUAGE_KO), "ko");
    assert_text(language_own_name(LANGUAGE_KO), "한국어");
}

RUN_TESTS(TEST(the_best_language_of_a_header_is_chosen), TEST(codes_and_languages_name_each_other))
