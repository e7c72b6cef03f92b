/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/import.h"

#include "base/time.h"
#include "feature/prize/round.h"
#include "town.h"

#define HEAD "Key;Titel;Kategorie;Organisation;Stadt;Land;Kontakt;E-Mail\r\n"
#define GOOD                                                                                                 \
    "A1;\"Ein \"\"Hof\"\"; und mehr\";people;Stadt Ulm;Ulm;Deutschland;Mia Muster;mia@ulm.example\r\n"
#define EXPERTS                                                                                              \
    "Name,E-Mail,Organisation,City,Country\n"                                                                \
    "Ada,ada@x.example,None,Oslo,NO\n"                                                                       \
    "Ben,ben@y.example,None,Rome,IT\n"

/* An edition without its eligibility check; the clock stands in the assessment. */
static Town begin(Fixture *fixture)
{
    Edition rules = town_rules(fixture->arena);
    return town_make(fixture->store, fixture->arena, &rules);
}

static bool run(Town *town, Import *it)
{
    it->edition = TEXT("demo");
    return store_change(town->store, town->arena, (AccountId){0}, import_apply, it);
}

static bool import(Town *town, Import *it, Text applications, Text experts)
{
    it->applications = (ImportFile){applications.size ? "a.csv" : NULL, applications};
    it->experts = (ImportFile){experts.size ? "e.csv" : NULL, experts};
    return run(town, it);
}

typedef struct {
    const char *what;
    int64_t count;
} Counted;

static void count_rows(Snapshot *at, void *context)
{
    Counted *it = context;
    if (!strcmp(it->what, "applications"))
        it->count = store_count(at, SQL("SELECT count(*) FROM application"), BIND());
    else if (!strcmp(it->what, "mails"))
        it->count = store_count(at, SQL("SELECT count(*) FROM outbox"), BIND());
    else if (!strcmp(it->what, "people"))
        it->count = store_count(at, SQL("SELECT count(*) FROM account"), BIND());
    else it->count = store_count(at, SQL("SELECT count(*) FROM affinity"), BIND());
}

static int64_t count_of(Town *town, const char *what)
{
    Counted it = {what, 0};
    store_read(town->store, town->arena, (AccountId){0}, count_rows, &it);
    return it.count;
}

/* The only fault stands there and says this. */
static void assert_fault(const Import *it, const char *path, int64_t line, const char *column,
                         const char *what)
{
    for (size_t i = 0; i < it->faults.count; i++)
        print_message("%s:%lld: %.*s: %.*s\n", it->faults.at[i].path, (long long)it->faults.at[i].line,
                      TEXT_PRINT(it->faults.at[i].column), TEXT_PRINT(it->faults.at[i].what));
    assert_int_equal(it->faults.count, 1);
    const ImportFault *fault = &it->faults.at[0];
    assert_string_equal(fault->path, path);
    assert_int_equal(fault->line, line);
    assert_text(fault->column, column);
    assert_true(text_find(fault->what, text_of(what)) >= 0);
}

static bool close_round(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_confirm(change, edition, 1, TEXT("Two are enough."), true, problems);
}

static bool town_close(Town *town)
{
    return town_change(town, town->organiser, close_round, NULL);
}

/* ---- applications and experts */

static void a_spreadsheet_with_a_mark_is_taken(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_true(import(&town, &it, TEXT("\xEF\xBB\xBF" HEAD GOOD), TEXT(EXPERTS)));
    assert_int_equal(it.application_count, 1);
    assert_int_equal(it.expert_count, 2);
    assert_int_equal(count_of(&town, "applications"), 1);
}

/* "키", "제목" … as a Korean office program saves them. */
static void a_korean_spreadsheet_is_taken(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    Text cp949 = TEXT("\xC1\xA2\xBC\xF6\xB9\xF8\xC8\xA3\t\xC1\xA6\xB8\xF1\t\xBA\xCE\xB9\xAE\t"
                      "\xB1\xE2\xB0\xFC\t\xB5\xB5\xBD\xC3\t\xB1\xB9\xB0\xA1\t\xB4\xE3\xB4\xE7\xC0\xDA\t"
                      "\xC0\xCC\xB8\xDE\xC0\xCF\n"
                      "A1\t\xB8\xB6\xB4\xE7\tpeople\tBusan\tBusan\tKR\tKim\tkim@busan.example\n");
    assert_true(import(&town, &it, cp949, TEXT("")));
    assert_int_equal(it.application_count, 1);
}

