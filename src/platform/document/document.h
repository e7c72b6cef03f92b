/* SPDX-License-Identifier: Apache-2.0 */
/* Documents are checked and made in children: one job a process, limited, without network. */
#ifndef PLATFORM_DOCUMENT_H
#define PLATFORM_DOCUMENT_H

#include "base/message.h"
#include "platform/store/store.h"

typedef enum {
    DOCUMENT_GOOD,
    DOCUMENT_NOT_PDF, /* something else under that name */
    DOCUMENT_ENCRYPTED,
    DOCUMENT_DAMAGED,    /* truncated, or with errors */
    DOCUMENT_TOO_COMPLEX /* the child reached a limit of time or memory */
} DocumentState;

typedef struct {
    DocumentState state;
    int64_t pages;
} DocumentCheck;

/* Checks a PDF at `path`; blocks for as long as the child works (at most 20 s). */
DocumentCheck document_check_pdf(const char *path);
/* What to tell the user: "“{file}” is protected by a password. …" */
Message document_message(DocumentState state, Text file_name);

/* Makes a simple PDF (title, paragraphs) for demonstrations; the bytes, the same for the same input. */
Text document_make_pdf(Arena *arena, Text title, const Text *paragraphs, size_t count, Text tongue);

#endif
