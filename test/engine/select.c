/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"

#include "engine/order.h"
#include "engine/select.h"

enum { SMALL_MAX = 10, INSTANCES = 3000 };
enum { CATEGORY, REGION, COUNTRY, CITY };

typedef struct {
    SelectEntry entries[SMALL_MAX];
    size_t count;
    SelectBound bounds[6];
    SelectRules rules;
} Small;

/* Countries nest in regions and cities in countries, or (crossed) nothing nests. */
static void make_small(Small *small, Chance *chance)
{
    bool is_crossed = chance_below(chance, 3) == 0;
    *small = (Small){.count = 1 + (size_t)chance_below(chance, SMALL_MAX)};
    for (size_t i = 0; i < small->count; i++) {
        int32_t city = (int32_t)chance_below(chance, 8);
        SelectEntry *entry = &small->entries[i];
        *entry = (SelectEntry){.key = 50 + 3 * (int64_t)i,
                               .score = {chance_below(chance, 12), 1 + chance_below(chance, 3)}};
        entry->attributes[CATEGORY] = (int32_t)chance_below(chance, 2);
        entry->attributes[CITY] = city;
        entry->attributes[COUNTRY] = is_crossed ? (int32_t)chance_below(chance, 3) : city / 2;
        entry->attributes[REGION] = is_crossed ? (int32_t)chance_below(chance, 3) : city / 4;
        if (chance_below(chance, 12) == 0) entry->score = RATIONAL_NONE;
    }
    size_t bounds = (size_t)chance_below(chance, 7);
    for (size_t i = 0; i < bounds; i++)
        small->bounds[i] =
            (SelectBound){chance_below(chance, 2) ? SELECT_FLOOR : SELECT_CAP,
                          (int32_t)chance_below(chance, 4),
                          chance_below(chance, 4) ? (int32_t)chance_below(chance, 3) : SELECT_EACH,
                          (int32_t)chance_below(chance, 4),
                          {chance_below(chance, 6), 1}};
    small->rules = (SelectRules){.places = (int32_t)chance_below(chance, 8),
                                 .minimum = {chance_below(chance, 3), 1},
                                 .bounds = small->bounds,
                                 .bound_count = bounds,
                                 .tie = SELECT_TIE_LOT,
                                 .seed = (uint64_t)chance_below(chance, 100)};
}

static bool is_before(const Small *small, size_t a, size_t b)
{
    int order = rational_compare(small->entries[a].score, small->entries[b].score);
    if (order) return order > 0;
    return order_lot(small->rules.seed, small->entries[a].key) <
           order_lot(small->rules.seed, small->entries[b].key);
}

/* How many of a set have the value, and (for a floor) the quality. */
static int32_t count_of(const Small *small, const SelectBound *bound, int32_t value, uint32_t set)
{
    int32_t count = 0;
    for (size_t i = 0; i < small->count; i++)
        count +=
            (set >> i & 1) && small->entries[i].attributes[bound->attribute] == value &&
            (bound->kind == SELECT_CAP || rational_compare(small->entries[i].score, bound->minimum) >= 0);
    return count;
}

static bool has_value(const Small *small, int32_t attribute, int32_t value)
{
    for (size_t i = 0; i < small->count; i++)
        if (small->entries[i].attributes[attribute] == value) return true;
    return false;
}

/* By the definition: false if a cap is exceeded. */
static bool keeps_bounds(const Small *small, uint32_t set, int64_t *lacking)
{
    *lacking = 0;
    for (size_t b = 0; b < small->rules.bound_count; b++) {
        const SelectBound *bound = &small->bounds[b];
        for (int32_t value = 0; value < 8; value++) {
            if (bound->value == SELECT_EACH ? !has_value(small, bound->attribute, value)
                                            : bound->value != value)
                continue;
            int32_t count = count_of(small, bound, value, set);
            if (bound->kind == SELECT_CAP && count > bound->count) return false;
            if (bound->kind == SELECT_FLOOR && count < bound->count) *lacking += bound->count - count;
        }
    }
    return true;
}

typedef struct {
    int64_t lacking, count, sum; /* scores over 6 */
    uint32_t set;
} Worth;

