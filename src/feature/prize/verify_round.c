/* SPDX-License-Identifier: Apache-2.0 */
/* Screenings, reviews and the line of a round, as a record has them: the line is computed again. */
#include "feature/prize/verify_facts.h"

#include <stdlib.h>

/* ---- screening */

void fact_screened(Facts *facts)
{
    int64_t round, eligible;
    const Round *rules;
    FactApplication *application = says_application(facts);
    if (!application || !says_round(facts, &round, &rules) || !says_number(facts, "eligible", &eligible))
        return;
    if (rules->kind != ROUND_SCREENING || facts->confirmed != round - 1 ||
        !fact_enters(facts, application, round))
        DISAGREE(facts, "Application %lld was not to be screened in round %lld at that time.",
                 (long long)application->key, (long long)round);
    if (facts->line->who.size &&
        fact_in_conflict(facts, application->key, fact_person(facts, facts->line->who)))
        DISAGREE(facts, "It was screened by somebody who has a conflict of interest with it.");
    Text name = pair_name(facts->arena, round, application->key, 0);
    ptrdiff_t place = places_find(&facts->screening_places, name);
    if (place == NO_PLACE) {
        places_add(&facts->screening_places, name, facts->screenings.count);
        *LIST_ADD(facts->arena, &facts->screenings) = (FactScreening){round, application->key, eligible == 1};
        facts->counts->screenings++;
    } else {
        facts->screenings.at[place].eligible = eligible == 1;
    }
}

/* ---- reviews */

static bool is_grade(const Criterion *criterion, const json_t *value)
{
    for (size_t i = 0; i < criterion->grades.count; i++) {
        if (json_is_integer(value) && criterion->grades.at[i].value == json_integer_value(value)) return true;
    }
    return false;
}

static Scores read_scores(Facts *facts, const Rubric *rubric)
{
    Scores scores = {0};
    const json_t *said = json_object_get(facts->line->says, "scores");
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        const json_t *value = json_object_getn(said, criterion->code.at, criterion->code.size);
        if (!is_grade(criterion, value))
            DISAGREE(facts, "The review has no grade of the rubric for %.*s.", TEXT_PRINT(criterion->code));
        else
            *LIST_ADD(facts->arena, &scores) =
                (Score){text_copy(facts->arena, criterion->code), json_integer_value(value)};
    }
    if (json_object_size(said) != rubric->criteria.count)
        DISAGREE(facts, "The review grades something that is not in the rubric.");
    return scores;
}

/* What holds of every review, whoever brought it. */
static bool may_count(Facts *facts, const FactPair *pair, int64_t round, int64_t person)
{
    if (!pair || pair->state == PAIR_ENDED)
        DISAGREE(facts, "A review was sent by somebody it was not assigned to.");
    else if (facts->confirmed >= round) DISAGREE(facts, "A review was sent after its round was confirmed.");
    else if (!person_at(facts, person)->is_expert)
        DISAGREE(facts, "A review was sent by somebody who is no expert of the edition.");
    else if (fact_in_conflict(facts, pair->application, person))
        DISAGREE(facts, "A review was sent in spite of a conflict of interest.");
    else return true;
    return false;
}

static bool was_sent_in_time(Facts *facts, const Round *rules)
{
    if (!instant_passed(rules->ends, facts->line->at)) return true;
    DISAGREE(facts, "A review was sent after its round had ended.");
    return false;
}

static bool replaces_own(Facts *facts, const FactPair *pair)
{
    if (pair->state != PAIR_SENT || pair->is_imported) return true;
    DISAGREE(facts, "An organiser replaced a review that its expert had sent.");
    return false;
}

/* Each pair once, as what stands for it at last. */
static void count_review(VerifyCounts *counts, const FactPair *pair, bool is_imported)
{
    if (pair->state == PAIR_SENT) counts->sent_again++;
    if (pair->state == PAIR_SENT) *(pair->is_imported ? &counts->reviews_imported : &counts->reviews) -= 1;
    *(is_imported ? &counts->reviews_imported : &counts->reviews) += 1;
}

