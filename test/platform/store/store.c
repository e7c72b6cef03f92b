/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/store.h"

#include "base/fail.h"
#include "platform/store/journal.h"
#include "store_fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const Migration migration = {
    "test/0001", "CREATE TABLE thing (key INT64 PRIMARY KEY, name TEXT, bytes BLOB, share DOUBLE);\n"
                 "CREATE TABLE part (key INT64 PRIMARY KEY, thing INT64 NOT NULL REFERENCES thing (key));\n"};

static const AccountId nobody;

typedef struct {
    Store *store;
    void (*work)(Change *change);
} Plain;

static bool plain(Change *change, void *context)
{
    ((Plain *)context)->work(change);
    return true;
}

static void change(Fixture *fixture, void (*work)(Change *change))
{
    assert_true(store_change(fixture->store, fixture->arena, nobody, plain, &(Plain){fixture->store, work}));
}

static int64_t things;
static void count_them(Snapshot *at, void *context)
{
    things = store_count(at, SQL("SELECT count(*) FROM thing"), BIND());
}

static int64_t count_of_things(Fixture *fixture)
{
    store_read(fixture->store, fixture->arena, nobody, count_them, NULL);
    return things;
}

/* ---- values */

static const char bytes[] = {0, 1, 0, (char)0xff};

static void put_values(Change *change)
{
    static const Sql put = {"INSERT INTO thing (share, bytes, name, key) VALUES ($4, $3, $2, $1)"};
    store_write(change, NOT_A_DECISION, put, BIND(INT64_MIN, "대구 “city”", BLOB_VALUE(bytes, 4), 0.1));
    store_write(change, NOT_A_DECISION, put, BIND(INT64_MAX, (Text){0}, BLOB_VALUE(NULL, 0), -2.5));
    store_write(change, NOT_A_DECISION, put, BIND(0, NULL_VALUE, NULL_VALUE, NULL_VALUE));
}

static void check_values(Snapshot *at, void *context)
{
    Rows *rows = store_rows(at, SQL("SELECT key, name, bytes, share FROM thing ORDER BY key"), BIND());
    assert_int_equal(rows_count(rows), 3);
    assert_true(rows_next(rows));
    assert_true(row_int(rows, 0) == INT64_MIN && row_double(rows, 3) == 0.1);
    assert_text(row_text(rows, 1), "대구 “city”");
    assert_true(text_is(row_text(rows, 2), (Text){bytes, 4}));
    assert_true(rows_next(rows));
    assert_true(row_is_null(rows, 1) && row_is_null(rows, 2) && row_is_null(rows, 3));
    assert_true(row_text(rows, 1).size == 0 && row_double(rows, 3) == 0 && row_int(rows, 3) == 0);
    assert_false(instant_is_set(row_instant(rows, 3)));
    assert_true(rows_next(rows));
    assert_true(row_int(rows, 0) == INT64_MAX && row_double(rows, 3) == -2.5);
    assert_true(!row_is_null(rows, 1) && !row_is_null(rows, 2) && row_text(rows, 2).size == 0);
    assert_false(rows_next(rows));
}

static void values_come_back_as_they_went(void **state)
{
    Fixture *fixture = *state;
    change(fixture, put_values);
    store_read(fixture->store, fixture->arena, nobody, check_values, NULL);
    fixture_reopen(fixture);
    store_read(fixture->store, fixture->arena, nobody, check_values, NULL);
}

static void check_questions(Snapshot *at, void *context)
{
    assert_int_equal(store_count(at, SQL("SELECT CASE WHEN $1 IS NULL THEN 1 ELSE 0 END"),
                                 BIND(INSTANT_NEVER)),
                     1);
    assert_int_equal(store_count(at, SQL("SELECT $2 - $1"), BIND(3, 10)), 7);
    assert_int_equal(store_count(at, SQL("SELECT EXISTS (SELECT 1 FROM thing WHERE key = $1)"), BIND(1)), 0);
    assert_null(store_row(at, SQL("SELECT name FROM thing WHERE key = $1"), BIND(1)));
    Rows *row = store_row(at, SQL("SELECT $1 || 'b', 1"), BIND(TEXT("a")));
    assert_text(row_text(row, 0), "ab");
}

static void values_are_bound_by_their_numbers(void **state)
{
    Fixture *fixture = *state;
    store_read(fixture->store, fixture->arena, nobody, check_questions, NULL);
}

static void put_names(Change *change)
{
    static const char *const names[] = {"ä", "a", "Z", "가", "_", "ab"};
    for (int64_t i = 0; i < 6; i++)
        store_write(change, NOT_A_DECISION, SQL("INSERT INTO thing (key, name) VALUES ($1, $2)"),
                    BIND(i, names[i]));
}

