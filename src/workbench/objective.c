/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/objective.h"

#include "engine/assign_check.h"

/* ---- the greatest sum */

static bool solve_sum(Arena *arena, const AssignProblem *problem, const Watch *watch, Outcome *outcome)
{
    const Assignment *found = assign_experts(arena, problem, watch);
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

static const char *check_sum(Arena *arena, const AssignProblem *problem, const Outcome *outcome)
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
    return words[assign_check(arena, problem, &said)];
}

/* ---- the worst-off first */

static bool solve_fairly(Arena *arena, const AssignProblem *problem, AssignAim aim, const Watch *watch,
                         Outcome *outcome)
{
    const AssignFair *found = assign_fair(arena, problem, aim, watch);
    if (!found) return false;
    *outcome = (Outcome){.choices = found->choices,
                         .choice_count = found->choice_count,
                         .loads = found->loads,
                         .sum = found->affinity_sum,
                         .worst = found->worst,
                         .missing = found->missing,
                         .load_missing = found->load_missing,
                         .worst_application = found->worst_application,
                         .hall = found->hall,
                         .fair = found};
    return true;
}

static bool solve_worst(Arena *arena, const AssignProblem *problem, const Watch *watch, Outcome *outcome)
{
    return solve_fairly(arena, problem, ASSIGN_WORST, watch, outcome);
}

static bool solve_leximin(Arena *arena, const AssignProblem *problem, const Watch *watch, Outcome *outcome)
{
    return solve_fairly(arena, problem, ASSIGN_LEXIMIN, watch, outcome);
}

static const char *check_fair(Arena *arena, const AssignProblem *problem, const Outcome *outcome)
{
    static const char *const words[] = {
        [ASSIGN_FAIR_RULE_BROKEN] = "a pair, a demand or a load breaks the rules",
        [ASSIGN_FAIR_SUMS_WRONG] = "the sums are not those of the assignment",
        [ASSIGN_FAIR_BOUND_WRONG] = "the weights and prices do not give the bound that is said",
    };
    AssignFairVerdict verdict = assign_fair_check(arena, problem, outcome->fair);
    bool is_open = verdict == ASSIGN_FAIR_CHECKED && !outcome->fair->is_worst_proven;
    return is_open ? "it is not proven that the worst-off application cannot have more" : words[verdict];
}

/* ---- all of them */

static const Objective objectives[] = {
    {"sum", "the sum of affinities", solve_sum, check_sum, true},
    {"worst", "the affinity of the worst-off application", solve_worst, check_fair, false},
    {"leximin", "the affinity of the worst-off application, then of the next, and so on", solve_leximin,
     check_fair, false},
    {"random", "the expected sum under a cap on each pair's probability", NULL, NULL, false},
};

const Objective *objective_find(Text name)
{
    for (size_t i = 0; i < sizeof objectives / sizeof *objectives; i++)
        if (text_is_c(name, objectives[i].name)) return &objectives[i];
    return NULL;
}
