/* SPDX-License-Identifier: Apache-2.0 */
/* What this thread holds of ICU: opening its formatters is a hundred times dearer than using them,
 * and they may not be shared. Released when the thread ends. */
#ifndef PLATFORM_ICU_H
#define PLATFORM_ICU_H

#include "platform/language/language.h"

#include <unicode/ucal.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/uldnames.h>

enum {
    ICU_FORMATS_MAX = 64,
    ICU_CALENDARS_MAX = 16,
    ICU_INTERVALS_MAX = 16,
    ICU_ZONE_MAX = 48,
    ICU_WRITTEN_MAX = 256,
    ICU_WRITTEN_WAYS = 4,
    ICU_WRITTEN_BYTES = 96,
    ICU_TAG_BYTES = 16
};

typedef struct {
    char zone[ICU_ZONE_MAX];
    Language language;
    int pattern;
    UDateFormat *format;
} IcuFormat;
typedef struct {
    char zone[ICU_ZONE_MAX];
    UCalendar *calendar;
} IcuCalendar;
typedef struct {
    char zone[ICU_ZONE_MAX];
    Language language;
    bool is_long;
    UDateIntervalFormat *format;
} IcuInterval;
/* What was asked of ICU: a date, dates from one to another, or a language's name. Without padding. */
typedef struct {
    const void *format; /* that writes it, or NULL */
    UDate from, to;
    char tag[ICU_TAG_BYTES];
    int64_t language;
} IcuKey;
/* What it answered lately: a page names the same few again and again. */
typedef struct {
    IcuKey key;
    size_t size; /* 0: an empty place */
    char text[ICU_WRITTEN_BYTES];
} IcuWritten;
typedef struct {
    IcuFormat formats[ICU_FORMATS_MAX]; /* a ring: the oldest goes first */
    size_t format_next;
    IcuCalendar calendars[ICU_CALENDARS_MAX];
    size_t calendar_next;
    IcuInterval intervals[ICU_INTERVALS_MAX];
    size_t interval_next;
    IcuWritten written[ICU_WRITTEN_MAX]; /* each in one of the places of its hash */
    size_t written_next;
    UCollator *collators[LANGUAGE_COUNT];
    ULocaleDisplayNames *names[LANGUAGE_COUNT];
} IcuThread;

IcuThread *icu_thread(void);
const char *icu_locale(Language language); /* "en_GB" */
/* Fails with what ICU said, if it is an error. */
void icu_check(UErrorCode status, const char *what);
/* What this thread was told lately, if it was; what it shall hold; what no longer is to be asked. */
bool icu_recall(Arena *arena, const IcuKey *key, Text *text);
void icu_remember(const IcuKey *key, Text text);
void icu_forget(const void *format);
/* UTF-8 of UTF-16. */
Text icu_text(Arena *arena, const UChar *at, int32_t size);

#endif
