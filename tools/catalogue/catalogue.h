/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of sentences, private to its files: po (reading), check (what a good translation holds),
 * join (sentences with their translations), table (writing). */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "base/fail.h"
#include "base/list.h"
#include "base/text.h"

enum { GERMAN, KOREAN, TONGUES };

typedef struct {
    const char *file;
    int line;
    bool is_fuzzy;
    bool has_plural;
    Text english, plural;
    Text forms[3]; /* of a .po; how many are given: */
    int form_count;
    Text reference; /* "src/…:12" of a .pot */
} Entry;
typedef LIST(Entry) Entries;

typedef struct {
    uint64_t id;
    const Entry *source;
    const Entry *translations[TONGUES];
} Sentence;
typedef LIST(Sentence) Sentences;

typedef struct {
    Arena *arena;
    bool is_strict;
    int errors, missing;
    const char *out;
    Entries sources;
    Entries tongues[TONGUES];
    Sentences sentences;
} Catalogue;

extern const char *const tongue_names[TONGUES];

/* Says what is to be corrected there, and counts it. */
void complain(Catalogue *catalogue, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void po_read(Catalogue *catalogue, const char *file, Entries *entries);

void check_source(Catalogue *catalogue, const Entry *entry);
void check_translation(Catalogue *catalogue, int tongue, const Entry *entry);

/* Sources and tongues to sentences, checked. */
void join_all(Catalogue *catalogue);

void table_write(Catalogue *catalogue);

#endif
