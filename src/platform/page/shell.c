/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/shell.h"

#include <assert.h>

enum { PAGES_AROUND = 2 }; /* so many numbers stand on each side of the current one */

void shell_add_crumb(Arena *arena, Shell *shell, Message label, Text text, Url url)
{
    *LIST_ADD(arena, &shell->crumbs) = (ShellLink){.label = label, .text = text, .url = url};
}

void shell_add_notice(Arena *arena, Shell *shell, NoticeKind kind, Message message)
{
    *LIST_ADD(arena, &shell->notices) = (Notice){.kind = kind, .message = message};
}

Text language_short_name(Language language)
{
    static const Text names[LANGUAGE_COUNT] = {
        [LANGUAGE_EN] = {"EN", 2}, [LANGUAGE_KO] = {"한", sizeof "한" - 1}, [LANGUAGE_DE] = {"DE", 2}};
    assert(language < LANGUAGE_COUNT);
    return names[language];
}

static Url page_address(Arena *arena, Url base, int64_t number)
{
    const char *joint = text_find(base.address, TEXT("?")) < 0 ? "?" : "&";
    return (Url){text_format(arena, "%.*s%spage=%lld", TEXT_PRINT(base.address), joint, (long long)number)};
}

static bool number_is_shown(int64_t number, int64_t current, int64_t last)
{
    bool is_near = number >= current - PAGES_AROUND && number <= current + PAGES_AROUND;
    return number == 1 || number == last || is_near;
}

static void add_number(Arena *arena, Pages *pages, Url base, int64_t number, int64_t current)
{
    int64_t before = pages->links.count ? pages->links.at[pages->links.count - 1].number : 0;
    *LIST_ADD(arena, &pages->links) = (PageLink){.number = number,
                                                 .url = page_address(arena, base, number),
                                                 .is_current = number == current,
                                                 .follows_gap = number > before + 1};
}

Pages pages_make(Arena *arena, Url base, int64_t current, int64_t last)
{
    Pages pages = {0};
    if (last <= 1) return pages;
    if (current < 1) current = 1;
    if (current > last) current = last;
    for (int64_t number = 1; number <= last;) {
        if (number_is_shown(number, current, last)) add_number(arena, &pages, base, number, current);
        bool is_before = number == 1 && current - PAGES_AROUND > 2;
        bool is_behind = number >= current + PAGES_AROUND && number < last;
        number = is_before ? current - PAGES_AROUND : is_behind ? last : number + 1;
    }
    if (current > 1) pages.previous = page_address(arena, base, current - 1);
    if (current < last) pages.next = page_address(arena, base, current + 1);
    return pages;
}