static void take_review(Facts *facts, bool is_imported)
{
    int64_t round, person = says_person(facts);
    const Round *rules;
    FactApplication *application = says_application(facts);
    if (!person || !application || !says_round(facts, &round, &rules)) return;
    FactPair *pair = fact_pair(facts, round, application->key, person);
    const Rubric *rubric = edition_rubric(&facts->rules, rules->rubric);
    if (!rubric) DISAGREE(facts, "Round %lld has no rubric.", (long long)round);
    if (!rubric || !may_count(facts, pair, round, person)) return;
    if (is_imported ? !replaces_own(facts, pair)
                    : !was_sent_in_time(facts, rules) || !acts_oneself(facts, person))
        return;
    count_review(facts->counts, pair, is_imported);
    pair->scores = read_scores(facts, rubric);
    pair->state = PAIR_SENT;
    pair->is_imported = is_imported;
}

void fact_reviewed(Facts *facts)
{
    take_review(facts, false);
}

void fact_review_imported(Facts *facts)
{
    take_review(facts, true);
}

/* ---- what the line is computed from */

LineEntrant fact_entrant(const FactApplication *application)
{
    return (LineEntrant){application->key, application->category, application->region, application->country,
                         application->city};
}

static void gather_entrants(Facts *facts, int64_t round, LineInput *input)
{
    for (size_t i = 0; i < facts->applications.count; i++) {
        const FactApplication *application = &facts->applications.at[i];
        if (!fact_enters(facts, application, round)) continue;
        *LIST_ADD(facts->arena, &input->entrants) = fact_entrant(application);
    }
    line_sort_entrants(input);
}

static const int32_t *grades_of(Facts *facts, const Rubric *rubric, const Scores *scores)
{
    int32_t *grades = ARENA_MANY(facts->arena, rubric->criteria.count + 1, int32_t);
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        for (size_t k = 0; k < scores->count; k++) {
            if (text_is(scores->at[k].criterion, rubric->criteria.at[i].code))
                grades[i] = (int32_t)scores->at[k].grade;
        }
    }
    return grades;
}

void fact_judgements(Facts *facts, const Edition *edition, int64_t round, LineInput *input)
{
    const Round *rules = edition_round(edition, round);
    for (size_t i = 0; i < facts->screenings.count; i++) {
        const FactScreening *screening = &facts->screenings.at[i];
        if (screening->round == round)
            *LIST_ADD(facts->arena, &input->screenings) =
                (LineScreening){screening->application, screening->eligible};
    }
    for (size_t i = 0; rules->kind == ROUND_SCORING && i < facts->pairs.count; i++) {
        const FactPair *pair = &facts->pairs.at[i];
        if (pair->state != PAIR_SENT || !line_carries(edition, round, pair->round)) continue;
        *LIST_ADD(facts->arena, &input->reviews) =
            (LineReview){pair->application, pair->person,
                         grades_of(facts, edition_rubric(edition, rules->rubric), &pair->scores)};
    }
}

static LineInput input_of(Facts *facts, int64_t round)
{
    LineInput input = {0};
    gather_entrants(facts, round, &input);
    fact_judgements(facts, &facts->rules, round, &input);
    return input;
}

/* ---- the line */

static json_t *row_json(const LineRow *row)
{
    return json_pack("[o, I, I, I, I, s, I]", json_sprintf("%lld", (long long)row->key),
                     (json_int_t)row->rank, (json_int_t)row->score.numerator,
                     (json_int_t)row->score.denominator, (json_int_t)row->reviews, outcome_code(row->outcome),
                     (json_int_t)row->reserve);
}

static void compare_row(Facts *facts, const LineRow *row, const json_t *said_row)
{
    json_t *computed = row_json(row);
    if (!json_equal(computed, said_row))
        DISAGREE(facts,
                 "Place %lld of the line is, by its reviews, application %lld: rank %lld, score %lld/%lld "
                 "from %lld "
                 "reviews, “%s”. The record has something else.",
                 (long long)row->rank, (long long)row->key, (long long)row->rank,
                 (long long)row->score.numerator, (long long)row->score.denominator, (long long)row->reviews,
                 outcome_code(row->outcome));
    json_decref(computed);
}

static void compare_rows(Facts *facts, const LineResult *line)
{
    const json_t *result;
    if (!says_list(facts, "result", &result)) return;
    if (json_array_size(result) != line->rows.count)
        DISAGREE(facts, "%zu applications entered this round, and its result has %zu.", line->rows.count,
                 json_array_size(result));
    for (size_t i = 0; i < line->rows.count; i++)
        compare_row(facts, &line->rows.at[i], json_array_get(result, i));
}

/* ---- a calibrated score */

