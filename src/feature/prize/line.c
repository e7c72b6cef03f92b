/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/line.h"

#include "base/sorted.h"

#include "feature/prize/line_scores.h"

#include <stdlib.h>

static const char *const outcome_codes[] = {
    [OUTCOME_RANK] = "rank",
    [OUTCOME_MOVED] = "moved",
    [OUTCOME_FLOOR] = "floor",
    [OUTCOME_TIE] = "tie",
    [OUTCOME_ELIGIBLE] = "eligible",
    [OUTCOME_CAPPED] = "capped",
    [OUTCOME_DISPLACED] = "displaced",
    [OUTCOME_BELOW] = "below",
    [OUTCOME_MINIMUM] = "minimum",
    [OUTCOME_UNSCORED] = "unscored",
    [OUTCOME_INELIGIBLE] = "ineligible",
};
static const char *const tie_codes[] = {
    [TIE_NONE] = "", [TIE_PASSED] = "passed", [TIE_CRITERION] = "criterion", [TIE_LOT] = "lot"};

const char *outcome_code(Outcome outcome)
{
    return outcome_codes[outcome];
}

const char *tie_code(Tie tie)
{
    return tie_codes[tie];
}

Outcome outcome_from_code(Text code)
{
    for (size_t i = 0; i < sizeof outcome_codes / sizeof *outcome_codes; i++) {
        if (text_is_c(code, outcome_codes[i])) return (Outcome)i;
    }
    return OUTCOME_UNSCORED;
}

Tie tie_from_code(Text code)
{
    for (size_t i = 0; i < sizeof tie_codes / sizeof *tie_codes; i++) {
        if (text_is_c(code, tie_codes[i])) return (Tie)i;
    }
    return TIE_NONE;
}

bool line_carries(const Edition *edition, int64_t round, int64_t earlier)
{
    const Round *rules = edition_round(edition, round), *before = edition_round(edition, earlier);
    if (earlier == round) return true;
    return earlier < round && rules->earlier == EARLIER_CARRIED && before->kind == ROUND_SCORING &&
           text_is(before->rubric, rules->rubric);
}

uint64_t seed_value(Text hex)
{
    uint64_t value = 0;
    for (size_t i = 0; i < hex.size; i++)
        value = value << 4 | (uint64_t)(hex.at[i] <= '9' ? hex.at[i] - '0' : hex.at[i] - 'a' + 10);
    return value;
}

static Text seed_of(Arena *arena, const Edition *edition, int64_t round, const char *purpose)
{
    Text lots = edition->lots.size ? edition->lots : edition->json;
    Text text = text_format(arena, "%.*s/%lld%s", TEXT_PRINT(lots), (long long)round, purpose);
    return text_slice(journal_digest(arena, text), 0, SEED_DIGITS);
}

uint64_t line_seed(Arena *arena, const Edition *edition, int64_t round)
{
    return seed_value(seed_of(arena, edition, round, ""));
}

Text assignment_seed(Arena *arena, const Edition *edition, int64_t round)
{
    return seed_of(arena, edition, round, "/assignment");
}

static int by_key(const void *a, const void *b)
{
    int64_t first = ((const LineEntrant *)a)->key, second = ((const LineEntrant *)b)->key;
    return (first > second) - (first < second);
}

void line_sort_entrants(LineInput *input)
{
    if (input->entrants.count)
        qsort(input->entrants.at, input->entrants.count, sizeof *input->entrants.at, by_key);
}

/* ---- a screening */

static size_t find_entrant(const LineInput *input, int64_t key)
{
    const LineEntrant *found = SORTED_FIND(input->entrants.at, input->entrants.count, key, key);
    return found ? (size_t)(found - input->entrants.at) : SIZE_MAX;
}

