/* SPDX-License-Identifier: Apache-2.0 */
/* Events on their way from a change to the listeners of every process that serves the store.
 *
 * They are rows of an outbox, written in the change itself: nobody hears of what was not committed. A
 * thread of each process looks for new rows, as soon as one of its own changes left some and, where
 * others may serve the same store (PostgreSQL), four times a second; and hands them to push.h. */
#ifndef PLATFORM_PUSH_RELAY_H
#define PLATFORM_PUSH_RELAY_H

#include "platform/store/store.h"

/* A row of the outbox; who hears of it once the change is committed is decided by the topic. */
void push_relay_add(Change *change, Text topic, Text data);

/* One at a time in a process. What is in the outbox by now is not told any more. */
void push_relay_start(Store *store);
void push_relay_stop(void);
/* A change of this process left rows. Does nothing where no relay runs. */
void push_relay_wake(void);

/* Sweeps what everybody has heard of: a job's part. */
void push_relay_expire(Change *change);

#endif
