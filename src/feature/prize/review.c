/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/review.h"

#include "feature/prize/access.h"
#include "feature/prize/round.h"
#include "platform/store/json.h"

#include <assert.h>

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

#define REVIEW_COLUMNS                                                                                       \
    "SELECT assignment.key, assignment.round, assignment.application, assignment.account, assignment.state," \
    " coalesce(review.comment, ''), coalesce(review.feedback, ''), review.saved_at, review.sent_at,"         \
    " draft.saved_at, coalesce(review.imported, 0), coalesce(review.comment_tongue, ''),"                    \
    " coalesce(review.feedback_tongue, '')"
#define REVIEW_TABLES                                                                                        \
    " FROM assignment LEFT JOIN review ON review.assignment = assignment.key"                                \
    " LEFT JOIN review_draft AS draft ON draft.assignment = assignment.key"                                  \
    " JOIN application ON application.key = assignment.application"                                          \
    " JOIN edition ON edition.key = assignment.edition"
#define SCORE_TABLES                                                                                         \
    "SELECT assignment.key, score.criterion, score.grade FROM assignment"                                    \
    " JOIN score ON score.assignment = assignment.key"                                                       \
    " JOIN application ON application.key = assignment.application"                                          \
    " JOIN edition ON edition.key = assignment.edition"
/* Experts see their own reviews, organisers those of applications on which they are not in conflict. */
#define MAY_SEE_REVIEW                                                                                       \
    "(NOT " IS_IN_CONFLICT " AND ((assignment.account = $1 AND " IS_ASSIGNED ") OR " IS_ORGANISER "))"

static Review read_review(const Rows *row)
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
                    .is_changed = !row_is_null(row, 9),
                    .is_imported = row_int(row, 10) == 1,
                    .comment_tongue = row_text(row, 11),
                    .feedback_tongue = row_text(row, 12)};
}

/* Both come in the same order of assignments. */
static Reviews read_reviews(Snapshot *at, Rows *rows, Rows *scores)
{
    Reviews list = {0};
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_review(rows);
    size_t place = 0;
    while (rows_next(scores)) {
        while (place < list.count && list.at[place].assignment.key != row_int(scores, 0)) place++;
        if (place == list.count) break;
        *LIST_ADD(at->arena, &list.at[place].scores) = (Score){row_text(scores, 1), row_int(scores, 2)};
    }
    return list;
}

#define OF_VIEWER                                                                                            \
    " WHERE assignment.account = $1 AND assignment.edition = $2"                                             \
    " AND assignment.state IN ('open', 'begun', 'sent') AND NOT " IS_IN_CONFLICT                             \
    " ORDER BY assignment.round, assignment.key"

Reviews review_of_viewer(Snapshot *at, EditionId edition)
{
    Bindings values = BIND(at->viewer, edition.key);
    return read_reviews(at, store_rows(at, SQL(REVIEW_COLUMNS REVIEW_TABLES OF_VIEWER), values),
                        store_rows(at, SQL(SCORE_TABLES OF_VIEWER ", score.criterion"), values));
}

