/* SPDX-License-Identifier: Apache-2.0 */
/* The template compiler: doc/templates.md says what it reads, this what it is made of.
 *
 * scan cuts a file into literals and tags; place follows the literals through HTML, XML, JSON or
 * CSV, so that it is known where each value stands; compile turns tags into C. All errors are
 * fail()s that begin with "file:line: " and say what to do. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "base/fail.h"
#include "base/list.h"
#include "base/text.h"

typedef enum { FORMAT_HTML, FORMAT_XML, FORMAT_JSON, FORMAT_CSV, FORMAT_PLAIN } Format;

/* A template to compile: where it is, how its function is called, and what it says. */
typedef struct {
    const char *file;
    Text function; /* "prize_call_html" */
    Text ending;   /* "html" */
    Format format;
    Text bytes;
} Template;
/* Names and format of a file of a module, without its bytes. */
Template template_of(Arena *arena, Text module, const char *file);

/* What the templates of a module become. */
typedef struct {
    Arena *arena;
    TextBuffer code;       /* the functions */
    TextBuffer prototypes; /* for the header */
    TextBuffer messages;   /* a .pot of their sentences */
} TemplateOutput;
void template_compile(TemplateOutput *output, const Template *template);

_Noreturn void template_error(const Template *template, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* scan.c */
typedef struct {
    bool is_tag; /* `text` is what stands between the braces, trimmed */
    Text text;
    int line;
} Piece;
typedef LIST(Piece) Pieces;
Pieces template_scan(Arena *arena, const Template *template);

/* Takes a word ([a-z_A-Z0-9]+) off the front and the spaces behind it; "" if there is none. */
Text scan_word(Text *rest);
/* Takes a C string literal off the front, unescaped, and the spaces behind it. False: there is none. */
bool scan_string(Arena *arena, Text *rest, Text *string);
/* How much of `text` stands before `stop`, outside of brackets and C literals; all of it if nowhere. */
size_t scan_until(Text text, bool (*stop)(Text rest, bool at_start));

/* Takes what stands before the separator, a comma or semicolon outside of those, off the front, trimmed,
 * and the separator. */
Text scan_part(Text *rest, char separator);

/* place.c */
typedef enum {
    AT_TEXT,     /* between tags; where a JSON value may stand; anywhere in plain text */
    AT_TAG_NAME, /* of an opening or a closing tag */
    AT_SPACE,    /* in a tag, before an attribute */
    AT_GAP,      /* in a tag, behind something: a space or the end must follow */
    AT_NAME,     /* of an attribute */
    AT_EQUALS,
    AT_VALUE, /* of an attribute, quoted */
    AT_COMMENT,
    AT_DECLARATION, /* <!doctype …>, <?xml …?>, <![CDATA[…]]> */
    AT_STRING,      /* in JSON */
    AT_FIELD_START, /* in CSV: here a field may begin, */
    AT_FIELD,       /* … a literal one goes on, */
    AT_QUOTED,      /* … in quotes, */
    AT_FIELD_END    /* … and one has ended */
} Position;
typedef enum { VALUE_EMPTY, VALUE_LITERAL, VALUE_ADDRESS } ValuePart;

enum { PLACE_NAME_MAX = 31 };
typedef struct {
    Position at;
    bool is_closing;
    char quote;
    ValuePart part;                   /* what the value holds so far */
    char element[PLACE_NAME_MAX + 1]; /* the tag's, or that of the raw text we are in */
    char attribute[PLACE_NAME_MAX + 1];
    char value[PLACE_NAME_MAX + 1]; /* how the attribute's value begins */
    int spaces_kept;                /* > 0: inside pre or textarea */
} Place;

Place place_start(Format format);
/* Follows a literal of the template, whose line is *line; what is to be written goes to `out`. */
void place_follow(Place *place, const Template *template, int line, Text literal, TextBuffer *out);
/* The macro that writes a value here; an error where none may stand. `is_address`: the value is
 * surely a Url. */
const char *place_put(Place *place, const Template *template, int line);
/* Are elements allowed in a sentence here? */
bool place_is_html_text(const Place *place, const Template *template);
void place_include(Place *place, const Template *template, int line);
/* Before a block begins, changes or ends: a name that is being written ends here. */
void place_settle(Place *place);
/* Both ways of a branch must lead to one place: false if they do not. */
bool place_join(Place *place, const Place *other);
void place_end(const Place *place, const Template *template, int line);

#endif
