/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_fair.h"

#include "engine/assign_share.h"
#include "engine/order.h"

#include <string.h>

/* Weighted affinities must stay within ASSIGN_AFFINITY_MAX: WEIGHT_MAX × SHADES of affinity. */
enum { WEIGHT_MAX = 1000, SHADES = 1000, SOLUTIONS_MAX = 60, PAIRS_LOOKED_AT_MAX = 40000000 };

typedef struct {
    Arena *arena, *scratch;
    const AssignProblem *problem;
    AssignAim aim;
    AssignShare share;
    AssignProblem weighted; /* with pairs of its own */
    double *strength; /* of each application, by its place: how much its sum counts; the greatest is 1 */
    int64_t shade;    /* affinities ÷ shade are at most SHADES */
    int64_t *weights; /* as integers */
    uint32_t *mark;
    int64_t *sorted, *best_sorted; /* sums */
    uint32_t *best_arcs;
    bool has_best;
    AssignFair *fair;
} Search;

static int compare_int64(const void *a, const void *b, const void *context)
{
    return order_of(*(const int64_t *)a, *(const int64_t *)b);
}

int assign_fair_compare(AssignAim aim, const int64_t *a, const int64_t *b, size_t count)
{
    int64_t sum_a = 0, sum_b = 0;
    if (aim == ASSIGN_WORST && count && a[0] != b[0]) return order_of(a[0], b[0]);
    for (size_t i = 0; i < count; i++) {
        if (aim == ASSIGN_LEXIMIN && a[i] != b[i]) return order_of(a[i], b[i]);
        sum_a += a[i];
        sum_b += b[i];
    }
    return order_of(sum_a, sum_b);
}

/* ---- The bound */

static void raise(int64_t *best, int64_t count, int64_t value)
{
    for (int64_t i = 0; i < count; i++) {
        if (value <= best[i]) continue;
        int64_t lower = best[i];
        best[i] = value;
        value = lower;
    }
}

/* Σ of the `demand` greatest of max(0, weight a − v). */
static __int128 best_of(const Search *search, size_t place, int64_t weight, const int64_t *prices,
                        int64_t *best)
{
    const AssignProblem *problem = search->problem;
    int64_t demand = problem->applications[place].demand, kept = 0;
    __int128 sum = 0;
    for (size_t i = problem->first_pair[place]; i < problem->first_pair[place + 1]; i++)
        kept += assign_pair_pin(problem->pairs[i]) == ASSIGN_KEPT;
    if (kept > demand) demand = kept;
    memset(best, 0, (size_t)demand * sizeof *best);
    for (size_t i = problem->first_pair[place]; i < problem->first_pair[place + 1]; i++) {
        AssignPair pair = problem->pairs[i];
        if (assign_pair_pin(pair) == ASSIGN_FORBIDDEN) continue;
        raise(best, demand, weight * assign_pair_affinity(pair) - prices[assign_pair_expert(pair)]);
    }
    for (int64_t i = 0; i < demand; i++) sum += best[i];
    return sum;
}

static int64_t rounded_down(const Search *search, __int128 value)
{
    int64_t unit = search->share.graph.affinity_unit;
    for (size_t i = 0; i < search->share.graph.applications; i++)
        if (search->share.kept_sums[i]) unit = 1; /* what was kept may be of any affinity */
    return (int64_t)(value / unit) * unit;
}

