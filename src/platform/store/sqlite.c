/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite in WAL mode. Readers have a connection each; one thread writes: it takes the changes that
 * wait, each in a savepoint, and commits them together with one sync of the log. */
#include "base/fail.h"
#include "base/log.h"
#include "platform/store/engine.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PARAMETERS_MAX = 16,
    STATEMENTS_MIN = 128, /* a power of two */
    BUSY_WAIT_MS = 15000, /* for other processes: the command line writes beside the server */
    BATCH_MAX = 256       /* changes to a commit */
};

#define DATABASE_OF "%s/madang.sqlite"

typedef struct {
    const char *literal;
    sqlite3_stmt *prepared;
    int parameters;
    int numbers[PARAMETERS_MAX]; /* SQLite counts $n by first appearance: its i-th is our numbers[i] */
} Statement;

typedef struct {
    StoreConnection common;
    sqlite3 *handle;
    sqlite3_stmt *running; /* until its rows are read; left so by a failure */
    Statement *statements; /* a hash table by the literal's address */
    size_t count, room;    /* room: a power of two */
} Connection;

typedef struct Turn {
    struct Turn *next;
    Change *change;
    ChangeFunction *work;
    void *context;
    bool committed, failed, over;
    Failure failure;
    int64_t statements; /* that it asked for */
    pthread_cond_t done;
} Turn;

typedef struct {
    Store common;
    char *path;
    pthread_t writer;
    bool has_writer, ending;
    Connection *writing; /* the writer's */
    pthread_cond_t arrived;
    Turn *first, *last;
} SqliteStore;

static const Sql begin_reading = {"BEGIN DEFERRED"}, begin_writing = {"BEGIN IMMEDIATE"};
static const Sql commit = {"COMMIT"}, rollback = {"ROLLBACK"};

static _Thread_local bool is_writer;

static _Noreturn void fail_sqlite(sqlite3 *handle, int code, const char *what)
{
    FailureKind kind = (code & 0xff) == SQLITE_BUSY ? FAILURE_BUSY : FAILURE_BROKEN;
    const char *cause = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    fail_as(kind, "sqlite: %.200s (%d): %.200s", cause, code, what);
}

/* ---- statements */

static size_t slot_of(const Connection *connection, const char *literal)
{
    size_t slot = ((uintptr_t)literal * UINT64_C(0x9e3779b97f4a7c15)) >> 20;
    while (true) {
        slot &= connection->room - 1;
        const char *there = connection->statements[slot].literal;
        if (!there || there == literal) return slot;
        slot++;
    }
}

static void make_room(Connection *connection)
{
    Statement *before = connection->statements;
    size_t room = connection->room;
    connection->statements = calloc(room ? 2 * room : STATEMENTS_MIN, sizeof *before);
    if (!connection->statements) fail("sqlite: out of memory");
    connection->room = room ? 2 * room : STATEMENTS_MIN;
    for (size_t i = 0; i < room; i++) {
        if (before[i].literal) connection->statements[slot_of(connection, before[i].literal)] = before[i];
    }
    free(before);
}

static Statement *keep(Connection *connection, Statement fresh)
{
    if (++connection->count * 2 > connection->room) make_room(connection);
    Statement *statement = &connection->statements[slot_of(connection, fresh.literal)];
    *statement = fresh;
    return statement;
}

static void number_parameters(Statement *statement)
{
    int count = sqlite3_bind_parameter_count(statement->prepared);
    assert(count <= PARAMETERS_MAX);
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_bind_parameter_name(statement->prepared, i + 1);
        assert(name && name[0] == '$' && name[1] >= '1' && name[1] <= '9');
        statement->numbers[i] = name[1] - '0';
        if (name[2]) statement->numbers[i] = 10 * statement->numbers[i] + name[2] - '0';
    }
    statement->parameters = count;
}

static Statement *prepared(Connection *connection, const char *literal)
{
    Statement *statement = &connection->statements[slot_of(connection, literal)];
    if (statement->literal) return statement;
    const char *rest;
    Statement fresh = {.literal = literal};
    int code = sqlite3_prepare_v3(connection->handle, literal, -1, SQLITE_PREPARE_PERSISTENT, &fresh.prepared,
                                  &rest);
    if (code != SQLITE_OK) fail_sqlite(connection->handle, code, literal);
    assert(fresh.prepared && !*rest); /* one statement */
    number_parameters(&fresh);
    return keep(connection, fresh);
}

