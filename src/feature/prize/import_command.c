/* SPDX-License-Identifier: Apache-2.0 */
/* madang prize import */
#include "base/fail.h"
#include "feature/prize/feature.h"
#include "feature/prize/import.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"

#define MEMORY_BYTES ((size_t)4 << 30)
enum { FILE_BYTES_MAX = 200 << 20, ROUNDS_MAX = 64 };

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

/* ---- what takes longer than a second says how far it is, once a second */

static int64_t told_us;

static void tell_progress(const char *path, int64_t done, int64_t all)
{
    int64_t now_us = clock_monotonic_us();
    if (done == 0) told_us = now_us;
    if (now_us - told_us < SECOND_US) return;
    told_us = now_us;
    fprintf(stderr, "%s: %lld of %lld lines\n", path, (long long)done, (long long)all);
}

/* ---- what came of it */

static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static void tell_invitations(const Import *import)
{
    if (!import->expert_count) return;
    if (import->are_accepted)
        puts(
            "They have agreed already: no invitation is sent. Who has no password yet gets one by “Forgotten "
            "password”.");
    else
        printf("%lld invitation%s %s in the outbox.\n", (long long)import->invitation_count,
               plural(import->invitation_count), import->is_dry ? "would be" : "are");
}

static void tell(const Import *import)
{
    for (size_t i = 0; i < import->faults.count; i++) {
        const ImportFault *fault = &import->faults.at[i];
        if (fault->path) fprintf(stderr, "%s:%lld: ", fault->path, (long long)fault->line);
        else fputs("madang prize import: ", stderr);
        fprintf(stderr, "%.*s%s%.*s\n", TEXT_PRINT(fault->column), fault->column.size ? ": " : "",
                TEXT_PRINT(fault->what));
    }
    if (import->more_faults) fprintf(stderr, "… and %lld more.\n", (long long)import->more_faults);
    if (import->faults.count) {
        puts("Nothing was imported.");
        return;
    }
    printf("%s%lld applications, %lld experts, %lld affinities, %lld reviews\n",
           import->is_dry ? "dry run, nothing kept: " : "", (long long)import->application_count,
           (long long)import->expert_count, (long long)import->affinity_count,
           (long long)import->score_count);
    tell_invitations(import);
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
        json_pack("{s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:o, s:I}", "imported",
                  !import->faults.count && !import->is_dry, "dry_run", import->is_dry, "applications",
                  (json_int_t)import->application_count, "experts", (json_int_t)import->expert_count,
                  "invitations", (json_int_t)import->invitation_count, "affinities",
                  (json_int_t)import->affinity_count, "reviews", (json_int_t)import->score_count, "faults",
                  faults, "more_faults", (json_int_t)import->more_faults);
    json_print(stdout, all);
}

static int import_run(int count, char **arguments)
{
    Place place = {0};
    Import import = {0};
    Text applications = {0}, experts = {0}, affinities = {0}, scores = {0}, mapping = {0};
    bool json = false;
    const Option options[] = {
        PLACE_OPTIONS(&place),
        {"applications", "F.csv", "the applications, one a line", .text = &applications},
        {"experts", "F.csv", "the experts, one a line", .text = &experts},
        {"affinities", "F.csv", "how well they fit, a pair a line, from 0 to 1", .text = &affinities},
        {"scores", "F.csv", "reviews from elsewhere, one a line, a column a criterion", .text = &scores},
        {"round", "N", "of the scores (default: the first that is not confirmed)", .number = &import.round,
         .least = 1, .greatest = ROUNDS_MAX},
        {"mapping", "FILE", "lines of “column = name in your file”", .text = &mapping},
        {"accepted", NULL, "the experts have agreed already: no invitation is sent",
         .flag = &import.are_accepted},
        {"dry-run", NULL, "check everything and keep nothing", .flag = &import.is_dry},
        JSON_OPTION(&json),
    };
    const CommandSyntax syntax = {"prize import", "EDITION", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    if (!applications.size && !experts.size && !affinities.size && !scores.size) {
        fputs("madang prize import: give --applications, --experts, --affinities or --scores\n", stderr);
        return 2;
    }
    Arena *arena = arena_new(MEMORY_BYTES);
    Settings *settings = place_settings(arena, &place);
    if (!settings) return arena_free(arena), 2;
    import.edition = text_of(arguments[0]);
    import.applications = read_file(arena, applications);
    import.experts = read_file(arena, experts);
    import.affinities = read_file(arena, affinities);
    import.scores = read_file(arena, scores);
    import.mapping = read_file(arena, mapping);
    import.progress = tell_progress;
    Store *store = workplace_store(arena, settings, false);
    store_change(store, arena, (AccountId){0}, import_apply, &import);
    store_close(store);
    (json ? tell_json : tell)(&import);
    status = import.faults.count != 0;
    arena_free(arena);
    return status;
}

static const Command commands[] = {
    {"prize import",
     "EDITION [--applications F.csv] [--experts F.csv] [--affinities F.csv] [--scores F.csv]"
     " [--round N] [--mapping FILE] [--accepted] [--dry-run] [--json]",
     "Takes an organiser's own spreadsheets into an edition: all of it, or nothing.", import_run},
};

const Feature prize_import_feature = {.name = "prize/import",
                                      .commands = commands,
                                      .command_count = sizeof commands / sizeof *commands};
