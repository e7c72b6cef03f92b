/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL. A snapshot is REPEATABLE READ READ ONLY; a change is SERIALIZABLE on a connection of
 * the pool, tried again when it loses against another one.
 *
 * Changes of one book of the journal meet at its head. Each takes the table change_queue in a mode
 * that allows the others beside it; one that lost takes it alone, before its transaction sees
 * anything, and then nobody is left to lose against. */
#include "base/fail.h"
#include "base/log.h"
#include "base/random.h"
#include "platform/store/engine.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PARAMETERS_MAX = 16,
    STATEMENTS_MIN = 128, /* a power of two */
    ATTEMPTS_MAX = 12,
    UNIQUE_ATTEMPTS_MAX = 3, /* a key that is there already may be the trace of a race */
    PAUSE_MAX_US = 64 * 1000
};

/* Of pg_type, fixed for ever. */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_NAME = 19,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_FLOAT8 = 701,
    TYPE_UNKNOWN = 705,
    TYPE_VARCHAR = 1043
};

typedef struct {
    const char *literal;
    uint64_t kinds; /* of the values: a statement is prepared for each combination */
    int number;     /* its name on the server is "s" and this */
} Statement;

typedef struct {
    StoreConnection common;
    PGconn *handle;
    PGresult *result;      /* until its rows are read; left so by a failure */
    Statement *statements; /* a hash table */
    size_t count, room;    /* room: a power of two */
} Connection;

typedef struct {
    Store common;
    char *url;
    bool has_queue;     /* the schema is there */
    Connection *locker; /* while migrating */
} PostgresStore;

static void let_go(Connection *connection)
{
    PQclear(connection->result);
    connection->result = NULL;
}

static FailureKind kind_of(const char *state)
{
    static const char *const conflicts[] = {"40001", "40P01", "23505"};
    for (size_t i = 0; i < sizeof conflicts / sizeof *conflicts; i++) {
        if (!strcmp(state, conflicts[i])) return FAILURE_CONFLICT;
    }
    return !strcmp(state, "55P03") || !strncmp(state, "53", 2) ? FAILURE_BUSY : FAILURE_BROKEN;
}

static const char *state_of(const Connection *connection)
{
    const char *state = connection->result ? PQresultErrorField(connection->result, PG_DIAG_SQLSTATE) : NULL;
    return state ? state : "";
}

static _Noreturn void fail_postgres(Connection *connection, const char *what)
{
    Failure failure = {.kind = kind_of(state_of(connection))};
    snprintf(failure.cause, sizeof failure.cause, "postgresql: %.5s %.240s: %.200s", state_of(connection),
             PQerrorMessage(connection->handle), what);
    let_go(connection);
    fail_again(&failure);
}

static void keep_result(Connection *connection, PGresult *result, const char *what)
{
    let_go(connection);
    connection->result = result;
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail_postgres(connection, what);
}

/* ---- statements */

static size_t slot_of(const Connection *connection, const char *literal, uint64_t kinds)
{
    size_t slot = (((uintptr_t)literal ^ kinds << 40) * UINT64_C(0x9e3779b97f4a7c15)) >> 20;
    while (true) {
        slot &= connection->room - 1;
        const Statement *there = &connection->statements[slot];
        if (!there->literal || (there->literal == literal && there->kinds == kinds)) return slot;
        slot++;
    }
}

static void make_room(Connection *connection)
{
    Statement *before = connection->statements;
    size_t room = connection->room;
    connection->statements = calloc(room ? 2 * room : STATEMENTS_MIN, sizeof *before);
    if (!connection->statements) fail("postgresql: out of memory");
    connection->room = room ? 2 * room : STATEMENTS_MIN;
    for (size_t i = 0; i < room; i++) {
        if (!before[i].literal) continue;
        connection->statements[slot_of(connection, before[i].literal, before[i].kinds)] = before[i];
    }
    free(before);
}

static void forget_statements(Connection *connection)
{
    memset(connection->statements, 0, connection->room * sizeof *connection->statements);
    connection->count = 0;
}

static ValueKind kind_for(const Value *value)
{
    return value->kind == VALUE_NULL ? value->null_of : value->kind;
}

