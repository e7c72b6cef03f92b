/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/store.h"

#include "base/fail.h"
#include "platform/store/engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { OPENING_MEMORY_BYTES = 1024 * 1024, MIGRATIONS_MAX = 1000 };

static Migration registered[MIGRATIONS_MAX];
static size_t registered_count;

void store_register_migrations(const Migration *migrations, size_t count)
{
    assert(registered_count + count <= MIGRATIONS_MAX);
    for (size_t i = 0; i < count; i++) registered[registered_count++] = migrations[i];
}

static bool is_url(const char *place)
{
    return !strncmp(place, "postgresql://", 13) || !strncmp(place, "postgres://", 11);
}

static char *path_of_files(const char *place, const char *files)
{
    char *path = NULL;
    if (files && *files) path = strdup(files);
    else if (!is_url(place) && asprintf(&path, "%s/files", place) < 0) path = NULL;
    if (!path) fail("store: no directory of files for %s", place);
    return path;
}

typedef struct {
    Store *store;
    const char *place, *files;
} Opening;

static void prepare_store(void *context)
{
    Opening *opening = context;
    opening->store->files = path_of_files(opening->place, opening->files);
    directory_make(opening->store->files);
    migrate(opening->store, registered, registered_count);
}

static const StoreEngine *engine_of(const char *place)
{
    return is_url(place) ? &postgres_engine : &sqlite_engine;
}

bool store_is_there(const char *place)
{
    return engine_of(place)->is_there(place);
}

Store *store_open(const char *place, const char *files, int connections)
{
    assert(connections > 0);
    const StoreEngine *engine = engine_of(place);
    Store *store = engine->open(place);
    store->engine = engine;
    store->connections_max = connections;
    Failure failure;
    Opening opening = {store, place, files};
    if (boundary_run(prepare_store, &opening, &failure)) return store;
    store_close(store);
    fail_again(&failure);
}

void store_close(Store *store)
{
    pool_close(store);
    free(store->files);
    store->engine->close(store);
}

const char *store_engine(const Store *store)
{
    return store->engine->name;
}

const char *store_files_directory(const Store *store)
{
    return store->files;
}

typedef struct {
    Snapshot at;
    ReadFunction *work;
    void *context;
} Reading;

static void read_body(void *context)
{
    Reading *reading = context;
    reading->at.store->engine->read_begin(reading->at.connection);
    reading->work(&reading->at, reading->context);
}

void store_read(Store *store, Arena *arena, AccountId viewer, ReadFunction *work, void *context)
{
    Snapshot at = {.arena = arena, .now = clock_now(), .viewer = viewer, .store = store};
    at.connection = pool_borrow(store);
    Reading reading = {at, work, context};
    Failure failure;
    bool done = boundary_run(read_body, &reading, &failure);
    pool_give_back(at.connection, store->engine->read_end(at.connection));
    if (!done) fail_again(&failure);
}

bool store_change_body(Change *change, ChangeFunction *work, void *context)
{
    change->journal = NULL;
    if (!work(change, context)) return false;
    journal_flush(change);
    return true;
}

bool store_change(Store *store, Arena *arena, AccountId actor, ChangeFunction *work, void *context)
{
    Change change = {.at = {.arena = arena, .now = clock_now(), .viewer = actor, .store = store}};
    return store->engine->change(store, &change, work, context);
}

static void ask_for_life(Snapshot *at, void *context)
{
    store_count(at, SQL("SELECT count(*) FROM migration"), BIND());
}

typedef struct {
    Store *store;
    Arena *arena;
} Asking;

static void check_readiness(void *context)
{
    Asking *asking = context;
    store_read(asking->store, asking->arena, (AccountId){0}, ask_for_life, NULL);
}

bool store_is_ready(Store *store)
{
    Failure failure;
    Asking asking = {store, arena_new(OPENING_MEMORY_BYTES)};
    bool ready = boundary_run(check_readiness, &asking, &failure);
    arena_free(asking.arena);
    return ready;
}

static _Thread_local int64_t statements;

int64_t store_statements(void)
{
    return statements;
}

void store_count_statements(int64_t count)
{
    statements += count;
}

Rows *store_rows(Snapshot *at, Sql sql, Bindings values)
{
    statements++;
    return at->store->engine->run(at->connection, at->arena, sql, values, NULL);
}

Rows *store_row(Snapshot *at, Sql sql, Bindings values)
{
    Rows *rows = store_rows(at, sql, values);
    assert(rows_count(rows) <= 1);
    return rows_next(rows) ? rows : NULL;
}

int64_t store_count(Snapshot *at, Sql sql, Bindings values)
{
    Rows *row = store_row(at, sql, values);
    assert(row);
    return row_int(row, 0);
}

/* PostgreSQL refuses what is not text; then SQLite must not take it either. */
static void check_texts(Bindings values)
{
    for (int i = 0; i < values.count; i++) {
        if (values.at[i].kind == VALUE_TEXT && !text_is_utf8(values.at[i].text))
            fail("store: $%d is not well-formed text", i + 1);
    }
}

static Rows *write_rows(Change *change, Decided decided, Sql sql, Bindings values, int64_t *touched)
{
    assert(decided.index == NOT_A_DECISION.index ||
           (decided.index >= 0 && decided.index < journal_decisions(change)));
    check_texts(values);
    statements++;
    return change->at.store->engine->run(change->at.connection, change->at.arena, sql, values, touched);
}

int64_t store_write(Change *change, Decided decided, Sql sql, Bindings values)
{
    int64_t touched = 0;
    write_rows(change, decided, sql, values, &touched);
    return touched;
}

Rows *store_write_rows(Change *change, Decided decided, Sql sql, Bindings values)
{
    return write_rows(change, decided, sql, values, NULL);
}
