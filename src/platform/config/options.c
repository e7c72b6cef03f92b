/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/options.h"

#include "platform/config/suggest.h"

#include <stdio.h>

static void print_usage(FILE *to, const CommandSyntax *syntax)
{
    fprintf(to, "usage: madang %s%s%s%s\n", syntax->command, *syntax->operands ? " " : "", syntax->operands,
            syntax->option_count ? " [option …]" : "");
    for (size_t i = 0; i < syntax->option_count; i++) {
        const Option *option = &syntax->options[i];
        int width = fprintf(to, "  --%s%s%s", option->name, option->value ? " " : "",
                            option->value ? option->value : "");
        fprintf(to, "%*s%s\n", width < 24 ? 24 - width : 1, "", option->help);
    }
}

__attribute__((format(printf, 2, 3))) static int refuse(const CommandSyntax *syntax, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "madang %s: ", syntax->command);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    print_usage(stderr, syntax);
    return 2;
}

static const Option *option_of(const CommandSyntax *syntax, Text name)
{
    for (size_t i = 0; i < syntax->option_count; i++) {
        if (text_is_c(name, syntax->options[i].name)) return &syntax->options[i];
    }
    return NULL;
}

static int refuse_unknown(const CommandSyntax *syntax, Text name)
{
    Suggestion meant = suggest_begin(name);
    for (size_t i = 0; i < syntax->option_count; i++) suggest_offer(&meant, text_of(syntax->options[i].name));
    if (!meant.best.size) return refuse(syntax, "there is no option --%.*s", TEXT_PRINT(name));
    return refuse(syntax, "there is no option --%.*s; did you mean --%.*s?", TEXT_PRINT(name),
                  TEXT_PRINT(meant.best));
}

static int set_text(const CommandSyntax *syntax, const Option *option, Text value)
{
    OptionTexts *texts = option->texts;
    if (!text_is_utf8(value)) return refuse(syntax, "--%s must be text in UTF-8", option->name);
    if (texts && texts->count == OPTION_TEXTS_MAX)
        return refuse(syntax, "--%s may be given %d times", option->name, OPTION_TEXTS_MAX);
    *(texts ? &texts->at[texts->count++] : option->text) = value;
    return OPTIONS_READ;
}

static int set_value(const CommandSyntax *syntax, const Option *option, Text value)
{
    int64_t number;
    if (!option->number) return set_text(syntax, option, value);
    bool fits = text_to_int(value, &number) && number >= option->least && number <= option->greatest;
    if (!fits) {
        return refuse(syntax, "--%s must be a whole number from %lld to %lld", option->name,
                      (long long)option->least, (long long)option->greatest);
    }
    *option->number = number;
    return OPTIONS_READ;
}

/* Reads the option at *index, which it leaves at its last word. */
static int read_option(const CommandSyntax *syntax, int count, char **arguments, int *index)
{
    Text value = text_from(text_of(arguments[*index]), 2);
    bool has_value = text_find(value, TEXT("=")) >= 0;
    Text name = text_next(&value, '=');
    const Option *option = option_of(syntax, name);
    if (!option) return refuse_unknown(syntax, name);
    if (option->flag) {
        if (has_value) return refuse(syntax, "--%s takes no value", option->name);
        *option->flag = true;
        return OPTIONS_READ;
    }
    if (!has_value) {
        if (*index + 1 == count) return refuse(syntax, "--%s needs a value: %s", option->name, option->value);
        value = text_of(arguments[++*index]);
    }
    return set_value(syntax, option, value);
}

int options_read(const CommandSyntax *syntax, int *count, char **arguments)
{
    int operands = 0;
    bool ended = false;
    for (int i = 0; i < *count; i++) {
        Text word = text_of(arguments[i]);
        if (ended || !text_starts(word, TEXT("-")) || word.size == 1) {
            arguments[operands++] = arguments[i];
        } else if (text_is(word, TEXT("--"))) {
            ended = true;
        } else if (text_is(word, TEXT("--help"))) {
            print_usage(stdout, syntax);
            return 0;
        } else {
            if (!text_starts(word, TEXT("--"))) return refuse(syntax, "there is no option %s", arguments[i]);
            int status = read_option(syntax, *count, arguments, &i);
            if (status != OPTIONS_READ) return status;
        }
    }
    *count = operands;
    if (operands < syntax->operands_min) return refuse(syntax, "%s is missing", syntax->operands);
    if (operands > syntax->operands_max)
        return refuse(syntax, "“%s” is too much", arguments[syntax->operands_max]);
    return OPTIONS_READ;
}

/* "line 12, column 3" as ":12:3", which editors understand; any other field as it is. */
static void tell_place(const char *file, Text field)
{
    int64_t line, column;
    Text rest = text_from(field, 5);
    bool is_place = text_starts(field, TEXT("line ")) && text_to_int(text_next(&rest, ','), &line) &&
                    text_starts(rest, TEXT(" column ")) && text_to_int(text_from(rest, 8), &column);
    if (is_place) fprintf(stderr, "%s:%lld:%lld: ", file, (long long)line, (long long)column);
    else fprintf(stderr, "%s: %.*s%s", file, TEXT_PRINT(field), field.size ? ": " : "");
}

void problems_tell(const char *file, const Problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        Text words = message_english(problems->arena, &problems->at[i].message);
        tell_place(file, problems->at[i].field);
        fprintf(stderr, "%.*s\n", TEXT_PRINT(words));
    }
}

Settings *place_settings(Arena *arena, const Place *place)
{
    if (place->data.size && place->store.size) {
        fputs("madang: give --data or --store, not both\n", stderr);
        return NULL;
    }
    if (place->store.size && !settings_takes_store(place->store)) {
        fputs("madang: --store takes a directory or an address that begins with postgresql://\n", stderr);
        return NULL;
    }
    const char *path = text_c(arena, place->config);
    Problems problems = problems_none(arena);
    Settings *settings = place->config.size ? settings_read(arena, path, &problems) : settings_default(arena);
    problems_tell(path, &problems);
    if (problems_any(&problems)) return NULL;
    if (place->data.size) settings->store = place->data;
    if (place->store.size) settings->store = place->store;
    bool is_server = text_starts(settings->store, TEXT("postgresql://"));
    if (is_server && !settings->files.size) settings->files = TEXT("data/files");
    return settings;
}
