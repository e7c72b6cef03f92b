/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what the engine makes of fixed input. golden.txt is its output; every compiler and every
 * optimisation must print the same. A change of golden.txt is a change of a published rule. */
#include "chance.h"
#include "edges.h"

#include "engine/assign.h"
#include "engine/assign_compose.h"
#include "engine/assign_random.h"
#include "engine/award.h"
#include "engine/calibrate.h"
#include "engine/mean.h"
#include "engine/select.h"
#include "engine/tally.h"

#include <inttypes.h>
#include <stdio.h>

enum { APPLICATIONS = 40, EXPERTS = 12, ENTRIES = 60, MEMBERS = 9 };

static void print_assignment(const Assignment *assignment)
{
    printf("assignment: sum %" PRId64 " missing %" PRId64 " moved %" PRId64 " worst %" PRId64 "\n",
           assignment->affinity_sum, assignment->missing, assignment->moved, assignment->worst_affinity);
    for (size_t i = 0; i < assignment->choice_count; i++)
        printf("%d-%d ", assignment->choices[i].application, assignment->choices[i].expert);
    printf("\nloads and prices:");
    for (size_t i = 0; i < EXPERTS; i++) printf(" %d:%" PRId64, assignment->loads[i], assignment->prices[i]);
    printf("\nviolated: %zu of %zu\n", assignment->hall.application_count,
           assignment->hall_whole.application_count);
}

static AssignProblem make_problem(Arena *arena, Chance *chance, bool loads_first, int32_t load_max)
{
    AssignApplication *applications = ARENA_MANY(arena, APPLICATIONS, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, EXPERTS, AssignExpert);
    Edge edges[APPLICATIONS * EXPERTS];
    size_t count = 0;
    for (int32_t i = 0; i < APPLICATIONS; i++) applications[i] = (AssignApplication){i, 3};
    for (int32_t i = 0; i < EXPERTS; i++) experts[i] = (AssignExpert){i, 2, load_max};
    for (int32_t p = 0; p < APPLICATIONS; p++)
        for (int32_t r = 0; r < EXPERTS; r++)
            if (chance_below(chance, 5))
                edges[count++] = (Edge){p, r, (int32_t)chance_below(chance, 5) * 250000,
                                        chance_below(chance, 9) ? ASSIGN_FREE : ASSIGN_STAYING};
    AssignProblem problem = {applications, APPLICATIONS, experts,
                             EXPERTS,      .seed = 7,    .loads_first = loads_first};
    return with_edges(arena, problem, edges, count);
}

static void assign(Arena *arena, Chance *chance, bool loads_first, int32_t load_max)
{
    AssignProblem problem = make_problem(arena, chance, loads_first, load_max);
    print_assignment(assign_experts(arena, &problem, NULL));
}

static void assign_by_lot(Arena *arena, Chance *chance, int32_t cap)
{
    AssignProblem problem = make_problem(arena, chance, false, 12);
    AssignRandomProblem capped = {&problem, cap, NULL};
    const AssignRandom *random = assign_random(arena, &capped, NULL);
    printf("chances: sum %" PRId64 " missing %" PRId64 " worst %" PRId64 "\n", random->affinity_sum,
           random->missing, random->worst_affinity);
    for (size_t i = 0; i < random->chance_count; i++)
        printf("%d-%d:%d ", random->chances[i].application, random->chances[i].expert,
               random->chances[i].chance);
    printf("\ndrawn:");
    const Assignment *drawn = assign_random_draw(arena, &problem, random, 3);
    for (size_t i = 0; i < drawn->choice_count; i++)
        printf(" %d-%d", drawn->choices[i].application, drawn->choices[i].expert);
    printf("\n");
}

static void compose(Arena *arena, Chance *chance)
{
    AssignProblem problem = make_problem(arena, chance, true, 12);
    AssignRule rules[2 * APPLICATIONS];
    uint16_t regions[EXPERTS];
    for (int i = 0; i < EXPERTS; i++) regions[i] = (uint16_t)(i % 4);
    for (int32_t i = 0; i < APPLICATIONS; i++) {
        rules[2 * i] = (AssignRule){i, ASSIGN_EACH_GROUP, 0, 1};
        rules[2 * i + 1] = (AssignRule){i, i % 5, 1, 1 + i % 2};
    }
    AssignComposeProblem ruled = {&problem, assign_groups_of(arena, &problem, regions), rules,
                                  2 * APPLICATIONS};
    const AssignComposed *composed = assign_compose(arena, &ruled, NULL);
    printf("composed: missing to rules %" PRId64 "\n", composed->least_missing);
    print_assignment(&composed->assignment);
}

static void select_some(Arena *arena, Chance *chance, SelectTie tie)
{
    SelectEntry entries[ENTRIES];
    Rational criteria[ENTRIES][2];
    for (int32_t i = 0; i < ENTRIES; i++) {
        int32_t city = (int32_t)chance_below(chance, 20);
        for (int c = 0; c < 2; c++) criteria[i][c] = (Rational){chance_below(chance, 3), 1};
        entries[i] = (SelectEntry){i,
                                   {chance_below(chance, 30), 1 + chance_below(chance, 3)},
                                   criteria[i],
                                   {(int32_t)chance_below(chance, 2), city / 5, city / 2, city}};
    }
    const SelectBound bounds[] = {{SELECT_FLOOR, 0, 1, 8, {8, 1}},
                                  {SELECT_FLOOR, 1, 2, 5, RATIONAL_NONE},
                                  {SELECT_CAP, 2, SELECT_EACH, 2},
                                  {SELECT_CAP, 1, 0, 4}};
    SelectRules rules = {15, {3, 1}, bounds, 4, tie, 2, 11};
    const Selection *selection = select_entries(arena, entries, ENTRIES, &rules);
    printf("selection: %zu passed, sum %" PRId64 "/%" PRId64 "\n", selection->passed,
           selection->score_sum.numerator, selection->score_sum.denominator);
    for (size_t i = 0; i < ENTRIES; i++) {
        const SelectRow *row = &selection->rows[i];
        printf("%zu:%d:%d:%d:%d ", row->entry, row->rank, row->outcome, row->tie, row->reserve);
    }
    printf("\n");
}

