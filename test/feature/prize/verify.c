/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a small demonstration is verified; then it is forged as somebody would who can rewrite
 * every digest and the signature, and must be refused with the sentence that names the forgery. */
#include "base/random.h"
#include "demo/demo.h"
#include "forge.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEED = 1, APPLICATIONS = 240, EXPERTS = 60, FLIPS = 40, RECORD_BYTES_MAX = 4 << 20 };

static Text record; /* of the demonstration, as it was played on SQLite */
static Arena *record_arena;

/* ---- making it */

static Text play(Fixture *fixture, Arena *kept)
{
    Demo demo = {.store = fixture->store,
                 .progress = stderr,
                 .arena = arena_new(year_memory),
                 .step = arena_new(year_memory),
                 .application_count = APPLICATIONS,
                 .expert_count = EXPERTS,
                 .chance = SEED,
                 .until = UNTIL_ANNOUNCEMENT};
    random_record_seed(SEED);
    demo_play(&demo);
    Text played = record_of(fixture->store, kept);
    arena_free(demo.step);
    arena_free(demo.arena);
    return played;
}

static void the_year_is_played(void **state)
{
    record = play(*state, record_arena);
    assert_true(record.size > 100000);
}

/* ---- verifying */

static void the_demonstration_is_verified(void **state)
{
    Arena *arena = arena_new(year_memory);
    Verification verification;
    verify_bytes(arena, record, TEXT(""), &verification);
    assert_verified(&verification);
    assert_int_equal(verification.counts.applications, APPLICATIONS);
    assert_int_equal(verification.counts.rounds_confirmed, 3);
    assert_int_equal(verification.counts.winners, 21);
    assert_true(verification.counts.reviews > 100);
    assert_true(verification.counts.ballots > 20);
    assert_true(verification.is_demonstration_key);
    assert_true(verification.proved.count >= 9 && verification.unproved.count >= 6);
    arena_free(arena);
}

static void another_key_is_named(void **state)
{
    Arena *arena = arena_new(year_memory);
    Verification verification;
    Text other = TEXT("00000000000000000000000000000000000000000000000000000000000000aa");
    verify_bytes(arena, record, other, &verification);
    assert_int_equal(verification.faults.list.count, 1);
    assert_true(text_find(verification.faults.list.at[0].what, TEXT("signed with another key")) >= 0);
    arena_free(arena);
}

/* Every byte counts: a digit, letter, quote or newline that is another one is found. */
static void any_changed_byte_is_found(void **state)
{
    for (size_t i = 0; i < FLIPS; i++) {
        Arena *arena = arena_new(year_memory);
        Verification verification;
        Text copy = text_copy(arena, record);
        size_t place = i < 20 ? record.size - 1 - i * 13 : record.size / FLIPS * i + i * 37 % 997;
        if (place >= record.size) place = record.size - 1;
        ((char *)copy.at)[place] = copy.at[place] == '1' ? '2' : '1';
        verify_bytes(arena, copy, TEXT(""), &verification);
        if (!verification.faults.list.count) fail_msg("the byte at %zu may be changed", place);
        assert_true(verification.faults.list.at[0].line > 0);
        arena_free(arena);
    }
}

static void a_cut_file_is_refused(void **state)
{
    for (size_t part = 0; part < 40; part++) {
        Arena *arena = arena_new(year_memory);
        Verification verification;
        verify_bytes(arena, text_slice(record, 0, record.size * part / 40), TEXT(""), &verification);
        assert_true(verification.faults.list.count > 0);
        arena_free(arena);
    }
    Arena *arena = arena_new(year_memory);
    Verification verification;
    verify_bytes(arena, text_slice(record, 0, record.size - 1), TEXT(""), &verification);
    assert_true(text_find(verification.faults.list.at[0].what, TEXT("its end was cut off")) >= 0);
    arena_free(arena);
}

/* ---- forging: all digests and the signature are made anew */

static Forgery forgery_begin(Arena *arena)
{
    return forgery_of(arena, record);
}

/* The last vote of the committee that gave places. */
static json_t *last_ballot(const Forgery *forgery)
{
    for (int nth = -1;; nth--) {
        json_t *says = says_of(forgery, "motion.closed", nth);
        if (json_array_size(json_object_get(says, "placings")) &&
            json_array_size(json_object_get(says, "ballots")))
            return says;
    }
}

static void alter_a_score(Forgery *forgery)
{
    json_t *scores = json_object_get(says_of(forgery, "review.sent", 5), "scores"), *grade;
    const char *criterion;
    json_object_foreach(scores, criterion, grade)
        json_integer_set(grade, json_integer_value(grade) > 3 ? 1 : json_integer_value(grade) + 1);
}

static void give_a_grade_beyond_the_rubric(Forgery *forgery)
{
    json_t *scores = json_object_get(says_of(forgery, "review.sent", 5), "scores");
    json_integer_set(json_object_iter_value(json_object_iter(scores)), 99);
}

/* The first who failed changes places with the last who passed. */
static void alter_the_line(Forgery *forgery)
{
    json_t *result = json_object_get(says_of(forgery, "round.confirmed", -1), "result");
    size_t line = 0;
    while (!strcmp(json_string_value(json_array_get(json_array_get(result, line), 5)), "rank")) line++;
    json_t *winner = json_incref(json_array_get(json_array_get(result, line - 1), 0));
    json_t *loser = json_incref(json_array_get(json_array_get(result, line), 0));
    json_array_set_new(json_array_get(result, line - 1), 0, loser);
    json_array_set_new(json_array_get(result, line), 0, winner);
}

static void alter_a_rank(Forgery *forgery)
{
    json_t *result = json_object_get(says_of(forgery, "round.confirmed", -1), "result");
    json_array_set_new(json_array_get(result, 2), 1, json_integer(77));
}

