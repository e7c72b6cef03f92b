/* SPDX-License-Identifier: Apache-2.0 */
/* What SQL may not say here, because SQLite and PostgreSQL would do different things with it. Only
 * tokens are looked at, so a rule sees the usual forms and not every form. */
#ifndef SQL_RULES_H
#define SQL_RULES_H

#include "base/list.h"
#include "base/text.h"

typedef struct {
    Text table, name;
    bool may_be_null;
} SqlColumn;
typedef LIST(SqlColumn) SqlColumns;

typedef struct {
    const char *rule; /* a short name */
    const char *why;  /* what to write instead */
    int line;         /* from 1, within the text */
    Text near;
} SqlRefusal;
typedef LIST(SqlRefusal) SqlRefusals;

/* Adds the columns of the tables that a schema creates. */
void sql_read_columns(Arena *arena, Text schema, SqlColumns *columns);
/* What is wrong with a statement, or with a schema (several statements). */
SqlRefusals sql_refusals(Arena *arena, Text sql, const SqlColumns *columns, bool is_schema);

#endif
