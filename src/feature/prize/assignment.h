/* SPDX-License-Identifier: Apache-2.0 */
/* Who judges what in a round: planned by the engine, looked at, confirmed, mended. */
#ifndef PRIZE_ASSIGNMENT_H
#define PRIZE_ASSIGNMENT_H

#include "feature/prize/expert.h"

typedef struct {
    int64_t key;
} AssignmentId;

typedef LIST(ApplicationId) ApplicationIds;
/* Who enters a round, by key: of round 1 all submitted applications, then those that passed the round that
 * its rules name; without the withdrawn. */
ApplicationIds round_entrants(Snapshot *at, const Edition *edition, int64_t round);

typedef struct {
    ApplicationId application;
    AccountId account;
    int64_t millionths; /* affinity */
} PlannedPair;

typedef LIST(PlannedPair) PlannedPairs;

/* What a plan is as good as can be in. */
typedef enum {
    AIM_EVEN,    /* loads as even as can be, then the sum of affinities */
    AIM_SUM,     /* the sum of affinities, within the loads of the rules */
    AIM_WORST,   /* the application that is served worst, then the sum */
    AIM_LEXIMIN, /* the one that is served worst, then the next, and so on */
    AIM_RANDOM,  /* the expected sum, where no pair is certain: a lot is drawn from the chances */
    AIM_COUNT
} AssignmentAim;
const char *aim_code(AssignmentAim aim);
const char *aim_rule(AssignmentAim aim); /* as decisions name it */
AssignmentAim aim_from_code(Text code);  /* AIM_COUNT: there is none */
bool aim_is_fair(AssignmentAim aim);     /* AIM_WORST, AIM_LEXIMIN */
int32_t cap_of_percent(int64_t percent); /* in 1024ths, at most so much; 0: it isn't from 1 to 100 */
int64_t percent_of_cap(int32_t cap);

typedef struct {
    AssignmentAim aim;
    bool anew;   /* what was assigned and isn't begun counts for nothing; else as much of it stays as can. An
                    aim that is fair, and AIM_RANDOM, plan as if anew */
    int32_t cap; /* of AIM_RANDOM: the greatest chance of a pair, in 1024ths */
} AssignmentWish;

/* How good a plan is; every figure is the engine's, its certificate checked by its verifier. */
typedef struct {
    int64_t plan; /* key */
    AssignmentWish wish;
    bool feasible, certified;
    int64_t sum_millionths, worst_millionths; /* of an application */
    ApplicationId worst;
    int64_t load_least, load_greatest;
    Text inputs;  /* digest of what it was made from */
    Text prices;  /* JSON, list of [account key, price]: the certificate */
    Text weights; /* and, of AIM_WORST and AIM_LEXIMIN, list of [application key, weight]: those that are not
                     0 */
    int64_t bound_millionths; /* which they prove: no application that is served worst could have more */
    Text chances, seed;       /* of AIM_RANDOM: chances.h, assignment_seed(); else "[]" and "" */
    int64_t
        previews; /* by lot, since the round was last assigned, with this one: other chances, other draws */
    int64_t expected_millionths, most_millionths; /* the sum: on average of all lots; the most without lots */
    int64_t load_penalty, stay_bonus, load_missing_cost,
        missing_cost;     /* of AIM_EVEN, AIM_SUM and AIM_RANDOM: the costs of the proof */
    int64_t moved;        /* pairs that change against what is confirmed now */
    int64_t load_missing; /* what experts lack to their least load */
    PlannedPairs pairs;
    ApplicationIds short_applications;    /* infeasible: these … */
    LIST(AccountId) short_experts;        /* … have only these, and */
    int64_t short_demand, short_capacity; /* need so many reviews of so many possible ones */
} AssignmentPlan;

/* The affinity of a pair in millionths: what was imported; else from topics and languages by the
 * rule "affinity/1": (900,000 × shared topics ÷ topics of the application, 0 if none) + 100,000; an
 * expert who does not read the application's language and has no conflict: half of it. */
int64_t affinity_of(const Codes *application_topics, Text tongue, const Codes *expert_topics,
                    const Codes *expert_tongues);

/* Plans a round as wished: its entrants, the active experts, their loads and conflicts; reviews that are
 * begun or sent stay, open ones stay where they can. Reads and computes; changes nothing. False with a
 * problem where there is nothing to plan; an infeasible plan is a plan, and says what is short. */
bool assignment_plan(Snapshot *at, const Edition *edition, int64_t round, AssignmentWish wish,
                     Problems *problems, AssignmentPlan *plan);
bool plan_has(const AssignmentPlan *plan, int64_t application, int64_t account);
/* Keeps it as the round's preview, dropping an earlier one; sets plan->plan. */
void assignment_keep_plan(Change *change, const Edition *edition, int64_t round, AssignmentPlan *plan);
bool assignment_find_plan(Snapshot *at, const Edition *edition, int64_t round,
                          AssignmentPlan *plan); /* the preview */
/* The plan counts from now on: assignments are written, experts are told. Journalled with its
 * quality and its proof. Refused where it leaves places empty, and if rules, entrants, experts or conflicts
 * changed since. */
bool assignment_confirm(Change *change, const Edition *edition, int64_t plan, Problems *problems);
/* Writes to those experts of a round who have not begun; how many. Once a day at most. */
int64_t assignment_remind(Change *change, const Edition *edition, int64_t round);

#endif
