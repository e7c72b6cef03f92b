/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/page/put.h"

#include <assert.h>
#include <string.h>

/* What a byte becomes in markup; NULL: itself. Controls that XML forbids become U+FFFD. */
#define FORBIDDEN "\xef\xbf\xbd"
static const char *const in_markup[256] = {
    ['&'] = "&amp;",  ['<'] = "&lt;",    ['>'] = "&gt;",   ['"'] = "&#34;",  ['\''] = "&#39;",
    ['`'] = "&#96;",  ['\r'] = "&#13;",  [0] = FORBIDDEN,  [1] = FORBIDDEN,  [2] = FORBIDDEN,
    [3] = FORBIDDEN,  [4] = FORBIDDEN,   [5] = FORBIDDEN,  [6] = FORBIDDEN,  [7] = FORBIDDEN,
    [8] = FORBIDDEN,  [11] = FORBIDDEN,  [12] = FORBIDDEN, [14] = FORBIDDEN, [15] = FORBIDDEN,
    [16] = FORBIDDEN, [17] = FORBIDDEN,  [18] = FORBIDDEN, [19] = FORBIDDEN, [20] = FORBIDDEN,
    [21] = FORBIDDEN, [22] = FORBIDDEN,  [23] = FORBIDDEN, [24] = FORBIDDEN, [25] = FORBIDDEN,
    [26] = FORBIDDEN, [27] = FORBIDDEN,  [28] = FORBIDDEN, [29] = FORBIDDEN, [30] = FORBIDDEN,
    [31] = FORBIDDEN, [127] = FORBIDDEN,
};

/* Most bytes stand for themselves, and most texts have no others: sixteen are looked at at once. 0xef may
 * begin a noncharacter. */
enum { STRIDE = 16, ENDS_MIN = 4 };
typedef unsigned char Stride __attribute__((vector_size(STRIDE)));
typedef uint64_t Halves __attribute__((vector_size(STRIDE)));

static const bool needs_a_look[256] = {
    [0 ... 31] = true, ['&'] = true, ['<'] = true, ['>'] = true,  ['"'] = true,
    ['\''] = true,     ['`'] = true, [127] = true, [0xef] = true,
};

static inline bool stride_needs_a_look(Stride bytes)
{
    Halves found =
        (Halves)((bytes < ' ') | (bytes == '&') | (bytes == '<') | (bytes == '>') | (bytes == '"') |
                 (bytes == '\'') | (bytes == '`') | (bytes == 0x7f) | (bytes == 0xef));
    return found[0] | found[1];
}

static inline Stride stride_at(const char *at)
{
    Stride bytes;
    memcpy(&bytes, at, STRIDE);
    return bytes;
}

/* Of ENDS_MIN to STRIDE bytes each at least once: from the front and from the back. */
static inline Stride stride_of_ends(const char *at, size_t size)
{
    uint64_t front, back;
    uint32_t short_front, short_back;
    if (size >= sizeof front) {
        memcpy(&front, at, sizeof front);
        memcpy(&back, at + size - sizeof back, sizeof back);
        return (Stride)(Halves){front, back};
    }
    memcpy(&short_front, at, sizeof short_front);
    memcpy(&short_back, at + size - sizeof short_back, sizeof short_back);
    front = short_front | (uint64_t)short_back << 32;
    return (Stride)(Halves){front, front};
}

/* The first that needs one, from there on. */
static size_t next_to_look_at(Text text, size_t from)
{
    while (from + STRIDE <= text.size && !stride_needs_a_look(stride_at(text.at + from))) from += STRIDE;
    size_t rest = text.size - from;
    bool is_short = rest >= ENDS_MIN && rest < STRIDE;
    if (is_short && !stride_needs_a_look(stride_of_ends(text.at + from, rest))) return text.size;
    while (from < text.size && !needs_a_look[(unsigned char)text.at[from]]) from++;
    return from;
}

/* U+FFFE and U+FFFF, which XML forbids too. */
static bool is_noncharacter(const char *at, size_t size)
{
    return size >= 3 && memcmp(at, "\xef\xbf", 2) == 0 && (unsigned char)at[2] >= 0xbe;
}

/* XML turns line ends and tabs of attributes into spaces. */
static const char *escaped_in_attribute(unsigned char byte)
{
    return byte == '\n' ? "&#10;" : byte == '\t' ? "&#9;" : in_markup[byte];
}

