/* SPDX-License-Identifier: Apache-2.0 */
/* What a template writes to: bytes that grow, and the language, place and time zone of their
 * reader. Templates (see doc/templates.md) are compiled to functions over a Page and a view; what
 * they put goes through the page_put_* functions here, which escape by the type of the value and
 * the place in the text. */
#ifndef PLATFORM_PAGE_H
#define PLATFORM_PAGE_H

#include "base/list.h"
#include "platform/language/language.h"

typedef struct {
    TextBuffer out;
    Language language;
    Text zone;        /* IANA: in which dates are written where the view names no zone */
    Text zone_reader; /* the reader's own, "" if it is not known */
    Instant now;
} Page;

/* Markup that was made by a template or a filter of ours: the only thing that passes unescaped. */
typedef struct {
    Text markup;
} Html;

/* An address that is safe in href, src and action: only url_* makes one. */
typedef struct {
    Text address;
} Url;
/* "/ko/prize/demo/": the path, in the language; each {} is replaced by the next part, percent-encoded. */
#define URL(arena, language, pattern, ...)                                                                   \
    url_make((arena), (language), "" pattern "", (const Text[]){__VA_ARGS__ __VA_OPT__(, ) TEXT("")})
Url url_make(Arena *arena, Language language, const char *pattern, const Text *parts);
/* http, https and mailto from outside; anything else becomes "#". */
Url url_foreign(Arena *arena, Text address);

/* Text that a user wrote, in a language of its own (BCP 47; "" unknown). In HTML it carries lang. */
typedef struct {
    Text text;
    Text tongue;
} Written;

/* A decimal in thousandths, for scores: 3.725 is {3725, 3}. */
typedef struct {
    int64_t thousandths;
    int decimals;
} Decimal;

#endif
