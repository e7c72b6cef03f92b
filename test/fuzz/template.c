/* SPDX-License-Identifier: Apache-2.0 */
/* The template compiler: the first byte chooses the format, the rest is the template. */
#include "../../tools/template/template.h"

typedef struct {
    Template template;
    TemplateOutput output;
} Job;

static void compile(void *context)
{
    Job *job = context;
    template_compile(&job->output, &job->template);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const files[] = {"a.html", "a.xml", "a.json", "a.csv", "a.txt"};
    static Arena *arena;
    Failure failure;
    if (size == 0) return 0;
    if (!arena) arena = arena_new(64 << 20);
    Job job = {.template = template_of(arena, TEXT("fuzz"), files[bytes[0] % 5])};
    job.template.bytes = (Text){(const char *)bytes + 1, size - 1};
    job.output.arena = job.output.code.arena = job.output.prototypes.arena = job.output.messages.arena =
        arena;
    boundary_run(compile, &job, &failure);
    arena_reset(arena);
    return 0;
}
