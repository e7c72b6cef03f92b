/* SPDX-License-Identifier: Apache-2.0 */
/* What an import says of pairs: how well an expert fits an application, and how it was graded. */
#include "feature/prize/import_parts.h"
#include "feature/prize/review.h"
#include "feature/prize/round.h"

bool import_pair(ImportWork *work, int application_column, int expert_column, int64_t *application,
                 int64_t *account)
{
    const Known *known_application =
        known_find(&work->applications, import_folded(work, import_cell(work, application_column)));
    const Known *known_expert =
        known_find(&work->experts, import_folded(work, import_cell(work, expert_column)));
    if (!known_application && !work->is_partial)
        import_fault(work, application_column,
                     TEXT("No application of the edition was imported with this key, or has this number."));
    if (!known_expert && !work->is_partial)
        import_fault(work, expert_column, TEXT("No expert of the edition has this address."));
    if (!known_application || !known_expert) return false;
    *application = known_application->key;
    *account = known_expert->key;
    import_keep_pair(work, *application, *account);
    return true;
}

/* ---- affinities */

enum { F_APPLICATION, F_EXPERT, F_AFFINITY };
static const Column affinities[] = {
    [F_APPLICATION] = {{"application", "key", "접수번호", "Bewerbung"}, true},
    [F_EXPERT] = {{"expert", "e-mail", "email", "이메일", "E-Mail"}, true},
    [F_AFFINITY] = {{"affinity", "bid", "적합도", "Eignung"}, true},
};
const Columns affinity_columns = {affinities, sizeof affinities / sizeof *affinities};

/* 0 … 1 with up to six digits behind a point or a comma, in millionths. */
static bool read_millionths(Text text, int64_t *millionths)
{
    int64_t part = 0, scale = 1000000;
    char point = text_find(text, TEXT(",")) >= 0 ? ',' : '.';
    Text whole = text_next(&text, point);
    bool is_one = text_is_c(whole, "1");
    if ((!is_one && !text_is_c(whole, "0")) || text.size > 6) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') return false;
        part += (text.at[i] - '0') * (scale /= 10);
    }
    *millionths = is_one * 1000000 + part;
    return *millionths <= 1000000;
}

void import_affinity_row(ImportWork *work)
{
    int64_t millionths, application, account;
    bool is_number = read_millionths(import_cell(work, F_AFFINITY), &millionths);
    if (!is_number)
        import_fault(
            work, F_AFFINITY,
            TEXT("Write a number from 0 to 1 with at most six digits behind the point, such as 0.25."));
    if (!import_pair(work, F_APPLICATION, F_EXPERT, &application, &account) || !is_number) return;
    store_write(work->change, NOT_A_DECISION,
                SQL("INSERT INTO affinity (edition, application, account, millionths) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (application, account) DO UPDATE SET millionths = excluded.millionths"),
                BIND(work->edition->id.key, application, account, millionths));
    work->import->affinity_count++;
}

/* ---- scores: the criteria of the round's rubric follow the columns that every such file has */

enum { S_APPLICATION, S_EXPERT, S_COMMENT, S_FEEDBACK, S_CRITERIA };
static const Column scores[] = {
    [S_APPLICATION] = {{"application", "key", "접수번호", "Bewerbung"}, true},
    [S_EXPERT] = {{"expert", "e-mail", "email", "이메일", "E-Mail"}, true},
    [S_COMMENT] = {{"comment", "운영진 전달 의견", "interne Anmerkung"}, false},
    [S_FEEDBACK] = {{"feedback", "심사 의견", "Rückmeldung"}, false},
};
const Columns score_columns = {scores, sizeof scores / sizeof *scores};

static const Rubric *rubric_of(const ImportWork *work)
{
    return edition_rubric(work->edition, edition_round(work->edition, work->import->round)->rubric);
}

static Columns columns_of_rubric(const ImportWork *work)
{
    Arena *arena = work->change->at.arena;
    const Rubric *rubric = rubric_of(work);
    Column *columns = ARENA_MANY(arena, S_CRITERIA + rubric->criteria.count, Column);
    memcpy(columns, scores, sizeof scores);
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        Column *column = &columns[S_CRITERIA + i];
        int count = 0;
        *column = (Column){.is_required = true};
        column->names[count++] = text_c(arena, criterion->code);
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            if (criterion->name.in[language].size)
                column->names[count++] = text_c(arena, criterion->name.in[language]);
    }
    return (Columns){columns, S_CRITERIA + rubric->criteria.count};
}

static bool has_grade(const Criterion *criterion, int64_t grade)
{
    for (size_t i = 0; i < criterion->grades.count; i++) {
        if (criterion->grades.at[i].value == grade) return true;
    }
    return false;
}

static void say_grades(ImportWork *work, const Criterion *criterion, int column)
{
    TextBuffer grades = {.arena = work->change->at.arena};
    for (size_t i = 0; i < criterion->grades.count; i++)
        buffer_add_format(&grades, "%s%lld", i ? ", " : "", (long long)criterion->grades.at[i].value);
    IMPORT_FAULT(work, column, "Write one of the grades of the rubric: %.*s.",
                 TEXT_PRINT(buffer_text(&grades)));
}

static Scores read_grades(ImportWork *work)
{
    Scores list = {0};
    const Rubric *rubric = rubric_of(work);
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        Score score = {.criterion = criterion->code};
        bool is_good = text_to_int(import_cell(work, S_CRITERIA + (int)i), &score.grade) &&
                       has_grade(criterion, score.grade);
        if (is_good) *LIST_ADD(work->change->at.arena, &list) = score;
        else say_grades(work, criterion, S_CRITERIA + (int)i);
    }
    return list;
}

static void import_score_row(ImportWork *work)
{
    int64_t application, account;
    Problems problems = problems_none(work->change->at.arena);
    Review review = {.round = work->import->round,
                     .scores = read_grades(work),
                     .comment = import_cell(work, S_COMMENT),
                     .feedback = import_cell(work, S_FEEDBACK)};
    bool is_known = import_pair(work, S_APPLICATION, S_EXPERT, &application, &account);
    if (!is_known || review.scores.count != rubric_of(work)->criteria.count) return;
    review.application = (ApplicationId){application};
    review.expert = (AccountId){account};
    if (review_import(work->change, work->edition, &review, &problems)) work->import->score_count++;
    else import_problems(work, &problems);
}

/* The round that is meant; 0 with a fault. */
static int64_t round_of_scores(ImportWork *work)
{
    int64_t round = work->import->round, last = (int64_t)work->edition->rounds.count;
    Problems problems = problems_none(work->change->at.arena);
    for (int64_t i = 1; i <= last && !round; i++)
        if (!round_is_confirmed(&work->change->at, work->edition, i)) round = i;
    if (round > 0 && review_may_import(&work->change->at, work->edition, round, &problems)) return round;
    if (!problems_any(&problems)) problems_add(&problems, TEXT(""), M("The edition has no such round."));
    import_problems(work, &problems);
    return 0;
}

void import_scores(ImportWork *work, const ImportFile *file)
{
    work->file = file;
    work->columns = score_columns;
    int64_t round = round_of_scores(work);
    if (!round) return;
    work->import->round = round;
    if (!import_open(work, file, columns_of_rubric(work))) return;
    import_each_row(work, import_score_row);
    import_check_pairs(work);
}
