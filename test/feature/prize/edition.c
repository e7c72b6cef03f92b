/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition.h"

#include "feature/prize/edition_file.h"
#include "store_fixture.h"

static Edition demo_rules(Arena *arena)
{
    Edition edition;
    Problems problems = problems_none(arena);
    assert_true(edition_read(arena, edition_demo_file(), &edition, &problems));
    return edition;
}

typedef struct {
    Edition edition;
    Text reason;
    Problems problems;
    EditionId id;
} Keep;

static bool keep(Change *change, void *context)
{
    Keep *it = context;
    it->problems = problems_none(change->at.arena);
    return edition_keep(change, &it->edition, it->reason, &it->problems, &it->id);
}

static void find(Snapshot *at, void *context)
{
    *(const Edition **)context = edition_find_by_code(at, TEXT("demo"));
}

static const Edition *found(Fixture *fixture)
{
    const Edition *edition = NULL;
    store_read(fixture->store, fixture->arena, (AccountId){0}, find, &edition);
    return edition;
}

static void what_is_kept_is_found(void **state)
{
    Fixture *fixture = *state;
    Keep it = {.edition = demo_rules(fixture->arena)};
    assert_null(found(fixture));
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, keep, &it));
    const Edition *edition = found(fixture);
    assert_non_null(edition);
    assert_int_equal(edition->id.key, it.id.key);
    assert_int_equal(edition->version, 1);
    assert_text(edition->json, text_c(fixture->arena, it.edition.json));
}

RUN_TESTS(ON_BOTH(what_is_kept_is_found))
