/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/review.h"

#include "feature/prize/access.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

static ReviewState state_from(Text code)
{
    static const char *const codes[] = {[REVIEW_OPEN] = "open",
                                        [REVIEW_BEGUN] = "begun",
                                        [REVIEW_SENT] = "sent",
                                        [REVIEW_RECUSED] = "recused"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (text_is_c(code, codes[i])) return (ReviewState)i;
    }
    return REVIEW_DROPPED;
}

static Scores read_scores(Snapshot *at, int64_t assignment)
{
    Scores list = {0};
    Rows *rows =
        store_rows(at, SQL("SELECT criterion, grade FROM score WHERE assignment = $1 ORDER BY criterion"),
                   BIND(assignment));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = (Score){row_text(rows, 0), row_int(rows, 1)};
    return list;
}

#define REVIEW_COLUMNS                                                                                       \
    "SELECT assignment.key, assignment.round, assignment.application, assignment.account, assignment.state," \
    " coalesce(review.comment, ''), coalesce(review.feedback, ''), review.saved_at, review.sent_at"          \
    " FROM assignment LEFT JOIN review ON review.assignment = assignment.key"                                \
    " JOIN application ON application.key = assignment.application"                                          \
    " JOIN edition ON edition.key = assignment.edition"
/* Experts see their own reviews, organisers those of applications on which they are not in conflict. */
#define MAY_SEE_REVIEW                                                                                       \
    "((assignment.account = $1 AND " IS_ASSIGNED ") OR (" IS_ORGANISER " AND NOT " IS_IN_CONFLICT "))"

static Review read_review(Snapshot *at, const Rows *row)
{
    return (Review){.assignment = {row_int(row, 0)},
                    .round = row_int(row, 1),
                    .application = {row_int(row, 2)},
                    .expert = {row_int(row, 3)},
                    .state = state_from(row_text(row, 4)),
                    .comment = row_text(row, 5),
                    .feedback = row_text(row, 6),
                    .saved = row_instant(row, 7),
                    .sent = row_instant(row, 8),
                    .scores = read_scores(at, row_int(row, 0))};
}

Reviews review_of_viewer(Snapshot *at, EditionId edition)
{
    Reviews list = {0};
    Rows *rows = store_rows(at,
                            SQL(REVIEW_COLUMNS " WHERE assignment.account = $1 AND assignment.edition = $2"
                                               " AND assignment.state IN ('open', 'begun', 'sent')"
                                               " ORDER BY assignment.round, assignment.key"),
                            BIND(at->viewer, edition.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_review(at, rows);
    return list;
}

bool review_find(Snapshot *at, AssignmentId assignment, Review *review)
{
    Rows *row = store_row(at, SQL(REVIEW_COLUMNS " WHERE assignment.key = $2 AND " MAY_SEE_REVIEW),
                          BIND(at->viewer, assignment.key));
    if (row) *review = read_review(at, row);
    return row != NULL;
}

Reviews review_of_round(Snapshot *at, const Edition *edition, int64_t round)
{
    Reviews list = {0};
    Rows *rows =
        store_rows(at,
                   SQL(REVIEW_COLUMNS
                       " WHERE assignment.edition = $2 AND assignment.round = $3 AND " IS_ORGANISER
                       " AND NOT " IS_IN_CONFLICT " ORDER BY assignment.application, assignment.account"),
                   BIND(at->viewer, edition->id.key, round));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_review(at, rows);
    return list;
}

/* ---- saving and sending */

static bool is_grade(const Criterion *criterion, int64_t grade)
{
    for (size_t i = 0; i < criterion->grades.count; i++) {
        if (criterion->grades.at[i].value == grade) return true;
    }
    return false;
}

static const int64_t *grade_of(const Scores *scores, Text criterion)
{
    for (size_t i = 0; i < scores->count; i++) {
        if (text_is(scores->at[i].criterion, criterion)) return &scores->at[i].grade;
    }
    return NULL;
}

/* The review, if it is the viewer's and the round is open for it; NULL with a problem otherwise. */
static const Round *open_round(Change *change, const Edition *edition, AssignmentId assignment,
                               Review *review, Problems *problems)
{
    bool own = review_find(&change->at, assignment, review) && review->expert.key == change->at.viewer.key;
    const Round *round = own ? edition_round(edition, review->round) : NULL;
    if (!round) {
        problems_add(problems, TEXT(""), M("This review is no longer assigned to you. Nothing was changed."));
        return NULL;
    }
    bool confirmed =
        store_row(&change->at, SQL("SELECT 1 FROM round_confirmation WHERE edition = $1 AND round = $2"),
                  BIND(edition->id.key, review->round)) != NULL;
    if (confirmed || instant_passed(round->ends, change->at.now)) {
        problems_add(problems, TEXT(""),
                     M("The round closed: {when}. Your review stands as you last sent it.",
                       WITH_DATE_TIME("when", round->ends, edition->zone)));
        return NULL;
    }
    return round;
}

static void save_scores(Change *change, AssignmentId assignment, const Rubric *rubric, const Scores *typed)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM score WHERE assignment = $1"), BIND(assignment.key));
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        const int64_t *grade = grade_of(typed, criterion->code);
        if (!grade || !is_grade(criterion, *grade)) continue;
        store_write(change, NOT_A_DECISION,
                    SQL("INSERT INTO score (assignment, criterion, grade) VALUES ($1, $2, $3)"),
                    BIND(assignment.key, criterion->code, *grade));
    }
}

