/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition_file.h"

#include "feature/prize/edition_json.h"
#include "feature/prize/edition_shape.h"
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

static Text data_file(const char *name)
{
    FILE *file = fopen(text_format(arena, SOURCE_ROOT "/test/data/%s", name).at, "re");
    assert_non_null(file);
    char *bytes = ARENA_MANY(arena, 100000, char);
    size_t size = fread(bytes, 1, 100000, file);
    fclose(file);
    return (Text){bytes, size};
}

static void one_round_and_a_group_of_sixteen_are_an_edition(void **state)
{
    Edition edition = read_good(data_file("edition-one-round.yaml"));
    assert_int_equal(edition.rounds.count, 1);
    const Round *round = edition_round(&edition, 1);
    assert_int_equal(round->judges, JUDGES_GROUP);
    assert_int_equal(round->group.count, 16);
    assert_int_equal(round->tie, TIE_BY_LOT);
    assert_true(edition.awards.at[0].may_be_shared);
    assert_int_equal(edition.committee.ballot, BALLOT_RANK);
    /* 23:59:59 in Bogotá, five hours behind UTC */
    assert_text(instant_write(arena, edition.closes), "2027-04-01T04:59:59.000000Z");
    assert_text(words_in(&edition.name, LANGUAGE_KO), "Premio Ciudades Andinas 2027");
    assert_null(edition_round(&edition, 2));
    assert_null(edition_round(&edition, 0));
}

static void five_rounds_are_an_edition(void **state)
{
    Edition edition = read_good(data_file("edition-five-rounds.yaml"));
    assert_int_equal(edition.rounds.count, 5);
    /* The clock went back that night: 02:30 was twice, and the first counts (UTC+2). */
    assert_text(instant_write(arena, edition.closes), "2026-10-25T00:30:00.000000Z");
    const Round *last = edition_round(&edition, 5);
    assert_int_equal(last->earlier, EARLIER_CARRIED);
    assert_int_equal(last->minimum.numerator, 175);
    assert_int_equal(last->minimum.denominator, 3);
    assert_false(instant_is_set(edition_round(&edition, 1)->publish_at));
    assert_int_equal(edition.committee.quorum.numerator, 3);
    assert_int_equal(edition.committee.quorum.denominator, 5);
    assert_text(edition_region_of(&edition, TEXT("NL"))->code, "lower");
    assert_null(edition_region_of(&edition, TEXT("KR")));
}

static void every_edition_survives_json_and_file(void **state)
{
    static const char *const names[] = {"edition-one-round.yaml", "edition-five-rounds.yaml"};
    for (size_t i = 0; i < 2; i++) {
        Edition edition = read_good(data_file(names[i]));
        Edition written = read_good(edition_write(arena, &edition));
        assert_text(written.json, text_c(arena, edition.json));
    }
}

