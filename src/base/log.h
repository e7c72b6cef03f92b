/* SPDX-License-Identifier: Apache-2.0 */
/* The log: a line of JSON an event, with a request number where there is one. No addresses of
 * readers, no names, no texts of users. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

typedef enum { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } LogLevel;

typedef struct {
    const char *name;
    bool is_number;
    int64_t number;
    Text text;
} LogField;
#define LOG_NUMBER(n, value)                                                                                 \
    {                                                                                                        \
        .name = (n), .is_number = true, .number = (value)                                                    \
    }
#define LOG_TEXT(n, value)                                                                                   \
    {                                                                                                        \
        .name = (n), .text = (value)                                                                         \
    }

/* LOG(LOG_INFO, "server.started", LOG_NUMBER("port", 8080)) */
#define LOG(level, event, ...)                                                                               \
    log_write((level), (event), (const LogField[]){__VA_ARGS__ __VA_OPT__(, ){0}},                           \
              sizeof((const LogField[]){__VA_ARGS__ __VA_OPT__(, ){0}}) / sizeof(LogField) - 1)
void log_write(LogLevel level, const char *event, const LogField *fields, size_t count);

/* The number of the request that this thread works on, written into its lines; 0: none. */
void log_set_request(int64_t number);
/* Where lines go (a file descriptor; 2 at first) and from which level. */
void log_open(int descriptor, LogLevel least);

#endif
