/* SPDX-License-Identifier: Apache-2.0 */
/* What came of an assignment: in words for people, as JSON for programs, and as a table of the pairs. */
#ifndef WORKBENCH_ASSIGN_WORDS_H
#define WORKBENCH_ASSIGN_WORDS_H

#include "workbench/objective.h"

#include <stdio.h>

typedef struct {
    const NamedProblem *named;
    const ProblemFiles *files;
    const Objective *objective;
    const Outcome *outcome;
    const char *doubt; /* NULL: its proof was checked; or what is wrong with it */
    int64_t read_us, solved_us;
} AssignReport;

static inline bool report_is_feasible(const AssignReport *report)
{
    return !report->outcome->missing && !report->outcome->load_missing;
}

static inline bool report_is_certified(const AssignReport *report)
{
    return !report->doubt && !outcome_is_open(report->outcome);
}

void report_put_words(FILE *to, const AssignReport *report);
void report_put_json(FILE *to, const AssignReport *report);
/* application, expert, affinity: by names */
void report_put_pairs(FILE *to, const AssignReport *report);
/* of random: application, expert, affinity, chance */
void report_put_chances(FILE *to, const AssignReport *report);

#endif
