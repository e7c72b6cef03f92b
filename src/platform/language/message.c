/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/language/language.h"

#include <assert.h>

uint64_t message_id(const char *english, const char *english_plural)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = english; *at; at++) hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    if (!english_plural) return hash;
    hash *= UINT64_C(0x100000001b3); /* the zero byte */
    for (const char *at = english_plural; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return hash;
}

static const CatalogueEntry *catalogue_entry(uint64_t id)
{
    for (uint64_t at = id & catalogue_mask; catalogue_entries[at].id; at = (at + 1) & catalogue_mask) {
        if (catalogue_entries[at].id == id) return &catalogue_entries[at];
    }
    return NULL;
}

/* CLDR: Korean has one form, English and German "one" for exactly 1. */
static bool is_other(Language language, int64_t count)
{
    return language == LANGUAGE_KO || count != 1;
}

CatalogueForm catalogue_form(Language language, uint64_t id, int64_t count)
{
    const CatalogueEntry *entry = catalogue_entry(id);
    assert(entry && "a sentence that no catalogue has");
    return entry->forms[language][is_other(language, count)];
}

CatalogueForm message_form(Language language, const Message *message)
{
    uint64_t id = message->id ? message->id : message_id(message->english, message->english_plural);
    bool has_count = message->english_plural && message->arguments[0].kind == ARGUMENT_NUMBER;
    const CatalogueEntry *entry = catalogue_entry(id);
    if (!entry) fail("language: no catalogue has the sentence “%s”", message->english);
    return entry->forms[language][is_other(language, has_count ? message->arguments[0].number : 1)];
}

static Text date_argument(Arena *arena, Language language, const MessageArgument *argument, DateForm form)
{
    if (!instant_is_set(argument->instant)) return TEXT("");
    return instant_format(arena, language, argument->instant, argument->zone, form);
}

Text argument_write(Arena *arena, Language language, const MessageArgument *argument)
{
    switch (argument->kind) {
    case ARGUMENT_NUMBER:
        return number_write(arena, language, argument->number);
    case ARGUMENT_BYTES:
        return bytes_write(arena, language, argument->number);
    case ARGUMENT_DATE:
        return date_argument(arena, language, argument, DATE_LONG);
    case ARGUMENT_DATE_TIME:
        return date_argument(arena, language, argument, DATE_DEADLINE);
    case ARGUMENT_TIME:
        return date_argument(arena, language, argument, DATE_CLOCK);
    case ARGUMENT_MESSAGE:
        return message_write(arena, language, argument->message);
    case ARGUMENT_ADDRESS:
        return TEXT("");
    case ARGUMENT_TEXT:
    case ARGUMENT_NONE:
        break;
    }
    return argument->text;
}

static Text placeholder(Arena *arena, Language language, const Message *message, Text name)
{
    for (int i = 0; i < MESSAGE_ARGUMENTS_MAX && message->arguments[i].kind != ARGUMENT_NONE; i++) {
        if (text_is_c(name, message->arguments[i].name))
            return argument_write(arena, language, &message->arguments[i]);
    }
    bool is_markup = text_is_c(name, "b") || text_starts(name, TEXT("/"));
    if (!is_markup) fail("language: “%s” has no value for {%.*s}", message->english, TEXT_PRINT(name));
    return TEXT("");
}

Text message_write(Arena *arena, Language language, const Message *message)
{
    if (!message->english) return TEXT("");
    Text words = message_form(language, message).words;
    if (text_find(words, TEXT("{")) < 0) return words;
    TextBuffer out = {.arena = arena};
    for (size_t round = 0; words.size; round++) {
        Text part = text_next(&words, round % 2 ? '}' : '{');
        buffer_add(&out, round % 2 ? placeholder(arena, language, message, part) : part);
    }
    return buffer_text(&out);
}
