/* SPDX-License-Identifier: Apache-2.0 */
/* The evaluation's mails and its kind of invitation; registered once, by features.c and by tests. */
#ifndef PRIZE_EVALUATION_H
#define PRIZE_EVALUATION_H

void prize_evaluation_register(void);

#endif