static uint64_t kinds_of(Bindings values)
{
    uint64_t kinds = 0;
    for (int i = 0; i < values.count; i++) kinds = kinds << 3 | kind_for(&values.at[i]);
    return kinds;
}

static void name_statement(char name[16], int number)
{
    snprintf(name, 16, "s%d", number);
}

static void prepare(Connection *connection, int number, Sql sql, Bindings values)
{
    static const Oid types[] = {
        [VALUE_NULL] = 0, /* whatever the statement makes of it */
        [VALUE_INT] = TYPE_INT8,   [VALUE_TEXT] = TYPE_TEXT,
        [VALUE_BLOB] = TYPE_BYTEA, [VALUE_DOUBLE] = TYPE_FLOAT8,
    };
    Oid wanted[PARAMETERS_MAX];
    char name[16];
    for (int i = 0; i < values.count; i++) wanted[i] = types[kind_for(&values.at[i])];
    name_statement(name, number);
    keep_result(connection, PQprepare(connection->handle, name, sql.literal, values.count, wanted),
                sql.literal);
}

static int prepared(Connection *connection, Sql sql, Bindings values)
{
    uint64_t kinds = kinds_of(values);
    Statement *statement = &connection->statements[slot_of(connection, sql.literal, kinds)];
    if (statement->literal) return statement->number;
    int number = (int)connection->count;
    prepare(connection, number, sql, values);
    if (++connection->count * 2 > connection->room) make_room(connection);
    connection->statements[slot_of(connection, sql.literal, kinds)] = (Statement){sql.literal, kinds, number};
    return number;
}

typedef struct {
    const char *at[PARAMETERS_MAX];
    int sizes[PARAMETERS_MAX], formats[PARAMETERS_MAX];
    uint64_t numbers[PARAMETERS_MAX]; /* in network order */
} Parameters;

static void set_parameter(Parameters *parameters, int i, const Value *value)
{
    parameters->formats[i] = 1;
    switch (value->kind) {
    case VALUE_NULL:
        parameters->at[i] = NULL;
        return;
    case VALUE_TEXT:
    case VALUE_BLOB:
        assert(value->text.size <= INT32_MAX);
        parameters->at[i] = value->text.at ? value->text.at : "";
        parameters->sizes[i] = (int)value->text.size;
        return;
    case VALUE_INT:
        parameters->numbers[i] = (uint64_t)value->number;
        break;
    case VALUE_DOUBLE:
        memcpy(&parameters->numbers[i], &value->real, sizeof value->real);
        break;
    }
    parameters->numbers[i] = __builtin_bswap64(parameters->numbers[i]);
    parameters->at[i] = (const char *)&parameters->numbers[i];
    parameters->sizes[i] = sizeof parameters->numbers[i];
}

static uint64_t big_endian(const char *at, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++) number = number << 8 | (unsigned char)at[i];
    return number;
}

static Cell read_cell(Arena *arena, const PGresult *result, int row, int column)
{
    const char *at = PQgetvalue(result, row, column);
    int size = PQgetlength(result, row, column);
    uint64_t number = size <= 8 ? big_endian(at, size) : 0;
    Cell cell = {.kind = VALUE_INT};
    switch (PQftype(result, column)) {
    case TYPE_BOOL:
    case TYPE_INT8:
        cell.number = (int64_t)number;
        return cell;
    case TYPE_INT4:
        cell.number = (int32_t)number;
        return cell;
    case TYPE_INT2:
        cell.number = (int16_t)number;
        return cell;
    case TYPE_FLOAT8:
        cell.kind = VALUE_DOUBLE;
        memcpy(&cell.real, &number, sizeof cell.real);
        return cell;
    case TYPE_BYTEA:
        return (Cell){.kind = VALUE_BLOB, .text = text_copy(arena, (Text){at, (size_t)size})};
    case TYPE_TEXT:
    case TYPE_NAME:
    case TYPE_UNKNOWN:
    case TYPE_VARCHAR:
        return (Cell){.kind = VALUE_TEXT, .text = text_copy(arena, (Text){at, (size_t)size})};
    default:
        break;
    }
    fail("postgresql: the column %s has type %u, which SQLite has not: CAST it", PQfname(result, column),
         PQftype(result, column));
}

