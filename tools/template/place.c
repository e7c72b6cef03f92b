/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#include <ctype.h>

/* Attributes whose value is an address. */
static const char *const address_attributes[] = {"href",       "src",  "action",     "formaction",
                                                 "poster",     "cite", "data",       "srcset",
                                                 "xlink:href", "ping", "background", "manifest"};
/* Elements whose content the browser does not read as markup: raw text, and text with entities. */
static const char *const raw_elements[] = {"script", "style", "xmp", "iframe", "noembed", "noframes"};
static const char *const entity_elements[] = {"title", "textarea"};

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return false;
}
#define IS_AMONG(name, names) is_among((name), (names), sizeof(names) / sizeof *(names))

typedef struct {
    Place *place;
    const Template *template;
    int line;
    Text rest; /* of the literal, from here on */
    TextBuffer *out;
} Walk;

Place place_start(Format format)
{
    return (Place){.at = format == FORMAT_CSV ? AT_FIELD_START : AT_TEXT};
}

static bool is_name_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '-' || byte == '_' || byte == ':' || byte == '.';
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';
}

/* Writes `size` bytes of the literal as they are. */
static void pass(Walk *walk, size_t size)
{
    Text part = text_slice(walk->rest, 0, size);
    for (size_t i = 0; i < part.size; i++) walk->line += part.at[i] == '\n';
    buffer_add(walk->out, part);
    walk->rest = text_from(walk->rest, size);
}

/* White space with a newline in it becomes one newline, where it does not matter. */
static void pass_space(Walk *walk)
{
    size_t size = 0;
    bool has_newline = false;
    while (size < walk->rest.size && is_space(walk->rest.at[size]))
        has_newline |= walk->rest.at[size++] == '\n';
    if (!has_newline || walk->place->spaces_kept > 0 || walk->template->format != FORMAT_HTML) {
        pass(walk, size);
        return;
    }
    for (size_t i = 0; i < size; i++) walk->line += walk->rest.at[i] == '\n';
    bool is_double = walk->out->size > 0 && walk->out->at[walk->out->size - 1] == '\n';
    if (!is_double) buffer_add_char(walk->out, '\n');
    walk->rest = text_from(walk->rest, size);
}

static void append(char *name, char byte)
{
    size_t size = strlen(name);
    if (size < PLACE_NAME_MAX) name[size] = byte;
}

static void append_lower(const Walk *walk, char *name, char byte)
{
    append(name, walk->template->format == FORMAT_HTML ? (char)tolower((unsigned char)byte) : byte);
}

static bool is_raw(const Place *place, const Template *template)
{
    return template->format == FORMAT_HTML && IS_AMONG(place->element, raw_elements);
}

static bool is_entity_text(const Place *place, const Template *template)
{
    return template->format == FORMAT_HTML && IS_AMONG(place->element, entity_elements);
}

static void check_attribute_name(const Walk *walk)
{
    const char *name = walk->place->attribute;
    if (strncasecmp(name, "on", 2) == 0 && isalpha((unsigned char)name[2]))
        template_error(walk->template, walk->line,
                       "%s= is forbidden by the content security policy: use a script of assets/", name);
    if (strcasecmp(name, "style") == 0)
        template_error(walk->template, walk->line,
                       "style= is forbidden by the content security policy: use a class");
    if (strcasecmp(name, "srcdoc") == 0 || strcasecmp(name, "http-equiv") == 0)
        template_error(walk->template, walk->line, "%s= is not for templates: leave it out", name);
}

static void check_attribute_value(const Walk *walk)
{
    static const char *const schemes[] = {"javascript:", "vbscript:", "data:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncmp(walk->place->value, schemes[i], strlen(schemes[i])) == 0)
            template_error(walk->template, walk->line, "%s is no address for a page: link to a route",
                           schemes[i]);
    }
}

