/* SPDX-License-Identifier: Apache-2.0 */
/* madang prize import */
#include "base/fail.h"
#include "feature/prize/feature.h"
#include "feature/prize/import.h"
#include "platform/config/options.h"
#include "platform/store/setting.h"

#include <jansson.h>
#include <stdio.h>

#define MEMORY_BYTES ((size_t)4 << 30)
enum { FILE_BYTES_MAX = 200 << 20 };

static ImportFile read_file(Arena *arena, Text path)
{
    if (!path.size) return (ImportFile){0};
    const char *name = text_c(arena, path);
    FILE *file = fopen(name, "re");
    TextBuffer buffer = {.arena = arena};
    char part[65536];
    size_t size;
    if (!file) fail("%s cannot be read: %m", name);
    while ((size = fread(part, 1, sizeof part, file)) > 0) {
        buffer_add(&buffer, (Text){part, size});
        if (buffer.size > FILE_BYTES_MAX) fail("%s is larger than 200 MB", name);
    }
    if (ferror(file)) fail("%s cannot be read: %m", name);
    fclose(file);
    return (ImportFile){name, buffer_text(&buffer)};
}

static void tell(const Import *import)
{
    for (size_t i = 0; i < import->faults.count; i++) {
        const ImportFault *fault = &import->faults.at[i];
        fprintf(stderr, "%s:%lld: %.*s%s%.*s\n", fault->path ? fault->path : "madang prize import",
                (long long)fault->line, TEXT_PRINT(fault->column), fault->column.size ? ": " : "",
                TEXT_PRINT(fault->what));
    }
    if (import->faults.count) puts("Nothing was imported.");
    else
        printf("%s%lld applications, %lld experts, %lld affinities\n",
               import->is_dry ? "dry run, nothing kept: " : "", (long long)import->application_count,
               (long long)import->expert_count, (long long)import->affinity_count);
}

static void tell_json(const Import *import)
{
    json_t *faults = json_array();
    for (size_t i = 0; i < import->faults.count; i++) {
        const ImportFault *fault = &import->faults.at[i];
        json_array_append_new(faults, json_pack("{s:s?, s:I, s:s%, s:s%}", "file", fault->path, "line",
                                                (json_int_t)fault->line, "column",
                                                fault->column.at ? fault->column.at : "", fault->column.size,
                                                "what", fault->what.at, fault->what.size));
    }
    json_t *all =
        json_pack("{s:b, s:b, s:I, s:I, s:I, s:o}", "imported", !import->faults.count && !import->is_dry,
                  "dry_run", import->is_dry, "applications", (json_int_t)import->application_count, "experts",
                  (json_int_t)import->expert_count, "affinities", (json_int_t)import->affinity_count,
                  "faults", faults);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int import_run(int count, char **arguments)
{
    Place place = {0};
    Import import = {0};
    Text applications = {0}, experts = {0}, affinities = {0}, mapping = {0};
    bool json = false;
    const Option options[] = {
        PLACE_OPTIONS(&place),
        {"applications", "F.csv", "the applications, one a line", .text = &applications},
        {"experts", "F.csv", "the experts, one a line", .text = &experts},
        {"affinities", "F.csv", "how well they fit, a pair a line, from 0 to 1", .text = &affinities},
        {"mapping", "FILE", "lines of “column = name in your file”", .text = &mapping},
        {"accepted", NULL, "the experts have agreed already", .flag = &import.are_accepted},
        {"dry-run", NULL, "check everything and keep nothing", .flag = &import.is_dry},
        JSON_OPTION(&json),
    };
    const CommandSyntax syntax = {"prize import", "EDITION", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    Arena *arena = arena_new(MEMORY_BYTES);
    Settings *settings = place_settings(arena, &place);
    if (!settings) return arena_free(arena), 2;
    import.edition = text_of(arguments[0]);
    import.applications = read_file(arena, applications);
    import.experts = read_file(arena, experts);
    import.affinities = read_file(arena, affinities);
    import.mapping = read_file(arena, mapping).bytes;
    const char *files = settings->files.size ? text_c(arena, settings->files) : NULL;
    Store *store = store_open(text_c(arena, settings->store), files, 2);
    setting_apply_clock(store);
    store_change(store, arena, (AccountId){0}, import_apply, &import);
    store_close(store);
    (json ? tell_json : tell)(&import);
    status = import.faults.count != 0;
    arena_free(arena);
    return status;
}

static const Command commands[] = {
    {"prize import",
     "EDITION [--applications F.csv] [--experts F.csv] [--affinities F.csv] [--mapping FILE] [--accepted]"
     " [--dry-run] [--json]",
     "Takes an organiser's own spreadsheets into an edition: all of it, or nothing.", import_run},
};

const Feature prize_import_feature = {.name = "prize/import",
                                      .commands = commands,
                                      .command_count = sizeof commands / sizeof *commands};
