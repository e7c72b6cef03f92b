/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/source.h"

#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 * 1024 };

static size_t read_piece(const Source *source, int file, char *to, size_t room)
{
    ssize_t size;
    do size = read(file, to, room);
    while (size < 0 && errno == EINTR);
    if (size < 0) fail("%s cannot be read: %m", source->name);
    return (size_t)size;
}

static void write_piece(const Source *source, int file, const char *piece, size_t size)
{
    while (size) {
        ssize_t written = write(file, piece, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("%s cannot be kept in a temporary file: %m", source->name);
        piece += written;
        size -= (size_t)written;
    }
}

static int open_unnamed(Arena *arena, const Source *source)
{
    const char *folder = getenv("TMPDIR");
    Text pattern = text_format(arena, "%s/madang-XXXXXX", folder ? folder : "/tmp");
    int file = mkostemp((char *)pattern.at, O_CLOEXEC);
    if (file < 0) fail("%s cannot be kept in a temporary file: %m", source->name);
    unlink(pattern.at);
    return file;
}

/* No reader goes on behind a NUL, so nothing behind it is kept: a device of endless zeros ends here. */
static void spool(Arena *arena, Source *source)
{
    int from = source->file;
    char *piece = arena_take_blank(arena, PIECE_BYTES);
    source->file = open_unnamed(arena, source);
    for (bool goes_on = true; goes_on;) {
        size_t size = read_piece(source, from, piece, PIECE_BYTES);
        write_piece(source, source->file, piece, size);
        source->size += size;
        goes_on = size && !memchr(piece, 0, size);
    }
    if (from != STDIN_FILENO) close(from);
}

static void release(void *context)
{
    Source *source = context;
    if (source->file != STDIN_FILENO) close(source->file);
}

Source *source_open(Arena *arena, const char *path)
{
    Source *source = ARENA_NEW(arena, Source);
    struct stat found;
    *source = (Source){.name = path, .file = STDIN_FILENO};
    if (!strcmp(path, "-")) source->name = "standard input";
    else source->file = open(path, O_RDONLY | O_CLOEXEC);
    if (source->file < 0 || fstat(source->file, &found)) fail("%s cannot be read: %m", source->name);
    arena_at_end(arena, release, source);
    if (S_ISDIR(found.st_mode)) fail("%s is a directory, not a file", source->name);
    source->size = S_ISREG(found.st_mode) ? (size_t)found.st_size : 0;
    if (!S_ISREG(found.st_mode)) spool(arena, source);
    source_rewind(source);
    return source;
}

Source *source_of_text(Arena *arena, const char *name, Text text)
{
    Source *source = ARENA_NEW(arena, Source);
    *source = (Source){.name = name, .file = -1, .memory = text, .size = text.size};
    return source;
}

size_t source_read(Source *source, char *to, size_t room)
{
    Text piece = text_slice(source->memory, source->at, room);
    size_t size = piece.size;
    if (source->file >= 0) size = read_piece(source, source->file, to, room);
    else if (size) memcpy(to, piece.at, size);
    source->at += size;
    return size;
}

void source_rewind(Source *source)
{
    source->at = 0;
    if (source->file >= 0 && lseek(source->file, 0, SEEK_SET) < 0)
        fail("%s cannot be read twice: %m", source->name);
}
