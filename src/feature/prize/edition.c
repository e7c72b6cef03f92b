/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/edition.h"

#include "base/cache.h"
#include "base/fail.h"
#include "base/random.h"
#include "feature/prize/edition_change.h"
#include "feature/prize/edition_file.h"
#include "feature/prize/edition_json.h"

enum { LOTS_SIZE_BYTES = 32 };

/* ---- parts of an edition */

Text words_in(const Words *words, Language language)
{
    if (words->in[language].size) return words->in[language];
    if (words->in[LANGUAGE_EN].size) return words->in[LANGUAGE_EN];
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (words->in[i].size) return words->in[i];
    return TEXT("");
}

const Region *edition_region_of(const Edition *edition, Text country)
{
    for (size_t i = 0; i < edition->regions.count; i++) {
        const Codes *countries = &edition->regions.at[i].countries;
        for (size_t j = 0; j < countries->count; j++)
            if (text_is(countries->at[j], country)) return &edition->regions.at[i];
    }
    return NULL;
}

const Category *edition_category(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->categories.count; i++)
        if (text_is(edition->categories.at[i].code, code)) return &edition->categories.at[i];
    return NULL;
}

Text edition_category_name(const Edition *edition, Text code, Language language)
{
    const Category *category = edition_category(edition, code);
    return category ? words_in(&category->name, language) : code;
}

Text edition_region_name(const Edition *edition, Text code, Language language)
{
    for (size_t i = 0; i < edition->regions.count; i++) {
        if (text_is(edition->regions.at[i].code, code))
            return words_in(&edition->regions.at[i].name, language);
    }
    return code;
}

const Award *edition_award(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->awards.count; i++)
        if (text_is(edition->awards.at[i].code, code)) return &edition->awards.at[i];
    return NULL;
}

const Rubric *edition_rubric(const Edition *edition, Text code)
{
    for (size_t i = 0; i < edition->rubrics.count; i++)
        if (text_is(edition->rubrics.at[i].code, code)) return &edition->rubrics.at[i];
    return NULL;
}

const Round *edition_round(const Edition *edition, int64_t number)
{
    if (number < 1 || (uint64_t)number > edition->rounds.count) return NULL;
    return &edition->rounds.at[number - 1];
}

int64_t edition_entrants_of(const Edition *edition, int64_t round)
{
    Text code = edition_round(edition, round)->entrants;
    for (int64_t earlier = 1; code.size && earlier < round; earlier++)
        if (text_is(edition_round(edition, earlier)->code, code)) return earlier;
    return round - 1;
}

bool edition_call_is_over(const Edition *edition, Instant at)
{
    return instant_passed(instant_plus(edition->closes, 1), at);
}

bool edition_call_is_open(const Edition *edition, Instant at)
{
    return instant_passed(edition->opens, at) && !edition_call_is_over(edition, at);
}

/* ---- finding */

typedef struct {
    EditionId id;
    int64_t version;
    Text rules, lots;
} Stored;

static Text names_joined(Arena *own, Language language, const Codes *countries)
{
    const Text *names = country_names_sorted(own, language, countries->at, countries->count);
    TextBuffer joined = {.arena = own};
    for (size_t i = 0; i < countries->count; i++) {
        if (i) buffer_add(&joined, TEXT(", "));
        buffer_add(&joined, names[i]);
    }
    return buffer_text(&joined);
}

static void name_countries(Arena *own, Region *region)
{
    for (Language language = 0; language < LANGUAGE_COUNT; language++)
        region->country_names.in[language] = names_joined(own, language, &region->countries);
}

static const void *edition_fill(Arena *own, void *context)
{
    const Stored *stored = context;
    Edition *edition = ARENA_NEW(own, Edition);
    if (!edition_from_json(own, stored->rules, edition)) return NULL;
    edition->id = stored->id;
    edition->version = stored->version;
    edition->lots = text_copy(own, stored->lots);
    edition->scope = text_format(own, "prize/%lld", (long long)stored->id.key);
    for (size_t i = 0; i < edition->regions.count; i++) name_countries(own, &edition->regions.at[i]);
    return edition;
}

/* A version never changes and is named by its digest, so that what a transaction wrote and lost is never
 * taken for what stands. */
static Cache loaded = CACHE(64 << 20);

static Text edition_name(Arena *arena, EditionId id, int64_t version, Text digest)
{
    return text_format(arena, "%lld/%lld/%.*s", (long long)id.key, (long long)version, TEXT_PRINT(digest));
}

