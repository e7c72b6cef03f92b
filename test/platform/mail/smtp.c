/* SPDX-License-Identifier: Apache-2.0 */
#include "smtp.h"

#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Debian's, whose packages have aiosmtpd. Its whole name also as its first argument: by a short one it
 * would take the modules of another python3 that stands before it in PATH. */
#define PYTHON "/usr/bin/python3"

static void become_server(const SmtpServer *server, const char *manner, const char *name)
{
    execl(PYTHON, PYTHON, SOURCE_ROOT "/test/platform/mail/smtp_server.py", server->directory, manner, name,
          NULL);
    _exit(127);
}

static void remove_directory(const SmtpServer *server)
{
    DIR *directory = opendir(server->directory);
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.') unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
    rmdir(server->directory);
}

void smtp_start(SmtpServer *server, const char *manner, const char *name)
{
    int to[2], from[2];
    char line[16] = "";
    snprintf(server->directory, sizeof server->directory, "/tmp/smtp-XXXXXX");
    assert_non_null(mkdtemp(server->directory));
    assert_int_equal(pipe2(to, O_CLOEXEC), 0);
    assert_int_equal(pipe2(from, O_CLOEXEC), 0);
    server->process = fork();
    if (server->process == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        become_server(server, manner, name);
    }
    close(to[0]);
    close(from[1]);
    server->input = to[1];
    ssize_t size = read(from[0], line, sizeof line - 1);
    close(from[0]);
    server->port = size > 0 ? (int)strtol(line, NULL, 10) : 0;
    if (server->port > 0) return;
    smtp_stop(server);
    skip_because(PYTHON " has no aiosmtpd (package python3-aiosmtpd), or openssl is missing");
}

void smtp_stop(SmtpServer *server)
{
    close(server->input);
    waitpid(server->process, NULL, 0);
    remove_directory(server);
}

int smtp_count_mails(const SmtpServer *server)
{
    int count = 0;
    DIR *directory = opendir(server->directory);
    for (struct dirent *entry; (entry = readdir(directory));) count += strstr(entry->d_name, ".eml") != NULL;
    closedir(directory);
    return count;
}

static Text read_file(Arena *arena, int directory, const char *name)
{
    char bytes[4096];
    TextBuffer all = {.arena = arena};
    int file = openat(directory, name, O_RDONLY);
    for (ssize_t got; (got = read(file, bytes, sizeof bytes)) > 0;)
        buffer_add(&all, (Text){bytes, (size_t)got});
    close(file);
    return buffer_text(&all);
}

/* The first file whose name ends so. */
static Text read_like(const SmtpServer *server, Arena *arena, const char *ending)
{
    Text content = {0};
    DIR *directory = opendir(server->directory);
    for (struct dirent *entry; (entry = readdir(directory)) && !content.size;)
        if (strstr(entry->d_name, ending)) content = read_file(arena, dirfd(directory), entry->d_name);
    closedir(directory);
    return content;
}

Text smtp_read_a_mail(const SmtpServer *server, Arena *arena)
{
    return read_like(server, arena, ".eml");
}

Text smtp_read_manner(const SmtpServer *server, Arena *arena)
{
    return read_like(server, arena, "manner");
}
