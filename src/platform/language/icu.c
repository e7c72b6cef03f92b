/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/language/icu.h"

#include "base/fail.h"

#include <pthread.h>
#include <unicode/ustring.h>

static pthread_key_t thread_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *pointer)
{
    IcuThread *thread = pointer;
    for (size_t i = 0; i < ICU_FORMATS_MAX; i++) udat_close(thread->formats[i].format);
    for (size_t i = 0; i < ICU_CALENDARS_MAX; i++) ucal_close(thread->calendars[i].calendar);
    for (size_t i = 0; i < ICU_INTERVALS_MAX; i++) udtitvfmt_close(thread->intervals[i].format);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        ucol_close(thread->collators[i]);
        uldn_close(thread->names[i]);
    }
    free(thread);
}

static void make_key(void)
{
    if (pthread_key_create(&thread_key, release) != 0) abort();
}

IcuThread *icu_thread(void)
{
    pthread_once(&once, make_key);
    IcuThread *thread = pthread_getspecific(thread_key);
    if (thread) return thread;
    thread = calloc(1, sizeof *thread);
    if (!thread || pthread_setspecific(thread_key, thread) != 0) {
        free(thread);
        fail("language: no memory");
    }
    return thread;
}

/* The first of the places where it may stand. */
static IcuWritten *places_of(const IcuKey *key)
{
    uint64_t words[sizeof *key / sizeof(uint64_t)], hash = 0;
    memcpy(words, key, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        hash = (hash ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15) ^ hash >> 29;
    return &icu_thread()->written[(hash >> 32) % (ICU_WRITTEN_MAX / ICU_WRITTEN_WAYS) * ICU_WRITTEN_WAYS];
}

bool icu_recall(Arena *arena, const IcuKey *key, Text *text)
{
    const IcuWritten *places = places_of(key);
    for (const IcuWritten *place = places; place < places + ICU_WRITTEN_WAYS; place++) {
        if (!place->size || memcmp(&place->key, key, sizeof *key) != 0) continue;
        *text = text_copy(arena, (Text){place->text, place->size});
        return true;
    }
    return false;
}

void icu_remember(const IcuKey *key, Text text)
{
    if (text.size > ICU_WRITTEN_BYTES) return;
    IcuWritten *place = &places_of(key)[icu_thread()->written_next++ % ICU_WRITTEN_WAYS];
    place->key = *key;
    place->size = text.size;
    memcpy(place->text, text.at, text.size);
}

void icu_forget(const void *format)
{
    IcuThread *thread = icu_thread();
    for (size_t i = 0; i < ICU_WRITTEN_MAX; i++)
        if (thread->written[i].key.format == format) thread->written[i].size = 0;
}

const char *icu_locale(Language language)
{
    static const char *const locales[LANGUAGE_COUNT] = {"en_GB", "ko_KR", "de_DE"};
    return locales[language];
}

void icu_check(UErrorCode status, const char *what)
{
    if (U_FAILURE(status)) fail("language: %s: %s", what, u_errorName(status));
}

Text icu_text(Arena *arena, const UChar *at, int32_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t room = 3 * size + 1, written = 0;
    char *text = arena_take(arena, (size_t)room);
    u_strToUTF8(text, room, &written, at, size, &status);
    icu_check(status, "UTF-8");
    return (Text){text, (size_t)written};
}