static bool weigh(const Small *small, uint32_t set, Worth *worth)
{
    *worth = (Worth){.set = set};
    for (size_t i = 0; i < small->count; i++) {
        if (!(set >> i & 1)) continue;
        Rational score = small->entries[i].score;
        if (rational_compare(score, small->rules.minimum) < 0) return false;
        worth->count++;
        worth->sum += score.numerator * (6 / score.denominator);
    }
    return worth->count <= small->rules.places && keeps_bounds(small, set, &worth->lacking);
}

static bool ranks_better(const Small *small, uint32_t a, uint32_t b)
{
    size_t first = SMALL_MAX; /* the best entry that is in one of them only */
    for (size_t i = 0; i < small->count; i++)
        if (((a ^ b) >> i & 1) && (first == SMALL_MAX || is_before(small, i, first))) first = i;
    return first < SMALL_MAX && (a >> first & 1);
}

static bool is_better(const Small *small, const Worth *a, const Worth *b)
{
    if (a->lacking != b->lacking) return a->lacking < b->lacking;
    if (a->count != b->count) return a->count > b->count;
    if (a->sum != b->sum) return a->sum > b->sum;
    return ranks_better(small, a->set, b->set);
}

static Worth best_of_all(const Small *small)
{
    Worth best = {0}, worth;
    assert_true(weigh(small, 0, &best));
    for (uint32_t set = 1; set < UINT32_C(1) << small->count; set++)
        if (weigh(small, set, &worth) && is_better(small, &worth, &best)) best = worth;
    return best;
}

static uint32_t set_of(const Selection *selection)
{
    uint32_t set = 0;
    for (size_t i = 0; i < selection->count; i++)
        if (selection->rows[i].passed) set |= UINT32_C(1) << selection->rows[i].entry;
    return set;
}

static void equals_the_best_of_all_sets(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {77};
    int lacking = 0, by_floor = 0, capped = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(&small, &chance);
        Worth best = best_of_all(&small);
        const Selection *selection = select_entries(arena, small.entries, small.count, &small.rules);
        assert_int_equal(set_of(selection), best.set);
        int64_t total = 0;
        for (size_t b = 0; b < small.rules.bound_count; b++) total += selection->lacking[b];
        assert_int_equal(total, best.lacking);
        assert_int_equal(rational_compare(selection->score_sum, rational_of(best.sum, 6)), 0);
        lacking += total > 0;
        for (size_t r = 0; r < selection->count; r++) {
            by_floor += selection->rows[r].outcome == SELECT_BY_FLOOR;
            capped += selection->rows[r].outcome == SELECT_CAPPED;
        }
    }
    /* the instances are of every kind */
    assert_true(lacking > INSTANCES / 50 && by_floor > INSTANCES / 50 && capped > INSTANCES / 50);
    arena_free(arena);
}

/* One of each category and of each region, two or three places: sets of equal sums, of which the one with the
 * best ranking may reach further down than another. */
static void of_equal_sums_the_best_ranking_is_chosen(void **state)
{
    static const int32_t shapes[][3] = {{3, 0, 0}, {2, 0, 1}, {2, 1, 0}, {1, 1, 1}, {1, 2, 1},
                                        {1, 1, 2}, {1, 2, 2}, {0, 2, 3}, {0, 3, 2}, {0, 3, 3}};
    enum { COUNT = sizeof shapes / sizeof *shapes };
    Arena *arena = arena_new(64 << 20);
    Chance chance = {5};
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small = {.count = COUNT};
        small.bounds[0] = (SelectBound){SELECT_CAP, CATEGORY, SELECT_EACH, 1, RATIONAL_NONE};
        small.bounds[1] = (SelectBound){SELECT_CAP, REGION, SELECT_EACH, 1, RATIONAL_NONE};
        for (size_t k = 0; k < COUNT; k++)
            small.entries[k] =
                (SelectEntry){.key = 1 + (int64_t)k,
                              .score = {shapes[k][0] + chance_below(&chance, 2), 1},
                              .attributes = {[CATEGORY] = shapes[k][1], [REGION] = shapes[k][2]}};
        small.rules = (SelectRules){.places = 2 + (int32_t)chance_below(&chance, 2),
                                    .minimum = RATIONAL_NONE,
                                    .bounds = small.bounds,
                                    .bound_count = 2,
                                    .tie = SELECT_TIE_LOT,
                                    .seed = (uint64_t)chance_below(&chance, 1000)};
        const Selection *selection = select_entries(arena, small.entries, small.count, &small.rules);
        assert_int_equal(set_of(selection), best_of_all(&small).set);
    }
    arena_free(arena);
}

