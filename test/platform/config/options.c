/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/options.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
    Text store;
    OptionTexts floors;
    int64_t port;
    bool json;
    int status, count;
    const char *words[10];
    char told[2000]; /* on stderr */
} Call;

/* Runs work with stderr in a file, whose text it gives back. */
static void read_call(Call *call)
{
    const Option options[] = {{"store", "URL", "where", .text = &call->store},
                              {"port", "N", "port", .number = &call->port, .least = 1, .greatest = 65535},
                              {"floor", "F", "at least", .texts = &call->floors},
                              JSON_OPTION(&call->json)};
    const CommandSyntax syntax = {"try it", "FILE", 1, 2, OPTIONS(options)};
    FILE *file = tmpfile();
    int before = dup(2);
    fflush(stderr);
    dup2(fileno(file), 2);
    call->status = options_read(&syntax, &call->count, (char **)call->words);
    fflush(stderr);
    dup2(before, 2);
    close(before);
    rewind(file);
    call->told[fread(call->told, 1, sizeof call->told - 1, file)] = 0;
    fclose(file);
}

#define CALL(...)                                                                                            \
    ({                                                                                                       \
        Call call_ = {.words = {__VA_ARGS__}};                                                               \
        while (call_.words[call_.count]) call_.count++;                                                      \
        read_call(&call_);                                                                                   \
        call_;                                                                                               \
    })

static void options_are_read_in_both_forms_among_the_operands(void **state)
{
    Call call = CALL("--port", "81", "one", "--store=a=b", "--json", "two");
    assert_int_equal(call.status, OPTIONS_READ);
    assert_int_equal(call.port, 81);
    assert_true(call.json);
    assert_text(call.store, "a=b");
    assert_int_equal(call.count, 2);
    assert_string_equal(call.words[0], "one");
    assert_string_equal(call.words[1], "two");
}

static void an_option_may_be_given_several_times(void **state)
{
    Call call = CALL("x", "--floor", "a=1", "--floor=b=2");
    assert_int_equal(call.status, OPTIONS_READ);
    assert_int_equal(call.floors.count, 2);
    assert_text(call.floors.at[0], "a=1");
    assert_text(call.floors.at[1], "b=2");
}

static void two_hyphens_end_the_options(void **state)
{
    Call call = CALL("--", "--json");
    assert_int_equal(call.status, OPTIONS_READ);
    assert_false(call.json);
    assert_string_equal(call.words[0], "--json");
    call = CALL("-");
    assert_int_equal(call.status, OPTIONS_READ);
    assert_string_equal(call.words[0], "-");
}

static void assert_refused(Call call, const char *first_line)
{
    Text told = text_of(call.told);
    assert_int_equal(call.status, 2);
    assert_text(text_next(&told, '\n'), first_line);
    assert_true(text_starts(told, TEXT("usage: madang try it FILE [option …]\n")));
}

static void mistakes_are_told_with_the_usage(void **state)
{
    assert_refused(CALL("x", "--jsn"), "madang try it: there is no option --jsn; did you mean --json?");
    assert_refused(CALL("x", "--colour=red"), "madang try it: there is no option --colour");
    assert_refused(CALL("x", "-j"), "madang try it: there is no option -j");
    assert_refused(CALL("x", "--json=1"), "madang try it: --json takes no value");
    assert_refused(CALL("x", "--port"), "madang try it: --port needs a value: N");
    assert_refused(CALL("x", "--port", "0"), "madang try it: --port must be a whole number from 1 to 65535");
    assert_refused(CALL("x", "--port="), "madang try it: --port must be a whole number from 1 to 65535");
    assert_refused(CALL("x", "--store", "\xff"), "madang try it: --store must be text in UTF-8");
    assert_refused(CALL("--json"), "madang try it: FILE is missing");
    assert_refused(CALL("x", "y", "z"), "madang try it: “z” is too much");
}

static void a_place_is_its_options_over_the_defaults(void **state)
{
    Arena *arena = arena_new(1 << 20);
    assert_text(place_settings(arena, &(Place){0})->store, "data");
    assert_text(place_settings(arena, &(Place){.data = TEXT("x")})->store, "x");
    Settings *settings = place_settings(arena, &(Place){.store = TEXT("postgresql://h/d")});
    assert_text(settings->store, "postgresql://h/d");
    assert_text(settings->files, "data/files");
    assert_null(place_settings(arena, &(Place){.store = TEXT("mysql://h/d")})); /* no directory mysql: */
    arena_free(arena);
}

RUN_TESTS(TEST(options_are_read_in_both_forms_among_the_operands), TEST(an_option_may_be_given_several_times),
          TEST(two_hyphens_end_the_options), TEST(mistakes_are_told_with_the_usage),
          TEST(a_place_is_its_options_over_the_defaults))
