/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/config/settings.h"
#include "platform/http/exchange.h"
#include "platform/http/percent.h"
#include "platform/http/push.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE_USUAL_BYTES = 32000 }; /* most pages are smaller; those that are not grow */

static ServerHooks registered;

void server_register_hooks(const ServerHooks *hooks)
{
    registered = *hooks;
}

const ServerHooks *server_hooks(void)
{
    return &registered;
}

static Answer *answer_of(Request *request)
{
    return &request->own->answer;
}

void response_reset(Request *request)
{
    struct RequestPrivate *own = request->own;
    if (own->answer.kind == ANSWER_FILE) close(own->answer.descriptor);
    own->answer = (Answer){0};
    own->cookies.count = own->publications.count = 0;
    own->location = (Text){0};
    own->has_secret = own->is_error = false;
}

/* The last call counts: what an earlier one said about the body goes. */
static Answer *begin_body(Request *request, AnswerKind kind)
{
    Answer *answer = answer_of(request);
    if (answer->kind == ANSWER_FILE) close(answer->descriptor);
    answer->kind = kind;
    if (answer->status == 0) answer->status = 200;
    request->own->location = (Text){0};
    return answer;
}

static const char *media_of(Text template_name)
{
    static const struct {
        const char *ending, *media;
    } all[] = {{"_html", "text/html; charset=utf-8"},    {"_json", "application/json; charset=utf-8"},
               {"_csv", "text/csv; charset=utf-8"},      {"_xml", "application/xml; charset=utf-8"},
               {"_svg", "image/svg+xml; charset=utf-8"}, {"_ics", "text/calendar; charset=utf-8"},
               {"_txt", "text/plain; charset=utf-8"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_ends(template_name, text_of(all[i].ending))) return all[i].media;
    fail("template %.*s: its name's ending is no format", TEXT_PRINT(template_name));
}

/* As the script of their last page said, else as their account has it. */
static Text reader_zone(const Request *request)
{
    Text zone = request_cookie(request, ZONE_COOKIE);
    return zone.size && zone_is_known(zone) ? zone : request->login.zone;
}

Page *response_begin(Request *request, const char *template_name)
{
    Page *page = ARENA_NEW(request->arena, Page);
    *page = (Page){.out = {.arena = request->arena},
                   .language = request->language,
                   .zone = request->settings->zone,
                   .zone_reader = reader_zone(request),
                   .now = request->received};
    buffer_reserve(&page->out, PAGE_USUAL_BYTES);
    begin_body(request, ANSWER_BYTES)->media = text_of(media_of(text_of(template_name)));
    return page;
}

void response_end(Request *request, Page *page)
{
    answer_of(request)->body = buffer_text(&page->out);
}

void response_status(Request *request, int status)
{
    answer_of(request)->status = status;
}

static Text without_controls(Arena *arena, Text value)
{
    TextBuffer clean = {.arena = arena};
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.at[i] >= ' ' && value.at[i] != 0x7f) buffer_add_char(&clean, value.at[i]);
    return buffer_text(&clean);
}

void response_header(Request *request, const char *name, Text value)
{
    Headers *headers = &answer_of(request)->headers;
    Text clean = without_controls(request->arena, value);
    for (size_t i = 0; i < headers->count; i++)
        if (text_is_c(headers->at[i].name, name)) {
            headers->at[i].value = clean;
            return;
        }
    *LIST_ADD(request->arena, headers) = (NamedText){text_of(name), clean};
}

void response_see(Request *request, int status, Text location)
{
    Answer *answer = begin_body(request, ANSWER_BYTES);
    answer->status = status;
    answer->media = answer->body = (Text){0};
    request->own->location = without_controls(request->arena, location);
}

void response_redirect(Request *request, Url to)
{
    response_see(request, 303, to.address);
}

/* RFC 6266, with the name in RFC 8187's form for all that is not plain ASCII. */
static Text disposition(Arena *arena, const char *kind, Text name)
{
    TextBuffer plain = {.arena = arena};
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if ((c & 0xc0) == 0x80) continue; /* the rest of a character that has its _ already */
        bool is_safe = c >= ' ' && c < 0x7f && !strchr("\"\\/%;", c);
        buffer_add_char(&plain, is_safe ? name.at[i] : '_');
    }
    return text_format(arena, "%s; filename=\"%.*s\"; filename*=UTF-8''%.*s", kind,
                       TEXT_PRINT(buffer_text(&plain)), TEXT_PRINT(percent_encode(arena, name)));
}

/* What browsers show by themselves, without running anything of it on our address. */
static bool may_stand_inline(Text media)
{
    static const char *const all[] = {"application/pdf", "image/png", "image/jpeg", "image/webp"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_is_c(media, all[i])) return true;
    return false;
}

