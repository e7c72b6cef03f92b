/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_change.h"

#include "feature/prize/edition_shape.h"

static const char *const language_codes[LANGUAGE_COUNT] = {"en", "ko", "de"};

/* What holds for the part that is being compared. */
typedef struct {
    Arena *arena;
    const EditionFacts *facts;
    const Edition *before, *after;
    Differences *found;
    Instant frozen;      /* from then on a change needs a reason … */
    Instant in_use;      /* … and entries with a code cannot be removed */
    bool is_fixed;       /* of PART_EDITION */
    bool is_confirmed;   /* the round's result is */
    bool is_publication; /* the round's or the winners' publish_at */
    int64_t step;        /* of is_publication */
} Comparison;

static bool publication_was_moved(const EditionFacts *facts, int64_t step)
{
    for (size_t i = 0; i < facts->moved.count; i++)
        if (facts->moved.at[i] == step) return true;
    return false;
}

static Message refusal_of(const Comparison *comparison, DifferenceKind kind, bool has_code, bool are_words)
{
    Instant now = comparison->facts->now;
    if (comparison->is_fixed) return M("This stays as it was when the edition was loaded.");
    if (comparison->is_publication && (instant_passed(comparison->frozen, now) ||
                                       publication_was_moved(comparison->facts, comparison->step)))
        return M("This announcement is moved by two people: one proposes it, another one confirms it.");
    if (comparison->is_confirmed && !are_words)
        return M("The result of this round is confirmed: its rules stay.");
    if (kind == DIFFERENCE_REMOVED && has_code && instant_passed(comparison->in_use, now))
        return M("This is in use and cannot be removed.");
    return (Message){0};
}

static Difference *note(Comparison *comparison, DifferenceKind kind, Text path, bool has_code, bool are_words)
{
    Difference *difference = LIST_ADD(comparison->arena, comparison->found);
    *difference = (Difference){.kind = kind,
                               .path = path,
                               .is_frozen = instant_passed(comparison->frozen, comparison->facts->now),
                               .since = comparison->frozen,
                               .refusal = refusal_of(comparison, kind, has_code, are_words)};
    return difference;
}

static Text step_of(Comparison *comparison, Text path, Text step)
{
    if (!path.size) return step;
    return text_format(comparison->arena, "%.*s/%.*s", TEXT_PRINT(path), TEXT_PRINT(step));
}

/* ---- leaves */

static void compare_words(Comparison *comparison, const Words *before, const Words *after, Text path)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (text_is(before->in[i], after->in[i])) continue;
        Text step = step_of(comparison, path, text_of(language_codes[i]));
        Difference *difference = note(comparison, DIFFERENCE_CHANGED, step, false, true);
        difference->before = before->in[i];
        difference->after = after->in[i];
    }
}

static bool leaf_is_same(Comparison *comparison, const ShapeField *field, const char *before,
                         const char *after)
{
    Arena *arena = comparison->arena;
    if (field->kind == SHAPE_INSTANT) return ((const Instant *)before)->us == ((const Instant *)after)->us;
    if (field->kind == SHAPE_RATIO) return !ratio_order(*(const Ratio *)before, *(const Ratio *)after);
    return text_is(shape_write(arena, field, before, TEXT("")), shape_write(arena, field, after, TEXT("")));
}

static void compare_leaf(Comparison *comparison, const ShapeField *field, const char *before,
                         const char *after, Text path)
{
    if (leaf_is_same(comparison, field, before, after)) return;
    Arena *arena = comparison->arena;
    Difference *difference = note(comparison, DIFFERENCE_CHANGED, path, false, false);
    difference->before = shape_write(arena, field, before, comparison->before->zone);
    difference->after = shape_write(arena, field, after, comparison->after->zone);
}

/* ---- structs and lists */

static void compare_member(Comparison *comparison, const ShapeField *field, const char *before,
                           const char *after, Text path);

