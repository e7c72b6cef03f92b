/* SPDX-License-Identifier: Apache-2.0 */
/* The stations of an exchange, each a file, and what they ask of one another: private to exchange*.c.
 *
 * head (what is asked, and is it well formed?), body (the form that is sent), reader (who asks), keep
 * (text typed before a login had expired), post (guard, change, redirect), work (which of these, and the
 * page), failure (what fails becomes an answer). */
#ifndef PLATFORM_EXCHANGE_PARTS_H
#define PLATFORM_EXCHANGE_PARTS_H

#include "base/fail.h"
#include "platform/http/exchange.h"

/* exchange.c */
bool header_is(Text name, const char *wanted); /* in any case */
bool exchange_has_answer(const Exchange *exchange);
/* Notes what its work is to answer. `closes`: the connection ends with it, for its body is not read. */
void exchange_refuse(Exchange *exchange, ErrorKind kind, bool closes);

/* body */
bool route_takes_files(const Route *route);
int64_t exchange_body_max_bytes(const Exchange *exchange);
/* The body is there: its values become the request's, or it is refused. */
void exchange_end_body(Exchange *exchange);

/* reader */
/* Begins what a snapshot or change does for this request; whoever calls it sets own->at to NULL again. */
void exchange_find_login(Snapshot *at, Request *request);
void exchange_to_sign_in(Request *request, Text then);
/* The answer of a guard that did not admit. */
void exchange_answer_verdict(Request *request, Snapshot *at, Verdict verdict);
/* Notes that the login was used, if it is time to. */
void exchange_touch_login(void *exchange);

/* keep */
void exchange_find_kept(Snapshot *at, Exchange *exchange);
void exchange_keep_typed(Exchange *exchange);
void exchange_forget_kept(Exchange *exchange, Change *change);

/* post */
void exchange_apply_form(Exchange *exchange);

/* failure */
/* Runs it; if it fails, the failure becomes the answer, and this is false. */
bool exchange_run(Exchange *exchange, void (*work)(void *context), void *context);
/* Makes the answer ready to be sent; if that fails, the page of the failure is. */
void exchange_finish(Exchange *exchange);
void exchange_log_failure(const Failure *failure);

#endif
