/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue [--strict] --out X.c --source X.pot … --ko X.po … --de X.po …
 *
 * Checks that every sentence of the sources (.pot) is translated well in each .po, and writes the
 * table that platform/language looks sentences up in. Without --strict a sentence that is missing
 * stays English, with a warning; everything else ends the build. */
#include "base/fail.h"
#include "base/list.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { GERMAN, KOREAN, TONGUES };
static const char *const tongue_names[TONGUES] = {"German", "Korean"};
static const int plural_forms[TONGUES] = {2, 1};

typedef struct {
    const char *file;
    int line;
    bool is_fuzzy;
    bool has_plural;
    Text english, plural;
    Text forms[3]; /* of a .po; how many are given: */
    int form_count;
    Text reference; /* "src/…:12" of a .pot */
    bool is_used;
} Entry;
typedef LIST(Entry) Entries;

typedef struct {
    uint64_t id;
    const Entry *source;
    const Entry *translations[TONGUES];
} Sentence;
typedef LIST(Sentence) Sentences;

typedef struct {
    Arena *arena;
    bool is_strict;
    int errors, missing;
    const char *out;
    Entries sources;
    Entries tongues[TONGUES];
    Sentences sentences;
} Catalogue;

__attribute__((format(printf, 4, 5))) static void complain(Catalogue *catalogue, const char *file, int line,
                                                           const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    catalogue->errors++;
}

/* Reading .po and .pot. */

typedef struct {
    Catalogue *catalogue;
    const char *file;
    int line;
    Text rest;
    Entries *entries;
    Entry entry; /* being read */
    Text *field; /* that a quoted line adds to */
    bool has_entry;
} Reader;

static _Noreturn void malformed(const Reader *reader, const char *what)
{
    fail("%s:%d: %s", reader->file, reader->line, what);
}

static void end_entry(Reader *reader)
{
    if (reader->has_entry && reader->entry.english.size)
        *LIST_ADD(reader->catalogue->arena, reader->entries) = reader->entry;
    reader->entry = (Entry){.file = reader->file};
    reader->field = NULL;
    reader->has_entry = false;
}

static Text unquoted(Reader *reader, Text text)
{
    TextBuffer out = {.arena = reader->catalogue->arena};
    if (text.size < 2 || text.at[0] != '"' || text.at[text.size - 1] != '"')
        malformed(reader, "a text stands in double quotes");
    for (size_t i = 1; i < text.size - 1; i++) {
        char byte = text.at[i];
        if (byte == '"') malformed(reader, "write \\\" inside a text");
        if (byte == '\\' && ++i == text.size - 1) malformed(reader, "the text ends in a single \\");
        if (byte == '\\') byte = text.at[i] == 'n' ? '\n' : text.at[i] == 't' ? '\t' : text.at[i];
        buffer_add_char(&out, byte);
    }
    return out.size ? buffer_text(&out) : TEXT("");
}

static Text *field_of(Reader *reader, Text keyword)
{
    Entry *entry = &reader->entry;
    if (text_is_c(keyword, "msgid")) return &entry->english;
    if (text_is_c(keyword, "msgid_plural")) {
        entry->has_plural = true;
        return &entry->plural;
    }
    int index = text_is_c(keyword, "msgstr") || text_is_c(keyword, "msgstr[0]") ? 0
                : text_is_c(keyword, "msgstr[1]")                               ? 1
                : text_is_c(keyword, "msgstr[2]")                               ? 2
                                                                                : -1;
    if (index < 0) malformed(reader, "this keyword is unknown (msgctxt is not used here)");
    if (entry->form_count <= index) entry->form_count = index + 1;
    return &entry->forms[index];
}

static void read_comment(Reader *reader, Text line)
{
    bool is_obsolete = text_starts(line, TEXT("#~"));
    if (is_obsolete) return;
    if (reader->has_entry) end_entry(reader);
    if (text_starts(line, TEXT("#:"))) {
        Text reference = text_trim(text_from(line, 2));
        if (!reader->entry.reference.size) reader->entry.reference = text_next(&reference, ' ');
    }
    if (text_starts(line, TEXT("#,")) && text_find(line, TEXT("fuzzy")) >= 0) reader->entry.is_fuzzy = true;
}

static void read_line(Reader *reader, Text line)
{
    if (line.size == 0) {
        end_entry(reader);
    } else if (line.at[0] == '#') {
        read_comment(reader, line);
    } else if (line.at[0] == '"') {
        if (!reader->field)
            malformed(reader, "this text belongs to nothing: write msgid or msgstr before it");
        *reader->field = text_join(reader->catalogue->arena, *reader->field, unquoted(reader, line));
    } else {
        Text keyword = text_next(&line, ' ');
        if (text_is_c(keyword, "msgid") && reader->has_entry) end_entry(reader);
        if (!reader->has_entry) reader->entry.line = reader->line;
        reader->has_entry = true;
        reader->field = field_of(reader, keyword);
        *reader->field = unquoted(reader, text_trim(line));
    }
}

