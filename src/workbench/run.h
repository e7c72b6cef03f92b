/* SPDX-License-Identifier: Apache-2.0 */
/* A command's work, with memory of its own. */
#ifndef WORKBENCH_RUN_H
#define WORKBENCH_RUN_H

#include "base/arena.h"

/* Gives work an arena and returns its exit status. Where it fails, what it left half done is taken away
 * first. */
int run_in_arena(int (*work)(Arena *arena, void *context), void *context);

#endif
