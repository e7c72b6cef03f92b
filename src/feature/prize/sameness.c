/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sameness.h"

#include "platform/language/language.h"

static const char *const city_words[] = {"city of ",
                                         "stadt ",
                                         "ville de ",
                                         "municipality of ",
                                         "comune di ",
                                         "ayuntamiento de ",
                                         "metropolitan city of ",
                                         NULL};
static const char *const city_ends[] = {" city", " municipality", "특별자치시", "특별시", "광역시", "시",
                                        NULL};
static const char *const legal_forms[] = {" gmbh", " ag",   " ltd",         " limited", " inc", " llc",
                                          " plc",  " corp", " corporation", " co",      " sa",  " sas",
                                          " sarl", " srl",  " spa",         " bv",      " nv",  " ab",
                                          " oy",   " ev",   " pte",         " pty",     " kk",  NULL};
static const char *const legal_beginnings[] = {"the ", "주식회사 ", "주 ", "재단법인 ", "사단법인 ", NULL};

/* Providers whose addresses anyone can have. */
static const char *const public_providers[] = {"gmail.com",
                                               "googlemail.com",
                                               "outlook.com",
                                               "hotmail.com",
                                               "live.com",
                                               "msn.com",
                                               "yahoo.com",
                                               "yahoo.co.jp",
                                               "ymail.com",
                                               "icloud.com",
                                               "me.com",
                                               "mac.com",
                                               "aol.com",
                                               "gmx.de",
                                               "gmx.net",
                                               "gmx.com",
                                               "web.de",
                                               "t-online.de",
                                               "freenet.de",
                                               "posteo.de",
                                               "mailbox.org",
                                               "proton.me",
                                               "protonmail.com",
                                               "tutanota.com",
                                               "naver.com",
                                               "daum.net",
                                               "hanmail.net",
                                               "kakao.com",
                                               "nate.com",
                                               "qq.com",
                                               "163.com",
                                               "126.com",
                                               "sina.com",
                                               "foxmail.com",
                                               "yandex.ru",
                                               "mail.ru",
                                               "orange.fr",
                                               "free.fr",
                                               "laposte.net",
                                               "libero.it",
                                               "uol.com.br",
                                               "bol.com.br",
                                               "rediffmail.com",
                                               "zoho.com",
                                               "fastmail.com",
                                               "hey.com",
                                               NULL};

/* Folded letters and digits, one space between words. */
static Text words_of(Arena *arena, Text name)
{
    Text folded = text_fold(arena, name);
    TextBuffer words = {.arena = arena};
    bool between = false;
    for (size_t i = 0; i < folded.size; i++) {
        unsigned char byte = (unsigned char)folded.at[i];
        bool is_letter = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
        if (is_letter && between && words.size) buffer_add_char(&words, ' ');
        if (is_letter) buffer_add_char(&words, (char)byte);
        if (byte != '.' && byte != '\'') between = !is_letter; /* "G.m.b.H." is one word */
    }
    return buffer_text(&words);
}

static Text without_beginning(Text words, const char *const *beginnings)
{
    for (; *beginnings; beginnings++) {
        Text beginning = text_of(*beginnings);
        if (words.size > beginning.size && text_starts(words, beginning))
            return text_from(words, beginning.size);
    }
    return words;
}

/* A one-character name is not cut down to nothing. */
static Text without_end(Text words, const char *const *ends)
{
    for (; *ends; ends++) {
        Text end = text_of(*ends);
        if (words.size > end.size && text_ends(words, end))
            return text_slice(words, 0, words.size - end.size);
    }
    return words;
}

Text city_key(Arena *arena, Text city)
{
    return without_end(without_beginning(words_of(arena, city), city_words), city_ends);
}

Text organisation_key(Arena *arena, Text organisation)
{
    Text words = without_beginning(words_of(arena, organisation), legal_beginnings);
    for (Text shorter; (shorter = without_end(words, legal_forms)).size < words.size;) words = shorter;
    return words;
}

Text mail_domain(Arena *arena, Text address)
{
    ptrdiff_t at_sign = text_find(address, TEXT("@"));
    if (at_sign < 0) return TEXT("");
    Text domain = text_lower_ascii(arena, text_trim(text_from(address, (size_t)at_sign + 1)));
    for (const char *const *provider = public_providers; *provider; provider++) {
        if (text_is_c(domain, *provider)) return TEXT("");
    }
    return domain;
}
