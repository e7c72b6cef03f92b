/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

typedef enum { BLOCK_IF, BLOCK_EACH, BLOCK_SWITCH } BlockKind;
typedef struct {
    BlockKind kind;
    int line;
    Text name;    /* of a loop's element */
    Place before; /* where the block began */
    Place joined; /* where the branches so far lead */
    bool has_joined, has_else, has_case, has_sep;
} Block;

typedef struct {
    Arena *arena;
    const Template *template;
    TemplateOutput *output;
    Place place;
    TextBuffer literal; /* gathered, not yet written */
    int literal_line;
    LIST(Block) blocks;
    int line; /* of the piece at hand */
    int loops;
    bool has_view;
} Compiler;

enum { ARGUMENTS_MAX = 6 }; /* MESSAGE_ARGUMENTS_MAX of base/message.h */
typedef struct {
    Text name, value; /* the value as C, still with its filter */
} Argument;
typedef struct {
    Text english, plural;
    bool has_plural;
    Argument arguments[ARGUMENTS_MAX];
    int count;
} Sentence;

_Noreturn void template_error(const Template *template, int line, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fail("%s:%d: %s", template->file, line, text);
}
#define ERROR(compiler, ...) template_error((compiler)->template, (compiler)->line, __VA_ARGS__)

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

/* Takes what stands before the separator off the front, trimmed. */
static Text take_until(Text *rest, bool (*stop)(Text, bool))
{
    size_t size = scan_until(*rest, stop);
    Text part = text_trim(text_slice(*rest, 0, size));
    *rest = text_trim(text_from(*rest, size + 1));
    return part;
}

/* Writing C. */

static TextBuffer *code(Compiler *compiler)
{
    return &compiler->output->code;
}

static void write_quoted(TextBuffer *out, Text text)
{
    buffer_add_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte == '"' || byte == '\\') buffer_add_format(out, "\\%c", byte);
        else if (byte == '\n') buffer_add(out, i + 1 < text.size ? TEXT("\\n\"\n        \"") : TEXT("\\n"));
        else if (byte < ' ' || byte == 0x7f) buffer_add_format(out, "\\%03o", byte);
        else buffer_add_char(out, (char)byte);
    }
    buffer_add_char(out, '"');
}

static Text quoted(Compiler *compiler, Text text)
{
    TextBuffer buffer = {.arena = compiler->arena};
    write_quoted(&buffer, text);
    return buffer_text(&buffer);
}

static void flush_literal(Compiler *compiler)
{
    if (compiler->literal.size == 0) return;
    buffer_add(code(compiler), TEXT("    PUT_LITERAL(page, "));
    write_quoted(code(compiler), buffer_text(&compiler->literal));
    buffer_add(code(compiler), TEXT(");\n"));
    compiler->literal.size = 0;
}

/* A statement of C that is at fault in the template's line if it does not compile. */
__attribute__((format(printf, 2, 3))) static void write_code(Compiler *compiler, const char *format, ...)
{
    flush_literal(compiler);
    buffer_add_format(code(compiler), "#line %d ", compiler->line);
    write_quoted(code(compiler), text_of(compiler->template->file));
    buffer_add(code(compiler), TEXT("\n    "));
    va_list arguments;
    va_start(arguments, format);
    buffer_add(code(compiler), text_format_list(compiler->arena, format, arguments));
    va_end(arguments);
    buffer_add_char(code(compiler), '\n');
}

static void write_value(Compiler *compiler, Text expression)
{
    if (expression.size == 0) ERROR(compiler, "{{ }} is empty: write a value between, or {{# a note}}");
    write_code(compiler, "%s(page, %.*s);", place_put(&compiler->place, compiler->template, compiler->line),
               TEXT_PRINT(expression));
}

/* Filters: "date v->due, v->zone" to the C that writes it, a Text. */

static const struct {
    const char *word, *form; /* of dates, a DateForm; else the function */
    bool is_date;
} filters[] = {
    {"number", "number_write", false},  {"percent", "percent_write", false}, {"bytes", "bytes_write", false},
    {"country", "country_name", false}, {"tongue", "tongue_name", false},    {"score", "page_score", false},
    {"date", "DATE_LONG", true},        {"short", "DATE_SHORT", true},       {"full", "DATE_FULL", true},
    {"datetime", "DATE_TIME", true},    {"deadline", "DATE_DEADLINE", true}, {"clock", "DATE_CLOCK", true},
};

