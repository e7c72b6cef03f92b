/* SPDX-License-Identifier: Apache-2.0 */
/* How long pages take to render, without a request around them. */
#include <stdio.h>

#include "base/time.h"
#include "page_templates.h"

enum { ROUNDS = 2000 };

static void render_front(Page *page, const Gallery *gallery)
{
    page_top_html(page, &gallery->shell, M("No access"));
    page_court_ring_html(page, &gallery->court, M("Submitted"));
    page_steps_html(page, &gallery->steps);
    page_digits_html(page, &gallery->visitors);
    page_deadline_html(page, &gallery->closes);
    page_end_html(page, &gallery->shell);
}

static void measure(const char *name, void (*render)(Page *, const Gallery *), Language language)
{
    Arena *data = arena_new(64 << 20), *arena = arena_new(64 << 20);
    Gallery gallery = {0};
    size_t size = 0;
    gallery_fill(data, language, (Instant){INT64_C(1780000000000000)}, &gallery);
    int64_t start = clock_monotonic_us();
    for (int i = 0; i < ROUNDS; i++) {
        Page page = {.out = {.arena = arena}, .language = language, .zone = TEXT("Asia/Seoul")};
        render(&page, &gallery);
        size = page.out.size;
        arena_reset(arena);
    }
    double us = (double)(clock_monotonic_us() - start) / ROUNDS;
    printf("%-8s %.*s  %7.1f µs  %6zu bytes  %5.0f MB/s\n", name, TEXT_PRINT(language_code(language)), us,
           size, (double)size / us);
    arena_free(arena);
    arena_free(data);
}

int main(void)
{
    for (Language language = 0; language < LANGUAGE_COUNT; language++) {
        measure("front", render_front, language);
        measure("gallery", page_gallery_html, language);
    }
    return 0;
}
