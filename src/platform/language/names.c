/* SPDX-License-Identifier: Apache-2.0 */
/* Names of countries and languages, sorting, and the one form of equal letters. */
#include "base/fail.h"
#include "platform/language/icu.h"

#include <assert.h>
#include <pthread.h>
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

/* ---- countries: a page may name all of them, in order, so that the names and their order are made once
 * for the process and stay */

enum { LETTERS = 26, COUNTRY_CODES = LETTERS * LETTERS, COUNTRIES_MAX = 320, COUNTRY_NAME_MAX = 200 };

typedef struct {
    const char *code; /* ICU's; NULL: no such country */
    Text name;
    int rank; /* as readers of the language sort them, from 0 */
} Country;

static Country countries[LANGUAGE_COUNT][COUNTRY_CODES];
static const Country *ranked[LANGUAGE_COUNT][COUNTRIES_MAX]; /* by rank */
static pthread_once_t countries_made[LANGUAGE_COUNT] = {PTHREAD_ONCE_INIT, PTHREAD_ONCE_INIT,
                                                        PTHREAD_ONCE_INIT};

/* The place of a code in the table, or -1: not two capital letters. */
static int country_place(Text code)
{
    if (code.size != 2) return -1;
    int first = code.at[0] - 'A', second = code.at[1] - 'A';
    bool is_one = first >= 0 && first < LETTERS && second >= 0 && second < LETTERS;
    return is_one ? first * LETTERS + second : -1;
}

static Text name_that_stays(Language language, const char *code)
{
    UChar wide[COUNTRY_NAME_MAX];
    char text[3 * COUNTRY_NAME_MAX + 1];
    int32_t written = 0;
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = uldn_regionDisplayName(names_of(language), code, wide, COUNTRY_NAME_MAX, &status);
    u_strToUTF8(text, sizeof text, &written, wide, size, &status);
    icu_check(status, "country");
    char *kept = malloc((size_t)written + 1);
    if (!kept) fail("language: no memory");
    memcpy(kept, text, (size_t)written + 1);
    return (Text){kept, (size_t)written};
}

static int country_compare(Language language, const void *a, const void *b)
{
    return collate(language, (*(Country *const *)a)->name, (*(Country *const *)b)->name);
}

static int country_compare_en(const void *a, const void *b)
{
    return country_compare(LANGUAGE_EN, a, b);
}

static int country_compare_ko(const void *a, const void *b)
{
    return country_compare(LANGUAGE_KO, a, b);
}

static int country_compare_de(const void *a, const void *b)
{
    return country_compare(LANGUAGE_DE, a, b);
}

static void make_countries(Language language)
{
    static int (*const compare[LANGUAGE_COUNT])(const void *, const void *) = {
        [LANGUAGE_EN] = country_compare_en,
        [LANGUAGE_KO] = country_compare_ko,
        [LANGUAGE_DE] = country_compare_de,
    };
    Country *sorted[COUNTRY_CODES];
    size_t count = 0;
    for (const char *const *each = uloc_getISOCountries(); *each; each++) {
        int place = country_place(text_of(*each));
        if (place < 0) continue;
        sorted[count] = &countries[language][place];
        *sorted[count++] = (Country){.code = *each, .name = name_that_stays(language, *each)};
    }
    assert(count <= COUNTRIES_MAX);
    qsort(sorted, count, sizeof *sorted, compare[language]);
    for (size_t i = 0; i < count; i++) {
        sorted[i]->rank = (int)i;
        ranked[language][i] = sorted[i];
    }
}

static void make_countries_en(void)
{
    make_countries(LANGUAGE_EN);
}

static void make_countries_ko(void)
{
    make_countries(LANGUAGE_KO);
}

static void make_countries_de(void)
{
    make_countries(LANGUAGE_DE);
}

