/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include "base/fail.h"
#include "base/time.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE_MAX_BYTES = 4096 };

static atomic_int output = 2;
static _Atomic LogLevel threshold = LOG_INFO;
static _Thread_local int64_t request_number;

typedef struct {
    char at[LINE_SIZE_MAX_BYTES];
    size_t size;
} Line;

static void add_byte(Line *line, char byte)
{
    if (line->size < sizeof line->at - 2) line->at[line->size++] = byte; /* room for } and newline */
}

static void add_plain(Line *line, const char *text)
{
    while (*text) add_byte(line, *text++);
}

static void add_number(Line *line, int64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)number);
    add_plain(line, digits);
}

static void add_string(Line *line, Text text)
{
    add_byte(line, '"');
    for (size_t i = 0; i < text.size && line->size < sizeof line->at - 16; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte == '"' || byte == '\\') {
            add_byte(line, '\\');
            add_byte(line, (char)byte);
        } else if (byte < 0x20 || byte == 0x7f) {
            char escape[8];
            snprintf(escape, sizeof escape, "\\u%04x", byte);
            add_plain(line, escape);
        } else {
            add_byte(line, (char)byte);
        }
    }
    add_byte(line, '"');
}

static void add_instant(Line *line)
{
    time_t seconds;
    struct tm tm;
    int64_t now_us = clock_now().us;
    seconds = now_us / SECOND_US;
    gmtime_r(&seconds, &tm);
    char written[40];
    strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%S", &tm);
    add_plain(line, written);
    snprintf(written, sizeof written, ".%03dZ", (int)(now_us % SECOND_US / 1000));
    add_plain(line, written);
}

static void add_field(Line *line, const LogField *field)
{
    add_plain(line, ",\"");
    add_plain(line, field->name);
    add_plain(line, "\":");
    if (field->is_number) add_number(line, field->number);
    else add_string(line, field->text);
}

void log_write(LogLevel level, const char *event, const LogField *fields, size_t count)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    if (level < atomic_load(&threshold)) return;
    Line line = {.size = 0};
    add_plain(&line, "{\"at\":\"");
    add_instant(&line);
    add_plain(&line, "\",\"level\":\"");
    add_plain(&line, names[level]);
    add_plain(&line, "\",\"event\":\"");
    add_plain(&line, event);
    add_byte(&line, '"');
    if (request_number) add_field(&line, &(LogField)LOG_NUMBER("request", request_number));
    for (size_t i = 0; i < count; i++) add_field(&line, &fields[i]);
    line.at[line.size++] = '}';
    line.at[line.size++] = '\n';
    if (write(atomic_load(&output), line.at, line.size) < 0) return; /* nowhere left to complain */
}

void log_set_request(int64_t number)
{
    request_number = number;
}

void log_open(int descriptor, LogLevel least)
{
    atomic_store(&output, descriptor);
    atomic_store(&threshold, least);
}
