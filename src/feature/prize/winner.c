/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/winner.h"

#include "feature/prize/access.h"
#include "platform/store/json.h"

/* ---- the decision */

/* How many places of an award are used up: those who share one use up as many as they are. */
static int64_t placed_in(const Placings *placings, Text award)
{
    int64_t count = 0;
    for (size_t i = 0; i < placings->count; i++) count += text_is(placings->at[i].award, award);
    return count;
}

static int64_t holders_of(const Placings *placings, const Placing *placing, size_t until)
{
    int64_t count = 0;
    for (size_t i = 0; i < until; i++)
        count += text_is(placings->at[i].award, placing->award) && placings->at[i].place == placing->place;
    return count;
}

static bool is_shared(const Placings *placings, const Placing *placing)
{
    return holders_of(placings, placing, placings->count) > 1;
}

/* Beyond its places an award goes only to those who share the last one. */
static bool has_too_many(const Award *award, const Placings *placings)
{
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        if (!text_is(placing->award, award->code)) continue;
        if (placing->place < 1 || placing->place > award->places) return true;
        if (is_shared(placings, placing) && !award->may_be_shared) return true;
    }
    return false;
}

static void check_placings(Snapshot *at, const Edition *edition, const Placings *placings, Problems *problems)
{
    CountCandidates candidates = committee_candidates(at, edition);
    for (size_t i = 0; i < edition->awards.count; i++) {
        const Award *award = &edition->awards.at[i];
        int64_t placed = placed_in(placings, award->code);
        if (has_too_many(award, placings) || (placed < award->places && !award->may_stay_empty))
            problems_add(problems, award->code,
                         M("{award}: {placed} of {places} places are given.",
                           WITH_TEXT("award", words_in(&award->name, LANGUAGE_EN)),
                           WITH_NUMBER("placed", placed), WITH_NUMBER("places", award->places)));
    }
    for (size_t i = 0; i < placings->count; i++) {
        if (!count_candidate(&candidates, placings->at[i].application))
            problems_add(
                problems, TEXT(""),
                M("An application that has left the prize still has a place. Vote on its award again."));
        for (size_t k = 0; k < i; k++) {
            if (placings->at[k].application == placings->at[i].application)
                problems_add(problems, TEXT(""),
                             M("One application has two awards. Vote on one of them again."));
        }
    }
}

static Text winners_json(Arena *arena, const Placings *placings, const Motions *motions)
{
    json_t *list = json_array();
    for (size_t i = 0; i < placings->count; i++) {
        const Placing *placing = &placings->at[i];
        json_array_append_new(
            list,
            json_pack("[o, o, I, o, o]", json_from_text(placing->award), json_from_text(placing->tier),
                      (json_int_t)placing->place, json_from_text(text_of_int(arena, placing->application)),
                      json_from_text(text_of_int(arena, motion_behind(motions, placing->award)->id.key))));
    }
    return canonical_json(arena, list);
}

bool winners_decide(Change *change, const Edition *edition, Problems *problems)
{
    Snapshot *at = &change->at;
    if (!motion_may_begin(change, edition, problems)) return false;
    Placings placings = motions_standing(at, edition);
    Motions motions = motions_of(at, edition);
    check_placings(at, edition, &placings, problems);
    if (problems_any(problems)) return false;
    bool departs = false;
    for (size_t i = 0; i < placings.count; i++)
        departs |= motion_behind(&motions, placings.at[i].award)->kind == MOTION_DEPARTURE;
    Decided decided = DECIDE(change, edition->book, "winners.decided", "award/1",
                             SAYS_JSON("winners", winners_json(at->arena, &placings, &motions)),
                             SAYS_NUMBER("departs", departs));
    for (size_t i = 0; i < placings.count; i++) {
        const Placing *placing = &placings.at[i];
        store_write(
            change, decided,
            SQL("INSERT INTO winner (edition, application, award, tier, place, share, motion, decided_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
            BIND(edition->id.key, placing->application, placing->award, placing->tier, placing->place,
                 is_shared(&placings, placing) ? 1 + holders_of(&placings, placing, i) : 0,
                 motion_behind(&motions, placing->award)->id.key, at->now));
    }
    return true;
}

/* ---- what may be known */

#define SHOWN_COLUMNS                                                                                        \
    " application.key, application.number, v.title, v.tongue, v.city, v.country, v.region, v.category"
#define SHOWN_TABLES                                                                                         \
    " JOIN application ON application.key = shown.application JOIN edition ON edition.key = "                \
    "application.edition"                                                                                    \
    " JOIN application_version AS v ON v.application = application.key AND v.version = application.version"
/* Committee and organisers know before the world, but for what they are recused from. */
#define IS_JURY "(NOT " IS_IN_CONFLICT " AND (" IS_ORGANISER " OR " IS_BEFORE_COMMITTEE "))"

static int64_t award_place(const Edition *edition, Text award)
{
    for (size_t i = 0; i < edition->awards.count; i++) {
        if (text_is(edition->awards.at[i].code, award)) return (int64_t)i;
    }
    return INT64_MAX;
}

Winners winners_known(Snapshot *at, const Edition *edition)
{
    Winners list = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT" SHOWN_COLUMNS
                       ", shown.award, shown.tier, shown.place FROM winner AS shown" SHOWN_TABLES
                       " WHERE shown.edition = $3 AND application.state = 'submitted' AND (" MAY_KNOW_WINNER
                       " OR " IS_JURY ")"
                       " ORDER BY shown.award, shown.place"),
                   BIND(at->viewer, at->now, edition->id.key));
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 1)};
        Winner winner = {.application = {row_int(rows, 0)},
                         .number = application_number(at->arena, edition, &application),
                         .title = row_text(rows, 2),
                         .tongue = row_text(rows, 3),
                         .city = row_text(rows, 4),
                         .country = row_text(rows, 5),
                         .region = row_text(rows, 6),
                         .category = row_text(rows, 7),
                         .award = row_text(rows, 8),
                         .tier = row_text(rows, 9),
                         .place = row_int(rows, 10)};
        LIST_ADD(at->arena, &list);
        size_t i = list.count - 1;
        int64_t place = award_place(edition, winner.award);
        for (; i > 0 && award_place(edition, list.at[i - 1].award) > place; i--) list.at[i] = list.at[i - 1];
        list.at[i] = winner;
    }
    return list;
}

Candidates candidates_known(Snapshot *at, const Edition *edition)
{
    Candidates list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT" SHOWN_COLUMNS " FROM candidate AS shown" SHOWN_TABLES
                                " WHERE shown.edition = $3 AND (" MAY_KNOW_CANDIDATE " OR " IS_JURY ")"
                                " ORDER BY v.category, v.title, application.key"),
                            BIND(at->viewer, at->now, edition->id.key));
    while (rows_next(rows)) {
        Application application = {.number = row_int(rows, 1)};
        *LIST_ADD(at->arena, &list) =
            (Candidate){.application = {row_int(rows, 0)},
                        .number = application_number(at->arena, edition, &application),
                        .title = row_text(rows, 2),
                        .tongue = row_text(rows, 3),
                        .city = row_text(rows, 4),
                        .country = row_text(rows, 5),
                        .region = row_text(rows, 6),
                        .category = row_text(rows, 7)};
    }
    return list;
}
