/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold between the rules of an edition. Bounds are physical only: what could not be
 * carried out is refused, what is merely unusual is not. */
#include "feature/prize/edition_file.h"
#include "feature/prize/edition_places.h"
#include "feature/prize/edition_shape.h"
#include "feature/prize/line_scores.h"

typedef struct {
    Arena *arena;
    const Edition *edition;
    const EditionPlaces *places;
    Problems *problems;
} Check;

/* The node that the member came from, else the smallest struct around it. */
static YamlNode *place_find(const Check *check, const void *member)
{
    const EditionPlace *best = NULL;
    for (size_t i = 0; check->places && i < check->places->count; i++) {
        const EditionPlace *place = &check->places->at[i];
        if (place->member == member) return place->node;
        const char *address = member;
        bool is_around = address >= place->member && address < place->member + place->size;
        if (is_around && (!best || place->size < best->size)) best = place;
    }
    return best ? best->node : NULL;
}

static void wrong(Check *check, const void *member, Message message)
{
    YamlNode *node = place_find(check, member);
    if (node) yaml_problem(node, message, check->problems);
    else problems_add(check->problems, shape_path(check->arena, check->edition, member), message);
}

/* ---- codes */

static const char *element_at(const AnyList *list, size_t index, size_t size)
{
    return list->at + index * size;
}

static bool list_has_code(const AnyList *list, size_t size, Text code)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_is(*(const Text *)element_at(list, i, size), code)) return true;
    return false;
}

static bool codes_have(const Codes *codes, Text code)
{
    return list_has_code((const AnyList *)codes, sizeof(Text), code);
}

static Text codes_in_words(Arena *arena, const AnyList *list, size_t size)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < list->count; i++) {
        if (i) buffer_add(&out, TEXT(", "));
        buffer_add(&out, *(const Text *)element_at(list, i, size));
    }
    return buffer_text(&out);
}

/* Elements that begin with their code, each once. */
static void check_once(Check *check, const AnyList *list, size_t size)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < i; j++) {
            const Text *code = (const Text *)element_at(list, i, size);
            if (text_is(*code, *(const Text *)element_at(list, j, size)))
                wrong(check, code, M("“{text}” stands here twice.", WITH_TEXT("text", *code)));
        }
}
#define CHECK_ONCE(check, list) check_once((check), (const AnyList *)&(list), sizeof *(list).at)

static void check_known(Check *check, const Codes *codes, const AnyList *list, size_t size)
{
    for (size_t i = 0; i < codes->count; i++)
        if (!list_has_code(list, size, codes->at[i]))
            wrong(check, &codes->at[i],
                  M("“{text}” is not defined. There is: {list}", WITH_TEXT("text", codes->at[i]),
                    WITH_TEXT("list", codes_in_words(check->arena, list, size))));
}
#define CHECK_KNOWN(check, codes, list)                                                                      \
    check_known((check), &(codes), (const AnyList *)&(list), sizeof *(list).at)

/* ---- the call */

static void check_regions(Check *check)
{
    const Edition *edition = check->edition;
    CHECK_ONCE(check, edition->regions);
    for (size_t i = 0; i < edition->regions.count; i++) {
        const Region *region = &edition->regions.at[i];
        CHECK_ONCE(check, region->countries);
        for (size_t j = 0; j < i; j++)
            for (size_t k = 0; k < region->countries.count; k++)
                if (codes_have(&edition->regions.at[j].countries, region->countries.at[k]))
                    wrong(check, &region->countries.at[k],
                          M("The country {text} is in two regions: {first}, {second}",
                            WITH_TEXT("text", region->countries.at[k]),
                            WITH_TEXT("first", edition->regions.at[j].code),
                            WITH_TEXT("second", region->code)));
    }
}

static bool tongue_is_valid(Text tag)
{
    if (tag.size < 2 || tag.size > 35) return false;
    for (size_t i = 0; i < tag.size; i++) {
        char c = tag.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (i < 2 || (c != '-' && !(c >= '0' && c <= '9')))) return false;
    }
    return true;
}

/* Without a zone no instant is known, so that nothing else can be checked. */
static bool check_zone(Check *check)
{
    Text zone = check->edition->zone;
    if (zone_is_known(zone)) return true;
    wrong(check, &check->edition->zone,
          M("“{text}” is not a time zone: use a name such as Asia/Seoul.", WITH_TEXT("text", zone)));
    return false;
}

