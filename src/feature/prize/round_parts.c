/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/round_parts.h"
#include "feature/prize/desk_parts.h"

enum { PAGES_MAX = 1 << 20 };

int64_t round_asked(const Request *request)
{
    int64_t round = 0;
    request_int(request, "round", &round);
    return round;
}

Url round_url(Request *request, const Edition *edition, int64_t round)
{
    return URL(request->arena, request->language, "/prize/{}/rounds/{}/", edition->code,
               text_of_int(request->arena, round));
}

Url round_fragility_url(Request *request, const Edition *edition, int64_t round)
{
    return URL(request->arena, request->language, "/prize/{}/rounds/{}/fragility/", edition->code,
               text_of_int(request->arena, round));
}

bool round_form_returns(const Request *request, ApplyFunction *apply)
{
    return request->is_again && request->route->apply == apply;
}

static bool is_released(Snapshot *at, const Edition *edition, int64_t round)
{
    return store_row(at,
                     SQL("SELECT 1 FROM round_confirmation WHERE edition = $1 AND round = $2"
                         " AND feedback_released_at IS NOT NULL"),
                     BIND(edition->id.key, round)) != NULL;
}

static void fill_confirmation(Request *request, const RoundResult *result, RoundHead *head)
{
    head->note = field_make(&request->problems, TEXT("note"), TEXT(""));
    if (round_form_returns(request, round_confirm_apply)) head->note.value = request_text(request, "note");
    head->note.is_optional = !result->missing;
    head->note.rows = 2;
    head->with_missing = choice_field_make(&request->problems, TEXT("with_missing"));
    choice_add(request->arena, &head->with_missing, TEXT("yes"), M("Confirm without the missing reviews"),
               TEXT(""));
}

RoundHead round_head(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    const Round *round = edition_round(edition, result->round);
    RoundHead head = {.shell = organiser_shell(request, at, edition, (Message){0}),
                      .edition = edition->code,
                      .name = words_in(&round->name, request->language),
                      .zone = edition->zone,
                      .round = result->round,
                      .entrants = result->entrants,
                      .places = result->places,
                      .passed = result->passed,
                      .missing = result->missing,
                      .is_confirmed = result->is_confirmed,
                      .is_coming = result->is_coming,
                      .is_over = instant_passed(round->ends, at->now),
                      .is_released = is_released(at, edition, result->round),
                      .can_release = result->is_confirmed && round->kind == ROUND_SCORING,
                      .confirmed = result->confirmed,
                      .publish_at = publication_instant(at, edition, result->round),
                      .ends = round->ends,
                      .can_miss = round->kind == ROUND_SCORING,
                      .fragility = round_fragility_url(request, edition, result->round),
                      .token = form_token_for(request),
                      .problems = request->problems};
    fill_confirmation(request, result, &head);
    shell_add_crumb(request->arena, &head.shell, M("Rounds"), TEXT(""),
                    URL(request->arena, request->language, "/prize/{}/rounds/", edition->code));
    shell_add_crumb(request->arena, &head.shell, (Message){0}, head.name, (Url){0});
    head.shell.title = head.name;
    return head;
}

/* The value of a parameter that only the GET declares; "" where a form is shown again. */
Text round_parameter(const Request *request, const char *name)
{
    return request->route->method == GET ? request_text(request, name) : TEXT("");
}

int64_t round_page_asked(const Request *request)
{
    int64_t page = 1;
    if (request->route->method == GET) request_int(request, "page", &page);
    if (page < 1) return 1;
    return page > PAGES_MAX ? PAGES_MAX : page;
}

Url round_filtered_url(Request *request, const Edition *edition, int64_t round, Text category)
{
    if (!category.size) return round_url(request, edition, round);
    return URL(request->arena, request->language, "/prize/{}/rounds/{}/?category={}", edition->code,
               text_of_int(request->arena, round), category);
}

void round_add_filters(Request *request, const Edition *edition, int64_t round, RoundHead *head)
{
    Text chosen = round_parameter(request, "category");
    *LIST_ADD(request->arena, &head->filters) = (ShellLink){.label = M("All"),
                                                            .url = round_url(request, edition, round),
                                                            .is_current = chosen.size == 0};
    for (size_t i = 0; i < edition->categories.count; i++) {
        const Category *category = &edition->categories.at[i];
        *LIST_ADD(request->arena, &head->filters) =
            (ShellLink){.text = words_in(&category->name, request->language),
                        .url = round_filtered_url(request, edition, round, category->code),
                        .is_current = text_is(chosen, category->code)};
    }
}
