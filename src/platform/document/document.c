/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/document/document.h"

#include "base/fail.h"
#include "platform/document/child.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_SECONDS = 20, PDF_BYTES_MAX = 100 << 20 };

static int64_t deadline_us(void)
{
    return clock_monotonic_us() + ANSWER_SECONDS * SECOND_US;
}

static DocumentCheck read_verdict(Text answer)
{
    static const char *const words[] = {"good", "not-pdf", "encrypted", "damaged", "complex", "active"};
    DocumentCheck check = {.state = DOCUMENT_TOO_COMPLEX};
    Text rest = text_trim(answer);
    Text word = text_next(&rest, ' ');
    for (int i = 0; i < 6; i++) {
        if (text_is_c(word, words[i])) check.state = (DocumentState)i;
    }
    text_to_int(rest, &check.pages);
    return check;
}

/* A child that said nothing: it reached a limit, and was ended by it or by us; or it broke over the
 * file, which then is damaged in some new way. Status 3 is the child's own trouble. */
static DocumentCheck verdict_of_silence(int status)
{
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 3 || WEXITSTATUS(status) == 127))
        fail("madang-convert could not do its work");
    bool is_broken = WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
    return (DocumentCheck){.state = is_broken ? DOCUMENT_DAMAGED : DOCUMENT_TOO_COMPLEX};
}

typedef struct {
    int file;
    DocumentCheck check;
} Checking;

static void check_open_file(void *context)
{
    Checking *work = context;
    char answer[100];
    Child child = child_start("check-pdf", work->file);
    size_t size = child_read_all(&child, answer, sizeof answer, deadline_us());
    int status = child_end(&child);
    work->check = size ? read_verdict((Text){answer, size}) : verdict_of_silence(status);
}

DocumentCheck document_check_pdf(const char *path)
{
    Checking work = {.file = open(path, O_RDONLY | O_CLOEXEC)};
    Failure failure;
    if (work.file < 0) fail("%s: %m", path);
    bool is_done = boundary_run(check_open_file, &work, &failure);
    close(work.file);
    if (!is_done) fail_again(&failure);
    return work.check;
}

Message document_message(DocumentState state, Text file_name)
{
    switch (state) {
    case DOCUMENT_NOT_PDF:
        return M("“{file}” is not a PDF. Save the document as a PDF and choose that file.",
                 WITH_TEXT("file", file_name));
    case DOCUMENT_ENCRYPTED:
        return M("“{file}” is protected by a password or against changes. Save it without protection and "
                 "choose it again.",
                 WITH_TEXT("file", file_name));
    case DOCUMENT_DAMAGED:
        return M(
            "“{file}” is damaged or incomplete. Export the document as a PDF again and choose the new file.",
            WITH_TEXT("file", file_name));
    case DOCUMENT_TOO_COMPLEX:
        return M(
            "“{file}” takes too long to check. Export it with smaller pictures or fewer pages and choose "
            "the new file.",
            WITH_TEXT("file", file_name));
    case DOCUMENT_ACTIVE:
        return M(
            "“{file}” contains a script or starts another program. Print the document to a PDF and choose "
            "that file.",
            WITH_TEXT("file", file_name));
    case DOCUMENT_GOOD:
        break;
    }
    return (Message){0};
}

/* The child that makes documents: started by the first, kept for the next, one order at a time.
 * It reads to the end of its input, so it ends with this process. */
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static Child maker;

static void add_piece(TextBuffer *order, Text text)
{
    uint32_t size = (uint32_t)text.size;
    buffer_add(order, (Text){(const char *)&size, sizeof size});
    buffer_add(order, text);
}

static Text order_write(Arena *arena, Text title, const Text *paragraphs, size_t count, Text tongue)
{
    TextBuffer order = {.arena = arena};
    uint32_t texts = (uint32_t)count + 2;
    buffer_add(&order, (Text){(const char *)&texts, sizeof texts});
    add_piece(&order, tongue);
    add_piece(&order, title);
    for (size_t i = 0; i < count; i++) add_piece(&order, paragraphs[i]);
    return buffer_text(&order);
}

/* Sends the order; the answer's size, or 0 if the child is gone. No arena is used while locked. */
static uint32_t ask_maker(Text order, int64_t until_us)
{
    uint32_t size = 0;
    bool is_good = child_write(&maker, order.at, order.size, until_us) &&
                   child_read(&maker, &size, sizeof size, until_us) && size <= PDF_BYTES_MAX;
    return is_good ? size : 0;
}

typedef struct {
    Text order;
    char *bytes; /* malloc */
    uint32_t size;
} Making;

static void make(void *context)
{
    Making *work = context;
    int64_t until_us = deadline_us();
    if (!maker.process) maker = child_start("make-pdf", -1);
    work->size = ask_maker(work->order, until_us);
    work->bytes = work->size ? malloc(work->size) : NULL;
    if (work->bytes && child_read(&maker, work->bytes, work->size, until_us)) return;
    free(work->bytes);
    work->bytes = NULL;
    child_end(&maker);
    maker = (Child){0};
}

Text document_make_pdf(Arena *arena, Text title, const Text *paragraphs, size_t count, Text tongue)
{
    Making work = {.order = order_write(arena, title, paragraphs, count, tongue)};
    Failure failure = {.cause = ""};
    pthread_mutex_lock(&making);
    bool is_started = boundary_run(make, &work, &failure);
    /* Once more: the child may have been ended from outside since the last document. */
    if (is_started && !work.bytes) is_started = boundary_run(make, &work, &failure);
    pthread_mutex_unlock(&making);
    if (!is_started) fail_again(&failure);
    if (!work.bytes) fail("madang-convert could not make the document");
    arena_at_end(arena, free, work.bytes);
    return (Text){work.bytes, work.size};
}
