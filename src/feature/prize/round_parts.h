/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the organisers' pages of rounds. */
#ifndef PRIZE_ROUND_PARTS_H
#define PRIZE_ROUND_PARTS_H

#include "feature/prize/round_views.h"
#include "platform/http/shell.h"

int64_t round_asked(const Request *request); /* the round of the address */
Url round_url(Request *request, const Edition *edition, int64_t round);
Url round_fragility_url(Request *request, const Edition *edition, int64_t round);
/* The address of a round's rows of one category; "" for all. */
Url round_filtered_url(Request *request, const Edition *edition, int64_t round, Text category);
/* The value of a parameter that only the GET declares; "" where a form is shown again. */
Text round_parameter(const Request *request, const char *name);
int64_t round_page_asked(const Request *request); /* from 1 */
/* What was sent to `apply` was refused, and is shown again. */
bool round_form_returns(const Request *request, ApplyFunction *apply);

RoundHead round_head(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result);
void round_add_filters(Request *request, const Edition *edition, int64_t round, RoundHead *head);

void round_show_ranking(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result);
void round_show_screening(Request *request, Snapshot *at, const Edition *edition, const RoundResult *result);
ShowFunction round_ranking_csv, round_fragility_page, round_calibration_page, round_severity_page;
ApplyFunction round_confirm_apply, round_screening_apply, round_move_apply;

#endif
