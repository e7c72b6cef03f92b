/* SPDX-License-Identifier: Apache-2.0 */
/* The engine's assignment beside its peers, in one run, one thread each, by the processor time of the thread.
 * Building the graph counts for both. Sums must be equal and certificates must hold. Seeds are drawn when it
 * runs, and printed. Usage: engine [ROUNDS] [SEED]. */
#include "engine_peers.h"

#include "engine/assign.h"
#include "engine/assign_check.h"
#include "engine/assign_fair.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TOPICS = 32, TOPICS_OF_APPLICATION = 2, TOPICS_OF_EXPERT = 4, LANGUAGES = 5, ROUNDS_MAX = 100 };

/* ---- Instances: a few topics of different popularity for each application and expert, a language that
 * helps, some chance; half a percent of conflicts; a fifth more places than are needed. */

static uint64_t chance_state;

static uint32_t chance(uint32_t below)
{
    chance_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = chance_state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(((z ^ z >> 31) >> 32) * below >> 32);
}

typedef struct {
    int topics[TOPICS_OF_EXPERT], count, language;
    int shares[TOPICS]; /* in thousandths, of a topic */
} Person;

/* The least of three draws: the first topics are the popular ones. */
static int any_topic(void)
{
    uint32_t topic = chance(TOPICS);
    for (int i = 0; i < 2; i++) {
        uint32_t other = chance(TOPICS);
        if (other < topic) topic = other;
    }
    return (int)topic;
}

static Person any_person(int topics)
{
    Person person = {.count = topics, .language = (int)(chance(LANGUAGES) * chance(LANGUAGES)) / LANGUAGES};
    int sum = 0;
    for (int i = 0; i < topics; i++) {
        person.topics[i] = any_topic();
        int share = 300 + (int)chance(1000);
        person.shares[person.topics[i]] += share;
        sum += share;
    }
    for (int i = 0; i < TOPICS; i++) person.shares[i] = person.shares[i] * 1000 / sum;
    return person;
}

static int affinity_of(const Person *application, const Person *expert)
{
    int shared = 0;
    for (int i = 0; i < application->count; i++) {
        int topic = application->topics[i];
        bool is_counted = i && topic == application->topics[0];
        if (is_counted) continue;
        int a = application->shares[topic], b = expert->shares[topic];
        shared += a < b ? a : b;
    }
    return shared * 750 + (application->language == expert->language) * 150000 + (int)chance(100000);
}

typedef struct {
    int affinity, expert;
} Candidate;

static int compare_candidates(const void *a, const void *b)
{
    const Candidate *left = a, *right = b;
    return (left->affinity < right->affinity) - (left->affinity > right->affinity);
}

/* Four fifths are the best, the others any. */
static int thin_out(Candidate *candidates, int count, int wanted)
{
    if (!wanted || count <= wanted) return count;
    int best = wanted * 4 / 5;
    int histogram[1001] = {0}, from = 1000, above = 0, kept = 0;
    for (int i = 0; i < count; i++) histogram[candidates[i].affinity / 1000]++;
    while (above + histogram[from] < best) above += histogram[from--];
    for (int i = 0; i < count; i++) {
        if (candidates[i].affinity / 1000 < from) continue;
        Candidate candidate = candidates[i];
        candidates[i] = candidates[kept];
        candidates[kept++] = candidate;
    }
    qsort(candidates, (size_t)kept, sizeof *candidates, compare_candidates);
    for (int i = best; i < wanted; i++) {
        int other = i + (int)chance((uint32_t)(count - i));
        Candidate candidate = candidates[i];
        candidates[i] = candidates[other];
        candidates[other] = candidate;
    }
    return wanted;
}

static void *many(size_t count, size_t size)
{
    void *at = calloc(count + 1, size);
    if (!at) abort();
    return at;
}

static void set_loads(Instance *instance)
{
    int64_t wanted = (int64_t)instance->applications * instance->demand * 12 / 10, all = 0;
    for (int r = 0; r < instance->experts; r++) {
        int load = (int)(wanted * (700 + chance(600)) / 1000 / instance->experts);
        all += instance->load[r] = load > 0 ? load : 1;
    }
    for (int r = 0; all < wanted; r = (r + 1) % instance->experts, all++) instance->load[r]++;
}

