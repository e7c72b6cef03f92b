/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_file.h"

#include "base/fail.h"
#include "feature/prize/edition_json.h"
#include "feature/prize/edition_places.h"
#include "feature/prize/edition_shape.h"

enum { FILE_BYTES_MAX = 4000000 };

static const char *const language_codes[LANGUAGE_COUNT] = {"en", "ko", "de"};

typedef struct {
    Arena *arena;
    Problems *problems;
    EditionPlaces places;
    Text zone; /* read before the first instant */
} Reader;

static void place_note(Reader *reader, const char *member, size_t size, YamlNode *node)
{
    *LIST_ADD(reader->arena, &reader->places) = (EditionPlace){member, size, node};
}

/* ---- values */

static bool code_is_valid(Text code)
{
    if (!code.size || code.size > 40) return false;
    for (size_t i = 0; i < code.size; i++) {
        char c = code.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return true;
}

static void code_check(Reader *reader, ShapeKind kind, YamlNode *node, Text text)
{
    if (kind == SHAPE_CODE && !code_is_valid(text))
        yaml_problem(node,
                     M("“{text}” is not a code: use a to z, 0 to 9 and “-”, at most 40 characters.",
                       WITH_TEXT("text", text)),
                     reader->problems);
    if (kind == SHAPE_COUNTRY && !country_is_known(text))
        yaml_problem(node,
                     M("“{text}” is not a country: use its code of two capital letters, such as KR.",
                       WITH_TEXT("text", text)),
                     reader->problems);
}

static void read_text(Reader *reader, const ShapeField *field, YamlNode *node, Text *text)
{
    if (!yaml_is(node, YAML_TEXT, reader->problems)) return;
    *text = text_normalise(reader->arena, node->text);
    if (text->size || field->required) code_check(reader, field->kind, node, *text);
}

/* One text stands for every language. */
static void read_words(Reader *reader, YamlNode *node, Words *words)
{
    if (node->kind == YAML_TEXT) words->in[LANGUAGE_EN] = text_normalise(reader->arena, node->text);
    if (node->kind == YAML_MAP)
        for (int i = 0; i < LANGUAGE_COUNT; i++) {
            YamlNode *text = yaml_get(node, language_codes[i]);
            words->in[i] = text_normalise(reader->arena, yaml_text(text, TEXT(""), reader->problems));
        }
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (words->in[i].size) return;
    yaml_problem(node, M("Write the words in at least one language: en, ko or de."), reader->problems);
}

static void read_instant(Reader *reader, YamlNode *node, Instant *instant)
{
    Text text = yaml_text(node, TEXT(""), reader->problems);
    if (!text.size || instant_read(text, instant) || !zone_is_known(reader->zone)) return;
    if (!instant_from_civil(text, reader->zone, instant))
        yaml_problem(node,
                     M("“{text}” is not a date and time: write it as 2026-05-29 18:00.",
                       WITH_TEXT("text", text)),
                     reader->problems);
}

/* A percentage of a scale could be read in two ways, so that only shares take it. */
static void read_ratio(Reader *reader, const ShapeField *field, YamlNode *node, Ratio *ratio)
{
    Text text = yaml_text(node, TEXT("0"), reader->problems);
    bool is_read = ratio_read(text, ratio) && (field->is_share || !text_ends(text, TEXT("%")));
    if (is_read) return;
    yaml_problem(node,
                 field->is_share
                     ? M("“{text}” is not a share: write 1/2, 0.5 or 50%.", WITH_TEXT("text", text))
                     : M("“{text}” is not a number: write 3.5 or 7/2.", WITH_TEXT("text", text)),
                 reader->problems);
}

static void read_codes(Reader *reader, const ShapeField *field, YamlNode *node, Codes *codes)
{
    if (!yaml_is(node, YAML_LIST, reader->problems)) return;
    codes->count = codes->room = node->count;
    codes->at = ARENA_MANY(reader->arena, node->count ? node->count : 1, Text);
    const ShapeField each = {.kind = field->each, .required = true};
    for (size_t i = 0; i < node->count; i++) {
        place_note(reader, (const char *)&codes->at[i], sizeof(Text), node->items[i]);
        read_text(reader, &each, node->items[i], &codes->at[i]);
    }
}

/* ---- structs */

static void read_struct(Reader *reader, const Shape *shape, YamlNode *node, char *base);

static void read_list(Reader *reader, const Shape *shape, YamlNode *node, AnyList *list)
{
    if (!yaml_is(node, YAML_LIST, reader->problems)) return;
    list->count = list->room = node->count;
    list->at = arena_take_many(reader->arena, node->count ? node->count : 1, shape->size);
    for (size_t i = 0; i < node->count; i++)
        read_struct(reader, shape, node->items[i], list->at + i * shape->size);
}

static void read_member(Reader *reader, const ShapeField *field, YamlNode *node, char *member)
{
    switch (field->kind) {
    case SHAPE_CODE:
    case SHAPE_LINE:
    case SHAPE_COUNTRY:
        read_text(reader, field, node, (Text *)member);
        break;
    case SHAPE_WORDS:
        read_words(reader, node, (Words *)member);
        break;
    case SHAPE_INT:
        *(int64_t *)member =
            yaml_int(node, field->least, field->greatest, field->otherwise, reader->problems);
        break;
    case SHAPE_BOOL:
        *(bool *)member = yaml_bool(node, field->otherwise, reader->problems);
        break;
    case SHAPE_CHOICE:
        *(int *)member = yaml_choice(node, field->words, (int)field->otherwise, reader->problems);
        break;
    case SHAPE_INSTANT:
        read_instant(reader, node, (Instant *)member);
        break;
    case SHAPE_RATIO:
        read_ratio(reader, field, node, (Ratio *)member);
        break;
    case SHAPE_CODES:
        read_codes(reader, field, node, (Codes *)member);
        break;
    case SHAPE_STRUCT:
        read_struct(reader, field->shape, node, member);
        break;
    case SHAPE_LIST:
        read_list(reader, field->shape, node, (AnyList *)member);
        break;
    }
}

static void member_default(const ShapeField *field, char *member)
{
    if (field->kind == SHAPE_INT) *(int64_t *)member = field->otherwise;
    if (field->kind == SHAPE_BOOL) *(bool *)member = field->otherwise;
    if (field->kind == SHAPE_CHOICE) *(int *)member = (int)field->otherwise;
    if (field->kind == SHAPE_INSTANT) *(Instant *)member = INSTANT_NEVER;
    if (field->kind == SHAPE_RATIO) *(Ratio *)member = (Ratio){0, 1};
}

static size_t member_size(const ShapeField *field)
{
    switch (field->kind) {
    case SHAPE_STRUCT:
        return field->shape->size;
    case SHAPE_WORDS:
        return sizeof(Words);
    default:
        return sizeof(int);
    }
}

static void read_struct(Reader *reader, const Shape *shape, YamlNode *node, char *base)
{
    for (size_t i = 0; i < shape->count; i++)
        member_default(&shape->fields[i], base + shape->fields[i].offset);
    if (!yaml_is(node, YAML_MAP, reader->problems)) return;
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        char *member = base + field->offset;
        YamlNode *found =
            field->required ? yaml_need(node, field->name, reader->problems) : yaml_get(node, field->name);
        if (!found) continue;
        place_note(reader, member, member_size(field), found);
        read_member(reader, field, found, member);
        if (field->required && found->kind == YAML_LIST && !found->count)
            yaml_problem(found, M("This list needs at least one entry."), reader->problems);
    }
    place_note(reader, base, shape->size, node);
}

