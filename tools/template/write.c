/* SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

#include <stdarg.h>

void write_quoted(TextBuffer *out, Text text)
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

Text quoted(Compiler *compiler, Text text)
{
    TextBuffer buffer = {.arena = compiler->arena};
    write_quoted(&buffer, text);
    return buffer_text(&buffer);
}

static void flush_literal(Compiler *compiler)
{
    TextBuffer *code = &compiler->output->code;
    if (compiler->literal.size == 0) return;
    buffer_add(code, TEXT("    PUT_LITERAL(page, "));
    write_quoted(code, buffer_text(&compiler->literal));
    buffer_add(code, TEXT(");\n"));
    compiler->literal.size = 0;
}

void write_literal(Compiler *compiler, Text text)
{
    place_follow(&compiler->place, compiler->template, compiler->line, text, &compiler->literal);
}

void write_code(Compiler *compiler, const char *format, ...)
{
    TextBuffer *code = &compiler->output->code;
    flush_literal(compiler);
    buffer_add_format(code, "#line %d ", compiler->line);
    write_quoted(code, text_of(compiler->template->file));
    buffer_add(code, TEXT("\n    "));
    va_list arguments;
    va_start(arguments, format);
    buffer_add(code, text_format_list(compiler->arena, format, arguments));
    va_end(arguments);
    buffer_add_char(code, '\n');
}

void write_value(Compiler *compiler, Text expression)
{
    if (expression.size == 0) ERROR(compiler, "{{ }} is empty: write a value between, or {{# a note}}");
    write_code(compiler, "%s(page, %.*s);", place_put(&compiler->place, compiler->template, compiler->line),
               TEXT_PRINT(expression));
}

void write_end_of_function(Compiler *compiler)
{
    flush_literal(compiler);
    buffer_add(&compiler->output->code, TEXT("}\n\n"));
}
