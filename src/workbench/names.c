/* SPDX-License-Identifier: Apache-2.0 */
#include "workbench/names.h"

#include "base/random.h"
#include "engine/order.h"

#include <xxhash.h>

/* Slots are twice the room, so that at least half of them are free. */
enum { ROOM_FIRST = 64 };

static uint32_t slot_count(const Names *names)
{
    return 2 * names->room;
}

static uint32_t hash_of(const Names *names, Text name)
{
    return (uint32_t)XXH3_64bits_withSeed(name.at, name.size, names->seed);
}

static bool has_name(const Names *names, const NameSlot *slot, Text name)
{
    if (slot->size != name.size) return false;
    if (name.size <= sizeof slot->head) return memcmp(slot->head, name.at, name.size) == 0;
    return text_is(names->at[slot->number_and_one - 1], name);
}

/* Where the name is, or the free slot where it would be. */
static NameSlot *slot_of(const Names *names, Text name)
{
    for (uint32_t i = hash_of(names, name);; i++) {
        NameSlot *slot = &names->slots[i & (slot_count(names) - 1)];
        if (!slot->number_and_one || has_name(names, slot, name)) return slot;
    }
}

static void fill_slot(NameSlot *slot, uint32_t number, Text name)
{
    *slot = (NameSlot){.number_and_one = number + 1, .size = (uint16_t)name.size};
    memcpy(slot->head, name.at, name.size < sizeof slot->head ? name.size : sizeof slot->head);
}

/* Each slot lies in one line of the cache. */
static void make_slots(Names *names)
{
    const uintptr_t mask = sizeof(NameSlot) - 1;
    arena_reset(names->of_slots);
    char *bytes = arena_take(names->of_slots, (slot_count(names) + 1) * sizeof(NameSlot));
    names->slots = (NameSlot *)(bytes + (-(uintptr_t)bytes & mask));
}

static void grow(Names *names)
{
    Text *before = names->at;
    names->room = names->room ? 2 * names->room : ROOM_FIRST;
    names->at = arena_take_blank(names->arena, names->room * sizeof *names->at);
    if (names->count) memcpy(names->at, before, names->count * sizeof *names->at);
    make_slots(names);
    for (uint32_t i = 0; i < names->count; i++) fill_slot(slot_of(names, names->at[i]), i, names->at[i]);
}

/* The seed is secret, so that nobody can choose names that meet in one slot. */
Names names_new(Arena *arena)
{
    Names names = {.arena = arena, .of_slots = arena_within(arena, ARENA_NO_CAP)};
    random_secret(&names.seed, sizeof names.seed);
    grow(&names);
    return names;
}

void names_close(Names *names)
{
    arena_reset(names->of_slots);
    names->slots = NULL;
}

uint32_t names_find(const Names *names, Text name)
{
    return slot_of(names, name)->number_and_one - 1; /* of a free one: NAMES_NONE */
}

uint32_t names_add(Names *names, Text name)
{
    uint32_t number = names_find(names, name);
    if (number != NAMES_NONE) return number;
    if (names->count == names->room) grow(names);
    names->at[names->count] = text_copy(names->arena, name);
    fill_slot(slot_of(names, name), names->count, names->at[names->count]);
    return names->count++;
}

static bool has_control(Text name)
{
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = (unsigned char)name.at[i];
        bool is_second_set = byte == 0xc2 && i + 1 < name.size && (unsigned char)name.at[i + 1] < 0xa0;
        if (byte < ' ' || byte == 0x7f || is_second_set) return true;
    }
    return false;
}

const char *names_fault(const Names *names, Text name)
{
    if (names->count >= NAMES_MAX) return "is one too many: at most 10,000,000 are taken";
    if (!name.size) return "is missing";
    if (name.size > NAME_BYTES_MAX) return "is too long for a name: at most 1,000 bytes";
    if (has_control(name)) return "has a control character or a line break in it, which no name may have";
    if (!text_is_utf8(name)) return "is not UTF-8: save the file as “CSV UTF-8”";
    return NULL;
}

/* ---- order */

static bool is_digit_at(Text text, size_t at)
{
    return at < text.size && text.at[at] >= '0' && text.at[at] <= '9';
}

/* The digits at a place, without zeros in front; moves behind them. */
static Text take_number(Text text, size_t *at)
{
    while (is_digit_at(text, *at) && text.at[*at] == '0') ++*at;
    size_t first = *at;
    while (is_digit_at(text, *at)) ++*at;
    return text_slice(text, first, *at - first);
}

static int order_of_numbers(Text a, Text b)
{
    int order = order_of((int64_t)a.size, (int64_t)b.size);
    return order ? order : text_order(a, b);
}

int names_order(Text a, Text b)
{
    size_t i = 0, j = 0;
    while (i < a.size && j < b.size) {
        int order;
        if (is_digit_at(a, i) && is_digit_at(b, j))
            order = order_of_numbers(take_number(a, &i), take_number(b, &j));
        else order = order_of((unsigned char)a.at[i++], (unsigned char)b.at[j++]);
        if (order) return order;
    }
    int order = order_of(i < a.size, j < b.size);
    return order ? order : text_order(a, b); /* 07 and 7 */
}

static int compare(const void *a, const void *b, const void *context)
{
    const Names *names = context;
    return names_order(names->at[*(const size_t *)a], names->at[*(const size_t *)b]);
}

uint32_t *names_ranks(Arena *arena, const Names *names)
{
    const size_t *sorted = order_positions(arena, names->count, compare, names);
    uint32_t *ranks = ARENA_MANY(arena, names->count + 1, uint32_t);
    for (size_t i = 0; i < names->count; i++) ranks[sorted[i]] = (uint32_t)i;
    return ranks;
}
