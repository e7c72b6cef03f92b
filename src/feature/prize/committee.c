/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/committee.h"

#include "base/random.h"
#include "feature/prize/access.h"
#include "feature/prize/expert.h"
#include "platform/account/account.h"
#include "platform/store/json.h"

#include <assert.h>
#include <inttypes.h>

static const char *const seat_codes[] = {
    [SEAT_MEMBER] = "member", [SEAT_CHAIR] = "chair", [SEAT_DEPUTY] = "deputy"};
static const char *const kind_codes[] = {
    [MOTION_PROPOSAL] = "proposal", [MOTION_BALLOT] = "ballot", [MOTION_DEPARTURE] = "departure"};
static const char *const state_codes[] = {[MOTION_OPEN] = "open",
                                          [MOTION_CONTESTED] = "contested",
                                          [MOTION_CARRIED] = "carried",
                                          [MOTION_LOST] = "lost",
                                          [MOTION_INQUORATE] = "inquorate"};

static int code_index(Text code, const char *const *codes, int count)
{
    for (int i = 0; i < count; i++) {
        if (text_is_c(code, codes[i])) return i;
    }
    return 0;
}

static Text key_text(Arena *arena, int64_t key)
{
    return text_format(arena, "%" PRId64, key);
}

/* ---- members */

bool committee_seat(Change *change, const Edition *edition, AccountId account, CommitteeSeat seat,
                    Problems *problems)
{
    if (seat != SEAT_MEMBER &&
        store_row(&change->at,
                  SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND role = $2 AND account <> $3"
                      " AND left_at IS NULL"),
                  BIND(edition->id.key, seat_codes[seat], account))) {
        problems_add(problems, TEXT("seat"), M("This seat is taken. Change the seat of its holder first."));
        return false;
    }
    Decided decided = DECIDE(change, edition->book, "committee.seated", "", SAYS_PERSON("person", account),
                             SAYS_TEXT("seat", text_of(seat_codes[seat])));
    store_write(change, decided,
                SQL("INSERT INTO committee_member (edition, account, role, joined_at) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (edition, account) DO UPDATE SET role = excluded.role, left_at = NULL"),
                BIND(edition->id.key, account, seat_codes[seat], change->at.now));
    account_grant(change, account, edition->scope, "committee");
    conflict_detect_of_person(change, edition, account);
    return true;
}

