/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/document/document.h"

#include "base/fail.h"
#include "test.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static Arena *arena;
static char folder[] = "/tmp/madang-document-XXXXXX";

static const char *path_of(const char *name)
{
    return text_c(arena, text_format(arena, "%s/%s", folder, name));
}

static const char *write_file(const char *name, Text bytes)
{
    const char *path = path_of(name);
    FILE *file = fopen(path, "we");
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    fclose(file);
    return path;
}

static Text read_file(const char *path)
{
    TextBuffer all = {.arena = arena};
    char part[4096];
    FILE *file = fopen(path, "re");
    for (size_t size; (size = fread(part, 1, sizeof part, file));) buffer_add(&all, (Text){part, size});
    fclose(file);
    return buffer_text(&all);
}

static void run(const char *const *words)
{
    pid_t process;
    int status;
    assert_int_equal(posix_spawnp(&process, words[0], NULL, NULL, (char *const *)words, environ), 0);
    waitpid(process, &status, 0);
    assert_int_equal(status, 0);
}
#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})

/* A PDF as a text: objects, the table of their places, the trailer. */
static Text pdf_of(const char *const *objects, const char *trailer)
{
    TextBuffer out = {.arena = arena};
    size_t places[50], count = 0;
    buffer_add(&out, TEXT("%PDF-1.7\n"));
    for (; objects[count]; count++) {
        places[count] = out.size;
        buffer_add_format(&out, "%zu 0 obj\n%s\nendobj\n", count + 1, objects[count]);
    }
    size_t table = out.size;
    buffer_add_format(&out, "xref\n0 %zu\n0000000000 65535 f \n", count + 1);
    for (size_t i = 0; i < count; i++) buffer_add_format(&out, "%010zu 00000 n \n", places[i]);
    buffer_add_format(&out, "trailer\n<< /Size %zu /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", count + 1,
                      trailer, table);
    return buffer_text(&out);
}
#define PAGES "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
#define PAGE "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>"
#define STREAM "<< /Length 9 >>\nstream\n0 0 m h f\nendstream"
#define PDF(catalogue, ...)                                                                                  \
    pdf_of((const char *const[]){"<< /Type /Catalog /Pages 2 0 R " catalogue " >>", PAGES, PAGE,             \
                                 __VA_ARGS__, NULL},                                                         \
           "")

static DocumentState state_of(Text bytes)
{
    return document_check_pdf(write_file("it.pdf", bytes)).state;
}

static Text made(void)
{
    Text paragraphs[] = {TEXT("서울의 골목마다 작은 감지기가 물의 높이를 잽니다."), TEXT("Second.")};
    return document_make_pdf(arena, TEXT("물길 지킴이"), paragraphs, 2, TEXT("ko"));
}

static void a_good_pdf_is_accepted_with_its_pages(void **state)
{
    DocumentCheck check = document_check_pdf(write_file("a.pdf", PDF("", STREAM)));
    assert_int_equal(check.state, DOCUMENT_GOOD);
    assert_int_equal(check.pages, 1);
    assert_null(document_message(DOCUMENT_GOOD, TEXT("a.pdf")).english);
}

static void what_readers_open_happily_is_accepted(void **state)
{
    Text plain = PDF("", STREAM);
    write_file("plain.pdf", plain);
    RUN("qpdf", "--linearize", path_of("plain.pdf"), path_of("linear.pdf"));
    RUN("qpdf", "--object-streams=generate", path_of("plain.pdf"), path_of("streams.pdf"));
    assert_int_equal(document_check_pdf(path_of("linear.pdf")).state, DOCUMENT_GOOD);
    assert_int_equal(document_check_pdf(path_of("streams.pdf")).state, DOCUMENT_GOOD);
    assert_int_equal(state_of(text_join(arena, plain, TEXT("\r\n\r\nbytes behind the end\n"))),
                     DOCUMENT_GOOD);
    assert_int_equal(state_of(text_join(arena, TEXT("a line before\n"), plain)), DOCUMENT_GOOD);
}