static void screen_one_out(Forgery *forgery)
{
    json_t *eligible = json_object_get(says_of(forgery, "screening.decided", 3), "eligible");
    json_integer_set(eligible, !json_integer_value(eligible));
}

static void drop_a_review(Forgery *forgery)
{
    json_array_remove(forgery->lines, place_of(forgery, "review.sent", 7));
}

/* Somebody else's review of the same application, who was never asked. */
static void add_a_review(Forgery *forgery)
{
    size_t place = place_of(forgery, "review.sent", 3);
    json_t *copy = json_deep_copy(json_array_get(forgery->lines, place));
    json_t *chair = json_object_get(says_of(forgery, "committee.seated", 0), "person");
    json_object_set(json_object_get(copy, "says"), "person", chair);
    json_object_set(copy, "who", chair);
    json_array_insert_new(forgery->lines, place + 1, copy);
}

static void review_for_somebody(Forgery *forgery)
{
    size_t place = place_of(forgery, "review.sent", 3);
    json_object_set_new(json_array_get(forgery->lines, place), "who", json_string("p-00000000000000ff"));
}

static void review_after_the_end(Forgery *forgery)
{
    json_t *line = json_array_get(forgery->lines, place_of(forgery, "review.sent", 3));
    json_object_set_new(line, "at", json_string("2027-01-01T00:00:00.000000Z"));
}

static void review_before_the_assignment(Forgery *forgery)
{
    size_t place = place_of(forgery, "assignment.confirmed", 0);
    json_t *review = json_incref(json_array_get(forgery->lines, place_of(forgery, "review.sent", 0)));
    json_array_remove(forgery->lines, place_of(forgery, "review.sent", 0));
    json_array_insert_new(forgery->lines, place, review);
}

/* A conflict that is found before the assignment, between two who are assigned to each other. */
static void assign_in_conflict(Forgery *forgery)
{
    json_t *pair = json_array_get(json_object_get(says_of(forgery, "assignment.confirmed", 0), "pairs"), 0);
    json_t *conflict = says_of(forgery, "conflict.found", 0);
    json_object_set(conflict, "application", json_array_get(pair, 0));
    json_object_set(conflict, "person", json_array_get(pair, 1));
}

static void assign_twice(Forgery *forgery)
{
    json_t *pairs = json_object_get(says_of(forgery, "assignment.confirmed", 0), "pairs");
    json_array_append(pairs, json_array_get(pairs, 0));
}

static void assign_one_less(Forgery *forgery)
{
    json_array_remove(json_object_get(says_of(forgery, "assignment.confirmed", 0), "pairs"), 0);
}

static void assign_a_stranger(Forgery *forgery)
{
    json_t *pairs = json_object_get(says_of(forgery, "assignment.confirmed", 0), "pairs");
    json_array_set(json_array_get(pairs, 0), 1,
                   json_object_get(says_of(forgery, "committee.seated", 0), "person"));
}

/* ---- what the assignment was chosen from */

enum { PANEL = 2 }; /* the assignment of the panel: not everybody's wish is met in it */

static json_t *assigned(Forgery *forgery)
{
    return says_of(forgery, "assignment.confirmed", PANEL);
}

static json_t *fit_of(Forgery *forgery)
{
    return json_object_get(assigned(forgery), "fit");
}

/* The row of that number, and its words instead of what they were. */
static json_t *row_of(Forgery *forgery, size_t row)
{
    return json_array_get(json_object_get(fit_of(forgery), "rows"), row);
}

static void put_word(Forgery *forgery, size_t row, size_t expert, Text word)
{
    json_t *at = row_of(forgery, row);
    Text words = text_of(json_string_value(json_array_get(at, 2)));
    TextBuffer changed = {.arena = forgery->arena};
    for (size_t i = 0; words.size; i++) {
        Text was = text_next(&words, ' ');
        if (i) buffer_add_char(&changed, ' ');
        buffer_add(&changed, i == expert ? word : was);
    }
    json_array_set_new(at, 2, json_stringn(changed.at, changed.size));
}

static bool is_conflict_at(Forgery *forgery, size_t row, size_t expert)
{
    Text words = text_of(json_string_value(json_array_get(row_of(forgery, row), 2)));
    for (size_t i = 0; i < expert; i++) text_next(&words, ' ');
    return text_is_c(text_next(&words, ' '), "-");
}

/* The first word of a kind in the rows: "-", or an affinity that is less than all can be. */
static void find_word(Forgery *forgery, bool is_conflict, size_t *row, size_t *expert)
{
    for (*row = 0;; ++*row) {
        Text words = text_of(json_string_value(json_array_get(row_of(forgery, *row), 2)));
        for (*expert = 0; words.size; ++*expert)
            if (text_is_c(text_next(&words, ' '), "-") == is_conflict) return;
    }
}

static void fit_a_conflict(Forgery *forgery)
{
    size_t row, expert;
    find_word(forgery, true, &row, &expert);
    put_word(forgery, row, expert, TEXT("1"));
}

static void fit_leaves_one_out(Forgery *forgery)
{
    size_t row, expert;
    find_word(forgery, false, &row, &expert);
    put_word(forgery, row, expert, TEXT("-"));
}

static void fit_pretends_a_pin(Forgery *forgery)
{
    size_t row, expert;
    find_word(forgery, false, &row, &expert);
    put_word(forgery, row, expert, TEXT("1k"));
}

static bool is_assigned(Forgery *forgery, const char *application, const char *person)
{
    const json_t *pair;
    size_t i;
    json_array_foreach(json_object_get(assigned(forgery), "pairs"), i, pair)
    {
        if (strcmp(json_string_value(json_array_get(pair, 0)), application) == 0 &&
            strcmp(json_string_value(json_array_get(pair, 1)), person) == 0)
            return true;
    }
    return false;
}

