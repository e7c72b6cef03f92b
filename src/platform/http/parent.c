/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/parent.h"

#include "base/log.h"
#include "base/time.h"
#include "platform/http/server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_PAUSE_US = 100000, PAUSE_MAX_US = 30000000, STOP_SECONDS = 40 };

static sigset_t heard(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    return set;
}

/* The next signal, or 0 after that time. */
static int wait_for_signal(int64_t us)
{
    sigset_t set = heard();
    struct timespec time = {.tv_sec = us / SECOND_US, .tv_nsec = us % SECOND_US * 1000};
    int number = sigtimedwait(&set, NULL, &time);
    return number < 0 ? 0 : number;
}

static _Noreturn void be_child(pid_t parent, int listening, ChildFunction *child, void *context)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_UNBLOCK, &set, NULL); /* programs that it runs are its own matter */
    prctl(PR_SET_PDEATHSIG, SIGTERM);     /* without a parent nobody would start it again */
    if (getppid() != parent) _exit(0);
    exit(child(listening, context));
}

static pid_t start(int listening, ChildFunction *child, void *context)
{
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) be_child(parent, listening, child, context);
    if (pid < 0) LOG(LOG_ERROR, "parent.fork", LOG_NUMBER("error", errno));
    return pid;
}

static bool has_ended(pid_t pid, int *status)
{
    return pid <= 0 || waitpid(pid, status, WNOHANG) == pid;
}

static int exit_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Asks the child to end, and makes it end if it does not. */
static int stop(pid_t pid)
{
    int status = 0;
    int64_t until_us = clock_monotonic_us() + STOP_SECONDS * SECOND_US;
    if (pid <= 0) return 0;
    kill(pid, SIGTERM);
    while (clock_monotonic_us() < until_us) {
        if (has_ended(pid, &status)) return exit_status(status);
        wait_for_signal(SECOND_US);
    }
    LOG(LOG_ERROR, "parent.kill");
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return exit_status(status);
}

typedef struct {
    int listening;
    ChildFunction *child;
    void *context;
    pid_t pid;
    int64_t started_us, pause_us;
} Watch;

static void start_child(Watch *watch)
{
    watch->started_us = clock_monotonic_us();
    watch->pid = start(watch->listening, watch->child, watch->context);
}

/* True if there is nothing more to do: *status is the end of it. */
static bool on_death(Watch *watch, int death, int *status)
{
    *status = exit_status(death);
    bool is_hopeless = WIFEXITED(death) && (*status == 0 || *status == 2 || *status == CHILD_HOPELESS);
    if (*status == CHILD_HOPELESS) *status = 1;
    if (is_hopeless) return true;
    LOG(LOG_ERROR, "parent.child_died", LOG_NUMBER("status", *status));
    if (clock_monotonic_us() - watch->started_us > MINUTE_US) watch->pause_us = FIRST_PAUSE_US;
    int64_t until_us = clock_monotonic_us() + watch->pause_us;
    watch->pause_us = watch->pause_us * 2 < PAUSE_MAX_US ? watch->pause_us * 2 : PAUSE_MAX_US;
    watch->pid = 0;
    for (int64_t left_us; (left_us = until_us - clock_monotonic_us()) > 0;) {
        int signal_number = wait_for_signal(left_us);
        if (signal_number == SIGTERM || signal_number == SIGINT) return true;
    }
    start_child(watch);
    return false;
}

int parent_run(int listening, ChildFunction *child, void *context)
{
    Watch watch = {.listening = listening, .child = child, .context = context, .pause_us = FIRST_PAUSE_US};
    sigset_t set = heard();
    int status;
    sigprocmask(SIG_BLOCK, &set, NULL);
    start_child(&watch);
    for (;;) {
        int death, signal_number = wait_for_signal(SECOND_US);
        if (signal_number == SIGTERM || signal_number == SIGINT) return stop(watch.pid);
        if (signal_number == SIGHUP) {
            stop(watch.pid);
            start_child(&watch);
        } else if (has_ended(watch.pid, &death) &&
                   on_death(&watch, watch.pid > 0 ? death : 1 << 8, &status)) {
            return status;
        }
    }
}
