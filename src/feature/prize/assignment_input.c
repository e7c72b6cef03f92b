/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/assignment_input.h"

#include "base/sorted.h"

#include "platform/account/account.h"

PlannedApplication *planned_application(const AssignmentInput *input, int64_t key)
{
    return SORTED_FIND(input->applications.at, input->applications.count, key, key);
}

PlannedExpert *planned_expert(const AssignmentInput *input, int64_t key)
{
    return SORTED_FIND(input->experts.at, input->experts.count, key, key);
}

static void read_applications(Snapshot *at, const Edition *edition, int64_t round, AssignmentInput *input)
{
    ApplicationIds entrants = round_entrants(at, edition, round); /* by key */
    for (size_t i = 0; i < entrants.count; i++)
        *LIST_ADD(at->arena, &input->applications) = (PlannedApplication){.key = entrants.at[i].key};
    Rows *rows = store_rows(
        at,
        SQL("SELECT application.key, v.tongue, v.country FROM application JOIN application_version AS v"
            " ON v.application = application.key AND v.version = application.version"
            " WHERE application.edition = $1 AND application.version > 0"),
        BIND(edition->id.key));
    while (rows_next(rows)) {
        PlannedApplication *application = planned_application(input, row_int(rows, 0));
        if (!application) continue;
        application->tongue = row_text(rows, 1);
        application->country = row_text(rows, 2);
    }
    rows = store_rows(at,
                      SQL("SELECT application.key, t.topic FROM application JOIN application_topic AS t"
                          " ON t.application = application.key AND t.version = application.version"
                          " WHERE application.edition = $1 AND application.version > 0"
                          " ORDER BY application.key, t.topic"),
                      BIND(edition->id.key));
    while (rows_next(rows)) {
        PlannedApplication *application = planned_application(input, row_int(rows, 0));
        if (application) *LIST_ADD(at->arena, &application->topics) = row_text(rows, 1);
    }
}

static bool is_of_group(Arena *arena, const Round *round, Text address)
{
    if (round->judges != JUDGES_GROUP) return true;
    Text key = address_key(arena, address);
    for (size_t i = 0; i < round->group.count; i++) {
        if (text_is(address_key(arena, round->group.at[i]), key)) return true;
    }
    return false;
}

static void read_experts(Snapshot *at, const Edition *edition, const Round *round, AssignmentInput *input)
{
    Rows *rows = store_rows(
        at,
        SQL("SELECT expert.account, expert.capacity, account.address, affiliation.country FROM expert"
            " JOIN account ON account.key = expert.account LEFT JOIN affiliation"
            " ON affiliation.edition = expert.edition AND affiliation.account = expert.account"
            " WHERE expert.edition = $1 AND expert.state = 'active' ORDER BY expert.account"),
        BIND(edition->id.key));
    while (rows_next(rows)) {
        if (!is_of_group(at->arena, round, row_text(rows, 2))) continue;
        *LIST_ADD(at->arena, &input->experts) = (PlannedExpert){.key = row_int(rows, 0),
                                                                .capacity = row_int(rows, 1),
                                                                .country = row_text(rows, 3)};
    }
    rows =
        store_rows(at,
                   SQL("SELECT account, topic FROM expert_topic WHERE edition = $1 ORDER BY account, topic"),
                   BIND(edition->id.key));
    while (rows_next(rows)) {
        PlannedExpert *expert = planned_expert(input, row_int(rows, 0));
        if (expert) *LIST_ADD(at->arena, &expert->topics) = row_text(rows, 1);
    }
    rows = store_rows(
        at, SQL("SELECT account, tongue FROM expert_tongue WHERE edition = $1 ORDER BY account, tongue"),
        BIND(edition->id.key));
    while (rows_next(rows)) {
        PlannedExpert *expert = planned_expert(input, row_int(rows, 0));
        if (expert) *LIST_ADD(at->arena, &expert->tongues) = row_text(rows, 1);
    }
}

