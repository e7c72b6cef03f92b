/* SPDX-License-Identifier: Apache-2.0 */
/* What the public pages of candidates and winners are given. */
#ifndef PRIZE_WINNERS_VIEWS_H
#define PRIZE_WINNERS_VIEWS_H

#include "feature/prize/winner.h"
#include "platform/page/views.h"

/* An entry of the public lists; codes as in the rules. */
typedef struct {
    Text number, country, region, category, award, tier;
    Written title, city;
} PublicEntry;
typedef LIST(PublicEntry) PublicEntries;
/* The data behind candidates.json, winners.csv and their kin. */
typedef struct {
    Text edition;
    PublicEntries entries;
} PublicList;
/* Before the instant: when it will be; not set while it is held. */
typedef struct {
    Text edition;
    Instant publish_at;
} NotYet;

/* An entry on a page. */
typedef struct {
    Written title, city;
    Text country, number, tier;
    int rank; /* of the tier, from 0 */
    Url url;
} ShownEntry;
typedef struct {
    Text name;
    Picture picture;
    LIST(ShownEntry) entries;
} ShownGroup;
typedef struct {
    Text name;
    Picture picture;
    int64_t won, applied;
} RegionRow;

typedef struct {
    Shell shell;
    Text edition, word; /* word: what this edition calls its candidates */
    LIST(ShownGroup) groups;
    int64_t count;
    bool winners_are_out;
} PrizeCandidates;

typedef struct {
    Shell shell;
    Text edition;
    Written title, city;
    Text number, country, region, category, award, tier;
} PrizeCandidate;

typedef struct {
    Shell shell;
    Text edition, edition_name;
    Court court;
    int64_t count, cities, applications;
    Instant announced;
    Text zone;
    LIST(ShownGroup) groups; /* by award */
    LIST(RegionRow) regions;
} PrizeWinners;

#endif