void committee_leave(Change *change, const Edition *edition, AccountId account)
{
    Decided decided = DECIDE(change, edition->book, "committee.left", "", SAYS_PERSON("person", account));
    store_write(change, decided,
                SQL("UPDATE committee_member SET left_at = $3 WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, account, change->at.now));
    account_revoke(change, account, edition->scope, "committee");
}

CommitteeMembers committee_members(Snapshot *at, const Edition *edition, MotionId motion)
{
    CommitteeMembers list = {0};
    Rows *rows = store_rows(
        at,
        SQL("SELECT m.account, account.name, m.role, CASE WHEN ballot.motion IS NULL THEN 0 ELSE 1 END"
            " FROM committee_member AS m JOIN account ON account.key = m.account"
            " LEFT JOIN ballot ON ballot.motion = $2 AND ballot.account = m.account"
            " WHERE m.edition = $1 AND m.left_at IS NULL"
            " ORDER BY CASE m.role WHEN 'chair' THEN 0 WHEN 'deputy' THEN 1 ELSE 2 END,"
            " account.name, m.account"),
        BIND(edition->id.key, motion.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) =
            (CommitteeMember){{row_int(rows, 0)},
                              row_text(rows, 1),
                              (CommitteeSeat)code_index(row_text(rows, 2), seat_codes, 3),
                              row_int(rows, 3) == 1};
    return list;
}

bool committee_is_chairing(Snapshot *at, const Edition *edition, AccountId account)
{
    return store_row(
               at,
               SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND account = $2 AND left_at IS NULL"
                   " AND role IN ('chair', 'deputy')"),
               BIND(edition->id.key, account)) != NULL;
}

static bool is_member(Snapshot *at, const Edition *edition)
{
    return store_row(
               at,
               SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND account = $2 AND left_at IS NULL"),
               BIND(edition->id.key, at->viewer)) != NULL;
}

/* ---- candidates and the ranking */

CountCandidates committee_candidates(Snapshot *at, const Edition *edition)
{
    CountCandidates list = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT candidate.application, v.category, r.numerator, r.denominator FROM candidate"
                       " JOIN application ON application.key = candidate.application"
                       " JOIN application_version AS v ON v.application = application.key"
                       " AND v.version = application.version"
                       " JOIN round_result AS r ON r.application = candidate.application"
                       " AND r.round = candidate.round WHERE candidate.edition = $1"
                       " ORDER BY candidate.application"),
                   BIND(edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) =
            (CountCandidate){row_int(rows, 0), row_text(rows, 1), {row_int(rows, 2), row_int(rows, 3)}};
    return list;
}

Placings committee_ranking(Snapshot *at, const Edition *edition)
{
    CountCandidates candidates = committee_candidates(at, edition);
    return count_ranking(at->arena, edition, &candidates);
}

/* ---- motions, read */

#define MOTION_COLUMNS                                                                                       \
    "SELECT motion.key, motion.kind, motion.state, motion.award, motion.reason, motion.contest, "            \
    "motion.moved_by,"                                                                                       \
    " motion.opened_at, motion.closed_at, motion.content, motion.result,"                                    \
    " (SELECT count(*) FROM ballot WHERE ballot.motion = motion.key),"                                       \
    " (SELECT count(*) FROM committee_member AS m WHERE m.edition = motion.edition AND m.left_at IS NULL)"   \
    " FROM motion"

static Motion read_motion(Snapshot *at, const Rows *row)
{
    Motion motion = {.id = {row_int(row, 0)},
                     .kind = (MotionKind)code_index(row_text(row, 1), kind_codes, 3),
                     .state = (MotionState)code_index(row_text(row, 2), state_codes, 5),
                     .award = row_text(row, 3),
                     .reason = row_text(row, 4),
                     .contest = row_text(row, 5),
                     .moved_by = {row_int(row, 6)},
                     .opened = row_instant(row, 7),
                     .closed = row_instant(row, 8),
                     .result = row_text(row, 10),
                     .cast = row_int(row, 11),
                     .entitled = row_int(row, 12)};
    bool good = placings_read(at->arena, row_text(row, 9), &motion.placings);
    assert(good); /* our own */
    return motion;
}

Motions committee_motions(Snapshot *at, const Edition *edition)
{
    Motions list = {0};
    Rows *rows = store_rows(at, SQL(MOTION_COLUMNS " WHERE motion.edition = $1 ORDER BY motion.key"),
                            BIND(edition->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_motion(at, rows);
    return list;
}

bool committee_motion(Snapshot *at, const Edition *edition, MotionId id, Motion *motion)
{
    Rows *row = store_row(at, SQL(MOTION_COLUMNS " WHERE motion.edition = $1 AND motion.key = $2"),
                          BIND(edition->id.key, id.key));
    if (row) *motion = read_motion(at, row);
    return row != NULL;
}

/* ---- motions, opened */

static bool may_move(Change *change, const Edition *edition, Problems *problems)
{
    if (committee_has_decided(&change->at, edition))
        problems_add(problems, TEXT(""), M("The winners are decided. Nothing more can be moved."));
    else if (!committee_is_chairing(&change->at, edition, change->at.viewer))
        problems_add(problems, TEXT(""), M("Only the chair or the deputy can do this."));
    else if (!round_is_confirmed(&change->at, edition, (int64_t)edition->rounds.count))
        problems_add(problems, TEXT(""), M("The candidates are not confirmed yet."));
    else if (store_row(&change->at, SQL("SELECT 1 FROM motion WHERE edition = $1 AND state = 'open'"),
                       BIND(edition->id.key)))
        problems_add(problems, TEXT(""), M("Another vote is open. Close it first."));
    return !problems_any(problems);
}

static MotionId open_motion(Change *change, const Edition *edition, MotionKind kind, Text award,
                            const Placings *placings, Text reason)
{
    Arena *arena = change->at.arena;
    MotionId id = {random_key()};
    Text content = placings_write(arena, placings);
    Decided decided =
        DECIDE(change, edition->book, "motion.opened", "", SAYS_TEXT("motion", key_text(arena, id.key)),
               SAYS_TEXT("kind", text_of(kind_codes[kind])), SAYS_TEXT("award", award),
               SAYS_JSON("placings", content), SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("INSERT INTO motion (key, edition, kind, award, state, reason, contest, content, "
                    "moved_by, opened_at,"
                    " result) VALUES ($1, $2, $3, $4, 'open', $5, '', $6, $7, $8, '')"),
                BIND(id.key, edition->id.key, kind_codes[kind], award, reason, content, change->at.viewer,
                     change->at.now));
    return id;
}

bool committee_propose(Change *change, const Edition *edition, Problems *problems, MotionId *id)
{
    if (!may_move(change, edition, problems)) return false;
    Placings placings = committee_ranking(&change->at, edition);
    *id = open_motion(change, edition, MOTION_PROPOSAL, TEXT(""), &placings, TEXT(""));
    return true;
}

bool committee_open_ballot(Change *change, const Edition *edition, Text award, Problems *problems,
                           MotionId *id)
{
    if (!edition_award(edition, award)) problems_add(problems, TEXT("award"), M("Choose an award."));
    if (problems_any(problems) || !may_move(change, edition, problems)) return false;
    *id = open_motion(change, edition, MOTION_BALLOT, award, &(Placings){0}, TEXT(""));
    return true;
}

static const CountCandidate *find_candidate(const CountCandidates *candidates, int64_t key)
{
    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->at[i].key == key) return &candidates->at[i];
    }
    return NULL;
}

bool committee_move_departure(Change *change, const Edition *edition, const Placings *placings, Text reason,
                              Problems *problems, MotionId *id)
{
    CountCandidates candidates = committee_candidates(&change->at, edition);
    if (!text_trim(reason).size)
        problems_add(problems, TEXT("reason"),
                     M("Give the reason for departing from the ranking. It stands in the record."));
    if (!placings->count) problems_add(problems, TEXT("placings"), M("Choose at least one candidate."));
    for (size_t i = 0; i < placings->count; i++) {
        if (!edition_award(edition, placings->at[i].award) ||
            !find_candidate(&candidates, placings->at[i].application))
            problems_add(problems, TEXT("placings"), M("Choose candidates of this edition."));
        else if (conflict_stands(&change->at, (ApplicationId){placings->at[i].application},
                                 change->at.viewer))
            problems_add(problems, TEXT("placings"),
                         M("You are recused from one of these candidates. The deputy can move it."));
    }
    if (problems_any(problems) || !may_move(change, edition, problems)) return false;
    *id = open_motion(change, edition, MOTION_DEPARTURE, placings->at[0].award, placings, reason);
    return true;
}

/* An open motion of that kind in which the viewer may take part. */
static bool find_open(Change *change, const Edition *edition, MotionId id, Motion *motion, Problems *problems)
{
    if (!committee_motion(&change->at, edition, id, motion) || motion->state != MOTION_OPEN)
        problems_add(problems, TEXT(""), M("This vote is closed. Nothing was changed."));
    else if (!is_member(&change->at, edition))
        problems_add(problems, TEXT(""), M("Only members of the committee can vote."));
    return !problems_any(problems);
}

bool committee_contest(Change *change, const Edition *edition, MotionId id, Text reason, Problems *problems)
{
    Motion motion;
    if (!find_open(change, edition, id, &motion, problems) || motion.kind != MOTION_PROPOSAL) return false;
    if (!text_trim(reason).size) {
        problems_add(problems, TEXT("reason"), M("Say what you contest. The committee reads it."));
        return false;
    }
    Decided decided =
        DECIDE(change, edition->book, "motion.contested", "",
               SAYS_TEXT("motion", key_text(change->at.arena, id.key)), SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("UPDATE motion SET state = 'contested', contest = $2, closed_at = $3 WHERE key = $1"),
                BIND(id.key, reason, change->at.now));
    return true;
}

/* ---- ballots */

static bool vote_fits(const Edition *edition, const Motion *motion, const Vote *vote, size_t count)
{
    if (motion->kind == MOTION_DEPARTURE)
        return vote->application == 0 && vote->value >= -1 && vote->value <= 1;
    switch (edition->committee.ballot) {
    case BALLOT_APPROVE:
        return vote->value == 1;
    case BALLOT_RANK:
        return vote->value >= 1 && vote->value <= (int64_t)count;
    case BALLOT_SCORE:
        return vote->value >= 0 && vote->value <= edition->committee.score_max;
    }
    return false;
}

static void check_votes(Change *change, const Edition *edition, const Motion *motion, const Votes *votes,
                        Problems *problems)
{
    CountCandidates candidates = committee_candidates(&change->at, edition);
    for (size_t i = 0; i < votes->count; i++) {
        const Vote *vote = &votes->at[i];
        bool known = motion->kind == MOTION_DEPARTURE || find_candidate(&candidates, vote->application);
        if (!known || !vote_fits(edition, motion, vote, candidates.count))
            problems_add(problems, TEXT("votes"), M("This ballot cannot be read. Fill it in again."));
        else if (vote->application &&
                 conflict_stands(&change->at, (ApplicationId){vote->application}, change->at.viewer))
            problems_add(problems, TEXT("votes"),
                         M("You are recused from one of these candidates. Leave it out."));
    }
    if (motion->kind == MOTION_DEPARTURE && votes->count != 1)
        problems_add(problems, TEXT("votes"), M("Choose for, against or abstain."));
}

bool committee_cast(Change *change, const Edition *edition, MotionId id, const Votes *votes,
                    Problems *problems)
{
    enum { SALT_BYTES = 32 };
    Arena *arena = change->at.arena;
    Motion motion;
    if (!find_open(change, edition, id, &motion, problems)) return false;
    if (motion.kind == MOTION_PROPOSAL) {
        problems_add(problems, TEXT(""), M("A proposal is not voted on: contest it, or let it stand."));
        return false;
    }
    check_votes(change, edition, &motion, votes, problems);
    if (problems_any(problems)) return false;
    unsigned char bytes[SALT_BYTES];
    random_record(bytes, sizeof bytes);
    Text salt = text_hex(arena, bytes, sizeof bytes), content = votes_write(arena, votes);
    Text commitment = journal_commitment(arena, salt, content);
    Decided decided =
        DECIDE(change, edition->book, "ballot.cast", "", SAYS_TEXT("motion", key_text(arena, id.key)),
               SAYS_PERSON("person", change->at.viewer), SAYS_TEXT("commitment", commitment));
    store_write(change, decided,
                SQL("INSERT INTO ballot (motion, account, commitment, salt, content, cast_at)"
                    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (motion, account) DO UPDATE"
                    " SET commitment = excluded.commitment, salt = excluded.salt, content = excluded.content,"
                    " cast_at = excluded.cast_at"),
                BIND(id.key, change->at.viewer, commitment, salt, content, change->at.now));
    return true;
}

Votes committee_own_ballot(Snapshot *at, MotionId motion)
{
    Votes votes = {0};
    Rows *row = store_row(at, SQL("SELECT content FROM ballot WHERE motion = $1 AND account = $2"),
                          BIND(motion.key, at->viewer));
    if (row) votes_read(at->arena, row_text(row, 0), &votes);
    return votes;
}

/* ---- closing */

static void read_members(Snapshot *at, const Edition *edition, MotionId motion, CountInput *input)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT m.account, m.role, ballot.content FROM committee_member AS m"
                                " LEFT JOIN ballot ON ballot.motion = $2 AND ballot.account = m.account"
                                " WHERE m.edition = $1 AND m.left_at IS NULL ORDER BY m.account"),
                            BIND(edition->id.key, motion.key));
    while (rows_next(rows)) {
        CountMember member = {.person = row_int(rows, 0),
                              .seat = (CommitteeSeat)code_index(row_text(rows, 1), seat_codes, 3),
                              .has_voted = !row_is_null(rows, 2)};
        if (member.has_voted) votes_read(at->arena, row_text(rows, 2), &member.votes);
        *LIST_ADD(at->arena, &input->members) = member;
    }
}

