/* SPDX-License-Identifier: Apache-2.0 */
/* Serves the embedded files, on the event threads. */
#include "platform/page/asset.h"

#include "platform/http/exchange.h"

enum { GZIP_BEST = 9, GZIP_FROM_BYTES = 500 };

static Text *compressed; /* beside assets[]; "": not worth it */

static const char *media_of(Text name)
{
    static const struct {
        const char *ending, *media;
    } all[] = {{".css", "text/css; charset=utf-8"},
               {".js", "text/javascript; charset=utf-8"},
               {".svg", "image/svg+xml; charset=utf-8"},
               {".woff2", "font/woff2"},
               {".png", "image/png"},
               {".ico", "image/x-icon"},
               {".txt", "text/plain; charset=utf-8"},
               {".webmanifest", "application/manifest+json"},
               {".json", "application/json; charset=utf-8"},
               {".jpg", "image/jpeg"},
               {".webp", "image/webp"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_ends(name, text_of(all[i].ending))) return all[i].media;
    return "application/octet-stream";
}

static Text bytes_of(const Asset *asset)
{
    return (Text){asset->start, (size_t)(asset->end - asset->start)};
}

static bool is_texty(const char *media)
{
    return strncmp(media, "text/", 5) == 0 || strstr(media, "svg") || strstr(media, "json");
}

void asset_prepare(Arena *arena)
{
    compressed = ARENA_MANY(arena, asset_count + 1, Text);
    for (size_t i = 0; i < asset_count; i++) {
        Text plain = bytes_of(&assets[i]);
        if (plain.size < GZIP_FROM_BYTES || !is_texty(media_of(text_of(assets[i].name)))) continue;
        compressed[i] = gzip(arena, plain, GZIP_BEST);
        if (compressed[i].size > plain.size * 9 / 10) compressed[i] = (Text){0};
    }
}

/* Files that browsers ask for by a fixed address. */
static const Asset *find_fixed(Text path)
{
    static const char *const all[] = {"/favicon.ico", "/favicon.svg", "/robots.txt"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_is_c(path, all[i])) return asset_find(text_from(path, 1));
    return NULL;
}

static void answer(Exchange *exchange, const Asset *asset, bool is_lasting)
{
    Request *request = &exchange->request;
    Text packed = compressed[asset - assets];
    bool packs = packed.size > 0 && header_lists(exchange_header(exchange, "Accept-Encoding"), "gzip");
    response_bytes(request, media_of(text_of(asset->name)), packs ? packed : bytes_of(asset));
    exchange->own.answer.is_lasting = true;
    response_header(request, "Cache-Control",
                    is_lasting ? TEXT("public, max-age=31536000, immutable") : TEXT("no-cache"));
    response_header(request, "Vary", TEXT("Accept-Encoding"));
    if (packs) response_header(request, "Content-Encoding", TEXT("gzip"));
    answer_validate(exchange, text_format(exchange->arena, "\"%s%s\"", asset->digest, packs ? "-gzip" : ""));
}

bool asset_answer(Exchange *exchange, Text path)
{
    const Asset *fixed = find_fixed(path);
    if (fixed) answer(exchange, fixed, false);
    if (fixed || !text_starts(path, TEXT("/assets/"))) return fixed != NULL;
    Text rest = text_from(path, strlen("/assets/")), digest = text_next(&rest, '/');
    const Asset *asset = asset_find(rest);
    if (!asset) return false;
    /* Files that stylesheets name beside themselves carry the stylesheet's digest. */
    answer(exchange, asset, text_is_c(digest, asset->digest));
    return true;
}