/* Whoever was not given to the application that is served worst fits it better than those who were. */
static void fit_is_better_elsewhere(Forgery *forgery)
{
    const json_t *experts = json_object_get(fit_of(forgery), "experts");
    const char *worst = json_string_value(json_object_get(assigned(forgery), "worst_application"));
    int64_t unit = json_integer_value(json_object_get(fit_of(forgery), "unit"));
    size_t row = 0;
    while (strcmp(json_string_value(json_array_get(row_of(forgery, row), 0)), worst) != 0) row++;
    for (size_t expert = 0; expert < json_array_size(experts); expert++) {
        const char *who = json_string_value(json_array_get(json_array_get(experts, expert), 0));
        if (!is_assigned(forgery, worst, who) && !is_conflict_at(forgery, row, expert))
            put_word(forgery, row, expert, text_of_int(forgery->arena, 1000000 / unit));
    }
}

static void fit_without_an_expert(Forgery *forgery)
{
    json_array_remove(json_object_get(fit_of(forgery), "experts"), 0);
    json_t *row;
    size_t i;
    json_array_foreach(json_object_get(fit_of(forgery), "rows"), i, row)
    {
        Text words = text_of(json_string_value(json_array_get(row, 2)));
        text_next(&words, ' ');
        json_array_set_new(row, 2, json_stringn(words.at, words.size));
    }
}

static void fit_without_an_application(Forgery *forgery)
{
    json_array_remove(json_object_get(fit_of(forgery), "rows"), 3);
}

static void fit_with_more_load(Forgery *forgery)
{
    json_t *expert = json_array_get(json_object_get(fit_of(forgery), "experts"), 2);
    json_array_set_new(expert, 2, json_integer(200));
}

static void fit_demands_less(Forgery *forgery)
{
    json_array_set_new(row_of(forgery, 0), 1, json_integer(1));
}

static void fit_is_no_fit(Forgery *forgery)
{
    put_word(forgery, 5, 5, TEXT("1000001"));
}

static void another_worst_off(Forgery *forgery)
{
    json_t *says = assigned(forgery);
    json_t *key = json_array_get(row_of(forgery, 0), 0);
    bool is_worst = json_equal(key, json_object_get(says, "worst_application"));
    json_object_set(says, "worst_application", is_worst ? json_array_get(row_of(forgery, 1), 0) : key);
}

static void another_price(Forgery *forgery)
{
    json_t *price = json_array_get(json_object_get(assigned(forgery), "prices"), 1);
    json_array_set_new(price, 1, json_integer(json_integer_value(json_array_get(price, 1)) + 1000000));
}

static void submit_too_late(Forgery *forgery)
{
    size_t place = place_of(forgery, "application.submitted", 4);
    json_t *line = json_array_get(forgery->lines, place);
    json_object_set_new(line, "at", json_string("2026-05-29T09:00:00.000002Z"));
    json_object_set_new(json_object_get(line, "says"), "received",
                        json_string("2026-05-29T09:00:00.000001Z"));
}

static void extend_in_silence(Forgery *forgery)
{
    json_t *says = says_of(forgery, "application.submitted", 4);
    json_object_set_new(says, "deadline", json_string("2026-06-29T09:00:00.000000Z"));
}

static void move_to_another_region(Forgery *forgery)
{
    json_object_set_new(says_of(forgery, "application.submitted", 4), "region", json_string("oceania-x"));
}

static void alter_a_ballot(Forgery *forgery)
{
    json_t *ballot = json_array_get(json_object_get(last_ballot(forgery), "ballots"), 0);
    json_object_set_new(ballot, "content", json_string("[]"));
}

/* With a commitment that fits: the sealed line is rewritten too. */
static void alter_a_ballot_and_its_seal(Forgery *forgery)
{
    json_t *says = last_ballot(forgery), *line;
    json_t *ballot = json_array_get(json_object_get(says, "ballots"), 0);
    Text salt = text_of(json_string_value(json_object_get(ballot, "salt")));
    Text seal = journal_commitment(forgery->arena, salt, TEXT("[]"));
    size_t i;
    json_array_foreach(forgery->lines, i, line)
    {
        json_t *cast = json_object_get(line, "says");
        if (is_kind(line, "ballot.cast") &&
            json_equal(json_object_get(cast, "motion"), json_object_get(says, "motion")) &&
            json_equal(json_object_get(cast, "person"), json_object_get(ballot, "person")))
            json_object_set_new(cast, "commitment", json_stringn(seal.at, seal.size));
    }
    json_object_set_new(ballot, "content", json_string("[]"));
}

static void drop_a_ballot(Forgery *forgery)
{
    json_array_remove(json_object_get(last_ballot(forgery), "ballots"), 0);
}

static void count_a_ballot_twice(Forgery *forgery)
{
    json_t *ballots = json_object_get(last_ballot(forgery), "ballots");
    json_array_set(ballots, 1, json_array_get(ballots, 0));
}

static void vote_as_a_stranger(Forgery *forgery)
{
    json_t *line = json_array_get(forgery->lines, place_of(forgery, "ballot.cast", 0));
    json_t *expert = json_object_get(says_of(forgery, "expert.accepted", 0), "person");
    json_object_set(line, "who", expert);
    json_object_set(json_object_get(line, "says"), "person", expert);
}

static void forget_a_recusal(Forgery *forgery)
{
    json_t *conflict = says_of(forgery, "conflict.found", 0), *says = last_ballot(forgery);
    json_object_set(conflict, "application",
                    json_array_get(json_array_get(json_object_get(says, "placings"), 0), 3));
    json_object_set(conflict, "person", json_object_get(says_of(forgery, "committee.seated", 0), "person"));
}

static void lose_a_carried_vote(Forgery *forgery)
{
    json_object_set_new(last_ballot(forgery), "state", json_string("lost"));
}

