/* SPDX-License-Identifier: Apache-2.0 */
/* Folding: what is left of a text when case, accents and width do not count. */
#include "base/fail.h"
#include "platform/language/language.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static UChar *to_utf16(Arena *arena, Text text, int32_t *size)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar *wide = ARENA_MANY(arena, text.size + 1, UChar);
    u_strFromUTF8WithSub(wide, (int32_t)text.size + 1, size, text.at, (int32_t)text.size, 0xfffd, NULL,
                         &error);
    if (U_FAILURE(error)) fail("language: %s", u_errorName(error));
    return wide;
}

static Text to_utf8(Arena *arena, const UChar *wide, int32_t size)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t room = 3 * size + 1, written;
    char *at = arena_take(arena, (size_t)room);
    u_strToUTF8(at, room, &written, wide, size, &error);
    if (U_FAILURE(error)) fail("language: %s", u_errorName(error));
    return (Text){at, (size_t)written};
}

static UChar *normalise(Arena *arena, const UNormalizer2 *form, const UChar *from, int32_t *size)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t room = 18 * *size + 1; /* the longest compatibility decomposition, U+FDFA */
    UChar *to = ARENA_MANY(arena, (size_t)room, UChar);
    *size = unorm2_normalize(form, from, *size, to, room, &error);
    if (U_FAILURE(error)) fail("language: %s", u_errorName(error));
    return to;
}

static int32_t drop_marks(UChar *wide, int32_t size)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < size;) {
        UChar32 character;
        int32_t start = i;
        U16_NEXT(wide, i, size, character);
        if (u_charType(character) == U_NON_SPACING_MARK) continue;
        while (start < i) wide[kept++] = wide[start++];
    }
    return kept;
}

Text text_fold(Arena *arena, Text text)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&error);
    const UNormalizer2 *apart = unorm2_getNFDInstance(&error), *together = unorm2_getNFCInstance(&error);
    if (U_FAILURE(error)) fail("language: %s", u_errorName(error));
    int32_t size;
    UChar *wide = to_utf16(arena, text, &size);
    wide = normalise(arena, fold, wide, &size);
    wide = normalise(arena, apart, wide, &size);
    size = drop_marks(wide, size);
    wide = normalise(arena, together, wide, &size);
    return to_utf8(arena, wide, size);
}
