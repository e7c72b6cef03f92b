/* SPDX-License-Identifier: Apache-2.0 */
/* The chances that an assignment by lot was drawn from, as a record keeps them beside its `fit` (fit.h):
 *
 * [[application,"3:512 7:1024"],…], those that have chances, by key. A word is the place of an expert in the
 * list of `fit`, from 1, and the chance in 1024ths; the places rise. */
#ifndef PRIZE_CHANCES_H
#define PRIZE_CHANCES_H

#include "engine/assign_random.h"
#include "platform/store/json.h"

Text chances_write(Arena *arena, const AssignProblem *problem, const AssignRandom *random);

/* The chances, and every sum of them; the proof stays as it is. The problem's pairs are by expert in each
 * row. False: it isn't such a text, stands out of order, or has a chance for a pair that isn't in the rows.
 */
bool chances_read(Arena *arena, const json_t *json, const AssignProblem *problem, AssignRandom *random);

#endif
