/* SPDX-License-Identifier: Apache-2.0 */
/* madang prize load */
#include "feature/prize/edition_change.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/feature.h"
#include "platform/account/account.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"

enum { MEMORY_BYTES = 256 << 20 };

typedef struct {
    const char *path;
    Text organiser, reason;
    bool dry_run, json;
    Edition edition;
    /* what came of it */
    Problems problems;
    Differences differences;
    EditionId id;
    int64_t version_before, version;
    bool has_password;
} Load;

static bool organiser_appoint(Change *change, Load *load)
{
    if (!load->organiser.size) return true;
    if (!address_is_good(load->organiser)) {
        problems_add(&load->problems, TEXT("--organiser"),
                     M("“{text}” is not an e-mail address.", WITH_TEXT("text", load->organiser)));
        return false;
    }
    Account account;
    Text scope = edition_find(&change->at, load->id)->scope;
    AccountId organiser = account_ensure(change, load->organiser, load->organiser, LANGUAGE_EN);
    account_grant(change, organiser, scope, "organiser");
    if (account_find(&change->at, organiser, &account)) load->has_password = account.has_password;
    return true;
}

static bool load_apply(Change *change, void *context)
{
    Load *load = context;
    load->problems = problems_none(change->at.arena);
    const Edition *before = edition_find_by_code(&change->at, load->edition.code);
    load->differences = (Differences){0};
    load->version_before = before ? before->version : 0;
    if (before) load->differences = edition_compare(&change->at, before, &load->edition);
    if (!edition_keep(change, &load->edition, load->reason, &load->problems, &load->id)) return false;
    load->version = edition_find(&change->at, load->id)->version;
    return organiser_appoint(change, load) && !load->dry_run;
}

/* ---- telling */

static void tell_difference(Arena *arena, const Difference *difference)
{
    const char *kinds[] = {"changes", "is added", "is removed"};
    printf("  %.*s %s", TEXT_PRINT(difference->path), kinds[difference->kind]);
    if (difference->before.size || difference->after.size)
        printf(": %.*s → %.*s", TEXT_PRINT(difference->before), TEXT_PRINT(difference->after));
    if (difference->is_frozen)
        printf(" (frozen since %.*s)", TEXT_PRINT(instant_write(arena, difference->since)));
    putchar('\n');
}

static void tell(Arena *arena, const Load *load)
{
    problems_tell(load->path, &load->problems);
    bool is_same = load->version == load->version_before;
    for (size_t i = 0; i < load->differences.count; i++) tell_difference(arena, &load->differences.at[i]);
    if (problems_any(&load->problems)) return;
    printf("%.*s: %s version %lld%s\n", TEXT_PRINT(load->edition.code), is_same ? "unchanged," : "rules of",
           (long long)load->version, load->dry_run ? " (dry run: nothing was kept)" : "");
    if (load->organiser.size && !load->dry_run)
        printf("organiser: %.*s%s\n", TEXT_PRINT(load->organiser),
               load->has_password ? "" : " (no password yet: it is set through “Forgotten your password?”)");
}

static json_t *difference_json(Arena *arena, const Difference *difference)
{
    const char *kinds[] = {"changed", "added", "removed"};
    return json_pack("{s:s, s:o, s:o, s:o, s:b, s:o}", "kind", kinds[difference->kind], "path",
                     json_from_text(difference->path), "before", json_from_text(difference->before), "after",
                     json_from_text(difference->after), "frozen", difference->is_frozen, "refused",
                     difference->refusal.english
                         ? json_from_text(message_english(arena, &difference->refusal))
                         : json_null());
}

static void tell_json(Arena *arena, const Load *load)
{
    json_t *changes = json_array();
    for (size_t i = 0; i < load->differences.count; i++)
        json_array_append_new(changes, difference_json(arena, &load->differences.at[i]));
    json_t *all = json_pack("{s:o, s:I, s:b, s:o, s:o}", "edition", json_from_text(load->edition.code),
                            "version", (json_int_t)load->version, "dry_run", load->dry_run, "changes",
                            changes, "problems", json_from_problems(&load->problems));
    json_print(stdout, all);
}

/* ---- the command */

static void load_into_store(Arena *arena, Load *load, const Settings *settings)
{
    Store *store = workplace_store(arena, settings, !load->dry_run);
    store_change(store, arena, (AccountId){0}, load_apply, load);
    store_close(store);
}

static int load_run(int count, char **arguments)
{
    Place place = {0};
    Load load = {0};
    const Option options[] = {
        PLACE_OPTIONS(&place),
        {"organiser", "ADDRESS", "makes this person an organiser of the edition", .text = &load.organiser},
        {"reason", "TEXT", "why frozen rules change; it is recorded", .text = &load.reason},
        {"dry-run", NULL, "say what would change and keep nothing", .flag = &load.dry_run},
        JSON_OPTION(&load.json),
    };
    const CommandSyntax syntax = {"prize load", "EDITION.yaml", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    Arena *arena = arena_new(MEMORY_BYTES);
    Settings *settings = place_settings(arena, &place);
    if (!settings) return arena_free(arena), 2;
    load.path = arguments[0];
    load.problems = problems_none(arena);
    if (edition_read(arena, edition_file_take(arena, load.path), &load.edition, &load.problems))
        load_into_store(arena, &load, settings);
    (load.json ? tell_json : tell)(arena, &load);
    status = problems_any(&load.problems);
    arena_free(arena);
    return status;
}

static const Command commands[] = {
    {"prize load", "EDITION.yaml [--organiser ADDRESS] [--reason TEXT] [--dry-run] [--json]",
     "Loads the rules of an edition, or changes them.", load_run},
};

extern const Migration prize_migrations[];

const Feature prize_edition_feature = {
    .name = "prize/edition",
    .commands = commands,
    .command_count = sizeof commands / sizeof *commands,
    .migrations = prize_migrations, /* of the whole prize: schema.sql */
    .migration_count = 1,
};