/* Tally and ballots stay; the places go to the other way round, and the winners follow. */
static void give_other_places(Forgery *forgery)
{
    json_t *placings = json_object_get(last_ballot(forgery), "placings");
    json_t *winners = json_object_get(says_of(forgery, "winners.decided", -1), "winners"), *winner;
    json_t *award = json_array_get(json_array_get(placings, 0), 0);
    json_t *first = json_incref(json_array_get(json_array_get(placings, 0), 3));
    json_t *second = json_incref(json_array_get(json_array_get(placings, 1), 3));
    size_t i, met = 0;
    json_array_set(json_array_get(placings, 0), 3, second);
    json_array_set(json_array_get(placings, 1), 3, first);
    json_array_foreach(winners, i, winner)
    {
        if (!json_equal(json_array_get(winner, 0), award) || met > 1) continue;
        json_array_set(winner, 3, met++ ? first : second);
    }
    json_decref(first);
    json_decref(second);
}

static void swap_two_winners(Forgery *forgery)
{
    json_t *winners = json_object_get(says_of(forgery, "winners.decided", -1), "winners");
    json_t *first = json_incref(json_array_get(json_array_get(winners, 0), 3));
    json_t *second = json_incref(json_array_get(json_array_get(winners, 1), 3));
    json_array_set_new(json_array_get(winners, 0), 3, second);
    json_array_set_new(json_array_get(winners, 1), 3, first);
}

static void drop_a_winner(Forgery *forgery)
{
    json_array_remove(json_object_get(says_of(forgery, "winners.decided", -1), "winners"), 0);
}

static void deny_a_departure(Forgery *forgery)
{
    json_t *departs = json_object_get(says_of(forgery, "winners.decided", -1), "departs");
    json_integer_set(departs, !json_integer_value(departs));
}

static void change_the_rules_afterwards(Forgery *forgery)
{
    json_t *rounds =
        json_object_get(json_object_get(says_of(forgery, "edition.loaded", 0), "rules"), "rounds");
    json_t *places = json_object_get(json_array_get(rounds, json_array_size(rounds) - 1), "places");
    json_integer_set(places, json_integer_value(places) - 3);
}

static void say_what_nobody_knows(Forgery *forgery)
{
    size_t place = place_of(forgery, "review.sent", 3);
    json_object_set_new(json_array_get(forgery->lines, place), "kind", json_string("review.blessed"));
}

static void follow_a_rule_of_ones_own(Forgery *forgery)
{
    size_t place = place_of(forgery, "round.confirmed", 1);
    json_object_set_new(json_array_get(forgery->lines, place), "rule", json_string("line/9"));
}

static void draw_other_lots(Forgery *forgery)
{
    json_object_set_new(says_of(forgery, "round.confirmed", 1), "lots", json_string("00"));
}

static void draw_lots_the_old_way(Forgery *forgery)
{
    size_t place = place_of(forgery, "round.confirmed", 1);
    json_object_set_new(json_array_get(forgery->lines, place), "rule", json_string("line/1"));
}

/* ---- a candidate withdraws before the winners are decided, and a reserve moves up */

/* How many of the reserve list's first a cap keeps out for whoever leaves in these forgeries. */
static json_int_t kept_out;

/* The nth (from 1) of the last round's reserve list who may move up. */
static const char *reserve_of(const Forgery *forgery, json_int_t nth)
{
    nth += kept_out;
    const json_t *result = json_object_get(says_of(forgery, "round.confirmed", -1), "result");
    for (size_t i = 0; i < json_array_size(result); i++) {
        const json_t *row = json_array_get(result, i);
        if (json_integer_value(json_array_get(row, 6)) == nth)
            return json_string_value(json_array_get(row, 0));
    }
    fail_msg("the reserve list has no %lld", (long long)nth);
    return "";
}

static bool has_won(const Forgery *forgery, const char *application)
{
    const json_t *winners = json_object_get(says_of(forgery, "winners.decided", -1), "winners");
    for (size_t i = 0; i < json_array_size(winners); i++) {
        if (!strcmp(json_string_value(json_array_get(json_array_get(winners, i), 3)), application))
            return true;
    }
    return false;
}

/* The nth (from 0) candidate by rank who has not won. */
static const char *candidate_of(const Forgery *forgery, int nth)
{
    const json_t *result = json_object_get(says_of(forgery, "round.confirmed", -1), "result");
    for (size_t i = 0; i < json_array_size(result); i++) {
        const char *key = json_string_value(json_array_get(json_array_get(result, i), 0));
        const char *outcome = json_string_value(json_array_get(json_array_get(result, i), 5));
        if (strcmp(outcome, "rank") || has_won(forgery, key)) continue;
        if (!nth--) return key;
    }
    fail_msg("too few candidates have not won");
    return "";
}

/* A line of an organiser's, as a copy of the last confirmation with another kind and words. */
static void insert(Forgery *forgery, size_t place, const char *kind, const char *rule, json_t *says)
{
    const json_t *like = json_array_get(forgery->lines, place_of(forgery, "round.confirmed", -1));
    json_t *line = json_deep_copy(like);
    json_object_set(line, "at", json_object_get(json_array_get(forgery->lines, place - 1), "at"));
    json_object_set_new(line, "kind", json_string(kind));
    json_object_set_new(line, "rule", json_string(rule));
    json_object_set_new(line, "says", says);
    json_array_insert_new(forgery->lines, place, line);
}

/* Of nobody knows what: it is a commitment. */
static json_t *a_reason(void)
{
    return json_pack("{s:s}", "commitment",
                     "00000000000000000000000000000000000000000000000000000000000000aa");
}

static void insert_withdrawal(Forgery *forgery, size_t place, const char *application)
{
    insert(forgery, place, "application.withdrawn", "", json_pack("{s:s}", "application", application));
}

static void insert_move(Forgery *forgery, size_t place, const char *application, const char *place_of_one)
{
    insert(forgery, place, "round.moved_up", "line/2",
           json_pack("{s:i, s:s, s:s, s:o}", "round", 3, "application", application, "place_of", place_of_one,
                     "reason", a_reason()));
}