/* One replacement in edition-five-rounds.yaml, and all that is said of it. */
typedef struct {
    const char *name, *before, *after, *problems;
} Broken;
static const Broken broken[] = {
    {"an unknown key", "zone: Europe/Berlin", "zone: Europe/Berlin\nclosed: 1",
     "line 6, column 1: “closed” is not known here."},
    {"a misspelt key", "  ballot: score", "  balot: score",
     "line 124, column 3: “ballot” is missing here.\nline 126, column 3: “balot” is not known here. Did you "
     "mean “ballot”?"},
    {"a code with capitals", "code: rhine", "code: Rhine",
     "line 2, column 7: “Rhine” is not a code: use a to z, 0 to 9 and “-”, at most 40 characters."},
    {"an empty name", "name: Form", "name: {}",
     "line 63, column 24: Write the words in at least one language: en, ko or de."},
    {"a number that is none", "experts_each: 2", "experts_each: two",
     "line 76, column 19: This must be a whole number from 0 to 1000."},
    {"a negative number", "places: 60", "places: -1",
     "line 80, column 13: This must be a whole number from 0 to 1000000000."},
    {"a choice that is none", "ballot: score", "ballot: veto",
     "line 126, column 11: This must be one of: approve, rank, score."},
    {"a date that is none", "2026-10-30 18:00", "30.10.2026 18:00",
     "line 63, column 100: “30.10.2026 18:00” is not a date and time: write it as 2026-05-29 18:00."},
    {"a day that is none", "2026-10-30 18:00", "2026-02-30 18:00",
     "line 63, column 100: “2026-02-30 18:00” is not a date and time: write it as 2026-05-29 18:00."},
    {"a share that is none", "quorum: 60%", "quorum: most",
     "line 128, column 11: “most” is not a share: write 1/2, 0.5 or 50%."},
    {"an unknown country", "[DE, LU, NL]", "[DE, LU, XX]",
     "line 132, column 58: “XX” is not a country: use its code of two capital letters, such as KR."},
    {"a country in two regions", "[DE, LU, NL]", "[DE, LU, FR]",
     "line 132, column 58: The country FR is in two regions: upper, lower"},
    {"a country twice", "[DE, LU, NL]", "[DE, DE, NL]", "line 132, column 54: “DE” stands here twice."},
    {"an unknown zone", "zone: Europe/Berlin", "zone: Europe/Bonn",
     "line 5, column 7: “Europe/Bonn” is not a time zone: use a name such as Asia/Seoul."},
    {"a language that is none", "[de, fr, nl, en]", "[de, f]",
     "line 8, column 17: “f” is not a language: use its tag, such as en or pt-BR."},
    {"a call that closes before it opens", "opens: 2026-10-01 00:00", "opens: 2026-11-01 00:00",
     "line 7, column 9: The call must close after it opens."},
    {"a first round before the call closes", "begins: 2026-10-26 08:00", "begins: 2026-10-24 08:00",
     "line 63, column 76: The first round cannot begin before the call closes."},
    {"a round that ends before it begins", "ends: 2026-11-13 18:00", "ends: 2026-11-01 18:00",
     "line 70, column 11: A round must end after it begins."},
    {"a round that begins before the last one ends", "begins: 2026-11-16 08:00", "begins: 2026-11-10 08:00",
     "line 78, column 13: This round begins before “sift” ends."},
    {"a result before its round ends", "publish_at: 2027-04-01 12:00", "publish_at: 2027-03-01 12:00",
     "line 109, column 17: A result cannot be published before its round ends."},
    {"two rounds of one name", "code: visit", "code: hearing",
     "line 100, column 11: “hearing” stands here twice."},
    {"a category nobody can win", "- {code: large, name: {en: Larger, de: Größere}}",
     "- {code: large, name: {en: Larger, de: Größere}}\n  - {code: huge, name: Huge}",
     "line 15, column 12: Nobody could win in “huge”: no award draws on this category."},
    {"an award of an unknown category", "[small, large], may", "[small, medium], may",
     "line 122, column 63: “medium” is not defined. There is: small, large"},
    {"tiers that do not sum", "name: Other, places: 2", "name: Other, places: 1",
     "line 118, column 7: The tiers have 2 places; the award has 3."},
    {"more awards than candidates", "    places: 10", "    places: 5",
     "line 114, column 3: The awards have 6 places, but only 5 candidates come from “visit”."},
    {"more places than entrants", "    places: 20", "    places: 61",
     "line 91, column 13: This round has 61 places, but only 60 come from “reading”."},
    {"more places than the named round lets in", "    places: 10\n    minimum: 175/3",
     "    places: 61\n    entrants: reading\n    minimum: 175/3",
     "line 110, column 13: This round has 61 places, but only 60 come from “reading”."},
    {"a round that takes entrants from one that is not there", "    earlier: carried",
     "    earlier: carried\n    entrants: siftt",
     "line 107, column 15: “siftt” is no round before this one. There is: form, sift, reading, hearing"},
    {"a round that takes entrants from itself", "    earlier: carried",
     "    earlier: carried\n    entrants: visit",
     "line 107, column 15: “visit” is no round before this one. There is: form, sift, reading, hearing"},
    {"a first round that takes entrants from one", "judges: secretariat, begins",
     "judges: secretariat, entrants: sift, begins",
     "line 63, column 78: The first round takes whoever has applied: leave entrants out."},
    {"a weight of nothing", "weight: 30", "weight: 0",
     "line 37, column 17: This must be a whole number from 1 to 10000."},
    {"grades that fall", "value: 25, name: Grade 25", "value: 75, name: Grade 25",
     "line 41, column 21: Grades must rise: 50 comes after 75."},
    {"a criterion twice", "- code: effect\n        name: Effect\n        weight: 50",
     "- code: idea\n        name: Effect\n        weight: 50",
     "line 44, column 15: “idea” stands here twice.\nline 98, column 20: “effect” is not defined. There is: "
     "idea, idea, cost"},
    {"an unknown rubric", "rubric: short", "rubric: brief",
     "line 75, column 13: “brief” is not defined. There is: short, long"},
    {"scores without a rubric", "    rubric: short\n", "",
     "line 71, column 11: A round with scores needs a rubric."},
    {"a screening with a rubric", "    experts_each: 1\n", "    experts_each: 1\n    rubric: short\n",
     "line 69, column 13: A screening has no rubric: it says in or out."},
    {"a screening that is calibrated", "    experts_each: 1\n",
     "    experts_each: 1\n    score: calibrated\n",
     "line 69, column 12: A screening has no scores that could be calibrated."},
    {"a screening that publishes its line", "    experts_each: 1\n",
     "    experts_each: 1\n    publish_line: true\n",
     "line 69, column 19: A screening has no line to publish."},
    {"a score that is none", "    rubric: short\n", "    rubric: short\n    score: median\n",
     "line 76, column 12: This must be one of: mean, calibrated."},
    {"a screening with places", "    experts_each: 1\n", "    experts_each: 1\n    places: 9\n",
     "line 64, column 11: A screening lets in whoever is eligible: it has no places, minimum, floors, caps "
     "or reserves."},
    {"assigned experts without a number", "    experts_each: 2\n", "",
     "line 71, column 5: Say how many experts judge each application: experts_each."},
    {"a group without members", "    group: [d@jury.example, e@jury.example]\n", "",
     "line 103, column 13: Name the group that judges this round by its e-mail addresses: group."},
    {"a member who is no address", "d@jury.example", "d-jury",
     "line 104, column 13: “d-jury” is not an e-mail address."},
    {"scores by the secretariat", "judges: assigned\n    rubric: short\n    experts_each: 2",
     "judges: secretariat\n    rubric: short",
     "line 74, column 13: Scores are given by experts: assigned or group."},
    {"a least load above the greatest", "load_max: 40", "load_max: 40\n    load_min: 41",
     "line 78, column 15: load_min cannot be greater than load_max."},
    {"scores carried from another rubric", "earlier: shown", "earlier: carried",
     "line 88, column 14: Scores can be carried on only from a round with the same rubric; “reading” has "
     "another one."},
    {"a minimum that nobody reaches", "minimum: 52.5", "minimum: 101",
     "line 92, column 14: No application can reach 101: the best score of the rubric is 100."},
    {"floors beyond the places", "- {by: category, count: 4}", "- {by: category, count: 11}",
     "line 94, column 7: The floors promise 22 places; the round has 20."},
    {"a floor above its cap", "- {by: category, count: 4}", "- {by: country, value: DE, count: 10}",
     "line 94, column 41: The floor of 10 is above the cap of 9."},
    {"a floor of an unknown region", "- {by: category, count: 4}", "- {by: region, value: alps, count: 1}",
     "line 94, column 29: “alps” is not defined. There is: upper, lower"},
    {"a cap for a country outside", "value: DE, count: 9", "value: KR, count: 9",
     "line 96, column 30: The country KR is in no region of this edition."},
    {"a tie by an unknown criterion", "[effect, idea]", "[effect, style]",
     "line 98, column 28: “style” is not defined. There is: idea, effect, cost"},
    {"a tie by no criterion", "    tie_criteria: [effect, idea]\n", "",
     "line 97, column 10: Name the criteria that decide a tie: tie_criteria."},
    {"criteria of a tie that the lot decides", "tie: criteria", "tie: lot",
     "line 98, column 19: tie_criteria count only where tie is criteria."},
    {"a minimum in percent", "minimum: 52.5", "minimum: 50%",
     "line 92, column 14: “50%” is not a number: write 3.5 or 7/2."},
    {"a quorum of more than all", "quorum: 60%", "quorum: 3/2",
     "line 128, column 11: The quorum is a share of the members, from 0 to 1: write 1/2 or 50%."},
    {"a strict quorum of all", "quorum: 60%", "quorum: 1\n  quorum_strict: true",
     "line 129, column 18: More than all members can never vote: leave quorum_strict out."},
    {"a greatest score without scores", "ballot: score", "ballot: approve",
     "line 127, column 14: score_max stands there if the ballot is score, and only then."},
    {"a committee before the last round ends", "  begins: 2027-04-05 08:00", "  begins: 2027-03-20 08:00",
     "line 124, column 11: The committee begins before “visit” ends."},
    {"winners before the committee ends", "winners_publish_at: 2027-05-01 11:00",
     "winners_publish_at: 2027-04-15 11:00",
     "line 129, column 21: The winners cannot be announced before the time of the committee ends."},
    {"a missing part", "pledge: {en: All true., de: Alles wahr.}\n", "",
     "line 2, column 1: “pledge” is missing here."},
};