static void check_window(Check *check)
{
    const Edition *edition = check->edition;
    if (edition->closes.us <= edition->opens.us)
        wrong(check, &edition->closes, M("The call must close after it opens."));
    for (size_t i = 0; i < edition->tongues.count; i++)
        if (!tongue_is_valid(edition->tongues.at[i]))
            wrong(check, &edition->tongues.at[i],
                  M("“{text}” is not a language: use its tag, such as en or pt-BR.",
                    WITH_TEXT("text", edition->tongues.at[i])));
    CHECK_ONCE(check, edition->tongues);
}

static bool award_draws_on(const Award *award, Text category)
{
    return !award->draws_on.count || codes_have(&award->draws_on, category);
}

static void check_categories(Check *check)
{
    const Edition *edition = check->edition;
    CHECK_ONCE(check, edition->applicant_kinds);
    CHECK_ONCE(check, edition->categories);
    CHECK_ONCE(check, edition->topics);
    for (size_t i = 0; i < edition->categories.count; i++) {
        const Category *category = &edition->categories.at[i];
        CHECK_KNOWN(check, category->applicant_kinds, edition->applicant_kinds);
        bool is_drawn_on = false;
        for (size_t j = 0; j < edition->awards.count; j++)
            is_drawn_on |= award_draws_on(&edition->awards.at[j], category->code);
        if (!is_drawn_on)
            wrong(check, &category->code,
                  M("Nobody could win in “{text}”: no award draws on this category.",
                    WITH_TEXT("text", category->code)));
    }
}

static void check_question(Check *check, const Question *question)
{
    CHECK_ONCE(check, question->choices);
    if (question->kind == QUESTION_CHOICE && question->choices.count < 2)
        wrong(check, &question->kind, M("A question of kind choice needs at least two choices."));
    if (question->kind != QUESTION_CHOICE && question->choices.count)
        wrong(check, &question->choices, M("Only a question of kind choice has choices."));
}

/* An answer names its question alone, so codes are unique across sections. */
static void check_form(Check *check)
{
    const Edition *edition = check->edition;
    NamedList all = {0};
    CHECK_ONCE(check, edition->sections);
    CHECK_ONCE(check, edition->attachments);
    for (size_t i = 0; i < edition->sections.count; i++)
        for (size_t j = 0; j < edition->sections.at[i].questions.count; j++) {
            const Question *question = &edition->sections.at[i].questions.at[j];
            check_question(check, question);
            if (list_has_code((const AnyList *)&all, sizeof(Named), question->code))
                wrong(check, &question->code,
                      M("Two questions have the code “{text}”.", WITH_TEXT("text", question->code)));
            LIST_ADD(check->arena, &all)->code = question->code;
        }
}

/* ---- rubrics */

static void check_grades(Check *check, const Criterion *criterion)
{
    for (size_t i = 1; i < criterion->grades.count; i++)
        if (criterion->grades.at[i].value <= criterion->grades.at[i - 1].value)
            wrong(check, &criterion->grades.at[i].value,
                  M("Grades must rise: {second} comes after {first}.",
                    WITH_NUMBER("first", criterion->grades.at[i - 1].value),
                    WITH_NUMBER("second", criterion->grades.at[i].value)));
}

static void check_rubrics(Check *check)
{
    const Edition *edition = check->edition;
    CHECK_ONCE(check, edition->rubrics);
    for (size_t i = 0; i < edition->rubrics.count; i++) {
        CHECK_ONCE(check, edition->rubrics.at[i].criteria);
        for (size_t j = 0; j < edition->rubrics.at[i].criteria.count; j++)
            check_grades(check, &edition->rubrics.at[i].criteria.at[j]);
    }
}

/* The best weighted mean that a rubric can give. */
static Ratio rubric_best(const Rubric *rubric)
{
    Ratio best = {0, 0};
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        best.numerator += criterion->weight * criterion->grades.at[criterion->grades.count - 1].value;
        best.denominator += criterion->weight;
    }
    return best;
}

static void check_minimum(Check *check, const Round *round, const Ratio *minimum)
{
    const Rubric *rubric = edition_rubric(check->edition, round->rubric);
    if (!rubric || ratio_order(*minimum, rubric_best(rubric)) <= 0) return;
    wrong(check, minimum,
          M("No application can reach {number}: the best score of the rubric is {best}.",
            WITH_TEXT("number", ratio_write(check->arena, *minimum)),
            WITH_TEXT("best", ratio_write(check->arena, rubric_best(rubric)))));
}

/* ---- rounds */