static void read_marks(Snapshot *at, const Edition *edition, int64_t round, AssignmentInput *input)
{
    Rows *rows = store_rows(at,
                            SQL("SELECT DISTINCT application, account FROM conflict WHERE edition = $1"
                                " AND lifted_at IS NULL ORDER BY application, account"),
                            BIND(edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &input->conflicts) = (PlannedMark){row_int(rows, 0), row_int(rows, 1), 0};
    rows = store_rows(at,
                      SQL("SELECT application, account, millionths FROM affinity WHERE edition = $1"
                          " ORDER BY application, account"),
                      BIND(edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &input->affinities) =
            (PlannedMark){row_int(rows, 0), row_int(rows, 1), row_int(rows, 2)};
    rows =
        store_rows(at,
                   SQL("SELECT application, account, state FROM assignment WHERE edition = $1 AND round = $2"
                       " AND state IN ('open', 'begun', 'sent') ORDER BY application, account"),
                   BIND(edition->id.key, round));
    while (rows_next(rows)) {
        bool is_sent = text_is_c(row_text(rows, 2), "sent");
        PlannedApplication *application = planned_application(input, row_int(rows, 0));
        if (!planned_expert(input, row_int(rows, 1))) {
            if (application) application->done += is_sent;
            continue;
        }
        *LIST_ADD(at->arena, &input->pins) =
            (PlannedMark){row_int(rows, 0), row_int(rows, 1),
                          text_is_c(row_text(rows, 2), "open") ? ASSIGN_STAYING : ASSIGN_KEPT};
    }
}

static void add_codes(TextBuffer *text, const Codes *codes)
{
    for (size_t i = 0; i < codes->count; i++) buffer_add_format(text, "/%.*s", TEXT_PRINT(codes->at[i]));
}

static void add_marks(TextBuffer *text, char kind, const PlannedMark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_add_format(text, " %c%lld/%lld/%lld", kind, (long long)marks[i].application,
                          (long long)marks[i].account, (long long)marks[i].number);
}

static Text digest_of(Arena *arena, const Edition *edition, const AssignmentInput *input)
{
    TextBuffer text = {.arena = arena};
    buffer_add_format(&text, "r%.*s", TEXT_PRINT(edition->digest));
    for (size_t i = 0; i < input->applications.count; i++) {
        const PlannedApplication *application = &input->applications.at[i];
        buffer_add_format(&text, " a%lld/%lld/%.*s", (long long)application->key,
                          (long long)application->done, TEXT_PRINT(application->tongue));
        add_codes(&text, &application->topics);
    }
    for (size_t i = 0; i < input->experts.count; i++) {
        const PlannedExpert *expert = &input->experts.at[i];
        buffer_add_format(&text, " e%lld/%lld", (long long)expert->key, (long long)expert->capacity);
        add_codes(&text, &expert->topics);
        add_codes(&text, &expert->tongues);
    }
    add_marks(&text, 'c', input->conflicts.at, input->conflicts.count);
    add_marks(&text, 'f', input->affinities.at, input->affinities.count);
    add_marks(&text, 'p', input->pins.at, input->pins.count);
    return journal_digest(arena, buffer_text(&text));
}

AssignmentInput assignment_input(Snapshot *at, const Edition *edition, int64_t round)
{
    AssignmentInput input = {0};
    read_applications(at, edition, round, &input);
    read_experts(at, edition, edition_round(edition, round), &input);
    read_marks(at, edition, round, &input);
    input.digest = digest_of(at->arena, edition, &input);
    return input;
}

bool planned_codes_have(const Codes *codes, Text code)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (text_is(codes->at[i], code)) return true;
    }
    return false;
}

/* ---- the engine's problem */

static int64_t affinity_for(int64_t shared, int64_t topics, bool speaks)
{
    int64_t affinity = 100000 + (topics ? 900000 * shared / topics : 0);
    return speaks ? affinity : affinity / 2;
}

int64_t affinity_of(const Codes *application_topics, Text tongue, const Codes *expert_topics,
                    const Codes *expert_tongues)
{
    int64_t shared = 0;
    for (size_t i = 0; i < application_topics->count; i++)
        shared += planned_codes_have(expert_topics, application_topics->at[i]);
    return affinity_for(shared, (int64_t)application_topics->count,
                        planned_codes_have(expert_tongues, tongue));
}

static bool mark_is_before(const PlannedMark *mark, int64_t application, int64_t account)
{
    return mark->application < application || (mark->application == application && mark->account < account);
}

int64_t planned_affinity(const AssignmentInput *input, const PlannedApplication *application,
                         const PlannedExpert *expert)
{
    size_t low = 0, high = input->affinities.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (mark_is_before(&input->affinities.at[middle], application->key, expert->key)) low = middle + 1;
        else high = middle;
    }
    const PlannedMark *bid = &input->affinities.at[low];
    bool is_bid =
        low < input->affinities.count && bid->application == application->key && bid->account == expert->key;
    return is_bid ? bid->number
                  : affinity_of(&application->topics, application->tongue, &expert->topics, &expert->tongues);
}

/* Who of the experts has a topic or tongue, found once for each that applications have. */
typedef struct {
    Text code;
    bool is_tongue;
    bool *is_had; /* by an expert */
} Having;

typedef struct {
    Arena *arena;
    const AssignmentInput *input;
    LIST(Having) met;
    uint32_t *shared; /* topics that an expert shares with the application at hand */
} Havings;

static const bool *who_has(Havings *havings, Text code, bool is_tongue)
{
    for (size_t i = 0; i < havings->met.count; i++) {
        const Having *having = &havings->met.at[i];
        if (having->is_tongue == is_tongue && text_is(having->code, code)) return having->is_had;
    }
    size_t experts = havings->input->experts.count;
    bool *is_had = ARENA_MANY(havings->arena, experts + 1, bool);
    for (size_t k = 0; k < experts; k++) {
        const PlannedExpert *expert = &havings->input->experts.at[k];
        is_had[k] = planned_codes_have(is_tongue ? &expert->tongues : &expert->topics, code);
    }
    *LIST_ADD(havings->arena, &havings->met) = (Having){code, is_tongue, is_had};
    return is_had;
}