/* Behind the ">" of a tag. */
static void end_tag(Walk *walk)
{
    Place *place = walk->place;
    bool keeps_spaces = strcmp(place->element, "pre") == 0 || strcmp(place->element, "textarea") == 0;
    bool opens_text =
        !place->is_closing && (is_raw(place, walk->template) || is_entity_text(place, walk->template));
    if (keeps_spaces) place->spaces_kept += place->is_closing ? -1 : 1;
    if (place->spaces_kept < 0) place->spaces_kept = 0;
    /* The parser drops a newline there: give it one, so that a value's own survives. */
    if (keeps_spaces && !place->is_closing && walk->rest.size == 0 && walk->template->format == FORMAT_HTML)
        buffer_add_char(walk->out, '\n');
    if (!opens_text) memset(place->element, 0, sizeof place->element);
    memset(place->attribute, 0, sizeof place->attribute);
    place->is_closing = false;
    place->at = AT_TEXT;
}

static bool opens_closing_tag(const Walk *walk)
{
    size_t size = strlen(walk->place->element);
    Text rest = walk->rest;
    if (rest.size < size + 3 || rest.at[0] != '<' || rest.at[1] != '/') return false;
    return strncasecmp(rest.at + 2, walk->place->element, size) == 0 && !is_name_byte(rest.at[size + 2]);
}

static void open_tag(Walk *walk)
{
    char next = walk->rest.size > 1 ? walk->rest.at[1] : 0;
    walk->place->is_closing = next == '/';
    char first = next == '/' && walk->rest.size > 2 ? walk->rest.at[2] : next;
    if (!isalpha((unsigned char)first))
        template_error(walk->template, walk->line,
                       "behind < a tag's name must follow, as it is: write &lt; for the sign, and the "
                       "whole tag in each branch");
    memset(walk->place->element, 0, sizeof walk->place->element);
    walk->place->at = AT_TAG_NAME;
    pass(walk, next == '/' ? 2 : 1);
}

/* <!-- … -->, <!doctype …>, <?xml … ?>, <![CDATA[ … ]]>: whole, as no value may stand in them. */
static bool pass_declaration(Walk *walk)
{
    static const struct {
        const char *start, *end;
    } forms[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!text_starts(walk->rest, text_of(forms[i].start))) continue;
        ptrdiff_t end = text_find(walk->rest, text_of(forms[i].end));
        if (end < 0)
            template_error(walk->template, walk->line,
                           "no tag {{…}} may stand between %s and %s: use {{# a note}} for what is not to be "
                           "written",
                           forms[i].start, forms[i].end);
        pass(walk, (size_t)end + strlen(forms[i].end));
        return true;
    }
    return false;
}

static void follow_text(Walk *walk)
{
    bool is_special = is_raw(walk->place, walk->template) || is_entity_text(walk->place, walk->template);
    if (is_space(walk->rest.at[0])) pass_space(walk);
    else if (is_special && opens_closing_tag(walk)) open_tag(walk);
    else if (is_raw(walk->place, walk->template))
        template_error(walk->template, walk->line,
                       "%s must be empty (the content security policy forbids what stands in pages): write a "
                       "file of assets/",
                       walk->place->element);
    else if (is_special || walk->rest.at[0] != '<') pass(walk, 1);
    else if (!pass_declaration(walk)) open_tag(walk);
}

static void follow_tag(Walk *walk)
{
    char byte = walk->rest.at[0];
    Place *place = walk->place;
    if (byte == '>') {
        pass(walk, 1);
        end_tag(walk);
    } else if (is_space(byte)) {
        place->at = AT_SPACE;
        pass_space(walk);
    } else if (byte == '/') {
        place->at = AT_SPACE;
        pass(walk, 1);
    } else if (place->at == AT_SPACE && is_name_byte(byte)) {
        memset(place->attribute, 0, sizeof place->attribute);
        place->at = AT_NAME;
    } else {
        template_error(
            walk->template, walk->line,
            "“%c” may not stand here in a tag: attributes are written name=\"value\", a space before "
            "each, and a block {{if}} holds whole attributes",
            byte);
    }
}

static void follow_name(Walk *walk)
{
    char byte = walk->rest.at[0];
    Place *place = walk->place;
    if (is_name_byte(byte)) {
        append_lower(walk, place->at == AT_NAME ? place->attribute : place->element, byte);
        pass(walk, 1);
        return;
    }
    if (place->at == AT_NAME) check_attribute_name(walk);
    if (place->at == AT_NAME && byte == '=') {
        place->at = AT_EQUALS;
        pass(walk, 1);
    } else {
        place->at = AT_GAP;
    }
}