/* A table of objects that is off by a byte: readers rebuild it, and nothing is lost. */
static void a_wrong_table_with_all_objects_there_is_accepted(void **state)
{
    Text plain = PDF("", STREAM);
    ptrdiff_t at = text_find(plain, TEXT("startxref\n"));
    Text wrong = text_join(arena, text_slice(plain, 0, (size_t)at), TEXT("startxref\n7\n%%EOF\n"));
    assert_int_equal(state_of(wrong), DOCUMENT_GOOD);
}

static void something_else_is_not_a_pdf(void **state)
{
    assert_int_equal(state_of(TEXT("")), DOCUMENT_NOT_PDF);
    assert_int_equal(state_of(TEXT("<!DOCTYPE html><title>x</title><script>alert(1)</script>")),
                     DOCUMENT_NOT_PDF);
    assert_int_equal(state_of((Text){"PK\003\004\024\000", 6}), DOCUMENT_NOT_PDF);
    assert_int_equal(state_of((Text){"MZ\220\000\003", 5}), DOCUMENT_NOT_PDF);
    TextBuffer late = {.arena = arena};
    for (int i = 0; i < 1100; i++) buffer_add_char(&late, ' ');
    assert_int_equal(state_of(text_join(arena, buffer_text(&late), PDF("", STREAM))), DOCUMENT_NOT_PDF);
}

static void a_protected_pdf_is_refused(void **state)
{
    write_file("open.pdf", PDF("", STREAM));
    RUN("qpdf", "--encrypt", "user", "owner", "256", "--", path_of("open.pdf"), path_of("locked.pdf"));
    RUN("qpdf", "--encrypt", "", "owner", "256", "--print=none", "--", path_of("open.pdf"),
        path_of("guarded.pdf"));
    assert_int_equal(document_check_pdf(path_of("locked.pdf")).state, DOCUMENT_ENCRYPTED);
    assert_int_equal(document_check_pdf(path_of("guarded.pdf")).state, DOCUMENT_ENCRYPTED);
}

static void a_truncated_pdf_is_refused_wherever_it_was_cut(void **state)
{
    Text whole = made();
    assert_int_equal(state_of(whole), DOCUMENT_GOOD);
    for (int eighth = 1; eighth < 8; eighth++)
        assert_int_equal(state_of(text_slice(whole, 0, whole.size * (size_t)eighth / 8)), DOCUMENT_DAMAGED);
    assert_int_equal(state_of(text_slice(whole, 0, whole.size - 8)), DOCUMENT_DAMAGED);
}

static void a_hole_in_the_middle_is_found(void **state)
{
    Text whole = text_copy(arena, made());
    memset((char *)whole.at + whole.size / 3, 0, whole.size / 3);
    assert_int_equal(state_of(whole), DOCUMENT_DAMAGED);
}

static void a_pdf_without_pages_is_refused(void **state)
{
    const char *const objects[] = {"<< /Type /Catalog /Pages 2 0 R >>",
                                   "<< /Type /Pages /Kids [] /Count 0 >>", NULL};
    assert_int_equal(state_of(pdf_of(objects, "")), DOCUMENT_DAMAGED);
    assert_int_equal(state_of(TEXT("%PDF-1.7\n%%EOF\n")), DOCUMENT_DAMAGED);
}

static void scripts_and_launched_programs_are_refused(void **state)
{
    assert_int_equal(state_of(PDF("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", STREAM)),
                     DOCUMENT_ACTIVE);
    assert_int_equal(state_of(PDF("/OpenAction 5 0 R", STREAM, "<< /S /Launch /F (calc.exe) >>")),
                     DOCUMENT_ACTIVE);
    assert_int_equal(state_of(PDF("/Names << /JavaScript << /Names [(a) 5 0 R] >> >>", STREAM,
                                  "<< /S /JavaScript /JS 4 0 R >>")),
                     DOCUMENT_ACTIVE);
    assert_int_equal(state_of(PDF("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", STREAM)), DOCUMENT_GOOD);
    assert_int_equal(state_of(PDF("/A << /S /URI /URI (https://example.org) >>", STREAM)), DOCUMENT_GOOD);
}