static const Edition *edition_load(Snapshot *at, EditionId id, int64_t version)
{
    Rows *row = store_row(at,
                          SQL("SELECT r.rules, edition.lots FROM edition JOIN edition_rules AS r"
                              " ON r.edition = edition.key AND r.version = $2 WHERE edition.key = $1"),
                          BIND(id.key, version));
    if (!row) fail("edition %lld has no rules of version %lld", (long long)id.key, (long long)version);
    Stored stored = {id, version, row_text(row, 0), row_text(row, 1)};
    Text name = edition_name(at->arena, id, version, journal_digest(at->arena, stored.rules));
    const Edition *edition = cache_keep(&loaded, at->arena, name, edition_fill, &stored);
    if (!edition) fail("the rules of edition %lld cannot be read", (long long)id.key);
    return edition;
}

static const Edition *edition_of_row(Snapshot *at, Rows *row)
{
    if (!row) return NULL;
    EditionId id = {row_int(row, 0)};
    int64_t version = row_int(row, 1);
    Text name = edition_name(at->arena, id, version, row_text(row, 2));
    const Edition *edition = cache_find(&loaded, at->arena, name);
    return edition ? edition : edition_load(at, id, version);
}

#define EDITION_COLUMNS "SELECT key, rules_version, rules_digest FROM edition "

const Edition *edition_find(Snapshot *at, EditionId id)
{
    return edition_of_row(at, store_row(at, SQL(EDITION_COLUMNS "WHERE key = $1"), BIND(id.key)));
}

const Edition *edition_find_by_code(Snapshot *at, Text code)
{
    return edition_of_row(at, store_row(at, SQL(EDITION_COLUMNS "WHERE code = $1"), BIND(code)));
}

const Edition *edition_newest(Snapshot *at)
{
    Rows *row =
        store_row(at, SQL(EDITION_COLUMNS "WHERE opens_at <= $1 ORDER BY opens_at DESC, key DESC LIMIT 1"),
                  BIND(at->now));
    if (!row) row = store_row(at, SQL(EDITION_COLUMNS "ORDER BY opens_at, key LIMIT 1"), BIND());
    return edition_of_row(at, row);
}

Editions edition_all(Snapshot *at)
{
    Editions editions = {0};
    Rows *rows = store_rows(at, SQL(EDITION_COLUMNS "ORDER BY opens_at DESC, key DESC"), BIND());
    while (rows_next(rows)) *LIST_ADD(at->arena, &editions) = edition_of_row(at, rows);
    return editions;
}

/* ---- keeping */

static void publication_set(Change *change, Decided decided, EditionId id, int64_t step, Instant publish_at)
{
    store_write(change, decided,
                SQL("INSERT INTO publication (edition, step, publish_at) VALUES ($1, $2, $3)"
                    " ON CONFLICT (edition, step) DO UPDATE SET publish_at = excluded.publish_at"),
                BIND(id.key, step, publish_at));
}

static Instant publish_at_of(const Edition *edition, int64_t step)
{
    if (step == STEP_WINNERS) return edition->winners_publish_at;
    const Round *round = edition_round(edition, step);
    return round ? round->publish_at : INSTANT_NEVER;
}

/* Steps whose instant the rules change follow the rules; what two people have moved was refused
 * before. */
static void publications_follow(Change *change, Decided decided, const Edition *before, const Edition *after,
                                EditionId id)
{
    int64_t steps = (int64_t)after->rounds.count;
    for (int64_t step = STEP_WINNERS; step <= steps; step++) {
        bool is_new = !before || (step && !edition_round(before, step));
        if (is_new || publish_at_of(before, step).us != publish_at_of(after, step).us)
            publication_set(change, decided, id, step, publish_at_of(after, step));
    }
    store_write(change, decided, SQL("DELETE FROM publication WHERE edition = $1 AND step > $2"),
                BIND(id.key, steps));
}

