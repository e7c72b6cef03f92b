/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/winner.h"

#include "feature/prize/announcement.h"
#include "town.h"

/* Six candidates in two categories, with the means that the rows say; a chair, a deputy, three members. */
enum { CANDIDATES = 6, MEMBERS = 5 };
typedef struct {
    Town town;
    ApplicationId candidates[CANDIDATES];
    AccountId members[MEMBERS]; /* the chair, the deputy, then the others */
    MotionId motion;
    Votes votes;
    Text award, reason;
    Placings placings;
    ApplicationId application;
    int64_t round;
} Scene;

static bool shortlist(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    int64_t last = (int64_t)edition->rounds.count;
    for (int i = 0; i < CANDIDATES; i++) {
        int64_t key = scene->candidates[i].key;
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO round_result (edition, round, application, rank, numerator, denominator,"
                        " mean_numerator, mean_denominator, reviews, outcome, bound, counterpart, tie, "
                        "tie_with, reserve,"
                        " passed) VALUES ($1, $2, $3, $4, $5, 2, $5, 2, 3, 'rank', -1, 0, '', 0, 0, 1)"),
                    BIND(edition->id.key, last, key, i + 1, 9 - i / 2));
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO candidate (edition, round, application) VALUES ($1, $2, $3)"),
                    BIND(edition->id.key, last, key));
    }
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO round_confirmation (edition, round, confirmed_at, confirmed_by, note)"
                    " VALUES ($1, $2, $3, $4, '')"),
                BIND(edition->id.key, last, change->at.now, change->at.viewer));
    for (int i = 0; i < MEMBERS; i++) {
        CommitteeSeat seat = i == 0 ? SEAT_CHAIR : i == 1 ? SEAT_DEPUTY : SEAT_MEMBER;
        if (!committee_seat(change, edition, scene->members[i], seat, problems)) return false;
    }
    return true;
}

/* One award with one place and one with two, so that a few votes decide. */
static Edition small_rules(Arena *arena)
{
    Edition rules = town_rules(arena);
    rules.awards.count = 2;
    rules.awards.at[0].places = 1;
    rules.awards.at[0].tiers.count = 0;
    rules.awards.at[0].draws_on.count = 0;
    rules.awards.at[1].places = 1;
    rules.awards.at[1].tiers.count = 0;
    rules.awards.at[1].draws_on.count = 0;
    rules.awards.at[1].may_stay_empty = true;
    return rules;
}

static Scene begin(Fixture *fixture)
{
    static const char *const names[MEMBERS] = {"Kim", "Diallo", "Becker", "Rossi", "Tanaka"};
    static const char *const addresses[MEMBERS] = {"kim@c.example", "diallo@c.example", "becker@c.example",
                                                   "rossi@c.example", "tanaka@c.example"};
    Edition rules = small_rules(fixture->arena);
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    prize_announcement_register();
    scene.award = rules.awards.at[0].code;
    for (int i = 0; i < CANDIDATES; i++)
        scene.candidates[i] = town_application(&scene.town, (TownApplication){0});
    for (int i = 0; i < MEMBERS; i++) scene.members[i] = town_account(&scene.town, names[i], addresses[i]);
    assert_true(town_change(&scene.town, scene.town.organiser, shortlist, &scene));
    return scene;
}

static bool open_ballot(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    return motion_open_ballot(change, edition, scene->award, problems, &scene->motion);
}
static bool propose(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return motion_propose(change, edition, problems, &((Scene *)context)->motion);
}
static bool contest(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    return motion_contest(change, edition, scene->motion, scene->reason, problems);
}
static bool depart(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    return motion_depart(change, edition, &scene->placings, scene->reason, problems, &scene->motion);
}
static bool cast(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    return ballot_cast(change, edition, scene->motion, &scene->votes, problems);
}
static bool close_it(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return motion_close(change, edition, ((Scene *)context)->motion, problems);
}
static bool decide(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return winners_decide(change, edition, problems);
}
static bool recuse(Change *change, const Edition *edition, void *context, Problems *problems)
{
    conflict_add(change, edition, ((Scene *)context)->application, change->at.viewer, CONFLICT_RECUSED,
                 TEXT("A cousin."));
    return true;
}

