/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_shape.h"

#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SHAPE(name, Type) const Shape name = {sizeof(Type), name##_fields, COUNT(name##_fields)}
#define AT(Type, member) .name = #member, .offset = offsetof(Type, member)
#define NEED .required = true
#define BETWEEN(a, b) .kind = SHAPE_INT, .least = (a), .greatest = (b)
#define OF(list) .kind = SHAPE_LIST, .shape = &(list)

/* Bounds of numbers are physical only: what a counter or a disk can hold. */
#define MANY INT64_C(1000000000)
#define BYTES_MAX INT64_C(1000000000000)

static const char *const question_kinds[] = {"line", "text", "number", "url", "choice", NULL};
static const char *const attributes[] = {"category", "region", "country", "city", NULL};
static const char *const tie_rules[] = {"all-pass", "criteria", "lot", NULL};
static const char *const round_kinds[] = {"screening", "scoring", NULL};
static const char *const judges[] = {"secretariat", "assigned", "group", NULL};
static const char *const round_scores[] = {"mean", "calibrated", NULL};
static const char *const earlier[] = {"afresh", "shown", "carried", NULL};
static const char *const ballots[] = {"approve", "rank", "score", NULL};

static const ShapeField named_fields[] = {
    {AT(Named, code), .kind = SHAPE_CODE, NEED},
    {AT(Named, name), .kind = SHAPE_WORDS, NEED},
};
static SHAPE(named, Named);

static const ShapeField region_fields[] = {
    {AT(Region, code), .kind = SHAPE_CODE, NEED},
    {AT(Region, name), .kind = SHAPE_WORDS, NEED},
    {AT(Region, countries), .kind = SHAPE_CODES, .each = SHAPE_COUNTRY, NEED},
};
static SHAPE(region, Region);

static const ShapeField category_fields[] = {
    {AT(Category, code), .kind = SHAPE_CODE, NEED},
    {AT(Category, name), .kind = SHAPE_WORDS, NEED},
    {AT(Category, description), .kind = SHAPE_WORDS},
    {AT(Category, applicant_kinds), .kind = SHAPE_CODES},
};
static SHAPE(category, Category);

static const ShapeField question_fields[] = {
    {AT(Question, code), .kind = SHAPE_CODE, NEED},
    {AT(Question, kind), .kind = SHAPE_CHOICE, .words = question_kinds, NEED},
    {AT(Question, label), .kind = SHAPE_WORDS, NEED},
    {AT(Question, hint), .kind = SHAPE_WORDS},
    {AT(Question, required), .kind = SHAPE_BOOL},
    {AT(Question, length_max), BETWEEN(1, MANY), .otherwise = 500},
    {AT(Question, choices), OF(named)},
};
static SHAPE(question, Question);

static const ShapeField section_fields[] = {
    {AT(Section, code), .kind = SHAPE_CODE, NEED},
    {AT(Section, name), .kind = SHAPE_WORDS, NEED},
    {AT(Section, questions), OF(question), NEED},
};
static SHAPE(section, Section);

static const ShapeField attachment_fields[] = {
    {AT(AttachmentSlot, code), .kind = SHAPE_CODE, NEED},
    {AT(AttachmentSlot, name), .kind = SHAPE_WORDS, NEED},
    {AT(AttachmentSlot, hint), .kind = SHAPE_WORDS},
    {AT(AttachmentSlot, required), .kind = SHAPE_BOOL},
    {AT(AttachmentSlot, files_max), BETWEEN(1, MANY), .otherwise = 1},
    {AT(AttachmentSlot, size_max_bytes), BETWEEN(1, BYTES_MAX), NEED},
};
static SHAPE(attachment, AttachmentSlot);

static const ShapeField grade_fields[] = {
    {AT(Grade, value), BETWEEN(-1000000, 1000000), NEED},
    {AT(Grade, name), .kind = SHAPE_WORDS, NEED},
    {AT(Grade, text), .kind = SHAPE_WORDS},
};
static SHAPE(grade, Grade);

static const ShapeField criterion_fields[] = {
    {AT(Criterion, code), .kind = SHAPE_CODE, NEED}, {AT(Criterion, name), .kind = SHAPE_WORDS, NEED},
    {AT(Criterion, question), .kind = SHAPE_WORDS},  {AT(Criterion, weight), BETWEEN(1, 10000), NEED},
    {AT(Criterion, grades), OF(grade), NEED},
};
static SHAPE(criterion, Criterion);

