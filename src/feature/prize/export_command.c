/* SPDX-License-Identifier: Apache-2.0 */
/* madang export, madang key */
#include "base/fail.h"
#include "feature/prize/export.h"
#include "feature/prize/feature.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY_BYTES ((size_t)8 << 30) /* of address space: an edition of 10,000 applications needs less */

typedef struct {
    Text edition_code;
    const char *path, *temporary;
    bool sealed, without_texts, json;
    FILE *file;
    Export export;
    /* what came of it */
    bool is_found, is_refused;
    int64_t count;
} Task;

/* ---- the file: whole or not there */

static void write_part(void *context, Text line)
{
    Task *task = context;
    if (fwrite(line.at, 1, line.size, task->file) != line.size) fail("%s cannot be written: %m", task->path);
}

/* A device or a pipe is written into; another file would take its place. */
static bool is_special(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && !S_ISREG(found.st_mode);
}

static void open_in_place(Task *task)
{
    task->file = strcmp(task->path, "-") ? fopen(task->path, "we") : stdout;
    if (!task->file) fail("%s cannot be written: %m", task->path);
}

static void open_file(Arena *arena, Task *task)
{
    if (!strcmp(task->path, "-") || is_special(task->path)) {
        open_in_place(task);
        return;
    }
    char *temporary = (char *)text_c(arena, text_format(arena, "%s.part-XXXXXX", task->path));
    int descriptor = mkostemp(temporary, O_CLOEXEC);
    task->temporary = temporary;
    if (descriptor < 0 || !(task->file = fdopen(descriptor, "w")))
        fail("%s cannot be written: %m", task->path);
}

static void sync_folder(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    Text folder = slash ? (Text){path, (size_t)(slash - path) + 1} : TEXT(".");
    int descriptor = open(text_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    fsync(descriptor);
    close(descriptor);
}

static void finish_file(Arena *arena, Task *task)
{
    if (fflush(task->file)) fail("%s cannot be written: %m", task->path);
    if (!task->temporary) return;
    bool done = !fsync(fileno(task->file)) && !fclose(task->file) && !rename(task->temporary, task->path);
    if (!done) fail("%s cannot be written: %m", task->path);
    task->temporary = NULL;
    sync_folder(arena, task->path);
}

/* ---- in the store */

static bool take_key(Change *change, void *context)
{
    *(SiteKey *)context = site_key(change);
    return true;
}

static void write_record(Snapshot *at, void *context)
{
    Task *task = context;
    const Edition *edition = edition_find_by_code(at, task->edition_code);
    task->is_found = edition != NULL;
    if (!edition) return;
    bool is_open = export_is_open(at, edition);
    task->is_refused = !is_open && !task->sealed;
    if (task->is_refused) return;
    task->export.is_sealed = !is_open;
    if (edition->demonstration) task->export.key = site_key_of_demonstrations(at->arena);
    task->count = journal_count(at, edition->book);
    open_file(at->arena, task);
    export_record(at, edition, &task->export, write_part, task);
    finish_file(at->arena, task);
}

static int refuse(const Task *task)
{
    if (!task->is_found)
        fprintf(stderr, "madang export: there is no edition “%.*s”\n", TEXT_PRINT(task->edition_code));
    else
        fprintf(
            stderr,
            "madang export: %.*s is not announced yet, and its record tells who has won. For auditors who\n"
            "keep it to themselves until then: --sealed. Nothing was written.\n",
            TEXT_PRINT(task->edition_code));
    return 1;
}

static void tell(const Task *task)
{
    FILE *to = task->file == stdout ? stderr : stdout;
    if (task->json) {
        json_t *all = json_pack("{s:s%, s:s, s:I, s:b, s:s%}", "edition", task->edition_code.at,
                                task->edition_code.size, "file", task->path, "lines", (json_int_t)task->count,
                                "sealed", task->export.is_sealed, "key", task->export.key.public_key.at,
                                task->export.key.public_key.size);
        json_print(to, all);
        return;
    }
    fprintf(to, "%s: %lld decisions of %.*s, signed with the key %.*s\n", task->path, (long long)task->count,
            TEXT_PRINT(task->edition_code), TEXT_PRINT(task->export.key.public_key));
    if (task->export.is_sealed) fputs("It tells who has won before that is announced: keep it sealed.\n", to);
    fputs(
        "People stand in it by pseudonyms; where few judge, they can still be recognised by those who know\n"
        "them. Keep the file as you would keep their names.\n",
        to);
}

typedef struct {
    Arena *arena;
    Task *task;
    const Settings *settings;
} Run;

static void run_export(void *context)
{
    Run *run = context;
    Store *store = workplace_store(run->arena, run->settings, false);
    store_change(store, run->arena, (AccountId){0}, take_key, &run->task->export.key);
    store_read(store, run->arena, (AccountId){0}, write_record, run->task);
    store_close(store);
}

static int export_run(int count, char **arguments)
{
    Place place = {0};
    Task task = {0};
    const Option options[] = {
        PLACE_OPTIONS(&place),
        {"sealed", NULL, "for auditors, before the winners are announced", .flag = &task.sealed},
        {"without-texts", NULL, "leave out titles, comments and reasons: the decisions alone",
         .flag = &task.without_texts},
        JSON_OPTION(&task.json),
    };
    const CommandSyntax syntax = {"export", "EDITION FILE", 2, 2, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    Arena *arena = arena_new(MEMORY_BYTES);
    Settings *settings = place_settings(arena, &place);
    if (!settings) return arena_free(arena), 2;
    task.edition_code = text_of(arguments[0]);
    task.path = arguments[1];
    task.export.without_texts = task.without_texts;
    Failure failure;
    bool done = boundary_run(run_export, &(Run){arena, &task, settings}, &failure);
    if (task.temporary) unlink(task.temporary);
    if (!done) fail_again(&failure);
    status = task.is_found && !task.is_refused ? 0 : refuse(&task);
    if (!status) tell(&task);
    arena_free(arena);
    return status;
}

/* ---- the key */

static int key_run(int count, char **arguments)
{
    Place place = {0};
    bool json = false;
    const Option options[] = {PLACE_OPTIONS(&place), JSON_OPTION(&json)};
    const CommandSyntax syntax = {"key", "", 0, 0, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    Arena *arena = arena_new(MEMORY_BYTES);
    Settings *settings = place_settings(arena, &place);
    if (!settings) return arena_free(arena), 2;
    Store *store = workplace_store(arena, settings, false);
    SiteKey key;
    store_change(store, arena, (AccountId){0}, take_key, &key);
    store_close(store);
    if (json) printf("{\"key\": \"%.*s\"}\n", TEXT_PRINT(key.public_key));
    else printf("%.*s\n", TEXT_PRINT(key.public_key));
    arena_free(arena);
    return 0;
}

static const Command commands[] = {
    {"export", "EDITION FILE [--sealed] [--without-texts] [--json]",
     "Writes the record of an edition, to be verified without this program's data.", export_run},
    {"key", "[--json]", "Prints the public key that this site signs its records with.", key_run},
};

const Feature prize_export_feature = {.name = "prize/export",
                                      .commands = commands,
                                      .command_count = sizeof commands / sizeof *commands};