ReviewRows review_rows_of_viewer(Snapshot *at, EditionId edition)
{
    ReviewRows list = {0};
    Rows *rows =
        store_rows(at,
                   SQL(REVIEW_COLUMNS
                       ", v.title, v.tongue, v.city, v.country, application.number" REVIEW_TABLES
                       " JOIN application_version AS v ON v.application = application.key"
                       " AND v.version = application.version WHERE assignment.account = $1"
                       " AND assignment.edition = $2 AND assignment.state IN ('open', 'begun', 'sent')"
                       " AND " IS_ASSIGNED " AND NOT " IS_IN_CONFLICT
                       " ORDER BY assignment.round, coalesce(application.number, 0), assignment.key"),
                   BIND(at->viewer, edition.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) = (ReviewRow){read_review(rows),  row_text(rows, 13), row_text(rows, 14),
                                                  row_text(rows, 15), row_text(rows, 16), row_int(rows, 17)};
    return list;
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

bool review_find(Snapshot *at, AssignmentId assignment, Review *review)
{
    Rows *row =
        store_row(at, SQL(REVIEW_COLUMNS REVIEW_TABLES " WHERE assignment.key = $2 AND " MAY_SEE_REVIEW),
                  BIND(at->viewer, assignment.key));
    if (!row) return false;
    *review = read_review(row);
    review->scores = read_scores(at, assignment.key);
    return true;
}

#define OF_ROUND                                                                                             \
    " WHERE assignment.edition = $2 AND assignment.round = $3 AND " IS_ORGANISER " AND NOT " IS_IN_CONFLICT  \
    " ORDER BY assignment.application, assignment.account"

Reviews review_of_round(Snapshot *at, const Edition *edition, int64_t round)
{
    Bindings values = BIND(at->viewer, edition->id.key, round);
    return read_reviews(at, store_rows(at, SQL(REVIEW_COLUMNS REVIEW_TABLES OF_ROUND), values),
                        store_rows(at, SQL(SCORE_TABLES OF_ROUND ", score.criterion"), values));
}

#define EARLIER                                                                                              \
    " WHERE assignment.application = $1 AND assignment.round < $2 AND assignment.state = 'sent'"             \
    " ORDER BY assignment.round, assignment.key"

Reviews review_earlier(Snapshot *at, const Edition *edition, const Review *review)
{
    const Round *round = edition_round(edition, review->round);
    if (!round || round->earlier != EARLIER_SHOWN) return (Reviews){0};
    Bindings values = BIND(review->application.key, review->round);
    Reviews list = read_reviews(at, store_rows(at, SQL(REVIEW_COLUMNS REVIEW_TABLES EARLIER), values),
                                store_rows(at, SQL(SCORE_TABLES EARLIER ", score.criterion"), values));
    for (size_t i = 0; i < list.count; i++) {
        list.at[i].expert = (AccountId){0};
        list.at[i].comment = TEXT("");
    }
    return list;
}

/* ---- drafts of what was sent */

static Text draft_json(Arena *arena, const Review *typed)
{
    json_t *scores = json_object();
    for (size_t i = 0; i < typed->scores.count; i++)
        json_object_setn_new(scores, typed->scores.at[i].criterion.at, typed->scores.at[i].criterion.size,
                             json_integer(typed->scores.at[i].grade));
    json_t *json = json_object();
    Text comment = text_normalise(arena, typed->comment), feedback = text_normalise(arena, typed->feedback);
    json_object_set_new(json, "scores", scores);
    json_object_set_new(json, "comment", json_stringn(comment.at, comment.size));
    json_object_set_new(json, "feedback", json_stringn(feedback.at, feedback.size));
    return canonical_json(arena, json);
}

static Text text_member(Arena *arena, const json_t *json, const char *name)
{
    return text_copy(arena, text_of(json_string_value(json_object_get(json, name))));
}

Review review_draft(Snapshot *at, const Review *review)
{
    Review draft = *review;
    Rows *row = review->is_changed
                    ? store_row(at, SQL("SELECT content, saved_at FROM review_draft WHERE assignment = $1"),
                                BIND(review->assignment.key))
                    : NULL;
    if (!row) return draft;
    Text content = row_text(row, 0);
    json_t *json = json_loadb(content.at, content.size, 0, NULL);
    assert(json); /* it is our own */
    draft.scores = (Scores){0};
    const char *criterion;
    json_t *grade;
    json_object_foreach(json_object_get(json, "scores"), criterion, grade)
    {
        *LIST_ADD(at->arena, &draft.scores) =
            (Score){text_copy(at->arena, text_of(criterion)), json_integer_value(grade)};
    }
    draft.comment = text_member(at->arena, json, "comment");
    draft.feedback = text_member(at->arena, json, "feedback");
    draft.saved = row_instant(row, 1);
    json_decref(json);
    return draft;
}

static void keep_draft(Change *change, AssignmentId assignment, const Review *typed)
{
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO review_draft (assignment, content, saved_at) VALUES ($1, $2, $3)"
                    " ON CONFLICT (assignment) DO UPDATE SET content = excluded.content,"
                    " saved_at = excluded.saved_at"),
                BIND(assignment.key, draft_json(change->at.arena, typed), change->at.now));
}

/* ---- saving and sending */

static bool is_grade(const Criterion *criterion, int64_t grade)
{
    for (size_t i = 0; i < criterion->grades.count; i++) {
        if (criterion->grades.at[i].value == grade) return true;
    }
    return false;
}