static const ShapeField rubric_fields[] = {
    {AT(Rubric, code), .kind = SHAPE_CODE, NEED},
    {AT(Rubric, criteria), OF(criterion), NEED},
};
static SHAPE(rubric, Rubric);

static const ShapeField bound_fields[] = {
    {AT(Bound, by), .kind = SHAPE_CHOICE, .words = attributes, NEED},
    {AT(Bound, value), .kind = SHAPE_LINE},
    {AT(Bound, count), BETWEEN(1, MANY), NEED},
    {AT(Bound, minimum), .kind = SHAPE_RATIO},
};
static SHAPE(bound, Bound);

static const ShapeField round_fields[] = {
    {AT(Round, code), .kind = SHAPE_CODE, NEED},
    {AT(Round, name), .kind = SHAPE_WORDS, NEED},
    {AT(Round, kind), .kind = SHAPE_CHOICE, .words = round_kinds, NEED},
    {AT(Round, judges), .kind = SHAPE_CHOICE, .words = judges, NEED},
    {AT(Round, entrants), .kind = SHAPE_CODE},
    {AT(Round, rubric), .kind = SHAPE_CODE},
    {AT(Round, score), .kind = SHAPE_CHOICE, .words = round_scores, .is_newer = true},
    {AT(Round, begins), .kind = SHAPE_INSTANT, NEED},
    {AT(Round, ends), .kind = SHAPE_INSTANT, NEED},
    {AT(Round, publish_at), .kind = SHAPE_INSTANT},
    {AT(Round, experts_each), BETWEEN(0, 1000)},
    {AT(Round, load_max), BETWEEN(0, MANY)},
    {AT(Round, load_min), BETWEEN(0, MANY)},
    {AT(Round, group), .kind = SHAPE_CODES, .each = SHAPE_LINE},
    {AT(Round, earlier), .kind = SHAPE_CHOICE, .words = earlier},
    {AT(Round, places), BETWEEN(0, MANY)},
    {AT(Round, minimum), .kind = SHAPE_RATIO},
    {AT(Round, floors), OF(bound)},
    {AT(Round, caps), OF(bound)},
    {AT(Round, tie), .kind = SHAPE_CHOICE, .words = tie_rules},
    {AT(Round, tie_criteria), .kind = SHAPE_CODES},
    {AT(Round, reserves), BETWEEN(0, MANY)},
    {AT(Round, publish_line), .kind = SHAPE_BOOL, .is_newer = true},
};
const Shape round_shape = {sizeof(Round), round_fields, COUNT(round_fields)};

static const ShapeField tier_fields[] = {
    {AT(Tier, code), .kind = SHAPE_CODE, NEED},
    {AT(Tier, name), .kind = SHAPE_WORDS, NEED},
    {AT(Tier, places), BETWEEN(1, MANY), NEED},
};
static SHAPE(tier, Tier);

static const ShapeField award_fields[] = {
    {AT(Award, code), .kind = SHAPE_CODE, NEED},    {AT(Award, name), .kind = SHAPE_WORDS, NEED},
    {AT(Award, places), BETWEEN(1, 1000), NEED},    {AT(Award, tiers), OF(tier)},
    {AT(Award, draws_on), .kind = SHAPE_CODES},     {AT(Award, may_stay_empty), .kind = SHAPE_BOOL},
    {AT(Award, may_be_shared), .kind = SHAPE_BOOL},
};
static SHAPE(award, Award);

static const ShapeField committee_fields[] = {
    {AT(CommitteeRules, begins), .kind = SHAPE_INSTANT, NEED},
    {AT(CommitteeRules, ends), .kind = SHAPE_INSTANT, NEED},
    {AT(CommitteeRules, ballot), .kind = SHAPE_CHOICE, .words = ballots, NEED},
    {AT(CommitteeRules, score_max), BETWEEN(0, 1000)},
    {AT(CommitteeRules, quorum), .kind = SHAPE_RATIO, .is_share = true, NEED},
    {AT(CommitteeRules, quorum_strict), .kind = SHAPE_BOOL},
    {AT(CommitteeRules, recused_count), .kind = SHAPE_BOOL},
    {AT(CommitteeRules, casting_vote), .kind = SHAPE_BOOL},
    {AT(CommitteeRules, names_in_minutes), .kind = SHAPE_BOOL},
};
static SHAPE(committee, CommitteeRules);

