/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_check.h"
#include "engine/assign_fair.h"
#include "engine/assign_random_check.h"
#include "feature/prize/assignment_input.h"
#include "feature/prize/chances.h"
#include "feature/prize/verify_fit.h"

static size_t row_of_key(const FitCheck *check, const json_t *key) /* and one; 0: none */
{
    int64_t number = 0;
    const FactApplication *application =
        json_to_key(key, &number) ? fact_application(check->facts, number) : NULL;
    return application ? check->row_of[application - check->facts->applications.at] : 0;
}

static size_t expert_of_name(const FitCheck *check, const json_t *name) /* likewise */
{
    ptrdiff_t person = places_find(&check->facts->person_places, text_of_value(name));
    return person == NO_PLACE ? 0 : check->expert_of[person];
}

static bool take_choices(FitCheck *check, Assignment *said)
{
    const json_t *list, *pair;
    size_t i;
    if (!says_list(check->facts, "pairs", &list)) return false;
    said->choices = ARENA_MANY(check->arena, json_array_size(list) + 1, AssignChoice);
    said->loads = ARENA_MANY(check->arena, check->fit.problem.expert_count + 1, int32_t);
    json_array_foreach(list, i, pair)
    {
        size_t row = row_of_key(check, json_array_get(pair, 0));
        size_t expert = expert_of_name(check, json_array_get(pair, 1));
        int64_t affinity = json_integer_value(json_array_get(pair, 2));
        if (!row || !expert || affinity > ASSIGN_AFFINITY_MAX) return false;
        said->choices[said->choice_count++] =
            (AssignChoice){(int32_t)row - 1, (int32_t)expert - 1, (int32_t)affinity};
        said->loads[expert - 1]++;
    }
    return true;
}

static bool take_prices(FitCheck *check, Assignment *said)
{
    const json_t *list, *price;
    size_t i, known = 0;
    if (!says_list(check->facts, "prices", &list)) return false;
    said->prices = ARENA_MANY(check->arena, check->fit.problem.expert_count + 1, int64_t);
    json_array_foreach(list, i, price)
    {
        size_t expert = expert_of_name(check, json_array_get(price, 0));
        if (!expert) return false;
        said->prices[expert - 1] = json_integer_value(json_array_get(price, 1));
        known++;
    }
    return known == check->fit.problem.expert_count;
}

static bool take_worst(FitCheck *check, Assignment *said)
{
    size_t row = row_of_key(check, json_object_get(check->facts->line->says, "worst_application"));
    said->worst_application = row - 1;
    return row > 0;
}

static bool take_said(FitCheck *check, Assignment *said)
{
    Facts *facts = check->facts;
    return take_choices(check, said) && take_prices(check, said) && take_worst(check, said) &&
           says_number(facts, "sum", &said->affinity_sum) &&
           says_number(facts, "worst", &said->worst_affinity) &&
           says_number(facts, "load_missing", &said->load_missing) &&
           says_number(facts, "moved", &said->moved) &&
           says_number(facts, "load_penalty", &said->load_penalty) &&
           says_number(facts, "stay_bonus", &said->stay_bonus) &&
           says_number(facts, "load_missing_cost", &said->load_missing_cost) &&
           says_number(facts, "missing_cost", &said->missing_cost);
}

static const AssignPair *find_pair(const FitCheck *check, const AssignChoice *choice) /* NULL: a conflict */
{
    const AssignProblem *problem = &check->fit.problem;
    size_t end = problem->first_pair[choice->application + 1];
    for (size_t i = problem->first_pair[choice->application]; i < end; i++)
        if (assign_pair_expert(problem->pairs[i]) == choice->expert) return &problem->pairs[i];
    return NULL;
}

/* The affinity of each pair is that of the rows, and those that don't stay are as many as is said. */
static bool pairs_are_of_rows(const FitCheck *check, const Assignment *said)
{
    const AssignProblem *problem = &check->fit.problem;
    int64_t moved = 0;
    for (size_t i = 0; i < problem->first_pair[problem->application_count]; i++)
        moved += assign_pair_pin(problem->pairs[i]) == ASSIGN_STAYING;
    for (size_t i = 0; i < said->choice_count; i++) {
        const AssignPair *pair = find_pair(check, &said->choices[i]);
        if (!pair || assign_pair_affinity(*pair) != said->choices[i].affinity) return false;
        moved -= assign_pair_pin(*pair) == ASSIGN_STAYING;
    }
    return moved == said->moved;
}

static bool sum_is_proven(FitCheck *check, Assignment *said)
{
    Text aim;
    int64_t anew;
    if (!says_text(check->facts, "aim", &aim) || !says_number(check->facts, "anew", &anew)) return false;
    if (anew) {
        assignment_free_staying(&check->fit.problem);
        said->moved = 0;
    }
    check->fit.problem.loads_first = text_is_c(aim, "even");
    return assign_check(check->arena, &check->fit.problem, said) == ASSIGN_CHECKED;
}

