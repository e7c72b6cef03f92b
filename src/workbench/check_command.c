/* SPDX-License-Identifier: Apache-2.0 */
/* madang engine check */
#include "base/list.h"
#include "platform/config/options.h"
#include "workbench/assign_words.h"
#include "workbench/certificate.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
#include "workbench/progress.h"
#include "workbench/run.h"
#include "workbench/table.h"
#include "workbench/workbench.h"

enum { APPLICATION, EXPERT, AFFINITY, COLUMNS };

typedef struct {
    const char *file, *assignment, *certificate; /* names of the files */
    bool json;
    Place place;
} Wanted;

typedef struct {
    Arena *arena;
    const Wanted *wanted;
    const Certificate *certificate;
    NamedProblem named;
    Outcome outcome;
    LIST(AssignChoice) choices;
    LIST(int64_t) lines; /* where each choice stands */
    int64_t sum;         /* of the affinities chosen */
} Check;

/* ---- the problem: pairs of the file, loads and prices of the certificate */

static void take_experts(Check *check, Faults *faults)
{
    const Certificate *certificate = check->certificate;
    Names *names = &check->named.pairs.experts;
    for (uint32_t i = 0; i < certificate->experts.count; i++) names_add(names, certificate->experts.at[i]);
    AssignExpert *experts = ARENA_MANY(check->arena, names->count + 1, AssignExpert);
    check->outcome.prices = ARENA_MANY(check->arena, names->count + 1, int64_t);
    check->outcome.loads = ARENA_MANY(check->arena, names->count + 1, int32_t);
    for (uint32_t i = 0; i < names->count; i++) {
        uint32_t number = names_find(&certificate->experts, names->at[i]);
        if (number == NAMES_NONE) {
            faults_add(faults, 0, 0, "the expert “%s” of %s is not in it", excerpt_of(names->at[i]).text,
                       check->wanted->file);
            continue;
        }
        experts[i] = certificate->loads[number];
        experts[i].key = i;
        check->outcome.prices[i] = certificate->prices[number];
    }
    check->named.problem.experts = experts;
    check->named.problem.expert_count = names->count;
}

static void take_applications(Check *check)
{
    const Pairs *pairs = &check->named.pairs;
    AssignApplication *applications = ARENA_MANY(check->arena, pairs->applications.count, AssignApplication);
    for (uint32_t i = 0; i < pairs->applications.count; i++)
        applications[i] = (AssignApplication){i, (int32_t)check->certificate->demand};
    check->named.problem.applications = applications;
    check->named.problem.application_count = pairs->applications.count;
    check->named.problem.pairs = pairs->pairs;
    check->named.problem.first_pair = pairs->first_pair;
}

/* The place of an application that the certificate names; 0, with a fault, if it isn't there. */
static size_t application_of(Check *check, Text name, Faults *faults)
{
    uint32_t number = names_find(&check->named.pairs.applications, name);
    if (number != NAMES_NONE) return number;
    faults_add(faults, 0, 0, "the application “%s” is not in %s", excerpt_of(name).text, check->wanted->file);
    return 0;
}

static void take_claims(Check *check, Faults *faults)
{
    const Certificate *certificate = check->certificate;
    const Outcome *said = &certificate->outcome;
    Outcome *outcome = &check->outcome;
    AssignHall hall = {.demand = said->hall_whole.demand, .capacity = said->hall_whole.capacity};
    hall.applications = ARENA_MANY(check->arena, certificate->shorts.count + 1, size_t);
    for (uint32_t i = 0; i < certificate->shorts.count; i++)
        hall.applications[hall.application_count++] =
            application_of(check, certificate->shorts.at[i], faults);
    outcome->sum = said->sum;
    outcome->worst = said->worst;
    outcome->worst_application = application_of(check, certificate->worst, faults);
    outcome->missing = said->missing;
    outcome->load_missing = said->load_missing;
    outcome->missing_cost = said->missing_cost;
    outcome->load_missing_cost = said->load_missing_cost;
    outcome->hall_whole = hall;
}

static bool read_problem(Check *check)
{
    Faults of_file = {.file = check->wanted->file, .to = stderr},
           of_proof = {.file = check->wanted->certificate, .to = stderr};
    Pairs *pairs = &check->named.pairs;
    Progress progress;
    check->certificate = certificate_read(check->arena, source_open(check->arena, of_proof.file), &of_proof);
    if (!check->certificate) return !faults_end(&of_proof);
    progress_begin(&progress, "reading");
    bool is_read = pairs_read(check->arena, source_open(check->arena, of_file.file),
                              check->certificate->zero_is_conflict, pairs, &of_file, &progress.watch);
    progress_end_us(&progress);
    if (!is_read) return !faults_end(&of_file);
    if (pairs->places != check->certificate->places)
        faults_add(&of_proof, 0, 0,
                   "it counts affinities with %lld decimal places, and %s has %d: it proves another file",
                   (long long)check->certificate->places, of_file.file, pairs->places);
    take_applications(check);
    take_experts(check, &of_proof);
    take_claims(check, &of_proof);
    return !faults_end(&of_proof);
}

