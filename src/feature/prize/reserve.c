/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/reserve.h"

#include "feature/prize/count.h"

enum { NO_CAP = -1 };

/* ---- caps */

static Text attribute_of(const LineEntrant *entrant, Attribute by)
{
    switch (by) {
    case BY_CATEGORY:
        return entrant->category;
    case BY_REGION:
        return entrant->region;
    case BY_COUNTRY:
        return entrant->country;
    case BY_CITY:
        break;
    }
    return entrant->city;
}

/* A city is one of its country: there are two of many names. */
static bool is_alike(const LineEntrant *one, const LineEntrant *other, Attribute by)
{
    return text_is(attribute_of(one, by), attribute_of(other, by)) &&
           (by != BY_CITY || text_is(one->country, other->country));
}

static bool stands(const ReserveEntry *entry)
{
    return entry->has_place && !entry->is_withdrawn;
}

static bool is_full(const Bound *cap, const ReserveEntries *entries, const LineEntrant *entrant)
{
    if (cap->value.size && !text_is(attribute_of(entrant, cap->by), cap->value)) return false;
    int64_t count = 0;
    for (size_t i = 0; i < entries->count; i++)
        count += stands(&entries->at[i]) && is_alike(&entries->at[i].entrant, entrant, cap->by);
    return count >= cap->count;
}

static int64_t full_cap(const Round *rules, const ReserveEntries *entries, const LineEntrant *entrant)
{
    for (size_t i = 0; i < rules->caps.count; i++) {
        if (is_full(&rules->caps.at[i], entries, entrant)) return (int64_t)i;
    }
    return NO_CAP;
}

/* ---- the place, and who may take it */

static bool has_left(const ReserveEntry *entry)
{
    return entry->has_place && entry->is_withdrawn && !entry->is_replaced;
}

bool reserve_has_left(const ReserveEntries *entries, int64_t application)
{
    for (size_t i = 0; i < entries->count; i++) {
        if (entries->at[i].entrant.key == application) return has_left(&entries->at[i]);
    }
    return false;
}

static int64_t free_place(const Round *rules, const ReserveEntries *entries)
{
    int64_t standing = 0, first = 0;
    for (size_t i = 0; i < entries->count; i++) {
        standing += stands(&entries->at[i]);
        if (!first && has_left(&entries->at[i])) first = entries->at[i].entrant.key;
    }
    return rules->places && standing >= rules->places ? 0 : first;
}

/* The next on the list who waits, behind a place of it; NULL: nobody. */
static const ReserveEntry *next_waiting(const ReserveEntries *entries, int64_t behind)
{
    const ReserveEntry *next = NULL;
    for (size_t i = 0; i < entries->count; i++) {
        const ReserveEntry *entry = &entries->at[i];
        if (entry->reserve <= behind || entry->has_place || entry->is_withdrawn) continue;
        if (!next || entry->reserve < next->reserve) next = entry;
    }
    return next;
}

Vacancy reserve_vacancy(Arena *arena, const Round *rules, const ReserveEntries *entries)
{
    Vacancy vacancy = {.place_of = free_place(rules, entries)};
    const ReserveEntry *entry = vacancy.place_of ? next_waiting(entries, 0) : NULL;
    for (; entry; entry = next_waiting(entries, entry->reserve)) {
        int64_t cap = full_cap(rules, entries, &entry->entrant);
        if (cap == NO_CAP) {
            vacancy.first = entry->entrant.key;
            break;
        }
        *LIST_ADD(arena, &vacancy.passed_over) = (PassedOver){entry->entrant.key, cap};
    }
    return vacancy;
}

/* ---- what follows the round */

static bool is_voted_on(const Edition *edition, const Codes *voted, Text category)
{
    for (size_t i = 0; i < voted->count; i++) {
        const Award *award = edition_award(edition, voted->at[i]);
        if (!award || count_draws_on(award, category)) return true;
    }
    return false;
}

MoveState reserve_state(const Edition *edition, int64_t round, const MoveFacts *facts, Text category,
                        Instant now)
{
    int64_t last = (int64_t)edition->rounds.count;
    if (round < last && facts->next_is_confirmed) return MOVE_NEXT_CONFIRMED;
    for (int64_t next = round + 1; next <= last; next++) {
        const Round *rules = edition_round(edition, next);
        bool is_over = rules->kind == ROUND_SCORING && instant_passed(rules->ends, now);
        if (is_over && edition_entrants_of(edition, next) == round) return MOVE_NEXT_OVER;
    }
    if (round < last) return MOVE_OPEN;
    if (facts->winners_are_decided) return MOVE_WINNERS_DECIDED;
    return is_voted_on(edition, &facts->voted, category) ? MOVE_VOTE_OPEN : MOVE_OPEN;
}