static Rows *read_rows(Arena *arena, const PGresult *result)
{
    int columns = PQnfields(result), count = PQntuples(result);
    Rows *rows = rows_new(arena, columns);
    for (int row = 0; row < count; row++) {
        Cell *cells = rows_add(rows);
        for (int column = 0; column < columns; column++) {
            if (!PQgetisnull(result, row, column)) cells[column] = read_cell(arena, result, row, column);
        }
    }
    return rows;
}

static Rows *run(StoreConnection *common, Arena *arena, Sql sql, Bindings values, int64_t *touched)
{
    Connection *connection = (Connection *)common;
    assert(values.count <= PARAMETERS_MAX);
    char name[16];
    name_statement(name, prepared(connection, sql, values));
    Parameters parameters;
    for (int i = 0; i < values.count; i++) set_parameter(&parameters, i, &values.at[i]);
    keep_result(connection,
                PQexecPrepared(connection->handle, name, values.count, parameters.at, parameters.sizes,
                               parameters.formats, 1),
                sql.literal);
    Rows *rows = read_rows(arena, connection->result);
    if (touched) *touched = strtoll(PQcmdTuples(connection->result), NULL, 10);
    let_go(connection);
    return rows;
}

static void script(StoreConnection *common, const char *sql)
{
    Connection *connection = (Connection *)common;
    keep_result(connection, PQexec(connection->handle, sql), sql);
    let_go(connection);
}

/* ---- connections */

static void disconnect(StoreConnection *common)
{
    Connection *connection = (Connection *)common;
    let_go(connection);
    PQfinish(connection->handle);
    free(connection->statements);
    free(connection);
}

static void say_nothing(void *context, const char *message) {}

static PGconn *dial(const char *url)
{
    const char *const names[] = {"connect_timeout", "fallback_application_name", "dbname", "client_encoding",
                                 NULL};
    const char *const values[] = {"10", "madang", url, "UTF8", NULL};
    return PQconnectdbParams(names, values, 1);
}

/* An answer leaves only when its commit is on disk, whatever the server's habit. */
static void set_up(void *context)
{
    Connection *connection = context;
    if (PQstatus(connection->handle) != CONNECTION_OK) fail_postgres(connection, "connecting");
    script(&connection->common, "SET lock_timeout = '30s'");
    script(&connection->common, "SELECT set_config('synchronous_commit', 'on', false)"
                                " WHERE current_setting('synchronous_commit') = 'off'");
    const char *encoding = PQparameterStatus(connection->handle, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0) fail("postgresql: the database's encoding must be UTF8");
}

static StoreConnection *connect_one(Store *store)
{
    Connection *connection = calloc(1, sizeof *connection);
    if (!connection) fail("postgresql: out of memory");
    connection->common.store = store;
    make_room(connection);
    connection->handle = dial(((PostgresStore *)store)->url);
    PQsetNoticeProcessor(connection->handle, say_nothing, NULL);
    Failure failure;
    if (boundary_run(set_up, connection, &failure)) return &connection->common;
    disconnect(&connection->common);
    fail_again(&failure);
}

/* Begins a transaction. A connection that died while it was idle is made again: nothing was lost. */
static void begin(Connection *connection, const char *sql)
{
    let_go(connection);
    PGresult *result = PQexec(connection->handle, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQstatus(connection->handle) == CONNECTION_BAD) {
        PQclear(result);
        PQreset(connection->handle);
        forget_statements(connection);
        set_up(connection);
        result = PQexec(connection->handle, sql);
    }
    keep_result(connection, result, sql);
    let_go(connection);
}

