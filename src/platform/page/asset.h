/* SPDX-License-Identifier: Apache-2.0 */
/* The files of assets/, embedded in the program. Their addresses carry their digest, so that browsers
 * may keep them for ever. */
#ifndef PLATFORM_ASSET_H
#define PLATFORM_ASSET_H

#include "platform/page/page.h"

typedef struct {
    const char *name;   /* as below assets/: "madang.css", "fonts/text.woff2" */
    const char *digest; /* of its bytes, 16 hex digits */
    const char *start, *end;
} Asset;

extern const Asset assets[]; /* written by tools/assets.c */
extern const size_t asset_count;

const Asset *asset_find(Text name); /* NULL: there is none */
/* "/assets/<digest>/madang.css". A name that is not there is a programmer's error. The text is
 * static. */
Url asset_url(const char *name);

#endif