static Instance make(const char *name, int applications, int experts, int demand, int pairs_each,
                     uint64_t seed)
{
    size_t each = pairs_each ? (size_t)pairs_each : (size_t)experts;
    Instance instance = {name,
                         applications,
                         experts,
                         demand,
                         many((size_t)experts, sizeof(int)),
                         many((size_t)applications + 1, sizeof(size_t)),
                         many((size_t)applications * each, sizeof(int)),
                         many((size_t)applications * each, sizeof(int))};
    Person *people = many((size_t)experts, sizeof *people);
    Candidate *candidates = many((size_t)experts, sizeof *candidates);
    chance_state = seed;
    for (int r = 0; r < experts; r++) people[r] = any_person(TOPICS_OF_EXPERT);
    set_loads(&instance);
    for (int p = 0; p < applications; p++) {
        Person application = any_person(TOPICS_OF_APPLICATION);
        int count = 0;
        for (int r = 0; r < experts; r++)
            if (chance(1000) >= 5)
                candidates[count++] = (Candidate){affinity_of(&application, &people[r]), r};
        count = thin_out(candidates, count, pairs_each);
        for (int i = 0; i < count; i++) {
            instance.expert[instance.first[p] + (size_t)i] = candidates[i].expert;
            instance.affinity[instance.first[p] + (size_t)i] = candidates[i].affinity;
        }
        instance.first[p + 1] = instance.first[p] + (size_t)count;
    }
    free(people);
    free(candidates);
    return instance;
}

static void drop(Instance *instance)
{
    free(instance->load);
    free(instance->first);
    free(instance->expert);
    free(instance->affinity);
}

static bool read_conference(Instance *instance)
{
    const char *folder = getenv("MADANG_SHARED_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/assignment/aamas2015.in", folder ? folder : "../shared/data");
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%d %d", &instance->applications, &instance->experts) != 2) return false;
    size_t all = (size_t)instance->applications * (size_t)instance->experts, count = 0;
    *instance = (Instance){"aamas2015, k 3, load 12",
                           instance->applications,
                           instance->experts,
                           3,
                           many((size_t)instance->experts, sizeof(int)),
                           many((size_t)instance->applications + 1, sizeof(size_t)),
                           many(all, sizeof(int)),
                           many(all, sizeof(int))};
    for (int r = 0; r < instance->experts; r++) instance->load[r] = 12;
    for (int p = 0; p < instance->applications; p++) {
        for (int r = 0; r < instance->experts; r++, count++) {
            double similarity;
            if (fscanf(file, "%lf", &similarity) != 1) return false;
            instance->expert[count] = r;
            instance->affinity[count] = (int)(similarity * 1000000 + 0.5);
        }
        instance->first[p + 1] = count;
    }
    fclose(file);
    return true;
}

/* ---- The engine */

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

typedef struct {
    AssignApplication *applications;
    AssignExpert *experts;
    AssignProblem problem;
} Input;

static Input input_of(const Instance *instance)
{
    size_t applications = (size_t)instance->applications, experts = (size_t)instance->experts;
    size_t pairs = instance->first[applications];
    Input input = {many(applications, sizeof *input.applications), many(experts, sizeof *input.experts), {0}};
    for (size_t p = 0; p < applications; p++)
        input.applications[p] = (AssignApplication){(int64_t)p, instance->demand};
    for (size_t r = 0; r < experts; r++) input.experts[r] = (AssignExpert){(int64_t)r, 0, instance->load[r]};
    input.problem = (AssignProblem){
        input.applications, applications, input.experts, experts, many(pairs, sizeof(AssignPair)),
        instance->first,    .seed = 1};
    return input;
}

static void fill_pairs(const Instance *instance, Input *input)
{
    for (size_t i = 0; i < instance->first[instance->applications]; i++)
        input->problem.pairs[i] = assign_pair(instance->expert[i], instance->affinity[i], ASSIGN_FREE);
}

static void drop_input(Input *input)
{
    free(input->applications);
    free(input->experts);
    free(input->problem.pairs);
}

static double time_engine(const Instance *instance, int64_t *sum)
{
    Input input = input_of(instance);
    double best = 1e9;
    int times =
        instance->first[instance->applications] < 200000 ? 5 : 1; /* what takes less than a tick of a clock */
    for (int i = 0; i < times; i++) {
        Arena *arena = arena_new((size_t)4 << 30);
        fill_pairs(instance, &input);
        double began = seconds_now();
        const Assignment *assignment = assign_experts(arena, &input.problem, NULL);
        double took = seconds_now() - began;
        *sum = assignment->affinity_sum;
        if (assign_check(arena, &input.problem, assignment) != ASSIGN_CHECKED || assignment->missing)
            *sum = -2;
        if (took < best) best = took;
        arena_free(arena);
    }
    drop_input(&input);
    return best;
}

