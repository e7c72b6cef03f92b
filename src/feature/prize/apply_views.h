/* SPDX-License-Identifier: Apache-2.0 */
/* What the applicant's pages are given. */
#ifndef PRIZE_APPLY_VIEWS_H
#define PRIZE_APPLY_VIEWS_H

#include "feature/prize/application.h"
#include "feature/prize/ground.h"
#include "platform/page/views.h"

/* What every page of an application says at its top. */
typedef struct {
    Shell shell;
    Text edition; /* code, for addresses */
    Text edition_name;
    int64_t application; /* key, for addresses */
    Written title;       /* "" while there is none */
    Text number;         /* "" before the first submission */
    Deadline deadline;
    bool is_open; /* it may be submitted now */
    bool is_withdrawn;
    FormToken token;
    Problems problems;
    Message saved; /* "Saved at 14:05", or none */
    Ground ground; /* of a section's form */
    bool is_torn;
} ApplyHead;

typedef struct {
    Written title;
    Text number;
    Url url;
    State state;
} ApplyRow;

typedef struct {
    Shell shell;
    Text edition, edition_name;
    LIST(ApplyRow) rows;
    Deadline deadline;
    bool is_open, is_before;
    Instant opens;
    Text zone;
    FormToken token;
    Problems problems;
} PrizeApplyList;

typedef struct {
    ApplyHead head;
    Text category;
    Tasks project, questions, proof, sending;
    int64_t done, begun, total;
    Progress progress;
    bool has_submitted, has_changed; /* a version stands; the draft was saved after it */
    Instant submitted;
    TeamNames team;
} PrizeApplyTasks;

typedef struct {
    ApplyHead head;
    Field title, city;
    ChoiceField category, tongue, country, topics;
} PrizeApplyProject;

typedef struct {
    Field name;
    ChoiceField country;
} PartnerFields;
typedef struct {
    ApplyHead head;
    ChoiceField kind;
    Field organisation, contact_name, contact_address;
    LIST(PartnerFields) partners;
} PrizeApplyApplicant;

typedef struct {
    bool is_area; /* a text area; else a line, or a choice */
    bool is_choice;
    Field field;
    ChoiceField choice;
} QuestionField;
typedef struct {
    ApplyHead head;
    Text section, name;
    LIST(QuestionField) questions;
} PrizeApplySection;

typedef struct {
    Text name;
    int64_t key, size_bytes, pages;
} KeptFile;
typedef struct {
    Text code, name, hint;
    bool is_required, is_full;
    int64_t files_max;
    FileField field;
    LIST(KeptFile) files;
} SlotFields;
typedef struct {
    ApplyHead head;
    LIST(SlotFields) slots;
} PrizeApplyFiles;

typedef struct {
    Text name;
    AnswerRows rows;
} AnswerGroup;
typedef LIST(AnswerGroup) AnswerGroups;
typedef struct {
    ApplyHead head;
    AnswerGroups groups;
    ChoiceField pledge;
    Text pledge_text;
    bool is_complete, is_sent; /* is_sent: what stands says the same */
    Instant submitted;
} PrizeApplyCheck;

typedef struct {
    ApplyHead head;
    Text organisation, city, country, category;
    int64_t version;
    Instant submitted;
    Text zone, digest;
    LIST(KeptFile) files;
    LIST(Text) digests; /* of the files, in their order */
} PrizeApplyReceipt;

typedef struct {
    ApplyHead head;
    Field reason;
} PrizeApplyWithdraw;

typedef struct {
    ApplyHead head;
    Field name, address;
    TeamNames team;
    bool is_lead; /* the reader is */
} PrizeApplyTeam;

/* An application as those read it who may: experts, organisers, the committee, its team. */
typedef struct {
    Shell shell;
    Text edition;
    int64_t application;
    Written title, city;
    Text number, category, country, region, applicant_kind;
    LIST(Partner) partners;
    AnswerGroups groups;
    LIST(KeptFile) files;
    Instant submitted;
    Text zone;
} PrizeApplication;

/* Mails to those who write an application. */
typedef struct {
    Text site_name, edition_name, title, number, digest, zone;
    int64_t version;
    Instant submitted, deadline;
    bool is_open; /* it can still be changed */
    Attachments files;
    Url link;
} PrizeApplicationMail;

#endif
