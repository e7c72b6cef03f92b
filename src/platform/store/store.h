/* SPDX-License-Identifier: Apache-2.0 */
/* The one way to the database: SQLite in a directory, or PostgreSQL behind a URL.
 *
 * Reading happens in a Snapshot, writing in a Change; both belong to one request or job and to its
 * arena, and only the functions here make them. A model function that takes a Snapshot cannot
 * write; one that takes a Change reads through change->at. SQL is a literal with $1 … $n, the same
 * for both engines (test/lint/examples.tsv shows what is left out); values are bound, never written into
 * it. Everything that goes wrong in the system leaves by fail(). */
#ifndef PLATFORM_STORE_H
#define PLATFORM_STORE_H

#include "base/text.h"
#include "base/time.h"

typedef struct Store Store;
typedef struct StoreConnection StoreConnection;

/* An account's key. Zero is nobody: a visitor, or the program itself. */
typedef struct {
    int64_t key;
} AccountId;

typedef struct {
    Arena *arena;
    Instant now;      /* the instant that the request stands at; all of it sees the same */
    AccountId viewer; /* whose eyes: bound as $1 by every rule of access.h */
    Text tongue;      /* in which the viewer writes: the language of their page; "" unknown */
    Store *store;
    StoreConnection *connection;
} Snapshot;

typedef struct Journal Journal; /* what this change has decided so far: journal.h */

typedef struct {
    Snapshot at;
    Journal *journal;
} Change;

/* A statement's text; made from a literal only. */
typedef struct {
    const char *literal;
} Sql;
#define SQL(text) ((Sql){"" text ""})

typedef enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB, VALUE_DOUBLE } ValueKind;
typedef struct {
    ValueKind kind;
    ValueKind null_of; /* what a NULL would be; VALUE_NULL: as the statement makes it */
    int64_t number;
    double real;
    Text text; /* also for a blob */
} Value;

static inline Value value_int(int64_t number)
{
    return (Value){.kind = VALUE_INT, .number = number};
}
static inline Value value_double(double real)
{
    return (Value){.kind = VALUE_DOUBLE, .real = real};
}
static inline Value value_text(Text text)
{
    return (Value){.kind = VALUE_TEXT, .text = text};
}
static inline Value value_c(const char *text)
{
    return value_text(text_of(text));
}
static inline Value value_same(Value value)
{
    return value;
}
/* An instant that is not set is NULL. */
static inline Value value_instant(Instant instant)
{
    return instant_is_set(instant) ? value_int(instant.us) : (Value){.null_of = VALUE_INT};
}
static inline Value value_account(AccountId account)
{
    return value_int(account.key);
}
#define NULL_VALUE ((Value){.kind = VALUE_NULL})
#define BLOB_VALUE(bytes, count) ((Value){.kind = VALUE_BLOB, .text = {(const char *)(bytes), (count)}})

#define VALUE(x)                                                                                             \
    _Generic((x),                                                                                            \
        Text: value_text,                                                                                    \
        char *: value_c,                                                                                     \
        const char *: value_c,                                                                               \
        double: value_double,                                                                                \
        Instant: value_instant,                                                                              \
        AccountId: value_account,                                                                            \
        Value: value_same,                                                                                   \
        default: value_int)(x)

typedef struct {
    const Value *at;
    int count;
} Bindings;

/* BIND(edition.key, now, TEXT("open")): the values of $1, $2, $3; at most sixteen. BIND() for none. */
#define BIND(...)                                                                                            \
    ((Bindings){(const Value[]){BIND_EACH_(__VA_ARGS__) __VA_OPT__(, ) NULL_VALUE}, BIND_COUNT_(__VA_ARGS__)})
#define BIND_COUNT_(...)                                                                                     \
    BIND_PICK_(__VA_ARGS__ __VA_OPT__(, ) 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define BIND_PICK_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, count, ...) count
