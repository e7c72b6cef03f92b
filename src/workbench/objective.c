/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/objective.h"

#include "engine/assign_check.h"
#include "engine/assign_random_check.h"

/* ---- the greatest sum */

static bool solve_sum(Arena *arena, const NamedProblem *named, const Watch *watch, Outcome *outcome)
{
    const Assignment *found = assign_experts(arena, &named->problem, watch);
    if (!found) return false;
    *outcome = (Outcome){.choices = found->choices,
                         .choice_count = found->choice_count,
                         .loads = found->loads,
                         .prices = found->prices,
                         .sum = found->affinity_sum,
                         .worst = found->worst_affinity,
                         .missing = found->missing,
                         .load_missing = found->load_missing,
                         .worst_application = found->worst_application,
                         .load_missing_cost = found->load_missing_cost,
                         .missing_cost = found->missing_cost,
                         .hall = found->hall,
                         .hall_whole = found->hall_whole};
    return true;
}

static const char *doubt_of(AssignVerdict verdict)
{
    static const char *const words[] = {
        [ASSIGN_NO_PAIR] = "a pair is chosen that may not be, or twice",
        [ASSIGN_KEPT_LOST] = "a pair that must be kept is not",
        [ASSIGN_DEMAND_WRONG] = "an application has more experts than it should",
        [ASSIGN_LOAD_EXCEEDED] = "an expert has more applications than the load allows",
        [ASSIGN_SUMS_WRONG] = "the sums of the certificate are not those of the assignment",
        [ASSIGN_COSTS_WRONG] = "the costs or prices of the certificate are out of range",
        [ASSIGN_HALL_WRONG] = "places are empty, and the certificate does not prove that they must be",
        [ASSIGN_NOT_PROVEN] = "the certificate does not prove the sum: there may be a greater one",
    };
    return words[verdict];
}

static const char *check_sum(Arena *arena, const NamedProblem *named, const Outcome *outcome)
{
    const Assignment said = {.choices = outcome->choices,
                             .choice_count = outcome->choice_count,
                             .affinity_sum = outcome->sum,
                             .loads = outcome->loads,
                             .prices = outcome->prices,
                             .missing = outcome->missing,
                             .load_missing = outcome->load_missing,
                             .worst_application = outcome->worst_application,
                             .worst_affinity = outcome->worst,
                             .hall_whole = outcome->hall_whole,
                             .load_missing_cost = outcome->load_missing_cost,
                             .missing_cost = outcome->missing_cost};
    return doubt_of(assign_check(arena, &named->problem, &said));
}

/* ---- the worst-off first */

static bool solve_fairly(Arena *arena, const NamedProblem *named, AssignAim aim, const Watch *watch,
                         Outcome *outcome)
{
    const AssignFair *found = assign_fair(arena, &named->problem, aim, watch);
    if (!found) return false;
    *outcome = (Outcome){.choices = found->choices,
                         .choice_count = found->choice_count,
                         .loads = found->loads,
                         .prices = found->prices,
                         .sum = found->affinity_sum,
                         .worst = found->worst,
                         .missing = found->missing,
                         .load_missing = found->load_missing,
                         .worst_application = found->worst_application,
                         .hall = found->hall,
                         .hall_whole = found->hall_whole,
                         .fair = found};
    return true;
}

static bool solve_worst(Arena *arena, const NamedProblem *named, const Watch *watch, Outcome *outcome)
{
    return solve_fairly(arena, named, ASSIGN_WORST, watch, outcome);
}

static bool solve_leximin(Arena *arena, const NamedProblem *named, const Watch *watch, Outcome *outcome)
{
    return solve_fairly(arena, named, ASSIGN_LEXIMIN, watch, outcome);
}

static const char *check_fair(Arena *arena, const NamedProblem *named, const Outcome *outcome)
{
    static const char *const words[] = {
        [ASSIGN_FAIR_RULE_BROKEN] = "a pair, a demand or a load breaks the rules",
        [ASSIGN_FAIR_SUMS_WRONG] = "the sums are not those of the assignment",
        [ASSIGN_FAIR_HALL_WRONG] = "places are empty, and it is not proven that they must be",
        [ASSIGN_FAIR_BOUND_WRONG] = "the weights and prices do not give the bound that is said",
    };
    return words[assign_fair_check(arena, &named->problem, outcome->fair)];
}

