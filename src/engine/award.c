/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/award.h"

#include <assert.h>

static bool draws_on(const AwardOffer *award, int32_t category)
{
    for (size_t i = 0; i < award->category_count; i++)
        if (award->categories[i] == category) return true;
    return award->category_count == 0;
}

static int32_t tier_of(const AwardOffer *award, int64_t place)
{
    int64_t end = 0;
    for (size_t tier = 0; tier < award->tier_count; tier++) {
        end += award->tiers[tier];
        if (place <= end) return (int32_t)tier;
    }
    assert(award->tier_count == 0);
    return AWARD_NO_TIER;
}

/* Fills the places of one award; returns how many. */
static int64_t give(const AwardOffer *award, size_t number, const int32_t *categories, bool *has_award,
                    Awards *awards)
{
    int64_t given = 0;
    for (size_t i = 0; i < award->standing_count && given < award->places; i++) {
        const AwardStanding *standing = &award->standings[i];
        if (has_award[standing->candidate] || !draws_on(award, categories[standing->candidate])) continue;
        if (rational_compare(standing->support, award->least_support) < 0) continue;
        has_award[standing->candidate] = true;
        given++;
        awards->winners[awards->winner_count++] =
            (AwardWinner){number, standing->candidate, tier_of(award, given), given};
    }
    return given;
}

const Awards *award_allocate(Arena *arena, const AwardOffer *awards, size_t award_count,
                             const int32_t *categories, size_t candidate_count)
{
    Awards *result = ARENA_NEW(arena, Awards);
    bool *has_award = ARENA_MANY(arena, candidate_count + 1, bool);
    result->winners = ARENA_MANY(arena, candidate_count + 1, AwardWinner);
    result->empty = ARENA_MANY(arena, award_count + 1, int64_t);
    for (size_t i = 0; i < award_count; i++) {
        for (size_t j = 0; j < awards[i].standing_count; j++)
            assert(awards[i].standings[j].candidate < candidate_count);
        result->empty[i] = awards[i].places - give(&awards[i], i, categories, has_award, result);
    }
    return result;
}