static LineResult screen(Arena *arena, const LineInput *input)
{
    LineResult result = {0};
    for (size_t i = 0; i < input->entrants.count; i++)
        *LIST_ADD(arena, &result.rows) =
            (LineRow){.key = input->entrants.at[i].key, .outcome = OUTCOME_UNSCORED, .bound = -1};
    for (size_t k = 0; k < input->screenings.count; k++) {
        size_t at = find_entrant(input, input->screenings.at[k].application);
        if (at == SIZE_MAX) continue;
        result.rows.at[at].outcome = input->screenings.at[k].eligible ? OUTCOME_ELIGIBLE : OUTCOME_INELIGIBLE;
    }
    for (size_t i = 0; i < result.rows.count; i++) {
        result.rows.at[i].passed = result.rows.at[i].outcome == OUTCOME_ELIGIBLE;
        result.passed += result.rows.at[i].passed;
    }
    return result;
}

/* ---- scores */

typedef struct {
    Arena *arena;
    const Edition *edition;
    const Round *rules;
    const Rubric *rubric;
    const LineInput *input;
    int32_t *weights;
    SelectEntry *entries;
    Rational *means;
    int64_t *reviews; /* how many of each entrant */
    LIST(Text) names; /* of attribute values, met so far */
    int32_t *name_at; /* a hash table of `name_room` places: a place in names, or −1 */
    size_t name_room; /* a power of two, at least twice the names there can be */
} Line;

static void make_room_for_names(Line *line)
{
    size_t names = 4 * line->input->entrants.count + line->rules->floors.count + line->rules->caps.count;
    for (line->name_room = 16; line->name_room < 2 * names;) line->name_room *= 2;
    line->name_at = ARENA_MANY(line->arena, line->name_room, int32_t);
    for (size_t i = 0; i < line->name_room; i++) line->name_at[i] = -1;
}

static uint64_t hash_of(Text name)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < name.size; i++) hash = (hash ^ (unsigned char)name.at[i]) * 1099511628211u;
    return hash;
}

/* A number for each value of an attribute: the place at which it was met first. */
static int32_t number_of(Line *line, Attribute by, Text value, Text within)
{
    Text name = text_format(line->arena, "%d/%.*s/%.*s", by, TEXT_PRINT(within), TEXT_PRINT(value));
    size_t at = hash_of(name) & (line->name_room - 1);
    for (; line->name_at[at] >= 0; at = (at + 1) & (line->name_room - 1))
        if (text_is(line->names.at[line->name_at[at]], name)) return line->name_at[at];
    *LIST_ADD(line->arena, &line->names) = name;
    return line->name_at[at] = (int32_t)line->names.count - 1;
}

/* The grades of each entrant's reviews, one behind the other. */
static int32_t **gather_grades(Line *line)
{
    size_t count = line->input->entrants.count, criteria = line->rubric->criteria.count;
    for (size_t i = 0; i < line->input->reviews.count; i++) {
        size_t at = find_entrant(line->input, line->input->reviews.at[i].application);
        if (at != SIZE_MAX) line->reviews[at]++;
    }
    int32_t **grades = ARENA_MANY(line->arena, count + 1, int32_t *);
    size_t *filled = ARENA_MANY(line->arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++)
        grades[i] = ARENA_MANY(line->arena, (size_t)line->reviews[i] * criteria + 1, int32_t);
    for (size_t i = 0; i < line->input->reviews.count; i++) {
        const LineReview *review = &line->input->reviews.at[i];
        size_t at = find_entrant(line->input, review->application);
        if (at == SIZE_MAX) continue;
        memcpy(grades[at] + filled[at]++ * criteria, review->grades, criteria * sizeof(int32_t));
    }
    return grades;
}

static size_t criterion_index(const Rubric *rubric, Text code)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        if (text_is(rubric->criteria.at[i].code, code)) return i;
    }
    return 0;
}

static const Rational *tie_means(Line *line, const int32_t *grades, int64_t reviews)
{
    Rational *means = ARENA_MANY(line->arena, line->rules->tie_criteria.count + 1, Rational);
    for (size_t i = 0; i < line->rules->tie_criteria.count; i++)
        means[i] = mean_of_criterion(criterion_index(line->rubric, line->rules->tie_criteria.at[i]),
                                     line->rubric->criteria.count, grades, (size_t)reviews);
    return means;
}

