/* SPDX-License-Identifier: Apache-2.0 */
/* How firm the result of a round is, for organisers who are in conflict with none of its applications: it
 * follows from the grades of all. */
#include "engine/order.h"
#include "feature/prize/fragility_words.h"
#include "feature/prize/guard.h"
#include "feature/prize/round_parts.h"
#include "prize_templates.h"

enum { ROWS_A_PAGE = 40, COLUMNS = 40, ENTRANTS_MAX = 2000, PATIENCE_US = 900000 };

static bool is_in_time(void *context, int64_t done, int64_t of)
{
    return clock_thread_us() < *(int64_t *)context;
}

/* False: it takes longer than a page may. */
static bool find_in_time(Arena *arena, const Edition *edition, int64_t round, const LineInput *input,
                         Fragility *found)
{
    int64_t until_us = clock_thread_us() + PATIENCE_US;
    Watch watch = {is_in_time, &until_us};
    return input->entrants.count <= ENTRANTS_MAX &&
           fragility_find(arena, edition, round, input, &watch, found);
}

static int compare_names(const void *a, const void *b, const void *context)
{
    return order_of(((const KeyName *)a)->key, ((const KeyName *)b)->key);
}

static KeyNames numbers_of(Arena *arena, const RoundResult *result)
{
    KeyNames names = {0};
    for (size_t i = 0; i < result->rows.count; i++)
        *LIST_ADD(arena, &names) = (KeyName){result->rows.at[i].line.key, result->rows.at[i].number};
    order_sort(arena, names.at, names.count, sizeof *names.at, compare_names, NULL);
    return names;
}

static const FragilityRow *found_row(const Fragility *found, int64_t key)
{
    for (size_t i = 0; i < found->rows.count; i++)
        if (found->rows.at[i].key == key) return &found->rows.at[i];
    return NULL;
}

static FragilityLine line_of(Request *request, const Edition *edition, const RoundRow *row, Messages hangs_on)
{
    return (FragilityLine){.number = row->number,
                           .country = row->country,
                           .category = edition_category_name(edition, row->category, request->language),
                           .title = {row->title, row->tongue},
                           .city = {row->city, row->tongue},
                           .url = URL(request->arena, request->language, "/prize/{}/application/{}/",
                                      edition->code, text_of_int(request->arena, row->application.key)),
                           .rank = row->line.rank,
                           .passed = row->line.passed,
                           .hangs_on = hangs_on};
}

static void count_row(PrizeFragility *view, bool passed, bool is_safe)
{
    if (passed) *(is_safe ? &view->safe_in : &view->hanging_in) += 1;
    else *(is_safe ? &view->safe_out : &view->hanging_out) += 1;
}

static void draw_counts(Arena *arena, PrizeFragility *view)
{
    Amounts amounts = {0};
    amount_add(arena, &amounts, SQUARE_FIRST, view->safe_in, M("safely in"));
    amount_add(arena, &amounts, SQUARE_SECOND, view->hanging_in, M("in by little"));
    amount_add(arena, &amounts, SQUARE_EMPTY, view->hanging_out, M("out by little"));
    amount_add(arena, &amounts, SQUARE_FAINT, view->safe_out, M("safely out"));
    view->progress = progress_make(arena, &amounts, COLUMNS);
}

static void fill_rows(Request *request, const FragilityTelling *telling, const RoundResult *result,
                      PrizeFragility *view)
{
    int64_t hanging = 0, first = (round_page_asked(request) - 1) * ROWS_A_PAGE;
    for (size_t i = 0; i < result->rows.count; i++) {
        const RoundRow *row = &result->rows.at[i];
        const FragilityRow *found = found_row(telling->found, row->line.key);
        Messages words = fragility_words(telling, found);
        count_row(view, found->passed, !words.count);
        view->is_other |= found->passed != row->line.passed;
        if (!words.count) continue;
        if (hanging >= first && hanging < first + ROWS_A_PAGE)
            *LIST_ADD(request->arena, &view->rows) = line_of(request, telling->edition, row, words);
        hanging++;
    }
    view->head.pages =
        pages_make(request->arena, round_fragility_url(request, telling->edition, result->round),
                   round_page_asked(request), (hanging + ROWS_A_PAGE - 1) / ROWS_A_PAGE);
    draw_counts(request->arena, view);
}

static void find_out(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result,
                     PrizeFragility *view)
{
    LineInput input = round_input(at, edition, result->round);
    Fragility found;
    view->is_computed = find_in_time(request->arena, edition, result->round, &input, &found);
    if (!view->is_computed) return;
    FragilityTelling telling = {.arena = request->arena,
                                .language = request->language,
                                .edition = edition,
                                .round = result->round,
                                .input = &input,
                                .found = &found,
                                .applications = numbers_of(request->arena, result),
                                .experts = fragility_expert_names(at, edition)};
    view->tried = found.tried;
    fill_rows(request, &telling, result, view);
}

static RoundHead head_of(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result)
{
    RoundHead head = round_head(request, at, edition, result);
    head.shell.crumbs.at[head.shell.crumbs.count - 1].url = round_url(request, edition, result->round);
    shell_add_crumb(request->arena, &head.shell, M("How firm the result is"), TEXT(""), (Url){0});
    return head;
}

void round_fragility_page(Request *request, Snapshot *at)
{
    const Edition *edition = edition_of(at, request);
    RoundResult result;
    if (!round_result(at, edition, round_asked(request), &result) ||
        edition_round(edition, result.round)->kind == ROUND_SCREENING) {
        response_not_found(request);
        return;
    }
    PrizeFragility view = {.head = head_of(request, at, edition, &result),
                           .hidden = result.entrants - (int64_t)result.rows.count,
                           .command = text_format(request->arena, "madang prize fragility %.*s --round %.*s",
                                                  TEXT_PRINT(edition->code),
                                                  TEXT_PRINT(edition_round(edition, result.round)->code))};
    if (result.entrants && !view.hidden) find_out(request, at, edition, &result, &view);
    RESPOND(request, prize_fragility_html, &view);
}
