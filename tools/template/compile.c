/* SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

_Noreturn void template_error(const Template *template, int line, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fail("%s:%d: %s", template->file, line, text);
}

static void write_message(Compiler *compiler, Text rest)
{
    if (rest.size == 0 || rest.at[0] != '"') {
        write_value(compiler, rest);
        return;
    }
    Sentence sentence = sentence_parse(compiler, rest);
    if (sentence.count) {
        write_value(compiler, sentence_code(compiler, &sentence));
        return;
    }
    sentence_note(compiler, &sentence);
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
    Sentence sentence = sentence_parse(compiler, rest);
    return sentence_code(compiler, &sentence);
}

static void write_include(Compiler *compiler, Text rest)
{
    Text call = scan_part(&rest, ';'), name = scan_word(&call);
    if (!name.size || !call.size)
        ERROR(compiler, "write the template's name and its view: {{include page_top &v->shell}}");
    place_include(&compiler->place, compiler->template, compiler->line);
    TextBuffer arguments = {.arena = compiler->arena};
    while (rest.size) {
        buffer_add(&arguments, TEXT(", "));
        buffer_add(&arguments, component_argument(compiler, scan_part(&rest, ',')));
    }
    Text all = arguments.size ? buffer_text(&arguments) : TEXT("");
    write_code(compiler, "%.*s_%.*s(page, (%.*s)%.*s);", TEXT_PRINT(name),
               TEXT_PRINT(compiler->template->ending), TEXT_PRINT(call), TEXT_PRINT(all));
}

static void open_view(Compiler *compiler, Text rest)
{
    if (compiler->has_view) ERROR(compiler, "{{view}} stands once, in the first line");
    Text type = scan_part(&rest, ';');
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

static void compile_tag(Compiler *compiler, Text tag)
{
    Text rest = tag, word = scan_word(&rest);
    bool is_alone = word.size == tag.size;
    bool has_rest = word.size && !is_alone && isspace((unsigned char)tag.at[word.size]);
    if (text_starts(tag, TEXT("#"))) return;
    if (text_is_c(word, "view") && has_rest) open_view(compiler, rest);
    else if (!compiler->has_view) ERROR(compiler, "the first line names the view: {{view Type}}");
    else if (text_is_c(word, "if")) block_open_if(compiler, rest);
    else if (text_is_c(word, "else")) block_else(compiler, rest);
    else if (text_is_c(word, "end") && is_alone) block_end(compiler);
    else if (text_is_c(word, "each")) block_open_each(compiler, rest);
    else if (text_is_c(word, "sep")) block_separator(compiler, rest);
    else if (text_is_c(word, "include")) write_include(compiler, rest);
    else if (text_is_c(word, "switch")) block_open_switch(compiler, rest);
    else if (text_is_c(word, "case")) block_case(compiler, rest, false);
    else if (text_is_c(word, "default") && is_alone) block_case(compiler, TEXT(""), true);
    else if (text_is_c(word, "t") && has_rest) write_message(compiler, rest);
    else if (text_is_c(word, "asset") && has_rest) write_asset(compiler, rest);
    else write_value(compiler, value_code(compiler, tag));
}

static void compile_literal(Compiler *compiler, Text text)
{
    bool is_blank = text_trim(text).size == 0;
    if (block_awaits_case(compiler) || !compiler->has_view) {
        if (!is_blank && compiler->has_view)
            ERROR(compiler, "between {{switch}} and {{case}} nothing may stand");
        if (!is_blank) ERROR(compiler, "the first line names the view: {{view Type}}");
        return;
    }
    write_literal(compiler, text);
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
    block_check_closed(&compiler);
    place_end(&compiler.place, template, compiler.line);
    write_end_of_function(&compiler);
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