static int bind_one(sqlite3_stmt *statement, int index, const Value *value)
{
    const char *bytes = value->text.at ? value->text.at : "";
    switch (value->kind) {
    case VALUE_NULL:
        return sqlite3_bind_null(statement, index);
    case VALUE_INT:
        return sqlite3_bind_int64(statement, index, value->number);
    case VALUE_DOUBLE:
        return sqlite3_bind_double(statement, index, value->real);
    case VALUE_BLOB:
        return sqlite3_bind_blob64(statement, index, bytes, value->text.size, SQLITE_STATIC);
    case VALUE_TEXT:
        break;
    }
    return sqlite3_bind_text64(statement, index, bytes, value->text.size, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_all(Connection *connection, const Statement *statement, Bindings values)
{
    for (int i = 0; i < statement->parameters; i++) {
        assert(statement->numbers[i] <= values.count);
        int code = bind_one(statement->prepared, i + 1, &values.at[statement->numbers[i] - 1]);
        if (code != SQLITE_OK) fail_sqlite(connection->handle, code, statement->literal);
    }
}

static void read_cell(Arena *arena, sqlite3_stmt *statement, int column, Cell *cell)
{
    int type = sqlite3_column_type(statement, column);
    switch (type) {
    case SQLITE_INTEGER:
        *cell = (Cell){.kind = VALUE_INT, .number = sqlite3_column_int64(statement, column)};
        return;
    case SQLITE_FLOAT:
        *cell = (Cell){.kind = VALUE_DOUBLE, .real = sqlite3_column_double(statement, column)};
        return;
    case SQLITE_NULL:
        return;
    default:
        break;
    }
    bool is_blob = type == SQLITE_BLOB;
    const void *bytes = sqlite3_column_blob(statement, column);
    Text text = {bytes, (size_t)sqlite3_column_bytes(statement, column)};
    *cell = (Cell){.kind = is_blob ? VALUE_BLOB : VALUE_TEXT, .text = text_copy(arena, text)};
}

static void let_go(Connection *connection)
{
    if (connection->running) sqlite3_reset(connection->running);
    connection->running = NULL;
}

static Rows *run(StoreConnection *common, Arena *arena, Sql sql, Bindings values, int64_t *touched)
{
    Connection *connection = (Connection *)common;
    Statement *statement = prepared(connection, sql.literal);
    let_go(connection); /* a failure may have been caught inside a change */
    bind_all(connection, statement, values);
    connection->running = statement->prepared;
    int columns = sqlite3_column_count(statement->prepared), code;
    Rows *rows = rows_new(arena, columns);
    while ((code = sqlite3_step(statement->prepared)) == SQLITE_ROW) {
        Cell *cells = rows_add(rows);
        for (int i = 0; i < columns; i++) read_cell(arena, statement->prepared, i, &cells[i]);
    }
    if (code != SQLITE_DONE) fail_sqlite(connection->handle, code, sql.literal);
    let_go(connection);
    if (touched) *touched = sqlite3_changes64(connection->handle);
    return rows;
}

static void script(StoreConnection *common, const char *sql)
{
    Connection *connection = (Connection *)common;
    int code = sqlite3_exec(connection->handle, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK) fail_sqlite(connection->handle, code, sql);
}

/* A statement without values or rows; the code, for those who cannot fail. */
static int step(Connection *connection, Sql sql)
{
    Statement *statement = prepared(connection, sql.literal);
    sqlite3_step(statement->prepared);
    return sqlite3_reset(statement->prepared);
}

static void step_or_fail(Connection *connection, Sql sql)
{
    int code = step(connection, sql);
    if (code != SQLITE_OK) fail_sqlite(connection->handle, code, sql.literal);
}

/* ---- connections */

static void disconnect(StoreConnection *common)
{
    Connection *connection = (Connection *)common;
    for (size_t i = 0; i < connection->room; i++) sqlite3_finalize(connection->statements[i].prepared);
    sqlite3_close(connection->handle);
    free(connection->statements);
    free(connection);
}

static void set_up(Connection *connection)
{
    sqlite3 *handle = connection->handle;
    sqlite3_busy_timeout(handle, BUSY_WAIT_MS);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    script(&connection->common, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
    make_room(connection);
    prepared(connection, commit.literal); /* what ends a transaction must not fail for want of memory */
    prepared(connection, rollback.literal);
}

static void set_up_reader(void *connection)
{
    set_up(connection);
    script(connection, "PRAGMA query_only = ON");
}

static int note_mode(void *is_wal, int count, char **columns, char **names)
{
    *(bool *)is_wal = columns[0] && !strcmp(columns[0], "wal");
    return 0;
}

/* FULL: an answer leaves only when its commit would survive the loss of power. */
static void set_up_writer(void *context)
{
    Connection *connection = context;
    set_up(connection);
    bool is_wal = false;
    sqlite3_exec(connection->handle, "PRAGMA journal_mode = WAL", note_mode, &is_wal, NULL);
    if (!is_wal) fail("sqlite: no write-ahead log here: %.200s", sqlite3_errmsg(connection->handle));
    script(&connection->common, "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
}

static Connection *new_connection(SqliteStore *store, void (*set_up_it)(void *))
{
    Connection *connection = calloc(1, sizeof *connection);
    if (!connection) fail("sqlite: out of memory");
    connection->common.store = &store->common;
    int code = sqlite3_open_v2(store->path, &connection->handle,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    Failure failure = {.kind = FAILURE_BROKEN};
    snprintf(failure.cause, sizeof failure.cause, "sqlite: %.300s: %s", store->path, sqlite3_errstr(code));
    if (code == SQLITE_OK && boundary_run(set_up_it, connection, &failure)) return connection;
    disconnect(&connection->common);
    fail_again(&failure);
}

static StoreConnection *connect_reader(Store *store)
{
    return &new_connection((SqliteStore *)store, set_up_reader)->common;
}

static void read_begin(StoreConnection *connection)
{
    step_or_fail((Connection *)connection, begin_reading);
}

static bool read_end(StoreConnection *common)
{
    Connection *connection = (Connection *)common;
    let_go(connection);
    return sqlite3_get_autocommit(connection->handle) || step(connection, commit) == SQLITE_OK;
}

/* ---- the writer */

static void run_body(void *context)
{
    Turn *turn = context;
    turn->committed = store_change_body(turn->change, turn->work, turn->context);
}

/* A change in its savepoint. Fails if the transaction around it is gone. */
static void take_turn(Connection *connection, Turn *turn)
{
    step_or_fail(connection, SQL("SAVEPOINT change"));
    turn->change->at.connection = &connection->common;
    int64_t before = store_statements();
    turn->failed = !boundary_run(run_body, turn, &turn->failure);
    turn->statements = store_statements() - before;
    let_go(connection);
    if (sqlite3_get_autocommit(connection->handle)) fail("sqlite: the batch was rolled back");
    if (turn->failed || !turn->committed) step_or_fail(connection, SQL("ROLLBACK TO change"));
    step_or_fail(connection, SQL("RELEASE change"));
}

typedef struct {
    Connection *connection;
    Turn *first;
} Batch;

static void commit_batch(void *context)
{
    Batch *batch = context;
    step_or_fail(batch->connection, begin_writing);
    for (Turn *turn = batch->first; turn; turn = turn->next) take_turn(batch->connection, turn);
    step_or_fail(batch->connection, commit);
}

/* Nothing of a batch holds if its commit failed; a change that had failed alone keeps its cause. */
static void fail_batch(Batch *batch, const Failure *failure)
{
    LOG(LOG_ERROR, "store.batch.failed", LOG_TEXT("cause", text_of(failure->cause)));
    if (!sqlite3_get_autocommit(batch->connection->handle)) step(batch->connection, rollback);
    for (Turn *turn = batch->first; turn; turn = turn->next) {
        turn->committed = false;
        if (!turn->failed) turn->failure = *failure;
        turn->failed = true;
    }
}

static Turn *wait_for_turns(SqliteStore *store)
{
    pthread_mutex_lock(&store->common.lock);
    while (!store->first && !store->ending) pthread_cond_wait(&store->arrived, &store->common.lock);
    Turn *first = store->first, *last = first;
    for (int i = 1; last && last->next && i < BATCH_MAX; i++) last = last->next;
    store->first = last ? last->next : NULL;
    if (!store->first) store->last = NULL;
    if (last) last->next = NULL;
    pthread_mutex_unlock(&store->common.lock);
    return first;
}

static void end_turns(SqliteStore *store, Turn *turn)
{
    pthread_mutex_lock(&store->common.lock);
    for (Turn *next; turn; turn = next) {
        next = turn->next; /* the turn is gone as soon as its owner sees that it is over */
        turn->over = true;
        pthread_cond_signal(&turn->done);
    }
    pthread_mutex_unlock(&store->common.lock);
}

static void *write_changes(void *context)
{
    SqliteStore *store = context;
    Batch batch = {.connection = store->writing};
    is_writer = true;
    while ((batch.first = wait_for_turns(store))) {
        Failure failure;
        if (!boundary_run(commit_batch, &batch, &failure)) fail_batch(&batch, &failure);
        end_turns(store, batch.first);
    }
    return NULL;
}

static void await_turn(SqliteStore *store, Turn *turn)
{
    pthread_mutex_lock(&store->common.lock);
    if (store->last) store->last->next = turn;
    else store->first = turn;
    store->last = turn;
    pthread_cond_signal(&store->arrived);
    while (!turn->over) pthread_cond_wait(&turn->done, &store->common.lock);
    pthread_mutex_unlock(&store->common.lock);
}

static bool change(Store *common, Change *change_, ChangeFunction *work, void *context)
{
    assert(!is_writer); /* a change within a change would wait for itself */
    Turn turn = {.change = change_, .work = work, .context = context, .done = PTHREAD_COND_INITIALIZER};
    await_turn((SqliteStore *)common, &turn);
    pthread_cond_destroy(&turn.done);
    store_count_statements(turn.statements);
    if (turn.failed) fail_again(&turn.failure);
    return turn.committed;
}

/* ---- the store */

static void close_store(Store *common)
{
    SqliteStore *store = (SqliteStore *)common;
    if (store->has_writer) {
        pthread_mutex_lock(&store->common.lock);
        store->ending = true;
        pthread_cond_signal(&store->arrived);
        pthread_mutex_unlock(&store->common.lock);
        pthread_join(store->writer, NULL);
    }
    if (store->writing) disconnect(&store->writing->common);
    pthread_cond_destroy(&store->arrived);
    pool_end(&store->common);
    free(store->path);
    free(store);
}

/* For its owner alone; SQLite gives the files beside it the same mode. */
static void make_private(const char *path)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) fail("sqlite: %.300s: %s", path, strerror(errno));
    close(descriptor);
}

static void open_within(void *context)
{
    SqliteStore *store = context;
    make_private(store->path);
    store->writing = new_connection(store, set_up_writer);
    if (pthread_create(&store->writer, NULL, write_changes, store)) fail("sqlite: no thread for the writer");
    store->has_writer = true;
}

static bool is_there(const char *place)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, DATABASE_OF, place);
    return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* its counters are a lock that all threads share */
}

static Store *open_store(const char *place)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    directory_make(place);
    SqliteStore *store = calloc(1, sizeof *store);
    if (!store || asprintf(&store->path, DATABASE_OF, place) < 0) fail("sqlite: out of memory");
    pool_begin(&store->common);
    pthread_cond_init(&store->arrived, NULL);
    Failure failure;
    bool opened = boundary_run(open_within, store, &failure);
    if (!opened) {
        close_store(&store->common);
        fail_again(&failure);
    }
    directory_sync(place);
    return &store->common;
}

static void leave_alone(Store *store) {} /* BEGIN IMMEDIATE keeps the others out */

const StoreEngine sqlite_engine = {
    .name = "sqlite",
    .types = {"INTEGER", "TEXT", "BLOB", "REAL"},
    .end_of_table = " STRICT",
    .is_there = is_there,
    .open = open_store,
    .close = close_store,
    .connect = connect_reader,
    .disconnect = disconnect,
    .read_begin = read_begin,
    .read_end = read_end,
    .change = change,
    .run = run,
    .script = script,
    .lock = leave_alone,
    .unlock = leave_alone,
};