static const ShapeField edition_fields[] = {
    {AT(Edition, code), .kind = SHAPE_CODE, NEED, .part = PART_EDITION},
    {AT(Edition, demonstration), .kind = SHAPE_BOOL, .part = PART_EDITION},
    {AT(Edition, name), .kind = SHAPE_WORDS, NEED},
    {AT(Edition, summary), .kind = SHAPE_WORDS, NEED},
    {AT(Edition, word_expert), .kind = SHAPE_WORDS},
    {AT(Edition, word_experts), .kind = SHAPE_WORDS},
    {AT(Edition, word_candidate), .kind = SHAPE_WORDS},
    {AT(Edition, word_candidates), .kind = SHAPE_WORDS},
    {AT(Edition, zone), .kind = SHAPE_LINE, NEED, .part = PART_CALL},
    {AT(Edition, opens), .kind = SHAPE_INSTANT, NEED, .part = PART_CALL},
    {AT(Edition, closes), .kind = SHAPE_INSTANT, NEED, .part = PART_CALL},
    {.name = "languages",
     .offset = offsetof(Edition, tongues),
     .kind = SHAPE_CODES,
     .each = SHAPE_LINE,
     NEED,
     .part = PART_CALL},
    {AT(Edition, applicant_kinds), OF(named), NEED, .part = PART_CALL},
    {AT(Edition, categories), OF(category), NEED, .part = PART_CALL},
    {AT(Edition, topics), OF(named), .part = PART_CALL},
    {AT(Edition, sections), OF(section), .part = PART_CALL},
    {AT(Edition, attachments), OF(attachment), .part = PART_CALL},
    {AT(Edition, pledge), .kind = SHAPE_WORDS, NEED, .part = PART_CALL},
    {AT(Edition, awards), OF(award), NEED, .part = PART_CALL},
    {AT(Edition, rubrics), OF(rubric), .part = PART_RUBRIC},
    {AT(Edition, rounds), OF(round_shape), NEED, .part = PART_ROUND},
    {AT(Edition, committee), .kind = SHAPE_STRUCT, .shape = &committee, NEED, .part = PART_COMMITTEE},
    {AT(Edition, winners_publish_at), .kind = SHAPE_INSTANT, NEED, .part = PART_WINNERS},
    {AT(Edition, regions), OF(region), NEED, .part = PART_CALL},
};
const Shape edition_shape = {sizeof(Edition), edition_fields, COUNT(edition_fields)};

const Text *shape_code(const Shape *shape, const void *element)
{
    const ShapeField *first = &shape->fields[0];
    return first->kind == SHAPE_CODE && first->offset == 0 ? element : NULL;
}

/* ---- where a member stands */

static Text path_step(Arena *arena, Text path, Text step)
{
    return path.size ? text_format(arena, "%.*s/%.*s", TEXT_PRINT(path), TEXT_PRINT(step)) : step;
}

static bool path_find(Arena *arena, const Shape *shape, const char *base, const void *member, Text path,
                      Text *found);

static bool path_find_in_list(Arena *arena, const ShapeField *field, const AnyList *list, const void *member,
                              Text path, Text *found)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *element = list->at + i * field->shape->size;
        const Text *code = shape_code(field->shape, element);
        Text step = code && code->size ? *code : text_format(arena, "%zu", i + 1);
        if (path_find(arena, field->shape, element, member, path_step(arena, path, step), found)) return true;
    }
    return false;
}

static bool path_find_in_codes(Arena *arena, const Codes *codes, const void *member, Text path, Text *found)
{
    for (size_t i = 0; i < codes->count; i++)
        if (&codes->at[i] == member) return *found = path_step(arena, path, codes->at[i]), true;
    return false;
}

static bool path_find(Arena *arena, const Shape *shape, const char *base, const void *member, Text path,
                      Text *found)
{
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        const char *here = base + field->offset;
        Text step = path_step(arena, path, text_of(field->name));
        if (field->kind == SHAPE_STRUCT) {
            if (path_find(arena, field->shape, here, member, step, found)) return true;
        }
        if (here == member) return *found = step, true;
        if (field->kind == SHAPE_LIST &&
            path_find_in_list(arena, field, (const AnyList *)here, member, step, found))
            return true;
        if (field->kind == SHAPE_CODES && path_find_in_codes(arena, (const Codes *)here, member, step, found))
            return true;
    }
    return false;
}

Text shape_path(Arena *arena, const Edition *edition, const void *member)
{
    Text found = TEXT("");
    path_find(arena, &edition_shape, (const char *)edition, member, TEXT(""), &found);
    return found;
}

