/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages and mails of the announcement are given. */
#ifndef PRIZE_ANNOUNCEMENT_VIEWS_H
#define PRIZE_ANNOUNCEMENT_VIEWS_H

#include "feature/prize/announcement.h"
#include "platform/page/views.h"

typedef struct {
    Text name, address;
    Instant told, accepted;
} ContactRow;
typedef struct {
    int64_t key;
    Text number, award, tier, country;
    Written title, city;
    LIST(ContactRow) contacts;
} ToldWinner;
typedef struct {
    Shell shell;
    Text edition, zone;
    Instant publish_at;
    bool is_out, has_decided;
    int64_t told, accepted, contacts;
    LIST(ToldWinner) winners;
    FormToken token;
    Problems problems;
    ChoiceField application;
    Field name, address;
} PrizeTold;

typedef struct {
    Shell shell;
    Text edition, edition_name, zone, name, number, award, tier;
    Written title;
    Instant publish_at;
    bool is_accepted;
    Url action;
    FormToken token;
    Problems problems;
} PrizeEmbargo;

typedef struct {
    Written name;
    int64_t weight;
    Decimal mean, product; /* product: weight times mean */
} OwnPart;
typedef struct {
    Text name;
    Written reason;
    bool passed;
    bool has_score;
    int64_t reviews, weights;
    LIST(OwnPart) parts;
    Decimal sum, mean; /* sum: of the products */
    bool is_calibrated;
    Decimal calibrated, change; /* change: what the calibration did to the mean */
    bool has_line;
    Decimal line;
    LIST(Written) feedback;
} OwnRound;
typedef struct {
    Shell shell;
    Text edition, edition_name, zone, number;
    Written title;
    int64_t application;
    LIST(OwnRound) rounds;
    bool is_final;
    Text award, tier;
    bool has_next;
    Instant next;
} PrizeOwnResult;

typedef struct {
    Text edition, site_name, number, title, award;
    Url link;
    Instant publish_at;
    Text zone;
    bool passed, is_final;
    Text round;
} AnnouncementMail;

#endif
