/* SPDX-License-Identifier: Apache-2.0 */
/* Closing: the ballots opened together, counted, and told to the record. */
#include "feature/prize/motion.h"

#include "platform/account/account.h"
#include "platform/store/json.h"

#include <inttypes.h>

static void read_members(Snapshot *at, const Edition *edition, MotionId motion, bool opens, CountInput *input)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT m.account, m.role, ballot.content FROM committee_member AS m"
                                " LEFT JOIN ballot ON ballot.motion = $2 AND ballot.account = m.account"
                                " WHERE m.edition = $1 AND m.left_at IS NULL ORDER BY m.account"),
                            BIND(edition->id.key, motion.key));
    while (rows_next(rows)) {
        CountMember member = {.person = row_int(rows, 0),
                              .seat = (CommitteeSeat)TEXT_INDEX(row_text(rows, 1), seat_codes),
                              .has_voted = !row_is_null(rows, 2)};
        if (member.has_voted && opens) votes_read(at->arena, row_text(rows, 2), &member.votes);
        *LIST_ADD(at->arena, &input->members) = member;
    }
}

/* `opens`: with what the ballots say, not only that they were cast. */
static CountInput count_input(Snapshot *at, const Edition *edition, MotionId motion, bool opens)
{
    CountInput input = {.candidates = committee_candidates(at, edition),
                        .taken = motions_standing(at, edition)};
    read_members(at, edition, motion, opens, &input);
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
                                              json_from_text(text_of_int(change->at.arena,
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
        json_array_append_new(list,
                              json_pack("[o, I, I]", json_from_text(text_of_int(arena, row->application)),
                                        (json_int_t)row->points, (json_int_t)row->of));
    }
    return canonical_json(arena, list);
}

static Decided decide_closing(Change *change, const Edition *edition, const Motion *motion,
                              const CountInput *input, const CountResult *result, const char *rule)
{
    Arena *arena = change->at.arena;
    return DECIDE(change, edition->book, "motion.closed", rule,
                  SAYS_TEXT("motion", text_of_int(arena, motion->id.key)),
                  SAYS_TEXT("state", text_of(motion_state_codes[result->state])),
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

bool motion_result(Arena *arena, const Motion *motion, MotionResult *result)
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

static CountResult count(Arena *arena, const Edition *edition, const Motion *motion, const CountInput *input)
{
    switch (motion->kind) {
    case MOTION_BALLOT:
        return count_ballot(arena, edition, edition_award(edition, motion->award), input);
    case MOTION_DEPARTURE:
        return count_departure(arena, edition, &motion->placings, input);
    case MOTION_PROPOSAL:
        break;
    }
    return (CountResult){.state = MOTION_CARRIED, .placings = motion->placings}; /* nobody contested it */
}

static const char *rule_of(const Edition *edition, MotionKind kind)
{
    if (kind == MOTION_BALLOT) return count_rule(edition);
    return kind == MOTION_DEPARTURE ? "majority/1" : "award/1";
}

MotionQuorum motion_quorum(Snapshot *at, const Edition *edition, const Motion *motion)
{
    CountInput input = count_input(at, edition, motion->id, false);
    CountResult result = count(at->arena, edition, motion, &input);
    bool is_ballot = motion->kind == MOTION_BALLOT;
    return (MotionQuorum){result.needed,
                          is_ballot ? result.state != MOTION_INQUORATE : motion->cast >= result.needed};
}

bool motion_close(Change *change, const Edition *edition, MotionId id, Problems *problems)
{
    Arena *arena = change->at.arena;
    Motion motion;
    if (!motion_find_open(change, edition, id, &motion, problems)) return false;
    if (!committee_is_chairing(&change->at, edition, change->at.viewer)) {
        problems_add(problems, TEXT(""), M("Only the chair or the deputy can do this."));
        return false;
    }
    CountInput input = count_input(&change->at, edition, id, true);
    CountResult result = count(arena, edition, &motion, &input);
    Decided decided =
        decide_closing(change, edition, &motion, &input, &result, rule_of(edition, motion.kind));
    bool keeps = motion.kind == MOTION_BALLOT; /* a proposal's or departure's content stays what was moved */
    store_write(change, decided,
                SQL("UPDATE motion SET state = $2, closed_at = $3, content = $4, result = $5 WHERE key = $1"),
                BIND(id.key, motion_state_codes[result.state], change->at.now,
                     placings_write(arena, keeps ? &result.placings : &motion.placings),
                     result_json(arena, &result)));
    return true;
}