static void move_up(Forgery *forgery)
{
    size_t place = place_of(forgery, "winners.decided", -1);
    insert_withdrawal(forgery, place, candidate_of(forgery, 0));
    insert_move(forgery, place + 1, reserve_of(forgery, 1), candidate_of(forgery, 0));
}

static void move_up_the_second(Forgery *forgery)
{
    move_up(forgery);
    json_object_set_new(says_of(forgery, "round.moved_up", 0), "application",
                        json_string(reserve_of(forgery, 2)));
}

static void move_up_for_nobody(Forgery *forgery)
{
    move_up(forgery);
    json_array_remove(forgery->lines, place_of(forgery, "application.withdrawn", -1));
}

static void move_up_into_a_held_place(Forgery *forgery)
{
    move_up(forgery);
    json_object_set_new(says_of(forgery, "round.moved_up", 0), "place_of",
                        json_string(candidate_of(forgery, 1)));
}

static void move_two_into_one_place(Forgery *forgery)
{
    move_up(forgery);
    insert_move(forgery, place_of(forgery, "winners.decided", -1), reserve_of(forgery, 2),
                candidate_of(forgery, 0));
}

static void move_up_after_the_decision(Forgery *forgery)
{
    size_t place = place_of(forgery, "winners.decided", -1);
    insert_withdrawal(forgery, place, candidate_of(forgery, 0));
    insert_move(forgery, place + 2, reserve_of(forgery, 1), candidate_of(forgery, 0));
}

static void move_up_while_voting(Forgery *forgery)
{
    size_t place = place_of(forgery, "motion.closed", -1);
    insert_withdrawal(forgery, place, candidate_of(forgery, 0));
    insert_move(forgery, place + 1, reserve_of(forgery, 1), candidate_of(forgery, 0));
    json_object_set_new(says_of(forgery, "motion.opened", -1), "award", json_string(""));
}

static void move_up_in_an_earlier_round(Forgery *forgery)
{
    move_up(forgery);
    json_object_set_new(says_of(forgery, "round.moved_up", 0), "round", json_integer(2));
}

static void move_up_by_the_old_rule(Forgery *forgery)
{
    move_up(forgery);
    json_object_set_new(json_array_get(forgery->lines, place_of(forgery, "round.moved_up", 0)), "rule",
                        json_string("line/1"));
}

static void move_up_in_conflict(Forgery *forgery)
{
    move_up(forgery);
    size_t place = place_of(forgery, "round.moved_up", 0);
    json_t *conflict =
        json_object_get(json_array_get(forgery->lines, place_of(forgery, "conflict.found", 0)), "says");
    json_t *copy = json_deep_copy(conflict), *move = json_array_get(forgery->lines, place);
    json_object_set_new(copy, "application", json_string(reserve_of(forgery, 1)));
    json_object_set(copy, "person", json_object_get(move, "who"));
    insert(forgery, place, "conflict.found", "conflict/1", copy);
}

/* ---- what needs a reason, and rules that change */

static void move_up_in_silence(Forgery *forgery)
{
    move_up(forgery);
    json_object_del(says_of(forgery, "round.moved_up", 0), "reason");
}

static void lift_in_silence(Forgery *forgery)
{
    size_t place = place_of(forgery, "conflict.found", 0);
    json_t *says = json_deep_copy(says_of(forgery, "conflict.found", 0));
    json_object_del(says, "note");
    insert(forgery, place + 1, "conflict.lifted", "", says);
}

static void depart_in_silence(Forgery *forgery)
{
    json_object_del(says_of(forgery, "motion.opened", -1), "reason");
}

static void seat_a_second_chair(Forgery *forgery)
{
    for (int nth = 0;; nth++) {
        json_t *says = says_of(forgery, "committee.seated", nth);
        if (strcmp(json_string_value(json_object_get(says, "seat")), "member")) continue;
        json_object_set_new(says, "seat", json_string("chair"));
        return;
    }
}

/* Once more as they stand; the copy may be altered. */
static json_t *insert_rules(Forgery *forgery, size_t place)
{
    json_t *rules = json_deep_copy(json_object_get(says_of(forgery, "edition.loaded", 0), "rules"));
    insert(forgery, place, "edition.changed", "",
           json_pack("{s:i, s:o, s:o}", "version", 2, "rules", rules, "reason", a_reason()));
    return rules;
}

static void change_the_rules(Forgery *forgery)
{
    insert_rules(forgery, place_of(forgery, "round.confirmed", 0));
}

static void change_the_rules_in_silence(Forgery *forgery)
{
    change_the_rules(forgery);
    json_object_del(says_of(forgery, "edition.changed", 0), "reason");
}

static json_t *round_at(const json_t *rules, size_t index)
{
    return json_array_get(json_object_get(rules, "rounds"), index);
}

#define NEXT_YEAR "2027-06-01T00:00:00.000000Z"

static void announce_at_another_time(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "winners.decided", -1));
    json_object_set_new(rules, "winners_publish_at", json_string(NEXT_YEAR));
}

static void announce_at_another_time_early(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "round.confirmed", 0));
    json_object_set_new(rules, "winners_publish_at", json_string(NEXT_YEAR));
}

/* Two people moved it before; the rules do not move it any more. */
static void announce_at_another_time_than_two_said(Forgery *forgery)
{
    size_t place = place_of(forgery, "round.confirmed", 0);
    const json_t *who =
        json_object_get(json_array_get(forgery->lines, place_of(forgery, "round.confirmed", -1)), "who");
    announce_at_another_time_early(forgery);
    insert(forgery, place, "publication.set", "",
           json_pack("{s:i, s:s, s:s, s:O, s:o}", "step", 0, "publish_at", NEXT_YEAR, "moved_by",
                     "p-00000000000000aa", "seconded_by", who, "reason", a_reason()));
}

