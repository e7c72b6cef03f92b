/* SPDX-License-Identifier: Apache-2.0 */
/* `madang serve`: settings, socket, store, service, until a signal ends it. */
#include "command.h"

#include "base/fail.h"
#include "base/log.h"
#include "base/time.h"
#include "demo/feature.h"
#include "platform/config/options.h"
#include "platform/http/parent.h"
#include "platform/http/service.h"
#include "platform/job/job.h"
#include "platform/language/language.h"
#include "platform/store/setting.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SETTINGS_MEMORY_BYTES = 16 << 20, CONNECTIONS_BESIDE_WORKERS = 3 };

static int64_t processors(void)
{
    cpu_set_t ours; /* a container may have fewer than the machine */
    return sched_getaffinity(0, sizeof ours, &ours) == 0 ? CPU_COUNT(&ours) : 1;
}

/* 0 of them means one for each processor. */
static void settle_threads(Settings *settings)
{
    if (settings->threads_events == 0) settings->threads_events = processors();
}

/* Each connection takes a descriptor; what a shell allows at first is less than a server needs. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Event threads and workers hand requests to one another. Who is woken shouldn't take the processor from who
 * woke it: what has come together is then done together, with fewer turns. It is no harm where it's refused.
 */
static void work_in_batches(void)
{
    sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
}

static void open_log(Arena *arena, const Settings *settings)
{
    if (text_is(settings->log, TEXT("stderr"))) return;
    int file = open(text_c(arena, settings->log), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (file < 0) fail("%.*s: %m", TEXT_PRINT(settings->log));
    log_open(file, LOG_INFO);
}

typedef struct {
    Arena *arena;
    const Settings *settings;
    Store *store;
} Opening;

static void open_store(void *context)
{
    Opening *opening = context;
    const Settings *settings = opening->settings;
    const char *files = settings->files.size ? text_c(opening->arena, settings->files) : NULL;
    int connections = (int)settings->threads_work + CONNECTIONS_BESIDE_WORKERS;
    opening->store = store_open(text_c(opening->arena, settings->store), files, connections);
    setting_apply_clock(opening->store);
}

/* NULL, and told, where a directory cannot be opened; a database server may still come up. */
static Store *store_of(Arena *arena, const Settings *settings)
{
    Failure failure;
    Opening opening = {arena, settings, NULL};
    if (boundary_run(open_store, &opening, &failure)) return opening.store;
    if (text_starts(settings->store, TEXT("postgres"))) fail_again(&failure);
    fprintf(stderr, "madang serve: %s\n", failure.cause);
    return NULL;
}

static int serve_child(int listening, void *context)
{
    Settings *settings = context;
    server_block_signals();
    work_in_batches();
    Arena *arena = arena_new(SETTINGS_MEMORY_BYTES);
    Store *store = store_of(arena, settings);
    if (!store) return CHILD_HOPELESS;
    Service *service = service_new(store, settings, features);
    Jobs *jobs = jobs_start(features, store, settings);
    printf("Madang is at %.*s/\nEnd it with Ctrl+C.\n", TEXT_PRINT(settings->public_url));
    if (clock_offset_us() != 0) demo_print_sign_ins();
    fflush(stdout);
    int status = server_serve(service, listening);
    if (status != 0) _exit(status); /* something still works: its memory must not go */
    jobs_stop(jobs);
    service_free(service);
    store_close(store);
    arena_free(arena);
    return 0;
}

static Settings *read_settings(Arena *arena, const Place *place, int64_t port)
{
    Settings *settings = place_settings(arena, place);
    if (!settings) return NULL;
    if (!zone_is_known(settings->zone)) {
        fprintf(stderr, "madang serve: site.zone is no known time zone\n");
        return NULL;
    }
    if (port) settings_set_port(arena, settings, port);
    settle_threads(settings);
    return settings;
}

int command_serve(int count, char **arguments)
{
    Place place = {0};
    int64_t port = 0;
    const Option options[] = {PLACE_OPTIONS(&place),
                              {"port", "N", "port to listen on", .number = &port, .least = 1,
                               .greatest = 65535}};
    const CommandSyntax syntax = {"serve", "", 0, 0, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    Arena *arena = arena_new(SETTINGS_MEMORY_BYTES);
    Settings *settings = read_settings(arena, &place, port);
    if (!settings) return 2;
    raise_descriptors();
    open_log(arena, settings);
    status = parent_run(listen_at(settings->listen, settings->port), serve_child, settings);
    if (status == 0) arena_free(arena);
    return status;
}
