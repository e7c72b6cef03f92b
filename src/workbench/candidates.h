/* SPDX-License-Identifier: Apache-2.0 */
/* Who may pass, from a table: application, score, and any columns more, some of which are attributes that
 * floors and caps are about, or criteria that decide where scores are equal. Scores are decimals of up to six
 * places. */
#ifndef WORKBENCH_CANDIDATES_H
#define WORKBENCH_CANDIDATES_H

#include "engine/select.h"
#include "workbench/faults.h"
#include "workbench/names.h"
#include "workbench/source.h"

/* A floor or cap as it is typed: "region=Africa:2", "country=*:3" (each value by itself), and of a floor
 * "region=Africa:2@6.5" (counting only scores from 6.5 on). */
typedef struct {
    Text typed;
    Text attribute, value;
    SelectBound bound; /* its value: of the attribute's values, once they are read */
} CandidateBound;

/* NULL, or what is wrong with it, as the end of a sentence. */
const char *candidates_read_bound(Text typed, SelectBoundKind kind, CandidateBound *bound);

typedef struct {
    CandidateBound *bounds;
    size_t bound_count;
    Text *criteria; /* columns, in small letters */
    size_t criteria_count;
} CandidateColumns;

typedef struct {
    Names names;
    Names values[SELECT_ATTRIBUTES]; /* of each attribute that a bound is about */
    Text attributes[SELECT_ATTRIBUTES];
    size_t attribute_count;
    SelectEntry *entries;
    size_t count;
} Candidates;

/* Also sets the attributes and values of the bounds. NULL, with faults, if something is not in order; a value
 * that nobody has is none. */
const Candidates *candidates_read(Arena *arena, Source *source, CandidateColumns *columns, Faults *faults);

#endif
