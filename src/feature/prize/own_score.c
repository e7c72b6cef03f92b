/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/own_score.h"

static int64_t count_reviews(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application)
{
    int64_t count = 0;
    for (int64_t earlier = 1; earlier <= round; earlier++) {
        if (!line_carries(edition, round, earlier)) continue;
        count += store_count(at,
                             SQL("SELECT count(*) FROM assignment WHERE edition = $1 AND round = $2"
                                 " AND application = $3 AND state = 'sent'"),
                             BIND(edition->id.key, earlier, application.key));
    }
    return count;
}

static int64_t sum_grades(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application,
                          Text criterion)
{
    int64_t sum = 0;
    for (int64_t earlier = 1; earlier <= round; earlier++) {
        if (!line_carries(edition, round, earlier)) continue;
        Rows *rows = store_rows(at,
                                SQL("SELECT score.grade FROM assignment"
                                    " JOIN score ON score.assignment = assignment.key"
                                    " AND score.criterion = $4 WHERE assignment.edition = $1"
                                    " AND assignment.round = $2 AND assignment.application = $3"
                                    " AND assignment.state = 'sent'"),
                                BIND(edition->id.key, earlier, application.key, criterion));
        while (rows_next(rows)) sum += row_int(rows, 0);
    }
    return sum;
}

static Rational read_line(Snapshot *at, const Edition *edition, int64_t round)
{
    if (!edition_round(edition, round)->publish_line) return RATIONAL_NONE;
    Rows *row = store_row(at,
                          SQL("SELECT numerator, denominator FROM round_result WHERE edition = $1"
                              " AND round = $2 AND outcome IN ('rank', 'moved', 'tie')"
                              " ORDER BY rank DESC LIMIT 1"),
                          BIND(edition->id.key, round));
    return row ? (Rational){row_int(row, 0), row_int(row, 1)} : RATIONAL_NONE;
}

static void read_criteria(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application,
                          OwnScore *own)
{
    const Rubric *rubric = edition_rubric(edition, edition_round(edition, round)->rubric);
    int64_t sum = 0;
    own->reviews = count_reviews(at, edition, round, application);
    for (size_t i = 0; own->reviews && i < rubric->criteria.count; i++) {
        const Criterion *criterion = &rubric->criteria.at[i];
        int64_t grades = sum_grades(at, edition, round, application, criterion->code);
        *LIST_ADD(at->arena, &own->criteria) = (OwnCriterion){criterion, rational_of(grades, own->reviews)};
        own->weights += criterion->weight;
        sum += criterion->weight * grades;
    }
    /* What cannot be followed is not shown. */
    own->is_there = own->reviews && !rational_is_none(own->mean) &&
                    !rational_compare(rational_of(sum, own->weights * own->reviews), own->mean);
}

OwnScore own_score(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application)
{
    const Round *rules = edition_round(edition, round);
    OwnScore own = {.is_calibrated = rules->score == SCORE_CALIBRATED};
    if (rules->kind == ROUND_SCREENING) return own;
    Rows *row = store_row(at,
                          SQL("SELECT numerator, denominator, mean_numerator, mean_denominator"
                              " FROM round_result WHERE edition = $1 AND round = $2 AND application = $3"),
                          BIND(edition->id.key, round, application.key));
    if (!row) return own;
    own.score = (Rational){row_int(row, 0), row_int(row, 1)};
    own.mean = (Rational){row_int(row, 2), row_int(row, 3)};
    own.line = read_line(at, edition, round);
    read_criteria(at, edition, round, application, &own);
    return own;
}
