/* SPDX-License-Identifier: Apache-2.0 */
/* From what a handler said to what is sent: headers, compression, ranges, "you have it already".
 *
 * Compression: never where a reader is signed in or a form's token stands in the page. An attacker who
 * can place text in a page and watch its length could otherwise guess the secrets in it (BREACH). What
 * remains are the public pages, feeds and assets: the bulk of all bytes. */
#include "platform/config/settings.h"
#include "platform/http/exchange.h"

#include "base/fail.h"

#include <xxhash.h>
#include <zlib.h>

enum { GZIP_FROM_BYTES = 1000, GZIP_LEVEL = 5 };

#define PAGE_POLICY                                                                                          \
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "       \
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/* A file that somebody gave us. Not "sandbox": browsers then refuse to show a PDF at all. */
#define FILE_POLICY                                                                                          \
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action "        \
    "'none'; "                                                                                               \
    "frame-ancestors 'none'"

static bool is_word(Text a, const char *b)
{
    return a.size == strlen(b) && strncasecmp(a.at, b, a.size) == 0;
}

void answer_header(Exchange *exchange, const char *name, Text value)
{
    *LIST_ADD(exchange->request.arena, &exchange->own.answer.headers) = (NamedText){text_of(name), value};
}

bool answer_has_header(const Exchange *exchange, const char *name)
{
    const Headers *headers = &exchange->own.answer.headers;
    for (size_t i = 0; i < headers->count; i++)
        if (is_word(headers->at[i].name, name)) return true;
    return false;
}

static void add_if_missing(Exchange *exchange, const char *name, Text value)
{
    if (!answer_has_header(exchange, name)) answer_header(exchange, name, value);
}

bool header_lists(Text list, const char *word)
{
    while (list.size > 0) {
        Text item = text_next(&list, ','), name = text_trim(text_next(&item, ';')), weight = text_trim(item);
        if (is_word(name, word)) return !text_is_c(weight, "q=0") && !text_starts(weight, TEXT("q=0.000"));
    }
    return false;
}

