/* SPDX-License-Identifier: Apache-2.0 */
/* template --module prize --include feature/prize/views.h … --out-c X.c --out-h X.h --messages X.pot FILE …
 */
#include "../tool.h"
#include "template.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    Arena *arena;
    const char *module, *out_c, *out_h, *out_messages;
    LIST(const char *) includes;
    LIST(const char *) files;
    TemplateOutput output;
    Template now;
} Job;

static void read_arguments(Job *job, int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
        bool is_option = strncmp(argument, "--", 2) == 0;
        if (is_option && !value) fail("template: %s needs a value", argument);
        if (strcmp(argument, "--module") == 0) job->module = value;
        else if (strcmp(argument, "--include") == 0) *LIST_ADD(job->arena, &job->includes) = value;
        else if (strcmp(argument, "--out-c") == 0) job->out_c = value;
        else if (strcmp(argument, "--out-h") == 0) job->out_h = value;
        else if (strcmp(argument, "--messages") == 0) job->out_messages = value;
        else if (is_option) fail("template: unknown option %s", argument);
        else *LIST_ADD(job->arena, &job->files) = argument;
        i += is_option;
    }
    if (!job->module || !job->out_c || !job->out_h)
        fail("template: --module, --out-c and --out-h are needed");
}

static void compile_one(void *context)
{
    Job *job = context;
    job->now.bytes = tool_read_file(job->arena, job->now.file);
    template_compile(&job->output, &job->now);
}

/* Compiles all files, so that each can report its first error. */
static bool compile_all(Job *job)
{
    bool is_good = true;
    for (size_t i = 0; i < job->files.count; i++) {
        Failure failure;
        job->now = template_of(job->arena, text_of(job->module), job->files.at[i]);
        if (boundary_run(compile_one, job, &failure)) continue;
        fprintf(stderr, "%s\n", failure.cause);
        is_good = false;
    }
    return is_good;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void write_outputs(Job *job)
{
    TextBuffer header = {.arena = job->arena}, source = {.arena = job->arena}, pot = {.arena = job->arena};
    buffer_add(&header, TEXT("/* Made by tools/template from the templates; do not edit. */\n#pragma once\n"
                             "#include \"platform/page/page.h\"\n"));
    for (size_t i = 0; i < job->includes.count; i++)
        buffer_add_format(&header, "#include \"%s\"\n", job->includes.at[i]);
    buffer_add(&header, TEXT("\n"));
    if (job->output.prototypes.size) buffer_add(&header, buffer_text(&job->output.prototypes));
    buffer_add_format(&source,
                      "/* Made by tools/template from the templates; do not edit. */\n#include \"%s\"\n"
                      "#include \"platform/page/put.h\"\n\n",
                      base_name(job->out_h));
    if (job->output.code.size) buffer_add(&source, buffer_text(&job->output.code));
    buffer_add(&pot, TEXT("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"));
    if (job->output.messages.size) buffer_add(&pot, buffer_text(&job->output.messages));
    tool_write_file(job->out_h, buffer_text(&header));
    tool_write_file(job->out_c, buffer_text(&source));
    if (job->out_messages) tool_write_file(job->out_messages, buffer_text(&pot));
}

static void run(void *context)
{
    Job *job = context;
    if (!compile_all(job)) fail("template: nothing was written");
    write_outputs(job);
}

typedef struct {
    Job *job;
    int count;
    char **arguments;
} Start;

static void start(void *context)
{
    Start *from = context;
    read_arguments(from->job, from->count, from->arguments);
    run(from->job);
}

int main(int count, char **arguments)
{
    Job job = {.arena = arena_new(256 << 20)};
    job.output = (TemplateOutput){.arena = job.arena,
                                  .code = {.arena = job.arena},
                                  .prototypes = {.arena = job.arena},
                                  .messages = {.arena = job.arena}};
    Failure failure;
    bool is_good = boundary_run(start, &(Start){&job, count, arguments}, &failure);
    if (!is_good) fprintf(stderr, "%s\n", failure.cause);
    arena_free(job.arena);
    return is_good ? 0 : 1;
}