static void note_bound(Search *search, const int64_t *weights, const int64_t *prices)
{
    const AssignProblem *problem = search->problem;
    AssignFair *fair = search->fair;
    int64_t *best = ARENA_MANY(search->scratch, ASSIGN_DEMAND_MAX + problem->expert_count + 1, int64_t);
    __int128 value = 0, all = 0;
    for (size_t p = 0; p < problem->application_count; p++) {
        all += weights[p];
        if (weights[p]) value += best_of(search, p, weights[p], prices, best);
    }
    for (size_t r = 0; r < problem->expert_count; r++) {
        int32_t kept = search->share.graph.kept[search->share.graph.expert_number[r]];
        int32_t most = problem->experts[r].load_max > kept ? problem->experts[r].load_max : kept;
        value += (__int128)most * prices[r];
    }
    int64_t bound = all ? rounded_down(search, value / all) : 0;
    if (bound >= fair->bound) return;
    fair->bound = bound;
    memcpy(fair->weights, weights, problem->application_count * sizeof *weights);
    memcpy(fair->prices, prices, problem->expert_count * sizeof *prices);
}

/* Each alone, with all the best to itself. */
static void note_lone_bounds(Search *search)
{
    size_t count = search->problem->application_count, narrowest = 0;
    int64_t *prices = ARENA_MANY(search->scratch, search->problem->expert_count + 1, int64_t);
    int64_t *best =
        ARENA_MANY(search->scratch, ASSIGN_DEMAND_MAX + search->problem->expert_count + 1, int64_t);
    __int128 least = 0;
    for (size_t p = 0; p < count; p++) {
        __int128 alone = best_of(search, p, 1, prices, best);
        if (p && alone >= least) continue;
        least = alone;
        narrowest = p;
    }
    int64_t *weights = ARENA_MANY(search->scratch, count + 1, int64_t);
    weights[narrowest] = 1;
    note_bound(search, weights, prices);
}

/* ---- Weighted sums */

static void set_weights(Search *search)
{
    size_t count = search->problem->application_count;
    double greatest = 0;
    for (size_t p = 0; p < count; p++)
        if (search->strength[p] > greatest) greatest = search->strength[p];
    for (size_t p = 0; p < count; p++) {
        search->strength[p] /= greatest;
        search->weights[p] = 1 + (int64_t)(search->strength[p] * (WEIGHT_MAX - 1));
    }
}

static void set_weighted_pairs(Search *search)
{
    const AssignProblem *problem = search->problem;
    for (size_t p = 0; p < problem->application_count; p++)
        for (size_t i = problem->first_pair[p]; i < problem->first_pair[p + 1]; i++) {
            AssignPair pair = problem->pairs[i];
            AssignPin pin = assign_pair_pin(pair);
            int64_t affinity = assign_pair_affinity(pair) / search->shade * search->weights[p];
            search->weighted.pairs[i] = assign_pair(assign_pair_expert(pair), (int32_t)affinity,
                                                    pin == ASSIGN_STAYING ? ASSIGN_FREE : pin);
        }
}

static void note_solution(Search *search)
{
    AssignShare *share = &search->share;
    size_t count = share->graph.applications;
    memcpy(search->sorted, share->sums, count * sizeof *search->sorted);
    order_sort(search->scratch, search->sorted, count, sizeof *search->sorted, compare_int64, NULL);
    if (search->has_best && assign_fair_compare(search->aim, search->sorted, search->best_sorted, count) <= 0)
        return;
    search->has_best = true;
    memcpy(search->best_sorted, search->sorted, count * sizeof *search->sorted);
    memcpy(search->best_arcs, share->arc_of_slot, share->graph.slots * sizeof *search->best_arcs);
}

/* Prices of the weighted problem, in units of the affinities. */
static void note_prices(Search *search, const Assignment *solved)
{
    int64_t *prices = ARENA_MANY(search->scratch, search->problem->expert_count + 1, int64_t);
    for (size_t r = 0; r < search->problem->expert_count; r++)
        prices[r] = solved->prices[r] > 0 && solved->prices[r] < ASSIGN_AFFINITY_MAX
                        ? solved->prices[r] * search->shade
                        : (solved->prices[r] > 0) * (int64_t)ASSIGN_AFFINITY_MAX * search->shade;
    note_bound(search, search->weights, prices);
}

