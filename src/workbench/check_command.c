/* SPDX-License-Identifier: Apache-2.0 */
/* madang engine check */
#include "base/list.h"
#include "platform/config/options.h"
#include "workbench/claim.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
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
    Claim claim;
    LIST(AssignChoice) choices;
    LIST(int64_t) lines; /* where each choice stands */
    int64_t sum;         /* of the affinities chosen */
} Check;

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
    for (int i = 0; i < check->claim.named.pairs.places; i++) unit /= 10;
    bool is_good = !decimal_read(affinity, '.', &millionths) && millionths >= 0 && millionths % unit == 0 &&
                   millionths / unit <= ASSIGN_AFFINITY_MAX;
    return is_good ? (int32_t)(millionths / unit) : -1;
}

static void take_choice(Check *check, Table *table, const TableColumn *columns)
{
    const Pairs *pairs = &check->claim.named.pairs;
    const char *file = check->wanted->file;
    uint32_t application =
        find_name(table, columns[APPLICATION].at, "application", &pairs->applications, file);
    uint32_t expert = find_name(table, columns[EXPERT].at, "expert", &pairs->experts, file);
    if (application == NAMES_NONE || expert == NAMES_NONE) return;
    *LIST_ADD(check->arena, &check->choices) =
        (AssignChoice){(int32_t)application, (int32_t)expert,
                       steps_of(check, table_cell(table, columns[AFFINITY].at))};
    *LIST_ADD(check->arena, &check->lines) = table->line;
    check->claim.outcome.loads[expert]++;
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
    const AssignProblem *problem = &check->claim.named.problem;
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
    const AssignProblem *problem = &check->claim.named.problem;
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++) {
        size_t *chosen = &chains->chosen[assign_pair_expert(problem->pairs[i])];
        int32_t affinity = assign_pair_affinity(problem->pairs[i]);
        if (!*chosen) continue;
        if (check->choices.at[*chosen - 1].affinity != affinity)
            faults_add(faults, check->lines.at[*chosen - 1], 0, "the affinity of this pair is %s in %s",
                       decimal_text(affinity, check->claim.named.pairs.places).text, check->wanted->file);
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
    int64_t demand = check->claim.certificate->demand;
    for (size_t i = 0; i < check->claim.named.problem.application_count; i++) {
        int64_t count = mark_choices(check, &chains, i, faults);
        match_pairs(check, &chains, i, faults);
        tell_unmatched(check, &chains, i, faults);
        if (count > demand)
            faults_add(faults, 0, 0, "the application “%s” has %lld experts, and %lld are demanded",
                       excerpt_of(check->claim.named.pairs.applications.at[i]).text, (long long)count,
                       (long long)demand);
    }
}

static void check_experts(const Check *check, Faults *faults)
{
    for (size_t i = 0; i < check->claim.named.problem.expert_count; i++) {
        int32_t load = check->claim.outcome.loads[i], most = check->claim.named.problem.experts[i].load_max;
        if (load > most)
            faults_add(faults, 0, 0, "the expert “%s” has %d applications, and may have %d",
                       excerpt_of(check->claim.named.pairs.experts.at[i]).text, load, most);
    }
}

static bool check_assignment(Check *check)
{
    Faults faults = {.file = check->wanted->assignment, .to = stderr};
    int places = check->claim.named.pairs.places;
    read_choices(check, &faults);
    check_applications(check, &faults);
    check_experts(check, &faults);
    bool is_drawn = check->claim.certificate->objective->kind == OBJECTIVE_RANDOM;
    if (!faults.count && !is_drawn && check->sum != check->claim.outcome.sum)
        faults_add(&faults, 0, 0, "the sum of affinities is %s, and %s speaks of %s",
                   decimal_text(check->sum, places).text, check->wanted->certificate,
                   decimal_text(check->claim.outcome.sum, places).text);
    check->claim.outcome.choices = check->choices.at;
    check->claim.outcome.choice_count = check->choices.count;
    return !faults_end(&faults);
}

/* ---- what it comes to */

typedef enum {
    WRONG,
    OPEN,
    PROVEN
} Verdict; /* OPEN: the rules are kept, the bound holds and isn't reached */

/* WRONG: after it was told why. */
static Verdict verdict_of(Check *check)
{
    Claim *claim = &check->claim;
    const Wanted *wanted = check->wanted;
    Source *file = source_open(check->arena, wanted->file),
           *proof = source_open(check->arena, wanted->certificate);
    if (!claim_read(check->arena, claim, file, proof, stderr)) return WRONG;
    if (!check_assignment(check)) return WRONG;
    claim_complete(check->arena, claim);
    const char *doubt = claim->certificate->objective->check(check->arena, &claim->named, &claim->outcome);
    if (doubt) fprintf(stderr, "%s: %s\n", wanted->certificate, doubt);
    return doubt ? WRONG : outcome_is_open(&claim->outcome) ? OPEN : PROVEN;
}

