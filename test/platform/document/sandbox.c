/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox as it is entered by the child: each attempt runs in a process of its own. */
#include "platform/document/convert.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int Attempt(void);

/* What the attempt gave in the sandbox: 0 if it succeeded, or errno; minus the signal that ended it. */
static int outcome(Attempt *attempt, bool opens_files)
{
    int status;
    pid_t child = fork();
    if (!child) {
        sandbox_enter(&(Limits){.cpu_seconds = 1, .memory_bytes = 256 << 20, .opens_files = opens_files});
        errno = 0;
        _exit(attempt() < 0 ? errno : 0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}
static int open_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}
static int start_program(void)
{
    return execl("/bin/true", "true", NULL);
}
static int fork_once(void)
{
    return fork();
}
static int trace_parent(void)
{
    return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}
static int kill_parent(void)
{
    return kill(getppid(), 0);
}
static int read_file(void)
{
    return open("/etc/passwd", O_RDONLY);
}
static int write_file(void)
{
    return open("/tmp/madang-sandbox-test", O_WRONLY | O_CREAT, 0600);
}
static int remove_file(void)
{
    return unlink("/tmp/madang-sandbox-test");
}
static int take_memory(void)
{
    return mmap(NULL, (size_t)1 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}
static volatile bool is_enough;
static int think_for_ever(void)
{
    while (!is_enough) {
    }
    return 0;
}
static int work_a_little(void)
{
    return malloc(1 << 20) ? 0 : -1;
}

static void the_network_is_out_of_reach(void **state)
{
    assert_int_equal(outcome(open_socket, false), EPERM);
    assert_int_equal(outcome(open_socket, true), EPERM);
    assert_int_equal(outcome(open_local_socket, true), EPERM);
}

static void other_programs_and_processes_are_out_of_reach(void **state)
{
    assert_int_equal(outcome(start_program, true), EPERM);
    assert_int_equal(outcome(fork_once, true), EPERM);
    assert_int_equal(outcome(trace_parent, true), EPERM);
    assert_int_equal(outcome(kill_parent, true), EPERM);
}

static void files_are_never_written_and_read_only_where_fonts_are_needed(void **state)
{
    assert_int_equal(outcome(read_file, false), EPERM);
    assert_int_equal(outcome(read_file, true), 0);
    assert_int_equal(outcome(write_file, true), EPERM);
    assert_int_equal(outcome(remove_file, true), EPERM);
    assert_int_equal(access("/tmp/madang-sandbox-test", F_OK), -1);
}

static void time_and_memory_are_bounded(void **state)
{
#ifndef __SANITIZE_ADDRESS__ /* whose shadow memory is larger than any limit */
    assert_int_equal(outcome(take_memory, false), ENOMEM);
#endif
    assert_int_equal(outcome(think_for_ever, false), -SIGKILL);
    assert_int_equal(outcome(work_a_little, false), 0);
}

RUN_TESTS(TEST(the_network_is_out_of_reach), TEST(other_programs_and_processes_are_out_of_reach),
          TEST(files_are_never_written_and_read_only_where_fonts_are_needed),
          TEST(time_and_memory_are_bounded))
