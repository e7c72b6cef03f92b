/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/fail.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__ /* what was given back must be seen to be used no more */
enum { KEPT_BYTES = 0 };
#else
enum { KEPT_BYTES = 256 * 1024 };
#endif
enum { BLOCK_SIZE_BYTES = 16 * 1024, ALIGNMENT = _Alignof(max_align_t) };

typedef struct Block {
    struct Block *before;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
} Block;

typedef struct Ending {
    struct Ending *before;
    void (*release)(void *);
    void *handle;
} Ending;

struct Arena {
    Block *block; /* the newest; the others hang behind it */
    Block *spare; /* of earlier users, so that not every request asks the system for its memory */
    Ending *ending;
    size_t held, kept, cap; /* kept: in the spare ones */
};

/* A spare block of at least that size and at most twice it, taken out; or NULL. */
static Block *spare_block(Arena *arena, size_t size)
{
    for (Block **at = &arena->spare; *at; at = &(*at)->before) {
        Block *block = *at;
        if (block->size < size || block->size / 2 > size || block->size > arena->cap - arena->held) continue;
        *at = block->before;
        arena->kept -= block->size;
        return block;
    }
    return NULL;
}

static Block *new_block(Arena *arena, size_t size, Block *before)
{
    if (size > arena->cap - arena->held) fail("arena: more than %zu bytes asked for", arena->cap);
    Block *block = spare_block(arena, size);
    if (block) size = block->size;
    else block = malloc(sizeof *block + size);
    if (!block) fail("arena: out of memory");
    *block = (Block){.before = before, .size = size};
    arena->held += size;
    return block;
}

Arena *arena_new(size_t cap_bytes)
{
    Arena *arena = calloc(1, sizeof *arena);
    if (!arena) fail("arena: out of memory");
    arena->cap = cap_bytes;
    return arena;
}

static void run_endings(Arena *arena)
{
    while (arena->ending) {
        Ending *ending = arena->ending;
        arena->ending = ending->before;
        ending->release(ending->handle);
    }
}

static void keep_or_free(Arena *arena, Block *block)
{
    if (block->size > KEPT_BYTES - arena->kept) {
        free(block);
        return;
    }
    block->before = arena->spare;
    arena->spare = block;
    arena->kept += block->size;
}

void arena_reset(Arena *arena)
{
    run_endings(arena);
    for (Block *block = arena->block, *before; block; block = before) {
        before = block->before;
        keep_or_free(arena, block);
    }
    arena->block = NULL;
    arena->held = 0;
}

void arena_free(Arena *arena)
{
    if (!arena) return;
    arena_reset(arena);
    for (Block *block = arena->spare, *before; block; block = before) {
        before = block->before;
        free(block);
    }
    free(arena);
}

void *arena_take_blank(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) fail("arena: %zu bytes asked for", size);
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    Block *block = arena->block;
    if (!block) block = arena->block = new_block(arena, BLOCK_SIZE_BYTES, NULL);
    if (rounded > block->size - block->used) {
        bool large = rounded > BLOCK_SIZE_BYTES / 4;
        if (large) { /* behind the newest block, which stays in use */
            block = block->before = new_block(arena, rounded, block->before);
        } else {
            block = arena->block = new_block(arena, BLOCK_SIZE_BYTES, block);
        }
    }
    void *piece = block->bytes + block->used;
    block->used += rounded;
    return piece;
}

void *arena_take(Arena *arena, size_t size)
{
    return memset(arena_take_blank(arena, size), 0, size);
}

void *arena_take_many(Arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) fail("arena: %zu × %zu bytes", count, size);
    return arena_take(arena, bytes);
}

void arena_at_end(Arena *arena, void (*release)(void *), void *handle)
{
    Ending *ending = ARENA_NEW(arena, Ending);
    *ending = (Ending){arena->ending, release, handle};
    arena->ending = ending;
}

static void end_within(void *arena)
{
    arena_free(arena);
}

Arena *arena_within(Arena *owner, size_t cap_bytes)
{
    Arena *arena = arena_new(cap_bytes);
    arena_at_end(owner, end_within, arena);
    return arena;
}

size_t arena_size_bytes(const Arena *arena)
{
    return arena->held;
}
