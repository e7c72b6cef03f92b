/* SPDX-License-Identifier: Apache-2.0 */
/* madang demo */
#include "base/fail.h"
#include "base/random.h"
#include "demo/demo.h"
#include "demo/feature.h"
#include "demo/sign_in.h"
#include "platform/config/options.h"
#include "platform/store/json.h"
#include "platform/store/setting.h"

enum { YEAR_MEMORY_GIB = 16, STEP_MEMORY_MIB = 1024, APPLICATIONS = 240, EXPERTS = 60 };
static const char *const stops[] = {"call", "screening", "assessment", "panel", "committee", "announcement"};

void demo_print_sign_ins(void)
{
    printf("sign in, from this machine alone, with the password %s as\n", DEMO_PASSWORD);
    for (size_t i = 0; i < demo_sign_in_count; i++)
        printf("  %-16s %s\n", demo_sign_ins[i].role, demo_sign_ins[i].address);
}

static void print_sign_ins_json(void)
{
    json_t *sign_ins = json_array();
    for (size_t i = 0; i < demo_sign_in_count; i++)
        json_array_append_new(sign_ins, json_pack("{s:s, s:s}", "role", demo_sign_ins[i].role, "address",
                                                  demo_sign_ins[i].address));
    json_print(stdout, json_pack("{s:s, s:o}", "password", DEMO_PASSWORD, "sign_ins", sign_ins));
}

static void has_edition(Snapshot *at, void *context)
{
    *(bool *)context = edition_newest(at) != NULL;
}

static bool is_played(Store *store, Arena *arena)
{
    bool played = false;
    store_read(store, arena, (AccountId){0}, has_edition, &played);
    return played;
}

static bool until_of(Text word, Until *until)
{
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        if (!text_is_c(word, stops[i])) continue;
        *until = (Until)i;
        return true;
    }
    return false;
}

static int play(const Settings *settings, Demo *demo, int64_t seed, bool json)
{
    demo->progress = json ? stderr : stdout;
    demo->arena = arena_new((size_t)YEAR_MEMORY_GIB << 30);
    demo->step = arena_new((size_t)STEP_MEMORY_MIB << 20);
    demo->store = store_open(text_c(demo->arena, settings->store),
                             settings->files.size ? text_c(demo->arena, settings->files) : NULL, 2);
    if (is_played(demo->store, demo->arena)) {
        fputs("madang demo: there is an edition in this store already. Choose an empty directory.\n", stderr);
        return 1;
    }
    random_record_seed((uint64_t)seed);
    demo->chance = (uint64_t)seed;
    demo_play(demo);
    if (json) print_sign_ins_json();
    else demo_print_sign_ins();
    store_close(demo->store);
    arena_free(demo->step);
    arena_free(demo->arena);
    return 0;
}

static int command_demo(int count, char **arguments)
{
    Place place = {0};
    int64_t applications = APPLICATIONS, experts = EXPERTS, seed = 1;
    Text until = TEXT("announcement");
    bool json = false, calibrated = false;
    const Option options[] = {
        PLACE_OPTIONS(&place),
        {"applications", "N", "how many applications (default: 240)", .number = &applications, .least = 60,
         .greatest = 100000},
        {"experts", "M", "how many experts (default: 60)", .number = &experts, .least = 16,
         .greatest = 20000},
        {"seed", "S", "what all chance follows from (default: 1)", .number = &seed, .least = 0,
         .greatest = INT64_MAX},
        {"until", "STOP", "call, screening, assessment, panel, committee or announcement", .text = &until},
        {"calibrated", NULL, "the calibrated score decides in its rounds, not the mean", .flag = &calibrated},
        JSON_OPTION(&json),
    };
    const CommandSyntax syntax = {"demo", "", 0, 0, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    Demo demo = {.application_count = applications,
                 .expert_count = experts,
                 .score = calibrated ? SCORE_CALIBRATED : SCORE_MEAN};
    if (!until_of(until, &demo.until)) {
        fputs("madang demo: --until takes call, screening, assessment, panel, committee or announcement\n",
              stderr);
        return 2;
    }
    Arena *arena = arena_new(1 << 20);
    Settings *settings = place_settings(arena, &place);
    status = settings ? play(settings, &demo, seed, json) : 2;
    arena_free(arena);
    return status;
}

static const Command commands[] = {
    {"demo", "[--applications N] [--experts M] [--seed S] [--until STOP] [--calibrated] [--json]",
     "Plays a year of an invented edition into an empty store.", command_demo},
};
const Feature demo_feature = {.name = "demo", .commands = commands, .command_count = 1};
