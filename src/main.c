/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: finds the command that the words name and runs it within a boundary. Exit
 * status 0, 1 (the answer is no, or it failed) or 2 (usage). */
#include "base/fail.h"
#include "command.h"
#include "platform/config/suggest.h"
#include "workbench/workbench.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int command_help(int count, char **arguments);
static int command_version(int count, char **arguments);

static const Command own_commands[] = {
    {"serve", "[--port N] [--data DIR | --store URL]", "Serves the site until it is ended.", command_serve},
    {"check-config", "FILE [--json]", "Checks a file of settings, naming line and column of what is wrong.",
     command_check_config},
    {"engine assign",
     "FILE --demand N --load N [--loads FILE] [--objective AIM] [--out FILE] [--certificate FILE] [--json] "
     "[…]",
     "Assigns experts to applications from a spreadsheet, as well as can be, and proves it.",
     workbench_assign},
    {"engine check", "FILE ASSIGNMENT CERTIFICATE [--json]",
     "Checks that an assignment keeps its rules, and by its certificate that none is better.",
     workbench_check},
    {"engine calibrate", "FILE [--places N] [--further N] [--out FILE] [--experts FILE] [--json] […]",
     "Makes severe and mild experts comparable from a spreadsheet of scores, and says how sure ranks are.",
     workbench_calibrate},
    {"engine select",
     "FILE --places N [--floor COLUMN=VALUE:N] [--cap COLUMN=VALUE:N] [--tie RULE] [--json] […]",
     "Chooses who passes from a spreadsheet of scores, under floors and caps, and explains each swap.",
     workbench_select},
    {"routes", "[--json]", "Prints the table of all pages and actions.", command_routes},
    {"help", "[COMMAND]", "Prints the commands, or one command's options.", command_help},
    {"version", "", "Prints the version.", command_version},
};
enum { OWN_COUNT = sizeof own_commands / sizeof own_commands[0] };

/* Every command in turn; NULL after the last. */
static const Command *command_at(size_t index)
{
    for (size_t i = 0; features[i]; i++) {
        if (index < features[i]->command_count) return &features[i]->commands[index];
        index -= features[i]->command_count;
    }
    return index < OWN_COUNT ? &own_commands[index] : NULL;
}

/* How many of the arguments the command's words take up; 0 if it is another command. */
static int words_matched(const Command *command, int count, char **arguments)
{
    Text rest = text_of(command->words);
    int taken = 0;
    while (rest.size) {
        if (taken == count || !text_is_c(text_next(&rest, ' '), arguments[taken])) return 0;
        taken++;
    }
    return taken;
}

/* The command with the most words that fit. */
static const Command *command_find(int count, char **arguments, int *taken)
{
    const Command *found = NULL;
    *taken = 0;
    for (size_t i = 0; command_at(i); i++) {
        int matched = words_matched(command_at(i), count, arguments);
        if (matched <= *taken) continue;
        found = command_at(i);
        *taken = matched;
    }
    return found;
}

/* Those whose words begin with `beginning` ("" : all). How many. */
static int print_commands(FILE *to, Text beginning)
{
    int printed = 0;
    for (size_t i = 0; command_at(i); i++) {
        const Command *command = command_at(i);
        Text rest = text_of(command->words);
        if (beginning.size && !text_is(text_next(&rest, ' '), beginning)) continue;
        fprintf(to, "  %s %s\n        %s\n", command->words, command->arguments, command->help);
        printed++;
    }
    return printed;
}

static void print_all(FILE *to)
{
    fputs("usage: madang COMMAND [option …]\n\n", to);
    print_commands(to, TEXT(""));
    fputs("\nEvery command explains its options with --help.\n", to);
}

static int refuse_unknown(const char *typed)
{
    Suggestion meant = suggest_begin(text_of(typed));
    for (size_t i = 0; command_at(i); i++) {
        Text rest = text_of(command_at(i)->words);
        suggest_offer(&meant, text_next(&rest, ' '));
    }
    fprintf(stderr, "madang: there is no command “%s”", typed);
    if (meant.best.size) fprintf(stderr, "; did you mean “%.*s”?", TEXT_PRINT(meant.best));
    fputs("\nmadang help lists the commands.\n", stderr);
    return 2;
}

static int refuse(int count, char **arguments)
{
    if (!count) {
        print_all(stderr);
        return 2;
    }
    bool asks = count == 2 && !strcmp(arguments[1], "--help");
    if (print_commands(asks ? stdout : stderr, text_of(arguments[0]))) return asks ? 0 : 2;
    return refuse_unknown(arguments[0]);
}

static int command_help(int count, char **arguments)
{
    int taken;
    const Command *command = command_find(count, arguments, &taken);
    char option[] = "--help", *ask[] = {option, NULL};
    if (!count) {
        print_all(stdout);
        return 0;
    }
    if (!command) return print_commands(stdout, text_of(arguments[0])) ? 0 : refuse(count, arguments);
    printf("madang %s %s\n%s\n", command->words, command->arguments, command->help);
    fflush(stdout);
    bool is_plain = command->run == command_help || command->run == command_version;
    return is_plain ? 0 : command->run(1, ask);
}

static int command_version(int count, char **arguments)
{
    puts("madang " MADANG_VERSION);
    return 0;
}

typedef struct {
    const Command *command;
    int count;
    char **arguments;
    int status;
} Call;

static void run_call(void *context)
{
    Call *call = context;
    call->status = call->command->run(call->count, call->arguments);
}

static int run_command(int count, char **arguments)
{
    int taken;
    Failure failure;
    const Command *command = command_find(count, arguments, &taken);
    if (!command) return refuse(count, arguments);
    Call call = {command, count - taken, arguments + taken, 1};
    if (boundary_run(run_call, &call, &failure)) return call.status;
    fprintf(stderr, "madang %s: %s\n", command->words, failure.cause);
    return 1;
}

int main(int count, char **arguments)
{
    signal(SIGPIPE, SIG_IGN);
    setlocale(LC_ALL, "C.UTF-8");
    features_register();
    if (count == 2 && !strcmp(arguments[1], "--version")) return command_version(0, NULL);
    if (count >= 2 && !strcmp(arguments[1], "--help")) return command_help(0, NULL);
    int status = run_command(count - 1, arguments + 1);
    if (fflush(stdout) || ferror(stdout)) return status ? status : 1;
    return status;
}
