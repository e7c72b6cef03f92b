/* SPDX-License-Identifier: Apache-2.0 */
/* Spreadsheets of strangers: whatever stands in them, it is refused in words or read as it stands; what is
 * read can be assigned and proven, and what is written is read again. The first byte says what the rest is.
 */
#include "engine/assign_check.h"
#include "engine/calibrate.h"
#include "workbench/candidates.h"
#include "workbench/claim.h"
#include "workbench/decimal.h"
#include "workbench/file_out.h"
#include "workbench/loads.h"
#include "workbench/scores.h"

#include <assert.h>
#include <stdlib.h>

enum { MEMORY_BYTES = 512 << 20, PAIRS_SOLVED_MAX = 2000, REVIEWS_CALIBRATED_MAX = 200 };

static void check_name(Text name)
{
    assert(name.size && name.size <= NAME_BYTES_MAX && text_is_utf8(name));
    for (size_t i = 0; i < name.size; i++) assert((unsigned char)name.at[i] >= ' ' && name.at[i] != 0x7f);
}

/* ---- pairs */

static Text written(Arena *arena, const Pairs *pairs)
{
    char *at;
    size_t size;
    FILE *to = open_memstream(&at, &size);
    fputs("application,expert,affinity\n", to);
    for (uint32_t p = 0; p < pairs->applications.count; p++) {
        file_put_field(to, pairs->applications.at[p]);
        fputs(",,\n", to);
        for (size_t i = pairs->first_pair[p]; i < pairs->first_pair[p + 1]; i++) {
            file_put_field(to, pairs->applications.at[p]);
            putc(',', to);
            file_put_field(to, pairs->experts.at[assign_pair_expert(pairs->pairs[i])]);
            fprintf(to, ",%s\n", decimal_text(assign_pair_affinity(pairs->pairs[i]), pairs->places).text);
        }
    }
    fclose(to);
    Text text = text_copy(arena, (Text){at, size});
    free(at);
    return text;
}

static void check_same(Arena *arena, const Pairs *pairs)
{
    Faults faults = {.file = "again"};
    Pairs again;
    Text text = written(arena, pairs);
    assert(pairs_read(arena, source_of_text(arena, "again", text), false, &again, &faults, NULL));
    assert(text_is(written(arena, &again), text) && again.places == pairs->places);
}

static void check_solved(Arena *arena, const Pairs *pairs, int32_t demand, int32_t load)
{
    AssignApplication *applications = ARENA_MANY(arena, pairs->applications.count + 1, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, pairs->experts.count + 1, AssignExpert);
    for (uint32_t i = 0; i < pairs->applications.count; i++) applications[i] = (AssignApplication){i, demand};
    for (uint32_t i = 0; i < pairs->experts.count; i++) experts[i] = (AssignExpert){i, load / 2, load};
    const AssignProblem problem = {.applications = applications,
                                   .application_count = pairs->applications.count,
                                   .experts = experts,
                                   .expert_count = pairs->experts.count,
                                   .pairs = pairs->pairs,
                                   .first_pair = pairs->first_pair};
    size_t at;
    assert(!assign_find_fault(arena, &problem, &at));
    assert(assign_check(arena, &problem, assign_experts(arena, &problem, NULL)) == ASSIGN_CHECKED);
}

static void read_pairs(Arena *arena, Source *source, Faults *faults)
{
    Pairs pairs;
    if (!pairs_read(arena, source, source->size % 2, &pairs, faults, NULL)) return;
    for (uint32_t i = 0; i < pairs.applications.count; i++) check_name(pairs.applications.at[i]);
    for (uint32_t i = 0; i < pairs.experts.count; i++) check_name(pairs.experts.at[i]);
    check_same(arena, &pairs);
    if (pairs_count(&pairs) + pairs.applications.count <= PAIRS_SOLVED_MAX)
        check_solved(arena, &pairs, 1 + (int32_t)source->size % 3, (int32_t)source->size % 5);
}

/* ---- the others */

static void read_loads(Arena *arena, Source *source, Faults *faults)
{
    Names experts = names_new(arena);
    const AssignExpert *loads = loads_read(arena, source, (AssignExpert){.load_max = 1}, &experts, faults);
    assert(!loads == (faults->count > 0));
    for (uint32_t i = 0; loads && i < experts.count; i++)
        assert(loads[i].load_min >= 0 && loads[i].load_min <= loads[i].load_max);
}