static void put_markup(TextBuffer *out, PutPlace place, Text text)
{
    size_t done = 0;
    for (size_t i = next_to_look_at(text, 0); i < text.size; i = next_to_look_at(text, i + 1)) {
        unsigned char byte = (unsigned char)text.at[i];
        bool is_forbidden = byte == 0xef && is_noncharacter(text.at + i, text.size - i);
        const char *escaped = is_forbidden               ? FORBIDDEN
                              : place == PLACE_ATTRIBUTE ? escaped_in_attribute(byte)
                                                         : in_markup[byte];
        if (!escaped) continue;
        buffer_add(out, text_slice(text, done, i - done));
        buffer_add(out, text_of(escaped));
        if (is_forbidden) i += 2;
        done = i + 1;
    }
    buffer_add(out, text_from(text, done));
}

/* RFC 8259; "<" also, so that JSON may stand in markup, and U+2028/9 pass as they are. */
static void put_json(TextBuffer *out, Text text)
{
    size_t done = 0;
    buffer_add_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte >= ' ' && byte != '"' && byte != '\\' && byte != '<' && byte != 0x7f) continue;
        buffer_add(out, text_slice(text, done, i - done));
        if (byte == '\n') buffer_add(out, TEXT("\\n"));
        else if (byte == '"' || byte == '\\') buffer_add_format(out, "\\%c", byte);
        else buffer_add_format(out, "\\u%04x", byte);
        done = i + 1;
    }
    buffer_add(out, text_from(text, done));
    buffer_add_char(out, '"');
}

/* The wide signs are those of East Asian keyboards. */
static bool begins_formula(Text rest)
{
    static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (text_starts(rest, text_of(signs[i]))) return true;
    }
    return false;
}

/* RFC 4180. An apostrophe stands before what a spreadsheet would run as a formula: at the field's start, and
 * behind all that some spreadsheet takes for the end of a cell, whatever the quotes say (";" in Germany). */
static void put_csv(TextBuffer *out, Text text)
{
    bool is_quoted = false, is_cell_start = true;
    for (size_t i = 0; i < text.size; i++) is_quoted |= memchr(",\"\r\n;\t", text.at[i], 6) != NULL;
    if (text.size && (text.at[0] == ' ' || text.at[text.size - 1] == ' ')) is_quoted = true;
    if (is_quoted) buffer_add_char(out, '"');
    if (text.size && memchr("\t\r\n", text.at[0], 3)) buffer_add_char(out, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (is_cell_start && begins_formula(text_from(text, i))) buffer_add_char(out, '\'');
        if (text.at[i] == '"') buffer_add_char(out, '"');
        buffer_add_char(out, text.at[i]);
        is_cell_start = memchr(";\t\r\n", text.at[i], 4) || (is_cell_start && text.at[i] == ' ');
    }
    if (is_quoted) buffer_add_char(out, '"');
}

static void put_plain(TextBuffer *out, Text text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if ((byte >= ' ' && byte != 0x7f) || byte == '\n') buffer_add_char(out, (char)byte);
    }
}

void put_text(Page *page, PutPlace place, Text text)
{
    switch (place) {
    case PLACE_HTML:
    case PLACE_ATTRIBUTE:
    case PLACE_XML:
        put_markup(&page->out, place, text);
        break;
    case PLACE_JSON:
        put_json(&page->out, text);
        break;
    case PLACE_CSV:
        put_csv(&page->out, text);
        break;
    case PLACE_PLAIN:
        put_plain(&page->out, text);
        break;
    }
}

void put_c(Page *page, PutPlace place, const char *text)
{
    put_text(page, place, text_of(text));
}

void put_unsigned(Page *page, PutPlace place, uint64_t integer)
{
    char digits[20];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + integer % 10);
    while (integer /= 10);
    buffer_add(&page->out, (Text){digits + at, sizeof digits - at});
}

void put_integer(Page *page, PutPlace place, int64_t integer)
{
    if (integer < 0) buffer_add_char(&page->out, '-');
    put_unsigned(page, place, integer < 0 ? -(uint64_t)integer : (uint64_t)integer);
}

/* The primary language of a tag: "de" of "de-CH". */
static Text primary(Text tag)
{
    return text_next(&tag, '-');
}