static void follow_equals(Walk *walk)
{
    char byte = walk->rest.at[0];
    if (byte != '"' && byte != '\'')
        template_error(walk->template, walk->line, "put the value of %s= in quotes", walk->place->attribute);
    walk->place->quote = byte;
    walk->place->part = VALUE_EMPTY;
    memset(walk->place->value, 0, sizeof walk->place->value);
    walk->place->at = AT_VALUE;
    pass(walk, 1);
}

static void follow_value(Walk *walk)
{
    char byte = walk->rest.at[0];
    Place *place = walk->place;
    if (byte == place->quote) {
        check_attribute_value(walk);
        place->quote = 0;
        place->part = VALUE_EMPTY;
        memset(place->value, 0, sizeof place->value);
        memset(place->attribute, 0, sizeof place->attribute);
        place->at = AT_GAP;
    } else if (byte == '<' && walk->template->format == FORMAT_XML) {
        template_error(walk->template, walk->line, "write &lt; in an attribute");
    } else {
        if (place->part == VALUE_ADDRESS)
            template_error(
                walk->template, walk->line,
                "an address is one value: put what follows into it, {{link \"/path/{}?page={}#here\", …}}");
        place->part = VALUE_LITERAL;
        if (!isspace((unsigned char)byte) && !iscntrl((unsigned char)byte))
            append(place->value, (char)tolower((unsigned char)byte));
    }
    pass(walk, 1);
}

static void follow_json(Walk *walk)
{
    char byte = walk->rest.at[0];
    Place *place = walk->place;
    if (place->at == AT_STRING && byte == '\\' && walk->rest.size > 1) {
        pass(walk, 2);
        return;
    }
    if (place->at == AT_STRING && (unsigned char)byte < ' ')
        template_error(walk->template, walk->line,
                       "a JSON string ends in its line: close the quotes, or write \\n");
    if (byte == '"') place->at = place->at == AT_STRING ? AT_TEXT : AT_STRING;
    pass(walk, 1);
}

static void end_line(Walk *walk)
{
    buffer_add(walk->out, TEXT("\r\n"));
    walk->line++;
    walk->rest = text_from(walk->rest, 1);
    walk->place->at = AT_FIELD_START;
}

static void follow_csv(Walk *walk)
{
    char byte = walk->rest.at[0];
    Place *place = walk->place;
    if (place->at == AT_QUOTED && text_starts(walk->rest, TEXT("\"\""))) pass(walk, 1);
    else if (place->at == AT_QUOTED && byte == '"') place->at = AT_FIELD_END;
    else if (place->at == AT_QUOTED) place->at = AT_QUOTED;
    else if (byte == ',') place->at = AT_FIELD_START;
    else if (place->at == AT_FIELD_END && byte != '\n')
        template_error(walk->template, walk->line,
                       "a value is a whole field of CSV: a comma or the line's end follows");
    else if (byte == '"') place->at = place->at == AT_FIELD_START ? AT_QUOTED : place->at;
    else place->at = AT_FIELD;
    if (byte == '\n' && place->at != AT_QUOTED) end_line(walk);
    else pass(walk, 1);
}

static void follow_markup(Walk *walk)
{
    switch (walk->place->at) {
    case AT_TEXT:
        follow_text(walk);
        break;
    case AT_TAG_NAME:
    case AT_NAME:
        follow_name(walk);
        break;
    case AT_EQUALS:
        follow_equals(walk);
        break;
    case AT_VALUE:
        follow_value(walk);
        break;
    default:
        follow_tag(walk);
        break;
    }
}

void place_follow(Place *place, const Template *template, int line, Text literal, TextBuffer *out)
{
    Walk walk = {.place = place, .template = template, .line = line, .rest = literal, .out = out};
    while (walk.rest.size) {
        switch (template->format) {
        case FORMAT_HTML:
        case FORMAT_XML:
            follow_markup(&walk);
            break;
        case FORMAT_JSON:
            follow_json(&walk);
            break;
        case FORMAT_CSV:
            follow_csv(&walk);
            break;
        case FORMAT_PLAIN:
            pass(&walk, walk.rest.size);
            break;
        }
    }
}