static void save_texts(Change *change, AssignmentId assignment, const Review *typed)
{
    Arena *arena = change->at.arena;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO review (assignment, comment, feedback, saved_at) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (assignment) DO UPDATE SET comment = excluded.comment,"
                    " feedback = excluded.feedback, saved_at = excluded.saved_at"),
                BIND(assignment.key, text_normalise(arena, typed->comment),
                     text_normalise(arena, typed->feedback), change->at.now));
}

/* A review that was sent stands as sent: its draft becomes the review again only when it is sent again. */
bool review_save(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems)
{
    Review review;
    const Round *round = open_round(change, edition, assignment, &review, problems);
    if (!round) return false;
    if (review.state == REVIEW_SENT) {
        problems_add(problems, TEXT(""), M("This review was sent. Send it again to change it."));
        return false;
    }
    save_scores(change, assignment, edition_rubric(edition, round->rubric), &typed->scores);
    save_texts(change, assignment, typed);
    store_write(change, NOT_A_DECISION, SQL("UPDATE assignment SET state = 'begun' WHERE key = $1"),
                BIND(assignment.key));
    return true;
}

static Text scores_json(Arena *arena, const Rubric *rubric, const Scores *scores)
{
    json_t *map = json_object();
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        Text code = rubric->criteria.at[i].code;
        json_object_setn_new(map, code.at, code.size, json_integer(*grade_of(scores, code)));
    }
    char *dumped = json_dumps(map, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(map);
    assert(dumped);
    Text text = text_copy(arena, text_of(dumped));
    free(dumped);
    return text;
}

static void check_complete(const Rubric *rubric, const Scores *scores, Problems *problems)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        const int64_t *grade = grade_of(scores, criterion->code);
        if (!grade || !is_grade(criterion, *grade))
            problems_add(problems, criterion->code, M("Choose a grade for this criterion."));
    }
}

bool review_send(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems)
{
    Review review;
    const Round *round = open_round(change, edition, assignment, &review, problems);
    if (!round) return false;
    const Rubric *rubric = edition_rubric(edition, round->rubric);
    check_complete(rubric, &typed->scores, problems);
    if (problems_any(problems)) return false;
    Arena *arena = change->at.arena;
    Decided decided =
        DECIDE(change, edition->book, "review.sent", "", SAYS_NUMBER("round", review.round),
               SAYS_TEXT("application", text_format(arena, "%lld", (long long)review.application.key)),
               SAYS_PERSON("person", review.expert),
               SAYS_JSON("scores", scores_json(arena, rubric, &typed->scores)),
               SAYS_SECRETLY("comment", typed->comment), SAYS_SECRETLY("feedback", typed->feedback));
    save_scores(change, assignment, rubric, &typed->scores);
    save_texts(change, assignment, typed);
    store_write(change, decided, SQL("UPDATE review SET sent_at = $2 WHERE assignment = $1"),
                BIND(assignment.key, change->at.now));
    store_write(change, decided, SQL("UPDATE assignment SET state = 'sent', ended_at = $2 WHERE key = $1"),
                BIND(assignment.key, change->at.now));
    return true;
}
