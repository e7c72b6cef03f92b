/* SPDX-License-Identifier: Apache-2.0 */
/* Applications as the organisers of an edition see them: drafts by their lead's name alone, what was
 * submitted as it stands; those on which the viewer is in conflict are left out. */
#ifndef PRIZE_APPLICATION_LIST_H
#define PRIZE_APPLICATION_LIST_H

#include "feature/prize/application.h"

typedef struct {
    Text state;            /* "draft", "submitted", "withdrawn"; "" all */
    Text category, region; /* codes; "" all; with one of them no drafts */
    Text part;             /* of title, city, organisation, number or lead, however written; "" all */
} ApplicationFilter;

typedef struct {
    Application application;
    Text number;
    Text title, tongue, category, region, city, country, organisation, applicant_kind; /* "" of a draft */
    Text lead_name, lead_address;
} ApplicationEntry;
typedef LIST(ApplicationEntry) ApplicationEntries;

/* By number, drafts last by age. Empty for whoever does not organise the edition. */
ApplicationEntries application_list(Snapshot *at, const Edition *edition, const ApplicationFilter *filter);
/* One of them; NULL if it is not in the list. */
const ApplicationEntry *application_entry(Snapshot *at, const Edition *edition, ApplicationId id);

typedef struct {
    int64_t version;
    Instant submitted;
    Text digest;
} SubmittedVersion;
typedef LIST(SubmittedVersion) SubmittedVersions;
SubmittedVersions application_versions(Snapshot *at, ApplicationId id); /* newest first */

#endif