static void check_round_times(Check *check, const Round *round, const Round *before)
{
    const Edition *edition = check->edition;
    if (round->ends.us <= round->begins.us)
        wrong(check, &round->ends, M("A round must end after it begins."));
    if (!before && round->begins.us < edition->closes.us)
        wrong(check, &round->begins, M("The first round cannot begin before the call closes."));
    if (before && round->begins.us < before->ends.us)
        wrong(check, &round->begins,
              M("This round begins before “{text}” ends.", WITH_TEXT("text", before->code)));
    if (instant_is_set(round->publish_at) && round->publish_at.us < round->ends.us)
        wrong(check, &round->publish_at, M("A result cannot be published before its round ends."));
}

static void check_judges(Check *check, const Round *round)
{
    if (round->judges == JUDGES_ASSIGNED && !round->experts_each)
        wrong(check, &round->experts_each, M("Say how many experts judge each application: experts_each."));
    if (round->judges != JUDGES_ASSIGNED && round->experts_each)
        wrong(check, &round->experts_each, M("Only a round with assigned experts has experts_each."));
    if (round->judges == JUDGES_GROUP && !round->group.count)
        wrong(check, &round->judges,
              M("Name the group that judges this round by its e-mail addresses: group."));
    if (round->judges != JUDGES_GROUP && round->group.count)
        wrong(check, &round->group, M("Only a round judged by a group names one."));
    if (round->load_max && round->load_min > round->load_max)
        wrong(check, &round->load_min, M("load_min cannot be greater than load_max."));
    CHECK_ONCE(check, round->group);
    for (size_t i = 0; i < round->group.count; i++)
        if (text_find(round->group.at[i], TEXT("@")) < 1)
            wrong(check, &round->group.at[i],
                  M("“{text}” is not an e-mail address.", WITH_TEXT("text", round->group.at[i])));
}

static void check_screening(Check *check, const Round *round)
{
    if (round->rubric.size) wrong(check, &round->rubric, M("A screening has no rubric: it says in or out."));
    if (round->score != SCORE_MEAN)
        wrong(check, &round->score, M("A screening has no scores that could be calibrated."));
    if (round->publish_line) wrong(check, &round->publish_line, M("A screening has no line to publish."));
    if (round->places || round->floors.count || round->caps.count || round->reserves ||
        round->minimum.numerator)
        wrong(check, &round->code,
              M("A screening lets in whoever is eligible: it has no places, minimum, floors, caps or "
                "reserves."));
}

static void check_entrants(Check *check, const Round *round, size_t index)
{
    AnyList before = {.at = (char *)check->edition->rounds.at, .count = index};
    if (!round->entrants.size) return;
    if (!index)
        wrong(check, &round->entrants, M("The first round takes whoever has applied: leave entrants out."));
    else if (!list_has_code(&before, sizeof(Round), round->entrants))
        wrong(check, &round->entrants,
              M("“{text}” is no round before this one. There is: {list}", WITH_TEXT("text", round->entrants),
                WITH_TEXT("list", codes_in_words(check->arena, &before, sizeof(Round)))));
}

static const Round *scoring_round_before(const Edition *edition, size_t index)
{
    while (index--)
        if (edition->rounds.at[index].kind == ROUND_SCORING) return &edition->rounds.at[index];
    return NULL;
}

static void check_earlier(Check *check, const Round *round, size_t index)
{
    const Round *before = scoring_round_before(check->edition, index);
    if (round->earlier == EARLIER_AFRESH) return;
    if (!before) wrong(check, &round->earlier, M("There is no earlier round with scores."));
    else if (round->earlier == EARLIER_CARRIED && !text_is(before->rubric, round->rubric))
        wrong(check, &round->earlier,
              M("Scores can be carried on only from a round with the same rubric; “{text}” has another one.",
                WITH_TEXT("text", before->code)));
}

static void check_ties(Check *check, const Round *round, const Rubric *rubric)
{
    if (round->tie == TIE_BY_CRITERIA && !round->tie_criteria.count)
        wrong(check, &round->tie, M("Name the criteria that decide a tie: tie_criteria."));
    if (round->tie != TIE_BY_CRITERIA && round->tie_criteria.count)
        wrong(check, &round->tie_criteria, M("tie_criteria count only where tie is criteria."));
    if (rubric) CHECK_KNOWN(check, round->tie_criteria, rubric->criteria);
}

/* ---- floors and caps */

static void check_bound_value(Check *check, const Bound *bound)
{
    const Edition *edition = check->edition;
    if (!bound->value.size) return;
    Codes one = {.at = (Text *)&bound->value, .count = 1, .room = 1};
    if (bound->by == BY_CATEGORY) CHECK_KNOWN(check, one, edition->categories);
    if (bound->by == BY_REGION) CHECK_KNOWN(check, one, edition->regions);
    if (bound->by == BY_COUNTRY && !edition_region_of(edition, bound->value))
        wrong(check, &bound->value,
              M("The country {text} is in no region of this edition.", WITH_TEXT("text", bound->value)));
}

