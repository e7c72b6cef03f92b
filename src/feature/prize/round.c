/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/round.h"

#include "base/sorted.h"

#include "feature/prize/access.h"
#include "feature/prize/calibration.h"
#include "platform/store/json.h"

ApplicationIds round_entrants(Snapshot *at, const Edition *edition, int64_t round)
{
    ApplicationIds list = {0};
    int64_t from = edition_entrants_of(edition, round);
    Rows *rows =
        !from
            ? store_rows(
                  at,
                  SQL("SELECT key FROM application WHERE edition = $1 AND state = 'submitted' ORDER BY key"),
                  BIND(edition->id.key))
            : store_rows(at,
                         SQL("SELECT application.key FROM application JOIN round_result AS r"
                             " ON r.application = application.key AND r.round = $2 AND r.passed = 1"
                             " WHERE application.edition = $1 AND application.state = 'submitted'"
                             " ORDER BY application.key"),
                         BIND(edition->id.key, from));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = (ApplicationId){row_int(rows, 0)};
    return list;
}

bool round_is_confirmed(Snapshot *at, const Edition *edition, int64_t round)
{
    return store_row(at, SQL("SELECT 1 FROM round_confirmation WHERE edition = $1 AND round = $2"),
                     BIND(edition->id.key, round)) != NULL;
}

/* ---- what the line is computed from */

static bool has_key(const ApplicationIds *list, int64_t key)
{
    return SORTED_FIND(list->at, list->count, key, key) != NULL;
}

/* Who had entered a round that is confirmed. */
static ApplicationIds kept_entrants(Snapshot *at, const Edition *edition, int64_t round)
{
    ApplicationIds list = {0};
    Rows *rows = store_rows(
        at,
        SQL("SELECT application FROM round_result WHERE edition = $1 AND round = $2 ORDER BY application"),
        BIND(edition->id.key, round));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = (ApplicationId){row_int(rows, 0)};
    return list;
}

static void read_entrants(Snapshot *at, const Edition *edition, int64_t round, LineInput *input)
{
    bool is_confirmed = round_is_confirmed(at, edition, round);
    ApplicationIds entrants = (is_confirmed ? kept_entrants : round_entrants)(at, edition, round);
    Rows *rows =
        store_rows(at,
                   SQL("SELECT application.key, v.category, v.region, v.country, v.city_key FROM application"
                       " JOIN application_version AS v ON v.application = application.key"
                       " AND v.version = application.version WHERE application.edition = $1"
                       " AND application.version > 0 ORDER BY application.key"),
                   BIND(edition->id.key));
    while (rows_next(rows)) {
        if (!has_key(&entrants, row_int(rows, 0))) continue;
        *LIST_ADD(at->arena, &input->entrants) =
            (LineEntrant){row_int(rows, 0), row_text(rows, 1), row_text(rows, 2), row_text(rows, 3),
                          row_text(rows, 4)};
    }
}

static size_t criterion_place(const Rubric *rubric, Text code)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        if (text_is(rubric->criteria.at[i].code, code)) return i;
    }
    return SIZE_MAX;
}

/* Rows of (assignment, application, account, criterion, grade), by assignment, become reviews. */
static void read_reviews(Snapshot *at, const Edition *edition, const Rubric *rubric, int64_t round,
                         LineInput *input)
{
    int64_t assignment = 0;
    int32_t *grades = NULL;
    Rows *rows =
        store_rows(at,
                   SQL("SELECT assignment.key, assignment.application, assignment.account, score.criterion,"
                       " score.grade FROM assignment JOIN score ON score.assignment = assignment.key"
                       " WHERE assignment.edition = $1 AND assignment.round = $2"
                       " AND assignment.state = 'sent' ORDER BY assignment.key, score.criterion"),
                   BIND(edition->id.key, round));
    while (rows_next(rows)) {
        if (row_int(rows, 0) != assignment) {
            assignment = row_int(rows, 0);
            grades = ARENA_MANY(at->arena, rubric->criteria.count, int32_t);
            *LIST_ADD(at->arena, &input->reviews) = (LineReview){row_int(rows, 1), row_int(rows, 2), grades};
        }
        size_t place = criterion_place(rubric, row_text(rows, 3));
        if (place != SIZE_MAX) grades[place] = (int32_t)row_int(rows, 4);
    }
}

