/* SPDX-License-Identifier: Apache-2.0 */
/* An application: drafted, submitted, changed, withdrawn.
 *
 * The draft is version 0; a submission copies it to a numbered version, and the newest of those
 * stands until the next submission. A change being drafted never displaces it. What counts against
 * the deadline is the instant at which the head of the submitting request arrived. */
#ifndef PRIZE_APPLICATION_H
#define PRIZE_APPLICATION_H

#include "feature/prize/edition.h"
#include "platform/store/files.h"

typedef struct Settings Settings;

typedef struct {
    int64_t key;
} ApplicationId;

typedef enum { APPLICATION_DRAFT, APPLICATION_SUBMITTED, APPLICATION_WITHDRAWN } ApplicationState;

typedef struct {
    Text name, country;
} Partner;
typedef struct {
    Text question, text;
} Answer;
typedef struct {
    int64_t key;
    Text slot, name, digest;
    int64_t size_bytes, pages;
} Attachment;
typedef LIST(Partner) Partners;
typedef LIST(Answer) Answers;
typedef LIST(Attachment) Attachments;

/* What an application says of itself in one version. */
typedef struct {
    int64_t version; /* 0: the draft */
    Text title, tongue, category, applicant_kind, organisation, city, country, region;
    Text contact_name, contact_address;
    bool pledged;
    Codes topics;
    Partners partners;
    Answers answers;
    Attachments attachments;
    Instant saved, submitted;
    Text digest; /* BLAKE2b-256 (hex) of application_text(); "" of the draft */
} ApplicationText;

typedef struct {
    ApplicationId id;
    EditionId edition;
    ApplicationState state;
    int64_t number;  /* of the edition, from 1; 0 before the first submission. Shown as "26-117" */
    int64_t version; /* that stands; 0: none */
    Instant created, submitted, withdrawn, extended_until;
} Application;

ApplicationState application_state_from_code(Text code);
/* NULL unless the viewer may read it (access.h). */
const Application *application_find(Snapshot *at, ApplicationId id);
/* A version; the caller has found the application. The draft only for the team. */
bool application_version(Snapshot *at, ApplicationId id, int64_t version, ApplicationText *text);
/* "26-117": the edition's year and the number, three digits at least; "" while there is none. */
Text application_number(Arena *arena, const Edition *edition, const Application *application);
/* Those that the viewer writes. */
typedef LIST(Application) Applications;
Applications application_of_viewer(Snapshot *at, EditionId edition);

/* Until when this one may be submitted: the edition's end, or its own extension. */
Instant application_deadline(const Edition *edition, const Application *application);

/* A new draft; the account leads its team. */
ApplicationId application_begin(Change *change, const Edition *edition, AccountId lead);
/* Saves a section of the draft. What is wrong is noted as problems of the section, but what was
 * typed is saved all the same, so that nothing is lost; only what cannot be stored is refused. */
bool application_save_project(Change *change, const Edition *edition, ApplicationId id,
                              const ApplicationText *typed, Problems *problems);
bool application_save_applicant(Change *change, const Edition *edition, ApplicationId id,
                                const ApplicationText *typed, Problems *problems);
bool application_save_section(Change *change, const Edition *edition, ApplicationId id, Text section,
                              const Answers *typed, Problems *problems);
/* The draft's file must be checked and kept before (document.h, files.h). */
bool application_add_attachment(Change *change, const Edition *edition, ApplicationId id,
                                const Attachment *attachment, Problems *problems);
bool application_remove_attachment(Change *change, ApplicationId id, int64_t attachment);
bool application_set_pledge(Change *change, ApplicationId id, bool pledged);

/* All that keeps the draft from being submitted, by section; empty when it is complete. */
Problems application_check(Snapshot *at, const Edition *edition, ApplicationId id);
typedef enum {
    SECTION_NOT_STARTED,
    SECTION_IN_PROGRESS,
    SECTION_COMPLETED,
    SECTION_CANNOT_START
} SectionState;

/* Submits the draft: a new version stands, a receipt goes to every contact and team member. False:
 * a problem (incomplete, too late, withdrawn), and nothing was changed. `received` is when the head
 * of the request arrived. */
typedef struct {
    int64_t key; /* names the version in mails */
    Text number;
    int64_t version;
    Instant submitted; /* `received` */
    Text digest;
    Attachments files;
} Receipt;
bool application_submit(Change *change, const Edition *edition, ApplicationId id, Instant received,
                        Problems *problems, Receipt *receipt);
/* An application that an organiser brings from elsewhere: its draft, just begun by `lead` and saved, stands
 * from now on. No deadline and no form are asked for, and the record says so: "application.imported". */
void application_import(Change *change, const Edition *edition, ApplicationId id, AccountId lead);
bool application_withdraw(Change *change, const Edition *edition, ApplicationId id, Text reason,
                          Problems *problems);
/* An extension for one, by an organiser, with a reason; journalled. */
bool application_extend(Change *change, const Edition *edition, ApplicationId id, Instant until, Text reason,
                        Problems *problems);
/* The canonical text of a version, whose digest is on the receipt; documented in doc/record.md. */
Text application_text(Arena *arena, const Edition *edition, const ApplicationText *text);

/* Whether the draft says something else than the version that stands. */
bool application_is_changed(Arena *arena, const Edition *edition, const ApplicationText *draft,
                            const ApplicationText *standing);

/* Colleagues: invited by a link, joined by claiming it. The lead stays. */
void application_join_team(Change *change, ApplicationId id, AccountId account);
typedef struct {
    AccountId account;
    Text name;
    bool is_lead;
} TeamName;
typedef LIST(TeamName) TeamNames;
TeamNames application_team(Snapshot *at, ApplicationId id); /* the lead first; for those who may see it */
bool application_is_lead(Snapshot *at, ApplicationId id, AccountId account);
bool application_leave_team(Change *change, ApplicationId id, AccountId account);

/* What nobody needs more of. */
enum { PARTNERS_MAX = 20, DRAFTS_MAX = 20, TEAM_MAX = 20 };
/* Drafts of the edition that the viewer leads: no more than DRAFTS_MAX are begun. */
int64_t application_open_drafts(Snapshot *at, EditionId edition);

/* Kinds of mails and of invitations (application_mails.c); reminders of drafts (application_remind.c), 7
 * days, 1 day and 3 hours before their own deadline, once each. */
void application_contribute(void);
void application_remind(Store *store, const Settings *settings, Arena *arena);
/* A job: removes the files that no application names any more. */
void application_sweep_files(Store *store, const Settings *settings, Arena *arena);
/* What is due now: how many mails were queued. */
int64_t application_remind_due(Change *change);

#endif
