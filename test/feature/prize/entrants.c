/* SPDX-License-Identifier: Apache-2.0 */
/* Who enters a round: those who passed the one before, or an earlier one that its rules name. Five
 * applications; three pass the assessment; the panel after it keeps one; the visit takes entrants from
 * the assessment again, whatever the panel said, and makes the candidates. */
#include "feature/prize/announcement.h"
#include "feature/prize/export.h"
#include "feature/prize/import.h"
#include "feature/prize/round.h"
#include "feature/prize/verify.h"
#include "town.h"

enum { PROJECTS = 5, ASSESSMENT = 1, PANEL, VISIT };

typedef struct {
    Town town;
    int64_t round;
    AssignmentPlan plan;
    ApplicationIds entrants;
    ApplicationId application; /* asked for by the key of the import */
    Text key;
    OwnResults own;
} Scene;

static Edition rules_of(Arena *arena)
{
    Edition rules = town_rules(arena);
    Round *rounds = ARENA_MANY(arena, 3, Round);
    memcpy(rounds, rules.rounds.at, 2 * sizeof *rounds);
    rounds[2] = rounds[1];
    rules.rounds.at = rounds;
    rules.rounds.count = 3;
    for (int i = 0; i < 3; i++) {
        rounds[i].experts_each = 1;
        rounds[i].places = 3 - i;
        rounds[i].minimum = (Ratio){0, 1};
        rounds[i].floors = rounds[i].caps = (Bounds){0};
        rounds[i].earlier = EARLIER_AFRESH;
        rounds[i].load_min = rounds[i].load_max = 0;
    }
    rounds[1].places = 1;
    rounds[2].places = 2;
    rounds[2].code = TEXT("visit");
    rounds[2].begins = rounds[1].ends;
    rounds[2].ends = instant_plus(rounds[1].ends, DAY_US);
    rounds[2].publish_at = instant_plus(rounds[1].publish_at, DAY_US);
    rounds[2].entrants = rounds[0].code;
    rules.awards.count = 1;
    rules.awards.at[0].places = 1;
    rules.awards.at[0].tiers.count = rules.awards.at[0].draws_on.count = 0;
    return rules;
}

static void import(Scene *scene, Import *it)
{
    it->edition = TEXT("demo");
    bool is_imported = store_change(scene->town.store, scene->town.arena, (AccountId){0}, import_apply, it);
    if (it->faults.count) fail_msg("%.*s", TEXT_PRINT(it->faults.at[0].what));
    assert_true(is_imported);
}

static void plan(Snapshot *at, void *context)
{
    Scene *scene = context;
    Problems problems = problems_none(at->arena);
    assert_true(assignment_plan(at, edition_find_by_code(at, TEXT("demo")), scene->round, (AssignmentWish){0},
                                &problems, &scene->plan));
}

static bool assign(Change *change, const Edition *edition, void *context, Problems *problems)
{
    Scene *scene = context;
    assignment_keep_plan(change, edition, scene->round, &scene->plan);
    return assignment_confirm(change, edition, scene->plan.plan, problems);
}

static bool confirm(Change *change, const Edition *edition, void *context, Problems *problems)
{
    return round_confirm(change, edition, ((Scene *)context)->round, TEXT(""), false, problems);
}

static Text sheet_of(Scene *scene, const char *grades)
{
    const Edition *edition = town_edition(&scene->town);
    const Rubric *rubric = edition_rubric(edition, edition_round(edition, scene->round)->rubric);
    TextBuffer sheet = {.arena = scene->town.arena};
    buffer_add(&sheet, TEXT("application,expert"));
    for (size_t i = 0; i < rubric->criteria.count; i++)
        buffer_add_format(&sheet, ",%.*s", TEXT_PRINT(rubric->criteria.at[i].code));
    for (int project = 0; grades[project]; project++) {
        if (grades[project] == '-') continue;
        buffer_add_format(&sheet, "\nP%d,ada@ada.example", project);
        for (size_t i = 0; i < rubric->criteria.count; i++) buffer_add_format(&sheet, ",%c", grades[project]);
    }
    return buffer_text(&sheet);
}

/* A digit a project, '-' : it does not enter. */
static void judge(Scene *scene, int64_t round, const char *grades)
{
    scene->round = round;
    clock_stand_at(instant_plus(edition_round(town_edition(&scene->town), round)->begins, HOUR_US));
    store_read(scene->town.store, scene->town.arena, scene->town.organiser, plan, scene);
    assert_true(town_change(&scene->town, scene->town.organiser, assign, scene));
    import(scene, &(Import){.scores = {"scores.csv", sheet_of(scene, grades)}, .round = round});
    assert_true(town_change(&scene->town, scene->town.organiser, confirm, scene));
}

