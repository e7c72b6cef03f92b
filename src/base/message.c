/* SPDX-License-Identifier: Apache-2.0 */
#include "base/message.h"

#include <string.h>

static void add_argument(TextBuffer *out, const MessageArgument *argument)
{
    switch (argument->kind) {
    case ARGUMENT_NONE:
    case ARGUMENT_ADDRESS:
        break;
    case ARGUMENT_TEXT:
        buffer_add(out, argument->text);
        break;
    case ARGUMENT_NUMBER:
    case ARGUMENT_BYTES:
        buffer_add_format(out, "%lld", (long long)argument->number);
        if (argument->kind == ARGUMENT_BYTES) buffer_add(out, TEXT(" bytes"));
        break;
    case ARGUMENT_DATE:
    case ARGUMENT_DATE_TIME:
    case ARGUMENT_TIME:
        buffer_add(out, instant_write(out->arena, argument->instant));
        break;
    case ARGUMENT_MESSAGE:
        buffer_add(out, message_english(out->arena, argument->message));
        break;
    }
}

static const MessageArgument *argument_of(const Message *message, Text name)
{
    for (int i = 0; i < MESSAGE_ARGUMENTS_MAX; i++) {
        const MessageArgument *argument = &message->arguments[i];
        if (argument->kind != ARGUMENT_NONE && text_is_c(name, argument->name)) return argument;
    }
    return NULL;
}

Text message_english(Arena *arena, const Message *message)
{
    bool many = message->english_plural && message->arguments[0].number != 1;
    Text rest = text_of(many ? message->english_plural : message->english);
    TextBuffer out = {.arena = arena};
    while (rest.size) {
        Text plain = text_next(&rest, '{');
        buffer_add(&out, plain);
        if (!rest.size) break;
        Text name = text_next(&rest, '}');
        const MessageArgument *argument = argument_of(message, name);
        if (argument) add_argument(&out, argument);
    }
    return buffer_text(&out);
}
