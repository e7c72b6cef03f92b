/* SPDX-License-Identifier: Apache-2.0 */
/* What the server itself remembers between requests: answers to operations, and forms whose login had
 * expired. Both live in the store, so that any process of the house knows them. */
#ifndef PLATFORM_KEEP_H
#define PLATFORM_KEEP_H

#include "platform/http/request.h"

extern const Migration http_migrations[]; /* schema.sql */
extern const size_t http_migrations_count;

/* Which operation a form is: its token, who sends it where, and all that stands in it. What comes with the
 * token of an earlier one and says something else (changed after "back", say) is another one. "" without
 * token. */
Text operation_of(const Request *request);
/* The answer that this operation had, or "". */
Text operation_find(Snapshot *at, Text operation);
void operation_keep(Change *change, Text operation, Text location);

/* Keeps typed text under a secret that the browser will hold. False: there is no more room. */
bool kept_form_add(Change *change, Text secret, Text path, const NamedTexts *values);
NamedTexts kept_form_find(Snapshot *at, Text secret, Text path);
bool kept_form_remove(Change *change, Text secret, Text path); /* false: there was none */

/* Sweeps what has expired: a job. */
void keep_expire(Store *store, const Settings *settings, Arena *arena);

#endif
