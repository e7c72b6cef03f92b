/* SPDX-License-Identifier: Apache-2.0 */
/* A program is killed in the midst of many changes: what it had acknowledged is there, nothing is
 * half there, and the chain of the journal holds. MADANG_KILLS: how many kills over both engines.
 * And two programs that write into one store side by side. */
#include "platform/store/journal.h"
#include "store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, KILLS = 40, ACKNOWLEDGED_MAX = 1 << 20 };

typedef struct {
    const char *place, *files;
    Store *store;
    int acknowledgements; /* a pipe */
    int64_t first, count; /* keys; a thread takes every THREADS-th */
} Load;

typedef struct {
    Load *load;
    int64_t number;
} Worker;

/* Two halves and a decision, with a step between each. */
static bool put_both(Change *change, void *context)
{
    int64_t key = *(int64_t *)context;
    Decided decided = DECIDE(change, TEXT("prize/test"), "half.put", "", SAYS_NUMBER("key", key));
    store_write(change, decided, SQL("INSERT INTO left_half (key) VALUES ($1)"), BIND(key));
    store_write(change, decided, SQL("INSERT INTO right_half (key) VALUES ($1)"), BIND(key));
    return true;
}

static void *put_often(void *context)
{
    Worker *worker = context;
    Load *load = worker->load;
    Arena *arena = arena_new(1 << 20);
    for (int64_t i = worker->number; i < load->count; i += THREADS, arena_reset(arena)) {
        int64_t key = load->first + i;
        if (!store_change(load->store, arena, (AccountId){0}, put_both, &key)) abort();
        if (write(load->acknowledgements, &key, sizeof key) != sizeof key) abort();
    }
    arena_free(arena);
    return NULL;
}

/* In a process of its own. */
static _Noreturn void work(Load *load)
{
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    load->store = store_open(load->place, load->files, THREADS);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){load, i};
        if (pthread_create(&threads[i], NULL, put_often, &workers[i])) abort();
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    store_close(load->store);
    _exit(0);
}

static pid_t begin_work(Load *load, int *acknowledgements)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    load->acknowledgements = ends[1];
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) work(load);
    close(ends[1]);
    *acknowledgements = ends[0];
    return child;
}

static int64_t acknowledged[ACKNOWLEDGED_MAX];
static size_t acknowledged_count;

static bool read_one(int acknowledgements)
{
    int64_t key;
    if (read(acknowledgements, &key, sizeof key) != sizeof key) return false;
    assert_true(acknowledged_count < ACKNOWLEDGED_MAX);
    acknowledged[acknowledged_count++] = key;
    return true;
}

/* ---- looking afterwards */

static void check_keys(Snapshot *at)
{
    for (size_t i = 0; i < acknowledged_count; i++) {
        assert_int_equal(store_count(at, SQL("SELECT count(*) FROM left_half WHERE key = $1"),
                                     BIND(acknowledged[i])),
                         1);
    }
}

static void check_halves(Snapshot *at)
{
    static const Sql halves = {"SELECT count(*) FROM left_half LEFT JOIN right_half"
                               " ON right_half.key = left_half.key WHERE right_half.key IS NULL"};
    int64_t left = store_count(at, SQL("SELECT count(*) FROM left_half"), BIND());
    assert_int_equal(store_count(at, halves, BIND()), 0);
    assert_int_equal(store_count(at, SQL("SELECT count(*) FROM right_half"), BIND()), left);
    assert_int_equal(journal_count(at, TEXT("prize/test")), left);
}

static void check_chain(Snapshot *at)
{
    Text before = TEXT("0000000000000000000000000000000000000000000000000000000000000000");
    JournalEntries entries = journal_entries(at, TEXT("prize/test"), 1, INT64_MAX);
    for (size_t i = 0; i < entries.count; i++) {
        Text beginning = text_format(at->arena, "\"n\":%zu,\"prev\":\"%.*s\"", i + 1, TEXT_PRINT(before));
        assert_true(text_find(entries.at[i].line, beginning) > 0);
        before = journal_digest(at->arena, entries.at[i].line);
    }
}

static void check_all(Snapshot *at, void *context)
{
    check_keys(at);
    check_halves(at);
    check_chain(at);
}

static void look(const Fixture *fixture)
{
    Arena *arena = arena_new(256 << 20);
    Store *store = store_open(fixture->place, fixture->files, 1);
    store_read(store, arena, (AccountId){0}, check_all, NULL);
    store_close(store);
    arena_free(arena);
}

/* No store may be open over a fork: SQLite's locks belong to the process. */
static void close_own(Fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
    acknowledged_count = 0;
}

static void kill_in_the_midst(const Fixture *fixture, int64_t round)
{
    int acknowledgements;
    Load load = {fixture->place, fixture->files, .first = round * 1000000, .count = 1000000};
    pid_t child = begin_work(&load, &acknowledgements);
    int64_t wanted = 1 + rand() % 60;
    while (wanted-- && read_one(acknowledgements)) continue;
    usleep((useconds_t)(rand() % 8000));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    while (read_one(acknowledgements)) continue;
    close(acknowledgements);
}

static void what_was_acknowledged_survives_kills(void **state)
{
    Fixture *fixture = *state;
    const char *kills = getenv("MADANG_KILLS");
    int count = (kills ? (int)strtol(kills, NULL, 10) : KILLS) / 2;
    close_own(fixture);
    srand(4711);
    for (int round = 1; round <= count; round++) {
        size_t before = acknowledged_count;
        kill_in_the_midst(fixture, round);
        assert_true(acknowledged_count > before);
        if (round % 5 == 0 || round == count) look(fixture);
    }
}

static void two_programs_write_into_one_store(void **state)
{
    enum { EACH = 60 };
    Fixture *fixture = *state;
    Load loads[2];
    int acknowledgements[2], status;
    pid_t children[2];
    close_own(fixture);
    for (int i = 0; i < 2; i++) {
        loads[i] = (Load){fixture->place, fixture->files, .first = i * EACH, .count = EACH};
        children[i] = begin_work(&loads[i], &acknowledgements[i]);
    }
    for (int i = 0; i < 2; i++) {
        while (read_one(acknowledgements[i])) continue;
        close(acknowledgements[i]);
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(acknowledged_count, 2 * EACH);
    look(fixture);
}

int main(void)
{
    static const Migration migration = {"test/0001", "CREATE TABLE left_half (key INT64 PRIMARY KEY);\n"
                                                     "CREATE TABLE right_half (key INT64 PRIMARY KEY);"};
    const struct CMUnitTest all[] = {
        ON_BOTH(two_programs_write_into_one_store),
        ON_BOTH(what_was_acknowledged_survives_kills),
    };
    store_register_migrations(&migration, 1);
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
