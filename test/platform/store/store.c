/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/store/store.h"

#include "platform/store/journal.h"
#include "store_fixture.h"

#include <stdio.h>
#include <stdlib.h>

static bool decide(Change *change, void *context)
{
    Decided decided =
        DECIDE(change, TEXT("site"), "test.done", "rule/1", SAYS_TEXT("b", TEXT("x\"y")),
               SAYS_SECRETLY("a", TEXT("secret")), SAYS_JSON("j", TEXT("{\"b\": 1, \"a\":[1, 2]}")));
    store_write(change, decided, SQL("INSERT INTO change_queue (key) VALUES ($1)"), BIND(7));
    return true;
}
static void look(Snapshot *at, void *context)
{
    JournalEntries entries = journal_entries(at, TEXT("site"), 1, 10);
    for (size_t i = 0; i < entries.count; i++) printf("%.*s\n", TEXT_PRINT(entries.at[i].line));
    assert_int_equal(store_count(at, SQL("SELECT count(*) FROM change_queue WHERE key = $1"), BIND(7)), 1);
}
static void quick(void **state)
{
    Fixture *fixture = *state;
    store_change(fixture->store, fixture->arena, (AccountId){3}, decide, NULL);
    store_read(fixture->store, fixture->arena, (AccountId){0}, look, NULL);
    assert_true(store_is_ready(fixture->store));
    fixture_reopen(fixture);
    store_read(fixture->store, fixture->arena, (AccountId){0}, look, NULL);
}
RUN_TESTS(ON_BOTH(quick))
