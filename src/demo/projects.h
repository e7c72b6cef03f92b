/* SPDX-License-Identifier: Apache-2.0 */
/* Invented projects: titles, organisations and texts that follow from a number, in English, Korean
 * and German. */
#ifndef DEMO_PROJECTS_H
#define DEMO_PROJECTS_H

#include "demo/cities.h"

typedef struct {
    size_t number; /* from 0 */
    Text tongue;   /* "en", "ko", "de" */
    Text title, organisation, partner;
    const DemoCity *city;
    bool is_technological;
    const char *topic; /* a code of the demonstration's edition */
} DemoProject;

/* The n-th project; the first 240 titles differ. */
DemoProject demo_project(Arena *arena, size_t n);
/* Its answer to the k-th question of the form: paragraphs about the problem, what was built, what changed,
 * what it cost, what was learnt, in this order, and again from the front. */
Text demo_answer(Arena *arena, const DemoProject *project, size_t question);
/* What an expert writes about it: for the organiser, for the applicant. */
Text demo_comment(Arena *arena, const DemoProject *project, int64_t grade);
Text demo_feedback(Arena *arena, const DemoProject *project, int64_t grade, size_t expert);
/* Names of invented people. */
Text demo_person(Arena *arena, size_t n);

#endif