/* The member approves these candidates (indices, ended by -1). */
static bool approve(Scene *scene, int member, const int *candidates)
{
    scene->votes = (Votes){0};
    for (; *candidates >= 0; candidates++)
        *LIST_ADD(scene->town.arena, &scene->votes) = (Vote){scene->candidates[*candidates].key, 1};
    return town_change(&scene->town, scene->members[member], cast, scene);
}
static bool vote(Scene *scene, int member, int64_t value)
{
    scene->votes = (Votes){0};
    *LIST_ADD(scene->town.arena, &scene->votes) = (Vote){0, value};
    return town_change(&scene->town, scene->members[member], cast, scene);
}
#define APPROVE(scene, member, ...) approve((scene), (member), (const int[]){__VA_ARGS__, -1})
#define CHAIR(scene, work) town_change(&(scene)->town, (scene)->members[0], (work), (scene))

typedef struct {
    MotionId id;
    Motion motion;
    MotionResult result;
    bool has_result;
    CommitteeMembers members;
    OpenedBallots opened;
    Votes own;
    Winners winners;
    bool decided;
    MotionQuorum quorum;
} Look;
static void look(Snapshot *at, void *context)
{
    Look *it = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    if (it->id.key) {
        assert_true(motion_find(at, edition, it->id, &it->motion));
        it->has_result = motion_result(at->arena, &it->motion, &it->result);
        it->opened = ballots_opened(at, edition, &it->motion);
        it->own = ballot_own(at, it->id);
        it->quorum = motion_quorum(at, edition, &it->motion);
    }
    it->members = committee_members(at, edition, it->id);
    it->winners = winners_known(at, edition);
    it->decided = committee_has_decided(at, edition);
}
static Look looked(Scene *scene, AccountId viewer)
{
    Look it = {.id = scene->motion};
    store_read(scene->town.store, scene->town.arena, viewer, look, &it);
    return it;
}

static void a_ballot_is_sealed_until_the_chair_closes(void **state)
{
    Scene scene = begin(*state);
    assert_true(CHAIR(&scene, open_ballot));
    assert_true(APPROVE(&scene, 2, 3));
    AccountId curious[] = {scene.town.organiser, scene.members[0], scene.members[3]};
    for (int i = 0; i < 3; i++) {
        Look seen = looked(&scene, curious[i]);
        assert_int_equal(seen.motion.cast, 1);
        assert_false(seen.has_result);
        assert_int_equal(seen.motion.placings.count, 0);
        assert_int_equal(seen.opened.count, 0);
        assert_int_equal(seen.own.count, 0);
    }
    assert_int_equal(looked(&scene, scene.members[2]).own.count, 1);
    assert_false(town_change(&scene.town, scene.members[2], close_it, &scene));
    assert_true(town_had("", "Only the chair or the deputy can do this."));
}

static void without_quorum_nothing_is_given(void **state)
{
    Scene scene = begin(*state); /* more than half of five: three */
    assert_true(CHAIR(&scene, open_ballot));
    assert_true(APPROVE(&scene, 0, 1));
    assert_int_equal(looked(&scene, scene.members[0]).quorum.needed, 3);
    assert_true(APPROVE(&scene, 2, 1));
    assert_true(CHAIR(&scene, close_it));
    Look seen = looked(&scene, scene.members[0]);
    assert_int_equal(seen.motion.state, MOTION_INQUORATE);
    assert_int_equal(seen.motion.placings.count, 0);
    assert_false(CHAIR(&scene, decide));
}

static void most_approvals_win_and_a_motion_is_closed_once(void **state)
{
    Scene scene = begin(*state);
    assert_true(CHAIR(&scene, open_ballot));
    assert_true(APPROVE(&scene, 0, 0, 4));
    assert_true(APPROVE(&scene, 2, 4));
    assert_true(APPROVE(&scene, 3, 4, 5));
    assert_true(CHAIR(&scene, close_it));
    assert_false(CHAIR(&scene, close_it));
    assert_true(town_had("", "This vote is closed. Nothing was changed."));
    assert_false(APPROVE(&scene, 4, 0));
    Look seen = looked(&scene, scene.members[0]);
    assert_int_equal(seen.motion.state, MOTION_CARRIED);
    assert_int_equal(seen.motion.placings.count, 1);
    assert_int_equal(seen.motion.placings.at[0].application, scene.candidates[4].key);
    assert_int_equal(seen.result.voted, 3);
    assert_int_equal(seen.result.needed, 3);
    assert_int_equal(town_count(&scene.town, "motion.closed"), 1);
}