static void fill_entries(Line *line)
{
    int32_t **grades = gather_grades(line);
    size_t criteria = line->rubric->criteria.count;
    for (size_t i = 0; i < line->input->entrants.count; i++) {
        const LineEntrant *entrant = &line->input->entrants.at[i];
        line->means[i] = mean_of_reviews(line->weights, criteria, grades[i], (size_t)line->reviews[i]);
        line->entries[i] = (SelectEntry){
            .key = entrant->key,
            .score = line->means[i],
            .criteria = tie_means(line, grades[i], line->reviews[i]),
            .attributes = {[BY_CATEGORY] = number_of(line, BY_CATEGORY, entrant->category, TEXT("")),
                           [BY_REGION] = number_of(line, BY_REGION, entrant->region, TEXT("")),
                           [BY_COUNTRY] = number_of(line, BY_COUNTRY, entrant->country, TEXT("")),
                           [BY_CITY] = number_of(line, BY_CITY, entrant->city, entrant->country)}};
    }
}

static SelectBound bound_of(Line *line, const Bound *bound, SelectBoundKind kind)
{
    bool any = bound->minimum.numerator == 0;
    return (SelectBound){.kind = kind,
                         .attribute = bound->by,
                         .value = bound->value.size ? number_of(line, bound->by, bound->value, TEXT(""))
                                                    : SELECT_EACH,
                         .count = (int32_t)bound->count,
                         .minimum = any ? RATIONAL_NONE
                                        : rational_of(bound->minimum.numerator, bound->minimum.denominator)};
}

static SelectRules rules_of(Line *line, int64_t round)
{
    const Round *rules = line->rules;
    SelectBound *bounds = ARENA_MANY(line->arena, rules->floors.count + rules->caps.count + 1, SelectBound);
    size_t count = 0;
    for (size_t i = 0; i < rules->floors.count; i++)
        bounds[count++] = bound_of(line, &rules->floors.at[i], SELECT_FLOOR);
    for (size_t i = 0; i < rules->caps.count; i++)
        bounds[count++] = bound_of(line, &rules->caps.at[i], SELECT_CAP);
    static const SelectTie ties[] = {[TIE_ALL_PASS] = SELECT_TIE_ALL_PASS,
                                     [TIE_BY_CRITERIA] = SELECT_TIE_CRITERIA,
                                     [TIE_BY_LOT] = SELECT_TIE_LOT};
    bool any = rules->minimum.numerator == 0;
    return (SelectRules){.places = rules->places ? (int32_t)rules->places : SELECT_ENTRIES_MAX,
                         .minimum = any ? RATIONAL_NONE
                                        : rational_of(rules->minimum.numerator, rules->minimum.denominator),
                         .bounds = bounds,
                         .bound_count = count,
                         .tie = ties[rules->tie],
                         .criteria_count = rules->tie_criteria.count,
                         .seed = line_seed(line->arena, line->edition, round)};
}

static Outcome outcome_of(SelectOutcome outcome)
{
    static const Outcome outcomes[] = {
        [SELECT_BY_RANK] = OUTCOME_RANK,     [SELECT_MOVED_UP] = OUTCOME_MOVED,
        [SELECT_BY_FLOOR] = OUTCOME_FLOOR,   [SELECT_BY_TIE] = OUTCOME_TIE,
        [SELECT_CAPPED] = OUTCOME_CAPPED,    [SELECT_DISPLACED] = OUTCOME_DISPLACED,
        [SELECT_BELOW] = OUTCOME_BELOW,      [SELECT_MINIMUM] = OUTCOME_MINIMUM,
        [SELECT_UNSCORED] = OUTCOME_UNSCORED};
    return outcomes[outcome];
}

static Tie tie_of(SelectTieStep step)
{
    static const Tie ties[] = {[SELECT_NO_TIE] = TIE_NONE,
                               [SELECT_TIED_PASSED] = TIE_PASSED,
                               [SELECT_DECIDED_BY_CRITERION] = TIE_CRITERION,
                               [SELECT_DECIDED_BY_LOT] = TIE_LOT};
    return ties[step];
}

static int64_t key_at(const Line *line, size_t entry)
{
    return entry == SELECT_NOTHING ? 0 : line->entries[entry].key;
}

