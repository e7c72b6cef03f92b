/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "base/log.h"
#include "platform/http/feature.h"
#include "platform/store/engine.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONNECTIONS = 4, MEMORY_BYTES = 64 * 1024 * 1024 };

bool fixture_is_bare;

static Fixture fixture; /* of the test that runs */
static char directory[64], place[256], database[64];
static const char *server; /* "" : none */

static void prepare_program(void)
{
    static bool prepared;
    if (prepared) return;
    prepared = true;
    log_open(2, LOG_WARNING);
    if (!fixture_is_bare) features_register();
}

static void run_within(void **state)
{
    void (*body)(void **) = (void (*)(void **)) * state;
    void *given = &fixture;
    const char *folder = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/madang-test-XXXXXX", folder ? folder : "/tmp");
    assert_non_null(mkdtemp(directory));
    fixture.arena = arena_new(MEMORY_BYTES);
    fixture.files = text_format(fixture.arena, "%s/files", directory).at;
    if (!fixture.place) fixture.place = directory;
    fixture.store = store_open(fixture.place, fixture.files, CONNECTIONS);
    body(&given);
}

void fixture_on_sqlite(void **state)
{
    prepare_program();
    fixture.place = NULL;
    run_within(state);
}

void fixture_reopen(Fixture *it)
{
    store_close(it->store);
    it->store = store_open(it->place, it->files, CONNECTIONS);
}

/* ---- PostgreSQL */

static int run_program(const char *program, const char *argument, const char *more)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        execlp(program, program, argument, more, NULL);
        _exit(127);
    }
    if (child > 0) waitpid(child, &status, 0);
    return status;
}

/* The server of this run, started if need be. While the lock is held, it stays. */
static const char *find_server(void)
{
    static char url[256];
    const char *given = getenv("MADANG_TEST_POSTGRES");
    if (given) return given;
    if (access("/usr/lib/postgresql/15/bin/postgres", X_OK)) return "";
    snprintf(url, sizeof url, "/tmp/madang-test-postgres-%d", (int)getuid());
    if (run_program("mkdir", "-p", url)) return "";
    char lock[300];
    snprintf(lock, sizeof lock, "%s/use.lock", url);
    int descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || flock(descriptor, LOCK_SH)) return "";
    if (run_program(SOURCE_ROOT "/script/test-postgres", "start", url)) return "";
    snprintf(url, sizeof url, "postgresql:///%%s?host=/tmp/madang-test-postgres-%d/socket&user=postgres",
             (int)getuid());
    return url;
}

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void set_place(const char *name)
{
    snprintf(place, sizeof place, server, name);
}

static void on_server(const char *format, const char *name, const char *other)
{
    char sql[200];
    set_place("postgres");
    PGconn *connection = PQconnectdb(place);
    snprintf(sql, sizeof sql, format, name, other);
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail_msg("%s: %s", sql, PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

static char template_name[64];

static void drop_template(void)
{
    on_server("DROP DATABASE %s WITH (FORCE)", template_name, "");
}

/* A database with the schema, copied for each test. */
static void make_template(void)
{
    if (*template_name) return;
    snprintf(template_name, sizeof template_name, "template_%d", (int)getpid());
    on_server("CREATE DATABASE %s", template_name, "");
    atexit(drop_template);
    set_place(template_name);
    store_close(store_open(place, "/tmp", 1));
}

void fixture_on_postgres(void **state)
{
    static int count;
    prepare_program();
    if (!server) server = find_server();
    if (!*server) skip_because("PostgreSQL 15 is not here");
    make_template();
    snprintf(database, sizeof database, "test_%d_%d", (int)getpid(), ++count);
    on_server("CREATE DATABASE %s TEMPLATE %s", database, template_name);
    set_place(database);
    fixture.place = place;
    run_within(state);
}

int fixture_end(void **state)
{
    if (fixture.store) store_close(fixture.store);
    if (fixture.arena) arena_free(fixture.arena);
    fixture = (Fixture){0};
    if (*directory) run_program("rm", "-rf", directory);
    if (*database) on_server("DROP DATABASE %s WITH (FORCE)", database, "");
    *directory = *database = 0;
    return 0;
}

/* ---- schemas */

static void apply_schema(Arena *arena, sqlite3 *handle, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(handle, migrate_translate(arena, &sqlite_engine, sql), NULL, NULL, &error))
        fail_msg("%s", error);
}

/* Without comments, and with a space only between words. */
static void add_bare(TextBuffer *out, Text sql)
{
    while (sql.size) {
        Text line = text_next(&sql, '\n');
        ptrdiff_t comment = text_find(line, TEXT("--"));
        if (comment >= 0) line.size = (size_t)comment;
        for (size_t i = 0; i < line.size; i++) {
            if (line.at[i] != ' ' && line.at[i] != '\t') buffer_add_char(out, line.at[i]);
        }
    }
}

static int add_table(void *context, int count, char **columns, char **names)
{
    if (columns[0]) add_bare(context, text_of(columns[0]));
    buffer_add_char(context, '\n');
    return 0;
}

static Text dump(Arena *arena, sqlite3 *handle)
{
    TextBuffer out = {.arena = arena};
    sqlite3_exec(handle, "SELECT sql FROM sqlite_schema ORDER BY name", add_table, &out, NULL);
    return buffer_text(&out);
}

static const char *read_source(Arena *arena, const char *path)
{
    char *text = arena_take(arena, 1 << 20);
    FILE *file = fopen(text_format(arena, "%s/%s", SOURCE_ROOT, path).at, "r");
    assert_non_null(file);
    text[fread(text, 1, (1 << 20) - 1, file)] = 0;
    fclose(file);
    return text;
}

void fixture_check_schema(const char *path, const Migration *migrations, size_t count)
{
    Arena *arena = arena_new(MEMORY_BYTES);
    sqlite3 *written, *migrated;
    assert_int_equal(sqlite3_open(":memory:", &written), SQLITE_OK);
    assert_int_equal(sqlite3_open(":memory:", &migrated), SQLITE_OK);
    apply_schema(arena, written, read_source(arena, path));
    for (size_t i = 0; i < count; i++) apply_schema(arena, migrated, migrations[i].sql);
    Text expected = dump(arena, migrated);
    assert_true(expected.size > 0);
    assert_text(dump(arena, written), text_c(arena, expected));
    sqlite3_close(written);
    sqlite3_close(migrated);
    arena_free(arena);
}
