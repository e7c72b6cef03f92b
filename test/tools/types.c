/* SPDX-License-Identifier: Apache-2.0 */
/* A value of a type that has no way to be written in its place does not compile, and the C compiler
 * names the template's line. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static char folder[] = "/tmp/types.XXXXXX";
static Arena *arena;

static const char *path(const char *name)
{
    return text_format(arena, "%s/%s", folder, name).at;
}

static void write_file(const char *name, const char *text)
{
    FILE *out = fopen(path(name), "wb");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static bool run(const char *program, const char *const *arguments)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen(path("log"), "wb", stderr)) _exit(9);
        execvp(program, (char *const *)arguments);
        _exit(9);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 9);
    return WEXITSTATUS(status) == 0;
}

static Text log_text(void)
{
    char *text = arena_take(arena, 65536);
    FILE *in = fopen(path("log"), "rb");
    assert_non_null(in);
    size_t size = fread(text, 1, 65535, in);
    fclose(in);
    return (Text){text, size};
}

/* Compiles the template to C and asks the C compiler. */
static bool compiles(const char *name, const char *body)
{
    const char *file = path(name), *code = path("x.c"), *header = path("x.h");
    write_file(name, text_format(arena, "{{view Hostile}}\n%s\n", body).at);
    if (!run(TEMPLATE_PROGRAM,
             (const char *[]){"template", "--module", "x", "--include", "platform/page/hostile.h", "--out-c",
                              code, "--out-h", header, file, NULL}))
        fail_msg("%.*s", TEXT_PRINT(log_text()));
    return run(C_COMPILER, (const char *[]){C_COMPILER, "-std=gnu2x", "-fsyntax-only", "-Wall", "-Werror",
                                            "-I", SOURCE_ROOT "/src", "-I", SOURCE_ROOT "/test", code, NULL});
}

static void accepts(const char *name, const char *body)
{
    if (!compiles(name, body)) fail_msg("%s: %.*s", body, TEXT_PRINT(log_text()));
}

static void refuses(const char *name, const char *body)
{
    if (compiles(name, body)) fail_msg("not refused: %s", body);
    Text place = text_format(arena, "%s:2:", path(name));
    if (text_find(log_text(), place) < 0)
        fail_msg("no “%.*s” in: %.*s", TEXT_PRINT(place), TEXT_PRINT(log_text()));
}

static void only_what_can_be_written_compiles(void **state)
{
    (void)state;
    accepts("a.html",
            "{{v->text}}{{v->html}}{{v->number}}{{v->decimal}}{{v->message}}<a href=\"{{v->url}}\">");
    refuses("a.html", "<p title=\"{{v->html}}\">");
    refuses("a.html", "<title>{{v->html}}</title>");
    refuses("a.html", "<a href=\"{{v->text}}\">");
    refuses("a.html", "<a href=\"{{v->html}}\">");
    refuses("a.html", "<a href=\"{{t \"Words\"}}\">");
    refuses("a.html", "{{v->is_true}}");
    refuses("a.html", "{{1.5}}");
    refuses("a.html", "{{v->list}}");
    refuses("a.html", "{{v->nothing}}");
    refuses("a.html", "{{date v->number}}");
    refuses("a.html", "{{score v->number}}");
    refuses("a.html", "{{t \"{a}x{/a}\" a=v->text}}");
    refuses("a.html", "{{each item in v->text}}{{end}}");
    refuses("a.html", "<a href=\"{{link \"/{}\", v->html}}\">");
    refuses("a.csv", "{{v->html}}");
    refuses("a.txt", "{{v->is_true}}");
    accepts("a.json", "[{{v->is_true}},{{v->html}},{{v->decimal}}]");
}

static void every_constant_of_a_switch_stands_there(void **state)
{
    (void)state;
    accepts("a.html", "{{switch v->state}}{{case HOSTILE_CALM}}a{{case HOSTILE_WILD, HOSTILE_GONE}}b{{end}}");
    accepts("a.html", "{{switch v->state}}{{case HOSTILE_CALM}}a{{default}}b{{end}}");
    refuses("a.html", "{{switch v->state}}{{case HOSTILE_CALM}}a{{case HOSTILE_WILD}}b{{end}}");
}

int main(void)
{
    arena = arena_new(64 << 20);
    if (!mkdtemp(folder)) return 1;
    const struct CMUnitTest all[] = {TEST(only_what_can_be_written_compiles),
                                     TEST(every_constant_of_a_switch_stands_there)};
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
