/* SPDX-License-Identifier: Apache-2.0 */
/* May this person see this? Each rule once, as one SQL condition.
 *
 * In every query that uses a rule, $1 is the viewer's account (0: a visitor) and $2 is now. The
 * query names its tables as the rule expects: application, edition. The rules are used in the WHERE
 * of single rows, lists, counts and search, and so in exports and mails. The reviewed table of who
 * reaches what is test/feature/prize/access.tsv. */
#ifndef PRIZE_ACCESS_H
#define PRIZE_ACCESS_H

/* The viewer organises this edition. */
#define IS_ORGANISER                                                                                         \
    "EXISTS (SELECT 1 FROM role WHERE role.account = $1 AND role.scope = edition.scope"                      \
    " AND role.role = 'organiser')"

/* The viewer writes this application. */
#define IS_ON_TEAM                                                                                           \
    "EXISTS (SELECT 1 FROM team_member WHERE team_member.application = application.key"                      \
    " AND team_member.account = $1)"

/* The viewer has stepped back from this application, was kept from it, or writes it. */
#define IS_IN_CONFLICT                                                                                       \
    "(EXISTS (SELECT 1 FROM conflict WHERE conflict.application = application.key"                           \
    " AND conflict.account = $1 AND conflict.lifted_at IS NULL) OR " IS_ON_TEAM ")"

/* The viewer judges this application as an expert, by an assignment that counts. */
#define IS_ASSIGNED                                                                                          \
    "EXISTS (SELECT 1 FROM assignment JOIN expert ON expert.edition = assignment.edition"                    \
    " AND expert.account = assignment.account AND expert.state = 'active'"                                   \
    " WHERE assignment.application = application.key AND assignment.account = $1"                            \
    " AND assignment.state IN ('open', 'begun', 'sent'))"

/* The viewer sits on the committee, which has this application before it. */
#define IS_BEFORE_COMMITTEE                                                                                  \
    "(EXISTS (SELECT 1 FROM committee_member WHERE committee_member.edition = application.edition"           \
    " AND committee_member.account = $1 AND committee_member.left_at IS NULL)"                               \
    " AND EXISTS (SELECT 1 FROM candidate WHERE candidate.application = application.key))"

/* The text, files and partners of an application's submitted version. */
#define MAY_READ_APPLICATION                                                                                 \
    "(" IS_ON_TEAM " OR (application.version > 0 AND NOT " IS_IN_CONFLICT " AND (" IS_ORGANISER              \
    " OR " IS_ASSIGNED " OR " IS_BEFORE_COMMITTEE ")))"

/* That an application is a candidate: its title, place, category. */
#define MAY_KNOW_CANDIDATE                                                                                   \
    "EXISTS (SELECT 1 FROM candidate JOIN publication ON publication.edition = candidate.edition"            \
    " AND publication.step = candidate.round WHERE candidate.application = application.key"                  \
    " AND publication.publish_at <= $2)"

/* That an application has won, and what. */
#define MAY_KNOW_WINNER                                                                                      \
    "EXISTS (SELECT 1 FROM publication WHERE publication.edition = application.edition"                      \
    " AND publication.step = 0 AND publication.publish_at <= $2)"

/* The viewer organises this edition and is in conflict with none of its applications: its record says who
 * judged them how. */
#define MAY_TAKE_RECORD                                                                                      \
    "(" IS_ORGANISER " AND NOT EXISTS (SELECT 1 FROM application WHERE application.edition = edition.key"    \
    " AND " IS_IN_CONFLICT "))"

#endif