static CountInput count_input(Snapshot *at, const Edition *edition, MotionId motion)
{
    CountInput input = {.candidates = committee_candidates(at, edition),
                        .taken = committee_standing(at, edition)};
    read_members(at, edition, motion, &input);
    Recusals recusals = committee_recusals(at, edition);
    for (size_t i = 0; i < recusals.count; i++)
        *LIST_ADD(at->arena, &input.recusals) =
            (CountRecusal){recusals.at[i].application.key, recusals.at[i].account.key};
    return input;
}

/* What was sealed, opened: [{"content":…,"person":…,"salt":…}, …]. */
static Text ballots_json(Change *change, const Edition *edition, MotionId motion)
{
    json_t *list = json_array();
    Rows *rows =
        store_rows(&change->at,
                   SQL("SELECT account, salt, content FROM ballot WHERE motion = $1 ORDER BY account"),
                   BIND(motion.key));
    while (rows_next(rows)) {
        Text person = journal_pseudonym(change, edition->book, (AccountId){row_int(rows, 0)});
        json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "person", json_from_text(person), "salt",
                                              json_from_text(row_text(rows, 1)), "content",
                                              json_from_text(row_text(rows, 2))));
    }
    return canonical_json(change->at.arena, list);
}

static Text recused_json(Change *change, const Edition *edition, const CountInput *input)
{
    json_t *list = json_array();
    for (size_t i = 0; i < input->recusals.count; i++) {
        Text person = journal_pseudonym(change, edition->book, (AccountId){input->recusals.at[i].person});
        json_array_append_new(list, json_pack("[o, o]",
                                              json_from_text(key_text(change->at.arena,
                                                                      input->recusals.at[i].application)),
                                              json_from_text(person)));
    }
    return canonical_json(change->at.arena, list);
}

