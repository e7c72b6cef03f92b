/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"

#include "platform/config/options.h"
#include "platform/language/language.h"
#include "platform/store/json.h"

enum { COMMAND_MEMORY_BYTES = 64 << 20 };

/* That a zone is known needs ICU, which lies above the settings. */
static void check_zone(const Settings *settings, Problems *problems)
{
    if (!zone_is_known(settings->zone))
        problems_add(problems, TEXT("site.zone"),
                     M("“{text}” is not a time zone: use a name such as Asia/Seoul.",
                       WITH_TEXT("text", settings->zone)));
}

static int check_file(Arena *arena, const char *path, bool json)
{
    Problems problems = problems_none(arena);
    Settings *settings = settings_read(arena, path, &problems);
    check_zone(settings, &problems);
    bool is_good = !problems_any(&problems);
    if (json)
        json_print(stdout, json_pack("{s:s, s:b, s:o, s:o}", "file", path, "good", is_good, "public_url",
                                     json_from_text(settings->public_url), "problems",
                                     json_from_problems(&problems)));
    else if (is_good)
        printf("%s is in order; readers reach the server at %.*s\n", path, TEXT_PRINT(settings->public_url));
    else problems_tell(path, &problems);
    return !is_good;
}

int command_check_config(int count, char **arguments)
{
    Place place = {0};
    bool reference = false, example = false, json = false;
    const Option options[] = {
        UNREAD_PLACE_OPTIONS(&place),
        {"reference", NULL, "print every key with its default, as Markdown", .flag = &reference},
        {"example", NULL, "print a file with the defaults, to start from", .flag = &example},
        JSON_OPTION(&json),
    };
    const CommandSyntax syntax = {"check-config", "FILE", 0, 1, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    if (count + reference + example != 1 || (json && !count)) {
        fputs("madang check-config: give a FILE [--json], --reference or --example\n", stderr);
        return 2;
    }
    Arena *arena = arena_new(COMMAND_MEMORY_BYTES);
    if (count) {
        status = check_file(arena, arguments[0], json);
    } else {
        Text all = reference ? settings_reference(arena) : settings_example(arena);
        fwrite(all.at, 1, all.size, stdout);
        status = 0;
    }
    arena_free(arena);
    return status;
}

static void print_route(const Route *route)
{
    const char *language = route->neutral ? "" : "/{language}";
    printf("%-4s %s%s\n     %s\n", route->method == GET ? "GET" : "POST", language, route->path, route->help);
    for (int i = 0; i < PARAMETERS_MAX && route->parameters[i].name; i++) {
        const char *kinds[] = {"text", "number", "file", "fields that begin so"};
        printf("       %s: %s\n", route->parameters[i].name, kinds[route->parameters[i].kind]);
    }
}

static json_t *route_json(const Route *route)
{
    json_t *parameters = json_array();
    for (int i = 0; i < PARAMETERS_MAX && route->parameters[i].name; i++) {
        const char *kinds[] = {"text", "number", "file", "prefix"};
        json_array_append_new(parameters, json_pack("{s:s, s:s}", "name", route->parameters[i].name, "kind",
                                                    kinds[route->parameters[i].kind]));
    }
    return json_pack("{s:s, s:s, s:b, s:s, s:o}", "method", route->method == GET ? "GET" : "POST", "path",
                     route->path, "language", !route->neutral, "help", route->help, "parameters", parameters);
}

int command_routes(int count, char **arguments)
{
    Place place = {0};
    bool json = false;
    const Option options[] = {UNREAD_PLACE_OPTIONS(&place), JSON_OPTION(&json)};
    const CommandSyntax syntax = {"routes", "", 0, 0, OPTIONS(options)};
    int status = options_read(&syntax, &count, arguments);
    if (status != OPTIONS_READ) return status;
    json_t *all = json_array();
    for (int i = 0; features[i]; i++) {
        for (size_t j = 0; j < features[i]->route_count; j++) {
            if (json) json_array_append_new(all, route_json(&features[i]->routes[j]));
            else print_route(&features[i]->routes[j]);
        }
    }
    if (json) json_print(stdout, all);
    else json_decref(all);
    return 0;
}
