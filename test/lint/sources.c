/* SPDX-License-Identifier: Apache-2.0 */
#include "sources.h"

#include "base/fail.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static Text read_file(Arena *arena, const char *path, size_t size)
{
    char *bytes = arena_take(arena, size + 1);
    FILE *file = fopen(path, "rb");
    if (!file || fread(bytes, 1, size, file) != size) fail("%s cannot be read", path);
    fclose(file);
    return (Text){bytes, size};
}

void sources_each(Arena *arena, const char *folder, SourceVisit *visit, void *context)
{
    struct dirent **entries;
    const char *whole = text_format(arena, "%s/%s", SOURCE_ROOT, folder).at;
    int count = scandir(whole, &entries, NULL, alphasort);
    if (count < 0) fail("%s cannot be read", whole);
    for (int i = 0; i < count; i++) {
        struct stat there;
        const char *name = entries[i]->d_name;
        const char *path = text_format(arena, "%s/%s", folder, name).at;
        const char *full = text_format(arena, "%s/%s", whole, name).at;
        if (name[0] != '.' && stat(full, &there) == 0) {
            if (S_ISDIR(there.st_mode)) sources_each(arena, path, visit, context);
            else visit(path, read_file(arena, full, (size_t)there.st_size), context);
        }
        free(entries[i]);
    }
    free(entries);
}
