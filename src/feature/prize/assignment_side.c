/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/assignment_side.h"

enum {
    STEPS = 10,
    FULL = 1000000,
    PERCENT = 10 /* thousandths of a hundredth part: 1,000,000 millionths are 100 */
};

PlannedPairs assignment_now(Snapshot *at, const Edition *edition, int64_t round, const AssignmentInput *input)
{
    PlannedPairs pairs = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT application, account FROM assignment WHERE edition = $1 AND round = $2"
                       " AND state IN ('open', 'begun', 'sent') ORDER BY application, account"),
                   BIND(edition->id.key, round));
    while (rows_next(rows)) {
        const PlannedApplication *application = planned_application(input, row_int(rows, 0));
        const PlannedExpert *expert = planned_expert(input, row_int(rows, 1));
        if (!application || !expert) continue;
        *LIST_ADD(at->arena, &pairs) =
            (PlannedPair){{application->key}, {expert->key}, planned_affinity(input, application, expert)};
    }
    return pairs;
}

/* ---- one side */

typedef struct {
    Text code;
    int64_t met, all;
} Share;
typedef LIST(Share) Shares;

typedef struct {
    Arena *arena;
    const Edition *edition;
    Language language;
    const AssignmentInput *input;
    AssignmentSide *side;
    int64_t *loads;   /* of each expert */
    int64_t *fits;    /* of each application: the sum of its affinities … */
    int64_t *reviews; /* … and of how many */
    bool *is_near;    /* of each application: somebody from its region judges it */
    Shares tongues;   /* reviews by experts who read the language of the application */
    Shares regions;   /* applications with an expert from their region */
} Summing;

static Share *share_of(Arena *arena, Shares *shares, Text code)
{
    for (size_t i = 0; i < shares->count; i++)
        if (text_is(shares->at[i].code, code)) return &shares->at[i];
    Share *share = LIST_ADD(arena, shares);
    share->code = code;
    return share;
}

static Text region_of(const Summing *sum, Text country)
{
    const Region *region = edition_region_of(sum->edition, country);
    return region ? region->code : TEXT("");
}

static bool shares_a_topic(const PlannedApplication *application, const PlannedExpert *expert)
{
    for (size_t i = 0; i < application->topics.count; i++)
        if (planned_codes_have(&expert->topics, application->topics.at[i])) return true;
    return !application->topics.count;
}

static void add_pair(Summing *sum, const PlannedPair *pair)
{
    const PlannedApplication *application = planned_application(sum->input, pair->application.key);
    const PlannedExpert *expert = planned_expert(sum->input, pair->account.key);
    if (!application || !expert) return;
    size_t place = (size_t)(application - sum->input->applications.at);
    bool reads = planned_codes_have(&expert->tongues, application->tongue);
    Share *tongue = share_of(sum->arena, &sum->tongues, application->tongue);
    sum->side->reviews++;
    sum->side->without_topic += !shares_a_topic(application, expert);
    sum->side->without_tongue += !reads;
    sum->loads[expert - sum->input->experts.at]++;
    sum->fits[place] += pair->millionths;
    sum->reviews[place]++;
    sum->is_near[place] |= text_is(region_of(sum, application->country), region_of(sum, expert->country));
    tongue->all++;
    tongue->met += reads;
}

/* ---- pictures: how many experts have how many reviews, how many applications are how well served */

static void draw_loads(const Summing *sum)
{
    AssignmentSide *side = sum->side;
    size_t experts = sum->input->experts.count;
    side->load_least = INT64_MAX;
    for (size_t i = 0; i < experts; i++) {
        if (sum->loads[i] < side->load_least) side->load_least = sum->loads[i];
        if (sum->loads[i] > side->load_greatest) side->load_greatest = sum->loads[i];
    }
    for (int64_t load = side->load_least; load <= side->load_greatest; load++) {
        int64_t count = 0;
        for (size_t i = 0; i < experts; i++) count += sum->loads[i] == load;
        bars_add(sum->arena, &side->loads, MN("{n} review", "{n} reviews", load), count);
    }
    bars_draw(sum->arena, &side->loads);
}

static int64_t fit_of(const Summing *sum, size_t application)
{
    return sum->reviews[application] ? sum->fits[application] / sum->reviews[application] : 0;
}

static void draw_fits(const Summing *sum)
{
    int64_t counts[STEPS] = {0}, worst = FULL, total = 0, lowest = STEPS - 1;
    size_t applications = sum->input->applications.count;
    for (size_t i = 0; i < applications; i++) {
        int64_t fit = fit_of(sum, i), step = fit * STEPS / (FULL + 1);
        counts[step]++;
        if (fit < worst) worst = fit;
        if (step < lowest) lowest = step;
        total += sum->fits[i];
    }
    for (int64_t step = STEPS; step-- > lowest;)
        bars_add(sum->arena, &sum->side->fits,
                 M("{least}–{greatest}", WITH_NUMBER("least", step * STEPS),
                   WITH_NUMBER("greatest", (step + 1) * STEPS)),
                 counts[step]);
    bars_draw(sum->arena, &sum->side->fits);
    sum->side->mean = (Decimal){total / sum->side->reviews / PERCENT, 0};
    sum->side->worst = (Decimal){worst / PERCENT, 0};
}

static void draw_tongues(const Summing *sum)
{
    for (size_t i = 0; i < sum->tongues.count; i++) {
        const Share *share = &sum->tongues.at[i];
        bars_add(sum->arena, &sum->side->tongues,
                 M("{name}: {n} of {total}",
                   WITH_TEXT("name", tongue_name(sum->arena, sum->language, share->code)),
                   WITH_NUMBER("n", share->met), WITH_NUMBER("total", share->all)),
                 share->met);
    }
    bars_draw(sum->arena, &sum->side->tongues);
}

static void draw_regions(Summing *sum)
{
    for (size_t i = 0; i < sum->input->applications.count; i++) {
        Share *share =
            share_of(sum->arena, &sum->regions, region_of(sum, sum->input->applications.at[i].country));
        share->all++;
        share->met += sum->is_near[i];
        sum->side->near += sum->is_near[i];
    }
    for (size_t i = 0; i < sum->regions.count; i++) {
        const Share *share = &sum->regions.at[i];
        bars_add(sum->arena, &sum->side->regions,
                 M("{name}: {n} of {total}",
                   WITH_TEXT("name", edition_region_name(sum->edition, share->code, sum->language)),
                   WITH_NUMBER("n", share->met), WITH_NUMBER("total", share->all)),
                 share->met);
    }
    bars_draw(sum->arena, &sum->side->regions);
}

AssignmentSide assignment_side(Arena *arena, const Edition *edition, Language language,
                               const AssignmentInput *input, const PlannedPairs *pairs)
{
    AssignmentSide side = {0};
    Summing sum = {.arena = arena,
                   .edition = edition,
                   .language = language,
                   .input = input,
                   .side = &side,
                   .loads = ARENA_MANY(arena, input->experts.count + 1, int64_t),
                   .fits = ARENA_MANY(arena, input->applications.count + 1, int64_t),
                   .reviews = ARENA_MANY(arena, input->applications.count + 1, int64_t),
                   .is_near = ARENA_MANY(arena, input->applications.count + 1, bool)};
    for (size_t i = 0; i < pairs->count; i++) add_pair(&sum, &pairs->at[i]);
    if (!side.reviews) return side;
    draw_loads(&sum);
    draw_fits(&sum);
    draw_tongues(&sum);
    draw_regions(&sum);
    return side;
}
