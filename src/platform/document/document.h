/* SPDX-License-Identifier: Apache-2.0 */
/* Documents are checked and made in children (madang-convert, which lies beside madang), limited
 * and without network: a check has a child of its own; one child makes many documents. */
#ifndef PLATFORM_DOCUMENT_H
#define PLATFORM_DOCUMENT_H

#include "base/message.h"

typedef enum {
    DOCUMENT_GOOD,
    DOCUMENT_NOT_PDF,     /* something else under that name */
    DOCUMENT_ENCRYPTED,   /* by a password, or against changes */
    DOCUMENT_DAMAGED,     /* truncated, or parts of it can't be read */
    DOCUMENT_TOO_COMPLEX, /* the child reached a limit of time or memory */
    DOCUMENT_ACTIVE       /* JavaScript, or an action that starts a program */
} DocumentState;

typedef struct {
    DocumentState state;
    int64_t pages; /* of a good one */
} DocumentCheck;

/* Checks a PDF at `path`; blocks for as long as the child works (at most 20 s). Fails by fail() if
 * the file can't be opened or there is no child to be had. */
DocumentCheck document_check_pdf(const char *path);
/* What to tell the user: "“{file}” is protected by a password …". Without English if it is good. */
Message document_message(DocumentState state, Text file_name);

/* Makes a simple tagged PDF (title, paragraphs) for demonstrations; the bytes, the same for the
 * same input, fonts and versions of the libraries. `tongue` is the text's language, BCP 47. */
Text document_make_pdf(Arena *arena, Text title, const Text *paragraphs, size_t count, Text tongue);

#endif