static void put_loads(const Claim *claim)
{
    const Outcome *outcome = &claim->outcome;
    if (!outcome->load_missing) return;
    printf("  - The least loads are missed by %s%s.\n", outcome_count(outcome, outcome->load_missing).text,
           outcome->fair ? "" : ", and no assignment that fills as much misses them by less");
}

static void put_rules(const Check *check)
{
    const Claim *claim = &check->claim;
    const Outcome *outcome = &claim->outcome;
    printf("  - Each of its %zu pairs is in %s, none twice; nobody has more than allowed.\n",
           outcome->choice_count, claim->file);
    if (outcome->random)
        printf(
            "  - It can be a draw of the chances that %s lists: none is above its cap (%d of 1024, or less "
            "where\n    %s says so), and everybody has the expected number, rounded.\n",
            claim->proof, claim->named.cap, claim->file);
    if (outcome->missing)
        printf("  - %s places stay empty%s, and no assignment fills more.\n",
               outcome_count(outcome, outcome->missing).text, outcome->random ? " on average" : "");
    else puts("  - Every demand is met.");
    put_loads(claim);
}

static void put_optimum(const Claim *claim, Verdict verdict)
{
    const Outcome *outcome = &claim->outcome;
    int places = claim->named.pairs.places;
    const char *greatest = claim->certificate->objective->greatest;
    if (!outcome->fair)
        printf("  - %s is %s; no assignment that does as well in the above has more.\n", greatest,
               outcome_amount(outcome, outcome->sum, places).text);
    else
        printf("  - %s is %s; no assignment has more%s%s.\n", greatest,
               decimal_text(outcome->worst, places).text, verdict == OPEN ? " than " : "",
               verdict == OPEN ? decimal_text(outcome->fair->bound, places).text : "");
}

static void put_words(const Check *check, Verdict verdict)
{
    const Claim *claim = &check->claim;
    const Certificate *certificate = claim->certificate;
    if (verdict == WRONG) {
        printf("%s is NOT proven by %s.\n", check->wanted->assignment, check->wanted->certificate);
        return;
    }
    if (verdict == PROVEN) printf("%s is proven by %s:\n", check->wanted->assignment, claim->proof);
    else
        printf("%s and %s hold, but that nothing is better is NOT proven:\n", check->wanted->assignment,
               claim->proof);
    put_rules(check);
    put_optimum(claim, verdict);
    printf("This holds for the demand and the loads that the certificate names: %lld experts for each of %u "
           "applications%s;\n"
           "loads of %u experts. Compare them with what was asked.\n",
           (long long)certificate->demand, claim->named.pairs.applications.count,
           certificate->zero_is_conflict ? ", an affinity of 0 being a conflict" : "",
           claim->named.pairs.experts.count);
}

static void put_json(const Check *check, Verdict verdict)
{
    const Claim *claim = &check->claim;
    const Outcome *outcome = &claim->outcome;
    int places = claim->named.pairs.places;
    printf("{\n  \"checked\": %s,\n  \"proven\": %s", verdict == WRONG ? "false" : "true",
           verdict == PROVEN ? "true" : "false");
    if (verdict != WRONG) {
        printf(",\n  \"aim\": \"%s\"", claim->certificate->objective->name);
        printf(",\n  \"objective\": %s", outcome_amount(outcome, outcome->sum, places).text);
        printf(",\n  \"worst\": %s", outcome_amount(outcome, outcome->worst, places).text);
        if (outcome->fair) printf(",\n  \"bound\": %s", decimal_text(outcome->fair->bound, places).text);
        if (outcome->random) printf(",\n  \"cap\": %d", claim->named.cap);
        printf(",\n  \"feasible\": %s", outcome->missing || outcome->load_missing ? "false" : "true");
        printf(",\n  \"missing\": %s", outcome_count(outcome, outcome->missing).text);
        printf(",\n  \"load_missing\": %s", outcome_count(outcome, outcome->load_missing).text);
        printf(",\n  \"demand\": %lld,\n  \"pairs\": %zu", (long long)claim->certificate->demand,
               outcome->choice_count);
    }
    puts("\n}");
}

static int check_files(Arena *arena, void *context)
{
    const Wanted *wanted = context;
    Check check = {.arena = arena, .wanted = wanted};
    Verdict verdict = verdict_of(&check);
    (wanted->json ? put_json : put_words)(&check, verdict);
    return verdict == WRONG ? 1 : 0;
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
