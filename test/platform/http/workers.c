/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/workers.h"

#include "test.h"

#include <stdatomic.h>
#include <unistd.h>

static atomic_int done;

static void be_slow(void *context)
{
    usleep(20000);
    atomic_fetch_add(&done, 1);
}

static void what_waits_at_the_end_is_done_and_nothing_more_is_taken(void **state)
{
    enum { COUNT = 4 };
    Work work[COUNT], late = {.run = be_slow}, later = {.run = be_slow};
    Workers *workers = workers_new(2, COUNT);
    for (int i = 0; i < COUNT; i++) {
        work[i] = (Work){.run = be_slow};
        assert_true(workers_add(workers, &work[i], false));
    }
    workers_end(workers);
    assert_int_equal(atomic_load(&done), COUNT);
    assert_false(workers_add(workers, &late, false));
    assert_false(workers_add(workers, &later, true));
    assert_int_equal(workers_size(workers), 0);
    workers_free(workers);
    assert_int_equal(atomic_load(&done), COUNT);
}

RUN_TESTS(TEST(what_waits_at_the_end_is_done_and_nothing_more_is_taken))
