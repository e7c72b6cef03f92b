/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages and mails of the evaluation are given. */
#ifndef PRIZE_EVALUATION_VIEWS_H
#define PRIZE_EVALUATION_VIEWS_H

#include "feature/prize/apply_views.h"
#include "feature/prize/assignment.h"
#include "feature/prize/review.h"

typedef struct {
    Text edition, round, site_name;
    Url link; /* absolute */
    int64_t open;
    Instant begins, ends;
    Text zone;
} ExpertMail;

/* ---- the expert's pages */

typedef struct {
    Written title, city;
    Text number, country;
    Url url;
    State state;
    bool is_imported; /* an organiser entered it */
    bool is_changed;  /* sent, with a change that is not sent */
} ReviewLine;
typedef struct {
    Text name;
    Deadline deadline;
    Instant begins;
    bool is_open, is_before;
    int64_t sent, total;
    Progress progress;
    LIST(ReviewLine) lines;
} ReviewRound;
typedef struct {
    Shell shell;
    Text edition, edition_name;
    ShellLinks tabs;
    bool is_invited; /* and has not accepted */
    bool has_profile;
    LIST(ReviewRound) rounds; /* the one that is open first */
    FormToken token;
    Problems problems;
} PrizeReviews;

typedef struct {
    Text criterion;
    int64_t grade;
    Text word;
} GradeLine;
typedef struct {
    Text round;
    LIST(GradeLine) grades;
    Written feedback;
} EarlierReview;
typedef struct {
    Shell shell;
    Text edition, edition_name, round;
    int64_t assignment, application;
    Written title, organisation, city;
    Text number, country, category;
    AnswerGroups groups;
    LIST(KeptFile) files;
    Progress progress;
    int64_t place, sent, total; /* which of the round's reviews this is */
    Url next;                   /* the next that isn't sent; "" none */
    Deadline deadline;
    Instant begins;
    bool is_open, is_before, is_begun, is_sent, is_imported, is_changed, is_screening, shows_form;
    Instant saved, sent_at;
    Text zone;
    LIST(GradeField) grades;
    int64_t missing; /* criteria without a grade */
    Field feedback, comment;
    ChoiceField decision;
    Field reason;
    /* where there is no form: */
    LIST(GradeLine) given;
    Written given_reason, given_feedback, given_comment;
    LIST(EarlierReview) earlier;
    Ground ground;
    bool is_torn;
    FormToken token;
    Problems problems;
} PrizeReview;

typedef struct {
    Shell shell;
    Text edition;
    int64_t assignment;
    Written title;
    bool is_sent;
    Field note;
    FormToken token;
    Problems problems;
} PrizeStepBack;

typedef struct {
    Shell shell;
    Text edition, edition_name;
    ShellLinks tabs;
    bool is_invited;
    Field organisation, city, capacity;
    ChoiceField country, topics, tongues;
    FormToken token;
    Problems problems;
} PrizeExpertProfile;

/* Of an application no more than its title, organisation and city. */
typedef struct {
    int64_t application;
    Written title, organisation, city;
    Text number, country;
    ConflictCause cause;
    bool is_known; /* a conflict stands already */
} SlateLine;
typedef struct {
    Shell shell;
    Text edition, edition_name;
    ShellLinks tabs;
    LIST(SlateLine) known, others;
    Field part; /* what is searched for */
    int64_t found, total;
    Pages pages;
    ChoiceField applications;
    Field note;
    FormToken token;
    Problems problems;
} PrizeExpertConflicts;

/* ---- the organiser's */

typedef struct {
    Text name, country;
    Written organisation, city;
    Url url;
    ExpertState state;
    int64_t sent, begun, open, conflicts;
} ExpertLine;
typedef struct {
    Shell shell;
    Text edition;
    ShellLinks tabs;
    LIST(ExpertLine) lines;
    int64_t invited, active, left;
    Progress progress;
} PrizeExperts;

typedef struct {
    Shell shell;
    Text edition;
    ShellLinks tabs;
    Field name, address, list;
    ChoiceField language, list_language;
    FormToken token;
    Problems problems;
} PrizeExpertInvite;

typedef struct {
    Text round;
    int64_t sent, begun, open;
} LoadLine;
typedef struct {
    int64_t key;
    Written title; /* "" where the viewer may not know */
    Text number, person;
    Url person_url;
    ConflictCause cause;
    Written note;
    Instant found, lifted;
    Url lift; /* "": cannot be lifted */
} ConflictLine;
typedef LIST(ConflictLine) ConflictLines;
typedef struct {
    Shell shell;
    Text edition;
    ShellLinks tabs;
    int64_t account;
    Text name, address, country, topics, tongues, zone;
    Written organisation, city;
    int64_t capacity, open;
    ExpertState state;
    Instant invited, accepted, left;
    LIST(LoadLine) loads;
    ConflictLines conflicts;
    Field reason;
    FormToken token;
    Problems problems;
} PrizeExpert;

typedef struct {
    Shell shell;
    Text edition, zone;
    ShellLinks tabs;
    ConflictLines lines;
    int64_t standing, lifted;
    Pages pages;
    ChoiceField person;
    Field number, note;
    FormToken token;
    Problems problems;
} PrizeConflicts;

typedef struct {
    Shell shell;
    Text edition;
    ConflictLine line;
    Field reason;
    FormToken token;
    Problems problems;
} PrizeConflictLift;

/* ---- the assignment of a round */

typedef struct {
    Text name;
    Url url;
    int64_t planned, most, sent, begun, open;
} AssignmentLoad;
typedef struct {
    Text number;
    Written title;
} ShortLine;
/* What counts now, or what a preview would make of it. */
typedef struct {
    int64_t reviews, load_least, load_greatest;
    Decimal mean, worst; /* affinity of a pair on average; of the worst-off application's, both of 100 */
    int64_t without_topic, without_tongue, near; /* near: applications with an expert from their region */
    Bars loads, fits, tongues, regions;
} AssignmentSide;
typedef struct {
    Shell shell;
    Text edition, name, zone;
    ShellLinks tabs;
    int64_t round;
    bool is_group, is_confirmed, is_over;
    Deadline deadline;
    int64_t entrants, experts, each, needed, room; /* reviews that are needed, and that can be done */
    /* what counts now */
    int64_t sent, begun, open, idle; /* idle: experts who have not begun */
    Progress progress;
    Chart progress_chart;
    LIST(AssignmentLoad) loads;
    /* the preview */
    bool has_preview, is_feasible, is_certified;
    int64_t plan, moved;
    AssignmentAim aim;
    bool is_best; /* the bound of a fair aim is reached */
    Decimal bound;
    int64_t cap_percent, expected_percent; /* by lot; expected: of the best sum without lots */
    AssignmentSide now, preview;
    ShortLine worst_off;
    Progress shortage;
    LIST(ShortLine) short_applications;
    LIST(Text) short_experts;
    int64_t short_demand, short_capacity, more_applications, more_experts;
    ChoiceField aims, anew;
    Field cap;
    FormToken token;
    Problems problems;
} PrizeAssignment;

#endif