static void read_screenings(Snapshot *at, const Edition *edition, int64_t round, LineInput *input)
{
    Rows *rows =
        store_rows(at,
                   SQL("SELECT application, eligible FROM screening WHERE edition = $1 AND round = $2"
                       " ORDER BY application"),
                   BIND(edition->id.key, round));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &input->screenings) = (LineScreening){row_int(rows, 0), row_int(rows, 1) == 1};
}

LineInput round_input(Snapshot *at, const Edition *edition, int64_t round)
{
    LineInput input = {0};
    const Round *rules = edition_round(edition, round);
    read_entrants(at, edition, round, &input);
    if (rules->kind == ROUND_SCREENING) {
        read_screenings(at, edition, round, &input);
        return input;
    }
    for (int64_t earlier = 1; earlier <= round; earlier++) {
        if (line_carries(edition, round, earlier))
            read_reviews(at, edition, edition_rubric(edition, rules->rubric), earlier, &input);
    }
    return input;
}

LineInput round_visible_input(Snapshot *at, const Edition *edition, const RoundResult *result)
{
    LineInput input = result->is_confirmed ? round_input(at, edition, result->round) : result->input;
    input.entrants = (typeof(input.entrants)){0};
    input.calibration = NULL;
    for (size_t i = 0; i < result->rows.count; i++)
        LIST_ADD(at->arena, &input.entrants)->key = result->rows.at[i].line.key;
    line_sort_entrants(&input);
    return input;
}

/* ---- the result, for organisers */

static int64_t count_missing(Snapshot *at, const Edition *edition, int64_t round, const LineResult *line)
{
    if (edition_round(edition, round)->kind == ROUND_SCORING)
        return store_count(at,
                           SQL("SELECT count(*) FROM assignment WHERE edition = $1 AND round = $2"
                               " AND state IN ('open', 'begun')"),
                           BIND(edition->id.key, round));
    int64_t missing = 0;
    for (size_t i = 0; i < line->rows.count; i++) missing += line->rows.at[i].outcome == OUTCOME_UNSCORED;
    return missing;
}

static LineResult kept_result(Snapshot *at, const Edition *edition, int64_t round)
{
    LineResult line = {0};
    Rows *rows = store_rows(
        at,
        SQL("SELECT application, rank, numerator, denominator, mean_numerator, mean_denominator, reviews,"
            " outcome, bound, counterpart, tie, tie_with, reserve, passed FROM round_result"
            " WHERE edition = $1 AND round = $2 ORDER BY rank, application"),
        BIND(edition->id.key, round));
    while (rows_next(rows)) {
        *LIST_ADD(at->arena, &line.rows) = (LineRow){.key = row_int(rows, 0),
                                                     .rank = row_int(rows, 1),
                                                     .score = {row_int(rows, 2), row_int(rows, 3)},
                                                     .mean = {row_int(rows, 4), row_int(rows, 5)},
                                                     .reviews = row_int(rows, 6),
                                                     .outcome = outcome_from_code(row_text(rows, 7)),
                                                     .bound = row_int(rows, 8),
                                                     .counterpart = row_int(rows, 9),
                                                     .tie = tie_from_code(row_text(rows, 10)),
                                                     .tie_with = row_int(rows, 11),
                                                     .reserve = row_int(rows, 12),
                                                     .passed = row_int(rows, 13) == 1};
        line.passed += row_int(rows, 13);
    }
    return line;
}

/* What the tables say of each application, for those that the viewer may see. */
static RoundRow *find_row(RoundRow *rows, size_t *order, size_t count, int64_t key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rows[order[middle]].line.key < key) low = middle + 1;
        else high = middle;
    }
    return low < count && rows[order[low]].line.key == key ? &rows[order[low]] : NULL;
}

