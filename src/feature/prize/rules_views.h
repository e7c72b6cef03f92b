/* SPDX-License-Identifier: Apache-2.0 */
/* What the organiser's pages of the rules and of the announcements are given. */
#ifndef PRIZE_RULES_VIEWS_H
#define PRIZE_RULES_VIEWS_H

#include "feature/prize/call_views.h"
#include "feature/prize/edition_change.h"
#include "feature/prize/ground.h"

typedef struct {
    int64_t version;
    Instant kept;
    Text by; /* "" : the command line */
    Written reason;
} RulesVersion;

/* What is wrong in a file: at a line, or in a part. */
typedef struct {
    int64_t line, column; /* 0: none */
    Text part;
    Message message;
} RulesProblem;
typedef LIST(RulesProblem) RulesProblems;

typedef struct {
    Shell shell;
    FormToken token, token_dates;
    const Edition *edition;
    Text yaml;
    RulesProblems wrong;
    Problems problems; /* of the dates */
    Field text;
    FileField file;
    LIST(DateField) dates;
    Ground ground;               /* of the dates */
    LIST(RulesVersion) versions; /* newest first */
} PrizeRules;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    const Edition *edition;
    int64_t draft; /* key */
    Differences differences;
    bool needs_reason, is_refused, is_stale; /* stale: the rules have changed since */
    Field reason;
} PrizeRulesDraft;

/* A step's announcement, and what is proposed for it. */
typedef struct {
    int64_t step;
    Written name; /* of the round; "" : the winners */
    Instant publish_at;
    bool is_out;
    bool has_motion;
    PublicationMotion motion; /* that is open */
    Written reason;
    bool is_own; /* the viewer proposed it */
} Announcement;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    const Edition *edition;
    LIST(Announcement) announcements;
    LIST(Announcement) past; /* with motions that were carried or dropped */
    bool can_propose;
    ChoiceField step, what;
    DateField publish_at;
    Field reason;
} PrizeAnnouncements;

#endif