static Text replaced(Text text, Text before, Text after)
{
    ptrdiff_t where = text_find(text, before);
    assert_true(where >= 0);
    Text head = text_join(arena, text_slice(text, 0, (size_t)where), after);
    return text_join(arena, head, text_from(text, (size_t)where + before.size));
}

static Text problems_said(const Problems *problems)
{
    TextBuffer out = {.arena = arena};
    for (size_t i = 0; i < problems->count; i++) {
        if (i) buffer_add_char(&out, '\n');
        buffer_add(&out, problems->at[i].field);
        buffer_add(&out, TEXT(": "));
        buffer_add(&out, message_english(arena, &problems->at[i].message));
    }
    return buffer_text(&out);
}

static void every_break_is_named_at_its_place(void **state)
{
    Text good = data_file("edition-five-rounds.yaml");
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        Edition edition;
        Problems problems = problems_none(arena);
        Text yaml = replaced(good, text_of(broken[i].before), text_of(broken[i].after));
        if (edition_read(arena, yaml, &edition, &problems)) fail_msg("%s passed", broken[i].name);
        Text said = problems_said(&problems);
        if (!text_is_c(said, broken[i].problems)) fail_msg("%s: %.*s", broken[i].name, TEXT_PRINT(said));
    }
}

static void what_is_no_yaml_is_refused(void **state)
{
    static const char *const texts[] = {"", "[1, 2", "just words", "- a\n- b\n", "code: {a: }\n\tb: 1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Edition edition;
        Problems problems = problems_none(arena);
        assert_false(edition_read(arena, text_of(texts[i]), &edition, &problems));
        assert_true(problems_any(&problems));
    }
}