static LineRow row_of(const Line *line, const SelectRow *row)
{
    const SelectEntry *entry = &line->entries[row->entry];
    return (LineRow){.key = entry->key,
                     .rank = row->rank,
                     .score = entry->score,
                     .mean = line->means[row->entry],
                     .reviews = line->reviews[row->entry],
                     .outcome = outcome_of(row->outcome),
                     .passed = row->passed,
                     .reserve = row->reserve <= line->rules->reserves ? row->reserve : 0,
                     .bound = row->bound == SELECT_NOTHING ? -1 : (int64_t)row->bound,
                     .counterpart = key_at(line, row->counterpart),
                     .tie = tie_of(row->tie),
                     .tie_with = row->tie == SELECT_NO_TIE ? 0 : key_at(line, row->tie_with)};
}

/* ---- the calibrated score decides */

static const Calibration *calibrate(const Line *line, int64_t round)
{
    CalibrateProblem problem;
    if (line->input->calibration) return line->input->calibration;
    LineScores scores = line_scores(line->arena, line->edition, round, line->input);
    if (!line_problem(line->arena, line->edition, round, &scores, 0, &problem)) return NULL;
    return calibrate_scores(line->arena, &problem, NULL);
}

static void set_calibrated_scores(Line *line, int64_t round, LineResult *result)
{
    const Calibration *calibration = calibrate(line, round);
    result->is_beyond = !calibration;
    if (!calibration) return;
    result->ratio_application = calibration->ratio_application;
    result->ratio_expert = calibration->ratio_expert;
    for (size_t i = 0, entrant = 0; i < calibration->application_count; i++) { /* both by key */
        while (line->entries[entrant].key != calibration->applications[i].application) entrant++;
        line->entries[entrant].score =
            rational_of(calibration->applications[i].calibrated_millionths, CALIBRATE_SCALE);
    }
}

/* The result so far: how scores were calibrated. */
static Line line_of(Arena *arena, const Edition *edition, int64_t round, const LineInput *input,
                    LineResult *result)
{
    Line line = {.arena = arena, .edition = edition, .rules = edition_round(edition, round), .input = input};
    line.rubric = edition_rubric(edition, line.rules->rubric);
    line.weights = ARENA_MANY(arena, line.rubric->criteria.count, int32_t);
    for (size_t i = 0; i < line.rubric->criteria.count; i++)
        line.weights[i] = (int32_t)line.rubric->criteria.at[i].weight;
    line.entries = ARENA_MANY(arena, input->entrants.count + 1, SelectEntry);
    line.means = ARENA_MANY(arena, input->entrants.count + 1, Rational);
    line.reviews = ARENA_MANY(arena, input->entrants.count + 1, int64_t);
    *result = (LineResult){0};
    make_room_for_names(&line);
    fill_entries(&line);
    if (line.rules->score == SCORE_CALIBRATED) set_calibrated_scores(&line, round, result);
    return line;
}

LineContest line_contest(Arena *arena, const Edition *edition, int64_t round, const LineInput *input)
{
    LineResult result;
    Line line = line_of(arena, edition, round, input, &result);
    return (LineContest){line.entries, input->entrants.count, rules_of(&line, round),
                         line.rules->score == SCORE_MEAN};
}

static LineResult score(Arena *arena, const Edition *edition, int64_t round, const LineInput *input)
{
    LineResult result;
    Line line = line_of(arena, edition, round, input, &result);
    SelectRules rules = rules_of(&line, round);
    const Selection *selection = select_entries(arena, line.entries, input->entrants.count, &rules);
    result.passed = (int64_t)selection->passed;
    for (size_t i = 0; i < selection->count; i++)
        *LIST_ADD(arena, &result.rows) = row_of(&line, &selection->rows[i]);
    for (size_t i = 0; i < line.rules->floors.count; i++)
        *LIST_ADD(arena, &result.lacking) = selection->lacking[i];
    return result;
}

LineResult line_compute(Arena *arena, const Edition *edition, int64_t round, const LineInput *input)
{
    bool screening = edition_round(edition, round)->kind == ROUND_SCREENING;
    return screening ? screen(arena, input) : score(arena, edition, round, input);
}