bool edition_read(Arena *arena, Text yaml, Edition *edition, Problems *problems)
{
    size_t before = problems->count;
    *edition = (Edition){0};
    YamlNode *root = yaml_read(arena, yaml, problems);
    if (!root) return false;
    Reader reader = {.arena = arena, .problems = problems};
    YamlNode *zone = yaml_get(root, "zone");
    if (zone && zone->kind == YAML_TEXT) reader.zone = zone->text;
    read_struct(&reader, &edition_shape, root, (char *)edition);
    yaml_check_asked(root, problems);
    if (problems->count > before) return false;
    if (!edition_check_at(edition, &reader.places, problems)) return false;
    edition->book = text_format(arena, "prize/%.*s", TEXT_PRINT(edition->code));
    edition->json = edition_to_json(arena, edition);
    edition->digest = journal_digest(arena, edition->json);
    return true;
}

/* ---- writing */

typedef struct {
    Arena *arena;
    TextBuffer out;
    Text zone;
} Writer;

static void indent(Writer *writer, int depth)
{
    for (int i = 0; i < depth; i++) buffer_add(&writer->out, TEXT("  "));
}

static bool text_is_plain(Text text)
{
    static const char first[] = "-?:,[]{}#&*!|>'\"%@`~= \t";
    if (!text.size || memchr(first, text.at[0], sizeof first - 1)) return false;
    if (text.at[text.size - 1] == ' ' || text.at[text.size - 1] == ':') return false;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < ' ' || memchr("{}[],&#\"", text.at[i], 8)) return false;
    return text_find(text, TEXT(": ")) < 0;
}

/* YAML's double quotes read JSON's escapes. */
static void write_quoted(Writer *writer, Text text)
{
    if (text_is_plain(text)) {
        buffer_add(&writer->out, text);
        return;
    }
    buffer_add_char(&writer->out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte == '"' || byte == '\\') buffer_add_format(&writer->out, "\\%c", byte);
        else if (byte == '\n') buffer_add(&writer->out, TEXT("\\n"));
        else if (byte < ' ' || byte == 127) buffer_add_format(&writer->out, "\\x%02x", byte);
        else buffer_add_char(&writer->out, (char)byte);
    }
    buffer_add_char(&writer->out, '"');
}