static Text filtered_date(Compiler *compiler, const char *form, Text rest)
{
    Text instant = take_until(&rest, is_comma);
    Text zone = rest.size ? rest : TEXT("page->zone");
    return text_format(compiler->arena, "page_date(page, (%.*s), (%.*s), %s)", TEXT_PRINT(instant),
                       TEXT_PRINT(zone), form);
}

static bool is_filter_argument(Text rest)
{
    return rest.size && (isalnum((unsigned char)rest.at[0]) || strchr("_(*&\"", rest.at[0]));
}

/* A value's C: with a filter in front the call that writes it, else as it is. */
static Text filtered(Compiler *compiler, Text value)
{
    Text rest = value, word = scan_word(&rest);
    bool has_space = word.size && word.size < value.size && isspace((unsigned char)value.at[word.size]);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (!has_space || !text_is_c(word, filters[i].word) || !is_filter_argument(rest)) continue;
        if (filters[i].is_date) return filtered_date(compiler, filters[i].form, rest);
        return text_format(compiler->arena, "%s(page->out.arena, page->language, (%.*s))", filters[i].form,
                           TEXT_PRINT(rest));
    }
    return value;
}

/* link "/prize/{}/", EXPR: the C of a Url. */
static Text link_code(Compiler *compiler, Text rest)
{
    Text pattern;
    if (!scan_string(compiler->arena, &rest, &pattern) || !pattern.size || !strchr("/#?", pattern.at[0]))
        ERROR(compiler, "a link is a path in quotes and its parts: {{link \"/prize/{}/\", v->edition}}");
    TextBuffer parts = {.arena = compiler->arena};
    int expected = 0, given = 0;
    for (Text tail = pattern; text_find(tail, TEXT("{}")) >= 0; expected++)
        tail = text_from(tail, (size_t)text_find(tail, TEXT("{}")) + 2);
    if (rest.size && rest.at[0] == ',') rest = text_trim(text_from(rest, 1));
    for (; rest.size; given++) {
        Text part = take_until(&rest, is_comma);
        buffer_add_format(&parts, "URL_PART(page, (%.*s)), ", TEXT_PRINT(part));
    }
    if (expected != given)
        ERROR(compiler, "the path has %d places {}, but %d parts are given", expected, given);
    return text_format(compiler->arena,
                       "url_make(page->out.arena, page->language, %.*s, (const Text[]){%.*sTEXT(\"\")})",
                       TEXT_PRINT(quoted(compiler, pattern)), TEXT_PRINT(buffer_text(&parts)));
}

static Text value_code(Compiler *compiler, Text value)
{
    Text rest = value;
    if (text_is_c(scan_word(&rest), "link") && rest.size && rest.at[0] == '"')
        return link_code(compiler, rest);
    return filtered(compiler, value);
}

/* Sentences. */

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

/* The sentence that begins with its quoted words. */
static Sentence parse_sentence(Compiler *compiler, Text rest)
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

static void write_message_entry(Compiler *compiler, const Sentence *sentence)
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

