/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of the schemas with the audience that each states:
 *
 *     address TEXT NOT NULL, -- audience: account, site; in whose inbox mails arrive
 *
 * A list of readers from one vocabulary, each perhaps "once" something has happened; after a semicolon
 * stands what a person should know besides. */
#ifndef AUDIENCE_H
#define AUDIENCE_H

#include "base/list.h"
#include "base/text.h"

typedef struct {
    Text reader, once; /* "public", "announced"; once "": always */
} AudienceTerm;
typedef struct {
    Text table, name, type, definition; /* the definition without its comment */
    LIST(AudienceTerm) audience;
    bool is_key;       /* of a primary, unique or foreign key */
    const char *fault; /* what is wrong with its audience; NULL: nothing */
    int line;
} AudienceColumn;
typedef LIST(AudienceColumn) AudienceColumns;

/* What is wrong with an audience as it stands behind "-- audience:"; NULL: nothing. */
const char *audience_fault(Arena *arena, Text stated);
/* Adds the columns that a .sql file makes. */
void audience_read(Arena *arena, Text sql, AudienceColumns *columns);

#endif
