/* SPDX-License-Identifier: Apache-2.0 */
/* Moving up from the reserve list of a confirmed round, by an organiser's decision. */
#include "feature/prize/announcement.h"
#include "feature/prize/committee.h"
#include "feature/prize/round.h"

static ReserveEntries read_entries(Snapshot *at, const Edition *edition, int64_t round)
{
    ReserveEntries entries = {0};
    Rows *rows = store_rows(
        at,
        SQL("SELECT r.application, v.category, v.region, v.country, v.city_key, r.reserve, r.passed,"
            " CASE WHEN application.state = 'withdrawn' THEN 1 ELSE 0 END,"
            " CASE WHEN m.application IS NULL THEN 0 ELSE 1 END FROM round_result AS r"
            " JOIN application ON application.key = r.application JOIN application_version AS v"
            " ON v.application = application.key AND v.version = application.version"
            " LEFT JOIN round_move AS m ON m.round = r.round AND m.place_of = r.application"
            " WHERE r.edition = $1 AND r.round = $2 ORDER BY r.rank, r.application"),
        BIND(edition->id.key, round));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &entries) =
            (ReserveEntry){.entrant = {row_int(rows, 0), row_text(rows, 1), row_text(rows, 2),
                                       row_text(rows, 3), row_text(rows, 4)},
                           .reserve = row_int(rows, 5),
                           .has_place = row_int(rows, 6) == 1,
                           .is_withdrawn = row_int(rows, 7) == 1,
                           .is_replaced = row_int(rows, 8) == 1};
    return entries;
}

static Text category_of(const ReserveEntries *entries, int64_t application)
{
    for (size_t i = 0; i < entries->count; i++) {
        if (entries->at[i].entrant.key == application) return entries->at[i].entrant.category;
    }
    return TEXT("");
}

static MoveState state_of(Snapshot *at, const Edition *edition, int64_t round, Text category)
{
    MoveFacts facts = {.next_is_confirmed = round_is_confirmed(at, edition, round + 1),
                       .winners_are_decided = committee_has_decided(at, edition)};
    Rows *rows =
        store_rows(at, SQL("SELECT award FROM motion WHERE edition = $1 AND state = 'open' ORDER BY key"),
                   BIND(edition->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &facts.voted) = row_text(rows, 0);
    return reserve_state(edition, round, &facts, category, at->now);
}

static bool may_decide(Snapshot *at, const Vacancy *vacancy)
{
    return !conflict_stands(at, (ApplicationId){vacancy->place_of}, at->viewer) &&
           !conflict_stands(at, (ApplicationId){vacancy->first}, at->viewer);
}

bool round_vacancy(Snapshot *at, const Edition *edition, int64_t round, RoundVacancy *vacancy)
{
    const Round *rules = edition_round(edition, round);
    *vacancy = (RoundVacancy){0};
    if (!rules || !round_is_confirmed(at, edition, round)) return false;
    ReserveEntries entries = read_entries(at, edition, round);
    vacancy->of = reserve_vacancy(at->arena, rules, &entries);
    vacancy->state = state_of(at, edition, round, category_of(&entries, vacancy->of.first));
    return vacancy->of.place_of && may_decide(at, &vacancy->of);
}

Message round_move_words(MoveState state)
{
    switch (state) {
    case MOVE_OPEN:
        break;
    case MOVE_NEXT_CONFIRMED:
        return M("The next round is confirmed. Nobody moves up any more.");
    case MOVE_NEXT_OVER:
        return M("The next round is over: nobody could judge an application that moves up now.");
    case MOVE_WINNERS_DECIDED:
        return M("The winners are decided. Nobody moves up any more.");
    case MOVE_VOTE_OPEN:
        return M("The committee is voting on an award of this category. Decide once that vote is closed.");
    }
    return (Message){0};
}

/* ---- the decision */

static void check_move(Snapshot *at, const Edition *edition, int64_t round, const RoundMove *move,
                       Problems *problems)
{
    RoundVacancy vacancy;
    bool is_there = round_vacancy(at, edition, round, &vacancy) && vacancy.of.first;
    if (!is_there || vacancy.of.place_of != move->place_of.key || vacancy.of.first != move->application.key)
        problems_add(problems, TEXT(""), M("The reserve list has changed meanwhile. Look at it once more."));
    else if (vacancy.state != MOVE_OPEN) problems_add(problems, TEXT(""), round_move_words(vacancy.state));
    else if (!text_trim(move->reason).size)
        problems_add(problems, TEXT("reason"), M("Give the reason. It stands in the decision log."));
}

static Decided decide(Change *change, const Edition *edition, int64_t round, const RoundMove *move)
{
    Arena *arena = change->at.arena;
    return DECIDE(change, edition->book, "round.moved_up", edition->lots.size ? "line/2" : "line/1",
                  SAYS_NUMBER("round", round),
                  SAYS_TEXT("application", text_of_int(arena, move->application.key)),
                  SAYS_TEXT("place_of", text_of_int(arena, move->place_of.key)),
                  SAYS_SECRETLY("reason", move->reason));
}

bool round_move_up(Change *change, const Edition *edition, int64_t round, const RoundMove *move,
                   Problems *problems)
{
    check_move(&change->at, edition, round, move, problems);
    if (problems_any(problems)) return false;
    Decided decided = decide(change, edition, round, move);
    store_write(change, decided,
                SQL("INSERT INTO round_move (edition, round, application, place_of, reason, moved_by,"
                    " moved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                BIND(edition->id.key, round, move->application.key, move->place_of.key, move->reason,
                     change->at.viewer, change->at.now));
    store_write(change, decided,
                SQL("UPDATE round_result SET passed = 1 WHERE round = $1 AND application = $2"),
                BIND(round, move->application.key));
    if (round == (int64_t)edition->rounds.count)
        store_write(change, decided,
                    SQL("INSERT INTO candidate (edition, round, application) VALUES ($1, $2, $3)"),
                    BIND(edition->id.key, round, move->application.key));
    announcement_tell_moved_up(change, edition, round, move->application);
    return true;
}