static void check_order(Snapshot *at, void *context)
{
    TextBuffer order = {.arena = at->arena};
    Rows *rows = store_rows(at, SQL("SELECT name FROM thing WHERE name > $1 ORDER BY name NULLS LAST"),
                            BIND(TEXT("")));
    while (rows_next(rows)) buffer_add(&order, row_text(rows, 0));
    assert_text(buffer_text(&order), "Z_aabä가");
}

static void texts_stand_in_the_order_of_their_bytes(void **state)
{
    Fixture *fixture = *state;
    change(fixture, put_names);
    store_read(fixture->store, fixture->arena, nobody, check_order, NULL);
}

/* ---- changes */

static bool put_and_regret(Change *change, void *context)
{
    put_values(change);
    return false;
}

static bool put_and_fail(Change *change, void *context)
{
    put_values(change);
    fail("as told");
}

static bool put_an_orphan(Change *change, void *context)
{
    store_write(change, NOT_A_DECISION, SQL("INSERT INTO part (key, thing) VALUES (1, 77)"), BIND());
    return true;
}

static bool put_no_text(Change *change, void *context)
{
    store_write(change, NOT_A_DECISION, SQL("INSERT INTO thing (key, name) VALUES (1, $1)"),
                BIND(*(const Text *)context));
    return true;
}

typedef struct {
    Fixture *fixture;
    ChangeFunction *work;
    void *context;
} Doomed;

static void run_doomed(void *context)
{
    Doomed *doomed = context;
    store_change(doomed->fixture->store, doomed->fixture->arena, nobody, doomed->work, doomed->context);
}

static Failure assert_fails(Fixture *fixture, ChangeFunction *work, void *context)
{
    Failure failure;
    assert_false(boundary_run(run_doomed, &(Doomed){fixture, work, context}, &failure));
    return failure;
}

static void a_change_that_says_no_leaves_nothing(void **state)
{
    Fixture *fixture = *state;
    assert_false(store_change(fixture->store, fixture->arena, nobody, put_and_regret, NULL));
    assert_int_equal(count_of_things(fixture), 0);
}

static void a_change_that_fails_leaves_nothing_and_hurts_nobody(void **state)
{
    Fixture *fixture = *state;
    assert_string_equal(assert_fails(fixture, put_and_fail, NULL).cause, "as told");
    assert_int_equal(count_of_things(fixture), 0);
    change(fixture, put_values);
    assert_int_equal(count_of_things(fixture), 3);
}

static void a_row_cannot_name_what_is_not_there(void **state)
{
    Fixture *fixture = *state;
    assert_fails(fixture, put_an_orphan, NULL);
}

static void what_is_no_text_is_refused(void **state)
{
    Fixture *fixture = *state;
    assert_fails(fixture, put_no_text, &TEXT("a\0b"));
    assert_fails(fixture, put_no_text, &TEXT("a\xff"));
    assert_int_equal(count_of_things(fixture), 0);
}

static void touch_rows(Change *change)
{
    put_names(change);
    assert_int_equal(store_write(change, NOT_A_DECISION, SQL("UPDATE thing SET share = 1 WHERE key < $1"),
                                 BIND(4)),
                     4);
    assert_int_equal(store_write(change, NOT_A_DECISION, SQL("DELETE FROM thing WHERE key = $1"), BIND(99)),
                     0);
    Rows *rows = store_write_rows(change, NOT_A_DECISION,
                                  SQL("DELETE FROM thing WHERE key >= $1 RETURNING key"), BIND(4));
    assert_int_equal(rows_count(rows), 2);
}

static void a_write_says_how_many_rows_it_touched(void **state)
{
    change(*state, touch_rows);
}

/* ---- snapshots */

static void *change_elsewhere(void *context)
{
    Fixture *fixture = context;
    Arena *arena = arena_new(1 << 20);
    store_change(fixture->store, arena, nobody, plain, &(Plain){fixture->store, put_values});
    arena_free(arena);
    return NULL;
}

static void look_twice(Snapshot *at, void *context)
{
    pthread_t other;
    count_them(at, NULL);
    assert_int_equal(things, 0);
    assert_int_equal(pthread_create(&other, NULL, change_elsewhere, context), 0);
    pthread_join(other, NULL);
    count_them(at, NULL);
    assert_int_equal(things, 0);
}

static void a_snapshot_stays_as_it_was(void **state)
{
    Fixture *fixture = *state;
    store_read(fixture->store, fixture->arena, nobody, look_twice, fixture);
    assert_int_equal(count_of_things(fixture), 3);
}

static void read_and_fail(Snapshot *at, void *context)
{
    count_them(at, NULL);
    fail("as told");
}

static void run_failing_read(void *context)
{
    Fixture *fixture = context;
    store_read(fixture->store, fixture->arena, nobody, read_and_fail, NULL);
}

static void readings_that_fail_give_their_connection_back(void **state)
{
    Failure failure;
    for (int i = 0; i < 20; i++) assert_false(boundary_run(run_failing_read, *state, &failure));
    assert_int_equal(count_of_things(*state), 0);
}

/* ---- many at once */

enum { THREADS = 8, CHANGES = 25 };