static Scene begin(Fixture *fixture)
{
    Edition rules = rules_of(fixture->arena);
    Scene scene = {.town = town_make(fixture->store, fixture->arena, &rules)};
    TextBuffer sheet = {.arena = fixture->arena};
    buffer_add(&sheet, TEXT("key,title,category,organisation,city,country,contact,e-mail"));
    for (int i = 0; i < PROJECTS; i++)
        buffer_add_format(&sheet, "\nP%d,Project %d,people,Office %d,Place %d,KR,Kim,kim@office%d.example", i,
                          i, i, i, i);
    import(&scene, &(Import){.applications = {"a.csv", buffer_text(&sheet)},
                             .experts = {"e.csv", TEXT("name,e-mail,organisation,city,country\n"
                                                       "Ada,ada@ada.example,None,Vienna,AT\n")},
                             .are_accepted = true});
    judge(&scene, ASSESSMENT, "54321");
    return scene;
}

static void look(Snapshot *at, void *context)
{
    Scene *scene = context;
    const Edition *edition = edition_find_by_code(at, TEXT("demo"));
    scene->entrants = round_entrants(at, edition, scene->round);
    Rows *row = store_row(at, SQL("SELECT application FROM import_key WHERE name = $1"), BIND(scene->key));
    if (row) scene->own = announcement_own(at, edition, (ApplicationId){row_int(row, 0)});
}

static OwnResults own_of(Scene *scene, const char *key)
{
    scene->key = text_of(key);
    store_read(scene->town.store, scene->town.arena, (AccountId){0}, look, scene);
    return scene->own;
}

static int64_t entrants_of(Scene *scene, int64_t round)
{
    scene->round = round;
    own_of(scene, "");
    return (int64_t)scene->entrants.count;
}

static void those_who_passed_the_named_round_enter(void **state)
{
    Scene scene = begin(*state);
    assert_int_equal(entrants_of(&scene, PANEL), 3);
    assert_int_equal(entrants_of(&scene, VISIT), 3); /* known already */
    judge(&scene, PANEL, "251--");
    assert_int_equal(entrants_of(&scene, VISIT), 3);
    judge(&scene, VISIT, "531--");
}

static void add_line(void *context, Text line)
{
    buffer_add(context, line);
}

static void write_record(Snapshot *at, void *context)
{
    Export export = {.is_sealed = true, .key = site_key_of_demonstrations(at->arena)};
    export_record(at, edition_find_by_code(at, TEXT("demo")), &export, add_line, context);
}

static void the_record_proves_it(void **state)
{
    Scene scene = begin(*state);
    judge(&scene, PANEL, "251--");
    judge(&scene, VISIT, "531--");
    Verification verification;
    TextBuffer record = {.arena = scene.town.arena};
    store_read(scene.town.store, scene.town.arena, (AccountId){0}, write_record, &record);
    FILE *file = fmemopen(record.at, record.size, "r");
    record_verify(scene.town.arena, file, TEXT(""), &verification);
    fclose(file);
    if (verification.faults.list.count) fail_msg("%.*s", TEXT_PRINT(verification.faults.list.at[0].what));
    assert_int_equal(verification.counts.rounds_confirmed, 3);
    assert_int_equal(verification.counts.candidates, 2);
}

static void an_applicant_reads_what_comes_next(void **state)
{
    Scene scene = begin(*state);
    const Edition *edition = town_edition(&scene.town);
    judge(&scene, PANEL, "251--");
    judge(&scene, VISIT, "531--");
    clock_stand_at(edition_round(edition, ASSESSMENT)->publish_at);
    assert_int_equal(own_of(&scene, "p0").rounds.count, 1);
    assert_int_equal(scene.own.next, PANEL);
    assert_int_equal(own_of(&scene, "p3").next, -1);
    clock_stand_at(edition_round(edition, PANEL)->publish_at);
    assert_int_equal(own_of(&scene, "p0").rounds.count, 2);
    assert_false(scene.own.rounds.at[1].passed);
    assert_int_equal(scene.own.next, VISIT); /* the panel has not ended it */
    clock_stand_at(edition_round(edition, VISIT)->publish_at);
    assert_int_equal(own_of(&scene, "p0").rounds.count, 3);
    assert_true(scene.own.rounds.at[2].passed);
    assert_int_equal(scene.own.next, STEP_WINNERS);
    assert_int_equal(own_of(&scene, "p2").rounds.count, 3);
    assert_int_equal(scene.own.next, -1);
}

RUN_TESTS(ON_BOTH(those_who_passed_the_named_round_enter), ON_BOTH(the_record_proves_it),
          ON_BOTH(an_applicant_reads_what_comes_next))
