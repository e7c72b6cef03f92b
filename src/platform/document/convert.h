/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of madang-convert: a program of its own, so that what reads and draws documents (qpdf,
 * pango, cairo) is neither loaded nor trusted by the server. */
#ifndef PLATFORM_CONVERT_H
#define PLATFORM_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The child's limits. A check may read nothing but the file that it was given; making documents
 * also opens files (fonts) to read. */
typedef struct {
    unsigned cpu_seconds;
    uint64_t memory_bytes;
    bool opens_files;
} Limits;
/* Gives up everything that the job does not need: network, new files, other programs, privileges.
 * From then on such calls answer EPERM. Ends the process (status 3) if it can't. */
void sandbox_enter(const Limits *limits);

/* `convert check-pdf`: reads the PDF on descriptor 0, writes one line to descriptor 1: "good 12",
 * "not-pdf", "encrypted", "damaged", "complex" or "active". */
int convert_check_pdf(void);

/* `convert make-pdf`: for each request on descriptor 0 writes an answer to descriptor 1, until the
 * end of input. Request: a 32-bit count, then so many texts: language, title, paragraphs. Answer:
 * one text, the PDF. A text: a 32-bit size, then its bytes; the machine's byte order. */
int convert_make_pdf(void);

enum { CONVERT_TEXTS_MAX = 1000, CONVERT_TEXT_BYTES_MAX = 1 << 20 };

#endif