static void count_shared(Havings *havings, const Codes *topics)
{
    size_t experts = havings->input->experts.count;
    memset(havings->shared, 0, experts * sizeof *havings->shared);
    for (size_t i = 0; i < topics->count; i++) {
        const bool *is_had = who_has(havings, topics->at[i], false);
        for (size_t k = 0; k < experts; k++) havings->shared[k] += is_had[k];
    }
}

/* Marks are sorted as the pairs are made, so that one pass over them is enough. */
static const PlannedMark *next_mark(const PlannedMark *marks, size_t count, size_t *place,
                                    int64_t application, int64_t account)
{
    while (*place < count && mark_is_before(&marks[*place], application, account)) ++*place;
    bool found =
        *place < count && marks[*place].application == application && marks[*place].account == account;
    return found ? &marks[*place] : NULL;
}

static int32_t least_of(int64_t a, int64_t b)
{
    return (int32_t)(a < b ? a : b);
}

/* By application: those of the i-th begin at first[i]. */
static void fill_pairs(Arena *arena, const AssignmentInput *input, AssignPair *pairs, size_t *first)
{
    size_t count = 0, conflict = 0, affinity = 0, pin = 0;
    Havings havings = {.arena = arena,
                       .input = input,
                       .shared = ARENA_MANY(arena, input->experts.count + 1, uint32_t)};
    for (size_t i = 0; i < input->applications.count; i++) {
        const PlannedApplication *application = &input->applications.at[i];
        const bool *speaks = who_has(&havings, application->tongue, true);
        count_shared(&havings, &application->topics);
        for (size_t k = 0; k < input->experts.count; k++) {
            const PlannedExpert *expert = &input->experts.at[k];
            if (next_mark(input->conflicts.at, input->conflicts.count, &conflict, application->key,
                          expert->key))
                continue;
            const PlannedMark *bid = next_mark(input->affinities.at, input->affinities.count, &affinity,
                                               application->key, expert->key);
            const PlannedMark *pinned =
                next_mark(input->pins.at, input->pins.count, &pin, application->key, expert->key);
            int64_t value =
                bid ? bid->number
                    : affinity_for(havings.shared[k], (int64_t)application->topics.count, speaks[k]);
            pairs[count++] =
                assign_pair((int32_t)k, (int32_t)value, pinned ? (AssignPin)pinned->number : ASSIGN_FREE);
        }
        first[i + 1] = count;
    }
}

Arena *assignment_arena(Arena *owner)
{
    enum { MEMORY_GIB = 8 };
    return arena_within(owner, (size_t)MEMORY_GIB << 30);
}

AssignProblem assignment_problem(Arena *arena, const Round *round, const AssignmentInput *input)
{
    AssignApplication *applications = ARENA_MANY(arena, input->applications.count + 1, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, input->experts.count + 1, AssignExpert);
    bool group = round->judges == JUDGES_GROUP;
    for (size_t i = 0; i < input->applications.count; i++) {
        int64_t demand = round->experts_each - input->applications.at[i].done;
        applications[i] = (AssignApplication){.key = input->applications.at[i].key,
                                              .demand = demand > 0 ? (int32_t)demand : 0};
    }
    for (size_t k = 0; k < input->experts.count; k++) {
        int64_t capacity = input->experts.at[k].capacity,
                greatest = round->load_max ? round->load_max : INT32_MAX;
        if (capacity && capacity < greatest) greatest = capacity;
        if (group || greatest > (int64_t)input->applications.count)
            greatest = (int64_t)input->applications.count;
        experts[k] = (AssignExpert){.key = input->experts.at[k].key,
                                    .load_min = least_of(round->load_min, greatest),
                                    .load_max = (int32_t)greatest};
    }
    AssignPair *pairs = ARENA_MANY(arena, input->applications.count * input->experts.count + 1, AssignPair);
    size_t *first = ARENA_MANY(arena, input->applications.count + 1, size_t);
    fill_pairs(arena, input, pairs, first);
    for (size_t i = 0; group && i < input->applications.count; i++)
        if (first[i + 1] > first[i]) applications[i].demand = (int32_t)(first[i + 1] - first[i]);
    return (AssignProblem){.applications = applications,
                           .application_count = input->applications.count,
                           .experts = experts,
                           .expert_count = input->experts.count,
                           .pairs = pairs,
                           .first_pair = first};
}

void assignment_free_staying(AssignProblem *problem)
{
    for (size_t i = 0; i < problem->first_pair[problem->application_count]; i++) {
        AssignPair *pair = &problem->pairs[i];
        if (assign_pair_pin(*pair) == ASSIGN_STAYING)
            *pair = assign_pair(assign_pair_expert(*pair), assign_pair_affinity(*pair), ASSIGN_FREE);
    }
}