/* As the form calls it: "grade-learning". */
static Text grade_field_name(Arena *arena, Text criterion)
{
    return text_format(arena, "grade-%.*s", TEXT_PRINT(criterion));
}

static const int64_t *grade_of(const Scores *scores, Text criterion)
{
    for (size_t i = 0; i < scores->count; i++) {
        if (text_is(scores->at[i].criterion, criterion)) return &scores->at[i].grade;
    }
    return NULL;
}

bool review_is_open(Snapshot *at, const Edition *edition, int64_t round)
{
    const Round *rules = edition_round(edition, round);
    return rules && instant_passed(rules->begins, at->now) && !instant_passed(rules->ends, at->now) &&
           !round_is_confirmed(at, edition, round);
}

static void say_closed(const Edition *edition, const Round *round, const Review *review, Instant now,
                       Problems *problems)
{
    if (!instant_passed(round->begins, now))
        problems_add(problems, TEXT(""),
                     M("This round has not begun yet. It begins: {when}",
                       WITH_DATE_TIME("when", round->begins, edition->zone)));
    else if (review->state == REVIEW_SENT)
        problems_add(problems, TEXT(""),
                     M("The round closed: {when}. Your review stands as you last sent it.",
                       WITH_DATE_TIME("when", round->ends, edition->zone)));
    else
        problems_add(
            problems, TEXT(""),
            M("The round closed: {when}. This review was not sent and does not count. What you typed "
              "still stands below: copy it and write to the organisers.",
              WITH_DATE_TIME("when", round->ends, edition->zone)));
}

/* The review, if it is the viewer's and the round is open for it; NULL with a problem otherwise. */
static const Round *open_round(Change *change, const Edition *edition, AssignmentId assignment,
                               Review *review, Problems *problems)
{
    bool own = review_find(&change->at, assignment, review) && review->expert.key == change->at.viewer.key;
    const Round *round = own ? edition_round(edition, review->round) : NULL;
    if (!round || round->kind != ROUND_SCORING) {
        problems_add(problems, TEXT(""), M("This review is no longer assigned to you. Nothing was changed."));
        return NULL;
    }
    if (review_is_open(&change->at, edition, review->round)) return round;
    say_closed(edition, round, review, change->at.now, problems);
    return NULL;
}

static bool check_grades(const Rubric *rubric, const Scores *scores, Problems *problems)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        const int64_t *grade = grade_of(scores, criterion->code);
        if (grade && !is_grade(criterion, *grade))
            problems_add(problems, grade_field_name(problems->arena, criterion->code),
                         M("Choose one of the grades."));
    }
    return !problems_any(problems);
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

/* A text that stays as it was keeps the language that it was written in. */
static void save_texts(Change *change, AssignmentId assignment, const Review *typed, bool imported)
{
    Arena *arena = change->at.arena;
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO review (assignment, comment, feedback, saved_at, imported, comment_tongue,"
                    " feedback_tongue) VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (assignment) DO UPDATE"
                    " SET comment = excluded.comment, feedback = excluded.feedback,"
                    " saved_at = excluded.saved_at, imported = excluded.imported,"
                    " comment_tongue = CASE WHEN review.comment = excluded.comment THEN review.comment_tongue"
                    " ELSE excluded.comment_tongue END,"
                    " feedback_tongue = CASE WHEN review.feedback = excluded.feedback"
                    " THEN review.feedback_tongue ELSE excluded.feedback_tongue END"),
                BIND(assignment.key, text_normalise(arena, typed->comment),
                     text_normalise(arena, typed->feedback), change->at.now, imported, change->at.tongue));
}

bool review_save(Change *change, const Edition *edition, AssignmentId assignment, const Review *typed,
                 Problems *problems)
{
    Review review;
    const Round *round = open_round(change, edition, assignment, &review, problems);
    if (!round || !check_grades(edition_rubric(edition, round->rubric), &typed->scores, problems))
        return false;
    if (review.state == REVIEW_SENT) {
        keep_draft(change, assignment, typed);
        return true;
    }
    save_scores(change, assignment, edition_rubric(edition, round->rubric), &typed->scores);
    save_texts(change, assignment, typed, false);
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
    return canonical_json(arena, map);
}

