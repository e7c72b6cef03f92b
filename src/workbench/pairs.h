/* SPDX-License-Identifier: Apache-2.0 */
/* Which expert may judge which application, and how well each fits, from a file: a table with the columns
 *   application, expert, affinity[, cap]       a pair that is not there is a conflict of interest; a line
 * with an application alone is one whom nobody may judge yet or a matrix: "applications experts" in the first
 * line, then a line an application with an affinity for each expert; names are then the numbers of line and
 * column, from 1.
 *
 * Affinities are decimals of up to six places, from 0 on, and taken exactly: the pairs have whole steps of
 * 10^−places, as many places as the finest affinity of the file needs. The greatest may be no more than
 * 1,000,000 steps: 0 … 1 with six places, 0 … 100 with four, whole numbers up to 1,000,000.
 *
 * The file is read twice, so that each pair is put where it belongs at once: eight bytes a pair, and the
 * names. */
#ifndef WORKBENCH_PAIRS_H
#define WORKBENCH_PAIRS_H

#include "engine/assign.h"
#include "workbench/faults.h"
#include "workbench/names.h"
#include "workbench/source.h"

enum { PAIRS_CAP_WHOLE = 1024 };

typedef struct {
    Names applications, experts; /* numbered as they come */
    AssignPair *pairs;
    size_t *first_pair; /* as of AssignProblem */
    uint16_t *caps;     /* of each pair, in 1024ths; NULL: the file has none */
    int places;
} Pairs;

/* False, with faults, if the file is not in order. `zero_is_conflict`: an affinity of 0 is no pair. */
bool pairs_read(Arena *arena, Source *source, bool zero_is_conflict, Pairs *pairs, Faults *faults,
                const Watch *watch);

static inline size_t pairs_count(const Pairs *pairs)
{
    return pairs->first_pair[pairs->applications.count];
}

#endif