/* FNV-1a 64, as message_id() of platform/language computes it. */
static uint64_t sentence_id(const Sentence *sentence)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    Text parts[] = {sentence->english, TEXT("\0"), sentence->plural};
    for (int part = 0; part < (sentence->has_plural ? 3 : 1); part++) {
        for (size_t i = 0; i < parts[part].size; i++)
            hash = (hash ^ (unsigned char)parts[part].at[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
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

/* The C of a Message. */
static Text sentence_code(Compiler *compiler, const Sentence *sentence)
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
    write_message_entry(compiler, sentence);
    return buffer_text(&out);
}

/* Tags. */

static void write_message(Compiler *compiler, Text rest)
{
    if (rest.size == 0 || rest.at[0] != '"') {
        write_value(compiler, rest);
        return;
    }
    Sentence sentence = parse_sentence(compiler, rest);
    if (sentence.count) {
        write_value(compiler, sentence_code(compiler, &sentence));
        return;
    }
    write_message_entry(compiler, &sentence);
    const char *put = place_put(&compiler->place, compiler->template, compiler->line);
    write_code(compiler, "%s_SENTENCE(page, UINT64_C(0x%016llx));", put,
               (unsigned long long)sentence_id(&sentence));
}

static void write_asset(Compiler *compiler, Text rest)
{
    Text name;
    if (!scan_string(compiler->arena, &rest, &name) || rest.size)
        ERROR(compiler, "write the asset's name in quotes: {{asset \"madang.css\"}}");
    write_value(compiler,
                text_format(compiler->arena, "asset_url(%.*s)", TEXT_PRINT(quoted(compiler, name))));
}

static Text component_argument(Compiler *compiler, Text argument)
{
    Text rest = argument, word = scan_word(&rest);
    if (text_is_c(argument, "none")) return TEXT("(Message){0}");
    if (!text_is_c(word, "t") || !rest.size || rest.at[0] != '"') return argument;
    Sentence sentence = parse_sentence(compiler, rest);
    return sentence_code(compiler, &sentence);
}

static void write_include(Compiler *compiler, Text rest)
{
    Text call = take_until(&rest, is_semicolon), name = scan_word(&call);
    if (!name.size || !call.size)
        ERROR(compiler, "write the template's name and its view: {{include page_top &v->shell}}");
    place_include(&compiler->place, compiler->template, compiler->line);
    TextBuffer arguments = {.arena = compiler->arena};
    while (rest.size) {
        buffer_add(&arguments, TEXT(", "));
        buffer_add(&arguments, component_argument(compiler, take_until(&rest, is_comma)));
    }
    Text all = arguments.size ? buffer_text(&arguments) : TEXT("");
    write_code(compiler, "%.*s_%.*s(page, (%.*s)%.*s);", TEXT_PRINT(name),
               TEXT_PRINT(compiler->template->ending), TEXT_PRINT(call), TEXT_PRINT(all));
}

static void open_view(Compiler *compiler, Text rest)
{
    if (compiler->has_view) ERROR(compiler, "{{view}} stands once, in the first line");
    Text type = take_until(&rest, is_semicolon);
    if (!type.size) ERROR(compiler, "name the type of v: {{view PrizeCall}}");
    TextBuffer head = {.arena = compiler->arena};
    buffer_add_format(&head, "void %.*s(Page *page, const %.*s *v", TEXT_PRINT(compiler->template->function),
                      TEXT_PRINT(type));
    while (rest.size) {
        Text label = scan_word(&rest);
        if (!label.size)
            ERROR(compiler, "behind the type and ; stand names of messages: {{view Field; label hint}}");
        buffer_add_format(&head, ", Message %.*s", TEXT_PRINT(label));
    }
    buffer_add_char(&head, ')');
    buffer_add_format(&compiler->output->prototypes, "%.*s;\n", TEXT_PRINT(buffer_text(&head)));
    write_code(compiler, "%.*s\n{", TEXT_PRINT(buffer_text(&head)));
    compiler->has_view = true;
}

static Block *open_block(Compiler *compiler, BlockKind kind)
{
    place_settle(&compiler->place);
    Block *block = LIST_ADD(compiler->arena, &compiler->blocks);
    *block = (Block){.kind = kind, .line = compiler->line, .before = compiler->place};
    return block;
}

static Block *innermost(Compiler *compiler, const char *tag)
{
    if (compiler->blocks.count == 0) ERROR(compiler, "{{%s}} stands outside of a block: take it out", tag);
    return &compiler->blocks.at[compiler->blocks.count - 1];
}

/* A branch ends here: it must lead to where the others led. */
static void join_branch(Compiler *compiler, Block *block)
{
    place_settle(&compiler->place);
    if (!block->has_joined) block->joined = compiler->place;
    else if (!place_join(&block->joined, &compiler->place))
        ERROR(compiler,
              "the branches of the block of line %d end in different places (in a tag, a value, a "
              "string): open and close the same in each",
              block->line);
    block->has_joined = true;
    compiler->place = block->before;
}

static void open_if(Compiler *compiler, Text condition)
{
    if (!condition.size) ERROR(compiler, "write a condition: {{if v->count > 0}}");
    open_block(compiler, BLOCK_IF);
    write_code(compiler, "if (%.*s) {", TEXT_PRINT(condition));
}

static void open_each(Compiler *compiler, Text rest)
{
    Text name = scan_word(&rest), in = scan_word(&rest);
    if (!name.size || !text_is_c(in, "in") || !rest.size)
        ERROR(compiler, "write the element's name and the list: {{each city in v->cities}}");
    int loop = compiler->loops++;
    open_block(compiler, BLOCK_EACH)->name = name;
    write_code(compiler,
               "{ __auto_type list_%d = (%.*s); for (size_t %.*s_index = 0; %.*s_index < list_%d.count; "
               "%.*s_index++) { const __typeof__(*list_%d.at) *%.*s = &list_%d.at[%.*s_index]; (void)%.*s;",
               loop, TEXT_PRINT(rest), TEXT_PRINT(name), TEXT_PRINT(name), loop, TEXT_PRINT(name), loop,
               TEXT_PRINT(name), loop, TEXT_PRINT(name), TEXT_PRINT(name));
    compiler->blocks.at[compiler->blocks.count - 1].name =
        text_format(compiler->arena, "%.*s %d", TEXT_PRINT(name), loop);
}

/* In CSV a loop may write one field a round, if a comma stands between. */
static void join_loop(Compiler *compiler, Block *block)
{
    Place before = block->before, after = compiler->place;
    place_settle(&after);
    bool is_same =
        place_join(&before, &after) && before.at == block->before.at && after.at == block->before.at;
    if (!is_same && !(block->has_sep && after.at == AT_FIELD_END))
        ERROR(compiler,
              "a round of the loop of line %d ends in another place (in a tag, a value, a string) than "
              "it began in: open and close the same",
              block->line);
}

static void write_else(Compiler *compiler, Text rest)
{
    Block *block = innermost(compiler, "else");
    if (block->has_else || block->kind == BLOCK_SWITCH)
        ERROR(compiler, "{{else}} stands once in an {{if}} or {{each}}: take it out");
    Text word = rest;
    bool is_else_if = text_is_c(scan_word(&word), "if");
    if (rest.size && (!is_else_if || block->kind != BLOCK_IF))
        ERROR(compiler, "write {{else}} or {{else if …}}");
    if (block->kind == BLOCK_EACH) join_loop(compiler, block);
    join_branch(compiler, block);
    block->has_else = !is_else_if;
    if (is_else_if) write_code(compiler, "} else if (%.*s) {", TEXT_PRINT(word));
    else if (block->kind == BLOCK_IF) write_code(compiler, "} else {");
    else
        write_code(compiler, "} if (list_%.*s.count == 0) {",
                   TEXT_PRINT(text_from(block->name, (size_t)text_find(block->name, TEXT(" ")) + 1)));
}

static void write_end(Compiler *compiler)
{
    Block *block = innermost(compiler, "end");
    if (block->kind == BLOCK_EACH && !block->has_else) join_loop(compiler, block);
    if (block->kind != BLOCK_SWITCH || block->has_case) join_branch(compiler, block);
    if (!block->has_else) join_branch(compiler, block); /* as if nothing had been written */
    bool is_two = block->kind == BLOCK_EACH || block->has_case;
    write_code(compiler, "%s%s", block->has_case ? "break; " : "", is_two ? "} }" : "}");
    compiler->place = block->joined;
    compiler->blocks.count--;
}

static void open_switch(Compiler *compiler, Text expression)
{
    if (!expression.size) ERROR(compiler, "write what is looked at: {{switch v->state}}");
    open_block(compiler, BLOCK_SWITCH);
    write_code(compiler, "switch (%.*s) {", TEXT_PRINT(expression));
}

static void write_case(Compiler *compiler, Text constants, bool is_default)
{
    Block *block = innermost(compiler, is_default ? "default" : "case");
    if (block->kind != BLOCK_SWITCH) ERROR(compiler, "{{case}} and {{default}} stand in a {{switch}}");
    if (!is_default && !constants.size) ERROR(compiler, "name the constant: {{case ROUND_OPEN}}");
    if (block->has_else) ERROR(compiler, "{{default}} is the last branch of a {{switch}}");
    if (block->has_case) join_branch(compiler, block);
    if (block->has_case) write_code(compiler, "break; }");
    block->has_case = true;
    block->has_else = is_default;
    while (constants.size) {
        Text constant = take_until(&constants, is_comma);
        write_code(compiler, "case %.*s:", TEXT_PRINT(constant));
    }
    write_code(compiler, is_default ? "default: {" : "{");
}

static void follow_literal(Compiler *compiler, Text text)
{
    place_follow(&compiler->place, compiler->template, compiler->line, text, &compiler->literal);
}

static void write_separator(Compiler *compiler, Text rest)
{
    Block *loop = NULL;
    Text literal;
    for (size_t i = 0; i < compiler->blocks.count; i++) {
        if (compiler->blocks.at[i].kind == BLOCK_EACH) loop = &compiler->blocks.at[i];
    }
    if (!loop) ERROR(compiler, "{{sep}} stands in a loop, {{each}}");
    if (!scan_string(compiler->arena, &rest, &literal) || rest.size)
        ERROR(compiler, "write the separator in quotes: {{sep \",\"}}");
    Text name = text_slice(loop->name, 0, (size_t)text_find(loop->name, TEXT(" ")));
    write_code(compiler, "if (%.*s_index > 0) {", TEXT_PRINT(name));
    follow_literal(compiler, literal);
    write_code(compiler, "}");
    loop->has_sep = true;
}

static void compile_tag(Compiler *compiler, Text tag)
{
    Text rest = tag, word = scan_word(&rest);
    bool is_alone = word.size == tag.size;
    bool has_rest = word.size && !is_alone && isspace((unsigned char)tag.at[word.size]);
    if (text_starts(tag, TEXT("#"))) return;
    if (text_is_c(word, "view") && has_rest) open_view(compiler, rest);
    else if (!compiler->has_view) ERROR(compiler, "the first line names the view: {{view Type}}");
    else if (text_is_c(word, "if")) open_if(compiler, rest);
    else if (text_is_c(word, "else")) write_else(compiler, rest);
    else if (text_is_c(word, "end") && is_alone) write_end(compiler);
    else if (text_is_c(word, "each")) open_each(compiler, rest);
    else if (text_is_c(word, "sep")) write_separator(compiler, rest);
    else if (text_is_c(word, "include")) write_include(compiler, rest);
    else if (text_is_c(word, "switch")) open_switch(compiler, rest);
    else if (text_is_c(word, "case")) write_case(compiler, rest, false);
    else if (text_is_c(word, "default") && is_alone) write_case(compiler, TEXT(""), true);
    else if (text_is_c(word, "t") && has_rest) write_message(compiler, rest);
    else if (text_is_c(word, "asset") && has_rest) write_asset(compiler, rest);
    else write_value(compiler, value_code(compiler, tag));
}

/* Between {{switch}} and the first {{case}} nothing can be written. */
static bool is_before_case(Compiler *compiler)
{
    if (compiler->blocks.count == 0) return false;
    const Block *block = &compiler->blocks.at[compiler->blocks.count - 1];
    return block->kind == BLOCK_SWITCH && !block->has_case;
}

static void compile_literal(Compiler *compiler, Text text)
{
    bool is_blank = text_trim(text).size == 0;
    if (is_before_case(compiler) || !compiler->has_view) {
        if (!is_blank && compiler->has_view)
            ERROR(compiler, "between {{switch}} and {{case}} nothing may stand");
        if (!is_blank) ERROR(compiler, "the first line names the view: {{view Type}}");
        return;
    }
    follow_literal(compiler, text);
}

void template_compile(TemplateOutput *output, const Template *template)
{
    Compiler compiler = {.arena = output->arena, .template = template, .output = output, .line = 1};
    if (!text_is_utf8(template->bytes)) ERROR(&compiler, "the template is not UTF-8");
    compiler.place = place_start(template->format);
    compiler.literal.arena = output->arena;
    Pieces pieces = template_scan(output->arena, template);
    for (size_t i = 0; i < pieces.count; i++) {
        compiler.line = pieces.at[i].line;
        if (pieces.at[i].is_tag) compile_tag(&compiler, pieces.at[i].text);
        else compile_literal(&compiler, pieces.at[i].text);
    }
    if (!compiler.has_view) ERROR(&compiler, "the first line names the view: {{view Type}}");
    if (compiler.blocks.count) {
        compiler.line = compiler.blocks.at[compiler.blocks.count - 1].line;
        ERROR(&compiler, "this block has no {{end}}");
    }
    place_end(&compiler.place, template, compiler.line);
    flush_literal(&compiler);
    buffer_add(code(&compiler), TEXT("}\n\n"));
}

Template template_of(Arena *arena, Text module, const char *file)
{
    static const struct {
        const char *ending;
        Format format;
    } formats[] = {{"html", FORMAT_HTML}, {"xml", FORMAT_XML}, {"svg", FORMAT_XML},
                   {"json", FORMAT_JSON}, {"csv", FORMAT_CSV}, {"txt", FORMAT_PLAIN}};
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file, *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(dot + 1, formats[i].ending) != 0) continue;
        char *function = (char *)text_format(arena, "%.*s_%.*s_%s", TEXT_PRINT(module), (int)(dot - name),
                                             name, formats[i].ending)
                             .at;
        for (char *at = function; *at; at++) *at = isalnum((unsigned char)*at) ? *at : '_';
        return (Template){file, text_of(function), text_of(formats[i].ending), formats[i].format, TEXT("")};
    }
    fail("%s:1: a template's name ends in .html, .xml, .svg, .json, .csv or .txt", file);
}
