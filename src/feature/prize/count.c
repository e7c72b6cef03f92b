/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/count.h"

#include "engine/award.h"
#include "engine/tally.h"
#include "feature/prize/line.h"
#include "platform/store/json.h"

#include <inttypes.h>

const char *const seat_codes[] = {[SEAT_MEMBER] = "member", [SEAT_CHAIR] = "chair", [SEAT_DEPUTY] = "deputy"};
const char *const motion_kind_codes[] = {
    [MOTION_PROPOSAL] = "proposal", [MOTION_BALLOT] = "ballot", [MOTION_DEPARTURE] = "departure"};
const char *const motion_state_codes[] = {[MOTION_OPEN] = "open",
                                          [MOTION_CONTESTED] = "contested",
                                          [MOTION_CARRIED] = "carried",
                                          [MOTION_LOST] = "lost",
                                          [MOTION_INQUORATE] = "inquorate"};

const char *count_rule(const Edition *edition)
{
    static const char *const rules[] = {[BALLOT_APPROVE] = TALLY_APPROVE_RULE,
                                        [BALLOT_RANK] = TALLY_BORDA_RULE,
                                        [BALLOT_SCORE] = TALLY_SCORE_RULE};
    return rules[edition->committee.ballot];
}

/* ---- who stands for an award */

const CountCandidate *count_candidate(const CountCandidates *candidates, int64_t key)
{
    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->at[i].key == key) return &candidates->at[i];
    }
    return NULL;
}

bool count_draws_on(const Award *award, Text category)
{
    for (size_t i = 0; i < award->draws_on.count; i++) {
        if (text_is(award->draws_on.at[i], category)) return true;
    }
    return award->draws_on.count == 0;
}

static bool is_taken(const Placings *taken, const Award *award, int64_t application)
{
    for (size_t i = 0; i < taken->count; i++) {
        if (taken->at[i].application == application && !text_is(taken->at[i].award, award->code)) return true;
    }
    return false;
}

static Placing placing_of(const Award *award, const AwardWinner *winner, int64_t application)
{
    bool tiered = winner->tier != AWARD_NO_TIER;
    return (Placing){.award = award->code,
                     .tier = tiered ? award->tiers.at[winner->tier].code : TEXT(""),
                     .place = winner->place,
                     .application = application};
}

static AwardOffer offer_of(Arena *arena, const Award *award, const AwardStanding *standings, size_t count)
{
    int64_t *tiers = ARENA_MANY(arena, award->tiers.count + 1, int64_t);
    for (size_t i = 0; i < award->tiers.count; i++) tiers[i] = award->tiers.at[i].places;
    return (AwardOffer){.places = award->places,
                        .tiers = tiers,
                        .tier_count = award->tiers.count,
                        .standings = standings,
                        .standing_count = count,
                        .least_support = RATIONAL_NONE};
}

/* ---- the ranking alone */

static bool stands_before(const CountCandidate *a, const CountCandidate *b)
{
    int order = rational_compare(a->earlier, b->earlier);
    return order ? order > 0 : a->key < b->key;
}

static AwardStanding *standings_by_score(Arena *arena, const CountCandidates *candidates, const Award *award,
                                         size_t *count)
{
    AwardStanding *standings = ARENA_MANY(arena, candidates->count + 1, AwardStanding);
    *count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        if (!count_draws_on(award, candidates->at[i].category)) continue;
        size_t at = (*count)++;
        for (; at > 0 && stands_before(&candidates->at[i], &candidates->at[standings[at - 1].candidate]);
             at--)
            standings[at] = standings[at - 1];
        standings[at] = (AwardStanding){i, candidates->at[i].earlier};
    }
    return standings;
}

Placings count_ranking(Arena *arena, const Edition *edition, const CountCandidates *candidates)
{
    size_t award_count = edition->awards.count;
    AwardOffer *offers = ARENA_MANY(arena, award_count + 1, AwardOffer);
    for (size_t i = 0; i < award_count; i++) {
        size_t count;
        const AwardStanding *standings =
            standings_by_score(arena, candidates, &edition->awards.at[i], &count);
        offers[i] = offer_of(arena, &edition->awards.at[i], standings, count);
    }
    int32_t *categories =
        ARENA_MANY(arena, candidates->count + 1, int32_t); /* standings are chosen already */
    const Awards *awards = award_allocate(arena, offers, award_count, categories, candidates->count);
    Placings placings = {0};
    for (size_t i = 0; i < awards->winner_count; i++) {
        const AwardWinner *winner = &awards->winners[i];
        *LIST_ADD(arena, &placings) =
            placing_of(&edition->awards.at[winner->award], winner, candidates->at[winner->candidate].key);
    }
    return placings;
}

/* ---- ballots */

