/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/files.h"

#include "store_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
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

RUN_TESTS(ON_SQLITE(a_kept_file_lies_under_its_digest), ON_SQLITE(a_draft_goes_with_its_arena),
          ON_SQLITE(the_same_content_twice_is_one_file))