static void write_words(Writer *writer, const Words *words, int depth)
{
    size_t size = 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++) size += words->in[i].size;
    bool on_one_line = size < 60;
    bool first = true;
    buffer_add(&writer->out, on_one_line ? TEXT(" {") : TEXT("\n"));
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (!words->in[i].size) continue;
        if (on_one_line && !first) buffer_add(&writer->out, TEXT(", "));
        if (!on_one_line) indent(writer, depth);
        buffer_add_format(&writer->out, "%s: ", language_codes[i]);
        write_quoted(writer, words->in[i]);
        if (!on_one_line) buffer_add_char(&writer->out, '\n');
        first = false;
    }
    if (on_one_line) buffer_add(&writer->out, TEXT("}\n"));
}

static void write_codes(Writer *writer, const Codes *codes)
{
    buffer_add(&writer->out, TEXT(" ["));
    for (size_t i = 0; i < codes->count; i++) {
        if (i) buffer_add(&writer->out, TEXT(", "));
        write_quoted(writer, codes->at[i]);
    }
    buffer_add(&writer->out, TEXT("]\n"));
}

static void write_struct(Writer *writer, const Shape *shape, const char *base, int depth, bool in_list);

static void write_list(Writer *writer, const Shape *shape, const AnyList *list, int depth)
{
    buffer_add_char(&writer->out, '\n');
    for (size_t i = 0; i < list->count; i++) {
        indent(writer, depth);
        buffer_add(&writer->out, TEXT("- "));
        write_struct(writer, shape, list->at + i * shape->size, depth + 1, true);
    }
}

static bool words_any(const Words *words)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (words->in[i].size) return true;
    return false;
}

/* What says no more than its default is left out. */
static bool member_is_default(const ShapeField *field, const char *member)
{
    if (field->required) return false;
    switch (field->kind) {
    case SHAPE_CODE:
    case SHAPE_LINE:
    case SHAPE_COUNTRY:
        return !((const Text *)member)->size;
    case SHAPE_WORDS:
        return !words_any((const Words *)member);
    case SHAPE_INT:
        return *(const int64_t *)member == field->otherwise;
    case SHAPE_BOOL:
        return *(const bool *)member == field->otherwise;
    case SHAPE_CHOICE:
        return *(const int *)member == field->otherwise;
    case SHAPE_INSTANT:
        return !instant_is_set(*(const Instant *)member);
    case SHAPE_RATIO:
        return !((const Ratio *)member)->numerator;
    case SHAPE_CODES:
    case SHAPE_LIST:
        return !((const AnyList *)member)->count;
    case SHAPE_STRUCT:
        return false;
    }
    return false;
}

static void write_member(Writer *writer, const ShapeField *field, const char *member, int depth)
{
    buffer_add_format(&writer->out, "%s:", field->name);
    switch (field->kind) {
    case SHAPE_WORDS:
        write_words(writer, (const Words *)member, depth + 1);
        return;
    case SHAPE_CODES:
        write_codes(writer, (const Codes *)member);
        return;
    case SHAPE_LIST:
        write_list(writer, field->shape, (const AnyList *)member, depth + 1);
        return;
    case SHAPE_STRUCT:
        buffer_add_char(&writer->out, '\n');
        write_struct(writer, field->shape, member, depth + 1, false);
        return;
    default:
        break;
    }
    buffer_add_char(&writer->out, ' ');
    write_quoted(writer, shape_write(writer->arena, field, member, writer->zone));
    buffer_add_char(&writer->out, '\n');
}

static void write_struct(Writer *writer, const Shape *shape, const char *base, int depth, bool in_list)
{
    bool first = true;
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        if (member_is_default(field, base + field->offset)) continue;
        if (!in_list || !first) indent(writer, depth);
        write_member(writer, field, base + field->offset, depth);
        first = false;
    }
}

Text edition_write(Arena *arena, const Edition *edition)
{
    Writer writer = {.arena = arena, .out = {.arena = arena}, .zone = edition->zone};
    write_struct(&writer, &edition_shape, (const char *)edition, 0, false);
    return buffer_text(&writer.out);
}

extern const char demo_edition[];
extern const size_t demo_edition_size;

Text edition_demo_file(void)
{
    return (Text){demo_edition, demo_edition_size};
}

/* ---- from where it lies */

Text edition_file_take(Arena *arena, const char *path)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
    if (!file) fail("%s cannot be read", path);
    char *bytes = ARENA_MANY(arena, FILE_BYTES_MAX + 1, char);
    size_t size = fread(bytes, 1, FILE_BYTES_MAX + 1, file);
    if (ferror(file)) fail("%s cannot be read", path);
    if (file != stdin) fclose(file);
    return (Text){bytes, size};
}
