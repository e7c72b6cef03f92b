/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue [--strict] --out X.c --source X.pot … --ko X.po … --de X.po …
 *
 * Checks that every sentence of the sources (.pot) is translated well in each .po, and writes the
 * table that platform/language looks sentences up in. Without --strict a sentence that is missing
 * stays English, with a warning; everything else ends the build. */
#include "catalogue.h"

#include <stdarg.h>
#include <stdio.h>

const char *const tongue_names[TONGUES] = {"German", "Korean"};

void complain(Catalogue *catalogue, const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    catalogue->errors++;
}

static void read_arguments(Catalogue *catalogue, int count, char **arguments)
{
    Entries *into = NULL;
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        if (strcmp(argument, "--strict") == 0) catalogue->is_strict = true;
        else if (strcmp(argument, "--out") == 0 && i + 1 < count) catalogue->out = arguments[++i];
        else if (strcmp(argument, "--source") == 0) into = &catalogue->sources;
        else if (strcmp(argument, "--ko") == 0) into = &catalogue->tongues[KOREAN];
        else if (strcmp(argument, "--de") == 0) into = &catalogue->tongues[GERMAN];
        else if (argument[0] == '-' || !into) fail("catalogue: unknown argument %s", argument);
        else po_read(catalogue, argument, into);
    }
    if (!catalogue->out) fail("catalogue: --out is needed");
}

typedef struct {
    Catalogue *catalogue;
    int count;
    char **arguments;
} Start;

static void run(void *context)
{
    Start *start = context;
    Catalogue *catalogue = start->catalogue;
    read_arguments(catalogue, start->count, start->arguments);
    join_all(catalogue);
    if (catalogue->missing && !catalogue->is_strict)
        fprintf(stderr, "catalogue: %d translations are missing and stay English\n", catalogue->missing);
    if (catalogue->errors) fail("catalogue: %d things to correct", catalogue->errors);
    table_write(catalogue);
}

int main(int count, char **arguments)
{
    Catalogue catalogue = {.arena = arena_new(256 << 20)};
    Failure failure;
    bool is_good = boundary_run(run, &(Start){&catalogue, count, arguments}, &failure);
    if (!is_good) fprintf(stderr, "%s\n", failure.cause);
    arena_free(catalogue.arena);
    return is_good ? 0 : 1;
}
