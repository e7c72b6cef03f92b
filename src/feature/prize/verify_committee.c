/* SPDX-License-Identifier: Apache-2.0 */
/* The committee, as a record has it: sealed ballots opened, votes counted again, winners. */
#include "feature/prize/verify_facts.h"
#include "platform/store/journal.h"
#include "platform/store/json.h"

/* ---- seats */

static bool is_taken(const Facts *facts, CommitteeSeat seat, int64_t person)
{
    for (size_t i = 0; i < facts->people.count; i++) {
        const FactPerson *other = &facts->people.at[i];
        if ((int64_t)i + 1 != person && other->is_seated && other->seat == seat) return true;
    }
    return false;
}

void fact_seated(Facts *facts)
{
    Text seat;
    int64_t person = says_person(facts);
    if (!person || !says_text(facts, "seat", &seat)) return;
    ptrdiff_t index = TEXT_INDEX(seat, seat_codes);
    if (index < 0) {
        DISAGREE(facts, "There is no seat %.*s.", TEXT_PRINT(seat));
        return;
    }
    if (index != SEAT_MEMBER && is_taken(facts, (CommitteeSeat)index, person))
        DISAGREE(facts, "The committee has a second %s.", seat_codes[index]);
    person_at(facts, person)->is_seated = true;
    person_at(facts, person)->seat = (CommitteeSeat)index;
}

void fact_unseated(Facts *facts)
{
    int64_t person = says_person(facts);
    if (person) person_at(facts, person)->is_seated = false;
}

/* Whoever acts; NULL with a fault unless they are a member. */
static FactPerson *acting_member(Facts *facts)
{
    ptrdiff_t place = places_find(&facts->person_places, facts->line->who);
    FactPerson *person = place == NO_PLACE ? NULL : &facts->people.at[place];
    if (person && person->is_seated) return person;
    DISAGREE(facts, "Somebody acted who is no member of the committee.");
    return NULL;
}

static void check_chairing(Facts *facts)
{
    const FactPerson *person = acting_member(facts);
    if (person && person->seat == SEAT_MEMBER)
        DISAGREE(facts, "Somebody acted who is neither chair nor deputy.");
}

/* ---- candidates and what stands */

static CountCandidates standing_candidates(Facts *facts)
{
    CountCandidates list = {0};
    for (size_t i = 0; i < facts->candidates.count; i++) {
        const CountCandidate *candidate = &facts->candidates.at[i];
        if (!fact_application(facts, candidate->key)->is_withdrawn)
            *LIST_ADD(facts->arena, &list) = *candidate;
    }
    return list;
}

static bool is_candidate(const CountCandidates *candidates, int64_t key)
{
    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->at[i].key == key) return true;
    }
    return false;
}

static bool covers(const FactMotion *motion, Text award)
{
    if (motion->kind == MOTION_PROPOSAL) return true;
    if (motion->kind == MOTION_BALLOT) return text_is(motion->award, award);
    for (size_t i = 0; i < motion->placings.count; i++) {
        if (text_is(motion->placings.at[i].award, award)) return true;
    }
    return false;
}

static const FactMotion *last_carried(const Facts *facts, Text award)
{
    for (size_t i = facts->motions.count; i-- > 0;) {
        const FactMotion *motion = &facts->motions.at[i];
        if (motion->state == MOTION_CARRIED && covers(motion, award)) return motion;
    }
    return NULL;
}

static Placings standing_placings(Facts *facts)
{
    Placings standing = {0};
    for (size_t i = 0; i < facts->rules.awards.count; i++) {
        Text award = facts->rules.awards.at[i].code;
        const FactMotion *motion = last_carried(facts, award);
        for (size_t k = 0; motion && k < motion->placings.count; k++) {
            if (text_is(motion->placings.at[k].award, award))
                *LIST_ADD(facts->arena, &standing) = motion->placings.at[k];
        }
    }
    return standing;
}

/* ---- motions */

static FactMotion *says_motion(Facts *facts)
{
    Text key;
    if (!says_text(facts, "motion", &key)) return NULL;
    for (size_t i = facts->motions.count; i-- > 0;) {
        if (text_is(facts->motions.at[i].key, key)) return &facts->motions.at[i];
    }
    DISAGREE(facts, "It is about a motion that was never opened.");
    return NULL;
}

