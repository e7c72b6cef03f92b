/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the applicant's pages, and by them alone. */
#ifndef PRIZE_APPLY_PARTS_H
#define PRIZE_APPLY_PARTS_H

#include "feature/prize/apply.h"
#include "platform/http/shell.h"

typedef struct {
    const Edition *edition;
    const Application *application;
    ApplicationText draft;
} ApplyPage;

/* The application of the path; false after answering that there is none. */
bool apply_find(Request *request, Snapshot *at, ApplyPage *page);
/* Something stands already, and the draft says the same. */
bool apply_is_sent(Snapshot *at, const ApplyPage *page);
ApplicationId apply_id(const Request *request);
Text apply_key(const Request *request);
/* `here` names the page in the crumbs; no message: the task list itself. */
ApplyHead apply_head(Request *request, Snapshot *at, const Edition *edition, const Application *application,
                     const ApplicationText *draft, Message here);
Text apply_answer(const Answers *answers, Text question);
Problems apply_problems(Request *request, Snapshot *at, const ApplyPage *page);
Problems apply_problems_of(Arena *arena, const Problems *all, const char *const *fields);
/* To the task list, or back to the page ("project/"), which then says what is missing. */
bool apply_saved(Request *request, const Edition *edition, const char *page, bool kept,
                 const Problems *notes);
void apply_redirect(Request *request, const Edition *edition, const char *page, bool complete);

/* Before a page of a section is filled: its ground is merged where it is shown again, and its head carries
 * it. */
void apply_stand(Request *request, Snapshot *at, const ApplyPage *page, Ground *ground);
void apply_put_ground(Request *request, const Ground *ground, ApplyHead *head);

/* What is stored of these, in the reader's words. */
Text apply_topics_line(const Request *request, const Edition *edition, const Codes *topics);
Text apply_partners_lines(const Request *request, const Partners *partners);
Text apply_named(const NamedList *list, Text code, Language language);

extern const char *const apply_project_fields[];
extern const char *const apply_applicant_fields[];

ShowFunction apply_list_show, apply_tasks_show, apply_project_show, apply_applicant_show, apply_section_show,
    apply_files_show, apply_check_show, apply_receipt_show, apply_withdraw_show, apply_team_show,
    apply_any_show, apply_one_show, application_show, application_file_show;
PrepareFunction apply_upload_prepare;
ApplyFunction apply_begin, apply_project_save, apply_applicant_save, apply_section_save, apply_upload,
    apply_file_remove, apply_submit, apply_withdraw, apply_invite, apply_leave, apply_remove_member;

/* Has an application, of whichever edition. */
GuardFunction guard_applicant;

#endif