static bool is_foreign(const Page *page, Text tongue)
{
    return tongue.size && !text_is(primary(tongue), language_code(page->language));
}

static bool is_right_to_left(Text tongue)
{
    static const char *const tongues[] = {"ar", "he", "fa", "ur", "ps", "ckb", "dv", "sd", "ug", "yi"};
    for (size_t i = 0; i < sizeof tongues / sizeof *tongues; i++) {
        if (text_is_c(primary(tongue), tongues[i])) return true;
    }
    return false;
}

void put_written(Page *page, PutPlace place, Written written)
{
    bool is_marked = place == PLACE_HTML && written.text.size && is_foreign(page, written.tongue);
    if (is_marked) {
        buffer_add(&page->out, TEXT("<span lang=\""));
        put_markup(&page->out, PLACE_ATTRIBUTE, written.tongue);
        buffer_add(&page->out, is_right_to_left(written.tongue) ? TEXT("\" dir=\"rtl\">") : TEXT("\">"));
    }
    put_text(page, place, written.text);
    if (is_marked) buffer_add(&page->out, TEXT("</span>"));
}

/* A decimal for machines: half to even, a point, no groups. */
static Text decimal_plain(Arena *arena, Decimal decimal)
{
    static const int64_t units[] = {1000, 100, 10, 1};
    assert(decimal.decimals >= 0 && decimal.decimals <= 3);
    int64_t unit = units[decimal.decimals], size = decimal.thousandths;
    bool is_negative = size < 0;
    if (is_negative) size = -size;
    int64_t quotient = size / unit, twice = 2 * (size % unit);
    quotient += twice > unit || (twice == unit && quotient % 2);
    int64_t scale = 1000 / unit;
    const char *sign = is_negative && quotient ? "-" : "";
    if (decimal.decimals == 0) return text_format(arena, "%s%lld", sign, (long long)quotient);
    return text_format(arena, "%s%lld.%0*lld", sign, (long long)(quotient / scale), decimal.decimals,
                       (long long)(quotient % scale));
}

void put_decimal(Page *page, PutPlace place, Decimal decimal)
{
    if (place == PLACE_JSON || place == PLACE_CSV)
        buffer_add(&page->out, decimal_plain(page->out.arena, decimal));
    else put_text(page, place, page_score(page->out.arena, page->language, decimal));
}

void put_url(Page *page, PutPlace place, Url url)
{
    put_text(page, place, url.address);
}

void put_instant(Page *page, PutPlace place, Instant instant)
{
    if (instant_is_set(instant)) put_text(page, place, instant_write(page->out.arena, instant));
    else if (place == PLACE_JSON) buffer_add(&page->out, TEXT("null"));
}

void put_html(Page *page, PutPlace place, Html html)
{
    if (place == PLACE_HTML) buffer_add(&page->out, html.markup);
    else put_text(page, place, html.markup);
}

void put_bool(Page *page, PutPlace place, bool value)
{
    buffer_add(&page->out, value ? TEXT("true") : TEXT("false"));
}

/* Sentences in HTML: {b}, {a} and texts of users become elements; all else is as in plain text. */

static const MessageArgument *argument_of(const Message *message, Text name)
{
    for (int i = 0; i < MESSAGE_ARGUMENTS_MAX && message->arguments[i].kind != ARGUMENT_NONE; i++) {
        if (text_is_c(name, message->arguments[i].name)) return &message->arguments[i];
    }
    return NULL;
}

static void put_placeholder(Page *page, const Message *message, Text name)
{
    bool closes = text_starts(name, TEXT("/"));
    if (closes) name = text_from(name, 1);
    const MessageArgument *argument = argument_of(message, name);
    if (!argument && text_is_c(name, "b")) {
        buffer_add(&page->out, closes ? TEXT("</strong>") : TEXT("<strong>"));
        return;
    }
    assert(argument); /* the catalogue's build has compared the placeholders */
    if (argument->kind == ARGUMENT_ADDRESS && closes) {
        buffer_add(&page->out, TEXT("</a>"));
    } else if (argument->kind == ARGUMENT_ADDRESS) {
        buffer_add(&page->out, TEXT("<a href=\""));
        put_markup(&page->out, PLACE_ATTRIBUTE, argument->text);
        buffer_add(&page->out, TEXT("\">"));
    } else if (argument->kind == ARGUMENT_TEXT) {
        put_written(page, PLACE_HTML, (Written){argument->text, argument->tongue});
    } else if (argument->kind == ARGUMENT_MESSAGE) {
        put_message(page, PLACE_HTML, *argument->message);
    } else {
        put_markup(&page->out, PLACE_HTML, argument_write(page->out.arena, page->language, argument));
    }
}