#define BIND_EACH_(...) __VA_OPT__(BIND_1_(__VA_ARGS__))
#define BIND_1_(x, ...) VALUE(x) __VA_OPT__(, BIND_2_(__VA_ARGS__))
#define BIND_2_(x, ...) VALUE(x) __VA_OPT__(, BIND_3_(__VA_ARGS__))
#define BIND_3_(x, ...) VALUE(x) __VA_OPT__(, BIND_4_(__VA_ARGS__))
#define BIND_4_(x, ...) VALUE(x) __VA_OPT__(, BIND_5_(__VA_ARGS__))
#define BIND_5_(x, ...) VALUE(x) __VA_OPT__(, BIND_6_(__VA_ARGS__))
#define BIND_6_(x, ...) VALUE(x) __VA_OPT__(, BIND_7_(__VA_ARGS__))
#define BIND_7_(x, ...) VALUE(x) __VA_OPT__(, BIND_8_(__VA_ARGS__))
#define BIND_8_(x, ...) VALUE(x) __VA_OPT__(, BIND_9_(__VA_ARGS__))
#define BIND_9_(x, ...) VALUE(x) __VA_OPT__(, BIND_10_(__VA_ARGS__))
#define BIND_10_(x, ...) VALUE(x) __VA_OPT__(, BIND_11_(__VA_ARGS__))
#define BIND_11_(x, ...) VALUE(x) __VA_OPT__(, BIND_12_(__VA_ARGS__))
#define BIND_12_(x, ...) VALUE(x) __VA_OPT__(, BIND_13_(__VA_ARGS__))
#define BIND_13_(x, ...) VALUE(x) __VA_OPT__(, BIND_14_(__VA_ARGS__))
#define BIND_14_(x, ...) VALUE(x) __VA_OPT__(, BIND_15_(__VA_ARGS__))
#define BIND_15_(x, ...) VALUE(x) __VA_OPT__(, BIND_16_(__VA_ARGS__))
#define BIND_16_(x) VALUE(x)

/* Opens the store. `place` is a directory (SQLite; made if missing) or postgresql://…; `files` is
 * the directory of attachments (for SQLite, NULL means within `place`). `connections` bounds how
 * many read at once. The schema is brought up to date under a lock. */
Store *store_open(const char *place, const char *files, int connections);
/* Whether somebody made a store there; for those who must not make one. What cannot be reached counts as
 * there: store_open() tells why. */
bool store_is_there(const char *place);
/* Waits for reading that is under way; nobody may begin anything any more. */
void store_close(Store *store);

/* Runs work(snapshot, context) in one snapshot of the store; its `now` is the clock's unless the
 * work sets another (a request's). Not within another reading or change: those wait for a
 * connection, and holding one while waiting for the next can stop everything. */
typedef void ReadFunction(Snapshot *at, void *context);
void store_read(Store *store, Arena *arena, AccountId viewer, ReadFunction *work, void *context);

/* Runs work(change, context) in one transaction and returns after its commit is on disk. True: it
 * was committed; false: work returned false and nothing was changed. Work may run more than once
 * (PostgreSQL's serializable transactions are tried again): it must do nothing but read and write
 * through the change, and set its results anew each time. SQLite runs it on the writer's thread,
 * many changes to a commit. */
typedef bool ChangeFunction(Change *change, void *context);
bool store_change(Store *store, Arena *arena, AccountId actor, ChangeFunction *work, void *context);

/* Rows of a query, read from the front. Texts live as long as the arena. */
typedef struct Rows Rows;
Rows *store_rows(Snapshot *at, Sql sql, Bindings values);
bool rows_next(Rows *rows);
int rows_count(const Rows *rows); /* all of them, read or not */
/* Columns of the row that rows_next() has reached, from 0. NULL reads as 0, "" or INSTANT_NEVER. */
int64_t row_int(const Rows *rows, int column);
double row_double(const Rows *rows, int column);
Text row_text(const Rows *rows, int column);
Instant row_instant(const Rows *rows, int column);
bool row_is_null(const Rows *rows, int column);

/* The one row of a query, or NULL if there is none. */
Rows *store_row(Snapshot *at, Sql sql, Bindings values);
/* The one integer of a query that always has a row: count(*) and the like. */
int64_t store_count(Snapshot *at, Sql sql, Bindings values);

/* How many statements this thread has asked for so far, its changes' included: for the log. */
int64_t store_statements(void);

/* What a write rests upon: an entry of the journal, or the plain statement that it decides nothing. */
typedef struct {
    int index;
} Decided;
#define NOT_A_DECISION ((Decided){-1})

/* Runs INSERT, UPDATE or DELETE; returns how many rows it touched. */
int64_t store_write(Change *change, Decided decided, Sql sql, Bindings values);
/* The same with RETURNING. */
Rows *store_write_rows(Change *change, Decided decided, Sql sql, Bindings values);

/* Full-text search differs between the engines and stands behind one function, when it is needed. */

/* A numbered, checksummed step of the schema, in order. INT64, TEXT, BLOB and DOUBLE stand for the
 * engine's types. Each module contributes its own, named "prize/0001". */
typedef struct {
    const char *name;
    const char *sql;
} Migration;
/* Registers what store_open() will apply; called once by main (features.c), lowest layer first. */
void store_register_migrations(const Migration *migrations, size_t count);

/* For tests and readiness: "sqlite" or "postgresql". */
const char *store_engine(const Store *store);
/* True if the store answers. */
bool store_is_ready(Store *store);
const char *store_files_directory(const Store *store);

#endif
