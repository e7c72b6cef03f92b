/* SPDX-License-Identifier: Apache-2.0 */
/* The pages about the site itself, which stand at the foot of every page. */
#ifndef SITE_FEATURE_H
#define SITE_FEATURE_H

#include "platform/http/feature.h"

extern const Feature site_feature;

#endif
