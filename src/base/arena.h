/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that belongs to one request, job or computation, and is given back all at once.
 *
 * Nobody frees a single piece. Foreign handles (a file, a parser) are registered with arena_at_end
 * and released in reverse order. Past its cap an arena fails by fail(), so that a request dies
 * and not the process. An arena belongs to one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;

/* A new arena that holds at most `cap_bytes`. */
Arena *arena_new(size_t cap_bytes);

/* A new arena that ends with the other, for what may be given back before it: arena_reset. */
Arena *arena_within(Arena *owner, size_t cap_bytes);
#define ARENA_NO_CAP (SIZE_MAX / 4)

/* Releases what was registered, the last first, and then all memory. */
void arena_free(Arena *arena);

/* As after arena_new, but some memory is kept for the next user (256 KiB at most). */
void arena_reset(Arena *arena);

/* `size` bytes of zeros, aligned for any type. Never NULL. */
void *arena_take(Arena *arena, size_t size) __attribute__((alloc_size(2), returns_nonnull));

/* The same without the zeros: for bytes that the caller writes before it reads them. */
void *arena_take_blank(Arena *arena, size_t size) __attribute__((alloc_size(2), returns_nonnull));

/* `count` things of `size` bytes; a product that overflows fails. */
void *arena_take_many(Arena *arena, size_t count, size_t size)
    __attribute__((alloc_size(2, 3), returns_nonnull));

/* Calls release(handle) when the arena ends. */
void arena_at_end(Arena *arena, void (*release)(void *), void *handle);

/* What the arena holds now, in bytes. */
size_t arena_size_bytes(const Arena *arena);

#define ARENA_NEW(arena, Type) ((Type *)arena_take((arena), sizeof(Type)))
#define ARENA_MANY(arena, count, Type) ((Type *)arena_take_many((arena), (count), sizeof(Type)))

#endif
