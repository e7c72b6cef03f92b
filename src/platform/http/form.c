/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/form.h"

#include "platform/http/percent.h"

#include <assert.h>

enum { BOUNDARY_MAX_BYTES = 200, PART_HEAD_MAX_BYTES = 4000, FIELDS_MAX = 4000 };

/* Of a multipart body: before the first boundary, in a part's head, in its content, after the last. */
typedef enum { AT_START, AT_HEAD, AT_CONTENT, AT_END } Place;

struct Form {
    Arena *arena;
    Store *store;
    const Route *route;
    int64_t file_bytes_max;
    bool is_multipart, drops_files;
    FormState state;
    NamedTexts values;
    LIST(Upload) uploads;
    size_t text_bytes;
    TextBuffer text; /* the whole urlencoded body, or the text part that is being read */
    /* multipart: */
    char delimiter[BOUNDARY_MAX_BYTES + 8]; /* CR LF - - boundary */
    size_t delimiter_size;
    Place place;
    TextBuffer pending; /* bytes that may be the beginning of a delimiter, or a head that is not whole */
    Text part_name;
    const Parameter *part; /* NULL: not declared, dropped */
    Upload *upload;        /* where the part's content goes, if it is a file */
};

/* The hidden fields that every form has. */
static const Parameter own[] = {{CSRF_FIELD, PARAMETER_TEXT, 200}, {OPERATION_FIELD, PARAMETER_TEXT, 100}};

const Parameter *route_parameter(const Route *route, Text name)
{
    for (size_t i = 0; i < PARAMETERS_MAX && route->parameters[i].name; i++) {
        const Parameter *parameter = &route->parameters[i];
        Text declared = text_of(parameter->name);
        if (parameter->kind == PARAMETER_PREFIX) {
            if (text_ends(declared, TEXT("*"))) declared.size--;
            if (text_starts(name, declared)) return parameter;
        } else if (text_is(name, declared)) {
            return parameter;
        }
    }
    for (size_t i = 0; route->method == POST && i < sizeof own / sizeof *own; i++)
        if (text_is_c(name, own[i].name)) return &own[i];
    return NULL;
}

static bool read_pair(Arena *arena, const Route *route, Text pair, NamedTexts *values)
{
    NamedText value = {0};
    Text name = text_next(&pair, '=');
    if (!percent_decode(arena, name, true, &value.name)) return false;
    if (!percent_decode(arena, pair, true, &value.value)) return false;
    const Parameter *parameter = route ? route_parameter(route, value.name) : NULL;
    if (route && (!parameter || parameter->kind == PARAMETER_FILE)) return true;
    if (values->count == FIELDS_MAX) return false;
    *LIST_ADD(arena, values) = value;
    return true;
}

bool form_read_query(Arena *arena, const Route *route, Text query, NamedTexts *values)
{
    while (query.size > 0) {
        Text pair = text_next(&query, '&');
        if (pair.size > 0 && !read_pair(arena, route, pair, values)) return false;
    }
    return true;
}

static bool starts_word(Text text, const char *lower)
{
    return text.size >= strlen(lower) && strncasecmp(text.at, lower, strlen(lower)) == 0;
}

/* The parameter of a header's value: name="…" or name=…. */
static bool header_parameter(Arena *arena, Text header, const char *name, Text *value)
{
    text_next(&header, ';');
    while (header.size > 0) {
        header = text_trim(header);
        Text key = text_trim(text_next(&header, '='));
        TextBuffer content = {.arena = arena};
        size_t i = 0;
        if (header.size > 0 && header.at[0] == '"') {
            for (i = 1; i < header.size && header.at[i] != '"'; i++) {
                if (header.at[i] == '\\' && i + 1 < header.size && header.at[i + 1] == '"') i++;
                buffer_add_char(&content, header.at[i]);
            }
            header = text_from(header, i + 1);
            text_next(&header, ';');
        } else {
            buffer_add(&content, text_trim(text_next(&header, ';')));
        }
        *value = buffer_text(&content);
        if (key.size == strlen(name) && strncasecmp(key.at, name, key.size) == 0) return true;
    }
    return false;
}