Text gzip(Arena *arena, Text bytes, int level)
{
    z_stream stream = {0};
    enum { WINDOW_BITS = 15 + 16, MEMORY_LEVEL = 8 }; /* + 16: the gzip format */
    if (deflateInit2(&stream, level, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        fail("zlib has no memory");
    size_t room = deflateBound(&stream, bytes.size);
    unsigned char *out = malloc(room);
    stream.next_in = (Bytef *)bytes.at;
    stream.avail_in = (uInt)bytes.size;
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    bool is_whole = out && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t size = room - stream.avail_out;
    deflateEnd(&stream);
    if (out) arena_at_end(arena, free, out);
    if (!is_whole) fail("zlib has no memory");
    return (Text){(char *)out, size};
}

static bool is_signed_in(const Exchange *exchange)
{
    return exchange->request.login.account.key != 0;
}

static void add_cookie(Exchange *exchange, const Cookie *cookie)
{
    bool is_https = exchange->own.is_https;
    TextBuffer out = {.arena = exchange->request.arena};
    buffer_add_format(&out, "%s%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s", is_https ? "__Host-" : "",
                      TEXT_PRINT(cookie->name), TEXT_PRINT(cookie->value), is_https ? "; Secure" : "");
    if (cookie->value.size == 0) buffer_add(&out, TEXT("; Max-Age=0"));
    else if (cookie->max_age_seconds > 0)
        buffer_add_format(&out, "; Max-Age=%lld", (long long)cookie->max_age_seconds);
    answer_header(exchange, "Set-Cookie", buffer_text(&out));
}

static void add_security(Exchange *exchange)
{
    bool is_file = exchange->own.answer.kind == ANSWER_FILE;
    add_if_missing(exchange, "Content-Security-Policy", is_file ? TEXT(FILE_POLICY) : TEXT(PAGE_POLICY));
    add_if_missing(exchange, "X-Content-Type-Options", TEXT("nosniff"));
    /* nothing to other sites; "no-referrer" would make browsers send their forms with "Origin: null" */
    add_if_missing(exchange, "Referrer-Policy", TEXT("same-origin"));
    add_if_missing(exchange, "Cross-Origin-Opener-Policy", TEXT("same-origin"));
    add_if_missing(exchange, "Cross-Origin-Resource-Policy", TEXT("same-origin"));
    add_if_missing(exchange, "Permissions-Policy",
                   TEXT("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    if (text_starts(exchange->service->settings->public_url, TEXT("https://")))
        add_if_missing(exchange, "Strict-Transport-Security", TEXT("max-age=31536000"));
}

void answer_validate(Exchange *exchange, Text etag)
{
    Answer *answer = &exchange->own.answer;
    Text held = exchange_header(exchange, "If-None-Match");
    add_if_missing(exchange, "ETag", etag);
    if (held.size == 0 || answer->status != 200) return;
    while (held.size > 0) {
        Text one = text_trim(text_next(&held, ','));
        if (text_starts(one, TEXT("W/"))) one = text_from(one, 2);
        if (!text_is(one, etag) && !text_is_c(one, "*")) continue;
        if (answer->kind == ANSWER_FILE) answer->size_bytes = 0;
        answer->status = 304;
        answer->body = (Text){0};
        return;
    }
}

/* Two bodies of one address are told apart; nobody gains from making them equal, so that speed counts. */
static Text digest_etag(Arena *arena, Text body)
{
    uint64_t hash = XXH3_64bits(body.at, body.size);
    return text_format(arena, "\"%.*s\"", TEXT_PRINT(text_hex(arena, &hash, sizeof hash)));
}

/* Nothing that was made for one reader, or that is an error, stays in a cache. */
static bool may_be_stored(const Exchange *exchange)
{
    const struct RequestPrivate *own = &exchange->own;
    return own->answer.status == 200 && !is_signed_in(exchange) && !own->has_secret &&
           own->cookies.count == 0 && exchange->request.route && exchange->request.route->method == GET;
}

static void add_caching(Exchange *exchange)
{
    Arena *arena = exchange->request.arena;
    Answer *answer = &exchange->own.answer;
    bool has_etag = answer_has_header(exchange, "ETag");
    if (answer_has_header(exchange, "Cache-Control")) return;
    if (answer->kind == ANSWER_PUSH || !may_be_stored(exchange)) {
        answer_header(exchange, "Cache-Control", TEXT("no-store"));
        return;
    }
    answer_header(exchange, "Cache-Control", TEXT("private, no-cache"));
    answer_header(exchange, "Vary", TEXT("Cookie, Accept-Encoding"));
    if (answer->kind == ANSWER_BYTES && !has_etag)
        answer_validate(exchange, digest_etag(arena, answer->body));
}

static Text own_etag(const Exchange *exchange)
{
    const Headers *headers = &exchange->own.answer.headers;
    for (size_t i = 0; i < headers->count; i++)
        if (is_word(headers->at[i].name, "ETag")) return headers->at[i].value;
    return (Text){0};
}

static bool read_range(Text range, int64_t size, int64_t *from, int64_t *to)
{
    if (!text_starts(range, TEXT("bytes=")) || text_find(range, TEXT(",")) >= 0) return false;
    Text rest = text_from(range, 6), first = text_trim(text_next(&rest, '-')), last = text_trim(rest);
    *to = size - 1;
    if (first.size == 0) {
        int64_t count;
        if (!text_to_int(last, &count) || count <= 0) return false;
        *from = count > size ? 0 : size - count;
        return true;
    }
    if (!text_to_int(first, from) || *from < 0) return false;
    if (last.size > 0 && (!text_to_int(last, to) || *to < *from)) return false;
    if (*to > size - 1) *to = size - 1;
    return true;
}

/* One range of a file (RFC 9110, 14); several at once are answered with the whole file. */
static void cut_range(Exchange *exchange)
{
    Answer *answer = &exchange->own.answer;
    Text range = exchange_header(exchange, "Range"), if_range = exchange_header(exchange, "If-Range");
    int64_t from, to, size = answer->size_bytes;
    answer_header(exchange, "Accept-Ranges", TEXT("bytes"));
    if (range.size == 0 || answer->status != 200) return;
    if (if_range.size > 0 && !text_is(if_range, own_etag(exchange))) return;
    if (!read_range(range, size, &from, &to)) return;
    if (from >= size) {
        answer->status = 416;
        answer->size_bytes = 0;
        answer_header(exchange, "Content-Range",
                      text_format(exchange->request.arena, "bytes */%lld", (long long)size));
        return;
    }
    answer->status = 206;
    answer->offset = from;
    answer->size_bytes = to - from + 1;
    answer_header(exchange, "Content-Range",
                  text_format(exchange->request.arena, "bytes %lld-%lld/%lld", (long long)from, (long long)to,
                              (long long)size));
}

static bool is_texty(Text media)
{
    static const char *const all[] = {"text/", "application/json", "application/xml", "image/svg+xml"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_starts(media, text_of(all[i]))) return true;
    return false;
}

static void squeeze(Exchange *exchange)
{
    Answer *answer = &exchange->own.answer;
    if (answer->kind != ANSWER_BYTES || answer->body.size < GZIP_FROM_BYTES || answer->is_lasting) return;
    if (is_signed_in(exchange) || exchange->own.has_secret || !is_texty(answer->media)) return;
    if (answer_has_header(exchange, "Content-Encoding")) return;
    if (!header_lists(exchange_header(exchange, "Accept-Encoding"), "gzip")) return;
    answer->body = gzip(exchange->request.arena, answer->body, GZIP_LEVEL);
    answer_header(exchange, "Content-Encoding", TEXT("gzip"));
}

static void add_cookies(Exchange *exchange)
{
    for (size_t i = 0; i < exchange->own.cookies.count; i++)
        if (exchange->own.cookies.at[i].name.size > 0) add_cookie(exchange, &exchange->own.cookies.at[i]);
}

void answer_finish(Exchange *exchange)
{
    Answer *answer = &exchange->own.answer;
    if (exchange->own.location.size > 0) answer_header(exchange, "Location", exchange->own.location);
    add_cookies(exchange);
    add_caching(exchange);
    if (answer->kind == ANSWER_FILE) {
        answer_validate(exchange, own_etag(exchange));
        cut_range(exchange);
    }
    squeeze(exchange);
    add_security(exchange);
    if (answer->media.size > 0 && answer->status != 304)
        answer_header(exchange, "Content-Type", answer->media);
    if (answer->kind == ANSWER_PUSH) answer_header(exchange, "X-Accel-Buffering", TEXT("no"));
    if (answer->closes) answer_header(exchange, "Connection", TEXT("close"));
}