/* Whether no floor is shorter and no cap more exceeded in one set than in another. */
static bool is_no_worse(const Small *small, uint32_t set, uint32_t than)
{
    for (size_t b = 0; b < small->rules.bound_count; b++) {
        const SelectBound *bound = &small->bounds[b];
        for (int32_t value = 0; value < 8; value++) {
            if (bound->value != SELECT_EACH && bound->value != value) continue;
            int32_t count = count_of(small, bound, value, set), before = count_of(small, bound, value, than);
            if (bound->kind == SELECT_CAP && count > bound->count) return false;
            if (bound->kind == SELECT_FLOOR && count < before && count < bound->count) return false;
        }
    }
    return true;
}

/* Whoever is tied with one that passes, and could stand in its place, passes: no more, no less. */
static void all_who_are_as_good_pass(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {78};
    int stretched = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(&small, &chance);
        Worth best = best_of_all(&small);
        uint32_t expected = best.set;
        for (size_t out = 0; out < small.count; out++)
            for (size_t in = 0; in < small.count; in++) {
                if ((best.set >> out & 1) || !(best.set >> in & 1)) continue;
                if (rational_compare(small.entries[in].score, small.entries[out].score) != 0) continue;
                uint32_t swapped = (best.set & ~(UINT32_C(1) << in)) | UINT32_C(1) << out;
                if (is_no_worse(&small, swapped, best.set)) expected |= UINT32_C(1) << out;
            }
        small.rules.tie = SELECT_TIE_ALL_PASS;
        uint32_t passed = set_of(select_entries(arena, small.entries, small.count, &small.rules));
        assert_int_equal(passed, expected);
        stretched += passed != best.set;
    }
    assert_true(stretched > INSTANCES / 100);
    arena_free(arena);
}

static void the_order_of_the_input_changes_nothing(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {79};
    for (int i = 0; i < 300; i++, arena_reset(arena)) {
        Small small;
        make_small(&small, &chance);
        const Selection *first = select_entries(arena, small.entries, small.count, &small.rules);
        Small other = small;
        chance_shuffle(&chance, other.entries, other.count, sizeof *other.entries);
        const Selection *again = select_entries(arena, other.entries, other.count, &other.rules);
        for (size_t r = 0; r < small.count; r++) {
            const SelectRow *a = &first->rows[r], *b = &again->rows[r];
            assert_int_equal(small.entries[a->entry].key, other.entries[b->entry].key);
            assert_int_equal(a->rank, b->rank);
            assert_int_equal(a->outcome, b->outcome);
            assert_int_equal(a->bound, b->bound);
            assert_int_equal(a->reserve, b->reserve);
        }
    }
    arena_free(arena);
}

/* A small edition by hand: 1 … 6 by falling score, 5 alone from region 1. */
static const SelectEntry SIX[] = {
    {.key = 1, .score = {60, 1}, .attributes = {0, 0, 1, 1}},
    {.key = 2, .score = {50, 1}, .attributes = {0, 0, 1, 2}},
    {.key = 3, .score = {40, 1}, .attributes = {0, 0, 2, 3}},
    {.key = 4, .score = {30, 1}, .attributes = {0, 0, 3, 4}},
    {.key = 5, .score = {20, 1}, .attributes = {0, 1, 4, 5}},
    {.key = 6, .score = {10, 1}, .attributes = {0, 0, 5, 6}},
};

static const Selection *select_six(Arena *arena, int32_t places, const SelectBound *bounds, size_t count)
{
    SelectRules rules = {places, {15, 1}, bounds, count, SELECT_TIE_LOT, 0, 1};
    return select_entries(arena, SIX, 6, &rules);
}

