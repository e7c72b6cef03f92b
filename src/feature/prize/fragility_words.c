/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/fragility_words.h"

#include "base/sorted.h"

enum { NUMBERS_MAX = 8 }; /* of other applications, by name; more are counted */

Text key_name(const KeyNames *names, int64_t key)
{
    const __typeof__(names->at[0]) *found = SORTED_FIND(names->at, names->count, key, key);
    return found ? found->text : TEXT("");
}

KeyNames fragility_expert_names(Snapshot *at, const Edition *edition)
{
    KeyNames names = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT account.key, account.name FROM account JOIN expert"
                       " ON expert.account = account.key WHERE expert.edition = $1 ORDER BY account.key"),
                   BIND(edition->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &names) = (KeyName){row_int(rows, 0), row_text(rows, 1)};
    return names;
}

/* ---- one change */

static const Criterion *criterion_at(const FragilityTelling *telling, size_t criterion)
{
    const Round *round = edition_round(telling->edition, telling->round);
    return &edition_rubric(telling->edition, round->rubric)->criteria.at[criterion];
}

static Text criterion_name(const FragilityTelling *telling, size_t criterion)
{
    return words_in(&criterion_at(telling, criterion)->name, telling->language);
}

/* As many places as it has. */
static Text weight_text(const FragilityTelling *telling, int64_t hundredths)
{
    int decimals = hundredths % 100 == 0 ? 0 : hundredths % 10 == 0 ? 1 : 2;
    return decimal_write(telling->arena, telling->language, 10 * hundredths, decimals);
}

static Message weight_words(const FragilityTelling *telling, const FragilityChange *change)
{
    return M("If “{criterion}” weighed {to} instead of {from}",
             WITH_TEXT("criterion", criterion_name(telling, change->criterion)),
             WITH_TEXT("to", weight_text(telling, change->to_hundredths)),
             WITH_TEXT("from", weight_text(telling, change->from_hundredths)));
}

static void append(Arena *arena, Text *list, Text more)
{
    *list = list->size ? text_format(arena, "%.*s, %.*s", TEXT_PRINT(*list), TEXT_PRINT(more)) : more;
}

/* ---- grades of its own */

typedef struct {
    const FragilityTelling *telling;
    const FragilityRow *row;
    int64_t reviews; /* of the application */
    Messages *out;
} OwnGrades;

static bool is_own(const OwnGrades *own, const FragilityChange *change, bool is_less)
{
    return change->kind == FRAGILITY_GRADE && change->application == own->row->key &&
           (change->to < change->from) == is_less;
}

/* Who moves it by one grade at a criterion. */
static int64_t movers(const OwnGrades *own, size_t criterion, bool is_less, Text *names)
{
    int64_t count = 0;
    *names = TEXT("");
    for (size_t i = 0; i < own->row->hangs_on.count; i++) {
        const FragilityChange *change = &own->telling->found->changes.at[own->row->hangs_on.at[i]];
        if (!is_own(own, change, is_less) || change->criterion != criterion) continue;
        append(own->telling->arena, names, key_name(&own->telling->experts, change->person));
        count++;
    }
    return count;
}

static Message any_words(const OwnGrades *own, bool is_less, Text names)
{
    if (own->reviews > 1)
        return is_less ? M("One grade less at any criterion from any of its experts")
                       : M("One grade more at any criterion from any of its experts");
    return is_less ? M("One grade less at any criterion: {names}", WITH_TEXT("names", names))
                   : M("One grade more at any criterion: {names}", WITH_TEXT("names", names));
}

static Message full_words(bool is_less, Text criteria)
{
    return is_less ? M("One grade less from any of its experts: {criteria}", WITH_TEXT("criteria", criteria))
                   : M("One grade more from any of its experts: {criteria}", WITH_TEXT("criteria", criteria));
}

static Message partial_words(bool is_less, Text criterion, Text names)
{
    return is_less ? M("One grade less at “{criterion}”: {names}", WITH_TEXT("criterion", criterion),
                       WITH_TEXT("names", names))
                   : M("One grade more at “{criterion}”: {names}", WITH_TEXT("criterion", criterion),
                       WITH_TEXT("names", names));
}