static void set_boundary(Form *form, Text content_type)
{
    Text boundary;
    if (!header_parameter(form->arena, content_type, "boundary", &boundary) || boundary.size == 0 ||
        boundary.size > BOUNDARY_MAX_BYTES) {
        form->state = FORM_BAD;
        return;
    }
    memcpy(form->delimiter, "\r\n--", 4);
    memcpy(form->delimiter + 4, boundary.at, boundary.size);
    form->delimiter_size = boundary.size + 4;
    buffer_add(&form->pending, TEXT("\r\n")); /* the first boundary may stand at the very beginning */
}

Form *form_new(Arena *arena, Store *store, const Route *route, Text content_type, int64_t file_bytes_max)
{
    bool drops_files = file_bytes_max == 0;
    Form *form = ARENA_NEW(arena, Form);
    *form = (Form){.arena = arena, .store = store, .route = route, .drops_files = drops_files};
    form->file_bytes_max = file_bytes_max;
    form->text.arena = form->pending.arena = arena;
    if (starts_word(content_type, "multipart/form-data")) {
        form->is_multipart = true;
        set_boundary(form, content_type);
    } else if (content_type.size > 0 && !starts_word(content_type, "application/x-www-form-urlencoded")) {
        form->state = FORM_UNKNOWN;
    }
    return form;
}

static void add_text(Form *form, Text text)
{
    form->text_bytes += text.size;
    if (form->text_bytes > TEXT_TOTAL_MAX_BYTES) form->state = FORM_TOO_LARGE;
    else buffer_add(&form->text, text);
}

static void add_file(Form *form, Text bytes)
{
    Upload *upload = form->upload;
    if (upload->too_large || form->drops_files) return;
    int64_t most = form->part->size_max_bytes;
    if (most == 0 || most > form->file_bytes_max) most = form->file_bytes_max;
    int64_t room = most - upload->size_bytes;
    upload->too_large = (int64_t)bytes.size > room;
    if (upload->too_large) bytes.size = (size_t)room;
    if (bytes.size > 0) file_add(upload->draft, bytes.at, bytes.size);
    upload->size_bytes += (int64_t)bytes.size;
}

static void add_content(Form *form, Text bytes)
{
    if (bytes.size == 0 || !form->part) return;
    if (form->upload) add_file(form, bytes);
    else add_text(form, bytes);
}

/* The last segment: some browsers once sent whole paths. */
static Text last_segment(Text path)
{
    size_t start = path.size;
    while (start > 0 && path.at[start - 1] != '/' && path.at[start - 1] != '\\') start--;
    return text_from(path, start);
}

static void begin_file(Form *form, Text file_name)
{
    if (form->uploads.count == FILES_MAX) {
        form->state = FORM_TOO_LARGE;
        return;
    }
    if (!form->uploads.at) form->uploads.at = ARENA_MANY(form->arena, FILES_MAX, Upload);
    form->uploads.room = FILES_MAX;
    form->upload = &form->uploads.at[form->uploads.count++];
    *form->upload = (Upload){.field = form->part_name, .name = last_segment(file_name)};
    if (!form->drops_files) form->upload->draft = file_begin(form->store, form->arena);
}

static void begin_part(Form *form, Text disposition)
{
    Text name, file_name;
    bool is_file = header_parameter(form->arena, disposition, "filename", &file_name);
    if (!header_parameter(form->arena, disposition, "name", &name) || !text_is_utf8(name)) {
        form->state = FORM_BAD;
        return;
    }
    form->part_name = name;
    form->part = route_parameter(form->route, name);
    form->upload = NULL;
    form->text = (TextBuffer){.arena = form->arena};
    if (form->part && (form->part->kind == PARAMETER_FILE) != is_file) form->part = NULL;
    if (!is_file || !form->part || file_name.size == 0) { /* a file field left empty has no name */
        if (is_file) form->part = NULL;
        return;
    }
    if (!text_is_utf8(file_name)) form->state = FORM_BAD;
    else begin_file(form, file_name);
}

static void end_part(Form *form)
{
    if (!form->part || form->upload) return;
    Text value = buffer_text(&form->text);
    if (!text_is_utf8(value) || form->values.count == FIELDS_MAX) form->state = FORM_BAD;
    else *LIST_ADD(form->arena, &form->values) = (NamedText){form->part_name, value};
}

