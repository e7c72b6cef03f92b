/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_json.h"

#include "base/fail.h"
#include "feature/prize/edition_shape.h"
#include "platform/store/json.h"

static const char *const language_codes[LANGUAGE_COUNT] = {"en", "ko", "de"};

/* ---- writing */

static json_t *made(json_t *value)
{
    if (!value) fail("no memory for the JSON of an edition");
    return value;
}

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, made(value))) fail("JSON key %s of an edition", key);
}

static json_t *text_json(Text text)
{
    return made(json_from_text(text));
}

static json_t *words_json(const Words *words)
{
    json_t *object = made(json_object());
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (words->in[i].size) put(object, language_codes[i], text_json(words->in[i]));
    return object;
}

static json_t *codes_json(const Codes *codes)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < codes->count; i++) json_array_append_new(array, text_json(codes->at[i]));
    return array;
}

static json_t *struct_json(Arena *arena, const Shape *shape, const char *base);

static json_t *list_json(Arena *arena, const Shape *shape, const AnyList *list)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(array, struct_json(arena, shape, list->at + i * shape->size));
    return array;
}

static Text instant_json(Arena *arena, Instant instant)
{
    return instant_is_set(instant) ? instant_write(arena, instant) : TEXT("");
}

static json_t *member_json(Arena *arena, const ShapeField *field, const char *member)
{
    switch (field->kind) {
    case SHAPE_CODE:
    case SHAPE_LINE:
    case SHAPE_COUNTRY:
        return text_json(*(const Text *)member);
    case SHAPE_WORDS:
        return words_json((const Words *)member);
    case SHAPE_INT:
        return json_integer(*(const int64_t *)member);
    case SHAPE_BOOL:
        return json_boolean(*(const bool *)member);
    case SHAPE_CHOICE:
        return json_string(field->words[*(const int *)member]);
    case SHAPE_INSTANT:
        return text_json(instant_json(arena, *(const Instant *)member));
    case SHAPE_RATIO: {
        const Ratio *ratio = (const Ratio *)member;
        return text_json(
            text_format(arena, "%lld/%lld", (long long)ratio->numerator, (long long)ratio->denominator));
    }
    case SHAPE_CODES:
        return codes_json((const Codes *)member);
    case SHAPE_STRUCT:
        return struct_json(arena, field->shape, member);
    case SHAPE_LIST:
        return list_json(arena, field->shape, (const AnyList *)member);
    }
    fail("a rule of an unknown shape");
}

static bool is_left_out(const ShapeField *field, const char *member)
{
    int64_t value = field->kind == SHAPE_BOOL ? *(const bool *)member : *(const int *)member;
    return value == field->otherwise;
}

static json_t *struct_json(Arena *arena, const Shape *shape, const char *base)
{
    json_t *object = made(json_object());
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        const char *member = base + field->offset;
        if (field->is_newer && is_left_out(field, member)) continue;
        put(object, field->name, member_json(arena, field, member));
    }
    return object;
}

Text edition_to_json(Arena *arena, const Edition *edition)
{
    return canonical_json(arena, struct_json(arena, &edition_shape, (const char *)edition));
}

/* The members of a group are people: "1", "2" … stand for their addresses. */
static Codes group_counted(Arena *arena, const Codes *group)
{
    Codes counted = {0};
    for (size_t i = 0; i < group->count; i++) *LIST_ADD(arena, &counted) = text_format(arena, "%zu", i + 1);
    return counted;
}

Text edition_to_public_json(Arena *arena, const Edition *edition)
{
    Edition copy = *edition;
    copy.rounds.at = ARENA_MANY(arena, edition->rounds.count, Round);
    for (size_t i = 0; i < edition->rounds.count; i++) {
        copy.rounds.at[i] = edition->rounds.at[i];
        copy.rounds.at[i].group = group_counted(arena, &edition->rounds.at[i].group);
    }
    return edition_to_json(arena, &copy);
}

/* ---- reading */

static Text json_text(Arena *arena, const json_t *value)
{
    return text_copy(arena, (Text){json_string_value(value), json_string_length(value)});
}

static bool text_from_json(Arena *arena, const json_t *value, Text *text)
{
    if (!json_is_string(value)) return false;
    *text = json_text(arena, value);
    return true;
}

