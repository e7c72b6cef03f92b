/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/yaml.h"

#include "base/fail.h"
#include "platform/config/suggest.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdio.h>

typedef struct {
    Arena *arena;
    Problems *problems;
    struct fy_diag *diagnosis;
    struct fy_parser *parser;
    struct fy_event *event; /* the current one */
    size_t nodes;
    bool stopped; /* a problem was told */
} Reader;

static Text place_write(Arena *arena, YamlPlace place)
{
    return text_format(arena, "line %d, column %d", place.line, place.column);
}

static void stop(Reader *reader, YamlPlace place, Message message)
{
    if (!reader->stopped) problems_add(reader->problems, place_write(reader->arena, place), message);
    reader->stopped = true;
}

static YamlPlace token_place(struct fy_token *token, YamlPlace otherwise)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    return mark ? (YamlPlace){mark->line + 1, mark->column + 1} : otherwise;
}

/* What the library found wrong, in its English words. */
static void stop_for_syntax(Reader *reader)
{
    void *previous = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(reader->diagnosis, &previous);
    if (!error) {
        stop(reader, (YamlPlace){1, 1}, M("This is not YAML."));
        return;
    }
    Text reason = text_copy(reader->arena, text_of(error->msg));
    stop(reader, (YamlPlace){error->line + 1, error->column + 1},
         M("This is not YAML: {reason}", WITH_TEXT("reason", reason)));
}

static void drop_event(Reader *reader)
{
    if (reader->event) fy_parser_event_free(reader->parser, reader->event);
    reader->event = NULL;
}

/* To the next event; false at the end and after a problem. */
static bool advance(Reader *reader)
{
    drop_event(reader);
    if (reader->stopped) return false;
    reader->event = fy_parser_parse(reader->parser);
    if (!reader->event || fy_diag_got_error(reader->diagnosis)) {
        stop_for_syntax(reader);
        return false;
    }
    return true;
}

static YamlPlace event_place(const struct fy_event *event, YamlPlace otherwise)
{
    switch (event->type) {
    case FYET_SCALAR:
        return token_place(event->scalar.value, otherwise);
    case FYET_SEQUENCE_START:
        return token_place(event->sequence_start.sequence_start, otherwise);
    case FYET_MAPPING_START:
        return token_place(event->mapping_start.mapping_start, otherwise);
    case FYET_ALIAS:
        return token_place(event->alias.anchor, otherwise);
    default:
        return otherwise;
    }
}

static bool event_is_decorated(const struct fy_event *event)
{
    switch (event->type) {
    case FYET_SCALAR:
        return event->scalar.anchor || event->scalar.tag;
    case FYET_SEQUENCE_START:
        return event->sequence_start.anchor || event->sequence_start.tag;
    case FYET_MAPPING_START:
        return event->mapping_start.anchor || event->mapping_start.tag;
    default:
        return event->type == FYET_ALIAS;
    }
}

static Text scalar_text(Reader *reader)
{
    size_t size = 0;
    const char *at = fy_token_get_text(reader->event->scalar.value, &size);
    return text_copy(reader->arena, (Text){at, at ? size : 0});
}

static YamlNode *read_node(Reader *reader, int depth, YamlPlace otherwise);

static void read_list(Reader *reader, YamlNode *list, int depth)
{
    LIST(YamlNode *) items = {0};
    while (advance(reader) && reader->event->type != FYET_SEQUENCE_END) {
        *LIST_ADD(reader->arena, &items) = read_node(reader, depth, (YamlPlace){list->line, list->column});
    }
    list->items = items.at;
    list->count = items.count;
}

