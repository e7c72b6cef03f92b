/* SPDX-License-Identifier: Apache-2.0 */
/* Live streams: server-sent events (HTML, 9.2) to those who listen to a topic.
 *
 * A topic is a name that handlers agree on ("prize/<edition>/desk"). Its last events are remembered, so
 * that a reader who comes back misses none (Last-Event-ID); who missed more than that gets an event
 * "reset" and loads the page anew. Events say that something changed, not what: what a reader may see is
 * for the page that they load. All of it lives in this process; push_relay.h brings it what changes left,
 * those of other processes that serve the same store too. Who comes from one of those gets a reset. */
#ifndef PLATFORM_PUSH_H
#define PLATFORM_PUSH_H

#include "base/text.h"

enum { PUSH_TOPICS_MAX = 1000, PUSH_EVENTS_KEPT = 64, PUSH_EVENT_MAX_BYTES = 1000 };

/* From any thread, to the listeners of this process. Line ends in `data` become separate data lines. From
 * a handler: request_publish(). */
void push_publish(Text topic, Text data);

/* What follows is the server's. A listener is called by one thread at a time. */
typedef struct PushListener PushListener;
/* wake(handle) is called, under a lock, when there is something to read after a push_read() that gave 0. */
PushListener *push_listen(Text topic, Text last_event_id, void (*wake)(void *handle), void *handle);
/* Bytes for the stream: their number; 0: nothing now, wake() follows (before it returns, sleep(handle) is
 * called under the same lock); -1: the streams are ended. */
long push_read(PushListener *listener, char *bytes, size_t room, void (*sleep)(void *handle));
void push_leave(PushListener *listener);
/* A comment line to all, so that proxies and dead lines show. */
void push_beat(void);
/* Ends all streams, or lets them begin again (tests). */
void push_close(bool is_closed);
int push_listener_count(void);

#endif
