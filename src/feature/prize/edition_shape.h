/* SPDX-License-Identifier: Apache-2.0 */
/* The shape of an edition's rules, as one table: each key with its type, range and default. The
 * file's reader and writer, the canonical JSON and the comparison of two versions all walk this
 * table, so that a new rule is a member of a struct and a line here. */
#ifndef PRIZE_EDITION_SHAPE_H
#define PRIZE_EDITION_SHAPE_H

#include "feature/prize/edition.h"

typedef enum {
    SHAPE_CODE,    /* Text of a-z, 0-9 and '-' */
    SHAPE_LINE,    /* Text */
    SHAPE_COUNTRY, /* Text: ISO 3166-1 */
    SHAPE_WORDS,   /* Words */
    SHAPE_INT,     /* int64_t */
    SHAPE_BOOL,    /* bool */
    SHAPE_CHOICE,  /* an enum, by its words */
    SHAPE_INSTANT, /* Instant; civil time in the file */
    SHAPE_RATIO,   /* Ratio */
    SHAPE_CODES,   /* Codes, each of kind `each` */
    SHAPE_STRUCT,  /* another struct */
    SHAPE_LIST     /* a LIST of structs */
} ShapeKind;

/* What a rule rests upon, and from when on a change of it needs a reason. */
typedef enum {
    PART_FREE,      /* names and words: never frozen */
    PART_EDITION,   /* fixed from the first version on */
    PART_CALL,      /* from the instant at which the call opens */
    PART_RUBRIC,    /* from the begin of the first round that uses it */
    PART_ROUND,     /* from its begin */
    PART_COMMITTEE, /* from its begin */
    PART_WINNERS    /* publication: then by two people alone */
} EditionPart;

typedef struct Shape Shape;
typedef struct {
    const char *name;
    ShapeKind kind;
    size_t offset;
    bool is_share;            /* SHAPE_RATIO: of a whole, where 60% may be written */
    bool required;            /* of a list: at least one */
    int64_t least, greatest;  /* SHAPE_INT */
    int64_t otherwise;        /* of an optional number, bool or choice */
    const char *const *words; /* SHAPE_CHOICE, in the order of the enum; ends with NULL */
    bool is_newer;      /* SHAPE_CHOICE, _BOOL: its default is not written into the canonical JSON, so that
                           rules from before it was there keep their digest */
    ShapeKind each;     /* SHAPE_CODES */
    const Shape *shape; /* SHAPE_STRUCT, SHAPE_LIST */
    EditionPart part;   /* of the fields of edition_shape */
} ShapeField;
struct Shape {
    size_t size;
    const ShapeField *fields;
    size_t count;
};

/* Any LIST, as the walkers see it. */
typedef LIST(char) AnyList;

extern const Shape edition_shape;
extern const Shape round_shape; /* to know one of its fields */

/* The elements of a list are known by their code, which is their first member. NULL if they have none. */
const Text *shape_code(const Shape *shape, const void *element);
/* "rounds/panel/places" of the member at this address in the edition; "" if it isn't in it. */
Text shape_path(Arena *arena, const Edition *edition, const void *member);
/* A value as the file writes it, on one line; `zone` for instants. Not for structs and lists. */
Text shape_write(Arena *arena, const ShapeField *field, const void *member, Text zone);

/* "3.5" where the decimal is exact, else "7/3". */
Text ratio_write(Arena *arena, Ratio ratio);
/* Reads 3.5, 7/2 and 60%; in lowest terms. */
bool ratio_read(Text text, Ratio *ratio);
/* -1, 0, 1. */
int ratio_order(Ratio a, Ratio b);

#endif
