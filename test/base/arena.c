/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"

#include "base/fail.h"
#include "base/list.h"

static char order[8];
static char a[] = "a", b[] = "b", c[] = "c";
static void note(void *handle)
{
    order[strlen(order)] = *(char *)handle;
}

static void releases_the_last_first(void **state)
{
    Arena *arena = arena_new(1 << 20);
    memset(order, 0, sizeof order);
    arena_at_end(arena, note, a);
    arena_at_end(arena, note, b);
    arena_reset(arena);
    assert_string_equal(order, "ba");
    arena_at_end(arena, note, c);
    arena_free(arena);
    assert_string_equal(order, "bac");
}

static void take_too_much(void *arena)
{
    arena_take(arena, 100000);
}
static void take_little_by_little(void *arena)
{
    for (;;) arena_take(arena, 100);
}

static void past_its_cap_the_work_fails_and_not_the_process(void **state)
{
    Arena *arena = arena_new(64 * 1024);
    Failure failure;
    assert_false(boundary_run(take_too_much, arena, &failure));
    assert_false(boundary_run(take_little_by_little, arena, &failure));
    assert_int_equal(failure.kind, FAILURE_BROKEN);
    assert_true(arena_size_bytes(arena) <= 64 * 1024);
    arena_free(arena);
}

static void pieces_are_zero_aligned_and_apart(void **state)
{
    Arena *arena = arena_new(10 << 20);
    char *before = NULL;
    for (int round = 0; round < 2; round++, arena_reset(arena)) {
        for (size_t size = 1; size < 20000; size = size * 3 + 1) {
            char *piece = arena_take(arena, size);
            assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++) assert_int_equal(piece[i], 0);
            memset(piece, 0xff, size);
            assert_ptr_not_equal(piece, before);
            before = piece;
        }
    }
    arena_free(arena);
}

static void fail_in_a_callback(void *context)
{
    fail("from a callback: %d", *(int *)context);
}
static void a_library_that_calls_back(void *state)
{
    int calls = 0, seven = 7;
    while (foreign_body(fail_in_a_callback, &seven)) calls++;
    *(int *)state = 1; /* the library came back by its own means */
    foreign_end();
    assert_int_equal(calls, 0);
    fail("never reached");
}

static void no_jump_crosses_a_library(void **state)
{
    Failure failure;
    int returned = 0;
    assert_false(boundary_run(a_library_that_calls_back, &returned, &failure));
    assert_int_equal(returned, 1);
    assert_string_equal(failure.cause, "from a callback: 7");
}

static void a_list_grows(void **state)
{
    Arena *arena = arena_new(1 << 20);
    LIST(int) list = {0};
    for (int i = 0; i < 1000; i++) *LIST_ADD(arena, &list) = i;
    assert_int_equal(list.count, 1000);
    for (int i = 0; i < 1000; i++) assert_int_equal(list.at[i], i);
    arena_free(arena);
}

RUN_TESTS(TEST(releases_the_last_first), TEST(past_its_cap_the_work_fails_and_not_the_process),
          TEST(pieces_are_zero_aligned_and_apart), TEST(no_jump_crosses_a_library), TEST(a_list_grows))