static size_t *order_by_key(Arena *arena, const RoundRow *rows, size_t count)
{
    size_t *order = ARENA_MANY(arena, count + 1, size_t), *other = ARENA_MANY(arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) order[i] = i;
    for (size_t width = 1; width < count; width *= 2) { /* merge sort: stable, n log n */
        for (size_t from = 0; from < count; from += 2 * width) {
            size_t a = from, middle = from + width < count ? from + width : count;
            size_t b = middle, end = from + 2 * width < count ? from + 2 * width : count;
            for (size_t k = from; k < end; k++)
                other[k] = a < middle && (b >= end || rows[order[a]].line.key <= rows[order[b]].line.key)
                               ? order[a++]
                               : order[b++];
        }
        size_t *swapped = order;
        order = other;
        other = swapped;
    }
    return order;
}

static void describe_rows(Snapshot *at, const Edition *edition, RoundResult *result)
{
    size_t *order = order_by_key(at->arena, result->rows.at, result->rows.count);
    Rows *rows = store_rows(
        at,
        SQL("SELECT application.key, application.number, v.title, v.tongue, v.city, v.country, v.region,"
            " v.category, CASE WHEN application.state = 'withdrawn' THEN 1 ELSE 0 END"
            " FROM application JOIN edition ON edition.key = application.edition"
            " JOIN application_version AS v ON v.application = application.key"
            " AND v.version = application.version WHERE application.edition = $3"
            " AND application.version > 0 AND NOT " IS_ON_TEAM " AND " MAY_READ_APPLICATION),
        BIND(at->viewer, at->now, edition->id.key));
    while (rows_next(rows)) {
        RoundRow *row = find_row(result->rows.at, order, result->rows.count, row_int(rows, 0));
        if (!row) continue;
        Application application = {.number = row_int(rows, 1)};
        row->application.key = row_int(rows, 0);
        row->number = application_number(at->arena, edition, &application);
        row->title = row_text(rows, 2);
        row->tongue = row_text(rows, 3);
        row->city = row_text(rows, 4);
        row->country = row_text(rows, 5);
        row->region = row_text(rows, 6);
        row->category = row_text(rows, 7);
        row->is_withdrawn = row_int(rows, 8) == 1;
    }
}

/* Who moved up has the place of another: the result keeps as many as it was confirmed with. */
static void describe_moves(Snapshot *at, const Edition *edition, RoundResult *result)
{
    size_t *order = order_by_key(at->arena, result->rows.at, result->rows.count);
    Rows *rows = store_rows(at,
                            SQL("SELECT application, place_of FROM round_move WHERE edition = $1"
                                " AND round = $2 ORDER BY moved_at"),
                            BIND(edition->id.key, result->round));
    while (rows_next(rows)) {
        RoundRow *row = find_row(result->rows.at, order, result->rows.count, row_int(rows, 0));
        const RoundRow *before = find_row(result->rows.at, order, result->rows.count, row_int(rows, 1));
        row->has_moved_up = true;
        row->place_of = before->application.key;
        result->passed--;
    }
}

static void drop_hidden(RoundResult *result)
{
    size_t kept = 0;
    for (size_t i = 0; i < result->rows.count; i++) {
        if (result->rows.at[i].application.key) result->rows.at[kept++] = result->rows.at[i];
    }
    result->rows.count = kept;
}

/* As the scores stand now; false: it takes a while. */
static bool compute(Snapshot *at, const Edition *edition, int64_t round, LineInput *input, LineResult *line)
{
    *input = round_input(at, edition, round);
    if (calibration_delays_line(at->arena, edition, round, input)) {
        RoundCalibration calibration = calibration_of(at->arena, edition, round, input);
        if (calibration.state == CALIBRATION_COMING) return false;
        input->calibration = calibration.it;
    }
    *line = line_compute(at->arena, edition, round, input);
    return true;
}

