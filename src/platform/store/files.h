/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments: files named by their content (BLAKE2b-256, hex), in the store's files directory.
 * A file is streamed to a temporary name, synced with its directory, and only then named by a row. */
#ifndef PLATFORM_FILES_H
#define PLATFORM_FILES_H

#include "platform/store/store.h"

typedef struct FileDraft FileDraft;

/* A new draft; removed with the arena unless kept. */
FileDraft *file_begin(Store *store, Arena *arena);
void file_add(FileDraft *draft, const void *bytes, size_t size);
/* Ends the writing. The draft's path, for checks; its digest (64 hex digits) and size. */
const char *file_path_of_draft(FileDraft *draft);
Text file_digest(FileDraft *draft);
int64_t file_size_bytes(const FileDraft *draft);
/* Puts the file in its place, durably. To be called before the row that names it commits. */
void file_keep(FileDraft *draft);

/* Removes what a process that died, or a change that failed, has left behind: drafts, and kept files that
 * no row names, once they are a day old. `named`: the digests of all rows, in byte order, read before.
 * How many it removed. */
int64_t files_sweep(const Store *store, Arena *arena, const Text *named, size_t count);

/* Where a kept file lies. The digest must be 64 hex digits. */
const char *file_path(Arena *arena, const Store *store, Text digest);

#endif