static void compare_means(Facts *facts, const LineResult *line)
{
    const json_t *means;
    if (!says_list(facts, "means", &means)) return;
    for (size_t i = 0; i < line->rows.count; i++) {
        const LineRow *row = &line->rows.at[i];
        json_t *computed = json_pack("[o, I, I]", json_sprintf("%lld", (long long)row->key),
                                     (json_int_t)row->mean.numerator, (json_int_t)row->mean.denominator);
        if (!json_equal(computed, json_array_get(means, i)))
            DISAGREE(facts,
                     "The mean of application %lld is %lld/%lld by its reviews. The record has something "
                     "else.",
                     (long long)row->key, (long long)row->mean.numerator, (long long)row->mean.denominator);
        json_decref(computed);
    }
    if (json_array_size(means) != line->rows.count)
        DISAGREE(facts, "%zu applications entered this round, and the record has %zu means.",
                 line->rows.count, json_array_size(means));
}

static void compare_ratios(Facts *facts, const LineResult *line)
{
    const json_t *ratios;
    if (!says_list(facts, "ratios", &ratios)) return;
    json_t *computed =
        json_pack("[I, I]", (json_int_t)line->ratio_application, (json_int_t)line->ratio_expert);
    if (!json_equal(computed, ratios))
        DISAGREE(
            facts,
            "By the reviews, the ratios of the calibration are %lld and %lld thousandths. The record has "
            "something else.",
            (long long)line->ratio_application, (long long)line->ratio_expert);
    json_decref(computed);
}

static void compare_calibration(Facts *facts, const Round *rules, const LineResult *line)
{
    const json_t *said = json_object_get(facts->line->says, "score");
    bool is_calibrated = rules->score == SCORE_CALIBRATED;
    if (line->is_beyond) DISAGREE(facts, "These scores are more, or finer, than can be calibrated.");
    if (is_calibrated != text_is_c(text_of_value(said), CALIBRATE_RULE) || (said && !is_calibrated)) {
        DISAGREE(facts, "By the rules the %s decides in this round, and the result names something else.",
                 is_calibrated ? "calibrated score (" CALIBRATE_RULE ")" : "mean (" MEAN_RULE ")");
        return;
    }
    if (!is_calibrated) return;
    compare_ratios(facts, line);
    compare_means(facts, line);
}

static void check_missing(Facts *facts, int64_t round, const Round *rules, const LineResult *line)
{
    int64_t missing = 0, said_missing;
    for (size_t i = 0; i < facts->pairs.count && rules->kind == ROUND_SCORING; i++)
        missing += facts->pairs.at[i].round == round && facts->pairs.at[i].state == PAIR_OPEN;
    for (size_t i = 0; i < line->rows.count && rules->kind == ROUND_SCREENING; i++)
        missing += line->rows.at[i].outcome == OUTCOME_UNSCORED;
    if (says_number(facts, "missing", &said_missing) && said_missing != missing)
        DISAGREE(facts, "%lld reviews were missing, and the record says %lld.", (long long)missing,
                 (long long)said_missing);
}

static int candidates_by_key(const void *a, const void *b)
{
    int64_t first = ((const CountCandidate *)a)->key, second = ((const CountCandidate *)b)->key;
    return (first > second) - (first < second);
}

static void keep_passed(Facts *facts, int64_t round, const LineRow *row)
{
    FactApplication *application = fact_application(facts, row->key);
    application->passed[round] = true;
    *LIST_ADD(facts->arena, &facts->candidates) =
        (CountCandidate){row->key, application->category, row->score};
}

static void sort_candidates(Facts *facts)
{
    if (facts->candidates.count)
        qsort(facts->candidates.at, facts->candidates.count, sizeof *facts->candidates.at, candidates_by_key);
}

static void keep_result(Facts *facts, int64_t round, const LineResult *line)
{
    facts->result = *line;
    facts->confirmed = round;
    facts->counts->rounds_confirmed++;
    facts->candidates.count = 0;
    for (size_t i = 0; i < line->rows.count; i++) {
        if (line->rows.at[i].passed) keep_passed(facts, round, &line->rows.at[i]);
    }
    sort_candidates(facts);
    if (round == (int64_t)facts->rules.rounds.count) facts->counts->candidates = line->passed;
}

/* "line/2" opens what lots are drawn from; "line/1" is of records that committed themselves to nothing. */
static bool take_lots(Facts *facts)
{
    bool is_second = text_is_c(facts->line->rule, "line/2");
    if (!is_second && !text_is_c(facts->line->rule, "line/1")) return disagree_on_rule(facts), false;
    if (is_second != (facts->lots_digest.size > 0)) {
        DISAGREE(facts, "This result does not draw lots as the first line of the record has it.");
        return false;
    }
    if (!is_second) return true;
    Text lots;
    if (!says_text(facts, "lots", &lots)) return false;
    if (!text_is(journal_digest(facts->arena, lots), facts->lots_digest)) {
        DISAGREE(facts, "Lots are drawn from another number than the first line committed itself to.");
        return false;
    }
    facts->rules.lots = facts->lots = text_copy(facts->arena, lots);
    return true;
}

