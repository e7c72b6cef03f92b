/* SPDX-License-Identifier: Apache-2.0 */
/* A small edition for tests of its evaluation: the demonstration's rules with one round of assessment
 * (three criteria would do; it has its own), applications and experts as the tests ask for. */
#ifndef TOWN_H
#define TOWN_H

#include "feature/prize/review.h"
#include "store_fixture.h"

typedef struct {
    Store *store;
    Arena *arena;
    AccountId organiser;
    int64_t applications;
} Town;

/* Which rules; then the edition is kept, and the clock stands in the middle of round 1. */
Edition town_rules(Arena *arena);
Town town_make(Store *store, Arena *arena, const Edition *rules);
const Edition *town_edition(Town *town);

typedef struct {
    const char *title, *organisation, *city, *country, *address, *partner, *topic, *tongue;
} TownApplication;
ApplicationId town_application(Town *town, TownApplication application); /* submitted */
typedef struct {
    const char *name, *address, *organisation, *city, *country, *topic, *tongue;
    int64_t capacity;
} TownExpert;
AccountId town_expert(Town *town, TownExpert expert); /* has accepted, with a profile */
AccountId town_account(Town *town, const char *name, const char *address);

/* Changes and readings of one call. */
typedef bool TownWork(Change *change, const Edition *edition, void *context, Problems *problems);
bool town_change(Town *town, AccountId who, TownWork *work, void *context); /* problems are kept in … */
/* The same by somebody who writes in this language. */
bool town_change_in(Town *town, AccountId who, Text tongue, TownWork *work, void *context);
extern Problems town_problems;
bool town_had(const char *field, const char *english); /* … and asked by this */

/* Plans and confirms round 1. */
extern AssignmentWish town_wish; /* of plans */
bool town_plan(Town *town, AssignmentPlan *plan);
bool town_confirm(Town *town);
AssignmentId town_assignment(Town *town, ApplicationId application, AccountId expert); /* in any state */
Text town_state(Town *town, AssignmentId assignment);
int64_t town_count(Town *town, const char *kind); /* entries of the journal */
Review town_grades(Town *town, int64_t grade);    /* all criteria of round 1 */
bool town_send(Town *town, AccountId expert, AssignmentId assignment, int64_t grade);
Conflicts town_conflicts(Town *town, AccountId person);

#endif
