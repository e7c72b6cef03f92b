/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the table. */
#include "catalogue.h"

#include <stdio.h>
#include <string.h>

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

/* Nothing in it stands for something else in HTML (see platform/page/put.c), nor is a placeholder. */
static bool is_plain(Text text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte < ' ' || byte == 0x7f || byte == 0xef || strchr("&<>\"'`{}", byte)) return false;
    }
    return true;
}

static void write_form(FILE *out, Text form)
{
    fputs("{{", out);
    write_string(out, form);
    fprintf(out, ", %zu}, %s}", form.size, is_plain(form) ? "true" : "false");
}

static void write_pair(FILE *out, Text one, Text other)
{
    fputs("{", out);
    write_form(out, one);
    fputs(", ", out);
    write_form(out, other);
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

void table_write(Catalogue *catalogue)
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
