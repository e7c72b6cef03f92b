/* SPDX-License-Identifier: Apache-2.0 */
/* The prize as the program sees it: one Feature a noun, each standing at the end of the file that
 * has its pages, so that a page's route, guard and help stand where the page is. features.c lists
 * them. */
#ifndef PRIZE_FEATURE_H
#define PRIZE_FEATURE_H

#include "platform/http/feature.h"

/* clang-format off: one a line */
extern const Feature prize_call_feature;          /* call.c: the front page, the list, the call */
extern const Feature prize_rules_feature;         /* rules.c: the organiser's pages of the rules */
extern const Feature prize_announcements_feature; /* announcements.c */
extern const Feature prize_edition_feature;       /* edition_command.c: madang prize load; the schema */
extern const Feature prize_apply_feature;         /* apply.c: the applicant's pages */
extern const Feature prize_export_feature;        /* export_command.c: madang export, madang key */
extern const Feature prize_record_feature;        /* record_pages.c: the organiser's page of the record */
extern const Feature prize_import_feature;        /* import_command.c: madang prize import */
extern const Feature prize_verify_feature;        /* verify_command.c: madang verify */
extern const Feature prize_fragility_feature;     /* fragility_command.c: madang prize fragility */
extern const Feature prize_rehearse_feature;      /* rehearse_command.c: madang prize rehearse */
extern const Feature prize_round_feature;         /* round_pages.c: screening, ranking, line */
extern const Feature prize_winners_feature;       /* winners_pages.c: candidates and winners, for everyone */
/* clang-format on */
extern const Feature prize_expert_own_feature;   /* expert_own_pages.c: profile, conflicts */
extern const Feature prize_assignment_feature;   /* assignment_pages.c: who judges what */
extern const Feature prize_expert_feature;       /* expert_pages.c: experts and conflicts, for organisers */
extern const Feature prize_review_feature;       /* review_pages.c: the expert's reviews */
extern const Feature prize_desk_feature;         /* desk.c: the organiser's desk and lists */
extern const Feature prize_committee_feature;    /* committee_room.c: the room, votes, minutes */
extern const Feature prize_announcement_feature; /* announcement_pages.c: embargo, own results */
void prize_announcement_register(void);          /* announcement.h */

#endif