static void one_bad_line_keeps_all_out_and_is_named(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    int64_t people = count_of(&town, "people");
    assert_false(import(&town, &it, TEXT(HEAD GOOD "A2;Titel;people;Ulm;Ulm;DE;Mia;nobody\n"), TEXT("")));
    assert_fault(&it, "a.csv", 3, "E-Mail", "name@example.org");
    assert_int_equal(count_of(&town, "applications"), 0);
    assert_int_equal(count_of(&town, "people"), people);
}

static void a_fault_names_the_cell_and_the_files_own_heading(void **state)
{
    static const struct {
        const char *line, *column, *what;
    } bad[] = {
        {"A2;Titel;palaces;Ulm;Ulm;DE;Mia;mia@ulm.example", "Kategorie", "has no category “palaces”"},
        {"A2;Titel;people;Ulm;Ulm;Mars;Mia;mia@ulm.example", "Land", "“Mars” is no country"},
        {"A2;Titel;people;Ulm;Ulm;;Mia;mia@ulm.example", "Land", "Choose a country"},
        {"A2;Titel;people;Suva;Suva;Fidschi;Mia;mia@ulm.example", "Land",
         "takes no applications from “Fidschi”"},
        {"A2;Titel;people;Suva;Suva;fj;Mia;mia@ulm.example", "Land", "takes no applications from “fj”"},
    };
    Fixture *fixture = *state;
    Edition rules = town_rules(fixture->arena);
    rules.regions.count--; /* without Oceania */
    Town town = town_make(fixture->store, fixture->arena, &rules);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Import it = {0};
        assert_false(import(&town, &it, text_format(town.arena, "%s%s\n", HEAD, bad[i].line), TEXT("")));
        assert_fault(&it, "a.csv", 2, bad[i].column, bad[i].what);
    }
}

static void experts_come_from_anywhere(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_true(import(&town, &it, TEXT(""),
                       TEXT("Name,E-Mail,Organisation,City,Country\nAna,ana@z.example,None,Natal,Brazil\n"
                            "Rui,rui@z.example,None,Recife,BR\nIda,ida@z.example,None,Olinda,브라질\n")));
    assert_int_equal(it.expert_count, 3);
}

static void every_bad_line_is_named_and_very_many_are_counted(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    TextBuffer sheet = {.arena = town.arena};
    buffer_add(&sheet, TEXT(HEAD));
    for (int i = 0; i < 250; i++) buffer_add_format(&sheet, "A%d;T;people;Ulm;Ulm;DE;Mia;nobody\n", i);
    assert_false(import(&town, &it, buffer_text(&sheet), TEXT("")));
    assert_int_equal(it.faults.count, 200);
    assert_int_equal(it.more_faults, 50);
    assert_int_equal(it.faults.at[199].line, 201);
}

static void a_key_that_stands_twice_is_named_with_both_lines(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_false(import(&town, &it, TEXT(HEAD GOOD GOOD), TEXT("")));
    assert_fault(&it, "a.csv", 3, "Key", "stands in line 2 already");
    assert_int_equal(count_of(&town, "applications"), 0);
    assert_true(import(&town, &it, TEXT(HEAD GOOD), TEXT("")));
    assert_false(import(&town, &it, TEXT(HEAD GOOD), TEXT("")));
    assert_fault(&it, "a.csv", 2, "Key", "was imported before");
    assert_int_equal(count_of(&town, "applications"), 1);
}