/* ---- the assignment */

static uint32_t find_name(Table *table, int column, const char *what, const Names *names, const char *file)
{
    Text name = table_cell(table, column);
    uint32_t number = names_find(names, name);
    if (number == NAMES_NONE)
        table_fault(table, column, "the %s “%s” is not in %s", what, excerpt_of(name).text, file);
    return number;
}

/* A whole number of steps, or −1: none. */
static int32_t steps_of(const Check *check, Text affinity)
{
    int64_t millionths, unit = DECIMAL_MILLION;
    for (int i = 0; i < check->named.pairs.places; i++) unit /= 10;
    bool is_good = !decimal_read(affinity, '.', &millionths) && millionths >= 0 && millionths % unit == 0 &&
                   millionths / unit <= ASSIGN_AFFINITY_MAX;
    return is_good ? (int32_t)(millionths / unit) : -1;
}

static void take_choice(Check *check, Table *table, const TableColumn *columns)
{
    const Pairs *pairs = &check->named.pairs;
    const char *file = check->wanted->file;
    uint32_t application =
        find_name(table, columns[APPLICATION].at, "application", &pairs->applications, file);
    uint32_t expert = find_name(table, columns[EXPERT].at, "expert", &pairs->experts, file);
    if (application == NAMES_NONE || expert == NAMES_NONE) return;
    *LIST_ADD(check->arena, &check->choices) =
        (AssignChoice){(int32_t)application, (int32_t)expert,
                       steps_of(check, table_cell(table, columns[AFFINITY].at))};
    *LIST_ADD(check->arena, &check->lines) = table->line;
    check->outcome.loads[expert]++;
}

static void read_choices(Check *check, Faults *faults)
{
    Table *table = table_new(check->arena, source_open(check->arena, faults->file), faults, NULL);
    TableColumn columns[] = {{"application", true}, {"expert", true}, {"affinity", true}};
    if (!table_read_head(table, columns, COLUMNS, false)) return;
    while (table_next(table)) take_choice(check, table, columns);
}

/* ---- what the engine's verdict would not name */

/* The choices of an application: from its head (0: none) on, each one's number and one. */
typedef struct {
    size_t *head, *next;
    size_t *chosen; /* of an expert: the choice in hand, and one */
} Chains;

static Chains chains_of(Check *check)
{
    const AssignProblem *problem = &check->named.problem;
    Chains chains = {ARENA_MANY(check->arena, problem->application_count + 1, size_t),
                     ARENA_MANY(check->arena, check->choices.count + 1, size_t),
                     ARENA_MANY(check->arena, problem->expert_count + 1, size_t)};
    for (size_t i = check->choices.count; i--;) {
        size_t *head = &chains.head[check->choices.at[i].application];
        chains.next[i] = *head;
        *head = i + 1;
    }
    return chains;
}

/* Marks the experts chosen for an application; how many. */
static int64_t mark_choices(Check *check, const Chains *chains, size_t application, Faults *faults)
{
    int64_t count = 0;
    for (size_t i = chains->head[application]; i; i = chains->next[i - 1], count++) {
        size_t *chosen = &chains->chosen[check->choices.at[i - 1].expert];
        if (!*chosen) *chosen = i;
        else
            faults_add(faults, check->lines.at[i - 1], 0, "this pair stands in line %lld already",
                       (long long)check->lines.at[*chosen - 1]);
    }
    return count;
}

/* Pairs of the file take their marks away. */
static void match_pairs(Check *check, const Chains *chains, size_t application, Faults *faults)
{
    const AssignProblem *problem = &check->named.problem;
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++) {
        size_t *chosen = &chains->chosen[assign_pair_expert(problem->pairs[i])];
        int32_t affinity = assign_pair_affinity(problem->pairs[i]);
        if (!*chosen) continue;
        if (check->choices.at[*chosen - 1].affinity != affinity)
            faults_add(faults, check->lines.at[*chosen - 1], 0, "the affinity of this pair is %s in %s",
                       decimal_text(affinity, check->named.pairs.places).text, check->wanted->file);
        check->sum += affinity;
        *chosen = 0;
    }
}

static void tell_unmatched(Check *check, const Chains *chains, size_t application, Faults *faults)
{
    for (size_t i = chains->head[application]; i; i = chains->next[i - 1]) {
        size_t *chosen = &chains->chosen[check->choices.at[i - 1].expert];
        if (*chosen == i)
            faults_add(faults, check->lines.at[i - 1], 0, "%s has no such pair: a conflict of interest",
                       check->wanted->file);
        if (*chosen == i) *chosen = 0;
    }
}