static void a_floor_says_whom_it_displaces(void **state)
{
    Arena *arena = arena_new(1 << 20);
    SelectBound floor = {SELECT_FLOOR, REGION, 1, 1, {20, 1}};
    const Selection *selection = select_six(arena, 3, &floor, 1);
    assert_int_equal(selection->rows[0].outcome, SELECT_BY_RANK);
    assert_int_equal(selection->rows[2].outcome, SELECT_DISPLACED);
    assert_int_equal(selection->rows[2].bound, 0);
    assert_int_equal(selection->rows[2].counterpart, 4);
    assert_int_equal(selection->rows[2].reserve, 1);
    assert_int_equal(selection->rows[3].outcome, SELECT_BELOW);
    assert_int_equal(selection->rows[3].reserve, 2);
    assert_int_equal(selection->rows[4].outcome, SELECT_BY_FLOOR);
    assert_int_equal(selection->rows[4].counterpart, 2);
    assert_int_equal(selection->rows[5].outcome, SELECT_MINIMUM);
    assert_int_equal(selection->rows[5].reserve, 0);
    assert_int_equal(selection->score_sum.numerator, 130);
    assert_int_equal(selection->score_sum_free.numerator, 150);
    floor.minimum = (Rational){21, 1}; /* now nobody is good enough */
    selection = select_six(arena, 3, &floor, 1);
    assert_int_equal(selection->lacking[0], 1);
    assert_int_equal(selection->passed, 3);
    assert_int_equal(selection->rows[2].outcome, SELECT_BY_RANK);
    arena_free(arena);
}

static void a_cap_says_who_moves_up(void **state)
{
    Arena *arena = arena_new(1 << 20);
    SelectBound cap = {SELECT_CAP, COUNTRY, SELECT_EACH, 1};
    const Selection *selection = select_six(arena, 3, &cap, 1);
    assert_int_equal(selection->rows[1].outcome, SELECT_CAPPED);
    assert_int_equal(selection->rows[1].bound, 0);
    assert_int_equal(selection->rows[1].reserve, 1);
    assert_int_equal(selection->rows[1].blocked_by, 0);
    assert_int_equal(selection->rows[3].outcome, SELECT_MOVED_UP);
    assert_int_equal(selection->rows[4].outcome, SELECT_BELOW);
    assert_int_equal(selection->rows[4].blocked_by, SELECT_NOTHING);
    arena_free(arena);
}

static void ties_say_what_decided(void **state)
{
    Arena *arena = arena_new(1 << 20);
    const Rational first[] = {{3, 1}, {5, 1}}, second[] = {{3, 1}, {4, 1}}, third[] = {{1, 1}, {9, 1}};
    SelectEntry entries[] = {{.key = 1, .score = {7, 2}, .criteria = second},
                             {.key = 2, .score = {14, 4}, .criteria = first},
                             {.key = 3, .score = {7, 2}, .criteria = third}};
    SelectRules rules = {.places = 1, .tie = SELECT_TIE_CRITERIA, .criteria_count = 2, .seed = 9};
    const Selection *selection = select_entries(arena, entries, 3, &rules);
    assert_int_equal(selection->rows[0].entry, 1);
    assert_int_equal(selection->rows[0].tie, SELECT_DECIDED_BY_CRITERION);
    assert_int_equal(selection->rows[0].criterion, 1);
    assert_int_equal(selection->rows[2].entry, 2);
    assert_int_equal(selection->rows[2].criterion, 0);
    assert_int_equal(selection->rows[2].rank, 3);
    rules.tie = SELECT_TIE_ALL_PASS;
    selection = select_entries(arena, entries, 3, &rules);
    assert_int_equal(selection->passed, 3);
    assert_int_equal(selection->rows[2].rank, 1);
    assert_int_equal(selection->rows[1].outcome, SELECT_BY_TIE);
    rules.tie = SELECT_TIE_LOT;
    bool has_won[3] = {false};
    for (rules.seed = 0; rules.seed < 40; rules.seed++) {
        selection = select_entries(arena, entries, 3, &rules);
        assert_int_equal(selection->passed, 1);
        assert_int_equal(selection->rows[0].tie, SELECT_DECIDED_BY_LOT);
        assert_int_equal(selection->rows[1].tie, SELECT_DECIDED_BY_LOT);
        has_won[selection->rows[0].entry] = true;
    }
    assert_true(has_won[0] && has_won[1] && has_won[2]); /* everyone can draw it */
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_best_of_all_sets), TEST(of_equal_sums_the_best_ranking_is_chosen),
          TEST(all_who_are_as_good_pass), TEST(the_order_of_the_input_changes_nothing),
          TEST(a_floor_says_whom_it_displaces), TEST(a_cap_says_who_moves_up), TEST(ties_say_what_decided))