static void read_head(Form *form, Text head)
{
    while (head.size > 0) {
        Text line = text_trim(text_next(&head, '\n'));
        if (!starts_word(line, "content-disposition:")) continue;
        Text value = text_trim(text_from(line, strlen("content-disposition:")));
        if (starts_word(value, "form-data")) {
            begin_part(form, value);
            return;
        }
    }
    form->state = FORM_BAD;
}

/* How many bytes at the end of `text` may be the beginning of the delimiter. */
static size_t tail_of_delimiter(const Form *form, Text text)
{
    size_t most = text.size < form->delimiter_size - 1 ? text.size : form->delimiter_size - 1;
    for (size_t size = most; size > 0; size--)
        if (memcmp(text.at + text.size - size, form->delimiter, size) == 0) return size;
    return 0;
}

static ptrdiff_t find_delimiter(const Form *form, Text text)
{
    const char *found = memmem(text.at, text.size, form->delimiter, form->delimiter_size);
    return found ? found - text.at : -1;
}

/* Something that only begins like a delimiter. */
static bool pass_over(Form *form, Text *rest)
{
    if (form->place == AT_CONTENT) add_content(form, text_slice(*rest, 0, 2));
    *rest = text_from(*rest, 2);
    return true;
}

/* Each step takes what it understands off the front; false: it needs more bytes. */
static bool step_content(Form *form, Text *rest)
{
    ptrdiff_t end = find_delimiter(form, *rest);
    size_t size = end >= 0 ? (size_t)end : rest->size - tail_of_delimiter(form, *rest);
    if (form->place == AT_CONTENT) add_content(form, text_slice(*rest, 0, size));
    *rest = text_from(*rest, size);
    if (end < 0) return false;
    if (rest->size < form->delimiter_size + 2) return false; /* "--" or a line's end decides */
    if (!strchr("-\r \t", rest->at[form->delimiter_size])) return pass_over(form, rest);
    if (form->place == AT_CONTENT) end_part(form);
    bool is_last = memcmp(rest->at + form->delimiter_size, "--", 2) == 0;
    *rest = text_from(*rest, form->delimiter_size);
    form->place = is_last ? AT_END : AT_HEAD;
    return true;
}

static bool step_head(Form *form, Text *rest)
{
    ptrdiff_t end = text_find(*rest, TEXT("\r\n\r\n"));
    if (end < 0 && rest->size > PART_HEAD_MAX_BYTES) form->state = FORM_BAD;
    if (end < 0) return false;
    read_head(form, text_slice(*rest, 0, (size_t)end));
    *rest = text_from(*rest, (size_t)end + 4);
    form->place = AT_CONTENT;
    return true;
}

static void add_multipart(Form *form, Text bytes)
{
    buffer_add(&form->pending, bytes);
    Text rest = buffer_text(&form->pending);
    bool goes_on = true;
    while (goes_on && form->state == FORM_GOOD && form->place != AT_END)
        goes_on = form->place == AT_HEAD ? step_head(form, &rest) : step_content(form, &rest);
    if (form->place == AT_END) rest.size = 0;
    if (rest.size > 0) memmove(form->pending.at, rest.at, rest.size);
    form->pending.size = rest.size;
}

bool form_add(Form *form, const char *bytes, size_t size)
{
    enum { PIECE_BYTES = 32768 }; /* so that the pending bytes stay few */
    for (size_t i = 0; i < size && form->state == FORM_GOOD; i += PIECE_BYTES) {
        Text piece = text_slice((Text){bytes, size}, i, PIECE_BYTES);
        if (form->is_multipart) add_multipart(form, piece);
        else add_text(form, piece);
    }
    return form->state == FORM_GOOD;
}

FormState form_end(Form *form)
{
    if (form->state != FORM_GOOD) return form->state;
    bool whole = form->is_multipart
                     ? form->place == AT_END
                     : form_read_query(form->arena, form->route, buffer_text(&form->text), &form->values);
    if (!whole) form->state = FORM_BAD;
    return form->state;
}

FormState form_state(const Form *form)
{
    return form->state;
}

NamedTexts form_values(const Form *form)
{
    return form->values;
}

size_t form_upload_count(const Form *form)
{
    return form->uploads.count;
}

Upload form_upload(const Form *form, size_t index)
{
    assert(index < form->uploads.count);
    return form->uploads.at[index];
}
