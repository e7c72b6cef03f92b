/* SPDX-License-Identifier: Apache-2.0 */
/* What a change publishes reaches the listeners of this process, by whichever process it was made. */
#include "platform/http/push_relay.h"
#include "platform/http/keep.h"
#include "platform/http/push.h"

#include "store_fixture.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void features_register(void);

static void ignore(void *handle) {}

/* All that the listener hears until `end` is in it, or for two seconds. */
static const char *hear(PushListener *listener, const char *end)
{
    static char heard[8000];
    size_t size = 0;
    for (int i = 0; i < 200; i++) {
        long got;
        while ((got = push_read(listener, heard + size, sizeof heard - 1 - size, ignore)) > 0)
            size += (size_t)got;
        heard[size] = 0;
        if (strstr(heard, end)) break;
        usleep(10000);
    }
    return heard;
}

typedef struct {
    const char *data;
    bool is_kept;
} Publication;

static bool publish(Change *change, void *context)
{
    const Publication *publication = context;
    push_relay_add(change, TEXT("room"), text_of(publication->data));
    return publication->is_kept;
}

static void change(Fixture *fixture, const char *data, bool is_kept)
{
    store_change(fixture->store, fixture->arena, (AccountId){0}, publish, &(Publication){data, is_kept});
}

static PushListener *listen_to_room(void)
{
    PushListener *listener = push_listen(TEXT("room"), (Text){0}, ignore, NULL);
    assert_non_null(listener);
    return listener;
}

static void a_change_is_heard_once_and_only_after_its_commit(void **state)
{
    Fixture *fixture = *state;
    change(fixture, "before the start", true);
    push_relay_start(fixture->store);
    PushListener *listener = listen_to_room();
    change(fixture, "taken back", false);
    change(fixture, "one", true);
    push_relay_wake();
    const char *heard = hear(listener, "data: one\n\n");
    assert_non_null(strstr(heard, "data: one\n\n"));
    assert_null(strstr(heard, "taken back"));
    assert_null(strstr(heard, "before the start"));
    change(fixture, "two", true);
    push_relay_wake();
    heard = hear(listener, "data: two\n\n");
    assert_non_null(strstr(heard, "data: two\n\n"));
    assert_null(strstr(heard, "data: one"));
    push_leave(listener);
    push_relay_stop();
}

/* This program again: a process that changes the store and tells nobody. */
static int change_as_other_process(char **arguments)
{
    Arena *arena = arena_new(16 << 20);
    features_register();
    Store *store = store_open(arguments[0], arguments[1], 2);
    store_change(store, arena, (AccountId){0}, publish, &(Publication){"from afar", true});
    store_close(store);
    arena_free(arena);
    return 0;
}

static void a_change_of_another_process_is_heard(void **state)
{
    Fixture *fixture = *state;
    int status;
    push_relay_start(fixture->store);
    PushListener *listener = listen_to_room();
    pid_t other = fork();
    if (other == 0) {
        execl("/proc/self/exe", "change", fixture->place, fixture->files, NULL);
        _exit(127);
    }
    waitpid(other, &status, 0);
    assert_int_equal(status, 0);
    assert_non_null(strstr(hear(listener, "from afar"), "data: from afar\n\n"));
    push_leave(listener);
    push_relay_stop();
}

static void count(Snapshot *at, void *context)
{
    *(int64_t *)context = store_count(at, SQL("SELECT count(*) FROM push_event"), BIND());
}

static void old_rows_are_swept(void **state)
{
    Fixture *fixture = *state;
    int64_t rows;
    change(fixture, "old", true);
    keep_expire(fixture->store, NULL, fixture->arena);
    store_read(fixture->store, fixture->arena, (AccountId){0}, count, &rows);
    assert_int_equal(rows, 1);
    clock_set_offset(10 * MINUTE_US);
    keep_expire(fixture->store, NULL, fixture->arena);
    clock_set_offset(0);
    store_read(fixture->store, fixture->arena, (AccountId){0}, count, &rows);
    assert_int_equal(rows, 0);
}

int main(int arguments_count, char **arguments)
{
    if (arguments_count == 3 && strcmp(arguments[0], "change") == 0)
        return change_as_other_process(arguments + 1);
    const struct CMUnitTest all[] = {ON_BOTH(a_change_is_heard_once_and_only_after_its_commit),
                                     ON_POSTGRES(a_change_of_another_process_is_heard),
                                     ON_BOTH(old_rows_are_swept)};
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
