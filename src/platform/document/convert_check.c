/* SPDX-License-Identifier: Apache-2.0 */
/* When is a PDF good? When qpdf can read all of it: its pages, and every stream decoded. What readers
 * mend silently is no reason to refuse it: a wrong offset in the table of objects, bytes behind the
 * end, a length that does not fit. A file without its end is refused, and so is one whose table had
 * to be rebuilt and then lacks objects that are referred to: parts of it are gone. */
#include "platform/document/convert.h"

#include <qpdf/qpdf-c.h>
#include <qpdf/qpdflogger-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum { GOOD, NOT_PDF, ENCRYPTED, DAMAGED, COMPLEX, ACTIVE } Verdict;

/* Objects that wait to be looked at, and those that were, by number. */
typedef struct {
    qpdf_data pdf;
    qpdf_oh *waiting;
    size_t count, room;
    unsigned char *seen;
    size_t seen_count;
    bool was_rebuilt;
    Verdict verdict;
} Walk;

enum { END_BYTES = 2048, HEAD_BYTES = 1024 };

static bool has_head(const char *at, size_t size)
{
    return memmem(at, size < HEAD_BYTES ? size : HEAD_BYTES, "%PDF-", 5) != NULL;
}

static bool has_end(const char *at, size_t size)
{
    size_t part = size < END_BYTES ? size : END_BYTES;
    return memmem(at + size - part, part, "%%EOF", 5) != NULL;
}

static Verdict verdict_of_error(qpdf_data pdf, qpdf_error error)
{
    const char *detail = qpdf_get_error_message_detail(pdf, error);
    if (qpdf_get_error_code(pdf, error) == qpdf_e_password) return ENCRYPTED;
    return strstr(detail, "bad_alloc") || strstr(detail, "length_error") ? COMPLEX : DAMAGED;
}

/* A stream that does not decode has lost its content, and an object that the table names but the file
 * lacks is lost itself; other warnings are what readers mend. */
static Verdict verdict_of_warnings(qpdf_data pdf, bool *was_rebuilt)
{
    Verdict verdict = GOOD;
    while (qpdf_more_warnings(pdf)) {
        qpdf_error warning = qpdf_next_warning(pdf);
        const char *detail = qpdf_get_error_message_detail(pdf, warning);
        if (strstr(detail, "reconstruct cross-reference")) *was_rebuilt = true;
        if (strstr(detail, "error decoding stream")) verdict = DAMAGED;
        if (strstr(detail, "not found in file after regenerating")) verdict = DAMAGED;
        if (strstr(detail, "bad_alloc")) return COMPLEX;
    }
    return verdict;
}

static void wait_for(Walk *walk, qpdf_oh object)
{
    if (walk->count == walk->room) {
        walk->room = walk->room ? 2 * walk->room : 1024;
        walk->waiting = realloc(walk->waiting, walk->room * sizeof *walk->waiting);
        if (!walk->waiting) _exit(4);
    }
    walk->waiting[walk->count++] = object;
}

/* True the first time. The number is that of an object that is there. */
static bool is_new(Walk *walk, int number)
{
    size_t index = (size_t)number;
    if (number < 0) return false;
    if (index >= walk->seen_count) {
        size_t count = 2 * index + 1024;
        walk->seen = realloc(walk->seen, count);
        if (!walk->seen) _exit(4);
        memset(walk->seen + walk->seen_count, 0, count - walk->seen_count);
        walk->seen_count = count;
    }
    if (walk->seen[index]) return false;
    walk->seen[index] = 1;
    return true;
}

static bool action_is_active(qpdf_data pdf, qpdf_oh dictionary)
{
    static const char *const kinds[] = {"/JavaScript", "/Launch", "/ImportData"};
    qpdf_oh kind = qpdf_oh_get_key(pdf, dictionary, "/S");
    bool active = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        active = active || qpdf_oh_is_name_and_equals(pdf, kind, kinds[i]);
    qpdf_oh_release(pdf, kind);
    return active;
}

static void visit_dictionary(Walk *walk, qpdf_oh dictionary)
{
    if (action_is_active(walk->pdf, dictionary)) walk->verdict = ACTIVE;
    qpdf_oh_begin_dict_key_iter(walk->pdf, dictionary);
    while (qpdf_oh_dict_more_keys(walk->pdf)) {
        const char *key = qpdf_oh_dict_next_key(walk->pdf);
        wait_for(walk, qpdf_oh_get_key(walk->pdf, dictionary, key));
    }
}

