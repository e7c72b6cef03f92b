/* SPDX-License-Identifier: Apache-2.0 */
/* Reading .po and .pot. */
#include "catalogue.h"

#include "../tool.h"

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

void po_read(Catalogue *catalogue, const char *file, Entries *entries)
{
    Reader reader = {.catalogue = catalogue, .file = file, .entries = entries};
    reader.rest = tool_read_file(catalogue->arena, file);
    reader.entry.file = file;
    if (!text_is_utf8(reader.rest)) malformed(&reader, "the file is not UTF-8");
    while (reader.rest.size) {
        reader.line++;
        read_line(&reader, text_trim(text_next(&reader.rest, '\n')));
    }
    end_entry(&reader);
}
