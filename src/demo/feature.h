/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DEMO_FEATURE_H
#define DEMO_FEATURE_H

#include "platform/http/feature.h"

extern const Feature demo_feature;
/* How to sign in to a demonstration, for whoever serves one. */
void demo_print_sign_ins(void);

#endif