static double time_peer(const Instance *instance, int64_t (*peer)(const Instance *), int64_t *sum)
{
    double best = 1e9;
    int times = instance->first[instance->applications] < 200000 ? 5 : 1;
    for (int i = 0; i < times; i++) {
        double began = seconds_now();
        *sum = peer(instance);
        double took = seconds_now() - began;
        if (took < best) best = took;
    }
    return best;
}

/* ---- Rounds */

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return values[count / 2];
}

typedef struct {
    const char *name;
    int applications, experts, demand, pairs_each;
    double ratio_goal, seconds_goal; /* 0: none */
    bool with_simplex, with_glpk;
} Kind;

static bool has_failed;

static void say(const Kind *kind, double *ours, double *simplex, double *scaling, double *ratios, int rounds)
{
    double least = 1e9, worst_ours = 0;
    for (int i = 0; i < rounds; i++) {
        if (ratios[i] < least) least = ratios[i];
        if (ours[i] > worst_ours) worst_ours = ours[i];
    }
    double ratio = median(ratios, rounds), mine = median(ours, rounds);
    bool is_met = ratio >= kind->ratio_goal && (!kind->seconds_goal || mine <= kind->seconds_goal);
    printf("%-34s engine %10.3f ms (worst %.3f)  network simplex %10.3f ms  cost scaling %10.3f ms  ratio "
           "%6.1f (least "
           "%.1f)  goal %.0f%s\n",
           kind->name, mine * 1e3, worst_ours * 1e3, simplex ? median(simplex, rounds) * 1e3 : 0,
           median(scaling, rounds) * 1e3, ratio, least, kind->ratio_goal, is_met ? " met" : " MISSED");
    fflush(stdout);
    has_failed |= !is_met;
}

static void demand_equal(const Kind *kind, const char *peer, int64_t ours, int64_t theirs)
{
    if (ours == theirs) return;
    printf("%s: the engine's sum %lld, %s %lld\n", kind->name, (long long)ours, peer, (long long)theirs);
    exit(1);
}

static void run(const Kind *kind, const Instance *given, int rounds, uint64_t seed)
{
    double ours[ROUNDS_MAX], simplex[ROUNDS_MAX], scaling[ROUNDS_MAX], ratios[ROUNDS_MAX];
    for (int i = 0; i < rounds; i++) {
        fprintf(stderr, "%s: round %d of %d\r", kind->name, i + 1, rounds);
        Instance made = {0};
        if (!given)
            made = make(kind->name, kind->applications, kind->experts, kind->demand, kind->pairs_each,
                        seed + (uint64_t)i);
        const Instance *instance = given ? given : &made;
        int64_t sum, other;
        ours[i] = time_engine(instance, &sum);
        scaling[i] = time_peer(instance, peer_cost_scaling, &other);
        demand_equal(kind, "cost scaling", sum, other);
        double fastest = scaling[i];
        if (kind->with_simplex) {
            simplex[i] = time_peer(instance, peer_network_simplex, &other);
            demand_equal(kind, "network simplex", sum, other);
            if (simplex[i] < fastest) fastest = simplex[i];
        }
        if (kind->with_glpk && i == 0) {
            double took = time_peer(instance, peer_glpk, &other);
            demand_equal(kind, "GLPK", sum, other);
            printf("%-34s GLPK's simplex %.3f ms\n", kind->name, took * 1e3);
        }
        ratios[i] = fastest / ours[i];
        if (!given) drop(&made);
    }
    say(kind, ours, kind->with_simplex ? simplex : NULL, scaling, ratios, rounds);
}

/* ---- Beside the sum */

static void run_fair(int rounds, uint64_t seed)
{
    double took[ROUNDS_MAX];
    int proven = 0;
    for (int i = 0; i < rounds; i++) {
        Instance instance = make("", 240, 60, 3, 0, seed + (uint64_t)i);
        Input input = input_of(&instance);
        Arena *arena = arena_new((size_t)1 << 30);
        fill_pairs(&instance, &input);
        double began = seconds_now();
        const AssignFair *fair = assign_fair(arena, &input.problem, ASSIGN_LEXIMIN, NULL);
        took[i] = seconds_now() - began;
        if (assign_fair_check(arena, &input.problem, fair) != ASSIGN_FAIR_CHECKED) exit(1);
        proven += fair->is_worst_proven;
        arena_free(arena);
        drop_input(&input);
        drop(&instance);
    }
    double middle = median(took, rounds);
    printf("leximin, 240 x 60, k 3              engine %10.3f ms (worst %.3f)  worst-off proven in %d of %d  "
           "goal 50 ms%s\n",
           middle * 1e3, took[rounds - 1] * 1e3, proven, rounds, middle <= 0.05 ? " met" : " MISSED");
    has_failed |= middle > 0.05;
}

