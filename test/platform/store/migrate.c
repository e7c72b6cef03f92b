/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/store/engine.h"
#include "store_fixture.h"

#include <string.h>

static const Migration first = {"test/0001", "CREATE TABLE a (key INT64 PRIMARY KEY, n TEXT);"};
static const Migration second = {"test/0002", "ALTER TABLE a ADD COLUMN share DOUBLE;\n"
                                              "CREATE INDEX a_by_share ON a (share); -- INT64; stays"};

typedef struct {
    Store *store;
    Migration list[3];
    size_t count;
} Steps;

static void apply(void *context)
{
    Steps *steps = context;
    migrate(steps->store, steps->list, steps->count);
}

/* NULL, or why it failed. */
static const char *outcome(Fixture *fixture, Steps steps)
{
    static Failure failure;
    steps.store = fixture->store;
    return boundary_run(apply, &steps, &failure) ? NULL : failure.cause;
}

static void count_columns(Snapshot *at, void *context)
{
    *(int64_t *)context = store_count(at, SQL("SELECT count(share) + count(n) FROM a"), BIND());
}

static void empty(Fixture *fixture)
{
    assert_null(outcome(fixture, (Steps){.list = {first}, .count = 1}));
}

static void a_step_is_applied_once_and_the_next_after_it(void **state)
{
    Fixture *fixture = *state;
    int64_t count = -1;
    empty(fixture);
    empty(fixture);
    assert_null(outcome(fixture, (Steps){.list = {first, second}, .count = 2}));
    store_read(fixture->store, fixture->arena, (AccountId){0}, count_columns, &count);
    assert_int_equal(count, 0);
}

static void a_step_that_was_changed_is_refused(void **state)
{
    Migration changed = {first.name, "CREATE TABLE a (key INT64 PRIMARY KEY);"};
    empty(*state);
    const char *cause = outcome(*state, (Steps){.list = {changed}, .count = 1});
    assert_non_null(cause);
    assert_non_null(strstr(cause, "test/0001 was changed"));
}

static void a_store_of_a_newer_program_is_refused(void **state)
{
    assert_null(outcome(*state, (Steps){.list = {first, second}, .count = 2}));
    const char *cause = outcome(*state, (Steps){.list = {first}, .count = 1});
    assert_non_null(cause);
    assert_non_null(strstr(cause, "test/0002"));
}

static void a_step_that_fails_leaves_nothing(void **state)
{
    Migration broken = {"test/0002",
                        "CREATE TABLE b (key INT64 PRIMARY KEY); INSERT INTO nowhere VALUES (1);"};
    Migration mended = {"test/0002", "CREATE TABLE b (key INT64 PRIMARY KEY);"};
    empty(*state);
    assert_non_null(outcome(*state, (Steps){.list = {first, broken}, .count = 2}));
    assert_null(outcome(*state, (Steps){.list = {first, mended}, .count = 2}));
}

static void words_of_types_become_the_engines(void **state)
{
    Arena *arena = arena_new(1 << 20);
    const char *sql =
        "-- TEXT; INT64\nCREATE TABLE a (\n  x INT64, -- audience: public; TEXT\n  y TEXT NOT NULL "
        "CHECK (y <> 'BLOB;' AND CAST(x AS TEXT) <> ''), z BLOB, d DOUBLE);\nDELETE FROM a;";
    assert_string_equal(
        migrate_translate(arena, &sqlite_engine, sql),
        "-- TEXT; INT64\nCREATE TABLE a (\n  x INTEGER, -- audience: public; TEXT\n  y TEXT NOT NULL "
        "CHECK (y <> 'BLOB;' AND CAST(x AS TEXT) <> ''), z BLOB, d REAL) STRICT;\nDELETE FROM a;");
    assert_string_equal(
        migrate_translate(arena, &postgres_engine, sql),
        "-- TEXT; INT64\nCREATE TABLE a (\n  x bigint, -- audience: public; TEXT\n  y text COLLATE "
        "\"C\" NOT NULL CHECK (y <> 'BLOB;' AND CAST(x AS TEXT) <> ''), z bytea, d double "
        "precision);\nDELETE FROM a;");
    arena_free(arena);
}

static void the_schema_is_the_sum_of_its_migrations(void **state)
{
    fixture_check_schema("src/platform/store/schema.sql", store_migrations, store_migrations_count);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(words_of_types_become_the_engines),     ON_BOTH(a_step_is_applied_once_and_the_next_after_it),
        ON_BOTH(a_step_that_was_changed_is_refused), ON_BOTH(a_store_of_a_newer_program_is_refused),
        ON_BOTH(a_step_that_fails_leaves_nothing),   TEST(the_schema_is_the_sum_of_its_migrations),
    };
    fixture_is_bare = true;
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
