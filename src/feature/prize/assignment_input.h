/* SPDX-License-Identifier: Apache-2.0 */
/* What a plan is made from, read from the store in the order of keys. */
#ifndef PRIZE_ASSIGNMENT_INPUT_H
#define PRIZE_ASSIGNMENT_INPUT_H

#include "engine/assign.h"
#include "feature/prize/assignment.h"

typedef struct {
    int64_t key;
    Text tongue, country;
    Codes topics;
    int64_t done; /* reviews sent by experts who have left since: they count, and need no one */
} PlannedApplication;

typedef struct {
    int64_t key; /* account */
    int64_t capacity;
    Text country;
    Codes topics, tongues;
} PlannedExpert;

typedef struct {
    int64_t application, account, number; /* number: an affinity in millionths, or a pin */
} PlannedMark;

typedef struct {
    LIST(PlannedApplication) applications; /* by key */
    LIST(PlannedExpert) experts;           /* by key */
    LIST(PlannedMark) conflicts;           /* by application and account, like the others */
    LIST(PlannedMark) affinities;
    LIST(PlannedMark) pins; /* number: AssignPin of what is assigned now */
    Text digest;            /* of all of it */
} AssignmentInput;

AssignmentInput assignment_input(Snapshot *at, const Edition *edition, int64_t round);
PlannedApplication *planned_application(const AssignmentInput *input, int64_t key); /* NULL: none */
PlannedExpert *planned_expert(const AssignmentInput *input, int64_t key);
bool planned_codes_have(const Codes *codes, Text code);
/* How well they fit, in millionths: what was imported, or the rule "affinity/1". */
int64_t planned_affinity(const AssignmentInput *input, const PlannedApplication *application,
                         const PlannedExpert *expert);
/* For the pairs of a large edition, of which there are millions: it ends with the other. */
Arena *assignment_arena(Arena *owner);
/* The pairs that may be chosen, by application and expert. */
AssignProblem assignment_problem(Arena *arena, const Round *round, const AssignmentInput *input);
/* What was assigned and isn't begun counts for nothing. */
void assignment_free_staying(AssignProblem *problem);

#endif
