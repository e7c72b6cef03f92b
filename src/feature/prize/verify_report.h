/* SPDX-License-Identifier: Apache-2.0 */
/* What a verification proved, and what no record can prove, in words. */
#ifndef PRIZE_VERIFY_REPORT_H
#define PRIZE_VERIFY_REPORT_H

#include "feature/prize/verify_facts.h"

/* `key`: the key that was asked for, or "". */
void verify_report(Arena *arena, const Facts *facts, Text key, Verification *verification);

#endif