static void read_begin(StoreConnection *connection)
{
    begin((Connection *)connection, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
}

static bool read_end(StoreConnection *common)
{
    Connection *connection = (Connection *)common;
    let_go(connection);
    if (PQtransactionStatus(connection->handle) != PQTRANS_IDLE)
        PQclear(PQexec(connection->handle, "ROLLBACK"));
    return PQtransactionStatus(connection->handle) == PQTRANS_IDLE;
}

/* ---- changes */

typedef struct {
    Change *change;
    ChangeFunction *work;
    void *context;
    bool alone, committed;
} Attempt;

static const char *beginning(const Attempt *attempt)
{
    if (!((const PostgresStore *)attempt->change->at.store)->has_queue)
        return "BEGIN ISOLATION LEVEL SERIALIZABLE";
    if (attempt->alone)
        return "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE change_queue IN EXCLUSIVE MODE";
    return "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE change_queue IN ROW SHARE MODE";
}

/* If the connection dies under COMMIT, nobody knows what became of it: a failure, not a conflict. */
static void commit(Connection *connection)
{
    keep_result(connection, PQexec(connection->handle, "COMMIT"), "COMMIT");
    if (strcmp(PQcmdStatus(connection->result), "COMMIT") != 0) fail("postgresql: rolled back at COMMIT");
    let_go(connection);
}

static void try_change(void *context)
{
    Attempt *attempt = context;
    Connection *connection = (Connection *)attempt->change->at.connection;
    begin(connection, beginning(attempt));
    bool wanted = store_change_body(attempt->change, attempt->work, attempt->context);
    if (wanted) commit(connection);
    attempt->committed = wanted;
}

static bool may_try_again(const Failure *failure, int attempts)
{
    if (failure->kind != FAILURE_CONFLICT) return false;
    bool is_unique = strstr(failure->cause, "postgresql: 23505");
    return attempts < (is_unique ? UNIQUE_ATTEMPTS_MAX : ATTEMPTS_MAX);
}

static void pause_before(int attempt)
{
    uint32_t chance, longest = 500u << attempt;
    random_secret(&chance, sizeof chance);
    if (longest > PAUSE_MAX_US) longest = PAUSE_MAX_US;
    usleep(chance % longest);
}

static bool change(Store *store, Change *change_, ChangeFunction *work, void *context)
{
    Failure failure;
    for (int attempts = 0; attempts == 0 || may_try_again(&failure, attempts); attempts++) {
        if (attempts) pause_before(attempts);
        Attempt attempt = {change_, work, context, .alone = attempts > 0};
        StoreConnection *connection = change_->at.connection = pool_borrow(store);
        bool done = boundary_run(try_change, &attempt, &failure);
        pool_give_back(connection, read_end(connection));
        if (done) return attempt.committed;
    }
    bool is_unique = strstr(failure.cause, "postgresql: 23505");
    if (failure.kind == FAILURE_CONFLICT) failure.kind = is_unique ? FAILURE_BROKEN : FAILURE_BUSY;
    fail_again(&failure);
}

/* ---- the store */

static void lock(Store *common)
{
    PostgresStore *store = (PostgresStore *)common;
    store->locker = (Connection *)connect_one(common);
    script(&store->locker->common, "SET lock_timeout = 0; SELECT pg_advisory_lock(119867283001959)");
}

/* The lock goes with its connection. */
static void unlock(Store *common)
{
    PostgresStore *store = (PostgresStore *)common;
    disconnect(&store->locker->common);
    store->locker = NULL;
    store->has_queue = true;
}

static void close_store(Store *common)
{
    PostgresStore *store = (PostgresStore *)common;
    if (store->locker) disconnect(&store->locker->common);
    pool_end(common);
    free(store->url);
    free(store);
}

static bool is_there(const char *url)
{
    PGconn *handle = dial(url);
    PGresult *result = PQexec(handle, "SELECT 1 FROM migration LIMIT 1");
    bool there = PQresultStatus(result) == PGRES_TUPLES_OK || PQstatus(handle) != CONNECTION_OK;
    PQclear(result);
    PQfinish(handle);
    return there;
}

static Store *open_store(const char *url)
{
    PostgresStore *store = calloc(1, sizeof *store);
    if (!store || !(store->url = strdup(url))) fail("postgresql: out of memory");
    pool_begin(&store->common);
    return &store->common;
}

const StoreEngine postgres_engine = {
    .name = "postgresql",
    .types = {"bigint", "text COLLATE \"C\"", "bytea", "double precision"},
    .end_of_table = "",
    .is_there = is_there,
    .open = open_store,
    .close = close_store,
    .connect = connect_one,
    .disconnect = disconnect,
    .read_begin = read_begin,
    .read_end = read_end,
    .change = change,
    .run = run,
    .script = script,
    .lock = lock,
    .unlock = unlock,
};