static void a_missing_column_is_named_and_a_mapping_finds_it(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    Text sheet = TEXT("Key,Projektname,Category,Organisation,City,Country,Contact,Email\n"
                      "A1,Hof,people,Ulm,Ulm,DE,Mia,mia@ulm.example\n");
    assert_false(import(&town, &it, sheet, TEXT("")));
    assert_fault(&it, "a.csv", 1, "title", "This column is missing");
    it.mapping = (ImportFile){"m.txt", TEXT("# ours\n\ntitle = Projektname\n")};
    assert_true(import(&town, &it, sheet, TEXT("")));
}

static void a_mapping_that_maps_nothing_is_a_fault(void **state)
{
    Town town = begin(*state);
    Import it = {.mapping = {"m.txt", TEXT("title = Projektname\ntitel = Projektname\n")}};
    assert_false(import(&town, &it, TEXT(HEAD GOOD), TEXT("")));
    assert_fault(&it, "m.txt", 2, "", "There is no column “titel”");
}

static void a_heading_that_stands_twice_is_a_fault(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_false(import(&town, &it,
                        TEXT("Key;Titel;Titel;Kategorie;Organisation;Stadt;Land;Kontakt;E-Mail\n"),
                        TEXT("")));
    assert_fault(&it, "a.csv", 1, "", "Two columns are called “Titel”");
}

static void a_formula_stays_text_and_a_failed_one_is_a_fault(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_false(import(&town, &it, TEXT(HEAD "A1;#REF!;people;Ulm;Ulm;DE;Mia;mia@ulm.example\n"), TEXT("")));
    assert_fault(&it, "a.csv", 2, "Titel", "A formula failed here");
    assert_true(import(&town, &it, TEXT(HEAD "A1;=cmd|'/C calc'!A0;people;Ulm;Ulm;DE;Mia;mia@ulm.example\n"),
                       TEXT("")));
}

static void lines_behind_an_open_quotation_mark_are_looked_at_too(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_false(import(&town, &it,
                        TEXT(HEAD "A1;\"Hof;people;Ulm;Ulm;DE;Mia;mia@ulm.example\n"
                                  "A2;Hof;palaces;Ulm;Ulm;DE;Mia;mia@ulm.example\n" GOOD
                                  "A3;\"Hof\"\"\";people;Ulm;Ulm;Mars;Mia;mia@ulm.example\n"),
                        TEXT("")));
    assert_int_equal(it.faults.count, 3);
    assert_int_equal(it.faults.at[0].line, 2);
    assert_int_equal(it.faults.at[1].line, 3);
    assert_int_equal(it.faults.at[2].line, 5);
    assert_int_equal(count_of(&town, "applications"), 0);
}

static void a_line_with_more_cells_than_columns_is_a_fault(void **state)
{
    Town town = begin(*state);
    Import it = {0};
    assert_false(
        import(&town, &it, TEXT(HEAD "A1;Ein; Hof;people;Ulm;Ulm;DE;Mia;mia@ulm.example\n"), TEXT("")));
    assert_true(text_find(it.faults.at[0].what, TEXT("9 cells, and the first line names 8")) >= 0);
}

static void an_application_cannot_enter_after_the_first_round(void **state)
{
    Town town = begin(*state);
    Import it = {.are_accepted = true};
    assert_true(import(&town, &it, TEXT(HEAD GOOD), TEXT(EXPERTS)));
    assert_true(town_confirm(&town));
    assert_true(town_close(&town));
    assert_false(import(&town, &it, TEXT(HEAD "A2;T;people;Ulm;Ulm;DE;Mia;mia@ulm.example\n"), TEXT("")));
    assert_fault(&it, "a.csv", 1, "", "Round 1 is confirmed");
}

static void invitations_are_sent_unless_the_experts_have_agreed(void **state)
{
    Town town = begin(*state);
    Import it = {.are_accepted = true};
    assert_true(import(&town, &it, TEXT(""), TEXT(EXPERTS)));
    assert_int_equal(it.invitation_count, 0);
    assert_int_equal(count_of(&town, "mails"), 0);
    assert_int_equal(town_count(&town, "expert.accepted"), 2);
    assert_int_equal(town_count(&town, "expert.invited"), 0);
    it = (Import){0};
    assert_true(import(&town, &it, TEXT(""),
                       TEXT("Name,E-Mail,Organisation,City,Country\nCem,cem@z.example,None,Bursa,TR\n")));
    assert_int_equal(it.invitation_count, 1);
    assert_int_equal(count_of(&town, "mails"), 1);
    assert_int_equal(town_count(&town, "expert.accepted"), 2);
    assert_false(import(&town, &it, TEXT(""), TEXT(EXPERTS)));
    assert_int_equal(it.faults.count, 2);
    assert_text(it.faults.at[0].column, "E-Mail");
}

