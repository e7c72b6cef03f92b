/* SPDX-License-Identifier: Apache-2.0 */
/* How many applications each expert takes, from a table: expert, load[, load_min]. */
#ifndef WORKBENCH_LOADS_H
#define WORKBENCH_LOADS_H

#include "engine/assign.h"
#include "workbench/faults.h"
#include "workbench/names.h"
#include "workbench/source.h"

enum { LOADS_NONE = -1 };

/* Experts by number, without their keys. Those of the file that have no name yet get one; those who aren't in
 * it, and everyone without a source (NULL), have the loads of `other`, unless its load_max is LOADS_NONE.
 * NULL, with faults, if the file is not in order or somebody has no load. */
AssignExpert *loads_read(Arena *arena, Source *source, AssignExpert other, Names *experts, Faults *faults);

#endif
