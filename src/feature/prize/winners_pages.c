/* SPDX-License-Identifier: Apache-2.0 */
/* The candidates and the winners, for everyone, from their instant on: whether it has come is asked
 * at each request, of the same clock as the request itself. Before it the answer is the same for
 * everyone, whoever they are and whatever was decided. */
#include "feature/prize/feature.h"
#include "feature/prize/guard.h"
#include "feature/prize/viewer.h"
#include "feature/prize/winner.h"
#include "platform/http/shell.h"
#include "prize_templates.h"

/* ---- may it be known? */

static int64_t last_round(const Edition *edition)
{
    return (int64_t)edition->rounds.count;
}

static bool candidates_are_out(Snapshot *at, const Edition *edition)
{
    return publication_passed(at, edition, last_round(edition)) &&
           round_is_confirmed(at, edition, last_round(edition));
}

static bool winners_are_out(Snapshot *at, const Edition *edition)
{
    return publication_passed(at, edition, STEP_WINNERS) && committee_has_decided(at, edition);
}

static bool is_out(Snapshot *at, const Edition *edition, int64_t step)
{
    return step == STEP_WINNERS ? winners_are_out(at, edition) : candidates_are_out(at, edition);
}

/* Of an instant that has passed nothing is said: the result is late. */
static Instant coming(Snapshot *at, const Edition *edition, int64_t step)
{
    Instant instant = publication_instant(at, edition, step);
    return instant_passed(instant, at->now) ? INSTANT_NEVER : instant;
}

static Message not_yet(Snapshot *at, const Edition *edition, int64_t step)
{
    Instant instant = coming(at, edition, step);
    bool known = instant_is_set(instant);
    if (step == STEP_WINNERS)
        return known ? M("The winners will be announced: {when}",
                         WITH_DATE_TIME("when", instant, edition->zone))
                     : M("The winners are not announced yet. The date will stand here.");
    return known
               ? M("The shortlist will be published: {when}", WITH_DATE_TIME("when", instant, edition->zone))
               : M("The shortlist is not published yet. The date will stand here.");
}

/* False after answering that it is too early. */
static bool page_is_out(Request *request, Snapshot *at, const Edition *edition, int64_t step)
{
    if (is_out(at, edition, step)) return true;
    response_not_yet(request, not_yet(at, edition, step));
    return false;
}

static bool data_is_out(Request *request, Snapshot *at, const Edition *edition, int64_t step)
{
    if (is_out(at, edition, step)) return true;
    NotYet view = {.edition = edition->code, .publish_at = coming(at, edition, step)};
    response_status(request, 404);
    RESPOND(request, prize_not_yet_json, &view);
    return false;
}

/* ---- the data */

static PublicList candidate_list(Request *request, Snapshot *at, const Edition *edition)
{
    PublicList list = {.edition = edition->code};
    Candidates candidates = candidates_known(at, edition);
    for (size_t i = 0; i < candidates.count; i++) {
        const Candidate *one = &candidates.at[i];
        *LIST_ADD(request->arena, &list.entries) = (PublicEntry){.number = one->number,
                                                                 .title = {one->title, one->tongue},
                                                                 .city = {one->city, one->tongue},
                                                                 .country = one->country,
                                                                 .region = one->region,
                                                                 .category = one->category};
    }
    return list;
}

static PublicList winner_list(Request *request, Snapshot *at, const Edition *edition)
{
    PublicList list = {.edition = edition->code};
    Winners winners = winners_known(at, edition);
    for (size_t i = 0; i < winners.count; i++) {
        const Winner *one = &winners.at[i];
        *LIST_ADD(request->arena, &list.entries) = (PublicEntry){.number = one->number,
                                                                 .title = {one->title, one->tongue},
                                                                 .city = {one->city, one->tongue},
                                                                 .country = one->country,
                                                                 .region = one->region,
                                                                 .category = one->category,
                                                                 .award = one->award,
                                                                 .tier = one->tier};
    }
    return list;
}

static void candidates_json(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!data_is_out(request, at, edition, last_round(edition))) return;
    PublicList list = candidate_list(request, at, edition);
    RESPOND(request, prize_candidates_json, &list);
}

static void candidates_csv(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!page_is_out(request, at, edition, last_round(edition))) return;
    PublicList list = candidate_list(request, at, edition);
    RESPOND(request, prize_candidates_csv, &list);
}

static void winners_json(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!data_is_out(request, at, edition, STEP_WINNERS)) return;
    PublicList list = winner_list(request, at, edition);
    RESPOND(request, prize_winners_json, &list);
}

static void winners_csv(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!page_is_out(request, at, edition, STEP_WINNERS)) return;
    PublicList list = winner_list(request, at, edition);
    RESPOND(request, prize_winners_csv, &list);
}

/* ---- the pages of candidates */

static Shell public_shell(Request *request, Snapshot *at, const Edition *edition)
{
    Shell shell = shell_for(request, at, (Message){0});
    shell_add_crumb(request->arena, &shell, (Message){0}, words_in(&edition->name, request->language),
                    URL(request->arena, request->language, "/prize/{}/", edition->code));
    return shell;
}

