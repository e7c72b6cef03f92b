/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/push.h"

#include "base/random.h"

#include <assert.h>
#include <pthread.h>

typedef struct {
    int64_t id;
    size_t size;
    char bytes[PUSH_EVENT_MAX_BYTES];
} Event;

typedef struct Topic Topic;
struct Topic {
    char *name;
    int64_t used;      /* the id that was current when it was last used */
    int64_t forgotten; /* the last id that its ring no longer holds, or 0 */
    int listeners;
    Event ring[PUSH_EVENTS_KEPT];
    size_t first, count;
};

struct PushListener {
    PushListener *next, *previous;
    Topic *topic;
    int64_t seen;  /* the last event that was read whole */
    size_t offset; /* how much of the next one was read */
    bool must_reset, beat_is_due, sleeps;
    void (*wake)(void *handle);
    void *handle;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static Topic *topics[PUSH_TOPICS_MAX];
static size_t topic_count;
static PushListener listeners = {.next = &listeners, .previous = &listeners};
static int listener_count;
static int64_t last_id;
static bool closed;

/* Each process counts for itself: who comes from another one may have missed something. */
static uint32_t process_number(void)
{
    static uint32_t number;
    if (number == 0) random_secret(&number, sizeof number);
    return number;
}

/* The number of an event of this process; false: it is none. */
static bool read_id(Text written, int64_t *id)
{
    char prefix[16];
    snprintf(prefix, sizeof prefix, "%08x-", process_number());
    return text_starts(written, text_of(prefix)) && text_to_int(text_from(written, strlen(prefix)), id) &&
           *id <= last_id;
}

/* The topic that was used longest ago and that nobody listens to makes room. NULL: there is none. */
static size_t slot_for_new(void)
{
    size_t oldest = PUSH_TOPICS_MAX;
    if (topic_count < PUSH_TOPICS_MAX) return topic_count++;
    for (size_t i = 0; i < topic_count; i++)
        if (topics[i]->listeners == 0 &&
            (oldest == PUSH_TOPICS_MAX || topics[i]->used < topics[oldest]->used))
            oldest = i;
    if (oldest == PUSH_TOPICS_MAX) return oldest;
    free(topics[oldest]->name);
    free(topics[oldest]);
    return oldest;
}

static Topic *topic_named(Text name)
{
    for (size_t i = 0; i < topic_count; i++)
        if (text_is_c(name, topics[i]->name)) return topics[i];
    size_t slot = slot_for_new();
    if (slot == PUSH_TOPICS_MAX) return NULL;
    Topic *topic = calloc(1, sizeof *topic);
    assert(topic);
    topic->name = strndup(name.at, name.size);
    topic->forgotten = last_id; /* what was before this, nobody knows */
    return topics[slot] = topic;
}

static void append(Event *event, Text text)
{
    Text fit = text_slice(text, 0, sizeof event->bytes - event->size);
    memcpy(event->bytes + event->size, fit.at, fit.size);
    event->size += fit.size;
}

static void write_event(Event *event, Text data)
{
    enum { ENDING_BYTES = 2 };
    char head[40];
    snprintf(head, sizeof head, "id: %08x-%lld\n", process_number(), (long long)event->id);
    event->size = 0;
    append(event, text_of(head));
    do {
        Text line = text_next(&data, '\n');
        if (event->size + line.size + 10 > sizeof event->bytes - ENDING_BYTES) break;
        append(event, TEXT("data: "));
        append(event, line);
        append(event, TEXT("\n"));
    } while (data.size > 0);
    append(event, TEXT("\n"));
}

static void wake_one(PushListener *listener)
{
    if (!listener->sleeps) return;
    listener->sleeps = false;
    listener->wake(listener->handle);
}

void push_publish(Text name, Text data)
{
    pthread_mutex_lock(&mutex);
    int64_t id = ++last_id;
    Topic *topic = topic_named(name);
    if (topic) {
        Event *event = &topic->ring[(topic->first + topic->count) % PUSH_EVENTS_KEPT];
        if (topic->count == PUSH_EVENTS_KEPT) {
            topic->forgotten = event->id;
            topic->first = (topic->first + 1) % PUSH_EVENTS_KEPT;
        } else {
            topic->count++;
        }
        event->id = topic->used = id;
        write_event(event, data);
        for (PushListener *l = listeners.next; l != &listeners; l = l->next)
            if (l->topic == topic) wake_one(l);
    }
    pthread_mutex_unlock(&mutex);
}

PushListener *push_listen(Text name, Text last_event_id, void (*wake)(void *handle), void *handle)
{
    pthread_mutex_lock(&mutex);
    Topic *topic = topic_named(name);
    PushListener *listener = topic ? calloc(1, sizeof *listener) : NULL;
    if (listener) {
        *listener = (PushListener){.topic = topic, .seen = last_id, .wake = wake, .handle = handle};
        int64_t seen;
        if (last_event_id.size > 0) {
            listener->must_reset = !read_id(last_event_id, &seen) || seen < topic->forgotten;
            if (!listener->must_reset) listener->seen = seen;
        }
        listener->beat_is_due = true; /* the first bytes at once: the browser knows that it is connected */
        listener->next = listeners.next;
        listener->previous = &listeners;
        listeners.next->previous = listener;
        listeners.next = listener;
        topic->listeners++;
        topic->used = last_id;
        listener_count++;
    }
    pthread_mutex_unlock(&mutex);
    return listener;
}

static const Event *next_event(PushListener *listener)
{
    Topic *topic = listener->topic;
    if (listener->offset == 0 && listener->seen < topic->forgotten) {
        listener->must_reset = true;
        listener->seen = last_id;
        return NULL;
    }
    for (size_t i = 0; i < topic->count; i++) {
        const Event *event = &topic->ring[(topic->first + i) % PUSH_EVENTS_KEPT];
        if (event->id > listener->seen) return event;
    }
    return NULL;
}

static size_t take_line(const char *line, char *bytes, size_t room, bool *is_due)
{
    size_t size = strlen(line);
    if (!*is_due || size > room) return 0;
    memcpy(bytes, line, size);
    *is_due = false;
    return size;
}

static size_t take_event(PushListener *listener, const Event *event, char *bytes, size_t room)
{
    size_t size = event->size - listener->offset;
    if (size > room) size = room;
    memcpy(bytes, event->bytes + listener->offset, size);
    listener->offset += size;
    if (listener->offset < event->size) return size;
    listener->offset = 0;
    listener->seen = event->id;
    return size;
}

static size_t take(PushListener *listener, char *bytes, size_t room)
{
    const Event *event = next_event(listener);
    if (listener->offset == 0) {
        size_t size = take_line("event: reset\ndata:\n\n", bytes, room, &listener->must_reset);
        if (size == 0) size = take_line(": \n\n", bytes, room, &listener->beat_is_due);
        if (size > 0) return size;
    }
    return event ? take_event(listener, event, bytes, room) : 0;
}

long push_read(PushListener *listener, char *bytes, size_t room, void (*sleep)(void *handle))
{
    pthread_mutex_lock(&mutex);
    bool is_torn = listener->offset > 0 && listener->seen < listener->topic->forgotten;
    long size = closed || is_torn ? -1 : (long)take(listener, bytes, room);
    if (size == 0) {
        listener->sleeps = true;
        sleep(listener->handle);
    }
    pthread_mutex_unlock(&mutex);
    return size;
}

void push_leave(PushListener *listener)
{
    pthread_mutex_lock(&mutex);
    listener->previous->next = listener->next;
    listener->next->previous = listener->previous;
    listener->topic->listeners--;
    listener_count--;
    pthread_mutex_unlock(&mutex);
    free(listener);
}

void push_beat(void)
{
    pthread_mutex_lock(&mutex);
    for (PushListener *l = listeners.next; l != &listeners; l = l->next) {
        l->beat_is_due = true;
        wake_one(l);
    }
    pthread_mutex_unlock(&mutex);
}

void push_close(bool is_closed)
{
    pthread_mutex_lock(&mutex);
    closed = is_closed;
    for (PushListener *l = listeners.next; closed && l != &listeners; l = l->next) wake_one(l);
    pthread_mutex_unlock(&mutex);
}

int push_listener_count(void)
{
    pthread_mutex_lock(&mutex);
    int count = listener_count;
    pthread_mutex_unlock(&mutex);
    return count;
}
