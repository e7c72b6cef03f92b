/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_file.h"

#include "feature/prize/edition_json.h"
#include "test.h"

#include <stdio.h>

static Arena *arena;

static int begin(void **state)
{
    arena = arena_new(256 << 20);
    return 0;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

static void print_problems(const Problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        Text message = message_english(arena, &problems->at[i].message);
        printf("%.*s: %.*s\n", TEXT_PRINT(problems->at[i].field), TEXT_PRINT(message));
    }
}

static Edition read_good(Text yaml)
{
    Edition edition;
    Problems problems = problems_none(arena);
    bool is_good = edition_read(arena, yaml, &edition, &problems);
    print_problems(&problems);
    assert_true(is_good);
    return edition;
}

static void the_demonstration_is_an_edition(void **state)
{
    Edition edition = read_good(edition_demo_file());
    assert_text(edition.code, "demo");
    assert_text(edition.book, "prize/demo");
    assert_int_equal(edition.regions.count, 6);
    assert_int_equal(edition.rounds.count, 3);
    assert_int_equal(edition.rounds.at[2].places, 40);
    int64_t winners = 0;
    for (size_t i = 0; i < edition.awards.count; i++) winners += edition.awards.at[i].places;
    assert_int_equal(winners, 21);
    /* 18:00 in Seoul, nine hours before UTC */
    assert_text(instant_write(arena, edition.closes), "2026-05-29T09:00:00.000000Z");
    assert_text(instant_write(arena, edition.winners_publish_at), "2026-09-25T05:00:00.000000Z");
}

static void json_and_file_give_the_same_edition_back(void **state)
{
    Edition edition = read_good(edition_demo_file()), again;
    assert_true(edition_from_json(arena, edition.json, &again));
    assert_text(edition_to_json(arena, &again), text_c(arena, edition.json));
    Edition written = read_good(edition_write(arena, &edition));
    assert_text(written.json, text_c(arena, edition.json));
    assert_text(written.digest, text_c(arena, edition.digest));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test_setup_teardown(the_demonstration_is_an_edition, begin, end),
        cmocka_unit_test_setup_teardown(json_and_file_give_the_same_edition_back, begin, end),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
