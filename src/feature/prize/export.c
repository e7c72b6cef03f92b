/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/export.h"

#include "platform/store/json.h"

enum { PAGE_ENTRIES = 500 };
#define PAGE_MEMORY_BYTES ((size_t)2 << 30)

/* It stands in every file: the sentence goes where the file goes. */
#define NOTICE                                                                                               \
    "People stand here by pseudonyms. Where few judge, their reviews and ballots can still be recognised by" \
    " those who know them: keep this file as you would keep their names."

bool export_is_open(Snapshot *at, const Edition *edition)
{
    return edition_standing(at, edition).phase == PHASE_ANNOUNCED;
}

typedef struct {
    Arena *arena;
    Snapshot page; /* the snapshot, with memory for a page of entries */
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

static void write_entries(Exporting *exporting)
{
    JournalEntries entries;
    do {
        arena_reset(exporting->page.arena);
        entries = journal_entries(&exporting->page, exporting->book, exporting->count + 1, PAGE_ENTRIES);
        for (size_t i = 0; i < entries.count; i++) write_line(exporting, entries.at[i].line);
        exporting->count += (int64_t)entries.count;
        if (entries.count)
            exporting->digest = journal_digest(exporting->arena, entries.at[entries.count - 1].line);
    } while (entries.count == PAGE_ENTRIES);
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

static void write_opening(Exporting *exporting, const JournalOpening *opening)
{
    json_t *json = json_pack("{s:s, s:I, s:o, s:o, s:o}", "kind", "opening", "n", (json_int_t)opening->number,
                             "field", json_from_text(opening->field), "salt", json_from_text(opening->salt),
                             "text", json_from_text(opening->text));
    write_line(exporting, canonical_json(exporting->page.arena, json));
    exporting->openings++;
}

static void write_openings(Exporting *exporting)
{
    for (int64_t from = 1; from <= exporting->count; from += PAGE_ENTRIES) {
        int64_t last = from + PAGE_ENTRIES - 1;
        arena_reset(exporting->page.arena);
        JournalOpenings list = journal_openings(&exporting->page, exporting->book, from,
                                                last < exporting->count ? last : exporting->count);
        sort_openings(&list);
        for (size_t i = 0; i < list.count; i++) write_opening(exporting, &list.at[i]);
    }
}

static json_t *end_of(const Exporting *exporting)
{
    return json_pack("{s:o, s:I, s:o, s:o, s:s, s:s, s:I, s:i, s:i}", "book", json_from_text(exporting->book),
                     "count", (json_int_t)exporting->count, "digest", json_from_text(exporting->digest),
                     "key", json_from_text(exporting->export->key.public_key), "kind", "end", "notice",
                     NOTICE, "openings", (json_int_t)exporting->openings, "sealed",
                     exporting->export->is_sealed, "version", RECORD_VERSION);
}

static void write_end(Exporting *exporting)
{
    Arena *arena = exporting->arena;
    json_t *end = end_of(exporting);
    Text unsigned_end = canonical_json(arena, json_incref(end));
    Text signature = signature_make(arena, &exporting->export->key, RECORD_PURPOSE, unsigned_end);
    json_object_set_new(end, "signature", json_from_text(signature));
    write_line(exporting, canonical_json(arena, end));
}

void export_record(Snapshot *at, const Edition *edition, const Export *export, ExportWrite *write,
                   void *context)
{
    Exporting exporting = {.arena = at->arena,
                           .page = *at,
                           .export = export,
                           .book = edition->book,
                           .write = write,
                           .context = context};
    exporting.page.arena = arena_within(at->arena, PAGE_MEMORY_BYTES);
    write_entries(&exporting);
    if (!export->without_texts) write_openings(&exporting);
    write_end(&exporting);
    arena_reset(exporting.page.arena);
}
