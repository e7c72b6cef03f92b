/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/pairs.h"

#include "../engine/chance.h"
#include "base/fail.h"
#include "test.h"
#include "workbench/loads.h"

#include <stdlib.h>

typedef struct {
    Arena *arena;
    Pairs pairs;
    bool is_good;
    Text faults;
} Reading;

static FILE *told_file;
static char *told;
static size_t told_size;

static Faults listen(const char *file)
{
    free(told);
    told = NULL;
    told_file = open_memstream(&told, &told_size);
    return (Faults){.file = file, .to = told_file};
}

static Text told_text(Arena *arena, const Faults *faults)
{
    faults_end(faults);
    fclose(told_file);
    return text_copy(arena, (Text){told, told_size});
}

static Reading read_pairs(Text text, bool zero_is_conflict)
{
    Reading reading = {.arena = arena_new(256 << 20)};
    Faults faults = listen("f");
    Source *source = source_of_text(reading.arena, "f", text);
    reading.is_good = pairs_read(reading.arena, source, zero_is_conflict, &reading.pairs, &faults, NULL);
    reading.faults = told_text(reading.arena, &faults);
    assert_true(reading.is_good == !reading.faults.size);
    return reading;
}

/* "A: R 5, S 7; B:" */
static Text written(const Reading *reading)
{
    const Pairs *pairs = &reading->pairs;
    TextBuffer buffer = {.arena = reading->arena};
    for (uint32_t p = 0; p < pairs->applications.count; p++) {
        buffer_add_format(&buffer, "%s%.*s:", p ? "; " : "", TEXT_PRINT(pairs->applications.at[p]));
        for (size_t i = pairs->first_pair[p]; i < pairs->first_pair[p + 1]; i++)
            buffer_add_format(&buffer, "%s %.*s %d", i > pairs->first_pair[p] ? "," : "",
                              TEXT_PRINT(pairs->experts.at[assign_pair_expert(pairs->pairs[i])]),
                              assign_pair_affinity(pairs->pairs[i]));
    }
    return buffer_text(&buffer);
}

static void assert_pairs(Text text, bool zero_is_conflict, int places, const char *expected)
{
    Reading reading = read_pairs(text, zero_is_conflict);
    assert_text(reading.faults, "");
    assert_text(written(&reading), expected);
    assert_int_equal(reading.pairs.places, places);
    arena_free(reading.arena);
}

static void assert_faults(Text text, const char *expected)
{
    Reading reading = read_pairs(text, false);
    assert_text(reading.faults, expected);
    arena_free(reading.arena);
}

#define HEAD "application,expert,affinity\n"

static void pairs_stand_by_application_whatever_the_order_of_lines(void **state)
{
    assert_pairs(TEXT(HEAD "A,R,0.5\nB,S,1\nA,S,0\nC,,\nB,R,0.25\n"), false, 2,
                 "A: R 50, S 0; B: S 100, R 25; C:");
    assert_pairs(TEXT(HEAD "A,R,0.5\nB,S,1\nA,S,0\nC,,\nB,R,0.25\n"), true, 2, "A: R 50; B: S 100, R 25; C:");
    assert_pairs(TEXT("affinity;cap;expert;application\n0,5;1024;R;A\n1;;S;A\n"), false, 1, "A: R 5, S 10");
    assert_pairs(TEXT(HEAD "\"A, or\",\"R \"\"1\"\"\",1\n"), false, 0, "A, or: R \"1\" 1");
}

static void caps_stand_beside_their_pairs(void **state)
{
    Reading reading =
        read_pairs(TEXT("application,expert,affinity,cap\nB,R,1,100\nA,R,1,\nB,S,1,0\nA,S,1,1024\nC,,,\n"),
                   false);
    const Pairs *pairs = &reading.pairs;
    assert_text(written(&reading), "B: R 1, S 1; A: R 1, S 1; C:");
    const uint16_t expected[] = {100, 0, PAIRS_CAP_WHOLE, PAIRS_CAP_WHOLE};
    assert_memory_equal(pairs->caps, expected, sizeof expected);
    arena_free(reading.arena);
    reading = read_pairs(TEXT(HEAD "A,R,1\n"), false);
    assert_null(reading.pairs.caps);
    arena_free(reading.arena);
}

