/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/suggest.h"

#include "test.h"

static void distances_are_those_of_the_literature(void **state)
{
    /* Wagner & Fischer's example, and the one by which optimal string alignment is told from
     * Damerau's distance ("ca" to "abc" is 3, not 2). */
    assert_int_equal(suggest_distance(TEXT("kitten"), TEXT("sitting")), 3);
    assert_int_equal(suggest_distance(TEXT("ca"), TEXT("abc")), 3);
    assert_int_equal(suggest_distance(TEXT("prot"), TEXT("port")), 1);
    assert_int_equal(suggest_distance(TEXT(""), TEXT("abc")), 3);
    assert_int_equal(suggest_distance(TEXT("same"), TEXT("same")), 0);
}

static Text best_of(const char *word)
{
    static const char *const known[] = {"serve", "demo", "verify", "export", "routes"};
    Suggestion suggestion = suggest_begin(text_of(word));
    for (int i = 0; i < 5; i++) suggest_offer(&suggestion, text_of(known[i]));
    return suggestion.best;
}

static void the_nearest_word_is_offered_and_a_far_one_is_not(void **state)
{
    assert_text(best_of("rotes"), "routes");
    assert_text(best_of("sevre"), "serve");
    assert_text(best_of("veryfi"), "verify");
    assert_text(best_of("launch"), "");
    assert_text(best_of(""), "");
    assert_text(best_of("a word that is far longer than any command could be"), "");
}

RUN_TESTS(TEST(distances_are_those_of_the_literature), TEST(the_nearest_word_is_offered_and_a_far_one_is_not))
