/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/claim.h"

#include "engine/order.h"
#include "workbench/progress.h"

/* ---- the problem: pairs of the file, loads and prices of the certificate */

static void take_experts(Arena *arena, Claim *claim, Faults *faults)
{
    const Certificate *certificate = claim->certificate;
    Names *names = &claim->named.pairs.experts;
    for (uint32_t i = 0; i < certificate->experts.count; i++) names_add(names, certificate->experts.at[i]);
    AssignExpert *experts = ARENA_MANY(arena, names->count + 1, AssignExpert);
    claim->outcome.prices = ARENA_MANY(arena, names->count + 1, int64_t);
    claim->outcome.loads = ARENA_MANY(arena, names->count + 1, int32_t);
    for (uint32_t i = 0; i < names->count; i++) {
        uint32_t number = names_find(&certificate->experts, names->at[i]);
        if (number == NAMES_NONE) {
            faults_add(faults, 0, 0, "the expert “%s” of %s is not in it", excerpt_of(names->at[i]).text,
                       claim->file);
            continue;
        }
        experts[i] = certificate->loads[number];
        experts[i].key = i;
        claim->outcome.prices[i] = certificate->prices[number];
    }
    claim->named.problem.experts = experts;
    claim->named.problem.expert_count = names->count;
}

static void take_applications(Arena *arena, Claim *claim)
{
    const Pairs *pairs = &claim->named.pairs;
    AssignApplication *applications = ARENA_MANY(arena, pairs->applications.count, AssignApplication);
    for (uint32_t i = 0; i < pairs->applications.count; i++)
        applications[i] = (AssignApplication){i, (int32_t)claim->certificate->demand};
    claim->named.problem.applications = applications;
    claim->named.problem.application_count = pairs->applications.count;
    claim->named.problem.pairs = pairs->pairs;
    claim->named.problem.first_pair = pairs->first_pair;
    claim->named.cap = (int32_t)claim->certificate->cap;
}

/* The place of an application that the certificate names; 0, with a fault, if it isn't there. */
static size_t application_of(const Claim *claim, Text name, Faults *faults)
{
    uint32_t number = names_find(&claim->named.pairs.applications, name);
    if (number != NAMES_NONE) return number;
    faults_add(faults, 0, 0, "the application “%s” is not in %s", excerpt_of(name).text, claim->file);
    return 0;
}

static AssignHall hall_of(Arena *arena, const Claim *claim, Faults *faults)
{
    const Certificate *certificate = claim->certificate;
    AssignHall hall = certificate->outcome.hall_whole;
    hall.applications = ARENA_MANY(arena, certificate->shorts.count + 1, size_t);
    for (uint32_t i = 0; i < certificate->shorts.count; i++)
        hall.applications[hall.application_count++] =
            application_of(claim, certificate->shorts.at[i], faults);
    return hall;
}

static void take_claims(Arena *arena, Claim *claim, Faults *faults)
{
    const Certificate *certificate = claim->certificate;
    const Outcome *said = &certificate->outcome;
    Outcome *outcome = &claim->outcome;
    outcome->sum = said->sum;
    outcome->worst = said->worst;
    outcome->worst_application = application_of(claim, certificate->worst, faults);
    outcome->missing = said->missing;
    outcome->load_missing = said->load_missing;
    outcome->missing_cost = said->missing_cost;
    outcome->load_missing_cost = said->load_missing_cost;
    outcome->hall_whole = hall_of(arena, claim, faults);
}

/* ---- worst and leximin: weights of the certificate */

static int64_t *weights_of(Arena *arena, const Claim *claim, Faults *faults)
{
    const Certificate *certificate = claim->certificate;
    const Names *names = &claim->named.pairs.applications;
    int64_t *weights = ARENA_MANY(arena, names->count + 1, int64_t);
    for (uint32_t i = 0; i < names->count; i++) {
        uint32_t number = names_find(&certificate->weighed, names->at[i]);
        if (number != NAMES_NONE) weights[i] = certificate->weights[number];
        else
            faults_add(faults, 0, 0, "the application “%s” of %s has no weight in it",
                       excerpt_of(names->at[i]).text, claim->file);
    }
    return weights;
}

static const AssignFair *fair_of(Arena *arena, const Claim *claim)
{
    const Outcome *outcome = &claim->outcome;
    AssignFair *fair = ARENA_NEW(arena, AssignFair);
    *fair = (AssignFair){.choices = outcome->choices,
                         .choice_count = outcome->choice_count,
                         .affinity_sum = outcome->sum,
                         .loads = outcome->loads,
                         .sums = ARENA_MANY(arena, claim->named.problem.application_count + 1, int64_t),
                         .worst = outcome->worst,
                         .worst_application = outcome->worst_application,
                         .missing = outcome->missing,
                         .load_missing = outcome->load_missing,
                         .hall_whole = outcome->hall_whole,
                         .bound = claim->certificate->bound,
                         .weights = claim->weights,
                         .prices = outcome->prices};
    for (size_t i = 0; i < outcome->choice_count; i++)
        fair->sums[outcome->choices[i].application] += outcome->choices[i].affinity;
    return fair;
}

/* ---- random: chances of the certificate */

/* Places of names in the file; NAMES_NONE, with a fault, of who isn't there. */
static uint32_t *places_of(Arena *arena, const Names *said, const Names *names, const char *what,
                           const char *file, Faults *faults)
{
    uint32_t *places = ARENA_MANY(arena, said->count + 1, uint32_t);
    for (uint32_t i = 0; i < said->count; i++) {
        places[i] = names_find(names, said->at[i]);
        if (places[i] == NAMES_NONE)
            faults_add(faults, 0, 0, "the %s “%s” is not in %s", what, excerpt_of(said->at[i]).text, file);
    }
    return places;
}

