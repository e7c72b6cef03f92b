/* SPDX-License-Identifier: Apache-2.0 */
/* The desk of the site: outbox, accounts, decision logs, how the server is. */
#ifndef ADMIN_FEATURE_H
#define ADMIN_FEATURE_H

#include "platform/http/feature.h"

extern const Feature admin_feature;

#endif