static void compare_struct(Comparison *comparison, const Shape *shape, const char *before, const char *after,
                           Text path)
{
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        Comparison inner = *comparison;
        if (shape == &round_shape && field->offset == offsetof(Round, publish_at))
            inner.is_publication = true;
        compare_member(&inner, field, before + field->offset, after + field->offset,
                       step_of(comparison, path, text_of(field->name)));
    }
}

static const char *element_by_code(const Shape *shape, const AnyList *list, Text code)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_is(*shape_code(shape, list->at + i * shape->size), code)) return list->at + i * shape->size;
    return NULL;
}

static Text codes_of(Arena *arena, const Shape *shape, const AnyList *list, const AnyList *common)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < list->count; i++) {
        const Text *code = shape_code(shape, list->at + i * shape->size);
        if (!element_by_code(shape, common, *code)) continue;
        if (out.size) buffer_add(&out, TEXT(", "));
        buffer_add(&out, *code);
    }
    return buffer_text(&out);
}

static Instant earliest_use(const Edition *edition, Text rubric)
{
    for (size_t i = 0; i < edition->rounds.count; i++)
        if (text_is(edition->rounds.at[i].rubric, rubric)) return edition->rounds.at[i].begins;
    return INSTANT_NEVER;
}

static bool rubric_is_confirmed(const EditionFacts *facts, const Edition *edition, Text rubric)
{
    for (size_t i = 0; i < edition->rounds.count; i++)
        if (text_is(edition->rounds.at[i].rubric, rubric) && (int64_t)i < facts->confirmed) return true;
    return false;
}

/* What freezes an element of the lists of rounds and rubrics: each has its own instant. */
static Comparison comparison_of_element(const Comparison *comparison, const ShapeField *field, Text code)
{
    Comparison inner = *comparison;
    const Edition *before = comparison->before;
    if (field->part == PART_RUBRIC) {
        inner.frozen = inner.in_use = earliest_use(before, code);
        inner.is_confirmed = rubric_is_confirmed(comparison->facts, before, code);
    }
    for (size_t i = 0; field->part == PART_ROUND && i < before->rounds.count; i++) {
        if (!text_is(before->rounds.at[i].code, code)) continue;
        inner.frozen = inner.in_use = before->rounds.at[i].begins;
        inner.step = (int64_t)i + 1;
        inner.is_confirmed = inner.step <= comparison->facts->confirmed;
    }
    return inner;
}

static void compare_order(Comparison *comparison, const Shape *shape, const AnyList *before,
                          const AnyList *after, Text path)
{
    Arena *arena = comparison->arena;
    Text was = codes_of(arena, shape, before, after), is = codes_of(arena, shape, after, before);
    if (text_is(was, is)) return;
    Difference *difference = note(comparison, DIFFERENCE_CHANGED, path, false, true);
    difference->before = was;
    difference->after = is;
}

static void compare_coded(Comparison *comparison, const ShapeField *field, const AnyList *before,
                          const AnyList *after, Text path)
{
    const Shape *shape = field->shape;
    for (size_t i = 0; i < before->count; i++) {
        const char *element = before->at + i * shape->size;
        Text code = *shape_code(shape, element);
        Comparison inner = comparison_of_element(comparison, field, code);
        const char *other = element_by_code(shape, after, code);
        Text step = step_of(comparison, path, code);
        if (other) compare_struct(&inner, shape, element, other, step);
        else note(&inner, DIFFERENCE_REMOVED, step, true, false);
    }
    for (size_t i = 0; i < after->count; i++) {
        Text code = *shape_code(shape, after->at + i * shape->size);
        if (!element_by_code(shape, before, code))
            note(comparison, DIFFERENCE_ADDED, step_of(comparison, path, code), true, false);
    }
    compare_order(comparison, shape, before, after, path);
}