static bool says_placings(Facts *facts, const char *name, Placings *placings)
{
    const json_t *list;
    if (!says_list(facts, name, &list)) return false;
    bool is_good = placings_read(facts->arena, canonical_json_of(facts->arena, list), placings);
    if (!is_good) DISAGREE(facts, "Its places cannot be read.");
    return is_good;
}

static bool same_placings(Arena *arena, const Placings *a, const Placings *b)
{
    return text_is(placings_write(arena, a), placings_write(arena, b));
}

static bool says_kind(Facts *facts, MotionKind *kind)
{
    Text text;
    if (!says_text(facts, "kind", &text)) return false;
    ptrdiff_t index = TEXT_INDEX(text, motion_kind_codes);
    *kind = (MotionKind)index;
    if (index >= 0) return true;
    DISAGREE(facts, "This program does not know motions of the kind %.*s.", TEXT_PRINT(text));
    return false;
}

static void check_moved(Facts *facts, const FactMotion *motion)
{
    CountCandidates candidates = standing_candidates(facts);
    Placings ranking = count_ranking(facts->arena, &facts->rules, &candidates);
    if (motion->kind == MOTION_PROPOSAL && !same_placings(facts->arena, &ranking, &motion->placings))
        DISAGREE(facts, "The proposal is not what the ranking gives.");
    if (motion->kind == MOTION_BALLOT && !edition_award(&facts->rules, motion->award))
        DISAGREE(facts, "The rules have no award %.*s.", TEXT_PRINT(motion->award));
    for (size_t i = 0; i < motion->placings.count; i++) {
        if (!is_candidate(&candidates, motion->placings.at[i].application))
            DISAGREE(facts, "It gives a place to application %lld, which is no candidate.",
                     (long long)motion->placings.at[i].application);
    }
}

static void check_may_move(Facts *facts)
{
    check_chairing(facts);
    if (facts->confirmed < (int64_t)facts->rules.rounds.count)
        DISAGREE(facts, "The committee voted before the candidates were confirmed.");
    if (facts->counts->is_decided) DISAGREE(facts, "The committee voted after the winners were decided.");
    for (size_t i = 0; i < facts->motions.count; i++) {
        if (facts->motions.at[i].state == MOTION_OPEN) DISAGREE(facts, "Two motions were open at once.");
    }
}

void fact_moved(Facts *facts)
{
    FactMotion motion = {.state = MOTION_OPEN};
    if (!says_text(facts, "motion", &motion.key) || !says_kind(facts, &motion.kind) ||
        !says_text(facts, "award", &motion.award) || !says_placings(facts, "placings", &motion.placings))
        return;
    motion.key = text_copy(facts->arena, motion.key);
    motion.award = text_copy(facts->arena, motion.award);
    check_may_move(facts);
    check_moved(facts, &motion);
    *LIST_ADD(facts->arena, &facts->motions) = motion;
    facts->counts->motions++;
}

void fact_contested(Facts *facts)
{
    FactMotion *motion = says_motion(facts);
    if (!motion || !acting_member(facts)) return;
    if (motion->state != MOTION_OPEN || motion->kind != MOTION_PROPOSAL)
        DISAGREE(facts, "Something was contested that was no open proposal.");
    motion->state = MOTION_CONTESTED;
}

/* ---- ballots */

static FactBallot *ballot_of(FactMotion *motion, int64_t person)
{
    for (size_t i = 0; i < motion->ballots.count; i++) {
        if (motion->ballots.at[i].person == person) return &motion->ballots.at[i];
    }
    return NULL;
}

void fact_cast(Facts *facts)
{
    Text commitment;
    FactMotion *motion = says_motion(facts);
    int64_t person = says_person(facts);
    if (!motion || !person || !says_text(facts, "commitment", &commitment) || !acting_member(facts)) return;
    if (motion->state != MOTION_OPEN || motion->kind == MOTION_PROPOSAL)
        DISAGREE(facts, "A ballot was cast where no vote was open.");
    acts_oneself(facts, person);
    FactBallot *ballot = ballot_of(motion, person);
    if (!ballot) ballot = LIST_ADD(facts->arena, &motion->ballots);
    facts->counts->ballots += ballot->person == 0;
    *ballot = (FactBallot){person, facts->line->number, text_copy(facts->arena, commitment)};
}

