-- SPDX-License-Identifier: Apache-2.0
-- The store itself: migration store/0001, and since the first release the sum of its migrations.

-- Empty: what a change on PostgreSQL locks, so that one that lost can have a turn alone.
CREATE TABLE change_queue (
    key INT64 PRIMARY KEY -- audience: nobody
);

-- The end of each book's chain; a row is locked by the change that writes into its book.
CREATE TABLE journal_head (
    book TEXT PRIMARY KEY,  -- audience: nobody
    number INT64 NOT NULL,  -- audience: nobody; of the last entry, 0: none yet
    digest TEXT NOT NULL    -- audience: nobody; of the last line
);

-- Who may read an entry is the business of the export and the pages, never of a query elsewhere.
CREATE TABLE journal_entry (
    book TEXT NOT NULL,     -- audience: nobody
    number INT64 NOT NULL CHECK (number >= 1), -- audience: nobody
    at INT64 NOT NULL,      -- audience: organiser, site
    kind TEXT NOT NULL,     -- audience: organiser, site; but for what they are recused from
    line TEXT NOT NULL,     -- audience: organiser, site; but for what they are recused from; JSON
    PRIMARY KEY (book, number)
);

-- What a commitment of an entry hides. A row may be erased; the entry stays.
CREATE TABLE journal_opening (
    book TEXT NOT NULL,     -- audience: nobody
    number INT64 NOT NULL,  -- audience: nobody
    field TEXT NOT NULL,    -- audience: nobody
    salt TEXT NOT NULL,     -- audience: nobody; 64 hex digits
    text TEXT NOT NULL,     -- audience: nobody
    PRIMARY KEY (book, number, field)
);

-- Whom a pseudonym of a book means. A row may be erased; the entries stay.
CREATE TABLE journal_pseudonym (
    book TEXT NOT NULL,     -- audience: nobody
    account INT64 NOT NULL, -- audience: nobody
    pseudonym TEXT NOT NULL, -- audience: nobody
    PRIMARY KEY (book, account),
    UNIQUE (book, pseudonym)
);
CREATE INDEX journal_pseudonym_of_account ON journal_pseudonym (account);

-- What the site remembers of itself: the offset of a demonstration's clock, the key that it signs with.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,  -- audience: nobody
    value TEXT NOT NULL     -- audience: nobody
);