static void check_bounds(Check *check, const Bounds *bounds)
{
    for (size_t i = 0; i < bounds->count; i++) {
        check_bound_value(check, &bounds->at[i]);
        for (size_t j = 0; j < i; j++)
            if (bounds->at[i].by == bounds->at[j].by && text_is(bounds->at[i].value, bounds->at[j].value))
                wrong(check, &bounds->at[i].by, M("There are two bounds for the same."));
    }
}

static const Bound *bound_of(const Bounds *bounds, Attribute by, Text value)
{
    const Bound *each = NULL;
    for (size_t i = 0; i < bounds->count; i++) {
        const Bound *bound = &bounds->at[i];
        if (bound->by == by && text_is(bound->value, value)) return bound;
        if (bound->by == by && !bound->value.size) each = bound;
    }
    return each;
}

static void check_floor(Check *check, const Round *round, const Bound *bound)
{
    const Bound *cap = bound_of(&round->caps, bound->by, bound->value);
    if (cap && cap->count < bound->count)
        wrong(check, &bound->count,
              M("The floor of {floor} is above the cap of {cap}.", WITH_NUMBER("floor", bound->count),
                WITH_NUMBER("cap", cap->count)));
    check_minimum(check, round, &bound->minimum);
}

/* What the floors of one attribute promise together. Cities and countries without a name can be any
 * number of them, so that only named ones count. */
static int64_t floors_sum(const Edition *edition, const Round *round, Attribute by)
{
    const AnyList *list =
        by == BY_CATEGORY ? (const AnyList *)&edition->categories : (const AnyList *)&edition->regions;
    size_t size = by == BY_CATEGORY ? sizeof(Category) : sizeof(Region);
    int64_t sum = 0;
    bool is_listed = by == BY_CATEGORY || by == BY_REGION;
    for (size_t i = 0; is_listed && i < list->count; i++) {
        const Bound *bound = bound_of(&round->floors, by, *(const Text *)element_at(list, i, size));
        if (bound) sum += bound->count;
    }
    for (size_t i = 0; !is_listed && i < round->floors.count; i++)
        if (round->floors.at[i].by == by && round->floors.at[i].value.size) sum += round->floors.at[i].count;
    return sum;
}

static void check_floors(Check *check, const Round *round)
{
    check_bounds(check, &round->floors);
    check_bounds(check, &round->caps);
    for (size_t i = 0; i < round->floors.count; i++) check_floor(check, round, &round->floors.at[i]);
    if (round->floors.count && !round->places)
        wrong(check, &round->floors,
              M("Floors need places: without them, whoever reaches the minimum passes."));
    for (Attribute by = BY_CATEGORY; round->places && by <= BY_CITY; by++)
        if (floors_sum(check->edition, round, by) > round->places)
            wrong(check, &round->floors,
                  M("The floors promise {sum} places; the round has {places}.",
                    WITH_NUMBER("sum", floors_sum(check->edition, round, by)),
                    WITH_NUMBER("places", round->places)));
    for (size_t i = 0; i < round->caps.count; i++)
        if (round->caps.at[i].minimum.numerator)
            wrong(check, &round->caps.at[i].minimum, M("Only a floor has a minimum."));
}

/* Scores are calibrated as whole multiples of one fraction: of the least that weights can give, and of the
 * means of what one expert says in several rounds. */
static void check_calibration(Check *check, const Round *round)
{
    if (round->score != SCORE_CALIBRATED || !edition_rubric(check->edition, round->rubric)) return;
    int64_t finest = line_finest(check->edition, round - check->edition->rounds.at + 1);
    if (finest <= CALIBRATE_UNIT_MAX) return;
    wrong(check, &round->score,
          M("The weights are too fine to be calibrated: they make steps of 1/{number}, and 1/{finest} is the "
            "finest possible. Choose simpler weights.",
            WITH_NUMBER("number", finest), WITH_NUMBER("finest", CALIBRATE_UNIT_MAX)));
}

static void check_scoring(Check *check, const Round *round)
{
    const Rubric *rubric = edition_rubric(check->edition, round->rubric);
    Codes one = {.at = (Text *)&round->rubric, .count = 1, .room = 1};
    if (!round->rubric.size) wrong(check, &round->code, M("A round with scores needs a rubric."));
    else CHECK_KNOWN(check, one, check->edition->rubrics);
    if (round->judges == JUDGES_SECRETARIAT)
        wrong(check, &round->judges, M("Scores are given by experts: assigned or group."));
    check_minimum(check, round, &round->minimum);
    check_calibration(check, round);
    check_ties(check, round, rubric);
    check_floors(check, round);
}

