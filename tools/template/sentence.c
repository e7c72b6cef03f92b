/* SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

#include "../tool.h"

#include <ctype.h>

static bool is_argument_start(Text rest, bool at_start)
{
    if (!at_start || !(isalpha((unsigned char)rest.at[0]))) return false;
    Text tail = rest;
    size_t size = scan_word(&tail).size;
    return size + 1 < rest.size && rest.at[size] == '=' && rest.at[size + 1] != '=';
}

static bool is_next_argument(Text rest, bool at_start)
{
    return isspace((unsigned char)rest.at[0]) && is_argument_start(text_trim(rest), true) && !at_start;
}

static void parse_arguments(Compiler *compiler, Sentence *sentence, Text rest)
{
    while (rest.size) {
        if (!is_argument_start(rest, true))
            ERROR(compiler, "behind the words stand name=value pairs, not “%.*s”",
                  TEXT_PRINT(text_slice(rest, 0, 40)));
        if (sentence->count == ARGUMENTS_MAX)
            ERROR(compiler, "a sentence takes at most %d values", ARGUMENTS_MAX);
        Argument *argument = &sentence->arguments[sentence->count++];
        argument->name = scan_word(&rest);
        rest = text_trim(text_from(rest, 1));
        size_t size = scan_until(rest, is_next_argument);
        argument->value = text_trim(text_slice(rest, 0, size));
        if (!argument->value.size)
            ERROR(compiler, "%.*s= has no value: write one behind it", TEXT_PRINT(argument->name));
        rest = text_trim(text_from(rest, size));
    }
}

static bool has_argument(const Sentence *sentence, Text name)
{
    for (int i = 0; i < sentence->count; i++) {
        if (text_is(sentence->arguments[i].name, name)) return true;
    }
    return false;
}

/* Is {name} or, with a slash, {/name} in the words? */
static bool has_placeholder(Compiler *compiler, Text words, const char *slash, Text name)
{
    Text placeholder = text_format(compiler->arena, "{%s%.*s}", slash, TEXT_PRINT(name));
    return text_find(words, placeholder) >= 0;
}

/* Takes the next {name} of the words; false: there is none. */
static bool next_placeholder(Compiler *compiler, Text *words, Text *name)
{
    ptrdiff_t open = text_find(*words, TEXT("{"));
    if (open < 0) return false;
    Text rest = text_from(*words, (size_t)open + 1);
    ptrdiff_t close = text_find(rest, TEXT("}"));
    if (close < 1) ERROR(compiler, "a { in a sentence begins a {placeholder}: give it a name and a }");
    *name = text_slice(rest, 0, (size_t)close);
    *words = text_from(rest, (size_t)close + 1);
    return true;
}

static void check_words(Compiler *compiler, const Sentence *sentence, Text words)
{
    Text rest = words, name;
    while (next_placeholder(compiler, &rest, &name)) {
        bool closes = name.at[0] == '/';
        if (closes) name = text_from(name, 1);
        bool is_pair = has_placeholder(compiler, words, "/", name);
        if (closes && !has_placeholder(compiler, words, "", name))
            ERROR(compiler, "{/%.*s} has no {%.*s} before it", TEXT_PRINT(name), TEXT_PRINT(name));
        if (text_is_c(name, "b") && !is_pair) ERROR(compiler, "{b} has no {/b} behind it");
        if (!text_is_c(name, "b") && !has_argument(sentence, name))
            ERROR(compiler, "{%.*s} has no value: write %.*s=… behind the words", TEXT_PRINT(name),
                  TEXT_PRINT(name));
        if (is_pair && !place_is_html_text(&compiler->place, compiler->template))
            ERROR(compiler, "{%.*s}…{/%.*s} makes an element, which may not stand here", TEXT_PRINT(name),
                  TEXT_PRINT(name));
    }
}

