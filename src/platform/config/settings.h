/* SPDX-License-Identifier: Apache-2.0 */
/* The server's configuration: one YAML file, every key optional, an unknown key an error with its
 * line. What stands here is how and where the server runs; the rules of an edition are data. The
 * table in settings.c is the only list of keys: file, reference and checks follow from it. */
#ifndef PLATFORM_SETTINGS_H
#define PLATFORM_SETTINGS_H

#include "base/problems.h"

typedef struct {
    Text network; /* "127.0.0.0/8" or "::1" */
} TrustedProxy;

typedef struct Settings {
    Text store; /* directory or postgresql://…; --store and --data go before it */
    Text files; /* directory of attachments; never empty with postgresql://; "" : within the store's directory
                 */
    Text listen;                        /* address, "127.0.0.1" */
    int64_t port;                       /* 8080 */
    Text public_url;                    /* "https://prize.example.org", without a slash at the end */
    bool public_url_is_set;             /* by the file; else it follows from listen and port */
    LIST(TrustedProxy) trusted_proxies; /* whose Forwarded headers count */
    int64_t threads_events, threads_work;
    int64_t queue_max; /* requests waiting for a thread before 503 */
    int64_t connections_max;
    int64_t head_seconds, body_seconds_min, body_bytes_per_second_min; /* deadlines for slow clients */
    int64_t request_memory_bytes;                                      /* cap of a request's arena */
    int64_t upload_bytes_max;
    Text mail_server; /* "smtp://host:25", "smtps://…"; "" : mails stay in the outbox, to be read there */
    Text mail_encryption;   /* "offered" or "required" */
    Text mail_certificates; /* a file, or "": those of the system */
    Text mail_user, mail_password_file;
    Text mail_from;                             /* "Madang <prize@example.org>" */
    Text site_name, site_name_ko, site_name_de; /* as the file has them: shell_site_name() chooses */
    Text site_operator, site_contact;           /* who runs the site, and their address; "" : not said */
    Text zone;                                  /* IANA zone of the house */
    int64_t login_hours;
    Text log; /* "stderr" or a file */
} Settings;

/* A directory, or postgresql://…; another scheme is a slip, not the name of a directory. */
bool settings_takes_store(Text place);

/* The defaults, in the arena. */
Settings *settings_default(Arena *arena);
/* Reads a file over the defaults; problems name line and column and what is allowed. That the time
 * zone is known is checked by the caller (ICU lies above). */
Settings *settings_read(Arena *arena, const char *path, Problems *problems);
/* The same of a text; for tests. */
Settings *settings_read_text(Arena *arena, Text text, Problems *problems);
/* Sets the port, and the public address that follows from it unless the file gave one. */
void settings_set_port(Arena *arena, Settings *settings, int64_t port);

/* Every key with its default and what it is for: as Markdown, and as a file to start from. */
Text settings_reference(Arena *arena);
Text settings_example(Arena *arena);

#endif
