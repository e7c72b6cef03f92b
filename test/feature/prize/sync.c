/* SPDX-License-Identifier: Apache-2.0 */
/* A kill proves nothing about power. Here a real server answers on a socket while this program stands
 * between it and the system: when the first byte of a "done" leaves, every byte of the store's log and of
 * its files has been synced, and every name in its folders. */
#include "feature/prize/application.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/feature.h"
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/config/settings.h"

#include "http_fixture.h"
#include "test.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is written and not synced: files by their bytes, folders by their entries */

enum { DIRTY_MAX = 64, PATH_BYTES = 400 };

static const char *watched; /* the store's folder; NULL: nothing is watched yet */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char dirty[DIRTY_MAX][PATH_BYTES], unsynced[DIRTY_MAX * PATH_BYTES];
static atomic_int written, synced, answered;
static atomic_bool syncs_fail;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The log and the attachments. What SQLite keeps besides them is made from the log again. */
static bool counts(const char *path)
{
    if (!watched || strncmp(path, watched, strlen(watched)) != 0) return false;
    return !strstr(path, ".sqlite") || strstr(path, "-wal");
}

static void set_dirty(const char *path, bool is_dirty)
{
    size_t at = 0, free_place = DIRTY_MAX;
    if (!counts(path)) return;
    pthread_mutex_lock(&lock);
    for (; at < DIRTY_MAX && strcmp(dirty[at], path) != 0; at++)
        if (!dirty[at][0] && free_place == DIRTY_MAX) free_place = at;
    if (at < DIRTY_MAX && !is_dirty) dirty[at][0] = 0;
    if (at == DIRTY_MAX && is_dirty) {
        assert_true(free_place < DIRTY_MAX);
        snprintf(dirty[free_place], PATH_BYTES, "%s", path);
    }
    pthread_mutex_unlock(&lock);
    atomic_fetch_add(is_dirty ? &written : &synced, 1);
}

static void set_dirty_file(int descriptor, bool is_dirty)
{
    char link[40], path[PATH_BYTES];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, sizeof path - 1);
    path[size > 0 ? size : 0] = 0;
    set_dirty(path, is_dirty);
}

static void set_dirty_parent(const char *path)
{
    char parent[PATH_BYTES];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (slash) *slash = 0;
    set_dirty(parent, true);
}

static void note_answer(const void *bytes, size_t size)
{
    if (size < 12 || memcmp(bytes, "HTTP/1.1 303", 12) != 0) return;
    pthread_mutex_lock(&lock);
    unsynced[0] = 0;
    for (size_t i = 0; i < DIRTY_MAX; i++) {
        strcat(unsynced, dirty[i]);
        if (dirty[i][0]) strcat(unsynced, "\n");
    }
    pthread_mutex_unlock(&lock);
    atomic_fetch_add(&answered, 1);
}

/* ---- between the program, its libraries, and the system */

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    set_dirty_file(descriptor, true);
    return REAL(write)(descriptor, bytes, size);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t at)
{
    set_dirty_file(descriptor, true);
    return REAL(pwrite64)(descriptor, bytes, size, at);
}
int rename(const char *from, const char *to)
{
    set_dirty_parent(to);
    return REAL(rename)(from, to);
}
int mkdir(const char *path, mode_t mode)
{
    int failed = REAL(mkdir)(path, mode);
    if (!failed) set_dirty_parent(path);
    return failed;
}

static int sync_by(int (*real)(int), int descriptor)
{
    if (atomic_load(&syncs_fail)) return errno = EIO, -1;
    int failed = real(descriptor);
    if (!failed) set_dirty_file(descriptor, false);
    return failed;
}
int fsync(int descriptor)
{
    return sync_by(REAL(fsync), descriptor);
}
int fdatasync(int descriptor)
{
    return sync_by(REAL(fdatasync), descriptor);
}

ssize_t send(int line, const void *bytes, size_t size, int flags)
{
    note_answer(bytes, size);
    return REAL(send)(line, bytes, size, flags);
}
ssize_t sendmsg(int line, const struct msghdr *message, int flags)
{
    if (message->msg_iovlen) note_answer(message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
    return REAL(sendmsg)(line, message, flags);
}

/* ---- a browser */

static HttpFixture *site;
static int listening;
static AccountId anna;
static Text login;

static int dial(void)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)listen_port(listening))};
    int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(line, (struct sockaddr *)&place, sizeof place), 0);
    return line;
}

/* The answer's head and what follows it at once. */
static Text ask(Text request)
{
    char *answer = arena_take(site->arena, 4000);
    int line = dial();
    assert_int_equal(REAL(send)(line, request.at, request.size, MSG_NOSIGNAL), request.size);
    ssize_t size = recv(line, answer, 4000, 0);
    close(line);
    assert_true(size > 0);
    return (Text){answer, (size_t)size};
}

static Text csrf_of(const char *path)
{
    site->login_cookie = login;
    HttpAnswer page = http_get(site, path);
    Text mark = TEXT("name=\"csrf\" value=\"");
    ptrdiff_t at = text_find(page.body, mark);
    assert_true(at > 0);
    Text rest = text_from(page.body, (size_t)at + mark.size);
    return text_next(&rest, '"');
}

static Text post(const char *path, const char *media, Text body)
{
    return ask(
        text_format(site->arena,
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: login=%.*s\r\n"
                    "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%.*s",
                    path, TEXT_PRINT(login), media, body.size, TEXT_PRINT(body)));
}

static Text post_fields(const char *path, const char *fields)
{
    Text csrf = csrf_of(path);
    return post(path, "application/x-www-form-urlencoded",
                text_format(site->arena, "csrf=%.*s&%s", TEXT_PRINT(csrf), fields));
}

