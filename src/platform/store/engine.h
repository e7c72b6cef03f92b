/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store: what an engine is, and what the engines share. For the files of this folder.
 *
 * The pool of connections for reading is common; how a change gets its turn is the engine's. */
#ifndef PLATFORM_ENGINE_H
#define PLATFORM_ENGINE_H

#include "platform/store/store.h"

#include <pthread.h>

typedef struct StoreEngine StoreEngine;

/* The first member of an engine's own connection. */
struct StoreConnection {
    Store *store;
    StoreConnection *next; /* in the pool */
};

/* The first member of an engine's own store. */
struct Store {
    const StoreEngine *engine;
    char *files;
    pthread_mutex_t lock;
    pthread_cond_t given_back;
    StoreConnection *idle;
    int connections, connections_max;
};

struct StoreEngine {
    const char *name;
    const char *types[4];     /* for INT64, TEXT, BLOB, DOUBLE in a column's definition */
    const char *end_of_table; /* what follows CREATE TABLE … ( … ) */

    bool (*is_there)(const char *place);
    Store *(*open)(const char *place);
    void (*close)(Store *store); /* no connection of the pool is left */

    StoreConnection *(*connect)(Store *store);
    void (*disconnect)(StoreConnection *connection);
    void (*read_begin)(StoreConnection *connection);
    /* Does not fail; false: the connection is of no more use. */
    bool (*read_end)(StoreConnection *connection);

    /* One transaction around store_change_body(); see store_change(). */
    bool (*change)(Store *store, Change *change, ChangeFunction *work, void *context);
    /* One statement. `touched` may be NULL. */
    Rows *(*run)(StoreConnection *connection, Arena *arena, Sql sql, Bindings values, int64_t *touched);
    /* Several statements without values. */
    void (*script)(StoreConnection *connection, const char *sql);

    /* Keep other processes from migrating at the same time. */
    void (*lock)(Store *store);
    void (*unlock)(Store *store);
};

extern const StoreEngine sqlite_engine, postgres_engine;

/* Work, and then the journal's entries. For engines, within the transaction. */
bool store_change_body(Change *change, ChangeFunction *work, void *context);

/* For an engine that runs changes on a thread of its own: their statements are the asking thread's. */
void store_count_statements(int64_t count);

/* An engine calls these when it makes and ends the common part of its store. */
void pool_begin(Store *store);
void pool_end(Store *store);
StoreConnection *pool_borrow(Store *store);
void pool_give_back(StoreConnection *connection, bool usable);
void pool_close(Store *store); /* waits for what is lent */

typedef struct {
    ValueKind kind;
    union {
        int64_t number;
        double real;
        Text text;
    };
} Cell;

Rows *rows_new(Arena *arena, int columns);
Cell *rows_add(Rows *rows); /* the cells of a new last row, all NULL */

/* Writes the journal's entries of a change; the last thing in its transaction. */
void journal_flush(Change *change);
int journal_decisions(const Change *change); /* how many so far */

/* Brings the schema up to date with the store's own migrations and the registered ones. */
void migrate(Store *store, const Migration *registered, size_t count);
/* The text of a migration for an engine. */
const char *migrate_translate(Arena *arena, const StoreEngine *engine, const char *sql);

extern const Migration store_migrations[];
extern const size_t store_migrations_count;

/* Makes a directory and those above it that are missing, durably. */
void directory_make(const char *path);
/* Makes what was created, renamed or removed in a directory durable. */
void directory_sync(const char *path);

#endif