static void the_finest_affinity_makes_the_steps(void **state)
{
    assert_pairs(TEXT(HEAD "A,R,1\nA,S,3\n"), false, 0, "A: R 1, S 3");
    assert_pairs(TEXT(HEAD "A,R,1\nA,S,0.000001\n"), false, 6, "A: R 1000000, S 1");
    assert_pairs(TEXT(HEAD "A,R,1000000\nA,S,0\n"), false, 0, "A: R 1000000, S 0");
    assert_pairs(TEXT(HEAD "A,R,100.0000\nA,S,0.0001\n"), false, 4, "A: R 1000000, S 1");
    assert_faults(TEXT(HEAD "A,R,0.00001\nA,S,100\n"),
                  "f: the greatest affinity is 100 (line 3) and the finest has 5 decimal places (line 2): "
                  "that makes more "
                  "than 1,000,000 steps; round to fewer places\n");
}

static void a_matrix_is_read_by_its_numbers(void **state)
{
    assert_pairs(TEXT("2 3\n0.5 0 1\n1 1 0.25\n"), false, 2, "1: 1 50, 2 0, 3 100; 2: 1 100, 2 100, 3 25");
    assert_pairs(TEXT("2 3\n0.5 0 1\n1 1 0.25\n"), true, 2, "1: 1 50, 3 100; 2: 1 100, 2 100, 3 25");
    assert_pairs(TEXT("1\t1\r\n\r\n  1  \r\n\n"), false, 0, "1: 1 1");
    assert_pairs(TEXT("2 1\n0\n0"), true, 0, "1:; 2:");
}

static void what_is_wrong_with_a_matrix_is_told(void **state)
{
    assert_faults(TEXT("2 2\n1 x\n1\n1 1\n"),
                  "f:2:3: the affinity “x” is not a number\n"
                  "f:3: the line has 1 affinities, and the first line says 2\n"
                  "f:4: the first line says 2 applications, and here is one more\n");
    assert_faults(TEXT("2 2\n1 1 1\n"), "f:2: the line has 3 affinities, and the first line says 2\n"
                                        "f: the first line says 2 applications, and there are 1\n");
    assert_faults(
        TEXT("10000000 10000000\n1\n"),
        "f:1:1: 10000000 × 10000000 affinities are announced here: the file is too short for that\n");
    assert_faults(TEXT("99999999999999999999 1\n1\n"),
                  "f:1:1: a matrix has from 1 to 10,000,000 applications and experts\n");
    assert_faults(TEXT("0 4911849\n\n3\n"),
                  "f:1:1: a matrix has from 1 to 10,000,000 applications and experts\n");
    assert_faults(TEXT("1 2\n-1 1e400\n"), "f:2:1: the affinity “-1” is negative, which no affinity can be\n"
                                           "f:2:4: the affinity “1e400” is greater than 1,000,000\n");
}

static void what_is_wrong_with_a_table_is_told_all_of_it(void **state)
{
    assert_faults(TEXT(HEAD "A,R,NaN\n,R,1\nA,,1\nA,S,\nA\x01,R,1\nA,T,1\nA,T,0.5\nA,T,1\n"),
                  "f:2:5: the affinity “NaN” is not a number\n"
                  "f:3:1: the application is missing\n"
                  "f:4:3: the expert is missing\n"
                  "f:5:5: the affinity is missing\n"
                  "f:6:1: the application “A\uFFFD” has a control character or a line break in it, which no "
                  "name may have\n"
                  "f:8: “A” and “T” stand in line 7 already\n"
                  "f:9: “A” and “T” stand in line 7 already\n");
    assert_faults(TEXT("application,expert,affinity,cap\nA,R,1,1025\nA,S,1,0.5\n"),
                  "f:2:7: the cap “1025” is no whole number from 0 to 1024 (1024ths)\n"
                  "f:3:7: the cap “0.5” is no whole number from 0 to 1024 (1024ths)\n");
    assert_faults(TEXT(HEAD), "f: the file has no application in it\n");
    assert_faults(TEXT(HEAD "A,R,0,5\n"), "f:2:7: the line has 4 fields, and the first line names 3\n");
}

