/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "engine/award.h"

/* Candidates 0 … 5: the first three of category 0, the others of 1; in this order in the ranking. */
static const int32_t CATEGORIES[] = {0, 0, 0, 1, 1, 1};
static const AwardStanding STANDINGS[] = {{0, {9, 1}}, {3, {8, 1}}, {1, {7, 1}},
                                          {4, {6, 1}}, {2, {5, 1}}, {5, {4, 1}}};

static void special_awards_go_to_whom_the_others_left(void **state)
{
    Arena *arena = arena_new(1 << 20);
    const int64_t tiers[] = {1, 1};
    const int32_t people[] = {0}, technology[] = {1};
    const AwardOffer offers[] = {{2, tiers, 2, people, 1, STANDINGS, 6, RATIONAL_NONE},
                                 {1, NULL, 0, technology, 1, STANDINGS, 6, RATIONAL_NONE},
                                 {2, NULL, 0, NULL, 0, STANDINGS, 6, RATIONAL_NONE}};
    const Awards *awards = award_allocate(arena, offers, 3, CATEGORIES, 6);
    static const AwardWinner expected[] = {{0, 0, 0, 1},
                                           {0, 1, 1, 2},
                                           {1, 3, AWARD_NO_TIER, 1},
                                           {2, 4, AWARD_NO_TIER, 1},
                                           {2, 2, AWARD_NO_TIER, 2}};
    assert_int_equal(awards->winner_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(awards->winners[i].award, expected[i].award);
        assert_int_equal(awards->winners[i].candidate, expected[i].candidate);
        assert_int_equal(awards->winners[i].tier, expected[i].tier);
        assert_int_equal(awards->winners[i].place, expected[i].place);
    }
    arena_free(arena);
}

static void a_place_stays_empty_below_the_least_support(void **state)
{
    Arena *arena = arena_new(1 << 20);
    const int64_t tiers[] = {1, 2};
    const int32_t technology[] = {1};
    const AwardOffer offer = {3, tiers, 2, technology, 1, STANDINGS, 6, {6, 1}};
    const Awards *awards = award_allocate(arena, &offer, 1, CATEGORIES, 6);
    assert_int_equal(awards->winner_count, 2);
    assert_int_equal(awards->winners[1].candidate, 4);
    assert_int_equal(awards->winners[1].tier, 1);
    assert_int_equal(awards->empty[0], 1);
    arena_free(arena);
}

/* On random offers: nobody has two, nobody of another category, and nobody with a better claim to a
 * place goes without any. */
static void no_one_is_passed_over(void **state)
{
    Arena *arena = arena_new(4 << 20);
    Chance chance = {3};
    for (int round = 0; round < 500; round++, arena_reset(arena)) {
        int32_t categories[12], draws[4][2];
        AwardStanding standings[4][12];
        AwardOffer offers[4];
        for (size_t i = 0; i < 12; i++) categories[i] = (int32_t)chance_below(&chance, 3);
        for (size_t a = 0; a < 4; a++) {
            for (size_t i = 0; i < 12; i++)
                standings[a][i] = (AwardStanding){i, {chance_below(&chance, 9), 1}};
            chance_shuffle(&chance, standings[a], 12, sizeof **standings);
            draws[a][0] = (int32_t)chance_below(&chance, 3), draws[a][1] = (int32_t)chance_below(&chance, 3);
            offers[a] = (AwardOffer){
                chance_below(&chance, 5),         NULL,         0,  draws[a],
                (size_t)chance_below(&chance, 3), standings[a], 12, {chance_below(&chance, 4), 1}};
        }
        const Awards *awards = award_allocate(arena, offers, 4, categories, 12);
        size_t award_of[12];
        for (size_t i = 0; i < 12; i++) award_of[i] = 4;
        for (size_t i = 0; i < awards->winner_count; i++) {
            assert_int_equal(award_of[awards->winners[i].candidate], 4);
            award_of[awards->winners[i].candidate] = awards->winners[i].award;
        }
        for (size_t a = 0; a < 4; a++) {
            bool full = awards->empty[a] == 0, worse_won = false;
            for (size_t i = 12; i--;) {
                size_t candidate = standings[a][i].candidate;
                bool draws_on = !offers[a].category_count;
                for (size_t c = 0; c < offers[a].category_count; c++)
                    draws_on |= draws[a][c] == categories[candidate];
                bool may =
                    draws_on && rational_compare(standings[a][i].support, offers[a].least_support) >= 0;
                if (award_of[candidate] == a) assert_true(may);
                if (may && award_of[candidate] > a) assert_true(full && !worse_won);
                worse_won |= award_of[candidate] == a;
            }
        }
    }
    arena_free(arena);
}

RUN_TESTS(TEST(special_awards_go_to_whom_the_others_left), TEST(a_place_stays_empty_below_the_least_support),
          TEST(no_one_is_passed_over))