void fact_confirmed(Facts *facts)
{
    int64_t round;
    const Round *rules;
    if (!take_lots(facts) || !says_round(facts, &round, &rules)) return;
    if (round != facts->confirmed + 1) {
        DISAGREE(facts, "The rounds were not confirmed one after the other.");
        return;
    }
    LineInput input = input_of(facts, round);
    LineResult line = line_compute(facts->arena, &facts->rules, round, &input);
    compare_calibration(facts, rules, &line);
    compare_rows(facts, &line);
    check_missing(facts, round, rules, &line);
    keep_result(facts, round, &line);
}

/* ---- moving up from the reserve list */

static ReserveEntries reserve_entries(Facts *facts)
{
    ReserveEntries entries = {0};
    for (size_t i = 0; i < facts->result.rows.count; i++) {
        const LineRow *row = &facts->result.rows.at[i];
        const FactApplication *application = fact_application(facts, row->key);
        *LIST_ADD(facts->arena, &entries) =
            (ReserveEntry){.entrant = fact_entrant(application),
                           .reserve = row->reserve,
                           .has_place = application->passed[facts->confirmed],
                           .is_withdrawn = application->is_withdrawn,
                           .is_replaced = application->replaced == facts->confirmed};
    }
    return entries;
}

static MoveState state_of_move(Facts *facts, int64_t round, Text category)
{
    MoveFacts now = {.next_is_confirmed = round != facts->confirmed,
                     .winners_are_decided = facts->counts->is_decided};
    for (size_t i = 0; i < facts->motions.count; i++) {
        if (facts->motions.at[i].state == MOTION_OPEN)
            *LIST_ADD(facts->arena, &now.voted) = facts->motions.at[i].award;
    }
    return reserve_state(&facts->rules, round, &now, category, facts->line->at);
}

static void check_mover(Facts *facts, int64_t application, int64_t place_of)
{
    int64_t mover = fact_person(facts, facts->line->who);
    if (fact_in_conflict(facts, application, mover) || fact_in_conflict(facts, place_of, mover))
        DISAGREE(facts, "It was moved up by somebody who has a conflict of interest.");
}

static bool may_move_up(Facts *facts, int64_t round, const FactApplication *application, int64_t place_of)
{
    ReserveEntries entries = reserve_entries(facts);
    Vacancy vacancy = reserve_vacancy(facts->arena, edition_round(&facts->rules, round), &entries);
    if (round > facts->confirmed || state_of_move(facts, round, application->category) != MOVE_OPEN)
        DISAGREE(facts, "Application %lld moved up when what follows its round was not open for it.",
                 (long long)application->key);
    else if (!vacancy.place_of || !reserve_has_left(&entries, place_of))
        DISAGREE(facts, "Application %lld moved up into a place that was not free.",
                 (long long)application->key);
    else if (vacancy.first != application->key)
        DISAGREE(facts, "Application %lld moved up, and is not the first of the reserve list who may.",
                 (long long)application->key);
    else return true;
    return false;
}

static const LineRow *row_of_result(const Facts *facts, int64_t key)
{
    size_t i = 0;
    while (facts->result.rows.at[i].key != key) i++;
    return &facts->result.rows.at[i];
}

void fact_moved_up(Facts *facts)
{
    int64_t round, place_of;
    const Round *rules;
    FactApplication *application = says_application(facts);
    if (!text_is_c(facts->line->rule, facts->lots_digest.size ? "line/2" : "line/1")) disagree_on_rule(facts);
    if (!application || !says_round(facts, &round, &rules)) return;
    if (!key_of_json(json_object_get(facts->line->says, "place_of"), &place_of) ||
        !fact_application(facts, place_of)) {
        DISAGREE(facts, "It does not say into whose place.");
        return;
    }
    check_mover(facts, application->key, place_of);
    if (!may_move_up(facts, round, application, place_of)) return;
    fact_application(facts, place_of)->replaced = round;
    keep_passed(facts, round, row_of_result(facts, application->key));
    sort_candidates(facts);
    facts->counts->moved_up++;
}
