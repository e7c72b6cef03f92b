/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/progress.h"

#include "base/time.h"
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* A terminal hands on what was written some time later, and ends when nobody can write any more. */
static void read_all(int from, char *told, size_t room)
{
    size_t size = 0;
    for (ssize_t more; size < room - 1 && (more = read(from, told + size, room - 1 - size)) > 0;)
        size += (size_t)more;
    told[size] = 0;
}

/* What is written to stderr, a terminal or not, while a progress of that age is told that it is half done,
 * twice. */
static void watch(bool is_terminal, int64_t age_us, char *told, size_t room)
{
    int pair[2], before = dup(STDERR_FILENO);
    Progress progress;
    if (is_terminal) {
        pair[0] = posix_openpt(O_RDWR | O_NOCTTY);
        assert_int_equal(grantpt(pair[0]) | unlockpt(pair[0]), 0);
        pair[1] = open(ptsname(pair[0]), O_RDWR | O_NOCTTY);
    } else {
        assert_int_equal(pipe(pair), 0);
    }
    dup2(pair[1], STDERR_FILENO);
    progress_begin(&progress, "counting");
    progress.began_us -= age_us;
    for (int i = 0; i < 2; i++) assert_true(watch_goes_on(&progress.watch, 1, 2));
    assert_true(progress_end_us(&progress) >= age_us);
    dup2(before, STDERR_FILENO);
    close(before), close(pair[1]);
    read_all(pair[0], told, room);
    close(pair[0]);
}

static void what_takes_long_is_told_on_a_terminal_and_taken_away(void **state)
{
    char told[200];
    watch(true, 2 * SECOND_US, told, sizeof told);
    assert_string_equal(told, "\rcounting: 50 %\x1b[K\r\x1b[K");
}

static void what_is_short_or_unwatched_is_not_told(void **state)
{
    char told[200];
    watch(true, 0, told, sizeof told);
    assert_string_equal(told, "");
    watch(false, 2 * SECOND_US, told, sizeof told);
    assert_string_equal(told, "");
}

RUN_TESTS(TEST(what_takes_long_is_told_on_a_terminal_and_taken_away),
          TEST(what_is_short_or_unwatched_is_not_told))
