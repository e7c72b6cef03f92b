/* SPDX-License-Identifier: Apache-2.0 */
/* The committee: a recusal, a proposal that is contested, sealed ballots, a departure that is lost. */
#include "demo/demo.h"
#include "feature/prize/winner.h"

typedef struct {
    Text award, reason;
    MotionId motion;
    Placings placings;
    Votes votes;
    CountCandidates candidates;
} Act;

static bool propose(Change *change, Demo *demo, void *context, Problems *problems)
{
    return motion_propose(change, demo->edition, problems, &((Act *)context)->motion);
}

static bool contest(Change *change, Demo *demo, void *context, Problems *problems)
{
    return motion_contest(change, demo->edition, ((Act *)context)->motion,
                          TEXT("The special awards should be discussed one by one."), problems);
}

static bool open_ballot(Change *change, Demo *demo, void *context, Problems *problems)
{
    Act *act = context;
    return motion_open_ballot(change, demo->edition, act->award, problems, &act->motion);
}

static bool depart(Change *change, Demo *demo, void *context, Problems *problems)
{
    Act *act = context;
    return motion_depart(change, demo->edition, &act->placings, act->reason, problems, &act->motion);
}

static bool cast(Change *change, Demo *demo, void *context, Problems *problems)
{
    Act *act = context;
    return ballot_cast(change, demo->edition, act->motion, &act->votes, problems);
}

static bool close_motion(Change *change, Demo *demo, void *context, Problems *problems)
{
    return motion_close(change, demo->edition, ((Act *)context)->motion, problems);
}

static bool decide(Change *change, Demo *demo, void *context, Problems *problems)
{
    return winners_decide(change, demo->edition, problems);
}

static bool step_back(Change *change, Demo *demo, void *context, Problems *problems)
{
    conflict_add(change, demo->edition, *(ApplicationId *)context, change->at.viewer, CONFLICT_RECUSED,
                 TEXT("I opened this project as mayor."));
    return true;
}

typedef struct {
    Demo *demo;
    CountCandidates candidates;
    Placings standing;
    AccountId member;
    Conflicts conflicts;
} Look;

static void look(Snapshot *at, void *context)
{
    Look *seen = context;
    seen->candidates = committee_candidates(at, seen->demo->edition);
    seen->standing = motions_standing(at, seen->demo->edition);
    seen->conflicts = conflict_of_person(at, seen->demo->edition->id, seen->member);
}

static Look see(Demo *demo, AccountId member)
{
    Look seen = {.demo = demo, .member = member};
    store_read(demo->store, demo->arena, demo->organiser, look, &seen);
    return seen;
}

static bool is_out(const Look *seen, const Award *award, const CountCandidate *candidate)
{
    for (size_t i = 0; i < seen->conflicts.count; i++) {
        if (seen->conflicts.at[i].application.key == candidate->key) return true;
    }
    for (size_t i = 0; i < seen->standing.count; i++) {
        if (seen->standing.at[i].application == candidate->key) return true;
    }
    for (size_t i = 0; i < award->draws_on.count; i++) {
        if (text_is(award->draws_on.at[i], candidate->category)) return false;
    }
    return award->draws_on.count > 0;
}

/* A member approves about as many as there are places: those that score high in their own eyes. */
static Votes ballot_of(Demo *demo, const Award *award, AccountId member)
{
    Look seen = see(demo, member);
    Votes votes = {0};
    int64_t *felt = ARENA_MANY(demo->arena, seen.candidates.count + 1, int64_t);
    for (size_t i = 0; i < seen.candidates.count; i++) {
        const CountCandidate *candidate = &seen.candidates.at[i];
        felt[i] = rational_round(candidate->earlier, 1000) + demo_draw_normal(demo, 250);
        if (is_out(&seen, award, candidate)) felt[i] = -1;
    }
    for (int64_t chosen = 0; chosen < award->places + 1; chosen++) {
        size_t best = 0;
        for (size_t i = 1; i < seen.candidates.count; i++) {
            if (felt[i] > felt[best]) best = i;
        }
        if (felt[best] < 0) break;
        *LIST_ADD(demo->arena, &votes) = (Vote){seen.candidates.at[best].key, 1};
        felt[best] = -1;
    }
    return votes;
}

static void vote_on(Demo *demo, const Award *award, size_t voters, bool closes)
{
    Act act = {.award = award->code};
    demo_change(demo, demo->chair, open_ballot, &act);
    for (size_t i = 0; i < voters; i++) {
        demo_move_to(demo, instant_plus(demo->now, MINUTE_US));
        act.votes = ballot_of(demo, award, demo->committee.at[i]);
        demo_change(demo, demo->committee.at[i], cast, &act);
    }
    if (closes) demo_change(demo, demo->chair, close_motion, &act);
}

/* The deputy moves a departure; it finds no majority. */
static void vote_on_departure(Demo *demo)
{
    Look seen = see(demo, demo->deputy);
    Act act = {.reason = TEXT("A smaller city should lead the list.")};
    for (size_t i = 0; i < seen.standing.count && act.placings.count == 0; i++) {
        if (seen.standing.at[i].place > 1) *LIST_ADD(demo->arena, &act.placings) = seen.standing.at[i];
    }
    if (!act.placings.count) return;
    act.placings.at[0].place = 1;
    demo_change(demo, demo->deputy, depart, &act);
    for (size_t i = 0; i < demo->committee.count; i++) {
        act.votes = (Votes){0};
        *LIST_ADD(demo->arena, &act.votes) = (Vote){0, i % 3 == 1 ? 1 : i % 5 == 4 ? -1 : 0};
        demo_change(demo, demo->committee.at[i], cast, &act);
    }
    demo_change(demo, demo->chair, close_motion, &act);
}

void demo_committee(Demo *demo)
{
    const CommitteeRules *rules = &demo->edition->committee;
    demo_move_to(demo, instant_plus(rules->begins, DAY_US));
    Look seen = see(demo, demo->chair);
    if (seen.candidates.count) {
        ApplicationId known = {seen.candidates.at[seen.candidates.count / 2].key};
        demo_change(demo, demo->committee.at[3], step_back, &known);
    }
    Act act = {0};
    demo_change(demo, demo->chair, propose, &act);
    demo_change(demo, demo->committee.at[4], contest, &act);
    demo_move_to(demo, instant_plus(rules->begins, 3 * DAY_US));
    bool stops = demo->until == UNTIL_COMMITTEE;
    for (size_t i = 0; i < demo->edition->awards.count; i++) {
        bool last = stops && i == 1;
        vote_on(demo, &demo->edition->awards.at[i], last ? demo->committee.count / 2 : demo->committee.count,
                !last);
        if (last) return;
        demo_move_to(demo, instant_plus(demo->now, HOUR_US));
    }
    vote_on_departure(demo);
    demo_change(demo, demo->chair, decide, NULL);
    demo_tell(demo, "winners: %zu, decided and sealed", see(demo, demo->chair).standing.count);
}
