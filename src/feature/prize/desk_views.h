/* SPDX-License-Identifier: Apache-2.0 */
/* What the organiser's desk and its lists are given. */
#ifndef PRIZE_DESK_VIEWS_H
#define PRIZE_DESK_VIEWS_H

#include "feature/prize/application_list.h"
#include "platform/page/views.h"

/* Something that waits for the organiser. */
typedef struct {
    Message label, hint;
    Url url;     /* "": nothing to open */
    Instant due; /* NEVER: no day */
    bool is_late;
} NextStep;
typedef LIST(NextStep) NextSteps;

typedef struct {
    Shell shell;
    Text edition, edition_name, zone;
    Message heading, subheading; /* where it stands; until when */
    Steps steps;
    NextSteps next;
    int64_t submitted, drafts, withdrawn, cities, countries;
    int64_t reviews, reviews_sent, reviews_begun, reviews_open, reviews_percent;
    Text round_name;
    int64_t experts, experts_active, experts_invited;
    int64_t mails_waiting, mails_stuck;
    ShellLinks ways;  /* to the other pages of the edition */
    bool mails_leave; /* or no mail server is set, and they are kept here to be read */
    bool has_outbox;  /* the reader may open it */
    Url outbox, journal;
    int64_t entries, entries_checked;
    bool chain_is_whole;
    Chart by_expert, per_day;
    Bars regions;
} PrizeDesk;

typedef struct {
    ApplicationEntry entry;
    Text category, region; /* as the edition calls them */
    State state;
    Text state_code; /* as it is filtered */
    Url url;
} DeskRow;

typedef struct {
    Shell shell;
    Text edition, zone;
    ChoiceField state, category, region;
    Field part;
    int64_t found, all;
    LIST(DeskRow) rows;
    Pages pages;
    Url csv;
} PrizeDeskApplications;

typedef struct {
    Text name;
    Message cause;
    Instant found;
    bool is_lifted;
} DeskConflict;

typedef struct {
    Shell shell;
    Text edition, zone;
    DeskRow row;
    TeamNames team;
    SubmittedVersions versions;
    LIST(DeskConflict) conflicts;
    Deadline deadline;
    bool is_extended, can_extend, can_withdraw;
    FormToken token;
    Problems problems;
    DateField until;
    Field extend_reason, withdraw_reason;
} PrizeDeskApplication;

#endif