static void rules_add(Change *change, Decided decided, EditionId id, int64_t version, Text json, Text reason)
{
    store_write(change, decided,
                SQL("INSERT INTO edition_rules (edition, version, rules, kept_at, kept_by, reason, tongue)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                BIND(id.key, version, json, change->at.now, change->at.viewer, reason, change->at.tongue));
}

/* Drawn before there is an application, opened with the first result: see doc/record.md, "lot/2". */
static Text draw_lots(Arena *arena)
{
    unsigned char bytes[LOTS_SIZE_BYTES];
    random_record(bytes, sizeof bytes);
    return text_hex(arena, bytes, sizeof bytes);
}

static EditionId edition_add(Change *change, const Edition *edition, Text json, Text reason)
{
    Arena *arena = change->at.arena;
    EditionId id = {random_key()};
    Text book = text_format(arena, "prize/%.*s", TEXT_PRINT(edition->code)), lots = draw_lots(arena);
    Decided decided = DECIDE(change, book, "edition.loaded", "", SAYS_NUMBER("version", 1),
                             SAYS_JSON("rules", edition_to_public_json(arena, edition)),
                             SAYS_TEXT("lots", journal_digest(arena, lots)), SAYS_SECRETLY("reason", reason));
    store_write(
        change, decided,
        SQL("INSERT INTO edition (key, code, scope, rules_version, rules_digest, opens_at, demonstration,"
            " lots, created_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8)"),
        BIND(id.key, edition->code, text_format(arena, "prize/%lld", (long long)id.key),
             journal_digest(arena, json), edition->opens, edition->demonstration, lots, change->at.now));
    rules_add(change, decided, id, 1, json, reason);
    publications_follow(change, decided, NULL, edition, id);
    return id;
}

/* True if the differences may be kept. */
static bool differences_check(const Differences *differences, Text reason, Problems *problems)
{
    size_t before = problems->count;
    Instant since = INSTANT_NEVER;
    for (size_t i = 0; i < differences->count; i++) {
        const Difference *difference = &differences->at[i];
        if (difference->refusal.english) problems_add(problems, difference->path, difference->refusal);
        if (difference->is_frozen) since = difference->since;
    }
    if (instant_is_set(since) && !text_trim(reason).size)
        problems_add(problems, TEXT("reason"),
                     M("This changes rules that are frozen. Give the reason; it is recorded."));
    return problems->count == before;
}

static void edition_replace(Change *change, const Edition *before, const Edition *after, Text json,
                            Text reason)
{
    int64_t version = before->version + 1;
    Decided decided = DECIDE(change, before->book, "edition.changed", "", SAYS_NUMBER("version", version),
                             SAYS_JSON("rules", edition_to_public_json(change->at.arena, after)),
                             SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("UPDATE edition SET rules_version = $2, rules_digest = $3, opens_at = $4 WHERE key = $1"),
                BIND(before->id.key, version, journal_digest(change->at.arena, json), after->opens));
    rules_add(change, decided, before->id, version, json, reason);
    publications_follow(change, decided, before, after, before->id);
}

bool edition_keep(Change *change, const Edition *edition, Text reason, Problems *problems, EditionId *id)
{
    if (!edition_check(edition, problems)) return false;
    Text json = edition_to_json(change->at.arena, edition);
    const Edition *before = edition_find_by_code(&change->at, edition->code);
    if (!before) {
        *id = edition_add(change, edition, json, reason);
        return true;
    }
    *id = before->id;
    if (text_is(before->json, json)) return true;
    Differences differences = edition_compare(&change->at, before, edition);
    if (!differences_check(&differences, reason, problems)) return false;
    edition_replace(change, before, edition, json, reason);
    return true;
}

/* ---- where it stands */

static bool has_winners(Snapshot *at, EditionId id)
{
    return store_row(at, SQL("SELECT 1 FROM winner WHERE edition = $1 LIMIT 1"), BIND(id.key));
}

static Standing standing_of_rounds(const Edition *edition, Instant now)
{
    for (size_t i = edition->rounds.count; i > 0; i--) {
        const Round *round = &edition->rounds.at[i - 1];
        int64_t number = (int64_t)i;
        if (instant_passed(round->ends, now)) return (Standing){PHASE_BETWEEN, number + 1};
        if (instant_passed(round->begins, now)) return (Standing){PHASE_ROUND, number};
    }
    return (Standing){PHASE_BETWEEN, 1};
}

Standing edition_standing(Snapshot *at, const Edition *edition)
{
    Instant now = at->now;
    if (!instant_passed(edition->opens, now)) return (Standing){.phase = PHASE_BEFORE};
    if (!edition_call_is_over(edition, now)) return (Standing){.phase = PHASE_CALL};
    bool is_decided = has_winners(at, edition->id);
    if (is_decided && publication_passed(at, edition, STEP_WINNERS))
        return (Standing){.phase = PHASE_ANNOUNCED};
    if (is_decided) return (Standing){.phase = PHASE_DECIDED};
    if (instant_passed(edition->committee.begins, now)) return (Standing){.phase = PHASE_COMMITTEE};
    return standing_of_rounds(edition, now);
}