typedef struct {
    TallyEntry *entries;
    size_t *candidates; /* of each entry */
    size_t count;
} Field;

static Field field_of(Arena *arena, const Award *award, const CountInput *input)
{
    Field field = {.entries = ARENA_MANY(arena, input->candidates.count + 1, TallyEntry),
                   .candidates = ARENA_MANY(arena, input->candidates.count + 1, size_t)};
    for (size_t i = 0; i < input->candidates.count; i++) {
        const CountCandidate *candidate = &input->candidates.at[i];
        if (!count_draws_on(award, candidate->category) || is_taken(&input->taken, award, candidate->key))
            continue;
        field.candidates[field.count] = i;
        field.entries[field.count++] = (TallyEntry){candidate->key, candidate->earlier};
    }
    return field;
}

CountCandidates count_field(Arena *arena, const Award *award, const CountInput *input)
{
    CountCandidates list = {0};
    Field field = field_of(arena, award, input);
    for (size_t i = 0; i < field.count; i++)
        *LIST_ADD(arena, &list) = input->candidates.at[field.candidates[i]];
    return list;
}

static size_t entry_of(const Field *field, int64_t application)
{
    for (size_t i = 0; i < field->count; i++) {
        if (field->entries[i].key == application) return i;
    }
    return SIZE_MAX;
}

static size_t member_of(const CountInput *input, int64_t person)
{
    for (size_t i = 0; i < input->members.count; i++) {
        if (input->members.at[i].person == person) return i;
    }
    return SIZE_MAX;
}

static size_t seated(const CountInput *input, CommitteeSeat seat)
{
    for (size_t i = 0; i < input->members.count; i++) {
        if (input->members.at[i].seat == seat) return i;
    }
    return TALLY_NOBODY;
}

static bool *voted_of(Arena *arena, const CountInput *input)
{
    bool *voted = ARENA_MANY(arena, input->members.count + 1, bool);
    for (size_t i = 0; i < input->members.count; i++) voted[i] = input->members.at[i].has_voted;
    return voted;
}

static TallyMark *marks_of(Arena *arena, const CountInput *input, const Field *field, size_t *count)
{
    size_t room = 0;
    for (size_t i = 0; i < input->members.count; i++) room += input->members.at[i].votes.count;
    TallyMark *marks = ARENA_MANY(arena, room + 1, TallyMark);
    *count = 0;
    for (size_t i = 0; i < input->members.count; i++) {
        const Votes *votes = &input->members.at[i].votes;
        for (size_t k = 0; k < votes->count; k++) {
            size_t entry = entry_of(field, votes->at[k].application);
            if (entry == SIZE_MAX) continue;
            marks[(*count)++] = (TallyMark){(int32_t)i, (int32_t)entry, (int32_t)votes->at[k].value};
        }
    }
    return marks;
}

static TallyRecusal *recusals_of(Arena *arena, const CountInput *input, const Field *field, size_t *count)
{
    TallyRecusal *recusals = ARENA_MANY(arena, input->recusals.count + 1, TallyRecusal);
    *count = 0;
    for (size_t i = 0; i < input->recusals.count; i++) {
        size_t entry = entry_of(field, input->recusals.at[i].application);
        size_t member = member_of(input, input->recusals.at[i].person);
        if (entry == SIZE_MAX || member == SIZE_MAX) continue;
        recusals[(*count)++] = (TallyRecusal){(int32_t)member, (int32_t)entry};
    }
    return recusals;
}

/* Where an award may be shared, equal votes stay equal and share the place. */
static const Tally *tally_of(Arena *arena, const Edition *edition, const Award *award,
                             const CountInput *input, const Field *field)
{
    static const TallyForm forms[] = {
        [BALLOT_APPROVE] = TALLY_APPROVE, [BALLOT_RANK] = TALLY_RANK, [BALLOT_SCORE] = TALLY_SCORE};
    static const TallyTie ties[] = {TALLY_TIE_CASTING, TALLY_TIE_EARLIER, TALLY_TIE_LOT};
    const CommitteeRules *rules = &edition->committee;
    size_t skipped = rules->casting_vote ? 0 : 1;
    TallyProblem problem = {.entries = field->entries,
                            .entry_count = field->count,
                            .has_voted = voted_of(arena, input),
                            .member_count = input->members.count,
                            .chair = seated(input, SEAT_CHAIR),
                            .deputy = seated(input, SEAT_DEPUTY),
                            .form = forms[rules->ballot],
                            .ties = ties + skipped,
                            .tie_count = award->may_be_shared ? 0 : 3 - skipped,
                            .seed = line_seed(arena, edition, (int64_t)edition->rounds.count + 1),
                            .quorum = rational_of(rules->quorum.numerator, rules->quorum.denominator),
                            .quorum_strict = rules->quorum_strict,
                            .recused_count = rules->recused_count};
    problem.marks = marks_of(arena, input, field, &problem.mark_count);
    problem.recusals = recusals_of(arena, input, field, &problem.recusal_count);
    return tally_count(arena, &problem);
}

