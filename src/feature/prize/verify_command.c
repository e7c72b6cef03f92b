/* SPDX-License-Identifier: Apache-2.0 */
/* madang verify */
#include "base/fail.h"
#include "feature/prize/feature.h"
#include "feature/prize/verify.h"
#include "platform/config/options.h"
#include "platform/store/json.h"

#include <ctype.h>

#define MEMORY_BYTES ((size_t)16 << 30) /* of address space */

static const char *name_of(const char *path)
{
    return strcmp(path, "-") ? path : "standard input";
}

static void tell(const char *path, const Verification *verification)
{
    const Faults *faults = &verification->faults;
    for (size_t i = 0; i < faults->list.count; i++) {
        const Fault *fault = &faults->list.at[i];
        if (fault->line)
            fprintf(stderr, "%s:%lld: %.*s\n", path, (long long)fault->line, TEXT_PRINT(fault->what));
        else fprintf(stderr, "%s: %.*s\n", path, TEXT_PRINT(fault->what));
    }
    if (faults->is_cut) fprintf(stderr, "%s: … and more.\n", path);
    if (faults->list.count) {
        printf("%s: REFUSED. This record does not prove its results.\n", path);
        return;
    }
    printf("%s: verified.\n\nProved:\n", path);
    for (size_t i = 0; i < verification->proved.count; i++)
        printf("  - %.*s\n", TEXT_PRINT(verification->proved.at[i]));
    puts("\nWhat no record can prove:");
    for (size_t i = 0; i < verification->unproved.count; i++)
        printf("  - %.*s\n", TEXT_PRINT(verification->unproved.at[i]));
    if (verification->end.is_sealed) puts("\nIt was made before the announcement: keep it sealed.");
    if (verification->is_demonstration)
        puts("\nThis is a demonstration: the cities are real, all else is invented.");
}

static json_t *counts_json(const VerifyCounts *counts)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:I, s:I}", "applications",
                     (json_int_t)counts->applications, "withdrawn", (json_int_t)counts->withdrawn, "imported",
                     (json_int_t)counts->imported, "assignments", (json_int_t)counts->assignments, "reviews",
                     (json_int_t)counts->reviews, "rounds_confirmed", (json_int_t)counts->rounds_confirmed,
                     "candidates", (json_int_t)counts->candidates, "motions", (json_int_t)counts->motions,
                     "ballots", (json_int_t)counts->ballots, "winners", (json_int_t)counts->winners,
                     "departs", counts->departs, "rules_version", (json_int_t)counts->rules_version,
                     "rules_changed", (json_int_t)counts->rules_changed);
}

static void tell_json(const char *path, const Verification *verification)
{
    json_t *faults = json_array(), *proved = json_array(), *unproved = json_array();
    for (size_t i = 0; i < verification->faults.list.count; i++)
        json_array_append_new(faults, json_pack("{s:I, s:o}", "line",
                                                (json_int_t)verification->faults.list.at[i].line, "what",
                                                json_from_text(verification->faults.list.at[i].what)));
    for (size_t i = 0; i < verification->proved.count; i++)
        json_array_append_new(proved, json_from_text(verification->proved.at[i]));
    for (size_t i = 0; i < verification->unproved.count; i++)
        json_array_append_new(unproved, json_from_text(verification->unproved.at[i]));
    json_t *all =
        json_pack("{s:s, s:b, s:o, s:I, s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "file", path, "verified",
                  verification->faults.list.count == 0, "book", json_from_text(verification->end.book),
                  "lines", (json_int_t)verification->end.count, "digest",
                  json_from_text(verification->end.digest), "key", json_from_text(verification->end.key),
                  "sealed", verification->end.is_sealed, "counts", counts_json(&verification->counts),
                  "faults", faults, "proved", proved, "unproved", unproved);
    json_print(stdout, all);
}

static bool is_key(Text key)
{
    size_t digits = 0;
    while (digits < key.size && isxdigit((unsigned char)key.at[digits])) digits++;
    return digits == key.size && digits == 64;
}

static int verify_run(int count, char **arguments)
{
    Text key = {0};
    Place place = {0};
    bool json = false;
    const Option options[] = {
        UNREAD_PLACE_OPTIONS(&place),
        {"key", "KEY", "the public key (64 hex digits) that must have signed it", .text = &key},
        JSON_OPTION(&json),
    };
    const CommandSyntax syntax = {"verify", "FILE", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    if (key.size && !is_key(key)) {
        fputs("madang verify: --key takes 64 hex digits\n", stderr);
        return 2;
    }
    FILE *file = strcmp(arguments[0], "-") ? fopen(arguments[0], "re") : stdin;
    if (!file) fail("%s cannot be read: %m", arguments[0]);
    Arena *arena = arena_new(MEMORY_BYTES);
    Verification verification;
    record_verify(arena, file, text_lower_ascii(arena, key), &verification);
    if (file != stdin) fclose(file);
    (json ? tell_json : tell)(name_of(arguments[0]), &verification);
    status = verification.faults.list.count != 0;
    arena_free(arena);
    return status;
}

static const Command commands[] = {
    {"verify", "FILE [--key KEY] [--json]",
     "Checks a record from its file alone: computes shortlist and winners again from scores and ballots.",
     verify_run},
};

const Feature prize_verify_feature = {.name = "prize/verify",
                                      .commands = commands,
                                      .command_count = sizeof commands / sizeof *commands};
