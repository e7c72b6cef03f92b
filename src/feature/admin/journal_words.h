/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in the journal as codes, in the words of a reader. What it does not know (a kind or a
 * field of an older release) is left as it is written. */
#ifndef ADMIN_JOURNAL_WORDS_H
#define ADMIN_JOURNAL_WORDS_H

#include "feature/prize/edition.h"

#include <jansson.h>

typedef struct {
    Snapshot *at;
    const Edition *edition; /* of the book; NULL: the site's, or gone */
    Language language;
    Text zone;
} JournalReader;

/* "Review sent" for "review.sent"; without english where there is no word. */
Message journal_kind_word(Text kind);
/* "Application" for "application". */
Message journal_field_word(const char *name);
/* A field's value: an application by its number, a round by its name, a code by its word, an instant as
 * a date, a list by its length, a commitment by its beginning. */
Text journal_value(const JournalReader *reader, const char *name, const json_t *value);
/* What the entry is about, in a few words: "26-117 · Panel"; "" where its kind says it all. */
Text journal_subject(const JournalReader *reader, const json_t *says);

#endif