static const Country *countries_of(Language language)
{
    static void (*const make[LANGUAGE_COUNT])(void) = {
        [LANGUAGE_EN] = make_countries_en,
        [LANGUAGE_KO] = make_countries_ko,
        [LANGUAGE_DE] = make_countries_de,
    };
    pthread_once(&countries_made[language], make[language]);
    return countries[language];
}

/* NULL: no such country. */
static const Country *country_find(const Country *all, Text code)
{
    int place = country_place(code);
    return place >= 0 && all[place].code ? &all[place] : NULL;
}

bool country_is_known(Text code)
{
    return country_find(countries_of(LANGUAGE_EN), code) != NULL;
}

Text country_after(Text code)
{
    const Country *all = countries_of(LANGUAGE_EN);
    int place = country_place(code) + 1;
    while (place < COUNTRY_CODES && !all[place].code) place++;
    return place < COUNTRY_CODES ? text_of(all[place].code) : TEXT("");
}

Text country_name(Arena *arena, Language language, Text code)
{
    const Country *country = country_find(countries_of(language), code);
    return country ? country->name : code;
}

Text *country_names_sorted(Arena *arena, Language language, const Text *codes, size_t count)
{
    enum { BITS = 64 };
    const Country *all = countries_of(language);
    Text *sorted = ARENA_MANY(arena, count, Text);
    uint64_t found[COUNTRIES_MAX / BITS] = {0}; /* a bit a rank */
    size_t known = 0, end = count;
    for (size_t i = 0; i < count; i++) {
        const Country *country = country_find(all, codes[i]);
        uint64_t bit = country ? UINT64_C(1) << country->rank % BITS : 0;
        bool is_new = country && !(found[country->rank / BITS] & bit);
        if (is_new) found[country->rank / BITS] |= bit;
        else sorted[--end] = country ? country->name : codes[i];
    }
    for (int at = 0; at < COUNTRIES_MAX / BITS; at++)
        for (uint64_t bits = found[at]; bits; bits &= bits - 1)
            sorted[known++] = ranked[language][at * BITS + __builtin_ctzll(bits)]->name;
    return sorted;
}

static Text ask_tongue_name(Arena *arena, Language language, Text tag)
{
    char locale[ULOC_FULLNAME_CAPACITY];
    UChar wide[300];
    int32_t read = 0;
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(text_c(arena, tag), locale, sizeof locale, &read, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || (size_t)read != tag.size)
        return tag;
    int32_t size = uldn_localeDisplayName(names_of(language), locale, wide, 300, &status);
    return U_FAILURE(status) ? tag : icu_text(arena, wide, size);
}

Text tongue_name(Arena *arena, Language language, Text tag)
{
    if (!tag.size) return tag;
    IcuKey key = {.language = language};
    Text name;
    bool is_short = tag.size <= sizeof key.tag;
    if (is_short) memcpy(key.tag, tag.at, tag.size);
    if (is_short && icu_recall(arena, &key, &name)) return name;
    name = ask_tongue_name(arena, language, tag);
    if (is_short) icu_remember(&key, name);
    return name;
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

/* The size of the control character at the front, unless it is white space: U+0000 to U+001F, and U+007F to
 * U+009F. 0: there is none. */
static size_t control_size(Text text)
{
    unsigned char byte = (unsigned char)text.at[0];
    if (byte == 0xc2 && text.size > 1) return (unsigned char)text.at[1] < 0xa0 ? 2 : 0;
    return (byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

static Text without_controls(Arena *arena, Text text)
{
    size_t kept = 0;
    while (kept < text.size && !control_size(text_from(text, kept))) kept++;
    if (kept == text.size) return text;
    TextBuffer out = {.arena = arena};
    while (text.size) {
        size_t size = control_size(text);
        if (!size) buffer_add_char(&out, text.at[0]);
        text = text_from(text, size ? size : 1);
    }
    return buffer_text(&out);
}

Text text_normalise(Arena *arena, Text text)
{
    text = without_controls(arena, text);
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