static void visit(Walk *walk, qpdf_oh object)
{
    qpdf_data pdf = walk->pdf;
    bool is_indirect = qpdf_oh_is_indirect(pdf, object);
    if (qpdf_oh_is_null(pdf, object)) {
        if (is_indirect && walk->was_rebuilt) walk->verdict = DAMAGED;
        return;
    }
    if (is_indirect && !is_new(walk, qpdf_oh_get_object_id(pdf, object))) return;
    if (qpdf_oh_is_dictionary(pdf, object)) {
        visit_dictionary(walk, object);
    } else if (qpdf_oh_is_stream(pdf, object)) {
        qpdf_oh dictionary = qpdf_oh_get_dict(pdf, object);
        visit_dictionary(walk, dictionary);
        qpdf_oh_release(pdf, dictionary);
    } else if (qpdf_oh_is_array(pdf, object)) {
        int count = qpdf_oh_get_array_n_items(pdf, object);
        for (int i = 0; i < count; i++) wait_for(walk, qpdf_oh_get_array_item(pdf, object, i));
    }
}

/* Every object that the file's trailer leads to. */
static Verdict walk_objects(qpdf_data pdf, bool was_rebuilt)
{
    Walk walk = {.pdf = pdf, .was_rebuilt = was_rebuilt, .verdict = GOOD};
    wait_for(&walk, qpdf_get_trailer(pdf));
    while (walk.count && walk.verdict == GOOD) {
        qpdf_oh object = walk.waiting[--walk.count];
        visit(&walk, object);
        qpdf_oh_release(pdf, object);
    }
    free(walk.waiting);
    free(walk.seen);
    return walk.verdict;
}

static Verdict check_contents(qpdf_data pdf, int *pages)
{
    bool was_rebuilt = false;
    Verdict verdict = verdict_of_warnings(pdf, &was_rebuilt);
    if (verdict != GOOD) return verdict;
    if (qpdf_is_encrypted(pdf)) return ENCRYPTED;
    *pages = qpdf_get_num_pages(pdf);
    if (qpdf_has_error(pdf)) return verdict_of_error(pdf, qpdf_get_error(pdf));
    if (*pages < 1) return DAMAGED;
    if (qpdf_check_pdf(pdf) & QPDF_ERRORS) return verdict_of_error(pdf, qpdf_get_error(pdf));
    verdict = verdict_of_warnings(pdf, &was_rebuilt);
    return verdict == GOOD ? walk_objects(pdf, was_rebuilt) : verdict;
}

static Verdict check_bytes(const char *at, size_t size, int *pages)
{
    if (!has_head(at, size)) return NOT_PDF;
    if (!has_end(at, size)) return DAMAGED;
    qpdf_data pdf = qpdf_init();
    qpdflogger_handle quiet = qpdflogger_create();
    qpdflogger_set_error(quiet, qpdf_log_dest_discard, NULL, NULL);
    qpdflogger_set_warn(quiet, qpdf_log_dest_discard, NULL, NULL);
    qpdflogger_set_info(quiet, qpdf_log_dest_discard, NULL, NULL);
    qpdf_set_logger(pdf, quiet);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    qpdf_silence_errors(pdf);
    if (qpdf_read_memory(pdf, "document", at, size, NULL) & QPDF_ERRORS)
        return verdict_of_error(pdf, qpdf_get_error(pdf));
    return check_contents(pdf, pages);
}

static const char *map_input(size_t *size)
{
    struct stat file;
    if (fstat(0, &file) || !S_ISREG(file.st_mode)) _exit(3);
    *size = (size_t)file.st_size;
    if (!*size) return "";
    const char *at = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, 0, 0);
    if (at == MAP_FAILED) _exit(3);
    return at;
}

int convert_check_pdf(void)
{
    static const char *const words[] = {"good", "not-pdf", "encrypted", "damaged", "complex", "active"};
    size_t size;
    int pages = 0;
    const char *at = map_input(&size);
    sandbox_enter(&(Limits){.cpu_seconds = 10, .memory_bytes = (uint64_t)(512 << 20) + size});
    Verdict verdict = check_bytes(at, size, &pages);
    dprintf(1, "%s %d\n", words[verdict], pages);
    return 0;
}