static void a_dry_run_finds_the_same_and_keeps_nothing(void **state)
{
    Town town = begin(*state);
    Import it = {.is_dry = true};
    assert_false(import(&town, &it, TEXT(HEAD GOOD), TEXT(EXPERTS)));
    assert_int_equal(it.faults.count, 0);
    assert_int_equal(it.application_count, 1);
    assert_int_equal(it.invitation_count, 2);
    assert_int_equal(count_of(&town, "applications"), 0);
    assert_int_equal(count_of(&town, "mails"), 0);
}

/* ---- affinities */

static bool import_affinities(Town *town, Import *it, const char *lines)
{
    *it = (Import){.affinities = {"f.csv", text_format(town->arena, "Bewerbung;Expert;Eignung\n%s", lines)}};
    return run(town, it);
}

static void affinities_come_later_by_key_or_number(void **state)
{
    Town town = begin(*state);
    Import it = {.are_accepted = true};
    assert_true(import(&town, &it, TEXT(HEAD GOOD), TEXT(EXPERTS)));
    assert_true(import_affinities(&town, &it, "a1;ADA@x.example;0,25\n26-001;ben@y.example;1\n"));
    assert_int_equal(it.affinity_count, 2);
    assert_true(import_affinities(&town, &it, "A1;ada@x.example;0.5\n"));
    assert_int_equal(count_of(&town, "affinities"), 2);
}

static void a_bad_affinity_is_named(void **state)
{
    static const struct {
        const char *lines, *column, *what;
        int64_t line;
    } bad[] = {
        {"A1;ada@x.example;1.1\n", "Eignung", "from 0 to 1", 2},
        {"A1;ada@x.example;=1/2\n", "Eignung", "from 0 to 1", 2},
        {"A1;ada@x.example;-0\n", "Eignung", "from 0 to 1", 2},
        {"A9;ada@x.example;1\n", "Bewerbung", "No application", 2},
        {"A1;eve@x.example;1\n", "Expert", "No expert", 2},
        {"A1;ada@x.example;1\nA1;ben@y.example;0\nA1;ada@x.example;0\n", "", "stands in line 2 already", 4},
    };
    Town town = begin(*state);
    Import it = {.are_accepted = true};
    assert_true(import(&town, &it, TEXT(HEAD GOOD), TEXT(EXPERTS)));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(import_affinities(&town, &it, bad[i].lines));
        assert_fault(&it, "f.csv", bad[i].line, bad[i].column, bad[i].what);
        assert_int_equal(count_of(&town, "affinities"), 0);
    }
}

/* ---- scores */

static const Rubric *rubric_of(Town *town)
{
    const Edition *edition = town_edition(town);
    return edition_rubric(edition, edition->rounds.at[0].rubric);
}

/* Headings: the criteria's German names, or their codes where they have none. */
static Text score_head(Town *town)
{
    TextBuffer head = {.arena = town->arena};
    const Rubric *rubric = rubric_of(town);
    buffer_add(&head, TEXT("Bewerbung;Expert"));
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        Text name = words_in(&rubric->criteria.at[i].name, LANGUAGE_DE);
        buffer_add_format(&head, ";%.*s", TEXT_PRINT(name));
    }
    buffer_add(&head, TEXT(";Feedback\n"));
    return buffer_text(&head);
}

static Text score_line(Town *town, const char *application, const char *expert, const char *first, int rest)
{
    TextBuffer line = {.arena = town->arena};
    buffer_add_format(&line, "%s;%s;%s", application, expert, first);
    for (size_t i = 1; i < rubric_of(town)->criteria.count; i++) buffer_add_format(&line, ";%d", rest);
    buffer_add(&line, TEXT(";\"Gut;\nweiter so\"\n"));
    return buffer_text(&line);
}

