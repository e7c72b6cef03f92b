/* SPDX-License-Identifier: Apache-2.0 */
/* What a store remembers of the whole site, by name: little, and nothing that a person configures. */
#ifndef PLATFORM_SETTING_H
#define PLATFORM_SETTING_H

#include "platform/store/store.h"

Text setting_find(Snapshot *at, const char *name); /* "" if it was never set */
void setting_set(Change *change, const char *name, Text value);

/* A demonstration's store lives in a time of its own: sets the clock as the store says, if it does. To
 * be called after store_open() by whoever serves or works on it. */
void setting_apply_clock(Store *store);
/* From now on the store's time is `now` and runs. */
void setting_keep_clock(Change *change, Instant now);

#endif