static Url candidate_url(Request *request, const Edition *edition, Text number)
{
    return URL(request->arena, request->language, "/prize/{}/candidates/{}/", edition->code, number);
}

static Text award_name(const Edition *edition, Text code, Language language)
{
    const Award *award = edition_award(edition, code);
    return award ? words_in(&award->name, language) : code;
}

static Text tier_name(const Edition *edition, Text award_code, Text code, Language language, int *rank)
{
    const Award *award = edition_award(edition, award_code);
    *rank = 0;
    for (size_t i = 0; award && i < award->tiers.count; i++) {
        if (!text_is(award->tiers.at[i].code, code)) continue;
        *rank = (int)i;
        return words_in(&award->tiers.at[i].name, language);
    }
    return TEXT("");
}

static ShownEntry shown(Request *request, const Edition *edition, const PublicEntry *entry)
{
    ShownEntry row = {.title = entry->title,
                      .city = entry->city,
                      .country = entry->country,
                      .number = entry->number,
                      .url = candidate_url(request, edition, entry->number)};
    row.tier = tier_name(edition, entry->award, entry->tier, request->language, &row.rank);
    return row;
}

/* As many squares as things, ten in a row. */
static Picture squares_of(Arena *arena, int64_t count, SquareKind kind, int64_t columns)
{
    int64_t rows = (count + columns - 1) / columns;
    Grid grid = grid_make(arena, count < columns ? (count ? count : 1) : columns, rows ? rows : 1);
    for (int64_t i = 0; i < count; i++) grid_put(&grid, i % columns, i / columns, kind);
    return grid_draw(&grid, 18);
}

static void candidates_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!page_is_out(request, at, edition, last_round(edition))) return;
    PublicList list = candidate_list(request, at, edition);
    PrizeCandidates view = {.shell = public_shell(request, at, edition),
                            .edition = edition->code,
                            .word = words_in(&edition->word_candidates, request->language),
                            .count = (int64_t)list.entries.count,
                            .winners_are_out = winners_are_out(at, edition)};
    for (size_t i = 0; i < edition->categories.count; i++) {
        ShownGroup group = {.name = words_in(&edition->categories.at[i].name, request->language)};
        for (size_t k = 0; k < list.entries.count; k++) {
            if (text_is(list.entries.at[k].category, edition->categories.at[i].code))
                *LIST_ADD(request->arena, &group.entries) = shown(request, edition, &list.entries.at[k]);
        }
        if (!group.entries.count) continue;
        group.picture = squares_of(request->arena, (int64_t)group.entries.count, SQUARE_FIRST, 5);
        *LIST_ADD(request->arena, &view.groups) = group;
    }
    shell_add_crumb(request->arena, &view.shell, M("Shortlist"), TEXT(""), (Url){0});
    RESPOND(request, prize_candidates_html, &view);
}

static const PublicEntry *find_entry(const PublicEntries *entries, Text number)
{
    for (size_t i = 0; i < entries->count; i++) {
        if (text_is(entries->at[i].number, number)) return &entries->at[i];
    }
    return NULL;
}

static void fill_award(Request *request, Snapshot *at, const Edition *edition, PrizeCandidate *view)
{
    int rank;
    if (!winners_are_out(at, edition)) return;
    PublicList winners = winner_list(request, at, edition);
    const PublicEntry *won = find_entry(&winners.entries, view->number);
    if (!won) return;
    view->award = award_name(edition, won->award, request->language);
    view->tier = tier_name(edition, won->award, won->tier, request->language, &rank);
}

static void candidate_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!page_is_out(request, at, edition, last_round(edition))) return;
    PublicList list = candidate_list(request, at, edition);
    const PublicEntry *entry = find_entry(&list.entries, request_text(request, "number"));
    if (!entry) {
        response_not_found(request);
        return;
    }
    const Category *category = edition_category(edition, entry->category);
    PrizeCandidate view = {.shell = public_shell(request, at, edition),
                           .edition = edition->code,
                           .title = entry->title,
                           .city = entry->city,
                           .number = entry->number,
                           .country = entry->country,
                           .region = edition_region_name(edition, entry->region, request->language),
                           .category = category ? words_in(&category->name, request->language) : TEXT("")};
    fill_award(request, at, edition, &view);
    view.shell.title = entry->title.text;
    shell_add_crumb(request->arena, &view.shell, M("Shortlist"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/candidates/", edition->code));
    shell_add_crumb(request->arena, &view.shell, (Message){0}, entry->number, (Url){0});
    RESPOND(request, prize_candidate_html, &view);
}

/* ---- the page of winners */

typedef struct {
    SquareKind *kinds;
    int64_t count;
} CourtSquares;

/* All applications in the order of their numbers: who won is lit, who was a candidate has a hole. */
static CourtSquares court_squares(Snapshot *at, const Edition *edition)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT CASE WHEN winner.application IS NOT NULL THEN 2"
                                " WHEN candidate.application IS NOT NULL THEN 1 ELSE 0 END FROM application"
                                " LEFT JOIN winner ON winner.application = application.key"
                                " LEFT JOIN candidate ON candidate.application = application.key"
                                " WHERE application.edition = $1 AND application.state = 'submitted'"
                                " ORDER BY application.number NULLS LAST"),
                            BIND(edition->id.key));
    static const SquareKind kinds[] = {SQUARE_FIRST, SQUARE_SECOND, SQUARE_LIT};
    CourtSquares squares = {.kinds = ARENA_MANY(at->arena, (size_t)rows_count(rows) + 1, SquareKind)};
    while (rows_next(rows)) squares.kinds[squares.count++] = kinds[row_int(rows, 0)];
    return squares;
}

