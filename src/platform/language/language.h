/* SPDX-License-Identifier: Apache-2.0 */
/* Languages: the interface's sentences from po/, and how dates, numbers and names are written and
 * sorted (ICU). House rules of form: doc/ and the glossary; English is written as en-GB. */
#ifndef PLATFORM_LANGUAGE_H
#define PLATFORM_LANGUAGE_H

#include "base/message.h"

typedef enum { LANGUAGE_EN, LANGUAGE_KO, LANGUAGE_DE, LANGUAGE_COUNT } Language;

Text language_code(Language language);     /* "en" */
Text language_own_name(Language language); /* "English", "한국어", "Deutsch" */
bool language_from_code(Text code, Language *language);
/* The best of ours for an Accept-Language header (RFC 9110 12.5.4); English if none fits. */
Language language_negotiate(Text accept_language);

/* The sentence in that language, placeholders filled, as plain text. A sentence that no catalogue
 * has is a programmer's error. */
Text message_write(Arena *arena, Language language, const Message *message);

typedef struct {
    Text words;
    bool is_plain; /* without placeholders, and the same in markup */
} CatalogueForm;
/* The catalogue's sentence for a message, its placeholders not yet filled. */
CatalogueForm message_form(Language language, const Message *message);
/* The value of a placeholder, as plain text. */
Text argument_write(Arena *arena, Language language, const MessageArgument *argument);

/* Numbers: 39,472,125 · 39.472.125. `thousandths` is the number × 1000, written with as many of
 * `decimals` (0 … 3), rounded half to even. */
Text number_write(Arena *arena, Language language, int64_t number);
Text decimal_write(Arena *arena, Language language, int64_t thousandths, int decimals);
Text percent_write(Arena *arena, Language language, int64_t percent);
Text bytes_write(Arena *arena, Language language, int64_t bytes); /* 20 MB, units of 1000 */

/* Instants in an IANA zone. See the glossary, 3 Formats. */
typedef enum {
    DATE_SHORT,    /* 15 Jul 2024 · 2024. 7. 15. · 15.07.2024 */
    DATE_LONG,     /* 15 July 2024 · 2024년 7월 15일 · 15. Juli 2024 */
    DATE_FULL,     /* Monday 15 July 2024 */
    DATE_TIME,     /* 15 July 2024, 23:59 (seconds if they are not 00; Uhr in German) */
    DATE_DEADLINE, /* Monday 15 July 2024 at 23:59, Seoul time (UTC+9) */
    DATE_CLOCK     /* 23:59; "Uhr" stands in the German sentence */
} DateForm;
Text instant_format(Arena *arena, Language language, Instant instant, Text zone, DateForm form);
/* The days from one instant to another, the last one too: 13 Feb – 29 May 2026, or with the months'
 * whole names; one date where they are the same day. */
Text interval_format(Arena *arena, Language language, Instant from, Instant to, Text zone, bool is_long);
/* A month's name: Feb · 2월 · Feb., with its year where it is asked for. */
Text month_format(Arena *arena, Language language, Instant instant, Text zone, bool with_year);
bool zone_is_known(Text zone);
Text zone_city(Arena *arena, Language language, Text zone); /* "Seoul", "서울" */
/* The instant of a civil date and time in a zone, "2026-05-29 18:00[:00]". In a gap: after it; twice:
 * the first. False if it is not a date and time, or the zone is unknown. */
bool instant_from_civil(Text civil, Text zone, Instant *instant);
Text instant_to_civil(Arena *arena, Instant instant, Text zone); /* "2026-05-29 18:00:00" */
/* Days between two instants' civil dates in a zone. */
int64_t days_between(Instant from, Instant to, Text zone);

/* A country's name for its ISO 3166-1 code, a language's for its BCP 47 tag. */
Text country_name(Arena *arena, Language language, Text code);
bool country_is_known(Text code);
Text country_after(Text code); /* the code that follows, in their order; after "" the first; "" at the end */
/* The countries' names, as collate() sorts them; those of unknown and repeated codes last. */
Text *country_names_sorted(Arena *arena, Language language, const Text *codes, size_t count);
Text tongue_name(Arena *arena, Language language, Text tag);

/* Sorts as readers of that language expect (CLDR). <0, 0, >0. */
int collate(Language language, Text a, Text b);
/* NFC, so that equal letters are equal bytes, and without control characters but tabs and line ends; for what
 * users type. */
Text text_normalise(Arena *arena, Text text);
/* Without case, accents and width: for comparing names, never for showing them. */
Text text_fold(Arena *arena, Text text);

/* The catalogue's sentence for an English one, made by tools/catalogue from po/: a table of
 * catalogue_mask + 1 places (a power of two), an entry at the first free place from id & mask on. */
typedef struct {
    uint64_t id; /* FNV-1a 64 of English and, if there is a plural, a zero byte and it; 0: free */
    CatalogueForm forms[LANGUAGE_COUNT][2]; /* one and other; the same where there is no plural */
} CatalogueEntry;
extern const CatalogueEntry catalogue_entries[];
extern const uint64_t catalogue_mask;
uint64_t message_id(const char *english, const char *english_plural);
/* The form for a count (pass 1 where the sentence has no plural). */
CatalogueForm catalogue_form(Language language, uint64_t id, int64_t count);

#endif
