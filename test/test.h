/* SPDX-License-Identifier: Apache-2.0 */
/* What every test program includes. */
#ifndef TEST_H
#define TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* base/fail.h has the name; here fail_msg serves */
#undef fail_msg
#define fail_msg(...)                                                                                        \
    do {                                                                                                     \
        print_error(__VA_ARGS__);                                                                            \
        print_error("\n");                                                                                   \
        _fail(__FILE__, __LINE__);                                                                           \
    } while (0)

/* A test that cannot run here says why: script/test passes it on. */
#define skip_because(...)                                                                                    \
    do {                                                                                                     \
        print_message("skipped: " __VA_ARGS__);                                                              \
        print_message("\n");                                                                                 \
        _skip(__FILE__, __LINE__);                                                                           \
    } while (0)

#include "base/text.h"

#define assert_text(actual, expected)                                                                        \
    do {                                                                                                     \
        Text actual_ = (actual);                                                                             \
        if (!text_is_c(actual_, (expected)))                                                                 \
            fail_msg("“%.*s” is not “%s”", TEXT_PRINT(actual_), (expected));                                 \
    } while (0)

#define RUN_TESTS(...)                                                                                       \
    int main(void)                                                                                           \
    {                                                                                                        \
        const struct CMUnitTest all[] = {__VA_ARGS__};                                                       \
        return cmocka_run_group_tests(all, NULL, NULL) != 0;                                                 \
    }
#define TEST(function) cmocka_unit_test(function)

#endif
