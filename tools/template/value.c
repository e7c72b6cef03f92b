/* SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

#include <ctype.h>

/* Filters: "date v->due, v->zone" to the C that writes it, a Text. */

static const struct {
    const char *word, *form; /* of dates, a DateForm; else the function */
    bool is_date;
} filters[] = {
    {"number", "number_write", false},  {"percent", "percent_write", false}, {"bytes", "bytes_write", false},
    {"country", "country_name", false}, {"tongue", "tongue_name", false},    {"score", "page_score", false},
    {"date", "DATE_LONG", true},        {"short", "DATE_SHORT", true},       {"full", "DATE_FULL", true},
    {"datetime", "DATE_TIME", true},    {"deadline", "DATE_DEADLINE", true}, {"clock", "DATE_CLOCK", true},
};

static Text filtered_date(Compiler *compiler, const char *form, Text rest)
{
    Text instant = scan_part(&rest, ',');
    Text zone = rest.size ? rest : TEXT("page->zone");
    return text_format(compiler->arena, "page_date(page, (%.*s), (%.*s), %s)", TEXT_PRINT(instant),
                       TEXT_PRINT(zone), form);
}

static bool is_filter_argument(Text rest)
{
    return rest.size && (isalnum((unsigned char)rest.at[0]) || strchr("_(*&\"", rest.at[0]));
}

/* A value's C: with a filter in front the call that writes it, else as it is. */
static Text filtered(Compiler *compiler, Text value)
{
    Text rest = value, word = scan_word(&rest);
    bool has_space = word.size && word.size < value.size && isspace((unsigned char)value.at[word.size]);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (!has_space || !text_is_c(word, filters[i].word) || !is_filter_argument(rest)) continue;
        if (filters[i].is_date) return filtered_date(compiler, filters[i].form, rest);
        return text_format(compiler->arena, "%s(page->out.arena, page->language, (%.*s))", filters[i].form,
                           TEXT_PRINT(rest));
    }
    return value;
}

/* link "/prize/{}/", EXPR: the C of a Url. */
static Text link_code(Compiler *compiler, Text rest)
{
    Text pattern;
    if (!scan_string(compiler->arena, &rest, &pattern) || !pattern.size || !strchr("/#?", pattern.at[0]))
        ERROR(compiler, "a link is a path in quotes and its parts: {{link \"/prize/{}/\", v->edition}}");
    TextBuffer parts = {.arena = compiler->arena};
    int expected = 0, given = 0;
    for (Text tail = pattern; text_find(tail, TEXT("{}")) >= 0; expected++)
        tail = text_from(tail, (size_t)text_find(tail, TEXT("{}")) + 2);
    if (rest.size && rest.at[0] == ',') rest = text_trim(text_from(rest, 1));
    for (; rest.size; given++) {
        Text part = scan_part(&rest, ',');
        buffer_add_format(&parts, "URL_PART(page, (%.*s)), ", TEXT_PRINT(part));
    }
    if (expected != given)
        ERROR(compiler, "the path has %d places {}, but %d parts are given", expected, given);
    return text_format(compiler->arena,
                       "url_make(page->out.arena, page->language, %.*s, (const Text[]){%.*sTEXT(\"\")})",
                       TEXT_PRINT(quoted(compiler, pattern)), TEXT_PRINT(buffer_text(&parts)));
}

Text value_code(Compiler *compiler, Text value)
{
    Text rest = value;
    if (text_is_c(scan_word(&rest), "link") && rest.size && rest.at[0] == '"')
        return link_code(compiler, rest);
    return filtered(compiler, value);
}