static int compare_applications(const void *a, const void *b, const void *context)
{
    const AssignChance *one = a, *other = b;
    return order_of(one->application, other->application);
}

/* Of the pairs of an application, by expert. */
typedef struct {
    uint32_t *mark; /* the application, and one, if it has the expert */
    int32_t *affinity;
} Row;

static void mark_row(const AssignProblem *problem, size_t application, const Row *row)
{
    for (size_t i = problem->first_pair[application]; i < problem->first_pair[application + 1]; i++) {
        int32_t expert = assign_pair_expert(problem->pairs[i]);
        row->mark[expert] = (uint32_t)application + 1;
        row->affinity[expert] = assign_pair_affinity(problem->pairs[i]);
    }
}

/* A pair that isn't in the file keeps an affinity of 0; the check will see it. */
static void give_affinities(Arena *arena, const AssignProblem *problem, AssignChance *chances, size_t count)
{
    const Row row = {ARENA_MANY(arena, problem->expert_count + 1, uint32_t),
                     ARENA_MANY(arena, problem->expert_count + 1, int32_t)};
    order_sort(arena, chances, count, sizeof *chances, compare_applications, NULL);
    for (size_t i = 0; i < count; i++) {
        AssignChance *chance = &chances[i];
        bool is_new = !i || chances[i - 1].application != chance->application;
        if (is_new) mark_row(problem, (size_t)chance->application, &row);
        bool is_pair = row.mark[chance->expert] == (uint32_t)chance->application + 1;
        if (is_pair) chance->affinity = row.affinity[chance->expert];
    }
}

static AssignChance *chances_of(Arena *arena, const Claim *claim, Faults *faults)
{
    const Certificate *certificate = claim->certificate;
    const Pairs *pairs = &claim->named.pairs;
    const uint32_t *applications = places_of(arena, &certificate->lot_applications, &pairs->applications,
                                             "application", claim->file, faults);
    const uint32_t *experts =
        places_of(arena, &certificate->lot_experts, &pairs->experts, "expert", claim->file, faults);
    AssignChance *chances = ARENA_MANY(arena, certificate->chance_count + 1, AssignChance);
    if (faults->count) return chances;
    for (size_t i = 0; i < certificate->chance_count; i++) {
        const AssignChance *said = &certificate->chances[i];
        chances[i] = (AssignChance){(int32_t)applications[said->application], (int32_t)experts[said->expert],
                                    0, said->chance};
    }
    give_affinities(arena, &claim->named.problem, chances, certificate->chance_count);
    return chances;
}

static const AssignRandom *random_of(Arena *arena, const Claim *claim)
{
    const Outcome *outcome = &claim->outcome;
    const AssignProblem *problem = &claim->named.problem;
    AssignRandom *random = ARENA_NEW(arena, AssignRandom);
    *random = (AssignRandom){.chances = claim->chances,
                             .chance_count = claim->certificate->chance_count,
                             .affinity_sum = outcome->sum,
                             .loads = ARENA_MANY(arena, problem->expert_count + 1, int64_t),
                             .missing_of = ARENA_MANY(arena, problem->application_count + 1, int64_t),
                             .missing = outcome->missing,
                             .load_missing = outcome->load_missing,
                             .worst_application = outcome->worst_application,
                             .worst_affinity = outcome->worst,
                             .prices = outcome->prices,
                             .load_missing_cost = outcome->load_missing_cost,
                             .missing_cost = outcome->missing_cost};
    for (size_t i = 0; i < problem->application_count; i++)
        random->missing_of[i] = claim->certificate->demand * ASSIGN_CERTAIN;
    for (size_t i = 0; i < random->chance_count; i++) {
        random->missing_of[random->chances[i].application] -= random->chances[i].chance;
        random->loads[random->chances[i].expert] += random->chances[i].chance;
    }
    return random;
}

/* ---- all of it */

static bool read_pairs(Arena *arena, Claim *claim, Source *file, FILE *told)
{
    Faults faults = {.file = claim->file, .to = told};
    Progress progress;
    progress_begin(&progress, "reading");
    bool is_read = pairs_read(arena, file, claim->certificate->zero_is_conflict, &claim->named.pairs, &faults,
                              &progress.watch);
    progress_end_us(&progress);
    faults_end(&faults);
    return is_read;
}

bool claim_read(Arena *arena, Claim *claim, Source *file, Source *proof, FILE *told)
{
    *claim = (Claim){.file = file->name, .proof = proof->name};
    Faults faults = {.file = proof->name, .to = told};
    claim->certificate = certificate_read(arena, proof, &faults);
    if (!claim->certificate) return !faults_end(&faults);
    if (!read_pairs(arena, claim, file, told)) return false;
    if (claim->named.pairs.places != claim->certificate->places)
        faults_add(&faults, 0, 0,
                   "it counts affinities with %lld decimal places, and %s has %d: it proves another file",
                   (long long)claim->certificate->places, claim->file, claim->named.pairs.places);
    take_applications(arena, claim);
    take_experts(arena, claim, &faults);
    take_claims(arena, claim, &faults);
    ObjectiveKind kind = claim->certificate->objective->kind;
    if (kind == OBJECTIVE_FAIR) claim->weights = weights_of(arena, claim, &faults);
    if (kind == OBJECTIVE_RANDOM) claim->chances = chances_of(arena, claim, &faults);
    return !faults_end(&faults);
}

void claim_complete(Arena *arena, Claim *claim)
{
    ObjectiveKind kind = claim->certificate->objective->kind;
    if (kind == OBJECTIVE_FAIR) claim->outcome.fair = fair_of(arena, claim);
    if (kind == OBJECTIVE_RANDOM) claim->outcome.random = random_of(arena, claim);
}
