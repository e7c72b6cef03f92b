/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#include <ctype.h>

static bool is_blank(Text text)
{
    return text_trim(text).size == 0;
}

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

Text scan_word(Text *rest)
{
    size_t size = 0;
    while (size < rest->size && is_word_byte(rest->at[size])) size++;
    Text word = text_slice(*rest, 0, size);
    *rest = text_trim(text_from(*rest, size));
    return word;
}

/* The size of the C string or character literal at the front, with its quotes; 0: it does not end. */
static size_t quoted_size(Text text)
{
    for (size_t i = 1; i < text.size; i++) {
        if (text.at[i] == '\\') i++;
        else if (text.at[i] == text.at[0]) return i + 1;
    }
    return 0;
}

static char unescaped(char byte)
{
    return byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
}

bool scan_string(Arena *arena, Text *rest, Text *string)
{
    size_t size = rest->size && rest->at[0] == '"' ? quoted_size(*rest) : 0;
    if (!size) return false;
    TextBuffer buffer = {.arena = arena};
    for (size_t i = 1; i < size - 1; i++) {
        bool escaped = rest->at[i] == '\\';
        i += escaped;
        buffer_add_char(&buffer, escaped ? unescaped(rest->at[i]) : rest->at[i]);
    }
    *string = buffer.size ? buffer_text(&buffer) : TEXT("");
    *rest = text_trim(text_from(*rest, size));
    return true;
}

size_t scan_until(Text text, bool (*stop)(Text rest, bool at_start))
{
    int depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        bool at_start = i > 0 && !is_word_byte(text.at[i - 1]);
        if (depth == 0 && stop(text_from(text, i), at_start)) return i;
        if (byte == '"' || byte == '\'') {
            size_t size = quoted_size(text_from(text, i));
            if (size) i += size - 1;
        }
        depth += (byte == '(' || byte == '[' || byte == '{') - (byte == ')' || byte == ']' || byte == '}');
    }
    return text.size;
}

static bool is_tag_end(Text rest, bool at_start)
{
    (void)at_start;
    return text_starts(rest, TEXT("}}"));
}

/* Where the tag that begins at the front ends, without its braces; a note may hold anything. */
static size_t tag_size(const Template *template, Text text, int line)
{
    bool is_note = text_starts(text_trim(text), TEXT("#"));
    ptrdiff_t note_end = is_note ? text_find(text, TEXT("}}")) : 0;
    size_t size = !is_note ? scan_until(text, is_tag_end) : note_end < 0 ? text.size : (size_t)note_end;
    if (size == text.size) template_error(template, line, "this {{ has no end: write }} behind it");
    return size;
}

static bool writes_nothing(Text tag)
{
    static const char *const words[] = {"view",   "if",   "else",    "end",    "each",
                                        "switch", "case", "default", "include"};
    Text word = scan_word(&tag);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_is_c(word, words[i])) return true;
    }
    return word.size == 0 && text_starts(tag, TEXT("#"));
}

static bool is_comma(Text rest, bool at_start)
{
    (void)at_start;
    return rest.at[0] == ',';
}

static bool is_semicolon(Text rest, bool at_start)
{
    (void)at_start;
    return rest.at[0] == ';';
}

Text scan_part(Text *rest, char separator)
{
    size_t size = scan_until(*rest, separator == ',' ? is_comma : is_semicolon);
    Text part = text_trim(text_slice(*rest, 0, size));
    *rest = text_trim(text_from(*rest, size + 1));
    return part;
}

typedef struct {
    Arena *arena;
    const Template *template;
    Pieces pieces;
    size_t done; /* bytes of the template that are in pieces */
    int line;    /* at `done` */
} Scanner;

static int lines_in(Text text)
{
    int lines = 0;
    for (size_t i = 0; i < text.size; i++) lines += text.at[i] == '\n';
    return lines;
}

static void add_piece(Scanner *scanner, bool is_tag, Text text, int line)
{
    if (!is_tag && text.size == 0) return;
    *LIST_ADD(scanner->arena, &scanner->pieces) = (Piece){is_tag, text, line};
}

/* A tag that writes nothing and has its line for itself takes the line with it. */
static void widen_to_line(Text bytes, size_t *from, size_t *to)
{
    size_t start = *from, end = *to;
    while (start > 0 && bytes.at[start - 1] != '\n') start--;
    while (end < bytes.size && bytes.at[end] != '\n') end++;
    if (!is_blank(text_slice(bytes, start, *from - start)) || !is_blank(text_slice(bytes, *to, end - *to)))
        return;
    *from = start;
    *to = end < bytes.size ? end + 1 : end;
}

static void scan_tag(Scanner *scanner, size_t open)
{
    Text bytes = scanner->template->bytes;
    int line = scanner->line + lines_in(text_slice(bytes, scanner->done, open - scanner->done));
    size_t inner = open + 2, size = tag_size(scanner->template, text_from(bytes, inner), line);
    Text tag = text_trim(text_slice(bytes, inner, size));
    size_t from = open, to = inner + size + 2;
    if (writes_nothing(tag)) widen_to_line(bytes, &from, &to);
    if (from < scanner->done) from = scanner->done;
    add_piece(scanner, false, text_slice(bytes, scanner->done, from - scanner->done), scanner->line);
    add_piece(scanner, true, tag, line);
    scanner->line += lines_in(text_slice(bytes, scanner->done, to - scanner->done));
    scanner->done = to;
}

Pieces template_scan(Arena *arena, const Template *template)
{
    Scanner scanner = {.arena = arena, .template = template, .line = 1};
    Text bytes = template->bytes;
    while (true) {
        Text rest = text_from(bytes, scanner.done);
        ptrdiff_t open = text_find(rest, TEXT("{{"));
        if (open < 0) break;
        size_t at = scanner.done + (size_t)open;
        while (at + 2 < bytes.size && bytes.at[at + 2] == '{') at++; /* {{{x}}: a brace before a tag */
        scan_tag(&scanner, at);
    }
    add_piece(&scanner, false, text_from(bytes, scanner.done), scanner.line);
    return scanner.pieces;
}
