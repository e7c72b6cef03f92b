/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/shell.h"

#include "page_templates.h"
#include "platform/config/settings.h"
#include "platform/http/server.h"

static void add_alternates(Shell *shell, const Request *request)
{
    Arena *arena = request->arena;
    bool has_query = request->query.size > 0 && request->route->method == GET;
    for (Language language = 0; language < LANGUAGE_COUNT; language++) {
        TextBuffer path = {.arena = arena};
        buffer_add_char(&path, '/');
        buffer_add(&path, language_code(language));
        buffer_add(&path, request->path_neutral);
        if (has_query) buffer_add_char(&path, '?');
        if (has_query) buffer_add(&path, request->query);
        Url url = url_ours(request, buffer_text(&path));
        *LIST_ADD(arena, &shell->alternates) =
            (Alternate){language, url, url_absolute(arena, request->settings, url),
                        language == request->language};
    }
}

/* Where there is no such page in any language: the ways to the front pages, nothing for search engines. */
static void add_front_pages(Shell *shell, const Request *request)
{
    for (Language language = 0; language < LANGUAGE_COUNT; language++)
        *LIST_ADD(request->arena, &shell->alternates) =
            (Alternate){.language = language,
                        .url = URL(request->arena, language, "/"),
                        .is_current = language == request->language};
}

static bool is_here(const NavigationEntry *entry, Text path)
{
    if (text_starts(path, text_of(entry->pattern))) return true;
    for (size_t i = 0; entry->here[i]; i++)
        if (text_find(path, text_of(entry->here[i])) > 0) return true;
    return false;
}

/* One of them at most: the last is the nearest. */
static void leave_one_current(ShellLinks *links)
{
    bool found = false;
    for (size_t i = links->count; i-- > 0;) {
        links->at[i].is_current &= !found;
        found |= links->at[i].is_current;
    }
}

static void add_navigation(Shell *shell, const Request *request, Snapshot *at)
{
    for (size_t f = 0; at && features[f]; f++)
        for (size_t i = 0; i < features[f]->navigation_count; i++) {
            const NavigationEntry *entry = &features[f]->navigation[i];
            if (entry->guard(at, request) != ADMITTED) continue;
            ShellLinks *links = entry->is_foot ? &shell->foot : &shell->navigation;
            *LIST_ADD(request->arena, links) = (ShellLink){
                .label = entry->label,
                .url = url_make(request->arena, request->language, entry->pattern, NULL),
                .is_current = is_here(entry, request->path_neutral),
            };
        }
    leave_one_current(&shell->navigation);
}

static Url sign_in_url(const Request *request)
{
    bool is_get = request->route && request->route->method == GET;
    if (!is_get) return URL(request->arena, request->language, "/account/sign-in/");
    return URL(request->arena, request->language, "/account/sign-in/?then={}", request->path);
}

Text shell_site_name(Arena *arena, const Settings *settings, Language language)
{
    const Text own[LANGUAGE_COUNT] = {
        [LANGUAGE_KO] = settings->site_name_ko, [LANGUAGE_DE] = settings->site_name_de};
    if (own[language].size) return own[language];
    if (settings->site_name.size) return settings->site_name;
    Message ours = M("Madang City Prize");
    return message_write(arena, language, &ours);
}

Shell shell_for(Request *request, Snapshot *at, Message area)
{
    Arena *arena = request->arena;
    Instant now = at ? at->now : request->received;
    Shell shell = {
        .language = request->language,
        .site_name = shell_site_name(arena, request->settings, request->language),
        .home = URL(arena, request->language, "/"),
        .area = area,
        .has_problems = problems_any(&request->problems),
        .is_signed_in = request->login.account.key != 0,
        .account_name = request->login.name,
        .account = URL(arena, request->language, "/account/"),
        .sign_out = URL(arena, request->language, "/account/sign-out/"),
        .is_demonstration = clock_offset_us() != 0,
        .now = instant_plus(now, -(now.us % MINUTE_US)),
        .zone = request->settings->zone,
    };
    if (shell.is_signed_in) shell.csrf = request_csrf(request);
    else shell.sign_in = sign_in_url(request);
    if (!request->route) add_front_pages(&shell, request);
    else if (!request->route->neutral) add_alternates(&shell, request);
    if (request->route)
        shell.canonical = url_absolute(arena, request->settings, url_ours(request, request->path));
    add_navigation(&shell, request, at);
    return shell;
}

FormToken form_token_for(Request *request)
{
    return (FormToken){.csrf = request_csrf(request), .operation = request_operation_token(request)};
}

void response_sorry(Request *request, Snapshot *at, int status, PageErrorKind kind, Message reason)
{
    PageError view = {.shell = shell_for(request, at, (Message){0}), .kind = kind, .reason = reason};
    view.shell.is_unlisted = true;
    response_status(request, status);
    RESPOND(request, page_error_html, &view);
}

static PageErrorKind kind_of(ErrorKind kind)
{
    switch (kind) {
    case ERROR_BAD_REQUEST:
    case ERROR_METHOD:
        return PAGE_ERROR_BAD_REQUEST;
    case ERROR_FORBIDDEN:
        return PAGE_ERROR_NO_ACCESS;
    case ERROR_FORM_EXPIRED:
        return PAGE_ERROR_STALE_FORM;
    case ERROR_NOT_FOUND:
        return PAGE_ERROR_NOT_FOUND;
    case ERROR_NOT_YET:
        return PAGE_ERROR_NOT_YET;
    case ERROR_TOO_LARGE:
        return PAGE_ERROR_TOO_LARGE;
    case ERROR_BUSY:
        return PAGE_ERROR_BUSY;
    case ERROR_BROKEN:
    case ERROR_KINDS:
        break;
    }
    return PAGE_ERROR_SERVER;
}

void shell_error_page(Request *request, Snapshot *at, const ErrorPage *error)
{
    PageError view = {.shell = shell_for(request, at, (Message){0}),
                      .kind = kind_of(error->kind),
                      .reason = error->reason};
    view.shell.is_unlisted = true;
    view.shell.canonical = (Url){0};
    if (error->request_number)
        view.request_number = text_format(request->arena, "%lld", (long long)error->request_number);
    RESPOND(request, page_error_html, &view);
}