/* No more can pass than come from the rounds that lead to this one. */
static void check_places(Check *check, const Round *round, size_t index)
{
    const Edition *edition = check->edition;
    int64_t number = edition_entrants_of(edition, (int64_t)index + 1);
    for (; round->kind == ROUND_SCORING && number; number = edition_entrants_of(edition, number)) {
        const Round *before = edition_round(edition, number);
        bool is_less = before->kind == ROUND_SCORING && before->places && before->places < round->places;
        if (is_less)
            wrong(check, &round->places,
                  M("This round has {places} places, but only {entrants} come from “{text}”.",
                    WITH_NUMBER("places", round->places), WITH_NUMBER("entrants", before->places),
                    WITH_TEXT("text", before->code)));
    }
}

static void check_round(Check *check, size_t index)
{
    const Edition *edition = check->edition;
    const Round *round = &edition->rounds.at[index];
    check_round_times(check, round, index ? &edition->rounds.at[index - 1] : NULL);
    check_judges(check, round);
    if (round->kind == ROUND_SCREENING) check_screening(check, round);
    else check_scoring(check, round);
    check_entrants(check, round, index);
    check_earlier(check, round, index);
    check_places(check, round, index);
}

/* ---- awards and committee */

static void check_award(Check *check, const Award *award)
{
    int64_t sum = 0;
    CHECK_ONCE(check, award->tiers);
    CHECK_KNOWN(check, award->draws_on, check->edition->categories);
    CHECK_ONCE(check, award->draws_on);
    for (size_t i = 0; i < award->tiers.count; i++) sum += award->tiers.at[i].places;
    if (award->tiers.count && sum != award->places)
        wrong(check, &award->tiers,
              M("The tiers have {sum} places; the award has {places}.", WITH_NUMBER("sum", sum),
                WITH_NUMBER("places", award->places)));
}

static void check_awards(Check *check)
{
    const Edition *edition = check->edition;
    const Round *last = &edition->rounds.at[edition->rounds.count - 1];
    int64_t sum = 0;
    CHECK_ONCE(check, edition->awards);
    for (size_t i = 0; i < edition->awards.count; i++) {
        check_award(check, &edition->awards.at[i]);
        sum += edition->awards.at[i].places;
    }
    if (last->places && sum > last->places)
        wrong(check, &edition->awards,
              M("The awards have {sum} places, but only {places} candidates come from “{text}”.",
                WITH_NUMBER("sum", sum), WITH_NUMBER("places", last->places), WITH_TEXT("text", last->code)));
}

static void check_committee(Check *check)
{
    const Edition *edition = check->edition;
    const CommitteeRules *rules = &edition->committee;
    const Round *last = &edition->rounds.at[edition->rounds.count - 1];
    if (rules->ends.us <= rules->begins.us)
        wrong(check, &rules->ends, M("The time of the committee must end after it begins."));
    if (rules->begins.us < last->ends.us)
        wrong(check, &rules->begins,
              M("The committee begins before “{text}” ends.", WITH_TEXT("text", last->code)));
    if (edition->winners_publish_at.us < rules->ends.us)
        wrong(check, &edition->winners_publish_at,
              M("The winners cannot be announced before the time of the committee ends."));
    if (ratio_order(rules->quorum, (Ratio){1, 1}) > 0)
        wrong(check, &rules->quorum,
              M("The quorum is a share of the members, from 0 to 1: write 1/2 or 50%."));
    if (rules->quorum_strict && ratio_order(rules->quorum, (Ratio){1, 1}) == 0)
        wrong(check, &rules->quorum_strict,
              M("More than all members can never vote: leave quorum_strict out."));
    if ((rules->ballot == BALLOT_SCORE) != (rules->score_max > 0))
        wrong(check, rules->score_max ? (const void *)&rules->score_max : &rules->ballot,
              M("score_max stands there if the ballot is score, and only then."));
}

bool edition_check_at(const Edition *edition, const EditionPlaces *places, Problems *problems)
{
    size_t before = problems->count;
    Check check = {problems->arena, edition, places, problems};
    if (!check_zone(&check)) return false;
    check_window(&check);
    check_regions(&check);
    check_categories(&check);
    check_form(&check);
    check_rubrics(&check);
    CHECK_ONCE(&check, edition->rounds);
    for (size_t i = 0; i < edition->rounds.count; i++) check_round(&check, i);
    check_awards(&check);
    check_committee(&check);
    return problems->count == before;
}

bool edition_check(const Edition *edition, Problems *problems)
{
    return edition_check_at(edition, NULL, problems);
}