static bool solve_weighted(Search *search, const Watch *watch)
{
    set_weights(search);
    set_weighted_pairs(search);
    const Assignment *solved = assign_experts(search->scratch, &search->weighted, watch);
    if (!solved) return false;
    note_prices(search, solved);
    assign_share_set(&search->share, solved->choices, solved->choice_count, search->mark);
    assign_lift(search->scratch, &search->share, false);
    note_solution(search);
    return true;
}

/* Who has less than about what can be had by all counts for more. */
static void shift_strength(Search *search, int round)
{
    const AssignGraph *graph = &search->share.graph;
    double aim = ((double)search->best_sorted[0] + (double)search->fair->bound) / 2,
           step = 1.0 / (2 + round / 4);
    for (size_t p = 0; aim > 0 && p < graph->applications; p++) {
        double short_by = (aim - (double)search->share.sums[p]) / aim;
        if (short_by < -1) short_by = -1;
        search->strength[graph->application_at[p]] *= 1 + step * short_by;
    }
}

static int solutions_wanted(const Search *search)
{
    size_t count = search->problem->application_count, pairs = search->problem->first_pair[count] + 1;
    size_t wanted = PAIRS_LOOKED_AT_MAX / pairs;
    return wanted > SOLUTIONS_MAX ? SOLUTIONS_MAX : wanted < 4 ? 4 : (int)wanted;
}

static bool weigh_again_and_again(Search *search, const Watch *watch)
{
    int wanted = solutions_wanted(search);
    for (int round = 0; round < wanted; round++) {
        if (!watch_goes_on(watch, round, wanted + 1) || !solve_weighted(search, NULL)) return false;
        arena_reset(search->scratch);
        bool is_reached = search->best_sorted[0] >= search->fair->bound;
        if (is_reached && search->aim == ASSIGN_WORST) break;
        shift_strength(search, round);
    }
    return true;
}

/* ---- The answer */

static void insert_choice(const AssignProblem *problem, AssignChoice *choices, size_t count,
                          AssignChoice choice)
{
    int64_t key = problem->experts[choice.expert].key;
    for (; count && problem->experts[choices[count - 1].expert].key > key; count--)
        choices[count] = choices[count - 1];
    choices[count] = choice;
}

static void list_choices_of(Search *search, size_t place)
{
    const AssignProblem *problem = search->problem;
    const AssignShare *share = &search->share;
    AssignFair *fair = search->fair;
    uint32_t number = share->graph.application_number[place], slot = share->graph.first_slot[number];
    AssignChoice *choices = fair->choices + fair->choice_count;
    size_t count = 0;
    for (size_t i = problem->first_pair[place]; i < problem->first_pair[place + 1]; i++) {
        AssignPair pair = problem->pairs[i];
        if (assign_pair_pin(pair) == ASSIGN_KEPT)
            insert_choice(problem, choices, count++,
                          (AssignChoice){(int32_t)place, assign_pair_expert(pair),
                                         assign_pair_affinity(pair)});
    }
    for (; slot < share->graph.first_slot[number + 1]; slot++) {
        uint32_t arc = share->arc_of_slot[slot];
        if (arc == ASSIGN_NONE) continue;
        int32_t expert = (int32_t)share->graph.expert_at[assign_arc_expert(&share->graph, arc)];
        insert_choice(problem, choices, count++,
                      (AssignChoice){(int32_t)place, expert, (int32_t)assign_share_affinity(share, arc)});
    }
    for (size_t i = 0; i < count; i++) fair->loads[choices[i].expert]++;
    fair->choice_count += count;
}

static int compare_application_keys(const void *a, const void *b, const void *context)
{
    const AssignProblem *problem = context;
    return order_of(problem->applications[*(const size_t *)a].key,
                    problem->applications[*(const size_t *)b].key);
}

static size_t choices_at_most(const AssignShare *share)
{
    size_t count = share->graph.slots + 1;
    for (size_t i = 0; i < share->graph.experts; i++) count += (size_t)share->graph.kept[i];
    return count;
}

