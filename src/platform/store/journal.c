/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/journal.h"

#include "base/fail.h"
#include "base/random.h"
#include "platform/store/engine.h"
#include "platform/store/json.h"

#include <assert.h>
#include <sodium.h>

enum { SALT_SIZE_BYTES = 32, DIGEST_SIZE_BYTES = 32, PSEUDONYM_SIZE_BYTES = 8 };

#define NO_LINE "0000000000000000000000000000000000000000000000000000000000000000"

typedef struct {
    Text field, salt, text;
} Opening;

typedef struct {
    Text book, kind, rule, who;
    json_t *says;
    LIST(Opening) openings;
} Decision;

struct Journal {
    LIST(Decision) decisions;
};

static Text digest_of(Arena *arena, Text first, Text second)
{
    unsigned char digest[DIGEST_SIZE_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    crypto_generichash_update(&state, (const unsigned char *)first.at, first.size);
    crypto_generichash_update(&state, (const unsigned char *)second.at, second.size);
    crypto_generichash_final(&state, digest, sizeof digest);
    return text_hex(arena, digest, sizeof digest);
}

Text journal_digest(Arena *arena, Text line)
{
    return digest_of(arena, line, TEXT(""));
}

Text journal_commitment(Arena *arena, Text salt_hex, Text text)
{
    unsigned char salt[SALT_SIZE_BYTES];
    size_t size;
    if (sodium_hex2bin(salt, sizeof salt, salt_hex.at, salt_hex.size, NULL, &size, NULL) ||
        size != sizeof salt)
        return TEXT("");
    return digest_of(arena, (Text){(const char *)salt, sizeof salt}, text);
}

/* ---- canonical JSON */

static void release_json(void *value)
{
    json_decref(value);
}

/* A value that the arena owns. */
static json_t *owned(Arena *arena, json_t *value)
{
    if (!value) fail("journal: not a text, or out of memory");
    arena_at_end(arena, release_json, value);
    return value;
}

/* Puts a value that it takes over. */
static void put(json_t *object, const char *name, json_t *value)
{
    assert(!json_object_get(object, name)); /* each field once */
    if (json_object_set_new(object, name, value)) fail("journal: the field %s is not a text", name);
}

static json_t *json_of(Arena *arena, const char *name, Text text)
{
    json_error_t error;
    json_t *value = json_loadb(text.at, text.size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!value) fail("journal: the field %s is not JSON: %s", name, error.text);
    arena_at_end(arena, release_json, value);
    if (json_has_fraction(value)) fail("journal: the field %s has a fraction", name);
    return json_incref(value);
}

/* ---- deciding */

Text journal_pseudonym(Change *change, Text book, AccountId account)
{
    if (!account.key) return TEXT("");
    Rows *row = store_row(&change->at,
                          SQL("SELECT pseudonym FROM journal_pseudonym WHERE book = $1 AND account = $2"),
                          BIND(book, account));
    if (row) return row_text(row, 0);
    unsigned char bytes[PSEUDONYM_SIZE_BYTES];
    random_record(bytes, sizeof bytes);
    Arena *arena = change->at.arena;
    Text pseudonym = text_join(arena, TEXT("p-"), text_hex(arena, bytes, sizeof bytes));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO journal_pseudonym (book, account, pseudonym) VALUES ($1, $2, $3)"),
                BIND(book, account, pseudonym));
    return pseudonym;
}

static json_t *commitment(Arena *arena, Decision *decision, const JournalField *field)
{
    unsigned char salt[SALT_SIZE_BYTES];
    random_record(salt, sizeof salt);
    Opening opening = {text_of(field->name), text_hex(arena, salt, sizeof salt),
                       text_copy(arena, field->text)};
    *LIST_ADD(arena, &decision->openings) = opening;
    json_t *value = json_object();
    put(value, "commitment", json_from_text(journal_commitment(arena, opening.salt, opening.text)));
    return value;
}

static json_t *field_value(Change *change, Decision *decision, const JournalField *field)
{
    Arena *arena = change->at.arena;
    switch (field->kind) {
    case FIELD_TEXT:
        return json_from_text(field->text);
    case FIELD_NUMBER:
        return json_integer(field->number);
    case FIELD_INSTANT:
        return json_from_text(instant_is_set(field->instant) ? instant_write(arena, field->instant)
                                                             : TEXT(""));
    case FIELD_PERSON:
        return json_from_text(journal_pseudonym(change, decision->book, (AccountId){field->number}));
    case FIELD_COMMITMENT:
        return commitment(arena, decision, field);
    case FIELD_JSON:
        return json_of(arena, field->name, field->text);
    }
    assert(!"a kind of field");
    return NULL;
}

Decided journal_decide(Change *change, Text book, const char *kind, const char *rule,
                       const JournalField *fields, size_t count)
{
    Arena *arena = change->at.arena;
    if (!change->journal) change->journal = ARENA_NEW(arena, Journal);
    Decision decision = {text_copy(arena, book), text_of(kind), text_of(rule)};
    decision.who = journal_pseudonym(change, decision.book, change->at.viewer);
    decision.says = owned(arena, json_object());
    for (size_t i = 0; i < count; i++)
        put(decision.says, fields[i].name, field_value(change, &decision, &fields[i]));
    *LIST_ADD(arena, &change->journal->decisions) = decision;
    return (Decided){(int)change->journal->decisions.count - 1};
}

