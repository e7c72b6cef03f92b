/* SPDX-License-Identifier: Apache-2.0 */
/* Every component once, with invented values: looked at by people, and by the browser's tests. */
#ifndef PLATFORM_PAGE_GALLERY_H
#define PLATFORM_PAGE_GALLERY_H

#include "platform/page/form.h"
#include "platform/page/picture.h"
#include "platform/page/shell.h"

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Field title, mail, count, text, secret;
    ChoiceField category, paid, country;
    DateField day, deadline;
    FileField file;
    GradeField grade, grade_chosen, points;
    AnswerRows answers;
    Tasks tasks;
    ShellLinks tabs;
    Pages pages;
    Deadline closes;
    State states[STATE_WAITING + 1];
    size_t state_count;
    Notices notices;
    Court court, court_small, court_large;
    Funnel funnel;
    Steps steps;
    Progress progress;
    Chart per_day, per_expert;
    Bars regions;
    LIST(Mark) marks;
    Seats seats;
    Digits visitors;
} Gallery;

/* Fills it as of `now`; the shell is that of a public page of an invented site. */
void gallery_fill(Arena *arena, Language language, Instant now, Gallery *gallery);

#endif
