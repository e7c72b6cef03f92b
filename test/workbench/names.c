/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/names.h"

#include "test.h"

static void each_name_has_one_number(void **state)
{
    enum { COUNT = 5000 };
    Arena *arena = arena_new(64 << 20);
    Names names = names_new(arena);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < COUNT; i++)
            assert_int_equal(names_add(&names, text_format(arena, "%s%u",
                                                           i % 3 ? "R" : "a name of more than 26 bytes ", i)),
                             i);
    assert_int_equal(names.count, COUNT);
    assert_text(names.at[4], "R4");
    assert_int_equal(names_find(&names, TEXT("R4999")), 4999);
    assert_int_equal(names_find(&names, TEXT("R499")), 499);
    assert_int_equal(names_find(&names, TEXT("R4998")), NAMES_NONE);
    assert_int_equal(names_find(&names, TEXT("a name of more than 26 bytes 4998")), 4998);
    assert_int_equal(names_find(&names, TEXT("a name of more than 26 bytes 4999")), NAMES_NONE);
    assert_int_equal(names_find(&names, TEXT("")), NAMES_NONE);
    arena_free(arena);
}

static void assert_fault(Text name, const char *beginning)
{
    Arena *arena = arena_new(1 << 20);
    Names names = names_new(arena);
    const char *fault = names_fault(&names, name);
    if (!beginning != !fault || (fault && !text_starts(text_of(fault), text_of(beginning))))
        fail_msg("“%.*s”: %s", TEXT_PRINT(name), fault ? fault : "is a name");
    arena_free(arena);
}

static void what_is_no_name_is_refused(void **state)
{
    char longest[NAME_BYTES_MAX + 1];
    memset(longest, 'x', sizeof longest);
    assert_fault(TEXT("서울특별시"), NULL);
    assert_fault(TEXT("../../etc/passwd"), NULL);
    assert_fault(TEXT("São Paulo"), NULL);
    assert_fault((Text){longest, NAME_BYTES_MAX}, NULL);
    assert_fault((Text){longest, NAME_BYTES_MAX + 1}, "is too long");
    assert_fault(TEXT(""), "is missing");
    assert_fault(TEXT("a\nb"), "has a control character");
    assert_fault(TEXT("a\0b"), "has a control character");
    assert_fault(TEXT("\033[31m"), "has a control character");
    assert_fault(TEXT("a\x7f"), "has a control character");
    assert_fault(TEXT("a\xc2\x9b"), "has a control character");
    assert_fault(TEXT("a\xc2"), "is not UTF-8");
    assert_fault(TEXT("\xbc\xad\xbf\xef"), "is not UTF-8"); /* 서울 in CP949 */
    assert_fault(TEXT("\xed\xa0\x80"), "is not UTF-8");
}

static void names_stand_as_people_list_them(void **state)
{
    const char *const sorted[] = {"",    "02",    "2",      "10",   "A", "A1", "A2", "A2b", "A02c",
                                  "A10", "A10a1", "A10a02", "A100", "B", "a",  "가", "나"};
    enum { COUNT = sizeof sorted / sizeof *sorted };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            int order = names_order(text_of(sorted[i]), text_of(sorted[j]));
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("“%s” beside “%s”: %d", sorted[i], sorted[j], order);
        }
}

static void ranks_do_not_hang_on_the_order_of_adding(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Names names = names_new(arena);
    names_add(&names, TEXT("R10"));
    names_add(&names, TEXT("R9"));
    names_add(&names, TEXT("Q"));
    const uint32_t *ranks = names_ranks(arena, &names);
    assert_int_equal(ranks[0], 2);
    assert_int_equal(ranks[1], 1);
    assert_int_equal(ranks[2], 0);
    arena_free(arena);
}

RUN_TESTS(TEST(each_name_has_one_number), TEST(what_is_no_name_is_refused),
          TEST(names_stand_as_people_list_them), TEST(ranks_do_not_hang_on_the_order_of_adding))