static bool take_weights(FitCheck *check, AssignFair *fair)
{
    const json_t *list, *weight;
    size_t i;
    if (!says_list(check->facts, "weights", &list) || !says_number(check->facts, "bound", &fair->bound))
        return false;
    fair->weights = ARENA_MANY(check->arena, check->fit.problem.application_count + 1, int64_t);
    json_array_foreach(list, i, weight)
    {
        size_t row = row_of_key(check, json_array_get(weight, 0));
        if (!row) return false;
        fair->weights[row - 1] = json_integer_value(json_array_get(weight, 1));
    }
    return true;
}

/* True if the bound is proven; that nobody could be served better than the worst-off is if it reaches it. */
static bool worst_is_proven(FitCheck *check, const Assignment *said)
{
    AssignFair fair = {.choices = said->choices,
                       .choice_count = said->choice_count,
                       .affinity_sum = said->affinity_sum,
                       .loads = said->loads,
                       .sums = ARENA_MANY(check->arena, check->fit.problem.application_count + 1, int64_t),
                       .worst = said->worst_affinity,
                       .worst_application = said->worst_application,
                       .load_missing = said->load_missing,
                       .prices = said->prices};
    for (size_t i = 0; i < said->choice_count; i++)
        fair.sums[said->choices[i].application] += said->choices[i].affinity;
    if (!take_weights(check, &fair)) return false;
    check->facts->counts->plans_open += fair.bound > fair.worst;
    return assign_fair_check(check->arena, &check->fit.problem, &fair) == ASSIGN_FAIR_CHECKED;
}

/* ---- by lot */

static bool take_lots(FitCheck *check, AssignRandomProblem *lots, AssignRandom *random, Text *seed)
{
    int64_t cap, previews;
    const json_t *chances;
    if (!says_number(check->facts, "cap", &cap) || !says_number(check->facts, "previews", &previews) ||
        !says_list(check->facts, "chances", &chances) || !says_text(check->facts, "seed", seed))
        return false;
    *lots = (AssignRandomProblem){.problem = &check->fit.problem, .cap = (int32_t)cap};
    if (previews < 1 || previews > INT32_MAX) return false;
    check->facts->counts->draws_unused += previews - 1;
    return cap >= 1 && cap <= ASSIGN_CERTAIN && seed->size == SEED_DIGITS &&
           chances_read(check->arena, chances, &check->fit.problem, random);
}

static bool is_drawn(FitCheck *check, const AssignRandom *random, Text seed, const Assignment *said)
{
    const Assignment *drawn = assign_random_draw(check->arena, &check->fit.problem, random, seed_value(seed));
    if (drawn->choice_count != said->choice_count) return false;
    for (size_t i = 0; i < said->choice_count; i++)
        if (drawn->choices[i].application != said->choices[i].application ||
            drawn->choices[i].expert != said->choices[i].expert)
            return false;
    return drawn->affinity_sum == said->affinity_sum && drawn->worst_affinity == said->worst_affinity &&
           drawn->worst_application == said->worst_application && drawn->load_missing == said->load_missing;
}

static void check_lots(FitCheck *check, const Assignment *said)
{
    AssignRandomProblem lots;
    AssignRandom random = {.prices = said->prices,
                           .load_missing_cost = said->load_missing_cost,
                           .missing_cost = said->missing_cost};
    Text seed;
    if (!take_lots(check, &lots, &random, &seed))
        DISAGREE(check->facts, "The chances of the assignment do not agree with its affinities.");
    else if (assign_random_check(check->arena, &lots, &random) != ASSIGN_RANDOM_CHECKED)
        DISAGREE(check->facts, "The proof does not show that these chances were the best ones.");
    else if (!is_drawn(check, &random, seed, said))
        DISAGREE(check->facts, "The pairs are not those that the lot draws from the chances.");
    else fact_draw(check->facts, check->round, seed);
}

void check_proof(FitCheck *check)
{
    Assignment said = {0};
    Text rule = check->facts->line->rule;
    if (!take_said(check, &said) || !pairs_are_of_rows(check, &said))
        DISAGREE(check->facts, "The proof of the assignment does not agree with its affinities.");
    else if (text_is_c(rule, ASSIGN_RANDOM_RULE)) check_lots(check, &said);
    else if (text_is_c(rule, ASSIGN_RULE) ? !sum_is_proven(check, &said) : !worst_is_proven(check, &said))
        DISAGREE(check->facts, "The proof does not show that this assignment was the best one.");
}