typedef struct {
    Fixture *fixture;
    int64_t number;
} Worker;

/* Every fifth decides and then says no. */
static bool decide(Change *change, void *context)
{
    int64_t key = *(int64_t *)context;
    Decided decided = DECIDE(change, TEXT("prize/test"), "thing.made", "", SAYS_NUMBER("key", key));
    store_write(change, decided, SQL("INSERT INTO thing (key) VALUES ($1)"), BIND(key));
    return key % 5;
}

static void *decide_often(void *context)
{
    Worker *worker = context;
    Arena *arena = arena_new(1 << 20);
    for (int64_t i = 0; i < CHANGES; i++, arena_reset(arena)) {
        int64_t key = worker->number * CHANGES + i;
        store_change(worker->fixture->store, arena, (AccountId){worker->number + 1}, decide, &key);
    }
    arena_free(arena);
    return NULL;
}

static void check_chain(Snapshot *at, void *context)
{
    Text before = TEXT("\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\"");
    JournalEntries entries = journal_entries(at, TEXT("prize/test"), 1, 10000);
    assert_int_equal(entries.count, THREADS * CHANGES * 4 / 5);
    assert_int_equal(journal_count(at, TEXT("prize/test")), entries.count);
    for (size_t i = 0; i < entries.count; i++) {
        assert_int_equal(entries.at[i].number, i + 1);
        assert_true(text_find(entries.at[i].line, before) > 0);
        before = text_format(at->arena, "\"prev\":\"%.*s\"",
                             TEXT_PRINT(journal_digest(at->arena, entries.at[i].line)));
    }
}

static void changes_of_one_book_follow_each_other(void **state)
{
    Fixture *fixture = *state;
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){fixture, i};
        assert_int_equal(pthread_create(&threads[i], NULL, decide_often, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    store_read(fixture->store, fixture->arena, nobody, check_chain, NULL);
    assert_int_equal(count_of_things(fixture), THREADS * CHANGES * 4 / 5);
}

/* ---- connections */

static void cut_the_others_off(Change *change)
{
    store_write_rows(change, NOT_A_DECISION,
                     SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                         " WHERE pid <> pg_backend_pid() AND datname = current_database()"),
                     BIND());
}

static void a_connection_that_died_while_idle_is_made_again(void **state)
{
    Fixture *fixture = *state;
    Store *other = store_open(fixture->place, fixture->files, 1);
    assert_int_equal(count_of_things(fixture), 0);
    store_change(other, fixture->arena, nobody, plain, &(Plain){other, cut_the_others_off});
    store_close(other);
    assert_int_equal(count_of_things(fixture), 0);
    assert_true(store_is_ready(fixture->store));
}

static void the_store_says_what_it_is(void **state)
{
    Fixture *fixture = *state;
    bool is_url = !strncmp(fixture->place, "postgresql", 10);
    assert_string_equal(store_engine(fixture->store), is_url ? "postgresql" : "sqlite");
    assert_true(store_is_ready(fixture->store));
    assert_string_equal(store_files_directory(fixture->store), fixture->files);
}

/* "postgres" is a database of every server, and holds no store. */
static const char *empty_place(const Fixture *fixture)
{
    Text place = text_of(fixture->place);
    ptrdiff_t name = text_find(place, TEXT("/test_")), rest = text_find(place, TEXT("?"));
    if (name < 0) return text_format(fixture->arena, "%s/nothing", fixture->place).at;
    return text_format(fixture->arena, "%.*s/postgres%s", (int)name, place.at, place.at + rest).at;
}

static void it_is_known_whether_a_store_is_there_and_asking_makes_none(void **state)
{
    Fixture *fixture = *state;
    const char *empty = empty_place(fixture);
    assert_true(store_is_there(fixture->place));
    assert_false(store_is_there(empty));
    assert_false(store_is_there(empty));
    assert_int_not_equal(access(empty, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        ON_BOTH(values_come_back_as_they_went),
        ON_BOTH(values_are_bound_by_their_numbers),
        ON_BOTH(texts_stand_in_the_order_of_their_bytes),
        ON_BOTH(a_change_that_says_no_leaves_nothing),
        ON_BOTH(a_change_that_fails_leaves_nothing_and_hurts_nobody),
        ON_BOTH(a_row_cannot_name_what_is_not_there),
        ON_BOTH(what_is_no_text_is_refused),
        ON_BOTH(a_write_says_how_many_rows_it_touched),
        ON_BOTH(a_snapshot_stays_as_it_was),
        ON_BOTH(readings_that_fail_give_their_connection_back),
        ON_BOTH(changes_of_one_book_follow_each_other),
        ON_POSTGRES(a_connection_that_died_while_idle_is_made_again),
        ON_BOTH(the_store_says_what_it_is),
        ON_BOTH(it_is_known_whether_a_store_is_there_and_asking_makes_none),
    };
    store_register_migrations(&migration, 1);
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