static bool read_key(Reader *reader, const YamlNode *map, size_t count, Text *key, YamlPlace *place)
{
    *place = event_place(reader->event, (YamlPlace){map->line, map->column});
    if (reader->event->type != FYET_SCALAR || event_is_decorated(reader->event)) {
        stop(reader, *place, M("A key must be a plain word."));
        return false;
    }
    *key = scalar_text(reader);
    if (count == YAML_KEYS_MAX) {
        stop(reader, *place, M("There are more than {n} keys here.", WITH_NUMBER("n", YAML_KEYS_MAX)));
    }
    return !reader->stopped;
}

static bool key_stands_before(const Text *keys, size_t count, Text key)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(keys[i], key)) return true;
    }
    return false;
}

static void read_map(Reader *reader, YamlNode *map, int depth)
{
    LIST(YamlNode *) items = {0};
    LIST(Text) keys = {0};
    LIST(YamlPlace) places = {0};
    Text key;
    YamlPlace place;
    while (advance(reader) && reader->event->type != FYET_MAPPING_END) {
        if (!read_key(reader, map, keys.count, &key, &place)) return;
        if (key_stands_before(keys.at, keys.count, key)) {
            stop(reader, place, M("“{key}” stands here a second time.", WITH_TEXT("key", key)));
        }
        *LIST_ADD(reader->arena, &keys) = key;
        *LIST_ADD(reader->arena, &places) = place;
        if (!advance(reader)) return;
        *LIST_ADD(reader->arena, &items) = read_node(reader, depth, place);
    }
    map->count = items.count;
    map->items = items.at;
    map->keys = keys.at;
    map->key_places = places.at;
    map->asked = ARENA_MANY(reader->arena, items.count, bool);
}

/* The node that begins with the current event. */
static YamlNode *read_node(Reader *reader, int depth, YamlPlace otherwise)
{
    YamlPlace place = event_place(reader->event, otherwise);
    YamlNode *node = ARENA_NEW(reader->arena, YamlNode);
    *node = (YamlNode){.line = place.line, .column = place.column, .arena = reader->arena};
    if (event_is_decorated(reader->event)) {
        stop(reader, place, M("Anchors (&), aliases (*) and tags (!) are not allowed here."));
    } else if (depth == YAML_DEPTH_MAX) {
        stop(reader, place, M("This lies deeper than {n} levels.", WITH_NUMBER("n", YAML_DEPTH_MAX)));
    } else if (++reader->nodes > YAML_NODES_MAX) {
        stop(reader, place, M("The file has more than {n} values.", WITH_NUMBER("n", YAML_NODES_MAX)));
    } else if (reader->event->type == FYET_SCALAR) {
        node->text = scalar_text(reader);
        if (text_find(node->text, (Text){"", 1}) >= 0)
            stop(reader, place, M("The character NUL is not allowed here."));
    } else if (reader->event->type == FYET_SEQUENCE_START) {
        node->kind = YAML_LIST;
        read_list(reader, node, depth + 1);
    } else {
        node->kind = YAML_MAP;
        read_map(reader, node, depth + 1);
    }
    return node;
}

static YamlNode *read_document(Reader *reader)
{
    YamlNode *root = NULL;
    while (advance(reader) && reader->event->type != FYET_STREAM_END) {
        enum fy_event_type type = reader->event->type;
        if (type == FYET_STREAM_START || type == FYET_DOCUMENT_END) continue;
        if (type == FYET_DOCUMENT_START) {
            YamlPlace place = token_place(reader->event->document_start.document_start, (YamlPlace){1, 1});
            if (root) stop(reader, place, M("A second document begins here; only one is allowed."));
            continue;
        }
        root = read_node(reader, 0, (YamlPlace){1, 1});
    }
    drop_event(reader);
    return root;
}

static void release_diagnosis(void *diagnosis)
{
    fy_diag_reset_error(diagnosis); /* the errors that it collected are not released with it */
    fy_diag_unref(diagnosis);
}

static void release_parser(void *parser)
{
    fy_parser_destroy(parser);
}