static void pairs_that_stand_there_twice_are_counted(void **state)
{
    Arena *arena = arena_new(16 << 20);
    TextBuffer text = {.arena = arena};
    buffer_add(&text, TEXT(HEAD));
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 50; i++) buffer_add_format(&text, "A%d,R,1\n", i);
    Reading reading = read_pairs(buffer_text(&text), false);
    assert_true(text_starts(reading.faults, TEXT("f:52: “A0” and “R” stand in line 2 already\n")));
    assert_true(text_ends(reading.faults, TEXT("f: and 80 more like these\n")));
    arena_free(reading.arena);
    arena_free(arena);
}

/* The same numbers as a table, its lines in any order, and as a matrix. */
static void table_and_matrix_agree(void **state)
{
    enum { APPLICATIONS = 60, EXPERTS = 70, COUNT = APPLICATIONS * EXPERTS };
    Arena *arena = arena_new(16 << 20);
    Chance chance = {3};
    TextBuffer table = {.arena = arena}, matrix = {.arena = arena};
    int64_t values[COUNT];
    int order[COUNT];
    for (int i = 0; i < COUNT; i++) values[i] = chance_below(&chance, 1000001), order[i] = i;
    chance_shuffle(&chance, order, COUNT, sizeof *order);
    buffer_add(&table, TEXT(HEAD));
    buffer_add_format(&matrix, "%d %d\n", APPLICATIONS, EXPERTS);
    for (int i = 0; i < COUNT; i++) {
        buffer_add_format(&matrix, "%.6f%c", (double)values[i] / 1e6,
                          i % EXPERTS == EXPERTS - 1 ? '\n' : ' ');
        buffer_add_format(&table, "%d,%d,%.6f\n", order[i] / EXPERTS + 1, order[i] % EXPERTS + 1,
                          (double)values[order[i]] / 1e6);
    }
    Reading a = read_pairs(buffer_text(&table), false), b = read_pairs(buffer_text(&matrix), false);
    assert_true(a.is_good && b.is_good && pairs_count(&a.pairs) == COUNT && pairs_count(&b.pairs) == COUNT);
    for (uint32_t p = 0; p < APPLICATIONS; p++)
        for (size_t i = a.pairs.first_pair[p]; i < a.pairs.first_pair[p + 1]; i++) {
            uint32_t row = names_find(&b.pairs.applications, a.pairs.applications.at[p]);
            uint32_t column =
                names_find(&b.pairs.experts, a.pairs.experts.at[assign_pair_expert(a.pairs.pairs[i])]);
            assert_int_equal(assign_pair_affinity(a.pairs.pairs[i]), values[row * EXPERTS + column]);
            assert_int_equal(assign_pair_affinity(b.pairs.pairs[row * EXPERTS + column]),
                             values[row * EXPERTS + column]);
        }
    arena_free(a.arena);
    arena_free(b.arena);
    arena_free(arena);
}

/* ---- a file that another program writes into */

typedef struct {
    Arena *arena;
    char *text; /* of which a byte is another one when it is read again */
    size_t at, size;
    char byte;
    int calls;
} Change;

static bool change(void *context, int64_t done, int64_t of)
{
    Change *to = context;
    if (++to->calls == 2) to->text[to->at] = to->byte; /* at the end of the first time */
    return true;
}

static void read_changed(void *context)
{
    Change *to = context;
    Pairs pairs;
    Faults faults = {.file = "f"};
    const Watch watch = {change, to};
    pairs_read(to->arena, source_of_text(to->arena, "f", (Text){to->text, to->size}), false, &pairs, &faults,
               &watch);
}

