/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/scores.h"

#include "test.h"

#include <stdlib.h>

static void scores_are_read_as_they_stand(void **state)
{
    Arena *arena = arena_new(16 << 20);
    Faults faults = {.file = "f"};
    Source *source =
        source_of_text(arena, "f",
                       TEXT("expert;note;score;application\nKim;;7,25;A\nLee;x;-2;A\nKim;;8.5;B\n"));
    const Scores *scores = scores_read(arena, source, &faults, NULL);
    assert_non_null(scores);
    assert_int_equal(scores->count, 3);
    assert_text(scores->applications.at[scores->scores[2].application], "B");
    assert_text(scores->experts.at[scores->scores[2].expert], "Kim");
    assert_int_equal(scores->scores[0].millionths, 7250000);
    assert_int_equal(scores->scores[1].millionths, -2000000);
    assert_int_equal(scores->scores[2].millionths, 8500000);
    arena_free(arena);
}

static void assert_faults(const char *text, const char *expected)
{
    Arena *arena = arena_new(16 << 20);
    char *told = NULL;
    size_t size = 0;
    Faults faults = {.file = "f", .to = open_memstream(&told, &size)};
    assert_null(scores_read(arena, source_of_text(arena, "f", text_of(text)), &faults, NULL));
    fclose(faults.to);
    assert_string_equal(told, expected);
    free(told);
    arena_free(arena);
}

static void what_is_wrong_is_told_all_of_it(void **state)
{
    assert_faults("application,expert,score\n,Kim,7\nA,,x\nA,Kim,\nA,Lee,1\nB,Lee,1\nA,Lee,2\n",
                  "f:2:1: the application is missing\n"
                  "f:3:3: the expert is missing\n"
                  "f:3:4: the score “x” is not a number\n"
                  "f:4:7: the score is missing\n"
                  "f:7: “A” and “Lee” stand in line 5 already\n");
    assert_faults("application,expert,score\n", "f: the file has no score in it\n");
    assert_faults("application,expert,affinity\n",
                  "f:1: the first line must name the columns: application,expert,score\n");
}

RUN_TESTS(TEST(scores_are_read_as_they_stand), TEST(what_is_wrong_is_told_all_of_it))
