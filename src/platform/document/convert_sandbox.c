/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/document/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true /* their shadow memory is larger than any limit of ours */
#else
#define IS_SANITIZED false
#endif

static _Noreturn void give_up(const char *what)
{
    dprintf(2, "madang-convert: %s\n", what);
    _exit(3);
}

static void limit(__rlimit_resource_t resource, rlim_t most)
{
    if (setrlimit(resource, &(struct rlimit){most, most})) give_up("setrlimit");
}

/* What memory, clocks and the given descriptors need; all else is refused. */
static const int calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(mprotect),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(tgkill),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_getres),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrusage),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_getaffinity),
};

/* What finding and reading fonts needs besides (fontconfig is asked on a thread). */
static const int calls_of_files[] = {
    SCMP_SYS(access),        SCMP_SYS(faccessat2), SCMP_SYS(faccessat),       SCMP_SYS(stat),
    SCMP_SYS(lstat),         SCMP_SYS(statx),      SCMP_SYS(statfs),          SCMP_SYS(fstatfs),
    SCMP_SYS(getdents64),    SCMP_SYS(readlink),   SCMP_SYS(readlinkat),      SCMP_SYS(getcwd),
    SCMP_SYS(fcntl),         SCMP_SYS(fadvise64),  SCMP_SYS(getuid),          SCMP_SYS(geteuid),
    SCMP_SYS(getgid),        SCMP_SYS(getegid),    SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(sched_getattr), SCMP_SYS(prctl),
};

static void allow(scmp_filter_ctx filter, const int *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, list[i], 0)) give_up("seccomp_rule_add");
    }
}

static void allow_reading_files(scmp_filter_ctx filter)
{
    allow(filter, calls_of_files, sizeof calls_of_files / sizeof calls_of_files[0]);
    int writing = O_ACCMODE | O_CREAT | O_TRUNC;
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                         SCMP_A2(SCMP_CMP_MASKED_EQ, (scmp_datum_t)writing, O_RDONLY)))
        give_up("seccomp_rule_add");
}

/* A thread, never a process. The C library goes back to clone() where clone3() is unknown. */
static void allow_threads(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp is_thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, is_thread) ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0))
        give_up("seccomp_rule_add");
}

static void filter_calls(bool opens_files)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) give_up("seccomp_init");
    allow(filter, calls, sizeof calls / sizeof calls[0]);
    if (opens_files) {
        allow_reading_files(filter);
        allow_threads(filter);
    }
    if (seccomp_load(filter)) give_up("seccomp_load");
    seccomp_release(filter);
}

void sandbox_enter(const Limits *limits)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) give_up("prctl");
    /* An empty network besides. Where namespaces are not to be had the filter stands alone. */
    (void)!unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, limits->cpu_seconds);
    if (!IS_SANITIZED) limit(RLIMIT_AS, limits->memory_bytes);
    filter_calls(limits->opens_files);
}