static bool is_supported(const TallyRow *row)
{
    return !rational_is_none(row->support) && row->support.numerator > 0;
}

static Text tier_at(const Award *award, int64_t place)
{
    for (size_t i = 0; i < award->tiers.count; i++) {
        place -= award->tiers.at[i].places;
        if (place <= 0) return award->tiers.at[i].code;
    }
    return TEXT("");
}

/* Equals hold one place together; the places behind it are used up by them. */
static Placings shared_placings(Arena *arena, const Award *award, const CountInput *input, const Field *field,
                                const Tally *tally)
{
    Placings placings = {0};
    for (size_t i = 0; i < tally->count && tally->rows[i].place <= award->places; i++) {
        const TallyRow *row = &tally->rows[i];
        if (!is_supported(row)) break; /* what nobody voted for is not shared out */
        *LIST_ADD(arena, &placings) = (Placing){award->code, tier_at(award, row->place), row->place,
                                                input->candidates.at[field->candidates[row->entry]].key};
    }
    return placings;
}

/* A place that may stay empty does so where nobody has any support. */
static Placings placings_of(Arena *arena, const Award *award, const CountInput *input, const Field *field,
                            const Tally *tally)
{
    if (award->may_be_shared) return shared_placings(arena, award, input, field, tally);
    AwardStanding *standings = ARENA_MANY(arena, tally->count + 1, AwardStanding);
    size_t count = 0;
    for (size_t i = 0; i < tally->count; i++) {
        if (award->may_stay_empty && !is_supported(&tally->rows[i])) continue;
        standings[count++] = (AwardStanding){tally->rows[i].entry, tally->rows[i].support};
    }
    AwardOffer offer = offer_of(arena, award, standings, count);
    int32_t *categories = ARENA_MANY(arena, field->count + 1, int32_t);
    const Awards *awards = award_allocate(arena, &offer, 1, categories, field->count);
    Placings placings = {0};
    for (size_t i = 0; i < awards->winner_count; i++) {
        const AwardWinner *winner = &awards->winners[i];
        *LIST_ADD(arena, &placings) =
            placing_of(award, winner, input->candidates.at[field->candidates[winner->candidate]].key);
    }
    return placings;
}

static DecidedBy decided_by(TallyTie tie)
{
    switch (tie) {
    case TALLY_TIE_CASTING:
        return DECIDED_BY_CASTING_VOTE;
    case TALLY_TIE_EARLIER:
        return DECIDED_BY_SCORE;
    case TALLY_TIE_LOT:
        return DECIDED_BY_LOT;
    case TALLY_TIE_NONE:
        break;
    }
    return DECIDED_BY_VOTES;
}

CountResult count_ballot(Arena *arena, const Edition *edition, const Award *award, const CountInput *input)
{
    Field field = field_of(arena, award, input);
    const Tally *tally = tally_of(arena, edition, award, input, &field);
    CountResult result = {.state = tally->quorate ? MOTION_CARRIED : MOTION_INQUORATE, .voted = tally->voted};
    for (size_t i = 0; i < tally->count; i++) {
        const TallyRow *row = &tally->rows[i];
        *LIST_ADD(arena, &result.tally) =
            (CountRow){field.entries[row->entry].key, row->points, row->of, decided_by(row->decided_by)};
        if (row->needed > result.needed) result.needed = row->needed;
        result.by_casting_vote |= row->decided_by == TALLY_TIE_CASTING;
    }
    if (tally->quorate) result.placings = placings_of(arena, award, input, &field, tally);
    return result;
}

/* ---- departures */

static bool is_recused(const CountInput *input, const Placings *placings, int64_t person)
{
    for (size_t i = 0; i < input->recusals.count; i++) {
        if (input->recusals.at[i].person != person) continue;
        for (size_t k = 0; k < placings->count; k++) {
            if (placings->at[k].application == input->recusals.at[i].application) return true;
        }
    }
    return false;
}

static MotionVote vote_of(const CountMember *member)
{
    if (!member->has_voted || !member->votes.count) return VOTE_ABSENT;
    int64_t value = member->votes.at[0].value;
    return value > 0 ? VOTE_FOR : value == 0 ? VOTE_AGAINST : VOTE_ABSTAIN;
}

