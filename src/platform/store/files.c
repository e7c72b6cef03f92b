/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/files.h"

#include "base/fail.h"
#include "platform/store/engine.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DIGEST_SIZE_BYTES = 32, DIGEST_SIZE_DIGITS = 64, SWEPT_AFTER_SECONDS = 86400 };
#define DRAFT "draft-"

struct FileDraft {
    Arena *arena;
    const Store *store;
    char *path; /* of the temporary file */
    int descriptor;
    bool kept;
    int64_t size_bytes;
    crypto_generichash_state *hash; /* NULL: ended */
    Text digest;
};

static void remove_draft(void *handle)
{
    FileDraft *draft = handle;
    if (draft->descriptor >= 0) close(draft->descriptor);
    if (draft->path && !draft->kept) unlink(draft->path);
}

/* libsodium's state has an alignment of its own. */
static crypto_generichash_state *new_hash(Arena *arena)
{
    size_t alignment = _Alignof(crypto_generichash_state);
    uintptr_t at = (uintptr_t)arena_take(arena, sizeof(crypto_generichash_state) + alignment);
    return (crypto_generichash_state *)((at + alignment - 1) / alignment * alignment);
}

FileDraft *file_begin(Store *store, Arena *arena)
{
    FileDraft *draft = ARENA_NEW(arena, FileDraft);
    *draft = (FileDraft){.arena = arena, .store = store, .descriptor = -1, .hash = new_hash(arena)};
    Text path = text_format(arena, "%s/" DRAFT "XXXXXX", store_files_directory(store));
    arena_at_end(arena, remove_draft, draft);
    crypto_generichash_init(draft->hash, NULL, 0, DIGEST_SIZE_BYTES);
    draft->descriptor = mkostemp((char *)path.at, O_CLOEXEC);
    if (draft->descriptor < 0) fail("file: a draft in %s: %s", store_files_directory(store), strerror(errno));
    draft->path = (char *)path.at;
    return draft;
}

void file_add(FileDraft *draft, const void *bytes, size_t size)
{
    assert(draft->hash); /* not after its end */
    if (!size) return;
    for (size_t done = 0; done < size;) {
        ssize_t written = write(draft->descriptor, (const char *)bytes + done, size - done);
        if (written < 0 && errno != EINTR) fail("file: %s: %s", draft->path, strerror(errno));
        if (written > 0) done += (size_t)written;
    }
    crypto_generichash_update(draft->hash, bytes, size);
    draft->size_bytes += (int64_t)size;
}

static void end_writing(FileDraft *draft)
{
    unsigned char digest[DIGEST_SIZE_BYTES];
    if (!draft->hash) return;
    crypto_generichash_final(draft->hash, digest, sizeof digest);
    draft->digest = text_hex(draft->arena, digest, sizeof digest);
    draft->hash = NULL;
}

const char *file_path_of_draft(FileDraft *draft)
{
    end_writing(draft);
    return draft->path;
}

Text file_digest(FileDraft *draft)
{
    end_writing(draft);
    return draft->digest;
}

int64_t file_size_bytes(const FileDraft *draft)
{
    return draft->size_bytes;
}

static bool is_digest(Text text)
{
    if (text.size != DIGEST_SIZE_DIGITS) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (!memchr("0123456789abcdef", text.at[i], 16)) return false;
    }
    return true;
}

static const char *directory_of(Arena *arena, const Store *store, Text digest)
{
    return text_format(arena, "%s/%.2s", store_files_directory(store), digest.at).at;
}

const char *file_path(Arena *arena, const Store *store, Text digest)
{
    assert(is_digest(digest));
    return text_format(arena, "%s/%.*s", directory_of(arena, store, digest), DIGEST_SIZE_DIGITS - 2,
                       digest.at + 2)
        .at;
}

/* Whoever sweeps waits for those who keep: what is old to it must not be new a moment later. */
static int lock_files(const Store *store, int how)
{
    const char *path = store_files_directory(store);
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail("directory %.300s: %s", path, strerror(errno));
    while (flock(descriptor, how) != 0)
        if (errno != EINTR) break;
    return descriptor;
}

static bool put_in_place(const FileDraft *draft, const char *path)
{
    int lock = lock_files(draft->store, LOCK_SH);
    int failed = rename(draft->path, path);
    close(lock);
    return !failed;
}

/* The folder's own name is synced even if it was there: who made it may have died before. */
void file_keep(FileDraft *draft)
{
    if (draft->kept) return; /* a change may run again */
    end_writing(draft);
    const char *directory = directory_of(draft->arena, draft->store, draft->digest);
    const char *path = file_path(draft->arena, draft->store, draft->digest);
    if (fsync(draft->descriptor)) fail("file: %s: %s", draft->path, strerror(errno));
    directory_make(directory);
    if (!put_in_place(draft, path)) fail("file: %s: %s", path, strerror(errno));
    draft->kept = true;
    directory_sync(directory);
    directory_sync(store_files_directory(draft->store));
}

/* ---- sweeping */

typedef struct {
    const Store *store;
    Arena *arena;
    const Text *named;
    size_t count;
    int64_t removed;
} Sweep;

static bool is_old(const char *path)
{
    struct stat there;
    return stat(path, &there) == 0 && there.st_mtime < time(NULL) - SWEPT_AFTER_SECONDS;
}

static void remove_old(Sweep *sweep, const char *path)
{
    if (!is_old(path)) return;
    int lock = lock_files(sweep->store, LOCK_EX);
    if (is_old(path) && unlink(path) == 0) sweep->removed++;
    close(lock);
}

static int compare_texts(const void *a, const void *b)
{
    return text_order(*(const Text *)a, *(const Text *)b);
}

static void sweep_folder(Sweep *sweep, const char *folder)
{
    const char *path = text_format(sweep->arena, "%s/%s", store_files_directory(sweep->store), folder).at;
    DIR *directory = opendir(path);
    if (!directory) fail("directory %.300s: %s", path, strerror(errno));
    for (struct dirent *entry; (entry = readdir(directory));) {
        Text digest = text_format(sweep->arena, "%s%s", folder, entry->d_name);
        bool is_named =
            sweep->count && bsearch(&digest, sweep->named, sweep->count, sizeof digest, compare_texts);
        if (is_digest(digest) && !is_named)
            remove_old(sweep, text_format(sweep->arena, "%s/%s", path, entry->d_name).at);
    }
    closedir(directory);
}

int64_t files_sweep(const Store *store, Arena *arena, const Text *named, size_t count)
{
    Sweep sweep = {store, arena, named, count, 0};
    const char *files = store_files_directory(store);
    DIR *directory = opendir(files);
    if (!directory) fail("directory %.300s: %s", files, strerror(errno));
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (!strncmp(entry->d_name, DRAFT, strlen(DRAFT)))
            remove_old(&sweep, text_format(arena, "%s/%s", files, entry->d_name).at);
        else if (strlen(entry->d_name) == 2 && entry->d_name[0] != '.') sweep_folder(&sweep, entry->d_name);
    }
    closedir(directory);
    return sweep.removed;
}