static void the_casting_vote_decides_between_equals(void **state)
{
    Scene scene = begin(*state);
    assert_true(CHAIR(&scene, open_ballot));
    assert_true(APPROVE(&scene, 0, 5)); /* the chair, for the one with the lower mean */
    assert_true(APPROVE(&scene, 2, 0));
    assert_true(APPROVE(&scene, 3, 0, 5));
    assert_true(CHAIR(&scene, close_it));
    Look seen = looked(&scene, scene.members[0]);
    assert_int_equal(seen.motion.placings.at[0].application, scene.candidates[5].key);
    assert_true(seen.result.by_casting_vote);
}

static void the_recused_neither_vote_nor_hinder(void **state)
{
    Scene scene = begin(*state);
    scene.application = scene.candidates[1];
    assert_true(town_change(&scene.town, scene.members[2], recuse, &scene));
    assert_true(CHAIR(&scene, open_ballot));
    assert_false(APPROVE(&scene, 2, 1));
    Text field = text_format(scene.town.arena, "v-%lld", (long long)scene.candidates[1].key);
    assert_true(town_had(text_c(scene.town.arena, field),
                         "You are recused from one of these candidates. Leave it out."));
    assert_true(APPROVE(&scene, 2, 0));
    assert_true(APPROVE(&scene, 3, 1));
    assert_true(APPROVE(&scene, 4, 1));
    assert_true(APPROVE(&scene, 0, 0));
    assert_true(CHAIR(&scene, close_it));
    /* one: two of the three that may judge it; nought: two of four */
    assert_int_equal(looked(&scene, scene.members[0]).motion.placings.at[0].application,
                     scene.candidates[1].key);
}

static void enough_ballots_may_be_too_few_for_one_candidate(void **state)
{
    Scene scene = begin(*state);
    scene.application = scene.candidates[1];
    assert_true(town_change(&scene.town, scene.members[2], recuse, &scene));
    assert_true(CHAIR(&scene, open_ballot));
    assert_true(APPROVE(&scene, 0, 1));
    assert_true(APPROVE(&scene, 2, 0));
    assert_true(APPROVE(&scene, 3, 1));
    /* more than half of five: three; of the four that may judge one: three, of whom two have voted */
    Look seen = looked(&scene, scene.members[0]);
    assert_int_equal(seen.motion.cast, 3);
    assert_int_equal(seen.quorum.needed, 3);
    assert_false(seen.quorum.is_reached);
    assert_true(APPROVE(&scene, 4, 0));
    assert_true(looked(&scene, scene.members[0]).quorum.is_reached);
    assert_true(CHAIR(&scene, close_it));
    assert_int_equal(looked(&scene, scene.members[0]).motion.state, MOTION_CARRIED);
}

static void a_contested_proposal_gives_nothing(void **state)
{
    Scene scene = begin(*state);
    assert_true(CHAIR(&scene, propose));
    assert_false(town_change(&scene.town, scene.members[3], contest, &scene));
    assert_true(town_had("reason", "Say what you contest. The committee reads it."));
    scene.reason = TEXT("The second should be first.");
    assert_true(town_change(&scene.town, scene.members[3], contest, &scene));
    assert_int_equal(looked(&scene, scene.members[0]).motion.state, MOTION_CONTESTED);
    assert_false(CHAIR(&scene, close_it));
    assert_false(CHAIR(&scene, decide));
}

static void the_deputy_acts_and_the_decision_is_hidden(void **state)
{
    Scene scene = begin(*state);
    AccountId deputy = scene.members[1];
    assert_true(town_change(&scene.town, deputy, propose, &scene));
    assert_true(town_change(&scene.town, deputy, close_it, &scene));
    assert_true(town_change(&scene.town, deputy, decide, &scene));
    assert_false(town_change(&scene.town, deputy, decide, &scene));
    assert_int_equal(looked(&scene, deputy).winners.count, 2);
    assert_int_equal(looked(&scene, scene.town.organiser).winners.count, 2);
    assert_int_equal(looked(&scene, (AccountId){0}).winners.count, 0);
    scene.application = looked(&scene, deputy).winners.at[0].application;
    assert_true(town_change(&scene.town, scene.members[4], recuse, &scene));
    assert_int_equal(looked(&scene, scene.members[4]).winners.count, 1);
    clock_stand_at(town_edition(&scene.town)->winners_publish_at);
    assert_int_equal(looked(&scene, (AccountId){0}).winners.count, 2);
}