static Text tally_json(Arena *arena, const CountResult *result)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->tally.count; i++) {
        const CountRow *row = &result->tally.at[i];
        json_array_append_new(list, json_pack("[o, I, I]", json_from_text(key_text(arena, row->application)),
                                              (json_int_t)row->points, (json_int_t)row->of));
    }
    return canonical_json(arena, list);
}

static Decided decide_closing(Change *change, const Edition *edition, const Motion *motion,
                              const CountInput *input, const CountResult *result, const char *rule)
{
    Arena *arena = change->at.arena;
    return DECIDE(change, edition->book, "motion.closed", rule,
                  SAYS_TEXT("motion", key_text(arena, motion->id.key)),
                  SAYS_TEXT("state", text_of(state_codes[result->state])),
                  SAYS_JSON("ballots", ballots_json(change, edition, motion->id)),
                  SAYS_JSON("recused", recused_json(change, edition, input)),
                  SAYS_NUMBER("needed", result->needed), SAYS_JSON("tally", tally_json(arena, result)),
                  SAYS_JSON("placings", placings_write(arena, &result->placings)),
                  SAYS_NUMBER("casting", result->by_casting_vote));
}

static Text ties_json(Arena *arena, const CountResult *result)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->tally.count; i++)
        json_array_append_new(list, json_integer(result->tally.at[i].decided_by));
    return canonical_json(arena, list);
}

