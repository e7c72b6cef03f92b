/* SPDX-License-Identifier: Apache-2.0 */
/* A sentence for a user, not yet in any language: its English text, which is its name in the
 * catalogues (po/), and the values of its {placeholders}. platform/language writes it. */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include "base/text.h"
#include "base/time.h"

typedef enum {
    ARGUMENT_NONE,
    ARGUMENT_TEXT,
    ARGUMENT_NUMBER,    /* also chooses the plural, if it is the first argument */
    ARGUMENT_BYTES,     /* a size, written as "20 MB" */
    ARGUMENT_DATE,      /* a day, in `zone` */
    ARGUMENT_DATE_TIME, /* with weekday, time, city and offset of the zone: a deadline */
    ARGUMENT_TIME,      /* hours and minutes */
    ARGUMENT_MESSAGE,   /* another message, for a state or a role inside a sentence */
    ARGUMENT_ADDRESS    /* of {a}…{/a}: a Url's, which only a page's sentences have */
} ArgumentKind;

typedef struct Message Message;

typedef struct {
    const char *name; /* as in {name} */
    ArgumentKind kind;
    Text text;
    Text tongue; /* BCP 47, of a text that a user wrote; "": unknown */
    int64_t number;
    Instant instant;
    Text zone; /* IANA name */
    const Message *message;
} MessageArgument;

enum { MESSAGE_ARGUMENTS_MAX = 6 };

struct Message {
    uint64_t id;                /* message_id() of platform/language, or 0: not computed yet */
    const char *english;        /* NULL: no message */
    const char *english_plural; /* NULL: no plural */
    MessageArgument arguments[MESSAGE_ARGUMENTS_MAX];
};

/* The plain English sentence, for the command line and the log: numbers, sizes and instants are
 * written as data, not as a reader of some country expects. Where readers are: message_write(). */
Text message_english(Arena *arena, const Message *message);

/* M("Enter the name of the city.") or M("“{file}” is not a PDF.", WITH_TEXT("file", name)) */
#define M(text, ...) ((Message){.english = "" text "", .arguments = {__VA_ARGS__}})
/* MN("{n} answer", "{n} answers", count): the first placeholder is {n}. */
#define MN(one, other, n, ...)                                                                               \
    ((Message){.english = "" one "",                                                                         \
               .english_plural = "" other "",                                                                \
               .arguments = {WITH_NUMBER("n", n) __VA_OPT__(, ) __VA_ARGS__}})

#define WITH_TEXT(n, value)                                                                                  \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_TEXT, .text = (value)                                                  \
    }
#define WITH_NUMBER(n, value)                                                                                \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_NUMBER, .number = (value)                                              \
    }
#define WITH_BYTES(n, value)                                                                                 \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_BYTES, .number = (value)                                               \
    }
#define WITH_DATE(n, value, z)                                                                               \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_DATE, .instant = (value), .zone = (z)                                  \
    }
#define WITH_DATE_TIME(n, value, z)                                                                          \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_DATE_TIME, .instant = (value), .zone = (z)                             \
    }
#define WITH_TIME(n, value, z)                                                                               \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_TIME, .instant = (value), .zone = (z)                                  \
    }
#define WITH_MESSAGE(n, value)                                                                               \
    {                                                                                                        \
        .name = (n), .kind = ARGUMENT_MESSAGE, .message = (value)                                            \
    }

#endif