int journal_decisions(const Change *change)
{
    return change->journal ? (int)change->journal->decisions.count : 0;
}

/* ---- writing the entries */

typedef struct {
    Text book;
    int64_t number;
    Text digest;
} Head;

/* The upsert takes the row's lock before anything is read of it. */
static Head lock_head(Change *change, Text book)
{
    Rows *row = store_write_rows(change, NOT_A_DECISION,
                                 SQL("INSERT INTO journal_head (book, number, digest) VALUES ($1, 0, $2)"
                                     " ON CONFLICT (book) DO UPDATE SET number = journal_head.number"
                                     " RETURNING number, digest"),
                                 BIND(book, NO_LINE));
    bool found = rows_next(row);
    assert(found);
    return (Head){book, row_int(row, 0), row_text(row, 1)};
}

static Text line_of(Change *change, const Decision *decision, const Head *head)
{
    Arena *arena = change->at.arena;
    json_t *line = owned(arena, json_object());
    put(line, "at", json_from_text(instant_write(arena, change->at.now)));
    put(line, "book", json_from_text(decision->book));
    put(line, "kind", json_from_text(decision->kind));
    put(line, "n", json_integer(head->number));
    put(line, "prev", json_from_text(head->digest));
    put(line, "rule", json_from_text(decision->rule));
    put(line, "says", json_incref(decision->says));
    put(line, "who", json_from_text(decision->who));
    return canonical_json_of(arena, line);
}

static void write_openings(Change *change, const Decision *decision, int64_t number)
{
    for (size_t i = 0; i < decision->openings.count; i++) {
        const Opening *opening = &decision->openings.at[i];
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO journal_opening (book, number, field, salt, text)"
                        " VALUES ($1, $2, $3, $4, $5)"),
                    BIND(decision->book, number, opening->field, opening->salt, opening->text));
    }
}

static void write_entry(Change *change, const Decision *decision, Head *head)
{
    head->number++;
    Text line = line_of(change, decision, head);
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO journal_entry (book, number, at, kind, line) VALUES ($1, $2, $3, $4, $5)"),
                BIND(decision->book, head->number, change->at.now, decision->kind, line));
    write_openings(change, decision, head->number);
    head->digest = journal_digest(change->at.arena, line);
}

static void write_book(Change *change, Text book)
{
    Head head = lock_head(change, book);
    for (size_t i = 0; i < change->journal->decisions.count; i++) {
        const Decision *decision = &change->journal->decisions.at[i];
        if (text_is(decision->book, book)) write_entry(change, decision, &head);
    }
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE journal_head SET number = $2, digest = $3 WHERE book = $1"),
                BIND(book, head.number, head.digest));
}

/* The book that stands next after `last` among those of the change; "" if there is none. Always in
 * this order: two changes that write into the same books must not wait for each other. */
static Text next_book(const Journal *journal, Text last)
{
    Text next = TEXT("");
    for (size_t i = 0; i < journal->decisions.count; i++) {
        Text book = journal->decisions.at[i].book;
        if (text_order(book, last) > 0 && (!next.size || text_order(book, next) < 0)) next = book;
    }
    return next;
}

void journal_flush(Change *change)
{
    if (!change->journal) return;
    Text book = next_book(change->journal, TEXT(""));
    for (; book.size; book = next_book(change->journal, book)) write_book(change, book);
}

/* ---- reading */

JournalEntries journal_entries(Snapshot *at, Text book, int64_t from, int64_t most)
{
    JournalEntries entries = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT number, at, kind, line FROM journal_entry"
                                " WHERE book = $1 AND number >= $2 ORDER BY number LIMIT $3"),
                            BIND(book, from, most));
    while (rows_next(rows)) {
        *LIST_ADD(at->arena, &entries) =
            (JournalEntry){row_int(rows, 0), row_instant(rows, 1), row_text(rows, 2), row_text(rows, 3)};
    }
    return entries;
}

int64_t journal_count(Snapshot *at, Text book)
{
    return store_count(at, SQL("SELECT count(*) FROM journal_entry WHERE book = $1"), BIND(book));
}

JournalOpenings journal_openings(Snapshot *at, Text book, int64_t from, int64_t last)
{
    JournalOpenings openings = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT number, field, salt, text FROM journal_opening WHERE book = $1"
                                " AND number >= $2 AND number <= $3 ORDER BY number, field"),
                            BIND(book, from, last));
    while (rows_next(rows)) {
        *LIST_ADD(at->arena, &openings) =
            (JournalOpening){row_int(rows, 0), row_text(rows, 1), row_text(rows, 2), row_text(rows, 3)};
    }
    return openings;
}

void journal_forget(Change *change, AccountId account)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM journal_pseudonym WHERE account = $1"),
                BIND(account));
}

void journal_erase_openings(Change *change, Text book, int64_t number)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM journal_opening WHERE book = $1 AND number = $2"),
                BIND(book, number));
}
