/* SPDX-License-Identifier: Apache-2.0 */
/* madang engine assign */
#include "base/fail.h"
#include "platform/config/options.h"
#include "workbench/assign_words.h"
#include "workbench/certificate.h"
#include "workbench/file_out.h"
#include "workbench/loads.h"
#include "workbench/progress.h"
#include "workbench/run.h"
#include "workbench/workbench.h"

enum { NOT_GIVEN = -1 };

typedef struct {
    Place place;
    int64_t demand, load, load_min, seed, cap;
    Text loads, objective, out, certificate, chances;
    bool json;
    ProblemFiles files;
    const Objective *aim;
} Wanted;

static void solve(Arena *arena, const Wanted *wanted, AssignReport *report)
{
    Progress progress;
    Outcome *outcome = ARENA_NEW(arena, Outcome);
    report->outcome = outcome;
    progress_begin(&progress, "assigning");
    wanted->aim->solve(arena, report->named, &progress.watch, outcome);
    report->solved_us = progress_end_us(&progress);
    report->doubt = wanted->aim->check(arena, report->named, outcome);
}

static void put_proof(FILE *to, const AssignReport *report)
{
    certificate_write(to, report->named, report->files, report->objective, report->outcome);
}

/* All files, or none. */
static void write_files(Arena *arena, const Wanted *wanted, const AssignReport *report)
{
    const struct {
        Text path;
        void (*put)(FILE *to, const AssignReport *report);
    } written[] = {{wanted->out, report_put_pairs},
                   {wanted->chances, report_put_chances},
                   {wanted->certificate, put_proof}};
    enum { COUNT = sizeof written / sizeof *written };
    FileOut *files[COUNT] = {NULL};
    for (int i = 0; i < COUNT; i++)
        if (written[i].path.size) files[i] = file_out_open(arena, written[i].path.at);
    for (int i = 0; i < COUNT; i++)
        if (files[i]) written[i].put(files[i]->to, report);
    for (int i = 0; i < COUNT; i++)
        if (files[i]) file_out_finish(files[i]);
}

static bool is_standard_output(const Wanted *wanted)
{
    return text_is_c(wanted->out, "-") || text_is_c(wanted->chances, "-") ||
           text_is_c(wanted->certificate, "-");
}

static int assign(Arena *arena, void *context)
{
    const Wanted *wanted = context;
    AssignReport report = {.files = &wanted->files, .objective = wanted->aim};
    Progress progress;
    progress_begin(&progress, "reading");
    report.named = problem_read(arena, &wanted->files, &progress.watch);
    report.read_us = progress_end_us(&progress);
    if (!report.named) return 1;
    solve(arena, wanted, &report);
    write_files(arena, wanted, &report);
    (wanted->json ? report_put_json : report_put_words)(is_standard_output(wanted) ? stderr : stdout,
                                                        &report);
    return report_is_feasible(&report) && !report.doubt ? 0 : 1;
}

/* ---- the command line */

/* What is written may be none of what is read, and no two are one. */
static bool has_same_files(const Wanted *wanted, Text file)
{
    const Text files[] = {wanted->out, wanted->chances, wanted->certificate, file, wanted->loads};
    enum { WRITTEN = 3, COUNT = sizeof files / sizeof *files };
    for (int i = 0; i < WRITTEN; i++)
        for (int j = i + 1; j < COUNT; j++) {
            bool is_piped = j >= WRITTEN && text_is_c(files[i], "-");
            if (files[i].size && !is_piped && text_is(files[i], files[j])) return true;
        }
    return false;
}

/* A cap has a meaning for random alone. */
static Text objective_of(const Wanted *wanted)
{
    if (wanted->objective.size) return wanted->objective;
    return wanted->cap == NOT_GIVEN ? TEXT("sum") : TEXT("random");
}

/* NULL, or what is wrong with the options together. */
static const char *fault_of(Wanted *wanted, Text file)
{
    wanted->aim = objective_find(objective_of(wanted));
    if (!wanted->aim) return "--objective is one of sum, worst, leximin and random";
    if (wanted->aim->kind != OBJECTIVE_RANDOM && (wanted->cap != NOT_GIVEN || wanted->chances.size))
        return "--cap-1024 and --chances go with --objective random";
    if (wanted->demand == NOT_GIVEN) return "--demand is missing: how many experts each application needs";
    if (wanted->load == NOT_GIVEN && !wanted->loads.size)
        return "--load is missing: how many applications an expert takes at most; or --loads with a file of "
               "them";
    if (wanted->load != NOT_GIVEN && wanted->load_min > wanted->load)
        return "--load-min is greater than --load";
    if (has_same_files(wanted, file)) return "a file that is written is one that is read, or another one";
    return NULL;
}

static int run(Wanted *wanted, const char *file)
{
    const char *fault = fault_of(wanted, text_of(file));
    if (fault) {
        fprintf(stderr, "madang engine assign: %s\n", fault);
        return 2;
    }
    wanted->files =
        (ProblemFiles){.file = file,
                       .loads = wanted->loads.size ? wanted->loads.at : NULL,
                       .zero_is_conflict = wanted->files.zero_is_conflict,
                       .demand = (int32_t)wanted->demand,
                       .cap = wanted->cap == NOT_GIVEN ? PAIRS_CAP_WHOLE : (int32_t)wanted->cap,
                       .load = {.load_min = (int32_t)wanted->load_min,
                                .load_max = wanted->load == NOT_GIVEN ? LOADS_NONE : (int32_t)wanted->load},
                       .seed = (uint64_t)wanted->seed};
    return run_in_arena(assign, wanted);
}

int workbench_assign(int count, char **arguments)
{
    Wanted wanted = {.demand = NOT_GIVEN, .load = NOT_GIVEN, .cap = NOT_GIVEN};
    const Option options[] = {
        {"demand", "N", "how many experts each application needs", .number = &wanted.demand,
         .greatest = ASSIGN_DEMAND_MAX},
        {"load", "N", "how many applications an expert takes at most", .number = &wanted.load,
         .greatest = ASSIGN_COUNT_MAX},
        {"load-min", "N", "and at least (default: 0)", .number = &wanted.load_min,
         .greatest = ASSIGN_COUNT_MAX},
        {"loads", "FILE", "loads of single experts: expert,load[,load_min]", .text = &wanted.loads},
        {"objective", "AIM", "sum (default), worst, leximin or random", .text = &wanted.objective},
        {"cap-1024", "N", "of random: the greatest probability of a pair, in 1024ths", .number = &wanted.cap,
         .least = 1, .greatest = PAIRS_CAP_WHOLE},
        {"seed", "N", "decides among equally good ones; of random: draws (default: 0)",
         .number = &wanted.seed, .greatest = INT64_MAX},
        {"zero-is-conflict", NULL, "an affinity of 0 is a conflict of interest",
         .flag = &wanted.files.zero_is_conflict},
        {"out", "FILE", "write the chosen pairs: application,expert,affinity", .text = &wanted.out},
        {"chances", "FILE", "of random: write the probabilities: application,expert,affinity,chance",
         .text = &wanted.chances},
        {"certificate", "FILE", "write the proof, for madang engine check", .text = &wanted.certificate},
        JSON_OPTION(&wanted.json),
        UNREAD_PLACE_OPTIONS(&wanted.place),
    };
    const CommandSyntax syntax = {"engine assign", "FILE", 1, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    return status == OPTIONS_READ ? run(&wanted, arguments[0]) : status;
}
