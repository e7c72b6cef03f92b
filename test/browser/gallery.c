/* SPDX-License-Identifier: Apache-2.0 */
/* gallery FOLDER: writes the gallery and the error pages in all languages, for the browser's tests. */
#include "base/fail.h"
#include "page_templates.h"

#include <stdio.h>
#include <stdlib.h>

static const char *folder;

static void write_page(const Page *page, const char *name)
{
    Arena *arena = page->out.arena;
    Text code = language_code(page->language);
    Text path = text_format(arena, "%s/%s.%.*s.html", folder, name, TEXT_PRINT(code));
    FILE *file = fopen(text_c(arena, path), "wb");
    if (!file) fail("%s cannot be written", text_c(arena, path));
    fwrite(page->out.at, 1, page->out.size, file);
    fclose(file);
}

static Page page_new(Arena *arena, Language language, Instant now)
{
    return (Page){.out = {.arena = arena}, .language = language, .zone = TEXT("Asia/Seoul"), .now = now};
}

static void write_error(Arena *arena, Language language, Instant now, const Shell *shell, PageErrorKind kind)
{
    Page page = page_new(arena, language, now);
    PageError view = {.shell = *shell, .kind = kind, .request_number = TEXT("7F3A-19C2")};
    page_error_html(&page, &view);
    write_page(&page, text_c(arena, text_format(arena, "error-%d", (int)kind)));
}

static void write_confirm(Arena *arena, Language language, Instant now, const Shell *shell)
{
    Page page = page_new(arena, language, now);
    ConfirmPage view = {.shell = *shell,
                        .question = M("This form is out of date"),
                        .meaning = M("Nothing you saved is lost. Try again in a few minutes."),
                        .button = M("Withdrawn"),
                        .cannot_be_undone = true,
                        .action = URL(arena, language, "/components/"),
                        .back = URL(arena, language, "/components/"),
                        .token = {.csrf = TEXT("token")}};
    page_confirm_html(&page, &view);
    write_page(&page, "confirm");
}

static void write_signed_in(Arena *arena, Language language, Instant now, Shell shell)
{
    Page page = page_new(arena, language, now);
    shell.is_signed_in = true;
    shell.account_name = TEXT("Dr. Ingrid Solheim-Bartholomäus");
    shell.account = shell.sign_out = URL(arena, language, "/components/");
    shell.area = M("Demonstration");
    PageError view = {.shell = shell, .kind = PAGE_ERROR_NOT_YET, .reason = M("Link expired")};
    page_error_html(&page, &view);
    write_page(&page, "signed-in");
}

int main(int count, char **arguments)
{
    if (count != 2) return 2;
    folder = arguments[1];
    for (Language language = 0; language < LANGUAGE_COUNT; language++) {
        Arena *arena = arena_new(64 << 20);
        Instant now = INSTANT_NEVER;
        instant_from_civil(TEXT("2026-07-08 15:12"), TEXT("Asia/Seoul"), &now);
        Gallery gallery;
        gallery_fill(arena, language, now, &gallery);
        Page page = page_new(arena, language, now);
        page_gallery_html(&page, &gallery);
        write_page(&page, "gallery");
        for (PageErrorKind kind = 0; kind <= PAGE_ERROR_LINK_EXPIRED; kind++)
            write_error(arena, language, now, &gallery.shell, kind);
        write_confirm(arena, language, now, &gallery.shell);
        write_signed_in(arena, language, now, gallery.shell);
        arena_free(arena);
    }
    return 0;
}
