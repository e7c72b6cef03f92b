/* SPDX-License-Identifier: Apache-2.0 */
/* A book of the journal, page by page, each entry checked against the one before. Who may read one:
 * of the site its operators and organisers, of another book the organisers of that scope and of the
 * site. Sealed things stand in it as commitments only; of an application that the reader is kept from
 * an entry shows its number and instant. */
#include "feature/admin/journal_words.h"
#include "feature/admin/pages.h"
#include "feature/prize/desk_parts.h"
#include "feature/prize/expert.h"

enum { ENTRIES_A_PAGE = 50 };

static const Edition *edition_of_book(Snapshot *at, Text book)
{
    return text_starts(book, TEXT("prize/")) ? edition_find_by_code(at, text_from(book, 6)) : NULL;
}

static bool may_read(Snapshot *at, const Request *request, Text book)
{
    AccountId viewer = request->login.account;
    if (account_has_role(at, viewer, TEXT("site"), "organiser")) return true;
    if (text_is_c(book, "site")) return account_has_role(at, viewer, TEXT("site"), "operator");
    const Edition *edition = edition_of_book(at, book);
    return account_has_role(at, viewer, edition ? edition->scope : book, "organiser");
}

static Text text_member(Arena *arena, const json_t *object, const char *name)
{
    const json_t *member = json_object_get(object, name);
    return json_is_string(member)
               ? text_copy(arena, (Text){json_string_value(member), json_string_length(member)})
               : TEXT("");
}

static void read_content(const JournalReader *reader, const json_t *line, JournalRow *row)
{
    Arena *arena = reader->at->arena;
    json_t *says = json_object_get(line, "says"), *value;
    const char *name;
    row->word = journal_kind_word(row->kind);
    row->subject = journal_subject(reader, says);
    row->rule = text_member(arena, line, "rule");
    row->who = text_member(arena, line, "who");
    json_object_foreach(says, name, value) * LIST_ADD(arena, &row->says) =
        (SaidField){text_copy(arena, text_of(name)), journal_field_word(name),
                    journal_value(reader, name, value)};
}

static JournalRow row_of(const JournalReader *reader, const JournalEntry *entry, Text before,
                         const Codes *sealed)
{
    JournalRow row = {.number = entry->number,
                      .at = entry->at,
                      .is_withheld = conflict_seals(sealed, entry->kind, entry->line)};
    json_t *line = json_loadb(entry->line.at, entry->line.size, 0, NULL);
    row.is_chained = text_is(text_member(reader->at->arena, line, "prev"), before);
    if (!row.is_withheld) {
        row.kind = entry->kind;
        read_content(reader, line, &row);
    }
    json_decref(line);
    return row;
}

/* The digest that the entry after number `number` must name: zeros before the first. */
static Text digest_before(Snapshot *at, Text book, int64_t number)
{
    if (number < 1) return TEXT("0000000000000000000000000000000000000000000000000000000000000000");
    JournalEntries one = journal_entries(at, book, number, 1);
    return one.count ? journal_digest(at->arena, one.at[0].line) : TEXT("");
}

/* The entries number `from` to `last`, the newest first; the chain is followed from the oldest. */
static void add_entries(JournalPage *view, const JournalReader *reader, int64_t from, int64_t last)
{
    Snapshot *at = reader->at;
    JournalRows rows = {0};
    Codes sealed = reader->edition ? conflict_sealed(at, reader->edition->id) : (Codes){0};
    Text before = digest_before(at, view->book, from - 1);
    JournalEntries entries = journal_entries(at, view->book, from, last - from + 1);
    for (size_t i = 0; i < entries.count; i++) {
        JournalRow row = row_of(reader, &entries.at[i], before, &sealed);
        if (entries.at[i].number != from + (int64_t)i) row.is_chained = false;
        view->broken += !row.is_chained;
        before = journal_digest(at->arena, entries.at[i].line);
        *LIST_ADD(at->arena, &rows) = row;
    }
    for (size_t i = rows.count; i-- > 0;) *LIST_ADD(at->arena, &view->entries) = rows.at[i];
}

static Shell log_shell(Request *request, Snapshot *at, const Edition *edition)
{
    if (!edition) return desk_shell(request, at, M("Decision log"), TEXT(""));
    return organiser_shell(request, at, edition, M("Decision log"));
}

/* Which page: 1, with the newest entries, to `last`. */
static int64_t page_asked(const Request *request, int64_t last)
{
    int64_t page = 0;
    return request_int(request, "page", &page) && page >= 1 && page <= last ? page : 1;
}

void journal_show(Request *request, Snapshot *at)
{
    Text book = request_has(request, "book") ? request_text(request, "book") : TEXT("site");
    if (!may_read(at, request, book)) {
        response_not_found(request);
        return;
    }
    const Edition *edition = edition_of_book(at, book);
    JournalPage view = {.shell = log_shell(request, at, edition),
                        .book = book,
                        .is_of_site = !edition,
                        .zone = edition ? edition->zone : request->settings->zone,
                        .count = journal_count(at, book)};
    JournalReader reader = {at, edition, request->language, view.zone};
    int64_t last = view.count ? (view.count + ENTRIES_A_PAGE - 1) / ENTRIES_A_PAGE : 1;
    int64_t page = page_asked(request, last), end = view.count - (page - 1) * ENTRIES_A_PAGE;
    add_entries(&view, &reader, end > ENTRIES_A_PAGE ? end - ENTRIES_A_PAGE + 1 : 1, end);
    view.pages =
        pages_make(request->arena, URL(request->arena, request->language, "/desk/journal/?book={}", book),
                   page, last);
    RESPOND(request, admin_journal_html, &view);
}
