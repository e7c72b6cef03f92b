/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/evaluation_parts.h"

#include <stdlib.h>

Url evaluation_url(const Request *request, const Edition *edition, const char *pattern, int64_t key)
{
    Arena *arena = request->arena;
    const char *whole = text_c(arena, text_format(arena, "/prize/{}/%s", pattern));
    Text parts[] = {edition->code, text_format(arena, "%lld", (long long)key), TEXT("")};
    return url_make(arena, request->language, whole, parts);
}

static void add_tab(const Request *request, const Edition *edition, ShellLinks *tabs, Message label,
                    const char *pattern, bool is_current)
{
    *LIST_ADD(request->arena, tabs) = (ShellLink){.label = label,
                                                  .url = evaluation_url(request, edition, pattern, 0),
                                                  .is_current = is_current};
}

ShellLinks expert_tabs(const Request *request, Snapshot *at, const Edition *edition, ExpertTab here)
{
    ShellLinks tabs = {0};
    add_tab(request, edition, &tabs, M("My reviews"), "reviews/", here == EXPERT_REVIEWS);
    if (viewer_has_accepted(at, edition->id))
        add_tab(request, edition, &tabs, M("Conflicts of interest"), "expert/conflicts/",
                here == EXPERT_CONFLICTS);
    add_tab(request, edition, &tabs, M("Profile"), "expert/", here == EXPERT_PROFILE);
    return tabs;
}

ShellLinks organiser_tabs(const Request *request, const Edition *edition, int64_t here)
{
    ShellLinks tabs = {0};
    add_tab(request, edition, &tabs, M("Experts"), "experts/", here == ORGANISER_EXPERTS);
    add_tab(request, edition, &tabs, M("Conflicts of interest"), "conflicts/", here == ORGANISER_CONFLICTS);
    for (size_t i = 0; i < edition->rounds.count; i++) {
        if (edition->rounds.at[i].judges == JUDGES_SECRETARIAT) continue;
        int64_t number = (int64_t)i + 1;
        *LIST_ADD(request->arena, &tabs) =
            (ShellLink){.label =
                            M("Assignment: {round}",
                              WITH_TEXT("round", words_in(&edition->rounds.at[i].name, request->language))),
                        .url = evaluation_url(request, edition, "rounds/{}/assignment/", number),
                        .is_current = here == number};
    }
    return tabs;
}

Text evaluation_value(const Request *request, const char *name, Text stored)
{
    return request->is_again && request_has(request, name) ? request_text(request, name) : stored;
}

Text evaluation_number(Arena *arena, const Edition *edition, int64_t number)
{
    return application_number(arena, edition, &(Application){.number = number});
}

Choice *evaluation_named(Arena *arena, ChoiceField *field, const Named *named, Language language, bool chosen)
{
    Choice *choice = choice_add(arena, field, named->code, (Message){0}, chosen ? named->code : TEXT(""));
    choice->text = words_in(&named->name, language);
    return choice;
}

/* ---- all countries, by their names */

static int by_text(const void *a, const void *b, void *language)
{
    return collate(*(const Language *)language, ((const Choice *)a)->text, ((const Choice *)b)->text);
}

ChoiceField evaluation_countries(const Request *request, const Problems *problems, Text name, Text chosen)
{
    ChoiceField field = choice_field_make(problems, name);
    field.empty = M("Choose a country");
    Text code = TEXT("");
    while ((code = country_after(code)).size)
        choice_add(request->arena, &field, code, (Message){0}, chosen)->text =
            country_name(request->arena, request->language, code);
    Language language = request->language;
    qsort_r(field.choices.at, field.choices.count, sizeof *field.choices.at, by_text, &language);
    return field;
}

Codes evaluation_codes(const Request *request, const char *name)
{
    Codes codes = {0};
    Texts typed = request_texts(request, name);
    for (size_t i = 0; i < typed.count; i++) *LIST_ADD(request->arena, &codes) = typed.at[i];
    return codes;
}
