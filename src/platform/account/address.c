/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include "base/fail.h"

#include <unicode/ucasemap.h>

Text address_key(Arena *arena, Text address)
{
    UErrorCode error = U_ZERO_ERROR;
    Text composed = text_normalise(arena, text_trim(address));
    UCaseMap *map = ucasemap_open("", 0, &error);
    size_t room = 3 * composed.size + 1; /* no letter grows more than threefold */
    char *lower = arena_take(arena, room);
    int size = ucasemap_utf8ToLower(map, lower, (int)room, composed.at, (int)composed.size, &error);
    ucasemap_close(map);
    if (U_FAILURE(error)) fail("address: %s", u_errorName(error));
    return text_normalise(arena, (Text){lower, (size_t)size});
}

static bool is_forbidden(unsigned char c)
{
    return c <= ' ' || c == 0x7f || strchr("()<>[]{},;:\\\"'`|", c) != NULL;
}

/* Labels of 1 to 63 bytes with dots between, at least two of them, no hyphen at their ends. */
static bool is_good_domain(Text domain)
{
    int labels = 0;
    if (!domain.size || domain.at[domain.size - 1] == '.') return false;
    while (domain.size) {
        Text label = text_next(&domain, '.');
        if (label.size < 1 || label.size > 63) return false;
        if (label.at[0] == '-' || label.at[label.size - 1] == '-') return false;
        labels++;
    }
    return labels >= 2;
}

static bool is_good_local(Text local)
{
    if (local.size < 1 || local.size > 64 || local.at[0] == '-') return false;
    return local.at[0] != '.' && local.at[local.size - 1] != '.' && text_find(local, TEXT("..")) < 0;
}

bool address_is_good(Text address)
{
    if (address.size > 254 || !text_is_utf8(address)) return false;
    for (size_t i = 0; i < address.size; i++)
        if (is_forbidden((unsigned char)address.at[i])) return false;
    Text rest = address, local = text_next(&rest, '@');
    return text_find(rest, TEXT("@")) < 0 && is_good_local(local) && is_good_domain(rest);
}