static bool import_scores(Town *town, Import *it, Text lines)
{
    *it = (Import){.scores = {"s.csv", text_join(town->arena, score_head(town), lines)}};
    return run(town, it);
}

/* One application, assigned to two. */
static Town judge(Fixture *fixture)
{
    Town town = begin(fixture);
    Import it = {.are_accepted = true};
    assert_true(import(&town, &it, TEXT(HEAD GOOD), TEXT(EXPERTS)));
    assert_true(town_confirm(&town));
    return town;
}

static void scores_count_as_reviews_that_an_organiser_brought(void **state)
{
    Town town = judge(*state);
    Import it;
    Text both = text_join(town.arena, score_line(&town, "A1", "ada@x.example", "3", 4),
                          score_line(&town, "26-001", "ben@y.example", "2", 2));
    assert_true(import_scores(&town, &it, both));
    assert_int_equal(it.score_count, 2);
    assert_int_equal(town_count(&town, "review.imported"), 2);
    assert_int_equal(town_count(&town, "review.sent"), 0);
    /* what was brought may be brought again until the round is confirmed */
    assert_true(import_scores(&town, &it, score_line(&town, "A1", "ada@x.example", "1", 1)));
    assert_true(town_close(&town));
    assert_false(import_scores(&town, &it, score_line(&town, "A1", "ada@x.example", "1", 1)));
    assert_int_equal(town_count(&town, "review.imported"), 3);
}

static void a_bad_score_is_named_by_its_criterion(void **state)
{
    Town town = judge(*state);
    Import it;
    Text criterion = words_in(&rubric_of(&town)->criteria.at[0].name, LANGUAGE_DE);
    static const char *const bad[] = {"99", "", "-1", "3.5", "=1+2", "gut"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(import_scores(&town, &it, score_line(&town, "A1", "ada@x.example", bad[i], 3)));
        assert_fault(&it, "s.csv", 2, text_c(town.arena, criterion), "one of the grades of the rubric: ");
    }
    assert_int_equal(town_count(&town, "review.imported"), 0);
}

static void a_criterion_without_a_column_is_named(void **state)
{
    Town town = judge(*state);
    Import it = {.scores = {"s.csv", TEXT("Bewerbung;Expert\nA1;ada@x.example\n")}};
    assert_false(run(&town, &it));
    assert_int_equal(it.faults.count, rubric_of(&town)->criteria.count);
    assert_true(text_is(it.faults.at[0].column, rubric_of(&town)->criteria.at[0].code));
}

static bool set_conflict(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Rows *row =
        store_row(&change->at, SQL("SELECT application, account FROM assignment ORDER BY account LIMIT 1"),
                  BIND());
    *(AccountId *)context = (AccountId){row_int(row, 1)};
    conflict_add(change, edition, (ApplicationId){row_int(row, 0)}, *(AccountId *)context, CONFLICT_SET,
                 TEXT("cousins"));
    return true;
}

static const char *address_of(Town *town, AccountId account)
{
    AccountId ada = town_account(town, "Ada", "ada@x.example");
    return ada.key == account.key ? "ada@x.example" : "ben@y.example";
}

static void a_score_in_conflict_is_refused(void **state)
{
    Town town = judge(*state);
    Import it;
    AccountId cousin;
    assert_true(town_change(&town, town.organiser, set_conflict, &cousin));
    assert_false(import_scores(&town, &it, score_line(&town, "A1", address_of(&town, cousin), "3", 3)));
    assert_fault(&it, "s.csv", 2, "", "conflict of interest");
}

static void a_score_for_a_pair_that_is_not_assigned_is_refused(void **state)
{
    Town town = begin(*state);
    Import it = {.are_accepted = true};
    assert_true(import(&town, &it, TEXT(HEAD GOOD), TEXT(EXPERTS)));
    assert_false(import_scores(&town, &it, score_line(&town, "A1", "ada@x.example", "3", 3)));
    assert_fault(&it, "s.csv", 2, "", "has not been assigned");
}