static void place(Scene *scene, int candidate)
{
    scene->placings = (Placings){0};
    *LIST_ADD(scene->town.arena, &scene->placings) =
        (Placing){scene->award, TEXT(""), 1, scene->candidates[candidate].key};
}

static void a_departure_needs_a_reason_and_its_vote_and_is_recorded(void **state)
{
    Scene scene = begin(*state);
    place(&scene, 5);
    assert_false(CHAIR(&scene, depart));
    assert_true(
        town_had("reason", "Give the reason for departing from the ranking. It stands in the record."));
    scene.reason = TEXT("It is the only one that was tested.");
    assert_false(town_change(&scene.town, scene.members[2], depart, &scene));
    assert_true(CHAIR(&scene, propose));
    assert_true(CHAIR(&scene, close_it));
    assert_true(CHAIR(&scene, depart));
    assert_true(vote(&scene, 0, 1) && vote(&scene, 2, 1) && vote(&scene, 3, 0));
    assert_true(CHAIR(&scene, close_it));
    assert_int_equal(looked(&scene, scene.members[0]).motion.state, MOTION_CARRIED);
    assert_true(CHAIR(&scene, decide));
    assert_int_equal(looked(&scene, scene.members[0]).winners.at[0].application.key, scene.candidates[5].key);
}

static void a_departure_cannot_place_one_candidate_twice(void **state)
{
    Scene scene = begin(*state);
    place(&scene, 5);
    scene.reason = TEXT("It is the only one that was tested.");
    Placing again = scene.placings.at[0];
    again.place = 2;
    *LIST_ADD(scene.town.arena, &scene.placings) = again;
    assert_false(CHAIR(&scene, depart));
    assert_true(town_had("placings", "A candidate can have one place only. Choose another."));
}

static void a_lost_departure_changes_nothing(void **state)
{
    Scene scene = begin(*state);
    scene.reason = TEXT("For balance.");
    place(&scene, 5);
    assert_true(CHAIR(&scene, propose) && CHAIR(&scene, close_it) && CHAIR(&scene, depart));
    assert_true(vote(&scene, 0, 1) && vote(&scene, 2, 0) && vote(&scene, 3, 0));
    assert_true(CHAIR(&scene, close_it));
    assert_int_equal(looked(&scene, scene.members[0]).motion.state, MOTION_LOST);
    assert_true(CHAIR(&scene, decide));
    assert_int_not_equal(looked(&scene, scene.members[0]).winners.at[0].application.key,
                         scene.candidates[5].key);
}

static void one_application_gets_no_second_award(void **state)
{
    Scene scene = begin(*state);
    scene.reason = TEXT("It deserves both.");
    assert_true(CHAIR(&scene, propose) && CHAIR(&scene, close_it));
    scene.award = town_edition(&scene.town)->awards.at[1].code;
    Look seen = looked(&scene, scene.members[0]);
    scene.placings = (Placings){0};
    *LIST_ADD(scene.town.arena, &scene.placings) =
        (Placing){scene.award, TEXT(""), 1, seen.motion.placings.at[0].application};
    assert_true(CHAIR(&scene, depart));
    assert_true(vote(&scene, 0, 1) && vote(&scene, 2, 1) && vote(&scene, 3, 1));
    assert_true(CHAIR(&scene, close_it));
    assert_false(CHAIR(&scene, decide));
    assert_true(town_had("", "One application has two awards. Vote on one of them again."));
}

static bool leave_the_prize(Change *change, const Edition *edition, void *context, Problems *problems)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM candidate WHERE application = $1"),
                BIND(((Scene *)context)->application.key));
    return true;
}

