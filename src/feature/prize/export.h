/* SPDX-License-Identifier: Apache-2.0 */
/* The record of an edition as a file: the book's own bytes, what opens its commitments, an end line
 * with the site's signature. doc/record.md describes it; verify.h reads it. */
#ifndef PRIZE_EXPORT_H
#define PRIZE_EXPORT_H

#include "feature/prize/edition.h"
#include "platform/store/signature.h"

enum { RECORD_VERSION = 1 };
/* What a signature of an end line is made for. */
#define RECORD_PURPOSE TEXT("madang record/1")

typedef struct {
    bool is_sealed;     /* made before the announcement: for auditors' eyes alone */
    bool without_texts; /* leaves out all openings */
    SiteKey key;
} Export;

/* May the record be given out unsealed: is what it says of the winners public? */
bool export_is_open(Snapshot *at, const Edition *edition);

/* Gives the file to `write`, line by line, each with its newline. */
typedef void ExportWrite(void *context, Text line);
void export_record(Snapshot *at, const Edition *edition, const Export *export, ExportWrite *write,
                   void *context);

#endif