/* ---- by lot, under a cap on each pair's chance */

static AssignRandomProblem capped(const NamedProblem *named, const AssignProblem *problem)
{
    return (AssignRandomProblem){problem, named->cap, named->pairs.caps};
}

/* The seed is that of the draw: the chances are the same under every one. */
static bool solve_random(Arena *arena, const NamedProblem *named, const Watch *watch, Outcome *outcome)
{
    AssignProblem problem = named->problem;
    problem.seed = 0;
    const AssignRandomProblem whole = capped(named, &problem);
    const AssignRandom *found = assign_random(arena, &whole, watch);
    if (!found) return false;
    const Assignment *drawn = assign_random_draw(arena, &problem, found, named->problem.seed);
    *outcome = (Outcome){.choices = drawn->choices,
                         .choice_count = drawn->choice_count,
                         .loads = drawn->loads,
                         .prices = found->prices,
                         .sum = found->affinity_sum,
                         .worst = found->worst_affinity,
                         .missing = found->missing,
                         .load_missing = found->load_missing,
                         .worst_application = found->worst_application,
                         .load_missing_cost = found->load_missing_cost,
                         .missing_cost = found->missing_cost,
                         .hall = found->uncapped->hall,
                         .random = found,
                         .drawn = drawn};
    return true;
}

static const char *check_random(Arena *arena, const NamedProblem *named, const Outcome *outcome)
{
    static const char *const words[] = {
        [ASSIGN_RANDOM_PAIR_WRONG] = "a pair has a chance that may have none, or twice",
        [ASSIGN_RANDOM_CHANCE_WRONG] = "a chance is above its cap",
        [ASSIGN_RANDOM_DEMAND_WRONG] = "an application is expected to have more experts than it should",
        [ASSIGN_RANDOM_LOAD_EXCEEDED] =
            "an expert is expected to have more applications than the load allows",
        [ASSIGN_RANDOM_SUMS_WRONG] = "the sums of the certificate are not those of the chances",
        [ASSIGN_RANDOM_COSTS_WRONG] = "the costs or prices of the certificate are out of range",
        [ASSIGN_RANDOM_NOT_PROVEN] = "the certificate does not prove the sum: there may be a greater one",
    };
    const AssignProblem *problem = &named->problem;
    const AssignRandomProblem whole = capped(named, problem);
    const Assignment *uncapped = outcome->random->uncapped;
    const char *doubt = words[assign_random_check(arena, &whole, outcome->random)];
    if (doubt) return doubt;
    if (uncapped && assign_check(arena, problem, uncapped))
        return "the sum without caps is not proven to be the greatest";
    bool is_draw =
        assign_random_check_draw(arena, problem, outcome->random, outcome->choices, outcome->choice_count);
    return is_draw ? NULL : "the assignment cannot be a draw of these chances";
}

/* ---- all of them */

static const Objective objectives[] = {
    {"sum", ASSIGN_RULE, OBJECTIVE_SUM, "The sum of affinities", solve_sum, check_sum},
    {"worst", ASSIGN_WORST_RULE, OBJECTIVE_FAIR, "The affinity of the worst-off application", solve_worst,
     check_fair},
    {"leximin", ASSIGN_LEXIMIN_RULE, OBJECTIVE_FAIR, "The affinity of the worst-off application",
     solve_leximin, check_fair},
    {"random", ASSIGN_RANDOM_RULE, OBJECTIVE_RANDOM, "The expected sum of affinities", solve_random,
     check_random},
};

const Objective *objective_find(Text name)
{
    for (size_t i = 0; i < sizeof objectives / sizeof *objectives; i++)
        if (text_is_c(name, objectives[i].name)) return &objectives[i];
    return NULL;
}

/* ---- 1024ths as decimals: a half ten times, with ten places more */

enum { HALVINGS = 10, FIVES = 9765625 };
_Static_assert(1 << HALVINGS == ASSIGN_CERTAIN, "chances are in parts of a power of two");

DecimalText outcome_amount(const Outcome *outcome, int64_t sum, int places)
{
    if (!outcome->random) return decimal_text(sum, places);
    return decimal_text((__int128)sum * FIVES, places + HALVINGS);
}

DecimalText outcome_count(const Outcome *outcome, int64_t missing)
{
    return outcome_amount(outcome, missing, 0);
}