static void open_reader(Reader *reader, Text text)
{
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    reader->diagnosis = fy_diag_create(&quiet);
    if (!reader->diagnosis) fail("libfyaml: no memory");
    arena_at_end(reader->arena, release_diagnosis, reader->diagnosis);
    fy_diag_set_collect_errors(reader->diagnosis, true);
    struct fy_parse_cfg how = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = reader->diagnosis};
    reader->parser = fy_parser_create(&how);
    if (!reader->parser) fail("libfyaml: no memory");
    arena_at_end(reader->arena, release_parser, reader->parser);
    if (fy_parser_set_string(reader->parser, text.at, text.size)) fail("libfyaml: no memory");
}

/* An empty scalar as the whole file, a file of comments, or none at all: nothing was set. */
static YamlNode *root_or_empty(Reader *reader, YamlNode *root)
{
    if (root && (root->kind != YAML_TEXT || root->text.size)) return root;
    YamlNode *empty = ARENA_NEW(reader->arena, YamlNode);
    *empty = (YamlNode){.kind = YAML_MAP, .line = 1, .column = 1, .arena = reader->arena};
    return empty;
}

YamlNode *yaml_read(Arena *arena, Text text, Problems *problems)
{
    Reader reader = {.arena = arena, .problems = problems};
    YamlPlace start = {1, 1};
    if (text_starts(text, TEXT("\xef\xbb\xbf"))) text = text_from(text, 3);
    if (text.size > YAML_BYTES_MAX) {
        stop(&reader, start, M("The file is larger than {size}.", WITH_BYTES("size", YAML_BYTES_MAX)));
    } else if (!text_is_utf8(text)) {
        stop(&reader, start, M("The file must be text in UTF-8."));
    }
    if (reader.stopped) return NULL;
    if (!text_trim(text).size) return root_or_empty(&reader, NULL);
    open_reader(&reader, text_copy(arena, text));
    YamlNode *root = read_document(&reader);
    return reader.stopped ? NULL : root_or_empty(&reader, root);
}

static void release_file(void *file)
{
    fclose(file);
}

YamlNode *yaml_read_file(Arena *arena, const char *path, Problems *problems)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        problems_add(problems, TEXT(""),
                     M("“{file}” can’t be read: {reason}", WITH_TEXT("file", text_of(path)),
                       WITH_TEXT("reason", text_copy(arena, text_of(strerror(errno))))));
        return NULL;
    }
    arena_at_end(arena, release_file, file);
    TextBuffer all = {.arena = arena};
    char part[4096];
    size_t size;
    while (all.size <= YAML_BYTES_MAX && (size = fread(part, 1, sizeof part, file)))
        buffer_add(&all, (Text){part, size});
    if (ferror(file)) {
        problems_add(problems, TEXT(""), M("“{file}” can’t be read.", WITH_TEXT("file", text_of(path))));
        return NULL;
    }
    return yaml_read(arena, buffer_text(&all), problems);
}

YamlNode *yaml_get(YamlNode *map, const char *key)
{
    if (!map || map->kind != YAML_MAP) return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (!text_is_c(map->keys[i], key)) continue;
        map->asked[i] = true;
        return map->items[i];
    }
    *LIST_ADD(map->arena, &map->wanted) = text_copy(map->arena, text_of(key));
    return NULL;
}

YamlNode *yaml_need(YamlNode *map, const char *key, Problems *problems)
{
    YamlNode *node = yaml_get(map, key);
    if (!node && map && map->kind == YAML_MAP) {
        Text name = text_copy(map->arena, text_of(key));
        yaml_problem(map, M("“{key}” is missing here.", WITH_TEXT("key", name)), problems);
    }
    return node;
}

void yaml_problem(YamlNode *node, Message message, Problems *problems)
{
    problems_add(problems, place_write(node->arena, (YamlPlace){node->line, node->column}), message);
}

