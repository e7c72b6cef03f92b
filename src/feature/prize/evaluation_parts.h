/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the pages of the evaluation. */
#ifndef PRIZE_EVALUATION_PARTS_H
#define PRIZE_EVALUATION_PARTS_H

#include "feature/prize/evaluation_views.h"
#include "feature/prize/guard.h"
#include "platform/http/shell.h"

/* An address below the edition: page_url(request, edition, "reviews/{}/", key). */
Url evaluation_url(const Request *request, const Edition *edition, const char *pattern, int64_t key);
/* The ways between an expert's pages, and between the organiser's pages of the evaluation. */
typedef enum { EXPERT_REVIEWS, EXPERT_CONFLICTS, EXPERT_PROFILE } ExpertTab;
ShellLinks expert_tabs(const Request *request, Snapshot *at, const Edition *edition, ExpertTab here);
enum { ORGANISER_EXPERTS = -1, ORGANISER_CONFLICTS = -2 };
ShellLinks organiser_tabs(const Request *request, const Edition *edition, int64_t here); /* or a round */
Text evaluation_value(const Request *request, const char *name, Text stored); /* typed, else stored */
Text evaluation_number(Arena *arena, const Edition *edition, int64_t number); /* "26-117" */
Choice *evaluation_named(Arena *arena, ChoiceField *field, const Named *named, Language language,
                         bool chosen);
ChoiceField evaluation_countries(const Request *request, const Problems *problems, Text name, Text chosen);
Codes evaluation_codes(const Request *request, const char *name);

#endif