static void check_complete(const Rubric *rubric, const Scores *scores, Problems *problems)
{
    for (size_t i = 0; i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        const int64_t *grade = grade_of(scores, criterion->code);
        if (!grade || !is_grade(criterion, *grade))
            problems_add(problems, grade_field_name(problems->arena, criterion->code),
                         M("Criterion {n}: choose a grade.", WITH_NUMBER("n", (int64_t)i + 1)));
    }
}

static Decided decide_review(Change *change, const Edition *edition, const Rubric *rubric,
                             const Review *review, const Review *typed, bool imported)
{
    Arena *arena = change->at.arena;
    return DECIDE(change, edition->book, imported ? "review.imported" : "review.sent",
                  imported ? "import/1" : "", SAYS_NUMBER("round", review->round),
                  SAYS_TEXT("application", text_format(arena, "%lld", (long long)review->application.key)),
                  SAYS_PERSON("person", review->expert),
                  SAYS_JSON("scores", scores_json(arena, rubric, &typed->scores)),
                  SAYS_SECRETLY("comment", typed->comment), SAYS_SECRETLY("feedback", typed->feedback));
}

static void keep_sent(Change *change, Decided decided, AssignmentId assignment, const Rubric *rubric,
                      const Review *typed, bool imported)
{
    save_scores(change, assignment, rubric, &typed->scores);
    save_texts(change, assignment, typed, imported);
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM review_draft WHERE assignment = $1"),
                BIND(assignment.key));
    store_write(change, decided, SQL("UPDATE review SET sent_at = $2 WHERE assignment = $1"),
                BIND(assignment.key, change->at.now));
    store_write(change, decided, SQL("UPDATE assignment SET state = 'sent', ended_at = $2 WHERE key = $1"),
                BIND(assignment.key, change->at.now));
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
    keep_sent(change, decide_review(change, edition, rubric, &review, typed, false), assignment, rubric,
              typed, false);
    return true;
}

/* ---- importing */

bool review_may_import(Snapshot *at, const Edition *edition, int64_t round, Problems *problems)
{
    const Round *rules = edition_round(edition, round);
    if (!rules) problems_add(problems, TEXT(""), M("The edition has no such round."));
    else if (rules->kind != ROUND_SCORING)
        problems_add(problems, TEXT(""), M("This round is an eligibility check: it has no scores."));
    else if (!instant_passed(rules->begins, at->now))
        problems_add(problems, TEXT(""),
                     M("This round has not begun yet. It begins: {when}",
                       WITH_DATE_TIME("when", rules->begins, edition->zone)));
    else if (round_is_confirmed(at, edition, round))
        problems_add(problems, TEXT(""), M("The result of this round is confirmed: its reviews stand."));
    return !problems_any(problems);
}

/* The place that the review is to take; 0 with a problem. */
static AssignmentId place_of_import(Change *change, const Review *review, Problems *problems)
{
    Rows *row =
        store_row(&change->at,
                  SQL("SELECT assignment.key, assignment.state, coalesce(review.imported, 0)"
                      " FROM assignment LEFT JOIN review ON review.assignment = assignment.key"
                      " WHERE assignment.round = $1 AND assignment.application = $2"
                      " AND assignment.account = $3 AND assignment.state IN ('open', 'begun', 'sent')"),
                  BIND(review->round, review->application.key, review->expert));
    if (conflict_stands(&change->at, review->application, review->expert))
        problems_add(problems, TEXT(""), M("This expert has a conflict of interest with this application."));
    else if (!row)
        problems_add(problems, TEXT(""),
                     M("This expert has not been assigned this application in the round."));
    else if (text_is_c(row_text(row, 1), "sent") && row_int(row, 2) == 0)
        problems_add(problems, TEXT(""), M("This expert has sent the review themselves: it stands."));
    return problems_any(problems) ? (AssignmentId){0} : (AssignmentId){row_int(row, 0)};
}

bool review_import(Change *change, const Edition *edition, const Review *review, Problems *problems)
{
    const Rubric *rubric = edition_rubric(edition, edition_round(edition, review->round)->rubric);
    check_complete(rubric, &review->scores, problems);
    if (problems_any(problems)) return false;
    AssignmentId assignment = place_of_import(change, review, problems);
    if (!assignment.key) return false;
    keep_sent(change, decide_review(change, edition, rubric, review, review, true), assignment, rubric,
              review, true);
    return true;
}
