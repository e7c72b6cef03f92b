/* SPDX-License-Identifier: Apache-2.0 */
/* Names of countries and languages, sorting, and the one form of equal letters. */
#include "platform/language/icu.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static ULocaleDisplayNames *names_of(Language language)
{
    ULocaleDisplayNames **names = &icu_thread()->names[language];
    if (*names) return *names;
    UErrorCode status = U_ZERO_ERROR;
    *names = uldn_open(icu_locale(language), ULDN_STANDARD_NAMES, &status);
    icu_check(status, "display names");
    return *names;
}

bool country_is_known(Text code)
{
    if (code.size != 2) return false;
    for (const char *const *each = uloc_getISOCountries(); *each; each++) {
        if (text_is_c(code, *each)) return true;
    }
    return false;
}

Text country_name(Arena *arena, Language language, Text code)
{
    UChar wide[200];
    UErrorCode status = U_ZERO_ERROR;
    if (!country_is_known(code)) return code;
    int32_t size = uldn_regionDisplayName(names_of(language), text_c(arena, code), wide, 200, &status);
    icu_check(status, "country");
    return icu_text(arena, wide, size);
}

Text tongue_name(Arena *arena, Language language, Text tag)
{
    char locale[ULOC_FULLNAME_CAPACITY];
    UChar wide[300];
    int32_t read = 0;
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(text_c(arena, tag), locale, sizeof locale, &read, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || (size_t)read != tag.size ||
        !tag.size)
        return tag;
    int32_t size = uldn_localeDisplayName(names_of(language), locale, wide, 300, &status);
    return U_FAILURE(status) ? tag : icu_text(arena, wide, size);
}

int collate(Language language, Text a, Text b)
{
    UCollator **collator = &icu_thread()->collators[language];
    UErrorCode status = U_ZERO_ERROR;
    if (!*collator) *collator = ucol_open(icu_locale(language), &status);
    icu_check(status, "collator");
    UCollationResult order = ucol_strcollUTF8(*collator, a.size ? a.at : "", (int32_t)a.size,
                                              b.size ? b.at : "", (int32_t)b.size, &status);
    icu_check(status, "collation");
    return order == UCOL_LESS ? -1 : order == UCOL_GREATER;
}

static bool is_ascii(Text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.at[i] > 0x7f) return false;
    }
    return true;
}

Text text_normalise(Arena *arena, Text text)
{
    if (is_ascii(text)) return text;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    UChar *wide = ARENA_MANY(arena, text.size + 1, UChar);
    int32_t size = 0, room = 3 * ((int32_t)text.size + 1); /* NFC at most triples (UAX 15, 9) */
    u_strFromUTF8(wide, (int32_t)text.size + 1, &size, text.at, (int32_t)text.size, &status);
    UChar *normal = ARENA_MANY(arena, (size_t)room, UChar);
    int32_t written = unorm2_normalize(nfc, wide, size, normal, room, &status);
    icu_check(status, "normal form");
    return icu_text(arena, normal, written);
}
