/* SPDX-License-Identifier: Apache-2.0 */
/* What an assignment was chosen from, as a record keeps it: how much each expert could take, and how well
 * each fits each application. Whoever has it checks by the proof that no better assignment was possible
 * (engine/assign_check.h), without solving anything.
 *
 * {"experts":[[person,load_min,load_max],…],"rows":[[application,demand,"3 - 12k 8s"],…],"unit":50000}
 * A row has one word for each expert, in their order: the affinity in units of so many millionths, or "-"
 * where a conflict of interest stands; "k" behind it: the review was begun or sent, so the pair is kept;
 * "s": the pair was assigned, and stays if it can. */
#ifndef PRIZE_FIT_H
#define PRIZE_FIT_H

#include "engine/assign.h"
#include "platform/store/json.h"

/* The problem's pairs as they were made: by expert in each row. `people` has the name of each expert. */
Text fit_write(Arena *arena, const AssignProblem *problem, const Text *people);

typedef struct {
    AssignProblem problem; /* faultless; the key of an expert is the place in the list, from 1 */
    Text *people;          /* of each expert */
} Fit;

/* False: it isn't such a text, or breaks the ranges of engine/assign.h. */
bool fit_read(Arena *arena, const json_t *json, Fit *fit);

#endif
