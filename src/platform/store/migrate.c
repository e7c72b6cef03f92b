/* SPDX-License-Identifier: Apache-2.0 */
/* The schema's steps: what was applied stands in the table migration, with its checksum. */
#include "base/fail.h"
#include "base/list.h"
#include "base/log.h"
#include "platform/store/engine.h"
#include "platform/store/journal.h"

#include <string.h>

enum { MEMORY_BYTES = 64 * 1024 * 1024 };

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_';
}

/* The size of the comment, string, word or single character at the front. */
static size_t token_size(const char *at)
{
    size_t size = 1;
    if (at[0] == '-' && at[1] == '-') return strcspn(at, "\n");
    if (at[0] == '\'') {
        while (at[size] && at[size] != '\'') size++;
        return at[size] ? size + 1 : size;
    }
    if (is_word(at[0])) {
        while (is_word(at[size])) size++;
    }
    return size;
}

typedef struct {
    const StoreEngine *engine;
    TextBuffer out;
    Text last; /* word */
    int words; /* in this statement */
    bool is_table;
} Translation;

static Text typed(const Translation *translation, Text word)
{
    static const char *const names[] = {"INT64", "TEXT", "BLOB", "DOUBLE"};
    if (text_is_c(translation->last, "AS")) return word; /* CAST(x AS TEXT): no column */
    for (int i = 0; i < 4; i++) {
        if (text_is_c(word, names[i])) return text_of(translation->engine->types[i]);
    }
    return word;
}

static void translate_word(Translation *translation, Text word)
{
    buffer_add(&translation->out, typed(translation, word));
    translation->words++;
    if (translation->words == 2)
        translation->is_table = text_is_c(word, "TABLE") && text_is_c(translation->last, "CREATE");
    translation->last = word;
}

static void translate_token(Translation *translation, Text token)
{
    if (is_word(token.at[0])) {
        translate_word(translation, token);
        return;
    }
    if (token.at[0] == ';') {
        if (translation->is_table) buffer_add(&translation->out, text_of(translation->engine->end_of_table));
        translation->is_table = false;
        translation->words = 0;
    }
    buffer_add(&translation->out, token);
}

const char *migrate_translate(Arena *arena, const StoreEngine *engine, const char *sql)
{
    Translation translation = {.engine = engine, .out = {.arena = arena}};
    while (*sql) {
        size_t size = token_size(sql);
        translate_token(&translation, (Text){sql, size});
        sql += size;
    }
    return text_c(arena, buffer_text(&translation.out));
}

typedef struct {
    Text name, checksum;
} Applied;

typedef struct {
    Arena *arena;
    const Migration *all;
    size_t count;
    LIST(Applied) applied;
    const Migration *next;
} Migrating;

static Text checksum_of(const Migrating *migrating, const Migration *migration)
{
    return journal_digest(migrating->arena, text_of(migration->sql));
}

static bool list_applied(Change *change, void *context)
{
    Migrating *migrating = context;
    change->at.store->engine->script(
        change->at.connection,
        migrate_translate(
            migrating->arena, change->at.store->engine,
            "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, checksum TEXT NOT NULL,"
            " at INT64 NOT NULL);"));
    migrating->applied.count = 0;
    Rows *rows = store_rows(&change->at, SQL("SELECT name, checksum FROM migration ORDER BY name"), BIND());
    while (rows_next(rows))
        *LIST_ADD(migrating->arena, &migrating->applied) = (Applied){row_text(rows, 0), row_text(rows, 1)};
    return true;
}

static bool is_known(const Migrating *migrating, Text name)
{
    for (size_t i = 0; i < migrating->count; i++) {
        if (text_is_c(name, migrating->all[i].name)) return true;
    }
    return false;
}

static bool is_applied(const Migrating *migrating, const Migration *migration)
{
    for (size_t i = 0; i < migrating->applied.count; i++) {
        const Applied *applied = &migrating->applied.at[i];
        if (!text_is_c(applied->name, migration->name)) continue;
        if (text_is(applied->checksum, checksum_of(migrating, migration))) return true;
        fail("store: the migration %s was changed after this store had applied it. A migration never "
             "changes: undo the change and add a new one",
             migration->name);
    }
    return false;
}

static bool apply(Change *change, void *context)
{
    Migrating *migrating = context;
    const StoreEngine *engine = change->at.store->engine;
    list_applied(change, context);
    if (is_applied(migrating, migrating->next)) return true; /* by another process, a moment ago */
    engine->script(change->at.connection, migrate_translate(migrating->arena, engine, migrating->next->sql));
    store_write(change, NOT_A_DECISION, SQL("INSERT INTO migration (name, checksum, at) VALUES ($1, $2, $3)"),
                BIND(migrating->next->name, checksum_of(migrating, migrating->next), change->at.now));
    return true;
}

static void check_known(const Migrating *migrating)
{
    for (size_t i = 0; i < migrating->applied.count; i++) {
        if (!is_known(migrating, migrating->applied.at[i].name))
            fail("store: it has the migration %.*s, which this program does not know: a newer one made it",
                 TEXT_PRINT(migrating->applied.at[i].name));
    }
}

static Migration *all_of(Arena *arena, const Migration *registered, size_t count)
{
    Migration *all = ARENA_MANY(arena, store_migrations_count + count, Migration);
    memcpy(all, store_migrations, store_migrations_count * sizeof *all);
    memcpy(all + store_migrations_count, registered, count * sizeof *all);
    return all;
}

typedef struct {
    Store *store;
    Migrating migrating;
} Work;

static void migrate_within(void *context)
{
    Work *work = context;
    Migrating *migrating = &work->migrating;
    store_change(work->store, migrating->arena, (AccountId){0}, list_applied, migrating);
    check_known(migrating);
    for (size_t i = 0; i < migrating->count; i++) {
        migrating->next = &migrating->all[i];
        if (is_applied(migrating, migrating->next)) continue;
        store_change(work->store, migrating->arena, (AccountId){0}, apply, migrating);
        LOG(LOG_INFO, "store.migrated", LOG_TEXT("name", text_of(migrating->next->name)));
    }
}

void migrate(Store *store, const Migration *registered, size_t count)
{
    store->engine->lock(store);
    Arena *arena = arena_new(MEMORY_BYTES);
    Work work = {store, {.arena = arena, .count = store_migrations_count + count}};
    Failure failure;
    work.migrating.all = all_of(arena, registered, count);
    bool done = boundary_run(migrate_within, &work, &failure);
    store->engine->unlock(store);
    arena_free(arena);
    if (!done) fail_again(&failure);
}