bool round_result(Snapshot *at, const Edition *edition, int64_t round, RoundResult *result)
{
    const Round *rules = edition_round(edition, round);
    if (!rules) return false;
    Rows *confirmation =
        store_row(at, SQL("SELECT confirmed_at FROM round_confirmation WHERE edition = $1 AND round = $2"),
                  BIND(edition->id.key, round));
    LineInput input = {0};
    LineResult line = {0};
    bool is_coming = !confirmation && !compute(at, edition, round, &input, &line);
    if (confirmation) line = kept_result(at, edition, round);
    *result = (RoundResult){.round = round,
                            .entrants = (int64_t)(confirmation ? line.rows.count : input.entrants.count),
                            .places = rules->places,
                            .passed = line.passed,
                            .missing = confirmation ? 0 : count_missing(at, edition, round, &line),
                            .is_confirmed = confirmation != NULL,
                            .is_coming = is_coming,
                            .input = input,
                            .confirmed = confirmation ? row_instant(confirmation, 0) : INSTANT_NEVER};
    for (size_t i = 0; i < line.rows.count; i++) LIST_ADD(at->arena, &result->rows)->line = line.rows.at[i];
    for (size_t i = 0; i < line.lacking.count; i++)
        *LIST_ADD(at->arena, &result->lacking) = line.lacking.at[i];
    describe_rows(at, edition, result);
    if (confirmation) describe_moves(at, edition, result);
    drop_hidden(result);
    return true;
}

RoundCounts round_counts(Snapshot *at, const Edition *edition, int64_t round)
{
    if (!round_is_confirmed(at, edition, round))
        return (RoundCounts){.entrants = (int64_t)round_entrants(at, edition, round).count};
    return (RoundCounts){
        .entrants =
            store_count(at, SQL("SELECT count(*) FROM round_result WHERE edition = $1 AND round = $2"),
                        BIND(edition->id.key, round)),
        .passed = store_count(at,
                              SQL("SELECT count(*) FROM round_result WHERE edition = $1 AND round = $2"
                                  " AND passed = 1"),
                              BIND(edition->id.key, round)) -
                  store_count(at, SQL("SELECT count(*) FROM round_move WHERE edition = $1 AND round = $2"),
                              BIND(edition->id.key, round)),
        .is_confirmed = true};
}

/* ---- confirming */

static Text result_json(Arena *arena, const LineResult *line)
{
    json_t *list = json_array();
    for (size_t i = 0; i < line->rows.count; i++) {
        const LineRow *row = &line->rows.at[i];
        json_t *one = json_array();
        json_array_append_new(one, json_sprintf("%lld", (long long)row->key));
        json_array_append_new(one, json_integer(row->rank));
        json_array_append_new(one, json_integer(row->score.numerator));
        json_array_append_new(one, json_integer(row->score.denominator));
        json_array_append_new(one, json_integer(row->reviews));
        json_array_append_new(one, json_string(outcome_code(row->outcome)));
        json_array_append_new(one, json_integer(row->reserve));
        json_array_append_new(list, one);
    }
    return canonical_json(arena, list);
}

/* The means where another score decides, so that both are shown for ever. */
static Text means_json(Arena *arena, const LineResult *line)
{
    json_t *list = json_array();
    for (size_t i = 0; i < line->rows.count; i++) {
        const LineRow *row = &line->rows.at[i];
        json_array_append_new(list,
                              json_pack("[o, I, I]", json_sprintf("%lld", (long long)row->key),
                                        (json_int_t)row->mean.numerator, (json_int_t)row->mean.denominator));
    }
    return canonical_json(arena, list);
}

static Text ratios_json(Arena *arena, const LineResult *line)
{
    return text_format(arena, "[%lld,%lld]", (long long)line->ratio_application,
                       (long long)line->ratio_expert);
}

static Decided decide(Change *change, const Edition *edition, int64_t round, const LineResult *line,
                      int64_t missing, Text note)
{
    Arena *arena = change->at.arena;
    const JournalField fields[] = {SAYS_NUMBER("round", round), SAYS_TEXT("lots", edition->lots),
                                   SAYS_JSON("result", result_json(arena, line)),
                                   SAYS_NUMBER("missing", missing), SAYS_SECRETLY("note", note),
                                   /* of a calibrated score alone: */
                                   SAYS_TEXT("score", TEXT(CALIBRATE_RULE)),
                                   SAYS_JSON("ratios", ratios_json(arena, line)),
                                   SAYS_JSON("means", means_json(arena, line))};
    bool is_calibrated = edition_round(edition, round)->score == SCORE_CALIBRATED;
    size_t all = sizeof fields / sizeof *fields;
    return journal_decide(change, edition->book, "round.confirmed", "line/2", fields,
                          is_calibrated ? all : all - 3);
}