/* The criteria at which each of several experts moves it stand together. */
static void add_own_grades(const OwnGrades *own, bool is_less)
{
    const FragilityTelling *telling = own->telling;
    const Round *round = edition_round(telling->edition, telling->round);
    size_t criteria = edition_rubric(telling->edition, round->rubric)->criteria.count;
    int64_t all = 0;
    Text names, full = TEXT("");
    Messages partial = {0};
    for (size_t c = 0; c < criteria; c++) {
        int64_t count = movers(own, c, is_less, &names);
        all += count;
        if (count > 1 && count == own->reviews) append(telling->arena, &full, criterion_name(telling, c));
        else if (count)
            *LIST_ADD(telling->arena, &partial) = partial_words(is_less, criterion_name(telling, c), names);
    }
    if (all && all == own->reviews * (int64_t)criteria) {
        *LIST_ADD(telling->arena, own->out) = any_words(own, is_less, names);
        return;
    }
    if (full.size) *LIST_ADD(telling->arena, own->out) = full_words(is_less, full);
    for (size_t i = 0; i < partial.count; i++) *LIST_ADD(telling->arena, own->out) = partial.at[i];
}

/* ---- grades of others */

/* The changes of one application stand together. */
static void add_other_grades(const FragilityTelling *telling, const FragilityRow *row, Messages *out)
{
    int64_t count = 0, last = 0;
    Text numbers = TEXT("");
    for (size_t i = 0; i < row->hangs_on.count; i++) {
        const FragilityChange *change = &telling->found->changes.at[row->hangs_on.at[i]];
        if (change->kind != FRAGILITY_GRADE || change->application == row->key || change->application == last)
            continue;
        last = change->application;
        if (++count <= NUMBERS_MAX) append(telling->arena, &numbers, key_name(&telling->applications, last));
    }
    if (count > NUMBERS_MAX) numbers = text_format(telling->arena, "%.*s …", TEXT_PRINT(numbers));
    if (count)
        *LIST_ADD(telling->arena, out) =
            MN("One grade more or less for {n} other application: {numbers}",
               "One grade more or less for one of {n} other applications: {numbers}", count,
               WITH_TEXT("numbers", numbers));
}

/* ---- all of it */

static int64_t review_count_of(const LineInput *input, int64_t application)
{
    int64_t count = 0;
    for (size_t i = 0; i < input->reviews.count; i++)
        count += input->reviews.at[i].application == application;
    return count;
}

static const FragilityChange *change_at(const FragilityTelling *telling, const FragilityRow *row, size_t at)
{
    return &telling->found->changes.at[row->hangs_on.at[at]];
}

static void add_experts(const FragilityTelling *telling, const FragilityRow *row, Messages *out)
{
    Text names = TEXT("");
    int64_t count = 0;
    for (size_t i = 0; i < row->hangs_on.count; i++) {
        const FragilityChange *change = change_at(telling, row, i);
        if (change->kind != FRAGILITY_EXPERT) continue;
        append(telling->arena, &names, key_name(&telling->experts, change->person));
        count++;
    }
    if (count == 1)
        *LIST_ADD(telling->arena, out) = M("Without the reviews of {name}", WITH_TEXT("name", names));
    if (count > 1)
        *LIST_ADD(telling->arena, out) =
            M("Without the reviews of one of these: {names}", WITH_TEXT("names", names));
}

static void add_weights(const FragilityTelling *telling, const FragilityRow *row, Messages *out)
{
    for (size_t i = 0; i < row->hangs_on.count; i++) {
        const FragilityChange *change = change_at(telling, row, i);
        if (change->kind == FRAGILITY_WEIGHT) *LIST_ADD(telling->arena, out) = weight_words(telling, change);
    }
}

Messages fragility_words(const FragilityTelling *telling, const FragilityRow *row)
{
    Messages words = {0};
    if (!row->hangs_on.count) return words;
    OwnGrades own = {telling, row, review_count_of(telling->input, row->key), &words};
    add_own_grades(&own, true);
    add_own_grades(&own, false);
    add_experts(telling, row, &words);
    add_weights(telling, row, &words);
    add_other_grades(telling, row, &words);
    return words;
}