static void publish_a_begun_round_at_another_time(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "round.confirmed", -1));
    json_object_set_new(round_at(rules, 2), "publish_at", json_string(NEXT_YEAR));
}

static void change_a_confirmed_round(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "round.confirmed", -1));
    json_object_set_new(round_at(rules, 1), "reserves", json_integer(99));
}

static void remove_a_begun_round(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "round.confirmed", 0));
    json_array_remove(json_object_get(rules, "rounds"), 0);
}

/* The panel takes whoever was eligible: the record has others in it. */
static void take_entrants_from_another_round(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "round.confirmed", 0));
    json_object_set_new(round_at(rules, 2), "entrants", json_string("screening"));
}

static void name_the_round_before(Forgery *forgery)
{
    json_t *rules = insert_rules(forgery, place_of(forgery, "round.confirmed", 0));
    json_object_set_new(round_at(rules, 2), "entrants", json_string("assessment"));
}

static void write_an_instant_of_ones_own(Forgery *forgery)
{
    json_t *line = json_array_get(forgery->lines, place_of(forgery, "ballot.cast", 0));
    json_object_set_new(line, "at", json_string("2020-02-02T00:00:00.000000Z"));
}

static void change_nothing(Forgery *forgery)
{
    (void)forgery;
}

/* ---- of a round in which the calibrated score decides */

static json_t *confirmed(const Forgery *forgery)
{
    return says_of(forgery, "round.confirmed", -1);
}

static void add_to(json_t *list, size_t place, json_int_t more)
{
    json_t *number = json_array_get(list, place);
    json_integer_set(number, json_integer_value(number) + more);
}

static void alter_a_ratio(Forgery *forgery)
{
    add_to(json_object_get(confirmed(forgery), "ratios"), 1, 1);
}

/* So little that its rank stays. */
static void raise_a_calibrated_score(Forgery *forgery)
{
    add_to(json_array_get(json_object_get(confirmed(forgery), "result"), 0), 2, 1);
}

static void alter_a_mean(Forgery *forgery)
{
    add_to(json_array_get(json_object_get(confirmed(forgery), "means"), 3), 1, 1);
}

static void drop_a_mean(Forgery *forgery)
{
    json_t *means = json_object_get(confirmed(forgery), "means");
    json_array_remove(means, json_array_size(means) - 1);
}

static void name_another_score(Forgery *forgery)
{
    json_object_set_new(confirmed(forgery), "score", json_string("mean/1"));
}

static void hide_the_calibration(Forgery *forgery)
{
    json_object_del(confirmed(forgery), "score");
    json_object_del(confirmed(forgery), "ratios");
    json_object_del(confirmed(forgery), "means");
}

static void let_the_mean_decide(Forgery *forgery)
{
    json_t *rules = json_object_get(says_of(forgery, "edition.loaded", 0), "rules");
    json_object_del(json_array_get(json_object_get(rules, "rounds"), 2), "score");
}

static void claim_a_calibration(Forgery *forgery)
{
    json_object_set_new(confirmed(forgery), "score", json_string("calibrated/1"));
}

static const char by_calibration[] = "By the rules the calibrated score (calibrated/1) decides";

static const Forged calibrated_forgeries[] = {
    {"nothing", NULL, change_nothing},
    {"a ratio", "the ratios of the calibration are", alter_a_ratio},
    {"a calibrated score", "of the line is, by its reviews", raise_a_calibrated_score},
    {"a grade behind it", "the ratios of the calibration are", alter_a_score},
    {"the line of a calibrated round", "of the line is, by its reviews", alter_the_line},
    {"a mean beside it", "The mean of application", alter_a_mean},
    {"a mean dropped", "and the record has 69 means", drop_a_mean},
    {"another score named", by_calibration, name_another_score},
    {"a calibration hidden", by_calibration, hide_the_calibration},
    {"a rule that the mean decides", "By the rules the mean (mean/1) decides", let_the_mean_decide},
};