/* ---- values in words of the file */

static Text civil_write(Arena *arena, Instant instant, Text zone)
{
    if (!instant_is_set(instant)) return TEXT("");
    Text civil = instant_to_civil(arena, instant, zone);
    Instant again;
    if (!instant_from_civil(civil, zone, &again) || again.us != instant.us)
        return instant_write(arena, instant);
    return text_ends(civil, TEXT(":00")) && civil.size > 16 ? text_slice(civil, 0, 16) : civil;
}

static Text codes_write(Arena *arena, const Codes *codes)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < codes->count; i++) {
        if (i) buffer_add(&out, TEXT(", "));
        buffer_add(&out, codes->at[i]);
    }
    return buffer_text(&out);
}

Text shape_write(Arena *arena, const ShapeField *field, const void *member, Text zone)
{
    switch (field->kind) {
    case SHAPE_CODE:
    case SHAPE_LINE:
    case SHAPE_COUNTRY:
        return *(const Text *)member;
    case SHAPE_INT:
        return text_format(arena, "%lld", (long long)*(const int64_t *)member);
    case SHAPE_BOOL:
        return *(const bool *)member ? TEXT("true") : TEXT("false");
    case SHAPE_CHOICE:
        return text_of(field->words[*(const int *)member]);
    case SHAPE_INSTANT:
        return civil_write(arena, *(const Instant *)member, zone);
    case SHAPE_RATIO:
        return ratio_write(arena, *(const Ratio *)member);
    case SHAPE_CODES:
        return codes_write(arena, member);
    case SHAPE_WORDS:
        return words_in(member, LANGUAGE_EN);
    case SHAPE_STRUCT:
    case SHAPE_LIST:
        break;
    }
    assert(false);
}

/* ---- ratios */

static int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static Ratio ratio_lowest(Ratio ratio)
{
    int64_t divisor = greatest_divisor(ratio.numerator, ratio.denominator);
    return (Ratio){ratio.numerator / divisor, ratio.denominator / divisor};
}

Text ratio_write(Arena *arena, Ratio ratio)
{
    ratio = ratio_lowest(ratio);
    int64_t scale = 1;
    int decimals = 0;
    while (decimals < 6 && scale % ratio.denominator) scale *= 10, decimals++;
    if (scale % ratio.denominator)
        return text_format(arena, "%lld/%lld", (long long)ratio.numerator, (long long)ratio.denominator);
    int64_t scaled = ratio.numerator * (scale / ratio.denominator);
    if (!decimals) return text_format(arena, "%lld", (long long)scaled);
    return text_format(arena, "%s%lld.%0*lld", scaled < 0 ? "-" : "", llabs(scaled) / scale, decimals,
                       llabs(scaled) % scale);
}

static bool digits_read(Text text, int64_t greatest, int64_t *value)
{
    if (!text.size || text.size > 12) return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9') return false;
    return text_to_int(text, value) && *value <= greatest;
}

static bool decimal_read(Text text, Ratio *ratio)
{
    Text rest = text;
    Text whole = text_next(&rest, '.');
    bool has_point = whole.size < text.size;
    int64_t units, parts = 0, scale = 1;
    if (!digits_read(whole, 1000000000, &units)) return false;
    if (has_point && (rest.size > 6 || !digits_read(rest, 1000000, &parts))) return false;
    for (size_t i = 0; has_point && i < rest.size; i++) scale *= 10;
    *ratio = (Ratio){units * scale + parts, scale};
    return true;
}

static bool fraction_read(Text text, Ratio *ratio)
{
    Text below = text;
    Text above = text_next(&below, '/');
    return above.size < text.size && digits_read(text_trim(above), 1000000000, &ratio->numerator) &&
           digits_read(text_trim(below), 1000000000, &ratio->denominator) && ratio->denominator > 0;
}

bool ratio_read(Text text, Ratio *ratio)
{
    text = text_trim(text);
    bool is_percent = text_ends(text, TEXT("%"));
    if (is_percent) text = text_trim(text_slice(text, 0, text.size - 1));
    if (!fraction_read(text, ratio) && !decimal_read(text, ratio)) return false;
    if (is_percent) ratio->denominator *= 100;
    *ratio = ratio_lowest(*ratio);
    return true;
}

int ratio_order(Ratio a, Ratio b)
{
    __int128 left = (__int128)a.numerator * b.denominator, right = (__int128)b.numerator * a.denominator;
    return (left > right) - (left < right);
}
