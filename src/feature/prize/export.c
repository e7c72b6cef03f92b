/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/export.h"

#include "base/fail.h"

#include <jansson.h>
#include <stdlib.h>

enum { PAGE_ENTRIES = 500 };

/* It stands in every file: the sentence goes where the file goes. */
#define NOTICE                                                                                               \
    "People stand here by pseudonyms. Where few judge, their reviews and ballots can still be recognised by" \
    " those who know them: keep this file as you would keep their names."

bool export_is_open(Snapshot *at, const Edition *edition)
{
    return edition_standing(at, edition).phase == PHASE_ANNOUNCED;
}

typedef struct {
    Snapshot *at;
    const Export *export;
    Text book, digest;
    int64_t count, openings;
    ExportWrite *write;
    void *context;
} Exporting;

static void write_line(Exporting *exporting, Text line)
{
    exporting->write(exporting->context, line);
    exporting->write(exporting->context, TEXT("\n"));
}

static void write_json(Exporting *exporting, json_t *json)
{
    char *dumped = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(json);
    if (!dumped) fail("export: a line cannot be written");
    write_line(exporting, text_of(dumped));
    free(dumped);
}

static json_t *json_text(Text text)
{
    return json_stringn(text.at ? text.at : "", text.size);
}

static void write_entries(Exporting *exporting)
{
    JournalEntries page;
    do {
        page = journal_entries(exporting->at, exporting->book, exporting->count + 1, PAGE_ENTRIES);
        for (size_t i = 0; i < page.count; i++) write_line(exporting, page.at[i].line);
        exporting->count += (int64_t)page.count;
        if (page.count)
            exporting->digest = journal_digest(exporting->at->arena, page.at[page.count - 1].line);
    } while (page.count == PAGE_ENTRIES);
}

/* By number and field, as bytes go: databases sort words in their own ways. */
static void sort_openings(JournalOpenings *list)
{
    for (size_t i = 1; i < list->count; i++) {
        JournalOpening moved = list->at[i];
        size_t k = i;
        for (; k > 0 && list->at[k - 1].number == moved.number &&
               text_order(list->at[k - 1].field, moved.field) > 0;
             k--)
            list->at[k] = list->at[k - 1];
        list->at[k] = moved;
    }
}

static void write_openings(Exporting *exporting)
{
    JournalOpenings list = journal_openings(exporting->at, exporting->book);
    sort_openings(&list);
    for (size_t i = 0; i < list.count; i++) {
        const JournalOpening *opening = &list.at[i];
        if (opening->number > exporting->count) continue;
        write_json(exporting, json_pack("{s:s, s:I, s:o, s:o, s:o}", "kind", "opening", "n",
                                        (json_int_t)opening->number, "field", json_text(opening->field),
                                        "salt", json_text(opening->salt), "text", json_text(opening->text)));
        exporting->openings++;
    }
}

static json_t *end_of(const Exporting *exporting)
{
    return json_pack("{s:o, s:I, s:o, s:o, s:s, s:s, s:I, s:i, s:i}", "book", json_text(exporting->book),
                     "count", (json_int_t)exporting->count, "digest", json_text(exporting->digest), "key",
                     json_text(exporting->export->key.public_key), "kind", "end", "notice", NOTICE,
                     "openings", (json_int_t)exporting->openings, "sealed", exporting->export->is_sealed,
                     "version", RECORD_VERSION);
}

static void write_end(Exporting *exporting)
{
    Arena *arena = exporting->at->arena;
    json_t *end = end_of(exporting);
    char *dumped = json_dumps(end, JSON_COMPACT | JSON_SORT_KEYS);
    if (!dumped) fail("export: the end cannot be written");
    Text signature =
        signature_make(arena, &exporting->export->key, RECORD_PURPOSE, text_copy(arena, text_of(dumped)));
    free(dumped);
    json_object_set_new(end, "signature", json_text(signature));
    write_json(exporting, end);
}

void export_record(Snapshot *at, const Edition *edition, const Export *export, ExportWrite *write,
                   void *context)
{
    Exporting exporting = {
        .at = at, .export = export, .book = edition->book, .write = write, .context = context};
    write_entries(&exporting);
    if (!export->without_texts) write_openings(&exporting);
    write_end(&exporting);
}