static void run_repair(int rounds, uint64_t seed)
{
    double took[ROUNDS_MAX];
    Instance instance = make("", 10000, 8000, 4, 100, seed);
    Input input = input_of(&instance);
    Arena *arena = arena_new((size_t)4 << 30);
    fill_pairs(&instance, &input);
    Assigner *assigner = assigner_new(arena, &input.problem);
    assigner_solve(assigner, NULL);
    for (int i = 0; i < rounds; i++) {
        double began = seconds_now();
        assigner_drop_expert(assigner, (size_t)i * 791 % 8000);
        if (assigner_solve(assigner, NULL)->missing) exit(1);
        took[i] = seconds_now() - began;
    }
    double middle = median(took, rounds);
    printf("one drops out, 10,000 x 8,000       engine %10.3f ms (worst %.3f)  goal 10 ms%s\n", middle * 1e3,
           took[rounds - 1] * 1e3, middle <= 0.01 ? " met" : " MISSED");
    has_failed |= middle > 0.01;
    arena_free(arena);
    drop_input(&input);
    drop(&instance);
}

/* ---- Memory, in a process of its own that holds nothing else: engine_memory.c */

static void save(int descriptor, const Instance *instance)
{
    FILE *file = fdopen(descriptor, "wb");
    if (!file) abort();
    Input input = input_of(instance);
    fill_pairs(instance, &input);
    const AssignProblem *problem = &input.problem;
    size_t counts[] = {problem->application_count, problem->expert_count};
    fwrite(counts, sizeof *counts, 2, file);
    fwrite(problem->applications, sizeof *problem->applications, counts[0], file);
    fwrite(problem->experts, sizeof *problem->experts, counts[1], file);
    fwrite(problem->first_pair, sizeof *problem->first_pair, counts[0] + 1, file);
    fwrite(problem->pairs, sizeof *problem->pairs, problem->first_pair[counts[0]], file);
    if (fclose(file)) abort();
    drop_input(&input);
}

/* `program` is the path of this one; the other stands beside it. */
static void measure_memory(const char *program, uint64_t seed)
{
    char path[] = "/tmp/madang-bench-XXXXXX", other[4096];
    int status, descriptor = mkstemp(path);
    if (descriptor < 0) abort();
    Instance instance = make("", 100000, 20000, 3, 100, seed);
    save(descriptor, &instance);
    drop(&instance);
    snprintf(other, sizeof other, "%s_memory", program);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) execl(other, other, path, (char *)NULL);
    waitpid(child, &status, 0);
    has_failed |= status != 0;
    unlink(path);
}

int main(int count, char **words)
{
    int rounds = count > 1 ? atoi(words[1]) : 10;
    uint64_t seed = count > 2 ? strtoull(words[2], NULL, 10) : 0;
    if (count < 3 && getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed) abort();
    if (rounds < 1 || rounds > ROUNDS_MAX) rounds = 10;
    printf("Rounds: %d, each with a seed of its own from %llu on. Built with: %s. LEMON: "
           "NetworkSimplex<StaticDigraph, "
           "int, int>, CostScaling<StaticDigraph, int, int>.\nTime of the thread on the processor, the "
           "graph's building "
           "included; medians of the rounds; sums equal, certificates checked.\n",
           rounds, (unsigned long long)seed, BENCH_FLAGS);
    const Kind kinds[] = {
        {"240 x 60, k 3", 240, 60, 3, 0, 8, 0.0004, true, true},
        {"2,000 x 800, k 3, dense", 2000, 800, 3, 0, 25, 0, true, false},
        {"10,000 x 8,000, k 4, 100 each", 10000, 8000, 4, 100, 20, 0, true, false},
        {"100,000 x 20,000, k 3, 100 each", 100000, 20000, 3, 100, 12, 0, false, false},
    };
    Instance conference;
    const Kind real = {"aamas2015, k 3, load 12", 0, 0, 0, 0, 8, 0, true, false};
    run(&kinds[0], NULL, rounds, seed);
    if (read_conference(&conference)) run(&real, &conference, rounds, seed);
    else printf("%s: skipped, the shared data is not there\n", real.name);
    run_fair(rounds, seed);
    run_repair(rounds, seed);
    measure_memory(words[0], seed);
    for (size_t i = 1; i < sizeof kinds / sizeof *kinds; i++) run(&kinds[i], NULL, rounds, seed);
    return has_failed;
}
