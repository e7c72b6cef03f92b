/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/sameness.h"

#include "platform/language/language.h"

static const char *const city_words[] = {"metropolitan city of ",
                                         "municipality of ",
                                         "ayuntamiento de ",
                                         "city of ",
                                         "stadt ",
                                         "ville de ",
                                         "comune di ",
                                         NULL};
/* The longer ones first. */
static const char *const city_ends[] = {
    " metropolitan city", " municipality", " city", "특별자치시", "특별시", "광역시", "시", NULL};
static const char *const legal_forms[] = {" gmbh", " ag",   " ltd",         " limited", " inc", " llc",
                                          " plc",  " corp", " corporation", " co",      " sa",  " sas",
                                          " sarl", " srl",  " spa",         " bv",      " nv",  " ab",
                                          " oy",   " ev",   " pte",         " pty",     " kk",  NULL};
static const char *const legal_beginnings[] = {"the ", "주식회사 ", "주 ", "재단법인 ", "사단법인 ", NULL};
/* What people write where they have no organisation: folded. */
static const char *const no_organisation[] = {"none",          "no",        "n a",        "na",
                                              "self employed", "freelance", "freelancer", "independent",
                                              "keine",         "ohne",      "없음",       "해당 없음",
                                              "무소속",        "프리랜서",  NULL};
/* Letters that have no accent to drop, yet are written without it. */
static const struct {
    const char *letter, *plain;
} plain_letters[] = {{"ł", "l"}, {"đ", "d"}, {"ø", "o"}, {"æ", "ae"}, {"œ", "oe"},
                     {"ı", "i"}, {"ħ", "h"}, {"ð", "d"}, {"þ", "th"}};

/* Providers whose addresses anyone can have. */
static const char *const public_providers[] = {
    "gmail.com",      "live.com",    "msn.com",      "ymail.com",      "me.com",      "mac.com",
    "aol.com",        "web.de",      "t-online.de",  "freenet.de",     "posteo.de",   "mailbox.org",
    "proton.me",      "naver.com",   "daum.net",     "hanmail.net",    "kakao.com",   "nate.com",
    "qq.com",         "163.com",     "126.com",      "sina.com",       "foxmail.com", "mail.ru",
    "orange.fr",      "free.fr",     "laposte.net",  "libero.it",      "uol.com.br",  "bol.com.br",
    "zoho.com",       "hey.com",     "fastmail.com", "wanadoo.fr",     "bk.ru",       "list.ru",
    "rambler.ru",     "seznam.cz",   "wp.pl",        "o2.pl",          "interia.pl",  "ukr.net",
    "btinternet.com", "comcast.net", "pm.me",        "rediffmail.com", NULL};
/* Providers who have the same name in many countries: "yahoo.fr", "hotmail.co.uk". */
static const char *const public_names[] = {"googlemail", "hotmail", "outlook",  "yahoo",      "icloud",
                                           "gmx",        "yandex",  "tutanota", "protonmail", NULL};

static bool is_one_of(Text text, const char *const *list)
{
    for (; *list; list++) {
        if (text_is_c(text, *list)) return true;
    }
    return false;
}

/* How many bytes of punctuation stand here: ASCII, general (U+2000 …) or Chinese (U+3000 …). */
static size_t punctuation_at(Text text, size_t place, bool *is_apostrophe)
{
    unsigned char byte = (unsigned char)text.at[place];
    *is_apostrophe = byte == '.' || byte == '\'';
    if (byte < 0x80) return !((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z'));
    Text rest = text_from(text, place);
    *is_apostrophe = text_starts(rest, TEXT("‘")) || text_starts(rest, TEXT("’"));
    if (text_starts(rest, TEXT("\xe2\x80")) || text_starts(rest, TEXT("\xe3\x80"))) return 3;
    return text_starts(rest, TEXT("·")) ? 2 : 0;
}

/* Writes one letter, without what distinguishes it for the eye alone; returns its bytes. */
static size_t add_letter(TextBuffer *words, Text text, size_t place)
{
    Text rest = text_from(text, place);
    for (size_t i = 0; i < sizeof plain_letters / sizeof *plain_letters; i++) {
        if (!text_starts(rest, text_of(plain_letters[i].letter))) continue;
        buffer_add(words, text_of(plain_letters[i].plain));
        return text_of(plain_letters[i].letter).size;
    }
    buffer_add_char(words, rest.at[0]);
    return 1;
}

/* Folded letters and digits, one space between words; "G.m.b.H." and "L'Aquila" are one word. */
static Text words_of(Arena *arena, Text name)
{
    Text folded = text_fold(arena, name);
    TextBuffer words = {.arena = arena};
    bool between = false, is_apostrophe;
    for (size_t i = 0, skipped; i < folded.size;) {
        if ((skipped = punctuation_at(folded, i, &is_apostrophe))) {
            between |= !is_apostrophe;
            i += skipped;
            continue;
        }
        if (between && words.size) buffer_add_char(&words, ' ');
        between = false;
        i += add_letter(&words, folded, i);
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
    if (is_one_of(words, no_organisation)) return TEXT("");
    for (Text shorter; (shorter = without_end(words, legal_forms)).size < words.size;) words = shorter;
    return words;
}

Text mail_domain(Arena *arena, Text address)
{
    ptrdiff_t at_sign = text_find(address, TEXT("@"));
    if (at_sign < 0) return TEXT("");
    Text domain = text_lower_ascii(arena, text_trim(text_from(address, (size_t)at_sign + 1)));
    Text rest = domain, name = text_next(&rest, '.');
    if (is_one_of(domain, public_providers) || is_one_of(name, public_names)) return TEXT("");
    return domain;
}
