/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a page (page/shell.h), filled from a request. */
#ifndef PLATFORM_HTTP_SHELL_H
#define PLATFORM_HTTP_SHELL_H

#include "platform/http/feature.h"
#include "platform/http/server.h"
#include "platform/page/shell.h"

/* `at` NULL: no store can be asked, and the page has no navigation. `area` is whose room this is, or no
 * message. A handler adds title, crumbs and notices. */
Shell shell_for(Request *request, Snapshot *at, Message area);

/* The site's name in a language: its own, else the common one, else Madang's. */
Text shell_site_name(Arena *arena, const Settings *settings, Language language);

/* The hidden fields of a form: {{include page_form_token &v->token}}. */
FormToken form_token_for(Request *request);

/* A whole page of a sentence or two, with its status: "Link expired" and its kin. `reason` may be none. */
void response_sorry(Request *request, Snapshot *at, int status, PageErrorKind kind, Message reason);

/* The pages of errors: a hook of the server. */
ErrorPageFunction shell_error_page;

#endif