static void compare_counted(Comparison *comparison, const Shape *shape, const AnyList *before,
                            const AnyList *after, Text path)
{
    size_t most = before->count > after->count ? before->count : after->count;
    for (size_t i = 0; i < most; i++) {
        Text step = step_of(comparison, path, text_format(comparison->arena, "%zu", i + 1));
        if (i < before->count && i < after->count)
            compare_struct(comparison, shape, before->at + i * shape->size, after->at + i * shape->size,
                           step);
        else note(comparison, i < after->count ? DIFFERENCE_ADDED : DIFFERENCE_REMOVED, step, false, false);
    }
}

static void compare_member(Comparison *comparison, const ShapeField *field, const char *before,
                           const char *after, Text path)
{
    if (field->kind == SHAPE_WORDS)
        compare_words(comparison, (const Words *)before, (const Words *)after, path);
    else if (field->kind == SHAPE_STRUCT) compare_struct(comparison, field->shape, before, after, path);
    else if (field->kind != SHAPE_LIST) compare_leaf(comparison, field, before, after, path);
    else if (field->shape->fields[0].kind == SHAPE_CODE)
        compare_coded(comparison, field, (const AnyList *)before, (const AnyList *)after, path);
    else compare_counted(comparison, field->shape, (const AnyList *)before, (const AnyList *)after, path);
}

/* ---- the whole */

/* Rounds are counted by rows, so that those that have begun keep their places, and none is added
 * once the committee has begun. */
static void compare_places_of_rounds(Comparison *comparison)
{
    const Edition *before = comparison->before, *after = comparison->after;
    Instant now = comparison->facts->now;
    for (size_t i = 0; i < before->rounds.count; i++) {
        const Round *round = &before->rounds.at[i];
        if (!instant_passed(round->begins, now)) break;
        if (i < after->rounds.count && text_is(after->rounds.at[i].code, round->code)) continue;
        Difference *difference = note(comparison, DIFFERENCE_CHANGED,
                                      step_of(comparison, TEXT("rounds"), round->code), false, true);
        difference->refusal = M("A round that has begun keeps its place.");
        return;
    }
    if (!instant_passed(before->committee.begins, now) || before->rounds.count == after->rounds.count) return;
    note(comparison, DIFFERENCE_CHANGED, TEXT("rounds"), false, true)->refusal =
        M("The number of rounds stays once the committee has begun.");
}

static void set_part(Comparison *comparison, const ShapeField *field)
{
    const Edition *before = comparison->before;
    Instant never = INSTANT_NEVER;
    comparison->frozen = comparison->in_use = never;
    comparison->is_fixed = field->part == PART_EDITION;
    if (field->part == PART_CALL) comparison->frozen = comparison->in_use = before->opens;
    if (field->offset == offsetof(Edition, awards)) comparison->in_use = before->committee.begins;
    if (field->part == PART_COMMITTEE || field->part == PART_WINNERS)
        comparison->frozen = before->committee.begins;
    comparison->is_publication = field->part == PART_WINNERS;
    comparison->step = STEP_WINNERS;
}

Differences edition_differences(Arena *arena, const EditionFacts *facts, const Edition *before,
                                const Edition *after)
{
    Differences found = {0};
    for (size_t i = 0; i < edition_shape.count; i++) {
        const ShapeField *field = &edition_shape.fields[i];
        Comparison comparison = {arena, facts, before, after, &found};
        set_part(&comparison, field);
        compare_member(&comparison, field, (const char *)before + field->offset,
                       (const char *)after + field->offset, text_of(field->name));
        if (field->part == PART_ROUND) compare_places_of_rounds(&comparison);
    }
    return found;
}

Differences edition_compare(Snapshot *at, const Edition *before, const Edition *after)
{
    EditionFacts facts = {.now = at->now};
    facts.confirmed = store_count(at, SQL("SELECT count(*) FROM round_confirmation WHERE edition = $1"),
                                  BIND(before->id.key));
    Rows *rows = store_rows(at,
                            SQL("SELECT DISTINCT step FROM publication_motion WHERE edition = $1"
                                " AND seconded_at IS NOT NULL ORDER BY step"),
                            BIND(before->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &facts.moved) = row_int(rows, 0);
    return edition_differences(at->arena, &facts, before, after);
}