/* The votes of an opened ballot, if its commitment opens to them. */
static bool open_ballot(Facts *facts, FactMotion *motion, const json_t *said, int64_t *person, Votes *votes)
{
    Text who = text_of_value(json_object_get(said, "person"));
    Text content = text_of_value(json_object_get(said, "content"));
    Text salt = text_of_value(json_object_get(said, "salt"));
    ptrdiff_t place = places_find(&facts->person_places, who);
    FactBallot *ballot = place == NO_PLACE ? NULL : ballot_of(motion, place + 1);
    *person = place + 1;
    if (!ballot) DISAGREE(facts, "A ballot is counted that was never cast: of %.*s.", TEXT_PRINT(who));
    else if (!text_is(journal_commitment(facts->arena, salt, content), ballot->commitment))
        DISAGREE(facts, "The ballot of %.*s is not the one that line %lld committed itself to.",
                 TEXT_PRINT(who), (long long)ballot->line);
    else if (!votes_read(facts->arena, content, votes))
        DISAGREE(facts, "The ballot of %.*s cannot be read.", TEXT_PRINT(who));
    else return true;
    return false;
}

static bool vote_fits(const Facts *facts, const FactMotion *motion, const Vote *vote, int64_t candidates)
{
    const CommitteeRules *rules = &facts->rules.committee;
    if (motion->kind == MOTION_DEPARTURE)
        return vote->application == 0 && vote->value >= -1 && vote->value <= 1;
    int64_t greatest = rules->ballot == BALLOT_APPROVE ? 1 : candidates;
    if (rules->ballot == BALLOT_SCORE) greatest = rules->score_max;
    return vote->value >= (rules->ballot == BALLOT_SCORE ? 0 : 1) && vote->value <= greatest;
}

static void check_votes(Facts *facts, const FactMotion *motion, const Votes *votes)
{
    for (size_t i = 0; i < votes->count; i++) {
        bool is_twice = i > 0 && votes->at[i].application <= votes->at[i - 1].application;
        if (is_twice || !vote_fits(facts, motion, &votes->at[i], (int64_t)facts->candidates.count)) {
            DISAGREE(facts, "A ballot says what the rules don't allow.");
            return;
        }
    }
}

static void gather_members(Facts *facts, CountInput *input)
{
    for (size_t i = 0; i < facts->people.count; i++) {
        const FactPerson *person = &facts->people.at[i];
        if (person->is_seated)
            *LIST_ADD(facts->arena, &input->members) =
                (CountMember){.person = (int64_t)i + 1, .seat = person->seat};
    }
}

static void open_ballots(Facts *facts, FactMotion *motion, CountInput *input)
{
    const json_t *list, *said;
    size_t i;
    if (!says_list(facts, "ballots", &list)) return;
    if (json_array_size(list) != motion->ballots.count)
        DISAGREE(facts, "%zu members cast a ballot, and %zu ballots are opened.", motion->ballots.count,
                 json_array_size(list));
    json_array_foreach(list, i, said)
    {
        Votes votes = {0};
        int64_t person;
        if (!open_ballot(facts, motion, said, &person, &votes)) continue;
        check_votes(facts, motion, &votes);
        for (size_t k = 0; k < input->members.count; k++) {
            CountMember *member = &input->members.at[k];
            if (member->person != person) continue;
            if (member->has_voted) DISAGREE(facts, "A member's ballot is opened twice.");
            member->has_voted = true;
            member->votes = votes;
        }
    }
}

/* ---- recusals: they follow from the conflicts that stand */

static void gather_recusals(Facts *facts, CountInput *input)
{
    for (size_t i = 0; i < facts->conflicts.count; i++) {
        const FactConflict *conflict = &facts->conflicts.at[i];
        bool counts = conflict->causes && person_at(facts, conflict->person)->is_seated &&
                      is_candidate(&input->candidates, conflict->application);
        if (counts)
            *LIST_ADD(facts->arena, &input->recusals) =
                (CountRecusal){conflict->application, conflict->person};
    }
}