static void keep_rows(Change *change, Decided decided, const Edition *edition, int64_t round,
                      const LineResult *line)
{
    for (size_t i = 0; i < line->rows.count; i++) {
        const LineRow *row = &line->rows.at[i];
        store_write(
            change, decided,
            SQL("INSERT INTO round_result (edition, round, application, rank, numerator, denominator,"
                " mean_numerator, mean_denominator, reviews, outcome, bound, counterpart, tie, tie_with,"
                " reserve, passed)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"),
            BIND(edition->id.key, round, row->key, row->rank, row->score.numerator, row->score.denominator,
                 row->mean.numerator, row->mean.denominator, row->reviews, outcome_code(row->outcome),
                 row->bound, row->counterpart, tie_code(row->tie), row->tie_with, row->reserve,
                 (int64_t)row->passed));
    }
}

static void make_candidates(Change *change, Decided decided, const Edition *edition, int64_t round)
{
    store_write(change, decided,
                SQL("INSERT INTO candidate (edition, round, application) SELECT edition, round, application"
                    " FROM round_result WHERE edition = $1 AND round = $2 AND passed = 1"),
                BIND(edition->id.key, round));
}

static void check_confirmable(Change *change, const Edition *edition, int64_t round, const LineResult *line,
                              int64_t missing, Text note, bool with_missing, Problems *problems)
{
    bool screening = edition_round(edition, round)->kind == ROUND_SCREENING;
    if (round_is_confirmed(&change->at, edition, round))
        problems_add(problems, TEXT(""), M("This round is confirmed. Its result no longer changes."));
    else if (round > 1 && !round_is_confirmed(&change->at, edition, round - 1))
        problems_add(problems, TEXT(""), M("Confirm the round before this one first."));
    else if (line->is_beyond)
        problems_add(problems, TEXT(""),
                     M("The rules let the calibrated score decide, but there are too many scores, or too "
                       "fine ones, to "
                       "be calibrated. Change the rules of this round."));
    else if (screening && missing)
        problems_add(problems, TEXT(""),
                     MN("{n} application is not decided yet.", "{n} applications are not decided yet.",
                        missing));
    else if (missing && !with_missing)
        problems_add(problems, TEXT("with_missing"),
                     MN("{n} review is missing. Wait for it, or confirm without it.",
                        "{n} reviews are missing. Wait for them, or confirm without them.", missing));
    else if (missing && !text_trim(note).size)
        problems_add(problems, TEXT("note"),
                     M("Say why you confirm without the missing reviews. It stands in the record."));
}

bool round_confirm(Change *change, const Edition *edition, int64_t round, Text note, bool with_missing,
                   Problems *problems)
{
    Snapshot *at = &change->at;
    if (!edition_round(edition, round)) return false;
    LineInput input = round_input(at, edition, round);
    if (!input.entrants.count) {
        problems_add(problems, TEXT(""), M("No application has reached this round yet."));
        return false;
    }
    if (calibration_delays_line(at->arena, edition, round, &input))
        input.calibration = calibration_kept(at->arena, edition, round, &input);
    LineResult line = line_compute(at->arena, edition, round, &input);
    int64_t missing = count_missing(at, edition, round, &line);
    check_confirmable(change, edition, round, &line, missing, note, with_missing, problems);
    if (problems_any(problems)) return false;
    Decided decided = decide(change, edition, round, &line, missing, note);
    keep_rows(change, decided, edition, round, &line);
    store_write(change, decided,
                SQL("INSERT INTO round_confirmation (edition, round, confirmed_at, confirmed_by, note)"
                    " VALUES ($1, $2, $3, $4, $5)"),
                BIND(edition->id.key, round, at->now, at->viewer, note));
    if (round == (int64_t)edition->rounds.count) make_candidates(change, decided, edition, round);
    return true;
}

void round_release_feedback(Change *change, const Edition *edition, int64_t round)
{
    Decided decided = DECIDE(change, edition->book, "feedback.released", "", SAYS_NUMBER("round", round));
    store_write(
        change, decided,
        SQL("UPDATE round_confirmation SET feedback_released_at = $3 WHERE edition = $1 AND round = $2"
            " AND feedback_released_at IS NULL"),
        BIND(edition->id.key, round, change->at.now));
}