/* Loops that a careless reader follows for ever. */
static void circles_end(void **state)
{
    const char *const kids[] = {"<< /Type /Catalog /Pages 2 0 R >>",
                                "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>", NULL};
    assert_int_equal(state_of(pdf_of(kids, "")), DOCUMENT_DAMAGED);
    const char *const length[] = {"<< /Type /Catalog /Pages 2 0 R >>", PAGES, PAGE,
                                  "<< /Length 4 0 R >>\nstream\n0 0 m h f\nendstream", NULL};
    assert_int_not_equal(state_of(pdf_of(length, "")), DOCUMENT_TOO_COMPLEX);
    Text loop = TEXT("%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\n"
                     "startxref\n9\n%%EOF\n");
    assert_int_equal(state_of(loop), DOCUMENT_DAMAGED);
    TextBuffer deep = {.arena = arena};
    for (int i = 0; i < 100000; i++) buffer_add(&deep, TEXT("["));
    const char *const nested[] = {"<< /Type /Catalog /Pages 2 0 R /X 5 0 R >>",
                                  PAGES,
                                  PAGE,
                                  STREAM,
                                  text_c(arena, buffer_text(&deep)),
                                  NULL};
    assert_int_not_equal(state_of(pdf_of(nested, "")), DOCUMENT_TOO_COMPLEX);
}

/* `size` MB of zeros, deflated twice: a few hundred bytes for each 100 MB. */
static Text deflated_twice(const char *size)
{
    const char *script = "import sys, zlib\nzeros = bytes(int(sys.argv[1]) << 20)\n"
                         "open(sys.argv[2], 'wb').write(zlib.compress(zlib.compress(zeros, 9), 9))\n";
    RUN("python3", "-c", script, size, path_of("layers"));
    return read_file(path_of("layers"));
}

#define BOMB_HEAD                                                                                            \
    "%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n" PAGES "\nendobj\n"
#define BOMB_TAIL "trailer\n<< /Size 204 /Root 1 0 R >>\nstartxref\n0\n%%%%EOF\n"

/* Many streams that take long: ended by the limit of the processor's time, ten seconds. */
static void a_bomb_of_time_ends_at_the_limit(void **state)
{
    Text stream = deflated_twice("400");
    TextBuffer out = {.arena = arena};
    buffer_add_format(&out, BOMB_HEAD "3 0 obj\n" PAGE "\nendobj\n");
    for (int i = 4; i < 204; i++) {
        buffer_add_format(&out,
                          "%d 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Next %d 0 R /Length %zu >>\n", i,
                          i + 1, stream.size);
        buffer_add(&out, TEXT("stream\n"));
        buffer_add(&out, stream);
        buffer_add(&out, TEXT("\nendstream\nendobj\n"));
    }
    buffer_add_format(&out, BOMB_TAIL);
    int64_t before_us = clock_monotonic_us();
    assert_in_range(out.size, 1, 1 << 20);
    assert_int_equal(state_of(buffer_text(&out)), DOCUMENT_TOO_COMPLEX);
    assert_in_range(clock_monotonic_us() - before_us, 5 * SECOND_US, 21 * SECOND_US);
}