static bool words_from_json(Arena *arena, json_t *value, Words *words)
{
    if (!json_is_object(value)) return false;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        json_t *text = json_object_get(value, language_codes[i]);
        if (text && !text_from_json(arena, text, &words->in[i])) return false;
    }
    return true;
}

static bool codes_from_json(Arena *arena, const json_t *value, Codes *codes)
{
    if (!json_is_array(value)) return false;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!text_from_json(arena, json_array_get(value, i), LIST_ADD(arena, codes))) return false;
    return true;
}

static bool choice_from_json(const ShapeField *field, const json_t *value, int *choice)
{
    for (int i = 0; field->words[i]; i++)
        if (json_is_string(value) && text_is_c(text_of(json_string_value(value)), field->words[i]))
            return *choice = i, true;
    return false;
}

static bool instant_from_json(const json_t *value, Instant *instant)
{
    if (!json_is_string(value)) return false;
    if (!json_string_length(value)) return *instant = INSTANT_NEVER, true;
    return instant_read(text_of(json_string_value(value)), instant);
}

static bool struct_from_json(Arena *arena, const Shape *shape, json_t *value, char *base);

static bool list_from_json(Arena *arena, const Shape *shape, const json_t *value, AnyList *list)
{
    if (!json_is_array(value)) return false;
    list->count = list->room = json_array_size(value);
    list->at = arena_take_many(arena, list->count ? list->count : 1, shape->size);
    for (size_t i = 0; i < list->count; i++)
        if (!struct_from_json(arena, shape, json_array_get(value, i), list->at + i * shape->size))
            return false;
    return true;
}

static bool member_from_json(Arena *arena, const ShapeField *field, json_t *value, char *member)
{
    switch (field->kind) {
    case SHAPE_CODE:
    case SHAPE_LINE:
    case SHAPE_COUNTRY:
        return text_from_json(arena, value, (Text *)member);
    case SHAPE_WORDS:
        return words_from_json(arena, value, (Words *)member);
    case SHAPE_INT:
        *(int64_t *)member = json_integer_value(value);
        return json_is_integer(value);
    case SHAPE_BOOL:
        *(bool *)member = json_is_true(value);
        return json_is_boolean(value);
    case SHAPE_CHOICE:
        return choice_from_json(field, value, (int *)member);
    case SHAPE_INSTANT:
        return instant_from_json(value, (Instant *)member);
    case SHAPE_RATIO:
        return json_is_string(value) && ratio_read(text_of(json_string_value(value)), (Ratio *)member);
    case SHAPE_CODES:
        return codes_from_json(arena, value, (Codes *)member);
    case SHAPE_STRUCT:
        return struct_from_json(arena, field->shape, value, member);
    case SHAPE_LIST:
        return list_from_json(arena, field->shape, value, (AnyList *)member);
    }
    return false;
}

/* What an older record does not name yet had its default. */
static void member_default(const ShapeField *field, char *member)
{
    if (field->kind == SHAPE_INT) *(int64_t *)member = field->otherwise;
    if (field->kind == SHAPE_INSTANT) *(Instant *)member = INSTANT_NEVER;
    if (field->kind == SHAPE_RATIO) *(Ratio *)member = (Ratio){0, 1};
}

static bool struct_from_json(Arena *arena, const Shape *shape, json_t *value, char *base)
{
    if (!json_is_object(value)) return false;
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        json_t *found = json_object_get(value, field->name);
        if (!found) member_default(field, base + field->offset);
        else if (!member_from_json(arena, field, found, base + field->offset)) return false;
    }
    return true;
}

static void json_release(void *value)
{
    json_decref(value);
}

bool edition_from_json(Arena *arena, Text json, Edition *edition)
{
    json_t *value = json_loadb(json.at, json.size, JSON_REJECT_DUPLICATES, NULL);
    if (!value) return false;
    arena_at_end(arena, json_release, value);
    *edition = (Edition){0};
    if (!struct_from_json(arena, &edition_shape, value, (char *)edition)) return false;
    edition->book = text_format(arena, "prize/%.*s", TEXT_PRINT(edition->code));
    edition->json = text_copy(arena, json);
    edition->digest = journal_digest(arena, json);
    return true;
}
