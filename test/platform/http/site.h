/* SPDX-License-Identifier: Apache-2.0 */
/* A small site for the tests of this folder: pages that show, fail, hide and refuse, a form for notes, a
 * file. Whose login cookie is "anna" is signed in. */
#ifndef TEST_HTTP_SITE_H
#define TEST_HTTP_SITE_H

#include "test.h"

#include "http_fixture.h"

extern HttpFixture *site;
extern int notes_applied; /* how often the form of a note reached its handler */

int site_open(void **state);
int site_close(void **state);

/* No login, no cookies, no headers. */
void forget_reader(void);
void send_header(const char *name, const char *value);
int64_t count_notes(void);

#endif