static const Forged forgeries[] = {
    {"a calibration claimed", "By the rules the mean (mean/1) decides", claim_a_calibration},
    {"nothing", NULL, change_nothing},
    {"a score", "of the line is, by its reviews", alter_a_score},
    {"a grade beyond the rubric", "no grade of the rubric", give_a_grade_beyond_the_rubric},
    {"the line", "of the line is, by its reviews", alter_the_line},
    {"a rank", "of the line is, by its reviews", alter_a_rank},
    {"a screening", "of the line is, by its reviews", screen_one_out},
    {"a review dropped", "of the line is, by its reviews", drop_a_review},
    {"a review added", "somebody it was not assigned to", add_a_review},
    {"a review for somebody", "Somebody else acted", review_for_somebody},
    {"a review after the end", "after its round had ended", review_after_the_end},
    {"a review before its assignment", "somebody it was not assigned to", review_before_the_assignment},
    {"an assignment in conflict", "in spite of a conflict of interest", assign_in_conflict},
    {"an assignment twice", "A pair is assigned twice", assign_twice},
    {"an affinity in conflict", "have somebody with one", fit_a_conflict},
    {"an affinity left out", "leave out somebody without a conflict", fit_leaves_one_out},
    {"a pair that is kept", "agree with what was assigned", fit_pretends_a_pin},
    {"better affinities elsewhere", "does not show that this assignment was the best",
     fit_is_better_elsewhere},
    {"an expert left out of the affinities", "was left out of the assignment", fit_without_an_expert},
    {"an application without affinities", "or a part and none", fit_without_an_application},
    {"more load than the rules give", "don't give p-", fit_with_more_load},
    {"less demand than the rules give", "don't give application", fit_demands_less},
    {"an affinity beyond the greatest", "cannot be read", fit_is_no_fit},
    {"another worst-off", "does not show that this assignment was the best", another_worst_off},
    {"another price", "does not show that this assignment was the best", another_price},
    {"an assignment missing", "the rules give it", assign_one_less},
    {"an assignment to a stranger", "is no expert of the edition", assign_a_stranger},
    {"a late submission", "came after its deadline", submit_too_late},
    {"a silent extension", "neither the call's nor an extension's", extend_in_silence},
    {"another region", "By the rules", move_to_another_region},
    {"a ballot", "committed itself to", alter_a_ballot},
    {"a ballot and its seal", "not what its ballots come to", alter_a_ballot_and_its_seal},
    {"a ballot dropped", "ballots are opened", drop_a_ballot},
    {"a ballot twice", "opened twice", count_a_ballot_twice},
    {"a ballot of a stranger", "no member of the committee", vote_as_a_stranger},
    {"a recusal forgotten", "not those that follow from the conflicts", forget_a_recusal},
    {"a vote lost", "By its ballots this vote is carried", lose_a_carried_vote},
    {"other places", "not those that its ballots give", give_other_places},
    {"two winners swapped", "By the carried motions place", swap_two_winners},
    {"a winner dropped", "winners", drop_a_winner},
    {"a departure", "depart from the ranking", deny_a_departure},
    {"the rules", "of the line is, by its reviews", change_the_rules_afterwards},
    {"other lots", "another number than the first line", draw_other_lots},
    {"lots by the old rule", "does not draw lots as the first line", draw_lots_the_old_way},
    {"nothing: a reserve moves up", NULL, move_up},
    {"a second reserve before the first", "is not the first of the reserve list", move_up_the_second},
    {"a reserve where nobody withdrew", "a place that was not free", move_up_for_nobody},
    {"a reserve into a held place", "a place that was not free", move_up_into_a_held_place},
    {"two reserves for one place", "a place that was not free", move_two_into_one_place},
    {"a reserve after the decision", "what follows its round was not open", move_up_after_the_decision},
    {"a reserve while the committee votes", "what follows its round was not open", move_up_while_voting},
    {"a reserve of an earlier round", "what follows its round was not open", move_up_in_an_earlier_round},
    {"a reserve by the old rule", "a rule that this program does not know", move_up_by_the_old_rule},
    {"a reserve moved up in conflict", "somebody who has a conflict of interest", move_up_in_conflict},
    {"a reserve moved up in silence", "Nobody gave the reason of this round.moved_up", move_up_in_silence},
    {"a conflict lifted in silence", "Nobody gave the reason of this conflict.lifted", lift_in_silence},
    {"a departure in silence", "Nobody gave the reason of this motion.opened", depart_in_silence},
    {"the rules in silence", "Nobody gave the reason of this edition.changed", change_the_rules_in_silence},
    {"nothing: an announcement moved in time", NULL, announce_at_another_time_early},
    {"an announcement moved by the rules", "moved by two people", announce_at_another_time},
    {"an announcement moved back from two", "moved by two people", announce_at_another_time_than_two_said},
    {"a begun round's result moved", "moved by two people", publish_a_begun_round_at_another_time},
    {"a confirmed round changed", "is confirmed: its rules stay", change_a_confirmed_round},
    {"a begun round removed", "in use and cannot be removed", remove_a_begun_round},
    {"nothing: entrants of the round before", NULL, name_the_round_before},
    {"entrants of another round", "has only 0 experts; the rules give it 5",
     take_entrants_from_another_round},
    {"a second chair", "The committee has a second chair", seat_a_second_chair},
    {"an unknown kind", "does not know what review.blessed is", say_what_nobody_knows},
    {"a rule of one's own", "a rule that this program does not know", follow_a_rule_of_ones_own},
};

/* Exactly one of the reserve list may move up: that one is no forgery, all that follow it are. */
static void find_who_may_move_up(void)
{
    size_t faults = 1;
    for (kept_out = 0; faults; kept_out += faults > 0) {
        Arena *arena = arena_new(year_memory);
        Verification verification;
        Forgery forgery = forgery_begin(arena);
        move_up(&forgery);
        verify_bytes(arena, forgery_end(&forgery), TEXT(""), &verification);
        faults = verification.faults.list.count;
        arena_free(arena);
    }
}

static void a_forged_record_is_refused_with_its_reason(void **state)
{
    find_who_may_move_up();
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) assert_refused(record, &forgeries[i]);
}

static Text read_record(Arena *arena, const char *name)
{
    FILE *file = fopen(text_c(arena, text_format(arena, SOURCE_ROOT "/test/records/%s", name)), "re");
    if (!file) skip_because("test/records is not there");
    char *bytes = arena_take(arena, RECORD_BYTES_MAX);
    size_t size = fread(bytes, 1, RECORD_BYTES_MAX, file);
    fclose(file);
    assert_true(size < RECORD_BYTES_MAX);
    return (Text){bytes, size};
}

static void a_forged_calibration_is_refused_with_its_reason(void **state)
{
    Arena *arena = arena_new(year_memory);
    Text base = read_record(arena, "demo-calibrated-2026-11.jsonl");
    for (size_t i = 0; i < sizeof calibrated_forgeries / sizeof *calibrated_forgeries; i++)
        assert_refused(base, &calibrated_forgeries[i]);
    arena_free(arena);
}

/* ---- what is no forgery, and is told */

static bool tells(Verification *verification, Arena *arena, void (*forge)(Forgery *forgery),
                  const char *sentence)
{
    Forgery forgery = forgery_begin(arena);
    forge(&forgery);
    verify_bytes(arena, forgery_end(&forgery), TEXT(""), verification);
    assert_verified(verification);
    bool is_told = false;
    for (size_t i = 0; i < verification->proved.count; i++)
        is_told |= text_find(verification->proved.at[i], text_of(sentence)) >= 0;
    for (size_t i = 0; i < verification->unproved.count; i++)
        is_told |= text_find(verification->unproved.at[i], text_of(sentence)) >= 0;
    return is_told;
}

