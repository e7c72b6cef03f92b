/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled templates call: each PUT_… writes a value, escaped for the place in its name. A
 * type that has no way to be written there does not compile. */
#ifndef PLATFORM_PUT_H
#define PLATFORM_PUT_H

#include "platform/page/asset.h"
#include "platform/page/page.h"

typedef enum { PLACE_HTML, PLACE_ATTRIBUTE, PLACE_XML, PLACE_JSON, PLACE_CSV, PLACE_PLAIN } PutPlace;

/* Markup of the template itself. */
#define PUT_LITERAL(page, literal) buffer_add(&(page)->out, TEXT(literal))

void put_text(Page *page, PutPlace place, Text text);
void put_c(Page *page, PutPlace place, const char *text); /* NULL writes as "" */
void put_integer(Page *page, PutPlace place, int64_t integer);
void put_unsigned(Page *page, PutPlace place, uint64_t integer);
void put_written(Page *page, PutPlace place, Written written);
void put_decimal(Page *page, PutPlace place, Decimal decimal);
void put_url(Page *page, PutPlace place, Url url);
void put_instant(Page *page, PutPlace place, Instant instant); /* not set: "" or null */
void put_message(Page *page, PutPlace place, Message message);
void put_html(Page *page, PutPlace place, Html html);
void put_bool(Page *page, PutPlace place, bool value);
/* A sentence of the catalogue without values, by its id. */
void put_sentence(Page *page, PutPlace place, uint64_t id);

#define PUT_INTEGERS                                                                                         \
    signed char : put_integer,                                                                               \
                  short : put_integer,                                                                       \
                          int : put_integer,                                                                 \
                                long : put_integer,                                                          \
                                       long long : put_integer,                                              \
                                                   unsigned char : put_unsigned,                             \
                                                                   unsigned short : put_unsigned,            \
                                                                                    unsigned : put_unsigned, \
                                                                                               unsigned long \
        : put_unsigned,                                                                                      \
          unsigned long long : put_unsigned
#define PUT_COMMON                                                                                           \
    PUT_INTEGERS, Text : put_text,                                                                           \
                         char * : put_c,                                                                     \
                                  const char * : put_c,                                                      \
                                                 Written : put_written,                                      \
                                                           Decimal : put_decimal,                            \
                                                                     Url : put_url,                          \
                                                                           Instant : put_instant,            \
                                                                                     Message : put_message

#define PUT_HTML(page, value) _Generic((value), PUT_COMMON, Html : put_html)((page), PLACE_HTML, (value))
#define PUT_ATTRIBUTE(page, value) _Generic((value), PUT_COMMON)((page), PLACE_ATTRIBUTE, (value))
#define PUT_ADDRESS(page, value) _Generic((value), Url : put_url)((page), PLACE_ATTRIBUTE, (value))
#define PUT_XML(page, value) _Generic((value), PUT_COMMON, Html : put_html)((page), PLACE_XML, (value))
#define PUT_JSON(page, value)                                                                                \
    _Generic((value), PUT_COMMON, Html : put_html, bool : put_bool)((page), PLACE_JSON, (value))
#define PUT_CSV(page, value) _Generic((value), PUT_COMMON)((page), PLACE_CSV, (value))
#define PUT_PLAIN(page, value) _Generic((value), PUT_COMMON)((page), PLACE_PLAIN, (value))

#define PUT_HTML_SENTENCE(page, id) put_sentence((page), PLACE_HTML, (id))
#define PUT_ATTRIBUTE_SENTENCE(page, id) put_sentence((page), PLACE_ATTRIBUTE, (id))
#define PUT_XML_SENTENCE(page, id) put_sentence((page), PLACE_XML, (id))
#define PUT_JSON_SENTENCE(page, id) put_sentence((page), PLACE_JSON, (id))
#define PUT_CSV_SENTENCE(page, id) put_sentence((page), PLACE_CSV, (id))
#define PUT_PLAIN_SENTENCE(page, id) put_sentence((page), PLACE_PLAIN, (id))
/* A sentence may not stand in an address: PUT_ADDRESS_SENTENCE does not exist. */

/* The values of a sentence's placeholders. */
MessageArgument argument_text(Page *page, const char *name, Text text);
MessageArgument argument_c(Page *page, const char *name, const char *text);
MessageArgument argument_integer(Page *page, const char *name, int64_t integer); /* digits only */
MessageArgument argument_unsigned(Page *page, const char *name, uint64_t integer);
MessageArgument argument_written(Page *page, const char *name, Written written);
MessageArgument argument_decimal(Page *page, const char *name, Decimal decimal);
MessageArgument argument_message(Page *page, const char *name, Message message);
MessageArgument argument_address(Page *page, const char *name, Url url);
MessageArgument argument_count(Page *page, const char *name, int64_t count); /* chooses the plural */

#define ARGUMENT(page, name, value)                                                                          \
    _Generic((value),                                                                                        \
        signed char: argument_integer,                                                                       \
        short: argument_integer,                                                                             \
        int: argument_integer,                                                                               \
        long: argument_integer,                                                                              \
        long long: argument_integer,                                                                         \
        unsigned char: argument_unsigned,                                                                    \
        unsigned short: argument_unsigned,                                                                   \
        unsigned: argument_unsigned,                                                                         \
        unsigned long: argument_unsigned,                                                                    \
        unsigned long long: argument_unsigned,                                                               \
        Text: argument_text,                                                                                 \
        char *: argument_c,                                                                                  \
        const char *: argument_c,                                                                            \
        Written: argument_written,                                                                           \
        Decimal: argument_decimal,                                                                           \
        Message: argument_message)((page), (name), (value))
#define ARGUMENT_ADDRESS(page, name, value) argument_address((page), (name), (value))
#define ARGUMENT_COUNT(page, name, value) argument_count((page), (name), (int64_t)(value))

/* A part of a path: a text or an integer. */
Text url_part_text(Page *page, Text text);
Text url_part_c(Page *page, const char *text);
Text url_part_integer(Page *page, int64_t integer);
#define URL_PART(page, value)                                                                                \
    _Generic((value),                                                                                        \
        Text: url_part_text,                                                                                 \
        char *: url_part_c,                                                                                  \
        const char *: url_part_c,                                                                            \
        default: url_part_integer)((page), (value))

/* {{score}} and {{date}} with its kin. An instant that is not set is written as "". */
Text page_score(Arena *arena, Language language, Decimal decimal);
Text page_date(Page *page, Instant instant, Text zone, DateForm form);
Text page_month(Page *page, Instant instant, Text zone, bool has_year); /* Feb · Feb 2026 */
/* The days of a time that is over at `ends`: {{page_days(page, v->opens, v->closes, v->zone, false)}}. */
Text page_days(Page *page, Instant begins, Instant ends, Text zone, bool is_long);

#endif