/* Whatever a certificate claims of these pairs and this assignment, it is judged without harm. */
static void read_certificate(Arena *arena, Source *source, Faults *faults)
{
    Claim claim;
    Text pairs = TEXT("application,expert,affinity,cap\nA,Kim,1,\nA,Lee,0.5,\nB,Kim,0.9,\nB,Lee,0.4,512\n");
    if (!claim_read(arena, &claim, source_of_text(arena, "pairs", pairs), source, faults->to)) return;
    AssignChoice chosen[] = {{0, 1, 5}, {1, 0, 9}};
    claim.outcome.choices = chosen;
    claim.outcome.choice_count = 2;
    claim.outcome.loads[0] = claim.outcome.loads[1] = 1;
    claim_complete(arena, &claim);
    claim.certificate->objective->check(arena, &claim.named, &claim.outcome);
}

static void read_scores(Arena *arena, Source *source, Faults *faults)
{
    const Scores *scores = scores_read(arena, source, faults, NULL);
    size_t at;
    assert(!scores == (faults->count > 0));
    if (!scores || scores->count > REVIEWS_CALIBRATED_MAX) return;
    ScoredReview *reviews = ARENA_MANY(arena, scores->count, ScoredReview);
    for (size_t i = 0; i < scores->count; i++)
        reviews[i] = (ScoredReview){scores->scores[i].application, scores->scores[i].expert,
                                    rational_of(scores->scores[i].millionths, DECIMAL_MILLION)};
    const CalibrateProblem problem = {reviews, scores->count, .places = 1, .draws = 2};
    assert(!calibrate_find_fault(arena, &problem, &at));
    const Calibration *calibration = calibrate_scores(arena, &problem, NULL);
    assert(calibration->application_count == scores->applications.count);
    assert(calibrate_plan(arena, calibration, 2, 1)->count <= 2);
}

static void read_candidates(Arena *arena, Source *source, Faults *faults)
{
    CandidateBound bounds[2];
    CandidateColumns columns = {bounds, 2, (Text[]){TEXT("impact")}, 1};
    assert(!candidates_read_bound(TEXT("region=Africa:2@5"), SELECT_FLOOR, &bounds[0]));
    assert(!candidates_read_bound(TEXT("country=*:1"), SELECT_CAP, &bounds[1]));
    const Candidates *candidates = candidates_read(arena, source, &columns, faults);
    assert(!candidates == (faults->count > 0));
    if (!candidates || candidates->count > 50) return;
    const SelectBound of_rules[] = {bounds[0].bound, bounds[1].bound};
    const SelectRules rules = {
        .places = 3, .bounds = of_rules, .bound_count = 2, .tie = SELECT_TIE_CRITERIA, .criteria_count = 1};
    assert(select_entries(arena, candidates->entries, candidates->count, &rules)->count == candidates->count);
}

static void read_bounds(Arena *arena, Source *source, Faults *faults)
{
    CandidateBound bound;
    Text text = source->memory;
    int64_t millionths;
    if (!candidates_read_bound(text, SELECT_FLOOR, &bound)) assert(bound.attribute.size && bound.value.size);
    if (decimal_read(text, '.', &millionths)) return;
    Text again = text_copy(arena, text_of(decimal_text(millionths, DECIMAL_PLACES).text));
    int64_t same;
    assert(!decimal_read(again, '.', &same) && same == millionths);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static void (*const readers[])(Arena *, Source *, Faults *) = {read_pairs,       read_loads,
                                                                   read_certificate, read_candidates,
                                                                   read_bounds,      read_scores};
    static Arena *arena;
    static FILE *nowhere;
    if (!size) return 0;
    if (!arena) arena = arena_new(MEMORY_BYTES), nowhere = fopen("/dev/null", "w");
    Faults faults = {.file = "fuzzed", .to = nowhere};
    Source *source = source_of_text(arena, "fuzzed", (Text){(const char *)bytes + 1, size - 1});
    readers[bytes[0] % (sizeof readers / sizeof *readers)](arena, source, &faults);
    faults_end(&faults);
    arena_reset(arena);
    return 0;
}