static void changed_rules_and_odd_instants_are_told(void **state)
{
    static const char changed[] = "The rules were changed 1 time after the call had opened",
                      same[] = "The rules stayed as they were", odd[] = "says an earlier instant than line";
    Arena *arena = arena_new(year_memory);
    Verification verification;
    assert_true(tells(&verification, arena, change_the_rules, changed));
    assert_true(tells(&verification, arena, change_nothing, same));
    assert_true(tells(&verification, arena, write_an_instant_of_ones_own, odd));
    assert_false(tells(&verification, arena, change_nothing, odd));
    arena_free(arena);
}

/* ---- every byte of a record with one line of each kind, looked at by the reader alone */

static bool has_kind(const Forgery *forgery, size_t before, const json_t *line)
{
    const char *kind = json_string_value(json_object_get(line, "kind"));
    for (size_t i = 0; i < before; i++) {
        if (is_kind(json_array_get(forgery->lines, i), kind)) return true;
    }
    return false;
}

static Text small_record(Arena *arena)
{
    Forgery forgery = forgery_begin(arena);
    for (size_t i = 0; i < json_array_size(forgery.lines);) {
        if (has_kind(&forgery, i, json_array_get(forgery.lines, i))) json_array_remove(forgery.lines, i);
        else i++;
    }
    json_object_del(says_of(&forgery, "edition.loaded", 0),
                    "rules"); /* long, and the reader's business not */
    json_object_del(says_of(&forgery, "assignment.confirmed", 0), "pairs");
    json_object_del(says_of(&forgery, "assignment.confirmed", 0), "prices");
    json_object_del(says_of(&forgery, "round.confirmed", 0), "result");
    assert_true(json_array_size(forgery.lines) > 15);
    return forgery_end(&forgery);
}

static void ignore_line(void *context, const RecordLine *line)
{
    (void)context;
    (void)line;
}

static Faults faults_of(Arena *arena, Text bytes)
{
    Faults faults = {.arena = arena};
    FILE *file = fmemopen((void *)bytes.at, bytes.size, "r");
    assert_non_null(file);
    record_read(arena, file, TEXT(""), &faults, ignore_line, NULL);
    fclose(file);
    return faults;
}

static bool names_line(Arena *arena, const Faults *faults, int64_t line)
{
    Text words = text_format(arena, "line %lld ", (long long)line);
    for (size_t i = 0; i < faults->list.count; i++) {
        if (faults->list.at[i].line == line || text_find(faults->list.at[i].what, words) >= 0) return true;
    }
    return false;
}

static void every_byte_counts_and_its_line_is_named(void **state)
{
    Arena *kept = arena_new(year_memory), *arena = arena_new(year_memory);
    Text small = small_record(kept);
    int64_t line = 1;
    assert_int_equal(faults_of(arena, small).list.count, 0);
    for (size_t i = 0; i < small.size; i++) {
        char *byte = (char *)small.at + i, before = *byte;
        *byte = before ^ 1;
        arena_reset(arena);
        Faults faults = faults_of(arena, small);
        if (!names_line(arena, &faults, line))
            fail_msg("the byte %zu in line %lld: %s", i, (long long)line,
                     faults.list.count ? text_c(arena, faults.list.at[0].what) : "may be changed");
        *byte = before;
        line += before == '\n';
    }
    arena_free(arena);
    arena_free(kept);
}

/* Without new digests: two lines of the file change places. */
static void swapped_lines_are_named(void **state)
{
    Arena *arena = arena_new(year_memory);
    Verification verification;
    Text rest = record;
    TextBuffer buffer = {.arena = arena};
    Text first = text_next(&rest, '\n'), second = text_next(&rest, '\n'), third = text_next(&rest, '\n');
    buffer_add_format(&buffer, "%.*s\n%.*s\n%.*s\n%.*s", TEXT_PRINT(first), TEXT_PRINT(third),
                      TEXT_PRINT(second), TEXT_PRINT(rest));
    verify_bytes(arena, buffer_text(&buffer), TEXT(""), &verification);
    assert_int_equal(verification.faults.list.at[0].line, 2);
    assert_true(names(&verification.faults, "stands as number 2"));
    arena_free(arena);
}

/* ---- records that were kept: a newer program still verifies them */

static void kept_records_are_verified(void **state)
{
    DIR *folder = opendir(SOURCE_ROOT "/test/records");
    if (!folder) skip_because("test/records is not there");
    int count = 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (!text_ends(text_of(entry->d_name), TEXT(".jsonl"))) continue;
        Arena *arena = arena_new(year_memory);
        Verification verification;
        FILE *file =
            fopen(text_c(arena, text_format(arena, "%s/test/records/%s", SOURCE_ROOT, entry->d_name)), "re");
        assert_non_null(file);
        record_verify(arena, file, TEXT(""), &verification);
        fclose(file);
        assert_verified(&verification);
        arena_free(arena);
        count++;
    }
    closedir(folder);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest all[] = {ON_SQLITE(the_year_is_played),
                                     TEST(the_demonstration_is_verified),
                                     TEST(another_key_is_named),
                                     TEST(any_changed_byte_is_found),
                                     TEST(a_cut_file_is_refused),
                                     TEST(a_forged_record_is_refused_with_its_reason),
                                     TEST(a_forged_calibration_is_refused_with_its_reason),
                                     TEST(changed_rules_and_odd_instants_are_told),
                                     TEST(every_byte_counts_and_its_line_is_named),
                                     TEST(swapped_lines_are_named),
                                     TEST(kept_records_are_verified)};
    record_arena = arena_new(year_memory);
    int failed = cmocka_run_group_tests(all, NULL, NULL);
    arena_free(record_arena);
    return failed != 0;
}
