/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/language/icu.h"

#include "base/fail.h"

#include <pthread.h>
#include <unicode/ustring.h>

static pthread_key_t key;
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
    if (pthread_key_create(&key, release) != 0) abort();
}

IcuThread *icu_thread(void)
{
    pthread_once(&once, make_key);
    IcuThread *thread = pthread_getspecific(key);
    if (thread) return thread;
    thread = calloc(1, sizeof *thread);
    if (!thread || pthread_setspecific(key, thread) != 0) {
        free(thread);
        fail("language: no memory");
    }
    return thread;
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