bool yaml_is(YamlNode *node, YamlKind kind, Problems *problems)
{
    if (!node || node->kind == kind) return true;
    if (kind == YAML_MAP) yaml_problem(node, M("This must be a map of keys and values."), problems);
    if (kind == YAML_LIST) yaml_problem(node, M("This must be a list."), problems);
    if (kind == YAML_TEXT) yaml_problem(node, M("This must be a single value."), problems);
    return false;
}

Text yaml_text(YamlNode *node, Text otherwise, Problems *problems)
{
    if (!node || !yaml_is(node, YAML_TEXT, problems)) return otherwise;
    return node->text;
}

int64_t yaml_int(YamlNode *node, int64_t least, int64_t greatest, int64_t otherwise, Problems *problems)
{
    int64_t value;
    if (!node || !yaml_is(node, YAML_TEXT, problems)) return otherwise;
    if (text_to_int(node->text, &value) && value >= least && value <= greatest) return value;
    yaml_problem(node,
                 M("This must be a whole number from {least} to {greatest}.", WITH_NUMBER("least", least),
                   WITH_NUMBER("greatest", greatest)),
                 problems);
    return otherwise;
}

bool yaml_bool(YamlNode *node, bool otherwise, Problems *problems)
{
    if (!node || !yaml_is(node, YAML_TEXT, problems)) return otherwise;
    if (text_is(node->text, TEXT("true"))) return true;
    if (text_is(node->text, TEXT("false"))) return false;
    yaml_problem(node, M("This must be true or false."), problems);
    return otherwise;
}

static Text words_joined(Arena *arena, const char *const *words)
{
    TextBuffer all = {.arena = arena};
    for (size_t i = 0; words[i]; i++) buffer_add_format(&all, "%s%s", i ? ", " : "", words[i]);
    return buffer_text(&all);
}

int yaml_choice(YamlNode *node, const char *const *words, int otherwise, Problems *problems)
{
    if (!node || !yaml_is(node, YAML_TEXT, problems)) return otherwise;
    for (int i = 0; words[i]; i++) {
        if (text_is_c(node->text, words[i])) return i;
    }
    yaml_problem(node,
                 M("This must be one of: {words}.", WITH_TEXT("words", words_joined(node->arena, words))),
                 problems);
    return otherwise;
}

static void tell_unknown(YamlNode *map, size_t index, Problems *problems)
{
    Text key = map->keys[index];
    Suggestion meant = suggest_begin(key);
    for (size_t i = 0; i < map->wanted.count; i++) suggest_offer(&meant, map->wanted.at[i]);
    Message message = M("“{key}” is not known here.", WITH_TEXT("key", key));
    if (meant.best.size) {
        message = M("“{key}” is not known here. Did you mean “{other}”?", WITH_TEXT("key", key),
                    WITH_TEXT("other", meant.best));
    }
    problems_add(problems, place_write(map->arena, map->key_places[index]), message);
}

void yaml_check_asked(YamlNode *root, Problems *problems)
{
    for (size_t i = 0; i < root->count; i++) {
        if (root->kind == YAML_MAP && !root->asked[i]) tell_unknown(root, i, problems);
        else yaml_check_asked(root->items[i], problems);
    }
}

/* Line and column as one number; -1 for another field. */
static int64_t place_rank(Text field)
{
    int64_t line, column;
    Text rest = text_from(field, 5);
    bool is_place = text_starts(field, TEXT("line ")) && text_to_int(text_next(&rest, ','), &line) &&
                    text_starts(rest, TEXT(" column ")) && text_to_int(text_from(rest, 8), &column);
    return is_place ? line * 10000000 + column : -1;
}

void yaml_sort(Problems *problems)
{
    for (size_t i = 1; i < problems->count; i++) {
        Problem moved = problems->at[i];
        size_t to = i;
        for (; to && place_rank(problems->at[to - 1].field) > place_rank(moved.field); to--)
            problems->at[to] = problems->at[to - 1];
        problems->at[to] = moved;
    }
}
