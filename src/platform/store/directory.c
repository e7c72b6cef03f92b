/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void directory_sync(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail("directory %.300s: %s", path, strerror(errno));
    int failed = fsync(descriptor);
    close(descriptor);
    if (failed) fail("directory %.300s: not synced", path);
}

static void make_one(const char *path, const char *parent)
{
    if (mkdir(path, 0700) == 0) directory_sync(parent);
    else if (errno != EEXIST) fail("directory %.300s: %s", path, strerror(errno));
}

void directory_make(const char *path)
{
    char whole[PATH_MAX], parent[PATH_MAX];
    struct stat there;
    if (stat(path, &there) == 0 && S_ISDIR(there.st_mode)) return;
    if (snprintf(whole, sizeof whole, "%s", path) >= PATH_MAX) fail("directory: its path is too long");
    size_t size = strlen(whole);
    while (size > 1 && whole[size - 1] == '/') whole[--size] = 0;
    memcpy(parent, whole, size + 1);
    char *slash = strrchr(parent, '/');
    if (!slash) memcpy(parent, ".", 2);
    else if (slash == parent) parent[1] = 0;
    else *slash = 0;
    if (strcmp(parent, whole) != 0) directory_make(parent);
    make_one(whole, parent);
}
