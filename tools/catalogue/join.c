/* SPDX-License-Identifier: Apache-2.0 */
/* All sentences, each once, with their translations. */
#include "catalogue.h"

#include "../tool.h"

#include <stdio.h>

static uint64_t id_of(const Entry *entry)
{
    return tool_sentence_id(entry->english, entry->has_plural ? &entry->plural : NULL);
}

static bool is_same_sentence(const Entry *a, const Entry *b)
{
    return text_is(a->english, b->english) && a->has_plural == b->has_plural && text_is(a->plural, b->plural);
}

static Sentence *sentence_of(Catalogue *catalogue, uint64_t id)
{
    for (size_t i = 0; i < catalogue->sentences.count; i++) {
        if (catalogue->sentences.at[i].id == id) return &catalogue->sentences.at[i];
    }
    return NULL;
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
    check_source(catalogue, entry);
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
    const Entry *source = sentence->source;
    Text file = source->reference.size ? source->reference : text_of(source->file);
    fprintf(stderr, "%.*s: “%.*s” has no %s: write it in po/%s/\n", TEXT_PRINT(file),
            TEXT_PRINT(source->english), tongue_names[tongue], tongue == GERMAN ? "de" : "ko");
    catalogue->errors++;
}

void join_all(Catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->sources.count; i++) add_source(catalogue, &catalogue->sources.at[i]);
    for (int tongue = 0; tongue < TONGUES; tongue++) {
        for (size_t i = 0; i < catalogue->tongues[tongue].count; i++)
            add_translation(catalogue, tongue, &catalogue->tongues[tongue].at[i]);
        for (size_t i = 0; i < catalogue->sentences.count; i++)
            check_missing(catalogue, &catalogue->sentences.at[i], tongue);
    }
}