/* `ties`: of each row of the tally, what told it apart from the one before. */
static Text result_json(Arena *arena, const CountResult *result)
{
    return text_format(arena,
                       "{\"casting\":%d,\"needed\":%" PRId64
                       ",\"tally\":%.*s,\"ties\":%.*s,\"voted\":%" PRId64 "}",
                       result->by_casting_vote, result->needed, TEXT_PRINT(tally_json(arena, result)),
                       TEXT_PRINT(ties_json(arena, result)), result->voted);
}

bool committee_result(Arena *arena, const Motion *motion, MotionResult *result)
{
    *result = (MotionResult){0};
    json_t *json = json_loadb(motion->result.at, motion->result.size, 0, NULL), *row;
    if (!json) return false;
    const json_t *ties = json_object_get(json, "ties");
    size_t i;
    json_array_foreach(json_object_get(json, "tally"), i, row)
    {
        CountRow one = {.points = json_integer_value(json_array_get(row, 1)),
                        .of = json_integer_value(json_array_get(row, 2)),
                        .decided_by = (DecidedBy)json_integer_value(json_array_get(ties, i))};
        text_to_int(text_of(json_string_value(json_array_get(row, 0))), &one.application);
        *LIST_ADD(arena, &result->tally) = one;
    }
    result->voted = json_integer_value(json_object_get(json, "voted"));
    result->needed = json_integer_value(json_object_get(json, "needed"));
    result->by_casting_vote = json_integer_value(json_object_get(json, "casting")) == 1;
    json_decref(json);
    return true;
}