static void put_words(Page *page, const Message *message, CatalogueForm form)
{
    if (form.is_plain) {
        buffer_add(&page->out, form.words);
        return;
    }
    Text words = form.words;
    for (size_t round = 0; words.size; round++) {
        Text part = text_next(&words, round % 2 ? '}' : '{');
        if (round % 2) put_placeholder(page, message, part);
        else put_markup(&page->out, PLACE_HTML, part);
    }
}

void put_message(Page *page, PutPlace place, Message message)
{
    if (!message.english) {
        if (place == PLACE_JSON) buffer_add(&page->out, TEXT("null"));
        return;
    }
    if (place == PLACE_HTML) put_words(page, &message, message_form(page->language, &message));
    else put_text(page, place, message_write(page->out.arena, page->language, &message));
}

void put_sentence(Page *page, PutPlace place, uint64_t id)
{
    CatalogueForm form = catalogue_form(page->language, id, 1);
    if (place == PLACE_HTML) put_words(page, &(Message){0}, form);
    else put_text(page, place, form.words);
}

MessageArgument argument_text(Page *page, const char *name, Text text)
{
    return (MessageArgument){.name = name, .kind = ARGUMENT_TEXT, .text = text};
}

MessageArgument argument_c(Page *page, const char *name, const char *text)
{
    return argument_text(page, name, text_of(text));
}

MessageArgument argument_integer(Page *page, const char *name, int64_t integer)
{
    return argument_text(page, name, text_format(page->out.arena, "%lld", (long long)integer));
}

MessageArgument argument_unsigned(Page *page, const char *name, uint64_t integer)
{
    return argument_text(page, name, text_format(page->out.arena, "%llu", (unsigned long long)integer));
}

MessageArgument argument_written(Page *page, const char *name, Written written)
{
    return (
        MessageArgument){.name = name, .kind = ARGUMENT_TEXT, .text = written.text, .tongue = written.tongue};
}

MessageArgument argument_decimal(Page *page, const char *name, Decimal decimal)
{
    return argument_text(page, name, page_score(page->out.arena, page->language, decimal));
}

MessageArgument argument_message(Page *page, const char *name, Message message)
{
    Message *copy = ARENA_NEW(page->out.arena, Message);
    *copy = message;
    return (MessageArgument){.name = name, .kind = ARGUMENT_MESSAGE, .message = copy};
}

MessageArgument argument_address(Page *page, const char *name, Url url)
{
    return (MessageArgument){.name = name, .kind = ARGUMENT_ADDRESS, .text = url.address};
}

MessageArgument argument_count(Page *page, const char *name, int64_t count)
{
    return (MessageArgument){.name = name, .kind = ARGUMENT_NUMBER, .number = count};
}

Text url_part_text(Page *page, Text text)
{
    return text;
}

Text url_part_c(Page *page, const char *text)
{
    return text_of(text);
}

Text url_part_integer(Page *page, int64_t integer)
{
    return text_format(page->out.arena, "%lld", (long long)integer);
}

Text page_score(Arena *arena, Language language, Decimal decimal)
{
    return decimal_write(arena, language, decimal.thousandths, decimal.decimals);
}

Text page_date(Page *page, Instant instant, Text zone, DateForm form)
{
    if (!instant_is_set(instant)) return TEXT("");
    return instant_format(page->out.arena, page->language, instant, zone, form);
}

Text page_month(Page *page, Instant instant, Text zone, bool has_year)
{
    return month_format(page->out.arena, page->language, instant, zone, has_year);
}

Text page_days(Page *page, Instant begins, Instant ends, Text zone, bool is_long)
{
    if (!instant_is_set(begins) || !instant_is_set(ends)) return TEXT("");
    Instant last = ends.us > begins.us ? instant_plus(ends, -1) : begins;
    return interval_format(page->out.arena, page->language, begins, last, zone, is_long);
}