/* A stream of objects has to be unpacked in memory: ended by the limit of memory. */
static void a_bomb_of_memory_ends_at_the_limit(void **state)
{
#ifdef __SANITIZE_ADDRESS__ /* then there is no limit of memory */
    skip_because("AddressSanitizer takes more memory than the limit");
#endif
    Text stream = deflated_twice("600");
    TextBuffer out = {.arena = arena};
    buffer_add_format(&out,
                      BOMB_HEAD "4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] "
                                "/Length %zu >>\nstream\n",
                      stream.size);
    buffer_add(&out, stream);
    size_t table = out.size + strlen("\nendstream\nendobj\n");
    buffer_add(&out, TEXT("\nendstream\nendobj\n"));
    buffer_add_format(&out, "5 0 obj\n<< /Type /XRef /Size 6 /Root 1 0 R /W [1 4 1] /Length 36 >>\nstream\n");
    const size_t places[] = {9, 58};
    for (int i = 0; i < 6; i++) {
        size_t place = i == 1 || i == 2 ? places[i - 1] : i == 3 ? 4 : i == 4 ? 0 : table;
        char kind = i == 0 ? 0 : i == 3 ? 2 : 1;
        if (i == 4) place = (size_t)text_find(buffer_text(&out), TEXT("4 0 obj"));
        const char row[] = {kind, (char)(place >> 24), (char)(place >> 16), (char)(place >> 8), (char)place,
                            0};
        buffer_add(&out, (Text){row, 6});
    }
    buffer_add_format(&out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", table);
    assert_in_range(out.size, 1, 1 << 20);
    assert_int_equal(state_of(buffer_text(&out)), DOCUMENT_TOO_COMPLEX);
}

static void check_absent(void *path)
{
    document_check_pdf(path);
}

static void a_file_that_is_not_there_fails(void **state)
{
    Failure failure = {.cause = ""};
    assert_false(boundary_run(check_absent, (void *)path_of("absent"), &failure));
    assert_non_null(strstr(failure.cause, "No such file"));
}

static void a_made_pdf_is_good_tagged_and_says_its_language(void **state)
{
    const char *path = write_file("made.pdf", made());
    assert_int_equal(document_check_pdf(path).state, DOCUMENT_GOOD);
    RUN("qpdf", "--check", path);
    RUN("sh", "-c",
        "pdfinfo \"$0\" | grep -q 'Tagged: *yes' && pdfinfo \"$0\" | grep -q 'Title: *물길 지킴이'", path);
    RUN("sh", "-c", "pdftotext \"$0\" - | grep -q '서울의 골목마다 작은 감지기가 물의 높이를 잽니다.'", path);
    RUN("sh", "-c", "qpdf --qdf --object-streams=disable \"$0\" - | grep -aq '/Lang (ko)'", path);
}

static void long_texts_take_several_pages(void **state)
{
    Text paragraphs[80];
    for (int i = 0; i < 80; i++)
        paragraphs[i] =
            TEXT("The quick brown fox jumps over the lazy dog, and the lazy dog writes an application "
                 "about it that fills more than one line of the page.");
    const char *path =
        write_file("long.pdf", document_make_pdf(arena, TEXT("Long"), paragraphs, 80, TEXT("en")));
    DocumentCheck check = document_check_pdf(path);
    assert_int_equal(check.state, DOCUMENT_GOOD);
    assert_in_range(check.pages, 3, 10);
}

static void the_same_texts_give_the_same_bytes_whatever_came_before(void **state)
{
    Text first = made();
    document_make_pdf(arena, TEXT("Another"), (Text[]){TEXT("with ﬁ and Ö")}, 1, TEXT("de"));
    assert_true(text_is(made(), first));
    const char *self = text_c(arena, text_format(arena, "%d", getpid()));
    RUN("pkill", "-x", "-P", self, "madang-convert");
    assert_true(text_is(made(), first));
}

static int set_up(void **state)
{
    arena = arena_new((size_t)1 << 30);
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

/* "slow" as the one argument: those tests that wait for limits. */
int main(int count, char **arguments)
{
    const struct CMUnitTest slow[] = {TEST(a_bomb_of_time_ends_at_the_limit)};
    if (count == 2) return cmocka_run_group_tests(slow, set_up, tear_down) != 0;
    const struct CMUnitTest all[] = {
        TEST(a_good_pdf_is_accepted_with_its_pages),
        TEST(what_readers_open_happily_is_accepted),
        TEST(a_wrong_table_with_all_objects_there_is_accepted),
        TEST(something_else_is_not_a_pdf),
        TEST(a_protected_pdf_is_refused),
        TEST(a_truncated_pdf_is_refused_wherever_it_was_cut),
        TEST(a_hole_in_the_middle_is_found),
        TEST(a_pdf_without_pages_is_refused),
        TEST(scripts_and_launched_programs_are_refused),
        TEST(circles_end),
        TEST(a_bomb_of_memory_ends_at_the_limit),
        TEST(a_file_that_is_not_there_fails),
        TEST(a_made_pdf_is_good_tagged_and_says_its_language),
        TEST(long_texts_take_several_pages),
        TEST(the_same_texts_give_the_same_bytes_whatever_came_before),
    };
    return cmocka_run_group_tests(all, set_up, tear_down) != 0;
}