static void assert_changed(size_t at, char byte)
{
    char text[] = HEAD "A,R,0.5\nA,S,0.5\nB,R,0.5\n";
    Change to = {arena_new(16 << 20), text, sizeof HEAD - 1 + at, sizeof text - 1, byte, 0};
    Failure failure = {0};
    assert_false(boundary_run(read_changed, &to, &failure));
    assert_string_equal(failure.cause, "f was changed while it was read");
    arena_free(to.arena);
}

static void a_file_that_is_changed_while_it_is_read_is_refused(void **state)
{
    assert_changed(0, 'B');  /* one has more pairs */
    assert_changed(8, 'C');  /* a new application */
    assert_changed(20, '9'); /* an affinity greater than all */
    assert_changed(16, '"'); /* a pair less */
}

/* ---- loads */

typedef struct {
    Arena *arena;
    Names experts;
    AssignExpert *loads;
    Text faults;
} Loads;

static Loads read_loads(const char *text, int32_t load_max)
{
    Loads loads = {.arena = arena_new(16 << 20)};
    Faults faults = listen("l");
    Source *source = text ? source_of_text(loads.arena, "l", text_of(text)) : NULL;
    loads.experts = names_new(loads.arena);
    names_add(&loads.experts, TEXT("R"));
    loads.loads = loads_read(loads.arena, source, (AssignExpert){.load_min = 1, .load_max = load_max},
                             &loads.experts, &faults);
    loads.faults = told_text(loads.arena, &faults);
    assert_true(!loads.loads == (loads.faults.size > 0));
    return loads;
}

static void assert_load(const Loads *loads, uint32_t expert, int32_t load_min, int32_t load_max)
{
    assert_int_equal(loads->loads[expert].load_min, load_min);
    assert_int_equal(loads->loads[expert].load_max, load_max);
}

static void loads_are_of_all_or_of_some(void **state)
{
    Loads loads = read_loads(NULL, 12);
    assert_load(&loads, 0, 1, 12);
    arena_free(loads.arena);
    loads = read_loads("expert,load,load_min\nS,5,\nT,6,2\n", 12);
    assert_int_equal(loads.experts.count, 3);
    assert_load(&loads, 0, 1, 12);
    assert_load(&loads, 1, 1, 5);
    assert_load(&loads, 2, 2, 6);
    arena_free(loads.arena);
    loads = read_loads("expert,load\nR,5\n", LOADS_NONE);
    assert_load(&loads, 0, 1, 5);
    arena_free(loads.arena);
}

static void what_is_wrong_with_loads_is_told(void **state)
{
    Loads loads =
        read_loads("expert,load,load_min\nS,5,6\nS,1,\n,1,\nT,,\nU,2.5,\nV,-1,\nW,9223372036854775808,\n",
                   12);
    assert_text(loads.faults,
                "l:2:3: the load 5 is less than the least load 6\n"
                "l:3:1: the expert “S” stands in line 2 already\n"
                "l:4:1: the expert is missing\n"
                "l:5:3: the load is missing\n"
                "l:6:3: the load “2.5” is no whole number from 0 to 10,000,000\n"
                "l:7:3: the load “-1” is no whole number from 0 to 10,000,000\n"
                "l:8:3: the load “9223372036854775808” is no whole number from 0 to 10,000,000\n");
    arena_free(loads.arena);
    loads = read_loads("expert,load\nS,5\n", LOADS_NONE);
    assert_text(loads.faults, "l: the expert “R” is not in it, and --load is not given for such ones\n");
    arena_free(loads.arena);
}

RUN_TESTS(TEST(pairs_stand_by_application_whatever_the_order_of_lines), TEST(caps_stand_beside_their_pairs),
          TEST(the_finest_affinity_makes_the_steps), TEST(a_matrix_is_read_by_its_numbers),
          TEST(what_is_wrong_with_a_matrix_is_told), TEST(what_is_wrong_with_a_table_is_told_all_of_it),
          TEST(pairs_that_stand_there_twice_are_counted), TEST(table_and_matrix_agree),
          TEST(a_file_that_is_changed_while_it_is_read_is_refused), TEST(loads_are_of_all_or_of_some),
          TEST(what_is_wrong_with_loads_is_told))