static bool has_recusal(const CountInput *input, int64_t application, int64_t person)
{
    for (size_t i = 0; i < input->recusals.count; i++) {
        if (input->recusals.at[i].application == application && input->recusals.at[i].person == person)
            return true;
    }
    return false;
}

static void check_recusals(Facts *facts, const CountInput *input)
{
    const json_t *list, *row;
    size_t i, found = 0;
    if (!says_list(facts, "recused", &list)) return;
    json_array_foreach(list, i, row)
    {
        int64_t key = 0;
        ptrdiff_t place = places_find(&facts->person_places, text_of_value(json_array_get(row, 1)));
        key_of_json(json_array_get(row, 0), &key);
        found += has_recusal(input, key, place + 1);
    }
    if (found != input->recusals.count || json_array_size(list) != input->recusals.count)
        DISAGREE(facts,
                 "The recusals of this vote are not those that follow from the conflicts of interest.");
}

/* ---- closing */

static json_t *tally_json(const CountResult *result)
{
    json_t *list = json_array();
    for (size_t i = 0; i < result->tally.count; i++) {
        const CountRow *row = &result->tally.at[i];
        json_array_append_new(list, json_pack("[o, I, I]", json_sprintf("%lld", (long long)row->application),
                                              (json_int_t)row->points, (json_int_t)row->of));
    }
    return list;
}

static void compare_result(Facts *facts, const CountResult *result)
{
    Text state;
    int64_t needed, casting;
    Placings placings = {0};
    const json_t *tally;
    if (!says_text(facts, "state", &state) || !says_number(facts, "needed", &needed) ||
        !says_number(facts, "casting", &casting) || !says_list(facts, "tally", &tally) ||
        !says_placings(facts, "placings", &placings))
        return;
    json_t *computed = tally_json(result);
    if (!text_is_c(state, motion_state_codes[result->state]))
        DISAGREE(facts, "By its ballots this vote is %s; the record says %.*s.",
                 motion_state_codes[result->state], TEXT_PRINT(state));
    if (!json_equal(computed, tally))
        DISAGREE(facts, "The tally of this vote is not what its ballots come to.");
    if (needed != result->needed || (casting == 1) != result->by_casting_vote)
        DISAGREE(facts, "The quorum or the casting vote of this vote is not what the rules give.");
    if (!same_placings(facts->arena, &placings, &result->placings))
        DISAGREE(facts, "The places that this vote gives are not those that its ballots give.");
    json_decref(computed);
}

static CountResult count_motion(Facts *facts, const FactMotion *motion, const CountInput *input)
{
    CountResult result = {.state = MOTION_CARRIED, .placings = motion->placings}; /* nobody contested it */
    const Award *award = edition_award(&facts->rules, motion->award);
    if (motion->kind == MOTION_BALLOT && award)
        result = count_ballot(facts->arena, &facts->rules, award, input);
    if (motion->kind == MOTION_DEPARTURE)
        result = count_departure(facts->arena, &facts->rules, &motion->placings, input);
    return result;
}

static void check_rule(Facts *facts, MotionKind kind)
{
    const char *rule = kind == MOTION_BALLOT      ? count_rule(&facts->rules)
                       : kind == MOTION_DEPARTURE ? "majority/1"
                                                  : "award/1";
    if (!text_is_c(facts->line->rule, rule))
        DISAGREE(facts, "This vote was counted by %.*s; the rules have it by %s.",
                 TEXT_PRINT(facts->line->rule), rule);
}

void fact_closed(Facts *facts)
{
    FactMotion *motion = says_motion(facts);
    if (!motion) return;
    if (motion->state != MOTION_OPEN) {
        DISAGREE(facts, "A motion was closed that was not open.");
        return;
    }
    check_chairing(facts);
    check_rule(facts, motion->kind);
    CountInput input = {.candidates = standing_candidates(facts), .taken = standing_placings(facts)};
    gather_members(facts, &input);
    gather_recusals(facts, &input);
    open_ballots(facts, motion, &input);
    check_recusals(facts, &input);
    CountResult result = count_motion(facts, motion, &input);
    compare_result(facts, &result);
    motion->state = result.state;
    if (motion->kind == MOTION_BALLOT) motion->placings = result.placings;
    facts->counts->departures_carried += motion->kind == MOTION_DEPARTURE && result.state == MOTION_CARRIED;
}

