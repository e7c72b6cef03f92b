/* SPDX-License-Identifier: Apache-2.0 */
/* What the server itself remembers between requests: answers to operations, and forms whose login had
 * expired. Both live in the store, so that any process of the house knows them. */
#ifndef PLATFORM_KEEP_H
#define PLATFORM_KEEP_H

#include "platform/http/request.h"

extern const Migration http_migrations[]; /* schema.sql */
extern const size_t http_migrations_count;

/* The answer that the operation of this token, account and path had, or "". */
Text operation_find(Snapshot *at, Text token, AccountId account, Text path);
void operation_keep(Change *change, Text token, AccountId account, Text path, Text location);

/* Keeps typed text under a secret that the browser will hold. False: there is no more room. */
bool kept_form_add(Change *change, Text secret, Text path, const NamedTexts *values);
NamedTexts kept_form_find(Snapshot *at, Text secret, Text path);
void kept_form_remove(Change *change, Text secret);

/* Sweeps what has expired: a job. */
void keep_expire(Store *store, const Settings *settings, Arena *arena);

#endif