CountCandidates committee_field(Snapshot *at, const Edition *edition, const Award *award)
{
    CountInput input = {.candidates = committee_candidates(at, edition),
                        .taken = committee_standing(at, edition)};
    return count_field(at->arena, award, &input);
}

OpenedBallots committee_opened(Snapshot *at, const Edition *edition, const Motion *motion)
{
    OpenedBallots list = {0};
    if (!edition->committee.names_in_minutes) return list;
    Rows *rows = store_rows(at,
                            SQL("SELECT account.name, ballot.content FROM ballot"
                                " JOIN motion ON motion.key = ballot.motion AND motion.state <> 'open'"
                                " JOIN account ON account.key = ballot.account"
                                " WHERE ballot.motion = $1 AND motion.edition = $2"
                                " ORDER BY account.name, account.key"),
                            BIND(motion->id.key, edition->id.key));
    while (rows_next(rows)) {
        OpenedBallot ballot = {.name = row_text(rows, 0)};
        votes_read(at->arena, row_text(rows, 1), &ballot.votes);
        *LIST_ADD(at->arena, &list) = ballot;
    }
    return list;
}

Recusals committee_recusals(Snapshot *at, const Edition *edition)
{
    Recusals list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT DISTINCT conflict.application, conflict.account, account.name"
                                " FROM conflict JOIN committee_member AS m ON m.edition = conflict.edition"
                                " AND m.account = conflict.account AND m.left_at IS NULL"
                                " JOIN candidate ON candidate.application = conflict.application"
                                " JOIN account ON account.key = conflict.account"
                                " WHERE conflict.edition = $1 AND conflict.lifted_at IS NULL"
                                " ORDER BY conflict.application, account.name, conflict.account"),
                            BIND(edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) = (Recusal){{row_int(rows, 0)}, {row_int(rows, 1)}, row_text(rows, 2)};
    return list;
}

bool committee_close(Change *change, const Edition *edition, MotionId id, Problems *problems)
{
    Arena *arena = change->at.arena;
    Motion motion;
    if (!find_open(change, edition, id, &motion, problems)) return false;
    if (!committee_is_chairing(&change->at, edition, change->at.viewer)) {
        problems_add(problems, TEXT(""), M("Only the chair or the deputy can do this."));
        return false;
    }
    CountInput input = count_input(&change->at, edition, id);
    CountResult result = {.state = MOTION_CARRIED, .placings = motion.placings}; /* nobody contested it */
    const char *rule = "award/1";
    if (motion.kind == MOTION_BALLOT) {
        result = count_ballot(arena, edition, edition_award(edition, motion.award), &input);
        rule = count_rule(edition);
    } else if (motion.kind == MOTION_DEPARTURE) {
        result = count_departure(arena, edition, &motion.placings, &input);
        rule = "majority/1";
    }
    Decided decided = decide_closing(change, edition, &motion, &input, &result, rule);
    bool keeps = motion.kind == MOTION_BALLOT; /* a proposal's or departure's content stays what was moved */
    store_write(change, decided,
                SQL("UPDATE motion SET state = $2, closed_at = $3, content = $4, result = $5 WHERE key = $1"),
                BIND(id.key, state_codes[result.state], change->at.now,
                     placings_write(arena, keeps ? &result.placings : &motion.placings),
                     result_json(arena, &result)));
    return true;
}

/* ---- what stands, and the decision */