static void send_file(Request *request, const char *path, Text name, Text media)
{
    struct stat stat;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail("%s is not in its place", path);
    Answer *answer = begin_body(request, ANSWER_FILE);
    answer->descriptor = descriptor;
    if (fstat(descriptor, &stat) != 0) fail("%s cannot be read", path);
    answer->offset = 0;
    answer->size_bytes = stat.st_size;
    answer->media = text_copy(request->arena, media);
    answer->body = (Text){0};
    response_header(request, "Content-Disposition",
                    disposition(request->arena, may_stand_inline(media) ? "inline" : "attachment", name));
}

void response_file(Request *request, Text digest, Text name, Text media)
{
    send_file(request, file_path(request->arena, request->store, digest), name, media);
    response_header(request, "ETag", text_format(request->arena, "\"%.*s\"", TEXT_PRINT(digest)));
}

void response_draft(Request *request, FileDraft *draft, Text name, Text media)
{
    send_file(request, file_path_of_draft(draft), name, media);
}

void response_bytes(Request *request, const char *media, Text bytes)
{
    Answer *answer = begin_body(request, ANSWER_BYTES);
    answer->media = text_of(media);
    answer->body = bytes;
}

void response_push(Request *request, Text topic)
{
    Answer *answer = begin_body(request, ANSWER_PUSH);
    answer->media = TEXT("text/event-stream");
    answer->topic = text_copy(request->arena, topic);
    answer->last_event = request_header(request, "Last-Event-ID");
}

void response_cookie(Request *request, const char *name, Text value, int64_t max_age_seconds)
{
    for (size_t i = 0; i < request->own->cookies.count; i++)
        if (text_is_c(request->own->cookies.at[i].name, name))
            request->own->cookies.at[i].name = (Text){0}; /* the last one counts */
    *LIST_ADD(request->arena, &request->own->cookies) =
        (Cookie){text_of(name), text_copy(request->arena, value), max_age_seconds};
}

static int error_status(ErrorKind kind)
{
    static const int all[ERROR_KINDS] = {
        [ERROR_BAD_REQUEST] = 400, [ERROR_FORBIDDEN] = 403, [ERROR_FORM_EXPIRED] = 403,
        [ERROR_NOT_FOUND] = 404,   [ERROR_NOT_YET] = 404,   [ERROR_METHOD] = 405,
        [ERROR_TOO_LARGE] = 413,   [ERROR_BROKEN] = 500,    [ERROR_BUSY] = 503};
    return all[kind];
}

static const char *error_words(ErrorKind kind)
{
    static const char *const all[ERROR_KINDS] = {
        [ERROR_BAD_REQUEST] = "This request could not be read.",
        [ERROR_FORBIDDEN] = "This page is not open to you.",
        [ERROR_FORM_EXPIRED] = "This form is out of date. Go back, reload the page and send it again.",
        [ERROR_NOT_FOUND] = "There is no such page.",
        [ERROR_NOT_YET] = "This page is not open yet.",
        [ERROR_METHOD] = "This page does not take that kind of request.",
        [ERROR_TOO_LARGE] = "That was too large. Nothing of it was kept.",
        [ERROR_BROKEN] = "Something is broken here.",
        [ERROR_BUSY] = "There is too much to do just now. Nothing was changed. Try again in a moment."};
    return all[kind];
}

/* Where no layer above has a page for it, or its page fails too. */
static void bare_page(Request *request, const ErrorPage *error)
{
    TextBuffer out = {.arena = request->arena};
    buffer_add_format(&out,
                      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%d</title>"
                      "</head><body><h1>%s</h1>",
                      error->status, error_words(error->kind));
    if (error->kind == ERROR_BROKEN)
        buffer_add_format(&out, "<p>Number: %lld</p>", (long long)error->request_number);
    buffer_add(&out, TEXT("<p><a href=\"/\">Start</a></p></body></html>\n"));
    response_bytes(request, "text/html; charset=utf-8", buffer_text(&out));
}

void response_error(Request *request, Snapshot *at, ErrorKind kind, const Message *reason)
{
    ErrorPage error = {.kind = kind, .status = error_status(kind), .request_number = request_number(request)};
    if (reason) error.reason = *reason;
    response_reset(request);
    request->own->is_error = true;
    response_status(request, error.status);
    if (kind == ERROR_BUSY) response_header(request, "Retry-After", TEXT("5"));
    if (registered.error_page) registered.error_page(request, at, &error);
    if (answer_of(request)->kind == ANSWER_NONE) bare_page(request, &error);
}

void response_not_found(Request *request)
{
    response_error(request, request->own->at, ERROR_NOT_FOUND, NULL);
}

void response_not_yet(Request *request, Message reason)
{
    response_error(request, request->own->at, ERROR_NOT_YET, &reason);
}