static void offsets(Arena *arena, Chance *chance)
{
    ScoredReview reviews[APPLICATIONS * 3];
    for (int64_t i = 0; i < APPLICATIONS * 3; i++)
        reviews[i] =
            (ScoredReview){i / 3, (i / 3 + i % 3 * 5) % EXPERTS, {chance_below(chance, 500), 100 + i % 7}};
    Offsets found = mean_offsets(arena, reviews, APPLICATIONS * 3);
    printf("offsets:");
    for (size_t i = 0; i < found.expert_count; i++) printf(" %" PRId64, found.experts[i].thousandths);
    for (size_t i = 0; i < found.application_count; i++)
        printf(" %" PRId64, found.applications[i].thousandths);
    printf("\n");
}

static void print_calibration(const Calibration *calibration)
{
    printf("calibration: %d λ %d %d in %d rounds, σ² %a %a %a\n", calibration->reason,
           calibration->ratio_application, calibration->ratio_expert, calibration->rounds,
           calibration->variance_application, calibration->variance_expert, calibration->variance_rest);
    for (size_t i = 0; i < calibration->application_count; i++) {
        const CalibrateApplication *row = &calibration->applications[i];
        printf("%" PRId64 "±%" PRId64 ":%" PRId64 ":%d-%d:%d ", row->calibrated_millionths,
               row->error_thousandths, row->corrected_thousandths, row->rank_from, row->rank_to, row->above);
    }
    printf("\nexperts:");
    for (size_t i = 0; i < calibration->expert_count; i++) {
        const CalibrateExpert *row = &calibration->experts[i];
        printf(" %d:%" PRId64 "±%" PRId64 ":%" PRId64 ":%d", row->reason, row->severity_thousandths,
               row->error_thousandths, row->spread_thousandths, row->agreement_thousandths);
    }
}

/* Two panels that share no application. */
static void calibrate(Arena *arena, Chance *chance)
{
    ScoredReview reviews[APPLICATIONS * 3];
    int64_t lenience[EXPERTS];
    for (size_t i = 0; i < EXPERTS; i++) lenience[i] = chance_below(chance, 40);
    for (int64_t i = 0; i < APPLICATIONS * 3; i++) {
        int64_t application = i / 3, panel = application % 5 == 4;
        int64_t expert =
            panel ? 8 + (application + i % 3) % 4 : (application + i % 3 * (1 + application % 2)) % 8;
        int64_t grade = application * 2 + lenience[expert] + chance_below(chance, 30);
        reviews[i] = (ScoredReview){application, expert, {grade, 10 + 5 * (i % 2)}};
    }
    CalibrateProblem problem = {reviews, APPLICATIONS * 3, 10, 500, 17};
    const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
    const CalibratePlan *plan = calibrate_plan(arena, calibration, 12, 2);
    print_calibration(calibration);
    printf("\nplan: %" PRId64 " to %" PRId64 ":", plan->misses_millionths, plan->misses_after_millionths);
    for (size_t i = 0; i < plan->count; i++)
        printf(" %zu:%" PRId64, plan->steps[i].application, plan->steps[i].saved_millionths);
    printf("\n");
}

static void tally(Arena *arena, Chance *chance, TallyForm form)
{
    TallyEntry entries[EXPERTS];
    TallyMark marks[MEMBERS * EXPERTS];
    TallyRecusal recusals[] = {{0, 1}, {3, 2}, {3, 5}};
    bool voted[MEMBERS];
    for (int32_t i = 0; i < EXPERTS; i++) entries[i] = (TallyEntry){i, {i / 4, 1}};
    for (int32_t i = 0; i < MEMBERS * EXPERTS; i++)
        marks[i] = (TallyMark){i / EXPERTS, i % EXPERTS, (int32_t)chance_below(chance, 4)};
    for (size_t i = 0; i < MEMBERS; i++) voted[i] = i != 7;
    const TallyTie steps[] = {TALLY_TIE_CASTING, TALLY_TIE_EARLIER, TALLY_TIE_LOT};
    TallyProblem problem = {entries, EXPERTS, voted, MEMBERS, marks, MEMBERS * EXPERTS, recusals, 3, 1, 2,
                            form,    steps,   3,     13,      {1, 2}};
    const Tally *counted = tally_count(arena, &problem);
    printf("tally:");
    for (size_t i = 0; i < EXPERTS; i++) {
        const TallyRow *row = &counted->rows[i];
        printf(" %zu:%" PRId64 "/%" PRId64 ":%d", row->entry, row->points, row->of, row->decided_by);
    }
    printf("\n");
}

int main(void)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {42};
    assign(arena, &chance, false, 12);
    assign(arena, &chance, true, 15);
    assign(arena, &chance, false, 8);
    for (SelectTie tie = SELECT_TIE_ALL_PASS; tie <= SELECT_TIE_LOT; tie++) select_some(arena, &chance, tie);
    offsets(arena, &chance);
    for (TallyForm form = TALLY_APPROVE; form <= TALLY_SCORE; form++) tally(arena, &chance, form);
    calibrate(arena, &chance);
    assign_by_lot(arena, &chance, 300);
    assign_by_lot(arena, &chance, 1024);
    compose(arena, &chance);
    arena_free(arena);
    return 0;
}