/* ---- winners */

static json_t *winner_json(const Facts *facts, const Placing *placing)
{
    const FactMotion *motion = last_carried(facts, placing->award);
    return json_pack("[s%, s%, I, o, s%]", placing->award.at, placing->award.size,
                     placing->tier.at ? placing->tier.at : "", placing->tier.size, (json_int_t)placing->place,
                     json_sprintf("%lld", (long long)placing->application), motion->key.at, motion->key.size);
}

static void compare_winners(Facts *facts, const Placings *placings)
{
    const json_t *said;
    if (!says_list(facts, "winners", &said)) return;
    if (json_array_size(said) != placings->count)
        DISAGREE(facts, "The carried motions give %zu places, and there are %zu winners.", placings->count,
                 json_array_size(said));
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        json_t *computed = winner_json(facts, placing);
        if (!json_equal(computed, json_array_get(said, i)))
            DISAGREE(
                facts,
                "By the carried motions place %lld of %.*s is application %lld's. The record has another "
                "winner.",
                (long long)placing->place, TEXT_PRINT(placing->award), (long long)placing->application);
        json_decref(computed);
    }
}

static bool is_shared(const Placings *placings, const Placing *placing)
{
    int64_t holders = 0;
    for (size_t i = 0; i < placings->count; i++)
        holders += text_is(placings->at[i].award, placing->award) && placings->at[i].place == placing->place;
    return holders > 1;
}

static void check_award(Facts *facts, const Award *award, const Placings *placings)
{
    int64_t placed = 0;
    bool has_too_many = false;
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        if (!text_is(placing->award, award->code)) continue;
        placed++;
        has_too_many |= placing->place < 1 || placing->place > award->places;
        has_too_many |= is_shared(placings, placing) && !award->may_be_shared;
    }
    if (has_too_many || (placed < award->places && !award->may_stay_empty))
        DISAGREE(facts, "%lld places of %.*s were given; the rules have %lld.", (long long)placed,
                 TEXT_PRINT(award->code), (long long)award->places);
}

static void check_places(Facts *facts, const Placings *placings)
{
    CountCandidates candidates = standing_candidates(facts);
    for (size_t i = 0; i < facts->rules.awards.count; i++)
        check_award(facts, &facts->rules.awards.at[i], placings);
    for (size_t i = 0; i < placings->count; i++) {
        int64_t key = placings->at[i].application;
        if (!is_candidate(&candidates, key))
            DISAGREE(facts, "Application %lld has won, and is no candidate.", (long long)key);
        for (size_t k = 0; k < i; k++) {
            if (placings->at[k].application == key)
                DISAGREE(facts, "Application %lld has two awards.", (long long)key);
        }
    }
}

void fact_decided(Facts *facts)
{
    int64_t said_departs = 0;
    bool departs = false;
    check_may_move(facts);
    Placings placings = standing_placings(facts);
    for (size_t i = 0; i < placings.count; i++)
        departs |= last_carried(facts, placings.at[i].award)->kind == MOTION_DEPARTURE;
    compare_winners(facts, &placings);
    check_places(facts, &placings);
    if (says_number(facts, "departs", &said_departs) && (said_departs == 1) != departs)
        DISAGREE(facts, departs ? "The winners depart from the ranking, and the record does not say so."
                                : "The record says that the winners depart from the ranking; they do not.");
    facts->winners = placings;
    facts->counts->is_decided = true;
    facts->counts->departs = departs;
    facts->counts->winners = (int64_t)placings.count;
}

void fact_winner(Facts *facts)
{
    const FactApplication *application = says_application(facts);
    for (size_t i = 0; application && i < facts->winners.count; i++) {
        if (facts->winners.at[i].application == application->key) return;
    }
    if (application)
        DISAGREE(facts, "It is said of a winner, and of application %lld, which is none.",
                 (long long)application->key);
}
