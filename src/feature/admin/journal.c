/* SPDX-License-Identifier: Apache-2.0 */
/* A book of the journal, page by page, each entry checked against the one before. Who may read one:
 * of the site its operators and organisers, of another book the organisers of that scope and of the
 * site. Sealed things stand in it as commitments only; of an application that the reader is kept from
 * an entry shows its number and instant. */
#include "platform/store/journal.h"
#include "feature/admin/pages.h"
#include "feature/prize/expert.h"
#include "platform/store/json.h"

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

/* A value as a reader sees it: a text bare, a commitment by its beginning, the rest as JSON. */
static Text said_value(Arena *arena, const json_t *value)
{
    Text commitment = text_member(arena, value, "commitment");
    if (commitment.size) return text_format(arena, "#%.*s…", 12, commitment.at);
    if (json_is_string(value))
        return text_copy(arena, (Text){json_string_value(value), json_string_length(value)});
    return canonical_json_of(arena, value);
}

static void read_content(Arena *arena, const json_t *line, JournalRow *row)
{
    const char *name;
    json_t *value;
    row->rule = text_member(arena, line, "rule");
    row->who = text_member(arena, line, "who");
    json_object_foreach(json_object_get(line, "says"), name, value) * LIST_ADD(arena, &row->says) =
        (SaidField){text_copy(arena, text_of(name)), said_value(arena, value)};
}

static JournalRow row_of(Arena *arena, const JournalEntry *entry, Text before, const Codes *sealed)
{
    JournalRow row = {.number = entry->number,
                      .at = entry->at,
                      .is_withheld = conflict_seals(sealed, entry->kind, entry->line)};
    json_t *line = json_loadb(entry->line.at, entry->line.size, 0, NULL);
    row.is_chained = text_is(text_member(arena, line, "prev"), before);
    if (!row.is_withheld) {
        row.kind = entry->kind;
        read_content(arena, line, &row);
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

static void add_entries(JournalPage *view, Snapshot *at, int64_t from)
{
    const Edition *edition = edition_of_book(at, view->book);
    Codes sealed = edition ? conflict_sealed(at, edition->id) : (Codes){0};
    Text before = digest_before(at, view->book, from - 1);
    JournalEntries entries = journal_entries(at, view->book, from, ENTRIES_A_PAGE);
    for (size_t i = 0; i < entries.count; i++) {
        JournalRow row = row_of(at->arena, &entries.at[i], before, &sealed);
        if (entries.at[i].number != from + (int64_t)i) row.is_chained = false;
        view->broken += !row.is_chained;
        before = journal_digest(at->arena, entries.at[i].line);
        *LIST_ADD(at->arena, &view->entries) = row;
    }
}

void journal_show(Request *request, Snapshot *at)
{
    int64_t page = 0;
    Text book = request_has(request, "book") ? request_text(request, "book") : TEXT("site");
    if (!may_read(at, request, book)) {
        response_not_found(request);
        return;
    }
    JournalPage view = {.shell = desk_shell(request, at, M("Decision log"), TEXT("")),
                        .book = book,
                        .count = journal_count(at, book)};
    int64_t last = view.count ? (view.count + ENTRIES_A_PAGE - 1) / ENTRIES_A_PAGE : 1;
    if (!request_int(request, "page", &page) || page < 1 || page > last) page = last;
    add_entries(&view, at, (page - 1) * ENTRIES_A_PAGE + 1);
    view.pages =
        pages_make(request->arena, URL(request->arena, request->language, "/desk/journal/?book={}", book),
                   page, last);
    RESPOND(request, admin_journal_html, &view);
}