static bool covers(const Motion *motion, Text award)
{
    if (motion->kind == MOTION_PROPOSAL) return true;
    if (motion->kind == MOTION_BALLOT) return text_is(motion->award, award);
    for (size_t i = 0; i < motion->placings.count; i++) {
        if (text_is(motion->placings.at[i].award, award)) return true;
    }
    return false;
}

static const Motion *last_carried(const Motions *motions, Text award)
{
    for (size_t i = motions->count; i-- > 0;) {
        if (motions->at[i].state == MOTION_CARRIED && covers(&motions->at[i], award)) return &motions->at[i];
    }
    return NULL;
}

Placings committee_standing(Snapshot *at, const Edition *edition)
{
    Placings standing = {0};
    Motions motions = committee_motions(at, edition);
    for (size_t i = 0; i < edition->awards.count; i++) {
        Text award = edition->awards.at[i].code;
        const Motion *motion = last_carried(&motions, award);
        for (size_t k = 0; motion && k < motion->placings.count; k++) {
            if (text_is(motion->placings.at[k].award, award))
                *LIST_ADD(at->arena, &standing) = motion->placings.at[k];
        }
    }
    return standing;
}

bool committee_has_decided(Snapshot *at, const Edition *edition)
{
    return store_row(at, SQL("SELECT 1 FROM winner WHERE edition = $1 LIMIT 1"), BIND(edition->id.key)) !=
           NULL;
}

/* How many places of an award are used up: those who share one use up as many as they are. */
static int64_t placed_in(const Placings *placings, Text award)
{
    int64_t count = 0;
    for (size_t i = 0; i < placings->count; i++) count += text_is(placings->at[i].award, award);
    return count;
}

static int64_t holders_of(const Placings *placings, const Placing *placing, size_t until)
{
    int64_t count = 0;
    for (size_t i = 0; i < until; i++)
        count += text_is(placings->at[i].award, placing->award) && placings->at[i].place == placing->place;
    return count;
}

static bool is_shared(const Placings *placings, const Placing *placing)
{
    return holders_of(placings, placing, placings->count) > 1;
}

/* Beyond its places an award goes only to those who share the last one. */
static bool has_too_many(const Award *award, const Placings *placings)
{
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        if (!text_is(placing->award, award->code)) continue;
        if (placing->place < 1 || placing->place > award->places) return true;
        if (is_shared(placings, placing) && !award->may_be_shared) return true;
    }
    return false;
}

static void check_placings(Snapshot *at, const Edition *edition, const Placings *placings, Problems *problems)
{
    CountCandidates candidates = committee_candidates(at, edition);
    for (size_t i = 0; i < edition->awards.count; i++) {
        const Award *award = &edition->awards.at[i];
        int64_t placed = placed_in(placings, award->code);
        if (has_too_many(award, placings) || (placed < award->places && !award->may_stay_empty))
            problems_add(problems, award->code,
                         M("{award}: {placed} of {places} places are given.",
                           WITH_TEXT("award", words_in(&award->name, LANGUAGE_EN)),
                           WITH_NUMBER("placed", placed), WITH_NUMBER("places", award->places)));
    }
    for (size_t i = 0; i < placings->count; i++) {
        if (!find_candidate(&candidates, placings->at[i].application))
            problems_add(
                problems, TEXT(""),
                M("An application that has left the prize still has a place. Vote on its award again."));
        for (size_t k = 0; k < i; k++) {
            if (placings->at[k].application == placings->at[i].application)
                problems_add(problems, TEXT(""),
                             M("One application has two awards. Vote on one of them again."));
        }
    }
}

static Text winners_json(Arena *arena, const Placings *placings, const Motions *motions)
{
    json_t *list = json_array();
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        json_array_append_new(
            list, json_pack("[o, o, I, o, o]", json_from_text(placing->award), json_from_text(placing->tier),
                            (json_int_t)placing->place, json_from_text(key_text(arena, placing->application)),
                            json_from_text(key_text(arena, last_carried(motions, placing->award)->id.key))));
    }
    return canonical_json(arena, list);
}

