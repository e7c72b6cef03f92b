/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/rules_words.h"

static const struct {
    const char *key;
    Message word;
} words[] = {
    {"applicant_kinds", M("Applicant kinds")},
    {"attachments", M("Attachments")},
    {"awards", M("Awards")},
    {"ballot", M("Form of ballot")},
    {"begins", M("Begin")},
    {"by", M("By")},
    {"caps", M("Caps")},
    {"casting_vote", M("Casting vote")},
    {"categories", M("Categories")},
    {"choices", M("Choices")},
    {"closes", M("The call closes")},
    {"code", M("Code")},
    {"committee", M("Final committee")},
    {"countries", M("Countries")},
    {"count", M("Number")},
    {"criteria", M("Criteria")},
    {"demonstration", M("Demonstration")},
    {"description", M("Description")},
    {"draws_on", M("Draws on")},
    {"earlier", M("Earlier scores")},
    {"ends", M("End")},
    {"entrants", M("Who enters")},
    {"experts_each", M("Experts for each application")},
    {"files_max", M("Greatest number of files")},
    {"floors", M("Floors")},
    {"grades", M("Grades")},
    {"group", M("Group")},
    {"hint", M("Hint")},
    {"judges", M("Who judges")},
    {"kind", M("Kind")},
    {"label", M("Wording")},
    {"languages", M("Languages")},
    {"length_max", M("Longest answer")},
    {"load_max", M("Greatest number of reviews")},
    {"load_min", M("Least number of reviews")},
    {"may_be_shared", M("May be shared")},
    {"may_stay_empty", M("May stay empty")},
    {"minimum", M("Minimum")},
    {"names_in_minutes", M("Names in the minutes")},
    {"name", M("Name")},
    {"opens", M("The call opens")},
    {"places", M("Places")},
    {"pledge", M("Pledge")},
    {"publish_at", M("Result is known")},
    {"publish_line", M("Score at the line is published")},
    {"questions", M("Questions")},
    {"question", M("Question")},
    {"quorum_strict", M("More than the quorum")},
    {"quorum", M("Quorum")},
    {"recused_count", M("The recused count for the quorum")},
    {"regions", M("Regions")},
    {"required", M("Required")},
    {"reserves", M("Reserves")},
    {"rounds", M("Rounds")},
    {"rubrics", M("Rubrics")},
    {"rubric", M("Rubric")},
    {"score_max", M("Most points")},
    {"score", M("Score that decides")},
    {"sections", M("Sections")},
    {"size_max_bytes", M("Greatest size of a file")},
    {"summary", M("Summary")},
    {"text", M("Meaning")},
    {"tie_criteria", M("Criteria of a tie")},
    {"tiers", M("Tiers")},
    {"tie", M("Tie")},
    {"topics", M("Topics")},
    {"value", M("Value")},
    {"weight", M("Weight")},
    {"winners_publish_at", M("Announcement of the winners")},
    {"word_candidates", M("Word for candidates")},
    {"word_candidate", M("Word for a candidate")},
    {"word_experts", M("Word for experts")},
    {"word_expert", M("Word for an expert")},
    {"zone", M("Time zone")},
};

Message rule_word(const char *key)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is_c(text_of(key), words[i].key)) return words[i].word;
    return (Message){0};
}

/* How far a path was followed, in both versions; NULL: the entry is not there. */
typedef struct {
    const Shape *shape;
    const char *before, *after;
} Place;

static const ShapeField *field_at(const Shape *shape, Text key)
{
    for (size_t i = 0; shape && i < shape->count; i++)
        if (text_is_c(key, shape->fields[i].name)) return &shape->fields[i];
    return NULL;
}

static const char *entry_at(const Shape *shape, const char *list, Text step)
{
    const AnyList *all = (const AnyList *)list;
    int64_t number;
    bool is_number = text_to_int(step, &number);
    for (size_t i = 0; all && i < all->count; i++) {
        const char *entry = all->at + i * shape->size;
        const Text *code = shape_code(shape, entry);
        if (code ? text_is(*code, step) : is_number && (size_t)number == i + 1) return entry;
    }
    return NULL;
}

static Text name_of(const Place *place, Text step, Language language)
{
    const ShapeField *name = field_at(place->shape, TEXT("name"));
    const char *entry = place->after ? place->after : place->before;
    if (!name || name->kind != SHAPE_WORDS || !entry) return step;
    return words_in((const Words *)(entry + name->offset), language);
}

static const char *inside(const char *base, const ShapeField *field)
{
    return base ? base + field->offset : NULL;
}

static Text language_name(Text code)
{
    Language language;
    return language_from_code(code, &language) ? language_own_name(language) : code;
}

static void add_step(TextBuffer *line, Text step)
{
    if (line->size) buffer_add(line, TEXT(" › "));
    buffer_add(line, step);
}

Text rule_path_words(Arena *arena, Language language, const Edition *before, const Edition *after, Text path)
{
    TextBuffer line = {.arena = arena};
    Place place = {&edition_shape, (const char *)before, (const char *)after};
    while (path.size) {
        Text key = text_next(&path, '/');
        const ShapeField *field = field_at(place.shape, key);
        Message word = field ? rule_word(field->name) : (Message){0};
        add_step(&line, word.english ? message_write(arena, language, &word) : key);
        if (!field) break;
        place = (Place){field->shape, inside(place.before, field), inside(place.after, field)};
        if (!path.size || field->kind == SHAPE_STRUCT) continue;
        Text step = text_next(&path, '/');
        if (field->kind == SHAPE_LIST) {
            place.before = entry_at(field->shape, place.before, step);
            place.after = entry_at(field->shape, place.after, step);
            add_step(&line, name_of(&place, step, language));
        } else {
            add_step(&line, language_name(step));
        }
    }
    return buffer_text(&line);
}
