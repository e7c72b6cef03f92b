/* SPDX-License-Identifier: Apache-2.0 */
/* What a good translation holds. */
#include "catalogue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const int plural_forms[TONGUES] = {2, 1};
static bool has_part(Text text, const char *part)
{
    return text_find(text, text_of(part)) >= 0;
}

typedef LIST(Text) Names;

/* The placeholders of a sentence, sorted, each once, with their slash. */
static Names placeholders(Catalogue *catalogue, const Entry *entry, Text text)
{
    Names names = {0};
    while (text.size) {
        text_next(&text, '{');
        bool is_closed = text.size == 0 || text_find(text, TEXT("}")) > 0;
        if (!is_closed)
            complain(catalogue, entry->file, entry->line, "a { begins a {placeholder} that does not end");
        if (!is_closed || text.size == 0) break;
        Text name = text_next(&text, '}');
        size_t at = 0;
        while (at < names.count && text_order(names.at[at], name) < 0) at++;
        if (at < names.count && text_is(names.at[at], name)) continue;
        LIST_ADD(catalogue->arena, &names);
        memmove(&names.at[at + 1], &names.at[at], (names.count - 1 - at) * sizeof *names.at);
        names.at[at] = name;
    }
    return names;
}

static bool is_same_names(const Names *a, const Names *b)
{
    bool is_same = a->count == b->count;
    for (size_t i = 0; is_same && i < a->count; i++) is_same = text_is(a->at[i], b->at[i]);
    return is_same;
}

/* {a}…{/a}: opened and closed in turn, not one in another. */
static bool is_balanced(Text text)
{
    Text open = TEXT(""), all = text;
    while (text.size) {
        text_next(&text, '{');
        Text name = text_next(&text, '}');
        bool closes = text_starts(name, TEXT("/"));
        if (closes && !text_is(text_from(name, 1), open)) return false;
        char closing[80];
        snprintf(closing, sizeof closing, "{/%.*s}", TEXT_PRINT(name));
        bool opens = !closes && name.size && has_part(all, closing);
        if (opens && open.size) return false;
        if (opens) open = name;
        if (closes) open = TEXT("");
    }
    return open.size == 0;
}

static void check_placeholders(Catalogue *catalogue, const Entry *entry, Text form, bool may_omit_count)
{
    Text whole = entry->has_plural ? entry->plural : entry->english;
    Names expected = placeholders(catalogue, entry, whole), given = placeholders(catalogue, entry, form);
    if (!is_same_names(&expected, &given)) {
        /* "one" of a plural may leave {n} out */
        Names with_count = placeholders(catalogue, entry, text_join(catalogue->arena, form, TEXT("{n}")));
        if (!may_omit_count || !is_same_names(&expected, &with_count))
            complain(catalogue, entry->file, entry->line,
                     "“%.*s” and its translation have different {placeholders}", TEXT_PRINT(entry->english));
    }
    if (!is_balanced(form))
        complain(catalogue, entry->file, entry->line,
                 "a pair like {a}…{/a} is not opened and closed in turn: “%.*s”", TEXT_PRINT(form));
}

/* Does the text begin with a particle whose form depends on the sound before it? */
static const char *particle_of(Text text)
{
    static const char *const particles[] = {"으로", "로", "을", "를", "이", "가", "은", "는", "과", "와"};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++) {
        Text particle = text_of(particles[i]), behind = text_from(text, particle.size);
        bool ends = behind.size == 0 || strchr(" .,?)\n", behind.at[0]) || text_starts(behind, TEXT("”"));
        if (text_starts(text, particle) && ends) return particles[i];
    }
    return NULL;
}

static void check_particles(Catalogue *catalogue, const Entry *entry, Text form)
{
    for (Text rest = form; rest.size;) {
        text_next(&rest, '{');
        bool is_value = !text_starts(text_next(&rest, '}'), TEXT("/")); /* before {/a} the word is known */
        const char *particle = particle_of(text_starts(rest, TEXT("”")) ? text_from(rest, 3) : rest);
        if (is_value && particle)
            complain(catalogue, entry->file, entry->line,
                     "the particle %s may not follow a placeholder: let a fixed noun carry it (“%.*s”)",
                     particle, TEXT_PRINT(form));
    }
    if (has_part(form, "을(를)") || has_part(form, "이(가)") || has_part(form, "은(는)") ||
        has_part(form, "와(과)"))
        complain(catalogue, entry->file, entry->line,
                 "no double particle like 을(를): let a fixed noun carry it");
}

/* “ ” and ’ in English, „ “ in German; never " or '. */
static void check_quotes(Catalogue *catalogue, const Entry *entry, Text text, const char *forbidden,
                         const char *use)
{
    if (has_part(text, "\"") || has_part(text, "'") || (forbidden[0] && has_part(text, forbidden)))
        complain(catalogue, entry->file, entry->line, "write %s for quotes and ’ for an apostrophe: %.*s",
                 use, TEXT_PRINT(text));
}

static void check_form(Catalogue *catalogue, int tongue, const Entry *entry, int index)
{
    Text form = entry->forms[index];
    if (form.size == 0) {
        complain(catalogue, entry->file, entry->line, "the translation is empty");
        return;
    }
    check_placeholders(catalogue, entry, form, tongue == GERMAN && entry->has_plural && index == 0);
    if (tongue == KOREAN) check_particles(catalogue, entry, form);
    if (tongue == KOREAN) check_quotes(catalogue, entry, form, "„", "“ ”");
    if (tongue == GERMAN) check_quotes(catalogue, entry, form, "”", "„ “");
}

void check_source(Catalogue *catalogue, const Entry *entry)
{
    check_quotes(catalogue, entry, entry->english, "„", "“ ”");
    if (entry->has_plural) check_quotes(catalogue, entry, entry->plural, "„", "“ ”");
}

void check_translation(Catalogue *catalogue, int tongue, const Entry *entry)
{
    if (entry->is_fuzzy)
        complain(catalogue, entry->file, entry->line,
                 "the translation is marked fuzzy: check it and take the mark off");
    int expected = entry->has_plural ? plural_forms[tongue] : 1;
    if (entry->form_count != expected)
        complain(catalogue, entry->file, entry->line, "%s has %d forms here, not %d", tongue_names[tongue],
                 expected, entry->form_count);
    for (int i = 0; i < expected && i < entry->form_count; i++) check_form(catalogue, tongue, entry, i);
}
