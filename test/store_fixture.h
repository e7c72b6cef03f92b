/* SPDX-License-Identifier: Apache-2.0 */
/* One test body on both stores.
 *
 *     static void a_thing_is_kept(void **state)
 *     {
 *         Fixture *fixture = *state;
 *         assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, keep, NULL));
 *     }
 *     RUN_TESTS(ON_BOTH(a_thing_is_kept))
 *
 * Every test gets an empty store with the whole schema (of all features) and a fresh arena, and
 * leaves nothing behind. PostgreSQL 15 is started for the tests by script/test-postgres, shared by
 * all programs of a run, and stops by itself; where it is not installed its tests are skipped. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "platform/store/store.h"
#include "test.h"

typedef struct {
    Store *store;
    Arena *arena;      /* 64 MB at most */
    const char *place; /* what store_open() took: to open the store a second time */
    const char *files;
} Fixture;

#define ON_SQLITE(function)                                                                                  \
    {                                                                                                        \
#function " (SQLite)", fixture_on_sqlite, NULL, fixture_end, (void *)(function)                      \
    }
#define ON_POSTGRES(function)                                                                                \
    {                                                                                                        \
#function " (PostgreSQL)", fixture_on_postgres, NULL, fixture_end, (void *)(function)                \
    }
#define ON_BOTH(function) ON_SQLITE(function), ON_POSTGRES(function)

/* Set before the first test: the stores begin without the features' schemas. */
extern bool fixture_is_bare;

/* Fails unless the file says what the migrations make (of SQLite's schema, comments apart). */
void fixture_check_schema(const char *path, const Migration *migrations, size_t count);

/* Closes the store and opens it again at the same place. */
void fixture_reopen(Fixture *fixture);

void fixture_on_sqlite(void **state);
void fixture_on_postgres(void **state);
int fixture_end(void **state);

#endif
