/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/document/child.h"

#include "base/fail.h"
#include "base/time.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Beside the program itself, or in a folder above (tests lie deeper). */
static void find_program(char *path, size_t room)
{
    char self[3000];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    if (size < 0) fail("/proc/self/exe: %m");
    self[size] = 0;
    for (int folder = 0; folder < 4; folder++) {
        char *slash = strrchr(self, '/');
        if (!slash) break;
        *slash = 0;
        snprintf(path, room, "%s/madang-convert", self);
        if (!access(path, X_OK)) return;
    }
}

static void check(int error, const char *what)
{
    if (!error) return;
    errno = error;
    fail("%s: %m", what);
}

/* posix_spawn, not fork: the server has many threads and much memory. */
static pid_t spawn(const char *job, int input, int output)
{
    char path[3100], word[32], name[] = "madang-convert", locale[] = "LC_ALL=C.UTF-8", zone[] = "TZ=UTC";
    char *arguments[] = {name, word, NULL}, *environment[] = {locale, zone, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t process;
    snprintf(path, sizeof path, "madang-convert");
    find_program(path, sizeof path);
    snprintf(word, sizeof word, "%s", job);
    sigemptyset(&none);
    sigfillset(&all);
    check(posix_spawn_file_actions_init(&actions), "posix_spawn");
    check(posix_spawnattr_init(&attributes), "posix_spawn");
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn(&process, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error) process = -1;
    errno = error;
    return process;
}

Child child_start(const char *job, int input)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) fail("socketpair: %m");
    pid_t process = spawn(job, input < 0 ? ends[1] : input, ends[1]);
    int error = errno;
    close(ends[1]);
    if (process > 0) return (Child){process, ends[0]};
    close(ends[0]);
    errno = error;
    fail("madang-convert can't be started: %m");
}

static bool wait_until_ready(const Child *child, short events, int64_t deadline_us)
{
    for (;;) {
        struct pollfd poll_for = {.fd = child->socket, .events = events};
        int64_t left_us = deadline_us - clock_monotonic_us();
        if (left_us <= 0) return false;
        int ready = poll(&poll_for, 1, (int)(left_us / 1000) + 1);
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

bool child_write(const Child *child, const void *bytes, size_t size, int64_t deadline_us)
{
    for (size_t done = 0; done < size;) {
        if (!wait_until_ready(child, POLLOUT, deadline_us)) return false;
        ssize_t part =
            send(child->socket, (const char *)bytes + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (part < 0 && errno != EINTR && errno != EAGAIN) return false;
        if (part > 0) done += (size_t)part;
    }
    return true;
}

size_t child_read_all(const Child *child, char *bytes, size_t room, int64_t deadline_us)
{
    size_t done = 0;
    while (done < room && wait_until_ready(child, POLLIN, deadline_us)) {
        ssize_t part = recv(child->socket, bytes + done, room - done, MSG_DONTWAIT);
        if (part == 0 || (part < 0 && errno != EINTR && errno != EAGAIN)) break;
        if (part > 0) done += (size_t)part;
    }
    return done;
}

bool child_read(const Child *child, void *bytes, size_t size, int64_t deadline_us)
{
    return child_read_all(child, bytes, size, deadline_us) == size;
}

int child_end(Child *child)
{
    int status = -1;
    close(child->socket);
    kill(child->process, SIGKILL);
    while (waitpid(child->process, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return status;
}