static void a_round_may_take_its_entrants_from_any_earlier_one(void **state)
{
    Text yaml = replaced(data_file("edition-five-rounds.yaml"), TEXT("earlier: shown"),
                         TEXT("earlier: shown\n    entrants: sift"));
    Edition edition = read_good(yaml);
    assert_int_equal(edition_entrants_of(&edition, 1), 0);
    assert_int_equal(edition_entrants_of(&edition, 3), 2);
    assert_int_equal(edition_entrants_of(&edition, 4), 2);
    assert_int_equal(edition_entrants_of(&edition, 5), 4);
    assert_text(read_good(edition_write(arena, &edition)).json, text_c(arena, edition.json));
}

/* Rules in memory have no lines: the part is named. */
static void a_check_without_a_file_names_the_part(void **state)
{
    Edition edition = read_good(data_file("edition-five-rounds.yaml"));
    Problems problems = problems_none(arena);
    edition.rounds.at[3].places = 61;
    assert_false(edition_check(&edition, &problems));
    assert_text(problems_said(&problems),
                "rounds/hearing/places: This round has 61 places, but only 60 come from “reading”.");
}

static void json_that_is_no_edition_is_refused(void **state)
{
    Edition edition;
    assert_false(edition_from_json(arena, TEXT(""), &edition));
    assert_false(edition_from_json(arena, TEXT("[]"), &edition));
    assert_false(edition_from_json(arena, TEXT("{\"opens\":1}"), &edition));
    assert_false(edition_from_json(arena, TEXT("{\"rounds\":[{\"kind\":\"dance\"}]}"), &edition));
}

static void assert_documented(const Shape *shape, Text document)
{
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->fields[i];
        Text quoted = text_format(arena, "`%s`", field->name);
        if (text_find(document, quoted) < 0) fail_msg("doc/edition.md does not say what %s is", field->name);
        if (field->shape) assert_documented(field->shape, document);
        for (size_t j = 0; field->words && field->words[j]; j++)
            if (text_find(document, text_format(arena, "`%s`", field->words[j])) < 0)
                fail_msg("doc/edition.md does not name %s: %s", field->name, field->words[j]);
    }
}

static void every_key_stands_in_the_document(void **state)
{
    assert_documented(&edition_shape, data_file("../../doc/edition.md"));
}

#define IN_ARENA(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest all[] = {
        IN_ARENA(the_demonstration_is_an_edition),
        IN_ARENA(json_and_file_give_the_same_edition_back),
        IN_ARENA(one_round_and_a_group_of_sixteen_are_an_edition),
        IN_ARENA(five_rounds_are_an_edition),
        IN_ARENA(every_edition_survives_json_and_file),
        IN_ARENA(every_break_is_named_at_its_place),
        IN_ARENA(a_round_may_take_its_entrants_from_any_earlier_one),
        IN_ARENA(what_is_no_yaml_is_refused),
        IN_ARENA(a_check_without_a_file_names_the_part),
        IN_ARENA(json_that_is_no_edition_is_refused),
        IN_ARENA(every_key_stands_in_the_document),
    };
    return cmocka_run_group_tests(all, NULL, NULL) != 0;
}