static Text read_whole(Arena *arena, const char *file)
{
    FILE *stream = fopen(file, "rb");
    if (!stream) fail("%s:1: the file cannot be opened", file);
    TextBuffer buffer = {.arena = arena};
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof block, stream)) > 0;)
        buffer_add(&buffer, (Text){block, size});
    fclose(stream);
    return buffer_text(&buffer);
}

static void read_po(Catalogue *catalogue, const char *file, Entries *entries)
{
    Reader reader = {.catalogue = catalogue, .file = file, .entries = entries};
    reader.rest = read_whole(catalogue->arena, file);
    reader.entry.file = file;
    if (!text_is_utf8(reader.rest)) malformed(&reader, "the file is not UTF-8");
    while (reader.rest.size) {
        reader.line++;
        read_line(&reader, text_trim(text_next(&reader.rest, '\n')));
    }
    end_entry(&reader);
}

/* Identities. */

static uint64_t hash_text(uint64_t hash, Text text)
{
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* As message_id() of platform/language. */
static uint64_t id_of(const Entry *entry)
{
    uint64_t hash = hash_text(UINT64_C(0xcbf29ce484222325), entry->english);
    return entry->has_plural ? hash_text(hash_text(hash, TEXT("\0")), entry->plural) : hash;
}

static bool is_same_sentence(const Entry *a, const Entry *b)
{
    return text_is(a->english, b->english) && a->has_plural == b->has_plural && text_is(a->plural, b->plural);
}

/* Checks of one translation. */

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

static void check_translation(Catalogue *catalogue, int tongue, const Entry *entry)
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

/* All sentences, each once. */

static Sentence *sentence_of(Catalogue *catalogue, uint64_t id)
{
    for (size_t i = 0; i < catalogue->sentences.count; i++) {
        if (catalogue->sentences.at[i].id == id) return &catalogue->sentences.at[i];
    }
    return NULL;
}

static void place_of_source(const Entry *entry, Text *file, int *line)
{
    *file = entry->reference.size ? entry->reference : text_of(entry->file);
    *line = entry->line;
}

static void add_source(Catalogue *catalogue, const Entry *entry)
{
    uint64_t id = id_of(entry);
    Sentence *known = sentence_of(catalogue, id);
    if (id == 0 || (known && !is_same_sentence(known->source, entry)))
        fail("catalogue: “%.*s” has the number of another sentence: change a word",
             TEXT_PRINT(entry->english));
    if (known) return;
    *LIST_ADD(catalogue->arena, &catalogue->sentences) = (Sentence){.id = id, .source = entry};
    check_quotes(catalogue, entry, entry->english, "„", "“ ”");
    if (entry->has_plural) check_quotes(catalogue, entry, entry->plural, "„", "“ ”");
}

static bool is_same_translation(const Entry *a, const Entry *b)
{
    return text_is(a->forms[0], b->forms[0]) && text_is(a->forms[1], b->forms[1]);
}

static void add_translation(Catalogue *catalogue, int tongue, Entry *entry)
{
    check_translation(catalogue, tongue, entry);
    Sentence *sentence = sentence_of(catalogue, id_of(entry));
    if (!sentence) {
        fprintf(stderr, "%s:%d: note: no page says “%.*s” any more\n", entry->file, entry->line,
                TEXT_PRINT(entry->english));
        return;
    }
    const Entry *other = sentence->translations[tongue];
    if (other && !is_same_translation(other, entry))
        complain(catalogue, entry->file, entry->line, "“%.*s” is translated otherwise in %s:%d",
                 TEXT_PRINT(entry->english), other->file, other->line);
    sentence->translations[tongue] = entry;
}

static void check_missing(Catalogue *catalogue, const Sentence *sentence, int tongue)
{
    if (sentence->translations[tongue]) return;
    catalogue->missing++;
    if (!catalogue->is_strict) return;
    Text file;
    int line;
    place_of_source(sentence->source, &file, &line);
    fprintf(stderr, "%.*s: “%.*s” has no %s: write it in po/%s/\n", TEXT_PRINT(file),
            TEXT_PRINT(sentence->source->english), tongue_names[tongue], tongue == GERMAN ? "de" : "ko");
    catalogue->errors++;
}

static void join_all(Catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->sources.count; i++) add_source(catalogue, &catalogue->sources.at[i]);
    for (int tongue = 0; tongue < TONGUES; tongue++) {
        for (size_t i = 0; i < catalogue->tongues[tongue].count; i++)
            add_translation(catalogue, tongue, &catalogue->tongues[tongue].at[i]);
        for (size_t i = 0; i < catalogue->sentences.count; i++)
            check_missing(catalogue, &catalogue->sentences.at[i], tongue);
    }
}