static void fill_court(Snapshot *at, const Edition *edition, PrizeWinners *view)
{
    const Message labels[SQUARE_KINDS] = {[SQUARE_FIRST] = M("an application"),
                                          [SQUARE_SECOND] = M("shortlisted"),
                                          [SQUARE_LIT] = M("a winner")};
    CourtSquares squares = court_squares(at, edition);
    view->court = court_make(at->arena, squares.kinds, squares.count, view->count, labels);
    court_light(at->arena, &view->court);
    view->applications = squares.count;
    view->cities = store_count(at,
                               SQL("SELECT count(*) FROM (SELECT DISTINCT v.country, v.city_key FROM"
                                   " application JOIN application_version AS v ON v.application ="
                                   " application.key AND v.version = application.version"
                                   " WHERE application.edition = $1 AND application.state = 'submitted')"
                                   " AS place"),
                               BIND(edition->id.key));
}

static int64_t applied_from(Snapshot *at, const Edition *edition, Text region)
{
    return store_count(at,
                       SQL("SELECT count(*) FROM application JOIN application_version AS v"
                           " ON v.application = application.key AND v.version = application.version"
                           " WHERE application.edition = $1 AND application.state = 'submitted'"
                           " AND v.region = $2"),
                       BIND(edition->id.key, region));
}

static void fill_regions(Request *request, Snapshot *at, const Edition *edition, const PublicEntries *entries,
                         PrizeWinners *view)
{
    for (size_t i = 0; i < edition->regions.count; i++) {
        const Region *region = &edition->regions.at[i];
        RegionRow row = {.name = words_in(&region->name, request->language),
                         .applied = applied_from(at, edition, region->code)};
        for (size_t k = 0; k < entries->count; k++) row.won += text_is(entries->at[k].region, region->code);
        row.picture = squares_of(request->arena, row.won, SQUARE_LIT, 10);
        *LIST_ADD(request->arena, &view->regions) = row;
    }
}

static void fill_awards(Request *request, const Edition *edition, const PublicEntries *entries,
                        PrizeWinners *view)
{
    for (size_t i = 0; i < edition->awards.count; i++) {
        const Award *award = &edition->awards.at[i];
        ShownGroup group = {.name = words_in(&award->name, request->language)};
        for (size_t k = 0; k < entries->count; k++) {
            if (text_is(entries->at[k].award, award->code))
                *LIST_ADD(request->arena, &group.entries) = shown(request, edition, &entries->at[k]);
        }
        if (!group.entries.count) continue;
        group.picture = squares_of(request->arena, (int64_t)group.entries.count, SQUARE_LIT, 4);
        *LIST_ADD(request->arena, &view->groups) = group;
    }
}

static void winners_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    if (!page_is_out(request, at, edition, STEP_WINNERS)) return;
    PublicList list = winner_list(request, at, edition);
    PrizeWinners view = {.shell = public_shell(request, at, edition),
                         .edition = edition->code,
                         .edition_name = words_in(&edition->name, request->language),
                         .count = (int64_t)list.entries.count,
                         .announced = publication_instant(at, edition, STEP_WINNERS),
                         .zone = edition->zone};
    fill_court(at, edition, &view);
    fill_regions(request, at, edition, &list.entries, &view);
    fill_awards(request, edition, &list.entries, &view);
    shell_add_crumb(request->arena, &view.shell, M("Winners"), TEXT(""), (Url){0});
    RESPOND(request, prize_winners_html, &view);
}

#define EDITION "/prize/{edition}/"

static const Route routes[] = {
    {GET, EDITION "candidates/", guard_edition, candidates_page, .help = "The shortlist, once published"},
    {GET, EDITION "candidates/{number}/", guard_edition, candidate_page, .help = "A candidate"},
    {GET, EDITION "candidates.json", guard_edition, candidates_json, .help = "The shortlist as JSON"},
    {GET, EDITION "candidates.csv", guard_edition, candidates_csv, .help = "The shortlist as CSV"},
    {GET, EDITION "winners/", guard_edition, winners_page, .help = "The winners, once announced"},
    {GET, EDITION "winners.json", guard_edition, winners_json, .help = "The winners as JSON"},
    {GET, EDITION "winners.csv", guard_edition, winners_csv, .help = "The winners as CSV"},
};

const Feature prize_winners_feature = {.name = "prize/winners",
                                       .routes = routes,
                                       .route_count = sizeof routes / sizeof *routes};