static void check_applications(Check *check, Faults *faults)
{
    Chains chains = chains_of(check);
    int64_t demand = check->certificate->demand;
    for (size_t i = 0; i < check->named.problem.application_count; i++) {
        int64_t count = mark_choices(check, &chains, i, faults);
        match_pairs(check, &chains, i, faults);
        tell_unmatched(check, &chains, i, faults);
        if (count > demand)
            faults_add(faults, 0, 0, "the application “%s” has %lld experts, and %lld are demanded",
                       excerpt_of(check->named.pairs.applications.at[i]).text, (long long)count,
                       (long long)demand);
    }
}

static void check_experts(const Check *check, Faults *faults)
{
    for (size_t i = 0; i < check->named.problem.expert_count; i++) {
        int32_t load = check->outcome.loads[i], most = check->named.problem.experts[i].load_max;
        if (load > most)
            faults_add(faults, 0, 0, "the expert “%s” has %d applications, and may have %d",
                       excerpt_of(check->named.pairs.experts.at[i]).text, load, most);
    }
}

static bool check_assignment(Check *check)
{
    Faults faults = {.file = check->wanted->assignment, .to = stderr};
    int places = check->named.pairs.places;
    read_choices(check, &faults);
    check_applications(check, &faults);
    check_experts(check, &faults);
    if (!faults.count && check->sum != check->outcome.sum)
        faults_add(&faults, 0, 0, "the sum of affinities is %s, and %s speaks of %s",
                   decimal_text(check->sum, places).text, check->wanted->certificate,
                   decimal_text(check->outcome.sum, places).text);
    check->outcome.choices = check->choices.at;
    check->outcome.choice_count = check->choices.count;
    return !faults_end(&faults);
}

/* ---- what it comes to */

static bool is_proven(Check *check)
{
    if (!read_problem(check) || !check_assignment(check)) return false;
    const char *doubt =
        check->certificate->objective->check(check->arena, &check->named.problem, &check->outcome);
    if (doubt) fprintf(stderr, "%s: %s\n", check->wanted->certificate, doubt);
    return !doubt;
}

static void put_proven(const Check *check)
{
    const Outcome *outcome = &check->outcome;
    const Pairs *pairs = &check->named.pairs;
    const Wanted *wanted = check->wanted;
    printf("%s is proven by %s:\n", wanted->assignment, wanted->certificate);
    printf("  - Each of its %zu pairs is in %s, none twice; nobody has more than allowed.\n",
           outcome->choice_count, wanted->file);
    if (outcome->missing)
        printf("  - %lld places stay empty, and no assignment fills more.\n", (long long)outcome->missing);
    else puts("  - Every demand is met.");
    if (outcome->load_missing)
        printf("  - The least loads are missed by %lld, and no assignment that fills as much misses them by "
               "less.\n",
               (long long)outcome->load_missing);
    printf("  - %s is %s; no assignment that does as well in the above has more.\n",
           check->certificate->objective->greatest, decimal_text(outcome->sum, pairs->places).text);
    printf("This holds for the demand and the loads that the certificate names: %lld experts for each of %u "
           "applications%s;\n"
           "loads of %u experts. Compare them with what was asked.\n",
           (long long)check->certificate->demand, pairs->applications.count,
           check->certificate->zero_is_conflict ? ", an affinity of 0 being a conflict" : "",
           pairs->experts.count);
}

static void put_json(const Check *check, bool proven)
{
    const Outcome *outcome = &check->outcome;
    int places = check->named.pairs.places;
    printf("{\n  \"proven\": %s", proven ? "true" : "false");
    if (proven)
        printf(",\n  \"aim\": \"%s\",\n  \"objective\": %s,\n  \"worst\": %s,\n  \"feasible\": %s,\n  "
               "\"missing\": %lld,\n"
               "  \"load_missing\": %lld,\n  \"demand\": %lld,\n  \"pairs\": %zu",
               check->certificate->objective->name, decimal_text(outcome->sum, places).text,
               decimal_text(outcome->worst, places).text,
               outcome->missing || outcome->load_missing ? "false" : "true", (long long)outcome->missing,
               (long long)outcome->load_missing, (long long)check->certificate->demand,
               outcome->choice_count);
    puts("\n}");
}

static int check_files(Arena *arena, void *context)
{
    const Wanted *wanted = context;
    Check check = {.arena = arena, .wanted = wanted};
    bool proven = is_proven(&check);
    if (wanted->json) put_json(&check, proven);
    else if (proven) put_proven(&check);
    else printf("%s is NOT proven by %s.\n", wanted->assignment, wanted->certificate);
    return proven ? 0 : 1;
}

int workbench_check(int count, char **arguments)
{
    Wanted wanted = {0};
    const Option options[] = {JSON_OPTION(&wanted.json), UNREAD_PLACE_OPTIONS(&wanted.place)};
    const CommandSyntax syntax = {"engine check", "FILE ASSIGNMENT CERTIFICATE", 3, 3, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    wanted.file = arguments[0];
    wanted.assignment = arguments[1];
    wanted.certificate = arguments[2];
    return run_in_arena(check_files, &wanted);
}