static void check_sentence(Compiler *compiler, const Sentence *sentence)
{
    if (sentence->english.size == 0) ERROR(compiler, "the sentence is empty: write it in English");
    if (!text_is_utf8(sentence->english)) ERROR(compiler, "the sentence is not UTF-8");
    check_words(compiler, sentence, sentence->english);
    if (sentence->has_plural) check_words(compiler, sentence, sentence->plural);
    if (sentence->has_plural && (!sentence->count || !text_is_c(sentence->arguments[0].name, "n")))
        ERROR(compiler, "a plural needs its count as the first value: n=…");
    for (int i = 0; i < sentence->count; i++) {
        Text name = sentence->arguments[i].name;
        Text words = sentence->has_plural ? sentence->plural : sentence->english;
        if (!has_placeholder(compiler, words, "", name))
            ERROR(compiler, "the words have no {%.*s}: put it in or leave the value out", TEXT_PRINT(name));
    }
}

Sentence sentence_parse(Compiler *compiler, Text rest)
{
    Sentence sentence = {0};
    if (!scan_string(compiler->arena, &rest, &sentence.english))
        ERROR(compiler, "write the sentence in quotes: {{t \"Words\"}}");
    sentence.has_plural = scan_string(compiler->arena, &rest, &sentence.plural);
    parse_arguments(compiler, &sentence, rest);
    check_sentence(compiler, &sentence);
    return sentence;
}

static void write_po_text(TextBuffer *out, const char *keyword, Text text)
{
    buffer_add_format(out, "%s \"", keyword);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        if (byte == '"' || byte == '\\') buffer_add_char(out, '\\');
        if (byte == '\n') buffer_add(out, TEXT("\\n"));
        else buffer_add_char(out, byte);
    }
    buffer_add(out, TEXT("\"\n"));
}

void sentence_note(Compiler *compiler, const Sentence *sentence)
{
    TextBuffer *out = &compiler->output->messages;
    buffer_add_format(out, "#: %s:%d\n", compiler->template->file, compiler->line);
    write_po_text(out, "msgid", sentence->english);
    if (!sentence->has_plural) {
        buffer_add(out, TEXT("msgstr \"\"\n\n"));
        return;
    }
    write_po_text(out, "msgid_plural", sentence->plural);
    buffer_add(out, TEXT("msgstr[0] \"\"\nmsgstr[1] \"\"\n\n"));
}

uint64_t sentence_id(const Sentence *sentence)
{
    return tool_sentence_id(sentence->english, sentence->has_plural ? &sentence->plural : NULL);
}

static Text argument_code(Compiler *compiler, const Sentence *sentence, int index)
{
    const Argument *argument = &sentence->arguments[index];
    Text name = argument->name, value = value_code(compiler, argument->value);
    bool is_link = has_placeholder(compiler, sentence->english, "/", name);
    const char *macro = is_link                                                  ? "ARGUMENT_ADDRESS"
                        : index == 0 && sentence->has_plural                     ? "ARGUMENT_COUNT"
                        : has_placeholder(compiler, sentence->plural, "/", name) ? "ARGUMENT_ADDRESS"
                                                                                 : "ARGUMENT";
    return text_format(compiler->arena, "%s(page, \"%.*s\", (%.*s)), ", macro, TEXT_PRINT(name),
                       TEXT_PRINT(value));
}

Text sentence_code(Compiler *compiler, const Sentence *sentence)
{
    TextBuffer out = {.arena = compiler->arena};
    buffer_add_format(&out, "((Message){.id = UINT64_C(0x%016llx), .english = ",
                      (unsigned long long)sentence_id(sentence));
    write_quoted(&out, sentence->english);
    if (sentence->has_plural) {
        buffer_add(&out, TEXT(", .english_plural = "));
        write_quoted(&out, sentence->plural);
    }
    if (sentence->count) buffer_add(&out, TEXT(", .arguments = {"));
    for (int i = 0; i < sentence->count; i++) buffer_add(&out, argument_code(compiler, sentence, i));
    buffer_add(&out, sentence->count ? TEXT("}})") : TEXT("})"));
    sentence_note(compiler, sentence);
    return buffer_text(&out);
}
