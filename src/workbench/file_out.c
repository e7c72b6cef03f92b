/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/file_out.h"

#include "base/fail.h"

#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

static _Noreturn void fail_to_write(const FileOut *file)
{
    fail("%s cannot be written: %m", file->path);
}

static bool is_special(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && !S_ISREG(found.st_mode);
}

static void take_away(void *context)
{
    FileOut *file = context;
    if (file->temporary) unlink(file->temporary);
    if (file->to && file->to != stdout) fclose(file->to);
}

/* What a new file may be by the umask, which can only be read by setting it. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static FILE *open_temporary(Arena *arena, FileOut *file)
{
    char *name = (char *)text_format(arena, "%s.part-XXXXXX", file->path).at;
    int descriptor = mkostemp(name, O_CLOEXEC);
    if (descriptor < 0) return NULL;
    file->temporary = name;
    fchmod(descriptor, usual_mode());
    return fdopen(descriptor, "w");
}

FileOut *file_out_open(Arena *arena, const char *path)
{
    FileOut *file = ARENA_NEW(arena, FileOut);
    file->path = path;
    arena_at_end(arena, take_away, file);
    if (!strcmp(path, "-")) file->to = stdout, file->path = "standard output";
    else file->to = is_special(path) ? fopen(path, "we") : open_temporary(arena, file);
    if (!file->to) fail_to_write(file);
    return file;
}

void file_out_finish(FileOut *file)
{
    FILE *to = file->to;
    if (fflush(to) || ferror(to) || (file->temporary && fsync(fileno(to)))) fail_to_write(file);
    if (to == stdout) return;
    file->to = NULL;
    if (fclose(to) || (file->temporary && rename(file->temporary, file->path))) fail_to_write(file);
    file->temporary = NULL;
}

void file_put_field(FILE *to, Text field)
{
    bool is_plain = field.size && !memchr(field.at, '"', field.size) && !memchr(field.at, ',', field.size) &&
                    !memchr(field.at, ';', field.size);
    if (is_plain || !field.size) {
        fwrite(field.at, 1, field.size, to);
        return;
    }
    putc('"', to);
    for (size_t i = 0; i < field.size; i++) {
        if (field.at[i] == '"') putc('"', to);
        putc(field.at[i], to);
    }
    putc('"', to);
}

void file_put_json(FILE *to, Text text)
{
    json_t *string = json_stringn(text.at, text.size);
    json_dumpf(string, to, JSON_ENCODE_ANY);
    json_decref(string);
}