/* A PDF of one page; the mark makes it another file. */
static Text pdf(const char *mark)
{
    static const char *const objects[] = {"<</Type/Catalog/Pages 2 0 R>>",
                                          "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                          "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"};
    TextBuffer out = {.arena = site->arena}, table = {.arena = site->arena};
    buffer_add_format(&out, "%%PDF-1.4\n%% %s\n", mark);
    for (int i = 0; i < 3; i++) {
        buffer_add_format(&table, "%010zu 00000 n \n", out.size);
        buffer_add_format(&out, "%d 0 obj%sendobj\n", i + 1, objects[i]);
    }
    size_t start = out.size;
    buffer_add_format(&out, "xref\n0 4\n0000000000 65535 f \n%.*strailer<</Size 4/Root 1 0 R>>\n",
                      TEXT_PRINT(buffer_text(&table)));
    buffer_add_format(&out, "startxref\n%zu\n%%%%EOF\n", start);
    return buffer_text(&out);
}

static Text upload(const char *path, const char *mark)
{
    Text csrf = csrf_of(path), file = pdf(mark);
#define PART "--line\r\nContent-Disposition: form-data; name="
    Text body = text_format(site->arena,
                            PART "\"csrf\"\r\n\r\n%.*s\r\n" PART "\"slot\"\r\n\r\nevidence\r\n" PART
                                 "\"file\"; filename=\"%s.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
                                 "%.*s\r\n--line--\r\n",
                            TEXT_PRINT(csrf), mark, TEXT_PRINT(file));
    return post(path, "multipart/form-data; boundary=line", body);
}

static const char *begun(const char *page)
{
    site->login_cookie = login;
    HttpAnswer answer = http_post(site, "/en/prize/demo/apply/", FIELDS());
    assert_int_equal(answer.status, 303);
    return text_c(site->arena, text_join(site->arena, http_header(&answer, "Location"), text_of(page)));
}

static bool is_done(Text answer)
{
    return text_starts(answer, TEXT("HTTP/1.1 303"));
}

/* ---- */

static void a_saved_answer_is_on_disk_before_it_is_said(void **state)
{
    const char *path = begun("project/");
    int before = atomic_load(&answered), synced_before = atomic_load(&synced);
    assert_true(is_done(post_fields(path, "title=Rain+barrels&city=Kyiv")));
    assert_int_equal(atomic_load(&answered), before + 1); /* it did leave through us */
    assert_true(atomic_load(&synced) > synced_before);
    assert_string_equal(unsynced, "");
}

static void a_file_and_its_name_are_on_disk_before_it_is_said(void **state)
{
    const char *path = begun("files/");
    const char *const marks[] = {"one", "two"};
    for (size_t i = 0; i < 2; i++) {
        int written_before = atomic_load(&written);
        assert_true(is_done(upload(path, marks[i])));
        assert_true(atomic_load(&written) >= written_before + 3); /* its bytes, its name, its row */
        assert_string_equal(unsynced, "");
    }
}

/* What another process had made, and died before it could sync its name. */
static void a_folder_that_was_there_already_is_synced_as_well(void **state)
{
    const char *path = begun("files/");
    Text files = text_of(store_files_directory(site->store));
    for (int i = 0; i < 256; i++) mkdir(text_format(site->arena, "%.*s/%02x", TEXT_PRINT(files), i).at, 0700);
    assert_true(is_done(upload(path, "three")));
    assert_string_equal(unsynced, "");
}

static void nothing_is_said_to_be_done_if_a_sync_fails(void **state)
{
    const char *project = begun("project/"), *files = begun("files/");
    atomic_store(&syncs_fail, true);
    Text saved = post_fields(project, "title=Lost"), sent = upload(files, "four");
    atomic_store(&syncs_fail, false);
    assert_true(text_starts(saved, TEXT("HTTP/1.1 500")));
    assert_true(text_starts(sent, TEXT("HTTP/1.1 500")));
    HttpAnswer page = http_get(site, project);
    assert_false(http_has(&page, "Lost"));
    page = http_get(site, files);
    assert_false(http_has(&page, "four.pdf"));
}

static bool make_scene(Change *change, void *context)
{
    Problems problems = problems_none(change->at.arena);
    EditionId id;
    edition_keep(change, context, TEXT(""), &problems, &id);
    anna = account_ensure(change, TEXT("Anna"), TEXT("anna@stadt.example"), LANGUAGE_EN);
    login = text_copy(site->arena, login_open(change, anna, TEXT("test"), 40 * DAY_US));
    return true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_saved_answer_is_on_disk_before_it_is_said),
        TEST(a_file_and_its_name_are_on_disk_before_it_is_said),
        TEST(a_folder_that_was_there_already_is_synced_as_well),
        TEST(nothing_is_said_to_be_done_if_a_sync_fails),
    };
    Instant now;
    instant_read(TEXT("2026-05-01T00:00:00Z"), &now);
    clock_stand_at(now);
    server_register_hooks(&account_server_hooks);
    account_register();
    application_contribute();
    site = http_fixture_open("sync", features);
    watched = site->directory;
    Edition edition;
    Problems problems = problems_none(site->arena);
    if (!edition_read(site->arena, edition_demo_file(), &edition, &problems)) return 1;
    store_change(site->store, site->arena, (AccountId){0}, make_scene, &edition);
    listening = listen_at(TEXT("127.0.0.1"), 0);
    site->settings->threads_events = 1;
    Server *server = server_start(site->service, listening);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    bool is_clean = server_stop(server, 5);
    http_fixture_close(site);
    return failed != 0 || !is_clean;
}
