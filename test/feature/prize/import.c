/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/import.h"

#include "feature/prize/edition_file.h"
#include "store_fixture.h"

#define HEAD "Key;Titel;Kategorie;Organisation;Stadt;Land;Kontakt;E-Mail\r\n"
#define GOOD                                                                                                 \
    "A1;\"Ein \"\"Hof\"\"; und mehr\";people;Stadt Ulm;Ulm;Deutschland;Mia Muster;mia@ulm.example\r\n"

static bool load_demo(Change *change, void *context)
{
    Edition edition;
    EditionId id;
    Problems problems = problems_none(change->at.arena);
    assert_true(edition_read(change->at.arena, edition_demo_file(), &edition, &problems));
    return edition_keep(change, &edition, TEXT(""), &problems, &id);
}

static bool import(Fixture *fixture, Import *it, Text applications, Text experts)
{
    it->edition = TEXT("demo");
    it->applications = (ImportFile){"a.csv", applications};
    it->experts = (ImportFile){experts.size ? "e.csv" : NULL, experts};
    return store_change(fixture->store, fixture->arena, (AccountId){0}, import_apply, it);
}

static void count_applications(Snapshot *at, void *context)
{
    *(int64_t *)context =
        store_count(at, SQL("SELECT count(*) FROM application WHERE state = 'submitted'"), BIND());
}

static int64_t applications(Fixture *fixture)
{
    int64_t count;
    store_read(fixture->store, fixture->arena, (AccountId){0}, count_applications, &count);
    return count;
}

static void a_spreadsheet_with_a_mark_is_taken(void **state)
{
    Fixture *fixture = *state;
    Import it = {0};
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, load_demo, NULL));
    assert_true(import(fixture, &it, TEXT("\xEF\xBB\xBF" HEAD GOOD),
                       TEXT("Name,E-Mail,Organisation,City,Country\nAda,ada@x.example,None,Oslo,NO\n")));
    assert_int_equal(it.application_count, 1);
    assert_int_equal(it.expert_count, 1);
    assert_int_equal(applications(fixture), 1);
}

static void one_bad_line_keeps_all_out_and_is_named(void **state)
{
    Fixture *fixture = *state;
    Import it = {0};
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, load_demo, NULL));
    assert_false(import(fixture, &it, TEXT(HEAD GOOD "A2;Titel;people;Ulm;Ulm;DE;Mia;nobody\n"), TEXT("")));
    assert_int_equal(it.faults.count, 1);
    assert_int_equal(it.faults.at[0].line, 3);
    assert_text(it.faults.at[0].column, "e-mail");
    assert_int_equal(applications(fixture), 0);
}

static void a_key_that_stands_twice_is_named(void **state)
{
    Fixture *fixture = *state;
    Import it = {0};
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, load_demo, NULL));
    assert_false(import(fixture, &it, TEXT(HEAD GOOD GOOD), TEXT("")));
    assert_true(text_find(it.faults.at[0].what, TEXT("“A1” stands twice")) >= 0);
    assert_int_equal(applications(fixture), 0);
}

static void a_missing_column_is_named_and_a_mapping_finds_it(void **state)
{
    Fixture *fixture = *state;
    Import it = {0};
    Text sheet = TEXT("Key,Projektname,Category,Organisation,City,Country,Contact,Email\n"
                      "A1,Hof,people,Ulm,Ulm,DE,Mia,mia@ulm.example\n");
    assert_true(store_change(fixture->store, fixture->arena, (AccountId){0}, load_demo, NULL));
    assert_false(import(fixture, &it, sheet, TEXT("")));
    assert_text(it.faults.at[0].column, "title");
    it.mapping = (ImportFile){"m.txt", TEXT("title = Projektname\n")};
    assert_true(import(fixture, &it, sheet, TEXT("")));
}

RUN_TESTS(ON_BOTH(a_spreadsheet_with_a_mark_is_taken), ON_BOTH(one_bad_line_keeps_all_out_and_is_named),
          ON_BOTH(a_key_that_stands_twice_is_named),
          ON_BOTH(a_missing_column_is_named_and_a_mapping_finds_it))
