/* SPDX-License-Identifier: Apache-2.0 */
/* Every column of every schema states who may see it, in words that the other tests understand. */
#include "audience.h"

#include "base/arena.h"
#include "sources.h"
#include "test.h"

enum { MEMORY_BYTES = 64 << 20 };

typedef struct {
    Arena *arena;
    int columns, faults;
} Check;

static void check_file(const char *path, Text text, void *context)
{
    Check *check = context;
    AudienceColumns columns = {0};
    if (!text_ends(text_of(path), TEXT(".sql"))) return;
    audience_read(check->arena, text, &columns);
    for (size_t i = 0; i < columns.count; i++) {
        const AudienceColumn *column = &columns.at[i];
        check->columns++;
        if (!column->fault) continue;
        check->faults++;
        print_error("%s:%d: %.*s.%.*s %s\n", path, column->line, TEXT_PRINT(column->table),
                    TEXT_PRINT(column->name), column->fault);
    }
}

static void every_column_states_its_audience(void **state)
{
    Check check = {.arena = arena_new(MEMORY_BYTES)};
    sources_each(check.arena, "src", check_file, &check);
    assert_int_equal(check.faults, 0);
    assert_true(check.columns > 200); /* it has read them */
    arena_free(check.arena);
}

static void what_is_not_in_the_vocabulary_is_refused(void **state)
{
    static const struct {
        const char *line;
        bool good;
    } cases[] = {{"a TEXT, -- audience: public", true},
                 {"a TEXT NOT NULL, -- audience: organiser, public once announced; of the winners", true},
                 {"a TEXT NOT NULL,", false},
                 {"a TEXT NOT NULL, -- who may see it: public", false},
                 {"a TEXT NOT NULL, -- audience: everyone", false},
                 {"a TEXT NOT NULL, -- audience: public once it pleases", false},
                 {"a TEXT NOT NULL, -- audience: nobody, organiser", false}};
    Arena *arena = arena_new(MEMORY_BYTES);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AudienceColumns columns = {0};
        audience_read(arena, text_format(arena, "CREATE TABLE t (\n%s\n);\n", cases[i].line), &columns);
        assert_int_equal(columns.count, 1);
        if ((columns.at[0].fault == NULL) != cases[i].good) fail_msg("%s", cases[i].line);
    }
    AudienceColumns added = {0};
    audience_read(arena, TEXT("ALTER TABLE t ADD COLUMN b INT64;\n"), &added);
    assert_int_equal(added.count, 1);
    assert_non_null(added.at[0].fault);
    arena_free(arena);
}

RUN_TESTS(TEST(every_column_states_its_audience), TEST(what_is_not_in_the_vocabulary_is_refused))
