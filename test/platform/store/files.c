/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/files.h"

#include "store_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ABC "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319" /* of "abc" */

static FileDraft *draft_of_abc(Fixture *fixture, Arena *arena)
{
    FileDraft *draft = file_begin(fixture->store, arena);
    file_add(draft, "a", 1);
    file_add(draft, NULL, 0);
    file_add(draft, "bc", 2);
    return draft;
}

static int count_of_files(Fixture *fixture)
{
    int count = 0;
    DIR *directory = opendir(fixture->files);
    while (readdir(directory)) count++;
    closedir(directory);
    return count - 2; /* . and .. */
}

static void assert_content(const char *path, const char *expected)
{
    char content[20] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    content[fread(content, 1, sizeof content - 1, file)] = 0;
    fclose(file);
    assert_string_equal(content, expected);
}

static void a_kept_file_lies_under_its_digest(void **state)
{
    Fixture *fixture = *state;
    Arena *arena = arena_new(1 << 20);
    FileDraft *draft = draft_of_abc(fixture, arena);
    assert_text(file_digest(draft), ABC);
    assert_int_equal(file_size_bytes(draft), 3);
    assert_content(file_path_of_draft(draft), "abc");
    file_keep(draft);
    file_keep(draft);
    arena_free(arena);
    const char *path = file_path(fixture->arena, fixture->store, TEXT(ABC));
    assert_string_equal(path, text_format(fixture->arena, "%s/bd/%s", fixture->files, &ABC[2]).at);
    assert_content(path, "abc");
}

static void a_draft_goes_with_its_arena(void **state)
{
    Fixture *fixture = *state;
    Arena *arena = arena_new(1 << 20);
    draft_of_abc(fixture, arena);
    assert_int_equal(count_of_files(fixture), 1);
    arena_free(arena);
    assert_int_equal(count_of_files(fixture), 0);
}

static void the_same_content_twice_is_one_file(void **state)
{
    Fixture *fixture = *state;
    for (int i = 0; i < 2; i++) {
        Arena *arena = arena_new(1 << 20);
        file_keep(draft_of_abc(fixture, arena));
        arena_free(arena);
    }
    assert_int_equal(count_of_files(fixture), 1);
    assert_content(file_path(fixture->arena, fixture->store, TEXT(ABC)), "abc");
}

static void make_old(const char *path, int64_t seconds)
{
    struct timespec then = {.tv_sec = time(NULL) - seconds};
    const struct timespec times[2] = {then, then};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void what_no_row_names_is_swept_after_a_day(void **state)
{
    enum { HOURS_23 = 23 * 3600, HOURS_25 = 25 * 3600 };
    Fixture *fixture = *state;
    Arena *arena = arena_new(1 << 20);
    file_keep(draft_of_abc(fixture, arena));
    const char *path = file_path(arena, fixture->store, TEXT(ABC));
    const char *draft = text_format(arena, "%s/draft-gone99", fixture->files).at;
    fclose(fopen(draft, "we"));
    make_old(draft, HOURS_23);
    make_old(path, HOURS_23);
    assert_int_equal(files_sweep(fixture->store, arena, NULL, 0), 0);
    make_old(draft, HOURS_25);
    make_old(path, HOURS_25);
    assert_int_equal(files_sweep(fixture->store, arena, &TEXT(ABC), 1), 1);
    assert_int_not_equal(access(draft, F_OK), 0);
    assert_content(path, "abc");
    assert_int_equal(files_sweep(fixture->store, arena, NULL, 0), 1);
    assert_int_not_equal(access(path, F_OK), 0);
    arena_free(arena);
}

static void an_old_file_that_is_kept_once_more_is_new(void **state)
{
    Fixture *fixture = *state;
    Arena *arena = arena_new(1 << 20);
    file_keep(draft_of_abc(fixture, arena));
    make_old(file_path(arena, fixture->store, TEXT(ABC)), 99 * 3600);
    file_keep(draft_of_abc(fixture, arena));
    assert_int_equal(files_sweep(fixture->store, arena, NULL, 0), 0);
    arena_free(arena);
}

RUN_TESTS(ON_SQLITE(a_kept_file_lies_under_its_digest), ON_SQLITE(a_draft_goes_with_its_arena),
          ON_SQLITE(the_same_content_twice_is_one_file), ON_SQLITE(what_no_row_names_is_swept_after_a_day),
          ON_SQLITE(an_old_file_that_is_kept_once_more_is_new))