static void say(Search *search)
{
    const AssignProblem *problem = search->problem;
    const AssignShare *share = &search->share;
    AssignFair *fair = search->fair;
    const size_t *by_key =
        order_positions(search->scratch, problem->application_count, compare_application_keys, problem);
    fair->choices = ARENA_MANY(search->arena, choices_at_most(share), AssignChoice);
    for (size_t i = 0; i < problem->application_count; i++) {
        size_t place = by_key[i];
        list_choices_of(search, place);
        fair->sums[place] = share->sums[share->graph.application_number[place]];
        fair->affinity_sum += fair->sums[place];
        if (i && fair->sums[place] >= fair->worst) continue;
        fair->worst = fair->sums[place];
        fair->worst_application = place;
    }
    fair->missing = share->missing;
    fair->load_missing = share->load_missing;
    if (fair->missing) {
        Assignment halls = {0};
        assign_find_halls(search->arena, &share->graph, share->arc_of_slot, &halls);
        fair->hall = halls.hall;
        fair->hall_whole = halls.hall_whole;
    }
    fair->is_worst_proven = fair->is_proven || fair->worst == fair->bound;
}

static Search new_search(Arena *arena, const AssignProblem *problem, AssignAim aim)
{
    size_t applications = problem->application_count, experts = problem->expert_count;
    size_t pairs = applications ? problem->first_pair[applications] : 0;
    Search search = {.arena = arena,
                     .scratch = arena_within(arena, ARENA_NO_CAP),
                     .problem = problem,
                     .aim = aim,
                     .share = assign_share(arena, problem),
                     .weighted = *problem,
                     .strength = ARENA_MANY(arena, applications + 1, double),
                     .weights = ARENA_MANY(arena, applications + 1, int64_t),
                     .mark = ARENA_MANY(arena, experts + 1, uint32_t),
                     .sorted = ARENA_MANY(arena, applications + 1, int64_t),
                     .best_sorted = ARENA_MANY(arena, applications + 1, int64_t),
                     .fair = ARENA_NEW(arena, AssignFair)};
    *search.fair = (AssignFair){.loads = ARENA_MANY(arena, experts + 1, int32_t),
                                .sums = ARENA_MANY(arena, applications + 1, int64_t),
                                .bound = INT64_MAX,
                                .weights = ARENA_MANY(arena, applications + 1, int64_t),
                                .prices = ARENA_MANY(arena, experts + 1, int64_t)};
    search.weighted.pairs = arena_take_blank(arena, (pairs + 1) * sizeof *search.weighted.pairs);
    search.weighted.loads_first = false;
    search.weighted.load_penalty = 0;
    search.best_arcs = ARENA_MANY(arena, search.share.graph.slots + 1, uint32_t);
    int64_t greatest = 0;
    for (size_t i = 0; i < pairs; i++)
        if (assign_pair_affinity(problem->pairs[i]) > greatest)
            greatest = assign_pair_affinity(problem->pairs[i]);
    search.shade = greatest / SHADES + 1;
    for (size_t p = 0; p < applications; p++) search.strength[p] = 1;
    return search;
}

const AssignFair *assign_fair(Arena *arena, const AssignProblem *problem, AssignAim aim, const Watch *watch)
{
    Search search = new_search(arena, problem, aim);
    AssignShare *share = &search.share;
    if (problem->application_count) {
        note_lone_bounds(&search);
        if (!weigh_again_and_again(&search, watch)) return NULL;
        assign_share_set_arcs(share, search.best_arcs);
        assign_lift(search.scratch, share, aim == ASSIGN_LEXIMIN);
        note_solution(&search);
        assign_share_set_arcs(share, search.best_arcs);
    } else {
        search.fair->bound = 0;
    }
    search.fair->is_proven = assign_fair_exact(search.scratch, share, aim);
    say(&search);
    return search.fair;
}
