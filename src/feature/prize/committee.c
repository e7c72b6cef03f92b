/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/committee.h"

#include "feature/prize/expert.h"
#include "platform/account/account.h"

/* ---- members */

bool committee_seat(Change *change, const Edition *edition, AccountId account, CommitteeSeat seat,
                    Problems *problems)
{
    if (seat != SEAT_MEMBER &&
        store_row(&change->at,
                  SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND role = $2 AND account <> $3"
                      " AND left_at IS NULL"),
                  BIND(edition->id.key, seat_codes[seat], account))) {
        problems_add(problems, TEXT("seat"), M("This seat is taken. Change the seat of its holder first."));
        return false;
    }
    Decided decided = DECIDE(change, edition->book, "committee.seated", "", SAYS_PERSON("person", account),
                             SAYS_TEXT("seat", text_of(seat_codes[seat])));
    store_write(change, decided,
                SQL("INSERT INTO committee_member (edition, account, role, joined_at) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (edition, account) DO UPDATE SET role = excluded.role, left_at = NULL"),
                BIND(edition->id.key, account, seat_codes[seat], change->at.now));
    account_grant(change, account, edition->scope, "committee");
    conflict_detect_of_person(change, edition, account);
    return true;
}

void committee_leave(Change *change, const Edition *edition, AccountId account)
{
    Decided decided = DECIDE(change, edition->book, "committee.left", "", SAYS_PERSON("person", account));
    store_write(change, decided,
                SQL("UPDATE committee_member SET left_at = $3 WHERE edition = $1 AND account = $2"),
                BIND(edition->id.key, account, change->at.now));
    account_revoke(change, account, edition->scope, "committee");
}

CommitteeMembers committee_members(Snapshot *at, const Edition *edition, MotionId motion)
{
    CommitteeMembers list = {0};
    Rows *rows = store_rows(
        at,
        SQL("SELECT m.account, account.name, m.role, CASE WHEN ballot.motion IS NULL THEN 0 ELSE 1 END"
            " FROM committee_member AS m JOIN account ON account.key = m.account"
            " LEFT JOIN ballot ON ballot.motion = $2 AND ballot.account = m.account"
            " WHERE m.edition = $1 AND m.left_at IS NULL"
            " ORDER BY CASE m.role WHEN 'chair' THEN 0 WHEN 'deputy' THEN 1 ELSE 2 END,"
            " account.name, m.account"),
        BIND(edition->id.key, motion.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) =
            (CommitteeMember){{row_int(rows, 0)},
                              row_text(rows, 1),
                              (CommitteeSeat)TEXT_INDEX(row_text(rows, 2), seat_codes),
                              row_int(rows, 3) == 1};
    return list;
}

bool committee_is_chairing(Snapshot *at, const Edition *edition, AccountId account)
{
    return store_row(
               at,
               SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND account = $2 AND left_at IS NULL"
                   " AND role IN ('chair', 'deputy')"),
               BIND(edition->id.key, account)) != NULL;
}

bool committee_has_member(Snapshot *at, const Edition *edition, AccountId account)
{
    return store_row(
               at,
               SQL("SELECT 1 FROM committee_member WHERE edition = $1 AND account = $2 AND left_at IS NULL"),
               BIND(edition->id.key, account)) != NULL;
}

Recusals committee_recusals(Snapshot *at, const Edition *edition)
{
    Recusals list = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT DISTINCT conflict.application, conflict.account, account.name"
                                " FROM conflict JOIN committee_member AS m ON m.edition = conflict.edition"
                                " AND m.account = conflict.account AND m.left_at IS NULL"
                                " JOIN candidate ON candidate.application = conflict.application"
                                " JOIN account ON account.key = conflict.account"
                                " WHERE conflict.edition = $1 AND conflict.lifted_at IS NULL"
                                " ORDER BY conflict.application, account.name, conflict.account"),
                            BIND(edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) = (Recusal){{row_int(rows, 0)}, {row_int(rows, 1)}, row_text(rows, 2)};
    return list;
}

bool committee_has_decided(Snapshot *at, const Edition *edition)
{
    return store_row(at, SQL("SELECT 1 FROM winner WHERE edition = $1 LIMIT 1"), BIND(edition->id.key)) !=
           NULL;
}

/* ---- candidates and the ranking */

CountCandidates committee_candidates(Snapshot *at, const Edition *edition)
{
    CountCandidates list = {0};
    Rows *rows =
        store_rows(at,
                   SQL("SELECT candidate.application, v.category, r.numerator, r.denominator FROM candidate"
                       " JOIN application ON application.key = candidate.application"
                       " JOIN application_version AS v ON v.application = application.key"
                       " AND v.version = application.version"
                       " JOIN round_result AS r ON r.application = candidate.application"
                       " AND r.round = candidate.round WHERE candidate.edition = $1"
                       " ORDER BY candidate.application"),
                   BIND(edition->id.key));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &list) =
            (CountCandidate){row_int(rows, 0), row_text(rows, 1), {row_int(rows, 2), row_int(rows, 3)}};
    return list;
}

Placings committee_ranking(Snapshot *at, const Edition *edition)
{
    CountCandidates candidates = committee_candidates(at, edition);
    return count_ranking(at->arena, edition, &candidates);
}
