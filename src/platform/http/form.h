/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a form's body while it arrives: urlencoded or multipart (RFC 7578), in bounded memory.
 *
 * Text fields are gathered in the arena, up to TEXT_TOTAL_MAX_BYTES of all of them; files go to
 * drafts on disk. Fields that the route does not declare are dropped. */
#ifndef PLATFORM_FORM_H
#define PLATFORM_FORM_H

#include "platform/http/route.h"

enum { TEXT_TOTAL_MAX_BYTES = 1 << 20, TEXT_DEFAULT_MAX_BYTES = 1000, FILES_MAX = 20 };

typedef enum {
    FORM_GOOD,
    FORM_BAD,       /* badly written, not UTF-8, or cut short: 400 */
    FORM_TOO_LARGE, /* more text than any form of ours holds: 413 */
    FORM_UNKNOWN    /* a media type that is no form: 415 */
} FormState;

typedef struct Form Form;

/* For a body of this Content-Type. No file may exceed `file_bytes_max`, whatever the route says; with 0
 * files are read over and none is kept. */
Form *form_new(Arena *arena, Store *store, const Route *route, Text content_type, int64_t file_bytes_max);
/* False once the state is not FORM_GOOD. Fails where a file cannot be written. */
bool form_add(Form *form, const char *bytes, size_t size);
FormState form_end(Form *form);
FormState form_state(const Form *form);

NamedTexts form_values(const Form *form);
size_t form_upload_count(const Form *form);
Upload form_upload(const Form *form, size_t index);

/* A query or an urlencoded text: declared parameters of the route into *values; all of them if the
 * route is NULL. False if it is badly encoded. */
bool form_read_query(Arena *arena, const Route *route, Text query, NamedTexts *values);
/* The declaration that a field falls under, or NULL. */
const Parameter *route_parameter(const Route *route, Text name);

#endif
