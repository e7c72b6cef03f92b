/* SPDX-License-Identifier: Apache-2.0 */
/* A kill proves nothing about power. Here a layer between SQLite and the file system counts: each
 * change that was acknowledged has been synced before. */
#include "base/fail.h"
#include "platform/store/journal.h"
#include "store_fixture.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int writes, syncs; /* of the write-ahead log */
static atomic_bool is_dirty;     /* the log has bytes that are not synced */
static atomic_bool syncs_fail;

typedef struct {
    sqlite3_file file;
    bool is_log;
    sqlite3_file real[];
} Watched;

static sqlite3_vfs *real_vfs;

static sqlite3_file *real(sqlite3_file *file)
{
    return ((Watched *)file)->real;
}

static int watch_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    if (((Watched *)file)->is_log) {
        atomic_fetch_add(&writes, 1);
        atomic_store(&is_dirty, true);
    }
    return real(file)->pMethods->xWrite(real(file), bytes, size, at);
}

static int watch_sync(sqlite3_file *file, int flags)
{
    if (atomic_load(&syncs_fail)) return SQLITE_IOERR_FSYNC;
    int code = real(file)->pMethods->xSync(real(file), flags);
    if (code == SQLITE_OK && ((Watched *)file)->is_log) {
        atomic_fetch_add(&syncs, 1);
        atomic_store(&is_dirty, false);
    }
    return code;
}

static int pass_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}
static int pass_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    return real(file)->pMethods->xRead(real(file), bytes, size, at);
}
static int pass_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real(file)->pMethods->xTruncate(real(file), size);
}
static int pass_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}
static int pass_lock(sqlite3_file *file, int lock)
{
    return real(file)->pMethods->xLock(real(file), lock);
}
static int pass_unlock(sqlite3_file *file, int lock)
{
    return real(file)->pMethods->xUnlock(real(file), lock);
}
static int pass_check(sqlite3_file *file, int *locked)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), locked);
}
static int pass_control(sqlite3_file *file, int what, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}
static int pass_sector(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}
static int pass_device(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
static int pass_map(sqlite3_file *file, int page, int size, int extend, void volatile **at)
{
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, at);
}
static int pass_shared_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void pass_barrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}
static int pass_unmap(sqlite3_file *file, int remove)
{
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = pass_close,
    .xRead = pass_read,
    .xWrite = watch_write,
    .xTruncate = pass_truncate,
    .xSync = watch_sync,
    .xFileSize = pass_size,
    .xLock = pass_lock,
    .xUnlock = pass_unlock,
    .xCheckReservedLock = pass_check,
    .xFileControl = pass_control,
    .xSectorSize = pass_sector,
    .xDeviceCharacteristics = pass_device,
    .xShmMap = pass_map,
    .xShmLock = pass_shared_lock,
    .xShmBarrier = pass_barrier,
    .xShmUnmap = pass_unmap,
};

static int watch_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given)
{
    Watched *watched = (Watched *)file;
    watched->is_log = flags & SQLITE_OPEN_WAL;
    file->pMethods = NULL;
    int code = real_vfs->xOpen(real_vfs, name, watched->real, flags, given);
    if (code == SQLITE_OK) file->pMethods = &methods;
    return code;
}

static void watch(void)
{
    static sqlite3_vfs vfs;
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = "watched";
    vfs.szOsFile = (int)sizeof(Watched) + real_vfs->szOsFile;
    vfs.xOpen = watch_open;
    assert_int_equal(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
}

/* ---- */

typedef struct {
    int64_t key;
    int syncs_before; /* counted while the change ran: its own sync can only come after */
} Mark;

static bool mark(Change *change, void *context)
{
    Mark *it = context;
    Decided decided = DECIDE(change, TEXT("site"), "mark", "", SAYS_NUMBER("key", it->key));
    store_write(change, decided, SQL("INSERT INTO mark (key) VALUES ($1)"), BIND(it->key));
    it->syncs_before = atomic_load(&syncs);
    return true;
}

static void the_counting_sees_the_log(void **state)
{
    Fixture *fixture = *state;
    int before = atomic_load(&writes);
    store_change(fixture->store, fixture->arena, (AccountId){0}, mark, &(Mark){1});
    assert_true(atomic_load(&writes) > before);
}

static void nothing_is_unsynced_when_a_change_returns(void **state)
{
    Fixture *fixture = *state;
    for (int64_t key = 1; key <= 50; key++) {
        Mark it = {key};
        assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, mark, &it));
        assert_false(atomic_load(&is_dirty));
        assert_true(atomic_load(&syncs) > it.syncs_before);
    }
}

enum { THREADS = 8, CHANGES = 40 };

typedef struct {
    Fixture *fixture;
    int64_t first;
    int unsynced;
} Worker;

static void *mark_often(void *context)
{
    Worker *worker = context;
    Arena *arena = arena_new(1 << 20);
    for (int64_t i = 0; i < CHANGES; i++, arena_reset(arena)) {
        Mark it = {worker->first + i};
        store_change(worker->fixture->store, arena, (AccountId){0}, mark, &it);
        worker->unsynced += atomic_load(&syncs) <= it.syncs_before;
    }
    arena_free(arena);
    return NULL;
}

static void changes_of_a_batch_return_after_its_sync(void **state)
{
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    int before = atomic_load(&syncs);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){*state, i * CHANGES};
        assert_int_equal(pthread_create(&threads[i], NULL, mark_often, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) assert_int_equal(workers[i].unsynced, 0);
    assert_true(atomic_load(&syncs) - before < THREADS * CHANGES); /* they did share */
}

static void mark_one(void *context)
{
    Fixture *fixture = context;
    store_change(fixture->store, fixture->arena, (AccountId){0}, mark, &(Mark){7});
}

static void count_marks(Snapshot *at, void *context)
{
    *(int64_t *)context = store_count(at, SQL("SELECT count(*) FROM mark"), BIND());
}

static void a_change_fails_if_its_sync_does(void **state)
{
    Fixture *fixture = *state;
    Failure failure;
    int64_t count;
    atomic_store(&syncs_fail, true);
    bool done = boundary_run(mark_one, fixture, &failure);
    atomic_store(&syncs_fail, false);
    assert_false(done);
    store_read(fixture->store, fixture->arena, (AccountId){0}, count_marks, &count);
    assert_int_equal(count, 0);
    mark_one(fixture);
    store_read(fixture->store, fixture->arena, (AccountId){0}, count_marks, &count);
    assert_int_equal(count, 1);
}

int main(void)
{
    static const Migration migration = {"test/0001", "CREATE TABLE mark (key INT64 PRIMARY KEY);"};
    const struct CMUnitTest all[] = {
        ON_SQLITE(the_counting_sees_the_log),
        ON_SQLITE(nothing_is_unsynced_when_a_change_returns),
        ON_SQLITE(changes_of_a_batch_return_after_its_sync),
        ON_SQLITE(a_change_fails_if_its_sync_does),
    };
    watch();
    store_register_migrations(&migration, 1);
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