static void a_withdrawn_candidate_cannot_win(void **state)
{
    Scene scene = begin(*state);
    assert_true(CHAIR(&scene, propose) && CHAIR(&scene, close_it));
    scene.application.key = looked(&scene, scene.members[0]).motion.placings.at[0].application;
    assert_true(town_change(&scene.town, scene.town.organiser, leave_the_prize, &scene));
    assert_false(CHAIR(&scene, decide));
    assert_true(
        town_had("", "An application that has left the prize still has a place. Vote on its award again."));
}

static bool withdraw(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return application_withdraw(change, edition, ((Scene *)context)->application, TEXT(""), problems);
}

static void who_has_won_cannot_leave_and_who_has_not_cannot_either(void **state)
{
    Scene scene = begin(*state);
    assert_true(CHAIR(&scene, propose) && CHAIR(&scene, close_it) && CHAIR(&scene, decide));
    for (int i = 0; i < CANDIDATES; i++) {
        scene.application = scene.candidates[i];
        assert_false(town_change(&scene.town, scene.town.organiser, withdraw, &scene));
        assert_true(town_had("",
                             "The time of the final decision is over. Write to the organisers to withdraw "
                             "it."));
    }
}

/* ---- the announcement */

static bool tell(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return announcement_tell(change, edition, problems);
}
static int64_t mails(Scene *scene, const char *kind);
typedef struct {
    const char *kind;
    int64_t count;
} MailCount;
static void count_mails(Snapshot *at, void *context)
{
    MailCount *it = context;
    it->count = store_count(at, SQL("SELECT count(*) FROM outbox WHERE kind = $1"), BIND(it->kind));
}
static int64_t mails(Scene *scene, const char *kind)
{
    MailCount it = {.kind = kind};
    store_read(scene->town.store, scene->town.arena, (AccountId){0}, count_mails, &it);
    return it.count;
}

static void winners_are_told_once_and_results_go_out_after_the_instant(void **state)
{
    Scene scene = begin(*state);
    assert_false(town_change(&scene.town, scene.town.organiser, tell, &scene));
    assert_true(CHAIR(&scene, propose) && CHAIR(&scene, close_it) && CHAIR(&scene, decide));
    assert_false(town_change(&scene.town, scene.members[0], tell, &scene)); /* the chair is no organiser */
    assert_true(town_change(&scene.town, scene.town.organiser, tell, &scene));
    assert_true(town_change(&scene.town, scene.town.organiser, tell, &scene));
    assert_int_equal(mails(&scene, "prize/winner-embargo"), 2);
    assert_int_equal(town_count(&scene.town, "winner.told"), 2);
    Instant instant = town_edition(&scene.town)->winners_publish_at;
    clock_stand_at((Instant){instant.us - 1});
    announcement_send_due(scene.town.store, scene.town.arena);
    assert_int_equal(mails(&scene, "prize/result-final"), 0);
    clock_stand_at(instant);
    announcement_send_due(scene.town.store, scene.town.arena);
    int64_t sent = mails(&scene, "prize/result-final");
    assert_true(sent >= CANDIDATES);
    announcement_send_due(scene.town.store, scene.town.arena);
    assert_int_equal(mails(&scene, "prize/result-final"), sent);
}

RUN_TESTS(ON_BOTH(a_ballot_is_sealed_until_the_chair_closes), ON_BOTH(without_quorum_nothing_is_given),
          ON_BOTH(most_approvals_win_and_a_motion_is_closed_once),
          ON_BOTH(the_casting_vote_decides_between_equals), ON_BOTH(the_recused_neither_vote_nor_hinder),
          ON_BOTH(enough_ballots_may_be_too_few_for_one_candidate),
          ON_BOTH(a_contested_proposal_gives_nothing), ON_BOTH(the_deputy_acts_and_the_decision_is_hidden),
          ON_BOTH(a_departure_needs_a_reason_and_its_vote_and_is_recorded),
          ON_BOTH(a_departure_cannot_place_one_candidate_twice), ON_BOTH(a_lost_departure_changes_nothing),
          ON_BOTH(one_application_gets_no_second_award), ON_BOTH(a_withdrawn_candidate_cannot_win),
          ON_BOTH(who_has_won_cannot_leave_and_who_has_not_cannot_either),
          ON_BOTH(winners_are_told_once_and_results_go_out_after_the_instant))
