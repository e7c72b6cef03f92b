/* SPDX-License-Identifier: Apache-2.0 */
/* Walks over the project's own files. */
#ifndef SOURCES_H
#define SOURCES_H

#include "base/text.h"

/* Calls visit(path from the root, content, context) for each file below a folder, in byte order. */
typedef void SourceVisit(const char *path, Text text, void *context);
void sources_each(Arena *arena, const char *folder, SourceVisit *visit, void *context);

#endif