static bool find_application(Change *change, const Edition *edition, void *context, Problems *problems)
{
    *(ApplicationId *)context =
        (ApplicationId){store_count(&change->at, SQL("SELECT key FROM application"), BIND())};
    return true;
}

static void a_review_that_its_expert_sent_is_not_replaced(void **state)
{
    Town town = judge(*state);
    Import it;
    AccountId ada = town_account(&town, "Ada", "ada@x.example");
    ApplicationId application;
    assert_true(town_change(&town, ada, find_application, &application));
    assert_true(town_send(&town, ada, town_assignment(&town, application, ada), 3));
    assert_false(import_scores(&town, &it, score_line(&town, "A1", "ada@x.example", "1", 1)));
    assert_fault(&it, "s.csv", 2, "", "has sent the review themselves");
}

static void scores_wait_for_their_round(void **state)
{
    Town town = judge(*state);
    Import it;
    Text line = score_line(&town, "A1", "ada@x.example", "3", 3);
    const Edition *edition = town_edition(&town);
    clock_stand_at(instant_plus(edition->rounds.at[0].begins, -DAY_US));
    assert_false(import_scores(&town, &it, line));
    assert_fault(&it, "s.csv", 1, "", "has not begun yet");
    clock_stand_at(instant_plus(edition->rounds.at[0].begins, DAY_US));
    it = (Import){.scores = {"s.csv", text_join(town.arena, score_head(&town), line)}, .round = 9};
    assert_false(run(&town, &it));
    assert_fault(&it, "s.csv", 1, "", "no such round");
    clock_stand_at(instant_plus(edition->rounds.at[0].ends, DAY_US)); /* over, but not confirmed */
    assert_true(import_scores(&town, &it, line));
}

static void an_edition_that_is_not_there_is_named(void **state)
{
    Town town = begin(*state);
    Import it = {.edition = TEXT("nowhere")};
    assert_false(store_change(town.store, town.arena, (AccountId){0}, import_apply, &it));
    assert_true(text_find(it.faults.at[0].what, TEXT("There is no such edition")) >= 0);
}

RUN_TESTS(ON_BOTH(a_spreadsheet_with_a_mark_is_taken), ON_SQLITE(a_korean_spreadsheet_is_taken),
          ON_BOTH(one_bad_line_keeps_all_out_and_is_named),
          ON_SQLITE(a_fault_names_the_cell_and_the_files_own_heading), ON_SQLITE(experts_come_from_anywhere),
          ON_SQLITE(lines_behind_an_open_quotation_mark_are_looked_at_too),
          ON_SQLITE(every_bad_line_is_named_and_very_many_are_counted),
          ON_BOTH(a_key_that_stands_twice_is_named_with_both_lines),
          ON_SQLITE(a_missing_column_is_named_and_a_mapping_finds_it),
          ON_SQLITE(a_mapping_that_maps_nothing_is_a_fault),
          ON_SQLITE(a_heading_that_stands_twice_is_a_fault),
          ON_SQLITE(a_formula_stays_text_and_a_failed_one_is_a_fault),
          ON_SQLITE(a_line_with_more_cells_than_columns_is_a_fault),
          ON_BOTH(an_application_cannot_enter_after_the_first_round),
          ON_BOTH(invitations_are_sent_unless_the_experts_have_agreed),
          ON_BOTH(a_dry_run_finds_the_same_and_keeps_nothing),
          ON_BOTH(affinities_come_later_by_key_or_number), ON_BOTH(a_bad_affinity_is_named),
          ON_BOTH(scores_count_as_reviews_that_an_organiser_brought),
          ON_SQLITE(a_bad_score_is_named_by_its_criterion), ON_SQLITE(a_criterion_without_a_column_is_named),
          ON_BOTH(a_score_in_conflict_is_refused),
          ON_BOTH(a_score_for_a_pair_that_is_not_assigned_is_refused),
          ON_BOTH(a_review_that_its_expert_sent_is_not_replaced), ON_SQLITE(scores_wait_for_their_round),
          ON_SQLITE(an_edition_that_is_not_there_is_named))
