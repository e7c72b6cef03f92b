/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler of one template, private to its files: write (C), value (filters and links), sentence,
 * block (if, each, switch), compile (the tags). */
#ifndef TEMPLATE_COMPILE_H
#define TEMPLATE_COMPILE_H

#include "template.h"

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

#define ERROR(compiler, ...) template_error((compiler)->template, (compiler)->line, __VA_ARGS__)

/* write.c */
void write_quoted(TextBuffer *out, Text text); /* as a C string literal */
Text quoted(Compiler *compiler, Text text);
/* Text of the template itself, which moves the place. */
void write_literal(Compiler *compiler, Text text);
/* A statement of C that is at fault in the template's line if it does not compile. */
void write_code(Compiler *compiler, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The C expression's value, as its place asks. */
void write_value(Compiler *compiler, Text expression);
void write_end_of_function(Compiler *compiler);

/* value.c: the C of what stands in a tag: a filtered value, a link, or an expression as it is. */
Text value_code(Compiler *compiler, Text value);

/* sentence.c */
/* The sentence that begins with its quoted words. */
Sentence sentence_parse(Compiler *compiler, Text rest);
uint64_t sentence_id(const Sentence *sentence);
/* Hands the sentence to the translators. */
void sentence_note(Compiler *compiler, const Sentence *sentence);
/* The C of a Message; noted as well. */
Text sentence_code(Compiler *compiler, const Sentence *sentence);

/* block.c */
void block_open_if(Compiler *compiler, Text condition);
void block_open_each(Compiler *compiler, Text rest);
void block_open_switch(Compiler *compiler, Text expression);
void block_else(Compiler *compiler, Text rest);
void block_case(Compiler *compiler, Text constants, bool is_default);
void block_separator(Compiler *compiler, Text rest);
void block_end(Compiler *compiler);
/* Between {{switch}} and the first {{case}} nothing can be written. */
bool block_awaits_case(const Compiler *compiler);
void block_check_closed(Compiler *compiler);

#endif
