/* SPDX-License-Identifier: Apache-2.0 */
/* The record of decisions.
 *
 * One chain per book: "site", or "prize/<edition>". An entry is a line of canonical JSON (keys in
 * byte order, no spaces, whole numbers, UTF-8 with only ", \\ and control characters escaped):
 *
 *   {"at":"2026-05-29T08:59:59.000000Z","book":"prize/demo","kind":"review.sent","n":412,
 *    "prev":"<64 hex digits>","rule":"","says":{…},"who":"p-<16 hex digits>"}
 *
 * n counts from 1 without gaps; prev is the digest (BLAKE2b-256) of the line before, 64 zeros for
 * the first; who is "" for the program itself. In says, people stand by a random pseudonym of that
 * book, instants as in at ("" if not set), free text only as {"commitment":"<64 hex digits>"}:
 * BLAKE2b-256 over a salt of 32 bytes and the text. The opening is kept beside and can be erased.
 * Entries are written at the end of the change that decides, in its transaction; the book's head
 * is read and locked last. doc/record.md lists the kinds. */
#ifndef PLATFORM_JOURNAL_H
#define PLATFORM_JOURNAL_H

#include "base/list.h"
#include "platform/store/store.h"

typedef enum {
    FIELD_TEXT, /* codes, numbers of applications: stands in the record as it is */
    FIELD_NUMBER,
    FIELD_INSTANT,
    FIELD_PERSON,     /* an account, written as its pseudonym */
    FIELD_COMMITMENT, /* free text: its commitment; the opening is kept */
    FIELD_JSON        /* JSON (a list of scores, an edition's rules), made canonical; no fractions */
} JournalFieldKind;

typedef struct {
    const char *name;
    JournalFieldKind kind;
    Text text;
    int64_t number;
    Instant instant;
} JournalField;

#define SAYS_TEXT(n, value)                                                                                  \
    {                                                                                                        \
        .name = (n), .kind = FIELD_TEXT, .text = (value)                                                     \
    }
#define SAYS_NUMBER(n, value)                                                                                \
    {                                                                                                        \
        .name = (n), .kind = FIELD_NUMBER, .number = (value)                                                 \
    }
#define SAYS_INSTANT(n, value)                                                                               \
    {                                                                                                        \
        .name = (n), .kind = FIELD_INSTANT, .instant = (value)                                               \
    }
#define SAYS_PERSON(n, account)                                                                              \
    {                                                                                                        \
        .name = (n), .kind = FIELD_PERSON, .number = (account).key                                           \
    }
#define SAYS_SECRETLY(n, value)                                                                              \
    {                                                                                                        \
        .name = (n), .kind = FIELD_COMMITMENT, .text = (value)                                               \
    }
#define SAYS_JSON(n, value)                                                                                  \
    {                                                                                                        \
        .name = (n), .kind = FIELD_JSON, .text = (value)                                                     \
    }

/* Adds an entry to the change: DECIDE(change, book, "application.submitted", "deadline/1", fields…).
 * `rule` names the rule and version that the decision follows, or is "" for a plain act. Who acts
 * is the change's viewer. The result goes to store_write(). */
#define DECIDE(change, book, kind, rule, ...)                                                                \
    journal_decide((change), (book), (kind), (rule), (const JournalField[]){__VA_ARGS__ __VA_OPT__(, ){0}},  \
                   sizeof((const JournalField[]){__VA_ARGS__ __VA_OPT__(, ){0}}) / sizeof(JournalField) - 1)
Decided journal_decide(Change *change, Text book, const char *kind, const char *rule,
                       const JournalField *fields, size_t count);

/* The pseudonym of a person in a book, "p-" and 16 hex digits; made if there is none. */
Text journal_pseudonym(Change *change, Text book, AccountId account);

typedef struct {
    int64_t number; /* from 1 */
    Instant at;
    Text kind;
    Text line; /* the canonical line, without its newline */
} JournalEntry;
typedef LIST(JournalEntry) JournalEntries;
/* Entries of a book from number `from` on, at most `most`. */
JournalEntries journal_entries(Snapshot *at, Text book, int64_t from, int64_t most);
int64_t journal_count(Snapshot *at, Text book);

/* The opening of a commitment: salt (hex) and text; false if it was erased or never was. */
typedef struct {
    int64_t number;
    Text field, salt, text;
} JournalOpening;
typedef LIST(JournalOpening) JournalOpenings;
/* Of the entries number `from` to `last`, by number; the fields of one in no order. */
JournalOpenings journal_openings(Snapshot *at, Text book, int64_t from, int64_t last);
/* What a commitment should be: 64 hex digits; "" if the salt is not 64 hex digits. */
Text journal_commitment(Arena *arena, Text salt_hex, Text text);
/* Erases what the commitments of an entry hide. */
void journal_erase_openings(Change *change, Text book, int64_t number);
/* Makes a person unknown in every book: the mapping of the pseudonym goes, the record stays. */
void journal_forget(Change *change, AccountId account);

/* 64 hex digits: what stands in "prev" of the line that follows this one. */
Text journal_digest(Arena *arena, Text line);

#endif