static const char *put_attribute(Place *place, const Template *template, int line)
{
    if (strncasecmp(place->attribute, "on", 2) == 0 || strcasecmp(place->attribute, "style") == 0)
        template_error(template, line, "%s= takes no value: the content security policy forbids it",
                       place->attribute);
    if (!IS_AMONG(place->attribute, address_attributes)) {
        append(place->value, '?'); /* no scheme can begin here any more */
        return "PUT_ATTRIBUTE";
    }
    if (place->part != VALUE_EMPTY)
        template_error(template, line,
                       "%s= takes one whole address: {{link \"/path/{}#here\", …}}, {{asset \"…\"}} or a Url",
                       place->attribute);
    place->part = VALUE_ADDRESS;
    return "PUT_ADDRESS";
}

static const char *put_markup(Place *place, const Template *template, int line)
{
    switch (place->at) {
    case AT_TEXT:
        if (is_raw(place, template))
            template_error(template, line, "no value may stand in %s: put it into a data- attribute",
                           place->element);
        if (template->format == FORMAT_XML) return "PUT_XML";
        return is_entity_text(place, template) ? "PUT_ATTRIBUTE" : "PUT_HTML";
    case AT_VALUE:
        return put_attribute(place, template, line);
    case AT_EQUALS:
        template_error(template, line, "put the value of %s= in quotes", place->attribute);
    default:
        template_error(template, line,
                       "a value may not be a tag's or an attribute's name, or a part of it: write the names, "
                       "with {{if}}");
    }
}

const char *place_put(Place *place, const Template *template, int line)
{
    switch (template->format) {
    case FORMAT_HTML:
    case FORMAT_XML:
        return put_markup(place, template, line);
    case FORMAT_JSON:
        if (place->at == AT_STRING)
            template_error(template, line,
                           "the value brings its own quotes: write {{…}} alone, not inside \"…\"");
        return "PUT_JSON";
    case FORMAT_CSV:
        if (place->at != AT_FIELD_START)
            template_error(template, line,
                           "a value is a whole field of CSV: a comma or the line's start stands before it");
        place->at = AT_FIELD_END;
        return "PUT_CSV";
    case FORMAT_PLAIN:
        break;
    }
    return "PUT_PLAIN";
}

bool place_is_html_text(const Place *place, const Template *template)
{
    return template->format == FORMAT_HTML && place->at == AT_TEXT && !is_raw(place, template) &&
           !is_entity_text(place, template);
}

void place_include(Place *place, const Template *template, int line)
{
    bool is_start = place->at == AT_TEXT || place->at == AT_FIELD_START;
    if (!is_start || (template->format == FORMAT_HTML && !place_is_html_text(place, template)))
        template_error(template, line,
                       "a template is included between tags, values or lines, not inside one");
}

void place_settle(Place *place)
{
    if (place->at == AT_TAG_NAME || place->at == AT_NAME) place->at = AT_GAP;
    if (place->at == AT_GAP || place->at == AT_SPACE) memset(place->attribute, 0, sizeof place->attribute);
}

bool place_join(Place *place, const Place *other)
{
    Place a = *place, b = *other;
    if (a.at == AT_GAP && b.at == AT_SPACE) b.at = AT_GAP;
    if (b.at == AT_GAP && a.at == AT_SPACE) a.at = AT_GAP;
    if (a.at == AT_FIELD_START && b.at == AT_FIELD_END) a.at = AT_FIELD_END;
    if (b.at == AT_FIELD_START && a.at == AT_FIELD_END) b.at = AT_FIELD_END;
    if (a.part != b.part && a.part != VALUE_ADDRESS && b.part != VALUE_ADDRESS)
        a.part = b.part = VALUE_LITERAL;
    memset(a.value, 0, sizeof a.value); /* what a value begins with was checked in each branch */
    memset(b.value, 0, sizeof b.value);
    *place = a;
    return a.at == b.at && a.is_closing == b.is_closing && a.quote == b.quote && a.part == b.part &&
           a.spaces_kept == b.spaces_kept && strcmp(a.element, b.element) == 0 &&
           strcmp(a.attribute, b.attribute) == 0;
}

void place_end(const Place *place, const Template *template, int line)
{
    bool is_whole = place->at == AT_TEXT || place->at == AT_FIELD_START || place->at == AT_FIELD ||
                    place->at == AT_FIELD_END;
    if (!is_whole || (template->format == FORMAT_HTML && place->element[0]))
        template_error(template, line, "the template ends inside a tag, a string or %s: close it",
                       place->element[0] ? place->element : "a field");
}
