/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration: a year of an invented edition, played through the same model functions as the
 * pages use. It never talks to the store itself: no SQL stands in this folder (a test looks).
 *
 * One seed gives one record: the clock stands at each event's instant, and every draw comes from the
 * seed. One thread plays it. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "base/message.h"
#include "demo/projects.h"
#include "feature/prize/application.h"

#include <stdio.h>

typedef enum {
    UNTIL_CALL,
    UNTIL_SCREENING,
    UNTIL_ASSESSMENT,
    UNTIL_PANEL,
    UNTIL_COMMITTEE,
    UNTIL_ANNOUNCEMENT
} Until;

typedef struct {
    ApplicationId id;
    AccountId lead;
    int64_t quality; /* thousandths of a grade: what experts would agree on */
    bool is_submitted, is_withdrawn;
} DemoApplication;

typedef struct {
    Text digest;
    int64_t size_bytes;
} DemoFile;

typedef struct {
    AccountId account;
    int64_t severity; /* thousandths of a grade that this one gives less */
} DemoExpert;

typedef struct {
    Store *store;
    FILE *progress; /* where it says how far it is */
    Arena *arena;   /* of the whole year */
    Arena *step;    /* of one change; reset after it */
    const Edition *edition;
    int64_t application_count, expert_count;
    RoundScore score; /* that decides in its rounds */
    uint64_t chance;
    Until until;
    Instant now;
    AccountId organiser, second_organiser, chair, deputy, applicant, expert;
    DemoApplication *applications;
    DemoExpert *experts;
    DemoFile *pdfs;            /* made so far */
    LIST(AccountId) committee; /* chair and deputy first */
} Demo;

/* Plays the year; prints a line a step. */
void demo_play(Demo *demo);

/* ---- the parts of the year, in order; each stops where demo->until says */
void demo_people(Demo *demo);    /* edition, organisers, the sign-ins; experts invited and accepted */
void demo_call(Demo *demo);      /* drafts, submissions, a withdrawal */
void demo_screening(Demo *demo); /* round 1 */
void demo_scoring(Demo *demo, int64_t round);
void demo_committee(Demo *demo);

/* ---- shared */

/* Moves the clock to an instant, never back. */
void demo_move_to(Demo *demo, Instant instant);
/* One change by an actor at the demonstration's now; a refusal is a mistake of the demonstration
 * and ends it with the first problem. */
typedef bool DemoStep(Change *change, Demo *demo, void *context, Problems *problems);
void demo_change(Demo *demo, AccountId actor, DemoStep *step, void *context);
void demo_tell(const Demo *demo, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- chance (chance.c): whole numbers only, so that every machine draws the same */
uint64_t demo_draw(Demo *demo);
int64_t demo_draw_below(Demo *demo, int64_t bound);
/* About normal: mean 0, so many thousandths of standard deviation (Irwin–Hall, twelve draws). */
int64_t demo_draw_normal(Demo *demo, int64_t deviation);

#endif
