/* SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

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

void block_open_if(Compiler *compiler, Text condition)
{
    if (!condition.size) ERROR(compiler, "write a condition: {{if v->count > 0}}");
    open_block(compiler, BLOCK_IF);
    write_code(compiler, "if (%.*s) {", TEXT_PRINT(condition));
}

void block_open_each(Compiler *compiler, Text rest)
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

void block_else(Compiler *compiler, Text rest)
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

void block_end(Compiler *compiler)
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

void block_open_switch(Compiler *compiler, Text expression)
{
    if (!expression.size) ERROR(compiler, "write what is looked at: {{switch v->state}}");
    open_block(compiler, BLOCK_SWITCH);
    write_code(compiler, "switch (%.*s) {", TEXT_PRINT(expression));
}

void block_case(Compiler *compiler, Text constants, bool is_default)
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
        Text constant = scan_part(&constants, ',');
        write_code(compiler, "case %.*s:", TEXT_PRINT(constant));
    }
    write_code(compiler, is_default ? "default: {" : "{");
}

void block_separator(Compiler *compiler, Text rest)
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
    write_literal(compiler, literal);
    write_code(compiler, "}");
    loop->has_sep = true;
}

bool block_awaits_case(const Compiler *compiler)
{
    if (compiler->blocks.count == 0) return false;
    const Block *block = &compiler->blocks.at[compiler->blocks.count - 1];
    return block->kind == BLOCK_SWITCH && !block->has_case;
}

void block_check_closed(Compiler *compiler)
{
    if (compiler->blocks.count == 0) return;
    compiler->line = compiler->blocks.at[compiler->blocks.count - 1].line;
    ERROR(compiler, "this block has no {{end}}");
}
