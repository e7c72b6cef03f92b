/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of workbench/pairs.h: what goes over the file, and what is done with each pair. */
#ifndef WORKBENCH_PAIRS_READER_H
#define WORKBENCH_PAIRS_READER_H

#include "base/list.h"
#include "workbench/pairs.h"

typedef struct {
    uint32_t application, expert;
    int64_t line; /* where the pair stands first; 0: not known yet */
} PairsTwice;

typedef struct PairsReader PairsReader;
struct PairsReader {
    Arena *arena, *scratch; /* what lives on, and what ends with the reading */
    Source *source;
    Pairs *pairs;
    Faults *faults, *line_faults; /* the latter: what is wrong with lines, which is told once */
    const Watch *watch;
    bool zero_is_conflict, has_caps;
    /* what is done with a pair; its affinity in millionths */
    void (*take)(PairsReader *reader, uint32_t application, uint32_t expert, int64_t affinity);
    int64_t line;        /* where it stands */
    uint16_t cap;        /* of it, in 1024ths */
    LIST(size_t) counts; /* pairs of each application */
    size_t count;        /* of all */
    int64_t greatest, greatest_line, finest_line;
    int64_t unit;        /* millionths in a step */
    size_t applications; /* the second time: how many there were */
    size_t *next;        /* and, in place of the counts, where the next pair of each goes */
    LIST(PairsTwice) twice;
};

/* Go over the whole file and take each application, by its number, and each pair. */
void pairs_go_over_table(PairsReader *reader);
void pairs_go_over_matrix(PairsReader *reader);
bool pairs_is_matrix(Source *source);

void pairs_take_application(PairsReader *reader, uint32_t application);
/* NULL, or what is wrong with the affinity, as the end of a sentence that begins with it. */
const char *pairs_take(PairsReader *reader, uint32_t application, uint32_t expert, Text affinity, char mark);

#endif