bool committee_decide(Change *change, const Edition *edition, Problems *problems)
{
    Snapshot *at = &change->at;
    if (!may_move(change, edition, problems)) return false;
    Placings placings = committee_standing(at, edition);
    Motions motions = committee_motions(at, edition);
    check_placings(at, edition, &placings, problems);
    if (problems_any(problems)) return false;
    bool departs = false;
    for (size_t i = 0; i < placings.count; i++)
        departs |= last_carried(&motions, placings.at[i].award)->kind == MOTION_DEPARTURE;
    Decided decided = DECIDE(change, edition->book, "winners.decided", "award/1",
                             SAYS_JSON("winners", winners_json(at->arena, &placings, &motions)),
                             SAYS_NUMBER("departs", departs));
    for (size_t i = 0; i < placings.count; i++) {
        const Placing *placing = &placings.at[i];
        store_write(
            change, decided,
            SQL("INSERT INTO winner (edition, application, award, tier, place, share, motion, decided_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
            BIND(edition->id.key, placing->application, placing->award, placing->tier, placing->place,
                 is_shared(&placings, placing) ? 1 + holders_of(&placings, placing, i) : 0,
                 last_carried(&motions, placing->award)->id.key, at->now));
    }
    return true;
}

/* ---- what may be known */

#define SHOWN_COLUMNS                                                                                        \
    " application.key, application.number, v.title, v.tongue, v.city, v.country, v.region, v.category"
#define SHOWN_TABLES                                                                                         \
    " JOIN application ON application.key = shown.application JOIN edition ON edition.key = "                \
    "application.edition"                                                                                    \
    " JOIN application_version AS v ON v.application = application.key AND v.version = application.version"
/* Committee and organisers know before the world, but for what they are recused from. */
#define IS_JURY "(NOT " IS_IN_CONFLICT " AND (" IS_ORGANISER " OR " IS_BEFORE_COMMITTEE "))"

static int64_t award_place(const Edition *edition, Text award)
{
    for (size_t i = 0; i < edition->awards.count; i++) {
        if (text_is(edition->awards.at[i].code, award)) return (int64_t)i;
    }
    return INT64_MAX;
}

Winners winners_known(Snapshot *at, const Edition *edition)
{
    Winners list = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT" SHOWN_COLUMNS
                       ", shown.award, shown.tier, shown.place FROM winner AS shown" SHOWN_TABLES
                       " WHERE shown.edition = $3 AND application.state = 'submitted' AND (" MAY_KNOW_WINNER
                       " OR " IS_JURY ")"
                       " ORDER BY shown.award, shown.place"),
                   BIND(at->viewer, at->now, edition->id.key));
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 1)};
        Winner winner = {.application = {row_int(rows, 0)},
                         .number = application_number(at->arena, edition, &application),
                         .title = row_text(rows, 2),
                         .tongue = row_text(rows, 3),
                         .city = row_text(rows, 4),
                         .country = row_text(rows, 5),
                         .region = row_text(rows, 6),
                         .category = row_text(rows, 7),
                         .award = row_text(rows, 8),
                         .tier = row_text(rows, 9),
                         .place = row_int(rows, 10)};
        LIST_ADD(at->arena, &list);
        size_t i = list.count - 1;
        int64_t place = award_place(edition, winner.award);
        for (; i > 0 && award_place(edition, list.at[i - 1].award) > place; i--) list.at[i] = list.at[i - 1];
        list.at[i] = winner;
    }
    return list;
}

Candidates candidates_known(Snapshot *at, const Edition *edition)
{
    Candidates list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT" SHOWN_COLUMNS " FROM candidate AS shown" SHOWN_TABLES
                                " WHERE shown.edition = $3 AND (" MAY_KNOW_CANDIDATE " OR " IS_JURY ")"
                                " ORDER BY v.category, v.title, application.key"),
                            BIND(at->viewer, at->now, edition->id.key));
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 1)};
        *LIST_ADD(at->arena, &list) =
            (Candidate){.application = {row_int(rows, 0)},
                        .number = application_number(at->arena, edition, &application),
                        .title = row_text(rows, 2),
                        .tongue = row_text(rows, 3),
                        .city = row_text(rows, 4),
                        .country = row_text(rows, 5),
                        .region = row_text(rows, 6),
                        .category = row_text(rows, 7)};
    }
    return list;
}