CountResult count_departure(Arena *arena, const Edition *edition, const Placings *placings,
                            const CountInput *input)
{
    static const MotionState states[] = {[MOTION_IS_CARRIED] = MOTION_CARRIED,
                                         [MOTION_IS_LOST] = MOTION_LOST,
                                         [MOTION_IS_INQUORATE] = MOTION_INQUORATE};
    MotionVote *votes = ARENA_MANY(arena, input->members.count + 1, MotionVote);
    for (size_t i = 0; i < input->members.count; i++) {
        bool recused = is_recused(input, placings, input->members.at[i].person);
        votes[i] = recused ? VOTE_RECUSED : vote_of(&input->members.at[i]);
    }
    const CommitteeRules *rules = &edition->committee;
    MotionTally tally = tally_motion(
        &(MotionProblem){.votes = votes,
                         .member_count = input->members.count,
                         .chair = seated(input, SEAT_CHAIR),
                         .deputy = seated(input, SEAT_DEPUTY),
                         .casting_vote = rules->casting_vote,
                         .majority = MAJORITY_OF_VOTES,
                         .quorum = rational_of(rules->quorum.numerator, rules->quorum.denominator),
                         .quorum_strict = rules->quorum_strict,
                         .recused_count = rules->recused_count});
    CountResult result = {.state = states[tally.outcome],
                          .voted = tally.in_favour + tally.against + tally.abstained,
                          .needed = tally.needed,
                          .by_casting_vote = tally.by_casting_vote};
    *LIST_ADD(arena, &result.tally) = (CountRow){0, tally.in_favour, result.voted, DECIDED_BY_VOTES};
    *LIST_ADD(arena, &result.tally) = (CountRow){1, tally.against, result.voted, DECIDED_BY_VOTES};
    *LIST_ADD(arena, &result.tally) = (CountRow){2, tally.abstained, result.voted, DECIDED_BY_VOTES};
    if (result.state == MOTION_CARRIED) result.placings = *placings;
    return result;
}

/* ---- as JSON */

Text votes_write(Arena *arena, const Votes *votes)
{
    json_t *list = json_array();
    int64_t before = INT64_MIN;
    for (size_t done = 0; done < votes->count; done++) { /* by key: ballots are short */
        const Vote *next = NULL;
        for (size_t i = 0; i < votes->count; i++) {
            const Vote *vote = &votes->at[i];
            if (vote->application > before && (!next || vote->application < next->application)) next = vote;
        }
        if (!next) break; /* a key that stands twice counts once */
        before = next->application;
        json_t *pair = json_array();
        json_array_append_new(pair, json_sprintf("%" PRId64, next->application));
        json_array_append_new(pair, json_integer(next->value));
        json_array_append_new(list, pair);
    }
    return canonical_json(arena, list);
}

static bool read_key(const json_t *json, int64_t *key)
{
    return json_is_string(json) && text_to_int(text_of(json_string_value(json)), key);
}

bool votes_read(Arena *arena, Text json, Votes *votes)
{
    json_t *list = json_loadb(json.at, json.size, 0, NULL), *pair;
    size_t i;
    bool good = json_is_array(list);
    json_array_foreach(list, i, pair)
    {
        Vote vote;
        good = good && json_array_size(pair) == 2 && read_key(json_array_get(pair, 0), &vote.application) &&
               json_is_integer(json_array_get(pair, 1));
        if (!good) break;
        vote.value = json_integer_value(json_array_get(pair, 1));
        *LIST_ADD(arena, votes) = vote;
    }
    json_decref(list);
    return good;
}

Text placings_write(Arena *arena, const Placings *placings)
{
    json_t *list = json_array();
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        json_t *row = json_array();
        json_array_append_new(row, json_stringn(placing->award.at, placing->award.size));
        json_array_append_new(row, json_stringn(placing->tier.at, placing->tier.size));
        json_array_append_new(row, json_integer(placing->place));
        json_array_append_new(row, json_sprintf("%" PRId64, placing->application));
        json_array_append_new(list, row);
    }
    return canonical_json(arena, list);
}

bool placings_read(Arena *arena, Text json, Placings *placings)
{
    json_t *list = json_loadb(json.at, json.size, 0, NULL), *row;
    size_t i;
    bool good = json_is_array(list);
    json_array_foreach(list, i, row)
    {
        Placing placing;
        good = good && json_array_size(row) == 4 && json_is_string(json_array_get(row, 0)) &&
               json_is_string(json_array_get(row, 1)) && json_is_integer(json_array_get(row, 2)) &&
               read_key(json_array_get(row, 3), &placing.application);
        if (!good) break;
        placing.award = text_copy(arena, text_of(json_string_value(json_array_get(row, 0))));
        placing.tier = text_copy(arena, text_of(json_string_value(json_array_get(row, 1))));
        placing.place = json_integer_value(json_array_get(row, 2));
        *LIST_ADD(arena, placings) = placing;
    }
    json_decref(list);
    return good;
}