/* Writing the table. */

static void write_string(FILE *out, Text text)
{
    fputc('"', out);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        if (byte == '"' || byte == '\\') fputc('\\', out);
        if (byte == '\n') fputs("\\n", out);
        else fputc(byte, out);
    }
    fputc('"', out);
}

static void write_pair(FILE *out, Text one, Text other)
{
    fputs("{", out);
    write_string(out, one);
    fputs(", ", out);
    write_string(out, other);
    fputs("}", out);
}

static void write_tongue(FILE *out, const Sentence *sentence, int tongue)
{
    const Entry *source = sentence->source, *entry = sentence->translations[tongue];
    if (!entry || !entry->forms[0].size)
        write_pair(out, source->english, source->has_plural ? source->plural : source->english);
    else if (entry->form_count > 1 && entry->forms[1].size) write_pair(out, entry->forms[0], entry->forms[1]);
    else write_pair(out, entry->forms[0], entry->forms[0]);
}

static void write_sentence(FILE *out, size_t place, const Sentence *sentence)
{
    const Entry *source = sentence->source;
    fprintf(out, "    [%zu] = {UINT64_C(0x%016llx), {", place, (unsigned long long)sentence->id);
    write_pair(out, source->english, source->has_plural ? source->plural : source->english);
    fputs(", ", out);
    write_tongue(out, sentence, KOREAN);
    fputs(", ", out);
    write_tongue(out, sentence, GERMAN);
    fputs("}},\n", out);
}

static void write_table(Catalogue *catalogue)
{
    size_t size = 16;
    while (size < 2 * catalogue->sentences.count) size *= 2;
    const Sentence **table = ARENA_MANY(catalogue->arena, size, const Sentence *);
    for (size_t i = 0; i < catalogue->sentences.count; i++) {
        size_t at = catalogue->sentences.at[i].id & (size - 1);
        while (table[at]) at = (at + 1) & (size - 1);
        table[at] = &catalogue->sentences.at[i];
    }
    FILE *out = fopen(catalogue->out, "wb");
    if (!out) fail("%s:1: the file cannot be written", catalogue->out);
    fprintf(
        out,
        "/* Made by tools/catalogue from po/; do not edit. */\n#include \"platform/language/language.h\"\n\n"
        "const uint64_t catalogue_mask = %zu;\nconst CatalogueEntry catalogue_entries[%zu] = {\n",
        size - 1, size);
    for (size_t at = 0; at < size; at++) {
        if (table[at]) write_sentence(out, at, table[at]);
    }
    fputs("};\n", out);
    if (ferror(out) || fclose(out) != 0) fail("%s:1: the file cannot be written", catalogue->out);
}

static void read_arguments(Catalogue *catalogue, int count, char **arguments)
{
    Entries *into = NULL;
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        if (strcmp(argument, "--strict") == 0) catalogue->is_strict = true;
        else if (strcmp(argument, "--out") == 0 && i + 1 < count) catalogue->out = arguments[++i];
        else if (strcmp(argument, "--source") == 0) into = &catalogue->sources;
        else if (strcmp(argument, "--ko") == 0) into = &catalogue->tongues[KOREAN];
        else if (strcmp(argument, "--de") == 0) into = &catalogue->tongues[GERMAN];
        else if (argument[0] == '-' || !into) fail("catalogue: unknown argument %s", argument);
        else read_po(catalogue, argument, into);
    }
    if (!catalogue->out) fail("catalogue: --out is needed");
}

typedef struct {
    Catalogue *catalogue;
    int count;
    char **arguments;
} Start;

static void run(void *context)
{
    Start *start = context;
    Catalogue *catalogue = start->catalogue;
    read_arguments(catalogue, start->count, start->arguments);
    join_all(catalogue);
    if (catalogue->missing && !catalogue->is_strict)
        fprintf(stderr, "catalogue: %d translations are missing and stay English\n", catalogue->missing);
    if (catalogue->errors) fail("catalogue: %d things to correct", catalogue->errors);
    write_table(catalogue);
}

int main(int count, char **arguments)
{
    Catalogue catalogue = {.arena = arena_new(256 << 20)};
    Failure failure;
    bool is_good = boundary_run(run, &(Start){&catalogue, count, arguments}, &failure);
    if (!is_good) fprintf(stderr, "%s\n", failure.cause);
    arena_free(catalogue.arena);
    return is_good ? 0 : 1;
}
